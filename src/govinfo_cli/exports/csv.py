"""The entries as one table for people: the columns of a workbook's layout, a row an item, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

from govinfo_cli.bundle import Bundle
from govinfo_cli.columns import guarded
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Edition, LeftOut
from govinfo_cli.template.carrying import Carrier, Value
from govinfo_cli.template.layout import layout
from govinfo_cli.template.target import DEFAULT

ENDING = ".csv"
WISHES = ("target",)
_NO_ROOM = Text(zh="表格的列写不下或写不全", en="the columns do not say all of it")


def bundle(edition: Edition) -> Bundle:
    """One table, with a byte order mark. What its columns do not say is left out, and told. Raises CatalogError."""
    form = layout(edition.wishes.target or DEFAULT, edition.settings.profile, edition.file)
    carrier = Carrier(form, edition.catalog, edition.scope)
    raw = io.BytesIO()
    # Without a byte order mark a Chinese Excel takes the file for GBK.
    text = io.TextIOWrapper(raw, "utf-8-sig", "replace", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.heading for column in form.columns)
    left: dict[str, int] = {}
    for number, entry in enumerate(edition.read(), 1):
        rows = carrier.rows(number, entry.data)
        for line in rows.lines:
            cells = rows.entry | line
            writer.writerow(_guarded(cells[place]) for place in range(len(form.columns)))
        for key in {(f"items.*.{'.'.join(one.steps)}" if one.item else ".".join(one.steps)) for one in rows.more}:
            left[key] = left.get(key, 0) + 1
    for key, count in sorted(left.items()):
        edition.leave(LeftOut(key, count, _NO_ROOM))
    text.flush()
    return Bundle({"目录.csv": raw.getvalue()})


def _guarded(cell: Value) -> str:
    """The cell as text, with an apostrophe before what a spreadsheet would run."""
    return "" if cell is None else guarded(str(cell))
