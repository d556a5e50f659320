"""The report as a workbook: a page of counts, and a row a finding, to filter by owner or rule and to pass on."""

from __future__ import annotations

from collections.abc import Iterator

from govinfo_cli import wording
from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.visible import visible, visible_lines, visible_path
from govinfo_cli.workbook.listing import AMBER, BLUE, RED, Cell, Head, Tinted, facts, listing
from govinfo_cli.workbook.writing import Book

_TINTS = {Severity.ERROR: RED, Severity.WARNING: AMBER, Severity.INFO: BLUE}
_HEADS = (
    (Text(zh="等级", en="level"), 8),
    (Text(zh="提供方", en="owner"), 16),
    (Text(zh="信息资源名称", en="name"), 26),
    (Text(zh="信息资源代码", en="code"), 21),
    (Text(zh="填报项", en="field"), 18),
    (Text(zh="问题", en="finding"), 40),
    (Text(zh="改法", en="help"), 40),
    (Text(zh="依据", en="basis"), 28),
    (Text(zh="可自动更正", en="fixable"), 11),
    (Text(zh="检查项", en="rule"), 22),
    (Text(zh="文件", en="file"), 26),
    (Text(zh="行", en="line"), 7),
    (Text(zh="列", en="column"), 7),
)
_SUMMARY, _FINDINGS = Text(zh="检查结果", en="summary"), Text(zh="问题", en="findings")
_FIXABLE = Text(zh="是", en="yes")


def render(outcome: Outcome, lang: str, color: bool = False) -> bytes:
    """The whole workbook. `color` has no effect."""
    title = Text(zh="目录检查结果", en="catalogue check").of(lang)
    book = Book(title)
    tint = RED if outcome.failed else None
    book.add(facts(book, _SUMMARY.of(lang), title, _counts(outcome, lang), tint))
    heads = [Head(text.of(lang), width) for text, width in _HEADS]
    rows = (Tinted([*_row(outcome, one, lang)], _TINTS[one.severity]) for one in outcome.findings)
    book.add(listing(book, _FINDINGS.of(lang), heads, rows))
    return book.finish()


def _counts(outcome: Outcome, lang: str) -> Iterator[tuple[str, Cell]]:
    yield "", wording.passed(outcome).of(lang)
    yield Text(zh="结论", en="verdict").of(lang), wording.verdict(outcome).of(lang)
    yield Text(zh="按哪些规范", en="profiles").of(lang), outcome.profile_titles.of(lang)
    for level in sorted(Severity, reverse=True):
        name = wording.LEVELS[level]
        yield Text(zh=f"{name.zh}（处）", en=f"{name.en}s").of(lang), outcome.count(level)
    for said in wording.limits(outcome):
        yield Text(zh="说明", en="note").of(lang), said.of(lang)
    step = wording.next_step(outcome)
    if step:
        yield "", step.of(lang)


def _row(outcome: Outcome, one: Diagnostic, lang: str) -> Iterator[Cell]:
    entry = outcome.title_of(one)
    yield wording.LEVELS[one.severity].of(lang)
    yield visible(entry.owner or "")
    yield visible(entry.name or "")
    yield visible(one.entry or "")
    yield visible(one.field or "")
    yield visible(one.message.of(lang))
    yield "\n".join(visible_lines(one.help.of(lang))) if one.help else ""
    yield "\n".join(ground.line(lang, wording.colon(lang)) for ground in wording.grounds(outcome, one))
    yield _FIXABLE.of(lang) if one.fix and one.fix.safe else ""
    yield f"{wording.title(one.rule).of(lang)}\n{one.rule}"
    yield f"{visible_path(one.span.path)} {visible(one.span.shown_cell)}".rstrip()
    yield one.span.line
    yield one.span.column
