"""What a table says differently from an entry that stands: the steps that amend its file, and how they are told.

A blank cell says nothing, so it takes nothing away; a list of items says all of them, so an item that it lacks goes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from govinfo_cli.change.normal import NormalForm, canonical
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.verdicts import Where, share_left, updated, without_items
from govinfo_cli.sharing import USEFUL, Official, given
from govinfo_cli.structure import Shape
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold
from govinfo_cli.yaml.layout import essential
from govinfo_cli.yaml.stepping import Step, stepped

_TOLD = 6  # changes of one entry that a line can hold
_LONGEST = 24  # characters of a value within it
_YES = {True: Text(zh="是", en="true"), False: Text(zh="否", en="false")}


class Update(NamedTuple):
    """The steps from an entry's data to what a table says, and the fields whose doubtful values were not taken."""

    steps: tuple[Step, ...]
    left: tuple[str, ...] = ()


def update(old: Mapping, new: Mapping, shape: Shape, normal: NormalForm, doubtful: frozenset[str]) -> Update:
    """What `new` (a draft) says differently from `old` (an entry's data) in normal form.

    The code stays. A value under one of the `doubtful` fields could not be read: it never takes the place of one that stands.
    """
    comparing = _Comparing(shape, normal, doubtful)
    steps = list(comparing.mapping((), old, {key: new[key] for key in new if key != "code"}))
    if "code" in new and not _blank(new["code"]) and _blank(old.get("code")):
        steps.insert(0, Step("set" if "code" in old else "add", ("code",), new["code"]))
    left = tuple(dict.fromkeys(comparing.left))
    steps = _needed(old, steps, normal)
    if not steps or normal.entry(stepped(old, steps)) == normal.entry(old):
        return Update((), left)
    return Update(tuple(steps), left)


class _Comparing:
    """One entry against one draft."""

    def __init__(self, shape: Shape, normal: NormalForm, doubtful: frozenset[str]) -> None:
        self._shape, self._normal, self._doubtful = shape, normal, doubtful
        self.left: list[str] = []

    def mapping(self, route: tuple, old: Mapping, new: Mapping) -> Iterator[Step]:
        """The steps below one mapping."""
        for key, value in new.items():
            if _blank(value):
                continue
            at = (*route, key)
            if _blank(old.get(key)):
                yield Step("set" if key in old else "add", at, value)
            else:
                yield from self._value(at, old[key], value)

    def _value(self, at: tuple, old: object, new: object) -> Iterator[Step]:
        pattern = self._shape.pattern(at)
        if old == new or self._normal.value(pattern, old) == self._normal.value(pattern, new):
            return
        doubt = next((field for field in self._doubtful if f"{pattern}.".startswith(f"{field}.")), None)
        if doubt is not None:
            self.left.append(doubt)
        elif isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from self.mapping(at, old, new)
        elif at == ("items",) and _mappings(old) and _mappings(new):
            yield from self._items(old, new)
        elif isinstance(old, list) and isinstance(new, Mapping):
            yield from self._one_of(at, old, new)
        elif isinstance(old, list) and isinstance(new, list) and old:
            yield from self._members(at, old, new)
        else:
            yield Step("set", at, new)

    def _one_of(self, at: tuple, old: list, new: Mapping) -> Iterator[Step]:
        """A table has room for one mode or basis; the entry lists several: one of them that fits is meant."""
        said = self._normal.value(self._shape.pattern((*at, 0)), new) or {}
        for member in old:
            held = self._normal.value(self._shape.pattern((*at, 0)), member) or {}
            if isinstance(held, dict) and isinstance(said, dict) and said.items() <= held.items():
                return
        if len(old) == 1 and isinstance(old[0], Mapping):
            yield from self.mapping((*at, 0), old[0], new)
        else:
            yield Step("set", at, dict(new))

    def _members(self, at: tuple, old: list, new: list) -> Iterator[Step]:
        """A list whose order says nothing: what stays keeps its place, what comes stands at the end."""
        pattern = self._shape.pattern((*at, 0))

        def form(member: object) -> str:
            return canonical(self._normal.value(pattern, member))

        wanted, present = set(map(form, new)), set(map(form, old))
        stay = [place for place, member in enumerate(old) if form(member) in wanted]
        if not stay:
            yield Step("set", at, new)
            return
        for place, member in enumerate(old):
            if form(member) not in wanted:
                yield Step("remove", (*at, place), member)
        for member in new:
            if form(member) not in present:
                present.add(form(member))
                yield Step("insert", (*at, stay[-1]), member)

    def _items(self, old: list, new: list) -> Iterator[Step]:
        """Items are the same by name, those of one name in their order. Their order alone is no difference; a new one
        stands behind the one that it follows in the table."""
        places: dict[str, list[int]] = {}
        for place, item in enumerate(old):
            places.setdefault(_name(item), []).append(place)
        found = [places[_name(item)].pop(0) if places.get(_name(item)) else None for item in new]
        if all(place is None for place in found):
            yield Step("set", ("items",), new)
            return
        gone = {place for rest in places.values() for place in rest}
        yield from (Step("remove", ("items", place), old[place]) for place in sorted(gone))
        behind = -1
        for place, item in zip(found, new, strict=True):
            if place is None:
                yield Step("insert", ("items", behind), item)
            else:
                behind = place
                yield from self.mapping(("items", place), old[place], item)


def _needed(old: Mapping, steps: list[Step], normal: NormalForm) -> list[Step]:
    """The steps without what they say that is inherited anyway."""
    if not any(step.route[0] in ("share", "items") for step in steps):
        return steps
    target = stepped(old, steps)
    wanted, short, places = normal.entry(target), essential(target), _places(old, steps)
    plain = [step for step in steps if not _inheriting(step)]
    if len(plain) == len(steps) or normal.entry(stepped(old, plain)) != wanted:
        plain = steps
    shorter = [one for step in plain if (one := _shortened(step, short, places)) is not None]
    return shorter if normal.entry(stepped(old, shorter)) == wanted else plain


def _inheriting(step: Step) -> bool:
    """Whether it adds a key that may say no more than is inherited."""
    if step.kind != "add" or len(step.route) < 2:
        return False
    if step.route[0] == "items":
        return len(step.route) == 3 and step.route[2] in ("share", "internal", "open")
    return step.route[:2] == ("share", "internal")


def _shortened(step: Step, short: Mapping, places: Mapping[tuple, int]) -> Step | None:
    """A step with the value that the essential data has in its place; None for an addition that it has not."""
    if step.route[0] not in ("share", "items") or step.kind == "remove":
        return step
    value: object = short
    route = step.route
    if len(route) > 1 and route[0] == "items" and isinstance(route[1], int):
        route = ("items", places[route[1], id(step) if step.kind == "insert" else 0], *route[2:])
    for inner in route:
        if isinstance(value, Mapping) and inner not in value or isinstance(value, list) and inner >= len(value):
            return None if step.kind == "add" else step
        value = value[inner]
    return step._replace(value=value)


def _places(old: Mapping, steps: Sequence[Step]) -> dict[tuple[int, int], int]:
    """Where items will stand: those that stay by (old place, 0), those that come by (place before, identity of the step)."""
    own = [step for step in steps if step.route[0] == "items" and len(step.route) == 2]
    gone = {step.route[1] for step in own if step.kind == "remove"}
    behind: dict[int, list[Step]] = {}
    for step in own:
        if step.kind == "insert":
            behind.setdefault(step.route[1], []).append(step)
    found, at = {}, 0
    for place in range(-1, len(old.get("items") or ())):
        if place >= 0 and place not in gone:
            found[place, 0] = at
            at += 1
        for step in behind.get(place, ()):
            found[place, id(step)] = at
            at += 1
    return found


def told(old: Mapping, steps: Sequence[Step], shape: Shape) -> Text:
    """What changes, before and after: 更新周期：“每年”→“每月”；新增信息项“姓名”."""
    lines = [_told(old, step, shape) for step in steps]
    more = len(lines) - _TOLD
    zh, en = "；".join(line.zh for line in lines[:_TOLD]), "; ".join(line.en for line in lines[:_TOLD])
    return Text(zh=f"{zh}；另有 {more} 处", en=f"{en}; {more} more") if more > 0 else Text(zh=zh, en=en)


def removed_items(steps: Sequence[Step]) -> list[str]:
    """The names of the items that go."""
    return [
        shown(_text(step.value.get("name", ""))) for step in steps if step.kind == "remove" and step.route[0] == "items"
    ]


def said_of(
    place: Where, path: str, name: str, old: Mapping, found: Update, shape: Shape, official: Official
) -> Iterator[Diagnostic]:
    """What is to be said of an entry that is amended: what changes, which items go, what its former share type leaves.
    `official` spells share types."""
    labels = [shape.label(tuple(key.split("."))).zh for key in found.left]
    yield updated(place, name, path, told(old, found.steps, shape), labels)
    if gone := removed_items(found.steps):
        yield without_items(place, name, gone, path)
    after = stepped(old, found.steps)
    for route in (("share",), ("share", "internal")):
        before, now = _below(old, route), _below(after, route)
        kinds = official(before.get("type")), official(now.get("type"))
        if None in kinds or kinds[0] == kinds[1]:
            continue
        useless = [key for key in USEFUL[kinds[0]] if key not in USEFUL[kinds[1]] and given(now.get(key))]
        if left := {".".join((*route, key)): shape.label((*route, key)) for key in useless}:
            yield share_left(place, name, path, kinds, left)


def _below(data: Mapping, route: tuple) -> Mapping:
    for step in route:
        data = data.get(step) if isinstance(data.get(step), Mapping) else {}
    return data


def _told(old: Mapping, step: Step, shape: Shape) -> Text:
    whole = step.route[:-1] if step.kind in ("remove", "insert") else step.route
    label = shape.label(whole)
    if whole[0] == "items" and len(whole) > 2:
        name = shown(_text(old["items"][whole[1]].get("name", "")), _LONGEST)
        label = Text(zh=f"信息项“{name}”的{label.zh}", en=f"{label.en} of the item '{name}'")
    value = _shown(step.value)
    if step.kind == "insert":
        return Text(zh=f"{label.zh}：增加“{value}”", en=f"{label.en}: '{value}' comes in")
    if step.kind == "remove":
        return Text(zh=f"{label.zh}：去掉“{value}”", en=f"{label.en}: '{value}' goes")
    before: object = old
    for inner in step.route:
        before = before.get(inner) if isinstance(before, Mapping) else before[inner]
        if before is None:
            break
    if _blank(before):
        return Text(zh=f"{label.zh}：补上“{value}”", en=f"{label.en}: '{value}' is filled in")
    return Text(zh=f"{label.zh}：“{_shown(before)}”→“{value}”", en=f"{label.en}: '{_shown(before)}' -> '{value}'")


def _shown(value: object) -> str:
    if isinstance(value, Mapping) and isinstance(value.get("name"), str):
        return shown(value["name"], _LONGEST)
    if isinstance(value, list) and all(isinstance(one, Mapping) and "name" in one for one in value):
        return shown("、".join(_text(one["name"]) for one in value), _LONGEST)
    return shown(_text(value), _LONGEST)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return _YES[value].zh
    if isinstance(value, Mapping):
        return "，".join(_text(inner) for inner in value.values())
    return "、".join(map(_text, value)) if isinstance(value, list) else str(value)


def _mappings(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _name(item: Mapping) -> str:
    name = item.get("name")
    return fold(name) if isinstance(name, str) else ""


def _blank(value: object) -> bool:
    return value in (None, "", [], {}) or isinstance(value, str) and not value.strip()
