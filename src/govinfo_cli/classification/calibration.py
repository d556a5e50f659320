"""How far a score can be trusted: a margin between classes to the chance that independent classers would agree.

A logistic curve over two signs of a clear case: the root of the margin between the first class and the second, and the
margin against the spread of all. Its three numbers start from what was measured on public titles and move to what the
catalogue itself shows, the further the more cases it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp, sqrt
from typing import NamedTuple

# Where the curve starts: fitted on the training titles of the benchmark that several provinces put in one class, the
# first with their other rows as examples, the second with the class table alone (benchmarks/classify.py --defaults).
LEARNED = (-0.22, 0.89, 0.61)
TABLE_ONLY = (-2.27, 1.23, 0.58)
_STEADY = 5.0  # the pull of the starting point: a few dozen cases, however clear, do not make a steep curve
_ROUNDS = 50
_STRIDE = 0.5  # no number moves further in one round: where all cases are right, Newton overshoots


class Case(NamedTuple):
    """A proposal for what is known: the scores of all classes, whether the first was right, how much it counts."""

    scores: Mapping[str, float]
    right: bool
    weight: float = 1.0


def signs(scores: Iterable[float]) -> tuple[float, float, float]:
    """(1, root of the margin, margin by spread) of the classes' scores; there is no margin for fewer than two."""
    ordered = sorted(scores, reverse=True)
    if len(ordered) < 2:
        return 1.0, 0.0, 0.0
    margin = ordered[0] - ordered[1]
    mean = sum(ordered) / len(ordered)
    spread = sqrt(sum((score - mean) ** 2 for score in ordered) / len(ordered))
    return 1.0, sqrt(margin), margin / spread if spread else 0.0


class Curve(NamedTuple):
    """Margins to confidence."""

    numbers: tuple[float, float, float]

    def confidence(self, scores: Mapping[str, float]) -> float:
        """The chance that the class with the highest score is right."""
        return _logistic(sum(a * b for a, b in zip(self.numbers, signs(scores.values()), strict=True)))


def fitted(cases: Sequence[Case], start: tuple[float, float, float], steady: float = _STEADY) -> Curve:
    """The curve that fits `cases` best, drawn towards `start` by `steady`. Newton's method on three numbers."""
    known = [(signs(case.scores.values()), 1.0 if case.right else 0.0, case.weight) for case in cases]
    numbers = list(start)
    for _ in range(_ROUNDS):
        slope = [steady * (start[i] - numbers[i]) for i in range(3)]
        bend = [[steady if i == j else 0.0 for j in range(3)] for i in range(3)]
        for seen, right, weight in known:
            chance = _logistic(sum(a * b for a, b in zip(numbers, seen, strict=True)))
            for i in range(3):
                slope[i] += weight * (right - chance) * seen[i]
                for j in range(3):
                    bend[i][j] += weight * chance * (1 - chance) * seen[i] * seen[j]
        step = [max(min(one, _STRIDE), -_STRIDE) for one in _solved(bend, slope)]
        numbers = [a + b for a, b in zip(numbers, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return Curve((numbers[0], max(numbers[1], 0.0), max(numbers[2], 0.0)))


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for place in range(3):
        pivot = max(range(place, 3), key=lambda row: abs(rows[row][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        for row in range(3):
            if row != place:
                factor = rows[row][place] / rows[place][place]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[place], strict=True)]
    return [rows[place][3] / rows[place][place] for place in range(3)]


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-max(min(value, 35.0), -35.0)))
