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

_WORTH_LINES = 20  # entries changed; fewer are sooner loaded than the patterns of their lines are compiled
_WORTH_GUARDS = 200  # entries changed; fewer are sooner judged by every rule than the guards are compiled


class Entries:
    """The files of entries inspected: the changed ones by all rules, the others only as far as it matters what is found
    in them."""

    def __init__(self, sides: Sequence[Opened], count: int) -> None:
        """`count` is how many entries changed."""
        self.settings, names = sides[1].settings, sides[1].names
        self._names = frozenset(names)
        registers = [Catalog(side.settings, side.records) for side in sides]
        named = {waiver.entry for register in registers for waiver in register.waivers}
        self.waived = named - {
            name for one in registers for name in (*one.owners, one.settings.publisher.get("name"))
        }  # the codes that exceptions name
        self._all, self._hiding, self._bare = (
            Inspector(self.settings, some, count > _WORTH_GUARDS, quick=count > _WORTH_LINES)
            for some in (names, rules.HIDING, ())
        )
        self._changed: set[str | None] = set()  # the codes of the changed entries

    def asked(self, rule: str) -> bool:
        """Whether the rule runs, and a profile asks for it."""
        return rule in self._names and bool(self.settings.profile.rows(rule))

    def changed(self, file: File, raw: bytes | None) -> Inspected:
        """An entry as the change left it."""
        one = self._all.entry(_sized(file, raw), raw)
        self._changed.add(one.card.code)
        return one

    def former(self, file: File, raw: bytes | None) -> Inspected:
        """An entry as it was before the change. What was found in it matters where an exception may be in use for it."""
        one = self._bare.entry(_sized(file, raw), raw)
        return self._all.entry(_sized(file, raw), raw) if one.card.code in self.waived else one

    def aside(self, file: File, raw: bytes | None) -> Inspected:
        """An entry that is the same. Its own findings matter where an exception may be in use for them, and where they
        count in telling apart those of a changed entry of the same code."""
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
        self._parting = True  # whether names are taken apart
        self._cores: set[str] = set()  # of names whose bearers are gathered

    def gather(self, sides: Sequence[Opened], changed: Sequence[Sequence[Inspected]]) -> None:
        """Everything that the findings in `changed`, and those that they cause elsewhere, depend on, searched for in the
        contents of all entries. Raises TooMany, GitError.

        One round finds what bears on the changed entries. What it finds has to be known as well as they are where an
        exception names it, since that one may be in use or not; and of those called alike, whether they name each other.
        """
        # Two files of one name may belong in one place.
        names = {_name(one.card.path).casefold() for one in chain(*changed)}
        found = {path for path in self._unchanged.paths if _name(path).casefold() in names}
        self._rounds(sides, changed, found, self._by_contents)

    def gather_filed(self, sides: Sequence[Opened], changed: Sequence[Sequence[Inspected]]) -> None:
        """The same by the paths of the entries, which are taken at their word: who bears a code, and who is called how.
        Only who names a code that is nobody's any more is searched for in the contents. Raises TooMany, GitError."""
        self._parting = self._entries.asked("near-duplicate")
        self._rounds(sides, changed, set(), self._by_paths)
        self._load(self._unchanged.holding(self._sought(sides, changed)))

    def _rounds(
        self,
        sides: Sequence[Opened],
        changed: Sequence[Sequence[Inspected]],
        found: set[str],
        bearing: Callable[[set[str], Sequence[Card], set[str]], set[str]],
    ) -> None:
        registers = [Catalog(side.settings, side.records) for side in sides]
        waived = self._entries.waived
        codes = {*waived, *(registers[0].withdrawn.keys() ^ registers[1].withdrawn.keys())}
        cards = [one.card for one in chain(*changed)]
        for card in cards:
            codes |= _named_by(card)
        cores = {*self._cores_of(cards)} - {None}
        known: set[str] = set()  # whose bearers and followers are gathered
        while codes or cores or found:
            known |= codes
            self._cores |= cores
            fresh = self._load(found | bearing(codes, cards, cores))
            codes, cores, found, cards = set(), set(), set(), []
            for card, core in zip(fresh, self._cores_of(fresh), strict=True):
                if card.code in waived:
                    codes |= _named_by(card)
                    cores |= {core} - {None}
                    cards.append(card)
                elif card.code and core in self._cores:
                    codes.add(card.code)
            if bearing == self._by_contents:
                codes |= self._crowded(registers[1], changed[1])
            codes -= known
            cores -= self._cores

    def _by_contents(self, codes: set[str], cards: Sequence[Card], cores: set[str]) -> set[str]:
        unchanged = self._unchanged
        return unchanged.holding(codes) | unchanged.called(cores, self._reader) | self._saying(codes)

    def _by_paths(self, codes: set[str], cards: Sequence[Card], cores: set[str]) -> set[str]:
        listing = self._unchanged.listing
        found = listing.coded(codes) | listing.named(card.name for card in cards if card.name)
        return found | self._unchanged.filed(cores, self._reader) if cores else found

    def _sought(self, sides: Sequence[Opened], changed: Sequence[Sequence[Inspected]]) -> set[str]:
        """The codes that an entry may name which was left alone, so that there is a finding now and was none: those that
        nobody bears any more, and those of which nothing was said while nobody bore them. And the codes that a changed
        entry names and no path says: nobody is told of a dangling reference on a path's word alone."""
        aside = [*self.inspected.values()]
        catalogs = [
            Catalog(
                side.settings,
                side.records,
                [one.card for one in (*some, *aside)],
                frozenset(one.card.path for one in (*some, *aside) if not one.readable),
            )
            for side, some in zip(sides, changed, strict=True)
        ]
        known = [catalog.by_code.keys() | catalog.broken_codes for catalog in catalogs]
        found: set[str] = set()
        if self._entries.asked("dangling-reference"):
            named = {code for one in changed[1] for code in one.card.related if code.strip()}
            found = (known[0] | named) - known[1]
        if self._entries.asked("one-sided-relation"):
            profile = self._entries.settings.profile
            told = self._entries.asked("dangling-reference")
            for code in catalogs[1].by_code.keys() - catalogs[0].by_code.keys():
                if not told or code in catalogs[0].broken_codes or not profile.is_code(code):
                    found.add(code)
        return found

    def _cores_of(self, cards: Sequence[Card]) -> list[str | None]:
        """What the cards' names are about; None where one has none, or nobody wants to know."""
        if not self._parting:
            return [None] * len(cards)
        parted = self._reader.parted([fold(card.name) if card.name else "" for card in cards])
        return [name.core if card.name else None for name, card in zip(parted, cards, strict=True)]

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
