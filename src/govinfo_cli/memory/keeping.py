"""Opens what earlier runs left of a checkout, and lays down what this one found: what every kind of record has in common."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from govinfo_cli.git import objects as git
from govinfo_cli.git.checkout import kept
from govinfo_cli.memory.dependence import mark
from govinfo_cli.memory.shelf import Shelf, algorithm, laid
from govinfo_cli.memory.store import Store, Unreadable, write
from govinfo_cli.memory.touched import Held, Untold, Watch, held
from govinfo_cli.settings import Settings
from govinfo_cli.source import File, Folder


class Keeping:
    """The records of one kind (NAME) of the checkout `folder`, which is a work tree of git, in one run."""

    NAME = ""

    def __init__(self, folder: Folder) -> None:
        self.folder, self._began = folder, time.time_ns()
        self._place = kept(git.top(folder.root)).with_name(self.NAME)
        self._tree, self._mark = "", b""
        self._folders: dict[str, Held] = {}  # as they are known, else they were walked
        self._watch: Watch | None = None
        with suppress(Untold):
            self._watch = Watch(folder) if self._place.exists() else None

    def end(self) -> None:
        """Leaves no child behind."""
        if self._watch:
            self._watch.end()

    @contextmanager
    def opened(self, settings: Settings, profiles: Sequence[str]) -> Iterator[Shelf | None]:
        """What an earlier run laid down, None where there is nothing that holds."""
        store = None
        with suppress(Unreadable):
            store = Store(self._place, self._marked(settings, profiles)) if self._watch else None
        try:
            yield store and Shelf(store)
        finally:
            if store:
                store.close()

    def suspects(self, shelf: Shelf) -> dict[str, File | None]:
        """The entries that may be others than on the shelf, as there. Raises Untold, Unreadable."""
        watch = self._watch
        watch.seen = seen = self._seen()
        found = shelf.suspects(self.folder, watch)
        self._folders = shelf.folders | watch.folders
        other = {path.rpartition("/")[0] for path, file in found.items() if not (file and shelf.record(path))}
        looked = dict(watch.folders)
        for name, stamp in watch.counted.items():
            if name in other:
                self._folders[name] = Held(None, b"")  # its names are others, and were not read
            else:
                looked[name] = self._folders[name] = Held(stamp, shelf.folders[name].names)
        fresh = {name: tuple(one) for name, one in looked.items() if one.stamp}
        if fresh:
            write(self._place.with_name("folders"), self._mark, [seen | fresh], [])
        return found

    def _seen(self) -> dict[str, tuple]:
        """What folders held when an earlier run looked into them, as in Held, if that is more than the shelf knows."""
        try:
            store = Store(self._place.with_name("folders"), self._mark)
        except Unreadable:
            return {}
        store.close()
        return store.head[0]

    def hashed(self) -> str:
        """How git hashes here, "" where nothing can be kept."""
        try:
            return algorithm(self._head())
        except Untold:
            return ""

    def _head(self) -> str:
        """The id of the tree that HEAD has for catalog/."""
        if not self._tree and self._watch:
            self._tree = self._watch.tree()
        if not self._tree:
            named = f"HEAD:{self.folder.under}catalog"
            try:
                self._tree = git.run(self.folder.root, "rev-parse", "--verify", "--quiet", named).decode().strip()
            except git.GitError:
                raise Untold from None
        return self._tree

    def lay(
        self,
        settings: Settings,
        profiles: Sequence[str],
        blobs: Mapping[str, str],
        chunks: Iterable[tuple[str, object]],
        more: Sequence = (),
        beside: Iterable[object] = (),
    ) -> None:
        """Lays down `chunks` as shelf.laid does, where everything that the checkout consists of is told by git."""
        folder = self.folder
        if folder.left_out or any(path.endswith(("/", ".yaml", ".yml")) for path in folder.ignored):
            return
        with suppress(Untold):
            folders = self._folders or held(folder, blobs, self._began)
            laid(
                self._place,
                self._marked(settings, profiles),
                folder,
                self._head(),
                folders,
                blobs,
                chunks,
                more,
                beside,
            )

    def _marked(self, settings: Settings, profiles: Sequence[str]) -> bytes:
        if not self._mark:
            self._mark = mark(self.folder, settings, profiles)
        return self._mark
