"""JSON with indents is made another way than json.dumps makes it: the text is the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govinfo_cli.jsontext import written

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


@pytest.mark.parametrize("data", [{1, 2}, {"a": [object()]}, {(1,): 2}, [b""]])
def test_what_json_cannot_say_is_refused_alike(data):
    for make in (lambda: written(data, 2), lambda: json.dumps(data, indent=2)):
        with pytest.raises(TypeError):
            make()
