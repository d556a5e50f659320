"""The command line itself: the global options, and the one subcommand that is asked for."""

# No `from __future__ import annotations` here: typer would have to evaluate every annotation from its text.

import builtins
import keyword
import os
from importlib import import_module
from typing import Annotated

import typer

from govinfo_cli.commands import TITLES
from govinfo_cli.diagnostic import Text
from govinfo_cli.running import Globals, UsageError, tell
from govinfo_cli.visible import shown

_VALUED = frozenset(("--root", "--profile", "--lang", "--color", "--limit"))


def application(arguments: list[str]):
    """The click command for `arguments`: with the one subcommand that they name, or with all (for help). Raises UsageError
    where there is none of that name."""
    app = typer.Typer(
        name="catalog",
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_globals)
    wanted = _subcommand(arguments)
    if wanted is not None and wanted not in TITLES:
        raise _no_such(wanted)
    for name in [wanted] if wanted in TITLES else TITLES:
        # A name that Python has taken (import, list) bears an underscore behind it.
        taken = keyword.iskeyword(name) or hasattr(builtins, name)
        called = name.replace("-", "_")
        function = getattr(import_module(f"govinfo_cli.commands.{called}"), f"{called}_" if taken else called)
        title = TITLES[name]
        app.command(name, help=f"{title.zh} ({title.en})", no_args_is_help=False)(function)
    return typer.main.get_command(app)


def _no_such(word: str) -> UsageError:
    import difflib

    near = next(iter(difflib.get_close_matches(word, TITLES, 1)), None)
    said = shown(word)
    return UsageError(
        Text(
            zh=f"没有“{said}”这个命令" + (f"，是不是 {near}？" if near else ""),
            en=f"no command '{said}'" + (f", perhaps {near}?" if near else ""),
        ),
        Text(zh="运行  catalog --help  查看全部命令", en="see catalog --help for all commands"),
    )


def _subcommand(arguments: list[str]) -> str | None:
    skip = False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in _VALUED:
            skip = True
        elif not argument.startswith("-"):
            return argument
    return None


def _globals(
    context: typer.Context,
    root: Annotated[str | None, typer.Option(help="目录库所在文件夹 (the catalogue's folder)")] = None,
    profile: Annotated[list[str], typer.Option(help="按哪些规范 (profiles to check by), 可多次")] = [],
    lang: Annotated[str | None, typer.Option(help="zh|en")] = None,
    color: Annotated[str, typer.Option(help="auto|always|never")] = "auto",
    limit: Annotated[
        list[str], typer.Option(metavar="上限=数", help="放宽一项上限，如 nodes=100000 (raise a limit), 可多次")
    ] = [],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="少说 (say less)")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="多说 (say more)")] = False,
    version: Annotated[bool, typer.Option("--version", help="版本 (version)")] = False,
) -> None:
    """政务信息资源目录：检查、整理、导入 (a government information resource catalogue)。"""
    from govinfo_cli import __version__

    if version:
        print(f"catalog {__version__}")
        raise typer.Exit(0)
    chosen = lang or os.environ.get("CATALOG_LANG") or "zh"
    for option, value, allowed in (("--lang", chosen, ("zh", "en")), ("--color", color, ("auto", "always", "never"))):
        if value not in allowed:
            raise typer.BadParameter(f"{value}: {'|'.join(allowed)}", param_hint=option)
    context.obj = Globals(
        root, tuple(part for line in profile for part in line.split(",")), chosen, color, quiet, verbose
    )


def usage(error: Exception, lang: str) -> int:
    """Tells a wrong command line in one line and a way out; the exit code."""
    kind, option = type(error).__name__, getattr(error, "option_name", "")
    near = "、".join(getattr(error, "possibilities", None) or ())
    zh = {
        "NoSuchOption": f"没有 {option} 这个选项" + (f"，是不是 {near}？" if near else ""),
        "MissingParameter": f"缺少 {getattr(getattr(error, 'param', None), 'human_readable_name', '参数')}",
        "BadOptionUsage": f"选项 {option} 后面缺少内容",
    }.get(kind, f"命令写法不对：{error.format_message()}")
    tell(
        Text(zh=zh, en=error.format_message()), Text(zh="运行  catalog --help  查看用法", en="see catalog --help"), lang
    )
    return 2
