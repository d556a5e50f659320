"""The canonical layout read straight from its lines: whatever it accepts, the YAML parser reads as the very same."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from texts import TYPED, mutated, texts

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder
from govinfo_cli.yaml import plain
from govinfo_cli.yaml.layout import laid_out
from govinfo_cli.yaml.reading import Doubt, load, load_many

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


def read_both_ways(raw: bytes, typed) -> tuple:
    """What the two ways make of `raw`: data with the order of its keys and the types of its values, or Doubt."""
    said = []
    for way in (load, load_many):
        try:
            said.append(repr(way(raw, typed)))
        except Doubt:
            said.append(Doubt)
    return tuple(said)


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
    accepted = 0
    for _ in range(8000):
        text = chance.choice(shipped)
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            text = mangled(text, chance)
        one, other = read_both_ways(text.encode(), shape.typed)
        assert one == other, text
        accepted += plain.parse(text, shape.typed) is not None
    assert 1000 < accepted < 7000  # both kinds were tried


@settings(max_examples=300, deadline=None)
@given(texts() | mutated())
def test_any_text_is_read_alike_by_both(text):
    one, other = read_both_ways(text.encode(), TYPED)
    assert one == other


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
