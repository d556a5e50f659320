"""One step of the history compared as `diff` compares it, and what of that is about one entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.change.changes import ADDED
from govinfo_cli.change.comparison import BROKEN, Case, Comparison, compare
from govinfo_cli.change.judgement import record_name
from govinfo_cli.diagnostic import Text
from govinfo_cli.git import objects as git
from govinfo_cli.history import Codes, History, Step, Touch
from govinfo_cli.layer import ProfileError
from govinfo_cli.life.happening import Thread
from govinfo_cli.settings import RECORDS, CatalogError, Settings, open_settings
from govinfo_cli.source import Revision, Source
from govinfo_cli.yaml.reading import MAX_BYTES, Doubt, load

WITHDRAWN = "catalog/withdrawn.yaml"
_RECORDS = frozenset(f"catalog/{name}.yaml" for name in RECORDS)
_CODES = re.compile(rb"""code:[ \t]*["']?([^\s"',}#]+)""")
_MANY = 300  # entries that a step touched: of more only those are compared that may be the same resource
_EMPTY = {40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904"}  # git's name for a tree with nothing in it
_EMPTY[64] = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"


class Examined(NamedTuple):
    """What a step did to an entry: the changes, where the entry was before, and why they cannot be told, if so."""

    cases: tuple[Case, ...]
    before: Thread
    note: Text | None = None


class Examiner:
    """Compares steps of one history, each at most once."""

    def __init__(self, history: History, steps: Sequence[Step], profiles: tuple[str, ...] = ()) -> None:
        self.history, self.profiles = history, profiles
        self._regimes = _regimes(steps)
        self._settings: dict[int, Settings] = {}
        self._compared: dict[tuple, Comparison | Text] = {}
        self._related: dict[str, frozenset[str]] = {}
        self.code_of = Codes(history.top, steps).of

    def examined(self, step: Step, thread: Thread) -> Examined:
        """What `step` did to the entry that lies at `thread.path` after it; or, where `blob` is "", lay there before."""
        touches = {touch.path: touch for touch in step.touches}
        found = self._comparison(step, thread)
        if isinstance(found, Text):
            return Examined((), self._unjudged(step, touches, thread), found)
        cases = tuple(case for case in found.cases if _about(case, thread))
        if not thread.blob:
            gone = touches.get(thread.path)
            return Examined(cases, thread._replace(blob=gone.old if gone else ""))
        # A reference that broke changed no text: its change knows only where the entry is now.
        changes = [one for case in cases if not (one := case.judged.change).record and one.kind != BROKEN]
        if any(change.kind == ADDED and not change.route for change in changes):
            return Examined(cases, thread._replace(blob=""))
        path = next((change.old_path for change in changes if change.old_path), thread.path)
        code = next((change.old for change in changes if change.route == ("code",)), thread.code)
        touch = touches.get(path)
        blob = touch.old if touch else thread.blob
        return Examined(cases, Thread(code if isinstance(code, str) else thread.code, path, blob))

    def learn_related(self, thread: Thread, steps: Iterable[Step]) -> None:
        """Reads at once what `related` will be asked about, as far as the entry kept its code."""
        blobs = {thread.blob: None}
        for step in steps if thread.code else ():
            for touch in step.touches:
                if is_entry_path(touch.path) and self.code_of(touch.path, touch.old) == thread.code:
                    blobs[touch.old] = None
        wanted = [blob for blob in blobs if blob and blob not in self._related]
        raws = git.blobs(self.history.top, wanted, MAX_BYTES) if wanted else ()
        self._related |= {blob: _related(raw or b"") for blob, raw in zip(wanted, raws, strict=True)}

    def related(self, thread: Thread) -> frozenset[str]:
        """The codes that the entry names as related."""
        if thread.blob not in self._related:
            (raw,) = git.blobs(self.history.top, [thread.blob], MAX_BYTES)
            self._related[thread.blob] = _related(raw or b"")
        return self._related[thread.blob]

    def _comparison(self, step: Step, thread: Thread) -> Comparison | Text:
        within = self._within(step, thread)
        key = (step.commit, step.parent, within)
        if key not in self._compared:
            empty = _EMPTY[len(step.commit)]
            old, new = (Revision(self.history.root, "", one or empty) for one in (step.parent, step.commit))
            try:
                self._compared[key] = compare(old, new, self.profiles, within=within, opened=self._opened)
            except (CatalogError, ProfileError) as error:
                self._compared[key] = Text(
                    zh=f"当时的目录库打不开（{error.text.zh}），与现在的目录无关",
                    en=f"the catalogue as it was then cannot be opened ({error.text.en}); today's is another matter",
                )
        return self._compared[key]

    def _within(self, step: Step, thread: Thread) -> frozenset[str] | None:
        """Of a step that touched very many entries those that may be this one; None for all that it touched.

        What was only added, or only edited, is matched with nothing else; of what was moved and kept its code the
        name tells. What is left, codes changed by the hundred, is compared in full.
        """
        entries = [touch for touch in step.touches if is_entry_path(touch.path)]
        if len(entries) <= _MANY:
            return None
        own = next((touch for touch in entries if touch.path == thread.path), None)
        if not any(touch.new for touch in entries) or not any(touch.old for touch in entries):
            return frozenset([thread.path])
        if own is not None and own.old and own.new:
            return frozenset([thread.path, *(touch.path for touch in entries if not (touch.old and touch.new))][:_MANY])
        alike = [touch for touch in entries if self.code_of(touch.path, touch.new or touch.old) == thread.code]
        if any(touch.old for touch in alike) and any(touch.new for touch in alike):
            return frozenset([thread.path, *(touch.path for touch in alike)])
        return None

    def _opened(self, source: Source, profiles: tuple[str, ...]) -> Settings:
        """Settings are read once for as long as nothing that they are read from changes."""
        regime = self._regimes.get(source.commit)
        if regime is None:
            return open_settings(source, profiles)
        if regime not in self._settings:
            self._settings[regime] = open_settings(source, profiles)
        return self._settings[regime]

    def _unjudged(self, step: Step, touches: Mapping[str, Touch], thread: Thread) -> Thread:
        """Where the entry was, as far as file names tell."""
        own = touches.get(thread.path)
        if own is None or own.old:
            return thread._replace(blob=own.old if own else thread.blob)
        same = (one for one in touches.values() if one.old and self.code_of(one.path, one.old) == thread.code)
        came = next(same, None)
        return Thread(thread.code, came.path, came.old) if came else thread._replace(blob="")


def _related(raw: bytes) -> frozenset[str]:
    if b"related" not in raw and b"\\" not in raw:
        return frozenset()
    try:
        related = load(raw, {}).get("related")
    except Doubt:  # whatever looks like one: it is only where to look more closely
        return frozenset(code.decode() for code in re.findall(rb"(?<![0-9A-Za-z])[0-9A-Za-z]++/[0-9A-Za-z]+", raw))
    codes = related if isinstance(related, list) else [related]
    return frozenset(code.strip() for code in codes if isinstance(code, str))


def _about(case: Case, thread: Thread) -> bool:
    change = case.judged.change
    if change.record:
        if record_name(change.old_path or change.new_path) != "withdrawn" or not thread.code:
            return False
        lines = [side for side in (change.old, change.new) if isinstance(side, Mapping)]
        return any(line.get("code") == thread.code for line in lines)
    return thread.path == (change.new_path if thread.blob else change.old_path)


def _regimes(steps: Iterable[Step]) -> dict[str, int]:
    """Commit -> a number that it shares with those that have the same settings, class tables and profiles."""
    found: dict[str, int] = {}
    for step in steps:
        regime = found.setdefault(step.commit, len(found))
        same = all(is_entry_path(touch.path) or touch.path in _RECORDS for touch in step.touches)
        if step.parent and same:
            found.setdefault(step.parent, regime)
    return found


def withdrawal_lines(history: History, steps: Iterable[Step]) -> dict[tuple[str, str | None], frozenset[str]]:
    """(commit, parent) -> the codes whose lines in withdrawn.yaml came or went in this step."""
    touched = [(step, touch) for step in steps for touch in step.touches if touch.path == WITHDRAWN]
    blobs = dict.fromkeys(blob for _, touch in touched for blob in (touch.old, touch.new) if blob)
    raws = git.blobs(history.top, blobs, MAX_BYTES) if blobs else ()
    known: dict[bytes, str] = {}
    said = {"": frozenset()}
    for blob, raw in zip(blobs, raws, strict=True):
        codes = _CODES.findall(raw or b"")
        said[blob] = frozenset(known.setdefault(code, code.decode("utf-8", "replace")) for code in codes)
    return {(step.commit, step.parent): said[touch.old] ^ said[touch.new] for step, touch in touched}
