"""One line a finding, for scripts and editors: path:line:column: level[rule] message."""

from __future__ import annotations

from govinfo_cli.diagnostic import Diagnostic
from govinfo_cli.outcome import Outcome
from govinfo_cli.visible import visible, visible_path


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """All findings, a line each; nothing at all when there are none. `color` has no effect."""
    return "".join(
        f"{visible_path(one.span.path)}:{one.span.line}:{one.span.column}: "
        f"{one.severity.word}[{one.rule}] {visible(one.message.of(lang))}{_cell(one)}\n"
        for one in outcome.findings
    )


def _cell(one: Diagnostic) -> str:
    """In a table, the cell: a workbook has many with the same row and column."""
    return f" [{visible(one.span.shown_cell)}]" if one.span.cell else ""
