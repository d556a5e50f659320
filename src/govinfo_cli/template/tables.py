"""A target made of tables or JSON objects, read from schemas/targets: its files, columns, code maps, limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.profile import Profile
from govinfo_cli.template.target import TABLES, Read, Target, target
from govinfo_cli.visible import shown

CSV, JSON = "csv", "json"
ENTRY, ITEM, CLASS = "entry", "item", "class"
DAY = re.compile("YYYY|MM|DD")
# What a column can carry beside fields. Those in MARKS say what this upload does, not what an entry is: by them two
# uploads are not compared.
OPERATION, DATE = "operation", "date"
MARKS = (OPERATION, DATE)
CARRIED = (
    "number",
    "place",
    "provider-code",
    "category-name",
    "stipulation",
    "basis",
    "open-type",
    "entry-id",
    "item-id",
    "class",
    *MARKS,
)


class Column(NamedTuple):
    """One column or key. It carries `field` (a dotted key; items.name is an item's), one of CARRIED, the text
    `constant`, or with `each` a list of objects of `columns`, one for each item or each class (category and themes).

    `item` is the item's own key that goes before the entry's `field`. `codes` names a map of the target, `date` the form
    of a date, `join` what stands between several values, `list` makes them a list, `number` makes digits a number (JSON).
    `required`, `longest` (characters) and `only` (the signs that may stand
    beside letters and digits) are the receiver's limits; `when` maps fields to the values with
    which alone the column is filled.
    """

    heading: str
    field: str | None = None
    carries: str | None = None
    constant: str | None = None
    each: str | None = None
    columns: tuple[Column, ...] = ()
    item: str | None = None
    codes: str | None = None
    date: str | None = None
    join: str = "、"
    list: bool = False
    number: bool = False
    required: bool = False
    longest: int | None = None
    only: str | None = None
    when: Mapping[str, tuple[str, ...]] = {}

    @property
    def key(self) -> str:
        """The field as schemas know it: items.name is items.*.name."""
        field = self.field or ""
        return field if ".*." in field else field.replace("items.", "items.*.", 1)

    @property
    def route(self) -> tuple[str, ...]:
        """The steps to the field; an item's place is to be put behind the first."""
        return tuple((self.field or "").replace("items.*.", "items.", 1).split("."))


class Table(NamedTuple):
    """One file: a row or object for each entry or each item (`of`)."""

    file: str
    of: str
    columns: tuple[Column, ...]
    key: int  # the column (from 0) that names a row, by which an earlier state is compared


class Tables(NamedTuple):
    """A target of tables.

    `side` is the scope it is for, unless the command line says another. `within` is the key under which a JSON file
    has its list, `beside` what stands beside it. `operations` are the marks for new, changed, withdrawn and (where
    they are sent at all) unchanged rows. `left` says of fields why they are left out, `encoding` how text is written.
    """

    target: Target
    form: str
    side: str | None
    encoding: str
    tables: tuple[Table, ...]
    codes: Mapping[str, Mapping[str, str]]
    operations: Mapping[str, str]
    left: Mapping[str, Text]
    within: str | None
    beside: Mapping[str, str]

    def carried(self) -> frozenset[str]:
        """The fields that some column speaks of."""
        return frozenset(key for table in self.tables for column in table.columns for key in _spoken(column))


# What the columns that carry no single field speak of.
SPEAKS = {
    "stipulation": ("share.usage", "share.scope", "share.condition", "share.reason", "share.basis"),
    "basis": ("share.basis",),
    "open-type": ("open.public", "open.condition"),
    "category-name": ("category",),
    "class": ("category", "themes"),
    "provider-code": ("owner",),
    "entry-id": ("code",),
}


def tables_of(name: str, profile: Profile, local: Read) -> Tables:
    """The target called `name`. Raises CatalogError, which says what is wrong with it."""
    found = target(name, local)
    if found.kind != TABLES:
        raise found.broken("不是表格的模板", "is not one of tables")
    data = found.data
    form = data["form"]
    codes = {name: dict(said) for name, said in data.get("codes", {}).items()}
    made: list[Table] = []
    for table in data["tables"]:
        of = table["of"]
        columns = tuple(_column(found, column, form, of) for column in table["columns"])
        for column in _every(columns):
            _examine(found, column, profile, codes)
        headings = [column.heading for column in columns]
        twice = next((one for place, one in enumerate(headings) if one in headings[:place]), None)
        if twice is not None:
            raise found.broken(f"“{shown(twice)}”有两列", f"'{shown(twice)}' is there twice")
        under = next((one for one in headings for other in headings if other.startswith(f"{one}.")), None)
        if form == JSON and under is not None:
            raise found.broken(f"“{shown(under)}”既是值又是对象", f"'{shown(under)}' is both a value and an object")
        key = table.get("key", headings[0])
        if key not in headings:
            raise found.broken(f"key：没有“{shown(key)}”这一列", f"key: no column '{shown(key)}'")
        made.append(Table(table["file"], of, columns, headings.index(key)))
    files = [table.file for table in made]
    if len({file.casefold() for file in files}) < len(files):
        raise found.broken("两张表写到同一个文件", "two tables go into one file")
    return Tables(
        found,
        form,
        data.get("side"),
        data.get("encoding", "utf-8"),
        tuple(made),
        codes,
        dict(data.get("operations", {})),
        {field: Text(**why) for field, why in data.get("left", {}).items()},
        data.get("within"),
        dict(data.get("beside", {})),
    )


def _column(found: Target, said: Mapping, form: str, of: str) -> Column:
    given = {key: value for key, value in said.items() if key != "columns"}
    if "when" in given:
        given["when"] = {field: tuple(values) for field, values in given["when"].items()}
    column = Column(
        **given, columns=tuple(_column(found, one, form, said.get("each") or "") for one in said.get("columns", ()))
    )
    name = shown(column.heading)
    if sum(one is not None for one in (column.field, column.carries, column.constant, column.each)) != 1:
        raise found.broken(
            f"“{name}”：field、carries、constant、each 要写一个，只写一个",
            f"'{name}': one of field, carries, constant and each",
        )
    if form == CSV and (column.each or column.list):
        raise found.broken(f"“{name}”：each 和 list 只用于 json", f"'{name}': each and list are for json")
    if bool(column.each) != bool(column.columns):
        raise found.broken(f"“{name}”：each 和 columns 要一起写", f"'{name}': each and columns go together")
    if of != ITEM and (column.key.startswith("items.") or column.item or column.carries in ("place", "item-id")):
        raise found.broken(
            f"“{name}”：信息项的内容要放在 of: item 的表里",
            f"'{name}': what an item says belongs in a table of: item",
        )
    if column.carries == "class" and of != CLASS:
        raise found.broken(f"“{name}”：class 只用于 each: class 的 columns", f"'{name}': class is for each: class")
    if any(one.carries in MARKS or one.each for one in column.columns):
        raise found.broken(
            f"“{name}”：标记、日期和 each 不能放在 columns 里", f"'{name}': no marks, dates and each within columns"
        )
    return column


def _examine(found: Target, column: Column, profile: Profile, codes: Mapping) -> None:
    name = shown(column.heading)
    for field in filter(None, (column.key, *column.when)):
        if Column("", field=field).key not in profile.shape.fields:
            raise found.broken(f"“{name}”：没有填报项“{shown(field)}”", f"'{name}': no field '{shown(field)}'")
    if column.codes is not None and column.codes not in codes:
        raise found.broken(
            f"“{name}”：没有代码对照“{shown(column.codes)}”", f"'{name}': no codes '{shown(column.codes)}'"
        )


def _every(columns: tuple[Column, ...]) -> Iterator[Column]:
    for column in columns:
        yield column
        yield from _every(column.columns)


def _spoken(column: Column) -> Iterator[str]:
    if column.field:
        yield column.key
    if column.item:
        yield f"items.*.{column.item}"
    if column.carries:
        yield from SPEAKS.get(column.carries, ())
    for one in column.columns:
        yield from _spoken(one)
