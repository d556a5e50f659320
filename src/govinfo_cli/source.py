"""Where bytes come from: a Folder on disk, or a Revision read from git objects without a checkout."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.git import objects as git
from govinfo_cli.git.checkout import left_out
from govinfo_cli.limits import limit

MAX_FILE = limit("record-bytes")  # of class tables and records too
FOLDERS = "catalog", "schemas"  # where all lies that a catalogue is made of
_MAX_LEVELS = 24
_PART = 1 << 16  # bytes; more would be mapped anew for every file
_RECORDS = tuple(f"catalog/{name}.yaml" for name in ("catalog", "owners", "waivers", "withdrawn", "consents"))
TROUBLES = {"120000": "link", "160000": "repository", "040000": "folder"}  # git's modes of what is no file


class File(NamedTuple):
    """A file by its path relative to the root, with "/"; `trouble` says why it cannot be read:
    "folder", "link", "repository" (a submodule), "special", "denied" or "" where it can. `blob` is its id in git and `size`
    its bytes, where they are known."""

    path: str
    blob: str = ""
    size: int = 0
    trouble: str = ""


class Folder:
    """The working tree: what lies in the folder and git does not ignore, and what a sparse checkout leaves out of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.commit: str | None = None
        self._top = top = git.top(root)
        # Relative to the work tree, since that is what git speaks of.
        self.under = "" if top is None or top == root else root.relative_to(top).as_posix() + "/"
        self.walked: set[str] = set()  # folders that `files` has looked into

    @cached_property
    def ignored(self) -> frozenset[str]:
        """What git ignores below catalog/, relative to the work tree; a folder ends in "/"."""
        if self._top is not None:
            with suppress(git.GitMissing):  # then nobody can say what is ignored, and everything counts
                return git.ignored(self._top, self.under + "catalog")
        return frozenset()

    @cached_property
    def left_out(self) -> Mapping[str, File]:
        """Files that a sparse checkout leaves out, by path, to be read from git's index: they are not withdrawn."""
        if self._top is None:
            return {}
        with suppress(git.GitMissing):
            listed = left_out(self._top, *(self.under + folder for folder in FOLDERS)).values()
            files = (File(one.path.removeprefix(self.under), one.blob, 0, TROUBLES.get(one.mode, "")) for one in listed)
            return {file.path: file for file in files}
        return {}

    def files(self, folder: str) -> Iterator[File]:
        """All files below `folder`, sorted by path; links are named, never followed."""
        more = [
            file
            for path, file in self.left_out.items()
            if path.startswith(folder + "/") and not any(step.startswith(".") for step in path.split("/"))
        ]
        if more:
            yield from sorted((*self._walk(folder, 0), *more), key=lambda file: file.path.split("/"))
        else:
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
        self.walked.add(folder)
        for member in members:
            path = f"{folder}/{member.name}"
            if member.name.startswith(".") or self.under + path in self.ignored:
                continue
            if member.is_symlink():
                yield File(path, trouble="link")
            elif member.is_dir(follow_symlinks=False):
                if self.under + path + "/" in self.ignored:
                    continue
                if self._top is not None and os.path.lexists(f"{self.root}/{path}/.git"):
                    yield File(path, trouble="repository")  # git does not look into it either
                    continue
                if path.endswith((".yaml", ".yml")) or level >= _MAX_LEVELS:
                    yield File(path, trouble="folder")
                if level < _MAX_LEVELS:
                    yield from self._walk(path, level + 1)
            elif member.is_file(follow_symlinks=False):
                yield File(path)  # to ask its size would take as long as all else here
            else:
                yield File(path, trouble="special")

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
            return self.left_out.get(path)
        if stat.S_ISLNK(facts.st_mode):
            return File(path, trouble="link")
        if stat.S_ISDIR(facts.st_mode):
            return File(path, trouble="folder")
        return self._file(path, facts)

    def read(self, files: Iterable[File]) -> Iterator[tuple[File, bytes | None]]:
        """Each file with its bytes, None where they cannot be had; of a large file the first bytes only."""
        if not self.left_out:
            yield from self._lying(files)
            return
        chosen = list(files)
        wanted = (self.left_out[file.path].blob for file in chosen if file.path in self.left_out and not file.trouble)
        contents = git.blobs(self._top, wanted, MAX_FILE)
        for file in chosen:
            if file.path in self.left_out and not file.trouble:
                yield file, next(contents)
            else:
                yield from self._lying([file])

    def _lying(self, files: Iterable[File]) -> Iterator[tuple[File, bytes | None]]:
        root = os.fspath(self.root)
        for file in files:
            if file.trouble:
                yield file, None
                continue
            try:
                yield file, _read(f"{root}/{file.path}")
            except OSError:
                yield File(file.path, trouble="denied"), None


def _read(path: str) -> bytes:
    """The bytes of a file, no more than MAX_FILE: by three calls of the system where it is small, as nearly all are."""
    opened = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    parts, left = [], MAX_FILE
    try:
        while left > 0:
            parts.append(os.read(opened, min(_PART, left)))
            left -= len(parts[-1])
            if len(parts[-1]) < _PART:
                break
    finally:
        os.close(opened)
    return b"".join(parts)


class Revision:
    """A commit, read from git's objects; works on bare repositories too. Lists its files when they are asked for.

    `commit` is the commit that `revision` is, where that is known.
    """

    def __init__(self, root: Path, revision: str, commit: str | None = None) -> None:
        self.root = root
        self.commit = commit or git.commit_of(root, revision)
        top = git.top(root)
        self.under = "" if top is None or top == root else root.relative_to(top).as_posix() + "/"

    @cached_property
    def _index(self) -> dict[str, File]:
        """Every file below catalog/ and schemas/."""
        listed = git.tree(self.root, self.commit, self.under + "catalog", self.under + "schemas")
        return {file.path: file for file in self._files(listed)}

    @cached_property
    def _near(self) -> dict[str, File]:
        """What lies directly in catalog/ and schemas/, folders too: all that opening a catalogue needs to know, and
        far sooner known than the rest."""
        folders = self.under + "catalog/", self.under + "schemas/"
        return {file.path: file for file in self._files(git.tree(self.root, self.commit, *folders, deep=False))}

    @cached_property
    def records(self) -> dict[str, bytes]:
        """The bytes of catalog.yaml and its like, as far as they are there: nearly all are wanted, so by one child."""
        there = [self._near[path] for path in _RECORDS if path in self._near]
        return {file.path: raw for file, raw in self.read(there) if raw is not None}

    def _files(self, listed: Iterable[tuple[str, str, int | None, bytes]]) -> Iterator[File]:
        for mode, blob, size, raw in listed:
            yield File(os.fsdecode(raw).removeprefix(self.under), blob, size or 0, TROUBLES.get(mode, ""))

    def files(self, folder: str, *, sizes: bool = True) -> Iterator[File]:
        """All files below `folder`, sorted by path; without `sizes`, which take longer than all else, they are 0."""
        if sizes:
            files = self._index.values()
        else:
            files = self._files(git.tree(self.root, self.commit, self.under + folder, sizes=False))
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
    """A folder or a revision as it would be with some files replaced, added, or (None) gone. Nothing is written.

    `commit` is the commit that it is the state of, where it is one; `base` and `laid` are what it is made of.
    """

    def __init__(self, base: Folder | Revision, files: Mapping[str, bytes | None], commit: str | None = None) -> None:
        self.root, self.commit = base.root, commit
        self.base, self.laid = base, files

    def files(self, folder: str) -> Iterator[File]:
        """All files below `folder`, in the order of the folder."""
        own = [self._file(path) for path, raw in self.laid.items() if raw is not None and path.startswith(folder + "/")]
        rest = (file for file in self.base.files(folder) if file.path not in self.laid)
        yield from sorted((*own, *rest), key=lambda file: file.path.split("/"))

    def find(self, path: str) -> File | None:
        """The file at `path`, or None."""
        if path not in self.laid:
            return self.base.find(path)
        return None if self.laid[path] is None else self._file(path)

    def read(self, files: Iterable[File]) -> Iterator[tuple[File, bytes | None]]:
        """Each file with its bytes, None where they cannot be had."""
        for file in files:
            if file.path in self.laid:
                yield file, self.laid[file.path]
            else:
                yield from self.base.read([file])

    def _file(self, path: str) -> File:
        return File(path, size=len(self.laid[path]))


Source = Folder | Revision | Overlay


def read_one(source: Source, path: str) -> bytes | None:
    """The bytes of the file at `path`, or None where it is not there or cannot be read."""
    file = source.find(path)
    if file is None:
        return None
    if isinstance(source, Revision) and path in source.records:
        return source.records[path]
    return next(iter(source.read([file])))[1]
