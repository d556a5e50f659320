"""The items of an entry before and after: which is which, what differs, and how the one list becomes the other."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from govinfo_cli.change.normal import canonical
from govinfo_cli.vocabulary import fold

# Of two names, from 0 to 1: alike enough for an item in the same slot that holds something else, and for one that
# holds the same in another slot.
_LIKE, _ALIKE = 0.6, 0.5
_MOST = 20_000  # pairs of names that one entry is worth
_LONG = 200  # characters of a name that are compared: the time grows with their square


def item_changes(was: Sequence[dict], now: Sequence[dict]) -> Iterator[tuple[str, tuple, object, object]]:
    """(kind, route below items, old, new) of everything that differs between two lists of items."""
    pairs = _paired(was, now)
    for before in range(len(was)):
        if before not in pairs:
            yield "removed", (before,), was[before], None
    for before, after in pairs.items():
        old, new = was[before], now[after]
        for key in [*old, *(key for key in new if key not in old)]:
            if old.get(key) != new.get(key):
                yield "changed", (before, key), old.get(key), new.get(key)
    taken = set(pairs.values())
    for after in range(len(now)):
        if after not in taken:
            yield "added", (after,), None, now[after]
    order = [before for before, _ in sorted(pairs.items(), key=lambda pair: pair[1])]
    if order != sorted(order):
        yield "reordered", (), tuple(sorted(order)), tuple(order)


def with_items(was: Sequence[dict], changes: Sequence) -> list[dict]:
    """The items as `changes` (with `kind`, `route` from "items" on, `old`, `new`) make them."""
    items = {place: dict(item) for place, item in enumerate(was)}
    added, order = {}, None
    for change in changes:
        below = change.route[1:]
        if change.kind == "reordered":
            order = change.new
        elif change.kind == "removed":
            del items[below[0]]
        elif change.kind == "added":
            added[below[0]] = change.new
        elif change.new is None:
            del items[below[0]][below[1]]
        else:
            items[below[0]][below[1]] = change.new
    kept = iter([items[place] for place in (order if order is not None else sorted(items))])
    return [added[place] if place in added else next(kept) for place in range(len(items) + len(added))]


def _paired(was: Sequence[dict], now: Sequence[dict]) -> dict[int, int]:
    """Old place -> new place of the items that are the same: by name, those of one name in their order; then, of
    those left, one that stands between the same neighbours or is called alike, and holds the same."""
    places: dict[str, list[int]] = {}
    for after, item in enumerate(now):
        places.setdefault(_name(item), []).append(after)
    pairs: dict[int, int] = {}
    for before, item in enumerate(was):
        same = places.get(_name(item)) if _name(item) else None
        if same:
            pairs[before] = same.pop(0)
    left, taken = [before for before in range(len(was)) if before not in pairs], set(pairs.values())
    free = [after for after in range(len(now)) if after not in taken]
    for before, after in _renamed(was, now, left, free, pairs):
        pairs[before] = after
    return pairs


def _renamed(
    was: Sequence[dict], now: Sequence[dict], left: list[int], free: list[int], pairs: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    stayed, standing = sorted(pairs), sorted(pairs.values())
    # How many items that stayed stand before it: the same slot on both sides.
    old_slots = {before: bisect_left(stayed, before) for before in left}
    new_slots = {after: bisect_left(standing, after) for after in free}
    olds = Counter((slot, canonical(_shape(was[before]))) for before, slot in old_slots.items())
    news = Counter((slot, canonical(_shape(now[after]))) for after, slot in new_slots.items())
    found = []
    for before, after in _worth_a_look(left, free, old_slots, new_slots):
        here, there = canonical(_shape(was[before])), canonical(_shape(now[after]))
        slot = old_slots[before] == new_slots[after]
        like = _likeness(_name(was[before]), _name(now[after]))
        # Of two that have no character in common only the place tells, and only where there is no choice.
        alone = slot and olds[old_slots[before], here] == news[new_slots[after], there] == 1
        if here == there and (slot and like or like >= _ALIKE or alone) or slot and like >= _LIKE:
            found.append((-(2 * like + (here == there) + slot), before, after))
    gone, come = set(), set()
    for _, before, after in sorted(found):
        if before not in gone and after not in come:
            gone.add(before)
            come.add(after)
            yield before, after


def _worth_a_look(
    left: list[int], free: list[int], old_slots: Mapping[int, int], new_slots: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """The pairs to compare: all, or of too many those that are as far from the start of their slot."""
    if len(left) * len(free) <= _MOST:
        yield from ((before, after) for before in left for after in free)
        return
    by_slot: dict[int, list[int]] = {}
    for after in free:
        by_slot.setdefault(new_slots[after], []).append(after)
    seen: Counter = Counter()
    for before in left:
        slot = old_slots[before]
        others = by_slot.get(slot, ())
        if seen[slot] < len(others):
            yield before, others[seen[slot]]
        seen[slot] += 1


def _shape(item: Mapping) -> dict:
    """What an item holds, whatever it is called and however it is explained."""
    return {key: value for key, value in item.items() if key not in ("name", "note")}


def _name(item: Mapping) -> str:
    name = item.get("name")
    return fold(name) if isinstance(name, str) else ""


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one[:_LONG], other[:_LONG], autojunk=False).ratio()
