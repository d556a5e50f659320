"""What `validate` does with a table for PATH: checked as it is, reported, and handed back with its cells marked."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from govinfo_cli import imports, reporting
from govinfo_cli.diagnostic import Text
from govinfo_cli.importing.imported import Foreign
from govinfo_cli.outcome import Outcome
from govinfo_cli.remarks import Unreadable, checked
from govinfo_cli.running import Globals, UsageError, enclosing
from govinfo_cli.source import Folder
from govinfo_cli.tablecheck.checking import Nowhere, check_table
from govinfo_cli.unwritten import unread
from govinfo_cli.validation import Request
from govinfo_cli.visible import shown, visible

_OUT = ".xlsx"


def run(settings: Globals, path: str, request: Request, pairs: reporting.Pairs, annotated: str | None) -> Outcome:
    """Checks the table at `path`, delivers the reports `pairs`, and writes the marked copy to `annotated`.

    For a workbook a report in xlsx is the marked copy. Raises UsageError, CatalogError, ProfileError, WriteError.
    """
    table = _foreign(path)
    copies = [file for name, file in pairs if name == "xlsx" and file] if table.format == "xlsx" else []
    pairs = [pair for pair in pairs if pair[1] not in copies or pair[1] is None]
    copies += [annotated] if annotated is not None else []
    for copy in copies:
        _refuse(path, table, copy)
    root = settings.root if settings.root is not None else enclosing(Path.cwd().resolve())
    here = Path(root or ".").resolve()
    # A root that was named and is not there is a slip, not a place without a catalogue.
    found = (here / "catalog" / "catalog.yaml").is_file() or not here.is_dir()
    source = Folder(here) if found else Nowhere(here)
    try:
        outcome = check_table(source, table, request)
        reporting.deliver(outcome, pairs, settings)
        for copy in dict.fromkeys(copies):
            _write(copy, outcome, table, settings)
    except Unreadable as unreadable:
        said = unreadable.remark
        where = visible(f"{table.path} {said.span.sheet}".rstrip())
        message, help = checked(said.message), checked(said.help) if said.help else None
        raise UsageError(Text(zh=f"“{where}”：{message.zh}", en=f"'{where}': {message.en}"), help) from None
    return outcome


def is_table(path: str) -> bool:
    """Whether a path argument is a table's, by its ending."""
    return Path(path).suffix.lower() in imports.ENDINGS


def agree(paths: Sequence[str], annotated: str | None, options: Sequence[tuple[str, bool]]) -> None:
    """Raises UsageError where a table, of which there is one, does not go with the rest of the command line."""
    tables = [path for path in paths if is_table(path)]
    if not tables:
        raise UsageError(
            Text(zh="--annotate 只用于检查表格", en="--annotate is for checking a table"),
            Text(
                zh="写成  catalog validate 目录.xlsx --annotate 目录_检查结果.xlsx",
                en="write  catalog validate BOOK.xlsx --annotate OUT.xlsx",
            ),
        )
    if len(paths) > 1:
        raise UsageError(
            Text(zh="一次只检查一个表格", en="one table at a time"),
            Text(
                zh=f"先运行  catalog validate {shown(tables[0])}", en=f"run  catalog validate {shown(tables[0])}  first"
            ),
        )
    for option, given in options:
        if given:
            raise UsageError(
                Text(zh=f"{option} 不能用于表格", en=f"{option} says nothing for a table"),
                Text(zh=f"去掉  {option}", en=f"leave {option} out"),
            )


def _foreign(path: str) -> Foreign:
    format = imports.ENDINGS[Path(path).suffix.lower()]
    try:
        with open(path, "rb") as stream:
            raw = stream.read(imports.most_bytes(format) + 1)
    except OSError as error:
        why = unread(error)
        raise UsageError(
            Text(zh=f"“{shown(path)}”读不出来（{why.zh}）", en=f"'{shown(path)}' cannot be read ({why.en})"),
            Text(zh="检查路径是否写错，文件是否正被其他程序打开", en="check the path, and whether another program holds it"),
        ) from None  # fmt: skip
    try:
        seen = os.path.relpath(path).replace(os.sep, "/")
    except ValueError:  # another drive
        seen = Path(path).name
    return Foreign(seen, raw, format)


def _refuse(path: str, table: Foreign, copy: str) -> None:
    """Raises UsageError for a copy that cannot be made, or would be written over the table itself."""
    if table.format != "xlsx":
        raise UsageError(
            Text(
                zh="--annotate 只能标注 Excel 或 WPS 表格，这个文件没有单元格格式和批注",
                en="--annotate marks workbooks; this file has neither looks nor notes",
            ),
            Text(
                zh="去掉  --annotate  ，或先存为 .xlsx；要一份结果表，用  -o 检查结果.xlsx",
                en="leave --annotate out, or save it as .xlsx; for a table of the findings use  -o FINDINGS.xlsx",
            ),
        )
    if Path(copy).suffix.lower() != _OUT:
        raise UsageError(
            Text(zh=f"“{shown(copy)}”：标注后的表格是 .xlsx 文件", en=f"'{shown(copy)}': the marked copy is an .xlsx file"),
            Text(zh=f"改为  {shown(str(Path(copy).with_suffix(_OUT)))}", en=f"name it  {shown(str(Path(copy).with_suffix(_OUT)))}"),
        )  # fmt: skip
    same = os.path.exists(copy) and os.path.samefile(copy, path)
    if same or os.path.realpath(copy) == os.path.realpath(path):
        other = str(Path(copy).with_name(f"{Path(copy).stem}_检查结果{_OUT}"))
        raise UsageError(
            Text(zh="标注后的表格不能写在原表上", en="the marked copy must not be written over the table"),
            Text(zh=f"换一个文件名，例如  {shown(other)}", en=f"give another name, such as  {shown(other)}"),
        )


def _write(copy: str, outcome: Outcome, table: Foreign, settings: Globals) -> None:
    from govinfo_cli.bundle import write_file
    from govinfo_cli.tablecheck.marking import marked

    write_file(Path(copy), marked(outcome, table.raw, settings.lang))
    if not settings.quiet:
        said = Text(
            zh=f"已写出标好颜色和批注的副本  {visible(copy)}  ，原表没有改动。",
            en=f"Wrote a copy with marks and notes,  {visible(copy)} ; the table itself is unchanged.",
        )
        print(said.of(settings.lang), file=sys.stderr)
