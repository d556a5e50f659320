"""What a change counts as: its class, its level and what that rests on, by the profiles' changes.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from fnmatch import fnmatchcase
from functools import lru_cache
from string import Formatter
from typing import NamedTuple

from govinfo_cli.change.changes import ADDED, REMOVED, Change, Snapshot
from govinfo_cli.change.direction import Directions
from govinfo_cli.change.folding import Folded, folded
from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.layer import broken
from govinfo_cli.profile import Profile
from govinfo_cli.structure import pattern_of
from govinfo_cli.visible import shown

FILE = "changes.yaml"
# What a row may ask, and what a change then is; each asks for one of several words.
_ASKED = ("kind", "record", "presence", "direction", "turn", "old", "new")
# What a sentence may name.
_PLACES = frozenset(("field", "item", "old", "new", "lost", "gained", "name", "kin", "line"))
_ALLOWED = " ".join(f"{{{name}}}" for name in sorted(_PLACES))


class Level(IntEnum):
    """How much a change asks of those who review it."""

    INFO = 1
    ATTENTION = 2
    BREAKING = 3

    @property
    def word(self) -> str:
        """The word of the tables, of --fail-on and of the machine formats."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Level:
        """The level called `word`; raises KeyError for any other word."""
        return cls[word.upper()]

    @property
    def severity(self) -> Severity:
        """The level as the machine formats of other tools know it."""
        return Severity(self.value)


class ChangeClass(NamedTuple):
    """A class of changes. `consent` are the profiles that ask for somebody's consent to it."""

    name: str
    title: Text
    level: Level
    cites: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    mirror: str | None = None
    unmirrored: str | None = None


class Row(NamedTuple):
    """A line of the table: what a change must be, which class it then is, and the sentence that tells it."""

    name: str
    asks: Mapping[str, frozenset]
    fields: tuple[str, ...]
    says: Text | None

    def matches(self, facts: Facts) -> bool:
        """Whether the change is all that the row asks; what it does not ask may be anything."""
        if any(getattr(facts, name) not in allowed for name, allowed in self.asks.items()):
            return False
        return not self.fields or any(covers(glob, facts.field) for glob in self.fields)


class Facts(NamedTuple):
    """What rows may ask of a change. `record` is "" for entries; `field` is the pattern of its route."""

    kind: str
    record: str
    field: str
    presence: str
    direction: str | None
    turn: str | None
    old: str | None
    new: str | None


class Judged(NamedTuple):
    """A change, what it counts as, and the sentence that tells it, not yet filled in."""

    change: Change
    facts: Facts
    verdict: ChangeClass
    says: Text
    side: str = ""  # "external", "internal" or "both", where it is about sharing
    others: tuple[Change, ...] = ()  # that say the same and are not told again


class Table:
    """The rows and classes of a profile and all that it extends: the more specific rows first, the classes merged.

    A local profile adds and makes heavier: it renames no class and no phrase of ours, and a row of it counts where what it
    says is more than what ours say of the change. Raises ProfileError where its rows and classes do not fit.
    """

    def __init__(self, profile: Profile) -> None:
        self.classes: dict[str, ChangeClass] = {}
        self._ours: tuple[Row, ...] = ()
        self._local: tuple[Row, ...] = ()
        self.phrases: dict[str, Text] = {}
        for name, data in profile.tables(FILE):
            ships = name in profile.shipped
            phrases = {key: _sentence(name, said) for key, said in data.get("phrases", {}).items()}
            self.phrases = self.phrases | phrases if ships else phrases | self.phrases
            for one, said in data.get("classes", {}).items():
                known = self.classes.get(one)
                if known is None and not {"title", "level"} <= said.keys():
                    raise broken(
                        name,
                        FILE,
                        f"变更类别“{shown(one)}”要有 title 和 level",
                        f"class '{shown(one)}' needs title and level",
                    )
                self.classes[one] = _class(name, one, said, known, ships)
            rows = tuple(_row(name, line) for line in data.get("rows", ()))
            for row in rows:
                if row.name not in self.classes:
                    raise broken(
                        name, FILE, f"没有变更类别“{shown(row.name)}”", f"there is no class '{shown(row.name)}'"
                    )
            if ships:
                self._ours = rows + self._ours
            else:
                self._local = rows + self._local
        self.rows = self._local + self._ours

    def row(self, facts: Facts) -> Row:
        """The first row that the change satisfies; the last row catches the rest. A local row comes first where its class
        is heavier, or as heavy where ours only catch the change."""
        ours = next((row for row in self._ours if row.matches(facts)), self.rows[-1])
        least = self.classes[ours.name].level + (ours is not self.rows[-1])
        return next((row for row in self._local if self.classes[row.name].level >= least and row.matches(facts)), ours)

    def says(self, row: Row, facts: Facts) -> Text:
        """The row's sentence, or the phrase for a value that came, went, or changed."""
        return row.says or self.phrases[facts.presence]


@lru_cache(maxsize=4)
def table_of(profile: Profile) -> Table:
    """The table of a profile, read once."""
    return Table(profile)


class Judge:
    """Judges the changes between two snapshots of one catalogue."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self._directions = Directions(profile)

    @property
    def table(self) -> Table:
        """The table that it judges by."""
        return table_of(self.profile)

    def judged(self, changes: tuple[Change, ...], old: Snapshot, new: Snapshot) -> Iterator[Judged]:
        """The changes with their verdicts; those that only follow from another are told with that one, or not at all."""
        official = self.profile.spelling("share-type")
        for one in folded(changes, old, new, official):
            facts = self._facts(one)
            row = self.table.row(facts)
            verdict = self.table.classes[row.name]
            yield Judged(one.change, facts, verdict, self.table.says(row, facts), one.side, one.others)

    def _facts(self, one: Folded) -> Facts:
        change, pattern = one.change, pattern_of(one.change.route)
        return Facts(
            kind=change.kind,
            record=record_name(change.old_path or change.new_path) if change.record else "",
            field=pattern,
            presence="added" if change.old is None else "removed" if change.new is None else "changed",
            direction=self._direction(one, pattern),
            turn=_turn(change),
            old=change.old if isinstance(change.old, str) else None,
            new=change.new if isinstance(change.new, str) else None,
        )

    def _direction(self, one: Folded, pattern: str) -> str | None:
        change = one.change
        if change.record or one.retyped:
            # What belongs to another share type now can be neither more nor less.
            return None
        old, new = change.old, change.new
        if pattern.endswith(".scope") and (old is None or new is None):
            # A scope limits; where none is said, nobody is left out.
            return "narrowed" if old is None else "widened"
        return self._directions.of(pattern, old, new)


def covers(glob: str, field: str) -> bool:
    """Whether `glob` means the field pattern: step by step, `*` any step, a last `**` all that is there and below."""
    globs, steps = glob.split("."), field.split(".")
    if globs[-1] == "**":
        globs.pop()
        steps = steps[: len(globs)]
    return len(globs) == len(steps) and all(map(fnmatchcase, steps, globs))


def record_name(path: str) -> str:
    """A register as rows name it: catalog/owners.yaml -> owners; of a profile's own files "schemas"."""
    return "schemas" if path.startswith("schemas/") else path.rpartition("/")[2].partition(".")[0]


def _turn(change: Change) -> str | None:
    if not change.kin:
        return None
    several = len(change.kin) > 1
    if change.route:
        return "taken"
    return {REMOVED: "split" if several else "merged", ADDED: "united" if several else "parted"}.get(change.kind)


def _class(profile: str, name: str, said: Mapping, known: ChangeClass | None, ships: bool) -> ChangeClass:
    """A class as one more profile has it: the heavier level, the citations of all; a local profile leaves its name."""
    title = Text(**said["title"]) if "title" in said and (ships or known is None) else known.title
    level = Level.of(said["level"]) if "level" in said else known.level
    cites = tuple(cite if "#" in cite else f"{profile}#{cite}" for cite in said.get("cites", ()))
    own = ChangeClass(
        name,
        title,
        level,
        cites,
        (profile,) if said.get("consent") == "true" else (),
        said.get("mirror"),
        said.get("unmirrored"),
    )
    if known is None:
        return own
    return known._replace(
        title=title, level=max(level, known.level), cites=(*known.cites, *cites), consent=(*known.consent, *own.consent)
    )


def _sentence(profile: str, said: Mapping) -> Text:
    """A sentence to be filled in. A local one may come with a pull request: it names what there is, and no more."""
    try:
        places = [place for text in said.values() for place in Formatter().parse(text) if place[1] is not None]
    except ValueError:  # a brace too few
        places = [("", "{", None, None)]
    for _, name, form, turned in places:
        if name not in _PLACES or form or turned:
            said = shown(name)
            zh, en = (
                f"句子里不能用“{{{said}}}”，可用的：{_ALLOWED}",
                f"a sentence may not name '{{{said}}}', but {_ALLOWED}",
            )
            raise broken(profile, FILE, zh, en)
    return Text(**said)


def _row(profile: str, line: Mapping) -> Row:
    asks = {
        name: frozenset(said if isinstance(said := line[name], list) else [said]) for name in _ASKED if name in line
    }
    return Row(
        line["class"], asks, tuple(line.get("field", ())), _sentence(profile, line["says"]) if "says" in line else None
    )
