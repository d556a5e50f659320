"""Which entries of a checkout may be others than those of a known tree: what git tells, and what its folders hold now."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.git import objects as git
from govinfo_cli.git.checkout import directory, kept, without_filters, written
from govinfo_cli.git.guard import started
from govinfo_cli.memory.store import Store, Unreadable, write
from govinfo_cli.source import Folder

_YAML = ".yaml", ".yml"
_SETTLED = 3_000_000_000  # nanoseconds: the coarsest clock of a file system ticks every two seconds
_SECONDS = re.compile(rb"[cm]time: ([0-9]+):")  # of `ls-files --debug`


class Untold(Exception):
    """Git or the folders do not tell it: everything has to be looked at."""


class Held(NamedTuple):
    """What a folder held: its stamp (None where that proves nothing), and a digest of its entries' names."""

    stamp: tuple[int, int, int] | None
    names: bytes


class Watch:
    """Git's children that tell what became of a checkout, at work while others do other things. Raises Untold."""

    def __init__(self, folder: Folder) -> None:
        top = git.top(folder.root)
        if top is None or (directory(top) / "info" / "sparse-checkout").exists():
            raise Untold
        self._top, self._folder, self._under = top, folder, folder.under
        self._began, self._written = time.time_ns(), written(top)
        if self._written is None:
            raise Untold
        self.folders: dict[str, Held] = {}  # that were looked into
        self.seen: Mapping[str, tuple] = {}  # what an earlier run saw in them
        self._children, self._doubts = [], None
        try:
            own = "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--ignored=no"
            self._status = self._start("status", *own, settings=without_filters(top))
            self._doubts = self._known_doubts()
            self._index = None if self._doubts else self._start("ls-files", "-v", "--debug", "-z")
        except git.GitError:
            self.end()
            raise Untold from None

    def _start(self, name: str, *options: str, settings: Mapping[str, str] = {}):
        child = started(self._top, name, *options, "--", f"{self._under}catalog", settings=settings)
        self._children.append(child)
        child.stdin.close()
        return child

    def end(self) -> None:
        """Leaves no child behind."""
        if self._doubts:
            self._doubts.close()
        for child in self._children:
            child.kill()
            child.stdout.close()
            child.wait()

    def _said(self, child) -> bytes:
        said = child.stdout.read()
        if child.wait():
            raise Untold
        return said

    def changed(self, tree: str, now: str) -> tuple[set[str], set[str]]:
        """The paths of files below catalog/ that may be others than those of `tree`, where HEAD's is `now`; and which
        of them git's index has for sure. Files that it does not have are not among them."""
        found, tracked = set(), set()
        for line in self._said(self._status).split(b"\0"):
            if line:
                path = self._path(line[3:])
                found.add(path)
                if line[:1] != b"D":
                    tracked.add(path)
        if tree != now:
            try:
                said = git.run(self._top, "diff-tree", "-r", "-z", "--name-only", "--no-renames", tree, now)
            except git.GitFailed:
                raise Untold from None  # the tree is gone
            moved = {f"catalog/{os.fsdecode(path)}" for path in said.split(b"\0") if path}
            tracked |= moved - found
            found |= moved
        return found | self._racy(), tracked

    def _known_doubts(self) -> Store | None:
        """What an earlier run found out about this very index."""
        place = directory(self._top) / "index"
        try:
            facts = place.stat()
            with open(place, "rb") as stream:
                stream.seek(-min(facts.st_size, 32), os.SEEK_END)
                said = stream.read(32)  # git's own checksum of all before it
        except OSError:
            raise Untold from None
        stamps = (facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino, facts.st_size, self._under)
        self._mark = hashlib.sha256(said + repr(stamps).encode("utf-8", "surrogatepass")).digest()
        try:
            return Store(kept(self._top).with_name("index"), self._mark)
        except Unreadable:
            return None

    def _racy(self) -> set[str]:
        """Files whose time stamps prove nothing, since they are not older than the index."""
        if self._doubts:
            return set(self._doubts.head[0])
        found = self._not_older(self._said(self._index))
        write(kept(self._top).with_name("index"), self._mark, [sorted(found)], [])
        return found

    def _not_older(self, said: bytes) -> set[str]:
        count = said.count(b"\0")
        # Five lines a file, else a name has one of its own; H is for what is neither marked nor in conflict.
        if said.count(b"\n") != 5 * count or said.count(b"\nH ") + said.startswith(b"H ") != count:
            raise Untold
        moment, found = self._written, set()
        for second in {*_SECONDS.findall(said)}:
            if int(second) < moment // 10**9:
                continue
            for one in re.finditer(rb"time: %b:([0-9]+)\n" % second, said):
                if int(second) * 10**9 + int(one[1]) >= moment:
                    end = said.rfind(b"\0", 0, one.start())
                    found.add(self._path(said[said.rfind(b"\n", 0, end) + 3 : end]))
        return found

    def _path(self, raw: bytes) -> str:
        return os.fsdecode(raw).removeprefix(self._under)

    def fresh(self, known: Mapping[str, Held], names: Callable[[str], Collection[str]]) -> tuple[set[str], set[str]]:
        """The paths of entries that came to lie in the `known` folders, which are all, and of those that left them;
        `names` gives the names of entries that a folder held. Raises Untold where something lies there that is no plain file."""
        come, gone = set(), set()
        for folder, held in known.items():
            now = stamp(self._folder, folder)
            if now is None:
                raise Untold
            if now == held.stamp or self.seen.get(folder) == (now, held.names):
                continue
            found = set(self._entries(folder, known))
            self.folders[folder] = _settled(now, found, self._began)
            if digest(found) != held.names:
                before = set(names(folder))
                come |= {f"{folder}/{name}" for name in found - before}
                gone |= {f"{folder}/{name}" for name in before - found}
        return come, gone

    def _entries(self, folder: str, known: Collection[str]) -> Iterator[str]:
        plain = folder != "catalog" and is_entry_path(f"{folder}/x.yaml")
        try:
            with os.scandir(self._folder.root / folder) as listing:
                for member in listing:
                    name = member.name
                    if member.is_file(follow_symlinks=False) and not name.startswith("."):
                        if name.endswith(_YAML) if plain else is_entry_path(f"{folder}/{name}"):
                            yield name
                    elif name == ".git" or (
                        name[0] != "." and (name.endswith(_YAML) or self._strange(folder, member, known))
                    ):
                        raise Untold
        except OSError:
            raise Untold from None

    @staticmethod
    def _strange(folder: str, member: os.DirEntry, known: Collection[str]) -> bool:
        return f"{folder}/{member.name}" not in known and member.is_dir(follow_symlinks=False)

    def ignored(self, path: str) -> bool:
        """Whether git ignores the file at `path`."""
        steps = (self._under + path).split("/")
        above = {"/".join(steps[:size]) + "/" for size in range(1, len(steps))}
        return bool((above | {"/".join(steps)}) & self._folder.ignored)


def held(folder: Folder, entries: Iterable[str], began: int) -> dict[str, Held]:
    """What the folders hold that were walked in a run that began at `began` (nanoseconds) and found `entries` (paths)."""
    names: dict[str, list[str]] = {one: [] for one in folder.walked if one.split("/")[0] == "catalog"}
    for path in entries:
        above, _, name = path.rpartition("/")
        names[above].append(name)
    return {one: _settled(stamp(folder, one), inside, began) for one, inside in names.items()}


def _settled(now: tuple[int, int, int] | None, names: Iterable[str], began: int) -> Held:
    """With a stamp only where a later change is sure to give another one."""
    return Held(now if now and max(now[:2]) < began - _SETTLED else None, digest(names))


def stamp(folder: Folder, path: str) -> tuple[int, int, int] | None:
    """What changes when a file comes into the folder at `path` or leaves it; None where that is no folder."""
    with suppress(OSError):
        facts = os.lstat(folder.root / path)
        if stat.S_ISDIR(facts.st_mode):
            return facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino
    return None


def digest(names: Iterable[str]) -> bytes:
    """Sixteen bytes that stand for a set of names."""
    said = "\0".join(sorted(names)).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(said, digest_size=16).digest()
