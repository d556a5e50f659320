"""JSON for people and programs alike: Chinese as it is, and nothing in it that acts on a terminal or turns a line around."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from json.encoder import c_make_encoder, encode_basestring, encode_basestring_ascii

from govinfo_cli.visible import uncommanding_json

# JSON itself escapes C0 only.
_ACTING = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")


def json_text(data: object, indent: int | None = None, depth: int = 0) -> str:
    """`data` as JSON; what a terminal or an editor would act on stands as \\u escapes."""
    return uncommanding_json(_ACTING.sub(_escaped, written(data, indent, depth=depth)))


def written(data: object, indent: int | None = None, ascii: bool = False, depth: int = 0) -> str:
    """The very text of `json.dumps`, whose encoder for `indent` is not the one in C: nearly twice as fast this way. With
    `depth` as it stands so many levels deep in such a text."""
    if indent is None or c_make_encoder is None:
        text = json.dumps(data, ensure_ascii=ascii, indent=indent)
        return text.replace("\n", "\n" + " " * (indent * depth)) if indent else text
    return _indented(indent, ascii).text(data, depth)


def member(data: object) -> bytes:
    """`data` as `json_text` with an indent of 1 writes it two levels deep, in UTF-8."""
    return json_text(data, 1, depth=2).encode("utf-8", "backslashreplace")


def deeper(one: bytes) -> str:
    """What `member` gave, as it stands a level deeper and all in ASCII."""
    text = one.decode().encode("ascii", "backslashreplace")
    if b"#" in text or b"\\x" in text or b"\\U" in text:
        # Python's own escapes, which JSON has not; or what CI takes for a command, for which letters count as they stand.
        return uncommanding_json(written(json.loads(one), 1, ascii=True, depth=3))
    return text.replace(b"\n", b"\n ").decode()


_SCALARS = frozenset((str, int, bool, float, type(None)))


class _Indented:
    """Lists and mappings that hold no others are written by the quick encoder, with what stands between their members
    as its separator: one encoder for each depth."""

    def __init__(self, indent: int, quoted: Callable[[str], str]) -> None:
        self._indent, self._quoted = indent, quoted
        self._encoders: list[Callable] = []
        self._breaks: list[str] = ["\n"]

    def text(self, value: object, depth: int) -> str:
        """`value`, which stands `depth` levels deep."""
        if type(value) is str:
            return self._quoted(value)
        if not isinstance(value, (dict, list, tuple)) or not value:
            return self._flat(value, depth)
        while len(self._breaks) < depth + 2:
            self._breaks.append("\n" + " " * (self._indent * len(self._breaks)))
        outer, inner = self._breaks[depth], self._breaks[depth + 1]
        mapping = isinstance(value, dict)
        if _SCALARS.issuperset(map(type, value.values() if mapping else value)):
            flat = self._flat(value, depth)
            return f"{flat[0]}{inner}{flat[1:-1]}{outer}{flat[-1]}"
        text, below = self.text, depth + 1
        if not mapping:
            return f"[{inner}{f',{inner}'.join([text(member, below) for member in value])}{outer}]"
        parts = [f"{self._key(key)}: {text(member, below)}" for key, member in value.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}{outer}}}"

    def _key(self, key: object) -> str:
        return self._quoted(key) if type(key) is str else self._flat({key: None}, 0)[1:-7]

    def _flat(self, value: object, depth: int) -> str:
        while len(self._encoders) <= depth:
            between = ",\n" + " " * (self._indent * (len(self._encoders) + 1))
            make = c_make_encoder(None, _unknown, self._quoted, None, ": ", between, False, False, True)
            self._encoders.append(make)
        return "".join(self._encoders[depth](value, 0))


@cache
def _indented(indent: int, ascii: bool) -> _Indented:
    return _Indented(indent, encode_basestring_ascii if ascii else encode_basestring)


def _unknown(value: object) -> None:
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _escaped(found: re.Match) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
