"""A table of the findings for Excel: a row a finding, in words, safe to open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from govinfo_cli import wording
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.visible import visible, visible_lines, visible_path

_BOM = "\ufeff"  # without it a Chinese Excel takes the file for GBK
# Excel and others run what begins so, the full-width ones too, and quoting does not keep them from it.
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HEADS = (
    Text(zh="等级", en="level"),
    Text(zh="提供方", en="owner"),
    Text(zh="信息资源名称", en="name"),
    Text(zh="信息资源代码", en="code"),
    Text(zh="填报项（键名）", en="field"),
    Text(zh="问题", en="finding"),
    Text(zh="改法", en="help"),
    Text(zh="依据", en="basis"),
    Text(zh="可自动更正", en="fixable"),
    Text(zh="检查项", en="rule"),
    Text(zh="文件", en="file"),
    Text(zh="行", en="line"),
    Text(zh="列", en="column"),
)
_FIXABLE = Text(zh="是", en="yes")


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """A head and a row a finding, with a byte order mark. `color` has no effect."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(head.of(lang) for head in _HEADS)
    for one in outcome.findings:
        writer.writerow(_guarded(cell) for cell in _row(outcome, one, lang))
    return _BOM + table.getvalue()


def _row(outcome: Outcome, one: Diagnostic, lang: str) -> Iterator[str]:
    entry = outcome.title_of(one)
    yield wording.LEVELS[one.severity].of(lang)
    yield entry.owner or ""
    yield entry.name or ""
    yield one.entry or ""
    yield one.field or ""
    yield one.message.of(lang)
    yield " ".join(visible_lines(one.help.of(lang))) if one.help else ""
    yield "; ".join(ground.line(lang, wording.colon(lang)) for ground in wording.grounds(outcome, one))
    yield _FIXABLE.of(lang) if one.fix and one.fix.safe else ""
    yield f"{wording.title(one.rule).of(lang)} [{one.rule}]"
    yield f"{visible_path(one.span.path)} {visible(one.span.shown_cell)}".rstrip()
    yield str(one.span.line)
    yield str(one.span.column)


def _guarded(cell: str) -> str:
    """The cell as text: visible, and with an apostrophe before what a spreadsheet would run."""
    seen = visible(cell)
    return f"'{seen}" if cell.lstrip(" ").startswith(_RUN) or seen.startswith(_RUN) else seen
