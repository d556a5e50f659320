"""How many entries there are: by owner, share type, class, update cycle, format and category, with exact sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from govinfo_cli.catalog import Card, Catalog
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.settings import Settings
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, WIDTH, given
from govinfo_cli.vocabulary import Code

# What entries can be counted by; the order is the order of output.
GROUPINGS = {
    "owner": Text(zh="提供方", en="owner"),
    "share": Text(zh="共享类型", en="share type"),
    "class": Text(zh="类", en="class"),
    "cycle": Text(zh="更新周期", en="update cycle"),
    "format": Text(zh="格式分类", en="format class"),
    "category": Text(zh="信息资源分类", en="category"),
}
# Official share type -> its name in JSON, and its title; those without one last.
SHARES = {
    UNCONDITIONAL: ("unconditional", Text(zh=UNCONDITIONAL, en="unconditional")),
    CONDITIONAL: ("conditional", Text(zh=CONDITIONAL, en="conditional")),
    NOT_SHARED: ("notShared", Text(zh=NOT_SHARED, en="not shared")),
    "": ("unclear", Text(zh="共享类型不明", en="share type unclear")),
}
SCHEMA_VERSION = 1
_SPELLINGS = 1000  # of share types, which are kept
_LISTS = {"share": "share-type", "cycle": "update-cycle", "format": "format-class"}
# Where the digits of a class node end: 类 1, 项 3, 目 6; what is longer is 细目.
LEVELS = (
    (1, Text(zh="类", en="class")),
    (3, Text(zh="项", en="group")),
    (6, Text(zh="目", en="node")),
    (None, Text(zh="细目", en="subnode")),
)


@dataclass(slots=True)
class Count:
    """What the entries of a group come to.

    `shares` is official share type -> entries, those without one under "". `wider` and `stricter` are those whose
    inside share type is so. `filled` of `fillable` optional fields are filled in.
    """

    entries: int = 0
    shares: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*WIDTH, ""), 0))
    open: int = 0
    items: int = 0
    wider: int = 0
    stricter: int = 0
    filled: int = 0
    fillable: int = 0

    def add(self, other: Count) -> None:
        """Adds what another group comes to."""
        for name in ("entries", "open", "items", "wider", "stricter", "filled", "fillable"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for kind, count in other.shares.items():
            self.shares[kind] += count

    @property
    def completeness(self) -> float | None:
        """The share of optional fields that are filled in, four digits; None where there is none to fill."""
        return round(self.filled / self.fillable, 4) if self.fillable else None


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one value; `key` is None for those without one, `level` is set for class nodes."""

    key: str | None
    label: Text | None
    count: Count
    level: Text | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """All groups by grouping, the total over all entries, and the paths of files that cannot be read."""

    groups: Mapping[str, tuple[Group, ...]]
    total: Count
    broken: tuple[str, ...]


def count(catalog: Catalog, entries: Iterable[Entry], by: Iterable[str] = tuple(GROUPINGS)) -> Statistics:
    """Counts the entries by each of `by`. The groups of a grouping add up to the total; a class node of `category`
    counts all that lies below it too, so there the nodes of the first level do."""
    by = list(by)
    reader = _Reader(catalog, by)
    # Few entries are alike in nothing: those with the same keys everywhere are counted together.
    alike: dict[tuple, Count] = {}
    broken = []
    for entry in entries:
        if entry.whole is None:
            broken.append(entry.path)
        else:
            outside, inside = reader.kinds(entry)
            keys = reader.keys(entry, outside)
            if keys not in alike:
                alike[keys] = Count()
            reader.note(entry, outside, inside, alike[keys])
    total = Count()
    found: dict[str, dict[str | None, Count]] = {name: {} for name in by}
    for keys, one in alike.items():
        total.add(one)
        for name, several in zip(by, keys, strict=True):
            for key in several:
                found[name].setdefault(key, Count()).add(one)
    groups = {name: tuple(_groups(catalog, name, counts)) for name, counts in found.items()}
    return Statistics(groups, total, tuple(broken))


def report(counted: Statistics, catalog: Catalog) -> dict:
    """All of it for programs (schemas/reports/stats.schema.json)."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "summary": {**_numbers(counted.total), "broken": len(counted.broken)},
        "optionalFields": list(optional_fields(catalog.settings)),
        "groups": {by: [_group(group) for group in groups] for by, groups in counted.groups.items()},
    }


def _group(group: Group) -> dict:
    found = {
        "key": group.key,
        "label": {"zh": group.label.zh, "en": group.label.en} if group.label else None,
        **_numbers(group.count),
    }
    return found if group.level is None else {**found, "level": {"zh": group.level.zh, "en": group.level.en}}


def _numbers(count: Count) -> dict:
    return {
        "entries": count.entries,
        "share": {name: count.shares[kind] for kind, (name, _) in SHARES.items()},
        "open": count.open,
        "items": count.items,
        "insideWider": count.wider,
        "insideStricter": count.stricter,
        "filled": count.filled,
        "fillable": count.fillable,
        "completeness": count.completeness,
    }


def optional_fields(settings: Settings) -> tuple[str, ...]:
    """The top fields of which no profile asks anything."""
    asked = {one.split(".")[0] for row in settings.profile.rows("missing-field") for one in row.fields}
    return tuple(name for name in settings.shape.below(()) if name not in asked)


class _Reader:
    """What entries are counted by, and what they add to a count; every spelling is looked up once."""

    def __init__(self, catalog: Catalog, by: list[str]) -> None:
        self._catalog, self._by = catalog, by
        self._optional = optional_fields(catalog.settings)
        self._known: dict[tuple[str, str], tuple[str | None, ...]] = {}
        self._kind = lru_cache(_SPELLINGS)(catalog.settings.profile.spelling("share-type"))
        self._open = lru_cache(_SPELLINGS)(catalog.settings.profile.spelling("open-public"))

    def kinds(self, entry: Entry) -> tuple[str | None, str | None]:
        """The share types of an entry, outside and inside."""
        share = entry.data.get("share")
        if type(share) is dict and "internal" not in share and type(kind := share.get("type")) is str:
            return self._kind(kind), self._kind(kind)  # as nearly always: to set the sides apart takes far longer
        outside, inside = entry.sides(self._catalog.settings)
        return outside.kind, inside.kind

    def keys(self, entry: Entry, kind: str | None) -> tuple[tuple[str | None, ...], ...]:
        """The groups that an entry belongs to, of each grouping; of category one a level, as far as its code goes."""
        return tuple([(kind,) if name == "share" else self._groups(entry, name) for name in self._by])

    def _groups(self, entry: Entry, name: str) -> tuple[str | None, ...]:
        said = entry.text(*_FIELDS[name])
        if said is None:
            return (None,)
        known = self._known.get((name, said))
        if known is None:
            known = self._known[name, said] = tuple(self._looked_up(name, said))
        return known

    def _looked_up(self, name: str, said: str) -> Iterable[str | None]:
        settings = self._catalog.settings
        if name == "owner":
            owner = self._catalog.owner_of(Card("", owner=said.strip()))
            return (owner.name if owner else said,)
        if name in _LISTS:
            return (settings.profile.spelling(_LISTS[name])(said) or said,)
        code = said.strip()
        return _nodes(settings, code) if name == "category" else (code[:1],)

    def note(self, entry: Entry, outside: str | None, inside: str | None, count: Count) -> None:
        """Counts an entry with those share types."""
        data = entry.data
        count.entries += 1
        count.shares[outside or ""] += 1
        count.open += self._opened(entry)
        items = data.get("items")
        count.items += len(items) if isinstance(items, list) else 0
        if outside and inside:
            count.wider += WIDTH[inside] > WIDTH[outside]
            count.stricter += WIDTH[inside] < WIDTH[outside]
        for name in self._optional:
            if name in data and given(data[name]):
                count.filled += 1
        count.fillable += len(self._optional)

    def _opened(self, entry: Entry) -> bool:
        public = entry.get("open", "public")
        return public is True or (isinstance(public, str) and self._open(public) == "true")


_FIELDS = {
    "owner": ("owner",),
    "class": ("category",),
    "cycle": ("update_cycle",),
    "format": ("format", "class"),
    "category": ("category",),
}


def _nodes(settings: Settings, code: str) -> dict[str, None]:
    """The class nodes above `code` and itself: 类, 项 and 目, and the 细目 that a class table knows."""
    ends = [end for end, _ in LEVELS if end]
    below = [end for end in range(ends[-1] + 1, len(code)) if settings.knows(code[:end])]
    return dict.fromkeys(code[:end] for end in (*ends, *below, len(code)))


def _groups(catalog: Catalog, by: str, counts: Mapping[str | None, Count]) -> Iterator[Group]:
    """The groups in the order of owners.yaml or the code list, else sorted; those without a value last."""
    for key in sorted(counts, key=_order(catalog, by)):
        level = (
            next(word for end, word in LEVELS if end is None or len(key) <= end) if by == "category" and key else None
        )
        yield Group(key, _label(catalog, by, key), counts[key], level)


def _order(catalog: Catalog, by: str) -> Callable[[str | None], tuple]:
    known = list(catalog.owners) if by == "owner" else list(_values(catalog, by))
    places = {value: place for place, value in enumerate(known)}
    return lambda key: (key is None, places.get(key, len(places)), key or "")


def _label(catalog: Catalog, by: str, key: str | None) -> Text | None:
    if by in ("class", "category"):
        own = catalog.settings.own_categories.get(key)
        return Text(zh=own, en=own) if own else catalog.settings.profile.categories.get(key)
    code = _values(catalog, by).get(key)
    return Text(zh=code.value, en=code.en) if code else None


def _values(catalog: Catalog, by: str) -> Mapping[str, Code]:
    vocabulary = catalog.settings.profile.vocabularies.get(_LISTS.get(by, ""))
    return vocabulary.values if vocabulary else {}
