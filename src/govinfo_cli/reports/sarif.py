"""SARIF 2.1.0, for code scanning: rules with their pages, findings with their places and fixes, exceptions suppressed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from urllib.parse import quote

from govinfo_cli import __version__, rules, wording
from govinfo_cli.diagnostic import Diagnostic, Edit, Fix, Severity, Span, Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.profile import Profile
from govinfo_cli.reports import encoded
from govinfo_cli.visible import visible, visible_lines

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ACCEPTED = Text(
    zh="经批准的例外，理由见 catalog/waivers.yaml", en="an approved waiver; catalog/waivers.yaml gives the reason"
)
_UNSAFE = Text(zh="（须人工确认）", en=" (to be confirmed by a person)")


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """One run; waived findings are in it too, each with its suppression. `color` has no effect."""
    waived = {id(one) for one in outcome.waived}
    everything = sorted((*outcome.findings, *outcome.waived), key=lambda one: one.order)
    names = sorted({one.rule for one in everything})
    taxa = _taxa(outcome.profile, {cite for one in everything for cite in one.cites})
    run = {
        "tool": {
            "driver": {
                "name": "catalog",
                "version": __version__,
                "language": "en" if lang == "en" else "zh-CN",
                "rules": [_rule(outcome.profile, name, lang) for name in names],
                "supportedTaxonomies": [{"name": profile, "index": n} for n, profile in enumerate(taxa)],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "exitCode": 1 if outcome.failed else 0}],
        "taxonomies": [_taxonomy(outcome.profile, profile, cites, lang) for profile, cites in taxa.items()],
        "results": [_result(one, names, taxa, lang, id(one) in waived) for one in everything],
    }
    return encoded({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(profile: Profile, name: str, lang: str) -> dict:
    title = wording.title(name)
    rule = {"id": name, "shortDescription": {"text": title.of(lang)}, "properties": {"title": _both(title)}}
    if name in rules.NAMES:
        prose = rules.prose(name).of(lang)
        rule["help"] = {"text": prose, "markdown": prose}
    rows = profile.rows(name)
    if rows:
        rule["defaultConfiguration"] = {"level": _LEVELS[max(row.level for row in rows)]}
    return rule


def _result(one: Diagnostic, names: list[str], taxa: dict[str, list[str]], lang: str, waived: bool) -> dict:
    result = {
        "ruleId": one.rule,
        "ruleIndex": names.index(one.rule),
        "level": _LEVELS[one.severity],
        "message": {"text": _message(one, lang)},
        "locations": [{"physicalLocation": _place(one.span, somewhere=one.source is not None or one.sensitive)}],
        "partialFingerprints": {"catalogFinding/v1": one.fingerprint},
        "properties": {"entry": one.entry, "field": one.field, "message": _both(one.message)},
    }
    if one.related:
        result["relatedLocations"] = [
            {"id": n, "physicalLocation": _place(span), "message": {"text": _unlinked(visible(text.of(lang)))}}
            for n, (text, span) in enumerate(one.related, 1)
        ]
    cited = [
        {
            "id": id,
            "index": taxa[profile].index(id),
            "toolComponent": {"name": profile, "index": list(taxa).index(profile)},
        }
        for profile, id in map(_split, one.cites)
        if id in taxa.get(profile, ())
    ]
    if cited:
        result["taxa"] = cited
    if one.fix and one.fix.edits:
        result["fixes"] = [_fix(one.fix, one.span.path, lang)]
    if waived:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": _ACCEPTED.of(lang)},
        ]
    return result


def _message(one: Diagnostic, lang: str) -> str:
    lines = [visible(one.message.of(lang))]
    if one.help:
        first, *more = visible_lines(one.help.of(lang))
        lines += [f"{wording.HELP.of(lang)}{wording.colon(lang)}{first}", *more]
    return _unlinked("\n".join(lines))


def _unlinked(text: str) -> str:
    """SARIF reads [words](target) as a link in any message; foreign text must not bring one."""
    return re.sub(r"\[(?=[^\[\]]*\]\()", r"\\[", text)


def _place(span: Span, somewhere: bool = True) -> dict:
    place = {"artifactLocation": _artifact(span.path)}
    if somewhere or (span.line, span.column, span.end_line, span.end_column) != (1, 1, 1, 1):
        place["region"] = _region(span)
    return place


def _region(span: Span | Edit) -> dict:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _artifact(path: str) -> dict:
    try:
        raw = os.fsencode(path)
    except UnicodeEncodeError:  # half a pair that stands for no byte
        raw = path.encode("utf-8", "surrogatepass")
    return {"uri": quote(raw, safe="/"), "uriBaseId": "%SRCROOT%"}


def _fix(fix: Fix, path: str, lang: str) -> dict:
    said = visible(fix.title.of(lang)) + ("" if fix.safe else _UNSAFE.of(lang))
    replacements = [{"deletedRegion": _region(edit), "insertedContent": {"text": edit.text}} for edit in fix.edits]
    return {
        "description": {"text": _unlinked(said)},
        "artifactChanges": [{"artifactLocation": _artifact(path), "replacements": replacements}],
    }


def _taxa(profile: Profile, cites: Iterable[str]) -> dict[str, list[str]]:
    """Profile -> the ids cited of it, both sorted."""
    found: dict[str, list[str]] = {}
    for cite in sorted(cite for cite in cites if cite in profile.articles):
        name, id = _split(cite)
        found.setdefault(name, []).append(id)
    return found


def _taxonomy(profile: Profile, name: str, ids: list[str], lang: str) -> dict:
    articles = [profile.articles[f"{name}#{id}"] for id in ids]
    return {
        "name": name,
        "shortDescription": {"text": profile.titles[name].of(lang)},
        "taxa": [
            {
                "id": article.id,
                "shortDescription": {"text": article.label.of(lang)},
                "fullDescription": {"text": article.gist.of(lang)},
            }
            for article in articles
        ],
    }


def _split(cite: str) -> tuple[str, str]:
    name, _, id = cite.partition("#")
    return name, id


def _both(text: Text) -> dict:
    return {"zh": text.zh, "en": text.en}
