"""Slips of an input method and control characters: read through, told at their place, mended as they were meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from texts import document, mutated, shown

from govinfo_cli.structure import walk
from govinfo_cli.yaml.nodes import MAX_PROBLEMS

SLIPS = [
    ("name：甲\ncode：乙\n", {"name": "甲", "code": "乙"}, [(1, 5, "：", ": "), (2, 5, "：", ": ")]),
    ("name:　甲\n", {"name": "甲"}, [(1, 5, ":　", ": ")]),
    ("名称：甲\n", {"名称": "甲"}, [(1, 3, "：", ": ")]),
    ("share:\n　　type：甲\n", {"share": {"type": "甲"}}, [(2, 1, "　　", "    "), (2, 7, "：", ": ")]),
    ("items:\n－ name: 甲\n  type: 乙\n", {"items": [{"name": "甲", "type": "乙"}]}, [(2, 1, "－", "- ")]),
    ("a: [{name：甲，type：乙}]\n", {"a": [{"name": "甲", "type": "乙"}]}, [(1, 10, "：", ": "), (1, 12, "，", ", "), (1, 17, "：", ": ")]),
    ("a: {b: 甲，c: 乙}\n", {"a": {"b": "甲", "c": "乙"}}, [(1, 9, "，", ", ")]),
    ("a: ｛b: 甲｝\n", {"a": {"b": "甲"}}, [(1, 4, "｛", "{"), (1, 9, "｝", "}")]),
    ("a:\n- name：甲\n- 乙\n", {"a": [{"name": "甲"}, "乙"]}, [(2, 7, "：", ": ")]),
    ("a:甲\nb: 乙\n", {"a": "甲", "b": "乙"}, [(1, 2, ":", ": ")]),
    ("a: {b:甲, c: 乙}\n", {"a": {"b": "甲", "c": "乙"}}, [(1, 6, ":", ": ")]),
    # What is said in a text stays as it is said.
    ("a: |\n  说明：甲，乙\n  name：丙\nb：丁\n", {"a": "说明：甲，乙\nname：丙\n", "b": "丁"}, [(4, 2, "：", ": ")]),
    ("a: {b: 甲，乙：丙, c：丁}\n", {"a": {"b": "甲，乙：丙", "c": "丁"}}, [(1, 16, "：", ": ")]),
    ('a: "x：y"\nb：[丙，丁]\n', {"a": "x：y", "b": ["丙，丁"]}, [(2, 2, "：", ": ")]),
    ("# 注：甲\na：乙 # 注：丙\n", {"a": "乙"}, [(2, 2, "：", ": ")]),
    ("a: 甲\n  乙：丙\nb：丁\n", {"a": "甲 乙：丙", "b": "丁"}, [(3, 2, "：", ": ")]),
    ("a：甲\r\nb: 乙\r\n", {"a": "甲", "b": "乙"}, [(1, 2, "：", ": ")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "data", "found"), SLIPS, ids=[ascii(text)[:30] for text, _, _ in SLIPS])
def test_a_slip_is_read_through_and_told_at_its_place(text, data, found):
    doc = document(text)
    assert doc.data == data
    told = [(*doc.position(one.start), doc.text[one.start : one.end].rstrip(" "), one.replace) for one in doc.problems]
    assert told == found
    for route, value in walk(data):
        if (
            isinstance(value, str)
            and doc.node(route).style == "plain"
            and "\n" not in text[doc.original(doc.node(route).start) : doc.original(doc.node(route).end)]
        ):
            assert shown(doc, doc.span(route)) == value


@pytest.mark.parametrize(
    "text",
    [
        "a: 说明：甲，乙\n",
        "a: {b: 甲，乙：丙}\n",
        "a: [甲：乙, 丙，丁]\n",
        "- 甲：乙\n",
        "a:\n- 甲：乙\n- http://x\n",
        "a: {u: https://example.org/x}\n",
        "“a”: b\n",
    ],
)
def test_full_width_marks_in_a_text_that_parses_are_somebodys_words(text):
    assert document(text, record=list if text[0] == "-" else None).problems == ()


@pytest.mark.parametrize(
    ("text", "data", "codes"),
    [
        ("na\u200bme: 甲\u200b乙\n", {"name": "甲乙"}, ["U+200B", "U+200B"]),
        ("a: 甲\u2028乙\n", {"a": "甲 乙"}, ["U+2028"]),
        ("a: 甲\rb: 乙\r", {"a": "甲", "b": "乙"}, ["U+000D", "U+000D"]),
        ("\ufeff\ufeffa: 甲\n", {"a": "甲"}, ["U+FEFF"]),
        ('a: "甲\\u202e乙"\n', {"a": "甲乙"}, ["U+202E"]),
        ("a: 甲\tb\n", {"a": "甲\tb"}, []),
    ],
)
def test_control_characters_are_told_and_read_past(text, data, codes):
    doc = document(text)
    assert doc.data == data
    assert [one.detail for one in doc.problems] == codes
    assert {one.rule for one in doc.problems} <= {"control-characters"}
    assert doc.span(("a",), part=(0, 1)) if "a" in data else True


@settings(max_examples=200, deadline=None)
@given(mutated())
def test_what_was_read_through_slips_is_what_the_mended_file_says(text):
    doc = document(text)
    known = [one for one in doc.problems if one.replace is not None]
    places = sorted((one.start, one.end, one.replace) for one in known)
    apart = all(first[1] <= second[0] for first, second in zip(places, places[1:], strict=False))
    if doc.data is None or not known or not apart or len(known) >= MAX_PROBLEMS:
        return
    for start, end, replace in reversed(places):
        text = text[:start] + replace + text[end:] if not text.startswith("\ufeff") else text
    if text.startswith("\ufeff"):
        return
    again = document(text)
    assert again.data == doc.data
    assert not [one for one in again.problems if one.replace is not None]
