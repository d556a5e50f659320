"""What data portals ask of an entry: access right, frequency, media type, data dictionary, rights in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Edition, Exported, LeftOut
from govinfo_cli.edition.outward import terms, text, texts
from govinfo_cli.edition.stipulation import say
from govinfo_cli.registers import day
from govinfo_cli.sharing import NOT_SHARED, given, inherited
from govinfo_cli.vocabulary import Code

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+", re.A)


class Word(NamedTuple):
    """A code of the EU's authority tables with its names; `media` is an IANA media type."""

    eu: str | None
    label: Text
    media: str | None = None


class Item(NamedTuple):
    """One item as a data dictionary has it. `length` is that of a text; `note` says in words what no type does."""

    name: str
    type: str | None
    xsd: str
    ckan: str
    length: int | None
    note: str


class Described(NamedTuple):
    """One entry in a portal's words; texts are None where there are none, `key` is what its IRI is made of.

    `title` and `abstract` are never blank: portals demand them, and what has errors may lack them. `rights` tells how
    it is shared outside, `inside` towards own departments where that differs and may be told. `extra` are the fields
    that no standard has a word for, by dotted key.
    """

    key: tuple[str, ...]
    code: str | None
    title: str
    abstract: str
    owner: str | None
    unit: str | None
    keywords: tuple[str, ...]
    classes: tuple[str, ...]
    kind: str | None
    right: Word
    cycle: str | None
    issued: str | None
    modified: str | None
    format: Word | None
    modes: tuple[str, ...]
    rights: str | None
    inside: str | None
    region: str | None
    period: str | None
    related: tuple[str, ...]
    contact: Mapping[str, str]
    items: tuple[Item, ...]
    extra: Mapping[str, str]

    @property
    def shared(self) -> bool:
        """Whether anybody outside can have it at all."""
        return self.kind is not None and self.kind != NOT_SHARED


_EXTRA = (
    ("update_note",),
    ("format", "class"),
    ("format", "type"),
    ("format", "note"),
    ("open", "condition"),
    ("system",),
    ("grade",),
    ("matters",),
)
_ITEM = ("type", "length", "share", "internal", "open", "note")
_OF_THE_OFFICE = Text(
    zh="本单位自设的填报项，标准里没有对应，没有导出",
    en="the office's own, for which the standard has no word, left out",
)
EXTRA = tuple(".".join(route) for route in _EXTRA)


class Portal:
    """The entries of an edition in a portal's words, in one pass."""

    def __init__(self, edition: Edition) -> None:
        profile = edition.settings.profile
        self._edition = edition
        self._official = {
            name: profile.spelling(name)
            for name in ("share-type", "update-cycle", "format-type", "item-type", "mode-class", "mode-type")
        }
        self._labels = {key: edition.settings.shape.label(("items", 0, key)).zh for key in _ITEM}
        table = terms()
        self._formats = {one["type"]: one for one in table["formats"]}
        self._items = {one["type"]: one for one in table["item_types"]}
        self._types = profile.vocabularies["format-type"].values if "format-type" in profile.vocabularies else {}
        self._cycles = profile.vocabularies["update-cycle"].values if "update-cycle" in profile.vocabularies else {}

    def describe(self) -> Iterator[Described]:
        """Each entry. One that has no code, or a code that another bore before it, is known by its path. When all are
        told, the edition is told which keys no portal has a word for."""
        seen: set[str] = set()
        left: Counter = Counter()
        for entry in self._edition.read():
            code = text(entry.get("code"))
            key = (code,) if code and code not in seen else ("path", entry.path)
            seen.add(code or "")
            left.update(set(_own(entry.data, "")))
            yield self._described(entry, key, code)
        for dotted, count in sorted(left.items()):
            self._edition.leave(LeftOut(dotted, count, _OF_THE_OFFICE))

    def cycle(self, name: str | None) -> Code | None:
        """The update cycle of that official name; its facts have `eu`, the EU's frequency."""
        return self._cycles.get(name or "")

    def _described(self, entry: Exported, key: tuple[str, ...], code: str | None) -> Described:
        said = {name: text(entry.get(name)) for name in ("name", "abstract", "owner", "owner_unit", "region", "period")}
        share = entry.get("share")
        share = share if isinstance(share, dict) else {}
        kind = self._official["share-type"](share.get("type"))
        title = said["name"] or code or entry.path.rpartition("/")[2].removesuffix(".yaml")
        extra = {".".join(route): "、".join(texts(entry.get(*route))) for route in _EXTRA}
        return Described(
            key=key,
            code=code,
            title=title,
            abstract=said["abstract"] or title,
            owner=self._owner(said["owner"]),
            unit=said["owner_unit"],
            keywords=texts(entry.get("keywords")),
            classes=tuple(dict.fromkeys((*texts(entry.get("category")), *texts(entry.get("themes"))))),
            kind=kind,
            right=_right(kind, entry.get("open", "public") is True),
            cycle=self._official["update-cycle"](entry.get("update_cycle")) or text(entry.get("update_cycle")),
            issued=_date(entry.get("published")),
            modified=_date(entry.get("updated")),
            format=self._format(entry.get("format", "type")),
            modes=tuple(self._modes(share.get("mode"))),
            rights=_said(kind, share),
            inside=self._inside(share),
            region=said["region"],
            period=said["period"],
            related=texts(entry.get("related")),
            contact=_contact(entry.get("contact")),
            items=tuple(self._data_dictionary(entry.get("items"))),
            extra={key: value for key, value in extra.items() if value},
        )

    def _owner(self, name: str | None) -> str | None:
        return name and (self._edition.catalog.owner_names.official(name) or name)

    def _format(self, said: object) -> Word | None:
        """The format as official names have it; None where there is none."""
        name = self._official["format-type"](said) or text(said)
        if name is None:
            return None
        known, table = self._types.get(name), self._formats.get(name, {})
        return Word(table.get("eu"), Text(zh=name, en=known.en if known else name), table.get("media"))

    def _modes(self, said: object) -> Iterator[str]:
        for mode in said if isinstance(said, list) else [said]:
            if isinstance(mode, dict):
                parts = [
                    self._official["mode-class"](mode.get("class")) or text(mode.get("class")),
                    self._official["mode-type"](mode.get("type")) or text(mode.get("type")),
                    text(mode.get("note")),
                ]
                if any(parts):
                    yield "，".join(filter(None, parts))

    def _inside(self, share: dict) -> str | None:
        within = inherited(share, self._official["share-type"])
        return None if within is None else _said(self._official["share-type"](within.get("type")), within)

    def _data_dictionary(self, said: object) -> Iterator[Item]:
        for item in said if isinstance(said, list) else ():
            name = text(item.get("name")) if isinstance(item, dict) else None
            if name is None:
                continue
            kind = self._official["item-type"](item.get("type")) or text(item.get("type"))
            types = self._items.get(kind or "", {"xsd": "string", "ckan": "text"})
            length = item.get("length")
            whole = isinstance(length, int) and not isinstance(length, bool) and 0 < length < 1 << 31
            yield Item(
                name,
                kind,
                types["xsd"],
                types["ckan"],
                length if whole and types["xsd"] == "string" else None,
                "；".join(self._particulars(item, kind, length if whole else None)),
            )

    def _particulars(self, item: dict, kind: str | None, length: int | None) -> Iterator[str]:
        """What an item says of itself, each behind its official name."""
        spelt = self._official["share-type"]
        for key, value in (
            ("type", kind),
            ("length", length),
            ("share", spelt(item.get("share")) or text(item.get("share"))),
            ("internal", spelt(item.get("internal")) or text(item.get("internal"))),
            ("open", {True: "是", False: "否"}.get(item.get("open")) if isinstance(item.get("open"), bool) else None),
            ("note", text(item.get("note"))),
        ):
            if value is not None:
                yield f"{self._labels[key]}：{value}"


def _own(value: object, at: str) -> Iterator[str]:
    """The dotted keys of the office's own (x-…), at any depth."""
    if isinstance(value, list):
        for member in value:
            yield from _own(member, f"{at}*.")
    elif isinstance(value, dict):
        for key, member in value.items():
            if isinstance(key, str) and key.startswith("x-"):
                yield at + key
            elif isinstance(member, (dict, list)):
                yield from _own(member, f"{at}{key}.")


def _right(kind: str | None, public: bool) -> Word:
    row = next(
        one for one in terms()["access_rights"] if one.get("share", kind) == kind and (public or not one.get("open"))
    )
    return Word(row["eu"], Text(zh=row["zh"], en=row["en"]))


def _said(kind: str | None, share: Mapping) -> str | None:
    parts = [kind, say(share, kind).encode("utf-8", "replace").decode()]
    return "；".join(filter(None, parts)) or None


def _date(said: object) -> str | None:
    return said if isinstance(said, str) and day(said) else None


def _contact(said: object) -> dict[str, str]:
    if not isinstance(said, dict) or not given(said):
        return {}
    found = {key: text(said.get(key)) for key in ("unit", "phone", "email")}
    if found["email"] and not _EMAIL.fullmatch(found["email"]):
        found["email"] = None
    return {key: value for key, value in found.items() if value}
