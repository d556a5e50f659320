"""Plain sheets of a written workbook: a list with headings, and a page of facts. What reports and answers are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from govinfo_cli.workbook.styling import Look, tall
from govinfo_cli.workbook.writing import Book, Sheet, fitting, row

LINE, DARK, PALE = "BFC7D1", "1F4E79", "DCE6F1"
RED, AMBER, BLUE = "FDE3E5", "FFF1DB", "EAF1F8"  # what is heavy, what asks for a look, what is for the record
_WIDE = 24  # characters of a column from which on its texts are wrapped

_PAGE = (26, 70)

Cell = str | int | float | None


class Head(NamedTuple):
    """The heading of a column and its width, in characters. Texts of a wide one are wrapped, with `wrap` of any."""

    title: str
    width: float
    wrap: bool = False

    @property
    def wrapped(self) -> bool:
        """Whether its texts go on in a next line."""
        return self.wrap or self.width >= _WIDE

    @property
    def room(self) -> float:
        """What of the width a line fills: where lines are short, a word or mark that moves to the next leaves much."""
        return self.width - 3 if self.wrap else self.width


class Tinted(NamedTuple):
    """A row, and the colour of its first cell (RRGGBB) where it has one."""

    cells: Sequence[Cell]
    tint: str | None = None


def listing(book: Book, name: str, heads: Sequence[Head], rows: Iterable[Tinted]) -> Sheet:
    """A sheet with one heading row that stays in view, bears filter buttons and is printed on every page."""
    return Sheet(
        name,
        _rows(book, heads, rows),
        [head.width for head in heads],
        frozen=(0, 1),
        filter=1,
        titles=1,
        tab=DARK,
    )


def _rows(book: Book, heads: Sequence[Head], rows: Iterable[Tinted]) -> Iterator[str]:
    top = book.look(Look(bold=True, fill=DARK, edges=LINE, color="FFFFFF", across="center", wrap=True))
    yield row(1, "".join(book.cell(place, head.title, top) for place, head in enumerate(heads, 1)), 22)
    plain = Look(edges=LINE, down="top")
    looks = [book.look(plain._replace(wrap=head.wrapped)) for head in heads]
    number = book.look(plain._replace(text=False, across="right"))
    for place, one in enumerate(rows, 2):
        first = (
            looks[0] if one.tint is None else book.look(plain._replace(fill=one.tint, bold=True, wrap=heads[0].wrapped))
        )
        cells = (
            book.cell(column, *_fit(said, first if column == 1 else looks[column - 1], number))
            for column, said in enumerate(one.cells, 1)
        )
        wrapped = ((cell, head.room) for cell, head in zip(one.cells, heads, strict=False) if head.wrapped)
        yield row(place, "".join(cells), tall(wrapped))


def _fit(said: Cell, look: int, number: int) -> tuple[Cell, int]:
    if isinstance(said, str):
        return fitting(said), look
    return said, look if said is None else number


def facts(book: Book, name: str, title: str, lines: Iterable[tuple[str, Cell]], tint: str | None = None) -> Sheet:
    """A page: a title, and lines of a name and what is said of it; a line without a name stands for itself."""
    said = list(lines)
    merges = [f"A{place}:B{place}" for place, (label, text) in enumerate(said, 2) if not label and text]
    return Sheet(name, _lines(book, title, said, tint), _PAGE, merges=merges, tab="C00000", grid=False)


def _lines(book: Book, title: str, lines: Iterable[tuple[str, Cell]], tint: str | None) -> Iterator[str]:
    head = book.look(Look(bold=True, size=14, color=DARK, text=False))
    label = book.look(Look(bold=True, edges=LINE, fill=PALE, color=DARK))
    value = book.look(Look(edges=LINE, wrap=True))
    number = book.look(Look(edges=LINE, across="left", text=False))
    alone = book.look(Look(bold=True, fill=tint, wrap=True))
    yield row(1, book.cell(1, fitting(title), head), 30)
    for place, (name, said) in enumerate(lines, 2):
        if name:
            cells = book.cell(1, name, label) + book.cell(2, *_fit(said, value, number))
            yield row(place, cells, tall([(said, _PAGE[1])]) + 4)
        elif said:
            cells = book.cell(1, fitting(str(said)), alone) + book.cell(2, None, alone)
            yield row(place, cells, tall([(said, sum(_PAGE))]) + 8)
        else:
            yield row(place, "")
