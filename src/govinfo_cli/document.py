"""One file: its text, its data, its problems, and where each value stands, on demand."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from govinfo_cli.diagnostic import Edit, Span
from govinfo_cli.nodes import Node, Problem

Route = tuple  # of str (a key) and int (a place in a list, from 0)


class Document:
    """One file: its text, its data (None where it cannot be read), its problems and places.

    `text` is what stands in the file, decoded, without a byte order mark; `recoded` says that it was not UTF-8.
    """

    def __init__(self, path: str, text: str = "", *, recoded: bool = False) -> None:
        self.path = path
        self.text = text
        self.recoded = recoded
        self.data: object = None
        self.problems: tuple[Problem, ...] = ()
        self.root: Node | None = None
        self.inserted: list[int] = []  # indexes in the parsed text that the file does not have
        self._starts = [0]
        for match in re.finditer("\n", text):
            self._starts.append(match.end())

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, broken at \\n and \\r\\n only."""
        return [line.removesuffix("\r") for line in self.text.split("\n")]

    def position(self, index: int) -> tuple[int, int]:
        """Line and column, from 1, of a character index of `text`."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def stretch(self, start: int, end: int) -> Span:
        """The span of a pair of character indexes of `text`."""
        return Span(self.path, *self.position(start), *self.position(max(start, end)))

    def node(self, route: Route) -> Node | None:
        """The node at `route`, or None."""
        node = self.root
        for step in route:
            if node is None:
                return None
            node = node.children.get(step)
        return node

    def span(self, route: Route, *, key: bool = False, part: tuple[int, int] | None = None) -> Span:
        """Where `route` stands: its value, its key, or the part of its text between two character offsets.

        What is not there is shown at the key of what should hold it; at the top, at 1:1.
        """
        start, end = self._bounds(route, key, part)
        return self.stretch(start, end)

    def edit(self, route: Route, new: str, *, key: bool = False, part: tuple[int, int] | None = None) -> Edit:
        """The edit that puts `new`, as it shall stand in the file, in place of what `span` shows."""
        return self.edit_at(self.stretch(*self._bounds(route, key, part)), new)

    @staticmethod
    def edit_at(span: Span, new: str) -> Edit:
        """The edit that puts `new` where `span` is."""
        return Edit(span.line, span.column, span.end_line, span.end_column, new)

    def _bounds(self, route: Route, key: bool, part: tuple[int, int] | None) -> tuple[int, int]:
        node = self.node(route)
        if node is None:
            if len(route) <= 1:
                return 0, 0
            return self._bounds(route[:-1], True, None)
        if key and route:
            parent = self.node(route[:-1])
            named = parent.keys.get(route[-1]) if parent else None
            if named is not None:
                return self.original(named.start), self.original(named.end)
            return self._first_line(node)
        if part is not None:
            found = self._part(node, *part)
            if found:
                return found
        if node.style in ("block", "|", ">"):
            return self._first_line(node)
        return self.original(node.start), self.original(node.end)

    def original(self, index: int) -> int:
        """The index in the file's text of an index in the text that was parsed."""
        return index - bisect_right(self.inserted, index - 1) if self.inserted else index

    def _first_line(self, node: Node) -> tuple[int, int]:
        """Of what runs over lines, the first line that carries text."""
        start, end = self.original(node.start), self.original(node.end)
        if node.style in ("|", ">"):
            body = self.text.find("\n", start) + 1
            while 0 < body < end and self.text[body] in " \n\r":
                body += 1
            start = body if 0 < body < end else start
        stop = self.text.find("\n", start)
        stop = len(self.text) if stop < 0 else stop
        return start, max(start, min(end, start + len(self.text[start:stop].rstrip())))

    def _part(self, node: Node, start: int, end: int) -> tuple[int, int] | None:
        """The part of a scalar's text, found again in the file as the same occurrence of the same characters."""
        value = node.value if isinstance(node.value, str) else ""
        wanted = value[start:end]
        low, high = self.original(node.start), self.original(node.end)
        if not wanted:
            return None
        raw = self.text[low:high]
        if node.style == "plain" and raw == value:
            return low + start, low + end
        place = -1
        for _ in range(value.count(wanted, 0, start) + 1):
            place = raw.find(wanted, place + 1)
            if place < 0:
                return None
        return low + place, low + place + len(wanted)
