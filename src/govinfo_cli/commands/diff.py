"""`catalog diff`: what changed between two versions, which of it is heavy, and whether it may pass."""

from __future__ import annotations

from typing import Annotated

from govinfo_cli import reporting, reviews
from govinfo_cli.change.comparison import compare
from govinfo_cli.change.judgement import Level
from govinfo_cli.diagnostic import Text
from govinfo_cli.git import objects as git
from govinfo_cli.option import Argument, Context, Exit, Option
from govinfo_cli.running import Globals, UsageError
from govinfo_cli.source import Folder, Revision, Source
from govinfo_cli.visible import shown

_ANY = "any"
_NEVER = "never"


def diff(
    context: Context,
    old: Annotated[
        str | None,
        Argument(
            metavar="旧版本",
            help="比对基准，默认 HEAD；A...B 从共同起点比到 B (the base; A...B begins at the merge base)",
        ),
    ] = None,
    new: Annotated[
        str | None,
        Argument(metavar="新版本", help="默认当前文件 (default: the working tree)"),
    ] = None,
    format: Annotated[
        list[str], Option("--format", "-f", help="text|json|markdown|github|gitlab|html|xlsx, 可多次")
    ] = [],
    output: Annotated[list[str], Option("--output", "-o", help="写入文件 (write to FILE), 与 -f 成对")] = [],
    fail_on: Annotated[
        str, Option("--fail-on", help="breaking|attention|any|never：有这一级变更即不通过 (fail at this level)")
    ] = _NEVER,
) -> None:
    """变更比对 (compare versions)。"""
    settings: Globals = context.obj
    pairs = reporting.asked(format, output, reviews)
    level = _level(fail_on)
    before, after = _sides(settings, old, new)
    comparison = compare(before, after, settings.profiles, level)

    def render(name: str, color: bool) -> str | bytes:
        return reviews.review(name).render(comparison, settings.lang, color, settings.verbose)

    reporting.put(pairs, settings, render)
    raise Exit(1 if comparison.failed else 0)


def _level(word: str) -> Level | None:
    if word == _NEVER:
        return None
    try:
        return Level.INFO if word == _ANY else Level.of(word)
    except KeyError:
        raise UsageError(
            Text(zh=f"--fail-on：没有“{shown(word)}”这个等级", en=f"--fail-on: no level '{shown(word)}'"),
            Text(zh="可用：breaking、attention、any、never", en="levels: breaking, attention, any, never"),
        ) from None


def _sides(settings: Globals, old: str | None, new: str | None) -> tuple[Source, Source]:
    """The two sources; raises UsageError, CatalogError and GitError."""
    root = settings.repository()
    if git.top(root) is None and not git.is_repository(root):
        raise UsageError(
            Text(
                zh="这里不是 git 仓库，没有版本可以比对",
                en="this is no git repository: there are no versions to compare",
            ),
            Text(
                zh="变更比对要用 git 记下的版本；先运行  git init  并提交一次", en="run git init and commit once first"
            ),
        )
    old = old or "HEAD"
    for dots in ("...", ".."):
        if dots in old:
            if new is not None:
                raise _too_many(old)
            before, _, after = (part or "HEAD" for part in old.partition(dots))
            first, last = git.commits_of(root, before, after)
            base = git.merge_base(root, first, last) if dots == "..." else first
            return Revision(root, before, base), Revision(root, after, last)
    if new is None:
        return Revision(root, old), Folder(settings.find_root())
    first, last = git.commits_of(root, old, new)
    return Revision(root, old, first), Revision(root, new, last)


def _too_many(old: str) -> UsageError:
    return UsageError(
        Text(zh=f"“{shown(old)}”已经写明两个版本，后面不能再写版本", en=f"'{shown(old)}' names two revisions already"),
        Text(zh="写成  catalog diff A...B  或  catalog diff A B", en="write catalog diff A...B or catalog diff A B"),
    )
