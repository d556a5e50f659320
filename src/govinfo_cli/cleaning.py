"""Foreign text to plain text: markup, entities, hidden characters and full-width digits go, the words stay."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from govinfo_cli.yaml.reading import CONTROLS

# Only what is a tag beyond doubt: "气温<a且>b" is somebody's text.
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|body|br|center|code|col|dd|div|dl|dt|em|font|h[1-6]|hr|i|img|input|label|li|meta|o:p|ol|p|pre"
    r"|s|script|section|small|span|st1:\w+|strong|style|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]*|/)?/?>"
    r"|<!--[^<>]*-->",
    re.I | re.S,
)
_INLINE = re.compile(r"</?(?:a|abbr|b|em|font|i|o:p|s|small|span|strong|sub|sup|u)\b", re.I)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INSTEAD = {"\r": "\n"} | dict.fromkeys("\x0b\x0c\x85\u2028\u2029", " ")
_BLANKS = re.compile(r"\s+")
_WITHIN = re.compile(r"(?<=[\u4e00-\u9fff（）()]) (?=[\u4e00-\u9fff（）()])")
# Digits and Latin letters only: full-width brackets, commas and colons are proper Chinese punctuation.
_WIDE = {wide: wide - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for wide in range(ord(first), ord(last) + 1)}

_LONG = 200  # characters; of longer texts no two are the same


def clean(text: str) -> str:
    """`text` on one line: without tags, entities, hidden characters, full-width digits and surplus blanks."""
    # A table says the same few words thousands of times.
    return _cleaned(text) if len(text) > _LONG else _remembered(text)


def _cleaned(text: str) -> str:
    if text.isascii() and text.isprintable() and not any(mark in text for mark in ("<", "&", "  ")):
        return text.strip()
    if "<" in text:
        text = _TAG.sub(lambda found: "" if _INLINE.match(found[0]) else " ", text)
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return _BLANKS.sub(" ", storable(text).translate(_WIDE)).strip()


_remembered = lru_cache(1 << 14)(_cleaned)


def storable(text: str) -> str:
    """`text` without hidden characters, its lines ended by \\n, halves of characters (lone surrogates) as U+FFFD."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n")
    return _SURROGATE.sub("\ufffd", CONTROLS.sub(lambda found: _INSTEAD.get(found[0], ""), text))


def one_word(text: str) -> str:
    """An organisation's name: plain text without blanks between Chinese characters, its brackets in pairs.

    Of brackets that do not match, （单位) or (单位）, both become full-width.
    """
    text = _WITHIN.sub("", clean(text))
    if ("（" in text) == ("）" in text) and text.count("（") == text.count("）"):
        return text
    return text.replace("(", "（").replace(")", "）")


_QUOTED = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_LISTED = re.compile(rf"\[\s*(?:(?:{_QUOTED})\s*(?:,\s*(?:{_QUOTED})\s*)*)?\]", re.S)
_SEPARATORS = ("\n\r\t", ";；|", ",，", "、")


def parts(text: str) -> list[str]:
    """A cell that lists several: a program's list such as ['xls', 'xml'], lines, or what separators divide; each part
    as it stands.

    Only the strongest separator divides: in "科技、教育,工业、交通" the comma does.
    """
    if _LISTED.fullmatch(text.strip()):
        return [found[1:-1] for found in re.findall(_QUOTED, text)]
    marks = next((marks for marks in _SEPARATORS if any(mark in text.strip() for mark in marks)), "")
    return [part.strip() for part in (re.split(f"[{re.escape(marks)}]", text) if marks else [text]) if part.strip()]
