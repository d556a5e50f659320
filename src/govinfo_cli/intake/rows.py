"""A table's rows to drafts of entries, with a remark for every cell that was changed or could not be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from govinfo_cli.cleaning import clean, one_word, storable
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.cells import Cells
from govinfo_cli.intake.filling import Filling, Target, as_kept, blank
from govinfo_cli.intake.headings import LEVEL, NUMBERING, TERMS, Headings, bare
from govinfo_cli.intake.items import Items
from govinfo_cli.intake.levels import Levels
from govinfo_cli.intake.nested import text_of, texts
from govinfo_cli.intake.placing import of_entries, of_lines
from govinfo_cli.intake.reading import CHANGED, UNREAD, Reading
from govinfo_cli.intake.supplementing import NOTHING, outdated, supplement
from govinfo_cli.intake.table import Column, Place, Row, Table
from govinfo_cli.intake.terms import take_terms
from govinfo_cli.remarks import again, left_out, remark
from govinfo_cli.settings import Settings
from govinfo_cli.vocabulary import fold
from govinfo_cli.workbook.value import Fault

_NO_KEY = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row on its way to an entry: `data` is None where the row is none, and a remark then says why.

    `owner_column` is where its owner stands, for remarks on it. `places` says of each route of the data that was
    taken from a cell, such as ("share", "type") or ("items", 3, "name"), which cell that was.
    """

    table: Table
    row: int
    data: dict | None
    remarks: tuple[Diagnostic, ...] = field(default=())
    owner_column: int = 1
    places: Mapping[tuple, Place] = field(default_factory=dict)

    @property
    def digest(self) -> bytes:
        """The same for rows that say the same."""
        return sha256(json.dumps(self.data, sort_keys=True).encode()).digest()

    def place(self, route: tuple) -> Place:
        """The cell that `route` was taken from; of what has none the nearest beside or above it, else the row's first."""
        for end in range(len(route), 0, -1):
            for known, found in self.places.items():
                if known[:end] == route[:end]:
                    return found
        return Place(self.table.sheet, self.row, 1)


class Intake:
    """Turns tables into drafts for one catalogue. `owner` is the owner of tables that have no such column."""

    def __init__(
        self, settings: Settings, headings: Headings, owner: str | None = None, cells: Cells | None = None
    ) -> None:
        self._shape = settings.shape
        self._headings = headings
        self._cells = cells or Cells(settings)
        self._items = Items(self._cells, headings, settings.profile.vocabularies["share-type"])
        self._levels = Levels(settings, headings)
        self._owner = one_word(owner) if owner else None
        self._order = list(self._shape.below(()))

    def drafts(self, table: Table) -> tuple[list[Diagnostic], Iterator[Draft]]:
        """What is to be said of the table's columns, and its rows as drafts, in order."""
        table = self._without_registered(table)
        targets = self._targets(table)
        of_items = self._items.targets(table.item_columns, _own_key)
        about = [*table.remarks, *of_entries(table, targets, self._headings, self._shape, self._owner is None)]
        return [*about, *of_lines(table, of_items)], self._rows(table, targets, of_items)

    def _without_registered(self, table: Table) -> Table:
        """A workbook without the providers' credit codes that the registers have: they say nothing of an entry."""
        words = self._headings.words("sheets", "provider_code")
        places = [place for place, one in enumerate(table.columns) if fold(bare(one.name)) in words]
        if not table.sheet or not places:
            return table
        return replace(table, rows=tuple(self._row_without(row, places) for row in table.rows))

    def _row_without(self, row: Row, places: list[int]) -> Row:
        known = [one for one in places if one < len(row.cells) and self._cells.registered(text_of(row.cells[one]))]
        if not known:
            return row
        return replace(row, cells=tuple(None if place in known else cell for place, cell in enumerate(row.cells)))

    def _targets(self, table: Table) -> list[Target]:
        taken: set[str] = set()
        targets = []
        for column in table.columns:
            key = self._headings.field(column.name)
            if table.sheet:
                key = self._headings.special(column.name) or key
            key = None if key in taken and key != LEVEL else key
            own = _own_key(column)
            own = next(name for n in range(1, 10_000) if (name := own if n == 1 else f"{own}-{n}") not in taken)
            taken |= {key, own} - {None}
            targets.append(Target(column, key, own))
        return targets

    def _rows(self, table: Table, targets: list[Target], of_items: list[Target]) -> Iterator[Draft]:
        names = [clean(column.name) for column in table.columns] if table.lettered else []
        for row in table.rows:
            if all(blank(cell) for cell in row.cells) and not row.lines:
                yield _no_draft(table, row, "import-blank-row", left_out(zh="空行，", en="blank row,"))
            elif names and len(row.cells) >= len(names) and _are(row.cells, names):
                why = left_out(zh="又一行表头，", en="the heading row again,")
                yield _no_draft(table, row, "import-repeated-heading", why)
            else:
                yield self._draft(table, row, targets, of_items)

    def _draft(self, table: Table, row: Row, targets: list[Target], of_items: list[Target]) -> Draft:
        added = NOTHING
        if table.more:
            row, added = supplement(table.more, row, targets, of_items)
        draft = Filling(self._cells, self._shape, table, row)
        if not table.lettered and self._is_own(row, targets):
            for target, cell in zip(targets, row.cells, strict=False):
                if cell is not None:
                    name = target.column.name
                    draft.data[name] = as_kept(cell, None if name.startswith("x-") else self._shape.typed, name)
        else:
            self._fill(draft, row, targets)
            self._items.fill(draft, table, row, of_items)
            draft.fill_weak()
            draft.surplus(len(targets))
        owner_column = next((row.place(one.column)[1] for one in targets if one.key == "owner"), 0)
        if self._owner and not owner_column:
            draft.data["owner"] = self._owner
        draft.data = added.added(draft.data)
        data = {key: draft.data[key] for key in self._order if key in draft.data}
        data |= {key: value for key, value in draft.data.items() if key not in data}
        if not data.get("name") and not data.get("code"):
            why = left_out(
                zh="信息资源名称：没有填，也没有代码，这一行",
                en="resource name: blank, and there is no code; this row is",
            )
            help = again(zh="补上名称，", en="fill in the name and")
            said = remark("import-unnamed-row", table.path, why, row=row.number, help=help, sheet=table.sheet)
            return Draft(table, row.number, None, (said,))
        said = (*draft.remarks, *outdated(table, added, self._shape))
        return Draft(table, row.number, data, said, owner_column or 1, draft.places)

    def _fill(self, draft: Filling, row: Row, targets: list[Target]) -> None:
        """The cells of the entry itself; what needs another of them comes last."""
        levels: list[tuple[Target, str]] = []
        terms: list[tuple[Target, object]] = []
        for target, cell in zip(targets, row.cells, strict=False):
            if cell is None or blank(cell) or target.key == NUMBERING:
                continue
            if target.key == LEVEL:
                levels.append((target, clean(text_of(cell))))
            elif target.key == TERMS and not isinstance(cell, Fault):
                terms.append((target, cell))
            else:
                draft.cell(target, cell)
        for target, cell in terms:
            share = draft.data.get("share")
            take_terms(draft, target, share.get("type") if isinstance(share, dict) else None, cell)
        if levels:
            self._class(draft, levels)
        by_number = {target.column.number: target for target in targets} if row.clashes else {}
        for number, line, cell in row.clashes:
            if by_number[number].key != NUMBERING:
                draft.clash(by_number[number], line, cell)

    def _class(self, draft: Filling, levels: list[tuple[Target, str]]) -> None:
        """The class from the columns of its levels; where the class table has no such path, the front of a valid code."""
        target = levels[-1][0]
        code = self._levels.code([said for _, said in levels])
        said = " / ".join(text for _, text in levels)
        category = Target(target.column, "category", "x-信息资源分类")
        if code:
            draft.take(category, said, Reading({"category": code}, kind=CHANGED))
            return
        why = Text(zh="在分类表里没有对应的类目", en="is no path of the class table")
        draft.take(category, said, Reading(kind=UNREAD, kept=True, why=why))
        if isinstance(draft.data.get("code"), str):
            draft.weakly("category", draft.data["code"].partition("/")[0])

    def _is_own(self, row: Row, targets: list[Target]) -> bool:
        """Whether a JSON object is an entry in our own keys and types, such as this tool's own export."""
        kinds = {"object": dict, "array": list, "string": str}
        for target, cell in zip(targets, row.cells, strict=False):
            if cell is None or target.column.name.startswith("x-"):
                continue
            form = self._shape.fields.get(target.column.name)
            if form is None or "." in target.column.name:
                return False
            if any(storable(text) != text for text in texts(cell)):
                return False
            said = form.get("type", "object")
            if not isinstance(cell, tuple(kinds[one] for one in ([said] if isinstance(said, str) else said))):
                return False
        return True


def _own_key(column: Column) -> str:
    name = _NO_KEY.sub("", clean(column.name))[:40]
    return (name if name.startswith("x-") else f"x-{name}") if name else f"x-第{column.number}列"


def _are(cells: tuple, names: list[str]) -> bool:
    """Whether a row's cells are the headings again."""
    return all(clean(text_of(cell)) == name for cell, name in zip(cells, names, strict=False))


def _no_draft(table: Table, row: Row, kind: str, why: Text) -> Draft:
    return Draft(table, row.number, None, (remark(kind, table.path, why, row=row.number, sheet=table.sheet),))
