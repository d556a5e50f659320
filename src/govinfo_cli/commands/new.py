"""`catalog new`: one new entry, asked for question by question, or said in options."""

from __future__ import annotations

import sys
from typing import Annotated

from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.option import Context, Exit, Option
from govinfo_cli.running import Globals, UsageError, today
from govinfo_cli.visible import visible, visible_path


def new(
    context: Context,
    set: Annotated[
        list[str],
        Option(
            "--set",
            metavar="填报项=内容",
            help="先填好一项，中文名、键名都可以 (field=value), 可多次；例如  --set 更新周期=每月",
        ),
    ] = [],
    item: Annotated[
        list[str],
        Option("--item", metavar="名称:类型:长度", help="一个信息项 (an item), 可多次"),
    ] = [],
    yes: Annotated[bool, Option("--yes", "-y", help="不提问；缺什么一次说清 (never ask)")] = False,
    dry_run: Annotated[bool, Option("--dry-run", help="只显示，不写入 (show it, write nothing)")] = False,
    day: Annotated[str | None, Option("--today", help="今天的日期，默认当天 (today) YYYY-MM-DD")] = None,
) -> None:
    """新增条目 (add an entry)。"""
    from govinfo_cli.drafting.assigning import NoSuchField, assigned, with_item
    from govinfo_cli.drafting.desk import Desk

    settings: Globals = context.obj
    desk = Desk(settings.source(), settings.profiles, today(day))
    data: dict = {}
    for option, take, answers in (("--item", with_item, item), ("--set", assigned, set)):
        for number, said in enumerate(answers, 1):
            try:
                data = take(desk.catalog, data, said, desk.today)
            except NoSuchField as error:
                which = f" {number}" if len(answers) > 1 else ""
                raise UsageError(
                    Text(zh=f"第{which or ' 1'} 个 {option}：{error.text.zh}", en=f"{option}{which}: {error.text.en}"),
                    error.help,
                ) from None
    if yes or not (sys.stdin.isatty() and sys.stdout.isatty()):
        made = _unasked(desk, data, settings)
    else:
        made = _asked(desk, data, settings)
    bundle = desk.bundle(made)
    path = next(iter(bundle.files))
    if dry_run:
        sys.stdout.write(desk.shown(made))
    else:
        bundle.write(desk.source.root)
    if not settings.quiet:
        _done(desk, made, path, dry_run, settings.lang)


def _asked(desk, data: dict, settings: Globals) -> dict:
    """The entry as the answers make it; exit 130 where they were broken off."""
    from contextlib import suppress

    from govinfo_cli.drafting.conversation import converse
    from govinfo_cli.drafting.prompting import Line

    with suppress(ImportError):  # there is none on Windows, whose console edits lines by itself
        import readline  # noqa: F401  so that a character of two cells can be taken back

    try:
        return converse(desk, data, Line(input, print, settings.lang))
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)
        print(Text(zh="已放弃，没有写入。", en="Given up; nothing was written.").of(settings.lang), file=sys.stderr)
        raise Exit(130) from None


def _unasked(desk, data: dict, settings: Globals) -> dict:
    """The entry as it was said; exit 1 where an error would remain."""
    from govinfo_cli.drafting.replying import report

    made = desk.completed(data)
    found = desk.findings(made, used=True)
    lines = report(desk, made, found, settings.lang)
    failed = any(one.severity is Severity.ERROR for one in found)
    if not settings.quiet or failed:
        for line in lines:
            print(line, file=sys.stdout if failed else sys.stderr)
    if failed:
        raise Exit(1)
    return made


def _done(desk, made: dict, path: str, dry_run: bool, lang: str) -> None:
    from govinfo_cli.redaction import hidden_in

    seen = visible_path(hidden_in(path, desk.inspected(made).secrets))
    if dry_run:
        print(Text(zh=f"将写入  {seen}", en=f"would write  {seen}").of(lang), file=sys.stderr)
        return
    print(Text(zh=f"已写入  {seen}", en=f"wrote  {seen}").of(lang))
    if desk.cut:
        said = Text(
            zh="提示  这份目录库没有完整的历史，新代码可能是以前用过的；取回全部历史后运行  catalog validate",
            en="note  the history here is cut: the new code may have been used before; fetch all of it, then catalog validate",
        )
        print(visible(said.of(lang)), file=sys.stderr)
