"""Which entries of a checkout may be others than those of a known tree: what git tells, and what its folders hold now."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.git import objects as git
from govinfo_cli.git.checkout import directory, kept, listed
from govinfo_cli.memory.asked import asked
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
    """What git tells of a checkout, at work while others do other things. Raises Untold."""

    def __init__(self, folder: Folder) -> None:
        top = git.top(folder.root)
        if top is None or (directory(top) / "info" / "sparse-checkout").exists():
            raise Untold
        self._top, self._folder, self._under = top, folder, folder.under
        self.folders: dict[str, Held] = {}  # that were looked into
        self.counted: dict[str, tuple[int, int, int] | None] = {}  # the stamps, as in Held, of those only counted
        self.seen: Mapping[str, tuple] = {}  # what an earlier run saw in them
        self._tree, self._inside, self._unsure = "", {}, set()
        try:
            self._asked = asked(top, folder.under)
        except git.GitError:
            raise Untold from None
        if self._asked.index is None:
            self.end()
            raise Untold

    def end(self) -> None:
        """Leaves no child behind."""
        self._asked.end()

    def tree(self) -> str:
        """The id of the tree that HEAD has for catalog/."""
        self._tree = self._tree or _said(self._asked.head).decode().strip()
        return self._tree

    def changed(self, tree: str) -> tuple[set[str], set[str]]:
        """The paths of files below catalog/ that may be others than those of `tree`; and which of them git's index has
        for sure. Files that it does not have are not among them."""
        found, tracked, unsure = set(), set(), set()
        for line in _said(self._asked.status).split(b"\0"):
            if line:
                path = self._path(line[3:])
                found.add(path)
                if line[:1] != b"D":
                    tracked.add(path)
                if line[1:2] not in b" M":
                    while path := path.rpartition("/")[0]:
                        unsure.add(path)  # what the index lists of it need not lie there, nor need the folder
        if tree != self.tree():
            try:
                said = git.run(self._top, "diff-tree", "-r", "-z", "--name-only", "--no-renames", tree, self.tree())
            except git.GitFailed:
                raise Untold from None  # the tree is gone
            moved = {f"catalog/{os.fsdecode(path)}" for path in said.split(b"\0") if path}
            tracked |= moved - found
            found |= moved
        doubtful, self._inside = self._index()
        self._unsure = unsure
        return found | doubtful, tracked

    def _index(self) -> tuple[set[str], dict[str, int]]:
        """Files whose time stamps prove nothing, since they are not older than the index; and how much the index has in
        each folder."""
        mark = self._index_mark()
        place = kept(self._top).with_name("index")
        with suppress(Unreadable):
            known = Store(place, mark)
            known.close()
            return set(known.head[0]), known.head[1]
        found = listed(self._top, f"{self._under}catalog", self._asked.index, len(self.tree()) // 2)
        if found is None:
            doubtful, inside = self._not_older(), {}
        elif found.marked:
            raise Untold
        else:
            doubtful = {path.removeprefix(self._under) for path in found.doubtful}
            inside = {path.removeprefix(self._under): number for path, number in found.inside.items()}
        if self._index_mark() == mark:
            write(place, mark, [sorted(doubtful), inside], [])
        return doubtful, inside

    def _index_mark(self) -> bytes:
        """Thirty-two bytes, others for another index."""
        place = directory(self._top) / "index"
        try:
            facts = place.stat()
            with open(place, "rb") as stream:
                stream.seek(-min(facts.st_size, 32), os.SEEK_END)
                said = stream.read(32)  # git's own checksum of all before it
        except OSError:
            raise Untold from None
        if facts.st_mtime_ns != self._asked.index:
            raise Untold  # it was written since git was asked
        stamps = (facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino, facts.st_size, self._under)
        return hashlib.sha256(said + repr(stamps).encode("utf-8", "surrogatepass")).digest()

    def _not_older(self) -> set[str]:
        """The same, told by git: of an index in another form than the usual one."""
        try:
            said = git.run(self._top, "ls-files", "-v", "--debug", "-z", "--", f"{self._under}catalog")
        except git.GitError:
            raise Untold from None
        count = said.count(b"\0")
        # Five lines a file, else a name has one of its own; H is for what is neither marked nor in conflict.
        if said.count(b"\n") != 5 * count or said.count(b"\nH ") + said.startswith(b"H ") != count:
            raise Untold
        moment, found = self._asked.index, set()
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
        """The paths of entries that came to lie in the `known` folders, which are all, and of those that left them, but
        for those that `changed`, which is asked before, tells; `names` gives the names of entries that a folder held.
        Raises Untold where something lies there that is no plain file."""
        come, gone = set(), set()
        ours = self._ours_of(known)
        for folder, held in known.items():
            now = stamp(self._folder, folder)
            if now is None:
                raise Untold
            if now == held.stamp or self.seen.get(folder) == (now, held.names):
                continue
            if folder in ours and self._members(folder) == ours[folder]:
                # Nothing but what git has in its index, of which git has told already.
                self.counted[folder] = _settled(now, (), self._asked.began).stamp
                continue
            found = set(self._entries(folder, known))
            self.folders[folder] = _settled(now, found, self._asked.began)
            if digest(found) != held.names:
                before = set(names(folder))
                come |= {f"{folder}/{name}" for name in found - before}
                gone |= {f"{folder}/{name}" for name in before - found}
        return come, gone

    def _ours_of(self, known: Collection[str]) -> dict[str, int]:
        """How many files and folders lie in each folder as far as the index goes, where all of them do, and all those
        folders are known."""
        unsure = self._unsure | {folder.rpartition("/")[0] for folder in self._inside.keys() - known}
        return {folder: number for folder, number in self._inside.items() if folder not in unsure}

    def _members(self, folder: str) -> int:
        try:
            return len(os.listdir(os.fsencode(self._folder.root / folder)))
        except OSError:
            raise Untold from None

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


def _said(child) -> bytes:
    said = child.stdout.read()
    if child.wait():
        raise Untold
    return said


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
