"""Two sheets that belong together: the entries on one, on the other their items, each naming its entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govinfo_cli.cleaning import clean
from govinfo_cli.diagnostic import Diagnostic
from govinfo_cli.intake.headings import Headings
from govinfo_cli.intake.heads import says
from govinfo_cli.intake.nested import text_of
from govinfo_cli.intake.table import Row, Table
from govinfo_cli.remarks import again, left_out, remark
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold

_FEW = ("name", "code", "owner")


def joined(path: str, tables: list[Table], headings: Headings) -> list[Table]:
    """The tables, those of items alone merged into the one that has the entries; as they are where there is no such pair."""
    entries = [table for table in tables if not _of_items(table, headings) and not table.item_columns]
    items = [table for table in tables if _of_items(table, headings)]
    if len(entries) != 1 or not items:
        return tables
    (main,) = entries
    lines: dict[tuple[str, str], list[Row]] = {}
    first = items[0]
    alike = [table for table in items if _names(table) == _names(first)]
    for table in alike:
        for row in table.rows:
            for key in _keys(table, row, headings)[:1]:
                own = "" if table is first else table.sheet
                lines.setdefault(key, []).extend(replace(one, sheet=own) for one in row.lines if says(one.cells))
    rows, used = [], set()
    for row in main.rows:
        keys = [key for key in _keys(main, row, headings) if key in lines and key not in used]
        used.update(keys)
        rows.append(replace(row, lines=tuple(line for key in keys for line in lines[key])) if keys else row)
    lost: list[int] = []
    remarks: list[Diagnostic] = list(main.remarks)
    for table in items:
        remarks += table.remarks
        for row in table.rows:
            keys = _keys(table, row, headings)
            if table not in alike:
                lost.append(row.number)
                remarks.append(_other(path, table.sheet, row, first.sheet))
            elif not keys or keys[0] not in used:
                lost.append(row.number)
                remarks.append(_orphan(path, table.sheet, row, keys))
    table = replace(
        main,
        rows=tuple(rows),
        remarks=tuple(remarks),
        lost=(*main.lost, *lost),
        item_columns=first.item_columns,
        item_sheet=first.sheet,
    )
    return [table, *[one for one in tables if one is not main and one not in items]]


def _of_items(table: Table, headings: Headings) -> bool:
    fields = {headings.field(column.name) for column in table.columns} - {None}
    return bool(table.item_columns) and fields <= set(_FEW)


def _keys(table: Table, row: Row, headings: Headings) -> list[tuple[str, str]]:
    """How a row says which entry it is: by code, then by name."""
    said = {headings.field(column.name): cell for column, cell in zip(table.columns, row.cells, strict=False)}
    found = [(key, fold(clean(text_of(said[key])))) for key in ("code", "name") if said.get(key) is not None]
    return [one for one in found if one[1]]


def _orphan(path: str, sheet: str, row: Row, keys: Sequence[tuple[str, str]]) -> Diagnostic:
    name = shown(text_of(next((cell for cell in row.cells if cell is not None), "")))
    return remark(
        "import-unread-row",
        path,
        left_out(
            zh=f"信息项所属的目录“{name}”在目录表里没有，{len(row.lines)} 个信息项",
            en=f"no entry is called '{name}' on the sheet of entries; its {len(row.lines)} items are",
        )
        if keys
        else left_out(zh="信息项没有写属于哪条目录，", en="an item that names no entry;"),
        row=row.number,
        sheet=sheet,
        help=again(zh="两张表里的名称改成一样，", en="give both sheets the same name and"),
    )


def _names(table: Table) -> list[str]:
    return [column.name for column in table.item_columns]


def _other(path: str, sheet: str, row: Row, first: str) -> Diagnostic:
    return remark(
        "import-unread-row",
        path,
        left_out(
            zh=f"这张信息项表的列与工作表“{shown(first)}”的不同，{len(row.lines)} 个信息项",
            en=f"this sheet of items has other columns than '{shown(first)}'; {len(row.lines)} items are",
        ),
        row=row.number,
        sheet=sheet,
        help=again(zh="几张信息项表用一样的列，", en="give the sheets of items the same columns and"),
    )
