"""The members of a bundle as plain data again: tables to rows, JSON to entries. Each may be a stranger's."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from govinfo_cli.profile import SHIPPED
from govinfo_cli.remarks import Unreadable
from govinfo_cli.template.body import HEADS
from govinfo_cli.template.target import shipped_names
from govinfo_cli.workbook.book import open_book
from govinfo_cli.yaml.reading import load

MAX_CELL = 1 << 24  # characters
_FLAGS = {name: frozenset(("boolean",)) for name in ("required", "list", "number", "wide")}
_WHOLE = {"longest": frozenset(("integer",)), "width": frozenset(("integer",)), "frozen": frozenset(("integer",))}

_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()

Row = list[str]


class Unread(Exception):
    """The member at `path` cannot be read; `large` says that it is only more than is read."""

    def __init__(self, path: str = "", large: bool = False) -> None:
        super().__init__("unread")
        self.path, self.large = path, large


def entries_of(raw: bytes, path: str = "") -> Iterator[object]:
    """The entries of a JSON export, one after the other: all at once they would be ten times its bytes. Raises Unread."""
    try:
        text = raw.decode()
        place = _listed(text)
        while text[place : place + 1] != "]":
            entry, place = _DECODER.raw_decode(text, place)
            yield entry
            place = _blank(text, place)
            if text[place : place + 1] == ",":
                place = _blank(text, place + 1)
                if text[place : place + 1] == "]":
                    raise ValueError
            elif text[place : place + 1] != "]":
                raise ValueError
        _end(text, place + 1)
    except (ValueError, RecursionError):
        raise Unread(path) from None


def _listed(text: str) -> int:
    """Where the first of the entries stands, or the end of their list."""
    place = _blank(text, 0)
    if text[place : place + 1] != "{":
        raise ValueError
    while True:
        key, place = _DECODER.raw_decode(text, _blank(text, place + 1))
        place = _blank(text, place)
        if not isinstance(key, str) or text[place : place + 1] != ":":
            raise ValueError
        place = _blank(text, place + 1)
        if key == "entries":
            if text[place : place + 1] != "[":
                raise ValueError
            return _blank(text, place + 1)
        _, place = _DECODER.raw_decode(text, place)
        place = _blank(text, place)
        if text[place : place + 1] != ",":
            raise ValueError


def _end(text: str, place: int) -> None:
    # An export says nothing behind its entries, where a second list of them could stand.
    if "".join(text[place : place + 1000].split()) != "}":
        raise ValueError


def _blank(text: str, place: int) -> int:
    return _BLANK.match(text, place).end()


def csv_rows(raw: bytes, encoding: str = "utf-8-sig", path: str = "") -> Iterator[Row]:
    """The rows of a CSV export, the heading first, every cell as text with single blanks. Raises Unread."""
    before = csv.field_size_limit(MAX_CELL)
    empty = True
    try:
        for row in csv.reader(io.TextIOWrapper(io.BytesIO(raw), encoding, newline=""), strict=True):
            empty = False
            yield [plain(cell) for cell in row]
    except (ValueError, LookupError, csv.Error):
        raise Unread(path) from None
    finally:
        csv.field_size_limit(before)
    if empty:
        raise Unread(path)


def xlsx_rows(raw: bytes, path: str, head: Row) -> Iterator[Row]:
    """The rows of the sheets of a workbook export that bear the heading `head`, as of a CSV. Raises Unread."""
    grids = _grids(raw, path, head)
    del raw
    yield head
    for lines in grids:
        for number in range(HEADS + 1, max(lines) + 1):
            said = [plain(value) for value in lines.get(number, ())]
            yield (said + [""] * len(head))[: max(len(head), len(said))]


def _grids(raw: bytes, path: str, head: Row) -> list[dict[int, tuple]]:
    found = []
    try:
        for sheet in open_book(path, raw).sheets:
            lines = {line.number: line.values for line in sheet.grid().lines}
            if _heading(lines, len(head)) == head:
                found.append(lines)
    except Unreadable as error:
        raise Unread(path, error.remark.rule == "import-too-large") from None
    if not found:
        raise Unread(path)
    return found


def cells(raw: bytes, path: str) -> list[tuple[str, list]]:
    """Every cell of a workbook, sheet by sheet. Raises Unread."""
    try:
        return [
            (sheet.name, [(line.number, tuple(map(plain, line.values))) for line in sheet.grid().lines])
            for sheet in open_book(path, raw).sheets
        ]
    except Unreadable as error:
        raise Unread(path, error.remark.rule == "import-too-large") from None


def _heading(lines: Mapping[int, Sequence], width: int) -> Row:
    """The headings: in the last of the heading rows, of a column without a group in the one above."""
    above, below = (
        ([plain(value) for value in lines.get(number, ())] + [""] * width)[:width] for number in (HEADS - 1, HEADS)
    )
    return [under or over for over, under in zip(above, below, strict=True)]


def plain(value: object) -> str:
    """A cell as text, with single blanks and no blanks at its ends."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def at(data: object, field: str) -> object:
    """The value of an entry at a dotted key; of several modes the first."""
    value = data
    for step in field.split("."):
        if isinstance(value, list) and value and step in ("class", "type"):
            value = value[0]
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


@cache
def layout_of(name: str) -> dict | None:
    """The data of a target of the tool's own, or None."""
    if name not in shipped_names():
        return None
    return load((SHIPPED / "targets" / f"{name}.yaml").read_bytes(), _FLAGS | _WHOLE)
