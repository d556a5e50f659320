"""Entries of any shape in any style that YAML has, with comments strewn in: what the laws of the layout are tried on."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from govinfo_cli.scalars import scalar
from govinfo_cli.yaml.reading import CONTROLS

TRICKY = ["yes", "No", "ON", "y", "n", "true", "False", "null", "~", "Null", ".inf", "+.INF", "NaN", "nan", "=", "<<", "0x1F", "0o7", "0b1", "1_000", "1:30", "190:20:30", "12e03", ".5", "1.", "2026-05-01", "2026-05-01T10:00:00Z", "-", "--", "---", "...", "?", ":", "#", "#x", "x#", "@a", "`a", "%a", "!a", "&a", "*a", "|a", ">a", "{a}", "[a]", "a,b", "a:b", "a?b", "C#", "2025年", "3月", "30304601/000012", "no/yes", "1/2", "\u3000x", "x\u3000", "\x85", "\xa0", "\u200b", "\ufeff", "\x07", "\ue000", "😀", "《a》", "“a”", "100%", "é"] + ["", " ", "a b", " a", "a ", "a: b", "a #b", "a:", "--- a", "a\tb", "a\nb", "a\n", "\n", "a\n\nb\n", "a\n b", "\\", '"', "'"]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(TRICKY),
    st.text(max_size=8),
    st.text(alphabet="ab:#- ,[]{}'\"?!&*|>%@=~<+._019eExoNyT\\/\n是《，：", max_size=10),
)

# Entries of any shape, mostly nearly right ones. What holds control characters is not laid out.

CLEAN = TEXTS.filter(lambda text: not CONTROLS.search(text))
KEYS = st.one_of(st.sampled_from(["x-a", "x-b", "note", "更新周期", "1", "true", "type"]), CLEAN)
LOOSE = st.recursive(
    st.one_of(CLEAN, st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
TYPES = st.sampled_from(["无条件共享", "有条件共享", "不予共享"])
MODE = st.fixed_dictionaries({}, optional={"type": CLEAN, "class": CLEAN, "note": CLEAN, "x-m": LOOSE})


def share(**more):
    return st.fixed_dictionaries(
        {},
        optional={
            "x-s": LOOSE,
            "mode": st.one_of(MODE, st.lists(MODE, max_size=2)),
            "type": TYPES,
            "usage": st.sampled_from(["工作参考", "行政依据", "a\nb\n", "很" * 90]),
            "scope": st.one_of(CLEAN, st.lists(CLEAN, max_size=3)),
            "condition": CLEAN,
            **more,
        },
    )


ITEM = st.fixed_dictionaries(
    {"name": CLEAN},
    optional={
        "length": st.integers(0, 99),
        "open": st.booleans(),
        "share": TYPES,
        "internal": TYPES,
        "type": CLEAN,
        "x-i": LOOSE,
    },
)
ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "x-first": LOOSE,
        "published": CLEAN,
        "share": st.one_of(share(internal=share()), LOOSE),
        "items": st.one_of(st.lists(ITEM, max_size=3), LOOSE),
        "open": st.fixed_dictionaries({}, optional={"public": st.booleans(), "condition": CLEAN}),
        "abstract": CLEAN,
        "code": CLEAN,
        "themes": st.lists(CLEAN, max_size=3),
        "format": st.one_of(st.fixed_dictionaries({"type": CLEAN, "class": CLEAN}), LOOSE),
        "unknown": LOOSE,
    },
)


class Writer:
    """Writes data in any style YAML has, with comments strewn in; `said` are their texts."""

    def __init__(self, random):
        self.random, self.said = random, []
        self.literal = False  # a text stands above that would take a deeper comment for a part of it

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def comment(self) -> str:
        self.said.append(f"# 第{len(self.said)}处")
        return self.said[-1]

    def own_lines(self, indent: int) -> str:
        shift = self.random.choice([0, -2] if self.literal else [0, 0, 0, 2, 4, -2])
        return "".join(
            f"{' ' * max(0, indent + shift)}{self.comment()}\n" + "\n" * self.chance(0.2)
            for _ in range(self.chance(0.15) + self.chance(0.05))
        )

    def end(self, gap: str = "  ") -> str:
        return self.random.choice([" ", gap]) + self.comment() + "\n" if self.chance(0.15) else "\n"

    def text(self, text: str, flow: bool = False) -> str:
        return self.random.choice(
            [scalar(text, flow=flow), scalar(text, flow=flow), double(text), single(text) or double(text)]
        )

    def leaf(self, value, flow: bool = False) -> str:
        if value is None:
            return self.random.choice(["null", "~"])
        if type(value) is not str:
            return json.dumps(value)
        return self.text(value, flow)

    def flow(self, value) -> str:
        if not isinstance(value, (dict, list)):
            return self.leaf(value, flow=True)
        gap = lambda: f"  {self.comment()}\n   " if self.chance(0.08) else self.random.choice(["", " ", "\n   "])  # noqa: E731
        pairs = value.items() if isinstance(value, dict) else [(None, member) for member in value]
        parts = [
            f"{gap()}{'' if key is None else scalar(key, key=True, flow=True) + ': '}{self.flow(member)}{gap()}"
            for key, member in pairs
        ]
        left, right = "{}" if isinstance(value, dict) else "[]"
        return left + ",".join(parts) + gap() + right

    def block(self, value, indent: int) -> str:
        """The lines of a mapping or list, each from `indent`."""
        pad, out = " " * indent, ""
        pairs = list(value.items()) if isinstance(value, dict) else [(None, member) for member in value]
        for key, member in pairs:
            out += self.own_lines(indent) + pad
            self.literal = False
            out += "-" if key is None else f"{scalar(key, key=True)}:"
            if isinstance(member, (dict, list)) and member and self.chance(0.6):
                if key is None and isinstance(member, dict) and self.chance(0.7):
                    out += " " + self.block(member, indent + 2).lstrip(" ")
                else:
                    deeper = indent + (2 if isinstance(member, dict) or key is None else self.random.choice([0, 2]))
                    out += self.end() + self.block(member, deeper)
            elif isinstance(member, (dict, list)):
                out += " " + self.flow(member).replace("\n", f"\n{pad} ") + self.end()
            elif isinstance(member, str) and literal(member) and self.chance(0.7):
                out += f" {'|' if member.endswith(chr(10)) else '|-'}" + self.end()
                self.literal = True
                out += "".join(f"{pad}   {line}\n" if line else "\n" for line in member.removesuffix("\n").split("\n"))
            else:
                out += f" {self.leaf(member, flow=key is None)}" + self.end("\t")
        return out + self.own_lines(indent)


def literal(text: str) -> bool:
    return "\n" in text and text.replace("\n", "x").isprintable() and text[0] not in " \n" and not text.endswith("\n\n") and " \n" not in text and text[-1] != " "  # fmt: skip


def double(text: str) -> str:
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text) + '"'


def single(text: str) -> str | None:
    return "'" + text.replace("'", "''") + "'" if text.isprintable() else None


@st.composite
def files(draw):
    """(text of an entry's file in some style, its data, the comments in it)"""
    data, random = draw(ENTRY), draw(st.randoms(use_true_random=False))
    if "<<" in json.dumps(data):
        data = {}
    writer = Writer(random)
    keys = list(data)
    random.shuffle(keys)
    data = {key: data[key] for key in keys}
    text = writer.own_lines(0) + random.choice(["", "", "\n", "---\n", "\n\n"])
    text += writer.block(data, 0) if data else "{}" + writer.end()
    return text + random.choice(["", "", "...\n"]), data, writer.said
