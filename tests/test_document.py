"""Documents: every place is true to the character, and an edit replaces what it names and nothing else."""

from __future__ import annotations

import pytest
from texts import document, shown

TEXT = """\
# 注释
name: 在职职工 基本信息  # 后注
'code': "30304601/000012"
abstract: >-
  编号、岗位
  和任职“情况”

note: |
    第一行
      第二行机密
owner: '人''事局'
title: "甲\\t乙\\u4e19丁"
long: 甲乙
  丙丁
format: {class: 数据库, type: "Kingbase, ES"}
items:
- {name: 职工编号, length: 20}
-   name: 任职日期
    type: 日期型D
scope: [科学技术部, 教育部,
  "财政部"]
empty:
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("route", "how", "line", "text"),
    [
        (("name",), {}, 2, "在职职工 基本信息"),
        (("name",), {"key": True}, 2, "name"),
        (("name",), {"part": (5, 7)}, 2, "基本"),
        (("code",), {}, 3, '"30304601/000012"'),
        (("code",), {"key": True}, 3, "'code'"),
        (("code",), {"part": (9, 15)}, 3, "000012"),
        (("abstract",), {}, 5, "编号、岗位"),
        (("abstract",), {"part": (6, 8)}, 6, "和任"),
        (("note",), {}, 9, "第一行"),
        (("note",), {"part": (9, 11)}, 10, "机密"),
        (("owner",), {"part": (2, 4)}, 11, "事局"),
        (("owner",), {"part": (1, 2)}, 11, "''"),
        (("title",), {"part": (1, 2)}, 12, "\\t"),
        (("title",), {"part": (3, 4)}, 12, "\\u4e19"),
        (("title",), {"part": (4, 5)}, 12, "丁"),
        (("long",), {"part": (3, 5)}, 14, "丙丁"),
        (("format", "type"), {}, 15, '"Kingbase, ES"'),
        (("format", "type"), {"part": (10, 12)}, 15, "ES"),
        (("format", "class"), {"key": True}, 15, "class"),
        (("format",), {}, 15, '{class: 数据库, type: "Kingbase, ES"}'),
        (("items", 0, "length"), {}, 17, "20"),
        (("items", 1, "type"), {}, 19, "日期型D"),
        (("items", 1), {}, 18, "name: 任职日期"),
        (("items",), {"key": True}, 16, "items"),
        (("scope", 1), {}, 20, "教育部"),
        (("scope", 2), {"part": (0, 2)}, 21, "财政"),
        (("empty",), {"key": True}, 22, "empty"),
        # What is not there is shown at the key of what should hold it.
        (("format", "note"), {}, 15, "format"),
        (("share", "internal", "type"), {}, 1, ""),
        (("items", 0, "type"), {}, 17, "{name: 职工编号, length: 20}"),
        (("nothing",), {}, 1, ""),
    ],
)  # fmt: skip
def test_every_place_is_true_to_the_character(route, how, line, text, mark, ending):
    doc = document(mark + TEXT.replace("\n", ending))
    assert doc.problems == ()
    span = doc.span(route, **how)
    assert (span.line, shown(doc, span)) == (line, text)


def test_a_multi_line_flow_ends_where_its_bracket_stands():
    doc = document(TEXT)
    span = doc.span(("scope",))
    assert (span.line, span.column, span.end_line, span.end_column) == (20, 8, 21, 9)


@pytest.mark.parametrize(
    ("text", "part", "line", "column"),
    [
        ("a: 甲甲甲\n", (1, 3), 1, 5),  # the second and third of three alike
        ('a: "\\"甲\\"甲"\n', (3, 4), 1, 10),
        ("a: |2\n    甲\n   乙\n", (5, 6), 3, 4),
        ("a: >\n  甲\n\n\n  乙\n", (3, 4), 5, 3),
        ('a: "甲\n\n   乙"\n', (2, 3), 3, 4),
        ('a: "甲\\\n   乙"\n', (1, 2), 2, 4),
        ("a: 𠀀😀甲\n", (2, 3), 1, 6),  # a character is one column, however wide and whatever its plane
    ],
)
def test_a_part_of_a_text_is_found_as_it_is_written(text, part, line, column):
    doc = document(text)
    span = doc.span(("a",), part=part)
    assert (span.line, span.column) == (line, column), doc.data


@pytest.mark.parametrize(
    ("text", "route", "how", "new", "after"),
    [
        ("a: 甲  # 注\n", ("a",), {}, "乙", "a: 乙  # 注\n"),
        ("a: |\n  甲\n  乙\nb: 丙\n", ("a",), {}, "丁", "a: 丁\nb: 丙\n"),
        ("a: 'x'\n", ("a",), {"key": True}, "b", "b: 'x'\n"),
        ("a: x１y\n", ("a",), {"part": (1, 2)}, "1", "a: x1y\n"),
        ('a: "x\\uff11y"\n', ("a",), {"part": (1, 2)}, "1", 'a: "x1y"\n'),
    ],
)
def test_an_edit_replaces_what_it_names_and_nothing_else(text, route, how, new, after):
    doc = document(text)
    edit = doc.edit(route, new, **how)
    lines = text.split("\n")
    before = "\n".join([*lines[: edit.line - 1], lines[edit.line - 1][: edit.column - 1]])
    behind = "\n".join([lines[edit.end_line - 1][edit.end_column - 1 :], *lines[edit.end_line :]])
    assert before + edit.text + behind == after


@pytest.mark.parametrize("route", [("b",), ("b", "c"), ("x",)])
def test_what_is_not_there_or_runs_over_lines_has_no_edit(route):
    doc = document("a: 甲\nb:\n  d: 乙\n")
    assert doc.edit(route, "丙") is None
    assert doc.edit(("a",), "丙", part=(0, 5)) is None


@pytest.mark.parametrize(
    ("text", "sought", "route"),
    [
        (TEXT, "本信息", ("name",)),
        (TEXT, "code", ("code",)),
        (TEXT, "后注", None),
        (TEXT, "注释", None),
        (TEXT, "第二行", ("note",)),
        (TEXT, "ES", ("format", "type")),
        (TEXT, "日期型", ("items", 1, "type")),
        (TEXT, "财政", ("scope", 2)),
        ("name: [甲", "甲", None),
    ],
)
def test_a_place_is_told_by_the_field_it_lies_in(text, sought, route):
    doc = document(text)
    assert doc.route_at(doc.text.index(sought)) == route


def test_flow_is_known_at_any_depth():
    doc = document("a: {b: [c]}\nd:\n  - e\n")
    assert doc.in_flow(("a", "b", 0)) and doc.in_flow(("a", "b"))
    assert not doc.in_flow(("a",)) and not doc.in_flow(("d", 0))
