"""Annotations for GitHub Actions: a workflow command a finding, the worst first, since GitHub shows ten of a level."""

from __future__ import annotations

from govinfo_cli import wording
from govinfo_cli.diagnostic import Diagnostic, Severity, Span
from govinfo_cli.outcome import Outcome
from govinfo_cli.visible import visible, visible_lines

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """A command a finding; nothing at all when there are none. `color` has no effect."""
    worst_first = sorted(outcome.findings, key=lambda one: (-one.severity, one.order))
    return "".join(_annotation(one, lang) for one in worst_first)


def _annotation(one: Diagnostic, lang: str) -> str:
    message = visible(f"{one.span.shown_cell}{wording.colon(lang)}" if one.span.cell else "") + visible(
        one.message.of(lang)
    )
    if one.help:
        help = "\n".join(visible_lines(one.help.of(lang)))
        message += f"\n{wording.HELP.of(lang)}{wording.colon(lang)}{help}"
    return annotation(one.severity, one.span, wording.title(one.rule).of(lang), message)


def annotation(severity: Severity, span: Span, title: str, message: str) -> str:
    """One workflow command; `message` may have several lines."""
    places = {"file": visible(span.path), "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        # GitHub takes columns only within a line.
        places |= {"col": span.column, "endColumn": span.end_column}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in {**places, "title": title}.items())
    return f"::{_COMMANDS[severity]} {properties}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
