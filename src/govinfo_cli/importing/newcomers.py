"""The new entries of an import: made into files, given their codes, and put in their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from govinfo_cli.catalog import Catalog
from govinfo_cli.diagnostic import Diagnostic
from govinfo_cli.inspection import Inspector
from govinfo_cli.intake.shelving import Shelf
from govinfo_cli.intake.verdicts import Where, numbered, refused, renamed, uncoded
from govinfo_cli.numbering import Numbering
from govinfo_cli.source import File
from govinfo_cli.yaml.layout import essential, laid_out
from govinfo_cli.yaml.reading import MAX_BYTES, Doubt, read


@dataclass(frozen=True, slots=True)
class _New:
    """A new entry on its way: what names it, and its file without the code that is still to be given below `node`.
    `own` says whether it names its category itself."""

    named: dict
    raw: bytes
    where: Where
    remarks: list[Diagnostic]
    secrets: tuple[str, ...]
    node: str | None
    own: bool


class Shelved(NamedTuple):
    """A new entry's path (None: not written) and bytes, its code, and what is to be said of it."""

    path: str | None
    raw: bytes
    code: str | None
    remarks: list[Diagnostic]
    secrets: tuple[str, ...]


class Newcomers:
    """Takes new entries in the order of their rows; `numbering` None gives no codes.

    A code is given only when all rows are in: one that a later row brings along is not given to an earlier one.
    """

    def __init__(self, catalog: Catalog, shelf: Shelf, numbering: Numbering | None, inspector: Inspector) -> None:
        self._catalog, self._shape = catalog, catalog.settings.shape
        self._shelf, self._numbering, self._inspector = shelf, numbering, inspector
        self._new: list[_New] = []

    def take(self, data: dict, where: Where, about: list[Diagnostic]) -> Diagnostic | None:
        """Takes in one entry with what was said of it so far; why it cannot be one, or None."""
        own, node = data.get("category") not in (None, ""), None
        if self._numbering is not None and not data.get("code"):
            node = self._node(data)
            if node and not own:
                data["category"] = node
            elif not node:
                about.append(uncoded(where, data, self._shape))
        raw = laid_out(data, self._shape).encode()
        if len(raw) > MAX_BYTES:
            return refused("import-unread-row", where)
        loaded = self._loaded(raw)
        # Never a file that would not be read again as what it is.
        if (read("", raw, self._shape.typed).data if loaded is None else loaded) != essential(data):
            return refused("import-unread-row", where)
        inspected = self._inspector.entry(File("catalog/_.yaml", size=len(raw)), raw, loaded)
        if any(one.rule == "secret-marking" for one in inspected.diagnostics):
            return refused("import-secret-row", where)
        named = {key: data[key] for key in ("owner", "code", "category", "name") if isinstance(data.get(key), str)}
        self._new.append(_New(named, raw, where, about, inspected.secrets, node, own))
        return None

    def inherited(self, data: dict) -> str | None:
        """The category that an entry without one is given with its code, its owner's; None where it is given none."""
        free = self._numbering is not None and not data.get("code") and data.get("category") in (None, "")
        return self._node(data) if free else None

    def _node(self, data: dict) -> str | None:
        owner = self._catalog.owners.get(data["owner"]) if isinstance(data.get("owner"), str) else None
        return self._numbering.node(data.get("category"), owner.node if owner else None)

    def told(self) -> Iterator[Shelved]:
        """What was said of the entries, none of which is to be written."""
        for new in self._new:
            yield Shelved(None, new.raw, new.named.get("code"), new.remarks, new.secrets)

    def shelved(self) -> Iterator[Shelved]:
        """The entries with their codes and paths; raises GitError where history cannot be read for a code."""
        for new in self._new:
            about, raw, named = list(new.remarks), new.raw, new.named
            if new.node is not None:
                code = self._numbering.next(new.node)
                # The code stands first in an entry.
                raw = laid_out({"code": code}, self._shape).encode() + raw
                about.append(numbered(new.where, code, new.own))
                named = named | {"code": code}
            path, taken = self._shelf.put(named)
            if taken:
                about.append(renamed(new.where, path))
            yield Shelved(path, raw, named.get("code"), about, new.secrets)

    def _loaded(self, raw: bytes) -> dict | None:
        try:
            return self._inspector.loaded(raw)
        except Doubt:
            return None
