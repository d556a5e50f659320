"""GitLab Code Quality: what a merge request shows beside the changed lines."""

from __future__ import annotations

from govinfo_cli import wording
from govinfo_cli.diagnostic import Diagnostic, Severity
from govinfo_cli.outcome import Outcome
from govinfo_cli.reports import encoded
from govinfo_cli.visible import visible

# GitLab knows info, minor, major, critical and blocker.
_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """A JSON list, empty when there are no findings. `color` has no effect."""
    return encoded([_issue(one, lang) for one in outcome.findings])


def _issue(one: Diagnostic, lang: str) -> dict:
    description = visible(one.message.of(lang))
    if one.help:
        # One line is all that GitLab shows.
        help = visible(one.help.of(lang).replace("\n", " "))
        stop = ". " if lang == "en" else "。"
        description += f"{stop}{wording.HELP.of(lang)}{wording.colon(lang)}{help}"
    return {
        "description": description,
        "check_name": one.rule,
        "fingerprint": one.fingerprint,
        "severity": _LEVELS[one.severity],
        "location": {"path": one.span.path, "lines": {"begin": one.span.line, "end": one.span.end_line}},
    }
