"""The report for people at a screen: grouped by owner and entry, with the line, the basis and the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from govinfo_cli import wording
from govinfo_cli.diagnostic import Diagnostic, Severity, Span, Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.visible import uncommanding, visible, visible_lines, visible_path, width

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_INDENT = " " * 8
_LINE = 100  # cells that a line should stay within
_RULE_AT = 71  # the cell at which [rule] begins
_CELLS = 84  # of a source line are shown
_BEFORE = 44  # of these at most before what is meant


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """The findings in groups, then what was checked, the verdict and the next step."""
    return "".join(pieces(outcome, lang, color))


def pieces(outcome: Outcome, lang: str, color: bool = False) -> Iterator[str]:
    """The same, a group a piece."""
    for group in groups(outcome, lang, color):
        yield f"{group}\n\n"
    yield "\n".join(_summary(outcome, lang, color)) + "\n"


def groups(outcome: Outcome, lang: str, color: bool = False) -> Iterator[str]:
    """The findings of each file, under what it is called."""
    for key, findings in groupby(outcome.findings, lambda one: one.about or one.span.path):
        yield "\n".join(_group(outcome, key, findings, lang, color))


def _group(outcome: Outcome, key: str, findings: Iterator[Diagnostic], lang: str, color: bool) -> Iterator[str]:
    (head,) = visible_lines(wording.heading(outcome, key).of(lang))
    yield _paint(head, "1", color)
    for one in findings:
        word, message = wording.LEVELS[one.severity].of(lang), visible(one.message.of(lang))
        rule = f"[{one.rule}]"
        pad = " " * max(2, min(_RULE_AT, _LINE - len(rule)) - width(f"  {word}  {message}"))
        yield f"  {_paint(word, _COLORS[one.severity], color)}  {message}{pad}{rule}"
        yield f"{_INDENT}{_place(one.span, lang)}"
        yield from _excerpt(one, color)
        for text, span in one.related:
            yield f"{_INDENT}{wording.RELATED.of(lang)}  {visible(text.of(lang))}  {_place(span, lang)}"
        for ground in wording.grounds(outcome, one):
            gist = wording.colon(lang) + ground.gist.of(lang) if ground.gist else ""
            yield f"{_INDENT}{ground.line(lang, '  ')}{gist}"
        if one.help:
            lead = f"{_INDENT}{wording.HELP.of(lang)}  "
            first, *more = visible_lines(one.help.of(lang))
            yield lead + first
            yield from (" " * width(lead) + line for line in more)


def _place(span: Span, lang: str) -> str:
    """path:line:column; in a table the cell and its column's heading: 目录.xlsx  Sheet1!C7（更新频率）."""
    if not span.cell:
        return f"{visible_path(span.path)}:{span.line}:{span.column}"
    named = Text(zh=f"（{visible(span.heading)}）", en=f" ({visible(span.heading)})").of(lang) if span.heading else ""
    return f"{visible_path(span.path)}  {visible(span.shown_cell)}{named}"


def _excerpt(one: Diagnostic, color: bool) -> Iterator[str]:
    """The line that is meant, and carets below what is meant in it; nothing where that stands nowhere."""
    span, source = one.span, one.source
    missing = one.field and (span.line, span.column) == (span.end_line, span.end_column)
    if source is None or one.sensitive or missing or span.cell or span.column > len(source) + 1:
        return
    source = uncommanding(source)  # as a whole: a command may begin before what is meant and end in it
    # What is hidden in the line is written out, so that the carets stand below what is meant.
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(source)
    before = _clipped(visible(source[:start]), _BEFORE, end=True)
    meant = _clipped(visible(source[start:end]), _CELLS - width(before))
    after = _clipped(visible(source[end:]), _CELLS - width(before) - width(meant))
    number = f"{span.line:>4}"
    carets = _paint("^" * max(1, width(meant)), _COLORS[one.severity], color)
    yield f"{_INDENT}{number} │ {before}{meant}{after}".rstrip()
    yield f"{_INDENT}{' ' * len(number)} │ {' ' * width(before)}{carets}"


def _clipped(text: str, cells: int, end: bool = False) -> str:
    """What of `text` fits: its beginning, or its end."""
    if width(text) <= cells or cells < 1:
        return text if cells > 0 else ""
    kept, room = "", cells - 1
    for char in reversed(text) if end else text:
        room -= width(char)
        if room < 0:
            break
        kept = char + kept if end else kept + char
    return f"…{kept}" if end else f"{kept}…"


def _summary(outcome: Outcome, lang: str, color: bool) -> Iterator[str]:
    yield _paint(wording.verdict(outcome).of(lang), "1;31" if outcome.failed else "1;32", color)
    yield from (limit.of(lang) for limit in wording.limits(outcome))
    step = wording.next_step(outcome)
    if step:
        yield step.of(lang)


def _paint(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text
