"""One file for the rules that look at one file: its data, its shape, what the schema finds wrong, and what the index keeps of it."""

from __future__ import annotations

from functools import cached_property
from sys import intern

from govinfo_cli.catalog import Card
from govinfo_cli.diagnostic import Text
from govinfo_cli.settings import Settings
from govinfo_cli.sharing import Side, inherited, sides
from govinfo_cli.structure import Fault, Shape, pattern_of, walk
from govinfo_cli.yaml.document import Document


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
    def values(self) -> tuple[tuple[tuple, object], ...]:
        """Every value at any depth, mappings and lists too, with its route, in the document's order."""
        return tuple(walk(self.whole))

    @cached_property
    def listed(self) -> list[tuple[tuple, str, str]]:
        """The texts of the fields with a code list: route, text, field pattern."""
        fields = self.shape.listed
        return [
            (route, value, pattern)
            for route, value in self.values
            if isinstance(value, str) and (pattern := pattern_of(route)) in fields
        ]

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
        return inherited(self.get("share"))

    def sides(self, settings: Settings) -> tuple[Side, Side]:
        """How it is shared outside and inside, share types seen through their other spellings."""
        return sides(self.get("share"), settings.profile.spelling("share-type"))

    @property
    def card(self) -> Card:
        """What the index keeps of it."""
        get = self.data.get
        related = get("related")
        return Card(
            self.path,
            _text(get("code")),
            _text(get("name")),
            _often(get("category")),
            _often(get("owner")),
            _often(get("owner_unit")),
            tuple(_text(code) or "" for code in related) if isinstance(related, list) else (),
            _often(get("update_cycle")),
            _often(get("published")),
            _often(get("updated")),
        )


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _often(value: object) -> str | None:
    """The text of what is alike in many entries, as one object: a hundred thousand cards are kept."""
    return intern(value.strip()) or None if isinstance(value, str) else None
