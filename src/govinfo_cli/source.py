"""Where bytes come from: a Folder on disk, or a Revision read from git objects without a checkout."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from govinfo_cli import git

MAX_FILE = 64 << 20  # bytes; of class tables and records too
MAX_FILES = 2_000_000
_FOLDERS = "catalog", "schemas"
_MAX_LEVELS = 24
_TROUBLES = {"120000": "link", "160000": "special", "040000": "folder"}  # git's modes of what is no file


class File(NamedTuple):
    """A file by its path relative to the root, with "/"; `trouble` says why it cannot be read:
    "folder", "link", "special", "denied" or "" where it can."""

    path: str
    blob: str = ""
    size: int = 0
    trouble: str = ""


class Folder:
    """The working tree: what lies in the folder and git does not ignore."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.commit: str | None = None
        top = git.top(root)
        # Relative to the work tree, since that is what git speaks of.
        self._under = "" if top is None or top == root else root.relative_to(top).as_posix() + "/"
        self._ignored: frozenset[str] = frozenset()
        if top is not None:
            with suppress(git.GitMissing):  # then nobody can say what is ignored, and everything counts
                self._ignored = git.ignored(top, self._under + "catalog")

    def files(self, folder: str) -> Iterator[File]:
        """All files below `folder`, sorted by path; links are named, never followed."""
        yield from self._walk(folder, 0)

    def _walk(self, folder: str, level: int) -> Iterator[File]:
        try:
            with os.scandir(self.root / folder) as listing:
                members = sorted(listing, key=lambda member: member.name)
        except NotADirectoryError:
            return
        except FileNotFoundError:
            return
        except OSError:
            yield File(folder, trouble="denied")
            return
        for member in members:
            path = f"{folder}/{member.name}"
            if member.name.startswith(".") or self._under + path in self._ignored:
                continue
            if member.is_symlink():
                yield File(path, trouble="link")
            elif member.is_dir(follow_symlinks=False):
                if self._under + path + "/" in self._ignored:
                    continue
                if path.endswith((".yaml", ".yml")) or level >= _MAX_LEVELS:
                    yield File(path, trouble="folder")
                if level < _MAX_LEVELS:
                    yield from self._walk(path, level + 1)
            else:
                yield self._file(path, member.stat(follow_symlinks=False))

    @staticmethod
    def _file(path: str, facts: os.stat_result) -> File:
        if not stat.S_ISREG(facts.st_mode):
            return File(path, trouble="special")
        return File(path, size=facts.st_size)

    def find(self, path: str) -> File | None:
        """The file at `path`, or None."""
        try:
            facts = os.lstat(self.root / path)
        except OSError:
            return None
        if stat.S_ISLNK(facts.st_mode):
            return File(path, trouble="link")
        if stat.S_ISDIR(facts.st_mode):
            return File(path, trouble="folder")
        return self._file(path, facts)

    def read(self, files: Iterable[File]) -> Iterator[tuple[File, bytes | None]]:
        """Each file with its bytes, None where they cannot be had; of a large file the first bytes only."""
        root = os.fspath(self.root)
        for file in files:
            if file.trouble:
                yield file, None
                continue
            try:
                with open(f"{root}/{file.path}", "rb", buffering=0) as stream:
                    yield file, stream.read(min(file.size, MAX_FILE) + 1) if file.size < (1 << 16) else _all(stream)
            except OSError:
                yield File(file.path, trouble="denied"), None


def _all(stream) -> bytes:
    parts, left = [], MAX_FILE
    while left > 0 and (part := stream.read(min(1 << 20, left))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


class Revision:
    """A commit, read from git's objects; works on bare repositories too. Lists its files when they are asked for.

    `commit` is the commit that `revision` is, where that is known.
    """

    def __init__(self, root: Path, revision: str, commit: str | None = None) -> None:
        self.root = root
        self.commit = commit or git.commit_of(root, revision)
        top = git.top(root)
        self._under = "" if top is None or top == root else root.relative_to(top).as_posix() + "/"

    @cached_property
    def _index(self) -> dict[str, File]:
        """Every file below catalog/ and schemas/."""
        listed = git.tree(self.root, self.commit, self._under + "catalog", self._under + "schemas")
        return {file.path: file for file in self._files(listed)}

    @cached_property
    def _near(self) -> dict[str, File]:
        """What lies directly in catalog/ and schemas/, folders too: all that opening a catalogue needs to know, and
        far sooner known than the rest."""
        folders = self._under + "catalog/", self._under + "schemas/"
        return {file.path: file for file in self._files(git.tree(self.root, self.commit, *folders, deep=False))}

    def _files(self, listed: Iterable[tuple[str, str, int | None, bytes]]) -> Iterator[File]:
        for mode, blob, size, raw in listed:
            yield File(os.fsdecode(raw).removeprefix(self._under), blob, size or 0, _TROUBLES.get(mode, ""))

    def files(self, folder: str, *, sizes: bool = True) -> Iterator[File]:
        """All files below `folder`, sorted by path; without `sizes`, which take longer than all else, they are 0."""
        if sizes:
            files = self._index.values()
        else:
            files = self._files(git.tree(self.root, self.commit, self._under + folder, sizes=False))
        for file in sorted(files):
            if file.path.startswith(folder + "/") and not any(step.startswith(".") for step in file.path.split("/")):
                yield file

    def find(self, path: str) -> File | None:
        """The file at `path`, or None."""
        near = self._near.get("/".join(path.split("/")[:2]))
        if near is None or near.path == path:
            return near
        return self._index.get(path)

    def read(self, files: Iterable[File]) -> Iterator[tuple[File, bytes | None]]:
        """Each file with its bytes, None where they cannot be had or are too many."""
        chosen = list(files)
        wanted = (file.blob for file in chosen if not file.trouble and file.size <= MAX_FILE)
        contents = git.blobs(self.root, wanted, MAX_FILE)
        for file in chosen:
            yield file, None if file.trouble or file.size > MAX_FILE else next(contents)


class Overlay:
    """A folder as it would be with some files replaced, added, or (None) gone. Nothing is written."""

    def __init__(self, base: Folder, files: Mapping[str, bytes | None]) -> None:
        self.root, self.commit = base.root, None
        self._base, self._laid = base, files

    def files(self, folder: str) -> Iterator[File]:
        """All files below `folder`, in the order of the folder."""
        own = [
            self._file(path) for path, raw in self._laid.items() if raw is not None and path.startswith(folder + "/")
        ]
        rest = (file for file in self._base.files(folder) if file.path not in self._laid)
        yield from sorted((*own, *rest), key=lambda file: file.path.split("/"))

    def find(self, path: str) -> File | None:
        """The file at `path`, or None."""
        if path not in self._laid:
            return self._base.find(path)
        return None if self._laid[path] is None else self._file(path)

    def read(self, files: Iterable[File]) -> Iterator[tuple[File, bytes | None]]:
        """Each file with its bytes, None where they cannot be had."""
        for file in files:
            if file.path in self._laid:
                yield file, self._laid[file.path]
            else:
                yield from self._base.read([file])

    def _file(self, path: str) -> File:
        return File(path, size=len(self._laid[path]))


Source = Folder | Revision | Overlay


def read_one(source: Source, path: str) -> bytes | None:
    """The bytes of the file at `path`, or None where it is not there or cannot be read."""
    file = source.find(path)
    if file is None:
        return None
    return next(iter(source.read([file])))[1]


def differing(old: Source, new: Source) -> Iterator[tuple[File | None, File | None]]:
    """The files below catalog/ and schemas/ whose bytes are not the same on both sides, as pairs, sorted by path;
    None where a side has none. Two commits of one repository are compared by git's trees, without a listing."""
    if isinstance(old, Revision) and isinstance(new, Revision) and old.root == new.root:
        yield from sorted(_between(old, new), key=lambda pair: (pair[0] or pair[1]).path)
        return
    algorithm = "sha256" if any(len(side.commit or "") == 64 for side in (old, new)) else "sha1"
    sides = [_identified(side, algorithm) for side in (old, new)]
    for path in sorted(sides[0].keys() | sides[1].keys()):
        one, other = (side.get(path) for side in sides)
        if one is None or other is None or (one.blob, one.trouble) != (other.blob, other.trouble):
            yield one, other


def _between(old: Revision, new: Revision) -> Iterator[tuple[File | None, File | None]]:
    folders = old._under + "catalog", old._under + "schemas"
    # At the top of the work tree, since git takes the folders relative to where it runs.
    for *sides, raw in git.changed(git.top(old.root) or old.root, old.commit, new.commit, *folders):
        path = os.fsdecode(raw).removeprefix(old._under)
        if any(step.startswith(".") for step in path.split("/")):
            continue
        one, other = (None if mode == "000000" else File(path, id, 0, _TROUBLES.get(mode, "")) for mode, id in sides)
        if one is None or other is None or (one.blob, one.trouble) != (other.blob, other.trouble):
            yield one, other


def _identified(source: Source, algorithm: str) -> dict[str, File]:
    """The files by path, each with its blob id. Of a folder's files the bytes on the disk are hashed, as they are: no
    filter that a checkout configures runs, and neither a time stamp nor git's index can hide a change."""
    if isinstance(source, Revision):
        return {file.path: file for folder in _FOLDERS for file in source.files(folder, sizes=False)}
    found = {}
    for folder in _FOLDERS:
        for file, raw in source.read(source.files(folder)):
            found[file.path] = file if raw is None else file._replace(blob=_blob_id(raw, algorithm))
    return found


def _blob_id(raw: bytes, algorithm: str) -> str:
    import hashlib

    said = hashlib.new(algorithm, b"blob %d\0" % len(raw), usedforsecurity=False)
    said.update(raw)
    return said.hexdigest()
