"""Places from the lines of a canonical text: whoever asks for one or for all, they are those that a parser's events give."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts import ENTRIES, TYPED, mutated

from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.loading import Loader
from govinfo_cli.yaml.nodes import Node
from govinfo_cli.yaml.reading import Doubt, read

BASE = """\
code: 30304601/000012
# 注
name: 在职职工基本信息

format:
  # 内
  class: 数据库
items:
- {name: 姓名, type: 字符型C, length: 50}
- {name: "职级", type: 字符型C}
share: {type: 有条件共享, mode: {class: 共享平台方式}, scope: [甲, 乙]}
published: "2026-05-01"
related: []
note:
"""


def outlined(text: str) -> Document | None:
    """The document of a text whose places need no parser; None of any other."""
    loader, raw = Loader(TYPED), text.encode("utf-8", "surrogatepass")
    try:
        return loader.document("x.yaml", raw, loader.load(raw))
    except Doubt:
        return None


def told(node: Node) -> tuple:
    """Everything a node says, and all below it, in its order."""
    below = [(step, told(one)) for step, one in node.children.items()]
    return node.start, node.end, node.value, node.style, [(step, told(one)) for step, one in node.keys.items()], below


def routes(node: Node, above: tuple = ()) -> list[tuple]:
    """The routes of all values below a node."""
    found = []
    for step, one in node.children.items():
        found += [(*above, step), *routes(one, (*above, step))]
    return found


@settings(max_examples=400, deadline=None)
@given(
    mutated()
    | st.sampled_from([*ENTRIES, BASE, BASE.replace("\n", "\r\n"), BASE.rstrip("\n"), f"# 注\n\n{BASE}\n\n# 尾\n"])
)
def test_the_places_are_those_of_the_parser_whether_all_are_asked_for_or_one(text):
    whole = outlined(text)
    if whole is None:
        return
    judged = read("x.yaml", text.encode("utf-8", "surrogatepass"), TYPED)
    assert not judged.problems and told(whole.root) == told(judged.root)
    for route in routes(judged.root):
        one = outlined(text)
        assert told(one.node(route)) == told(judged.node(route)), route
        assert one.span(route) == judged.span(route)
        assert one.span(route, key=True) == judged.span(route, key=True)


def test_a_place_is_the_same_object_before_and_after_all_are_asked_for():
    document = outlined(BASE)
    before = document.node(("name",))
    assert "name" in document.root.children and document.node(("name",)) is before


@pytest.mark.parametrize("route", [("nowhere",), ("name", "below"), ("items", 99), (0,)])
def test_what_is_not_there_has_no_place(route):
    assert outlined(BASE).node(route) is None


def test_a_long_text_and_a_short_one_count_lines_alike():
    short = "甲: 乙\n" * 9
    long = short + "# 注\n" * 4000
    for index in range(len(short) + 1):
        assert Document("x", short).position(index) == Document("x", long).position(index)
