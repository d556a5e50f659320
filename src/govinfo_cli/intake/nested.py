"""A nested value of a JSON cell, read step by step along the entry's schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from govinfo_cli.structure import Shape
from govinfo_cli.vocabulary import fold

# (field pattern, text) -> the value or None, whether it was changed, whether something of it was lost
Leaf = Callable[[str, str], tuple[object, bool, bool]]


class Walk:
    """One walk through a nested value; `changed` and `lost` say afterwards what became of it.

    `known` is kept by who walks often: by field pattern what may stand below it, and by which names.
    """

    def __init__(self, shape: Shape, leaf: Leaf, known: dict[str, tuple[dict, dict]]) -> None:
        self._shape, self._leaf, self._known = shape, leaf, known
        self.changed = self.lost = False

    def read(self, route: tuple, value: object) -> object:
        """`value` as the field at `route` takes it; None for what cannot be taken."""
        pattern = ".".join(route)
        if isinstance(value, dict):
            return self._object(route, value)
        if isinstance(value, list):
            if f"{pattern}.*" not in self._shape.fields:
                return self._drop(value)
            found = [self.read((*route, "*"), one) for one in value]
            return [one for one in found if one is not None] or None
        if value is None or isinstance(value, str) and not value.strip():
            return None
        form = self._shape.fields.get(pattern, {})
        if form.get("type") in ("object", "array") or "x-object" in form or self._below(route)[0]:
            return self._drop(value)
        if isinstance(value, bool) and form.get("type") == "boolean":
            return value
        found, changed, lost = self._leaf(pattern, text_of(value))
        self.changed |= changed
        self.lost |= lost
        return found

    def _object(self, route: tuple, value: dict) -> dict | None:
        below, names = self._below(route)
        found: dict[str, object] = {}
        for name, inside in value.items():
            key = names.get(fold(name))
            if key is None or key in found:
                self._drop(inside)
                continue
            self.changed |= key != name
            if (read := self.read((*route, key), inside)) is not None:
                found[key] = read
        return {key: found[key] for key in below if key in found} or None

    def _below(self, route: tuple) -> tuple[dict, dict]:
        pattern = ".".join(route)
        if pattern not in self._known:
            below = self._shape.below(route)
            names = {
                fold(name): key
                for key, form in reversed(below.items())
                for name in (*form.get("x-aliases", ()), form.get("x-title"), form.get("title"), key)
                if name
            }
            self._known[pattern] = below, names
        return self._known[pattern]

    def _drop(self, value: object) -> None:
        self.lost |= value not in (None, "", [], {})


def text_of(value: object) -> str:
    """A JSON value as text: numbers as written, truth as true and false, nothing as nothing, lists as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)  # a workbook's date is a text of its own kind, which nobody lays out


def flat(key: str, value: object) -> Iterator[tuple[str, object]]:
    """The leaves of nested mappings by their dotted keys; lists are leaves, nothing is left out."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield from flat(f"{key}.{name}", inside)
    elif value is not None:
        yield key, value


def texts(value: object) -> Iterator[str]:
    """Every text in a value, the keys of mappings too."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield name
            yield from texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from texts(inside)
    elif isinstance(value, str):
        yield value
