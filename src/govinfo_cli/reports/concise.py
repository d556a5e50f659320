"""One line a finding, for scripts and editors: path:line:column: level[rule] message."""

from __future__ import annotations

from govinfo_cli.outcome import Outcome
from govinfo_cli.visible import visible


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """All findings, a line each; nothing at all when there are none."""
    lines = []
    for one in outcome.findings:
        path = visible(one.span.path)
        # A CI reads a line that begins with : or # as its own command.
        path = path if path[:1].isalnum() else f"./{path}"
        lines.append(
            f"{path}:{one.span.line}:{one.span.column}: {one.severity.word}[{one.rule}] {one.message.of(lang)}\n"
        )
    return "".join(lines)
