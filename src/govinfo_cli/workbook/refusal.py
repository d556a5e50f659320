"""Why a file is not read as a workbook: one sentence each, and the way out."""

from __future__ import annotations

from govinfo_cli.diagnostic import Text
from govinfo_cli.limits import limit, more
from govinfo_cli.remarks import Unreadable, again, remark

# Bytes of XML in one part. A sheet of 100,000 rows and 53 columns is 150 to 300 MB of it.
MAX_PART = 512 << 20
MAX_FILE = limit("workbook-bytes")
MAX_STRINGS = 96 << 20  # bytes of shared strings
MAX_ROWS = limit("rows")  # rows that hold something
MAX_COLUMNS = limit("columns")
MAX_VALUES = limit("cells")  # cells that hold something: 100,000 rows of 40 filled columns
MAX_CELLS = 2 * MAX_VALUES  # cells, blank ones too: what is only coloured costs time all the same
MAX_PARSED = MAX_VALUES * 3 // 4  # cells where a sheet is written as hardly any program does, and reading takes longer
MAX_MERGES = 1_000_000
MAX_TEXT = 40_000_000  # characters of all different texts

_SAVE_AGAIN = again(
    zh="用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”，",
    en="open it in a spreadsheet program, save it as an Excel workbook (.xlsx) and",
)


def refused(path: str, zh: str, en: str, help: Text = _SAVE_AGAIN, sheet: str = "", row: int = 1) -> Unreadable:
    """The exception that says why `path` is not read, what is wrong and what to do."""
    return Unreadable(remark("import-unreadable-file", path, Text(zh=zh, en=en), help=help, sheet=sheet, row=row))


def too_large(path: str, zh: str, en: str, sheet: str = "", raised: str = "") -> Unreadable:
    """The exception for a workbook that is more than an import takes; `raised` is the limit that can be raised."""
    way = more(raised) if raised else Text(zh="", en="")
    return Unreadable(
        remark(
            "import-too-large",
            path,
            Text(zh=zh, en=en),
            help=Text(
                zh=f"表下面或右边多余的行列整行整列删去；内容太多的，拆成几个文件{way.zh}",
                en=f"delete the surplus rows and columns below and beside the table, or split the file{way.en}",
            ),
            sheet=sheet,
        )
    )


def damaged(path: str, zh: str, en: str, sheet: str = "", row: int = 1) -> Unreadable:
    """The exception for a file whose inside is not in order."""
    return refused(path, f"表格文件已损坏：{zh}", f"a damaged workbook: {en}", sheet=sheet, row=row)
