"""What reading a table has to say, told to whoever checks it: as a check says it, the same sentence once for many rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.intake.table import row_ranges
from govinfo_cli.remarks import checked
from govinfo_cli.structure import Shape

# What only an import's record is for.
_LEFT_OUT = frozenset(
    ("import-blank-row", "import-above-heading", "import-repeated-heading", "import-other-sheet", "import-layout")
)
_UNREAD = frozenset(("import-unread-value", "import-bare-code"))
_RANGES = 6
_TRUTH = re.compile(r" ?“?\b(true|false)\b”?(?:（[是否]）)?")


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
    """A remark of the reader as a check says it."""
    return one._replace(message=checked(one.message), help=checked(one.help) if one.help else None)
