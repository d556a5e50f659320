"""The canonical layout read straight from its lines: whatever it accepts, the YAML parser reads as the very same."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from texts import TYPED, mutated, texts

from govinfo_cli import rules
from govinfo_cli.catalog import is_entry_path
from govinfo_cli.inspection import Inspector
from govinfo_cli.settings import open_settings
from govinfo_cli.source import File, Folder
from govinfo_cli.yaml import plain
from govinfo_cli.yaml.layout import laid_out
from govinfo_cli.yaml.loading import Loader
from govinfo_cli.yaml.nodes import Node
from govinfo_cli.yaml.reading import Doubt, load, read

ROOT = Path(__file__).parents[1]
MARKS = [
    *":#-?,[]{}&*!|>'\"%@`~<+. \n\t\r\\=/：，“　",
    *("\n  ", "\n- ", " #", "# ", ": ", ", ", "- ", "\r\n", "null", "~", "true", "---\n", "...\n", "{}", "[]", "<<: "),
    *("\u00a0", "\ufeff", "\u2028", "é", "𠮷", "name: x\n", "\n\n", "{a: b}", "[a, b]", "12", "-1", "{a: {b: [c, d]}}"),
]


@pytest.fixture(scope="module")
def shape():
    return open_settings(Folder(ROOT)).shape


@pytest.fixture(scope="module")
def shipped():
    source = Folder(ROOT)
    files = [file for file in source.files("catalog") if is_entry_path(file.path)]
    return [raw.decode() for _, raw in source.read(files)]


def said(way, raw: bytes) -> object:
    """What `way` makes of `raw`: data with the order of its keys and the types of its values, or Doubt."""
    try:
        return repr(way(raw))
    except Doubt:
        return Doubt


def spelt(node: Node | None) -> tuple | None:
    """A node with all below it."""
    if node is None:
        return None
    keys = [(name, spelt(key)) for name, key in node.keys.items()]
    return (
        node.start,
        node.end,
        repr(node.value),
        node.style,
        keys,
        [(n, spelt(one)) for n, one in node.children.items()],
    )


def agree(raw: bytes, loader: Loader) -> bool:
    """Holds `loader`, which remembers lines of earlier texts, against the parser, in data and in places; whether it read the
    text by itself."""
    quick = said(loader.load, raw)
    assert quick == said(partial(load, typed=loader._typed), raw)
    if quick is Doubt:
        return False
    loader.keep()
    document = loader.document("x.yaml", raw, loader.load(raw))
    if document is None:
        return False
    judged = read("x.yaml", raw, loader._typed)
    assert not judged.problems
    assert (document.text, document.parsed, repr(document.data)) == (judged.text, judged.parsed, repr(judged.data))
    assert spelt(document.root) == spelt(judged.root)
    return True


def mangled(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    kind = chance.randrange(5)
    if kind == 0:
        return text[:place] + chance.choice(MARKS) + text[place:]
    if kind == 1:
        return text[:place] + text[place + chance.randrange(1, 4) :]
    if kind == 2:
        return text[:place] + chance.choice(MARKS) + text[place + 1 :]
    if kind == 3:
        start = chance.randrange(len(text) + 1)
        return text[:place] + text[start : start + chance.randrange(40)] + text[place:]
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def test_every_entry_that_fmt_lays_out_is_read_the_short_way(shipped, shape):
    for text in shipped:
        data = load(text.encode(), shape.typed)
        assert plain.parse(text, shape.typed) == data
        assert plain.parse(laid_out(data, shape).replace("\n", "\r\n"), shape.typed) == data


def test_a_mangled_entry_is_never_read_otherwise_than_by_the_parser(shipped, shape):
    """The differential test of both ways: thousands of slips of the hand in real layout."""
    chance = random.Random(20261124)
    accepted, loader = 0, Loader(shape.typed)
    for _ in range(8000):
        text = chance.choice(shipped)
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            text = mangled(text, chance)
        if chance.random() < 0.1:
            text = text.replace("\n", "\r\n")
        accepted += agree(text.encode(), loader)
    assert 1000 < accepted < 7000  # both kinds were tried


@settings(max_examples=300, deadline=None)
@given(texts() | mutated())
def test_any_text_is_read_alike_by_both(text):
    agree(text.encode(), Loader(TYPED))


@pytest.mark.parametrize(
    "text",
    [
        *("a: b: c\n", "a: 'b'\n", 'a: "b\\n"\n', "a: b #c\n", "a: [b\n  c]\n", "a:\n - b\n  c: d\n", "a: b\n c: d\n"),
        *("a: {b: c, b: d}\n", "a: b\na: c\n", "- a\n", "  a: b\n", "a:\n    b: c\n  d: e\n", "a: b\n  c\n", "a: |\n  b\n"),
        *("a: [b, c,]\n", "a: [b,c]\n", "a: {b:c}\n", "a: {b: c,d: e}\n", "a: {b: [c, {d: e}]}\n", "<<: {a: b}\n", "a：b\n"),
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_parser(text):
    assert plain.parse(text, TYPED) is None


def test_a_line_that_is_kept_is_not_looked_at_again_and_any_other_is():
    lines = plain.Lines(TYPED)
    assert lines.parse("a: 1\nb: 机密\n".encode()) and lines.fresh == "a: 1\nb: 机密\n".encode()
    assert lines.parse("a: 1\nb: 机密\n".encode()) and lines.fresh == "a: 1\nb: 机密\n".encode()  # nobody kept them
    assert lines.parse(b"a: 1\n")
    lines.keep()
    assert lines.parse("a: 1\nb: 机密\n".encode()) and lines.fresh == "b: 机密".encode()


def test_what_is_kept_has_a_bound():
    lines = plain.Lines(TYPED)
    for number in range(3 * plain._MOST_KNOWN):
        lines.parse(b"a: n%d" % number)
        lines.keep()
    assert len(lines._known) <= plain._MOST_KNOWN + 2
    lines.parse(b"a: " + b"x" * plain.MAX_BYTES)
    lines.keep()
    assert all(len(line) < plain._LONGEST_KNOWN for line in lines._known)


@pytest.mark.parametrize("found", ["机密★5年", "\u200b", "３"])
def test_what_one_entry_holds_is_seen_in_the_next_that_holds_it_too(found, shipped):
    """A line in which something was found is never taken for one that was looked at, whatever stands before it."""
    settings = open_settings(Folder(ROOT))
    inspector = Inspector(settings, rules.NAMES)
    clean = shipped[0]
    holder = clean.replace("\nname: ", f"\nname: {found}")
    assert holder != clean
    file = File("catalog/a/b.yaml")
    before = [inspector.entry(file, text.encode()).diagnostics for text in (clean, holder, clean, holder)]
    alone = [
        Inspector(settings, rules.NAMES, guarded=False).entry(file, text.encode()).diagnostics
        for text in (clean, holder)
    ]
    assert before == [*alone, *alone] and before[1] != before[0]


def test_an_item_that_breaks_a_rule_breaks_it_in_every_entry_that_says_the_same(shipped):
    settings = open_settings(Folder(ROOT))
    inspector, file = Inspector(settings, rules.NAMES), File("catalog/a/b.yaml")
    clean = next(text for text in shipped if text.count("字符型C") > 1)
    broken = clean.replace("字符型C", "字符型X", 1)
    found = [[d.rule for d in inspector.entry(file, text.encode()).diagnostics] for text in (clean, broken) * 3]
    assert found == [found[0], found[1]] * 3 and "unknown-code" in found[1]
