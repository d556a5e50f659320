"""What can be learned before anything is proposed: from the class table, from owners, from classified entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from govinfo_cli.classification.calibration import LEARNED, TABLE_ONLY, Case, Odds, fitted
from govinfo_cli.classification.model import SCALES, Lesson, Model, Texts, mixed

TABLE_WEIGHT = 20.0  # a word of the class table counts like so many entries; from 10 to 30 makes little difference
_ENOUGH = 100  # titles that several owners agree on; with fewer, entries are tested one by one instead
_MOST = 400  # cases of that kind that are looked at: more would not change the odds
_TESTED = 60  # entries that are tested one by one: each costs a millisecond or two
_PROVIDER = (0.5, 0.7, 1.0, 2.0, 4.0)  # how much who provides it may count, beside the name
_FEW = 20  # examples below which the catalogue has nothing to say about scales


class Example(NamedTuple):
    """A classified entry: its texts, its class, what its name says at heart, and whose it is."""

    texts: Texts
    label: str
    core: str
    source: str


class Node(NamedTuple):
    """A class node that may be proposed: its words, and the owners whose node it is."""

    code: str
    words: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


class Learned:
    """A model with the scales and the odds that the catalogue's own entries call for.

    `bare` are the odds for entries of whose provider nothing is known: their scores lie closer, and mean something else.
    """

    def __init__(
        self, model: Model, scales: tuple[float, ...], odds: Odds, bare: Odds, providers: frozenset[str]
    ) -> None:
        self.model, self.scales, self.odds, self.bare, self.providers = model, scales, odds, bare, providers

    def scores(self, texts: Texts, left_out: Sequence[Lesson] = ()) -> dict[str, float]:
        """The score of every class; only their differences mean anything."""
        return mixed(self.model.parts(texts, left_out), self.scales)

    def confidence(self, texts: Texts, scores: Mapping[str, float]) -> float:
        """The chance that the class with the highest score is right."""
        return (self.odds if texts.provider in self.providers else self.bare).confidence(scores)


def lesson(example: Example) -> Lesson:
    """What an example teaches."""
    return Lesson(example.texts, example.label)


def learn(examples: Sequence[Example], nodes: Iterable[Node], asked: Iterable[Texts]) -> Learned:
    """Learns from all `examples` and `nodes` what bears on the texts `asked` for."""
    nodes = list(nodes)
    agreed = agreed_names(examples)
    trials = agreed or _spread(examples)
    model = Model([*asked, *(example.texts for example, _ in trials)])
    model.learn(_lessons(nodes, examples))
    tried = [(model.parts(example.texts, left_out), example.label) for example, left_out in trials]
    scales = SCALES if agreed or len(examples) < _FEW else _best_scales(tried)
    start = LEARNED if examples else TABLE_ONLY
    odds, bare = (
        fitted([Case(mixed(parts, some), label) for parts, label in tried], start)
        for some in (scales, (*scales[:2], 0.0))
    )
    providers = {one.texts.provider for one in examples} | {owner for node in nodes for owner in node.owners}
    return Learned(model, scales, odds, bare, frozenset(providers - {""}))


def _lessons(nodes: Iterable[Node], examples: Iterable[Example]) -> Iterator[Lesson]:
    for node in nodes:
        for word in filter(None, node.words):
            yield Lesson(Texts(f"^{word}$", word, f"^{word}$"), node.code, TABLE_WEIGHT)
        for owner in node.owners:
            yield Lesson(Texts(provider=owner), node.code, TABLE_WEIGHT)
    yield from map(lesson, examples)


def _best_scales(tried: Sequence[tuple[Sequence[Mapping[str, float]], str]]) -> tuple[float, ...]:
    """The scales under which most entries, each left out, are put where they are; of equals the mildest."""

    def right(scales: tuple[float, ...]) -> int:
        return sum(Case(mixed(parts, scales), label).right for parts, label in tried)

    choices = [(SCALES[0], SCALES[1], scale) for scale in _PROVIDER]
    return max(choices, key=lambda scales: (right(scales), -choices.index(scales)))


def agreed_names(examples: Sequence[Example]) -> list[tuple[Example, list[Lesson]]]:
    """Examples whose name at heart bears one class in two sources or more, each with the lessons to leave out: all
    that its own source says under this name. What the other sources say stays: that is what it will be compared with.

    Nothing where there are too few.
    """
    named: dict[str, list[Example]] = {}
    for example in examples:
        if example.core:
            named.setdefault(example.core, []).append(example)
    found: list[tuple[Example, list[Lesson]]] = []
    for members in named.values():
        if len({one.label for one in members}) != 1 or len({one.source for one in members}) < 2:
            continue
        first: dict[str, Example] = {}
        for one in members:
            first.setdefault(one.source, one)
        found += [
            (one, [lesson(other) for other in members if other.source == source]) for source, one in first.items()
        ]
    return _thinned(found, _MOST) if len(found) >= _ENOUGH else []


def _spread(examples: Sequence[Example]) -> list[tuple[Example, list[Lesson]]]:
    return _thinned([(example, [lesson(example)]) for example in examples], _TESTED)


def _thinned(trials: list, most: int) -> list:
    """At most `most` of them, evenly spread: the same ones every time."""
    step = max(len(trials) / most, 1.0)
    return [trials[int(place * step)] for place in range(min(len(trials), most))]
