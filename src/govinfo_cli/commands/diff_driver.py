"""`catalog diff-driver`: what git calls for each file, so that `git diff` itself shows what changed in an entry."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

from govinfo_cli import driving
from govinfo_cli.diagnostic import Text
from govinfo_cli.git import objects as git
from govinfo_cli.option import Argument, Context
from govinfo_cli.running import Globals, UsageError

_MANY = 20  # files, each of which takes a fifth of a second


def diff_driver(
    context: Context,
    handed: Annotated[list[str], Argument(metavar="git 给的参数", help="由 git 填写 (what git passes)")] = [],
) -> None:
    """供 git diff 调用 (a diff driver for git)。"""
    settings: Globals = context.obj
    pair = driving.handed(handed)
    if pair is None:
        raise UsageError(
            Text(zh="diff-driver 由 git diff 调用，不用自己运行", en="diff-driver is for git diff to call"),
            Text(
                zh='设置一次  git config diff.catalog.command "catalog diff-driver --"  ，以后直接用  git diff',
                en='run git config diff.catalog.command "catalog diff-driver --" once, then use git diff',
            ),
        )
    if _first_of_many():
        said = Text(
            zh="文件很多，逐个显示较慢；要一次看完，运行  catalog diff 旧版本 新版本  （还没有提交的改动：catalog diff）",
            en="many files, told one by one; for all at once run  catalog diff OLD NEW  (not committed yet: catalog diff)",
        )
        print(f"{said.of(settings.lang)}\n")
    here = Path.cwd()
    for line in driving.lines(pair, git.top(here) or here, settings.lang, _colored(settings)):
        print(line)
    print()  # before the next file


def _first_of_many() -> bool:
    # Git starts a driver anew for each file, and tells it which of how many it is.
    total = os.environ.get("GIT_DIFF_PATH_TOTAL", "")
    return os.environ.get("GIT_DIFF_PATH_COUNTER") == "1" and total.isdecimal() and int(total) > _MANY


def _colored(settings: Globals) -> bool:
    # Git's pager stands between us and the terminal, and shows colours.
    if settings.color == "auto" and os.environ.get("GIT_PAGER_IN_USE") and not os.environ.get("NO_COLOR"):
        return os.environ.get("TERM", "dumb") != "dumb"
    return settings.colored(sys.stdout)
