"""`catalog withdraw`: an entry goes, its code is written down as used up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

from govinfo_cli import editing
from govinfo_cli.diagnostic import Text
from govinfo_cli.option import Argument, Context, Exit, Option
from govinfo_cli.running import Globals, UsageError, today
from govinfo_cli.settings import open_settings
from govinfo_cli.veil import Veil
from govinfo_cli.visible import shown, visible, visible_path
from govinfo_cli.withdrawing import PATH, Withdrawal, withdrawal


def withdraw(
    context: Context,
    code: Annotated[str, Argument(help="信息资源代码 (resource code)", metavar="CODE")],
    reason: Annotated[str, Option("--reason", help="撤销理由 (why)")],
    approved_by: Annotated[str, Option("--approved-by", help="批准人 (who approved it)")],
    day: Annotated[
        str | None, Option("--date", help="撤销日期，默认今天 (day of withdrawal; default today) YYYY-MM-DD")
    ] = None,
    check: editing.Check = False,
    diff: editing.Diff = False,
) -> None:
    """撤销条目 (withdraw an entry)。"""
    settings: Globals = context.obj
    for option, text in (("--reason", reason), ("--approved-by", approved_by)):
        if not text.strip():
            raise UsageError(
                Text(zh=f"{option} 后面是空的", en=f"{option} is blank"),
                Text(zh="撤销须写明理由和批准人", en="a withdrawal states a reason and who approved it"),
            )
    source = settings.source()
    opened = open_settings(source, settings.profiles)
    facts = {"date": today(day, "--date").isoformat(), "reason": reason.strip(), "approved_by": approved_by.strip()}
    found = withdrawal(source, opened, code.strip(), facts)
    veil = Veil(opened)
    veil.look_at(found.bundle)
    would = editing.carry_out(found.bundle, source.root, check, diff, veil.text)
    editing.say(_lines(found, writes=not (check or diff)), settings, diff, veil.text)
    for card in found.pointing:
        said = Text(
            zh=f"提示  关联资源代码还指向它：{visible_path(card.path)}",
            en=f"note  still names it as related: {visible_path(card.path)}",
        )
        print(visible(said.of(settings.lang)), file=sys.stderr)
    raise Exit(1 if check and would else 0)


def _lines(found: Withdrawal, writes: bool) -> Iterator[Text]:
    zh, en = (
        ("", ("withdrawn", "removed", "recorded in"))
        if writes
        else ("将", ("to withdraw", "to remove", "to record in"))
    )
    name = f"{shown(found.card.code or '')} {shown(found.card.name or '')}".strip()
    path = visible_path(found.card.path)
    yield Text(zh=f"{zh}撤销  {name}", en=f"{en[0]}  {name}")
    yield Text(zh=f"{zh}删除  {path}", en=f"{en[1]}  {path}")
    yield Text(zh=f"{zh}登记  {PATH}", en=f"{en[2]}  {PATH}")
