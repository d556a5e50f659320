"""What is said of a workbook's sheets: hidden, left out, not understood, read as something else, or blank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.table import Table
from govinfo_cli.remarks import again, left_out, remark
from govinfo_cli.visible import shown


def hidden(path: str, sheet: str, what: Text, row: int = 1) -> Diagnostic:
    """What is hidden in a sheet, and read all the same."""
    return remark(
        "import-hidden",
        path,
        Text(zh=f"{what.zh}，内容已一并读取", en=f"{what.en}; read all the same"),
        row=row,
        sheet=sheet,
        help=again(
            zh="不该有的，取消隐藏后删去，保存后", en="what is not meant to be there: unhide and delete it, save and"
        ),
    )


def outside(path: str, sheet: str, rows: Iterable[int]) -> Iterator[Diagnostic]:
    """Rows that are not of the table."""
    for row in rows:
        yield remark(
            "import-above-heading",
            path,
            left_out(zh="标题或填表说明，不是条目，", en="a title or a note, no entry;"),
            row=row,
            sheet=sheet,
            help=again(
                zh="其实是条目的，移到表头下面，与各列对齐，",
                en="if it is an entry, move it below the heading row, under its columns, and",
            ),
        )


def no_part(path: str, sheet: str) -> Diagnostic:
    """A sheet that is no part of the catalogue."""
    return remark(
        "import-other-sheet",
        path,
        Text(
            zh=f"工作表“{shown(sheet)}”是选项或说明，不是目录内容",
            en=f"sheet '{shown(sheet)}' is a list of choices or notes",
        ),
        sheet=sheet,
    )


def unread(path: str, sheet: str, rows: int) -> Diagnostic:
    """A sheet with rows whose headings nobody knows."""
    name = shown(sheet)
    return remark(
        "import-unread-sheet",
        path,
        Text(
            zh=f"工作表“{name}”没有认出表头，{rows} 行都没有读",
            en=f"no headings known on sheet '{name}'; its {rows} rows are not read",
        ),
        sheet=sheet,
        help=again(
            zh="不是目录内容的，不必处理；是的，把名称所在列的列名改为  信息资源名称  ，",
            en="if it belongs to the catalogue, call the column of names 信息资源名称 and",
        ),
    )


def linked(path: str) -> Diagnostic:
    """Formulas that draw on other files."""
    return remark(
        "import-other-sheet",
        path,
        Text(
            zh="表里有引用其他工作簿的公式；没有打开别的文件，用的是表里存的结果",
            en="formulas draw on other workbooks; none was opened, the stored results are used",
        ),
    )


def as_items(path: str, sheet: str, row: int, count: int) -> Diagnostic:
    """A sheet read as one resource and its items."""
    cut = len(sheet) >= 31 or sheet.rstrip().endswith(("..", "…"))
    more = (
        ("；表名最多 31 个字，可能不是全称", "; a sheet's name ends at 31 characters, it may be cut")
        if cut
        else ("", "")
    )
    return remark(
        "import-layout",
        path,
        Text(
            zh=f"按“一表一资源、首行为信息项”读取：表名作名称，信息项 {count} 项{more[0]}",
            en=f"read as one resource a sheet, its first row the items: the sheet's name is the name, {count} items{more[1]}",
        ),
        row=row,
        sheet=sheet,
        field="name",
    )


def blank_form(path: str, tables: list[Table]) -> Diagnostic:
    """Tables whose headings are known and that hold nothing."""
    first = tables[0]
    kind = _kind(tables)
    return remark(
        "import-blank-form",
        path,
        Text(
            zh=f"空白的{kind.zh}：表头认得，还没有填内容",
            en=f"a blank {kind.en}: its headings are known, and nothing is filled in",
        ),
        row=first.heading,
        sheet=first.sheet,
        help=again(zh="填好后保存，", en="fill it in, save it and"),
    )


def _kind(tables: list[Table]) -> Text:
    if len(tables) == 1 and tables[0].columns and not tables[0].columns[0].lettered:
        return Text(zh="单条表单（一张表填一条资源）", en="form (one resource a sheet)")
    if any(table.item_columns and table.sheet != table.item_sheet for table in tables):
        return Text(zh="目录、信息项两张表", en="workbook of two sheets (entries, and items)")
    if any(table.item_columns for table in tables):
        return Text(zh="编制指南目录表（一行一个信息项）", en="workbook of the guide (one row an item)")
    return Text(zh="目录清单（一行一条）", en="list (one row an entry)")
