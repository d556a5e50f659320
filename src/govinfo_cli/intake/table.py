"""A table as any format gives it: columns with names, rows of cells, and where each stands as a user counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.particulars import Particulars
from govinfo_cli.limits import limit
from govinfo_cli.remarks import Unreadable  # noqa: F401 - readers know it as the table's own
from govinfo_cli.visible import shown

MAX_ROWS = limit("rows")
MAX_COLUMNS = limit("columns")
MAX_CELLS = limit("cells")
MAX_DEPTH = 16  # of a value within a cell


class Place(NamedTuple):
    """Where a value came from, as the file's users count; `sheet` is empty where the file has none."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        """As a spreadsheet says it: C7."""
        return f"{letters(self.column)}{self.row}"

    @property
    def shown(self) -> str:
        """With its sheet, as people and links name it: Sheet1!C7."""
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its number from 1, its name, and whether people know it by a letter (A, B …) too."""

    number: int
    name: str
    lettered: bool = True

    @property
    def words(self) -> Text:
        """How a message names it: I 列“更新频率”."""
        if not self.lettered:
            return Text(zh=f"“{shown(self.name, 40)}”一项", en=f"'{shown(self.name, 40)}'")
        name = f"“{shown(self.name, 40)}”" if self.name.strip() else ""
        named = f" '{shown(self.name, 40)}'" if name else ""
        return Text(zh=f"{letters(self.number)} 列{name}", en=f"column {letters(self.number)}{named}")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as the format's users count, and its values in the columns' order.

    A value is text, or what JSON knows: None, bool, int, list, dict; a workbook's may be Dated, Fault or float.
    In a table of items `lines` are the rows of this one's items, their cells in the order of the table's
    `item_columns`; `at` names the cell (row, column) of those columns that do not stand in the row itself, and
    `clashes` the cells of later lines that say otherwise than the first: (column's number, row, value). A line has
    a `sheet` where that is another than the table's `item_sheet`.
    """

    number: int
    cells: tuple
    lines: tuple[Row, ...] = ()
    at: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    clashes: tuple[tuple[int, int, object], ...] = ()
    sheet: str = ""

    def place(self, column: Column) -> tuple[int, int]:
        """Row and column, as the file's users count, of what stands under `column`."""
        return self.at.get(column.number) or (self.number, column.number)


@dataclass(frozen=True, slots=True)
class Table:
    """What one file, or one sheet of it, holds. `heading` is the row of the columns' names, `remarks` what the
    reader itself had to say, `lost` the numbers of rows that it could make nothing of (each with its remark).
    Where rows have lines of items, these stand under `item_columns`, on `item_sheet`.
    `more` is what a sheet 扩展 of the same workbook adds."""

    path: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    heading: int = 1
    remarks: tuple[Diagnostic, ...] = field(default=())
    lost: tuple[int, ...] = ()
    sheet: str = ""
    item_columns: tuple[Column, ...] = ()
    item_sheet: str = ""
    more: Particulars | None = None

    @property
    def lettered(self) -> bool:
        """Whether it is a sheet with columns A, B …, in which a heading row may come again."""
        return any(column.lettered for column in self.columns)


def letters(number: int) -> str:
    """A column's number as a spreadsheet shows it: 1 -> A, 27 -> AA."""
    found = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def row_ranges(numbers: list[int]) -> Iterator[str]:
    """Sorted row numbers for people: 2, 4, 5, 6 -> "2", "4–6"."""
    start = last = None
    for number in [*numbers, None]:
        if last is not None and number == last + 1:
            last = number
            continue
        if last is not None:
            yield str(start) if start == last else f"{start}–{last}"
        start = last = number
