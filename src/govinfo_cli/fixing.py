"""The pipeline of `fix`: the findings of a check that carry a fix, applied in memory until none is left, to a Bundle."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from govinfo_cli.bundle import Bundle
from govinfo_cli.diagnostic import Diagnostic, Edit
from govinfo_cli.outcome import Outcome
from govinfo_cli.source import Folder, Overlay, Source, read_one
from govinfo_cli.validation import Request, validate
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.reading import read

Step = dict[str, tuple[bytes | None, bytes | None]]  # path -> what was there, what shall be

ROUNDS = 5  # one fix may uncover the next; more than this would be two rules that undo each other
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What the fixes came to: the files they change, the findings they cured, and the check of what is left."""

    bundle: Bundle
    applied: tuple[Diagnostic, ...]
    outcome: Outcome


def fix(source: Folder, request: Request, unsafe: bool = False) -> Fixed:
    """Every safe fix that `request` finds, and with `unsafe` the others too; writes nothing.

    Edits go first, until none is left to make; then files move to where they belong. Of two edits that touch the
    same text the first is made, and the file is checked again before the second. Raises what `validate` raises.
    """
    was: dict[str, bytes | None] = {}
    laid: dict[str, bytes | None] = {}
    applied: list[Diagnostic] = []
    outcome = validate(source, request)
    for _ in range(ROUNDS):
        chosen = [one for one in outcome.findings if one.fix and (one.fix.safe or unsafe)]
        # What a sparse checkout leaves out is read, and never written.
        chosen = [one for one in chosen if one.span.path not in source.left_out]
        now = Overlay(source, laid)
        step, done = _edited(now, chosen)
        if not done:
            step, done = _moved(now, chosen)
        if not done:
            break
        was = {path: before for path, (before, _) in step.items()} | was
        laid |= {path: after for path, (_, after) in step.items()}
        applied += done
        # A second process would not know what is laid over the folder.
        request = request._replace(jobs=1, paths=_followed(request.paths, Overlay(source, laid), done))
        outcome = validate(Overlay(source, laid), request)
    bundle = Bundle(
        files={path: raw for path, raw in laid.items() if raw is not None and raw != was[path]},
        gone=frozenset(path for path, raw in laid.items() if raw is None and was[path] is not None),
        was=was,
    )
    return Fixed(bundle, tuple(applied), outcome)


def _edited(source: Source, chosen: Iterable[Diagnostic]) -> tuple[Step, list[Diagnostic]]:
    step: Step = {}
    done: list[Diagnostic] = []
    for path, group in groupby((one for one in chosen if one.fix.move is None), key=lambda one: one.span.path):
        raw = read_one(source, path)
        if raw is None:
            continue
        content, cured = edited(path, raw, list(group))
        if cured and content != raw:
            step[path] = (raw, content)
            done += cured
    return step, done


def edited(path: str, raw: bytes, chosen: Sequence[Diagnostic]) -> tuple[bytes, list[Diagnostic]]:
    """The file with the edits of `chosen` made, and those of them that were: of two that touch, the first.

    A file that is not in UTF-8 is only written in UTF-8, its other edits wait until it is.
    """
    document = read(path, raw, {})
    if document.recoded:
        recoding = [one for one in chosen if not one.fix.edits]
        return (document.text.encode(), recoding) if recoding else (raw, [])
    starts = [0, *(place + 1 for place, char in enumerate(document.text) if char == "\n")]
    taken: list[tuple[int, int, str]] = []
    cured = []
    for one in chosen:
        stretches = [(*_stretch(starts, edit), edit.text) for edit in one.fix.edits] if _stands(document, one) else []
        if stretches and not any(_touch(a, b) for a in stretches for b in taken):
            taken += stretches
            cured.append(one)
    text = document.text
    for start, end, new in sorted(taken, reverse=True):
        text = text[:start] + new + text[end:]
    content = (_BOM if raw.startswith(_BOM) else b"") + text.encode()
    if document.data is not None and read(path, content, {}).data is None:
        return raw, []  # rather an old defect than a file that cannot be read any more
    return content, cured


def _stretch(starts: Sequence[int], edit: Edit) -> tuple[int, int]:
    return starts[edit.line - 1] + edit.column - 1, starts[edit.end_line - 1] + edit.end_column - 1


def _touch(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Whether two edits speak of the same characters, or insert at the same place."""
    (start, end, _), (begin, stop, _) = one, other
    if start == end or begin == stop:
        return start <= stop and begin <= end
    return start < stop and begin < end


def _stands(document: Document, one: Diagnostic) -> bool:
    """Whether the line is still the one that the finding was about."""
    lines = document.lines
    if max([one.span.line, *(edit.end_line for edit in one.fix.edits)]) > len(lines):
        return False
    return one.source is None or lines[one.span.line - 1].startswith(one.source)


def _moved(source: Source, chosen: Iterable[Diagnostic]) -> tuple[Step, list[Diagnostic]]:
    """Files to their new places; where a file lies already, or another goes, nothing is moved."""
    wanted = [one for one in chosen if one.fix.move is not None]
    taken = {_folded(file.path) for file in source.files("catalog")} if wanted else set()
    step: Step = {}
    done = []
    for one in wanted:
        path, target = one.span.path, one.fix.move
        raw = read_one(source, path)
        # A file that git ignores is none of the catalogue's, and somebody's all the same.
        free = _folded(target) not in taken and source.find(target) is None
        if raw is None or path in step or not (free or _folded(target) == _folded(path)):
            continue
        taken.add(_folded(target))
        step |= {path: (raw, None), target: (None, raw)}
        done.append(one)
    return step, done


def _folded(path: str) -> str:
    """A path as file systems compare it that know no case."""
    return unicodedata.normalize("NFC", path).casefold()


def _followed(paths: tuple[str, ...], source: Overlay, done: Iterable[Diagnostic]) -> tuple[str, ...]:
    """The paths asked for, with the new places of moved files and without folders that have become empty."""
    targets = [one.fix.move for one in done if one.fix.move is not None]
    if not paths or not targets:
        return paths
    known = sorted(file.path for file in source.files("catalog"))

    def holds(path: str) -> bool:
        head = path.rstrip("/") + "/"
        place = bisect_left(known, head)
        return path in ("", ".") or path in known or place < len(known) and known[place].startswith(head)

    return tuple(dict.fromkeys((*filter(holds, paths), *targets)))
