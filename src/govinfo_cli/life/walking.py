"""From the newest commit back to the first: where the entry was at each, and what each did to it, told once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.change.comparison import Case
from govinfo_cli.change.normal import canonical
from govinfo_cli.git import objects as git
from govinfo_cli.history import History, Step, Touch
from govinfo_cli.life.examining import Examiner, withdrawal_lines
from govinfo_cli.life.happening import Event, Thread


class Walk:
    """Walks one history; `steps` are all its steps, the newest first."""

    def __init__(self, history: History, steps: Sequence[Step], examiner: Examiner) -> None:
        self.history, self.steps, self.examiner = history, steps, examiner
        self._lines = withdrawal_lines(history, steps)

    def events(self, start: str, thread: Thread) -> Iterator[Event]:
        """What happened to the entry that is `thread` at the commit `start`, the newest first.

        Where branches meet, the life goes on in those that have the entry just as the merge has it: their commits tell
        how it came about. A merge is told of only for what no branch did.
        """
        self.examiner.learn_related(thread, self.steps)
        threads: dict[str, dict[Thread, None]] = {start: {thread: None}}
        for commit, group in groupby(self.steps, lambda step: step.commit):
            steps = list(group)
            told: list[Event] = []
            for one in threads.pop(commit, ()):
                event, befores = self._passed(steps, one)
                told += [event] if event else []
                for step, before in befores:
                    if not step.parent:
                        continue
                    threads.setdefault(step.parent, {})[before] = None
                    if before.blob and one.code and before.code != one.code:
                        # It took this code only now: whoever had the code before belongs to its life as well.
                        threads[step.parent][Thread(one.code, "")] = None
            if told:
                cases = {case.identity: case for event in told for case in event.cases}
                note = next((event.note for event in told if event.note), None)
                yield Event(commit, tuple(sorted(cases.values(), key=lambda case: case.order)), note)

    def _passed(self, steps: Sequence[Step], thread: Thread) -> tuple[Event | None, list[tuple[Step, Thread]]]:
        """What a commit did to the entry, and where it was at each of its parents."""
        if len(steps) == 1:
            event, before = self._step(steps[0], thread)
            return event, [(steps[0], before)]
        if thread.blob:
            same = [step for step in steps if not any(touch.path == thread.path for touch in step.touches)]
            if same:
                return None, [(step, thread) for step in same]
        found = [self._step(step, thread) for step in steps]
        befores = [(step, before) for step, (_, before) in zip(steps, found, strict=True)]
        events = [event for event, _ in found]
        if not thread.blob:
            return self._dropped(befores, events), befores
        return self._own(events), befores

    def _step(self, step: Step, thread: Thread) -> tuple[Event | None, Thread]:
        """What a step did, and where the entry was before it."""
        touched = next((touch for touch in step.touches if touch.path == thread.path), None) if thread.blob else None
        gone = None if thread.blob else self._gone(step, thread)
        if touched is None and gone is None and not self._concerns(step, thread):
            return None, thread
        examined = self.examiner.examined(step, thread if gone is None else thread._replace(path=gone.path))
        before = examined.before if touched or gone else thread
        event = Event(step.commit, examined.cases, examined.note if touched or gone else None)
        return event if event.cases or event.note else None, before

    def _gone(self, step: Step, thread: Thread) -> Touch | None:
        """The file that bore the entry's code before the step, where none does after it."""
        if not thread.code:
            return next((one for one in step.touches if one.path == thread.path and one.old and not one.new), None)
        found = None
        for touch in step.touches:
            if is_entry_path(touch.path):
                if touch.new and self.examiner.code_of(touch.path, touch.new) == thread.code:
                    return None
                if touch.old and self.examiner.code_of(touch.path, touch.old) == thread.code:
                    found = found or touch
        return found

    def _concerns(self, step: Step, thread: Thread) -> bool:
        """Whether the step says something about the entry without touching its file: a line of withdrawn.yaml, or what
        it names as related went."""
        if thread.code in self._lines.get((step.commit, step.parent), ()):
            return True
        if not thread.blob:
            return False
        olds = [touch for touch in step.touches if touch.old and is_entry_path(touch.path)]
        if not olds:
            return False
        related = self.examiner.related(thread)
        return any(self.examiner.code_of(touch.path, touch.old) in related for touch in olds) if related else False

    def _own(self, events: Sequence[Event | None]) -> Event | None:
        """Of a merge, what differs from every one of its parents in the same way; the first parent tells it."""
        if not all(events):
            return None
        first, *others = events
        shared = set(map(_essence, first.cases)).intersection(*(map(_essence, event.cases) for event in others))
        cases = tuple(case for case in first.cases if _essence(case) in shared)
        note = first.note if all(event.note for event in others) else None
        return Event(first.commit, cases, note) if cases or note else None

    def _dropped(self, befores: Sequence[tuple[Step, Thread]], events: Sequence[Event | None]) -> Event | None:
        """The event of a merge that itself left the entry out: one that a branch had taken out is told of there."""
        having = [place for place, (_, before) in enumerate(befores) if before.blob]
        lacking = [step.parent for step, before in befores if not before.blob]
        if not having:
            return None
        step, before = befores[having[0]]
        return None if any(self._left(step.parent, other, before) for other in lacking) else events[having[0]]

    def _left(self, having: str, lacking: str, thread: Thread) -> bool:
        """Whether the branch `lacking` had the entry when it parted from `having`."""
        try:
            common = git.merge_base(self.history.top, having, lacking)
        except git.GitError:
            return False
        return any(
            path == thread.path or thread.code and self.examiner.code_of(path, blob) == thread.code
            for path, blob in self.history.entries(common)
        )


def _essence(case: Case) -> tuple:
    return case.name, case.field, canonical(case.new)
