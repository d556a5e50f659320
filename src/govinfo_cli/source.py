"""Where bytes come from: a Folder on disk, or a Revision read from git objects without a checkout."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from govinfo_cli import git

MAX_FILE = 64 << 20  # bytes; of class tables and records too
MAX_FILES = 2_000_000
_MAX_LEVELS = 24


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
            try:
                self._ignored = git.ignored(top, self._under + "catalog")
            except git.GitMissing:
                pass  # then nobody can say what is ignored, and everything counts

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
        for file in files:
            if file.trouble:
                yield file, None
                continue
            try:
                with open(self.root / file.path, "rb", buffering=0) as stream:
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
    """A commit, read from git's objects; works on bare repositories too."""

    def __init__(self, root: Path, revision: str) -> None:
        self.root = root
        self.commit = git.commit_of(root, revision)
        top = git.top(root)
        self._under = "" if top is None or top == root else root.relative_to(top).as_posix() + "/"
        self._index: dict[str, File] = {}
        for mode, blob, size, raw in git.tree(root, self.commit, self._under + "catalog", self._under + "schemas"):
            path = os.fsdecode(raw).removeprefix(self._under)
            trouble = {"120000": "link", "160000": "special"}.get(mode, "")
            self._index[path] = File(path, blob, size or 0, trouble)

    def files(self, folder: str) -> Iterator[File]:
        """All files below `folder`, sorted by path."""
        for path in sorted(self._index):
            if path.startswith(folder + "/") and not any(step.startswith(".") for step in path.split("/")):
                yield self._index[path]

    def find(self, path: str) -> File | None:
        """The file at `path`, or None."""
        return self._index.get(path)

    def read(self, files: Iterable[File]) -> Iterator[tuple[File, bytes | None]]:
        """Each file with its bytes, None where they cannot be had or are too many."""
        chosen = list(files)
        contents = git.blobs(self.root, (file.blob for file in chosen if not file.trouble and file.size <= MAX_FILE))
        for file in chosen:
            yield file, None if file.trouble or file.size > MAX_FILE else next(contents)


Source = Folder | Revision


def read_one(source: Source, path: str) -> bytes | None:
    """The bytes of the file at `path`, or None where it is not there or cannot be read."""
    file = source.find(path)
    if file is None:
        return None
    return next(iter(source.read([file])))[1]
