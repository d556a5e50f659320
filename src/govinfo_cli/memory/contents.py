"""The plain data of entries as an earlier run read them, for commands that look at all of them: read in one go, not parsed.

Kept is what lies beside it in clear, in the entries' own files; of a catalogue in which something must not be shown, and
of a file that was not in order, nothing. Items are most of an entry, and few commands ask for them: they are kept apart,
in the text of the whole entry as JSON, and only once a command has asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from functools import cached_property, lru_cache, partial
from itertools import islice

from govinfo_cli import lookup
from govinfo_cli.catalog import is_entry_path
from govinfo_cli.entry import Entry
from govinfo_cli.git import objects as git
from govinfo_cli.jsontext import member
from govinfo_cli.memory.keeping import Keeping
from govinfo_cli.memory.shelf import Shelf, packed, unpacked
from govinfo_cli.memory.store import Unreadable
from govinfo_cli.memory.touched import Untold
from govinfo_cli.settings import Settings
from govinfo_cli.source import File, Folder, Source
from govinfo_cli.structure import Shape
from govinfo_cli.veil import Veil

_WORTH_KEEPING = 2000  # entries
_CHUNK = 500  # entries

BRIEF, ITEMS, TEXT = "brief", "items", "text"  # what is wanted of each entry


class Known(Entry):
    """An entry as an earlier run read it. Where it is wanted BRIEF or as TEXT, `items` are as many empty ones."""

    def __init__(self, path: str, data: dict, shape: Shape, text: Callable[[], bytes] | None) -> None:
        super().__init__(path, data, shape)
        self.text_of_all = text


def later(entry: Entry) -> Callable[[], bytes]:
    """Gives, whenever it is asked, the data of an entry that is there as jsontext.member writes them: of a known one
    wanted as TEXT, without holding them."""
    known = entry.text_of_all if isinstance(entry, Known) else None
    return known or partial(member, entry.whole)


def entries(
    source: Source, settings: Settings, profiles: Sequence[str], veil: Veil, cached: bool, wanted: str = BRIEF
) -> Iterator[Entry]:
    """All entries in the order of a listing, as by lookup.entries, which `veil` looks at; with `cached` from what an
    earlier run kept, as far as that holds, and kept for later runs. `wanted` is what the least is that each must have."""
    if not cached or type(source) is not Folder or git.top(source.root) is None:
        yield from lookup.entries(source, settings, lookup.entry_files(source), veil.look)
        return
    with closing(Contents(source, settings, profiles, veil, wanted)) as contents:
        yield from contents.entries()


class Contents(Keeping):
    """What an earlier run knows of the entries of a checkout, for one run that wants it."""

    NAME = "contents"

    def __init__(self, folder: Folder, settings: Settings, profiles: Sequence[str], veil: Veil, wanted: str) -> None:
        super().__init__(folder)
        self._settings, self._profiles, self._veil, self._wanted = settings, profiles, veil, wanted
        self._stack = ExitStack()
        self._stack.callback(self.end)

    def close(self) -> None:
        """Leaves no child and no open file behind."""
        self._stack.close()

    @cached_property
    def _found(self) -> tuple[Shelf, dict[str, File | None]] | None:
        """What an earlier run laid down, and the entries that may be others now; None where it does not hold."""
        shelf = self._stack.enter_context(self.opened(self._settings, self._profiles))
        with suppress(Unreadable, Untold):
            if shelf and (self._wanted == BRIEF or shelf.more[0]):
                return shelf, self.suspects(shelf)
        return None

    def committed(self, path: str) -> bool:
        """Whether the file at `path`, if one lies there, is an entry known to be as in the commit that is checked out."""
        return self._found is not None and is_entry_path(path) and path not in self._found[1]

    def entries(self) -> Iterator[Entry]:
        """What is known, brought up to date; from where that turns out not to hold, what lies there."""
        done: set[str] = set()
        if self._found:
            with suppress(Unreadable):
                for entry in self._known(*self._found):
                    done.add(entry.path)
                    yield entry
                return
        files = [file for file in lookup.entry_files(self.folder) if file.path not in done]
        yield from self._read(files) if done or len(files) < _WORTH_KEEPING else self._noted(files)

    def _known(self, shelf: Shelf, suspects: dict[str, File | None]) -> Iterator[Entry]:
        there = sorted(filter(None, suspects.values()), key=lambda file: _order(file.path))
        fresh = {entry.path: entry for entry in self._read(there)}
        waiting = list(reversed(fresh))
        for place, chunk in enumerate(shelf.chunks()):
            for one in self._opened(chunk, shelf.beside(place) if self._wanted != BRIEF else None):
                while waiting and _order(waiting[-1]) < _order(one.path):
                    yield fresh[waiting.pop()]
                if one.path not in suspects:
                    yield one
        while waiting:
            yield fresh[waiting.pop()]

    def _opened(self, chunk: dict[str, dict], texts: bytes | None) -> Iterator[Known]:
        """The entries of a chunk, as they are wanted."""
        shape = self._settings.shape
        if texts is None:
            return (Known(path, data, shape, None) for path, data in chunk.items())
        if self._wanted == ITEMS:
            return (
                Known(path, json.loads(text), shape, None) for path, text in zip(chunk, unpacked(texts), strict=True)
            )
        several = ((path, data, partial(_text, texts, place)) for place, (path, data) in enumerate(chunk.items()))
        return (Known(path, data, shape, text) for path, data, text in several)

    def _paged(self, one: Entry, texts: bytes, place: int) -> Known:
        return Known(one.path, one.whole, self._settings.shape, partial(_text, texts, place))

    def _read(
        self, files: Sequence[File], look: Callable[[str, bytes | None], object] | None = None
    ) -> Iterator[Entry]:
        yield from lookup.entries(self.folder, self._settings, files, look or self._veil.look)

    def _noted(self, files: Sequence[File]) -> Iterator[Entry]:
        """What lies there, kept for later runs."""
        hashed = self.hashed()
        blobs: dict[str, str] = {}
        chunks: list[tuple[str, bytes]] = []
        beside: list[bytes] = []

        def look(path: str, raw: bytes | None) -> None:
            self._veil.look(path, raw)
            if hashed:
                blobs[path] = git.blob_id(raw, hashed) if raw is not None else ""

        told = hashed and not any(file.trouble for file in files)
        for some in _several(self._read(files, look if told else None), _CHUNK):
            if not told:
                yield from some
                continue
            kept = {entry.path: entry.whole for entry in some if entry.whole is not None and entry.document is None}
            blobs.update((entry.path, "") for entry in some if entry.path not in kept)  # they are read anew each time
            if kept:
                chunks.append((next(iter(kept)), packed({path: _brief(data) for path, data in kept.items()})))
                if self._wanted != BRIEF:
                    beside.append(packed([member(data) for data in kept.values()]))
            if self._wanted == TEXT:
                places = {path: place for place, path in enumerate(kept)}
                some = [self._paged(one, beside[-1], places[one.path]) if one.path in kept else one for one in some]
            yield from some
        if told and not self._veil.found:
            self.lay(self._settings, self._profiles, blobs, chunks, (self._wanted != BRIEF,), beside)


def _brief(data: dict) -> dict:
    items = data.get("items")
    return data | {"items": [{}] * len(items)} if isinstance(items, list) else data


@lru_cache(maxsize=2)
def _texts(texts: bytes) -> list[bytes]:
    return unpacked(texts)


def _text(texts: bytes, place: int) -> bytes:
    return _texts(texts)[place]


def _several(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    waiting = iter(entries)
    while some := list(islice(waiting, size)):
        yield some


def _order(path: str) -> list[str]:
    return path.split("/")
