"""JSON with indents is made another way than json.dumps makes it: the text is the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from govinfo_cli.answering import json_text as ascii_text
from govinfo_cli.jsontext import deeper, json_text, member, written

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
KEYS = st.text(max_size=4) | st.integers() | st.booleans() | st.none()
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner, inner) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=400)
@given(DATA, st.sampled_from([None, 0, 1, 2, 4]), st.booleans())
def test_it_is_what_json_dumps_gives(data, indent, ascii):
    assert written(data, indent, ascii) == json.dumps(data, ensure_ascii=ascii, indent=indent)


LETTERS = st.characters(codec="utf-8") | st.sampled_from(
    ["#", "##", "[", "\\", '"', "\n", "é", "·", "𠀀", "\u202e", "中"]
)
TEXTS = st.lists(LETTERS, max_size=8).map("".join)
ENTRIES = st.dictionaries(
    TEXTS,
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=10,
    ),
    max_size=4,
)


@settings(max_examples=400)
@given(ENTRIES)
@example({"a": "##[x]", "b": "##中[x]", "c": "##a[x]"})
def test_a_part_is_the_same_as_in_the_whole(data):
    """A text may be put together of parts that were written before, whichever text they stand in."""
    one = member(data)
    assert json.loads(one) == data
    assert b'{\n "a": [\n  ' + one + b"\n ]\n}" == json_text({"a": [data]}, 1).encode()
    assert '{\n "a": [\n  {\n   "data": ' + deeper(one) + "\n  }\n ]\n}\n" == ascii_text({"a": [{"data": data}]})


@pytest.mark.parametrize("data", [{1, 2}, {"a": [object()]}, {(1,): 2}, [b""]])
def test_what_json_cannot_say_is_refused_alike(data):
    for make in (lambda: written(data, 2), lambda: json.dumps(data, indent=2)):
        with pytest.raises(TypeError):
            make()
