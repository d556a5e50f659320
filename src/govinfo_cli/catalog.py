"""The nouns of a catalogue: Entry, Owner, Waiver, and the Catalog that knows all by code, name and owner."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.document import Document
from govinfo_cli.settings import RECORDS, Settings
from govinfo_cli.sharing import USEFUL
from govinfo_cli.structure import Fault, Shape

_ENDINGS = (".yaml", ".yml")


class Card(NamedTuple):
    """The index card of an entry: all that rules about the whole catalogue may know of it.

    Texts are as they stand in the file, None where they are missing or of another type.
    """

    path: str
    code: str | None = None
    name: str | None = None
    category: str | None = None
    owner: str | None = None
    owner_unit: str | None = None
    related: tuple[str, ...] = ()
    update_cycle: str | None = None
    published: str | None = None
    updated: str | None = None


class Entry:
    """One file for the rules that look at one file: its data, its shape and what the schema finds wrong in it.

    `document` is None while nothing has to be pointed at. Records (owners.yaml …) are shown to the rules of
    form in the same way; their `data` may be a list, and is then not in `data` but in `whole`.
    """

    def __init__(self, path: str, data: object, shape: Shape, document: Document | None = None) -> None:
        self.path = path
        self.document = document
        self.shape = shape
        self.whole = data
        self.data: dict = data if isinstance(data, dict) else {}

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What the schema finds wrong; nothing where the file cannot be read."""
        return () if self.whole is None else self.shape.faults(self.whole)

    def label(self, *route: str | int) -> Text:
        """The official name of the field at `route`."""
        return self.shape.label(route)

    def get(self, *route: str | int) -> object:
        """The value at `route`, or None."""
        value: object = self.whole
        for step in route:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def text(self, *route: str | int) -> str | None:
        """The text at `route`, or None where there is none or only blanks."""
        value = self.get(*route)
        return value if isinstance(value, str) and value.strip() else None

    @property
    def items(self) -> list[dict]:
        """The items that are mappings, as they stand, with their places kept (others are empty)."""
        items = self.get("items")
        return [item if isinstance(item, dict) else {} for item in items] if isinstance(items, list) else []

    def many(self, *route: str) -> list[tuple[tuple, object]]:
        """What may be one or a list, as (route, value) pairs; empty where it is missing."""
        value = self.get(*route)
        if isinstance(value, list):
            return [((*route, place), member) for place, member in enumerate(value)]
        return [] if value is None else [(route, value)]

    @property
    def internal(self) -> dict | None:
        """The share attributes towards own departments, or None where they do not differ from outside.

        What the inside type has a use for and the entry does not say again is inherited (CONTRACT: same keys).
        """
        inside, outside = self.get("share", "internal"), self.get("share")
        if not isinstance(inside, dict) or not isinstance(outside, dict):
            return None
        kind = inside.get("type", outside.get("type"))
        inherited = {"type": kind}
        for key in USEFUL.get(kind, ()):
            if key in outside:
                inherited[key] = outside[key]
        return inherited | inside

    @property
    def card(self) -> Card:
        """What the index keeps of it."""
        get = self.data.get
        texts = {name: value if isinstance(value := get(name), str) else None for name in _CARD_TEXTS}
        related = get("related")
        return Card(
            path=self.path,
            related=tuple(code for code in related if isinstance(code, str)) if isinstance(related, list) else (),
            **texts,
        )


_CARD_TEXTS = ("code", "name", "category", "owner", "owner_unit", "update_cycle", "published", "updated")


@dataclass(frozen=True, slots=True)
class Owner:
    """A department (no legal person) or an affiliate, as owners.yaml registers it."""

    name: str
    kind: str | None = None
    uscc: str | None = None
    node: str | None = None  # its class node; `class` in the file
    units: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    supervisor: str | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """An approved exception; `place` is its number in waivers.yaml."""

    place: int
    rule: str
    entry: str
    until: str


class Catalog:
    """The whole catalogue as an index: settings, registers and one card an entry.

    A record that is broken is an empty one here, with its document in `records` for the rules that report it,
    and its name in `silent`, so that rules which need it say nothing.
    """

    def __init__(
        self,
        settings: Settings,
        records: Mapping[str, Document],
        cards: Iterable[Card] = (),
        broken: frozenset[str] = frozenset(),
    ) -> None:
        self.settings = settings
        self.records = records
        self.silent = frozenset(
            name for name, document in records.items() if document.data is None and document.text.strip()
        )
        self.cards: tuple[Card, ...] = tuple(cards)
        self.broken = broken  # paths of files that cannot be read; their cards are blank
        self.used_waivers: frozenset[int] = frozenset()
        self.owners = _owners(records["owners"].data) if "owners" in records else {}
        self.waivers = _waivers(records["waivers"].data) if "waivers" in records else ()
        self.withdrawn = _withdrawn(records["withdrawn"].data) if "withdrawn" in records else {}

    def has(self, record: str) -> bool:
        """Whether the record is there and can be relied on."""
        return record in self.records and record not in self.silent

    def record_path(self, record: str) -> str:
        """The path of owners.yaml and its like."""
        return f"catalog/{record}.yaml"

    @cached_property
    def by_code(self) -> dict[str, list[Card]]:
        """Resource code -> the cards that bear it."""
        found: dict[str, list[Card]] = {}
        for card in self.cards:
            if card.code:
                found.setdefault(card.code, []).append(card)
        return found

    @cached_property
    def owner_names(self) -> dict[str, str]:
        """Every registered name and synonym -> the official name."""
        names = {other: owner.name for owner in self.owners.values() for other in owner.synonyms}
        return names | {name: name for name in self.owners}


def _owners(data: object) -> dict[str, Owner]:
    found = {}
    for name, facts in data.items() if isinstance(data, dict) else ():
        if name.startswith("x-"):
            continue
        facts = facts if isinstance(facts, dict) else {}

        def text(key: str, facts: dict = facts) -> str | None:
            return facts[key] if isinstance(facts.get(key), str) else None

        def texts(key: str, facts: dict = facts) -> tuple[str, ...]:
            value = facts.get(key)
            return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

        found[name] = Owner(
            name, text("kind"), text("uscc"), text("class"), texts("units"), texts("synonyms"), text("supervisor")
        )
    return found


def _waivers(data: object) -> tuple[Waiver, ...]:
    found = []
    for place, line in enumerate(data if isinstance(data, list) else ()):
        if isinstance(line, dict) and all(isinstance(line.get(key), str) for key in ("rule", "entry", "until")):
            found.append(Waiver(place, line["rule"], line["entry"], line["until"]))
    return tuple(found)


def _withdrawn(data: object) -> dict[str, int]:
    lines = data if isinstance(data, list) else ()
    return {
        line["code"]: place
        for place, line in enumerate(lines)
        if isinstance(line, dict) and isinstance(line.get("code"), str)
    }


def is_entry_path(path: str) -> bool:
    """Whether a path below the root is an entry's: YAML in catalog/, not one of the five files nor in a `_` folder."""
    steps = path.split("/")
    if steps[0] != "catalog" or not path.endswith(_ENDINGS):
        return False
    if len(steps) == 2:
        return steps[1] not in ("catalog.yaml", "consents.yaml", *(f"{name}.yaml" for name in RECORDS))
    return not steps[1].startswith("_")


def file_stem(name: str) -> str:
    """A resource name as part of a file name: NFC, without blanks, controls and what Windows refuses, 60 characters."""
    kept = (
        c
        for c in unicodedata.normalize("NFC", name)
        if not c.isspace() and unicodedata.category(c)[0] != "C" and c not in '\\/:*?"<>|'
    )
    return "".join(kept)[:60]


def entry_path(owner: str, code: str | None, category: str | None, name: str) -> str:
    """Where an entry belongs: catalog/<owner>/<category>-<sequence>_<name>.yaml."""
    head = ""
    if code and "/" in code:
        head = f"{category or code.partition('/')[0]}-{code.partition('/')[2]}"
    return f"catalog/{file_stem(owner)}/{file_stem(head)}_{file_stem(name)}.yaml"
