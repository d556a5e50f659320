"""Opinions on changes (consents.yaml): which changes need one, which have one, and which opinions meet no change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from govinfo_cli.change.judgement import ChangeClass, Level, Table
from govinfo_cli.diagnostic import Text
from govinfo_cli.query import said
from govinfo_cli.settings import CatalogError
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold

PATH = "catalog/consents.yaml"
HOUSE = "house"  # who asks, where catalog.yaml does
NOTHING = "无"  # what an opinion on a removal says the new value is
AGREED = "同意"
_NEEDED = ("entry", "change", "by", "date", "document")


class Consent(NamedTuple):
    """An opinion on a change of class `change` in the entry with the code `entry`.

    `field` and `to` (the new value) narrow it down. `fresh` says that the base of the comparison has it not yet.
    """

    entry: str
    change: str
    by: str
    date: str
    document: str
    field: str | None = None
    to: str | None = None
    agreed: bool = True
    fresh: bool = True

    def speaks_of(self, entries: Collection[str | None], name: str, field: str | None, new: object) -> bool:
        """Whether it is about the change of class `name` in the entry that bears one of the codes `entries`.

        An opinion that the base has already was given for what stands there now, unless it says what is to come.
        """
        if self.entry not in entries or self.change != name or self.field not in (None, field):
            return False
        if self.to is None:
            return self.fresh
        return fold(self.to) == fold(said(new, "zh") or NOTHING)


def consents(data: object, before: object, table: Table) -> tuple[Consent, ...]:
    """The opinions of consents.yaml (`before`: as the base has it) in normal form; one that does not say whose, of
    which day and by which document is none."""
    known = before if isinstance(before, list) else []
    names = {fold(one.title.zh): name for name, one in table.classes.items()}
    found = []
    for line in data if isinstance(data, list) else ():
        if isinstance(line, Mapping) and all(isinstance(line.get(key), str) for key in _NEEDED):
            texts = {key: line[key] for key in (*_NEEDED, "field", "to") if isinstance(line.get(key), str)}
            texts["change"] = names.get(fold(texts["change"]), texts["change"])
            agreed = line.get("opinion", AGREED) == AGREED
            found.append(Consent(**texts, agreed=agreed, fresh=line not in known))
    return tuple(found)


def asked_by_house(houses: Iterable[Mapping], table: Table) -> frozenset[str]:
    """The classes for which the house rules of catalog.yaml ask a consent; raises CatalogError for a word that is
    neither a class nor a level."""
    found: set[str] = set()
    for house in houses:
        said = house.get("consent", ())
        for word in said if isinstance(said, list) else ():
            named = set(_named(word, table))
            if not named:
                raise _unknown(word, table)
            found |= named
    return frozenset(found)


def askers(one: ChangeClass, house: Collection[str]) -> tuple[str, ...]:
    """Who asks for a consent to changes of this class: profiles, and HOUSE."""
    return (*one.consent, *((HOUSE,) if one.name in house else ()))


def _named(word: str, table: Table) -> Iterator[str]:
    for name, one in table.classes.items():
        if word in (name, one.title.zh) or word == one.level.word:
            yield name


def _unknown(word: str, table: Table) -> CatalogError:
    import difflib

    near = difflib.get_close_matches(word, [*table.classes, *(level.word for level in Level)], n=1)
    return CatalogError(
        Text(
            zh=f"catalog/catalog.yaml：house.consent 里没有“{shown(word)}”这类变更",
            en=f"catalog/catalog.yaml: house.consent: no change class '{shown(word)}'",
        ),
        Text(zh=f"是不是 {near[0]}？", en=f"did you mean {near[0]}?")
        if near
        else Text(zh="运行  catalog explain  查看变更类别", en="catalog explain lists the change classes"),
    )
