"""The sheets of entries: headings, and the rows of each entry, as a workbook shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govinfo_cli.template.carrying import Rows, Value
from govinfo_cli.template.layout import Column, Layout
from govinfo_cli.template.lists import Lists
from govinfo_cli.workbook.listing import DARK, LINE, PALE
from govinfo_cli.workbook.styling import POINTS, Look, tall
from govinfo_cli.workbook.writing import Book, Sheet, fitting, letters, row

HEADS = 3  # rows: the title, the groups, the headings
GREY = "8593A3"
_RULE = "7F8FA3"  # above each entry

Made = list[str]  # an entry's rows with no number yet: "\0" stands for it


class Body:
    """The rows of a layout in one workbook."""

    def __init__(self, book: Book, form: Layout, lists: Lists, title: str) -> None:
        self._book, self._form, self._lists, self._says = book, form, lists, title
        self._title = book.look(Look(bold=True, size=14, color=DARK, text=False))
        self.heading = book.look(Look(bold=True, fill=PALE, edges=LINE, color=DARK, across="center", wrap=True))
        self._asked = book.look(Look(bold=True, fill=DARK, edges=LINE, color="FFFFFF", across="center", wrap=True))
        plain = Look(edges=LINE, down="top")
        self._first = [book.look(plain._replace(top=_RULE, wrap=one.wide)) for one in form.columns]
        self._later = [
            book.look(plain._replace(wrap=one.wide, color=None if _of_line(one) else GREY)) for one in form.columns
        ]
        self._wide = [place for place, one in enumerate(form.columns) if one.wide]

    def made(self, rows: Rows) -> Made:
        """The rows of an entry. The cells that repeat are written once and put into each; they are grey, and no
        taller than one line."""
        cell, first, later = self._book.cell, self._first, self._later
        top = rows.lines[0] | rows.entry
        cells = "".join(cell(place + 1, top[place], first[place]) for place in range(len(first)))
        made = [row("\0", cells, self._height(top))]
        if len(rows.lines) > 1:
            stretches = _stretches(
                [
                    None if place in rows.lines[0] else cell(place + 1, rows.entry[place], later[place])
                    for place in range(len(later))
                ]
            )
            for line in rows.lines[1:]:
                cells = "".join(
                    one if isinstance(one, str) else cell(one + 1, line[one], later[one]) for one in stretches
                )
                made.append(row("\0", cells, POINTS))
        return made

    def _height(self, cells: dict[int, Value]) -> float:
        return tall((cells[place], self._form.columns[place].width) for place in self._wide)

    def sheet(self, name: str, entries: Iterable[Made]) -> Sheet:
        """The sheet of some entries."""
        columns = self._form.columns
        choices = [self._lists.choice(column, place, HEADS + 1) for place, column in enumerate(columns, 1)]
        return Sheet(
            name,
            self._rows(entries),
            [column.width for column in columns],
            (self._form.frozen, HEADS),
            list(_merges(self._form)),
            filter=HEADS,
            titles=HEADS,
            choices=[choice for choice in choices if choice],
            tab=DARK,
        )

    def _rows(self, entries: Iterable[Made]) -> Iterator[str]:
        yield from self._heads()
        number = HEADS
        for made in entries:
            for one in made:
                number += 1
                yield one.replace("\0", str(number))

    def _heads(self) -> Iterator[str]:
        cell, columns = self._book.cell, self._form.columns
        yield row(1, cell(1, fitting(self._says), self._title), 26)
        groups, heads = [], []
        for place, column in enumerate(columns):
            look = self._asked if column.required else self.heading
            if column.group is None:
                groups.append(cell(place + 1, column.heading, look))
                heads.append(cell(place + 1, None, look))
            else:
                opens = place == 0 or columns[place - 1].group != column.group
                groups.append(cell(place + 1, column.group if opens else None, self.heading))
                heads.append(cell(place + 1, column.heading, look))
        yield row(2, "".join(groups), 18)
        yield row(3, "".join(heads), 30)


def _of_line(column: Column) -> bool:
    return column.of_item or bool(column.item)


def _stretches(cells: list[str | None]) -> list[str | int]:
    """Cells that stay as they are, joined to as few texts as possible; the places of the others between."""
    found: list[str | int] = []
    for place, said in enumerate(cells):
        if said is None:
            found.append(place)
        elif found and isinstance(found[-1], str):
            found[-1] += said
        else:
            found.append(said)
    return found


def _merges(form: Layout) -> Iterator[str]:
    """The merged cells of the headings: the title, a group over its columns, a heading without a group over both rows."""
    yield f"A1:{letters(max(2, len(form.columns)))}1"
    start = 0
    for place, column in enumerate(form.columns, 1):
        if not column.group:
            yield f"{letters(place)}2:{letters(place)}3"
            continue
        if place == 1 or form.columns[place - 2].group != column.group:
            start = place
        last = place == len(form.columns) or form.columns[place].group != column.group
        if last and start < place:
            yield f"{letters(start)}2:{letters(place)}2"
