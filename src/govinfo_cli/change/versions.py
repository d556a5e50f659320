"""Two versions of one catalogue, read as far as they differ: their settings, and a Snapshot of what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from typing import NamedTuple

from govinfo_cli.catalog import code_in_path, is_entry_path
from govinfo_cli.change.changes import Snapshot
from govinfo_cli.change.matching import code_of
from govinfo_cli.change.normal import NormalForm
from govinfo_cli.differing import differing
from govinfo_cli.layer import ProfileError
from govinfo_cli.profile import Profile, load_profile, shipped_names
from govinfo_cli.registers import Owner, owners, registered_names
from govinfo_cli.settings import RECORDS, CatalogError, Settings, open_settings, record_shape
from govinfo_cli.source import File, Revision, Source, read_one
from govinfo_cli.structure import Shape
from govinfo_cli.vocabulary import Vocabulary
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.nodes import Typed
from govinfo_cli.yaml.reading import Doubt, load, read

SETTINGS, _OWNERS = "catalog/catalog.yaml", "catalog/owners.yaml"
_LISTS = frozenset(f"catalog/{name}.yaml" for name in RECORDS if name != "owners")
_REGISTERS = frozenset((SETTINGS, *(f"catalog/{name}.yaml" for name in RECORDS)))
_WORDS = re.compile(rb"[^\s\[\],{}'\"#]+")  # of bytes: all that may be a code
_MANY = 500  # documents with places that may be kept at once
_UNREADABLE = "?"  # what a register says that cannot be read

Opener = Callable[[Source, tuple[str, ...]], Settings]


class Version:
    """One side: what it says where it differs from the other, the bytes of that, and the settings of all."""

    def __init__(self, source: Source, settings: Settings | None = None) -> None:
        self.source, self.settings = source, settings
        self.raws: dict[str, bytes | None] = {}
        self.documents: dict[str, Document] = {}  # that are sure to be pointed at
        self.snapshot = Snapshot({})


class Versions(NamedTuple):
    """Both sides, and the profile and the normal form by which they are read."""

    old: Version
    new: Version
    profile: Profile
    normal: NormalForm

    def document(self, path: str) -> Document:
        """The file at `path` as the new side has it, with places; an empty one where it has none."""
        if path in self.new.documents:
            return self.new.documents[path]
        raw = self.new.raws[path] if path in self.new.raws else read_one(self.new.source, path)
        return Document(path) if raw is None else self.read(path, raw)

    def read(self, path: str, raw: bytes) -> Document:
        """An entry or a register with places."""
        if is_entry_path(path):
            return read(path, raw, self.profile.shape.typed)
        return read(path, raw, {}, list if path in _LISTS else dict)

    def shape(self, path: str) -> Shape:
        """The shape of the entry or register at `path`."""
        return self.profile.shape if is_entry_path(path) else record_shape(path.rpartition("/")[2].partition(".")[0])

    def register(self, version: Version, path: str) -> object:
        """What the register at `path` says on one side, in normal form; None where it says nothing."""
        if path in self.old.raws or path in self.new.raws:
            return version.snapshot.records.get(path)
        raw = read_one(self.new.source, path)  # the same on both sides
        return None if raw is None else _record(path, raw, self.normal)


def read_versions(
    old: Source,
    new: Source,
    profiles: tuple[str, ...] = (),
    within: Container[str] | None = None,
    opened: Opener = open_settings,
) -> Versions:
    """Reads what differs; raises CatalogError, ProfileError and GitError.

    The base may have no catalogue yet. The profile is that of both sides together, the base's own files first: what
    is judged must not bring its judge along.
    """
    pairs = list(differing(old, new))
    before, after = Version(old), Version(new, opened(new, profiles))
    touched = {file.path for pair in pairs for file in pair if file}
    if within is not None:
        pairs = [pair for pair in pairs if (path := (pair[0] or pair[1]).path) in within or not is_entry_path(path)]
    if SETTINGS not in touched and not any(path.startswith("schemas/") for path in touched):
        before.settings = after.settings
    else:
        try:
            before.settings = opened(old, profiles)
        except (CatalogError, ProfileError):
            before.settings = None
    profile = _judge(before, after, profiles)
    register = new.find(_OWNERS) if _OWNERS not in touched else None
    before.raws, after.raws = _raws(before.source, after.source, pairs, register)
    known = filter(None, (after.raws.get(_OWNERS), before.raws.get(_OWNERS)))
    normal = NormalForm(profile, _owner_names(known))
    if register:
        del after.raws[_OWNERS]  # read for its names only: it is the same on both sides
    versions = Versions(before, after, profile, normal)
    both = [path for path in after.raws if path in before.raws and is_entry_path(path)]
    if len(both) <= _MANY:
        # What stands on both sides has changed, so most of it has to be pointed at: read once, with places.
        after.documents = {path: versions.read(path, raw) for path in both if (raw := after.raws[path]) is not None}
    for version, files in zip((before, after), zip(*pairs, strict=True) if pairs else ((), ()), strict=True):
        _say(version, files, normal, profile)
    return versions


def lost_references(versions: Versions) -> Iterator[tuple[str, str]]:
    """(path, code) of every entry of the new side that names a related code which no entry bears any more.

    Entries that did not change are looked at only where a code went, and parsed only where their bytes hold it.
    """
    old, new = (
        {code for path, entry in version.snapshot.entries.items() if (code := code_of(entry, path))}
        for version in (versions.old, versions.new)
    )
    gone = old - new
    if not gone:
        return
    rest = [
        file for file in _listed(versions.new.source) if is_entry_path(file.path) and file.path not in versions.new.raws
    ]
    gone -= {code_in_path(file.path) for file in rest}
    for path, entry in versions.new.snapshot.entries.items():
        yield from ((path, code) for code in _related(entry) if code in gone)
    sought = frozenset(code.encode() for code in gone)
    for file, raw in versions.new.source.read(rest) if gone else ():
        if raw is not None and not sought.isdisjoint(_WORDS.findall(raw)):
            entry = _entry(file.path, raw, versions.profile.shape.typed)
            yield from ((file.path, code) for code in _related(entry) if code in gone)


def _judge(before: Version, after: Version, profiles: tuple[str, ...]) -> Profile:
    if before.settings is None or before.settings is after.settings:
        return after.settings.profile
    names = profiles or tuple(dict.fromkeys((*before.settings.profile.names, *after.settings.profile.names)))

    def local(path: str) -> bytes | None:
        # As a whole from one side: a file that the base's profile has not must not come from the other.
        name = path.partition("/")[0]
        known = read_one(before.source, f"schemas/{name}/profile.yaml") is not None
        return read_one(before.source if known else after.source, f"schemas/{path}")

    return load_profile(names, local)[0]


def _raws(
    old: Source, new: Source, pairs: Iterable[tuple[File | None, File | None]], more: File | None
) -> tuple[dict[str, bytes | None], dict[str, bytes | None]]:
    """The bytes of what differs on each side, and on the new one of `more`, by path; two commits of one repository
    are read in one go."""
    wanted = [[f for f in side if f and _is_read(f.path)] for side in zip(*pairs, strict=True)] or [[], []]
    wanted[1] += [more] if more else []
    if isinstance(old, Revision) and isinstance(new, Revision) and old.root == new.root:
        found = [raw for _, raw in new.read([*wanted[0], *wanted[1]])]
        contents = found[: len(wanted[0])], found[len(wanted[0]) :]
    else:
        contents = tuple([raw for _, raw in side.read(files)] for side, files in zip((old, new), wanted, strict=True))
    before, after = (dict(zip([f.path for f in w], c, strict=True)) for w, c in zip(wanted, contents, strict=True))
    return before, after


def _is_read(path: str) -> bool:
    return is_entry_path(path) or path in _REGISTERS


def _owner_names(registers: Iterable[bytes]) -> Vocabulary:
    """The owners of both sides, of the new one first. What that calls an owner counts: its name of before, now a
    synonym, means the same."""
    found: list[Owner] = []
    for raw in registers:
        known = registered_names(found)
        listed = owners(read(_OWNERS, raw, {}, dict).data).values()
        found += [one for one in listed if known.official(one.name) is None]
    return registered_names(found)


def _say(version: Version, files: Iterable[File | None], normal: NormalForm, profile: Profile) -> None:
    """Makes the snapshot of one side from the bytes of what differs. A profile of the catalogue's own is known only by
    the names of its contents."""
    own = tuple(f"schemas/{name}/" for name in profile.chain if name not in shipped_names())
    entries: dict[str, dict | None] = {}
    records: dict[str, object] = {file.path: file.blob for file in files if file and file.path.startswith(own)}
    for path, raw in version.raws.items():
        if is_entry_path(path):
            known = version.documents.get(path)
            data = _mapping(known.data) if known else _entry(path, raw, profile.shape.typed)
            entries[path] = None if data is None else normal.entry(data)
        else:
            records[path] = _record(path, raw, normal)
    version.snapshot = Snapshot(entries, {path: data for path, data in records.items() if data is not None})


def _entry(path: str, raw: bytes | None, typed: Typed) -> dict | None:
    if raw is None:
        return None
    try:
        return load(raw, typed)
    except Doubt:
        return _mapping(read(path, raw, typed).data)


def _mapping(data: object) -> dict | None:
    return data if isinstance(data, dict) else None


def _record(path: str, raw: bytes | None, normal: NormalForm) -> object:
    kind = list if path in _LISTS else dict
    data = None if raw is None else read(path, raw, {}, kind).data
    return normal.record(data) if isinstance(data, kind) else _UNREADABLE


def _related(entry: dict | None) -> list[str]:
    related = entry.get("related") if entry else None
    return [code.strip() for code in related if isinstance(code, str)] if isinstance(related, list) else []


def _listed(source: Source) -> Iterator[File]:
    return source.files("catalog", sizes=False) if isinstance(source, Revision) else source.files("catalog")
