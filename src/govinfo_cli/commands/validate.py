"""`catalog validate`: check the catalogue, report what lies under the paths."""

import sys
from collections.abc import Callable
from typing import Annotated

from govinfo_cli import editing, reporting
from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.git import objects as git
from govinfo_cli.option import Argument, Context, Exit, Option
from govinfo_cli.outcome import Outcome
from govinfo_cli.running import Globals, UsageError, relative, today
from govinfo_cli.settings import CatalogError
from govinfo_cli.source import Folder, Revision, Source
from govinfo_cli.validation import Request
from govinfo_cli.validation import validate as run

_LONG = 1000  # entries; fewer are checked in the blink of an eye


def validate(
    context: Context,
    paths: Annotated[
        list[str],
        Argument(help="要报告的文件或文件夹，或一个表格；默认全部 (files, folders, or a workbook)"),
    ] = [],
    format: Annotated[list[str], Option("--format", "-f", help="报告格式 (format of the report), 可多次")] = [],
    output: Annotated[
        list[str], Option("--output", "-o", help="报告写入文件 (write the report to FILE), 与 -f 成对")
    ] = [],
    rev: Annotated[str | None, Option("--rev", help="检查某个版本 (check a revision), 不用检出")] = None,
    base: Annotated[
        str | None,
        Option("--base", help="只报告与这个版本分开后的变更带来的问题 (only what the change since it left REV causes)"),
    ] = None,
    staged: Annotated[
        bool, Option("--staged", help="检查暂存区，即将要提交的内容 (check git's index, what will be committed)")
    ] = False,
    select: Annotated[list[str], Option("--select", help="只检查这些检查项 (only these rules)")] = [],
    ignore: Annotated[list[str], Option("--ignore", help="本次不检查 (leave these rules out of this run)")] = [],
    fail_on: Annotated[str, Option("--fail-on", help="error|warning|info|never")] = "error",
    day: Annotated[str | None, Option("--today", help="按哪一天检查 (the day to count from) YYYY-MM-DD")] = None,
    jobs: Annotated[int, Option("--jobs", min=0, help="并行进程数 (processes), 0 = 自动")] = 0,
    no_cache: Annotated[
        bool,
        Option("--no-cache", help="全部重新检查，不用也不存上次的结果 (check everything anew, keep nothing)"),
    ] = False,
    fix: Annotated[
        bool, Option("--fix", help="先作可自动更正的更正，再报告其余 (apply safe fixes, report what is left)")
    ] = False,
    annotate: Annotated[
        str | None,
        Option(
            "--annotate",
            help="检查表格时，另存一份标好颜色和批注的副本 (of a workbook, write a copy with marks and notes)",
            metavar="OUT.xlsx",
        ),
    ] = None,
) -> None:
    """检查目录 (check the catalogue)。"""
    settings: Globals = context.obj
    pairs = reporting.asked(format, output)
    _agree(rev, base, staged, fix)
    request = Request(
        today=today(day),
        profiles=settings.profiles,
        select=editing.chosen_rules(select, "--select"),
        ignore=editing.chosen_rules(ignore, "--ignore"),
        fail_on=_level(fail_on),
        jobs=jobs,
        cached=not no_cache,
        progress=_progress(settings),
    )
    if annotate is not None or any(map(_is_table, paths)):
        from govinfo_cli import tablerun

        given = (("--rev", rev is not None), ("--base", base is not None), ("--staged", staged), ("--fix", fix))
        tablerun.agree(paths, annotate, given)
        raise Exit(1 if tablerun.run(settings, paths[0], request, pairs, annotate).failed else 0)
    source, began = _source(settings, rev, base, staged)
    request = request._replace(paths=tuple(relative(source.root, path) for path in paths))
    if began is not None:
        from govinfo_cli.attribution.attributing import attribute

        outcome = attribute(source, began, request)
    else:
        outcome = _fixed(source, request, settings.lang) if fix else run(source, request)
    reporting.deliver(outcome, pairs, settings)
    raise Exit(1 if outcome.failed else 0)


def _is_table(path: str) -> bool:
    from govinfo_cli.imports import ENDINGS

    return path[path.rfind(".") :].lower() in ENDINGS


def _agree(rev: str | None, base: str | None, staged: bool, fix: bool) -> None:
    """Raises UsageError where two options cannot both be meant."""
    if staged and rev is not None:
        raise UsageError(
            Text(
                zh="--staged 检查暂存区，--rev 检查某个版本，不能同用",
                en="--staged checks the index, --rev a revision: not both",
            ),
            Text(zh="去掉其中一个", en="leave one of the two out"),
        )
    for option, given in (("--rev", rev is not None), ("--base", base is not None), ("--staged", staged)):
        if fix and given:
            raise UsageError(
                Text(zh=f"--fix 只能更正当前文件，不能与 {option} 同用", en=f"--fix corrects files: not with {option}"),
                Text(zh="去掉其中一个", en="leave one of the two out"),
            )


def _source(settings: Globals, rev: str | None, base: str | None, staged: bool) -> tuple[Source, str | None]:
    """What is to be checked, and the commit at which the change began that is asked for."""
    if base is None:
        return (_staged(settings) if staged else settings.source(rev)), None
    from govinfo_cli.git import forkpoint

    root = settings.repository()
    if staged and base == "HEAD" and not git.has_commits(root):
        return _staged(settings), None  # a hook on the very first commit, which is responsible for everything
    tip, began = forkpoint.commits(root, base, rev or "HEAD")
    if rev is not None:
        return Revision(root, rev, tip), began
    return (_staged(settings) if staged else settings.source()), began


def _staged(settings: Globals) -> Source:
    from govinfo_cli.staged import Staged

    source = Staged(settings.repository())
    if source.find("catalog/catalog.yaml") is None:
        raise CatalogError(
            Text(
                zh="暂存区里没有目录库（没有 catalog/catalog.yaml）",
                en="no catalogue in the index (catalog/catalog.yaml is not there)",
            ),
            Text(zh="先运行  git add catalog", en="run git add catalog first"),
        )
    return source


def _progress(settings: Globals) -> Callable[[int, int], None]:
    """Tells on a terminal how far a long run has come; elsewhere nothing."""
    if settings.quiet or not sys.stderr.isatty():
        return lambda done, total: None

    rows = editing.row_teller(settings)

    def tell(done: int, total: int) -> None:
        if not total:  # a table is still being read
            rows(done)
        elif total > _LONG and (done % 200 == 0 or done == total):
            said = Text(zh=f"已检查 {done}/{total} 条", en=f"{done}/{total} entries checked").of(settings.lang)
            sys.stderr.write(f"\r{said}" if done < total else f"\r{' ' * 60}\r")
            sys.stderr.flush()

    return tell


def _fixed(source: Folder, request: Request, lang: str) -> Outcome:
    from govinfo_cli.fixing import fix

    fixed = fix(source, request)
    written = fixed.bundle.write(source.root)
    if written:
        count = len(fixed.applied)
        said = Text(zh=f"已自动更正 {count} 处，以下是其余的问题", en=f"{count} fixed; what is left follows")
        print(said.of(lang), file=sys.stderr)
    return fixed.outcome


def _level(word: str) -> Severity | None:
    if word == "never":
        return None
    try:
        return Severity.of(word)
    except KeyError:
        raise UsageError(
            Text(zh=f"--fail-on：没有“{word}”这个等级", en=f"--fail-on: no level '{word}'"),
            Text(zh="可用：error、warning、info、never", en="levels: error, warning, info, never"),
        ) from None
