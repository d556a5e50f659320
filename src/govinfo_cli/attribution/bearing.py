"""Which of the entries that a change left alone may bear on it: those with its codes, those called alike. Found by git's
own search, so that they need not be read; rather too many than one too few."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from threading import Thread
from typing import NamedTuple

from govinfo_cli.attribution.listing import Listing
from govinfo_cli.git import objects as git
from govinfo_cli.pattern import Pattern
from govinfo_cli.resource_name import Reader
from govinfo_cli.source import Revision

# What is sure to stand in a file that holds a text, however it is quoted or folded there.
_RUN = re.compile(r"[!#-&(-\[\]-~]+")
# In a file with one of these a text may be written in other letters: escapes, and UTF-16.
_DOUBTFUL = rb"\\", b"\xff\xfe", b"\xfe\xff", rb"[\"']name[\"']"
_SPECIAL = re.compile(rb"[][.^$*+?(){}|/]")
# A line that says the name and nothing that needs a parser to be understood, below it one that begins anew, and git's
# line between two places.
_NAME = Pattern(
    r"^([^\0\n]*)\0name: +(\"?)([\w（(《][\w（）()《》、·+./ -]*+)\2[ \r]*+\n\1\0[a-z\"'].*\n(?:--\n|\Z)", re.MULTILINE
)
_NAMED = Pattern(r"^([^\0\n]*)\0name", re.MULTILINE)
_BLANKS = re.compile(r"[^\S\n]+")
_MANY = 20  # cores: to look for the characters of each in every name would be slower than to take it apart
_LONGEST = 24_000  # bytes of a pattern: a command line has an end


class TooMany(Exception):
    """The search would not be worth it, or cannot be put into words that git understands."""


class Unchanged:
    """The entries of a revision but for those left out of its `listing`, unread. Raises GitError.

    What is asked of `paths` is only what they say; what is asked of the contents is searched for in all of them.
    """

    def __init__(self, revision: Revision, listing: Listing, foreseen: Callable[[], Foreseen | None]) -> None:
        self._revision, self.listing, self._foreseen = revision, listing, foreseen

    @property
    def paths(self) -> dict[str, str]:
        """The entries by path, each with what `ls-tree` says of it."""
        return self.listing.paths

    @cached_property
    def _names(self) -> _Searching:
        return _Searching(self._revision, ["-A1", "-E", "-e", "^name"])

    def begin(self) -> None:
        """Begins the search for names beside everything else."""
        self._names  # noqa: B018

    def holding(self, texts: Iterable[str]) -> set[str]:
        """The paths of the entries that may hold one of `texts` as a value, or a part of one. Raises TooMany."""
        runs = _runs(texts)
        if not runs:
            return set()
        foreseen = self._foreseen()
        found = foreseen.searching.result() if foreseen and runs <= foreseen.runs else None
        if found is None:
            words = _words(runs)
            found = _Searching(self._revision, ["-l", "-P", "-e", words]).result()
            if found is None:  # a git without Perl's patterns
                found = _Searching(self._revision, ["-l", "-E", "-e", words]).result()
        return self._known(line.partition(":")[2] for line in os.fsdecode(found or b"").split("\0"))

    def called(self, cores: Collection[str], reader: Reader) -> set[str]:
        """The paths of the entries whose name may have one of `cores`, as `reader` takes names apart."""
        if not cores:
            return set()
        paths = list(self._plain)
        alike = {paths[number] for number in _alike(cores, reader, list(self._plain.values()))}
        return alike | (self.paths.keys() - self._plain.keys())

    def filed(self, cores: Collection[str], reader: Reader) -> set[str]:
        """The same by what the names of the files say."""
        return self.listing.paths_of(_alike(cores, reader, self.listing.stems)) if cores else set()

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


class Foreseen(NamedTuple):
    """A search for the `runs` of some texts, begun before anybody asks for it. Whoever began it ends it."""

    runs: frozenset[bytes]
    searching: _Searching


def foreseen(revision: Revision, texts: Collection[str]) -> Foreseen | None:
    """The search for `texts` in the entries of `revision` begun; None where there is nothing to be found in that way."""
    with suppress(TooMany):
        if runs := _runs(texts):
            return Foreseen(runs, _Searching(revision, ["-l", "-P", "-e", _words(runs)]))
    return None


def _runs(texts: Iterable[str]) -> frozenset[bytes]:
    """What to look for in files that may hold one of `texts`. Raises TooMany."""
    runs = set()
    for text in texts:
        run = max(_RUN.findall(text), key=len, default="")
        if not run:
            raise TooMany
        runs.add(run.encode())
    return frozenset(runs)


def _words(runs: Collection[bytes]) -> str:
    """The pattern for them. Raises TooMany."""
    longest = [run for run in runs if not any(other != run and other in run for other in runs)]
    words = b"|".join((*_DOUBTFUL, *sorted(_SPECIAL.sub(rb"[\g<0>]", run).replace(b"[^]", rb"\^") for run in longest)))
    if len(words) > _LONGEST:
        raise TooMany
    return os.fsdecode(words)


def _alike(cores: Collection[str], reader: Reader, names: Sequence[str]) -> Iterable[int]:
    """The numbers of the names that have one of `cores`."""
    folded = _folded(names)
    kept = {reader.kept(core) for core in cores}
    if len(kept) > _MANY:
        return reader.having(cores, folded)
    asked = [n for n, name in enumerate(folded) if any(all(character in name for character in some) for some in kept)]
    return map(asked.__getitem__, reader.having(cores, [folded[number] for number in asked]))


def _folded(names: Collection[str]) -> list[str]:
    """The names, folded; all at once, which is far quicker than one by one."""
    text = unicodedata.normalize("NFKC", "\n".join(names)).casefold()
    return _BLANKS.sub("", text).split("\n") if names else []


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

    def end(self) -> None:
        """Ends it where nobody wants to know any more."""
        self._child.kill()
        self._thread.join()

    def result(self) -> bytes | None:
        """What it found; None where git could not search."""
        self._thread.join()
        return self._said if self._child.returncode in (0, 1) else None
