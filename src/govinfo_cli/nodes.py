"""YAML events to nodes: the data, where each value stands, and every problem of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from _ruamel_yaml import CParser
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

Typed = Mapping[str, frozenset]  # key -> JSON types it may have beside text: "integer", "boolean"

MAX_DEPTH = 32
MAX_NODES = 50_000
MAX_PROBLEMS = 50  # of one file; a file of nothing but faults must not fill the screen
_PURE_MAX = 1 << 16  # characters; the slow parser reads some hundred thousand a second

EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of the file itself, named by its rule; a stretch of the text by character index."""

    rule: str
    start: int
    end: int
    detail: str = ""
    replace: str | None = None


@dataclass(slots=True)
class Node:
    """A value with its place: character indexes into the text that was parsed."""

    start: int
    end: int
    value: object
    style: str  # "plain", "'", '"', "|", ">", "flow", "block"
    keys: dict[str, Node] = field(default_factory=dict)
    children: dict = field(default_factory=dict)


def typed_value(value: str, types: frozenset) -> object:
    """What an unquoted `value` is where `types` are allowed beside text."""
    if "integer" in types and _INTEGER.fullmatch(value):
        return int(value)
    if "boolean" in types and value in ("true", "True", "TRUE"):
        return True
    if "boolean" in types and value in ("false", "False", "FALSE"):
        return False
    return value


def _c_events(text: str) -> Iterator:
    parser = CParser(text)
    while True:
        event = parser.get_event()
        yield event
        if type(event) is StreamEndEvent:
            return


class Builder:
    """Events to nodes: the same data as `load`, with places and every problem."""

    def __init__(self, typed: Typed) -> None:
        """`usable` is False where the data cannot be relied on (an alias stands in it)."""
        self.typed = typed
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.usable = True

    def run(self, text: str) -> Problem | None:
        """Reads `text`; the problem that made it stop, or None."""
        try:
            return self._run(_c_events(text))
        except YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            index = min(mark.index, len(text)) if mark is not None else 0
            problem = Problem("invalid-yaml", index, index, str(getattr(error, "problem", None) or ""))
        # libyaml refuses some valid YAML 1.2, such as {url: https://…}; the slow parser then has the last word.
        if len(text) > _PURE_MAX:
            return problem
        pure = Builder(self.typed)
        try:
            stopped = pure._run(YAML(typ="safe", pure=True).parse(text))
        except (YAMLError, RecursionError):
            return problem
        self.problems, self.root, self.usable = pure.problems, pure.root, pure.usable
        return stopped

    def _run(self, events: Iterable) -> Problem | None:
        stack: list[list] = []  # [node, pending key node or None]
        nodes = documents = 0
        for event in events:
            kind = type(event)
            if kind is StreamEndEvent:
                break
            start, end = event.start_mark.index, event.end_mark.index
            if kind is DocumentStartEvent:
                documents += 1
                if documents > 1 or event.version or event.tags:
                    return Problem("invalid-yaml", start, end, "several documents" if documents > 1 else "directive")
                continue
            if kind in (MappingEndEvent, SequenceEndEvent):
                node, _ = stack.pop()
                if node.style == "flow":
                    node.end = end
                else:
                    last = list(node.children.values())[-1:] if node.children else []
                    node.end = max([node.end] + [child.end for child in last])
                continue
            if kind in (ScalarEvent, AliasEvent, MappingStartEvent, SequenceStartEvent):
                nodes += 1
                if nodes > MAX_NODES:
                    return Problem("too-large", start, end, "nodes")
                if len(stack) > MAX_DEPTH:
                    return Problem("too-large", start, end, "depth")
                node = self._node(event, kind, start, end)
                stop = self._place(stack, node, kind)
                if stop:
                    return stop
                if kind in (MappingStartEvent, SequenceStartEvent):
                    stack.append([node, None])
        if self.root is None:
            return Problem("invalid-yaml", 0, 0, "empty")
        if not isinstance(self.root.value, (dict, list)):
            if self.root.value is None:
                return Problem("invalid-yaml", 0, 0, "empty")
            return Problem("invalid-yaml", self.root.start, self.root.end, "not a mapping")
        return None

    def _node(self, event, kind, start: int, end: int) -> Node:
        if kind is AliasEvent:
            self._problem("alias-or-tag", start, end, "alias")
            self.usable = False
            return Node(start, end, None, "plain")
        if event.anchor is not None:
            self._problem("alias-or-tag", start, start + len(event.anchor) + 1, "anchor")
        if event.tag is not None:
            self._problem("alias-or-tag", start, end if kind is ScalarEvent else start + 1, "tag")
        if kind is ScalarEvent:
            return Node(start, end, event.value, event.style or "plain")
        return Node(
            start, max(end, start), {} if kind is MappingStartEvent else [], "flow" if event.flow_style else "block"
        )

    def _place(self, stack: list, node: Node, kind) -> Problem | None:
        if not stack:
            self.root = node
            if kind is ScalarEvent:
                node.value = None if node.style == "plain" and node.value in EMPTY else node.value
            return None
        parent, key = stack[-1]
        if isinstance(parent.value, list):
            if kind is ScalarEvent and node.style == "plain" and node.value in EMPTY:
                node.value = None
            parent.children[len(parent.value)] = node
            parent.value.append(node.value)
            return None
        if key is None:
            if kind is not ScalarEvent:
                return Problem("invalid-yaml", node.start, node.end, "complex key")
            if node.value == "<<" and node.style == "plain":
                self._problem("alias-or-tag", node.start, node.end, "merge")
            stack[-1][1] = node
            return None
        stack[-1][1] = None
        name = key.value
        if kind is ScalarEvent and node.style == "plain":
            if node.value in EMPTY:
                node.value = None
            elif name in self.typed:
                node.value = typed_value(node.value, self.typed[name])
        if name in parent.value:
            self._problem("duplicate-key", key.start, key.end, name)
            return None
        parent.value[name] = node.value
        parent.keys[name] = key
        parent.children[name] = node
        return None

    def _problem(self, rule: str, start: int, end: int, detail: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(rule, start, end, detail))
