"""Texts to read in tests: odd pieces, mangled entries, any data written as YAML; and what stands at a span."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from govinfo_cli.yaml.layout import quoted
from govinfo_cli.yaml.reading import read

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
