"""The review for people at a screen: what is heavy first, what is harmless counted, and the heaviest once more at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govinfo_cli.change import reviewing
from govinfo_cli.change.comparison import Case, Comparison
from govinfo_cli.change.judgement import Level
from govinfo_cli.visible import visible, visible_lines, visible_path, width

_COLORS = {Level.BREAKING: "1;31", Level.ATTENTION: "33", Level.INFO: "36"}
_INDENT = " " * 8
_LINE, _CLASS_AT = 100, 71  # cells that a line should stay within; the cell at which [class] begins


def render(comparison: Comparison, lang: str, color: bool = False, full: bool = False) -> str:
    """The whole review; `full` lists what is else only counted."""
    parts = [f"{reviewing.TITLE.of(lang)}  {reviewing.between(comparison).of(lang)}"]
    for level in sorted(Level, reverse=True):
        cases = comparison.at(level)
        if cases:
            listed = level is not Level.INFO or full
            parts.append("\n".join(_section(comparison, level, cases, lang, color, listed)))
    strays = [line for one in comparison.strays for line in visible_lines(reviewing.stray(comparison, one).of(lang))]
    if strays:
        parts.append("\n".join(strays))
    parts.append("\n".join(_end(comparison, lang, color)))
    return "\n\n".join(parts) + "\n"


def _section(
    comparison: Comparison, level: Level, cases: Sequence[Case], lang: str, color: bool, listed: bool
) -> Iterator[str]:
    word, duty = reviewing.LEVELS[level].of(lang), reviewing.DUTIES[level].of(lang)
    head = f"{word} {len(cases)} 处（{duty}）" if lang == "zh" else f"{word}: {len(cases)} ({duty})"
    if not listed:
        more = "逐条列出：catalog -v diff" if lang == "zh" else "catalog -v diff lists them"
        counted = reviewing.folded(cases).of(lang)
        yield f"{_paint(head, _COLORS[level], color)}{'：' if lang == 'zh' else ': '}{counted}"
        yield f"  {more}"
        return
    yield _paint(head, _COLORS[level], color)
    for first, members in reviewing.by_entry(cases):
        (entry,) = visible_lines(reviewing.heading(first).of(lang))
        yield f"  {_paint(entry, '1', color)}"
        for case in members:
            yield from _case(comparison, case, lang)


def _case(comparison: Comparison, case: Case, lang: str) -> Iterator[str]:
    message, name = visible(case.message.of(lang)), f"[{case.name}]"
    pad = " " * max(2, min(_CLASS_AT, _LINE - len(name)) - width(f"    {message}"))
    yield f"    {message}{pad}{name}"
    where, path = reviewing.whereabouts(case).of(lang), visible_path(case.span.path)
    yield f"{_INDENT}{path}:{case.span.line}:{case.span.column}" if where == path else f"{_INDENT}{where}"
    for kind, said in reviewing.grounds(comparison, case):
        yield f"{_INDENT}{kind.of(lang)}  {said.of(lang)}"
    for said in reviewing.opinions(comparison, case):
        yield f"{_INDENT}{visible(said.of(lang))}"


def _end(comparison: Comparison, lang: str, color: bool) -> Iterator[str]:
    yield reviewing.summary(comparison).of(lang)
    alarm, verdict = reviewing.alarm(comparison), reviewing.verdict(comparison)
    if alarm:
        yield _paint(visible(alarm.of(lang)), _COLORS[Level.BREAKING], color)
    if verdict:
        yield _paint(verdict.of(lang), "1;31" if comparison.failed else "1;32", color)


def _paint(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text
