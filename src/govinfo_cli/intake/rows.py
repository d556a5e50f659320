"""A table's rows to drafts of entries, with a remark for every cell that was changed or could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from govinfo_cli.cleaning import clean, one_word, storable
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.cells import Cells
from govinfo_cli.intake.filling import Filling, Target, as_kept, blank
from govinfo_cli.intake.headings import Headings
from govinfo_cli.intake.nested import text_of, texts
from govinfo_cli.intake.table import Column, Row, Table
from govinfo_cli.remarks import remark
from govinfo_cli.settings import Settings

_NO_KEY = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A row on its way to an entry: `data` is None where the row is none, and a remark then says why.

    `owner_column` is where its owner stands, for remarks on it.
    """

    table: Table
    row: int
    data: dict | None
    remarks: tuple[Diagnostic, ...] = field(default=())
    owner_column: int = 1


class Intake:
    """Turns tables into drafts for one catalogue. `owner` is the owner of tables that have no such column."""

    def __init__(self, settings: Settings, headings: Headings, owner: str | None = None) -> None:
        self._shape = settings.shape
        self._headings = headings
        self._cells = Cells(settings)
        self._owner = one_word(owner) if owner else None
        self._order = list(self._shape.below(()))

    def drafts(self, table: Table) -> tuple[list[Diagnostic], Iterator[Draft]]:
        """What is to be said of the table's columns, and its rows as drafts, in order."""
        targets = self._targets(table)
        return list(self._about_columns(table, targets)), self._rows(table, targets)

    def _targets(self, table: Table) -> list[Target]:
        taken: set[str] = set()
        targets = []
        for column in table.columns:
            key = self._headings.field(column.name)
            key = None if key in taken else key
            own = _own_key(column)
            own = next(name for n in range(1, 10_000) if (name := own if n == 1 else f"{own}-{n}") not in taken)
            taken |= {key, own} - {None}
            targets.append(Target(column, key, own))
        return targets

    def _about_columns(self, table: Table, targets: list[Target]) -> Iterator[Diagnostic]:
        yield from table.remarks
        for target in targets:
            column, known = target.column, self._headings.field(target.column.name)
            if target.key is not None or column.name.startswith("x-"):
                continue
            if not any(_filled(row, column) for row in table.rows):
                continue
            if known:
                first = next(one.column for one in targets if one.key == known)
                label = self._shape.label(tuple(known.split(".")))
                yield remark(
                    "import-repeated-column",
                    table.path,
                    Text(
                        zh=f"{label.zh}：{first.words.zh}已经是这一项，{column.words.zh}的内容放在  {target.own}",
                        en=f"{label.en}: {first.words.en} is this field already; {column.words.en} goes to {target.own}",
                    ),
                    row=table.heading,
                    column=column.number,
                    field=known,
                )
                continue
            yield remark(
                "import-unknown-column",
                table.path,
                Text(
                    zh=f"{column.words.zh}没有对应的填报项，内容原样放在  {target.own}",
                    en=f"{column.words.en} is no field we know; its cells are kept under {target.own}",
                ),
                row=table.heading,
                column=column.number,
                help=Text(
                    zh="其实是某个填报项的，把列名改成该填报项的名称再导入；没有用的，导入前删去这一列",
                    en="if it is one of our fields, give the column that field's name; if it is of no use, delete it first",
                ),
            )
        if table.rows and self._owner is None and not any(one.key == "owner" for one in targets):
            yield remark(
                "import-no-owner",
                table.path,
                Text(zh="信息资源提供方：表里没有这一列", en="owner: the table has no such column"),
                row=table.heading,
                field="owner",
                help=Text(
                    zh="整表同属一个提供方的，导入时加上  --owner 部门名称",
                    en="where all of it is one owner's, import with --owner NAME",
                ),
            )

    def _rows(self, table: Table, targets: list[Target]) -> Iterator[Draft]:
        names = [column.name for column in table.columns]
        for row in table.rows:
            if all(blank(cell) for cell in row.cells):
                yield _no_draft(table, row, "import-blank-row", Text(zh="空行，未导入", en="blank row, not imported"))
            elif table.lettered and [clean(text_of(cell)) for cell in row.cells[: len(names)]] == [
                clean(name) for name in names
            ]:
                why = Text(zh="又一行表头，未导入", en="the heading row again, not imported")
                yield _no_draft(table, row, "import-repeated-heading", why)
            else:
                yield self._draft(table, row, targets)

    def _draft(self, table: Table, row: Row, targets: list[Target]) -> Draft:
        draft = Filling(self._cells, self._shape, table, row)
        if not table.lettered and self._is_own(row, targets):
            for target, cell in zip(targets, row.cells, strict=False):
                if cell is not None:
                    name = target.column.name
                    draft.data[name] = as_kept(cell, None if name.startswith("x-") else self._shape.typed, name)
        else:
            for target, cell in zip(targets, row.cells, strict=False):
                if not blank(cell):
                    draft.cell(target, cell)
            draft.fill_weak()
            draft.surplus(len(targets))
        owner_column = next((one.column.number for one in targets if one.key == "owner"), 0)
        if self._owner and not owner_column:
            draft.data["owner"] = self._owner
        data = {key: draft.data[key] for key in self._order if key in draft.data}
        data |= {key: value for key, value in draft.data.items() if key not in data}
        if not data.get("name") and not data.get("code"):
            why = Text(
                zh="信息资源名称：没有填，也没有代码，这一行未导入",
                en="resource name: blank, and there is no code; this row is not imported",
            )
            help = Text(zh="补上名称，再导入一次", en="fill in the name and import again")
            return Draft(
                table, row.number, None, (remark("import-unnamed-row", table.path, why, row=row.number, help=help),)
            )
        return Draft(table, row.number, data, tuple(draft.remarks), owner_column or 1)

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


def _filled(row: Row, column: Column) -> bool:
    return column.number <= len(row.cells) and not blank(row.cells[column.number - 1])


def _no_draft(table: Table, row: Row, kind: str, why: Text) -> Draft:
    return Draft(table, row.number, None, (remark(kind, table.path, why, row=row.number),))
