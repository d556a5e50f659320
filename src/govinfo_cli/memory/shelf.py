"""A file of records by path, each of an entry of a checkout as it was; and which of the entries may be others now."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.git import objects as git
from govinfo_cli.memory.store import Store, write
from govinfo_cli.memory.touched import Held, Untold, Watch
from govinfo_cli.source import File, Folder

FEW = 5000  # entries to be looked at anew; more are a run like any other
_LISTED = re.compile(rb"(?<![^\0])[0-9]+ [a-z]+ ([0-9a-f]+)\t([^\0]+)\0")  # of `ls-tree -z`


class Shelf:
    """The records of a store as `laid` has written them. `over` are the paths that are not as in `tree`, which is HEAD's
    tree of catalog/ at that time; `more` is what was laid beside them. Raises Unreadable."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.tree, over, folders, self._firsts, self.more = store.head
        self.over = set(over)
        self.folders = {name: Held(*one) for name, one in folders.items()}
        self._chunks: dict[int, dict[str, tuple]] = {}

    def record(self, path: str) -> tuple | None:
        """What was laid there of the entry at `path`."""
        place = bisect_right(self._firsts, _key(path)) - 1
        return self._chunk(place).get(path) if place >= 0 else None

    def names(self, folder: str) -> list[str]:
        """The names of the entries that lay in `folder` itself."""
        begin, end = f"{_key(folder)}\0", f"{_key(folder)}\1"
        first = max(bisect_right(self._firsts, begin) - 1, 0)
        places = range(first, bisect_right(self._firsts, end))
        paths = chain.from_iterable(self._chunk(place) for place in places)
        return [path.rpartition("/")[2] for path in paths if path.rpartition("/")[0] == folder]

    def records(self) -> Iterator[tuple[str, tuple]]:
        """All of them with their paths, in the order of a listing; none stays in memory."""
        for place in range(len(self._firsts)):
            yield from (self._chunks.get(place) or self._store.read(place + 1)).items()

    def _chunk(self, place: int) -> dict[str, tuple]:
        if place not in self._chunks:
            self._chunks[place] = self._store.read(place + 1)
        return self._chunks[place]

    def suspects(self, folder: Folder, watch: Watch) -> dict[str, File | None]:
        """The entries that may be others than they were, by path, None where one is not there any more. Raises Untold."""
        touched, tracked = watch.changed(self.tree)
        come, gone = watch.fresh(self.folders, self.names)
        paths = {path for path in self.over | touched if is_entry_path(path) and "/." not in path} | come | gone
        if len(paths) > FEW:
            raise Untold
        found = {}
        for path in paths:
            file = found[path] = folder.find(path)
            if file is None:
                continue
            if file.trouble or path.rpartition("/")[0] not in self.folders:
                raise Untold
            # Whatever git has in its index it does not ignore.
            sure = path in tracked or (path not in touched and path not in self.over and path not in come)
            if not sure and watch.ignored(path):
                found[path] = None
        return found


def laid(
    place: Path,
    mark: bytes,
    folder: Folder,
    tree: str,
    folders: Mapping[str, Held],
    blobs: Mapping[str, str],
    records: Iterable[tuple[str, tuple]],
    size: int,
    more: Sequence = (),
) -> None:
    """Writes a Shelf of `records` by path, `size` in a chunk; `blobs` are the ids of what all entries held, by path,
    `tree` and `folders` as in Shelf. Nothing is written where too much is not as in `tree`. Raises Untold."""
    left = dict(blobs)
    over = [path for path, blob in _listed(folder, tree) if left.pop(path, None) != blob]
    over += left  # what the tree does not have
    if len(over) > FEW:
        return
    ordered = sorted(records, key=lambda one: _key(one[0]))
    chunks = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    firsts = [_key(chunk[0][0]) for chunk in chunks]
    stamps = {name: tuple(one) for name, one in folders.items()}
    write(place, mark, (tree, over, stamps, firsts, tuple(more)), map(dict, chunks))


def algorithm(id: str) -> str:
    """How git hashes where it makes such ids."""
    return "sha256" if len(id) == 64 else "sha1"


def _key(path: str) -> str:
    """Sorts paths folder by folder, as a listing does."""
    return path.replace("/", "\0")


def _listed(folder: Folder, tree: str) -> Iterator[tuple[str, str]]:
    """The entries of a tree of catalog/ (path and blob)."""
    try:
        said = git.run(folder.root, "ls-tree", "-r", "-z", "--full-tree", tree)
    except git.GitError:
        raise Untold from None
    for blob, raw in (one.groups() for one in _LISTED.finditer(said)):
        path = f"catalog/{os.fsdecode(raw)}"
        if is_entry_path(path) and "/." not in path:
            yield path, blob.decode()
