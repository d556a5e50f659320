"""How alike two entries are by what they say: their names, abstracts and items. Bounded, however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from govinfo_cli.vocabulary import fold

_PAIRS = 20_000  # so many are all compared; of more those that share what few have
_COMMON = 30  # a word that more entries have tells nothing
_NEAREST = 12  # entries that one is compared with, where not with all
_NAME, _ABSTRACT, _ITEMS, _PLACE = 0.5, 0.2, 0.3, 0.05  # what each says about being the same

_MOSTLY = 0.6  # of its items come from the whole: then an entry may be a piece of it
_APART = 0.5  # of its items at most two pieces have in common: a key stays in each
_AKIN = 0.2  # of two names: a piece is still called somewhat like the whole


class Traits(NamedTuple):
    """What an entry is recognised by: pairs of characters of its name and its abstract, the names of its items.

    `whole` are its name and its abstract as they are.
    """

    name: frozenset
    abstract: frozenset
    items: frozenset
    whole: frozenset = frozenset()
    owner: str = ""
    path: str = ""

    @property
    def words(self) -> frozenset:
        """All that it can be looked up by."""
        return self.name | self.items | self.whole


def traits(entry: Mapping | None, path: str) -> Traits:
    """The traits of an entry in normal form; of one that cannot be read only its path."""
    if entry is None:
        return Traits(frozenset(), frozenset(), frozenset(), path=path)
    items = entry.get("items")
    names = (item.get("name") for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
    return Traits(
        _bigrams(entry.get("name")),
        _bigrams(entry.get("abstract")),
        frozenset(fold(name) for name in names if isinstance(name, str)),
        frozenset(f"={fold(text)}" for key in ("name", "abstract") if isinstance(text := entry.get(key), str)),
        str(entry.get("owner") or ""),
        path,
    )


def likeness(one: Traits, other: Traits) -> float:
    """From 0, nothing in common, to 1 and a little more, where owner and file are the same too."""
    weighed = [
        (weight, _shared(getattr(one, trait), getattr(other, trait)))
        for trait, weight in (("name", _NAME), ("abstract", _ABSTRACT), ("items", _ITEMS))
        if getattr(one, trait) or getattr(other, trait)
    ]
    if not weighed:
        return 0.0
    score = sum(weight * share for weight, share in weighed) / sum(weight for weight, _ in weighed)
    place = (one.owner == other.owner != "") + (one.path == other.path)
    return score + _PLACE * place if score > 0 else 0.0


def candidates(olds: Mapping[str, Traits], news: Mapping[str, Traits]) -> Iterator[tuple[str, str]]:
    """The pairs worth comparing, in order: all, or of too many those that share what few others have."""
    if len(olds) * len(news) <= _PAIRS:
        yield from ((before, after) for before in olds for after in news)
        return
    bearers: dict[str, list[str]] = {}
    for after, one in news.items():
        for word in one.words:
            bearers.setdefault(word, []).append(after)
    for before, one in olds.items():
        shared: Counter = Counter()
        for word in one.words:
            others = bearers.get(word, ())
            if len(others) <= _COMMON:
                shared.update(others)
        nearest = sorted(shared, key=lambda after: (-shared[after], after))[:_NEAREST]
        yield from ((before, after) for after in nearest)


def is_piece(part: Traits, whole: Traits) -> bool:
    """Whether `part` may have been taken from `whole`: most of its items are there, and they are called alike."""
    return (
        len(part.items) > 1
        and len(part.items & whole.items) >= _MOSTLY * len(part.items)
        and _shared(part.name, whole.name) >= _AKIN
    )


def pieces(whole: Traits, parts: Mapping[str, Traits]) -> tuple[str, ...]:
    """The paths of the parts that `whole` was divided into; nothing where it was not.

    Each holds what the others do not, but for a key that stays in all; together they hold most of the whole.
    """
    near = [path for path, part in parts.items() if is_piece(part, whole)]
    chosen: list[str] = []
    for path in sorted(near, key=lambda path: (-len(parts[path].items & whole.items), path)):
        own = parts[path].items
        if all(len(own & parts[other].items) <= _APART * min(len(own), len(parts[other].items)) for other in chosen):
            chosen.append(path)
    covered = frozenset().union(*(parts[path].items for path in chosen)) & whole.items if chosen else frozenset()
    return tuple(sorted(chosen)) if len(chosen) > 1 and len(covered) >= _MOSTLY * len(whole.items) else ()


def _bigrams(text: object) -> frozenset:
    folded = fold(text) if isinstance(text, str) else ""
    return frozenset(folded[place : place + 2] for place in range(max(1, len(folded) - 1))) if folded else frozenset()


def _shared(one: frozenset, other: frozenset) -> float:
    """Dice: twice what they share, in all that they have."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0
