"""The life that a code, a name or a path means: of an entry that is there, or of one that only the history knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from govinfo_cli import lookup
from govinfo_cli.catalog import Card, code_in_path, file_stem, is_entry_path
from govinfo_cli.change.discretion import secrets_in
from govinfo_cli.diagnostic import Text
from govinfo_cli.git import objects as git
from govinfo_cli.history import History, Step, code_in_text
from govinfo_cli.life.examining import Examiner, withdrawal_lines
from govinfo_cli.life.happening import Commit, Event, Thread, commits
from govinfo_cli.life.walking import Walk
from govinfo_cli.outcome import Title
from govinfo_cli.redaction import hidden_in
from govinfo_cli.settings import Settings, open_settings
from govinfo_cli.source import File, Revision
from govinfo_cli.visible import shown, visible
from govinfo_cli.vocabulary import fold

_CUT = Text(
    zh="浅克隆只到这次提交，更早的历史不在这里", en="the shallow clone ends here: what came before is not known"
)
_FOLLOWED = 20  # codes that one resource may have had one after the other


class Life(NamedTuple):
    """What happened to one entry, the newest first.

    `title` is what it is called now, or was at last; `path` its file, None where it is withdrawn; `former` the code
    that was asked for, where it bears another now. `commits` has every commit that `events` name. `cut` says that the
    repository does not hold the whole history.
    """

    title: Title
    path: str | None
    former: str | None
    events: tuple[Event, ...]
    commits: Mapping[str, Commit]
    start: str
    cut: bool


def life(source: Revision, word: str, path: str | None = None, profiles: tuple[str, ...] = ()) -> Life:
    """The life of the entry that `word` (a code, a name or a path; `path` as a path from the root) means, as the history
    of `source` tells it. Raises LookupFailed, CatalogError, ProfileError and GitError."""
    history = History(source.root, source.commit)
    steps = list(history.steps())
    examiner = Examiner(history, steps, profiles)
    walk = Walk(history, steps, examiner)
    finder = _Finder(source, steps, examiner, profiles)
    thread = finder.thread(word, path)
    former = None
    for _ in range(_FOLLOWED):
        events = tuple(walk.events(source.commit, thread))
        later = None if thread.blob else _later_code(events, thread.code)
        if later is None:
            break
        former = former or thread.code
        thread = finder.of_code(later)
    said = commits(history.top, (event.commit for event in events))
    # The oldest commit of a shallow clone only seems to have made all that it has.
    oldest = {
        commit for commit, *parents in history.commits if not parents and commit in said and not said[commit].first
    }
    return Life(
        _title(events, thread),
        thread.path if thread.blob else None,
        former,
        tuple(Event(event.commit, (), _CUT) if event.commit in oldest else event for event in events),
        _discreet(said, finder.settings),
        source.commit,
        finder.cut,
    )


class _Finder:
    """Finds where an entry is at the newest commit, or that it is there no more."""

    def __init__(self, source: Revision, steps: Sequence[Step], examiner: Examiner, profiles: tuple[str, ...]) -> None:
        self.source, self.steps, self.examiner = source, steps, examiner
        self.settings, self.cut = open_settings(source, profiles), git.is_shallow(examiner.history.top)
        self.files = [file for file in source.files("catalog", sizes=False) if is_entry_path(file.path)]

    def thread(self, word: str, path: str | None) -> Thread:
        """The entry that is called so; raises LookupFailed."""
        there = {file.path: file for file in self.files}
        for place in filter(None, (path, word)):
            if place in there:
                return self._thread(there[place])
        named = [file for file in self.files if code_in_path(file.path) == word]
        if len(named) == 1 and (found := self._thread(named[0])).code == word:
            return found  # of very many entries none has to be read
        for files in (list(self._holding(word)), self.files):
            entries = lookup.entries(self.source, self.settings, files)
            cards = [card for entry in entries if fold(word) in _called(card := entry.card)]
            if cards:
                return self._thread(there[lookup.find(cards, word).path])
            if "/" in word:
                break  # a code is written in one way
        return self._gone(word, path)

    def of_code(self, code: str) -> Thread:
        """The entry that bears `code` now, or bore it at last."""
        named = [file for file in self.files if self.examiner.code_of(file.path, file.blob) == code]
        return self._thread(named[0]) if named else Thread(code, "")

    def _thread(self, file: File) -> Thread:
        (raw,) = git.blobs(self.examiner.history.top, [file.blob])
        return Thread(code_in_text(raw) or code_in_path(file.path), file.path, file.blob)

    def _holding(self, word: str) -> Iterator[File]:
        """The files that hold the word as it is written: among very many, these are soon found."""
        sought = word.encode("utf-8", "surrogateescape")
        for file, raw in self.source.read(self.files):
            if raw is not None and sought in raw:
                yield file

    def _gone(self, word: str, path: str | None) -> Thread:
        """An entry of which only the history knows; raises LookupFailed."""
        known = list(self._past())
        for card in known:
            if card.path in (path, word):
                return self.of_code(card.code) if card.code else Thread(None, card.path)
        codes = dict.fromkeys(card.code for card in known if card.code)
        codes |= dict.fromkeys(
            code for lines in withdrawal_lines(self.examiner.history, self.steps).values() for code in lines
        )
        meant = [code for code in codes if fold(code) == fold(word)]
        if not meant:
            stem = fold(file_stem(word))
            meant = list(dict.fromkeys(card.code for card in known if card.code and fold(card.name) == stem))
        if len(meant) == 1:
            return self.of_code(meant[0])
        if meant:
            listed = [shown(code) for code in meant[:3]]
            raise lookup.LookupFailed(
                Text(
                    zh=f"历史上有 {len(meant)} 条叫“{shown(word)}”",
                    en=f"{len(meant)} entries of the past were called '{shown(word)}'",
                ),
                Text(zh=f"改写代码，例如 {'；'.join(listed)}", en=f"give the code instead: {' or '.join(listed)}"),
            )
        raise _unknown(word, [*(_filed(file.path) for file in self.files), *known], self.cut)

    def _past(self) -> Iterator[Card]:
        """What the names of all files say that were ever changed or removed, the newest first."""
        seen = set()
        for step in self.steps:
            for touch in step.touches:
                if touch.old and touch.path not in seen and is_entry_path(touch.path):
                    seen.add(touch.path)
                    yield _filed(touch.path)._replace(code=self.examiner.code_of(touch.path, touch.old))


def _filed(path: str) -> Card:
    """A card as far as the file name tells it."""
    head, _, stem = path.rpartition("/")[2].rpartition(".")[0].partition("_")
    return Card(path, code_in_path(path), stem or head)


def _called(card: Card) -> set[str]:
    return {fold(said) for said in (card.code, card.name) if said}


def _unknown(word: str, cards: Iterable[Card], cut: bool) -> lookup.LookupFailed:
    near = lookup.nearest(list(cards), word)
    said = Text(
        zh="；".join(f"{shown(card.code or '无代码')} {shown(card.name or '')}" for card in near),
        en="; ".join(f"{shown(card.code or 'no code')} {shown(card.name or '')}" for card in near),
    )
    help = (
        Text(zh=f"最接近：{said.zh}", en=f"nearest: {said.en}")
        if near
        else Text(zh="运行  catalog list  查看全部条目", en="catalog list shows all entries")
    )
    if not cut:
        return lookup.LookupFailed(
            Text(
                zh=f"目录和它的历史里都没有“{shown(word)}”",
                en=f"neither the catalogue nor its history knows '{shown(word)}'",
            ),
            help,
        )
    return lookup.LookupFailed(
        Text(
            zh=f"目录里没有“{shown(word)}”，这个浅克隆留下的历史里也没有",
            en=f"neither the catalogue nor what this shallow clone has of its history knows '{shown(word)}'",
        ),
        Text(
            zh=f"先运行  git fetch --unshallow  取回全部历史再查；{help.zh}",
            en=f"run git fetch --unshallow to have all of it, and ask again; {help.en}",
        ),
    )


def _later_code(events: Sequence[Event], code: str | None) -> str | None:
    """The code that took the place of `code` when the entry was there at last, or None where it was withdrawn."""
    for event in events:
        changes = [case.judged.change for case in event.cases if not case.judged.change.record]
        if changes:
            new = next((one.new for one in changes if one.route == ("code",) and one.old == code), None)
            return new if isinstance(new, str) else None
    return None


def _discreet(said: Mapping[str, Commit], settings: Settings) -> dict[str, Commit]:
    """The commits without what no output may show, should one say it."""
    secrets = secrets_in((text for one in said.values() for text in (one.subject, one.author)), settings)
    return {
        id: one._replace(subject=hidden_in(one.subject, secrets), author=hidden_in(one.author, secrets))
        if secrets
        else one
        for id, one in said.items()
    }


def _title(events: Sequence[Event], thread: Thread) -> Title:
    """What it is called, as the newest change says, in which nothing stands that must not be shown."""
    for event in events:
        for case in event.cases:
            if not case.judged.change.record:
                return case.title._replace(code=case.title.code or thread.code)
    return Title(None, None, thread.code and visible(thread.code))
