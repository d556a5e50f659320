"""The pipeline of `diff`: two sources to what changed, judged, told and placed, for any report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from govinfo_cli.change.changes import CHANGED, MOVED, Change, diff
from govinfo_cli.change.consent import PATH as CONSENTS
from govinfo_cli.change.consent import Consent, asked_by_house, askers, consents
from govinfo_cli.change.discretion import discreet, secrets_of
from govinfo_cli.change.judgement import ChangeClass, Judge, Judged, Level
from govinfo_cli.change.matching import code_of
from govinfo_cli.change.normal import canonical
from govinfo_cli.change.placing import Places
from govinfo_cli.change.telling import Teller
from govinfo_cli.change.versions import Opener, Versions, lost_references, read_versions
from govinfo_cli.diagnostic import Span, Text
from govinfo_cli.outcome import Title
from govinfo_cli.profile import Profile
from govinfo_cli.redaction import hidden_in, hidden_value
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Source

BROKEN = "broken"  # of a change: no text changed, but what it names is gone
KINDS = ("added", "removed", "changed", "moved")
WORKTREE = "worktree"


class Case(NamedTuple):
    """One change as it comes before a reviewer.

    `title` names the entry: as it is now, of one that is gone as it was. `message` tells all in a sentence; `label`,
    `was` and `now` tell it in a table, `old` and `new` a program. `askers` ask for a consent to it, `consent` is the
    one that was given.
    """

    judged: Judged
    title: Title
    span: Span
    field: str | None
    message: Text
    label: Text
    was: Text
    now: Text
    old: object = None
    new: object = None
    askers: tuple[str, ...] = ()
    consent: Consent | None = None
    ordinal: int = 0

    @property
    def name(self) -> str:
        """The class of the change."""
        return self.judged.verdict.name

    @property
    def level(self) -> Level:
        """How much it asks of a reviewer."""
        return self.judged.verdict.level

    @property
    def kind(self) -> str:
        """One of KINDS, of the entry."""
        change = self.judged.change
        if change.record:
            return self.judged.facts.presence if len(change.route) == 1 else CHANGED
        return CHANGED if change.route else change.kind

    @property
    def key(self) -> str:
        """What all changes of one entry have in common: its file now, or then."""
        return self.judged.change.new_path or self.judged.change.old_path

    @property
    def wanting(self) -> bool:
        """Whether somebody asks for a consent that was not given."""
        return bool(self.askers) and self.consent is None

    @property
    def identity(self) -> tuple[str, ...]:
        """What stays the same as long as entry, class, field and the new value do."""
        return (self.title.code or self.key, self.name, self.field or "", canonical(self.new))

    @property
    def fingerprint(self) -> str:
        """The identity as sixteen hex digits."""
        import hashlib

        said = "\0".join((*self.identity, str(self.ordinal)))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def order(self) -> tuple:
        """Sort key of every report: the heaviest first, then entry by entry."""
        return (-self.level, self.key, self.span.line, self.span.column, self.name, self.field or "", self.message.zh)


class Comparison(NamedTuple):
    """What two versions differ in, the heaviest first; `strays` are opinions that meet no change, `fail_on` the
    level at which the run fails (None: at none)."""

    old: str
    new: str
    cases: tuple[Case, ...]
    profile: Profile
    classes: Mapping[str, ChangeClass]
    strays: tuple[Consent, ...] = ()
    fail_on: Level | None = None

    def at(self, level: Level) -> tuple[Case, ...]:
        """The changes of `level`."""
        return tuple(case for case in self.cases if case.level is level)

    def entries(self, kind: str) -> int:
        """How many entries were added, removed, changed or moved; one that was both moved and changed is both."""
        return len({case.key for case in self.cases if case.kind == kind and not case.judged.change.record})

    def failing(self, case: Case) -> bool:
        """Whether the change fails the run: it is as heavy as that, or wants a consent, and none was given."""
        return self.fail_on is not None and case.consent is None and (case.level >= self.fail_on or case.wanting)

    @property
    def failed(self) -> bool:
        """Whether a change fails the run (exit 1)."""
        return any(map(self.failing, self.cases))


def compare(
    old: Source,
    new: Source,
    profiles: tuple[str, ...] = (),
    fail_on: Level | None = None,
    within: Container[str] | None = None,
    opened: Opener = open_settings,
) -> Comparison:
    """Everything that `new` changes in `old`; raises CatalogError, ProfileError and GitError.

    `within` limits it to the entries at these paths, as if no other had changed; `opened` may keep settings from one
    comparison to the next.
    """
    versions = read_versions(old, new, profiles, within, opened)
    before, after = versions.old.snapshot, versions.new.snapshot
    judge = Judge(versions.profile)
    changes = (*(one for one in diff(before, after) if not _respelt(one)), *_broken(versions))
    teller, places = Teller(versions.profile, before, after, changes), Places(versions)
    cases = [_case(one, teller, places, versions) for one in judge.judged(changes, before, after)]
    houses = [one.settings.house for one in (versions.old, versions.new) if one.settings]
    house = asked_by_house(houses, judge.table)
    had, has = (versions.register(one, CONSENTS) for one in (versions.old, versions.new))
    cases, strays = _heard(cases, consents(has, had, judge.table), house, versions)
    secrets = secrets_of(versions)
    if secrets:
        cases = [_discreet(case, secrets) for case in cases]
    return Comparison(
        old=old.commit or WORKTREE,
        new=new.commit or WORKTREE,
        cases=tuple(_numbered(sorted(cases, key=lambda case: case.order))),
        profile=versions.profile,
        classes=judge.table.classes,
        strays=strays,
        fail_on=fail_on,
    )


def _respelt(change: Change) -> bool:
    """Whether a file is only called the same in other code points, as macOS does: that moves nothing."""
    return change.kind == MOVED and len({normalize("NFC", path) for path in (change.old_path, change.new_path)}) == 1


def _broken(versions: Versions) -> Iterator[Change]:
    """What entries name that no entry is any more. It changes no text, so `apply` knows nothing of it."""
    for path, code in sorted(set(lost_references(versions))):
        yield Change(BROKEN, path, path, ("related",), old=code)


def _case(one: Judged, teller: Teller, places: Places, versions: Versions) -> Case:
    change = one.change
    item = teller.item(change) if change.route[:1] == ("items",) and len(change.route) > 1 else None
    title = Title(None, None, None) if change.record else _title(change, versions)
    place, field = places.span(change, item), teller.field(change)
    told = teller.sentence(one), teller.label(one), *teller.values(one)
    return Case(one, title, place, field, *told, *teller.plain(change))


def _title(change: Change, versions: Versions) -> Title:
    """What the entry is called now; of one that is gone, or cannot be read now, what it was called."""
    sides = ((versions.new, change.new_path), (versions.old, change.old_path))
    found = [(version.snapshot.entries.get(path), path) for version, path in sides if path]
    entry, path = next(((entry, path) for entry, path in found if entry), found[0])
    if entry is None and change.kind == BROKEN:
        entry = versions.document(path).data  # it did not change, so it was not read
    texts = (entry.get(key) if isinstance(entry, dict) else None for key in ("owner", "name"))
    return Title(*(text if isinstance(text, str) else None for text in texts), code_of(entry, path))


def _discreet(case: Case, secrets: frozenset[str]) -> Case:
    """The case without the secret texts; what tells them apart is made of what is left, too."""

    def hide(text: str | None) -> str | None:
        return hidden_in(text, secrets) if text else text

    def hide_text(text: Text) -> Text:
        return Text(*map(hide, text))

    return case._replace(
        judged=case.judged._replace(change=discreet(case.judged.change, secrets)),
        title=Title(*map(hide, case.title)),
        span=case.span._replace(path=hide(case.span.path)),
        field=hide(case.field),
        **{name: hide_text(getattr(case, name)) for name in ("message", "label", "was", "now")},
        **{name: hidden_value(getattr(case, name), secrets) for name in ("old", "new")},
    )


def _heard(
    cases: list[Case], given: Sequence[Consent], house: frozenset[str], versions: Versions
) -> tuple[list[Case], tuple[Consent, ...]]:
    """The cases with those who ask for a consent and the consent given, and the consents that meet no case."""
    met: set[int] = set()

    def heard(case: Case) -> Case:
        change = case.judged.change
        codes = {case.title.code, code_of(versions.old.snapshot.entries.get(change.old_path), change.old_path or "")}
        spoken = [n for n, one in enumerate(given) if one.speaks_of(codes, case.name, case.field, change.new)]
        met.update(spoken)
        asking = askers(case.judged.verdict, house)
        agreed = next((given[n] for n in spoken if given[n].agreed), None)
        against = any(not given[n].agreed for n in spoken)
        return case._replace(askers=asking, consent=agreed if asking and not against else None)

    return [heard(case) for case in cases], tuple(one for n, one in enumerate(given) if n not in met)


def _numbered(cases: Iterable[Case]) -> Iterator[Case]:
    """Tells apart the cases that would else bear the same fingerprint."""
    seen: Counter = Counter()
    for case in cases:
        yield case._replace(ordinal=seen[case.identity]) if seen[case.identity] else case
        seen[case.identity] += 1
