"""The way in: argv to one subcommand, imported alone; every failure to one clear line."""

from __future__ import annotations

import gc
import os
import sys

from govinfo_cli import __version__


def main() -> None:
    """Runs `catalog` with the process's arguments and exits with the contract's code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        # Before anything is imported: this is asked by every CI and every editor.
        print(f"catalog {__version__}")
        return
    # A run builds much and drops little: at Python's own threshold the collector costs a tenth of the start.
    gc.set_threshold(50_000, 50, 50)
    for stream in (sys.stdout, sys.stderr):
        # A Chinese Windows writes GBK to a pipe, which cannot hold every character of a name.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(arguments, bounded=True))


def run(arguments: list[str], bounded: bool = False) -> int:
    """The exit code of `catalog arguments`; `bounded` to the time that a run may take."""
    lang = _language(arguments)
    try:
        return _dispatch(arguments, bounded)
    except KeyboardInterrupt as interrupt:
        if not hasattr(interrupt, "text"):
            return 130
        from govinfo_cli.running import tell

        tell(interrupt.text, interrupt.help, lang, checking="validate" in arguments)
        return 2
    except BrokenPipeError:
        # The reader of the pipe has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from govinfo_cli.running import tell

        if hasattr(error, "text") and hasattr(error, "help"):
            tell(error.text, error.help, lang, checking="validate" in arguments)
        else:
            _internal(error, lang)
        return getattr(error, "exits", 2)


def _language(arguments: list[str]) -> str:
    """The language of messages that come before the options are read."""
    for place, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return "en" if argument[7:] == "en" else "zh"
        if argument == "--lang" and place + 1 < len(arguments):
            return "en" if arguments[place + 1] == "en" else "zh"
    return "en" if os.environ.get("CATALOG_LANG") == "en" else "zh"


def _raise_limits(arguments: list[str]) -> None:
    """Hands `--limit` on before anything is imported that reads limits, and to further processes too."""
    said = [argument[8:] for argument in arguments if argument.startswith("--limit=")]
    said += [after for before, after in zip(arguments, arguments[1:], strict=False) if before == "--limit"]
    if said:
        os.environ["CATALOG_LIMITS"] = " ".join((os.environ.get("CATALOG_LIMITS", ""), *said))
    if "CATALOG_LIMITS" in os.environ:
        from govinfo_cli import limits

        try:
            limits.raised()
        except limits.LimitError:
            del os.environ["CATALOG_LIMITS"]  # so that it can be told
            raise


def _bound_time(arguments: list[str]) -> None:
    """Ends a run that takes longer than the limit `time`, where the system can; what asks questions waits for people."""
    import _signal

    from govinfo_cli.limits import TooLong, limit

    if hasattr(_signal, "setitimer") and not {"new", "-i", "--interactive"} & {*arguments}:

        def end(*_: object) -> None:
            raise TooLong

        _signal.signal(_signal.SIGALRM, end)
        _signal.setitimer(_signal.ITIMER_REAL, limit("time"))


def _dispatch(arguments: list[str], bounded: bool = False) -> int:
    _raise_limits(arguments)
    if bounded:
        _bound_time(arguments)
    from govinfo_cli.git import ahead
    from govinfo_cli.git.guard import forget
    from govinfo_cli.memory import asked

    asked.beforehand(arguments)
    ahead.beforehand(arguments)
    try:
        return _answered(arguments)
    finally:
        asked.forgotten()
        forget()


def _answered(arguments: list[str]) -> int:
    from govinfo_cli.invocation import plain
    from govinfo_cli.option import Exit

    try:
        run = plain(arguments)
        if run is None:
            from govinfo_cli.application import application

            return application(arguments)(arguments, prog_name="catalog", standalone_mode=False) or 0
        run()
    except Exit as done:
        return done.code
    except Exception as error:
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            from govinfo_cli.application import usage

            return usage(error, _language(arguments))
        if type(error).__name__ in ("Abort", "EOFError"):
            return 130
        raise
    return 0


def _internal(error: Exception, lang: str) -> None:
    import re
    import tempfile
    import traceback

    from govinfo_cli.diagnostic import Text
    from govinfo_cli.running import tell

    with tempfile.NamedTemporaryFile(
        "w", prefix="catalog-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
    ) as report:
        # What an error quotes may be what nobody may see: long numbers, and whatever is no ASCII.
        told = re.sub(r"[0-9](?:[ -]?[0-9]){6,}[Xx]?|[^\x00-\x7f]+", "*", "".join(traceback.format_exception(error)))
        report.write(f"catalog {__version__}, Python {sys.version}\n\n{told}")
    tell(
        Text(zh=f"程序内部出错（{type(error).__name__}）", en=f"internal error ({type(error).__name__})"),
        Text(zh=f"请把 {report.name} 发给维护人员", en=f"please send {report.name} to the maintainers"),
        lang,
    )
