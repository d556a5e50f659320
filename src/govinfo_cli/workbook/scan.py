"""The rows of a sheet as nearly every program writes them, read by pattern: many times as fast as event by event.

What these patterns do not cover to the last byte is NotPlain, and the sheet is read by the XML parser (`sheet`); a
test holds both against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_ATTRIBUTES = r'(?: [A-Za-z][A-Za-z0-9:]*="[^"<&]*")*+ ?'
_BLANK = rf"<c{_ATTRIBUTES}/>\s*+"
_FORMULA = rf"(<f{_ATTRIBUTES}(?:/>|>[^<]*</f>))?"
_CONTENT = r'(?:(<v>|<is><t(?: xml:space="preserve")?>)([^<]*)(?:</v>|</t></is>)|(<v ?/>))?'
_FILLED = (
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,6})")?(?: t="([A-Za-z]{1,9})")?(?: s="([0-9]{1,6})")? ?>'
    rf"{_FORMULA}{_CONTENT}</c>"
)
_CELLS = re.compile(rf"\s*+(?:{_BLANK}|{_FILLED.replace('(<', '(?:<').replace('([', '(?:[')}\s*+)*+")
_CELL = re.compile(_FILLED)
_ROW = re.compile(rf"\s*+<row({_ATTRIBUTES})(/?)>")
_ROW_END = "</row>"
_NUMBER = re.compile(r' r="([0-9]+)"')
_HIDDEN = re.compile(r' hidden="(?:1|true)"')
# A comment, CDATA, an instruction or what XML forbids: for the parser to judge.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_START, _END = re.compile(rb"<sheetData ?>"), b"</sheetData>"
_HEAD = 1 << 20  # bytes before the rows
_LONGEST = 8 << 20  # bytes of one row

# (column's letters, row, style, type, style behind it, formula's tag, what opens the value, value, empty value's tag)
Cells = list[tuple[str, ...]]


class NotPlain(Exception):
    """The sheet is written in another way than the patterns know."""


class Rows:
    """The rows of a sheet; when they are read to the end, `around` is the rest of its XML, without them."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.around = b""
        self.cells = 0  # so far, blank ones too

    def __iter__(self) -> Iterator[tuple[int | None, bool, str]]:
        """Each row's number (None where it does not say), whether it is hidden, and the XML of its cells; raises NotPlain."""
        buffer = b""
        start = None
        for chunk in self._chunks:
            buffer += chunk
            start = _START.search(buffer)
            if start or len(buffer) > _HEAD:
                break
        if start is None or not _is_utf8(buffer[: start.start()]):
            raise NotPlain
        head, buffer = buffer[: start.end()], buffer[start.end() :]
        while True:
            end = buffer.find(_END)
            cut = end if end >= 0 else buffer.rfind(b"</row>") + 6
            if end < 0 and cut < 6:
                if len(buffer) > _LONGEST:
                    raise NotPlain
            else:
                self.cells += buffer.count(b"<c ", 0, cut)
                yield from _rows(buffer[:cut])
                buffer = buffer[cut:]
            if end >= 0:
                break
            chunk = next(self._chunks, None)
            if chunk is None:
                raise NotPlain
            buffer += chunk
        self.around = b"".join((head, buffer, *self._chunks))


def _is_utf8(head: bytes) -> bool:
    """Whether it is UTF-8 by its declaration, in the default namespace, without anything odd before its rows."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    declared = re.match(rb"<\?xml[^>]*?>", head)
    if declared:
        encoding = re.search(rb"encoding=[\"']([^\"']+)", declared[0])
        if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
            return False
        head = head[declared.end() :]
    return not _odd(head) and re.search(rb"<worksheet[\s>]", head) is not None


def _odd(raw: bytes) -> bool:
    return b"<!" in raw or b"<?" in raw or b"]]>" in raw or len(raw.translate(None, _CONTROLS)) < len(raw)


def _rows(raw: bytes) -> Iterator[tuple[int | None, bool, str]]:
    if _odd(raw):
        raise NotPlain
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise NotPlain from None
    place = 0
    while row := _ROW.match(text, place):
        start = place = row.end()
        inside = ""
        if not row[2]:
            end = text.find(_ROW_END, start)
            if end < 0:
                raise NotPlain
            inside, place = text[start:end], end + len(_ROW_END)
        said = row[1]
        number = _NUMBER.search(said)
        yield int(number[1]) if number else None, " hidden=" in said and _HIDDEN.search(said) is not None, inside
    if text[place:].strip():
        raise NotPlain


def cells_of(inside: str) -> Cells:
    """The cells of a row that hold something; raises NotPlain."""
    if not _CELLS.fullmatch(inside):
        raise NotPlain
    return _CELL.findall(inside)


def text_of(raw: str) -> str:
    """Character data as XML means it; raises NotPlain for an entity that no XML knows."""
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_character, raw) if "&" in raw else raw


def _character(found: re.Match) -> str:
    if found[1]:
        return _NAMED[found[1]]
    number = int(found[2]) if found[2] else int(found[3], 16) if found[3] else 0
    if number in (9, 10, 13) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF:
        return chr(number)
    raise NotPlain


Chunks = Callable[[], Iterator[bytes]]
