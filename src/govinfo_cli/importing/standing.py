"""The entries that a catalogue has already, for an import that updates them: which one a row is, and its file amended."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from govinfo_cli.catalog import Catalog
from govinfo_cli.change.normal import NormalForm
from govinfo_cli.importing.updating import Update, update
from govinfo_cli.source import Source, read_one
from govinfo_cli.yaml.amending import amended
from govinfo_cli.yaml.layout import essential
from govinfo_cli.yaml.reading import MAX_BYTES, Doubt, load, read
from govinfo_cli.yaml.stepping import stepped

_COMPARED = 50  # entries of one owner and name that a row is compared with


class Standing:
    """Entries by path, each the business of one row at most."""

    def __init__(self, source: Source, catalog: Catalog) -> None:
        self._source, self._shape = source, catalog.settings.shape
        self._normal = NormalForm(catalog.settings.profile, catalog.owner_names)
        self._claimed: set[str] = set()
        self._last: tuple[str, dict | None] | None = None  # asked for several times in a row

    def claim(self, path: str) -> None:
        """Notes that a row has turned out to be the entry at `path`."""
        self._claimed.add(path)

    def free(self, paths: Iterable[str]) -> list[str]:
        """Those of `paths` that no row has been yet."""
        return [path for path in paths if path not in self._claimed]

    def equal(self, paths: Iterable[str], data: dict) -> str | None:
        """The first free entry that says what `data` says and no more, its code and class aside; or None."""
        plain = essential({key: value for key, value in data.items() if key != "code"})
        form = None
        for path in islice(self.free(paths), _COMPARED):
            old = self.data(path)
            if old is None or data.get("code") and not old.get("code"):
                continue
            old = {key: value for key, value in old.items() if key in data or key not in ("code", "category")}
            old.pop("code", None)
            if old == plain:
                return path
            form = self._normal.entry(plain) if form is None else form
            if self._normal.entry(old) == form:
                return path
        return None

    def same(self, paths: Iterable[str], data: dict, doubtful: frozenset[str]) -> str | None:
        """The first free entry that says already what `data` says, or None."""
        for path in islice(self.free(paths), _COMPARED):
            found = self.update(path, data, doubtful)
            if found is not None and not found.steps:
                return path
        return None

    def raw(self, path: str) -> bytes:
        """The bytes of an entry's file."""
        return read_one(self._source, path) or b""

    def data(self, path: str) -> dict | None:
        """What an entry says; None where its file cannot be relied on."""
        if self._last is None or self._last[0] != path:
            self._last = path, self._read(path)
        return self._last[1]

    def _read(self, path: str) -> dict | None:
        raw = self.raw(path)
        if not raw or len(raw) > MAX_BYTES:
            return None
        try:
            found: object = load(raw, self._shape.typed)
        except Doubt:
            document = read(path, raw, self._shape.typed)
            found = None if document.problems or document.recoded else document.data
        return found if isinstance(found, dict) else None

    def update(self, path: str, data: dict, doubtful: frozenset[str]) -> Update | None:
        """What `data` changes in the entry; None where its file cannot be relied on."""
        old = self.data(path)
        return None if old is None else update(old, data, self._shape, self._normal, doubtful)

    def amended(self, path: str, found: Update) -> bytes | None:
        """The entry's file with the update done; None where it cannot hold it."""
        content = amended(path, self.raw(path), found.steps, self._shape)
        return content if content is not None and len(content) <= MAX_BYTES else None

    def after(self, path: str, found: Update) -> dict:
        """What the entry says with the update done."""
        return stepped(self.data(path) or {}, found.steps)
