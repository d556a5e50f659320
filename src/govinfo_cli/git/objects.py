"""What the tool asks of git: commits, trees, blobs and history, read as objects; what is ignored."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO

from govinfo_cli.diagnostic import Text
from govinfo_cli.git import ahead
from govinfo_cli.git.guard import (
    GitError,
    GitFailed,
    GitMissing,
    GitRefused,
    environment,
    keygen_program,
    lacking,
    run,
    started,
    top,
)
from govinfo_cli.pattern import Pattern

__all__ = ["GitError", "GitFailed", "GitMissing", "GitRefused", "environment", "run", "top"]  # and what is below

_ID = Pattern("[0-9a-f]{40}|[0-9a-f]{64}")


def commit_of(root: Path, revision: str) -> str:
    """The full commit id of `revision`; raises GitError when there is no such revision."""
    unknown = GitError(
        Text(zh=f"没有这个版本：“{revision}”", en=f"unknown revision: '{revision}'"),
        Text(
            zh="用  git log --oneline  查看可用的版本；浅克隆先运行  git fetch --unshallow",
            en="see git log --oneline; in a shallow clone run git fetch --unshallow first",
        ),
    )
    if not revision or revision.startswith("-") or "\0" in revision:
        raise unknown
    try:
        found = run(root, "rev-parse", "--verify", "--quiet", *ahead.peeled(revision))
    except GitFailed:
        raise (unknown if has_commits(root) else _unborn()) from None
    commit = found.decode().strip()
    if not _ID.fullmatch(commit):  # ^HEAD, "all but HEAD"
        raise unknown
    return commit


def has_commits(root: Path) -> bool:
    """Whether anything has been committed in the repository."""
    try:
        return bool(run(root, "rev-list", "--all", "--max-count=1"))
    except GitFailed:
        return False


def _unborn() -> GitError:
    return GitError(
        Text(zh="git 里还没有任何版本", en="nothing has been committed yet"),
        Text(
            zh="先运行  git add catalog && git commit  提交一次", en="commit once first: git add catalog && git commit"
        ),
    )


def commits_of(root: Path, *revisions: str) -> list[str]:
    """The full commit ids of several revisions, through one child where all are there; raises GitError."""
    if all(revision and not revision.startswith("-") and "\0" not in revision for revision in revisions):
        try:
            said = run(root, "rev-parse", *ahead.peeled(*revisions))
        except GitFailed:
            said = b""
        # Some versions of git repeat the option.
        found = [line for line in said.decode().split() if _ID.fullmatch(line)]
        if len(found) == len(revisions):
            return found
    return [commit_of(root, revision) for revision in revisions]


def tree(
    root: Path, commit: str, *folders: str, deep: bool = True, sizes: bool = True
) -> Iterator[tuple[str, str, int | None, bytes]]:
    """(mode, id, size, raw path) of every file below `folders` in `commit`, in git's order.

    Not `deep`: of what lies in "folder/" itself, folders too (mode 040000). Without `sizes`, which take git an
    access to every object, they are None.
    """
    for line in run(root, "ls-tree", *ahead.listing(commit, *folders, deep=deep, sizes=sizes)).split(b"\0"):
        if not line:
            continue
        head, path = line.split(b"\t", 1)
        mode, _, blob, *size = head.split()
        yield mode.decode(), blob.decode(), int(size[0]) if size and size[0].isdigit() else None, path


def changed(root: Path, old: str, new: str, *folders: str) -> Iterator[tuple[tuple[str, str], tuple[str, str], bytes]]:
    """((mode, id) in `old`, the same in `new`, raw path) of every file below `folders` that differs between two commits;
    what is not there has the mode 000000. Looks at objects only: no attribute, no filter, no rename detection."""
    fields = iter(run(root, "diff-tree", *ahead.difference(old, new, *folders)).split(b"\0"))
    for head in fields:
        if head:
            old_mode, new_mode, old_id, new_id, _ = head.decode().removeprefix(":").split()
            yield (old_mode, old_id), (new_mode, new_id), next(fields)


def ancestry(root: Path, *commits: str, refs: str = "") -> list[tuple[str, ...]]:
    """(commit, its parents …) of `commits` (full ids) and of all that they come from, the newest first and none before
    its children; `refs` adds "all" branches and tags, or only the "tags"."""
    if not commits and not refs:
        return []
    listing = run(root, "rev-list", "--date-order", "--parents", *([f"--{refs}"] if refs else []), *commits)
    return [tuple(line.split()) for line in listing.decode().splitlines()]


def steps(
    root: Path, pairs: Iterable[tuple[str, str | None]], *folders: str, only: str = ""
) -> Iterator[tuple[int, str, str, str, bytes]]:
    """What each step changed, a step being a commit and one of its parents (None: it has none), through one child.

    Yields (number of the step, status, old id, new id, raw path) of every file below `folders` that differs; the status
    is A, D, M or T, `only` some of them. Plumbing: no attribute, no filter, no configured format, no rename detection.
    """
    pairs = list(pairs)
    fed = "".join(f"{commit} {parent}\n" if parent else f"{commit}\n" for commit, parent in pairs)
    options = ["-r", "-z", "--raw", "--root", "--always", "--no-renames", "--no-abbrev"]
    options += [f"--diff-filter={only}"] if only else []
    listing = run(root, "diff-tree", "--stdin", *options, "--", *folders, input=fed.encode())
    fields, number = iter(listing.split(b"\0")), -1
    for head in fields:
        if head.startswith(b":"):
            _, _, old, new, status = head.decode().split()
            yield number, status, old, new, next(fields)
        elif head:
            number += 1


def tags(root: Path, folder: str) -> list[tuple[str, str]]:
    """(id of the tag's own object, name) of every annotated tag below refs/tags/`folder`/, sorted by name."""
    listing = run(root, "for-each-ref", "--format=%(objecttype) %(objectname) %(refname)", f"refs/tags/{folder}/")
    found = [line.split(" ", 2) for line in listing.decode("utf-8", "replace").splitlines()]
    return sorted(
        ((id, name.removeprefix("refs/tags/")) for kind, id, name in found if kind == "tag"), key=lambda one: one[1]
    )


def make_tag(root: Path, name: str, commit: str, message: str, key: str | None = None) -> None:
    """Makes an annotated tag, signed with the ssh key in the file `key` where one is given; no hook runs, and no setting
    of the repository says who signs. Raises GitError; a tag that is there stays as it is."""
    settings = {"tag.gpgSign": "false", "tag.forceSignAnnotated": "false"}
    way = ["-a"]
    if key is not None:
        settings |= {"gpg.format": "ssh", "gpg.ssh.program": keygen_program() or os.devnull, "user.signingKey": key}
        way = ["-s"]
    words = (*way, "--no-column", "--cleanup=verbatim", "-F", "-", "--", name, commit)
    run(root, "tag", *words, input=message.encode("utf-8", "replace"), settings=settings)


def is_shallow(root: Path) -> bool:
    """Whether the history was cut off when the repository was cloned or fetched."""
    return run(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def merge_base(root: Path, one: str, other: str) -> str:
    """The commit that two commits have in common, the best where there are several; raises GitError."""
    try:
        return run(root, "merge-base", one, other).decode().split()[0]
    except GitFailed:
        raise GitError(
            Text(zh="两个版本没有共同起点", en="the two revisions have no merge base"),
            Text(
                zh="浅克隆先运行  git fetch --unshallow，再比对一次",
                en="in a shallow clone run git fetch --unshallow and compare again",
            ),
        ) from None


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    """As many at once as a pipe holds for sure, so that git never waits for us nor we for git."""
    waiting = iter(ids)
    while batch := list(islice(waiting, 100)):
        yield batch


def blobs(root: Path, ids: Iterable[str], limit: int = sys.maxsize) -> Iterator[bytes | None]:
    """The contents of the blobs `ids`, in order, through one `cat-file --batch`; None for one of more bytes than
    `limit`, which is not kept."""
    child = started(root, "cat-file", "--batch")
    try:
        for batch in _batches(ids):
            child.stdin.write("".join(f"{blob}\n" for blob in batch).encode())
            child.stdin.flush()
            for blob in batch:
                head = child.stdout.readline().split()
                if len(head) != 3:
                    raise lacking(root, blob)
                size = int(head[2])
                yield child.stdout.read(size) if size <= limit else _past(child.stdout, size)
                child.stdout.read(1)
    except BrokenPipeError:
        raise lacking(root) from None
    finally:
        child.kill()  # it has nothing left to do, and tidies up longer than it read
        with suppress(BrokenPipeError):
            child.stdin.close()
        child.stdout.close()
        child.wait()


def _past(stream: IO[bytes], size: int) -> None:
    while size > 0 and (part := stream.read(min(size, 1 << 20))):
        size -= len(part)


def ignored(root: Path, folder: str) -> frozenset[str]:
    """Paths below `folder`, relative to `root`, that git ignores; a folder ends in "/"."""
    listing = run(root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--", folder)
    return frozenset(os.fsdecode(path) for path in listing.split(b"\0") if path)


def is_repository(place: Path) -> bool:
    """Whether git finds a repository at `place` (a bare one too)."""
    try:
        run(place, "rev-parse", "--git-dir")
    except GitFailed:
        return False
    return True


def blob_id(raw: bytes, algorithm: str) -> str:
    """The id of a blob that holds `raw`; `algorithm` is "sha1" or "sha256"."""
    import hashlib

    return hashlib.new(algorithm, b"blob %d\0%b" % (len(raw), raw), usedforsecurity=False).hexdigest()
