"""The catalogue as the guide's workbook: a row an item, a cover, drop-downs, and a sheet for what its columns cannot say.

The cells of an entry stand in each of its rows: merged, or left blank below the first, they would not survive a sort
or a filter, and a spreadsheet program takes minutes to open 10,000 merges.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from govinfo_cli.bundle import Bundle
from govinfo_cli.edition.exported import Edition, Exported
from govinfo_cli.intake import particulars
from govinfo_cli.template import cover, lists
from govinfo_cli.template.body import GREY, HEADS, Body, Made
from govinfo_cli.template.carrying import Carrier, Rows
from govinfo_cli.template.layout import Layout, layout
from govinfo_cli.template.target import DEFAULT
from govinfo_cli.workbook.listing import DARK, LINE
from govinfo_cli.workbook.styling import Look, tall
from govinfo_cli.workbook.writing import MAX_ROWS, Book, Sheet, fitting, letters, row

ENDING = ".xlsx"
WISHES = ("target", "strict", "by_owner", "compress")
_NO_OWNER = "没有填提供方"
_NO_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST = 28  # characters of a sheet's name; programs take 31
_WIDTHS = (6, 21, 26, 18, 18, 18, 70, 34)
_NOTE = "上面各表的列放不下的内容，按代码或序号对应，导入时一并读入；与“表中写法”不一致的（表里已经改过），以表里为准"


def bundle(edition: Edition) -> Bundle:
    """One workbook. Raises CatalogError for a target that cannot be used."""
    form = layout(edition.wishes.target or DEFAULT, edition.settings.profile, edition.file)
    return Bundle({"目录.xlsx": _Workbook(edition, form).bytes()})


class _Workbook:
    """One workbook being made."""

    def __init__(self, edition: Edition, form: Layout) -> None:
        self._edition, self._form = edition, form
        self._carrier = Carrier(form, edition.catalog, edition.scope)
        self._lists = lists.Lists(form, edition.catalog)
        self._book = Book(edition.settings.title, stored=not edition.wishes.compress)
        title = f"{edition.settings.title}（{edition.status.of(edition.lang)}）"
        self._body = Body(self._book, form, self._lists, title)
        self._counts = cover.Counts()
        self._more: list[str] = []
        self._names: list[str] = [cover.SHEET, lists.SHEET, particulars.SHEET]
        plain = Look(edges=LINE, down="top")
        self._looks = [
            self._book.look(plain._replace(color=GREY if place in (0, 5, 7) else None, wrap=place > 5))
            for place in range(len(particulars.HEADINGS))
        ]

    def bytes(self) -> bytes:
        entries = self._entries()
        if self._edition.wishes.by_owner:
            self._sheets_by_owner(entries)
        else:
            self._sheets(self._form.sheet, (made for _, made in entries))
        items = self._names[3:]
        if not self._edition.wishes.strict:
            self._particulars()
        self._book.add(self._dictionary())
        self._book.add(cover.sheet(self._book, self._edition, self._counts, self._form.title, items))
        order = [cover.SHEET, *items, particulars.SHEET, *self._names[3 + len(items) :], lists.SHEET]
        return self._book.finish(order.index)

    def _entries(self) -> Iterator[tuple[str, Made]]:
        """Each entry's owner and its rows."""
        official = self._edition.settings.profile.spelling("share-type")
        for number, entry in enumerate(self._edition.read(), 1):
            rows = self._carrier.rows(number, entry.data)
            owner = self._owner(entry)
            self._counts.take(owner, official(entry.get("share", "type")), len(rows.lines) if entry.get("items") else 0)
            if not self._edition.wishes.strict:
                self._keep(number, entry, rows)
            yield owner, self._body.made(rows)

    def _owner(self, entry: Exported) -> str:
        said = entry.get("owner")
        if not isinstance(said, str) or not said.strip():
            return _NO_OWNER
        return self._edition.catalog.owner_names.official(said) or said.strip()

    def _sheets(self, name: str, entries: Iterable[Made]) -> None:
        """The entries on as many sheets as they need; an entry's rows stay together."""
        waiting = iter(entries)
        held = next(waiting, None)

        def part() -> Iterator[Made]:
            nonlocal held
            room = MAX_ROWS - HEADS
            while held is not None and (len(held) <= room or room == MAX_ROWS - HEADS):
                room -= len(held)
                yield held[: MAX_ROWS - HEADS]
                held = next(waiting, None)

        self._book.add(self._body.sheet(self._called(name), part()))
        while held is not None:
            self._book.add(self._body.sheet(self._called(name), part()))

    def _sheets_by_owner(self, entries: Iterable[tuple[str, Made]]) -> None:
        by_owner: dict[str, list[Made]] = {}
        for owner, made in entries:
            by_owner.setdefault(owner, []).append(made)
        for owner in sorted(by_owner):
            self._sheets(owner, by_owner.pop(owner))
        if len(self._names) == 3:
            self._sheets(self._form.sheet, ())

    def _called(self, name: str) -> str:
        """A name for a sheet: what spreadsheet programs take, and no other sheet has."""
        plain = _NO_SHEET.sub("", fitting(name)).strip(" '") or self._form.sheet
        taken = {one.casefold() for one in self._names} | {"history"}
        said = plain[:_LONGEST].strip(" '")
        for number in range(2, len(taken) + 3):
            if said.casefold() not in taken:
                break
            mark = f"（{number}）"
            said = plain[: _LONGEST - len(mark)].strip(" '") + mark
        self._names.append(said)
        return said

    def _keep(self, number: int, entry: Exported, rows: Rows) -> None:
        """The particulars of an entry, as rows with no number yet."""
        code, name = (said if isinstance(said := entry.get(key), str) else None for key in ("code", "name"))
        for one in rows.more:
            key, label = particulars.key_text(one.steps), self._label(one)
            for text in particulars.value_rows(one.value):
                cells = (number, code, name, one.item, label, key, text, one.beside)
                said = [fitting(cell) if isinstance(cell, str) else cell for cell in cells]
                made = (
                    self._book.cell(place, cell, look)
                    for place, (cell, look) in enumerate(zip(said, self._looks, strict=True), 1)
                )
                height = tall(((text, _WIDTHS[6]), (one.beside, _WIDTHS[7])))
                self._more.append(row("\0", "".join(made), height))

    def _label(self, one: particulars.Particular) -> str:
        steps = ("items", 0, *one.steps) if one.item else one.steps
        return self._edition.settings.shape.label(steps).zh

    def _particulars(self) -> None:
        room = MAX_ROWS - 2
        for start in range(0, max(len(self._more), 1), room):
            name = particulars.SHEET if start == 0 else self._called(particulars.SHEET)
            rows = self._particular_rows(self._more[start : start + room])
            self._book.add(Sheet(name, rows, _WIDTHS, (0, 2), filter=2, titles=2, tab=GREY))

    def _particular_rows(self, part: list[str]) -> Iterator[str]:
        cell = self._book.cell
        yield row(1, cell(1, _NOTE, self._book.look(Look(color=DARK, text=False))), 20)
        heads = enumerate(particulars.HEADINGS, 1)
        yield row(2, "".join(cell(place, said, self._body.heading) for place, said in heads), 20)
        for number, made in enumerate(part, 3):
            yield made.replace("\0", str(number))

    def _dictionary(self) -> Sheet:
        merges = [f"{letters(first)}1:{letters(last)}1" for first, last in self._lists.groups.values() if first < last]
        width = [max(12, 2 * len(one.title) + 2, *map(len, one.values)) for one in self._lists.lists] or [12]
        return Sheet(lists.SHEET, self._dictionary_rows(), width, (0, 2), merges, tab=GREY)

    def _dictionary_rows(self) -> Iterator[str]:
        plain = self._book.look(Look(edges=LINE))
        for number, values in enumerate(self._lists.grid(), 1):
            cells = (
                self._book.cell(place, said and fitting(said), self._body.heading if number <= 2 else plain)
                for place, said in enumerate(values, 1)
                if said or number <= 2
            )
            yield row(number, "".join(cells))
