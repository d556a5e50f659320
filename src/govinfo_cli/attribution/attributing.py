"""The pipeline of `validate --base`: of all that is found, what a change is responsible for, to an Outcome.

That is what stands in the files it changed, and elsewhere what was not found before it. Where neither catalog.yaml nor
owners.yaml nor a profile changed, the entries that can have nothing to do with the change are not read (bearing.py).

Of a large catalogue the entries that were left alone are taken for what their paths say, as long as nothing is found
between entries: to look into all of them takes longer than all else. So where an entry was left alone whose file's name
says another code or another name than the entry does (the former is `misfiled-entry`, an error of its own), a finding
between it and a changed one may be missing; it is never one too many. `validate` without --base finds it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from govinfo_cli.attribution.bearing import Foreseen, TooMany, Unchanged, foreseen
from govinfo_cli.attribution.listing import Listing, Paths
from govinfo_cli.attribution.surroundings import Entries, Surroundings
from govinfo_cli.beside import Beside
from govinfo_cli.catalog import code_in_path
from govinfo_cli.diagnostic import Diagnostic, Severity
from govinfo_cli.differing import Pair, differing
from govinfo_cli.inspection import Inspected, Inspector
from govinfo_cli.layer import ProfileError
from govinfo_cli.outcome import Outcome, Since
from govinfo_cli.settings import RECORDS, CatalogError, open_records
from govinfo_cli.source import File, Folder, Revision, Source
from govinfo_cli.validation import (
    Judged,
    Opened,
    Request,
    covered_paths,
    entry_files,
    examined,
    is_entry,
    judged,
    open_source,
    told,
    validate,
)

SETTINGS = "catalog/catalog.yaml"
# Where one of these changes, everything may be judged otherwise.
_JUDGES = frozenset((SETTINGS, "catalog/owners.yaml"))
_REGISTERS = frozenset(f"catalog/{name}.yaml" for name in RECORDS)
_MOST_GONE = 50  # codes; a change that takes more away is seldom one that is waited for
_MANY = 2000  # entries changed: from here on it is quicker to read all of them
_FEW = 3000  # entries left alone: so many are searched in the time that a process needs to start
# What one entry can cause in another, or take from it; for `dangling-reference` the contents are searched at once.
_BETWEEN = frozenset(
    (
        "duplicate-code",
        "duplicate-name",
        "near-duplicate",
        "one-sided-relation",
        "misfiled-entry",
        "withdrawn-code",
        "unused-waiver",
    )
)


class _Sides(NamedTuple):
    """What was found before and after, with the paths of all entries there are now."""

    before: Judged
    after: Judged
    entries: Collection[str]
    certain: bool = True  # else the entries that were left alone were taken for what their paths say


class _Change(NamedTuple):
    """Both sides of a change opened, what was and is of its entries, and what is there besides."""

    sides: tuple[Opened, Opened]
    was: list[tuple[File, bytes | None]]
    now: list[tuple[File, bytes | None]]
    unchanged: Unchanged
    file: Callable[[str], File]
    entries: Entries
    before: list[Inspected]
    after: list[Inspected]


def attribute(source: Source, began: str, request: Request) -> Outcome:
    """What the change from the commit `began` to `source` is responsible for. Raises what `validate` raises."""
    old = Revision(source.root, began, began)
    listing, differences = Listing(old), Beside(lambda: list(differing(old, source)))
    sought = Beside(lambda: foreseen(old, _gone(differences.result())))
    try:
        return _attributed(old, source, began, request, listing, differences, sought)
    finally:
        with suppress(Exception):  # that is told already
            if sought.done and (search := sought.result()):
                search.searching.end()


def _gone(pairs: Sequence[Pair]) -> set[str]:
    """The codes that, as far as paths say, nobody bears any more: who names them will have to be searched for, which in
    a large catalogue takes longer than all else."""
    was, now = ({code_in_path(pair[side].path) for pair in pairs if pair[side]} for side in (0, 1))
    gone = {code for code in was - now if code}
    return gone if len(gone) <= _MOST_GONE else set()


def _attributed(
    old: Revision,
    source: Source,
    began: str,
    request: Request,
    listing: Listing,
    differences: Beside[list[Pair]],
    sought: Beside[Foreseen | None],
) -> Outcome:
    new = open_source(source, request)
    pairs = differences.result()
    if any(now and now.path == SETTINGS and was is None for was, now in pairs):
        found = validate(source, request)  # there was no catalogue yet, and everything is new
        return found._replace(since=Since(began, found.checked, 0))
    if not _judged_otherwise(new, pairs) and (
        change := _narrowed(old, new, pairs, Unchanged(old, listing, sought.result))
    ):
        for sides in _spared(change, request):
            outcome = _outcome(new, began, request, pairs, sides)
            if sides.certain or not any(one.rule in _BETWEEN for one in (*outcome.findings, *outcome.waived)):
                return outcome
    return _outcome(new, began, request, pairs, _compared(old, new, request))


def _outcome(new: Opened, began: str, request: Request, pairs: Sequence[Pair], sides: _Sides) -> Outcome:
    changed = frozenset(file.path for _, file in pairs if file)
    asked = covered_paths(request, new, sides.entries)
    known = {_key(one): one.severity for one in sides.before.standing}
    waived = known | {_key(one): one.severity for one in sides.before.waived}

    # One that names a code which somebody bears now is better off, even where that one does not name it back.
    better = {("one-sided-relation", *key[1:]) for key in waived if key[0] == "dangling-reference"}

    def caused(found: Iterable[Diagnostic], before: dict[tuple, Severity]) -> Callable[[Diagnostic], bool]:
        keys = {key for one in found if before.get(key := _key(one), 0) < one.severity} - better
        return lambda one: (one.span.path in changed or _key(one) in keys) and (asked is None or one.span.path in asked)

    entries = {file.path for _, file in pairs if file and is_entry(file)}
    checked = entries if asked is None else entries & asked
    codes = {card.code for card in sides.after.cards}
    left = {file.path for file, other in pairs if file and is_entry(file) and not other}
    # One whose code is still there has only moved.
    removed = sum(card.path in left and (card.code is None or card.code not in codes) for card in sides.before.cards)
    outcome = told(
        new,
        request,
        sides.after,
        sides.entries,
        caused(sides.after.standing, known),
        caused(sides.after.waived, waived),
    )
    return outcome._replace(checked=len(checked), since=Since(began, len(checked), removed))


def _key(one: Diagnostic) -> tuple:
    """What makes a finding the same before and after in a file that did not change: who finds it where, not in which
    words, for these may name another entry."""
    span = one.span
    path = unicodedata.normalize("NFC", span.path)
    return (one.rule, path, span.line, span.column, span.end_line, span.end_column, one.field)


def _judged_otherwise(new: Opened, pairs: Iterable[Pair]) -> bool:
    tables = {f"catalog/{file}" for file in new.settings.tables}
    touched = {file.path for pair in pairs for file in pair if file}
    return any(path in _JUDGES or path in tables or path.startswith("schemas/") for path in touched)


def _compared(old: Revision, new: Opened, request: Request) -> _Sides:
    """Both sides as a whole, each judged by its own settings; a base whose settings are broken, by those of now."""
    quiet = request._replace(progress=lambda done, total: None)
    try:
        opened = open_source(old, request)
    except (CatalogError, ProfileError):
        opened = open_source(old, request, new.settings)
        quiet = quiet._replace(jobs=1)  # another process would open the settings by itself
    before = examined(opened, quiet, entry_files(old))
    files = entry_files(new.source)
    return _Sides(before, examined(new, request, files, _codes(before)), [file.path for file in files])


def _narrowed(old: Revision, new: Opened, pairs: Sequence[Pair], unchanged: Unchanged) -> _Change | None:
    """The change with its entries inspected; None where it is quicker to look at all there are."""
    was, now = ([file for pair in pairs if (file := pair[side]) and is_entry(file)] for side in (0, 1))
    if len(was) + len(now) > 2 * _MANY:
        return None
    listing, file = unchanged.listing, unchanged.listing.file
    listing.left_out = frozenset(file.path for file in was)
    if len(listing) <= _FEW:
        unchanged.begin()
    if not isinstance(new.source, Revision) or not new.source.commit:
        changed = {file.path for file in now}
        there = {file.path: file for file in entry_files(new.source) if file.path not in changed}
        if there.keys() != unchanged.paths.keys():
            return None  # the same files, under names that are spelt otherwise
        file = there.__getitem__
    same = not any(file.path in _REGISTERS for pair in pairs for file in pair if file)
    opened = new._replace(source=old, records=new.records if same else open_records(old))
    read = _read(old, was, new.source, now)
    entries = Entries((opened, new), len(now))
    after = [entries.changed(*one) for one in read[1]]
    before = [entries.former(*one) for one in read[0]]
    return _Change((opened, new), *read, unchanged, file, entries, before, after)


def _spared(change: _Change, request: Request) -> Iterator[_Sides]:
    """Both sides without the entries that can have nothing to do with the change: of a large catalogue first by what the
    paths of the others say, then by what is in them. Nothing more where that is not worth it."""
    for certain in (False, True) if len(change.unchanged.listing) > _FEW else (True,):
        around = Surroundings(change.entries, change.sides[1].source, change.unchanged, change.file)
        gather = around.gather if certain else around.gather_filed
        try:
            gather(change.sides, (change.before, change.after))
        except TooMany:
            return
        former = _side(change, 0, request, around)
        yield _Sides(former, _side(change, 1, request, around, _codes(former)), _paths(change, 1), certain)


def _side(
    change: _Change, number: int, request: Request, around: Surroundings, known_codes: frozenset[str] | None = None
) -> Judged:
    opened, read = change.sides[number], (change.was, change.now)[number]
    entries = (change.before, change.after)[number]
    every = sorted((*entries, *around.inspected.values()), key=lambda one: _place(opened.source, one.card.path))
    records = Inspector(opened.settings, opened.names, guarded=False)
    told = [records.record(name, document) for name, document in opened.records.items()]
    raws = around.raws | {file.path: raw for file, raw in read}
    return judged(opened, request, told, every, _paths(change, number), raws, known_codes)


def _paths(change: _Change, number: int) -> Paths:
    return Paths(change.unchanged.listing, [file.path for file, _ in (change.was, change.now)[number]])


def _read(old: Revision, was: list[File], new: Source, now: list[File]) -> tuple[list, list]:
    """Both sides with their bytes; out of one repository in one go."""
    if isinstance(new, Revision):
        every = list(new.read([*was, *now]))
        return every[: len(was)], every[len(was) :]
    return list(old.read(was)), list(new.read(now))


def _codes(found: Judged) -> frozenset[str]:
    return frozenset(card.code for card in found.cards if card.code)


def _place(source: Source, path: str) -> str | list[str]:
    """The key of the source's order: a folder is listed folder by folder."""
    return path.split("/") if isinstance(source, Folder) else path
