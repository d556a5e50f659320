"""A text as YAML writes it: plain where every reader takes it for this very text, else in double quotes."""

from __future__ import annotations

import re
from functools import lru_cache

# A first character that YAML takes for a mark of its own; a digit may begin a date or a number.
_MARKS = frozenset("-?:,[]{}#&*!|>'\"%@`=~<+.")
_WORDS = frozenset(["true", "false", "yes", "no", "on", "off", "y", "n", "null", "none", "nan", "inf"])
_CODE = re.compile(r"[0-9A-Za-z]+/[0-9A-Za-z]+")
# What ends a plain text in {…}, and what our own reader takes there for a slip: {note: …，usage：…}.
_FLOW = re.compile(r"[,\[\]{}:?]|(?:^|，) *[A-Za-z_][A-Za-z0-9_-]* *：")


@lru_cache(maxsize=1 << 14)
def scalar(text: str, *, key: bool = False, flow: bool = False) -> str:
    """`text` as YAML on one line: plain where every reader, of YAML 1.1 or 1.2, takes it for this very text,
    else in double quotes.

    `flow` says that it stands within {…} or […], or behind a dash. Text that another reader would take for a date, a number,
    a truth value or nothing is quoted.
    """
    if not text or not text.replace("\u3000", "x").isprintable() or text[0] in _MARKS or text != text.strip():
        return quoted(text)
    if text[0] in "0123456789" and text.isascii() and not _CODE.fullmatch(text):
        return quoted(text)
    if text.endswith(":") or ": " in text or " #" in text or text.casefold() in _WORDS:
        return quoted(text)
    return quoted(text) if (flow or key) and _FLOW.search(text) else text


def quoted(text: str) -> str:
    """`text` in double quotes, controls and what cannot be seen escaped."""
    out = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif char == "\n":
            out.append("\\n")
        elif char == "\t":
            out.append("\\t")
        elif char.isprintable() or char == "\u3000":
            out.append(char)
        else:
            number = ord(char)
            out.append(
                f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
            )
    return '"' + "".join(out) + '"'
