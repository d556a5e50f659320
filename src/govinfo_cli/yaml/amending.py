"""An entry's file with some of its values changed: as few characters touched as can be, every comment kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from govinfo_cli.scalars import quoted, scalar
from govinfo_cli.structure import Shape
from govinfo_cli.yaml.comments import Notes, notes_of
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.layout import essential, flow, key_lines, laid_out, place_of, text_lines
from govinfo_cli.yaml.nodes import Node
from govinfo_cli.yaml.reading import read
from govinfo_cli.yaml.stepping import Step, stepped

_BOM = b"\xef\xbb\xbf"


class _Beyond(Exception):
    """The text cannot be edited here without a look at all of it."""


def amended(path: str, raw: bytes, steps: Sequence[Step], shape: Shape) -> bytes | None:
    """The file's bytes with `steps` done; None where it has problems of its own, or cannot hold what is asked.

    Where the text has a style that cannot be edited in place, the file is laid out anew, its comments kept.
    """
    document = read(path, raw, shape.typed)
    if document.problems or document.recoded or not isinstance(document.data, dict) or document.root is None:
        return None
    target, notes = stepped(document.data, steps), notes_of(document)
    said = sorted(comment.text for comment in notes.all())
    bom = _BOM if raw.startswith(_BOM) else b""
    try:
        content = bom + _Amending(document, notes, shape).text(steps).encode()
        if _reads(path, content, shape, target, said, exactly=True):
            return content
    except _Beyond:
        pass
    content = bom + laid_out(target, shape, notes).encode()
    return content if _reads(path, content, shape, target, said, exactly=False) else None


def _reads(path: str, content: bytes, shape: Shape, target: dict, said: list[str], exactly: bool) -> bool:
    """Whether the file would be read as `target`, with all the comments that were there."""
    again = read(path, content, shape.typed)
    if again.problems or again.root is None:
        return False
    if sorted(comment.text for comment in notes_of(again).all()) != said:
        return False
    return again.data == target if exactly else again.data == essential(target)


class _Amending:
    """The edits of one text."""

    def __init__(self, document: Document, notes: Notes, shape: Shape) -> None:
        self._document, self._notes, self._shape = document, notes, shape
        self._text = document.text
        self._end = "\r\n" if "\r\n" in self._text else "\n"
        self._edits: list[tuple[int, int, str]] = []

    def text(self, steps: Iterable[Step]) -> str:
        """The text with the steps done; raises _Beyond."""
        lists: dict[tuple, list[Step]] = {}
        adds: list[Step] = []
        for step in steps:
            if step.kind == "set":
                self._set(step.route, step.value)
            elif step.kind == "add":
                adds.append(step)
            else:
                lists.setdefault(step.route[:-1], []).append(step)
        for step in sorted(adds, key=lambda step: place_of(step.route, self._shape)):
            self._add(step.route, step.value)
        for route, changed in lists.items():
            self._remove(route, sorted(step.route[-1] for step in changed if step.kind == "remove"))
            for step in changed:
                if step.kind == "insert":
                    self._insert(step.route, step.value)
        pieces, done = [], 0
        # At one place insertions come before what is replaced there, in the order in which they were asked for.
        for start, end, new in sorted(self._edits, key=lambda edit: (edit[0], edit[1] > edit[0])):
            if start < done:
                raise _Beyond
            pieces += (self._text[done:start], new)
            done = end
        return "".join((*pieces, self._text[done:]))

    def _node(self, route: tuple) -> Node:
        node = self._document.node(route)
        if node is None:
            raise _Beyond
        return node

    def _noted(self, route: tuple) -> Notes:
        notes = self._notes
        for step in route:
            notes = notes.within.get(step, Notes())
        return notes

    def _set(self, route: tuple, value: object) -> None:
        node, inside = self._node(route), self._document.in_flow(route) or isinstance(route[-1], int)
        if any(True for _ in self._noted(route).inside()):
            raise _Beyond
        if node.start == node.end:  # a key with nothing behind it
            key = self._node(route[:-1]).keys.get(route[-1])
            colon = self._text.find(":", key.end) if key else -1
            if colon < 0 or self._text[key.end : colon].strip():
                raise _Beyond
            self._edits.append((colon + 1, colon + 1, " " + flow(route, value, self._shape, inside)))
            return
        if node.style == "block":
            if route and isinstance(route[-1], int):
                raise _Beyond
            key = self._node(route[:-1]).keys[route[-1]]
            colon = self._text.index(":", key.end)
            self._edits.append((colon + 1, self._last(node), " " + flow(route, value, self._shape, inside)))
            return
        if node.style in ("|", ">"):
            head = self._text[node.start : self._text.find("\n", node.start)]
            if "#" in head:
                raise _Beyond
            end = node.start + len(self._text[node.start : node.end].rstrip())
            indent = " " * (self._column(self._node(route[:-1]).keys[route[-1]].start) + 2)
            lines = text_lines(value, indent) if isinstance(value, str) and not inside else None
            new = self._end.join(lines) if lines else flow(route, value, self._shape, inside)
            self._edits.append((node.start, end, new))
            return
        new = flow(route, value, self._shape, inside)
        if isinstance(value, str) and node.style == '"':
            new = quoted(value)
        elif isinstance(value, str) and node.style == "'" and value.isprintable():
            new = "'" + value.replace("'", "''") + "'"
        self._edits.append((node.start, node.end, new))

    def _add(self, route: tuple, value: object) -> None:
        holder = self._node(route[:-1])
        place = place_of(route, self._shape)
        before = [key for key in holder.children if place_of((*route[:-1], key), self._shape) <= place]
        if holder.style == "flow":
            pair = f"{scalar(route[-1], key=True, flow=True)}: {flow(route, value, self._shape)}"
            if before:
                end = self._last(holder.children[before[-1]], holder.keys[before[-1]])
                self._edits.append((end, end, f", {pair}"))
            else:
                self._edits.append((holder.start + 1, holder.start + 1, f"{pair}, " if holder.children else pair))
            return
        if holder.style != "block" or not holder.children:
            raise _Beyond
        first = next(iter(holder.children))
        column = self._column(holder.keys[first].start)
        lines = key_lines(route, value, self._shape, " " * column)
        start = self._line(holder.keys[first].start)
        if not before and not self._text[start : holder.keys[first].start].strip():
            self._put(
                min([start, *(self._line(note.place) for note in self._noted((*route[:-1], first)).above)]), lines
            )
            return
        last = before[-1] if before else first
        self._put(self._behind((*route[:-1], last)), lines)

    def _insert(self, route: tuple, value: object) -> None:
        *above, after = route
        holder = self._node(tuple(above))
        member = holder.children.get(after)
        if holder.style == "flow":
            new = flow(route, value, self._shape)
            if member is not None:
                self._edits.append((self._last(member), self._last(member), f", {new}"))
            else:
                at = holder.start + 1
                self._edits.append((at, at, f"{new}, " if holder.children else new))
            return
        if holder.style != "block" or not holder.children:
            raise _Beyond
        model = member if member is not None else holder.children[0]
        dash = self._dash(model)
        pad = " " * self._column(dash)
        lines = [f"{pad}- {flow(route, value, self._shape)}"]
        if model.style == "block" and isinstance(value, Mapping) and value:
            below = [
                line
                for key, inner in value.items()
                for line in key_lines((*route, key), inner, self._shape, pad + "  ")
            ]
            lines = [f"{pad}- {below[0].lstrip()}", *below[1:]]
        if member is not None:
            self._put(self._behind(route), lines)
        else:
            above_it = self._noted((*above, 0)).above
            self._put(min([self._line(dash), *(self._line(note.place) for note in above_it)]), lines)

    def _remove(self, route: tuple, places: list[int]) -> None:
        if not places:
            return
        holder = self._node(route)
        if len(places) == len(holder.children):
            raise _Beyond
        if holder.style == "flow":
            if any(True for place in places for _ in self._noted((*route, place)).all()):
                raise _Beyond
            self._remove_runs(holder, places)
            return
        for place in places:
            member = holder.children[place]
            start, end = self._line(self._dash(member)), self._behind((*route, place))
            pad = " " * self._column(self._dash(member))
            left = [note for note in self._noted((*route, place)).all() if start <= note.place < end]
            kept = "".join(f"{pad}{note.text}{self._end}" for note in sorted(left, key=lambda note: note.place))
            self._edits.append((start, end, kept))

    def _remove_runs(self, holder: Node, places: list[int]) -> None:
        count, gone = len(holder.children), set(places)
        for place in places:
            if place - 1 in gone:
                continue
            last = place
            while last + 1 in gone:
                last += 1
            if last + 1 < count:
                self._edits.append((holder.children[place].start, holder.children[last + 1].start, ""))
            else:
                start, end = self._last(holder.children[place - 1]), self._last(holder.children[last])
                # A comment behind the one before stays, and then its comma too.
                commented = "#" in self._text[start : holder.children[place].start]
                self._edits.append((holder.children[place].start if commented else start, end, ""))

    def _put(self, at: int, lines: list[str]) -> None:
        """Whole lines at the beginning of a line, or behind a last line that has no end."""
        text = self._end.join(lines)
        whole = at == 0 or self._text[at - 1] == "\n"
        self._edits.append((at, at, text + self._end if whole else self._end + text))

    def _behind(self, route: tuple) -> int:
        """The beginning of the line below all that belongs to `route`: its value, and the comments beside and below."""
        holder, node = self._node(route[:-1]), self._node(route)
        notes = self._noted(route)
        ends = [note.place for note in (*notes.beside, *notes.inside())]
        end = self._text.find("\n", max([self._last(node, holder.keys.get(route[-1])), *ends]))
        return len(self._text) if end < 0 else end + 1

    def _last(self, node: Node, key: Node | None = None) -> int:
        """Where the last character of a value stands, of a block that of its last member."""
        if node.style == "block":
            return max([node.start, *(self._last(child, node.keys.get(step)) for step, child in node.children.items())])
        end = node.end
        if node.style in ("|", ">"):
            end = node.start + len(self._text[node.start : node.end].rstrip())
        return max(end, key.end if key is not None else 0)

    def _dash(self, member: Node) -> int:
        """Where the dash of a list member in block style stands; raises _Beyond where it is not first on its line."""
        start = self._line(member.start)
        dash = start + len(self._text[start : member.start]) - len(self._text[start : member.start].lstrip(" "))
        if self._text[dash : dash + 1] != "-" or self._text[dash + 1 : member.start].strip():
            raise _Beyond
        return dash

    def _line(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1

    def _column(self, index: int) -> int:
        return index - self._line(index)
