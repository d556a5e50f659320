"""A workbook's layout, read from schemas/targets: columns, headings, drop-downs, hints."""

from __future__ import annotations

from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.profile import Profile
from govinfo_cli.template.target import WORKBOOK, Read, target
from govinfo_cli.visible import shown

NUMBER, PROVIDER_CODE, STIPULATION = "number", "provider-code", "stipulation"


class Column(NamedTuple):
    """One column: `field` is the dotted key that it carries (items.name, share.type …), or `carries` one of NUMBER,
    PROVIDER_CODE, STIPULATION. `item` is the item's own key that goes before the entry's, `by` the field on which the
    choice of values hangs and `under` the values of that field that leave a choice (none: those that values name)."""

    heading: str
    group: str | None = None
    field: str | None = None
    carries: str | None = None
    item: str | None = None
    by: str | None = None
    under: tuple[str, ...] = ()
    width: int = 14
    wide: bool = False
    required: bool = False
    hint: str = ""

    @property
    def of_item(self) -> bool:
        """Whether it speaks of the item alone."""
        return (self.field or "").startswith("items.")

    @property
    def key(self) -> str:
        """The field as schemas know it: items.name is items.*.name."""
        return (self.field or "").replace("items.", "items.*.", 1)


class Layout(NamedTuple):
    """The columns of the sheet of entries, in order."""

    name: str
    title: Text
    sheet: str
    frozen: int
    columns: tuple[Column, ...]

    def place(self, field: str) -> int | None:
        """The number of the column, from 1, that carries `field`, or None."""
        return next((place for place, one in enumerate(self.columns, 1) if one.field == field), None)


def layout(name: str, profile: Profile, local: Read) -> Layout:
    """The layout called `name`. Raises CatalogError, which says what is wrong with it."""
    found = target(name, local)
    if found.kind != WORKBOOK:
        raise found.broken("不是工作簿的模板", "is not a workbook's")
    columns = tuple(Column(**column) for column in found.data["columns"])
    for column in columns:
        for field in filter(None, (column.field, column.by)):
            if field.replace("items.", "items.*.", 1) not in profile.shape.fields:
                raise found.broken(
                    f"“{shown(column.heading)}”：没有填报项“{shown(field)}”",
                    f"'{shown(column.heading)}': no field '{shown(field)}'",
                )
        if (column.field is None) == (column.carries is None):
            raise found.broken(
                f"“{shown(column.heading)}”：field 和 carries 要写一个，只写一个",
                f"'{shown(column.heading)}': either field or carries",
            )
    frozen = min(found.data.get("frozen", 0), len(columns))
    return Layout(name, found.title, found.data.get("sheet", "目录"), frozen, columns)
