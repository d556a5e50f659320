"""What an earlier run found in a checkout, as far as it still holds: kept in git's folder, taken up again, never needed.

An entry's own findings hold as long as its bytes do, what the rules about the whole catalogue found as long as all index
cards do, and everything as long as program, profiles, settings and registers do. Nothing is kept of a catalogue in which
something was found that must not be shown.
"""

from __future__ import annotations

import os
import re
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import NamedTuple

from govinfo_cli.catalog import Card, is_entry_path
from govinfo_cli.diagnostic import Diagnostic
from govinfo_cli.git import objects as git
from govinfo_cli.git.checkout import kept
from govinfo_cli.inspection import Inspected, Inspector
from govinfo_cli.memory.dependence import mark
from govinfo_cli.memory.parcel import finding_packed, finding_unpacked, packed, unpacked
from govinfo_cli.memory.store import Store, Unreadable, write
from govinfo_cli.memory.touched import Held, Untold, Watch, held
from govinfo_cli.settings import Settings
from govinfo_cli.source import File, Folder

_FEW = 5000  # entries to be inspected anew; more are a run like any other
_MOST = 50_000  # findings that are kept
_CHUNK = 500  # entries
_LISTED = re.compile(rb"[0-9]+ [a-z]+ ([0-9a-f]+)\t([^\0]+)\0")  # of `ls-tree -z`


class Recalled(NamedTuple):
    """What is known of a checkout: all entries, or, where nothing of the whole catalogue has to be looked at again,
    those of them with findings. `whole` are the findings of the rules about the whole catalogue, None where they have
    to be asked again; `count` is the number of all entries."""

    entries: list[Inspected]
    count: int
    whole: list[Diagnostic] | None


class Memory:
    """The memory of one run over the checkout `folder`, which is a work tree of git; what git says of it is asked for at
    once, where an earlier run left something."""

    def __init__(self, folder: Folder) -> None:
        self._folder, self._began = folder, time.time_ns()
        self._place = kept(git.top(folder.root))
        self._tree, self._mark = "", b""
        self._folders: dict[str, Held] = {}  # as they are known, else they were walked
        self._watch: Watch | None = None
        with suppress(Untold):
            self._watch = Watch(folder) if self._place.exists() else None

    def end(self) -> None:
        """Leaves no child behind."""
        if self._watch:
            self._watch.end()

    def recall(
        self, settings: Settings, profiles: Sequence[str], inspector: Inspector, day: int, every: bool
    ) -> Recalled | None:
        """What earlier runs know of the checkout, brought up to date; None where that is not worth it. `day` is the
        day that the rules count from; with `every` all entries are wanted."""
        if self._watch is None:
            return None
        try:
            store = Store(self._place, self._marked(settings, profiles))
        except Unreadable:
            return None
        try:
            known = _Known(store)
            self._watch.seen = seen = self._seen()
            found = _Updated(self._folder, self._watch, known, self._head()).recalled(inspector, day, every)
            self._folders = known.folders | self._watch.folders
            fresh = {name: tuple(one) for name, one in self._watch.folders.items() if one.stamp}
            if fresh:
                write(self._place.with_name("folders"), self._mark, [seen | fresh], [])
            return found
        except (Unreadable, Untold):
            return None
        finally:
            store.close()

    def _seen(self) -> dict[str, tuple]:
        """What folders held when an earlier run looked into them, as in Held, if that is more than `keep` knew."""
        try:
            store = Store(self._place.with_name("folders"), self._mark)
        except Unreadable:
            return {}
        store.close()
        return store.head[0]

    def hashed(self) -> str:
        """How git hashes here, "" where nothing can be kept."""
        try:
            return _algorithm(self._head())
        except Untold:
            return ""

    def _head(self) -> str:
        """The id of the tree that HEAD has for catalog/."""
        if not self._tree:
            try:
                said = git.run(
                    self._folder.root, "rev-parse", "--verify", "--quiet", f"HEAD:{self._folder.under}catalog"
                )
            except git.GitError:
                raise Untold from None
            self._tree = said.decode().strip()
        return self._tree

    def keep(
        self,
        settings: Settings,
        profiles: Sequence[str],
        entries: Sequence[Inspected],
        whole: Sequence[Diagnostic] | None,
        day: int,
    ) -> None:
        """Writes down what was found, for later runs; `whole` as in Recalled."""
        folder = self._folder
        findings = sum(len(one.diagnostics) for one in entries) + len(whole or ())
        if findings > _MOST or not all(one.blob for one in entries) or any(one.secrets for one in entries):
            return
        if folder.left_out or any(path.endswith(("/", ".yaml", ".yml")) for path in folder.ignored):
            return
        blobs = {one.card.path: one.blob for one in entries}
        folders = self._folders or held(folder, blobs, self._began)
        try:
            tree = self._head()
            over = [path for path, blob in _listed(folder, tree) if blobs.pop(path, None) != blob]
        except Untold:
            return
        over += blobs  # what the tree does not have
        if len(over) > _FEW:
            return
        pointed = _pointed(whole or ())
        telling = [
            (one.card.path, packed(one))
            for one in entries
            if one.diagnostics or not one.readable or one.card.path in pointed
        ]
        ordered = sorted(entries, key=lambda one: _key(one.card.path))
        chunks = [ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK)]
        firsts = [_key(chunk[0].card.path) for chunk in chunks]
        found = None if whole is None else [finding_packed(one) for one in whole]
        stamps = {name: tuple(one) for name, one in folders.items()}
        head = (tree, over, len(entries), stamps, telling, found, day, firsts)
        records = ([(one.blob, one.readable, *one.card) for one in chunk] for chunk in chunks)
        write(self._place, self._marked(settings, profiles), head, records)

    def _marked(self, settings: Settings, profiles: Sequence[str]) -> bytes:
        if not self._mark:
            self._mark = mark(self._folder, settings, profiles)
        return self._mark


class _Known:
    """A store's records, as `keep` has written them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.tree, over, self.count, folders, telling, whole, self.day, self._firsts = store.head
        self.over = set(over)
        self.folders = {name: Held(*one) for name, one in folders.items()}
        self.telling = {path: unpacked(path, parcel) for path, parcel in telling}
        self.whole = None if whole is None else [finding_unpacked(one) for one in whole]
        self._chunks: dict[int, dict[str, Inspected]] = {}

    def entry(self, path: str) -> Inspected | None:
        """What is known of the entry at `path`, but for its findings."""
        place = bisect_right(self._firsts, _key(path)) - 1
        return self._chunk(place).get(path) if place >= 0 else None

    def names(self, folder: str) -> list[str]:
        """The names of the entries that lay in `folder` itself."""
        begin, end = f"{_key(folder)}\0", f"{_key(folder)}\1"
        first = max(bisect_right(self._firsts, begin) - 1, 0)
        places = range(first, bisect_right(self._firsts, end))
        paths = chain.from_iterable(self._chunk(place) for place in places)
        return [path.rpartition("/")[2] for path in paths if path.rpartition("/")[0] == folder]

    def entries(self) -> dict[str, Inspected]:
        """All entries by path, with their findings."""
        found: dict[str, Inspected] = {}
        for place in range(len(self._firsts)):
            found |= self._chunk(place)
        return found | self.telling

    def _chunk(self, place: int) -> dict[str, Inspected]:
        if place not in self._chunks:
            found = {}
            for blob, readable, *card in self._store.read(place + 1):
                found[card[0]] = Inspected(Card(*card), (), (), readable, blob)
            self._chunks[place] = found
        return self._chunks[place]


class _Updated:
    """What is known, and what became of it since. Raises Untold, Unreadable."""

    def __init__(self, folder: Folder, watch: Watch, known: _Known, tree: str) -> None:
        self._folder, self._watch, self._known = folder, watch, known
        self._paths = self._suspects(tree)

    def _suspects(self, tree: str) -> dict[str, bool]:
        """The paths of entries that may be others than they are known, each with whether it is still there."""
        watch, known = self._watch, self._known
        come, gone = watch.fresh(known.folders, known.names)
        touched, tracked = watch.changed(known.tree, tree)
        suspects = {path: True for path in known.over | touched if is_entry_path(path) and "/." not in path}
        if len(suspects) + len(come) > _FEW:
            raise Untold
        for path in suspects:
            suspects[path] = known.entry(path) is not None
        suspects |= dict.fromkeys(come, True) | dict.fromkeys(gone, False)
        for path, there in suspects.items():
            # Whatever git has in its index it does not ignore.
            sure = path in tracked or (path not in touched and path not in known.over and path not in come)
            if there and not sure and watch.ignored(path):
                suspects[path] = False
        return suspects

    def recalled(self, inspector: Inspector, day: int, every: bool) -> Recalled:
        """What is known now."""
        known, hashed = self._known, _algorithm(self._known.tree)
        files = [self._file(path) for path, there in self._paths.items() if there]
        changed: dict[str, Inspected] = {}
        same = known.whole is not None and known.day == day
        for file, raw in self._folder.read(files):
            if raw is None:
                raise Untold
            blob, before = git.blob_id(raw, hashed), known.entry(file.path)
            if before is None or before.blob != blob:
                one = changed[file.path] = inspector.entry(file, raw)._replace(blob=blob)
                if one.secrets:
                    raise Untold
                same = same and before is not None and (before.card, before.readable) == (one.card, one.readable)
        left = [path for path, there in self._paths.items() if not there and known.entry(path)]
        whole = known.whole if same and not left and changed.keys().isdisjoint(_pointed(known.whole)) else None
        if whole is not None and not every:
            return Recalled([*(known.telling | changed).values()], known.count, whole)
        entries = known.entries() | changed
        for path in left:
            del entries[path]
        ordered = sorted(entries.values(), key=lambda one: one.card.path.split("/"))
        return Recalled(ordered, len(ordered), whole)

    def _file(self, path: str) -> File:
        file = self._folder.find(path)
        if file is None or file.trouble:
            raise Untold
        return file


def _pointed(findings: Iterable[Diagnostic]) -> set[str]:
    """The files that findings point at."""
    return {span.path for one in findings for span in (one.span, *(span for _, span in one.related))}


def _algorithm(id: str) -> str:
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
