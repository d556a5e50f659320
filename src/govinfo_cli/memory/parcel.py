"""What was found in a file as plain tuples, which marshal takes: between processes, and into the store."""

from __future__ import annotations

from govinfo_cli.catalog import Card
from govinfo_cli.diagnostic import Diagnostic, Edit, Fix, Severity, Span, Text
from govinfo_cli.inspection import Inspected

_SEVERITIES = {int(one): one for one in Severity}


def packed(one: Inspected) -> tuple:
    """The parcel of one file, but for its path; `unpacked` gives back what was put in."""
    return one.card[1:], tuple(map(finding_packed, one.diagnostics)), one.secrets, one.readable, one.blob


def unpacked(path: str, parcel: tuple) -> Inspected:
    """What `packed` packed of the file at `path`, which is there once for all."""
    card, diagnostics, secrets, readable, blob = parcel
    return Inspected(Card(path, *card), tuple(map(finding_unpacked, diagnostics)), secrets, readable, blob)


def finding_packed(one: Diagnostic) -> tuple:
    """The parcel of one finding."""
    rule, severity, message, span, entry, field, cites, help, fix, related, *rest = one
    return (
        rule,
        int(severity),
        tuple(message),
        tuple(span),
        entry,
        field,
        cites,
        help and tuple(help),
        fix and (tuple(fix.title), fix.safe, tuple(map(tuple, fix.edits)), fix.move),
        tuple((tuple(text), tuple(span)) for text, span in related),
        *rest,
    )


def finding_unpacked(parcel: tuple) -> Diagnostic:
    """What `finding_packed` packed."""
    rule, severity, message, span, entry, field, cites, help, fix, related, *rest = parcel
    return Diagnostic(
        rule,
        _SEVERITIES[severity],
        Text(*message),
        Span(*span),
        entry,
        field,
        cites,
        help and Text(*help),
        fix and Fix(Text(*fix[0]), fix[1], tuple(Edit(*edit) for edit in fix[2]), fix[3]),
        tuple((Text(*text), Span(*span)) for text, span in related),
        *rest,
    )
