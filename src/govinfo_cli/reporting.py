"""The reports that a command line asks for: formats and files in pairs, and each where it belongs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from govinfo_cli import reports
from govinfo_cli.diagnostic import Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.running import Globals, UsageError

Pairs = list[tuple[str, str | None]]


def asked(formats: Sequence[str], files: Sequence[str], kind: ModuleType = reports) -> Pairs:
    """Formats and files in pairs; a missing file, or "-", is stdout. `kind` is the folder of the formats, with NAMES
    and ENDINGS. Raises UsageError."""
    known = "、".join(kind.NAMES)
    found = reports.paired(formats, files, kind.ENDINGS)
    pairs = [(name, None if file == "-" else file) for name, file in found]
    for name, file in pairs:
        if name is None:
            raise UsageError(
                Text(zh=f"-o：看不出“{file or '-'}”要哪种报告格式", en=f"-o: '{file or '-'}' does not tell the format"),
                Text(zh=f"用  -f 格式  指定；可用：{known}", en=f"name it with -f FORMAT; formats: {known}"),
            )
        if name not in kind.NAMES:
            raise UsageError(
                Text(zh=f"-f：没有这种报告格式：“{name}”", en=f"-f: unknown report format '{name}'"),
                Text(zh=f"可用：{known}", en=f"formats: {known}"),
            )
        if name in kind.BINARY and file is None:
            raise UsageError(
                Text(zh=f"-f {name}：是文件，不能写到屏幕", en=f"-f {name}: a file, not for the screen"),
                Text(zh=f"用  -o 文件名.{name}  写入文件", en=f"write it to a file with -o NAME.{name}"),
            )
    places = [file for _, file in pairs]
    if places.count(None) > 1:
        raise UsageError(
            Text(zh="几份报告都要写到屏幕", en="more than one report for stdout"),
            Text(zh="给每份报告配一个  -o 文件", en="give each report its own -o FILE"),
        )
    twice = next((file for file in places if file is not None and places.count(file) > 1), None)
    if twice is not None:
        raise UsageError(
            Text(zh=f"-o：几份报告都要写到“{twice}”", en=f"-o: more than one report for '{twice}'"),
            Text(zh="给每份报告配一个  -o 文件", en="give each report its own -o FILE"),
        )
    return pairs


def deliver(outcome: Outcome, pairs: Pairs, settings: Globals, text: Callable[[bool], str] | None = None) -> None:
    """Writes each report to its file or to stdout; `text` makes the one for people where it is not the usual.

    Raises WriteError.
    """

    def render(name: str, color: bool) -> str | bytes | Iterator[str]:
        if name == "text" and text is not None:
            return text(color)
        report = reports.report(name)
        return getattr(report, "pieces", report.render)(outcome, settings.lang, color)

    put(pairs, settings, render)


def put(pairs: Pairs, settings: Globals, render: Callable[[str, bool], str | bytes | Iterator[str]]) -> None:
    """Writes what `render` makes of each format, with colours or without, where it belongs. Raises WriteError."""
    for name, file in pairs:
        rendered = render(name, file is None and settings.colored(sys.stdout))
        pieces = [rendered] if isinstance(rendered, (str, bytes)) else rendered
        if file is None:
            for piece in pieces:
                sys.stdout.write(piece if isinstance(piece, str) else piece.decode())
        else:
            from govinfo_cli.bundle import write_file

            write_file(Path(file), b"".join(piece.encode() if isinstance(piece, str) else piece for piece in pieces))
