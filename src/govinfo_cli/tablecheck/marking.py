"""The marked copy of a checked workbook: every finding at its cell, and a sheet that lists them all."""

from __future__ import annotations

from collections.abc import Iterator

from govinfo_cli import wording
from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.visible import visible, visible_lines
from govinfo_cli.workbook.annotating import Mark, annotate
from govinfo_cli.workbook.book import open_book
from govinfo_cli.workbook.findings import Line, Page
from govinfo_cli.workbook.listing import Head
from govinfo_cli.workbook.renewing import renewed
from govinfo_cli.workbook.value import Book

MOST = 10_000  # findings; a workbook of more notes opens slowly, and nobody reads them
# Its name and title are the same in every language: they say that an earlier copy is one.
SHEET, TITLE = "检查结果", "目录检查结果"
_HEADS = (
    (Text(zh="等级", en="level"), 8),
    (Text(zh="位置", en="cell"), 17),
    (Text(zh="列名", en="column"), 18),
    (Text(zh="信息资源名称", en="name"), 24),
    (Text(zh="现在的内容", en="content"), 24),
    (Text(zh="问题", en="finding"), 40),
    (Text(zh="改法", en="help"), 40),
    (Text(zh="依据", en="basis"), 32),
    (Text(zh="检查项", en="rule"), 22),
)


def marked(outcome: Outcome, raw: bytes, lang: str) -> bytes:
    """The copy of the workbook in `raw`, the one that was checked. One in the old binary format becomes an xlsx without
    its looks. Raises Unreadable."""
    path = outcome.table or ""
    book = open_book(path, raw)
    old = not raw.startswith(b"PK")
    listed = outcome.findings[:MOST]
    names = {sheet.name for sheet in book.sheets}  # a name that must not be shown is another in the findings
    page = Page(
        _free_name(book),
        TITLE,
        list(_about(outcome, lang, old)),
        [Head(title.of(lang), width) for title, width in _HEADS],
        [_line(outcome, one, lang, one.span.sheet in names) for one in listed],
    )
    marks = [_mark(outcome, one, lang) for one in listed if one.span.sheet and one.severity > Severity.INFO]
    return annotate(path, renewed(book, path) if old else raw, marks, page)


def _free_name(book: Book) -> str:
    """The name of the sheet of findings: that of an earlier copy's, else one that no sheet bears."""
    names = {sheet.name.casefold(): sheet for sheet in book.sheets}
    for name in (SHEET, *(f"{SHEET}{number}" for number in range(2, 1000))):
        if name not in names:
            return name
        first = next((line.values for line in names[name].grid().lines[:1]), ())
        if TITLE in first[:1]:
            return name
    return SHEET


def _about(outcome: Outcome, lang: str, old: bool) -> Iterator[str]:
    yield f"{wording.passed(outcome).of(lang)}{wording.colon(lang)}{wording.verdict(outcome).of(lang)}"
    yield from (said.of(lang) for said in wording.limits(outcome))
    rest = len(outcome.findings) - MOST
    if rest > 0:
        yield Text(
            zh=f"问题太多：只列出前 {MOST} 处，另有 {rest} 处没有列出；改好这些再检查一次",
            en=f"too many findings: the first {MOST} are listed, {rest} more are not; mend these and check again",
        ).of(lang)
    if old:
        yield Text(
            zh="原表是旧格式（.xls），这里只照抄了内容，没有保留原来的格式；请在原表里改",
            en="the table is in the old format (.xls): only its contents are copied, not its looks; mend the table itself",
        ).of(lang)
    if outcome.findings:
        yield Text(
            zh="红色单元格必须改，黄色请核对；鼠标停在单元格上看批注，点“位置”跳到那一格。改好后再检查一次，标记会重新生成",
            en="red cells must be mended, yellow ones looked at; each has a note, and the cell's name leads there. Then check again",
        ).of(lang)


def _line(outcome: Outcome, one: Diagnostic, lang: str, linked: bool) -> Line:
    span = one.span
    texts = (
        wording.LEVELS[one.severity].of(lang),
        visible(span.shown_cell),
        visible(span.heading),
        visible(outcome.title_of(one).name or ""),
        _hidden(lang) if one.sensitive else visible(one.source or ""),
        visible(one.message.of(lang)),
        "\n".join(visible_lines(one.help.of(lang))) if one.help else "",
        "\n".join(ground.line(lang, wording.colon(lang)) for ground in wording.grounds(outcome, one)),
        f"{wording.title(one.rule).of(lang)}\n{one.rule}",
    )
    return Line(one.severity.word, texts, (span.sheet, span.line, span.column) if linked else None)


def _hidden(lang: str) -> str:
    return Text(zh="（内容不显示）", en="(not shown)").of(lang)


def _mark(outcome: Outcome, one: Diagnostic, lang: str) -> Mark:
    said = [
        f"{wording.LEVELS[one.severity].of(lang)} {wording.title(one.rule).of(lang)}",
        visible(one.message.of(lang)),
    ]
    gap = wording.colon(lang)
    if one.help:
        first, *more = visible_lines(one.help.of(lang))
        said += [f"{wording.HELP.of(lang)}{gap}{first}", *more]
    said += [ground.line(lang, gap) for ground in wording.grounds(outcome, one) if ground.kind]
    said.append(f"[{one.rule}]")
    return Mark(one.span.sheet, one.span.line, one.span.column, one.severity.word, "\n".join(said))
