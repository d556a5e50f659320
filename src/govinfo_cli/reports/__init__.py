"""The reports, one format a file: an Outcome to text. `render(outcome, lang, color)` gives str or bytes."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

NAMES = ("text", "concise", "json")
ENDINGS = {".json": "json", ".txt": "text"}


def report(name: str) -> ModuleType:
    """The module of the format called `name`; raises KeyError for any other word."""
    if name not in NAMES:
        raise KeyError(name)
    return import_module(f"{__name__}.{name}")
