"""The release before a release: its commit, or what the tag carries of it for a clone that has no commit but the tag's own.

Nothing can be fetched, and a shallow clone of a tag has no other commit. So the tag holds the files of the release before
as far as this one has them otherwise: with them the changes between both are the same, byte for byte, wherever they are made.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, encodebytes
from collections.abc import Mapping

from govinfo_cli.diagnostic import Text
from govinfo_cli.differing import differing
from govinfo_cli.git import objects as git
from govinfo_cli.release import Release, carried_by, tag_of
from govinfo_cli.source import FOLDERS, MAX_FILE, Overlay, Revision
from govinfo_cli.visible import shown

# Characters in a tag: about 10,000 changed entries. Hosts show a tag's message on a page.
MOST = 2 << 20
_UNPACKED = 64 << 20  # bytes

Files = Mapping[str, bytes | None]


def packed(old: Revision, new: Revision) -> str:
    """What `old` has otherwise than `new`, as lines of text for the tag of `new`; "" where that is too much, or a file
    cannot be had."""
    files: dict[str, str | None] = {}
    pairs = list(differing(old, new))
    for _, file in pairs:
        if file is not None:
            files[file.path] = None
    for file, raw in old.read([file for file, _ in pairs if file is not None]):
        if raw is None:
            return ""
        files[file.path] = raw.decode("utf-8", "surrogateescape")
    said = json.dumps(files, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogateescape")
    text = encodebytes(zlib.compress(said, 9)).decode()
    return text if len(said) <= _UNPACKED and len(text) <= MOST else ""


def unpacked(text: str) -> dict[str, bytes | None] | None:
    """The files that `packed` put into `text`, None for one that was not there then; None where it is no such text."""
    opening = zlib.decompressobj()
    try:
        raw = opening.decompress(b64decode(text), _UNPACKED)
        said = json.loads(raw.decode("utf-8", "surrogateescape")) if opening.eof else None
    except (ValueError, zlib.error, RecursionError):
        return None
    if not isinstance(said, dict) or not all(path.startswith(tuple(f"{one}/" for one in FOLDERS)) for path in said):
        return None
    if not all(one is None or isinstance(one, str) for one in said.values()):
        return None
    return {
        path: None if one is None else one.encode("utf-8", "surrogateescape")[: MAX_FILE + 1]
        for path, one in said.items()
    }


def predecessor(release: Release, source: Revision) -> Revision | Overlay | None:
    """The state of the release before `release`, which `source` is the state of; None where there was none. Raises
    GitError where neither the commit is there nor the tag carries it."""
    if release.previous is None:
        return None
    number, commit = release.previous
    try:
        return Revision(source.root, commit)
    except git.GitError:
        text = carried_by(source.root, release)
        files = unpacked(text) if text else None
    if files is not None and source.commit == release.commit:
        return Overlay(source, files, commit)
    raise git.GitError(
        Text(
            zh=f"这里没有上一个审定版 {shown(number)} 的内容（{commit[:12]}），比不出变更",
            en=f"the release before, {shown(number)} ({commit[:12]}), is not here",
        ),
        Text(
            zh=f"先运行  git fetch --depth 1 origin tag {shown(tag_of(number))}",
            en=f"fetch it: git fetch --depth 1 origin tag {shown(tag_of(number))}",
        ),
    )
