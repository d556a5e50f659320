"""A sheet's cells on their way to a Grid: what each stored value means, and the limits of what is taken."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from govinfo_cli.workbook.markup import plain
from govinfo_cli.workbook.refusal import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, MAX_VALUES, damaged, too_large
from govinfo_cli.workbook.serials import shown_as
from govinfo_cli.workbook.value import Dated, Fault, Line

_LAST_ROW = 1_048_576
_STEP = 2000  # rows from one word about them to the next


class Gathering:
    """A grid on its way: what a stored cell means, and the limits of what is taken. `told` hears how far it has come."""

    def __init__(
        self, path: str, sheet: str, strings: list[str], kinds: list, since_1904: bool, told: Callable[[int], None]
    ) -> None:
        self._path, self._sheet, self._strings = path, sheet, strings
        self._told, self._next = told, _STEP
        self._kinds, self._since_1904 = kinds, since_1904
        self.lines: list[Line] = []
        self._texts: dict[str, str] = {}
        self._values = self._size = 0

    def following(self, number: int, said: int | None) -> int:
        """The number of the row after row `number`; `said` is what it calls itself."""
        following = number + 1 if said is None else said
        if not number < following <= _LAST_ROW:
            raise damaged(self._path, "行的次序错乱", "its rows are out of order", self._sheet, number + 1)
        if following >= self._next:
            self._told(following)
            self._next = following + _STEP
        return following

    def misplaced(self, row: int) -> Exception:
        """The exception for a cell that does not stand where it says."""
        return damaged(self._path, "单元格的位置不对", "a cell stands in the wrong row", self._sheet, max(1, row))

    def too_many_cells(self, limit: int) -> Exception:
        """The exception for a sheet with more cells than are read, blank ones too."""
        return too_large(
            self._path, f"单元格超过 {limit // 10_000} 万个", f"more than {limit} cells", self._sheet, "cells"
        )

    def value(self, kind: str | None, style: str | None, raw: str | None, formula: str | None, row: int) -> object:
        """What a cell of the type `kind` says with the stored text `raw`."""
        if kind == "s":
            if raw and raw.isascii() and raw.isdigit() and len(raw) < 9 and int(raw) < len(self._strings):
                return self._strings[int(raw)]
            raise damaged(self._path, "文字的编号对不上", "a text is not there", self._sheet, row)
        if kind is None or kind == "n":
            if not raw:
                return None if formula is None else Fault(f"={formula}")
            value = numeric(raw)
            if style and not isinstance(value, str):
                place = int(style) if style.isdecimal() and len(style) < 9 else -1
                if 0 <= place < len(self._kinds) and (shape := self._kinds[place]) is not None:
                    return shown_as(value, shape, self._since_1904)
            return value
        if kind == "b":
            return raw == "1" or raw == "true"
        if kind == "e":
            return Fault(raw or "#N/A")
        if kind == "d":
            return Dated((raw or "").replace("T", " ").removesuffix("Z").removesuffix(" 00:00:00"))
        if raw is None:
            return None if formula is None else Fault(f"={formula}")
        # Repeated texts are kept once: a workbook of 100,000 rows says the same ten times.
        value = self._texts.get(raw)
        if value is None:
            self._size += len(raw)
            if self._size > MAX_TEXT:
                raise too_large(self._path, "文字内容过多", "too much text in it", self._sheet)
            value = self._texts[raw] = plain(raw)
        return value

    def put(self, row: list, column: int, number: int, value: object) -> None:
        """Puts a value into the row; a blank text is none."""
        if value is None or value == "":
            return
        missing = column - len(row)
        if missing == 1:
            row.append(value)
        elif missing > 1:
            row.extend([None] * (missing - 1))
            row.append(value)
        elif row[column - 1] is None:
            row[column - 1] = value
        else:
            raise damaged(self._path, "同一个单元格出现两次", "the same cell comes twice", self._sheet, number)

    def line(self, number: int, hidden: bool, row: list) -> None:
        """Puts a finished row."""
        if row:
            self._values += len(row) - row.count(None)
            if len(row) > MAX_COLUMNS or self._values > MAX_VALUES:
                raise self._too_many(len(row))
            self.lines.append(Line(number, hidden, tuple(row)))
            if len(self.lines) > MAX_ROWS:
                raise too_large(
                    self._path, f"超过 {MAX_ROWS // 10_000} 万行", f"more than {MAX_ROWS} rows", self._sheet, "rows"
                )

    def _too_many(self, column: int) -> Exception:
        if column > MAX_COLUMNS:
            return too_large(
                self._path,
                f"内容到了第 {column} 列（{letters_of(column)}），一次最多读 {MAX_COLUMNS} 列",
                f"something stands in column {letters_of(column)}; at most {MAX_COLUMNS} columns are read",
                self._sheet,
                "columns",
            )
        return too_large(
            self._path, f"内容超过 {MAX_VALUES // 10_000} 万格", f"more than {MAX_VALUES} values", self._sheet, "cells"
        )


def numeric(raw: str) -> int | float | str:
    """A number as it is stored: whole numbers of any length exactly; text where it is none."""
    if raw.isdigit() and raw.isascii():
        return int(raw) if len(raw) < 40 else raw
    try:
        value = float(raw)
    except ValueError:
        return raw
    # Beyond fifteen digits a spreadsheet keeps none: what stands there is no whole number any more.
    if value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value if isfinite(value) else raw


def letters_of(number: int) -> str:
    """A column's number as a spreadsheet shows it: 28 -> AB."""
    found = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
