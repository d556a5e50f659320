"""What a life is made of: a Thread is where the entry is at a commit, an Event what a commit did to it, a Commit who and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.change.comparison import Case
from govinfo_cli.diagnostic import Text
from govinfo_cli.git import objects as git

_MOST = 1 << 20  # bytes of a commit that are read


class Thread(NamedTuple):
    """An entry as one commit has it: the file `path` with the bytes `blob`. While it is away `blob` is "", and it is
    known again by its code; one that never had a code by its last path."""

    code: str | None
    path: str
    blob: str = ""


class Event(NamedTuple):
    """What one commit did to the entry; `note` says why that cannot be told, where it cannot."""

    commit: str
    cases: tuple[Case, ...]
    note: Text | None = None


class Commit(NamedTuple):
    """Who wrote it, on which day by the writer's own clock (YYYY-MM-DD), and how it is called; `first`: nothing came
    before it. As git keeps them: no mailmap, no signature and no format that is configured."""

    id: str
    author: str
    date: str
    time: str  # ISO 8601 with the writer's offset
    subject: str
    first: bool = False


def commits(top: Path, ids: Iterable[str]) -> dict[str, Commit]:
    """The commits by id, through one child; raises GitError."""
    wanted = list(dict.fromkeys(ids))
    return {one: _commit(one, raw or b"") for one, raw in zip(wanted, git.blobs(top, wanted, _MOST), strict=True)}


def _commit(id: str, raw: bytes) -> Commit:
    head, _, message = raw.partition(b"\n\n")
    fields: dict[bytes, bytes] = {}
    for line in head.split(b"\n"):
        name, _, value = line.partition(b" ")
        fields.setdefault(name, value)  # a continued line begins with a blank and has no name
    encoding = fields.get(b"encoding", b"utf-8").decode("ascii", "replace")
    name, _, when = fields.get(b"author", b"").rpartition(b">")
    paragraph = _text(message, encoding).lstrip("\n").partition("\n\n")[0]
    time = _time(when.split())
    return Commit(
        id,
        _text(name, encoding).rpartition("<")[0].strip(),
        time[:10],
        time,
        " ".join(paragraph.split("\n")).strip(),
        b"parent" not in fields,
    )


def _text(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except (LookupError, UnicodeDecodeError, ValueError):
        return raw.decode("utf-8", "replace")


def _time(said: list[bytes]) -> str:
    """The author's time; "" where the commit says none that a calendar knows."""
    try:
        seconds, zone = int(said[0]), said[1].decode()
        minutes = int(zone[1:3]) * 60 + int(zone[3:5])
        away = timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
        return datetime.fromtimestamp(seconds, UTC).astimezone(away).isoformat()
    except (IndexError, ValueError, OverflowError, OSError):
        return ""
