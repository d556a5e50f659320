"""`catalog import`: foreign tables to entries, new ones or updates, with a finding for every cell that was changed or not read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from govinfo_cli import editing, imports, reporting
from govinfo_cli.bundle import write_file
from govinfo_cli.diagnostic import Text
from govinfo_cli.importing import receipt
from govinfo_cli.importing.imported import Foreign, Imported, Manner
from govinfo_cli.importing.pipeline import import_files
from govinfo_cli.intake.mapping import MAX_BYTES as MAPPING_BYTES
from govinfo_cli.option import Argument, Context, Exit, Option
from govinfo_cli.running import Globals, UsageError
from govinfo_cli.unwritten import unread
from govinfo_cli.visible import shown, visible

_LONG = 2000  # rows; what takes less than a second needs no progress


def import_(
    context: Context,
    files: Annotated[list[str], Argument(help="要导入的表格 (tables to import)", metavar="FILE…")],
    owner: Annotated[
        str | None,
        Option("--owner", help="表里没有提供方一列时，整表的提供方 (owner of tables without such a column)"),
    ] = None,
    update: Annotated[
        bool,
        Option(
            "--update",
            help="已有的条目按表更新：先认代码，再认提供方和名称；空格不清除原值 (update entries that stand)",
        ),
    ] = False,
    codes: Annotated[
        bool,
        Option("--codes/--no-codes", help="给没有代码的新条目编代码；默认编 (give codes to new entries)"),
    ] = True,
    classify: Annotated[
        bool,
        Option("--classify", help="没有填分类、共享类型的新条目给出归类建议 (propose classes and share types)"),
    ] = False,
    classify_write: Annotated[
        bool,
        Option("--classify-write", help="同 --classify，可判定的分类直接填上 (and fill in classes that are decided)"),
    ] = False,
    mapping: Annotated[
        str | None,
        Option("--mapping", help="按填好的对照表导入 (what doubtful headings and values mean)", metavar="FILE"),
    ] = None,
    write_mapping: Annotated[
        str | None,
        Option(
            "--write-mapping",
            help="把分不清的列名、编号和提供方写成对照表，供填写；不导入 (write them to FILE to be filled in)",
            metavar="FILE",
        ),
    ] = None,
    dry_run: Annotated[bool, Option("--dry-run", help="只看结果，不写入 (write nothing)")] = False,
    check: editing.Check = False,
    diff: editing.Diff = False,
    format: Annotated[list[str], Option("--format", "-f", help="报告格式 (format of the report), 可多次")] = [],
    output: Annotated[
        list[str], Option("--output", "-o", help="报告写入文件 (write the report to FILE), 与 -f 成对")
    ] = [],
) -> None:
    """导入表格 (import tables)。"""
    settings: Globals = context.obj
    pairs = reporting.asked(format, output)
    source = settings.source()
    if write_mapping is not None and os.path.exists(write_mapping):
        raise UsageError(
            Text(
                zh=f"--write-mapping：“{shown(write_mapping)}”已经有了", en=f"'{shown(write_mapping)}' is there already"
            ),
            Text(zh="换一个文件名，或先移走它", en="give another name, or move it away first"),
        )
    settled = None if mapping is None else (_as_shown(mapping), _bytes(mapping, MAPPING_BYTES))
    manner = Manner(
        owner,
        update,
        codes and write_mapping is None,
        settled,
        _progress(settings),
        classify or classify_write,
        classify_write,
    )
    imported = import_files(source, map(_foreign, files), profiles=settings.profiles, manner=manner)
    would = any(True for _ in imported.bundle.changes(source.root))
    writes = not (dry_run or check or diff or write_mapping is not None)
    if writes:
        imported.bundle.write(source.root)
    if diff:
        sys.stdout.write(imported.bundle.diff(source.root))

    def text(color: bool) -> str:
        return (
            "" if settings.quiet or diff else receipt.render(imported, settings.lang, writes, color, settings.verbose)
        )

    reporting.deliver(imported.outcome, pairs, settings, text)
    # Behind a report for programs, or a patch, on stdout, the counts must not spoil it.
    for_people = not diff and all(name == "text" for name, file in pairs if file is None)
    counts = receipt.summary(imported, settings.lang, writes)
    out = sys.stdout if for_people else sys.stderr
    if write_mapping is None:
        print(counts, end="", file=out)
    else:
        print(_asked(imported, write_mapping, files).of(settings.lang), file=out)
    raise Exit(1 if imported.outcome.failed or check and would else 0)


def _asked(imported: Imported, path: str, files: list[str]) -> Text:
    """Writes the mapping that asks what is in doubt, where anything is; what to do with it. Raises WriteError."""
    if imported.questions is None:
        return Text(
            zh="没有分不清的列名、编号和提供方，不需要对照表。", en="Nothing is in doubt; no mapping is needed."
        )
    write_file(Path(path), imported.questions.encode(), was=None)
    name, tables = visible(path), visible(" ".join(files))
    return Text(
        zh=f"已写出对照表  {name}  ，没有导入。填好后运行  catalog import --mapping {name} {tables}",
        en=f"Wrote  {name} ; nothing was imported. Fill it in, then run  catalog import --mapping {name} {tables}",
    )


def _progress(settings: Globals) -> Callable[[str, int, int], None]:
    """Tells on a terminal how far a long import has come; elsewhere nothing."""
    if settings.quiet or not sys.stderr.isatty():
        return lambda path, done, total: None

    rows = editing.row_teller(settings)

    def tell(path: str, done: int, total: int) -> None:
        if not total:
            rows(done)
        elif total > _LONG and (done % 500 == 0 or done == total):
            said = Text(zh=f"已导入 {done}/{total} 行", en=f"{done}/{total} rows taken in").of(settings.lang)
            sys.stderr.write(f"\r{said}" if done < total else f"\r{' ' * 60}\r")
            sys.stderr.flush()

    return tell


def _foreign(path: str) -> Foreign:
    """The file at `path`, no more of it than an import takes; raises UsageError."""
    ending = Path(path).suffix.lower()
    if ending not in imports.ENDINGS:
        known = " ".join(imports.KNOWN)
        raise UsageError(
            Text(zh=f"“{shown(path)}”：不认识这种表格", en=f"'{shown(path)}': no table that can be imported"),
            Text(zh=f"可用：{known}", en=f"endings: {known}"),
        )
    format = imports.ENDINGS[ending]
    return Foreign(_as_shown(path), _bytes(path, imports.most_bytes(format)), format)


def _bytes(path: str, limit: int) -> bytes:
    """What a file holds, up to one byte more than `limit`; raises UsageError."""
    try:
        with open(path, "rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        why = unread(error)
        raise UsageError(
            Text(zh=f"“{shown(path)}”读不出来（{why.zh}）", en=f"'{shown(path)}' cannot be read ({why.en})"),
            Text(
                zh="检查路径是否写错，文件是否正被其他程序打开",
                en="check the path, and whether another program holds it",
            ),
        ) from None


def _as_shown(path: str) -> str:
    """The path relative to the working directory, with "/": an output names no absolute path."""
    try:
        return os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")
