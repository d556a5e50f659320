"""Where each value of a text in canonical layout stands: the nodes that a parser's events would make, from its lines alone."""

from __future__ import annotations

from govinfo_cli.pattern import Pattern
from govinfo_cli.yaml import plain
from govinfo_cli.yaml.nodes import Node

_TOP = Pattern(r"(?<=\n)[A-Za-z_]")  # the next key that is not indented


def outline(text: str, data: dict) -> Node:
    """The root of a text that plain.Lines reads as `data`: the very nodes that nodes.Builder gives."""
    return _Root(text, data)


class _Root(Node):
    """The outermost mapping. What stands below a key is looked at when it is asked for: of most files one or two places
    are wanted."""

    __slots__ = ("_text", "_parts", "_whole")

    def __init__(self, text: str, data: dict) -> None:
        self.value, self.style = data, "block"
        self._text, self._whole = text, None
        self._parts: dict[str, Node] = {}  # each a mapping of one key

    @property
    def start(self) -> int:
        """Where the first key begins."""
        return self._looked().start

    @property
    def end(self) -> int:
        """Where the last value ends."""
        return self._looked().end

    @property
    def keys(self) -> dict[str, Node]:
        """The keys, by name."""
        return self._looked().keys

    @property
    def children(self) -> dict:
        """The values, by key."""
        return self._looked().children

    def key(self, step: str | int) -> Node | None:
        """The key `step`, or None."""
        return self._part(step).keys[step] if step in self.value else None

    def below(self, step: str | int) -> Node | None:
        """The value of the key `step`, or None."""
        return self._part(step).children[step] if step in self.value else None

    def _part(self, step: str) -> Node:
        if self._whole is not None:
            return self._whole
        if step not in self._parts:
            text = self._text
            # A line that begins with the key can be nothing else.
            begin = 0 if text.startswith(f"{step}:") else text.index(f"\n{step}:") + 1
            following = _TOP.search(text, begin + 1)
            end = following.start() if following else len(text)
            self._parts[step] = _lines(text[begin:end], begin, {step: self.value[step]})
        return self._parts[step]

    def _looked(self) -> Node:
        if self._whole is None:
            self._whole = whole = _lines(self._text, 0, self.value)
            for step, part in self._parts.items():
                # A place that was asked for before stays the same object.
                whole.keys[step], whole.children[step] = part.keys[step], part.children[step]
        return self._whole


def _lines(text: str, at: int, data: dict) -> Node:
    """The nodes of whole lines that begin at the character `at`, and hold `data`."""
    root = holder = Node(at, at, data, "block")
    level, waiting, above = 0, None, []
    for line in text.split("\n"):
        begin, at = at, at + len(line) + 1
        indent, dash, key, value = plain.LINE.fullmatch(line.removesuffix("\r")).groups()
        if not dash and not key:
            continue
        deep = len(indent)
        place = begin + deep
        if dash:
            if waiting is not None:
                above.append((level, holder))
                waiting.start = place
                holder, level, waiting = waiting, deep, None
            step, start = len(holder.children), place + 2
        else:
            if waiting is not None and deep > level:
                above.append((level, holder))
                waiting.start = place
                holder, level = waiting, deep
            else:
                while deep < level or type(holder.value) is list:
                    below = holder
                    level, holder = above.pop()
                    holder.end = below.end
            if holder is root and not root.keys:
                root.start = place
            step, start = key, place + len(key) + 2
            holder.keys[key] = Node(place, start - 2, key, "plain")
            waiting = None
        if value:
            node = _node(value, start, holder.value[step])
        else:
            node = waiting = Node(start - 1, start - 1, holder.value[step], _style(holder.value[step]))
        holder.children[step] = node
        holder.end = node.end
    for _, node in reversed(above):
        node.end = holder.end
        holder = node
    return root


def _style(value: object) -> str:
    return "plain" if value is None else "block"


def _node(text: str, start: int, value: object) -> Node:
    first = text[0]
    if first == "{" or first == "[":
        return _Flow(text, start, value)
    return Node(start, start + len(text), value, '"' if first == '"' else "plain")


class _Flow(Node):
    """A {…} or […]; what stands in it is looked at when it is asked for, since few of many are."""

    __slots__ = ("_text", "_inside")

    def __init__(self, text: str, start: int, value: dict | list) -> None:
        self.start, self.end, self.value, self.style = start, start + len(text), value, "flow"
        self._text, self._inside = text, None

    @property
    def keys(self) -> dict[str, Node]:
        """The keys of a mapping, by name."""
        return self._looked()[0]

    @property
    def children(self) -> dict:
        """The members."""
        return self._looked()[1]

    def _looked(self) -> tuple[dict, dict]:
        if self._inside is None:
            inside, begin, value = self._text[1:-1], self.start + 1, self.value
            keys, children = {}, {}
            if type(value) is list:
                for step, one in enumerate(plain.ATOMS.finditer(inside)):
                    children[step] = _node(one[1], begin + one.start(1), value[step])
            else:
                for one in plain.PAIRS.finditer(inside):
                    key = one[1]
                    keys[key] = Node(begin + one.start(1), begin + one.end(1), key, "plain")
                    children[key] = _node(one[2], begin + one.start(2), value[key])
            self._inside = keys, children
        return self._inside
