"""GitLab Code Quality: what a merge request shows beside the changed lines."""

from __future__ import annotations

from govinfo_cli.change import reviewing
from govinfo_cli.change.comparison import Case, Comparison
from govinfo_cli.change.judgement import Level
from govinfo_cli.reports import encoded
from govinfo_cli.visible import visible

# GitLab knows info, minor, major, critical and blocker.
_LEVELS = {Level.BREAKING: "critical", Level.ATTENTION: "minor", Level.INFO: "info"}


def render(comparison: Comparison, lang: str, color: bool = False, full: bool = False) -> str:
    """A JSON list, empty when there are no changes; the other arguments have no effect."""
    return encoded([_issue(case, lang) for case in comparison.cases])


def _issue(case: Case, lang: str) -> dict:
    level, message = reviewing.LEVELS[case.level].of(lang), visible(case.message.of(lang))
    return {
        "description": f"{level} · {reviewing.heading(case).of(lang)} · {message}",
        "check_name": case.name,
        "fingerprint": case.fingerprint,
        "severity": _LEVELS[case.level],
        "location": {"path": case.span.path, "lines": {"begin": case.span.line, "end": case.span.end_line}},
    }
