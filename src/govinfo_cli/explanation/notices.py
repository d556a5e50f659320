"""What an import and a verification may say, each by its kind: those are no rules, and no profile asks for them."""

from __future__ import annotations

from collections.abc import Iterator

from govinfo_cli import irregularity, remarks
from govinfo_cli.diagnostic import Severity, Text

KINDS: dict[str, tuple[Severity, Text]] = {**remarks.KINDS, **irregularity.KINDS}

_IMPORT = {
    Severity.ERROR: Text(
        zh="错误：这一处没有进入目录；按说明改好表格，再运行一次  catalog import",
        en="error: this did not get into the catalogue; mend the table as the finding says, and run catalog import again",
    ),
    Severity.WARNING: Text(
        zh="警告：已导入，但有内容改写过、没有读出或分不清，请看一眼",
        en="warning: imported, but something was changed, not read or unclear: have a look",
    ),
    Severity.INFO: Text(zh="提示：只是记下做了什么，不用处理", en="info: the record of what was done"),
}
_VERIFY = {
    Severity.ERROR: Text(
        zh="错误：这个包与导出时的不同，不要使用；请提供方重新导出或重新发送",
        en="error: this is not what was exported: do not use it; ask whoever sent it to export or send it again",
    ),
    Severity.WARNING: Text(
        zh="警告：内容没有被改动的迹象，但有一点无法证明",
        en="warning: nothing looks altered, but something cannot be proved",
    ),
    Severity.INFO: Text(zh="提示：备查", en="info: for the record"),
}


def about(kind: str) -> Iterator[Text]:
    """Who says it and what its level means."""
    level = KINDS[kind][0]
    if kind in remarks.KINDS:
        yield Text(zh="由  catalog import  或检查表格时给出", en="said by catalog import, or by a check of a table")
        yield _IMPORT[level]
    else:
        yield Text(zh="由  catalog verify  给出", en="said by catalog verify")
        yield _VERIFY[level]
