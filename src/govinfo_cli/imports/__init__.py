"""The readers of foreign tables, one format a file. `tables(path, raw, headings, told)` gives the Tables in `raw`, or raises Unreadable; `told` hears how many rows are read."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from govinfo_cli.limits import limit

NAMES = ("csv", "json", "xlsx")
ENDINGS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xltx": "xlsx",
    ".xls": "xlsx",
    ".xlt": "xlsx",
    ".et": "xlsx",
    # Not read, and told why.
    ".xlsb": "xlsx",
    ".ods": "xlsx",
}
# What can be imported, as an error names it.
KNOWN = tuple(ending for ending in ENDINGS if ending not in (".xlsb", ".ods"))


def most_bytes(name: str) -> int:
    """The bytes that a file in the format called `name` may have."""
    return limit("workbook-bytes" if name == "xlsx" else "table-bytes")


def reader(name: str) -> ModuleType:
    """The module of the format called `name`; raises KeyError for any other word."""
    if name not in NAMES:
        raise KeyError(name)
    return import_module(f"{__name__}.{name}")
