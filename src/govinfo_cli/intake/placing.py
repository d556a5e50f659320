"""What is said of a table's columns: those that no field takes, those that come twice, and that nobody names the owner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.filling import Target, blank
from govinfo_cli.intake.headings import NUMBERING, Headings
from govinfo_cli.intake.table import Column, Row, Table
from govinfo_cli.remarks import Twofold, remark
from govinfo_cli.structure import Shape


def of_entries(
    table: Table, targets: Sequence[Target], headings: Headings, shape: Shape, ownerless: bool
) -> Iterator[Diagnostic]:
    """The columns of the entries themselves; `ownerless` says that nothing else names their owner."""
    for place, target in enumerate(targets):
        column, known = target.column, headings.field(target.column.name)
        if target.key not in (None, NUMBERING) or column.name.startswith("x-"):
            continue
        if not any(_filled(row, place) for row in table.rows):
            continue
        if target.key == NUMBERING:
            yield _of(table, column, "import-layout", _counting(column))
        elif known:
            first = next(one.column for one in targets if one.key == known)
            label = shape.label(tuple(known.split(".")))
            yield _of(table, column, "import-repeated-column", _repeated(label, first, target), field=known)
        else:
            yield _of(table, column, "import-unknown-column", _unknown(target), _RENAME)
    if table.rows and ownerless and not any(one.key == "owner" for one in targets):
        message = Text(zh="信息资源提供方：表里没有这一列", en="owner: the table has no such column")
        yield _of(table, Column(1, ""), "import-no-owner", message, _OWNER, "owner")


def of_lines(table: Table, targets: Sequence[Target]) -> Iterator[Diagnostic]:
    """The columns of the items: those that no field of an item takes."""
    for place, target in enumerate(targets):
        column = target.column
        if target.key or not any(not blank(line.cells[place]) for row in table.rows for line in row.lines):
            continue
        yield remark(
            "import-unknown-column",
            table.path,
            Twofold(
                Text(
                    zh=f"{column.words.zh}没有对应的信息项填报项，内容原样放在信息项的  {target.own}",
                    en=f"{column.words.en} is no field of an item; its cells are kept in the items under {target.own}",
                ),
                Text(
                    zh=f"{column.words.zh}没有对应的信息项填报项，这一列没有检查",
                    en=f"{column.words.en} is no field of an item; the column is not checked",
                ),
            ),
            row=table.heading if table.sheet == table.item_sheet else 1,
            column=column.number,
            sheet=table.item_sheet,
            help=_RENAME_ITEM,
        )


def _of(
    table: Table, column: Column, kind: str, message: Text, help: Text | None = None, field: str | None = None
) -> Diagnostic:
    return remark(
        kind,
        table.path,
        message,
        row=table.heading,
        column=column.number,
        help=help,
        field=field,
        sheet=table.sheet,
    )


def _filled(row: Row, place: int) -> bool:
    return place < len(row.cells) and not blank(row.cells[place])


def _counting(column: Column) -> Text:
    return Twofold(
        Text(zh=f"{column.words.zh}只是编号，不导入", en=f"{column.words.en} but numbers the rows; not imported"),
        Text(zh=f"{column.words.zh}只是编号，不检查", en=f"{column.words.en} but numbers the rows; not checked"),
    )


def _repeated(label: Text, first: Column, target: Target) -> Text:
    one, other = first.words, target.column.words
    zh, en = f"{label.zh}：{one.zh}已经是这一项，{other.zh}", f"{label.en}: {one.en} is this field already; {other.en}"
    return Twofold(
        Text(zh=f"{zh}的内容放在  {target.own}", en=f"{en} goes to {target.own}"),
        Text(zh=f"{zh}没有检查", en=f"{en} is not checked"),
    )


def _unknown(target: Target) -> Text:
    words = target.column.words
    zh, en = f"{words.zh}没有对应的填报项，", f"{words.en} is no field we know;"
    return Twofold(
        Text(zh=f"{zh}内容原样放在  {target.own}", en=f"{en} its cells are kept under {target.own}"),
        Text(zh=f"{zh}这一列没有检查", en=f"{en} the column is not checked"),
    )


_RENAME = Twofold(
    Text(
        zh="其实是某个填报项的，把列名改成该填报项的名称再导入；这样的列多，用  "
        "catalog import --write-mapping 对照表.yaml 表格  写出对照表，逐列填写；没有用的，删去这一列",
        en="if it is one of our fields, give the column that field's name; where there are many, say which is which "
        "in a mapping, written with  catalog import --write-mapping FILE TABLE ; delete a column that is of no use",
    ),
    Text(
        zh="其实是某个填报项的，把列名改成该填报项的名称，再检查一次；没有用的，删去这一列",
        en="if it is one of our fields, give the column that field's name and check again; delete a column that is of no use",
    ),
)
_RENAME_ITEM = Twofold(
    *(
        Text(
            zh=f"其实是信息项的某个填报项的，把列名改成该填报项的名称（如 信息项名称、数据类型、数据长度）{zh}；"
            "没有用的，删去这一列",
            en="if it is one of an item's fields, give the column that field's name (信息项名称, 数据类型, 数据长度 …)"
            f"{en}; delete it if it is of no use",
        )
        for zh, en in (("再导入", ""), ("，再检查一次", " and check again"))
    )
)
_OWNER = Twofold(
    Text(
        zh="整表同属一个提供方的，导入时加上  --owner 部门名称",
        en="where all of it is one owner's, import with --owner NAME",
    ),
    Text(zh="表里加一列  信息资源提供方  ，每一行填上", en="add a column  信息资源提供方  and fill it in on every row"),
)
