"""The catalogue in the tables or JSON objects of a platform, as a target says (schemas/targets), held against its limits.

With an earlier state only what is new, changed or withdrawn since is in it, each row under the receiver's mark for that.
What it cannot take is an Unfit, and nothing is made. Cells are the receiver's: a formula is not guarded, but told.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping

from govinfo_cli.bundle import Bundle
from govinfo_cli.columns import RUNNING
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Edition, LeftOut, Unfit
from govinfo_cli.jsontext import json_text
from govinfo_cli.settings import CatalogError
from govinfo_cli.sharing import given
from govinfo_cli.template.recording import Cell, Recorder
from govinfo_cli.template.tables import CSV, MARKS, Table, Tables, tables_of

ENDING = None
WISHES = ("target", "since")
_OPENED = (
    "",
    "format",
    "share",
    "share.mode",
    "open",
    "contact",
)  # of other objects it is said that they are left out as a whole
_NO_COLUMN = Text(zh="导出模板没有这一列，没有导出", en="left out, the target has no column for it")


def bundle(edition: Edition) -> Bundle:
    """The files of the target `edition.wishes.target`. Raises CatalogError and Unfit."""
    tables = tables_of(edition.wishes.target or "", edition.settings.profile, edition.file)
    if edition.before is not None and not tables.operations:
        raise CatalogError(
            Text(
                zh=f"导出模板“{tables.target.title.zh}”没有新增、变更、撤销的标记",
                en=f"target '{tables.target.title.en}' has no marks for what is new, changed or withdrawn",
            ),
            Text(zh="去掉  --since", en="leave --since out"),
        )
    recorder = Recorder(tables, edition)
    earlier = [_earlier(tables, table, edition.before) for table in tables.tables]
    files = [_File(tables, table) for table in tables.tables]
    given_keys: Counter = Counter()
    for number, entry in enumerate(edition.read(), 1):
        given_keys.update(_keys(entry.data))
        for file, known in zip(files, earlier, strict=True):
            for row in recorder.rows(file.table, number, entry):
                mark = _mark(tables, file.table, row, known)
                if mark is not None:
                    recorder.mark(file.table, row, mark)
                    file.add(row)
    if recorder.misfits.count:
        raise Unfit(tables.target.title, tuple(recorder.misfits.first), recorder.misfits.count)
    if edition.before is not None:
        # What is gone is as it was, but it is withdrawn today.
        _withdraw(tables, edition.before._replace(date=edition.date), files, earlier)
    _tell(tables, edition, files, given_keys)
    return Bundle({file.table.file: file.bytes() for file in files})


class _File:
    """One file being made."""

    def __init__(self, tables: Tables, table: Table) -> None:
        self._tables, self.table = tables, table
        self.rows = 0
        self.running = 0  # cells that a spreadsheet would take for a formula
        self._raw = io.BytesIO()
        encoding = tables.encoding if tables.form == CSV else "utf-8"
        self._text = io.TextIOWrapper(self._raw, encoding, "replace", newline="")
        self._after = ""
        self._csv = csv.writer(self._text, lineterminator="\r\n")
        if tables.form == CSV:
            self._csv.writerow([column.heading for column in table.columns])
        else:
            within, beside = tables.within, tables.beside.items()
            self._text.write("[" if within is None else f"{{{json_text(within)}: [")
            more = "".join(f", {json_text(key)}: {json_text(said)}" for key, said in beside)
            self._after = "\n]\n" if within is None else f"\n]{more}}}\n"

    def add(self, row: list[Cell]) -> None:
        """Puts a row below the others."""
        if self._tables.form == CSV:
            self._csv.writerow(["" if cell is None else cell for cell in row])
            self.running += sum(isinstance(cell, str) and cell.startswith(RUNNING) for cell in row)
        else:
            said = _nested(self.table, row)
            self._text.write(",\n" if self.rows else "\n")
            self._text.write(json_text(said))
        self.rows += 1

    def bytes(self) -> bytes:
        """The whole file."""
        if self._tables.form != CSV:
            self._text.write(self._after)
        self._text.flush()
        return self._raw.getvalue()


def _nested(table: Table, row: list[Cell]) -> dict:
    """A row as an object; a heading with dots leads into objects."""
    made: dict = {}
    for column, cell in zip(table.columns, row, strict=True):
        *outer, name = column.heading.split(".")
        into = made
        for step in outer:
            into = into.setdefault(step, {})
        into[name] = cell
    return made


def _earlier(tables: Tables, table: Table, before: Edition | None) -> dict[Cell, bytes] | None:
    """Of each row of the earlier state, by its key, what it said."""
    if before is None:
        return None
    recorder = Recorder(tables, before)
    return {
        row[table.key]: _digest(table, row)
        for number, entry in enumerate(before.read(), 1)
        for row in recorder.rows(table, number, entry)
        if row[table.key] is not None
    }


def _digest(table: Table, row: list[Cell]) -> bytes:
    said = [None if column.carries in MARKS else cell for column, cell in zip(table.columns, row, strict=True)]
    return hashlib.blake2b(json.dumps(said).encode(), digest_size=16).digest()


def _mark(tables: Tables, table: Table, row: list[Cell], earlier: dict[Cell, bytes] | None) -> str | None:
    """The mark of a row, "" where there are none, None where it is left out. Takes it out of `earlier`."""
    if earlier is None:
        return tables.operations.get("new", "")
    old = earlier.pop(row[table.key], None)
    if old is None:
        return tables.operations["new"]
    return tables.operations["changed"] if old != _digest(table, row) else tables.operations.get("unchanged")


def _withdraw(tables: Tables, before: Edition, files: list[_File], earlier: list[dict[Cell, bytes] | None]) -> None:
    """Puts what is gone below the rest, as it was."""
    if not any(earlier):
        return
    recorder = Recorder(tables, before)
    for number, entry in enumerate(before.read(), 1):
        for file, gone in zip(files, earlier, strict=True):
            for row in recorder.rows(file.table, number, entry) if gone else ():
                if gone.pop(row[file.table.key], None) is not None:
                    recorder.mark(file.table, row, tables.operations["withdrawn"])
                    file.add(row)


def _tell(tables: Tables, edition: Edition, files: list[_File], given_keys: Counter) -> None:
    for file in files:
        edition.tell(Text(zh=f"{file.table.file}：{file.rows} 行", en=f"{file.table.file}: {file.rows} rows"))
    running = sum(file.running for file in files)
    if running:
        edition.tell(
            Text(
                zh=f"有 {running} 格以 = + - @ 开头，照平台要求原样写出；不要用表格软件打开后再上传",
                en=f"{running} cells begin with = + - @ and stand as they are, for the platform; do not open the files in a spreadsheet",
            )
        )
    carried = tables.carried()
    for key, count in sorted(given_keys.items()):
        if not any(key == one or key.startswith(f"{one}.") for one in carried):
            why = next(
                (said for one, said in tables.left.items() if key == one or key.startswith(f"{one}.")), _NO_COLUMN
            )
            edition.leave(LeftOut(key, count, why))


def _keys(data: Mapping) -> set[str]:
    """The dotted keys that an entry gives, down to the last objects: share.mode.class, items.*.name."""
    return set(_below(data, ""))


def _below(value: object, at: str) -> Iterator[str]:
    if isinstance(value, Mapping) and (at in _OPENED or at.startswith("items.*")):
        for key, member in value.items():
            yield from _below(member, f"{at}.{key}" if at else key)
    elif isinstance(value, list) and any(isinstance(member, Mapping) for member in value):
        for member in value:
            yield from _below(member, f"{at}.*" if at == "items" else at)
    elif given(value):
        yield at
