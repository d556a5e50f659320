"""The pipeline of `fmt`: entries' files to their canonical layout, to a Bundle; what has problems is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from govinfo_cli.bundle import Bundle
from govinfo_cli.source import File, Folder, Source
from govinfo_cli.structure import Shape
from govinfo_cli.yaml.layout import NotLaidOut, canonical
from govinfo_cli.yaml.reading import MAX_BYTES


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A file that was not laid out: the rule that says why (None: the layout would not keep everything), and where."""

    path: str
    rule: str | None
    line: int = 1


@dataclass(frozen=True, slots=True)
class Formatted:
    """The files whose layout changes, and those that were left alone."""

    bundle: Bundle
    left: tuple[LeftAlone, ...]


def formatted(source: Source, files: Sequence[File], shape: Shape) -> Formatted:
    """The canonical layout of `files`, which are entries of the given shape; writes nothing."""
    new: dict[str, bytes] = {}
    was: dict[str, bytes | None] = {}
    left: list[LeftAlone] = []
    # What a sparse checkout leaves out is read, and never written.
    absent = source.left_out if isinstance(source, Folder) else {}
    for file, raw in source.read(file for file in files if file.path not in absent):
        if raw is None:
            left.append(LeftAlone(file.path, "unreadable-file"))
            continue
        if len(raw) > MAX_BYTES:
            left.append(LeftAlone(file.path, "too-large"))
            continue
        try:
            laid = canonical(file.path, raw, shape)
        except NotLaidOut as found:
            first = min(found.document.problems, key=lambda problem: problem.start, default=None)
            line = found.document.position(first.start)[0] if first else 1
            left.append(LeftAlone(file.path, first.rule if first else None, line))
            continue
        if laid != raw:
            new[file.path], was[file.path] = laid, raw
    return Formatted(Bundle(new, was=was), tuple(left))
