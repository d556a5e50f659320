"""What an import may have to say about a file, a column, a row or a cell: every kind with its level and title."""

from __future__ import annotations

from collections.abc import Callable

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
    "import-bad-mapping": (_E, Text(zh="对照表写法有误", en="mapping not in order")),
    "import-broken-entry": (_E, Text(zh="原条目文件有错", en="entry not in order")),
    "import-ambiguous-row": (_W, Text(zh="分不清是哪一条", en="ambiguous row")),
    "import-repeated-entry": (_W, Text(zh="同一条目有两行", en="two rows for one entry")),
    "import-removed-item": (_W, Text(zh="去掉的信息项", en="removed item")),
    "import-left-share": (_W, Text(zh="共享类型改了，旧的填写还在", en="left from the former share type")),
    "import-kept-code": (_W, Text(zh="没有改动的代码", en="code kept")),
    "import-outdated-particular": (_W, Text(zh="扩展里没有采用的内容", en="particulars not taken over")),
    "import-mangled-number": (_W, Text(zh="被表格软件改动的数字", en="mangled number")),
    "import-duplicate-row": (_W, Text(zh="重复的行", en="repeated row")),
    "import-ragged-row": (_W, Text(zh="列数不齐", en="ragged row")),
    "import-unknown-column": (_W, Text(zh="不认识的列", en="unknown column")),
    "import-repeated-column": (_W, Text(zh="同一填报项有两列", en="two columns for one field")),
    "import-no-owner": (_W, Text(zh="没有提供方", en="no owner")),
    "import-new-owner": (_W, Text(zh="新登记的提供方", en="new owner")),
    "import-unread-value": (_W, Text(zh="未读出的值", en="unread value")),
    "import-bare-code": (_W, Text(zh="只有编号的值", en="bare code")),
    "import-conflicting-value": (_W, Text(zh="两列说法不一", en="columns disagree")),
    "import-cut-history": (_W, Text(zh="历史不全", en="incomplete history")),
    "import-no-code": (_I, Text(zh="没有编代码", en="no code given")),
    "import-updated-entry": (_I, Text(zh="更新的条目", en="updated entry")),
    "import-assigned-code": (_I, Text(zh="新编的代码", en="new code")),
    "import-filled-class": (_I, Text(zh="按建议填上的分类", en="class filled in")),
    "import-proposal": (_I, Text(zh="归类建议", en="proposal")),
    "import-changed-value": (_I, Text(zh="改写的值", en="changed value")),
    "import-renamed-file": (_I, Text(zh="文件重名", en="file name taken")),
    "import-unread-sheet": (_W, Text(zh="未读的工作表", en="unread sheet")),
    "import-blank-form": (_W, Text(zh="空白表格", en="blank form")),
    "import-hidden": (_W, Text(zh="隐藏的内容", en="hidden content")),
    "import-recoded-file": (_I, Text(zh="文件编码", en="file encoding")),
    "import-blank-row": (_I, Text(zh="空行", en="blank row")),
    "import-repeated-heading": (_I, Text(zh="重复的表头", en="repeated heading row")),
    "import-above-heading": (_I, Text(zh="表格以外的内容", en="outside the table")),
    "import-other-sheet": (_I, Text(zh="不导入的工作表", en="sheets left out")),
    "import-layout": (_I, Text(zh="认出的版式", en="layout")),
}


class Twofold(Text):
    """A sentence as an import says it; `checked` is the same sentence where the table is checked and nothing imported."""

    checked: Text

    def __new__(cls, imported: Text, checked: Text) -> Twofold:
        """`imported` and `checked` are the two readings."""
        made = super().__new__(cls, *imported)
        made.checked = checked
        return made


def checked(text: Text) -> Text:
    """A sentence as a check says it."""
    return text.checked if isinstance(text, Twofold) else text


def phrased(make: Callable[[Text], Text], text: Text) -> Text:
    """What `make` makes of both readings of a sentence."""
    return Twofold(make(text), make(text.checked)) if isinstance(text, Twofold) else make(text)


def again(zh: str, en: str) -> Text:
    """A remedy after which the table is taken up once more."""
    return Twofold(Text(zh=f"{zh}再导入", en=f"{en} import again"), Text(zh=f"{zh}再检查一次", en=f"{en} check again"))


def left_out(zh: str, en: str) -> Text:
    """That something of the table was not taken."""
    return Twofold(Text(zh=f"{zh}未导入", en=f"{en} not imported"), Text(zh=f"{zh}没有检查", en=f"{en} not checked"))


def as_it_is(zh: str, en: str) -> Text:
    """That a value could not be read; an entry then has it as it stands."""
    return Twofold(Text(zh=f"{zh}，照原样填入", en=f"{en}; filled in as it is"), Text(zh=zh, en=en))


class Unreadable(Exception):
    """A file is no table, or a too large one; `remark` says why."""

    def __init__(self, remark: Diagnostic) -> None:
        super().__init__(remark.message.en)
        self.remark = remark


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
    sheet: str = "",
) -> Diagnostic:
    """A finding of an import: `row` and `column` as the file's users count them, from 1; `sheet` in a workbook."""
    span = Span(path, row, column, row, column, sheet)
    return Diagnostic(kind, KINDS[kind][0], message, span, entry=entry, field=field, help=help, related=related)
