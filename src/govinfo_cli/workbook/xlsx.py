"""An xlsx file to a Book: sheets are read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from govinfo_cli.workbook.archive import Archive
from govinfo_cli.workbook.parts import formats_of, listing, strings_of
from govinfo_cli.workbook.refusal import damaged
from govinfo_cli.workbook.sheet import Reader
from govinfo_cli.workbook.value import Book, Grid, Sheet


def open_xlsx(path: str, archive: Archive, told: Callable[[int], None]) -> Book:
    """The workbook in a zip; raises Unreadable. `told` hears now and then which row of a sheet has been read."""
    said = listing(path, archive)

    @cache
    def reader() -> Reader:
        strings = strings_of(path, archive, said.strings)
        return Reader(path, strings, formats_of(path, archive, said.styles), said.since_1904, told)

    def grid(name: str, part: str) -> Grid:
        if part not in archive:
            raise damaged(path, "缺少工作表部件", "a sheet part is missing", name)
        return reader().read(name, lambda: archive.chunks(part))

    sheets = tuple(
        Sheet(name, hidden, lambda name=name, part=part: grid(name, part)) for name, hidden, part in said.sheets
    )
    return Book(sheets, said.linked)
