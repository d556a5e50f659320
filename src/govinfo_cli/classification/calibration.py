"""How far a score can be trusted: the scores of all classes to the chance that independent classers would agree.

Odds in proportion to the scores (a softmax) with two numbers: how sharp they are, and how many of the labels follow
nothing that can be read (people's slips, classes that go by the owner), which is a ceiling for all odds. Both start from
what was measured on public titles and move to what the catalogue itself shows, the further the more cases it has.
Measured against curves over margins: benchmarks/RESULTS-classify.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log, sqrt
from typing import NamedTuple

_NOISE = 0.02  # of labels at least; without it one odd label in a hundred would blunt all odds
_CASES = 20  # as many as the starting share of odd labels counts for
_STEADY = 5.0  # the pull of the starting point: a few dozen cases, however clear, do not make sharp odds
_REACH = 2.5  # how far the logarithm of the number may move
_CLOSE = 20  # classes that count beside the first: the odds of those behind are nothing
_STEPS, _ROUNDS = 20, 8
_GOLDEN = (sqrt(5) - 1) / 2


class Case(NamedTuple):
    """A proposal for what is known: the scores of all classes, and the class it bears."""

    scores: Mapping[str, float]
    label: str

    @property
    def right(self) -> bool:
        """Whether the class with the highest score is the one it bears."""
        return max(self.scores, key=lambda one: (self.scores[one], one), default=None) == self.label


class Odds(NamedTuple):
    """Scores to confidence."""

    sharpness: float
    noise: float = _NOISE

    def confidence(self, scores: Mapping[str, float]) -> float:
        """The chance that the class with the highest score is right; of a single class nothing is known."""
        ordered = sorted(scores.values(), reverse=True)
        if len(ordered) < 2:
            return 0.5
        return self.of(Gaps([score - ordered[0] for score in ordered[: _CLOSE + 1]], 0.0))

    def of(self, gaps: Gaps) -> float:
        """The chance of the class that is asked for."""
        whole = sum(exp(max(self.sharpness * gap, -700.0)) for gap in gaps.nearest)
        meant = exp(max(self.sharpness * gaps.own, -700.0)) / whole
        return (1 - self.noise) * meant + self.noise / len(gaps.nearest)


# Where the odds start: fitted on the training titles of the benchmark that several provinces put in one class, the
# first with their other rows as examples, the second with the class table alone (benchmarks/classify.py --defaults).
# That so few labels are odd, a catalogue's own entries have to show first.
LEARNED, TABLE_ONLY = Odds(2.8, 0.1), Odds(1.0, 0.02)


class Gaps(NamedTuple):
    """How far the first classes lie behind the best, which is one of them, and the class that is asked for."""

    nearest: Sequence[float]
    own: float


def fitted(cases: Sequence[Case], start: Odds, steady: float = _STEADY) -> Odds:
    """The odds under which the labels of `cases` are likeliest, drawn towards `start` by `steady`."""
    known = [found for case in cases if (found := _gaps(case))]
    odds = start
    for _ in range(_ROUNDS if known else 0):
        odds = _sharpened(known, odds, start.sharpness, steady)
        odd = sum(odds.noise / len(gaps.nearest) / odds.of(gaps) for gaps in known)
        odds = odds._replace(noise=max((odd + _CASES * start.noise) / (len(known) + _CASES), _NOISE))
    return odds


def _sharpened(known: Sequence[Gaps], odds: Odds, start: float, steady: float) -> Odds:
    """The likeliest sharpness beside this share of odd labels, by golden section."""

    def tried(step: float) -> Odds:
        return odds._replace(sharpness=start * exp(step))

    def unlikely(step: float) -> float:
        one = tried(step)
        return steady * step * step / 2 - sum(log(one.of(gaps)) for gaps in known)

    low, high = -_REACH, _REACH
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = unlikely(left), unlikely(right)
    for _ in range(_STEPS):
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = unlikely(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = unlikely(right)
    return tried((low + high) / 2)


def _gaps(case: Case) -> Gaps | None:
    """None where there is no choice."""
    if len(case.scores) < 2:
        return None
    ordered = sorted(case.scores.values(), reverse=True)
    own = case.scores.get(case.label, ordered[-1])
    return Gaps([score - ordered[0] for score in ordered[: _CLOSE + 1]], own - ordered[0])
