"""The catalogue as Parquet files, one a table, for DuckDB, pandas, Spark and their like; needs the extra `parquet`."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

from govinfo_cli.bundle import Bundle
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Edition
from govinfo_cli.edition.tabular import (
    CATEGORIES,
    DAY,
    ENTRIES,
    ITEMS,
    LIST,
    OWNERS,
    TEXT,
    TRUTH,
    WHOLE,
    Rows,
    Table,
    about,
)
from govinfo_cli.edition.tabular import categories as nodes
from govinfo_cli.edition.tabular import owners as registered
from govinfo_cli.settings import CatalogError

_AT_ONCE = 2000  # rows that are held before they are written


def bundle(edition: Edition) -> Bundle:
    """A file for each table, what they are a state of in the metadata of each. Raises CatalogError without pyarrow.

    pyarrow writes its own version into every file, so that the same bytes come from the same pyarrow only.
    """
    facts = about(edition)
    entries, items = _Writer(ENTRIES, facts), _Writer(ITEMS, facts)
    for entry, below in Rows(edition).pairs():
        entries.take(entry)
        for item in below:
            items.take(item)
    files = {"entries": entries.done(), "items": items.done()}
    for table, rows in ((OWNERS, registered(edition)), (CATEGORIES, nodes(edition))):
        writer = _Writer(table, facts)
        for row in rows:
            writer.take(row)
        files[table.name] = writer.done()
    return Bundle({f"{name}.parquet": content for name, content in files.items()})


class _Writer:
    """One table being written, some thousand rows at a time."""

    def __init__(self, table: Table, facts: Mapping[str, str]) -> None:
        arrow, parquet = _arrow()
        kinds = {
            TEXT: arrow.string(),
            WHOLE: arrow.int64(),
            TRUTH: arrow.bool_(),
            DAY: arrow.date32(),
            LIST: arrow.list_(arrow.string()),
        }
        fields = [(name, kinds[kind]) for name, kind in table.columns.items()]
        self._schema = arrow.schema(fields, metadata={f"catalog.{key}": value for key, value in facts.items()})
        self._days = [place for place, kind in enumerate(table.columns.values()) if kind == DAY]
        self._arrow, self._stream, self._rows = arrow, io.BytesIO(), []
        self._writer = parquet.ParquetWriter(self._stream, self._schema, compression="zstd")

    def take(self, row: tuple) -> None:
        said = list(row)
        for place in self._days:
            said[place] = said[place] and date.fromisoformat(said[place])
        self._rows.append(said)
        if len(self._rows) == _AT_ONCE:
            self._flush()

    def done(self) -> bytes:
        self._flush()
        self._writer.close()
        return self._stream.getvalue()

    def _flush(self) -> None:
        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(self._schema)
        arrays = [self._arrow.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []


def _arrow():
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise CatalogError(
            Text(zh="导出 parquet 还缺一个组件：pyarrow", en="the export to parquet needs pyarrow"),
            Text(
                zh='运行  pip install "govinfo-cli[parquet]"  ；不想装的可改用  -f sqlite',
                en='run pip install "govinfo-cli[parquet]", or take -f sqlite',
            ),
        ) from None
    return pyarrow, pyarrow.parquet
