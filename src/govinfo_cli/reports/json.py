"""The report for programs, as `catalog schema report` describes it. Both languages; nothing depends on the cache."""

from __future__ import annotations

import json

from govinfo_cli import __version__
from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.outcome import Outcome

SCHEMA_VERSION = 1


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """The whole report as one JSON document; `lang` has no effect."""
    report = {
        "schemaVersion": SCHEMA_VERSION,
        "tool": {"name": "catalog", "version": __version__},
        "profiles": list(outcome.profile.names),
        "ignored": list(outcome.ignored),
        "summary": {
            "entries": outcome.entries,
            "checked": outcome.checked,
            "errors": outcome.count(Severity.ERROR),
            "warnings": outcome.count(Severity.WARNING),
            "infos": outcome.count(Severity.INFO),
            "waived": len(outcome.waived),
        },
        "findings": [_finding(one) for one in outcome.findings],
    }
    # ASCII, so that neither a code page nor a control or bidi character in a name can spoil it.
    return json.dumps(report, ensure_ascii=True, indent=1) + "\n"


def _finding(one: Diagnostic) -> dict:
    fix = None
    if one.fix:
        fix = {"title": _text(one.fix.title), "safe": one.fix.safe}
        if one.fix.move is not None:
            fix["move"] = {"to": one.fix.move}
        else:
            fix["edits"] = [
                {"line": e.line, "column": e.column, "endLine": e.end_line, "endColumn": e.end_column, "text": e.text}
                for e in one.fix.edits
            ]
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
        "fix": fix,
        "related": [
            {"message": _text(text), "path": span.path, "line": span.line, "column": span.column}
            for text, span in one.related
        ],
        "fingerprint": one.fingerprint,
    }


def _text(text: Text | None) -> dict | None:
    return None if text is None else {"zh": text.zh, "en": text.en}
