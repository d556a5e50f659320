"""Which changes only follow from another, or say the same of the other side: a reader is told of them once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from govinfo_cli.change.changes import CHANGED, Change, Snapshot
from govinfo_cli.sharing import INSIDE, OUTSIDE, USEFUL, Official

BOTH = "both"


class Folded(NamedTuple):
    """A change to tell. `side` is "external", "internal" or "both" where it is about sharing; `retyped` says that
    the share type of that side changed beside it; `others` are changes that say the same."""

    change: Change
    side: str = ""
    retyped: bool = False
    others: tuple[Change, ...] = ()


def folded(changes: Sequence[Change], old: Snapshot, new: Snapshot, official: Official) -> Iterator[Folded]:
    """The changes that are to be told, in their order."""
    for key, group in groupby(changes, lambda one: (one.record, one.old_path, one.new_path)):
        members = list(group)
        if key[0] or not any(one.kind == CHANGED for one in members):
            yield from map(Folded, members)
        else:
            yield from _of_entry(members, official)


def _of_entry(changes: Sequence[Change], official: Official) -> Iterator[Folded]:
    at = {one.route: (one.old, one.new) for one in changes if one.kind == CHANGED}
    by_route = {one.route: one for one in changes if one.kind == CHANGED}
    for one in changes:
        if one.kind != CHANGED or not one.route:
            yield Folded(one)
            continue
        side = _side(one.route)
        if _follows(one, at, side, official):
            continue
        twin = by_route.get(_inside(one.route))
        same = side == OUTSIDE and twin is not None and (twin.old, twin.new) == (one.old, one.new)
        retyped = side != "" and one.route[-1] != "type" and one.route[0] == "share" and _type(side) in at
        yield Folded(one, BOTH if same else side, retyped, (twin,) if same else ())


def _follows(one: Change, at: Mapping[tuple, tuple], side: str, official: Official) -> bool:
    """Whether it says nothing that another change of the entry does not say."""
    said, route = (one.old, one.new), one.route
    if route[0] == "items" and len(route) == 3:
        of_entry = {"share": ("share", "type"), "internal": ("share", "internal", "type"), "open": ("open", "public")}
        # An item that says nothing itself goes with the entry; inside it goes with the outside.
        if at.get(of_entry.get(route[2])) == said or route[2] == "internal" and at.get((*route[:2], "share")) == said:
            return True
    if route == ("open", "condition") and one.new is None and at.get(("open", "public"), (None, True))[1] is not True:
        return True
    outside = one._replace(route=_outside(route)) if side == INSIDE else one
    # Told with the outside; but where that goes untold, as its type has no more use for it, the inside loses it.
    if side == INSIDE and at.get(outside.route) == said and not _follows(outside, at, OUTSIDE, official):
        return True
    if side and route[0] == "share" and one.new is None and _type(side) in at:
        # What the new type has no use for goes with the old one.
        before, after = (USEFUL.get(official(kind), ()) for kind in at[_type(side)])
        return route[-1] in before and route[-1] not in after
    return False


def _side(route: tuple) -> str:
    if route[:2] == ("share", "internal") or route[:1] == ("items",) and route[2:] == ("internal",):
        return INSIDE
    return OUTSIDE if route[:1] == ("share",) or route[:1] == ("items",) and route[2:] == ("share",) else ""


def _inside(route: tuple) -> tuple:
    """Where the inside says what `route` says of the outside."""
    return (*route[:2], "internal") if route[0] == "items" else ("share", "internal", *route[1:])


def _outside(route: tuple) -> tuple:
    return (*route[:2], "share") if route[0] == "items" else ("share", *route[2:])


def _type(side: str) -> tuple:
    return ("share", "internal", "type") if side == INSIDE else ("share", "type")
