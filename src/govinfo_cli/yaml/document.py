"""One file: its text, its data, its problems, and where each value stands, on demand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property

from govinfo_cli.diagnostic import Edit, Span
from govinfo_cli.pattern import Pattern
from govinfo_cli.yaml.nodes import Node, Problem
from govinfo_cli.yaml.slips import Mended

Route = tuple  # of str (a key) and int (a place in a list, from 0)

_SHORT = 8192  # characters; in so few a place is sooner counted than looked up
_BLANKS = Pattern(r"[ \t\r\n]*")
_ESCAPE = Pattern(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.)|(\r?\n[ \t]*))", re.S)
_ESCAPED = dict(zip('0abt\tnvfre "/\\N_LP', '\0\a\b\t\t\n\v\f\r\x1b "/\\\x85\xa0\u2028\u2029', strict=True))


class Document:
    """One file: its text, its data (None where it cannot be read), its problems and places.

    `text` is what stands in the file, decoded, without a byte order mark; `recoded` says that it was not UTF-8.
    `parsed` is what the parser was given: the text mended in the steps `mended`.
    """

    def __init__(
        self, path: str, text: str = "", *, recoded: bool = False, outline: Callable[[], Node] | None = None
    ) -> None:
        """`outline` gives the root where it is not known yet."""
        self.path = path
        self.text = self.parsed = text
        self.recoded = recoded
        self.data: object = None
        self.problems: tuple[Problem, ...] = ()
        self._outline, self._root = outline, None
        self.mended: tuple[Mended, ...] = ()
        self._placed: tuple[Node, list[tuple[int, int]] | None] | None = None

    @property
    def root(self) -> Node | None:
        """The outermost node, None where the text cannot be read."""
        if self._outline is not None:
            self._root, self._outline = self._outline(), None
        return self._root

    @root.setter
    def root(self, node: Node) -> None:
        self._root = node

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, broken at \\n and \\r\\n only."""
        return [line.removesuffix("\r") for line in self.text.split("\n")]

    def position(self, index: int) -> tuple[int, int]:
        """Line and column, from 1, of a character index of `text`."""
        if len(self.text) < _SHORT:
            return self.text.count("\n", 0, index) + 1, index - self.text.rfind("\n", 0, index)
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
            node = node.below(step)
        return node

    def in_flow(self, route: Route) -> bool:
        """Whether what stands at `route` stands within {…} or […]."""
        nodes = [self.node(route[:length]) for length in range(len(route))]
        return any(node is not None and node.style == "flow" for node in nodes)

    def route_at(self, index: int) -> Route | None:
        """The route of the value, or of the key, that the character index of `text` lies in; None outside of all."""
        route, node = (), self.root
        while node is not None and node.children:
            for step, below in node.children.items():
                key = node.keys.get(step, below)
                if self._holds(key, index) or self._holds(below, index):
                    route, node = (*route, step), below
                    if key is not below and self._holds(key, index):
                        return route
                    break
            else:
                return route if node.style == "flow" and route else None
        return route or None

    def _holds(self, node: Node, index: int) -> bool:
        return self.original(node.start) <= index < self.original(node.end)

    def span(self, route: Route, *, key: bool = False, part: tuple[int, int] | None = None) -> Span:
        """Where `route` stands: its value, its key, or the part of its text between two character offsets.

        What is not there is shown at the key of what should hold it; at the top, at 1:1.
        """
        start, end = self._bounds(route, key, part)
        return self.stretch(start, end)

    def edit(self, route: Route, new: str, *, key: bool = False, part: tuple[int, int] | None = None) -> Edit | None:
        """The edit that puts `new`, as it shall stand in the file, in place of what `route` and `part` name; None
        where that cannot be told from the rest of the text."""
        node = self.node(route)
        if part is not None and not key:
            found = self._part(node, *part) if node else None
            return self.edit_at(self.stretch(*found), new) if found else None
        if node is None:
            return None
        if node.style in ("|", ">") and not key:
            start, end = self.original(node.start), self.original(node.end)
            return self.edit_at(self.stretch(start, start + len(self.text[start:end].rstrip())), new)
        if node.style == "block" and not key:
            return None
        return self.edit_at(self.stretch(*self._bounds(route, key, None)), new)

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
            named = parent.key(route[-1]) if parent else None
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
        for step in reversed(self.mended):
            index = step.back(index)
        return index

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
        """The part of a scalar's text between two offsets, found again in the file."""
        value = node.value
        if not isinstance(value, str) or not 0 <= start < end <= len(value):
            return None
        if self._placed is None or self._placed[0] is not node:
            # Several findings are often about one text.
            self._placed = node, _written(value, self.parsed[node.start : node.end], node.style)
        places = self._placed[1]
        if places is None:
            return None
        return self.original(node.start + places[start][0]), self.original(node.start + places[end - 1][1])


def _written(value: str, raw: str, style: str) -> list[tuple[int, int]] | None:
    """For each character of `value` the stretch of `raw` that it is written as: `raw` is the scalar as it stands in
    the file, quoted, escaped, folded and indented. None where the two do not fit."""
    if style in ("'", '"'):
        at = raw.find(style) + 1
    elif style in ("|", ">"):
        at = raw.find("\n") + 1
    else:
        at = 0
    found: list[tuple[int, int]] = []
    for char in value:
        while True:
            here, width = raw[at : at + 1], 1
            if style == '"' and here == "\\":
                escape = _ESCAPE.match(raw, at)
                if not escape:
                    return None
                here, width = _unescaped(escape), len(escape[0])
                if here != char and (not here or not here.isprintable()):
                    at += width  # a line's end, or a control character that the value was freed of
                    continue
            elif style == "'" and raw.startswith("''", at):
                width = 2
            if here == char:
                break
            if here and here in "\r\n" and char == " ":
                width = len(_BLANKS.match(raw, at)[0])  # a folded line
                break
            if not here and char == "\n":
                width = 0
                break
            if not here or here not in " \t\r\n":
                return None
            at += 1
        found.append((at, at + width))
        at += width
    return found


def escapes(text: str, node: Node) -> Iterator[tuple[int, int, str]]:
    """Where in the parsed `text` a double-quoted scalar has escapes, and the character that each stands for."""
    for escape in _ESCAPE.finditer(text, node.start, node.end):
        yield escape.start(), escape.end(), _unescaped(escape)


def _unescaped(escape: re.Match) -> str:
    number = escape[1] or escape[2] or escape[3]
    if number:
        return chr(int(number, 16)) if int(number, 16) < 0x110000 else ""
    return _ESCAPED.get(escape[4], "") if escape[4] else ""
