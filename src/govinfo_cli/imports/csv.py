"""CSV: commas, semicolons or tabs, in UTF-8, GB18030 or UTF-16; rows are counted as a spreadsheet shows them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from govinfo_cli.diagnostic import Text
from govinfo_cli.intake.headings import WITHIN, Headings, check_size
from govinfo_cli.intake.table import MAX_ROWS, Table, Unreadable
from govinfo_cli.intake.textfile import MAX_BYTES, text_of
from govinfo_cli.remarks import remark

_STEP = 5000  # rows from one word about them to the next
_SEPARATORS = (",", "\t", ";")


def tables(path: str, raw: bytes, headings: Headings, told: Callable[[int], None]) -> list[Table]:
    """The one table of a CSV file; raises Unreadable."""
    text, remarks = text_of(path, raw)
    separator = max(_SEPARATORS, key=lambda mark: max(map(headings.score, _head(text, mark)), default=0))
    # Before anything is built: a file of nothing but separators would fill the memory.
    check_size(path, 0, 0, text.count(separator))
    return [headings.table(path, _grid(path, text, separator, told), remarks)]


def _grid(path: str, text: str, separator: str, told: Callable[[int], None]) -> list[list[str]]:
    """The rows, all that an import takes and some to tell that there are more; raises Unreadable."""
    grid: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    limit = csv.field_size_limit(MAX_BYTES)  # one for the whole process: put back
    try:
        for row in reader:
            grid.append(row)
            if not len(grid) % _STEP:
                told(len(grid))
            if len(grid) > MAX_ROWS + WITHIN:
                break
    except csv.Error:
        raise Unreadable(
            remark(
                "import-unreadable-file",
                path,
                Text(
                    zh=f"第 {len(grid) + 1} 行起（文本第 {reader.line_num} 行附近）引号没有成对，后面的行分不清",
                    en=f"the quotes do not pair from row {len(grid) + 1} on (near line {reader.line_num} of the text)",
                ),
                row=len(grid) + 1,
                help=Text(
                    zh='补上缺少的引号；内容里的引号写成两个  ""',
                    en='add the missing quote; a quote within a cell is written twice ("")',
                ),
            )
        ) from None
    finally:
        csv.field_size_limit(limit)
    return grid


def _head(text: str, separator: str) -> list[list[str]]:
    """The first rows as `separator` divides them, as far as they can be read."""
    rows: list[list[str]] = []
    try:
        # Of a quote that never closes, no more than the head is searched.
        for row in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) == WITHIN:
                break
    except csv.Error:
        pass
    return rows
