"""The reviews, one format a file: a Comparison to text. `render(comparison, lang, color, full)` gives str or bytes."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

NAMES = ("text", "json", "markdown", "github", "gitlab", "html", "xlsx")
BINARY = ("xlsx",)  # not for a screen
ENDINGS = {
    ".txt": "text",
    ".json": "json",
    "gl-code-quality-report.json": "gitlab",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xlsx": "xlsx",
}


def review(name: str) -> ModuleType:
    """The module of the format called `name`; raises KeyError for any other word."""
    if name not in NAMES:
        raise KeyError(name)
    return import_module(f"{__name__}.{name}")
