"""The class tree with what lies in each node: how many entries, of which share type, and where there is nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from govinfo_cli.catalog import Catalog
from govinfo_cli.classification.evidence import classes_of
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.sharing import WIDTH


class Branch(NamedTuple):
    """A node: how deep it lies, its entries (own, and with all below it), their share types, what is odd about it.

    `code` is None for the entries that bear no class. `shares` counts 无条件, 有条件, 不予 and unclear, in this order,
    of the node and all below.
    """

    code: str | None
    name: Text | None
    depth: int
    own: int
    total: int
    shares: tuple[int, int, int, int]
    gap: str | None = None  # "empty" | "unknown" | "unclassified"


KINDS = (*WIDTH, None)
MANY = 400  # nodes from which on those without entries are only shown beside others that have some


def tree(catalog: Catalog, entries: Iterable[Entry]) -> list[Branch]:
    """The nodes that hold entries, those above them, and the catalogue's own nodes without any; in order of code."""
    settings = catalog.settings
    own: dict[str, int] = {}
    shares: dict[str | None, dict[str | None, int]] = {}
    blank = 0
    for entry in entries:
        if entry.whole is None:
            continue
        code = next(iter(classes_of(entry, "category")), None)
        kind = entry.sides(settings)[0].kind
        counted = shares.setdefault(code, {})
        counted[kind] = counted.get(kind, 0) + 1
        if code is None:
            blank += 1
        else:
            own[code] = own.get(code, 0) + 1
    above = {code[:length] for code in (*own, *settings.own_categories) for length in range(1, len(code))}
    nodes = {*own, *settings.own_categories, *(code for code in above if settings.knows(code))}
    totals: dict[str, int] = {}
    counts: dict[str, list[int]] = {}
    for code, number in own.items():
        for node in (code[:length] for length in range(1, len(code) + 1) if code[:length] in nodes):
            totals[node] = totals.get(node, 0) + number
            counted = counts.setdefault(node, [0] * len(KINDS))
            for place, kind in enumerate(KINDS):
                counted[place] += shares[code].get(kind, 0)
    found = []
    for code in sorted(nodes):
        line = [code[:length] for length in range(1, len(code)) if code[:length] in nodes]
        total = totals.get(code, 0)
        if not total and len(nodes) > MANY and not (line and totals.get(line[-1])):
            continue
        gap = None
        if not settings.knows(code):
            gap = "unknown"
        elif not total and code not in above:
            gap = "empty"
        said = tuple(counts.get(code, [0] * len(KINDS)))
        found.append(Branch(code, settings.class_name(code), len(line), own.get(code, 0), total, said, gap))
    if blank:
        said = tuple(shares[None].get(kind, 0) for kind in KINDS)
        found.append(Branch(None, None, 0, blank, blank, said, "unclassified"))
    return found
