"""What an import may have to say about a file, a column, a row or a cell: every kind with its level and title."""

from __future__ import annotations

from govinfo_cli.diagnostic import Diagnostic, Severity, Span, Text

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

# An error keeps something out of the catalogue; a warning asks for a look; the rest is the record of what was done.
KINDS: dict[str, tuple[Severity, Text]] = {
    "import-unreadable-file": (_E, Text(zh="文件读不出来", en="unreadable file")),
    "import-too-large": (_E, Text(zh="超出导入上限", en="too large to import")),
    "import-no-heading": (_E, Text(zh="没有认出表头", en="no heading row")),
    "import-unread-row": (_E, Text(zh="未读出的行", en="unread row")),
    "import-unnamed-row": (_E, Text(zh="没有名称的行", en="row without a name")),
    "import-secret-row": (_E, Text(zh="含密级标识的行", en="row with a secrecy marking")),
    "import-existing-entry": (_W, Text(zh="目录里已有", en="already in the catalogue")),
    "import-duplicate-row": (_W, Text(zh="重复的行", en="repeated row")),
    "import-ragged-row": (_W, Text(zh="列数不齐", en="ragged row")),
    "import-unknown-column": (_W, Text(zh="不认识的列", en="unknown column")),
    "import-repeated-column": (_W, Text(zh="同一填报项有两列", en="two columns for one field")),
    "import-no-owner": (_W, Text(zh="没有提供方", en="no owner")),
    "import-new-owner": (_W, Text(zh="新登记的提供方", en="new owner")),
    "import-unread-value": (_W, Text(zh="未读出的值", en="unread value")),
    "import-bare-code": (_W, Text(zh="只有编号的值", en="bare code")),
    "import-conflicting-value": (_W, Text(zh="两列说法不一", en="columns disagree")),
    "import-changed-value": (_I, Text(zh="改写的值", en="changed value")),
    "import-renamed-file": (_I, Text(zh="文件重名", en="file name taken")),
    "import-recoded-file": (_I, Text(zh="文件编码", en="file encoding")),
    "import-blank-row": (_I, Text(zh="空行", en="blank row")),
    "import-repeated-heading": (_I, Text(zh="重复的表头", en="repeated heading row")),
    "import-above-heading": (_I, Text(zh="表格以外的内容", en="outside the table")),
}


def remark(
    kind: str,
    path: str,
    message: Text,
    *,
    row: int = 1,
    column: int = 1,
    help: Text | None = None,
    field: str | None = None,
    entry: str | None = None,
    related: tuple[tuple[Text, Span], ...] = (),
) -> Diagnostic:
    """A finding of an import: `row` and `column` as the file's users count them, from 1."""
    span = Span(path, row, column, row, column)
    return Diagnostic(kind, KINDS[kind][0], message, span, entry=entry, field=field, help=help, related=related)
