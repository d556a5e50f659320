"""What differs between two catalogues, without any opinion: neutral Changes, and their application."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from govinfo_cli.change.itemising import item_changes, with_items
from govinfo_cli.change.matching import Matches, match
from govinfo_cli.change.normal import canonical

ADDED, REMOVED, MOVED, CHANGED, REORDERED = "added", "removed", "moved", "changed", "reordered"

_SETTINGS = "catalog/catalog.yaml"  # where it begins, the catalogue does: one change, not one a field
# By what a line of a register is known when the rest of it has changed.
_LINE_KEYS = {"catalog/waivers.yaml": ("rule", "entry"), "catalog/withdrawn.yaml": ("code",)}
_CONSENT_KEYS = ("entry", "change", "field")


class Change(NamedTuple):
    """One thing that differs.

    It is about the entry (or, with `record`, the register) at `old_path` before and `new_path` after. `route` leads
    to what differs: () is the entry as a whole, ("items", 3, "type") a field of an item. An item's number counts
    in the old entry, of an added one in the new; so do the lines of a register. `old` or `new` is None where there
    is nothing. `kin` are paths on the other side: what an entry or item was divided into, or came from.
    """

    kind: str
    old_path: str | None
    new_path: str | None
    route: tuple = ()
    old: object = None
    new: object = None
    kin: tuple[str, ...] = ()
    record: bool = False


class Snapshot(NamedTuple):
    """What a catalogue says, in normal form: path -> entry, None where it cannot be read; path -> register."""

    entries: Mapping[str, dict | None]
    records: Mapping[str, object] = {}


def diff(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """Everything that differs, so that `apply(diff(old, new), old) == new`."""
    matches = match(old.entries, new.entries)
    return (*_entries(old, new, matches), *_records(old, new))


def apply(changes: Sequence[Change], old: Snapshot) -> Snapshot:
    """What `old` becomes by `changes`; entries that they do not speak of stay."""
    entries, records = dict(old.entries), dict(old.records)
    groups: dict[tuple, list[Change]] = {}
    for change in changes:
        groups.setdefault((change.record, change.old_path, change.new_path), []).append(change)
    made = {}
    for (record, before, after), group in groups.items():
        held = records if record else entries
        was = held.get(before) if before else None
        if not record:
            entries.pop(before, None)
        if after:
            made[record, after] = _changed(was, group)
    for (record, path), data in made.items():
        if record and data is None:
            records.pop(path, None)
        else:
            (records if record else entries)[path] = data
    return Snapshot(entries, records)


def _entries(old: Snapshot, new: Snapshot, matches: Matches) -> Iterator[Change]:
    for path in matches.removed:
        yield Change(REMOVED, path, None, old=old.entries[path], kin=matches.heirs(path))
    for path in matches.added:
        yield Change(ADDED, None, path, new=new.entries[path], kin=matches.sources(path))
    for before, after in matches.pairs.items():
        if before != after:
            yield Change(MOVED, before, after, old=before, new=after)
        was, now = old.entries[before], new.entries[after]
        if was == now:
            continue
        if was is None or now is None:
            yield Change(CHANGED, before, after, (), was, now)
            continue
        heirs = matches.heirs(before)
        for one in _between(was, now):
            lost = heirs and one.kind == REMOVED and isinstance(one.old, dict)
            kin = tuple(path for path in heirs if _has_item(new.entries[path], one.old)) if lost else ()
            yield one._replace(old_path=before, new_path=after, kin=kin)


def _has_item(entry: Mapping | None, item: Mapping) -> bool:
    items = entry.get("items") if entry else None
    return isinstance(items, list) and any(
        isinstance(one, dict) and one.get("name") == item.get("name") for one in items
    )


def _records(old: Snapshot, new: Snapshot) -> Iterator[Change]:
    for path in sorted(old.records.keys() | new.records.keys()):
        was, now = old.records.get(path), new.records.get(path)
        kinds = {type(side) for side in (was, now) if side is not None}
        if kinds == {list}:
            found = _lines(was or [], now or [], _LINE_KEYS.get(path, _CONSENT_KEYS))
        elif kinds == {dict} and not (was is None and path == _SETTINGS):
            found = _between(was or {}, now or {})
        else:
            found = iter([] if was == now else [Change(CHANGED, None, None, (), was, now)])
        for one in found:
            yield one._replace(old_path=path, new_path=path, record=True)


def _between(was: Mapping, now: Mapping, route: tuple = ()) -> Iterator[Change]:
    """What differs within one mapping; groups of fields on both sides are entered."""
    for key in [*was, *(key for key in now if key not in was)]:
        here, old, new = (*route, key), was.get(key), now.get(key)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _between(old, new, here)
        elif here == ("items",) and _itemised(old) and _itemised(new):
            for kind, below, before, after in item_changes(old or [], new or []):
                yield Change(kind, None, None, (*here, *below), before, after)
        else:
            yield Change(CHANGED, None, None, here, old, new)


def _itemised(value: object) -> bool:
    return value is None or isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _lines(was: list, now: list, keys: tuple[str, ...]) -> Iterator[Change]:
    """What differs between two lists of lines whose order says nothing."""
    gone, come = _surplus(was, now), _surplus(now, was)
    by_key: dict[tuple, list[int]] = {}
    for place in come:
        by_key.setdefault(_key(now[place], keys), []).append(place)
    for place in gone:
        same = by_key.get(_key(was[place], keys))
        other = same.pop(0) if same else None
        if other is None:
            yield Change(REMOVED, None, None, (place,), was[place])
        else:
            come.remove(other)
            yield Change(CHANGED, None, None, (other,), was[place], now[other])
    for place in come:
        yield Change(ADDED, None, None, (place,), None, now[place])


def _surplus(lines: list, others: list) -> list[int]:
    """The places of the lines that the others have not, or not as often."""
    there = Counter(map(canonical, others))
    places = []
    for place, line in enumerate(lines):
        there[canonical(line)] -= 1
        if there[canonical(line)] < 0:
            places.append(place)
    return places


def _key(line: object, keys: tuple[str, ...]) -> tuple:
    return tuple(canonical(line.get(key)) for key in keys) if isinstance(line, dict) else (canonical(line),)


def _changed(was: object, group: Sequence[Change]) -> object:
    """What one entry or register becomes by its changes; None for nothing."""
    whole = next((change for change in group if not change.route and change.kind != MOVED), None)
    if whole is not None:
        return whole.new
    if isinstance(group[0].route[0] if group[0].route else "", int):
        return _relined(was if isinstance(was, list) else [], group)
    data = _copied(was)
    if not isinstance(data, dict):
        data = {}  # a register that was not there
        if all(change.kind == MOVED for change in group):
            return was
    of_items = [change for change in group if _of_items(change)]
    if of_items:
        _put(data, ("items",), with_items(data.get("items") or [], of_items) or None)
    for change in group:
        if change.route and change not in of_items:
            _put(data, change.route, change.new)
    return data or (None if group[0].record else {})


def _of_items(change: Change) -> bool:
    """Whether it is about items as a list of items, rather than about whatever else stands there."""
    held = change.route[1:2]
    return change.route[:1] == ("items",) and (change.kind == REORDERED or isinstance(held[0] if held else "", int))


def _relined(was: list, group: Sequence[Change]) -> list | None:
    lines = list(was)
    for change in group:
        if change.old is not None:
            lines.remove(change.old)
    lines += [change.new for change in group if change.new is not None]
    return sorted(lines, key=canonical) or None


def _put(data: dict, route: tuple, new: object) -> None:
    *above, last = route
    holder = data
    for step in above:
        holder = holder.setdefault(step, {})
    if new is None:
        holder.pop(last, None)
    else:
        holder[last] = new


def _copied(value: object) -> object:
    return {key: _copied(member) for key, member in value.items()} if isinstance(value, dict) else value
