"""The history that git keeps of a catalogue: its commits, the files that each step touched, every code that was ever given."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.catalog import code_in_path, is_entry_path
from govinfo_cli.git import objects as git
from govinfo_cli.source import Source

_CODE = re.compile(rb"""^code:[ \t]*["']?([^\s"'#,}]+)""", re.MULTILINE)
_MOST_BLOBS, _MOST_BYTES = 5000, 1 << 16  # of the files whose names say no code


class Touch(NamedTuple):
    """A file that a step touched: its path relative to the root, and its blob ids before and after, "" for none."""

    path: str
    old: str
    new: str


class Step(NamedTuple):
    """What a commit changed in one of its parents; None is the parent of a first commit."""

    commit: str
    parent: str | None
    touches: tuple[Touch, ...] = ()


class History:
    """The commits that `starts` come from, the newest first, each with a step for every parent; `refs` adds "all"
    branches and tags, or only the "tags". Raises GitError."""

    def __init__(self, root: Path, *starts: str, refs: str = "") -> None:
        self.root = root
        top = git.top(root)
        self.top = top or root
        self.under = "" if top is None or top == root else root.relative_to(top).as_posix() + "/"
        self.commits = git.ancestry(self.top, *starts, refs=refs)

    def steps(self, only: str = "") -> Iterator[Step]:
        """The steps of all commits, the newest first, with the files below catalog/ and schemas/ that they touched."""
        pairs = [(commit, parent) for commit, *parents in self.commits for parent in parents or [None]]
        folders = self.under + "catalog", self.under + "schemas"
        touches: list[list[Touch]] = [[] for _ in pairs]
        for number, status, old, new, raw in git.steps(self.top, pairs, *folders, only=only):
            path = os.fsdecode(raw).removeprefix(self.under)
            touches[number].append(Touch(path, "" if status == "A" else old, "" if status == "D" else new))
        for (commit, parent), touched in zip(pairs, touches, strict=True):
            yield Step(commit, parent, tuple(touched))

    def entries(self, commit: str) -> Iterator[tuple[str, str]]:
        """(path, blob id) of every entry at `commit`."""
        for _, blob, _, raw in git.tree(self.top, commit, self.under + "catalog", sizes=False):
            path = os.fsdecode(raw).removeprefix(self.under)
            if is_entry_path(path):
                yield path, blob


def repository(source: Source) -> bool:
    """Whether git keeps a history of what `source` reads. Starts no process for a folder in a work tree."""
    return git.top(source.root) is not None or source.commit is not None


def is_cut(source: Source) -> bool:
    """Whether the history at hand is not all there is: a shallow clone. What it does not say may still have been."""
    return repository(source) and git.is_shallow(git.top(source.root) or source.root)


def used_codes(source: Source) -> frozenset[str]:
    """Every code that an entry bore in any commit of any branch or tag: none of them is free for another resource.

    File names tell; of files whose names say no code the newest few thousand versions are looked into. Nothing outside
    git or before the first commit; of a shallow clone (`is_cut`) only what it has. Raises GitError.
    """
    if not repository(source):
        return frozenset()
    starts = [source.commit] if source.commit else []
    try:
        past = History(source.root, *starts, refs="all")
        steps = list(past.steps(only="AM"))
        codes = Codes(past.top, steps)
    except git.GitMissing:
        return frozenset()
    given = (codes.of(touch.path, touch.new) for step in steps for touch in step.touches if is_entry_path(touch.path))
    return frozenset(code for code in given if code)


class Codes:
    """The codes that entries' files bore: their names tell; of files whose names say none the newest few thousand
    versions in `steps` were looked into."""

    def __init__(self, top: Path, steps: Iterable[Step] = ()) -> None:
        self._top = top
        blobs = dict.fromkeys(
            blob
            for step in steps
            for touch in step.touches
            if is_entry_path(touch.path) and code_in_path(touch.path) is None
            for blob in (touch.new, touch.old)
            if blob
        )
        some = list(blobs)[:_MOST_BLOBS]
        raws = git.blobs(top, some, _MOST_BYTES) if some else ()
        self._known = {blob: code_in_text(raw) for blob, raw in zip(some, raws, strict=True)}

    def of(self, path: str, blob: str) -> str | None:
        """The code of the file at `path` with the bytes `blob`, or None."""
        return code_in_path(path) or self._known.get(blob)


def code_in_text(raw: bytes | None) -> str | None:
    """The code that stands in the text of an entry, without reading it as YAML."""
    said = _CODE.search(raw or b"")
    return said[1].decode("utf-8", "replace") if said else None
