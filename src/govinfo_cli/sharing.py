"""The share types, and how an entry is shared towards each side: the one place where code names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from govinfo_cli.diagnostic import Text

UNCONDITIONAL, CONDITIONAL, NOT_SHARED = "无条件共享", "有条件共享", "不予共享"

# From the widest to the narrowest.
WIDTH = {UNCONDITIONAL: 2, CONDITIONAL: 1, NOT_SHARED: 0}

# Which share attributes a type has a use for; what it has no use for is not inherited inside.
USEFUL = {
    UNCONDITIONAL: ("usage", "mode"),
    CONDITIONAL: ("usage", "scope", "condition", "mode"),
    NOT_SHARED: ("reason", "basis"),
}

# The sides as rows of the profiles name them under `directions`; a row without that speaks of both.
OUTSIDE, INSIDE = "external", "internal"

Official = Callable[[object], str | None]  # any value -> the official share type it is a spelling of


def given(value: object) -> bool:
    """Whether something stands there: no key without a value, no blanks, no list or mapping of nothing."""
    if isinstance(value, str):
        return not value.isspace() and value != ""
    if isinstance(value, (list, dict)):
        return any(given(member) for member in (value.values() if isinstance(value, dict) else value))
    return value is not None


class Side(NamedTuple):
    """How an entry is shared towards one side.

    `kind` is the official share type, None where there is none; `says` are its attributes as they stand, with
    what the inside inherits; `own` names those that stand under its own key.
    """

    direction: str
    kind: str | None
    says: Mapping
    own: frozenset

    @property
    def inside(self) -> bool:
        """Whether it is the side of own departments and units."""
        return self.direction == INSIDE

    def gives(self, key: str) -> bool:
        """Whether the attribute `key` is there and not blank."""
        return given(self.says.get(key))

    def at(self, key: str) -> tuple:
        """The route at which this side says `key`, or would say it."""
        return ("share", "internal", key) if self.inside else ("share", key)

    def source(self, key: str) -> tuple:
        """The route at which the value of `key` stands, be it inherited."""
        return self.at(key) if key in self.own else ("share", key)

    def many(self, key: str) -> list[tuple[tuple, object]]:
        """What may be one or a list, as (route, value) pairs; empty where it is missing."""
        value, route = self.says.get(key), self.source(key)
        if isinstance(value, list):
            return [((*route, place), member) for place, member in enumerate(value)]
        return [] if value is None else [(route, value)]

    def named(self, label: Text) -> Text:
        """A field's name, said to be the inside one where it is."""
        return Text(zh=f"对内{label.zh}", en=f"internal {label.en}") if self.inside else label


def as_it_stands(value: object) -> str | None:
    """The share type that `value` is, spelt officially."""
    return value if isinstance(value, str) and value in WIDTH else None


def inherited(share: object, official: Official = as_it_stands) -> dict | None:
    """The attributes towards own departments, or None where nothing sets them apart from those outside.

    What the inside type has a use for, and the inside does not say itself, is as it is outside.
    """
    inside = share.get("internal") if isinstance(share, dict) else None
    if not isinstance(inside, dict):
        return None
    own = {key: value for key, value in inside.items() if given(value)}
    kind = own.get("type", share.get("type"))
    return {
        key: value
        for key, value in share.items()
        if key == "type" or key in USEFUL.get(official(kind), ()) and given(value)
    } | own


def sides(share: object, official: Official = as_it_stands) -> tuple[Side, Side]:
    """Both sides, the outside first. Where nothing sets the inside apart it says what the outside says."""
    outside = share if isinstance(share, dict) else {}
    inside = inherited(share, official)
    own = frozenset(key for key, value in outside["internal"].items() if given(value)) if inside is not None else ()
    says = outside if inside is None else inside
    return (
        Side(OUTSIDE, official(outside.get("type")), outside, frozenset(outside)),
        Side(INSIDE, official(says.get("type")), says, frozenset(own)),
    )


def speaking(rows: Iterable, side: Side) -> tuple:
    """Those of the profiles' rows that speak of `side`."""
    return tuple(row for row in rows if side.direction in row.params.get("directions", (OUTSIDE, INSIDE)))


def lacking(both: Sequence[Side], rows: Iterable, lacks: Callable[[Side], bool]) -> Iterator[tuple[Side, tuple]]:
    """The sides for which `lacks` holds, with the rows that say so.

    Where the outside lacks the same, one finding does: what is added there the inside inherits.
    """
    asked: tuple = ()
    for side in both:
        if lacks(side):
            wanting = tuple(row for row in speaking(rows, side) if row not in asked)
            asked += wanting
            if wanting:
                yield side, wanting


def item_kind(item: Mapping, side: Side, official: Official) -> str | None:
    """The official share type of an item towards `side`: its own, else the entry's; None where it is not known."""
    said = item.get("internal" if side.inside else "share")
    if side.inside and not given(said) and "type" not in side.own:
        said = item.get("share")
    return official(said) if given(said) else side.kind


def mixed(items: Iterable[Mapping], side: Side, official: Official) -> bool:
    """Whether items differ in share type, which says by itself what may be had and what not."""
    return len({item_kind(item, side, official) for item in items}) > 1


# Schemas for guards. What passes them is given; they need not know all that is.
GIVEN_TEXT = {"type": "string", "pattern": "\\S"}
GIVEN = {"anyOf": [GIVEN_TEXT, {"type": "array", "contains": GIVEN_TEXT}]}
_BASIS = {"type": "object", "required": ["kind"], "properties": {"kind": GIVEN_TEXT}}
GIVEN_BASIS = {"anyOf": [_BASIS, {"type": "array", "contains": _BASIS}]}


def without_use(kinds: Iterable[str], *keys: str, given: Mapping = GIVEN) -> dict:
    """A guard for rules that ask types other than `kinds` for one of `keys`: one of them is given outside, and so
    inherited, or each side is one of `kinds` or has it of its own."""
    has = [{"required": [key], "properties": {key: given}} for key in keys]
    free = {"required": ["type"], "anyOf": [{"properties": {"type": {"enum": list(kinds)}}}, *has]}
    apart = {"allOf": [free, {"properties": {"internal": free}}]}
    return {"properties": {"share": {"anyOf": [{"not": {"type": "object"}}, *has, apart]}}}
