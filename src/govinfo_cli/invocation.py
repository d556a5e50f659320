"""One run of `catalog`: the global options, and the command that is asked for, read without a library where that can be."""

import builtins
import keyword
import os
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Annotated

from govinfo_cli.commands import TITLES
from govinfo_cli.option import Context, Exit, Option, parameters, read
from govinfo_cli.running import Globals

COLORS = "auto", "always", "never"


def plain(arguments: Sequence[str]) -> Callable[[], None] | None:
    """What runs `catalog arguments`; None where they are not plainly written, ask for help, or are wrong."""
    if "_CATALOG_COMPLETE" in os.environ:
        return None
    first = read(arguments, parameters(globals_), ahead=True)
    if first is None or not first[1] or first[1][0] not in TITLES:
        return None
    function = command(first[1][0])
    second = read(first[1][1:], parameters(function))
    return second and partial(_run, function, first[0], second[0])


def _run(function: Callable, first: dict[str, object], second: dict[str, object]) -> None:
    context = Context()
    globals_(context, **first)
    function(context, **second)


def command(name: str) -> Callable:
    """The function of the command `name`."""
    # A name that Python has taken (import, list) bears an underscore behind it.
    taken = keyword.iskeyword(name) or hasattr(builtins, name)
    called = name.replace("-", "_")
    return getattr(import_module(f"govinfo_cli.commands.{called}"), f"{called}_" if taken else called)


def globals_(
    context: Context,
    root: Annotated[str | None, Option(help="目录库所在文件夹 (the catalogue's folder)")] = None,
    profile: Annotated[list[str], Option(help="按哪些规范 (profiles to check by), 可多次")] = [],
    lang: Annotated[str | None, Option(help="zh|en")] = None,
    color: Annotated[str, Option(help="auto|always|never")] = "auto",
    limit: Annotated[
        list[str], Option(metavar="上限=数", help="放宽一项上限，如 nodes=100000 (raise a limit), 可多次")
    ] = [],
    quiet: Annotated[bool, Option("--quiet", "-q", help="少说 (say less)")] = False,
    verbose: Annotated[bool, Option("--verbose", "-v", help="多说 (say more)")] = False,
    version: Annotated[bool, Option("--version", help="版本 (version)")] = False,
) -> None:
    """政务信息资源目录：检查、整理、导入 (a government information resource catalogue)。"""
    from govinfo_cli import __version__

    if version:
        print(f"catalog {__version__}")
        raise Exit(0)
    chosen = lang or os.environ.get("CATALOG_LANG") or "zh"
    for option, value, allowed in (("--lang", chosen, ("zh", "en")), ("--color", color, COLORS)):
        if value not in allowed:
            from typer import BadParameter

            raise BadParameter(f"{value}: {'|'.join(allowed)}", param_hint=option)
    context.obj = Globals(
        root, tuple(part for line in profile for part in line.split(",")), chosen, color, quiet, verbose
    )
