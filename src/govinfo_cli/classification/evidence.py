"""What of a catalogue bears on classes: the texts of its entries, its class nodes with their words, who has which node."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from govinfo_cli.catalog import Card, Catalog
from govinfo_cli.classification.learning import Example, Node
from govinfo_cli.classification.model import Texts
from govinfo_cli.classification.words import Words
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.source import Source, read_one

MAX_NODES = 400  # unused nodes that are considered; of a national table's thousands those near the owners' own
_ITEMS = 20  # items of an entry that are looked at
_CONTENT = 160  # characters of the abstract with keywords and items


class Traits(NamedTuple):
    """What of an entry bears on its class, and how messages name it. `core` is what its name says at heart."""

    path: str
    texts: Texts
    core: str
    owner: str
    name: str

    @property
    def called(self) -> Text:
        """How a reason about another entry names this one."""
        return Card(self.path, name=self.name or None, owner=self.owner or None).called


class Known(NamedTuple):
    """An entry that bears a class already; the class "" is none."""

    traits: Traits
    label: str

    @property
    def example(self) -> Example:
        """What there is to learn from it."""
        return Example(self.traits.texts, self.label, self.traits.core, self.traits.owner)


def traits_of(words: Words, catalog: Catalog, entry: Entry) -> Traits:
    """The traits of an entry. Its code is not among them: that would give the class away."""
    said = (entry.text("owner") or "").strip()
    owner = catalog.owner_names.official(said) or said if said and said not in catalog.owners else said
    name = (entry.text("name") or "").strip()
    core = words.core(name)
    content = words.running(entry.data.get("abstract"))[:_CONTENT]
    if len(content) < _CONTENT:
        content = "，".join(filter(None, (content, *_further(words, entry))))
    provider = "|".join(filter(None, [words.provider(owner), words.provider(entry.get("owner_unit"))]))
    texts = Texts(f"^{core}$" if core else "", content[:_CONTENT], f"^{provider}$" if provider else "")
    return Traits(entry.path, texts, core, owner, name)


def _further(words: Words, entry: Entry) -> list[str]:
    keywords = entry.data.get("keywords")
    said = [words.plain(word) for word in keywords[:_ITEMS]] if isinstance(keywords, list) else []
    return said + [words.core(item.get("name")) for item in entry.items[:_ITEMS]]


def classes_of(entry: Entry, field: str) -> list[str]:
    """The classes that stand in `category` or `themes`."""
    said = entry.data.get(field)
    many = said if isinstance(said, list) else [said]
    return [value.strip() for value in many if isinstance(value, str) and value.strip()]


def labels_of(entry: Entry, field: str) -> list[str]:
    """The classes that an entry teaches: of one that has a class and no theme, that it bears none."""
    found = classes_of(entry, field)
    return found or ([""] if field == "themes" and classes_of(entry, "category") else [])


def class_nodes(words: Words, catalog: Catalog, used: Iterable[str], source: Source | None) -> list[Node]:
    """The nodes that may be a category: used ones, owners' own, and the table's; those above others only where used.

    With a table of its own the catalogue has no use for the profiles' nodes.
    """
    settings = catalog.settings
    used = set(used)
    owners: dict[str, list[str]] = {}
    for owner in catalog.owners.values():
        if owner.node:
            names = (owner.name, *owner.synonyms)
            owners.setdefault(owner.node, []).extend(f"^{words.provider(name)}$" for name in names)
    codes = settings.own_categories if settings.own_table else settings.profile.categories
    given = {**profile_keywords(catalog), **_own_keywords(catalog, source)}
    above = {code[:length] for code in codes for length in range(1, len(code))}
    free = [code for code in codes if code not in above and code not in used and code not in owners]
    if len(free) > MAX_NODES:
        near = tuple({code[: max(len(code) - 2, 3)] for code in (*used, *owners)}) or ("",)
        free = [code for code in free if code.startswith(near)][:MAX_NODES]
    found = []
    for code in [*sorted(used | owners.keys()), *free]:
        name = settings.class_name(code)
        said = [words.core(name.zh)] if name else []
        found.append(Node(code, (*said, *map(words.plain, given.get(code, ()))), tuple(owners.get(code, ()))))
    return found


def theme_nodes(words: Words, catalog: Catalog) -> list[Node]:
    """The nodes of the base and theme classes for which the profiles have keywords."""
    names = catalog.settings.profile.categories
    return [
        Node(code, (words.core(names[code].zh), *map(words.plain, said)))
        for code, said in profile_keywords(catalog).items()
        if code[0] in "12" and code in names
    ]


def profile_keywords(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Code -> the keywords that the profiles' class tables give, which are parted by blanks."""
    return {
        line["code"]: tuple(line["keywords"].split())
        for _, facts in catalog.settings.profile.tables("categories.yaml")
        for line in facts.get("codes", ())
        if isinstance(line.get("keywords"), str)
    }


def _own_keywords(catalog: Catalog, source: Source | None) -> dict[str, tuple[str, ...]]:
    """The same of the catalogue's own class tables: `keywords`, a list or a text parted by blanks or 、."""
    found: dict[str, tuple[str, ...]] = {}
    for file in catalog.settings.tables if source else ():
        raw = read_one(source, f"catalog/{file}")
        text = raw.decode("utf-8-sig", "replace") if raw else ""
        lines = csv.DictReader(io.StringIO(text)) if file.endswith(".csv") else _objects(text)
        for line in lines:
            said = line.get("keywords")
            if isinstance(said, str):
                said = said.replace("、", " ").replace("，", " ").split()
            if isinstance(said, list) and isinstance(line.get("code"), str):
                found[line["code"]] = tuple(word for word in said if isinstance(word, str))
    return found


def _objects(text: str) -> Iterator[dict]:
    for line in text.splitlines():
        if '"keywords"' in line:
            try:
                data = json.loads(line)
            except ValueError:
                continue
            if isinstance(data, dict):
                yield data
