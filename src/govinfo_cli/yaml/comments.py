"""The comments of a file: where each stands, and which value it belongs to. None is ever lost."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from govinfo_cli.pattern import Pattern
from govinfo_cli.visible import width
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.nodes import Node

# What opens a text in block style; a comment may stand behind it.
_OPENING = Pattern(r"[|>][-+0-9]*[ \t]*(?=#)")
_BREAK = Pattern(r"^(?:[ \t]*|---.*)\n", re.M)


class Comment(NamedTuple):
    """`text` from its "#" on, `place` its index in the file; in cells of a screen, since that is what people line
    up, its `column` from 0, and where what stands before it on its line ends."""

    place: int
    text: str
    column: int
    end_before: int


@dataclass(slots=True)
class Notes:
    """The comments of one value: `above` its line, `beside` it, `below` the last of its members, `within` by member.

    `spaced` is the file's own: a blank line stands below the comments above it.
    """

    above: list[Comment] = field(default_factory=list)
    beside: list[Comment] = field(default_factory=list)
    below: list[Comment] = field(default_factory=list)
    within: dict[str | int, Notes] = field(default_factory=dict)
    spaced: bool = False

    def all(self) -> Iterator[Comment]:
        """All comments here and below."""
        yield from (*self.above, *self.beside, *self.inside())

    def inside(self) -> Iterator[Comment]:
        """All comments between the value's members."""
        yield from self.below
        for notes in self.within.values():
            yield from notes.all()


class _Member(NamedTuple):
    """A key with its value, or a member of a list."""

    route: tuple
    start: int
    node: Node


def notes_of(document: Document) -> Notes:
    """The comments of a readable document, each with the value it belongs to.

    A comment on a line of its own belongs to the next key or list member of its indentation, else it closes what
    stands above it; one behind a value belongs to that value, and so do the lines that go on below it. The
    comments above the first key are the file's, up to the last blank line if there is one.
    """
    notes = Notes()
    if document.root is not None:
        _Hanging(document, notes).hang()
    return notes


class _Hanging:
    def __init__(self, document: Document, notes: Notes) -> None:
        self.text, self.root, self.notes = document.text, document.root, notes
        self.line_of = lambda index: document.position(index)[0]
        self._members: dict[int, list[_Member]] = {}
        self._begun: dict[int, list[_Member]] = {}  # line -> what begins on it, the outermost first
        self._ended: dict[int, list[_Member]] = {}
        self._texts: list[Node] = []
        self._gather((), self.root)

    def _gather(self, route: tuple, node: Node) -> None:
        if node.style not in ("flow", "block"):
            self._texts.append(node)
        members = self._members[id(node)] = []
        for step, child in node.children.items():
            key = node.keys.get(step)
            if key is not None:
                self._texts.append(key)
            member = _Member((*route, step), child.start if key is None else key.start, child)
            members.append(member)
            self._begun.setdefault(self.line_of(member.start), []).append(member)
            if child.style != "block":
                self._ended.setdefault(self.line_of(child.end), []).append(member)
            self._gather(member.route, child)

    def hang(self) -> None:
        last: tuple[Comment, _Member] | None = None  # the one behind a value
        first = self._first()
        breaks = [match.start() for match in _BREAK.finditer(self.text, 0, first)]
        for comment in self._comments():
            if last and self._goes_on(last[0], comment):
                last = (comment, last[1])
                self._at(last[1].route).beside.append(comment)
                continue
            member = self._beside(comment)
            last = (comment, member) if member else None
            if member:
                self._at(member.route).beside.append(comment)
            elif comment.place < (breaks[-1] if breaks else first):
                self.notes.above.append(comment)
                self.notes.spaced = bool(breaks)
            else:
                self._alone(comment)

    def _comments(self) -> Iterator[Comment]:
        """A "#" outside texts and keys begins a comment."""
        done = 0
        for node in sorted(self._texts, key=lambda node: node.start):
            yield from self._between(done, node.start)
            done = max(done, node.end)
            if node.style in ("|", ">") and (opening := _OPENING.match(self.text, node.start)):
                yield from self._between(opening.end(), self._line_end(opening.end()))
        yield from self._between(done, len(self.text))

    def _between(self, start: int, end: int) -> Iterator[Comment]:
        while 0 <= (place := self.text.find("#", start, end)) < end:
            start = self._line_end(place)
            before = self.text[self._line_start(place) : place]
            yield Comment(place, self.text[place:start].rstrip(), width(before), width(before.rstrip()))

    def _line_start(self, index: int) -> int:
        return self.text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end

    def _first(self) -> int:
        members = self._members[id(self.root)]
        return members[0].start if self.root.style == "block" and members else self.root.start

    def _at(self, route: tuple) -> Notes:
        notes = self.notes
        for step in route:
            notes = notes.within.setdefault(step, Notes())
        return notes

    def _beside(self, comment: Comment) -> _Member | None:
        """The value that the comment stands behind, on its line; of several the outermost that ends there."""
        line = self.line_of(comment.place)
        begun = [member for member in self._begun.get(line, ()) if member.start < comment.place]
        if begun:
            return next((member for member in begun if member.node.end <= comment.place), begun[0])
        start = self._line_start(comment.place)
        return next((m for m in self._ended.get(line, ()) if start < m.node.end <= comment.place), None)

    def _goes_on(self, last: Comment, comment: Comment) -> bool:
        """Whether the comment is the next line of one that stands behind a value."""
        between = self.text[last.place + len(last.text) : comment.place]
        if comment.column != last.column or between.count("\n") != 1 or between.strip():
            return False
        follows = re.compile(r"^(?![ \t]*(?:#|$))[ \t]*", re.M).search(self.text, self._line_end(comment.place))
        return follows is None or comment.column > len(follows[0])

    def _level(self, node: Node) -> int:
        return node.start - self._line_start(node.start)

    def _alone(self, comment: Comment) -> None:
        node, route = self.root, ()
        while True:
            members = self._members[id(node)]
            place = bisect_left(members, comment.place, key=lambda member: member.start)
            before, after = members[place - 1] if place else None, members[place] if place < len(members) else None
            if before is None or comment.place >= before.node.end:
                break
            if comment.place < before.node.start and before.node.style != "block" or not before.node.children:
                self._at(before.route).above.append(comment)
                return
            node, route = before.node, before.route
        if node.style == "block" and before is not None:
            closed = self._closed(before, self._level(node), comment.column)
            if closed is not None:
                self._at(closed).below.append(comment)
                return
        if after is not None:
            self._at(after.route).above.append(comment)
        else:
            self._at(route).below.append(comment)

    def _closed(self, member: _Member, level: int, column: int) -> tuple | None:
        """The route of the innermost block that ends with `member` and that the indentation still belongs to."""
        found = None
        while member.node.style == "block" and column > level and column >= self._level(member.node):
            found, level = member.route, self._level(member.node)
            member = self._members[id(member.node)][-1]
        return found
