"""What an earlier run found in a checkout, as far as it still holds: kept in git's folder, taken up again, never needed.

An entry's own findings hold as long as its bytes do, what the rules about the whole catalogue found as long as all index
cards do, for one day, and everything as long as program, profiles, settings and registers do. Nothing is kept of a catalogue in which
something was found that must not be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from govinfo_cli.catalog import Card
from govinfo_cli.diagnostic import Diagnostic
from govinfo_cli.git import objects as git
from govinfo_cli.inspection import Inspected, Inspector
from govinfo_cli.memory.keeping import Keeping
from govinfo_cli.memory.parcel import finding_packed, finding_unpacked, packed, unpacked
from govinfo_cli.memory.shelf import Shelf, algorithm, in_chunks, in_order
from govinfo_cli.memory.store import Unreadable
from govinfo_cli.memory.touched import Untold
from govinfo_cli.settings import Settings
from govinfo_cli.source import File, Folder

_MOST = 50_000  # findings that are kept
_CHUNK = 100  # entries
_DAYS = 3  # an export counts from its commit's day, a check from today


class Recalled(NamedTuple):
    """What is known of a checkout: all entries, or, where nothing of the whole catalogue has to be looked at again,
    those of them with findings. `whole` are the findings of the rules about the whole catalogue, None where they have
    to be asked again; `count` is the number of all entries."""

    entries: list[Inspected]
    count: int
    whole: list[Diagnostic] | None


class Memory(Keeping):
    """The memory of one `validate` over the checkout `folder`, which is a work tree of git; what git says of it is asked
    for at once, where an earlier run left something."""

    NAME = "entries"
    _holding: dict[
        int, list[Diagnostic]
    ] = {}  # what the rules about the whole catalogue found, by day, if it still holds

    def recall(
        self, settings: Settings, profiles: Sequence[str], inspector: Inspector, day: int, every: bool
    ) -> Recalled | None:
        """What earlier runs know of the checkout, brought up to date; None where that is not worth it. `day` is the
        day that the rules count from; with `every` all entries are wanted."""
        with self.opened(settings, profiles) as shelf:
            if shelf is None:
                return None
            try:
                found, self._holding = _recalled(
                    self.folder, _Known(shelf), self.suspects(shelf), inspector, day, every
                )
                return found
            except (Unreadable, Untold):
                return None

    def keep(
        self,
        settings: Settings,
        profiles: Sequence[str],
        entries: Sequence[Inspected],
        whole: Sequence[Diagnostic] | None,
        day: int,
    ) -> None:
        """Writes down what was found, for later runs; `whole` as in Recalled."""
        wholes = dict([*self._holding.items()][1 - _DAYS :]) | ({} if whole is None else {day: whole})
        findings = sum(len(one.diagnostics) for one in entries) + sum(map(len, wholes.values()))
        if findings > _MOST or not all(one.blob for one in entries) or any(one.secrets for one in entries):
            return
        pointed = set().union(*map(_pointed, wholes.values()))
        telling = [
            (one.card.path, packed(one))
            for one in entries
            if one.diagnostics or not one.readable or one.card.path in pointed
        ]
        found = {day: [*map(finding_packed, whole)] for day, whole in wholes.items()}
        blobs = {one.card.path: one.blob for one in entries}
        if not in_order(blobs):
            return
        records = ((one.card.path, (one.blob, one.readable, *one.card)) for one in entries)
        chunks = in_chunks(records, _CHUNK)
        self.lay(settings, profiles, blobs, chunks, (len(entries), telling, found))


class _Known:
    """A shelf's records, as `keep` has laid them."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.count, telling, wholes = shelf.more
        self.telling = {path: unpacked(path, parcel) for path, parcel in telling}
        self.wholes = {day: [*map(finding_unpacked, whole)] for day, whole in wholes.items()}

    def entry(self, path: str) -> Inspected | None:
        """What is known of the entry at `path`, but for its findings."""
        record = self.shelf.record(path)
        return record and _inspected(record)

    def entries(self) -> dict[str, Inspected]:
        """All entries by path, with their findings."""
        found = {path: _inspected(record) for path, record in self.shelf.records()}
        return found | self.telling


def _inspected(record: tuple) -> Inspected:
    blob, readable, *card = record
    return Inspected(Card(*card), (), (), readable, blob)


def _recalled(
    folder: Folder, known: _Known, suspects: dict[str, File | None], inspector: Inspector, day: int, every: bool
) -> tuple[Recalled, dict[int, list[Diagnostic]]]:
    """What is known now, where only `suspects` may be others, and what of the whole catalogue was found that still
    holds, by day. Raises Untold, Unreadable."""
    hashed, changed, same = algorithm(known.shelf.tree), {}, True
    for file, raw in folder.read(filter(None, suspects.values())):
        if raw is None:
            raise Untold
        blob, before = git.blob_id(raw, hashed), known.entry(file.path)
        if before is None or before.blob != blob:
            one = changed[file.path] = inspector.entry(file, raw)._replace(blob=blob)
            if one.secrets:
                raise Untold
            same = same and before is not None and (before.card, before.readable) == (one.card, one.readable)
    left = [path for path, file in suspects.items() if file is None and known.entry(path)]
    wholes = known.wholes.items() if same and not left else ()
    holding = {one: found for one, found in wholes if changed.keys().isdisjoint(_pointed(found))}
    whole = holding.get(day)
    if whole is not None and not every:
        return Recalled([*(known.telling | changed).values()], known.count, whole), holding
    entries = known.entries() | changed
    for path in left:
        del entries[path]
    ordered = sorted(entries.values(), key=lambda one: one.card.path.split("/"))
    return Recalled(ordered, len(ordered), whole), holding


def _pointed(findings: Iterable[Diagnostic]) -> set[str]:
    """The files that findings point at."""
    return {span.path for one in findings for span in (one.span, *(span for _, span in one.related))}
