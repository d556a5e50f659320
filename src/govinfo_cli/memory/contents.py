"""The plain data of entries as an earlier run read them, for commands that look at all of them: read in one go, not parsed.

Kept is what lies beside it in clear, in the entries' own files; of a catalogue in which something must not be shown, and
of a file that was not in order, nothing.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from govinfo_cli import lookup
from govinfo_cli.catalog import Entry
from govinfo_cli.git import objects as git
from govinfo_cli.memory.keeping import Keeping
from govinfo_cli.memory.shelf import Shelf
from govinfo_cli.memory.store import Unreadable
from govinfo_cli.memory.touched import Untold
from govinfo_cli.settings import Settings
from govinfo_cli.source import File, Folder, Source
from govinfo_cli.veil import Veil

_WORTH_KEEPING = 2000  # entries
_CHUNK = 500  # entries


def entries(source: Source, settings: Settings, profiles: Sequence[str], veil: Veil, cached: bool) -> Iterator[Entry]:
    """All entries in the order of a listing, as by lookup.entries, which `veil` looks at; with `cached` from what an
    earlier run kept, as far as that holds, and kept for later runs."""
    if not cached or type(source) is not Folder or git.top(source.root) is None:
        yield from lookup.entries(source, settings, lookup.entry_files(source), veil.look)
        return
    contents = _Contents(source, settings, profiles, veil)
    try:
        yield from contents.entries()
    finally:
        contents.end()


class _Contents(Keeping):
    NAME = "contents"

    def __init__(self, folder: Folder, settings: Settings, profiles: Sequence[str], veil: Veil) -> None:
        super().__init__(folder)
        self._settings, self._profiles, self._veil = settings, profiles, veil

    def entries(self) -> Iterator[Entry]:
        """What is known, brought up to date; from where that turns out not to hold, what lies there."""
        done: set[str] = set()
        with self.opened(self._settings, self._profiles) as shelf, suppress(Unreadable, Untold):
            if shelf:
                for entry in self._known(shelf, self.suspects(shelf)):
                    done.add(entry.path)
                    yield entry
                return
        files = [file for file in lookup.entry_files(self.folder) if file.path not in done]
        yield from self._read(files) if done or len(files) < _WORTH_KEEPING else self._noted(files)

    def _known(self, shelf: Shelf, suspects: dict[str, File | None]) -> Iterator[Entry]:
        there = sorted(filter(None, suspects.values()), key=lambda file: _order(file.path))
        fresh = {entry.path: entry for entry in self._read(there)}
        waiting = list(reversed(fresh))
        shape = self._settings.shape
        for path, record in shelf.records():
            while waiting and _order(waiting[-1]) < _order(path):
                yield fresh[waiting.pop()]
            if path not in suspects:
                yield Entry(path, marshal.loads(record), shape)
        while waiting:
            yield fresh[waiting.pop()]

    def _read(
        self, files: Sequence[File], look: Callable[[str, bytes | None], object] | None = None
    ) -> Iterator[Entry]:
        yield from lookup.entries(self.folder, self._settings, files, look or self._veil.look)

    def _noted(self, files: Sequence[File]) -> Iterator[Entry]:
        """What lies there, kept for later runs."""
        hashed = self.hashed()
        blobs: dict[str, str] = {}
        records: list[tuple[str, bytes]] = []

        def look(path: str, raw: bytes | None) -> None:
            self._veil.look(path, raw)
            if raw is not None and hashed:
                blobs[path] = git.blob_id(raw, hashed)

        for entry in self._read(files, look):
            if hashed and entry.whole is not None and entry.document is None:
                records.append((entry.path, marshal.dumps(entry.whole)))
            else:
                blobs.pop(entry.path, None)  # it is read anew each time
            yield entry
        if hashed and not self._veil.found:
            self.lay(self._settings, self._profiles, blobs, records, _CHUNK)


def _order(path: str) -> list[str]:
    return path.split("/")
