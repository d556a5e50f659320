"""What was found in a file as plain tuples, which marshal takes: between processes, and into the store."""

from __future__ import annotations

from govinfo_cli.catalog import Card
from govinfo_cli.diagnostic import Diagnostic, Edit, Fix, Severity, Span, Text
from govinfo_cli.inspection import Inspected


def packed(one: Inspected) -> tuple:
    """The parcel of one file, but for its path; `unpacked` gives back what was put in."""
    return one.card[1:], tuple(map(finding_packed, one.diagnostics)), one.secrets, one.readable, one.blob


def unpacked(path: str, parcel: tuple) -> Inspected:
    """What `packed` packed of the file at `path`, which is there once for all."""
    card, diagnostics, secrets, readable, blob = parcel
    return Inspected(Card(path, *card), tuple(map(finding_unpacked, diagnostics)), secrets, readable, blob)


def finding_packed(one: Diagnostic) -> tuple:
    """The parcel of one finding."""
    fix = one.fix
    return tuple(
        one._replace(
            severity=int(one.severity),
            message=tuple(one.message),
            span=tuple(one.span),
            help=one.help and tuple(one.help),
            fix=fix and tuple(fix._replace(title=tuple(fix.title), edits=tuple(map(tuple, fix.edits)))),
            related=tuple((tuple(text), tuple(span)) for text, span in one.related),
        )
    )


def finding_unpacked(parcel: tuple) -> Diagnostic:
    """What `finding_packed` packed."""
    one = Diagnostic(*parcel)
    fix = one.fix and Fix(*one.fix)
    return one._replace(
        severity=Severity(one.severity),
        message=Text(*one.message),
        span=Span(*one.span),
        help=one.help and Text(*one.help),
        fix=fix and fix._replace(title=Text(*fix.title), edits=tuple(Edit(*edit) for edit in fix.edits)),
        related=tuple((Text(*text), Span(*span)) for text, span in one.related),
    )
