"""Forms: one resource a sheet, each field's name in a cell and what it says to the right; and sheets that are only items' names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from govinfo_cli.intake.headings import Headings, bare
from govinfo_cli.intake.heads import says
from govinfo_cli.intake.table import Column, Row, Table
from govinfo_cli.vocabulary import fold
from govinfo_cli.workbook.value import Grid, Line

_WITHIN = 60  # rows in which the labels of a form stand
_LABELS = 3  # known labels that make a form
_LONGEST = 30
RULES = re.compile(r"\s*(?:填表|填写)?(?:说明|注)\s*[:：]")


class Cell(NamedTuple):
    """A label of a form and the value beside it, with the value's place."""

    label: str
    row: int
    column: int
    value: object


class Form(NamedTuple):
    """A form: how many fields its labels name, the labelled cells, the headings of its items, and their lines."""

    known: int
    cells: tuple[Cell, ...]
    columns: tuple[Column, ...]
    heading: int
    lines: tuple[Line, ...]
    outside: tuple[int, ...]


def form_of(grid: Grid, headings: Headings) -> Form | None:
    """The form on a sheet, or None where it is none."""
    lines = [line for line in grid.lines if line.number <= _WITHIN]
    start = next((place for place, line in enumerate(lines) if _names_items(line, headings)), len(lines))
    cells: list[Cell] = []
    outside: list[int] = []
    labels = {
        number for line in lines[:start] for number, value in enumerate(line.values, 1) if _is_label(value, headings)
    }
    for line in lines[:start]:
        found = list(_labelled(line, labels, headings))[::-1]
        cells += found
        if not found:
            outside.append(line.number)
    known = {field for cell in cells if (field := headings.field(cell.label))}
    if len(known) < _LABELS or not known & {"name", "code"}:
        return None
    if start == len(lines):
        return Form(len(known), tuple(cells), (), 0, (), tuple(outside))
    head = lines[start]
    columns = tuple(
        Column(number, bare(value))
        for number, value in enumerate(head.values, 1)
        if isinstance(value, str) and value.strip()
    )
    inside = []
    rest = [line for line in grid.lines if line.number > head.number]
    ends = headings.words("forms", "end")
    for place, line in enumerate(rest):
        first = next((value for value in line.values if value is not None), "")
        if isinstance(first, str) and (fold(first) in ends or RULES.match(first)):
            outside += [one.number for one in rest[place:]]
            break
        inside.append(line)
    return Form(len(known), tuple(cells), columns, head.number, tuple(inside), tuple(outside))


def _names_items(line: Line, headings: Headings) -> bool:
    fields = {headings.item_field(value) for value in line.values if isinstance(value, str) and len(value) < _LONGEST}
    return "items.name" in fields and len(fields - {None}) > 1


def _labelled(line: Line, labels: set[int], headings: Headings) -> Iterator[Cell]:
    """The labels of a line, each with what stands right of it before the next label.

    A word that nobody knows is a label too where it stands in a column of labels.
    """
    following: tuple[int, object] | None = None
    for number, value in reversed([*enumerate(line.values, 1)]):
        if value is None:
            continue
        if number in labels and isinstance(value, str) and len(value) < _LONGEST:
            if following or _is_label(value, headings):
                yield Cell(bare(value), line.number, *(following or (number + 1, None)))
            following = None
        else:
            following = number, value


def _is_label(value: object, headings: Headings) -> bool:
    return isinstance(value, str) and len(value) < _LONGEST and headings.field(value) is not None


def table_of(path: str, sheet: str, form: Form) -> Table:
    """A form as a table of one row; its columns are the labels, numbered as they come."""
    columns = tuple(Column(number, cell.label, lettered=False) for number, cell in enumerate(form.cells, 1))
    at = {number: (cell.row, cell.column) for number, cell in enumerate(form.cells, 1)}
    lines = tuple(
        Row(
            line.number,
            tuple(line.values[c.number - 1] if c.number <= len(line.values) else None for c in form.columns),
        )
        for line in form.lines
        if says(line.values)
    )
    number = form.cells[0].row
    row = Row(number, tuple(cell.value for cell in form.cells), lines, at)
    return Table(path, columns, (row,), number, sheet=sheet, item_columns=form.columns, item_sheet=sheet)


def only_items(grid: Grid, headings: Headings) -> tuple[Column, ...]:
    """The items of a sheet that is nothing but their names in its first row; none where it is anything else.

    Below may stand running numbers: a table that waits to be filled in.
    """
    if not grid.lines or grid.lines[0].number > 3:
        return ()
    first, *rest = grid.lines
    names = [
        (number, bare(value)) for number, value in enumerate(first.values, 1) if isinstance(value, str) and bare(value)
    ]
    if len(names) < 2 or any(not isinstance(value, str) for value in first.values if value is not None):
        return ()
    numbering = headings.words("sheets", "numbering")
    marked = fold(names[0][1]) in numbering
    for line in rest:
        filled = [number for number, value in enumerate(line.values, 1) if says((value,))]
        if filled and not marked and filled != [names[0][0]]:
            return ()
    return tuple(Column(number, name) for number, name in names if not (marked and number == names[0][0]))
