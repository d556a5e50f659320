"""Documents: the fast way and the slow way read the same, every place is true to the character, slips are read through."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govinfo_cli.nodes import MAX_DEPTH, MAX_NODES, MAX_PROBLEMS
from govinfo_cli.reading import CONTROLS, MAX_BYTES, Doubt, load, read
from govinfo_cli.scalars import quoted
from govinfo_cli.structure import walk

TYPED = {"length": frozenset(("integer",)), "public": frozenset(("boolean",)), "open": frozenset(("boolean",))}
ENTRIES = [
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[1] / "catalog").glob("*/*.yaml"))[::12]
]
PIECES = [
    *("name", "items", "length", ": ", ":", "：", ":　", "\n", "\n  ", "\n- ", "\r\n", "\r", "- ", "－ ", "{", "}", "[", "]", "｛", "｝"),
    *(", ", "，", "，usage：", '"', "'", "\\", "\\u202e", "\\n", "|", "|\n", ">-\n", "#", " #", "&a ", "*a", "!x ", "<<", "?", "%", "@", "\t"),
    *("　", "　　", "\u200b", "\u2028", "\x00", "\ufeff", "“", "”", "12", "true", "null", "~", "---\n", "...", "https://a.b/c", "甲", "机密★", " "),
]  # fmt: skip


def document(text: str, **options):
    return read("x.yaml", text.encode(), TYPED, **options)


def shown(doc, span) -> str:
    """What stands in the file between the two ends of a span of one line."""
    line = doc.text.split("\n")[span.line - 1]
    return line[span.column - 1 : span.end_column - 1]


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


NAUGHTY = [
    *("012", "0x1F", "1e3", "1_000", "1:30", ".5", "+1", "-1", "NaN", ".inf", "1.0", "20260501", "2026-05-01"),
    *("yes", "No", "ON", "off", "y", "true", "False", "null", "~", "None", "NULL", "="),
    *("", " ", "  a", "a  ", "- a", "-", "--- a", "...", "? a", ": a", "a: b", "a:", "a :b", "# a", "a #b", "a#b"),
    *("[a]", "{a: b}", "a, b", "a]", "}", ",a", "*a", "&a", "!a", "!!str a", "%a", "@a", "`a", "|", "> a", "<<"),
    *("'", "''", '"', 'a"b', "a'b", "it's", "\\", "\\n", "a\\tb", "\ttab", "a\tb", "a\nb", "\na", "a\n", "a\n\nb "),
    *("全角：冒号", "，逗号", "“引号”", "《书名》", "（括号）", "全　角", "　", "１２３", "ＡＢＣ", "機密", "𠮷野家", "👩‍👩‍👧"),
    *("é", "e\u0301", "ﬁ", "Ω", "İ", "ß", "ﷺ", "ก็็็", "\u00a0nbsp", "a\u00a0", "\u2003", "=cmd()", "+1+1", "<b>x</b>", "$(x)", "${x}"),
    *("::add-mask::x", "##[error]x", "../../etc/passwd", "C:\\数据", "a" * 5000, "甲" * 5000),
]  # fmt: skip


@pytest.mark.parametrize("text", NAUGHTY, ids=[ascii(text)[:24] for text in NAUGHTY])
def test_an_awkward_text_in_quotes_is_read_as_it_is_both_ways(text):
    raw = f"甲: 乙\nname: {quoted(text)}\nflow: {{a: {quoted(text)}, b: [{quoted(text)}]}}\n"
    doc = document(raw)
    clean = CONTROLS.sub("", text)
    assert doc.data == {"甲": "乙", "name": clean, "flow": {"a": clean, "b": [clean]}}
    if clean == text:
        assert not doc.problems
        if "\\x" not in raw and "\\u" not in raw:  # an escape may stand for anything: the slow way looks
            assert load(raw.encode(), TYPED) == doc.data
        for place in range(len(text[:40])):
            span = doc.span(("name",), part=(place, place + 1))
            written = shown(doc, span)
            assert written == text[place] or written.startswith("\\"), place


def texts():
    return st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def mutated():
    """A real entry with a few pieces put in, taken out or replaced."""

    def change(text, changes):
        for at, length, piece in changes:
            place = at % (len(text) + 1)
            text = text[:place] + piece + text[place + length :]
        return text

    changes = st.lists(
        st.tuples(st.integers(0, 4000), st.integers(0, 6), st.sampled_from(["", *PIECES])), min_size=1, max_size=4
    )
    return st.builds(change, st.sampled_from(ENTRIES), changes)


def data():
    leaves = st.none() | st.text(alphabet="甲乙 a:#-'\"{[,1é　“\n", max_size=8)
    names = st.sampled_from(["name", "share", "类别", "a b", "x-1", "note"])
    return st.dictionaries(
        names,
        st.recursive(
            leaves,
            lambda below: st.lists(below, max_size=3) | st.dictionaries(names, below, max_size=3),
            max_leaves=8,
        ),
        max_size=5,
    )  # fmt: skip


def written(value: object, indent: int, flow: bool) -> str:
    """`value` as YAML, in block or flow style."""
    if value is None:
        return " null" if flow else ""
    if isinstance(value, str):
        return f" {quoted(value)}"
    if isinstance(value, int):
        return f" {str(value).lower()}"
    if flow or not value:
        if isinstance(value, dict):
            return " {" + ",".join(f"{quoted(key)}:{written(below, 0, True)}" for key, below in value.items()) + "}"
        return " [" + ",".join(written(below, 0, True) for below in value) + "]"
    if isinstance(value, dict):
        lines = [f"{quoted(key)}:{written(below, indent + 2, len(key) > 4)}" for key, below in value.items()]
    else:
        lines = [
            f"-{written(below, indent + 2, False) if isinstance(below, str) else written(below, 0, True)}"
            for below in value
        ]
    return "".join(f"\n{' ' * indent}{line}" for line in lines)


@settings(max_examples=150, deadline=None)
@given(data())
def test_written_data_is_read_again_both_ways(value):
    raw = (written(value, 0, False) if value else "{}").encode()
    doc = read("x.yaml", raw, {})
    assert doc.data == value and not doc.problems
    assert load(raw, {}) == value


def agrees(text: str) -> None:
    """The laws of reading: nothing raises, both ways agree, every place lies in the text."""
    raw = text.encode()
    doc = read("x.yaml", raw, TYPED)
    try:
        fast = load(raw, TYPED)
    except Doubt:
        pass
    else:
        assert doc.data == fast and doc.problems == ()
    for problem in doc.problems:
        assert 0 <= problem.start <= problem.end <= len(doc.text)
    for route, value in walk(doc.data):
        span = doc.span(route)
        assert 1 <= span.line <= span.end_line <= len(doc.lines)
        node = doc.node(route)
        if (
            node.style == "plain"
            and isinstance(value, str)
            and not doc.mended
            and "\n" not in doc.parsed[node.start : node.end]
        ):
            assert shown(doc, span) == value
        if isinstance(value, str) and value and not doc.mended:
            assert doc.span(route, part=(0, len(value))).line >= span.line - (node.style in "|>")


@settings(max_examples=300, deadline=None)
@given(texts())
def test_any_text_is_read_alike_both_ways(text):
    agrees(text)


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_a_mangled_entry_is_read_alike_both_ways(text):
    agrees(text)


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


@pytest.mark.parametrize(
    ("raw", "encoding", "data"),
    [
        ("name: 在职职工\n".encode("gb18030"), "gb18030", {"name": "在职职工"}),
        ("name: 在职职工\n".encode("utf-16"), "utf-16", {"name": "在职职工"}),
        ("name: 在职\n".encode("utf-16-be"), "utf-16", {"name": "在职"}),
        (b"\xef\xbb\xbf" + "name: 在职\n".encode(), None, {"name": "在职"}),
        # Damaged UTF-8 is not GB18030, although it could be read so.
        ("name: 在职职工基本信息\n编号: 岗位".encode()[:-1], "unknown", None),
        (b"PK\x03\x04\x14\x00\x08\x08\xff\xfe\xfd\xc2", "unknown", None),
        (b"\xff\xfe\x00", "unknown", None),
    ],
)
def test_an_encoding_is_recognised_or_not_guessed(raw, encoding, data):
    doc = read("x.yaml", raw, TYPED)
    assert doc.data == data
    assert [one.detail for one in doc.problems if one.rule == "wrong-encoding"] == ([encoding] if encoding else [])
    assert doc.recoded == bool(encoding)
    if encoding:
        with pytest.raises(Doubt):
            load(raw, TYPED)


def nested(levels: int) -> str:
    return "a: " + "[" * (levels - 1) + "b" + "]" * (levels - 1) + "\n"


def test_both_ways_have_the_same_limits():
    assert load(nested(MAX_DEPTH).encode(), {}) == document(nested(MAX_DEPTH)).data
    many = "a:\n" + "- b\n" * (MAX_NODES - 1)
    assert len(load(many.encode(), {})["a"]) == len(document(many).data["a"]) == MAX_NODES - 1
    long = "a: " + "b" * (MAX_BYTES - 3)
    assert load(long.encode(), {}) == document(long).data
    for text, what in ((nested(MAX_DEPTH + 1), "depth"), (many + "- b\n", "nodes"), (long + "b", "bytes")):
        with pytest.raises(Doubt):
            load(text.encode(), {})
        assert [(one.rule, one.detail) for one in document(text).problems] == [("too-large", what)]


@pytest.mark.parametrize("text", ["[" * 50_000, "{a: " * 20_000, "- " * 50_000, "&a [*a]\n", "a: " + "&" * 5000])
def test_hostile_texts_end_soon(text):
    doc = document(text)
    assert doc.problems


def test_an_alias_leaves_no_data_and_two_equal_keys_leave_the_first():
    assert document("a: &x 甲\nb: *x\n").data is None
    doc = document("a: 甲\nb: 乙\na: 丙\n")
    assert doc.data == {"a": "甲", "b": "乙"}
    [problem] = doc.problems
    assert (doc.position(problem.start), doc.position(problem.since)) == ((3, 1), (1, 1))


def test_a_record_may_be_a_list_and_may_be_empty_and_an_entry_neither():
    assert document("- a\n", record=list).data == ["a"]
    assert document("# nothing\n", record=list).data == []
    assert document("", record=dict).data == {}
    assert [one.detail for one in document("- a\n").problems] == ["a list"]
    assert [one.detail for one in document("a: b\n", record=list).problems] == ["no list"]
    assert [one.detail for one in document("# nothing\n").problems] == ["empty"]
