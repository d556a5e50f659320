"""YAML events to nodes: the data, where each value stands, and every problem of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

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

from govinfo_cli.limits import limit
from govinfo_cli.pattern import Pattern

Typed = Mapping[str, frozenset]  # key -> JSON types it may have beside text: "integer", "boolean"

MAX_DEPTH = limit("depth")  # levels of mappings and lists, the outermost included
MAX_NODES = limit("nodes")  # values, keys not counted
MAX_PROBLEMS = 50  # of one file; a file of nothing but faults must not fill the screen
_PURE_MAX = 1 << 16  # characters; the slow parser reads some hundred thousand a second

EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_SURROGATES = Pattern("[\ud800-\udfff]")


class Problem(NamedTuple):
    """A fault of the file itself, named by its rule; a stretch of the text by character index.

    `detail` says which fault, `replace` what should stand there. `since` is where it began: the first of two
    equal keys, the quote or bracket that was opened.
    """

    rule: str
    start: int
    end: int
    detail: str = ""
    replace: str | None = None
    since: int | None = None


class Node:
    """A value with its place: character indexes into the text that was parsed.

    `style` is "plain", "'", '"', "|", ">", "flow" or "block"; `keys` and `children` are a mapping's, by key.
    """

    __slots__ = ("start", "end", "value", "style", "keys", "children")

    def __init__(self, start: int, end: int, value: object, style: str) -> None:
        self.start, self.end, self.value, self.style = start, end, value, style
        self.keys: dict[str, Node] = {}
        self.children: dict = {}

    def key(self, step: str | int) -> Node | None:
        """The key `step` of a mapping, or None."""
        return self.keys.get(step)

    def below(self, step: str | int) -> Node | None:
        """The value at `step`, or None."""
        return self.children.get(step)


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


def _pure_events(text: str) -> Iterator:
    for event in YAML(typ="safe", pure=True).parse(text):
        # libyaml refuses "\ud800"; half a character cannot be written to any file.
        if type(event) is ScalarEvent and _SURROGATES.search(event.value):
            raise YAMLError("surrogate")
        yield event


class Builder:
    """Events to nodes: the same data as `load`, with places and every problem."""

    def __init__(self, typed: Typed) -> None:
        """`usable` is False where the data cannot be relied on (an alias stands in it)."""
        self.typed = typed
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.usable = True
        self._text = ""

    def run(self, text: str) -> Problem | None:
        """Reads `text`; the problem that made it stop, or None."""
        self._text = text
        try:
            return self._run(_c_events(text))
        except YAMLError as error:
            problem = _syntax(error, text)
        # libyaml refuses some valid YAML 1.2, such as {url: https://…}; the slow parser then has the last word.
        if len(text) > _PURE_MAX:
            return problem
        pure = Builder(self.typed)
        pure._text = text
        try:
            stopped = pure._run(_pure_events(text))
        except (YAMLError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
            # What libyaml refused may also be too strange for the slow parser's own code ("\Uffffffff").
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
                is_key = bool(stack) and isinstance(stack[-1][0].value, dict) and stack[-1][1] is None
                nodes += bool(stack) and not is_key
                if nodes > MAX_NODES:
                    return Problem("too-large", start, end, "nodes")
                if kind in (MappingStartEvent, SequenceStartEvent) and len(stack) >= MAX_DEPTH:
                    return Problem("too-large", start, end, "depth")
                node = self._node(event, kind, start, end)
                stop = self._place(stack, node, kind, is_key)
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
            self._property(start, r"&[^\s,\[\]{}]*", "anchor")
        if event.tag is not None:
            self._property(start, r"![^\s,\[\]{}]*", "tag")
        if kind is ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                start = min(_PROPERTIES.match(self._text, start).end(), end)
            return Node(start, end, event.value, event.style or "plain")
        return Node(
            start, max(end, start), {} if kind is MappingStartEvent else [], "flow" if event.flow_style else "block"
        )

    def _property(self, start: int, pattern: str, detail: str) -> None:
        """An anchor or a tag, which stand before the value in either order."""
        match = re.compile(rf"(?:[&!][^\s,\[\]{{}}]*\s+)?({pattern})").match(self._text, start)
        self._problem("alias-or-tag", *(match.span(1) if match else (start, start)), detail)

    def _place(self, stack: list, node: Node, kind, is_key: bool) -> Problem | None:
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
        if is_key:
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
            self._problem("duplicate-key", key.start, key.end, name, parent.keys[name].start)
            return None
        parent.value[name] = node.value
        parent.keys[name] = key
        parent.children[name] = node
        return None

    def _problem(self, rule: str, start: int, end: int, detail: str, since: int | None = None) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(rule, start, end, detail, since=since))


def _syntax(error: YAMLError, text: str) -> Problem:
    mark, began = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    index = min(mark.index, len(text)) if mark is not None else 0
    since = min(began.index, len(text)) if began is not None else None
    return Problem("invalid-yaml", index, index, str(getattr(error, "problem", None) or ""), since=since)
