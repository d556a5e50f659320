"""The review for programs, as `catalog schema diff` describes it. Both languages, values in normal form."""

from __future__ import annotations

from govinfo_cli import __version__
from govinfo_cli.change.comparison import KINDS, Case, Comparison
from govinfo_cli.change.consent import Consent
from govinfo_cli.change.judgement import Level
from govinfo_cli.diagnostic import Text
from govinfo_cli.reports import encoded

SCHEMA_VERSION = 1


def render(comparison: Comparison, lang: str, color: bool = False, full: bool = False) -> str:
    """The whole review as one JSON document; the other arguments have no effect."""
    return encoded(
        {
            "schemaVersion": SCHEMA_VERSION,
            "tool": {"name": "catalog", "version": __version__},
            "profiles": list(comparison.profile.names),
            "old": comparison.old,
            "new": comparison.new,
            "failOn": comparison.fail_on.word if comparison.fail_on else "never",
            "passed": not comparison.failed,
            "summary": {kind: comparison.entries(kind) for kind in KINDS}
            | {level.word: len(comparison.at(level)) for level in sorted(Level, reverse=True)},
            "changes": [_change(case) for case in comparison.cases],
            "unmetConsents": [_consent(one) for one in comparison.strays],
        }
    )


def _change(case: Case) -> dict:
    change, verdict = case.judged.change, case.judged.verdict
    return {
        "entry": case.title.code,
        "name": case.title.name,
        "owner": case.title.owner,
        "kind": case.kind,
        "level": verdict.level.word,
        "class": verdict.name,
        "title": _text(verdict.title),
        "field": case.field,
        "side": case.judged.side or None,
        "old": case.old,
        "new": case.new,
        "path": case.span.path,
        "line": case.span.line,
        "column": case.span.column,
        "message": _text(case.message),
        "cites": list(verdict.cites),
        "askedBy": list(case.askers),
        "consent": _consent(case.consent) if case.consent else None,
        "kin": list(change.kin),
        "fingerprint": case.fingerprint,
    }


def _consent(one: Consent) -> dict:
    said = {name: getattr(one, name) for name in ("entry", "change", "field", "to", "by", "date", "document")}
    return said | {"agreed": one.agreed}


def _text(text: Text) -> dict:
    return {"zh": text.zh, "en": text.en}
