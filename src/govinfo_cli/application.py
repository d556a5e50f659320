"""The command line itself: the global options, and the one subcommand that is asked for."""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Annotated

import typer

from govinfo_cli.commands import TITLES
from govinfo_cli.diagnostic import Text
from govinfo_cli.invocation import command, globals_
from govinfo_cli.option import Argument, parameters
from govinfo_cli.running import UsageError, tell
from govinfo_cli.visible import shown

_VALUED = frozenset(("--root", "--profile", "--lang", "--color", "--limit"))


def application(arguments: list[str], read: Callable[[Callable], Callable] = lambda function: function):
    """The click command for `arguments`: with the one subcommand that they name, or with all (for help). Each is what
    `read` makes of its function. Raises UsageError where there is none of that name."""
    app = typer.Typer(
        name="catalog",
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_told(globals_, globals_))
    wanted = _subcommand(arguments)
    if wanted is not None and wanted not in TITLES:
        raise _no_such(wanted)
    for name in [wanted] if wanted in TITLES else TITLES:
        function, title = command(name), TITLES[name]
        app.command(name, help=f"{title.zh} ({title.en})", no_args_is_help=False)(_told(function, read(function)))
    return typer.main.get_command(app)


def _told(function: Callable, run: Callable) -> Callable:
    """`run`, with the parameters of `function` in the words of typer."""

    def called(context: typer.Context, **told: object) -> object:
        return run(context, **told)

    hints: dict[str, object] = {"context": typer.Context}
    defaults: dict[str, object] = {}
    for name, one in parameters(function).items():
        said = one.told_by
        if isinstance(said, Argument):
            info = typer.Argument(help=said.help, metavar=said.metavar, show_default=False)
        else:
            info = typer.Option(*said.names, help=said.help, metavar=said.metavar, min=said.min)
        hints[name] = Annotated[one.type, info]
        defaults[name] = Parameter.empty if one.default is ... else one.default
    called.__doc__ = function.__doc__
    called.__annotations__ = hints
    called.__signature__ = Signature(
        Parameter(name, Parameter.KEYWORD_ONLY, default=defaults.get(name, Parameter.empty), annotation=hint)
        for name, hint in hints.items()
    )
    return called


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
