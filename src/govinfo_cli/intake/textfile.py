"""A foreign text file's bytes to text, never by a guess from statistics; what was not UTF-8 is said."""

from __future__ import annotations

from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.table import Unreadable
from govinfo_cli.limits import limit, more
from govinfo_cli.remarks import again, left_out, remark

MAX_BYTES = limit("table-bytes")


def text_of(path: str, raw: bytes) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text without a byte order mark, and the remark on its encoding if there is one; raises Unreadable."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(
            remark(
                "import-too-large",
                path,
                left_out(zh=f"文件超过 {MAX_BYTES >> 20} MB，", en=f"larger than {MAX_BYTES >> 20} MB,"),
                help=Text(
                    zh=f"拆成几个文件，一个一个来{more('table-bytes').zh}",
                    en=f"split the file and take the parts one by one{more('table-bytes').en}",
                ),
            )
        )
    text, encoding = _decoded(raw)
    if text is None:
        raise Unreadable(
            remark(
                "import-unreadable-file",
                path,
                Text(zh="不是 UTF-8、GB18030 或 UTF-16 文本，读不出来", en="not text in UTF-8, GB18030 or UTF-16"),
                help=again(
                    zh="在表格软件里另存为“CSV UTF-8（逗号分隔）”",
                    en="save it as 'CSV UTF-8' in a spreadsheet program and",
                ),
            )
        )
    if encoding == "utf-8":
        return text, ()
    name = encoding.upper()
    return text, (
        remark(
            "import-recoded-file",
            path,
            again(
                zh=f"文件编码是 {name}，已按此读取；字有乱码的，另存为 UTF-8 ",
                en=f"read as {name}; where characters look wrong, save it as UTF-8 and",
            ),
        ),
    )


def _decoded(raw: bytes) -> tuple[str | None, str]:
    """Strict, in this order; text has no NUL, so that a workbook under a wrong name is none."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = () if b"\x00" in raw else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return raw.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    return None, ""
