"""Where a change is shown: at what stands in its place now, else at what is left of its surroundings."""

from __future__ import annotations

from collections.abc import Mapping

from govinfo_cli.change.changes import REORDERED, Change
from govinfo_cli.change.normal import canonical
from govinfo_cli.change.versions import SETTINGS, Versions
from govinfo_cli.diagnostic import Span
from govinfo_cli.vocabulary import fold
from govinfo_cli.yaml.document import Document

_KEPT = 64  # documents; changes come file by file


class Places:
    """Finds the places of changes in the files of the new side; each file is read once, or nearly so."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._documents: dict[str, Document] = {}

    def span(self, change: Change, item: str | None) -> Span:
        """Where the change is shown; `item` is the name now of the item it is about."""
        path = change.new_path or next(iter(change.kin), SETTINGS)
        if not path.endswith((".yaml", ".yml")):
            return Span(path)
        document = self._document(path)
        if not document.text:
            return Span(SETTINGS)  # it is gone, or cannot be read
        if not change.route or change.new_path is None:
            return Span(path)
        if change.record and isinstance(change.route[0], int):
            return document.span(self._line(document, change.new))
        return document.span(_route(document, change, item))

    def _document(self, path: str) -> Document:
        if path not in self._documents:
            if len(self._documents) > _KEPT:
                self._documents.clear()
            self._documents[path] = self._versions.document(path)
        return self._documents[path]

    def _line(self, document: Document, new: object) -> tuple:
        """The line of a register that says `new`; the whole where none does."""
        lines = document.data if isinstance(document.data, list) else []
        normal = self._versions.normal.record
        return next(((n,) for n, line in enumerate(lines) if canonical(normal(line)) == canonical(new)), ())


def _route(document: Document, change: Change, item: str | None) -> tuple:
    """The route in the file: items are found by their names, since their numbers are those of before."""
    route = change.route
    if route[0] == "items" and len(route) > 1 and isinstance(route[1], int):
        place = _item(document, item)
        if place is None or change.new is None and len(route) == 2:
            return ("items",)
        route = ("items", place, *route[2:])
    if change.kind == REORDERED:
        return route[:1]
    # What is inherited is shown where it is said.
    if route[:2] == ("share", "internal") and document.node(route) is None:
        outside = ("share", *route[2:])
        return outside if document.node(outside) else ("share", "type")
    return route


def _item(document: Document, name: str | None) -> int | None:
    items = document.data.get("items") if isinstance(document.data, dict) else None
    for place, item in enumerate(items if isinstance(items, list) else ()):
        called = item.get("name") if isinstance(item, Mapping) else None
        if isinstance(called, str) and name is not None and fold(called) == fold(name):
            return place
    return None
