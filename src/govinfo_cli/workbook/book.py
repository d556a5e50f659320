"""The way in to a workbook: what the bytes are, whatever the file is called; every other kind gets its own sentence."""

from __future__ import annotations

from collections.abc import Callable

from govinfo_cli.diagnostic import Text
from govinfo_cli.remarks import again
from govinfo_cli.workbook.archive import Archive
from govinfo_cli.workbook.legacy import locked, open_xls
from govinfo_cli.workbook.refusal import refused
from govinfo_cli.workbook.value import Book
from govinfo_cli.workbook.xlsx import open_xlsx

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_EXPORTED = again(
    zh="网站导出的 .xls 常是网页：用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”，",
    en="what web sites export as .xls is often a page: open it, save it as an Excel workbook (.xlsx) and",
)


def open_book(path: str, raw: bytes, told: Callable[[int], None] = lambda row: None) -> Book:
    """The workbook in `raw`, its sheets unread; `path` is as messages shall name it. `told` hears now and then which row
    of a sheet has been read. Raises Unreadable."""
    if path.replace("\\", "/").rpartition("/")[2].startswith("~$"):
        raise refused(
            path,
            "这是表格打开时的临时文件（~$ 开头），不是表格本身",
            "a lock file (~$) that exists while the workbook is open, not the workbook",
            Text(zh="关闭表格，改用去掉 ~$ 的那个文件", en="close the workbook and take the file without ~$"),
        )
    if not raw.strip(b"\0 \r\n\t"):
        raise refused(path, "文件是空的", "the file is empty", _AGAIN)
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        archive = Archive(path, raw)
        _check_kind(path, archive)
        return open_xlsx(path, archive, told)
    if raw.startswith(_OLE2):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise locked(path)
        return open_xls(path, raw)
    if raw.startswith(_BIFF):
        return open_xls(path, raw)
    raise _no_book(path, raw)


_AGAIN = Text(zh="向提供表格的人重新取一份", en="get it again from whoever sent it")


def _check_kind(path: str, archive: Archive) -> None:
    """Raises Unreadable for a zip that is something else than an xlsx."""
    names = list(archive.names())
    if "mimetype" in archive and b"opendocument" in archive.read("mimetype", 1000):
        raise refused(path, "这是 ODS 表格（LibreOffice 格式）", "an OpenDocument spreadsheet (.ods)")
    if "xl/workbook.bin" in archive:
        raise refused(path, "这是 Excel 二进制工作簿（.xlsb）", "a binary Excel workbook (.xlsb)")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise refused(
            path,
            "这是 Word 或 PPT 文件，不是电子表格",
            "a text document or slides, not a spreadsheet",
            again(
                zh="把其中的表复制到 Excel 或 WPS 表格里，存为 .xlsx ",
                en="copy its table into a spreadsheet, save that as .xlsx and",
            ),
        )
    if "[content_types].xml" not in archive and not any(name.startswith("xl/") for name in names):
        raise refused(
            path,
            "这是压缩包，不是 Excel 工作簿",
            "a zip archive, not an Excel workbook",
            Text(zh="先解压，再用里面的表格", en="unpack it and take the workbooks inside"),
        )


def _no_book(path: str, raw: bytes) -> Exception:
    head = raw[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return refused(path, "这是“XML 表格 2003”格式", "an 'XML Spreadsheet 2003'")
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body")) or b"<table" in head:
        return refused(
            path, "文件其实是网页（HTML），不是 Excel 工作簿", "a web page (HTML), not a workbook", _EXPORTED
        )
    if head.startswith((b"{", b"[")):
        return refused(
            path,
            "文件其实是 JSON 文本，不是 Excel 工作簿",
            "JSON text, not a workbook",
            again(zh="把文件名的结尾改为  .json  ，", en="give the file name the ending .json and"),
        )
    if _is_text(raw[:4096]):
        return refused(
            path,
            "文件其实是文本（CSV），不是 Excel 工作簿",
            "text (CSV), not a workbook",
            again(zh="把文件名的结尾改为  .csv  ，", en="give the file name the ending .csv and"),
        )
    return refused(path, "不是 Excel 工作簿，或者已经损坏", "no Excel workbook, or a broken one")


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end within a character
            try:
                head[: len(head) - cut].decode(encoding)
                return True
            except UnicodeDecodeError:
                continue
    return False
