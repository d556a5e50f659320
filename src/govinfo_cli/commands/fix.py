"""`catalog fix`: what the findings of a check say can be corrected without asking, corrected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from govinfo_cli import editing
from govinfo_cli.diagnostic import Text
from govinfo_cli.fixing import Fixed
from govinfo_cli.fixing import fix as run
from govinfo_cli.option import Argument, Context, Exit, Option
from govinfo_cli.running import Globals, relative, today
from govinfo_cli.settings import open_settings
from govinfo_cli.validation import Request
from govinfo_cli.veil import Veil
from govinfo_cli.visible import visible_path


def fix(
    context: Context,
    paths: Annotated[
        list[str],
        Argument(help="要更正的文件或文件夹；默认全部 (files or folders to correct)"),
    ] = [],
    unsafe: Annotated[
        bool, Option("--unsafe", help="也作须人工确认的更正 (fixes that want a second look, too)")
    ] = False,
    select: Annotated[list[str], Option("--select", help="只更正这些检查项 (only these rules)")] = [],
    check: editing.Check = False,
    diff: editing.Diff = False,
    day: Annotated[str | None, Option("--today", help="按哪一天检查 (the day to count from) YYYY-MM-DD")] = None,
) -> None:
    """更正问题 (correct findings)。"""
    settings: Globals = context.obj
    source = settings.source()
    request = Request(
        today=today(day),
        profiles=settings.profiles,
        paths=tuple(relative(source.root, path) for path in paths),
        select=editing.chosen_rules(select, "--select"),
    )
    fixed = run(source, request, unsafe)
    veil = Veil(open_settings(source, settings.profiles))
    veil.look_at(fixed.bundle)
    would = editing.carry_out(fixed.bundle, source.root, check, diff, veil.text)
    editing.say(_lines(fixed, writes=not (check or diff)), settings, diff, veil.text)
    raise Exit(1 if check and would else 0)


def _lines(fixed: Fixed, writes: bool) -> Iterator[Text]:
    done = Text(zh="更正", en="fixed") if writes else Text(zh="可更正", en="to fix")
    for one in fixed.applied:
        place = f"{visible_path(one.span.path)}:{one.span.line}"
        yield Text(
            zh=f"{done.zh}  {place}  {one.message.zh}  →  {one.fix.title.zh}  [{one.rule}]",
            en=f"{done.en}  {place}  {one.message.en}  ->  {one.fix.title.en}  [{one.rule}]",
        )
    files = len({one.span.path for one in fixed.applied})
    zh = f"{done.zh} {len(fixed.applied)} 处，涉及 {files} 个文件" if files else "没有可自动更正的问题"
    en = f"{len(fixed.applied)} {done.en} in {files} file{'s' if files > 1 else ''}" if files else "nothing to fix"
    left = len(fixed.outcome.findings)
    asking = sum(one.fix is not None and not one.fix.safe for one in fixed.outcome.findings)
    if left:
        zh, en = f"{zh}；还有 {left} 处问题", f"{en}; {left} finding{'s' if left > 1 else ''} left"
    if asking:
        zh = f"{zh}，其中 {asking} 处经人工确认可用  catalog fix --unsafe  更正"
        en = f"{en}, {asking} of which  catalog fix --unsafe  would cure, to be looked at"
    yield Text(zh=f"{zh}。", en=f"{en}.")
