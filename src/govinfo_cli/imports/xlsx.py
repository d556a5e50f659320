"""Workbooks, xlsx and xls alike: what the bytes are counts, not the ending. A table a sheet, or a pair of sheets."""

from __future__ import annotations

from govinfo_cli.intake.headings import Headings
from govinfo_cli.intake.layouts import tables_of
from govinfo_cli.intake.table import Table
from govinfo_cli.intake.textfile import MAX_BYTES
from govinfo_cli.workbook.book import open_book
from govinfo_cli.workbook.refusal import too_large


def tables(path: str, raw: bytes, headings: Headings) -> list[Table]:
    """The tables of a workbook; raises Unreadable."""
    if len(raw) > MAX_BYTES:
        raise too_large(
            path, f"文件超过 {MAX_BYTES >> 20} MB，未导入", f"larger than {MAX_BYTES >> 20} MB", raised="table-bytes"
        )
    try:
        return tables_of(path, open_book(path, raw), headings)
    except MemoryError:
        raise too_large(path, "表格太大，内存不够，未导入", "too large for this computer's memory") from None
