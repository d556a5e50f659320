"""The catalogue as one SQLite database: entries, items, owners, categories, and a full-text search over names and abstracts.

The search has the trigram tokenizer, since the others take a run of Chinese without blanks for one word: MATCH finds
any three characters and more. Most Chinese words have two; LIKE finds those, reading every row, some hundredths of a
second for 10,000. The tokenizer minds case for the sake of that LIKE: else SQLite answers it from the index, counts
bytes where it means characters, and finds no Chinese word of two (seen in 3.40).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from govinfo_cli.bundle import Bundle
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Edition
from govinfo_cli.edition.tabular import CATEGORIES, ENTRIES, ITEMS, OWNERS, TRUTH, WHOLE, Rows, Table, about
from govinfo_cli.edition.tabular import categories as nodes
from govinfo_cli.edition.tabular import owners as registered
from govinfo_cli.settings import CatalogError

ENDING = ".sqlite"
_KINDS = {WHOLE: "INTEGER", TRUTH: "INTEGER"}
_INDEXED = (("entries", "code"), ("entries", "owner"), ("entries", "category"), ("items", "entry"), ("items", "name"))
_SEARCH = (
    "CREATE VIRTUAL TABLE search USING fts5(name, abstract, content='entries', content_rowid='id',"
    " tokenize='trigram case_sensitive 1')",
    "INSERT INTO search(search) VALUES('rebuild')",
    "INSERT INTO search(search) VALUES('optimize')",
)
_HINT = {
    True: "三个字以上：SELECT name FROM search WHERE search MATCH '…'；两个字：… FROM entries WHERE name LIKE '%…%'",
    False: "本机的 SQLite 没有 trigram 分词，没有 search 表；用  … FROM entries WHERE name LIKE '%…%'",
}


def bundle(edition: Edition) -> Bundle:
    """One database, built in memory; lists are JSON arrays, truths 1 and 0, days texts. Raises CatalogError where
    Python's SQLite cannot hand out what it holds in memory (before 3.36, unless built so)."""
    if not hasattr(sqlite3.Connection, "serialize"):
        raise CatalogError(
            Text(
                zh=f"本机的 SQLite {sqlite3.sqlite_version} 太旧，导不出 sqlite",
                en=f"SQLite {sqlite3.sqlite_version} on this machine is too old to export sqlite",
            ),
            Text(zh="换较新的 Python，或改用  -f parquet", en="take a newer Python, or -f parquet"),
        )
    database = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _fill(database, edition)
        searchable(database)
        database.execute("VACUUM")
        return Bundle({"目录.sqlite": database.serialize()})
    finally:
        database.close()


def searchable(database: sqlite3.Connection) -> bool:
    """Adds `search` over the entries, and to `about` how to search; False where this SQLite has no such tokenizer
    (before 3.34)."""
    try:
        for statement in _SEARCH:
            database.execute(statement)
        found = True
    except sqlite3.DatabaseError:
        found = False
    database.execute("INSERT INTO about VALUES ('search', ?)", (_HINT[found],))
    return found


def _fill(database: sqlite3.Connection, edition: Edition) -> None:
    database.execute("BEGIN")
    database.execute("CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    database.executemany("INSERT INTO about VALUES (?, ?)", sorted(about(edition).items()))
    for table in (ENTRIES, ITEMS, OWNERS, CATEGORIES):
        database.execute(_made(table))
    into_items = _insertion(ITEMS)
    for entry, items in Rows(edition).pairs():
        database.execute(_insertion(ENTRIES), _values(entry))
        database.executemany(into_items, map(_values, items))
    database.executemany(_insertion(OWNERS), map(_values, registered(edition)))
    database.executemany(_insertion(CATEGORIES), map(_values, nodes(edition)))
    for table, column in _INDEXED:
        database.execute(f"CREATE INDEX {table}_{column} ON {table} ({column})")
    database.execute("COMMIT")


def _made(table: Table) -> str:
    return f"CREATE TABLE {table.name} ({', '.join(_columns(table))})"


def _columns(table: Table) -> Iterator[str]:
    for name, kind in table.columns.items():
        key = " PRIMARY KEY" if name == table.key else ""
        other = f" REFERENCES {table.refers[name]}" if name in table.refers else ""
        yield f'"{name}" {_KINDS.get(kind, "TEXT")}{key}{other}'


def _insertion(table: Table) -> str:
    return f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"


def _values(row: tuple) -> list:
    return [json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value for value in row]
