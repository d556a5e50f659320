"""Proposals for programs: JSON as schemas/reports/classify.schema.json says it, and a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from govinfo_cli.catalog import Catalog
from govinfo_cli.classification.proposals import Proposal
from govinfo_cli.classification.shares import Decision
from govinfo_cli.classification.telling import HEADS, label_of, rows
from govinfo_cli.classification.tree import Branch
from govinfo_cli.diagnostic import Text
from govinfo_cli.workbook.listing import AMBER, Head, Tinted, listing
from govinfo_cli.workbook.writing import Book

SCHEMA_VERSION = 1


def report(looked_at: int, proposals: Sequence[Proposal], catalog: Catalog, broken: Sequence[str]) -> dict:
    """The JSON answer. `looked_at` are the entries that were judged."""
    decided = sum(one.decided for one in proposals)
    return {
        "schemaVersion": SCHEMA_VERSION,
        "summary": {"entries": looked_at, "decided": decided, "unsure": len(proposals) - decided},
        "proposals": [_proposal(one, catalog) for one in proposals],
        "broken": list(broken),
    }


def _proposal(one: Proposal, catalog: Catalog) -> dict:
    card = one.entry.card
    return {
        "entry": card.code,
        "name": card.name,
        "path": card.path,
        "field": one.field,
        "current": one.current,
        "decided": one.decided,
        "candidates": [_candidate(candidate, one.field, catalog) for candidate in one.candidates],
        "wording": {key: _both(said) for key, said in one.wording},
    }


def _candidate(one: Decision, field: str, catalog: Catalog) -> dict:
    label = label_of(catalog, field, one.value)
    return {
        "value": one.value,
        "label": label.zh if label else None,
        "confidence": round(one.confidence, 4),
        "because": [_both(reason) for reason in one.because],
        "cites": list(one.cites),
    }


def _both(text: Text) -> dict:
    return {"zh": text.zh, "en": text.en}


def tree_report(branches: Sequence[Branch]) -> dict:
    """The JSON of --tree."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "nodes": [
            {
                "code": one.code,
                "label": one.name.zh if one.name else None,
                "depth": one.depth,
                "own": one.own,
                "entries": one.total,
                "share": dict(zip(("unconditional", "conditional", "notShared", "unclear"), one.shares, strict=True)),
                "gap": one.gap,
            }
            for one in branches
        ],
    }


def workbook(proposals: Sequence[Proposal], catalog: Catalog, lang: str) -> bytes:
    """One sheet, a row a proposal; what is not sure is tinted."""
    name = Text(zh="归类建议", en="proposals").of(lang)
    book = Book(name)
    heads = [Head(said.of(lang), wide, wrap=True) for said, wide in HEADS]
    lines = zip(rows(proposals, catalog, lang), proposals, strict=True)
    book.add(listing(book, name, heads, (Tinted(cells, None if one.decided else AMBER) for cells, one in lines)))
    return book.finish()
