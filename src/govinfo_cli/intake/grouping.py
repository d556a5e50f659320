"""Lines of a sheet to the rows of a table: one line an entry, or one an item with the entry's cells merged, blank or repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from govinfo_cli.cleaning import clean
from govinfo_cli.intake.headings import NUMBERING, Headings
from govinfo_cli.intake.heads import Parts
from govinfo_cli.intake.nested import text_of
from govinfo_cli.intake.table import Column, Row
from govinfo_cli.workbook.value import Line, Merge

_GAP = 50  # blank rows that are told one by one; a larger gap counts as one


def plain_rows(lines: Iterable[Line], columns: tuple[Column, ...], after: int) -> Iterator[Row]:
    """One row a line, and one for each blank row between them; `after` is the heading's row."""
    width = columns[-1].number if columns else 0
    for line in lines:
        gap = line.number - after - 1
        for number in range(after + 1, after + 1 + (gap if gap <= _GAP else 1)):
            yield Row(number, ())
        after = line.number
        yield Row(line.number, _padded(line.values, width))


class _Group(NamedTuple):
    """Lines of one entry so far."""

    first: Line
    lines: list[Row]
    cells: list
    at: dict[int, tuple[int, int]]
    clashes: list[tuple[int, int, object]]


def grouped_rows(
    lines: Sequence[Line], parts: Parts, headings: Headings, merges: Iterable[Merge], counted: bool = False
) -> Iterator[Row]:
    """One row an entry with the lines of its items.

    A line begins another entry where the entry's code, name or owner changes, or where a merged name ends: two
    entries of the same name are told apart by nothing else. A line that leaves them blank goes on. A column of
    numbers counts entries where two lines running bear the same number, or where it is said to (`counted`).
    """
    identity = [
        (key, place)
        for key in ("code", "name", "owner")
        for place, column in enumerate(parts.entry)
        if headings.field(column.name) == key
    ]
    number = next((n for n, column in enumerate(parts.entry) if headings.special(column.name) == NUMBERING), None)
    if number is not None and (counted or _counts_entries(lines, parts.entry[number].number)):
        identity.append((NUMBERING, number))
    keys = dict(reversed(identity))
    main = parts.entry[keys["name"] if "name" in keys else keys["code"]].number
    tops = {one.top for one in merges if one.left == main and one.bottom > one.top}
    of_entry, of_item = _chooser(parts.entry), _chooser(parts.items)
    group: _Group | None = None
    for line in lines:
        cells = of_entry(line.values)
        if group is None or line.number in tops or _differs(cells, group.cells, keys):
            if group:
                yield _row(group)
            group = _Group(line, [_line(line, of_item)], list(cells), {}, [])
            agreeing = cells
            continue
        group.lines.append(_line(line, of_item))
        # Most lines say of the entry what the one above them says.
        if cells != agreeing:
            clashes = len(group.clashes)
            _add(group, line, cells, parts.entry)
            agreeing = cells if len(group.clashes) == clashes else agreeing
    if group:
        yield _row(group)


def _counts_entries(lines: Sequence[Line], column: int) -> bool:
    """Whether two lines running bear the same number."""
    before = None
    for line in lines:
        value = line.values[column - 1] if column <= len(line.values) else None
        if value is not None and value == before:
            return True
        before = value
    return False


def _differs(cells: tuple, first: list, keys: dict[str, int]) -> bool:
    """Whether a line names another entry than the first one did."""
    for place in keys.values():
        if cells[place] is not None and cells[place] != first[place]:
            said, before = clean(text_of(cells[place])), clean(text_of(first[place]))
            if said and said != before and (before or place != keys.get("owner")):
                return True
    return False


def _add(group: _Group, line: Line, cells: tuple, columns: tuple[Column, ...]) -> None:
    for place, cell in enumerate(cells):
        first = group.cells[place]
        if cell is None or cell == first:
            continue
        if first is None:
            group.cells[place] = cell
            group.at[columns[place].number] = (line.number, columns[place].number)
        elif clean(text_of(cell)) not in ("", clean(text_of(first))):
            group.clashes.append((columns[place].number, line.number, cell))


def _row(group: _Group) -> Row:
    return Row(group.first.number, tuple(group.cells), tuple(group.lines), group.at, tuple(group.clashes))


def _line(line: Line, of_item: Callable[[tuple], tuple]) -> Row:
    return Row(line.number, of_item(line.values))


def _chooser(columns: Sequence[Column]) -> Callable[[tuple], tuple]:
    """What stands under `columns`, of a line's values; None where nothing does."""
    if len(columns) < 2:
        return lambda values: tuple(values[one.number - 1] if one.number <= len(values) else None for one in columns)
    width, chosen = max(one.number for one in columns), itemgetter(*(one.number - 1 for one in columns))
    return lambda values: chosen(_padded(values, width))


def _padded(values: tuple, width: int) -> tuple:
    return values if len(values) >= width else (*values, *[None] * (width - len(values)))
