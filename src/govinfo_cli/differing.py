"""Which files are not the same in two sources: by git's trees, or by what lies on the disk, never by time stamps."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from govinfo_cli.git import objects as git
from govinfo_cli.source import FOLDERS, TROUBLES, File, Overlay, Revision, Source

Pair = tuple[File | None, File | None]


class _Side(NamedTuple):
    """The files of a source by path, and the ids that some of them would have with plain ends of lines."""

    files: dict[str, File]
    plain: dict[str, str]


def differing(old: Source, new: Source, alike: Callable[[str], bool] | None = None) -> Iterator[Pair]:
    """The files below catalog/ and schemas/ that are not the same on both sides, as pairs, sorted by path; None where a
    side has none. Two commits of one repository are compared by git's trees, without a listing; what is laid over a
    source differs from it in just that.

    Of a folder the bytes on the disk are hashed: no filter that a checkout configures runs, and neither a time stamp
    nor git's index can hide a change. What a checkout makes of a file is none: ends of lines in the manner of Windows,
    and names of files in the manner of macOS. Files of which `alike` says so are the same on both sides, and not looked
    at.
    """
    if all(isinstance(side, Revision) and side.commit for side in (old, new)) and old.root == new.root:
        yield from sorted(_between(old, new), key=_path)
        return
    if isinstance(old, Overlay) and old.base is new:
        yield from sorted(_laid(old, new), key=_path)
        return
    algorithm = "sha256" if any(len(side.commit or "") == 64 for side in (old, new)) else "sha1"
    before, after = (_identified(side, algorithm, alike or (lambda path: False)) for side in (old, new))
    yield from sorted(_unlike(before, after), key=_path)


def _path(pair: Pair) -> str:
    return (pair[0] or pair[1]).path


def _laid(old: Overlay, new: Source) -> Iterator[Pair]:
    algorithm = "sha256" if len(new.commit or "") == 64 else "sha1"
    for path, raw in old.laid.items():
        one, other = old.find(path), new.find(path)
        yield one and one._replace(blob=git.blob_id(raw, algorithm)), other


def _between(old: Revision, new: Revision) -> Iterator[Pair]:
    under = old.under
    for *sides, raw in git.changed(old.root, old.commit, new.commit, *(under + folder for folder in FOLDERS)):
        path = os.fsdecode(raw).removeprefix(under)
        if any(step.startswith(".") for step in path.split("/")):
            continue
        one, other = (None if mode == "000000" else File(path, id, 0, TROUBLES.get(mode, "")) for mode, id in sides)
        if one is None or other is None or (one.blob, one.trouble) != (other.blob, other.trouble):
            yield one, other


def _unlike(before: _Side, after: _Side) -> Iterator[Pair]:
    left = before.files.keys() - after.files.keys()
    respelt = {unicodedata.normalize("NFC", path): path for path in after.files.keys() - before.files.keys()}
    pairs = {path: path for path in before.files.keys() & after.files.keys()}
    pairs |= {path: respelt[composed] for path in left if (composed := unicodedata.normalize("NFC", path)) in respelt}
    for path, now in pairs.items():
        one, other = before.files[path], after.files[now]
        blobs = {one.blob, before.plain.get(path, one.blob)} & {other.blob, after.plain.get(now, other.blob)}
        if blobs and one.trouble == other.trouble:
            continue
        yield from [(one, other)] if path == now else [(one, None), (None, other)]
    yield from ((before.files[path], None) for path in left - pairs.keys())
    yield from ((None, after.files[path]) for path in after.files.keys() - set(pairs.values()))


def _identified(source: Source, algorithm: str, alike: Callable[[str], bool]) -> _Side:
    found = _Side({}, {})
    for folder in FOLDERS:
        listed = source.files(folder, sizes=False) if isinstance(source, Revision) else source.files(folder)
        unknown = []
        for file in listed:
            if alike(file.path):
                continue
            found.files[file.path] = file
            if not file.blob:
                unknown.append(file)
        for file, raw in source.read(unknown):
            if raw is None:
                found.files[file.path] = _linked(source, file, algorithm)
                continue
            found.files[file.path] = file._replace(blob=git.blob_id(raw, algorithm))
            if b"\r\n" in raw:
                found.plain[file.path] = git.blob_id(raw.replace(b"\r\n", b"\n"), algorithm)
    return found


def _linked(source: Source, file: File, algorithm: str) -> File:
    """A link with the id that git gives what it points to; it is not followed."""
    if file.trouble != "link":
        return file
    try:
        return file._replace(blob=git.blob_id(os.fsencode(os.readlink(source.root / file.path)), algorithm))
    except OSError:
        return file
