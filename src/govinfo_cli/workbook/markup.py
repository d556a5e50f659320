"""XML of a workbook as events, for a reader that trusts nothing: no DTD, no entity, no depth, no endless token."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat

from govinfo_cli.workbook.refusal import damaged, refused, too_large

# Transitional and strict Office Open XML; tags arrive as "namespace name".
MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
DEEPEST = 100
_TOKEN = 8 << 20  # bytes that may pass without the end of a token
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Deep(Exception):
    """More levels than any workbook has."""


def parse(
    path: str,
    chunks: Iterable[bytes],
    start: Callable[[str, dict], None],
    end: Callable[[str], None] = lambda tag: None,
    text: Callable[[str], None] | None = None,
    sheet: str = "",
) -> None:
    """Feeds a part to handlers, `start(tag, attributes)`, `end(tag)`, `text(characters)`; raises Unreadable.

    `start` raises Deep where it finds itself below DEEPEST levels.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    if text:
        parser.CharacterDataHandler = text

    def doctype(*_: object) -> None:
        raise refused(
            path,
            "文件里有 DTD（实体定义），正常的表格没有，未读取",
            "it holds a DTD (entity definitions), as no real workbook does; not read",
        )

    parser.StartDoctypeDeclHandler = doctype
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _TOKEN:
                raise too_large(path, "表格里有一处内容过长", "something in it is too long", sheet)
        parser.Parse(b"", True)
    except (expat.ExpatError, Deep, LookupError, ValueError):
        raise damaged(path, "内部的 XML 读不下去", "its XML cannot be read", sheet) from None


def local(tag: str) -> str:
    """A tag's or an attribute's name without its namespace."""
    return tag.rpartition(" ")[2]


def plain(text: str) -> str:
    """A text with the escapes of Office Open XML undone: _x000D_ is a carriage return, _x005F_ an underscore."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Characters beyond U+FFFF are escaped as two halves.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
