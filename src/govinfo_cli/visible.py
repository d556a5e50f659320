"""Foreign text made safe to show, in one place: nothing in it acts on a terminal, a CI or a reader's eye."""

from __future__ import annotations

import re
from unicodedata import combining, east_asian_width

from govinfo_cli.pattern import Pattern

# C0, DEL, C1, zero-width, bidi, separators, byte order marks, surrogates (a file name that is not UTF-8), tags.
_ACTING = Pattern(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_MARKS = Pattern(
    "([\u0300-\u036f\u0483-\u0489\u0e31-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u0e31-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)

# What a CI reads as its own command: ##[…] and ##vso[…] wherever they stand (Azure Pipelines, old GitHub runners,
# TeamCity), ::…:: at the start of a line, blanks or not (GitHub). A full-width character, which is seen, breaks it.
_ANYWHERE = re.compile(r"##(?=\w*\[)")
_AT_START = re.compile(r"^(\s*):(?=:)")


# Of these alone nearly all texts consist, and nothing is to be done to them: ASCII but for #, Chinese marks and letters.
_HARMLESS = Pattern('[ -"$-~\u00b7\u2014\u2018-\u201d\u2026\u3001-\u301b\u4e00-\u9fff\uff01\uff04-\uff5e]*')


def visible(text: str) -> str:
    """`text` on one line, with what cannot be seen written out as \\u200b and the like."""
    if (text.isascii() and text.isprintable() and "##" not in text) or _HARMLESS.fullmatch(text):
        return text
    seen = _MARKS.sub(r"\1…", _ACTING.sub(lambda found: _escape(found[0]), text))
    return uncommanding(seen)


def uncommanding(text: str) -> str:
    """`text`, as long as it was, without what a CI takes for a command in the midst of a line."""
    return _ANYWHERE.sub("#＃", text) if "##" in text else text


def uncommanding_json(text: str) -> str:
    """JSON that says the same, without what a CI takes for a command in the midst of a line."""
    return _ANYWHERE.sub(r"#\\u0023", text) if "##" in text else text


def visible_lines(text: str) -> list[str]:
    """`text` line by line, for lines of their own: each visible, and none of them a command to a CI."""
    if text[:1].isalnum() and _HARMLESS.fullmatch(text):
        return [text]
    return [_AT_START.sub(r"\1：", visible(line)) for line in text.split("\n")]


def visible_path(path: str) -> str:
    """`path` as it can begin a line."""
    seen = visible(path)
    return seen if seen[:1].isalnum() or seen.startswith("../") else f"./{seen}"


def _escape(char: str) -> str:
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char)
    number = ord(char)
    return short or (f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}")


def shown(text: str, limit: int = 60) -> str:
    """`text` as a message quotes it: visible, and cut in the middle when it is long."""
    seen = visible(text)
    return seen if len(seen) <= limit else f"{seen[: limit - 16]}…{seen[-12:]}"


def width(text: str) -> int:
    """How many cells of a terminal `text` takes."""
    return sum(2 if east_asian_width(char) in "WF" else not combining(char) for char in text)
