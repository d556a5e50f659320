"""The report for programs, as `catalog schema report` describes it. Both languages; nothing depends on the cache."""

from __future__ import annotations

from collections.abc import Iterator

from govinfo_cli import __version__
from govinfo_cli.diagnostic import Diagnostic, Fix, Severity, Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.reports import encoded_pieces

SCHEMA_VERSION = 1


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """The whole report as one JSON document; neither `lang` nor `color` has an effect."""
    return "".join(pieces(outcome, lang, color))


def pieces(outcome: Outcome, lang: str, color: bool = False) -> Iterator[str]:
    """The same, a finding a piece."""
    return encoded_pieces(
        {
            "schemaVersion": SCHEMA_VERSION,
            "tool": {"name": "catalog", "version": __version__},
            "profiles": list(outcome.profile.names),
            "selected": list(outcome.selected),
            "ignored": list(outcome.ignored),
            "failOn": outcome.fail_on.word if outcome.fail_on else "never",
            "passed": not outcome.failed,
            "summary": {
                "entries": outcome.entries,
                "checked": outcome.checked,
                "errors": outcome.count(Severity.ERROR),
                "warnings": outcome.count(Severity.WARNING),
                "infos": outcome.count(Severity.INFO),
                "waived": len(outcome.waived),
            },
        },
        "findings",
        map(_finding, outcome.findings),
    )


def _finding(one: Diagnostic) -> dict:
    span = one.span
    cell = {"cell": {"sheet": span.sheet, "cell": span.cell, "header": span.heading}} if span.cell else {}
    return {
        "rule": one.rule,
        "severity": one.severity.word,
        "path": one.span.path,
        "line": one.span.line,
        "column": one.span.column,
        "endLine": one.span.end_line,
        "endColumn": one.span.end_column,
        "entry": one.entry,
        "field": one.field,
        "message": _text(one.message),
        "help": _text(one.help),
        "cites": list(one.cites),
        "fix": _fix(one.fix),
        "related": [
            {"message": _text(text), "path": span.path, "line": span.line, "column": span.column}
            for text, span in one.related
        ],
        "fingerprint": one.fingerprint,
        **cell,
    }


def _fix(fix: Fix | None) -> dict | None:
    if fix is None:
        return None
    told = {"title": _text(fix.title), "safe": fix.safe}
    if fix.move is not None:
        return told | {"move": {"to": fix.move}}
    edits = [
        {"line": e.line, "column": e.column, "endLine": e.end_line, "endColumn": e.end_column, "text": e.text}
        for e in fix.edits
    ]
    return told | {"edits": edits}


def _text(text: Text | None) -> dict | None:
    return None if text is None else {"zh": text.zh, "en": text.en}
