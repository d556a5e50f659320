"""Entries of different owners that may describe the same data, by name, abstract and items. Never all pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import log
from typing import NamedTuple

from govinfo_cli.catalog import Card, Catalog
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.resource_name import Met, Name, difference, reader_of
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold

_ABSTRACT = 600  # characters of an abstract that are looked at
_ITEMS = 200  # items
_LONGEST = 200  # characters of a name
_RARE = 50  # a sign that more entries bear tells nothing by itself
_SIGNS = 12  # rare signs by which an entry is looked up
_FIRST = 4  # entries, each of another owner, with which all others of one abstract or list of items are compared
_NEAREST = 12  # entries that one is compared with because of its rare signs
_FEW_ITEMS = 4  # fewer in common could be anybody's
_TOLD = 8  # characters of an abstract without which it says nothing

# The likeness from which two entries are told, by what is known of them; chosen on the titles of the benchmark.
_SAME_NAME, _SAME_ITEMS, _SAME_ABSTRACT = 0.7, 0.7, 0.9
_ALL_ITEMS, _SELDOM = 0.95, 0.5  # items that suffice alone, and what each then has to weigh: few others have it
_AKIN, _AKIN_TEXT = 0.34, 0.5  # of names, and of abstracts, beside the same items

_CLAUSE = re.compile(r"[\W_]+|包括|包含|主要|以及")
_NO_WORDS = re.compile(r"[\W\d_]+")
_FIGURES = re.compile(
    r"\d+|第[一二三四五六七八九十]+|(?<![一二三四五六七八九十])[一二三四五六七八九十]++(?=[期级类批等])"
)
_MANY = 50  # what a rare item counts more is kept small while there are few entries


class Resource(NamedTuple):
    """What an entry is recognised by. `owner` is the registered name; `items` are names, folded."""

    card: Card
    owner: str
    name: Name
    abstract: str
    items: frozenset[str]

    @property
    def path(self) -> str:
        """The path of its file."""
        return self.card.path


class Pair(NamedTuple):
    """Two entries that may be the same, by their places in the list, from 0 to 1 how alike they are, and why."""

    one: int
    other: int
    likeness: float
    because: tuple[Text, ...]


class Group(NamedTuple):
    """Entries that hang together by pairs, best pair first; `resources` in order of path."""

    resources: tuple[Resource, ...]
    pairs: tuple[Pair, ...]

    @property
    def likeness(self) -> float:
        """That of its best pair."""
        return self.pairs[0].likeness


def resources(catalog: Catalog, entries: Iterable[Entry]) -> list[Resource]:
    """The entries in order of path; they themselves are not kept."""
    found = []
    names = []
    for entry in entries:
        card = entry.card
        registered = catalog.owner_of(card)
        owner, name = registered.name if registered else card.owner or "", fold((card.name or "")[:_LONGEST])
        said = (_folded(one["name"][:_LONGEST]) for one in entry.items[:_ITEMS] if isinstance(one.get("name"), str))
        abstract = fold((entry.text("abstract") or "")[:_ABSTRACT])
        for word in filter(None, (name, fold(owner))):
            abstract = abstract.replace(word, "")
        found.append(Resource(card, owner, Name(""), abstract, frozenset(filter(None, said))))
        names.append(name)
    parted = reader_of(catalog.settings.profile).parted(names)
    whole = (one._replace(name=name) for one, name in zip(found, parted, strict=True))
    return sorted(whole, key=lambda one: one.card.path)


_folded = lru_cache(100_000)(fold)  # an item's name is that of many others


def groups(found: Sequence[Resource]) -> list[Group]:
    """The groups of entries that may be the same, the surest first. One without a name or an owner is in none."""
    found = [one for one in found if one.owner and one.name.core]
    pairs = sorted(_judged(found), key=lambda pair: (-pair.likeness, pair.one, pair.other))
    lead = list(range(len(found)))

    def leader(number: int) -> int:
        while lead[number] != number:
            lead[number] = lead[lead[number]]
            number = lead[number]
        return number

    for pair in pairs:
        first, second = sorted((leader(pair.one), leader(pair.other)))
        lead[second] = first
    joined: dict[int, list[Pair]] = {}
    for pair in pairs:
        joined.setdefault(leader(pair.one), []).append(pair)
    return [_group(found, its) for its in joined.values()]


def _group(found: Sequence[Resource], pairs: Sequence[Pair]) -> Group:
    numbers = sorted({number for pair in pairs for number in (pair.one, pair.other)})
    place = {number: at for at, number in enumerate(numbers)}
    return Group(
        tuple(found[number] for number in numbers),
        tuple(pair._replace(one=place[pair.one], other=place[pair.other]) for pair in pairs),
    )


def _judged(found: Sequence[Resource]) -> Iterator[Pair]:
    related = {(one.card.code, code) for one in found if one.card.code for code in one.card.related}
    items: Counter = Counter()
    for one in found:
        items.update(one.items)
    most = log(len(found) + _MANY)
    weights = {item: 1 - log(count) / most for item, count in items.items()}
    for before, after in sorted(_candidates(found, items)):
        one, other = found[before], found[after]
        codes = one.card.code, other.card.code
        if one.owner == other.owner or (codes in related and codes[::-1] in related):
            continue
        judged = _likeness(one, other, weights)
        if judged is not None:
            yield Pair(before, after, *judged)


def _candidates(found: Sequence[Resource], items: Counter) -> Iterable[tuple[int, int]]:
    """The pairs worth comparing: those with one name, abstract or list of items, and those that share rare signs."""
    pairs: set[tuple[int, int]] = set()
    bearers: dict[tuple, list[int]] = {}
    met = Met()
    for number, one in enumerate(found):
        pairs.update((before, number) for before in met.like(one.name, one.owner))
        met.add(one.name, one.owner, number)
        keys: list[tuple] = []
        if len(one.items) >= _FEW_ITEMS:
            keys.append(("items", one.items))
        if len(one.abstract) >= _TOLD:
            keys.append(("abstract", one.abstract))
        for key in keys:
            first = bearers.setdefault(key, [])
            pairs.update((before, number) for before in first)
            if len(first) < _FIRST and all(found[before].owner != one.owner for before in first):
                first.append(number)
    pairs.update(_sharing(found, items))
    return pairs


def _sharing(found: Sequence[Resource], items: Counter) -> Iterator[tuple[int, int]]:
    """The pairs that share two rare signs: items, clauses of abstracts, pairs of characters of names."""
    signs = [_signs(one) for one in found]
    counts: Counter = Counter()
    for its in signs:
        counts.update(its)
    bearers: dict[str, list[int]] = {}
    for number, its in enumerate(signs):
        rare = sorted((counts[sign], sign) for sign in its if 1 < counts[sign] <= _RARE)[:_SIGNS]
        shared: Counter = Counter()
        for _, sign in rare:
            before = bearers.setdefault(sign, [])
            shared.update(before)
            before.append(number)
        near = sorted((-count, before) for before, count in shared.items() if count > 1)[:_NEAREST]
        yield from ((before, number) for _, before in near)


def _signs(one: Resource) -> set[str]:
    clauses = (clause for clause in _CLAUSE.split(one.abstract) if 1 < len(clause) <= 20)
    core = one.name.core
    return {*one.items, *clauses, *(f"^{core[at : at + 2]}" for at in range(len(core) - 1))}


def _likeness(one: Resource, other: Resource, weights: dict[str, float]) -> tuple[float, tuple[Text, ...]] | None:
    """How alike the two are and why, None where that is not enough."""
    core, its = one.name.core, other.name.core
    same_core = core == its
    if not one.name.fits(other.name) or _figures(core) != _figures(its):
        return None
    names = 1.0 if same_core else _dice(_bigrams(core), _bigrams(its))
    common = one.items & other.items
    items = _weighed(one.items, other.items, weights) if min(len(one.items), len(other.items)) >= _FEW_ITEMS else None
    same_items = items is not None and items >= _SAME_ITEMS and len(common) >= _FEW_ITEMS
    like_names = names >= _SAME_NAME and not _contrast(core, its)
    if not (same_core or same_items or like_names):
        return None
    texts = [_NO_WORDS.sub("", text) for text in (one.abstract, other.abstract)]
    abstracts = _dice(*map(_bigrams, texts)) if min(map(len, texts)) >= _TOLD else None
    same_text = abstracts is not None and abstracts >= _SAME_ABSTRACT
    if same_core:
        content = [part for part in (items, abstracts) if part is not None]
        likeness = 0.65 + 0.35 * (sum(content) / len(content)) if content else 0.9
        likeness -= 0.05 * (one.name != other.name)
    elif same_items and (
        names >= _AKIN
        or (abstracts or 0) >= _AKIN_TEXT
        or (items >= _ALL_ITEMS and sum(weights[item] for item in common) >= _SELDOM * len(common))
    ):
        likeness = 0.4 * items + 0.3 * names + 0.3 * (names if abstracts is None else abstracts)
    elif like_names and same_text:
        likeness = 0.5 * names + 0.4 * abstracts
    else:
        return None
    return likeness, tuple(_reasons(one, other, names, same_text and abstracts, common if items is not None else None))


@lru_cache(100_000)
def _figures(text: str) -> list[str]:
    return _FIGURES.findall(text)


def _reasons(
    one: Resource, other: Resource, names: float, same_text: float | bool, common: frozenset[str] | None
) -> Iterator[Text]:
    if fold(one.card.name) == fold(other.card.name):
        yield Text(zh="名称相同", en="one name")
    elif one.name.core == other.name.core:
        said = difference(one.name, other.name)
        yield Text(zh=f"名称只差{said.zh}", en=f"names that differ in {said.en} only")
    elif names >= _AKIN:
        yield Text(zh="名称相近", en="like names")
    if same_text:
        yield Text(zh="摘要相同", en="one abstract") if same_text == 1 else Text(zh="摘要相近", en="like abstracts")
    if common:
        many = len(one.items | other.items)
        yield Text(
            zh=f"信息项共 {many} 个，{len(common)} 个相同：{'、'.join(shown(item, 12) for item in sorted(common)[:4])}"
            + ("等" if len(common) > 4 else ""),
            en=f"{len(common)} of {many} items in common: {', '.join(shown(item, 12) for item in sorted(common)[:4])}"
            + (" …" if len(common) > 4 else ""),
        )
    elif common is not None:
        yield Text(zh="但信息项没有相同的", en="but no item in common")


def _contrast(one: str, other: str) -> bool:
    """Whether each says something that the other does not: 老年人优待证 and 残疾人优待证."""
    return bool(set(one) - set(other)) and bool(set(other) - set(one))


def _bigrams(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(max(1, len(text) - 1))}


def _dice(one: set[str], other: set[str]) -> float:
    """Twice what they share, in all that they have."""
    return 2 * len(one & other) / (len(one) + len(other))


def _weighed(one: frozenset[str], other: frozenset[str], weights: dict[str, float]) -> float:
    """How much of all their items they share, the rare ones counting more."""
    whole = sum(weights[item] for item in one | other)
    return sum(weights[item] for item in one & other) / whole if whole else 1.0
