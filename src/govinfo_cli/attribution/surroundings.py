"""The entries beside a change on which its findings depend: who bears its codes, who names them, who is called alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain

from govinfo_cli import rules
from govinfo_cli.attribution.bearing import Unchanged
from govinfo_cli.catalog import Card, Catalog, code_in_path
from govinfo_cli.inspection import Inspected, Inspector
from govinfo_cli.resource_name import Reader, reader_of
from govinfo_cli.source import File, Source
from govinfo_cli.validation import Opened
from govinfo_cli.vocabulary import fold


class Entries:
    """The files of entries inspected: the changed ones by all rules, the others only as far as it matters what is found
    in them."""

    def __init__(self, sides: Sequence[Opened], guarded: bool) -> None:
        self.settings, names = sides[1].settings, sides[1].names
        registers = [Catalog(side.settings, side.records) for side in sides]
        named = {waiver.entry for register in registers for waiver in register.waivers}
        self.waived = named - {
            name for one in registers for name in (*one.owners, one.settings.publisher.get("name"))
        }  # the codes that exceptions name
        self._all, self._hiding = Inspector(self.settings, names, guarded), Inspector(self.settings, rules.HIDING)
        self._changed: set[str | None] = set()  # the codes of the changed entries

    def changed(self, file: File, raw: bytes | None) -> Inspected:
        """An entry as the change left it."""
        one = self._all.entry(_sized(file, raw), raw)
        self._changed.add(one.card.code)
        return one

    def aside(self, file: File, raw: bytes | None) -> Inspected:
        """An entry as it was, or one that is the same. Its own findings matter where an exception may be in use for them,
        and where they count in telling apart those of a changed entry of the same code."""
        one = self._hiding.entry(_sized(file, raw), raw)
        code = one.card.code
        return (
            self._all.entry(_sized(file, raw), raw) if code and (code in self.waived or code in self._changed) else one
        )


def _sized(file: File, raw: bytes | None) -> File:
    """The file with its size, which a listing may not know."""
    return file if raw is None else file._replace(size=len(raw))


class Surroundings:
    """Some of the entries that are the same before and after: those that a rule could bring together with a changed one.

    `file` gives the file at a path as `source` has it. What is gathered is in `inspected`, with its bytes in `raws`.
    """

    def __init__(self, entries: Entries, source: Source, unchanged: Unchanged, file: Callable[[str], File]) -> None:
        self._entries, self._source, self._unchanged, self._file = entries, source, unchanged, file
        self.inspected: dict[str, Inspected] = {}
        self.raws: dict[str, bytes | None] = {}
        self._codes: set[str] = set()  # whose bearers and followers are gathered
        self._cores: set[str] = set()  # of names whose bearers are gathered

    def gather(self, sides: Sequence[Opened], changed: Sequence[Sequence[Inspected]]) -> None:
        """Everything that the findings in `changed`, and those that they cause elsewhere, depend on. Raises TooMany,
        GitError.

        One round finds what bears on the changed entries. What it finds has to be known as well as they are where an
        exception names it, since that one may be in use or not; and of those called alike, whether they name each other.
        """
        registers = [Catalog(side.settings, side.records) for side in sides]
        waived = self._entries.waived
        codes = {*waived, *(registers[0].withdrawn.keys() ^ registers[1].withdrawn.keys())}
        cards = [one.card for one in chain(*changed)]
        cores = {self._core(card) for card in cards if card.name}
        for card in cards:
            codes |= _named_by(card)
        # Two files of one name may belong in one place.
        names = {_name(card.path).casefold() for card in cards}
        found = {path for path in self._unchanged.paths if _name(path).casefold() in names}
        while codes or cores or found:
            self._codes |= codes
            self._cores |= cores
            found |= self._unchanged.holding(codes) | self._unchanged.called(cores, self._reader)
            found |= self._saying(codes)
            fresh = self._load(found)
            codes, cores, found = set(), set(), set()
            for card in fresh:
                if card.code in waived:
                    codes |= _named_by(card)
                    cores |= {self._core(card)} if card.name else set()
                elif card.name and card.code and self._core(card) in self._cores:
                    codes.add(card.code)
            codes |= self._crowded(registers[1], changed[1])
            codes -= self._codes
            cores -= self._cores

    def _core(self, card: Card) -> str:
        """What the card's name is about."""
        return self._reader.parted([fold(card.name)])[0].core

    @cached_property
    def _reader(self) -> Reader:
        return reader_of(self._entries.settings.profile)

    def _crowded(self, register: Catalog, changed: Iterable[Inspected]) -> set[str]:
        """What all codes of a class begin with, where one of them is not free to its bearer: a free one is proposed, so
        that all of them have to be known."""
        seen: set[str] = set()
        heads = set()
        for one in (*changed, *self.inspected.values()):
            code = one.card.code
            if code and (code in seen or code in register.withdrawn):
                heads.add(code.partition("/")[0] + "/")
            seen.add(code or "")
        return heads

    def _saying(self, codes: Iterable[str]) -> set[str]:
        """The paths whose file names say one of `codes`, or one that begins like it."""
        found: set[str] = set()
        for code in codes:
            head = code.replace("/", "-", 1)
            if head.endswith("-"):
                found.update(*(paths for said, paths in self._by_head.items() if said.startswith(head)))
            for ending in ("", ".yaml", ".yml"):
                found.update(self._by_head.get(head + ending, ()))
        return found

    @cached_property
    def _by_head(self) -> dict[str, list[str]]:
        """What file names begin with, up to the first "_", and the paths of the files."""
        found: dict[str, list[str]] = {}
        for path in self._unchanged.paths:
            found.setdefault(_name(path).partition("_")[0], []).append(path)
        return found

    def _load(self, paths: Iterable[str]) -> list[Card]:
        files = [self._file(path) for path in sorted(paths) if path not in self.inspected]
        for file, raw in self._source.read(files):
            self.raws[file.path] = raw
            self.inspected[file.path] = self._entries.aside(file, raw)
        return [self.inspected[file.path].card for file in files]


def _named_by(card: Card) -> set[str]:
    """The codes that an entry has to do with; a broken one with the code that its file name says."""
    return {code for code in (card.code, code_in_path(card.path), *card.related) if code and code.strip()}


def _name(path: str) -> str:
    return path.rpartition("/")[2]
