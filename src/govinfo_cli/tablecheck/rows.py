"""One entry as it stands in a table: in which cell each of its fields is, or would be, and what that column is called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from govinfo_cli.intake.headings import LEVEL, TERMS, Headings, bare
from govinfo_cli.intake.nested import text_of
from govinfo_cli.intake.rows import Draft
from govinfo_cli.intake.table import Column, Place, Row

# What the one column 共享条件 carries (`stipulation`).
_TERMS = ("share.usage", "share.scope", "share.condition", "share.reason", "share.basis")


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell and its column's own heading; `filled` says that the field was read from it, `there` that the table has a
    column for the field at all. Where it has none, the cell is that of the entry's name. `shared` says that the column
    carries several fields by the share type."""

    place: Place
    heading: str
    filled: bool
    there: bool
    shared: bool = False


class Entered:
    """An entry in a table. `key` names it where the table is not enough: a table has many entries."""

    def __init__(self, key: str, draft: Draft, row: Row, headings: Headings) -> None:
        self.key, self._draft, self._row, self._headings = key, draft, row, headings
        self.data: dict = draft.data

    def spot(self, route: tuple) -> Spot:
        """The cell of `route`, or the one in which it should stand."""
        places = self._draft.places
        below = (
            next((place for known, place in places.items() if known[: len(route)] == route), None) if route else None
        )
        if below is not None:
            return Spot(below, self.heading(below), True, True)
        column = self._column(route)
        if column is not None:
            place = self._place(column, route)
            return Spot(place, column.name, False, True, column == self._columns.get(TERMS))
        for end in range(len(route) - 1, 0, -1):
            if route[:end] in places:  # one cell that says several things, such as a basis
                place = places[route[:end]]
                return Spot(place, self.heading(place), True, True)
        item = (*route[:2], "name")
        named = places.get(item) if route[:1] == ("items",) else None
        place = named or places.get(("name",)) or places.get(("code",)) or self._first
        return Spot(place, self.heading(place), False, not route)

    @property
    def _first(self) -> Place:
        return Place(self._draft.table.sheet, self._draft.row, 1)

    def heading(self, place: Place) -> str:
        """What the column of a cell is called in the table."""
        table = self._draft.table
        for column in table.columns:
            if self._row.place(column) == (place.row, place.column) and place.sheet == table.sheet:
                return column.name
        columns = table.item_columns if place.sheet == table.item_sheet else ()
        lettered = [column for column in table.columns if column.lettered and place.sheet == table.sheet]
        return next((one.name for one in (*columns, *lettered) if one.number == place.column), "")

    def content(self, place: Place) -> str:
        """What stands in a cell, as text."""
        table, row = self._draft.table, self._row
        for column, cell in zip(table.columns, row.cells, strict=False):
            if row.place(column) == (place.row, place.column) and place.sheet == table.sheet:
                return text_of(cell)
        for line in row.lines:
            if line.number == place.row and place.sheet == (line.sheet or table.item_sheet):
                for column, cell in zip(table.item_columns, line.cells, strict=False):
                    if column.number == place.column or line.at.get(column.number) == (place.row, place.column):
                        return text_of(cell)
        return ""

    def _place(self, column: Column, route: tuple) -> Place:
        table = self._draft.table
        if column not in table.item_columns:
            return Place(table.sheet, *self._row.place(column))
        named = self._draft.places.get((*route[:2], "name")) if route[:1] == ("items",) else None
        if named is not None:
            return Place(named.sheet, named.row, column.number)
        line = self._row.lines[0] if self._row.lines else self._row
        return Place(line.sheet or table.item_sheet, line.number, column.number)

    def _column(self, route: tuple) -> Column | None:
        """The column for a field: its own, one for what it is part of, or one for a part of it."""
        dotted = ".".join(step for step in route if isinstance(step, str))
        if "internal" in route or not dotted:
            return None
        columns = self._columns
        wanted = [dotted, TERMS] if dotted.startswith(_TERMS) else [dotted, LEVEL] if dotted == "category" else [dotted]
        for key in wanted:
            if key in columns:
                return columns[key]
        parts = (column for key, column in columns.items() if f"{key}.".startswith(f"{dotted}."))
        wholes = (column for key, column in columns.items() if f"{dotted}.".startswith(f"{key}."))
        return next(parts, None) or next(wholes, None)

    @cached_property
    def _columns(self) -> dict[str, Column]:
        found: dict[str, Column] = {}
        for key, column in self._keys():
            found.setdefault(key, column)
        return found

    def _keys(self) -> Iterator[tuple[str, Column]]:
        table, headings = self._draft.table, self._headings
        for column in table.columns:
            key = headings.special(column.name) if table.sheet else None
            key = key or headings.field(column.name)
            if key:
                yield key, column
        for column in table.item_columns:
            key = headings.special(column.name)
            key = key if key == TERMS else headings.item_field(column.name) or headings.field(column.name)
            if key:
                yield key, column


def shown_heading(heading: str) -> str:
    """A column's heading as a message names it, without its asides."""
    return bare(heading)
