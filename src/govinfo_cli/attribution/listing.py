"""What the paths of a revision's entries say of them: the code that a file's name begins with, and the name behind it."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

from govinfo_cli.attribution.beside import Beside
from govinfo_cli.catalog import is_entry_path
from govinfo_cli.git import objects as git
from govinfo_cli.settings import RECORDS
from govinfo_cli.source import TROUBLES, File, Revision
from govinfo_cli.vocabulary import fold

_AT_ONCE = 100  # words: a pattern of more takes longer than two
_LONGEST = 60  # characters of a name that a file's name holds (catalog.file_stem)
_NAME_MAX = 255  # characters of a file's name, on every system
_ENDING = r"\.ya?ml\0"
# What the name of a file has no place for, but as wide as a Chinese character.
_NOT_IN_PATHS = '\\/:*?"<>|.'
_BETWEEN = f"[{re.escape(_NOT_IN_PATHS + ''.join(chr(ord(one) + 0xFEE0) for one in _NOT_IN_PATHS))}]*"
_OPENING, _CLOSING = "[{(【〔〖〈《「『［｛（", "]})】〕〗〉》」』］｝）"
# Where this stands, a line with the ending of an entry may be no entry's.
_ODD = re.compile(rb"/[._]")


class Listing:
    """The entries of `revision` by path, but for those at `left_out`. Raises GitError, as late as it is asked.

    Git lists them at once, beside everything else; no line is taken apart before it is wanted.
    """

    def __init__(self, revision: Revision) -> None:
        self._revision, self._front = revision, len(revision.under)
        self._said = Beside(self._listed)
        self._found_heads: dict[str, str] = {}  # as in `paths`
        self.left_out: frozenset[str] = frozenset()

    def _listed(self) -> tuple[bytes, int]:
        """What git lists, and how many of the files beside the entries are among it."""
        revision = self._revision
        folder = revision.under + "catalog"
        said = git.run(revision.root, "ls-tree", "-r", "-z", "--full-tree", revision.commit, "--", folder)
        own = [revision.find(f"catalog/{name}.yaml") for name in ("catalog", *RECORDS)]
        return said, sum(file is not None and file.trouble != "folder" for file in own)

    @cached_property
    def _text(self) -> str:
        return "\0" + os.fsdecode(self._said.result()[0])

    @cached_property
    def _count(self) -> int:
        raw, own = self._said.result()
        lines = raw.count(b"\0")
        if raw.count(b".yaml\0") != lines or b"160000 commit " in raw or _ODD.search(raw):
            return len(self.paths) + len(self.left_out)
        return lines - own

    def __len__(self) -> int:
        return self._count - len(self.left_out)

    @cached_property
    def paths(self) -> dict[str, str]:
        """The entries by path, each with what `ls-tree` says of it."""
        found = {}
        for line in self._text.split("\0"):
            head, _, path = line.partition("\t")
            if self._is_entry(head, path := path[self._front :]):
                found[path] = head
        return found

    def _is_entry(self, head: str, path: str) -> bool:
        plain = path.endswith(".yaml") and path[8:9] not in "_." and "/" in path[8:]  # most are, and it is soon told
        known = plain or is_entry_path(path) or (head.startswith("160000") and path.startswith("catalog/"))
        return known and "/." not in path and path not in self.left_out

    def file(self, path: str) -> File:
        """The entry at `path`; its size is not known."""
        mode, _, blob = (self._found_heads.get(path) or self.paths[path]).split(" ")
        return File(path, blob, 0, TROUBLES.get(mode, ""))

    def coded(self, codes: Iterable[str]) -> set[str]:
        """The paths of the entries whose files' names begin as one of `codes` does."""
        nodes: dict[str, list[str]] = {}  # a pattern tries node by node, then sequence by sequence
        for code in sorted(code for code in codes if len(code) <= _NAME_MAX):
            node, _, sequence = code.partition("/")
            nodes.setdefault(node, []).append(re.escape(f"-{sequence}" if "/" in code else ""))
        heads = [f"{re.escape(node)}(?:{'|'.join(sequences)})" for node, sequences in nodes.items()]
        return self._found("/(?:", heads, r")(?=[_.][^/\0]*\0)", 0)

    def named(self, names: Iterable[str]) -> set[str]:
        """The paths of the entries whose files' names say one of `names` behind the code. Case, width and the style of
        brackets make no difference, as they make none to `duplicate-name`."""
        return self._found("_(?:", {_in_paths(fold(name)) for name in names}, ")", re.IGNORECASE)

    def _found(self, before: str, words: Collection[str], behind: str, flags: int) -> set[str]:
        text, found, waiting = self._text, set(), sorted(words)
        for start in range(0, len(waiting), _AT_ONCE):
            some = re.compile(before + "|".join(waiting[start : start + _AT_ONCE]) + behind, flags)
            for hit in some.finditer(text):
                line = text[text.rfind("\0", 0, hit.start()) + 1 : text.find("\0", hit.end() - 1)]
                head, _, path = line.partition("\t")
                if self._is_entry(head, path := path[self._front :]):
                    self._found_heads[path] = head
                    found.add(path)
        return found

    def stems(self) -> dict[str, str]:
        """Path -> the name that the file's name says."""
        return {
            path: path.rpartition("/")[2].partition("_")[2].removesuffix(".yml").removesuffix(".yaml")
            for path in self.paths
        }


class Paths(Collection[str]):
    """The paths of all entries there are on a side: those of a listing, which are not taken apart before they are asked
    for, and `more`."""

    def __init__(self, listing: Listing, more: Sequence[str]) -> None:
        self._listing, self._more = listing, more

    def __len__(self) -> int:
        return len(self._listing) + len(self._more)

    def __iter__(self) -> Iterator[str]:
        yield from self._listing.paths
        yield from self._more

    def __contains__(self, path: object) -> bool:
        return path in self._listing.paths or path in self._more


def _in_paths(folded: str) -> str:
    """A pattern for a name, which is folded, as the names of files say it."""
    said: list[str] = []
    for character in folded[: _LONGEST - 5]:
        part = _variants(character)
        if part != _BETWEEN or said[-1:] != [_BETWEEN]:  # twice in a row it would match in too many ways
            said.append(part)
    return "".join(said) + (_ENDING if len(folded) < _LONGEST - 5 else "")


def _variants(character: str) -> str:
    if character in _OPENING or character in _CLOSING:
        return f"[{re.escape(_OPENING if character in _OPENING else _CLOSING)}]"
    if character in _NOT_IN_PATHS:
        return _BETWEEN
    if "!" <= character <= "~":
        return f"[{re.escape(character)}{chr(ord(character) + 0xFEE0)}]"  # and as wide as a Chinese character
    return re.escape(character) if character.isprintable() else ""
