"""`catalog import`: foreign tables to new entries, with a finding for every cell that was changed or not read."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from govinfo_cli import imports, receipt, reporting
from govinfo_cli.diagnostic import Text
from govinfo_cli.importing import Foreign, import_files
from govinfo_cli.intake.textfile import MAX_BYTES
from govinfo_cli.running import Globals, UsageError
from govinfo_cli.visible import shown


def import_(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(help="要导入的表格 csv、json (tables to import)", metavar="FILE…")],
    owner: Annotated[
        str | None,
        typer.Option("--owner", help="表里没有提供方一列时，整表的提供方 (owner of tables without such a column)"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看结果，不写入 (write nothing)")] = False,
    check: Annotated[bool, typer.Option("--check", help="不写入；有可写的则返回 1 (exit 1 if it would write)")] = False,
    format: Annotated[list[str], typer.Option("--format", "-f", help="报告格式 (format of the report), 可多次")] = [],
    output: Annotated[
        list[str], typer.Option("--output", "-o", help="报告写入文件 (write the report to FILE), 与 -f 成对")
    ] = [],
) -> None:
    """导入表格 (import tables)。"""
    settings: Globals = context.obj
    pairs = reporting.asked(format, output)
    source = settings.source()
    imported = import_files(source, map(_foreign, files), owner, settings.profiles)
    would = any(True for _ in imported.bundle.changes(source.root))
    writes = not (dry_run or check)
    if writes:
        imported.bundle.write(source.root)

    def text(color: bool) -> str:
        return "" if settings.quiet else receipt.render(imported, settings.lang, writes, color, settings.verbose)

    reporting.deliver(imported.outcome, pairs, settings, text)
    # Behind a report for programs on stdout, the counts must not spoil it.
    for_people = all(name == "text" for name, file in pairs if file is None)
    counts = receipt.summary(imported, settings.lang, writes)
    print(counts, end="", file=sys.stdout if for_people else sys.stderr)
    raise typer.Exit(1 if imported.outcome.failed or check and would else 0)


def _foreign(path: str) -> Foreign:
    """The file at `path`, no more of it than an import takes; raises UsageError."""
    ending = Path(path).suffix.lower()
    if ending not in imports.ENDINGS:
        known = " ".join(imports.ENDINGS)
        raise UsageError(
            Text(zh=f"“{shown(path)}”：不认识这种表格", en=f"'{shown(path)}': no table that can be imported"),
            Text(zh=f"可用：{known}", en=f"endings: {known}"),
        )
    try:
        with open(path, "rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(
            Text(
                zh=f"“{shown(path)}”读不出来（{error.strerror}）",
                en=f"'{shown(path)}' cannot be read ({error.strerror})",
            ),
            Text(
                zh="检查路径是否写错，文件是否正被其他程序打开",
                en="check the path, and whether another program holds it",
            ),
        ) from None
    return Foreign(_as_shown(path), raw, imports.ENDINGS[ending])


def _as_shown(path: str) -> str:
    """The path relative to the working directory, with "/": an output names no absolute path."""
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")
