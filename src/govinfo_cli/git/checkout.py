"""What git's index says of a checkout, and how far it can be relied on: what a sparse checkout leaves out, what may have changed."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.git.guard import run

_AGREE = 100_000_000  # nanoseconds at most between the two time stamps of an index as git leaves it


class Indexed(NamedTuple):
    """A file as the index has it: `skipped` is git's skip-worktree, `assumed` its assume-unchanged."""

    path: str
    mode: str
    blob: str
    skipped: bool
    assumed: bool


def index(top: Path, *folders: str) -> Iterator[Indexed]:
    """The files of the index below `folders` (relative to `top`), in git's order; of a conflict every side."""
    for line in run(top, "ls-files", "-z", "-v", "--stage", "--", *folders).split(b"\0"):
        if line:
            head, path = line.split(b"\t", 1)
            tag, mode, blob, _ = head.decode().split()
            # -v writes the letter small where a file is assumed unchanged; S is for skipped.
            yield Indexed(os.fsdecode(path), mode, blob, tag in "Ss", tag.islower())


def left_out(top: Path, *folders: str) -> dict[str, Indexed]:
    """What a sparse checkout leaves out of the folder, by path relative to `top`: it is in the index and is not there.

    Empty in any other checkout, whatever its files are marked as: there, what is not there is gone.
    """
    if not (directory(top) / "info" / "sparse-checkout").exists():
        return {}
    if run(top, "config", "--type=bool", "--default=false", "--get", "core.sparseCheckout").strip() != b"true":
        return {}
    found = (one for one in index(top, *folders) if one.skipped)
    return {one.path: one for one in found if not os.path.lexists(top / one.path)}


def directory(top: Path) -> Path:
    """The folder in which git keeps the state of this checkout: `.git`, or what a file of that name points to."""
    place = top / ".git"
    try:
        said = place.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return place
    return top / said.removeprefix("gitdir:").strip()


def kept(top: Path) -> Path:
    """Where what was found in this checkout is kept for the next run."""
    return directory(top) / "catalog-store" / "entries"


def doubtful(top: Path, *folders: str) -> frozenset[str]:
    """The files below `folders` whose bytes may be others than the index says (new, changed and deleted ones too), by
    path relative to `top`. Of every other file in the index, what lies there is its blob, but for ends of lines.

    That is what `git status` tells, with every filter emptied, and what it would not tell: files marked as assumed
    unchanged or skipped, and files whose time stamps prove nothing, since they are not older than the index.
    """
    indexed = list(index(top, *folders))
    found = set(_status(top, *folders))
    found.update(one.path for one in indexed if one.assumed or one.skipped)
    moment = written(top)
    for one in indexed:
        if one.path not in found and (moment is None or not _older(top / one.path, moment)):
            found.add(one.path)
    return frozenset(found)


def _status(top: Path, *folders: str) -> Iterator[str]:
    options = ("--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--ignored=no")
    said = run(top, "status", *options, "--", *folders, settings=without_filters(top))
    for line in said.split(b"\0"):
        if line:
            yield os.fsdecode(line[3:])


def without_filters(top: Path) -> dict[str, str]:
    """Settings that empty every filter that is configured, by name: there is no way to forbid them all at once."""
    listed = run(top, "config", "--list", "-z", "--name-only").split(b"\0")
    keys = (os.fsdecode(key) for key in listed if key.startswith(b"filter."))
    names = sorted({key.rpartition(".")[0] for key in keys})
    emptied = {f"{name}.{kind}": "" for name in names for kind in ("clean", "smudge", "process")}
    return emptied | {f"{name}.required": "false" for name in names}


def written(top: Path) -> int | None:
    """When the index was written, in nanoseconds; None where that is not to be believed.

    A change of the same size, made just after git had looked, is told by the time of the index alone. Where somebody has
    set that, it is not the time of the index's last change of any kind.
    """
    try:
        facts, here = (directory(top) / "index").stat(), top.stat()
    except OSError:
        return None
    if facts.st_dev != here.st_dev or abs(facts.st_ctime_ns - facts.st_mtime_ns) > _AGREE:
        return None
    return facts.st_mtime_ns


def _older(place: Path, moment: int) -> bool:
    try:
        facts = os.lstat(place)
    except OSError:
        return False
    return max(facts.st_mtime_ns, facts.st_ctime_ns) < moment


class Listed(NamedTuple):
    """What the index lists of a folder: `doubtful` are files whose time stamps prove nothing, since they are not older
    than the index; `marked` says that some are assumed unchanged, skipped, only intended, or in conflict; `inside` is how
    many files and folders each folder holds (far more where one of them is a link or a repository). Paths are relative to the work tree."""

    doubtful: frozenset[str]
    marked: bool
    inside: dict[str, int]


_HEAD = struct.Struct(">4sII")  # "DIRC", version, number of files
_FILE = ">IIII8xI12x%dxH"  # changed, modified (seconds, nanoseconds), mode, id, flags
_UNMARKED, _MORE, _LONG = 0x1000, 0x4000, 0xFFF  # flags: below it no mark; two bytes more; length of the name
_PLAIN = 0o100644, 0o100755
_STRANGE = 1 << 30  # more than a folder can hold: one with a link or a repository in it is none that can be counted
_PARTIAL = b"link", b"sdir"  # extensions with which the list is not whole


def listed(top: Path, folder: str, moment: int, width: int) -> Listed | None:
    """What the index of a work tree, written at `moment`, lists below `folder`; None where it is not of the kind that is
    read here (git's index-format, versions 2 and 3). Git takes thrice as long to tell it. `width` is the length of an id."""
    try:
        raw = (directory(top) / "index").read_bytes()
        kind, version, count = _HEAD.unpack_from(raw)
        return _listed(raw, count, os.fsencode(folder) + b"/", moment, width) if version in (2, 3) else None
    except (OSError, struct.error, ValueError):
        return None


def _listed(raw: bytes, count: int, within: bytes, moment: int, width: int) -> Listed | None:
    form = struct.Struct(_FILE % width)
    facts, starts, find = form.unpack_from, raw.startswith, raw.find
    name, second, place = form.size, moment // 10**9, _HEAD.size
    inside: dict[bytes, int] = {}
    folder, length, files, doubtful = within, len(within), 0, set()
    for _ in range(count):
        changed, changed_part, modified, modified_part, mode, flags = facts(raw, place)
        begin = place + name
        if flags >= _UNMARKED:
            begin += 2 if flags & _MORE else 0
            if starts(within, begin):
                return Listed(frozenset(), True, {})
        end = begin + (flags & _LONG)
        if flags & _LONG == _LONG:
            end = raw.index(b"\0", begin)
        if starts(folder, begin) and find(b"/", begin + length, end) < 0:
            files += 1
        elif starts(within, begin):
            inside[folder] = inside.get(folder, 0) + files
            folder, files = raw[begin : raw.rfind(b"/", begin, end) + 1], 1
            length = len(folder)
        else:
            place += (end - place + 8) & ~7
            continue
        if mode not in _PLAIN:
            files += _STRANGE
        if (changed >= second or modified >= second) and (
            max(changed * 10**9 + changed_part, modified * 10**9 + modified_part) >= moment
        ):
            doubtful.add(os.fsdecode(raw[begin:end]))
        place += (end - place + 8) & ~7
    inside[folder] = inside.get(folder, 0) + files
    while place < len(raw) - width:  # the checksum is as long as an id
        if raw[place : place + 4] in _PARTIAL:
            return None
        place += 8 + int.from_bytes(raw[place + 4 : place + 8], "big")
    return Listed(frozenset(doubtful), False, _with_folders(inside))


def _with_folders(files: dict[bytes, int]) -> dict[str, int]:
    """The numbers of files, and with them those of the folders that lie there."""
    known = {folder[:-1] for folder in files}
    for folder in list(known):
        while b"/" in folder:
            folder = folder.rpartition(b"/")[0]
            known.add(folder)
    found = {folder: files.get(folder + b"/", 0) for folder in known}
    for folder in known:
        above = folder.rpartition(b"/")[0]
        if above in found:
            found[above] += 1
    return {os.fsdecode(folder): number for folder, number in found.items()}
