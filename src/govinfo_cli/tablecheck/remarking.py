"""What reading a table has to say, told to whoever checks it: the same sentence once for many rows, nothing of importing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.intake.table import row_ranges
from govinfo_cli.structure import Shape

# What only an import's record is for.
_LEFT_OUT = frozenset(
    ("import-blank-row", "import-above-heading", "import-repeated-heading", "import-other-sheet", "import-layout")
)
_UNREAD = frozenset(("import-unread-value", "import-bare-code"))
_RANGES = 6
_ZH = (
    ("，未导入", "，没有检查"),
    ("未导入", "没有检查"),
    ("只导入那一行", "只检查那一行"),
    ("没有导入", "没有采用"),
    ("不导入", "不检查"),
    ("导入前", "检查前"),
    ("最多导入", "最多检查"),
    ("再导入一次", "再检查一次"),
    ("再导入", "再检查一次"),
    ("分次导入", "分次检查"),
    ("导入", "检查"),
)
_EN = (
    ("is imported", "is checked"),
    ("are imported", "are checked"),
    ("not imported", "not checked"),
    ("import again", "check again"),
    ("import them", "check them"),
    ("import that", "check that"),
    ("import the", "check the"),
    ("import it", "check it"),
    ("an import takes", "a check takes"),
)
# Under which key an import would keep something.
_KEPT = re.compile(r"，(?:内容|这一格)?原样放在 {2}\S+|，照原样填入")
_KEPT_EN = re.compile(r"; (?:its cells are |this cell is )?kept under \S+|; filled in as it is")
_SPELL = Text(zh="改成规范的写法，再检查一次", en="write it in the official way and check again")
_TRUTH = re.compile(r" ?“?\b(true|false)\b”?(?:（[是否]）)?")
_ALIKE = Text(
    zh="核对哪一个对，同一条的各处写成一样，再检查一次",
    en="see which is right, say the same everywhere and check again",
)
_NO_OWNER = Text(
    zh="表里加一列  信息资源提供方  ，每一行填上", en="add a column  信息资源提供方  and fill it in on every row"
)


def grouped(remarks: Iterable[Diagnostic], shape: Shape) -> Iterator[Diagnostic]:
    """The remarks a check passes on; what is for the record only, once for all rows of a column that it is said of."""
    together: dict[tuple, list[Diagnostic]] = {}
    for one in remarks:
        flag = one.field is not None and one.field.replace("items.", "items.*.") in shape.flags
        if one.rule in _LEFT_OUT or one.rule == "import-changed-value" and flag:
            continue
        if one.severity > Severity.INFO:
            yield one
        else:
            together.setdefault((one.rule, one.span.sheet, one.span.column, one.message), []).append(one)
    for ones in together.values():
        first = min(ones, key=lambda one: one.span.line)
        yield first if len(ones) == 1 else first._replace(message=_rows(first.message, ones), about=None)


def without_echoes(findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings without what the reader says of a value that a rule speaks of too."""
    findings = list(findings)
    judged = {one.span[:6] for one in findings if not one.rule.startswith("import-")}
    return (one for one in findings if one.rule not in _UNREAD or one.span[:6] not in judged)


def in_words(text: Text) -> Text:
    """A sentence of a rule with the words that a table has for true and false."""
    return Text(zh=_TRUTH.sub(lambda found: "“是”" if found[1] == "true" else "“否”", text.zh), en=text.en)


def _rows(message: Text, ones: list[Diagnostic]) -> Text:
    ranges = list(row_ranges(sorted({one.span.line for one in ones})))
    zh, en = "、".join(ranges[:_RANGES]), ", ".join(ranges[:_RANGES])
    more = len(ranges) > _RANGES
    return Text(
        zh=f"{message.zh}（第 {zh} 行{'等' if more else ''}，共 {len(ones)} 处）",
        en=f"{message.en} (rows {en}{' …' if more else ''}, {len(ones)} in all)",
    )


def in_checking(one: Diagnostic) -> Diagnostic:
    """A remark of the reader in the words of a check."""
    own = {"import-no-owner": _NO_OWNER, "import-conflicting-value": _ALIKE}
    help = own.get(one.rule) or (_SPELL if one.rule in _UNREAD else one.help)
    message = checked(one.message)
    message = Text(zh=_KEPT.sub("", message.zh), en=_KEPT_EN.sub("", message.en))
    if one.rule == "import-changed-value":
        message = Text(
            zh=message.zh.replace("”改为“", "”读作“"), en=message.en.replace("' becomes '", "' is read as '")
        )
    if one.rule == "import-unknown-column":
        message = Text(zh=f"{message.zh}，这一列没有检查", en=f"{message.en}; the column is not checked")
    return one._replace(message=message, help=checked(help) if help else None)


def checked(text: Text) -> Text:
    """A sentence about an import as one about a check."""
    zh, en = text
    for old, new in _ZH:
        zh = zh.replace(old, new)
    for old, new in _EN:
        en = en.replace(old, new)
    return Text(zh=zh, en=en)
