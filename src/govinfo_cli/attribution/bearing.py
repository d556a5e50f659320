"""Which of the entries that a change left alone may bear on it: those with its codes, those called alike. Found by git's
own search, so that they need not be read; rather too many than one too few."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cached_property
from threading import Thread

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.git import objects as git
from govinfo_cli.resource_name import Reader
from govinfo_cli.source import TROUBLES, File, Revision

# What is sure to stand in a file that holds a text, however it is quoted or folded there.
_RUN = re.compile(r"[!#-&(-\[\]-~]+")
# In a file with one of these a text may be written in other letters: escapes, and UTF-16.
_DOUBTFUL = rb"\\", b"\xff\xfe", b"\xfe\xff", rb"[\"']name[\"']"
_SPECIAL = re.compile(rb"[][.^$*+?(){}|/]")
# A line that says the name and nothing that needs a parser to be understood, below it one that begins anew, and git's
# line between two places.
_NAME = re.compile(r"([^\0\n]*)\0name: +(\"?)([\w（(《][\w（）()《》、·+./ -]*)\2[ \r]*\n\1\0[a-z\"'].*\n(?:--\n|\Z)")
_NAMED = re.compile(r"^([^\0\n]*)\0name", re.MULTILINE)
_BLANKS = re.compile(r"[^\S\n]+")
_MANY = 20  # cores: to look for the characters of each in every name would be slower than to take it apart
_LONGEST = 24_000  # bytes of a pattern: a command line has an end


class TooMany(Exception):
    """The search would not be worth it, or cannot be put into words that git understands."""


class Unchanged:
    """The entries of `revision` but for those at `left_out`, unread. Raises GitError.

    The search for names begins at once, beside everything else.
    """

    def __init__(self, revision: Revision) -> None:
        self._revision = revision
        self._names = _Searching(revision, ["-A1", "-E", "-e", "^name"])
        self.left_out: frozenset[str] = frozenset()

    @cached_property
    def paths(self) -> dict[str, str]:
        """The entries by path, each with what `ls-tree` says of it."""
        revision, found = self._revision, {}
        listing = git.run(revision.root, "ls-tree", "-r", "-z", "--full-tree", revision.commit, "--", self._folder)
        front = len(revision.under)
        for line in os.fsdecode(listing).split("\0"):
            head, _, path = line.partition("\t")
            path = path[front:]
            plain = (
                path.endswith(".yaml") and path[8:9] not in "_." and "/" in path[8:]
            )  # most are, and it is soon told
            if not (plain or is_entry_path(path) or head.startswith("160000")):
                continue
            if "/." not in path and path not in self.left_out:
                found[path] = head
        return found

    def file(self, path: str) -> File:
        """The entry at `path`; its size is not known."""
        mode, _, blob = self.paths[path].split(" ")
        return File(path, blob, 0, TROUBLES.get(mode, ""))

    @property
    def _folder(self) -> str:
        return self._revision.under + "catalog"

    def holding(self, texts: Iterable[str]) -> set[str]:
        """The paths of the entries that may hold one of `texts` as a value, or a part of one. Raises TooMany."""
        runs = set()
        for text in texts:
            run = max(_RUN.findall(text), key=len, default="")
            if not run:
                raise TooMany
            runs.add(run.encode())
        if not runs:
            return set()
        longest = [run for run in runs if not any(other != run and other in run for other in runs)]
        words = b"|".join(
            (*_DOUBTFUL, *sorted(_SPECIAL.sub(rb"[\g<0>]", run).replace(b"[^]", rb"\^") for run in longest))
        )
        if len(words) > _LONGEST:
            raise TooMany
        found = _Searching(self._revision, ["-l", "-P", "-e", os.fsdecode(words)]).result()
        if found is None:  # a git without Perl's patterns
            found = _Searching(self._revision, ["-l", "-E", "-e", os.fsdecode(words)]).result()
        return self._known(line.partition(":")[2] for line in os.fsdecode(found or b"").split("\0"))

    def called(self, cores: Collection[str], reader: Reader) -> set[str]:
        """The paths of the entries whose name may have one of `cores`, as `reader` takes names apart."""
        if not cores:
            return set()
        kept = {reader.kept(core) for core in cores}
        asked = [
            (path, name)
            for path, name in zip(self._plain, self._folded, strict=True)
            if len(kept) > _MANY or any(all(character in name for character in some) for some in kept)
        ]
        parted = reader.parted([name for _, name in asked])
        alike = {path for (path, _), name in zip(asked, parted, strict=True) if name.core in cores}
        return alike | (self.paths.keys() - self._plain.keys())

    @cached_property
    def _folded(self) -> list[str]:
        """The plain names, folded; all at once, which is far quicker than one by one."""
        names = self._plain.values()
        text = unicodedata.normalize("NFKC", "\n".join(names)).casefold()
        return _BLANKS.sub("", text).split("\n") if names else []

    @cached_property
    def _plain(self) -> dict[str, str]:
        """The names of the entries that say theirs on one line, and on one only, by path."""
        text = (self._names.result() or b"").decode("utf-8", "replace")
        front = len(f"{self._revision.commit}:{self._revision.under}")
        found = {path[front:]: name for path, _, name in _NAME.findall(text)}
        if text.count("\0name") > len(found):
            lines = Counter(path[front:] for path in _NAMED.findall(text))
            found = {path: name for path, name in found.items() if lines[path] == 1}
        return {path: name for path, name in found.items() if path in self.paths}

    def _known(self, paths: Iterable[str]) -> set[str]:
        front = len(self._revision.under)
        return {path[front:] for path in paths} & self.paths.keys()


class _Searching:
    """A `git grep` that runs beside us."""

    def __init__(self, revision: Revision, options: list[str]) -> None:
        folder = revision.under + "catalog"
        self._child = git.started(
            revision.root, "grep", "-a", "-z", "--full-name", *options, revision.commit, "--", folder
        )
        self._child.stdin.close()
        self._said = b""
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        self._said = self._child.stdout.read()
        self._child.stdout.close()
        self._child.wait()

    def result(self) -> bytes | None:
        """What it found; None where git could not search."""
        self._thread.join()
        return self._said if self._child.returncode in (0, 1) else None
