"""What must not be seen of entries that are shown: what `secret-marking` and `personal-data` find in files and paths."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TypeVar

from govinfo_cli import rules
from govinfo_cli.bundle import Bundle
from govinfo_cli.catalog import Card, Catalog
from govinfo_cli.entry import Entry
from govinfo_cli.redaction import HIDDEN, forms, hidden_in, hidden_value
from govinfo_cli.settings import RECORDS, Settings
from govinfo_cli.source import Source, read_one
from govinfo_cli.yaml.reading import read

_Any = TypeVar("_Any")
_KEEPERS = ("secret-marking", "personal-data")


class Veil:
    """Looks at files, and hides of what is shown what it found in them. A look costs some microseconds where there is
    nothing to hide, as nearly always."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        asked = ((rules.rule(name), settings.profile.rows(name)) for name in _KEEPERS)
        self._keepers = [(keeper, rows) for keeper, rows in asked if rows]
        self._found: dict[str, frozenset[str]] = {}

    @property
    def found(self) -> bool:
        """Whether there was anything in what was looked at that must not be seen."""
        return bool(self._found)

    def look(self, path: str, raw: bytes | None) -> None:
        """Notes what must not be seen of the file at `path` with the bytes `raw`."""
        found = {*self._in_path(path), *(self._in_file(path, raw) if raw else ())}
        if found:
            self._found[path] = self._found.get(path, frozenset()) | _written(found)

    def look_at_records(self, source: Source) -> None:
        """The same for owners.yaml, waivers.yaml and so on, whose texts are told beside entries."""
        for name in RECORDS:
            path = f"catalog/{name}.yaml"
            self.look(path, read_one(source, path))

    def look_at(self, bundle: Bundle) -> None:
        """The same for every file of a bundle, as it was and as it shall be."""
        for path in {*bundle.files, *bundle.gone}:
            for raw in (bundle.files.get(path), bundle.was.get(path)):
                self.look(path, raw)

    def entry(self, entry: Entry, path: bool = True) -> Entry:
        """The entry as it may be shown, with `path` its path too."""
        if entry.path not in self._found:
            return entry
        secrets = self._found[entry.path]
        place = hidden_in(entry.path, secrets) if path else entry.path
        return Entry(place, hidden_value(entry.whole, secrets), entry.shape)

    def text(self, text: str) -> str:
        """A text, be it JSON, without what must not be seen of any of the files."""
        return hidden_in(text, frozenset().union(*self._found.values())) if self._found else text

    def value(self, value: _Any) -> _Any:
        """A value of NamedTuples, tuples and texts without it."""
        if not self._found:
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Entry):
            return self.entry(value)
        if isinstance(value, tuple):
            return (
                type(value)._make(map(self.value, value)) if hasattr(value, "_make") else tuple(map(self.value, value))
            )
        return value

    def secrets(self, texts: Iterable[str]) -> frozenset[str]:
        """What must not be seen of texts that are no file's, such as an owner's name or a heading of a table."""
        return _written(secret for text in texts for secret in self._in_path(text))

    def _in_file(self, path: str, raw: bytes) -> set[str]:
        found: set[str] = set()
        entry = None
        for keeper, rows in self._keepers:
            if keeper.SCAN.search(raw):
                document = read(path, raw, self._settings.shape.typed)
                entry = entry or Entry(path, document.data, self._settings.shape, document)
                found.update(*(finding.secret for finding in keeper.check(entry, self._settings, rows)))
        return found

    def _in_path(self, path: str) -> set[str]:
        found: set[str] = set()
        raw = path.replace("/", " ").replace("_", " ").encode("utf-8", "surrogatepass")
        for keeper, rows in self._keepers:
            if keeper.SCAN.search(raw):
                catalog = Catalog(self._settings, {}, [Card(path)])
                found.update(*(finding.secret for finding in keeper.check_catalog(catalog, rows, None)))
        return found


def _written(secrets: Iterable[str]) -> frozenset[str]:
    """The texts in every form in which an output may hold them."""
    told = set(forms(secrets))
    return frozenset({*told, *(json.dumps(one)[1:-1] for one in told)})


def masked(text: str) -> str:
    """A sentence of ours, which may quote anything, without what must not be seen: for where no catalogue is read."""
    from govinfo_cli.rules import personal_data, secret_marking

    for spans in (secret_marking.spans, personal_data.spans):
        for begin, end in sorted(spans(text), reverse=True):
            text = text[:begin] + HIDDEN + text[end:]
    return text
