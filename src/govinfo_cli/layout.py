"""The one canonical way to lay out an entry (`fmt`), comments kept."""

from __future__ import annotations

import re

# What stands unquoted in YAML and is read as this very text by any reader, of YAML 1.1 or 1.2.
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=~<+.0-9][^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\"'\\]*")
_WORDS = frozenset(["true", "false", "yes", "no", "on", "off", "y", "n", "null", "none", "nan", "inf"])


def scalar(text: str, *, key: bool = False, flow: bool = False) -> str:
    """`text` as YAML: plain where every reader takes it for this text, else in double quotes.

    `flow` says that it stands within {…} or […]. Text that another reader would take for a date, a number,
    a truth value or nothing is quoted.
    """
    code = re.fullmatch(r"[0-9A-Za-z]+/[0-9A-Za-z]+", text) is not None
    plain = code or (
        _PLAIN.fullmatch(text) is not None
        and not text.endswith((" ", ":"))
        and ": " not in text
        and " #" not in text
        and text.casefold() not in _WORDS
    )
    if plain and (flow or key) and re.search(r"[,\[\]{}:]", text):
        plain = False
    return text if plain else quoted(text)


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
