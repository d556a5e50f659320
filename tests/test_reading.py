"""Reading: the fast way and the slow way agree on any text; encodings, records and limits are as they say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from texts import TYPED, data, document, mutated, shown, texts, written

from govinfo_cli.structure import walk
from govinfo_cli.yaml.layout import quoted
from govinfo_cli.yaml.nodes import MAX_DEPTH, MAX_NODES
from govinfo_cli.yaml.reading import CONTROLS, MAX_BYTES, Doubt, load, read

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


@pytest.mark.parametrize(
    "text",
    [
        *("&a\nname: 甲\n", "!!map\nname: 甲\n", "name: &a 甲\n", "name: !!str 甲\n", "? name\n: 甲\n", "'<<': 甲\n"),
        *("---\nname: 甲\n...\n", "name: 甲\n---\n", "%YAML 1.2\n---\nname: 甲\n", "{name: 甲}\n", "name: 甲 # 注\n"),
        *("open: true\n", "open: 'true'\n", "open: [true]\n", "length: 012\n", "length: 0\n", "length: -3\n", "length: 1e3\n"),
        *("a: ~\n", "a: '~'\n", "~: a\n", "a: Null\n", "a: [~, '']\n", "a:\tb\n", "a: {b, c}\n", "a: [b: c]\n"),
    ],
)  # fmt: skip
def test_a_nicety_of_yaml_is_read_alike_both_ways(text):
    agrees(text)


@settings(max_examples=300, deadline=None)
@given(texts())
def test_any_text_is_read_alike_both_ways(text):
    agrees(text)


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_a_mangled_entry_is_read_alike_both_ways(text):
    agrees(text)


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
