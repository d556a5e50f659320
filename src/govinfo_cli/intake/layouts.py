"""A workbook's sheets to tables, whatever their layout: a list, rows of items, two sheets, a form a sheet, or mere items."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from govinfo_cli.cleaning import clean
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake import forms, notices
from govinfo_cli.intake.forms import form_of, only_items
from govinfo_cli.intake.grouping import grouped_rows, plain_rows
from govinfo_cli.intake.headings import Headings, bare, no_heading
from govinfo_cli.intake.heads import Head, head_of, parts_of
from govinfo_cli.intake.joining import joined
from govinfo_cli.intake.particulars import Particulars, is_sheet, particulars, together
from govinfo_cli.intake.table import Column, Row, Table, letters, row_ranges
from govinfo_cli.remarks import Unreadable, again, remark
from govinfo_cli.vocabulary import fold
from govinfo_cli.workbook.value import Book, Grid, Line, Sheet

_FEW = 4  # entry columns that a sheet of items has at most beside the items' own


class Read(NamedTuple):
    """One sheet as far as it has been understood."""

    sheet: Sheet
    grid: Grid
    head: Head | None
    table: Table | None


def tables_of(path: str, book: Book, headings: Headings) -> list[Table]:
    """The tables of a workbook, each with what is to be said of its sheet; raises Unreadable."""
    remarks: list[Diagnostic] = []
    if book.linked:
        remarks.append(notices.linked(path))
    own = any(is_sheet(sheet.name) for sheet in book.sheets)
    found: list[Read] = []
    more: list[Particulars] = []
    for sheet in book.sheets:
        if fold(sheet.name) in headings.words("sheets", "lists") or not headings.wants(sheet.name):
            remarks.append(notices.no_part(path, sheet.name))
            continue
        grid = sheet.grid()
        if is_sheet(sheet.name) and (said := particulars(sheet.name, ((one.number, one.values) for one in grid.lines))):
            more.append(said)
            continue
        if grid.lines:
            found.append(_read(path, sheet, grid, headings, own))
    read = [one for one in found if one.table]
    if not read:
        read = [one for one in (_items_only(path, one, headings) for one in found) if one.table]
        if len(read) < len(found) or not found:
            raise Unreadable(_no_heading(path, found))
    for one in found:
        if one.sheet.name not in {other.sheet.name for other in read}:
            remarks.append(notices.unread(path, one.sheet.name, len(one.grid.lines)))
    tables = joined(path, [_with_remarks(path, one) for one in read], headings)
    if not any(table.rows or table.lost for table in tables):
        remarks.append(notices.blank_form(path, tables))
    if more:
        tables = [replace(table, more=together(more)) for table in tables]
    return [replace(tables[0], remarks=(*remarks, *tables[0].remarks)), *tables[1:]]


def _read(path: str, sheet: Sheet, grid: Grid, headings: Headings, own: bool) -> Read:
    """A sheet by its headings, or as a form, whichever says more."""
    head = head_of(grid, headings)
    form = form_of(grid, headings)
    if form and (head is None or headings.score(head.names) < form.known):
        table = forms.table_of(path, sheet.name, form)
        if not any(cell.value is not None for cell in form.cells if headings.field(cell.label) in ("name", "code")):
            table = replace(table, rows=())
        return Read(sheet, grid, None, replace(table, remarks=tuple(notices.outside(path, sheet.name, form.outside))))
    if head is None:
        return Read(sheet, grid, None, None)
    return Read(sheet, grid, head, _table(path, sheet, grid, head, headings, own))


def _table(path: str, sheet: Sheet, grid: Grid, head: Head, headings: Headings, own: bool) -> Table:
    below = [line for line in grid.lines if line.number > head.last]
    notes = [line.number for line in below if _is_note(line)]
    below = [line for line in below if not _is_note(line)]
    width = max((len(line.values) for line in below), default=0)
    if width > len(head.names):
        head = head._replace(names=(*head.names, *[""] * (width - len(head.names))))
    parts = parts_of(head, headings, _is_item_sheet(head, headings))
    if parts.items:
        again = {line.number for line in below if _is_heading(line, head)}
        lines = [line for line in below if line.number not in again]
        rows = tuple(grouped_rows(lines, parts, headings, grid.merges, own))
        notes += sorted(again)
    else:
        rows = tuple(plain_rows(below, parts.entry, head.last))
    above = [line.number for line in grid.lines if line.number < head.first]
    said = tuple(notices.outside(path, sheet.name, [*above, *notes]))
    return Table(
        path, parts.entry, rows, head.last, said, sheet=sheet.name, item_columns=parts.items, item_sheet=sheet.name
    )


def _is_item_sheet(head: Head, headings: Headings) -> bool:
    """Whether a sheet names items and, of their entry, no more than which it is."""
    fields = {headings.field(name) for name in head.names if name and headings.item_field(name) is None} - {None}
    return len(fields - {"share", "open"}) <= _FEW and not fields & {
        "abstract",
        "update_cycle",
        "format",
        "format.class",
    }


def _is_heading(line: Line, head: Head) -> bool:
    """Whether a line is the headings again: what it says under three of them, and all that it says there."""
    same = 0
    for value, name in zip(line.values, head.names, strict=False):
        if value is None or not name:
            continue
        if not isinstance(value, str) or len(value) > len(name) + 12 or bare(value) != name:
            return False
        same += 1
    return same > 2


def _is_note(line: Line) -> bool:
    """A line that is but one remark to whoever fills the table in."""
    values = [value for value in line.values if value is not None]
    return len(values) == 1 and isinstance(values[0], str) and bool(forms.RULES.match(values[0]))


def _items_only(path: str, one: Read, headings: Headings) -> Read:
    columns = only_items(one.grid, headings)
    if not columns:
        return one
    heading = one.grid.lines[0].number
    name = next(iter(headings.names_of("name")))
    item = next(iter(headings.names_of("items.name")))
    lines = tuple(Row(heading, (column.name,), at={1: (heading, column.number)}) for column in columns)
    row = Row(heading, (clean(one.sheet.name),), lines)
    said = [notices.as_items(path, one.sheet.name, heading, len(columns))]
    said += notices.outside(path, one.sheet.name, [line.number for line in one.grid.lines[1:]])
    table = Table(
        path,
        (Column(1, name, lettered=False),),
        (row,),
        heading,
        tuple(said),
        sheet=one.sheet.name,
        item_columns=(Column(1, item),),
        item_sheet=one.sheet.name,
    )
    return one._replace(table=table)


def _with_remarks(path: str, one: Read) -> Table:
    """The table with what is to be said of hidden rows, columns and the sheet itself."""
    said = list(one.table.remarks)
    name = one.sheet.name
    if one.sheet.hidden:
        said.append(notices.hidden(path, name, Text(zh="整张工作表是隐藏的", en="the whole sheet is hidden")))
    rows = [line.number for line in one.grid.lines if line.hidden]
    if rows:
        zh = "、".join(list(row_ranges(rows))[:10])
        said.append(notices.hidden(path, name, Text(zh=f"第 {zh} 行是隐藏的", en=f"rows {zh} are hidden"), rows[0]))
    columns = _hidden_columns(one)
    if columns:
        zh = "、".join(map(letters, columns[:10]))
        said.append(notices.hidden(path, name, Text(zh=f"{zh} 列是隐藏的", en=f"columns {zh} are hidden")))
    return replace(one.table, remarks=tuple(said))


def _hidden_columns(one: Read) -> list[int]:
    """The hidden columns in which something stands below the headings."""
    last = one.head.last if one.head else 0
    wanted = {column for first, end in one.grid.hidden for column in range(first, min(end, 1000) + 1)}
    if not wanted:
        return []
    filled: set[int] = set()
    for line in one.grid.lines:
        if line.number > last:
            filled.update(
                column
                for column in wanted - filled
                if column <= len(line.values) and line.values[column - 1] is not None
            )
    return sorted(filled)


def _no_heading(path: str, found: list[Read]) -> Diagnostic:
    if not found:
        return remark(
            "import-no-heading",
            path,
            Text(
                zh="工作簿里没有填内容（只有空白单元格，或只有选项、说明）",
                en="nothing is filled in: the workbook has blank cells, lists of choices or notes only",
            ),
            help=again(
                zh="核对是不是选错了文件；填好的，在 Excel 或 WPS 里保存后",
                en="see whether it is the right file; if it was filled in, save it and",
            ),
        )
    first = found[0]
    seen = [value for value in first.grid.lines[0].values if isinstance(value, str)]
    return no_heading(path, seen)
