"""What the paths of a revision's entries say of them: the code that a file's name begins with, and the name behind it."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, cached_property

from govinfo_cli.beside import Beside
from govinfo_cli.catalog import is_entry_path
from govinfo_cli.git import ahead
from govinfo_cli.git import objects as git
from govinfo_cli.settings import RECORDS
from govinfo_cli.source import TROUBLES, File, Revision
from govinfo_cli.vocabulary import fold

_AT_ONCE = 100  # words: a pattern of more takes longer than two
_LONGEST = 60  # characters of a name that a file's name holds (catalog.file_stem)
_NAME_MAX = 255  # characters of a file's name, on every system
_ENDING = rb"\.ya?ml\0"
# What the name of a file has no place for, but wide.
_NOT_IN_PATHS = '\\/:*?"<>|.'
_WIDE = {chr(one): chr(one + 0xFEE0) for one in range(0x21, 0x7F)}  # as wide as a Chinese character
_ODDLY_CASED = {"k": "\u212a", "s": "\u017f"}
_OPENING, _CLOSING = "[{(【〔〖〈《「『［｛（", "]})】〕〗〉》」』］｝）"
# Where this stands, a line with the ending of an entry may be no entry's.
_ODD = re.compile(rb"/[._]")
_ENTERED = "folder", "repository"  # what is looked into, or told of as an entry is


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
        said = git.run(revision.root, "ls-tree", *ahead.listing(revision.commit, folder, sizes=False))
        own = [revision.find(f"catalog/{name}.yaml") for name in ("catalog", *RECORDS)]
        return said, sum(file is not None and file.trouble not in _ENTERED for file in own)

    @property
    def _raw(self) -> bytes:
        return self._said.result()[0]

    @cached_property
    def _count(self) -> int:
        raw, own = self._said.result()
        lines = raw.count(b"\0")
        if raw.count(b".yaml\0") != lines or _ODD.search(raw):
            return len(self.paths) + len(self.left_out)
        return lines - own

    def __len__(self) -> int:
        return self._count - len(self.left_out)

    @cached_property
    def paths(self) -> dict[str, str]:
        """The entries by path, each with what `ls-tree` says of it."""
        found = {}
        for line in self._lines:
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
        nodes: dict[bytes, list[bytes]] = {}  # a pattern tries node by node, then sequence by sequence
        for code in sorted(code for code in codes if len(code) <= _NAME_MAX):
            node, slash, sequence = _encoded(code).partition(b"/")
            nodes.setdefault(node, []).append(re.escape(b"-" + sequence if slash else b""))
        heads = [re.escape(node) + b"(?:%b)" % b"|".join(sequences) for node, sequences in nodes.items()]
        return self._found(b"/(?:", heads, rb")(?=[_.][^/\0]*\0)")

    def named(self, names: Iterable[str]) -> set[str]:
        """The paths of the entries whose files' names say one of `names` behind the code. Case, width and the style of
        brackets make no difference, as they make none to `duplicate-name`."""
        alike: dict[str, list[str]] = {}  # a pattern tries first character by first character
        for name in sorted({fold(name)[: _LONGEST - 5] for name in names}):
            alike.setdefault(name[:1], []).append(name[1:])
        words = []
        for first, rest in alike.items():
            head = _variants(first)
            words.append(head + b"(?:%b)" % b"|".join(_in_paths(head, one) for one in rest))
        return self._found(b"_(?:", words, b")", re.IGNORECASE)

    def _found(self, before: bytes, words: Collection[bytes], behind: bytes, flags: int = 0) -> set[str]:
        raw, found, waiting = self._raw, set(), sorted(words)
        for start in range(0, len(waiting), _AT_ONCE):
            some = re.compile(before + b"|".join(waiting[start : start + _AT_ONCE]) + behind, flags)
            for hit in some.finditer(raw):
                line = raw[raw.rfind(b"\0", 0, hit.start()) + 1 : raw.find(b"\0", hit.end() - 1)]
                found |= self._entry(os.fsdecode(line))
        return found

    def _entry(self, line: str) -> set[str]:
        """The path of the entry that a line is about, if it is an entry."""
        head, _, path = line.partition("\t")
        if not self._is_entry(head, path := path[self._front :]):
            return set()
        self._found_heads[path] = head
        return {path}

    @cached_property
    def _lines(self) -> list[str]:
        return os.fsdecode(self._raw).split("\0")[:-1]

    @property
    def stems(self) -> list[str]:
        """The names that the files' names say, of every file that is listed."""
        found = (line.rpartition("/")[2].partition("_")[2] for line in self._lines)
        return [one.removesuffix(".yml").removesuffix(".yaml").replace("\n", " ") for one in found]

    def paths_of(self, numbers: Iterable[int]) -> set[str]:
        """The paths of those of `stems` that are of entries, by number."""
        return set().union(*(self._entry(self._lines[number]) for number in numbers))


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


def _in_paths(first: bytes, rest: str) -> bytes:
    """A pattern for a name, which is folded, as the names of files say it: `first` for its first character, and `rest`."""
    said = [first]
    for character in rest:
        part = _variants(character)
        if part != _BETWEEN or said[-1] != _BETWEEN:  # twice in a row it would match in too many ways
            said.append(part)
    return b"".join(said[1:]) + (_ENDING if len(rest) < _LONGEST - 6 else b"")


def _variants(character: str) -> bytes:
    if not character:
        return b""
    if character in _OPENING or character in _CLOSING:
        return _one_of(_OPENING if character in _OPENING else _CLOSING)
    if character in _NOT_IN_PATHS:
        return _BETWEEN
    if wide := _WIDE.get(character):  # the pattern itself knows the case of ASCII alone
        return _one_of((character, wide, wide.upper(), _ODDLY_CASED.get(character, wide)))
    if character.upper() != character.lower():
        return _one_of(_cased(character))
    return _one_of(character) if character.isprintable() else b""


@cache
def _cased(character: str) -> list[str]:
    """The letters that are this one in another case; seldom asked, names being Chinese."""
    return [one for one in map(chr, range(0x80, 0x3000)) if one.casefold() == character] or [character]


def _one_of(texts: Iterable[str]) -> bytes:
    found = [re.escape(_encoded(one)) for one in dict.fromkeys(texts)]
    return found[0] if len(found) == 1 else b"(?:%b)" % b"|".join(found)


def _encoded(text: str) -> bytes:
    """As git lists it; what can be in no path, as what is in no listing."""
    try:
        return os.fsencode(text)
    except UnicodeEncodeError:
        return b"\0\0"


_BETWEEN = _one_of((*_NOT_IN_PATHS, *map(_WIDE.__getitem__, _NOT_IN_PATHS))) + b"*"
