"""The readers of foreign tables, one format a file. `tables(path, raw, headings)` gives the Tables in `raw`, or raises Unreadable."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

NAMES = ("csv", "json")
ENDINGS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}


def reader(name: str) -> ModuleType:
    """The module of the format called `name`; raises KeyError for any other word."""
    if name not in NAMES:
        raise KeyError(name)
    return import_module(f"{__name__}.{name}")
