"""Workbooks, xlsx and xls alike: what the bytes are counts, not the ending. A table a sheet, or a pair of sheets."""

from __future__ import annotations

from collections.abc import Callable

from govinfo_cli.intake.headings import Headings
from govinfo_cli.intake.layouts import tables_of
from govinfo_cli.intake.table import Table
from govinfo_cli.workbook.book import open_book
from govinfo_cli.workbook.refusal import MAX_FILE, too_large


def tables(path: str, raw: bytes, headings: Headings, told: Callable[[int], None]) -> list[Table]:
    """The tables of a workbook; raises Unreadable."""
    if len(raw) > MAX_FILE:
        raise too_large(
            path, f"文件超过 {MAX_FILE >> 20} MB", f"larger than {MAX_FILE >> 20} MB", raised="workbook-bytes"
        )
    try:
        return tables_of(path, open_book(path, raw, told), headings)
    except MemoryError:
        raise too_large(path, "表格太大，内存不够", "too large for this computer's memory") from None
