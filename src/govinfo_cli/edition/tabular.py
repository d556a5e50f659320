"""The catalogue as plain tables for whoever analyses it: entries, items, owners, categories, and what it is a state of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from govinfo_cli.edition.exported import Edition, Exported
from govinfo_cli.edition.outward import standing, text, texts
from govinfo_cli.edition.stipulation import say
from govinfo_cli.registers import day
from govinfo_cli.sharing import OUTSIDE, inherited

TEXT, WHOLE, TRUTH, DAY, LIST = "text", "whole", "truth", "day", "list"  # the kinds of columns; DAY is YYYY-MM-DD
_LARGEST = (1 << 63) - 1


class Table(NamedTuple):
    """The columns of one table by name, each with its kind. `key` is the column that numbers its rows, `refers` the
    columns that hold the key of another table's row."""

    name: str
    columns: Mapping[str, str]
    key: str | None = None
    refers: Mapping[str, str] = {}


ENTRIES = Table(
    "entries",
    {
        "id": WHOLE,
        "code": TEXT,
        "name": TEXT,
        "category": TEXT,
        "themes": LIST,
        "owner": TEXT,
        "owner_unit": TEXT,
        "abstract": TEXT,
        "keywords": LIST,
        "format_class": TEXT,
        "format_type": TEXT,
        "format_note": TEXT,
        "item_count": WHOLE,
        "share_type": TEXT,
        "stipulation": TEXT,
        "scope": LIST,
        "mode_class": LIST,
        "mode_type": LIST,
        "basis_kind": LIST,
        "internal_type": TEXT,
        "open": TRUTH,
        "open_condition": TEXT,
        "update_cycle": TEXT,
        "update_note": TEXT,
        "published": DAY,
        "updated": DAY,
        "related": LIST,
        "system": TEXT,
        "grade": TEXT,
        "region": TEXT,
        "period": TEXT,
        "matters": LIST,
        "path": TEXT,
        "data": TEXT,
    },
    key="id",
)
ITEMS = Table(
    "items",
    {
        "entry": WHOLE,
        "position": WHOLE,
        "name": TEXT,
        "type": TEXT,
        "length": WHOLE,
        "share_type": TEXT,
        "internal_type": TEXT,
        "open": TRUTH,
        "note": TEXT,
    },
    refers={"entry": "entries"},
)
OWNERS = Table(
    "owners",
    {"name": TEXT, "kind": TEXT, "uscc": TEXT, "class": TEXT, "supervisor": TEXT, "units": LIST, "synonyms": LIST},
)
CATEGORIES = Table("categories", {"code": TEXT, "name": TEXT, "name_en": TEXT, "above": TEXT})


def about(edition: Edition) -> dict[str, str]:
    """What the tables are a state of: title, publisher, whether it is approved, commit, scope, profiles."""
    facts = {
        "title": edition.settings.title,
        "publisher": text(edition.settings.publisher.get("name")),
        "status": standing(edition).zh,
        "commit": edition.commit and f"{edition.commit}{'-dirty' if edition.changed else ''}",
        "date": edition.date,
        "scope": edition.scope,
        "owners": "、".join(edition.owners),
        "profiles": ", ".join(edition.settings.profile.names),
    }
    return {key: value for key, value in facts.items() if value}


def owners(edition: Edition) -> Iterator[tuple]:
    """The registered owners, by name; outside, where they are the publisher's own departments, the publisher alone."""
    if edition.scope == OUTSIDE:
        said = edition.settings.publisher
        if text(said.get("name")):
            yield text(said.get("name")), None, text(said.get("uscc")), None, None, [], []
        return
    for name, one in sorted(edition.catalog.owners.items()):
        units, synonyms = list(texts(list(one.units))), list(texts(list(one.synonyms)))
        yield text(name), text(one.kind), text(one.uscc), text(one.node), text(one.supervisor), units, synonyms


def categories(edition: Edition) -> Iterator[tuple]:
    """Every node of the class tables, by code, with the nearest node that it stands under."""
    settings = edition.settings
    for code in sorted({*settings.profile.categories, *settings.own_categories}):
        name = settings.class_name(code)
        if name is not None:
            yield code, text(name.zh), None if name.en == name.zh else text(name.en), settings.class_above(code)


class Rows:
    """Entries to rows, values of code lists in their official spelling; the whole entry as it stands is in `data`."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        profile = edition.settings.profile
        self._spelling = {name: profile.spelling(name) for name in profile.vocabularies}

    def pairs(self) -> Iterator[tuple[tuple, list[tuple]]]:
        """Each entry's row of ENTRIES with its rows of ITEMS, in the order of paths."""
        for number, entry in enumerate(self._edition.read(), 1):
            items = entry.get("items")
            items = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
            yield self._entry(number, entry, len(items)), list(self._items(number, entry, items))

    def _entry(self, number: int, entry: Exported, items: int) -> tuple:
        share = entry.get("share")
        share = share if isinstance(share, dict) else {}
        kind = self._word("share-type", share.get("type"))
        within = inherited(share, self._spelling.get("share-type", lambda said: None))
        owner = text(entry.get("owner"))
        modes, bases = _several(share.get("mode")), _several(share.get("basis"))
        said = {
            "id": number,
            **{name: text(entry.get(name)) for name in ENTRIES.columns if ENTRIES.columns[name] == TEXT},
            "themes": texts(entry.get("themes")),
            "owner": owner and (self._edition.catalog.owner_names.official(owner) or owner),
            "keywords": texts(entry.get("keywords")),
            "format_class": self._word("format-class", entry.get("format", "class")),
            "format_type": self._word("format-type", entry.get("format", "type")),
            "format_note": text(entry.get("format", "note")),
            "item_count": items,
            "share_type": kind,
            "stipulation": text(say(share, kind)),
            "scope": texts(share.get("scope")),
            "mode_class": self._words("mode-class", modes, "class"),
            "mode_type": self._words("mode-type", modes, "type"),
            "basis_kind": self._words("basis-kind", bases, "kind"),
            "internal_type": self._word("share-type", within.get("type")) if within is not None else None,
            "open": _truth(entry.get("open", "public")),
            "open_condition": text(entry.get("open", "condition")),
            "update_cycle": self._word("update-cycle", entry.get("update_cycle")),
            "published": _day(entry.get("published")),
            "updated": _day(entry.get("updated")),
            "related": texts(entry.get("related")),
            "grade": self._word("grade", entry.get("grade")),
            "matters": texts(entry.get("matters")),
            "path": text(entry.path),
            "data": _json(entry.data),
        }
        return tuple(list(value) if isinstance(value := said[name], tuple) else value for name in ENTRIES.columns)

    def _items(self, number: int, entry: Exported, items: list[dict]) -> Iterator[tuple]:
        kind = self._word("share-type", entry.get("share", "type"))
        public = _truth(entry.get("open", "public"))
        for place, item in enumerate(items, 1):
            own, length = item.get("open"), item.get("length")
            yield (
                number,
                place,
                text(item.get("name")),
                self._word("item-type", item.get("type")),
                length
                if isinstance(length, int) and not isinstance(length, bool) and 0 <= length <= _LARGEST
                else None,
                self._word("share-type", item.get("share")) or kind,
                self._word("share-type", item.get("internal")),
                public if own is None else _truth(own),
                text(item.get("note")),
            )

    def _word(self, vocabulary: str, said: object) -> str | None:
        return self._spelling.get(vocabulary, lambda value: None)(said) or text(said)

    def _words(self, vocabulary: str, members: list[dict], key: str) -> tuple[str, ...]:
        found = (self._word(vocabulary, member.get(key)) for member in members)
        return tuple(dict.fromkeys(word for word in found if word))


def _several(said: object) -> list[dict]:
    return [member for member in (said if isinstance(said, list) else [said]) if isinstance(member, dict)]


def _truth(said: object) -> bool | None:
    return said if isinstance(said, bool) else None


def _day(said: object) -> str | None:
    return said if isinstance(said, str) and day(said) else None


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, default=str).encode("utf-8", "replace").decode()
