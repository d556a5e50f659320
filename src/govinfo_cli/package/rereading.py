"""The members of a bundle as plain data again: tables to rows, JSON to entries. Each may be a stranger's."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from govinfo_cli.profile import SHIPPED
from govinfo_cli.remarks import Unreadable
from govinfo_cli.template.body import HEADS
from govinfo_cli.template.target import shipped_names
from govinfo_cli.workbook.book import open_book
from govinfo_cli.yaml.reading import load

MAX_CELL = 1 << 24  # characters
_FLAGS = {name: frozenset(("boolean",)) for name in ("required", "list", "number", "wide")}
_WHOLE = {"longest": frozenset(("integer",)), "width": frozenset(("integer",)), "frozen": frozenset(("integer",))}

Row = list[str]


class Unread(Exception):
    """A member cannot be read; `large` says that it is only more than is read."""

    def __init__(self, large: bool = False) -> None:
        super().__init__("unread")
        self.large = large


class Rows(NamedTuple):
    """A table: its heading and its rows, every cell as text with single blanks."""

    head: Row
    rows: list[Row]


def entries_of(raw: bytes | memoryview) -> list:
    """The entries of a JSON export. Raises Unread."""
    try:
        data = json.loads(bytes(raw).decode())
    except (ValueError, RecursionError):
        raise Unread from None
    found = data.get("entries") if isinstance(data, Mapping) else None
    if not isinstance(found, list):
        raise Unread
    return found


def csv_rows(raw: bytes | memoryview, encoding: str = "utf-8-sig") -> Rows:
    """The rows of a CSV export. Raises Unread."""
    before = csv.field_size_limit(MAX_CELL)
    try:
        text = bytes(raw).decode(encoding)
        found = [[plain(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except (ValueError, LookupError, csv.Error):
        raise Unread from None
    finally:
        csv.field_size_limit(before)
    if not found:
        raise Unread
    return Rows(found[0], found[1:])


def xlsx_rows(raw: bytes | memoryview, path: str, head: Row) -> Rows:
    """The rows of the sheets of a workbook export that bear the heading `head`. Raises Unread."""
    rows: list[Row] = []
    seen = False
    try:
        for sheet in open_book(path, bytes(raw)).sheets:
            lines = {line.number: line.values for line in sheet.grid().lines}
            if _heading(lines, len(head)) != head:
                continue
            seen = True
            for number in range(HEADS + 1, max(lines) + 1):
                said = [plain(value) for value in lines.get(number, ())]
                rows.append((said + [""] * len(head))[: max(len(head), len(said))])
    except Unreadable as error:
        raise Unread(error.remark.rule == "import-too-large") from None
    if not seen:
        raise Unread
    return Rows(head, rows)


def cells(raw: bytes | memoryview, path: str) -> list[tuple[str, list]]:
    """Every cell of a workbook, sheet by sheet. Raises Unread."""
    try:
        return [
            (sheet.name, [(line.number, tuple(map(plain, line.values))) for line in sheet.grid().lines])
            for sheet in open_book(path, bytes(raw)).sheets
        ]
    except Unreadable as error:
        raise Unread(error.remark.rule == "import-too-large") from None


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


def layout_of(name: str) -> dict | None:
    """The data of a target of the tool's own, or None."""
    if name not in shipped_names():
        return None
    return load((SHIPPED / "targets" / f"{name}.yaml").read_bytes(), _FLAGS | _WHOLE)
