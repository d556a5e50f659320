"""Where the headings of a sheet stand: one row or several, merged or not; and which columns speak of items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from govinfo_cli.intake.headings import WITHIN, Headings, bare
from govinfo_cli.intake.nested import text_of
from govinfo_cli.intake.table import Column
from govinfo_cli.workbook.value import Grid, Merge

_DEEPEST = 3  # rows that headings may take
_LONGEST = 60  # characters; what is longer is a note
# Beside the items, these are filled in item by item.
_ITEMWISE = ("share", "open")


class Head(NamedTuple):
    """The headings of a sheet: the first and last of their rows (numbers), and for each column its name."""

    first: int
    last: int
    names: tuple[str, ...]


class Parts(NamedTuple):
    """The columns of a table of items: those of the entry, and those of its lines."""

    entry: tuple[Column, ...]
    items: tuple[Column, ...]


def head_of(grid: Grid, headings: Headings, named: bool = True) -> Head | None:
    """The heading rows among the first ten lines, or None; `named` asks for a column of the entry's name or code."""
    lines = [line for line in grid.lines[:WITHIN] if line.number <= WITHIN + 2]
    if given := headings.heading_row:  # a mapping says which row it is
        lines = [line for line in grid.lines[:given] if given - _DEEPEST < line.number <= given]
    merged = _merged(grid.merges, given or WITHIN + 2)
    texts = {line.number: dict(enumerate(_texts(line.values), 1)) for line in lines}
    best: tuple[int, Head] | None = None
    for line in lines[-1:] if given else lines:
        for deep in range(1, _DEEPEST + 1):
            first = line.number - deep + 1
            if first < 1:
                break
            names = _names(texts, merged, first, line.number)
            score = headings.score(names) if named else 0
            items = {headings.item_field(name) for name in names if name} - {None}
            if "items.name" in items:
                score += len(items) if score or not named else 0
            if score and (best is None or score > best[0]):
                best = score, Head(first, line.number, names)
    if best is None:
        return None
    # Rows above that are merged with these belong to them.
    first = min((one.top for one in merged if one.top < best[1].first <= one.bottom), default=best[1].first)
    return best[1]._replace(first=first)


def _merged(merges: Iterable[Merge], last: int) -> list[Merge]:
    found = []
    for one in merges:
        if one.top <= last:
            found.append(one)
            if len(found) > 20_000:
                break
    return found


def _texts(values: tuple) -> list[str]:
    return [bare(value) if isinstance(value, str) and len(value) <= _LONGEST else "" for value in values]


def _names(texts: dict[int, dict[int, str]], merged: list[Merge], first: int, last: int) -> tuple[str, ...]:
    """Each column's lowest heading in the rows from first to last; what is merged downwards reaches down."""
    width = max((max(row, default=0) for row in texts.values()), default=0)
    names = [""] * width
    for number in range(first, last + 1):
        for column, text in texts.get(number, {}).items():
            if text:
                names[column - 1] = text
    for one in merged:
        if one.top < last <= one.bottom and one.left <= width and not names[one.left - 1]:
            names[one.left - 1] = texts.get(one.top, {}).get(one.left, "")
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def parts_of(head: Head, headings: Headings, own_sheet: bool) -> Parts:
    """Which columns are the entry's and which its items'; no item columns where nothing names an item.

    On a sheet of items alone (`own_sheet`) all but the entry's name, code and owner are the items'. Beside an
    entry's columns, share and open are the items' where they stand to the right of the item's name.
    """
    columns = [Column(number, name) for number, name in enumerate(head.names, 1)]
    fields = [headings.item_field(column.name) for column in columns]
    if "items.name" not in fields:
        return Parts(tuple(columns), ())
    start = fields.index("items.name")
    itemwise = [
        _is_items(headings, column, field) and (place >= start or field in ("items.type", "items.length"))
        for place, (column, field) in enumerate(zip(columns, fields, strict=True))
    ]
    if own_sheet:
        keep = ("name", "code", "owner")
        itemwise = [
            mine or headings.field(column.name) not in keep for mine, column in zip(itemwise, columns, strict=True)
        ]
    else:
        # What nobody knows belongs to the items where it stands among them.
        last = max(
            place
            for place, mine in enumerate(itemwise)
            if mine and fields[place] and fields[place].startswith("items.")
        )
        for place in range(start, last):
            itemwise[place] = itemwise[place] or headings.field(columns[place].name) is None
    return Parts(
        tuple(column for column, mine in zip(columns, itemwise, strict=True) if not mine),
        tuple(column for column, mine in zip(columns, itemwise, strict=True) if mine),
    )


def _is_items(headings: Headings, column: Column, field: str | None) -> bool:
    key = field or headings.field(column.name) or ""
    return key.startswith("items.") or key.split(".")[0] in _ITEMWISE


def says(values: Iterable[object]) -> bool:
    """Whether a line holds anything but blanks."""
    return any(value is not None and (not isinstance(value, str) or text_of(value).strip()) for value in values)
