"""An approved state of the catalogue (审定版): an annotated tag release/NUMBER whose message people read and programs too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.git import objects as git
from govinfo_cli.jsontext import json_text
from govinfo_cli.source import Folder, Revision, Source

FOLDER = "release"
ALL = "all"  # of Release.bundles: the bundle without --scope
_MARK = "\n-- catalog release --\n"  # what stands below is for programs
_CARRIED = "\n-- catalog before --\n"  # and below that, what `predecessor` packed
_NUMBER = re.compile(r"\w[\w.-]{0,39}")
_OBJECT = re.compile(rb"object ([0-9a-f]{40,64})\n")
_LINES = re.compile(r"[0-9A-Za-z+/=\n]*")  # a signature stands below them
_MAX = 4 << 20  # bytes of a tag that are looked at


class Release(NamedTuple):
    """One release: `facts` is what was approved by whom (key -> text, in the profile's order), `counts` how many entries
    (and of each share type), `bundles` the sha256 of the bundle of each scope, ALL the one without; `previous` is the
    number and the commit of the release before it; `tool` the version of the tool that made the bundles."""

    number: str
    date: str
    commit: str
    tree: str
    facts: dict[str, str]
    counts: dict[str, int]
    bundles: dict[str, str]
    previous: tuple[str, str] | None
    tool: str

    @property
    def tag(self) -> str:
        """The name of its tag."""
        return tag_of(self.number)


def tag_of(number: str) -> str:
    """The name of the tag of the release `number`."""
    return f"{FOLDER}/{number}"


def is_number(text: str) -> bool:
    """Whether `text` can be the number of a release: letters, digits, "-", "_" and "." as git takes them in a tag."""
    fits = _NUMBER.fullmatch(text) is not None and text.isprintable()
    return fits and ".." not in text and not text.endswith((".", ".lock"))


def message(release: Release, head: str, carried: str = "") -> str:
    """The message of its tag: `head` for people, below it all of it for programs, and what is `carried` of the release
    before it."""
    said = release._asdict() | {"schemaVersion": 1, "previous": release.previous and list(release.previous)}
    below = f"{_CARRIED}{carried}" if carried else ""
    return f"{head.rstrip()}\n{_MARK}{json_text(said)}\n{below}"


def for_people(message: str) -> str:
    """The message of a tag without what it carries."""
    return message.partition(_CARRIED)[0]


def carried_by(root: Path, release: Release) -> str:
    """What the tag of `release` carries of the release before it; "" where it carries nothing."""
    id = next((id for id, name in git.tags(root, FOLDER) if name == release.tag), None)
    raw = next(git.blobs(root, [id], _MAX), None) if id else None
    said = (raw or b"").decode("utf-8", "replace").partition(_MARK)[2].partition(_CARRIED)[2]
    return _LINES.match(said)[0]


def releases(source: Source) -> list[Release]:
    """All releases that the repository of `source` has, the oldest first; none outside git."""
    root = _repository(source)
    if root is None:
        return []
    found = git.tags(root, FOLDER)
    read = (
        _read(raw, name) for (_, name), raw in zip(found, git.blobs(root, (id for id, _ in found), _MAX), strict=True)
    )
    return sorted((one for one in read if one is not None), key=lambda one: (one.date, one.number))


def release_at(found: list[Release], commit: str | None) -> Release | None:
    """The release that the commit is, or None."""
    return next((one for one in reversed(found) if one.commit == commit), None)


def before(found: list[Release], root: Path, commit: str) -> Release | None:
    """The last release that the commit comes from, itself left aside, or None."""
    by_commit = {one.commit: one for one in found if one.commit != commit}
    if not by_commit:
        return None
    return next((by_commit[step] for step, *_ in git.ancestry(root, commit) if step in by_commit), None)


def _repository(source: Source) -> Path | None:
    if isinstance(source, Revision):
        return source.root
    return source.root if isinstance(source, Folder) and git.top(source.root) is not None else None


def _read(raw: bytes | None, name: str) -> Release | None:
    """What a tag says; None where it is none of ours."""
    head, _, said = (raw or b"").partition(_MARK.encode())
    at = _OBJECT.match(head)
    try:
        data, _ = json.JSONDecoder().raw_decode(said.decode())
        previous = data.pop("previous")
        data.pop("schemaVersion")
        found = Release(**data, previous=(str(previous[0]), str(previous[1])) if previous else None)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        return None
    texts = (found.number, found.date, found.commit, found.tree, found.tool)
    sound = all(isinstance(one, str) for one in texts) and tag_of(found.number) == name and at is not None
    maps = ((found.facts, str), (found.counts, int), (found.bundles, str))
    fit = all(isinstance(one, dict) and all(type(value) is kind for value in one.values()) for one, kind in maps)
    # What it says of its commit is worth nothing where the tag stands at another.
    if sound and at[1].decode() == found.commit and fit:
        return found
    return None
