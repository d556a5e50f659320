"""A workbook in the old binary format as an xlsx with the same values in the same cells; its looks are not kept."""

from __future__ import annotations

from collections.abc import Iterator

from govinfo_cli.visible import width
from govinfo_cli.workbook.styling import Look
from govinfo_cli.workbook.value import Book as Old
from govinfo_cli.workbook.value import Grid
from govinfo_cli.workbook.writing import Book, Sheet, fitting, letters, row

_NARROW, _WIDE = 9.0, 40.0  # characters of a column
_SEEN = 200  # lines that tell how wide a column has to be


def renewed(old: Old, title: str) -> bytes:
    """The xlsx; raises Unreadable where a sheet cannot be read."""
    book = Book(title, stored=False)
    look = book.look(Look(text=False, wrap=True, size=11, down="top"))
    number = book.look(Look(text=False, size=11, down="top"))
    for sheet in old.sheets:
        grid = sheet.grid()
        merges = [f"{letters(one.left)}{one.top}:{letters(one.right)}{one.bottom}" for one in grid.merges]
        book.add(Sheet(sheet.name, _rows(book, grid, look, number), _widths(grid), merges=merges))
    return book.finish()


def _rows(book: Book, grid: Grid, look: int, number: int) -> Iterator[str]:
    last = 0
    for line in grid.lines:
        for missing in range(last + 1, line.number):
            yield row(missing, "")
        last = line.number
        cells = []
        for place, value in enumerate(line.values, 1):
            if isinstance(value, bool):
                value = "TRUE" if value else "FALSE"
            if value is not None:
                plain = isinstance(value, str)
                cells.append(book.cell(place, fitting(value) if plain else value, look if plain else number))
        yield row(line.number, "".join(cells))


def _widths(grid: Grid) -> list[float]:
    found: list[float] = []
    for line in grid.lines[:_SEEN]:
        for place, value in enumerate(line.values):
            if place == len(found):
                found.append(_NARROW)
            if isinstance(value, str):
                found[place] = max(found[place], min(_WIDE, width(value[:80]) + 2))
    return found
