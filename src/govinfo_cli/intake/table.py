"""A table as any format gives it: columns with names, rows of cells, and where each stands as a user counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.visible import shown

MAX_ROWS = 200_000
MAX_COLUMNS = 1000
MAX_CELLS = 4_000_000
MAX_DEPTH = 16  # of a value within a cell


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

    A value is text, or what JSON knows: None, bool, int, list, dict.
    """

    number: int
    cells: tuple


@dataclass(frozen=True, slots=True)
class Table:
    """What one file, or one sheet of it, holds. `heading` is the row of the columns' names, `remarks` what the
    reader itself had to say, `lost` the numbers of rows that it could make nothing of (each with its remark)."""

    path: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    heading: int = 1
    remarks: tuple[Diagnostic, ...] = field(default=())
    lost: tuple[int, ...] = ()

    @property
    def lettered(self) -> bool:
        """Whether it is a sheet with columns A, B …, in which a heading row may come again."""
        return any(column.lettered for column in self.columns)


class Unreadable(Exception):
    """A file is no table, or a too large one; `remark` says why."""

    def __init__(self, remark: Diagnostic) -> None:
        super().__init__(remark.message.en)
        self.remark = remark


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
