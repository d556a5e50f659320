"""The examples of a rule's page: what they show, and at which fields the rule points in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from govinfo_cli import rules
from govinfo_cli.catalog import is_entry_path
from govinfo_cli.yaml.nodes import Node
from govinfo_cli.yaml.reading import read

_BLOCK = re.compile(r"^```yaml(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.M | re.S)
_MARK = re.compile(r"# expect: (?P<rules>[a-z, -]+)$", re.M)


class Example(NamedTuple):
    """A block of a page. `fails` says on which side it stands, `heading` what it shows, `path` is its file's name."""

    fails: bool
    heading: str
    path: str | None
    body: str

    def lines(self) -> Iterator[str]:
        """The block as people read it: what is found stands behind an arrow."""
        if self.path:
            yield f"# {self.path}"
        for line in self.body.splitlines():
            yield _MARK.sub(lambda mark: f"# ← {mark['rules']}", line)


def examples(name: str) -> tuple[Example, ...]:
    """The examples of the rule called `name`; raises KeyError for a name that is no rule's."""
    found = []
    for section in rules.page(name).split("\n## ")[3:]:
        fails = "Fails" in section.partition("\n")[0]
        for match in _BLOCK.finditer(section):
            headings = re.findall(r"^### (.*)$", section[: match.start()], re.M)
            path = next((word for word in match["info"].split() if "/" in word), None)
            found.append(Example(fails, headings[-1] if headings else "", path, match["body"]))
    return tuple(found)


@cache
def pointed_at(name: str) -> tuple[str, ...]:
    """The fields (dotted, without list places) of an entry at which the rule points in the examples of its page;
    none of a rule that speaks of files rather than fields."""
    if hasattr(rules.rule(name), "BROKEN"):
        return ()
    found: dict[str, None] = {}
    for example in examples(name):
        if not example.fails or not is_entry_path(example.path or "catalog/entry.yaml"):
            continue
        document = read("", example.body.encode(), {})
        if document.root is None:
            continue
        keys = sorted(_keys(document.root, ()))
        for number, line in enumerate(document.lines, 1):
            mark = _MARK.search(line)
            if mark and name in re.split(r"[, ]+", mark["rules"]):
                there = [route for start, route in keys if document.position(start)[0] == number]
                if there:
                    found.setdefault(_field(there))
    return tuple(found)


def _keys(node: Node, route: tuple) -> Iterator[tuple[int, tuple]]:
    for step, child in node.children.items():
        here = (*route, step)
        if step in node.keys:
            yield node.keys[step].start, here
        yield from _keys(child, here)


def _field(routes: list[tuple]) -> str:
    """The field a line is about: its first key; of a line that is a whole member of a list, the list."""
    first = routes[0]
    if len(routes) > 1 and len(first) > 1 and isinstance(first[-2], int):
        first = first[:-1]
    return ".".join(step for step in first if isinstance(step, str))
