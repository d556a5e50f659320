"""The review as a workbook: a page of counts, and a row a change, the heaviest first, to filter and to pass on."""

from __future__ import annotations

from collections.abc import Iterator

from govinfo_cli.change import reviewing
from govinfo_cli.change.comparison import Case, Comparison
from govinfo_cli.change.judgement import Level
from govinfo_cli.diagnostic import Text
from govinfo_cli.visible import visible, visible_path
from govinfo_cli.workbook.listing import AMBER, BLUE, RED, Cell, Head, Tinted, facts, listing
from govinfo_cli.workbook.writing import Book

_TINTS = {Level.BREAKING: RED, Level.ATTENTION: AMBER, Level.INFO: BLUE}
_HEADS = (
    (Text(zh="变更等级", en="level"), 10),
    (Text(zh="提供方", en="owner"), 16),
    (Text(zh="信息资源名称", en="name"), 26),
    (Text(zh="信息资源代码", en="code"), 21),
    (Text(zh="变更", en="change"), 20),
    (Text(zh="填报项", en="field"), 20),
    (Text(zh="原来", en="before"), 28),
    (Text(zh="现在", en="now"), 28),
    (Text(zh="说明", en="in a sentence"), 36),
    (Text(zh="依据", en="basis"), 28),
    (Text(zh="意见", en="opinions"), 24),
    (Text(zh="文件", en="file"), 24),
)
_SUMMARY, _CHANGES = Text(zh="变更比对", en="summary"), Text(zh="变更", en="changes")


def render(comparison: Comparison, lang: str, color: bool = False, full: bool = False) -> bytes:
    """The whole workbook. `color` and `full` have no effect."""
    title = reviewing.headline(comparison).of(lang)
    book = Book(title)
    tint = RED if comparison.at(Level.BREAKING) else None
    book.add(facts(book, _SUMMARY.of(lang), title, _counts(comparison, lang), tint))
    heads = [Head(text.of(lang), width) for text, width in _HEADS]
    rows = (Tinted([*_row(comparison, case, lang)], _TINTS[case.level]) for case in comparison.cases)
    book.add(listing(book, _CHANGES.of(lang), heads, rows))
    return book.finish()


def _counts(comparison: Comparison, lang: str) -> Iterator[tuple[str, Cell]]:
    for said in (reviewing.alarm(comparison), reviewing.verdict(comparison)):
        if said:
            yield "", visible(said.of(lang))
    yield Text(zh="比对", en="between").of(lang), visible(reviewing.between(comparison).of(lang))
    yield Text(zh="合计", en="in all").of(lang), reviewing.summary(comparison).of(lang)
    for level in sorted(Level, reverse=True):
        name, duty = reviewing.LEVELS[level].of(lang), reviewing.DUTIES[level].of(lang)
        yield name, f"{len(comparison.at(level))}  {duty}"
    for one in comparison.strays:
        yield (
            Text(zh="对不上的意见", en="opinion that meets no change").of(lang),
            visible(reviewing.stray(comparison, one).of(lang)),
        )


def _row(comparison: Comparison, case: Case, lang: str) -> Iterator[str]:
    yield reviewing.LEVELS[case.level].of(lang)
    yield visible(case.title.owner or "")
    yield visible(case.title.name or "")
    yield visible(case.title.code or "")
    yield case.judged.verdict.title.of(lang)
    yield visible(case.label.of(lang))
    yield visible(case.was.of(lang))
    yield visible(case.now.of(lang))
    yield visible(case.message.of(lang))
    yield "\n".join(f"{kind.of(lang)} {said.of(lang)}" for kind, said in reviewing.grounds(comparison, case))
    yield "\n".join(visible(said.of(lang)) for said in reviewing.opinions(comparison, case))
    yield visible_path(case.span.path)
