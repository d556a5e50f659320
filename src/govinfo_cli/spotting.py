"""Looks for something that a file must not hold, wherever it may stand: values, keys, comments, paths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from govinfo_cli.catalog import Card
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.yaml.nodes import MAX_PROBLEMS

_AT_ONCE = 500  # paths
Find = Callable[[str], Iterable[tuple[int, int]]]  # the stretches of a text that are it


class Spot(NamedTuple):
    """One place: `where` is what people call it, `text` what stands there. `place` are character indexes of the
    file; None where the text is escaped or folded in the file, and `route` (or its `key`) is all that can be shown."""

    text: str
    where: Text
    route: tuple = ()
    place: tuple[int, int] | None = None
    key: bool = False


def spots(entry: Entry, find: Find) -> Iterator[Spot]:
    """Every spot of an entry that is shown with its document, no more than a screen can take."""
    for number, spot in enumerate(_spots(entry, find)):
        if number >= MAX_PROBLEMS:
            return
        yield spot


def doubtful(cards: Iterable[Card], scan: re.Pattern[bytes]) -> Iterator[Card]:
    """The cards in whose paths it may be; where `scan` finds nothing in the bytes, it is not."""
    for some, texts in _paths(cards):
        if scan.search("\n".join(texts).encode("utf-8", "surrogateescape")):
            yield from some


def path_spots(cards: Iterable[Card], find: Find) -> Iterator[tuple[Card, str]]:
    """The cards whose path holds it, with what stands there; a path is judged apart from what the file holds."""
    for some, texts in _paths(cards):
        # One look at all of them first: nearly always there is nothing.
        if any(True for _ in find("\n".join(texts))):
            for card, text in zip(some, texts, strict=True):
                for start, end in find(text):
                    yield card, card.path[start:end]


def _paths(cards: Iterable[Card]) -> Iterator[tuple[list[Card], list[str]]]:
    """Some cards at a time, with their paths as they are read: what parts words in a path are blanks."""
    waiting = iter(cards)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some, [card.path.replace("/", " ").replace("_", " ") for card in some]


def _spots(entry: Entry, find: Find) -> Iterator[Spot]:
    document, seen = entry.document, set()
    for start, end in find(document.text):
        route, text = document.route_at(start), document.text[start:end]
        seen.add((route, text))
        yield Spot(text, _where(entry, route, start), route or (), (start, end))
    values = entry.values
    # One look at all of it first: nearly always there is nothing.
    if not any(
        True for _ in find("\n".join(text for one in values for text in (one[0][-1], one[1]) if type(text) is str))
    ):
        return
    for route, value in values:
        for key, text in ((True, route[-1]), (False, value)):
            for start, end in find(text) if isinstance(text, str) else ():
                if (route, text[start:end]) not in seen:
                    yield Spot(text[start:end], entry.label(*route), route, key=key)


def _where(entry: Entry, route: tuple | None, start: int) -> Text:
    if route:
        return entry.label(*route)
    line = entry.document.position(start)[0]
    if entry.document.root is None:
        return Text(zh=f"第 {line} 行", en=f"line {line}")
    return Text(zh=f"第 {line} 行的注释", en=f"comment on line {line}")
