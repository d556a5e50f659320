"""What a workbook holds: sheets, their grids of lines, merged ranges, and cell values that say what kind they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Dated(str):
    """A cell that is a date or a time through its number format, as text: 2026-05-01, 2026-05-01 08:30:00, 08:30:00."""

    __slots__ = ()


class Fault(str):
    """A cell without a value that can be read: an error such as #REF!, or a formula (=A1&B1) without a stored value."""

    __slots__ = ()

    @property
    def formula(self) -> bool:
        """Whether it is a formula that no program has computed yet."""
        return self.startswith("=")


class Line(NamedTuple):
    """A row with something in it: its number from 1, whether it is hidden, its values from column A on, without
    blanks at the end. A value is str, Dated, Fault, int, float, bool or None."""

    number: int
    hidden: bool
    values: tuple


class Merge(NamedTuple):
    """A merged range, rows and columns from 1, both ends inclusive; its value stands at top and left."""

    top: int
    left: int
    bottom: int
    right: int


class Grid(NamedTuple):
    """All of a sheet that says something: its lines from top to bottom, its merged ranges, and the hidden columns as
    ranges from first to last."""

    lines: tuple[Line, ...] = ()
    merges: tuple[Merge, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()


class Sheet(NamedTuple):
    """A sheet: its name, whether it is hidden, and its content, read when asked for (raises Refused)."""

    name: str
    hidden: bool
    grid: Callable[[], Grid]


class Book(NamedTuple):
    """A workbook: its sheets in their order, and whether it draws on other workbooks, which are never opened."""

    sheets: tuple[Sheet, ...]
    linked: bool = False
