"""How long a regular expression takes on texts made to hold it up: what it repeats, repeated, and then a mismatch.

Nothing is held against a clock: a run that the processor ends within QUICK is taken as it is, and of any other only the
growth counts, over so long a way that proportion and square lie a factor of 16 apart, whatever else the machine does.
"""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Iterator
from re import _constants as kinds
from re import _parser as parser

QUICK, LONG, RUNS = 0.0015, 0.1, 5  # seconds of this thread, twice; runs of which the least counts
SIZES, TIMES, GROWTH = (1 << 10, 1 << 12, 1 << 14), 16, 64.0  # characters; 16 is in proportion, 256 the square


def attacks(pattern: str | bytes, flags: int = 0) -> list[tuple[str, str, str]]:
    """(what comes first, what is to be repeated, what comes last) for every repetition in the pattern, and for each of
    the characters that it names."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = parser.parse(pattern, flags)
    found = []
    for before, inside in _repeated(tree, ""):
        for piece in _samples(inside):
            found += [(before, piece, end) for end in ("\0",)]
    for one in {piece[:1] for piece in _samples(tree) for piece in piece} | {" ", "a", "1", "一", "\n"}:
        found += [("", one, "\0"), ("x", one, "!x")]
    return list(dict.fromkeys(one for one in found if one[1]))


def _repeated(tree, before: str) -> Iterator[tuple[str, object]]:
    """(a text that leads to it, what is repeated) of each repetition that may go on."""
    for kind, said in tree:
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            if said[1] > 8:
                yield before, said[2]
            yield from _repeated(said[2], before)
        for inner in _inner(kind, said):
            yield from _repeated(inner, before)
        before += next(iter(_samples([(kind, said)])), "")


def _inner(kind, said) -> list:
    if kind is kinds.SUBPATTERN:
        return [said[-1]]
    if kind is kinds.BRANCH:
        return said[1]
    if kind in (kinds.ASSERT, kinds.ASSERT_NOT):
        return [said[1]]
    return [said] if kind is kinds.ATOMIC_GROUP else []


def _samples(tree) -> list[str]:
    """A few texts that the tree matches, or nearly."""
    found = [""]
    for kind, said in tree:
        if kind is kinds.LITERAL:
            ways = [chr(said)]
        elif kind is kinds.IN:
            ways = list(dict.fromkeys(_member(*one) for one in said))[:4]
        elif kind is kinds.CATEGORY:
            ways = [_member(kind, said)]
        elif kind in (kinds.ANY, kinds.NOT_LITERAL):
            ways = ["a", "一"]
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            ways = [one * max(1, min(said[0], 20)) for one in _samples(said[2])[:3]]
        elif kind is kinds.SUBPATTERN or kind is kinds.ATOMIC_GROUP:
            ways = _samples(_inner(kind, said)[0])[:4]
        elif kind is kinds.BRANCH:
            ways = [one for branch in said[1][:6] for one in _samples(branch)[:2]]
        else:
            continue
        found = [one + way for one in found for way in ways][:6]
    return found


def _member(kind, said) -> str:
    if kind is kinds.LITERAL:
        return chr(said)
    if kind is kinds.RANGE:
        return chr(said[0])
    named = {kinds.CATEGORY_DIGIT: "1", kinds.CATEGORY_SPACE: " ", kinds.CATEGORY_WORD: "a"}
    return named.get(said, "!")


def slow(compiled: re.Pattern, methods: tuple[str, ...] = ("search",)) -> str | None:
    """An attack under which the time of one of the methods grows faster than the text, or None."""
    text = isinstance(compiled.pattern, str)
    for before, piece, end in attacks(compiled.pattern, compiled.flags if text else compiled.flags & ~re.UNICODE):

        def took(size: int, enough: float = QUICK, before=before, piece=piece, end=end) -> float:
            said = before + piece * (size // len(piece)) + end
            return _least(compiled, methods, said if text else said.encode("utf-8", "surrogatepass"), enough)

        if any(took(size) > QUICK for size in (8, 16, 20, 24)):  # beyond any power
            return repr((before, piece, end))
        for size in SIZES:
            if (now := took(size)) > QUICK and now > GROWTH * took(size // TIMES, 0):
                return repr((before, piece, end))
    return None


def _least(compiled: re.Pattern, methods: tuple[str, ...], said: str | bytes, enough: float) -> float:
    """The least of a few runs, or the first that is no more than `enough`: a busy machine only ever adds to one."""
    best = 9e9
    for run in range(RUNS):
        began = time.thread_time()
        for method in methods:
            if method == "sub":
                compiled.sub(said[:0], said)
            elif method == "finditer":
                for _found in compiled.finditer(said):
                    pass
            else:
                getattr(compiled, method)(said)
        best = min(best, time.thread_time() - began)
        if best <= enough or best > LONG or (run and best > QUICK):
            break  # all that is asked, or too much for noise to matter
    return best
