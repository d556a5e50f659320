"""A file of records by path, each of an entry of a checkout as it was; and which of the entries may be others now."""

from __future__ import annotations

import marshal
import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice, pairwise
from pathlib import Path

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.git.guard import GitError, started
from govinfo_cli.memory.store import Store, Unreadable, write
from govinfo_cli.memory.touched import Held, Untold, Watch
from govinfo_cli.source import File, Folder

FEW = 5000  # entries to be looked at anew; more are a run like any other
_PART = 1 << 16  # bytes


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
        return chain.from_iterable(chunk.items() for chunk in self.chunks())

    def chunks(self) -> Iterator[dict[str, tuple]]:
        """The same as they lie together."""
        for place in range(len(self._firsts)):
            yield self._chunks.get(place) or self._read(place)

    def beside(self, place: int) -> object:
        """What was laid beside the chunk `place` (from 0)."""
        return self._store.read(len(self._firsts) + place + 1)

    def _chunk(self, place: int) -> dict[str, tuple]:
        if place not in self._chunks:
            self._chunks[place] = self._read(place)
        return self._chunks[place]

    def _read(self, place: int) -> dict[str, tuple]:
        chunk = self._store.read(place + 1)
        return unpacked(chunk) if isinstance(chunk, bytes) else chunk

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
    chunks: Iterable[tuple[str, object]],
    more: Sequence = (),
    beside: Iterable[object] = (),
) -> None:
    """Writes a Shelf. `chunks` are dicts of records by path, `packed` or not, each with its first path, in the order of a listing;
    `beside` is something for each of them. `blobs` are the ids of what all entries held, by path, "" where it is not
    to be relied on; `tree` and `folders` as in Shelf. Nothing is written where too much is not as in `tree`. Raises Untold."""
    met, over = 0, []
    for path, blob in _listed(folder, tree):
        mine = blobs.get(path)
        met += mine is not None
        if mine != blob:
            over.append(path)
    if met < len(blobs):
        over += blobs.keys() - {path for path, _ in _listed(folder, tree)}
    if len(over) > FEW:
        return
    firsts: list[str] = []
    stamps = {name: tuple(one) for name, one in folders.items()}

    def noted() -> Iterator[object]:
        for first, chunk in chunks:
            firsts.append(_key(first))
            yield chunk

    # The head is written last: by then it has all of them.
    write(place, mark, (tree, over, stamps, firsts, tuple(more)), chain(noted(), beside))


def packed(record: object) -> bytes:
    """A record in a tenth of its bytes, where entries say the same in most of their lines: large ones are sooner read so."""
    import zlib

    return zlib.compress(marshal.dumps(record), 1)


def unpacked(raw: bytes) -> object:
    """What `packed` packed. Raises Unreadable."""
    import zlib

    try:
        return marshal.loads(zlib.decompress(raw))
    except (zlib.error, ValueError, EOFError, TypeError):
        raise Unreadable from None


def in_chunks(records: Iterable[tuple[str, tuple]], size: int) -> Iterator[tuple[str, dict[str, tuple]]]:
    """Records by path, in the order of a listing, as `laid` takes them, `size` in a chunk. Of a million there is no room
    for all of them at once."""
    waiting = iter(records)
    while some := list(islice(waiting, size)):
        yield some[0][0], dict(some)


def in_order(paths: Iterable[str]) -> bool:
    """Whether the paths are in the order of a listing, each of them once."""
    return all(before < behind for before, behind in pairwise(map(_key, paths)))


def algorithm(id: str) -> str:
    """How git hashes where it makes such ids."""
    return "sha256" if len(id) == 64 else "sha1"


def _key(path: str) -> str:
    """Sorts paths folder by folder, as a listing does."""
    return path.replace("/", "\0")


def _listed(folder: Folder, tree: str) -> Iterator[tuple[str, str]]:
    """The entries of a tree of catalog/ (path and blob), of which there may be a million."""
    try:
        child = started(folder.root, "ls-tree", "-r", "-z", "--full-tree", tree)
    except GitError:
        raise Untold from None
    with suppress(BrokenPipeError):
        child.stdin.close()
    try:
        rest = b""
        while part := child.stdout.read(_PART):
            *lines, rest = (rest + part).split(b"\0")
            for line in lines:
                head, raw = line.split(b"\t", 1)
                path = f"catalog/{os.fsdecode(raw)}"
                if is_entry_path(path) and "/." not in path:
                    yield path, head.split()[2].decode()
        if child.wait():
            raise Untold
    finally:
        child.kill()
        child.stdout.close()
        child.wait()
