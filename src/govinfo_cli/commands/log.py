"""`catalog log`: the life of one entry over the whole history, commit by commit."""

from __future__ import annotations

import sys
from typing import Annotated

from govinfo_cli import answering, chronicle, columns, lookup
from govinfo_cli.diagnostic import Text
from govinfo_cli.git import objects as git
from govinfo_cli.life.beginning import Life, life
from govinfo_cli.option import Argument, Context, Option
from govinfo_cli.running import Globals, UsageError, relative, today
from govinfo_cli.settings import CatalogError, open_settings
from govinfo_cli.source import Folder, Revision
from govinfo_cli.visible import shown

FORMATS = ("text", "json", "markdown", "csv")


def log(
    context: Context,
    name: Annotated[
        str,
        Argument(
            metavar="条目",
            help="代码、名称或文件，已撤销的也可以 (code, name or path, a withdrawn one too)",
        ),
    ],
    rev: Annotated[str | None, Option("--rev", help="从哪个版本往回看，默认 HEAD (start from a revision)")] = None,
    since: Annotated[str | None, Option("--since", help="只看这一天起的 (from this day on) YYYY-MM-DD")] = None,
    until: Annotated[str | None, Option("--until", help="只看到这一天的 (up to this day) YYYY-MM-DD")] = None,
    reverse: Annotated[bool, Option("--reverse", help="从最早的看起 (the oldest first)")] = False,
    format: Annotated[str | None, Option("--format", "-f", help="text|json|markdown|csv")] = None,
    output: Annotated[str | None, Option("--output", "-o", help="写入文件 (write to FILE)")] = None,
) -> None:
    """条目沿革 (the life of an entry)。"""
    settings: Globals = context.obj
    form = answering.format_of(format, output, FORMATS) or "text"
    first, last = _day(since, "--since"), _day(until, "--until")
    source = _source(settings, rev)
    try:
        path = relative(source.root, name)
    except UsageError:
        path = None
    try:
        found = life(source, name, path, settings.profiles)
    except lookup.LookupFailed:
        if rev is None:
            _uncommitted(settings, name, path)
        raise
    events = [event for event in found.events if _within(found.commits[event.commit].date, first, last)]
    found = found._replace(events=tuple(reversed(events) if reverse else events))
    answering.deliver(_rendered(found, form, output, settings), output, form)
    if found.cut and not settings.quiet:
        said, remedy = chronicle.cut()
        print(
            f"{said.of(settings.lang)}；{remedy.of(settings.lang)}"
            if settings.lang == "zh"
            else f"{said.en}; {remedy.en}",
            file=sys.stderr,
        )


def _rendered(found: Life, form: str, output: str | None, settings: Globals) -> str:
    if form == "json":
        return answering.json_text(chronicle.data(found))
    if form == "csv":
        return columns.comma_separated(*chronicle.sheet(found, settings.lang))
    if form == "markdown":
        return chronicle.markdown(found, settings.lang)
    return chronicle.text(found, settings.lang, output is None and settings.colored(sys.stdout))


def _source(settings: Globals, rev: str | None) -> Revision:
    """The revision to look back from; raises UsageError, CatalogError and GitError."""
    root = settings.repository()
    if git.top(root) is None and not git.is_repository(root):
        raise UsageError(
            Text(zh="这里不是 git 仓库，没有历史可查", en="this is no git repository: there is no history"),
            Text(
                zh="条目沿革要用 git 记下的提交；先运行  git init  并提交一次", en="run git init and commit once first"
            ),
        )
    if rev is None and not git.run(root, "rev-list", "--all", "--max-count=1").strip():
        raise UsageError(
            Text(zh="还没有提交过，没有历史可查", en="nothing was committed yet: there is no history"),
            Text(zh="运行  git add catalog  和  git commit  提交一次", en="run git add catalog and git commit"),
        )
    return Revision(root, rev or "HEAD")


def _uncommitted(settings: Globals, name: str, path: str | None) -> None:
    """Says of an entry that lies in the folder only that it has no history yet; raises UsageError."""
    try:
        source = Folder(settings.find_root())
        opened = open_settings(source, settings.profiles)
        cards = [entry.card for entry in lookup.entries(source, opened, lookup.entry_files(source))]
        card = lookup.find(cards, name, path)
    except (CatalogError, lookup.LookupFailed):
        return
    raise UsageError(
        Text(
            zh=f"{card.called.zh}还没有提交，没有历史可查",
            en=f"{card.called.en} is not committed yet: it has no history",
        ),
        Text(
            zh=f"提交以后再查；现在的内容用  catalog show {shown(name)}  查看",
            en=f"commit it first; catalog show {shown(name)} shows it now",
        ),
    )


def _day(given: str | None, option: str) -> str | None:
    return None if given is None else today(given, option).isoformat()


def _within(day: str, first: str | None, last: str | None) -> bool:
    return (first is None or day >= first) and (last is None or day <= last)
