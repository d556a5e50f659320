"""An xls file (Excel 97 to 2003, and older) to a Book, through xlrd: no other library tells hidden rows and merges."""

from __future__ import annotations

import io
from contextlib import suppress

from govinfo_cli.remarks import again
from govinfo_cli.workbook.refusal import MAX_COLUMNS, damaged, refused, too_large
from govinfo_cli.workbook.serials import kind_of, shown_as
from govinfo_cli.workbook.value import Book, Fault, Grid, Line, Merge, Sheet

MAX_BYTES = 24 << 20  # a sheet of xls ends at row 65,536; the real ones have some 100 KB


def open_xls(path: str, raw: bytes) -> Book:
    """The workbook in an OLE2 container or a bare BIFF stream; raises Unreadable."""
    if len(raw) > MAX_BYTES:
        raise too_large(path, f".xls 文件超过 {MAX_BYTES >> 20} MB", f"an .xls file of more than {MAX_BYTES >> 20} MB")
    import xlrd

    try:
        # Rows as long as they are, so that one lone cell does not make a sheet of blanks.
        book = xlrd.open_workbook(
            file_contents=raw, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )
        names = [(name, book._sheet_visibility[number] != 0) for number, name in enumerate(book.sheet_names())]
    except (
        Exception
    ) as error:  # xlrd lets out whatever a broken byte leads to: IndexError, struct.error, AssertionError …
        raise _refused(path, error) from None
    return Book(tuple(Sheet(name, hidden, lambda n=n: _grid(path, book, n)) for n, (name, hidden) in enumerate(names)))


def _refused(path: str, error: Exception) -> Exception:
    said = str(error).lower()
    if "encrypted" in said or "password" in said:
        return locked(path)
    if "can't find workbook" in said or "no workbook" in said:
        return refused(
            path, "不是电子表格（可能是 Word、PPT 等文件）", "no spreadsheet (a document of another program, perhaps)"
        )
    return damaged(path, ".xls 文件读不下去", "the .xls file cannot be read")


def locked(path: str) -> Exception:
    """The exception for a workbook that asks for a password."""
    return refused(
        path,
        "表格设了打开密码，读不出来",
        "the workbook asks for a password",
        again(
            zh="用 Excel 或 WPS 打开，在“文件 → 信息（文档加密）”里取消密码，保存后",
            en="open it, take the password off, save it and",
        ),
    )


def _grid(path: str, book: object, number: int) -> Grid:
    try:
        sheet = book.sheet_by_index(number)
        shapes = _Shapes(book)
        lines = []
        for row in range(sheet.nrows):
            kinds, values = sheet.row_types(row), sheet.row_values(row)
            styles = [sheet.cell_xf_index(row, column) for column in range(len(values))]
            found = [shapes.value(*one) for one in zip(kinds, values, styles, strict=True)]
            while found and found[-1] is None:
                found.pop()
            if len(found) > MAX_COLUMNS:
                raise too_large(path, f"超过 {MAX_COLUMNS} 列", f"more than {MAX_COLUMNS} columns", sheet.name)
            if found:
                info = sheet.rowinfo_map.get(row)
                lines.append(Line(row + 1, bool(info and info.hidden), tuple(found)))
        merges = tuple(Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
        hidden = tuple((column + 1, column + 1) for column, info in sorted(sheet.colinfo_map.items()) if info.hidden)
        with suppress(Exception):
            book.unload_sheet(number)
        return Grid(tuple(lines), merges, hidden)
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, MemoryError) as error:
        raise _refused(path, error) from None
    except Exception as error:
        if type(error).__module__.startswith(("xlrd", "struct")):
            raise _refused(path, error) from None
        raise


class _Shapes:
    """Cells of one book to values, each number format looked at once."""

    def __init__(self, book: object) -> None:
        self._book, self._known = book, {}

    def value(self, kind: int, value: object, style: int) -> object:
        """A cell's value; xlrd's kinds are 0 and 6 blank, 1 text, 2 number, 3 date, 4 truth, 5 error."""
        if kind == 1:
            return value or None
        if kind in (2, 3):
            whole = int(value) if value.is_integer() and abs(value) < 1e15 else value
            shape = "date" if kind == 3 else self._shape(style)
            return shown_as(whole, shape, bool(self._book.datemode))
        if kind == 4:
            return bool(value)
        if kind == 5:
            from xlrd.biffh import error_text_from_code

            return Fault(error_text_from_code.get(value, "#N/A"))
        return None

    def _shape(self, style: int) -> str | int | None:
        if style not in self._known:
            try:
                number = self._book.xf_list[style].format_key
                self._known[style] = kind_of(number, self._book.format_map[number].format_str)
            except (IndexError, KeyError, AttributeError):
                self._known[style] = None
        return self._known[style]
