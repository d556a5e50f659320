"""Which commit a source is or is based on, whether the working tree differs from it, and the commit's own day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from govinfo_cli.differing import differing
from govinfo_cli.git import objects as git
from govinfo_cli.source import Folder, Revision, Source

_COMMITTED = re.compile(rb"^committer .* (\d+) ([+-])(\d\d)(\d\d)$", re.M)
_TREE = re.compile(rb"tree ([0-9a-f]{40,64})\n")


def state(source: Source, alike: Callable[[str], bool] | None = None) -> tuple[str | None, bool, date | None]:
    """The commit of a source (of a working tree the one it is based on), whether the working tree differs from it, and
    the commit's own date; all of it None or False outside git and before the first commit. `alike` says of a path that
    what lies there is known not to differ."""
    if isinstance(source, Revision):
        return source.commit, False, committed(source)
    if not isinstance(source, Folder) or git.top(source.root) is None:
        return None, False, None
    try:
        head = Revision(source.root, "HEAD")
    except git.GitError:
        return None, False, None
    changed = next(iter(differing(head, source, alike)), None) is not None
    return head.commit, changed, committed(head)


def committed(revision: Revision) -> date | None:
    """The day on which a commit was made, where it was made: the object itself says it, no setting changes it."""
    made = moment(revision)
    return made.date() if made else None


def tree_of(revision: Revision) -> str | None:
    """The id of a commit's tree."""
    said = _TREE.match(next(git.blobs(revision.root, [revision.commit]), None) or b"")
    return said[1].decode() if said else None


def moment(revision: Revision) -> datetime | None:
    """When a commit was made, in the zone where it was made."""
    raw = next(git.blobs(revision.root, [revision.commit]), None) or b""
    said = _COMMITTED.search(raw.partition(b"\n\n")[0])
    if said is None:
        return None
    minutes = int(said[3]) * 60 + int(said[4])
    try:
        zone = timezone(timedelta(minutes=-minutes if said[2] == b"-" else minutes))
        return datetime.fromtimestamp(int(said[1]), zone)
    except (ValueError, OverflowError, OSError):
        return None
