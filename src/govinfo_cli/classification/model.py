"""Complement naive Bayes over character n-grams, in blocks: what each piece of text says for each class.

A text counts as the set of its n-grams, each weighing one by the root of their number, so that a long abstract does
not outweigh a short name. A gram speaks for a class by how much of its weight lies there: log((all + a) / (others + a)),
which is nothing where the class has none of it, so sums stay sparse and every term of a reason can be named. What has
been learned from single examples can be left out again, exactly, which is how a proposal is tested on the past.
Chosen by measurement against linear models, neighbours and mixes of them: benchmarks/RESULTS-classify.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt
from typing import NamedTuple

SMOOTHING = 0.2  # a; from 0.1 to 0.5 accuracy is the same, and clear cases stand out more with a small one
LONGEST = (5, 2, 5)  # characters of the longest n-gram, by block
SCALES = (1.0, 0.5, 0.7)  # how much each block says beside the others


class Texts(NamedTuple):
    """The three blocks of an entry: its name, what it says about its content, who provides it."""

    name: str = ""
    content: str = ""
    provider: str = ""


class Lesson(NamedTuple):
    """One example: texts of a class, with its weight."""

    texts: Texts
    label: str
    weight: float = 1.0


def grams(text: str, longest: int) -> set[str]:
    """The character n-grams of `text`, of 1 to `longest` characters."""
    found = set(text)
    for length in range(2, longest + 1):
        found.update([text[start : start + length] for start in range(len(text) - length + 1)])
    return found


class _Block:
    """The grams of one piece of text; only those are counted that will be asked for."""

    def __init__(self, longest: int, asked: Iterable[str]) -> None:
        self.longest = longest
        self.weights: dict[str, dict[str, float]] = {}
        self.mass: dict[str, float] = {}
        self._said: dict[str, tuple[tuple[str, float], ...]] = {}
        for text in set(asked):
            for gram in grams(text, longest):
                self.weights.setdefault(gram, defaultdict(float))

    def learn(self, lessons: Iterable[tuple[str, str, float]]) -> None:
        self._said.clear()
        # Owners, and many a name, are said again and again.
        together: dict[tuple[str, str], float] = {}
        for text, label, weight in lessons:
            together[text, label] = together.get((text, label), 0.0) + weight
        weights, asked = self.weights, self.weights.keys()
        for (text, label), weight in together.items():
            found = grams(text, self.longest)
            if not found:
                continue
            share = weight / sqrt(len(found))
            self.mass[label] = self.mass.get(label, 0.0) + share * len(found)
            for gram in asked & found:
                weights[gram][label] += share

    def scores(self, text: str, left_out: Sequence[tuple[str, str, float]]) -> dict[str, float]:
        found = grams(text, self.longest)
        if not found:
            return {}
        gone, lost = self._gone(found, left_out)
        share = 1 / sqrt(len(found))
        sums: dict[str, float] = {}
        for gram in found:
            if gram in gone:
                said = _says(_without(self.weights.get(gram, {}), gone[gram]))
            else:
                said = self._says(gram)
            for label, value in said:
                sums[label] = sums.get(label, 0.0) + value
        total = sum(self.mass.values()) - sum(lost.values()) + 1
        length = len(found)
        return {
            label: share * (sums.get(label, 0.0) + length * log(max(total - mass + lost.get(label, 0.0), 1) / total))
            for label, mass in self.mass.items()
        }

    def _gone(self, found: set[str], left_out: Sequence[tuple[str, str, float]]) -> tuple[dict, dict[str, float]]:
        gone: dict[str, dict[str, float]] = {}
        lost: dict[str, float] = {}
        for text, label, weight in left_out:
            own = grams(text, self.longest)
            if not own:
                continue
            share = weight / sqrt(len(own))
            lost[label] = lost.get(label, 0.0) + share * len(own)
            for gram in own & found:
                less = gone.setdefault(gram, {})
                less[label] = less.get(label, 0.0) + share
        return gone, lost

    def speaking(self, text: str, label: str) -> dict[str, float]:
        """The grams of `text` with what each says for `label`."""
        said = ((gram, self._says(gram)) for gram in grams(text, self.longest))
        return {gram: value for gram, pairs in said for one, value in pairs if one == label}

    def _says(self, gram: str) -> tuple[tuple[str, float], ...]:
        said = self._said.get(gram)
        if said is None:
            said = self._said[gram] = _says(self.weights.get(gram, {}))
        return said


def _says(counted: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """What a gram with these weights says for each class."""
    whole = sum(counted.values()) + SMOOTHING
    return tuple((label, log(whole / (whole - weight))) for label, weight in counted.items())


def _without(counted: Mapping[str, float], less: Mapping[str, float]) -> dict[str, float]:
    kept = {label: weight - less.get(label, 0.0) for label, weight in counted.items()}
    return {label: weight for label, weight in kept.items() if weight > 1e-9}


class Model:
    """What lessons teach about the texts in `asked`, and no others: of what is not asked for nothing is kept."""

    def __init__(self, asked: Iterable[Texts]) -> None:
        asked = list(asked)
        self._blocks = [_Block(longest, (texts[place] for texts in asked)) for place, longest in enumerate(LONGEST)]
        self.labels: dict[str, None] = {}

    def learn(self, lessons: Iterable[Lesson]) -> None:
        """Takes lessons in."""
        taken = list(lessons)
        self.labels |= dict.fromkeys(one.label for one in taken)
        for place, block in enumerate(self._blocks):
            block.learn((one.texts[place], one.label, one.weight) for one in taken)

    def parts(self, texts: Texts, left_out: Sequence[Lesson] = ()) -> tuple[dict[str, float], ...]:
        """For each block the score of each class, as if the lessons in `left_out` had never been."""
        return tuple(
            block.scores(text, [(one.texts[place], one.label, one.weight) for one in left_out])
            for place, (block, text) in enumerate(zip(self._blocks, texts, strict=True))
        )

    def terms(self, texts: Texts, label: str, other: str | None) -> tuple[list[tuple[str, float]], ...]:
        """For each block the grams that speak for `label` more than for `other`, the strongest first."""
        found = []
        for block, text in zip(self._blocks, texts, strict=True):
            said = block.speaking(text, label)
            against = block.speaking(text, other) if other else {}
            gains = {gram: value - against.get(gram, 0.0) for gram, value in said.items()}
            found.append(sorted((pair for pair in gains.items() if pair[1] > 0), key=lambda pair: (-pair[1], pair[0])))
        return tuple(found)


def mixed(parts: Sequence[Mapping[str, float]], scales: Sequence[float] = SCALES) -> dict[str, float]:
    """The blocks' scores as one, in proportion to `scales`."""
    sums: dict[str, float] = {}
    for scale, scores in zip(scales, parts, strict=True):
        for label, score in scores.items():
            sums[label] = sums.get(label, 0.0) + scale * score
    return sums
