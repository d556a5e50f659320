"""Every git child runs through here, guarded: nothing that a checkout configures is executed."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from govinfo_cli.diagnostic import Text

# Measured: with core.fsmonitor or core.hooksPath in .git/config most porcelain runs a stranger's command;
# with these in the environment nothing ran.
_GUARD = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.quotePath": "false",
    "core.useReplaceRefs": "false",
}


class GitError(Exception):
    """Git is missing or refused; `text` says what and what to do."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


class GitMissing(GitError):
    """There is no git on this machine."""


def environment() -> dict[str, str]:
    """The environment of every git child: this process's, without git's own variables, with the guard."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    clean.update(
        GIT_OPTIONAL_LOCKS="0",
        GIT_NO_LAZY_FETCH="1",
        GIT_TERMINAL_PROMPT="0",
        GIT_CONFIG_COUNT=str(len(_GUARD)),
        LC_ALL="C",
    )
    for number, (name, value) in enumerate(_GUARD.items()):
        clean[f"GIT_CONFIG_KEY_{number}"], clean[f"GIT_CONFIG_VALUE_{number}"] = name, value
    return clean


def run(root: Path, *arguments: str) -> bytes:
    """The output of `git arguments` in `root`; raises GitError."""
    import subprocess

    command = ["git", "-C", str(root), "--no-pager", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, env=environment(), stdin=subprocess.DEVNULL)
    except OSError:
        raise GitMissing(
            Text(zh="没有找到 git 程序", en="git is not installed"), Text(zh="请先安装 git", en="install git")
        ) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        if any("dubious ownership" in line for line in said) or b"dubious ownership" in done.stderr:
            raise GitError(
                Text(
                    zh="git 拒绝读取：目录库属于另一个系统用户",
                    en="git refuses: the repository belongs to another user",
                ),
                Text(
                    zh=f"确认可信后运行  git config --global --add safe.directory {root}",
                    en=f"if you trust it: git config --global --add safe.directory {root}",
                ),
            )
        line = said[0] if said else f"exit {done.returncode}"
        raise GitError(Text(zh=f"git 未能完成：{line}", en=f"git failed: {line}"))
    return done.stdout


def top(folder: Path) -> Path | None:
    """The work tree that `folder` lies in, found by looking for `.git`, or None. Starts no process."""
    for place in (folder, *folder.parents):
        if (place / ".git").exists():
            return place
    return None


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
        found = run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    except GitError as error:
        if "git failed" in str(error):
            raise unknown from None
        raise
    return found.decode().strip()


def commits_of(root: Path, *revisions: str) -> list[str]:
    """The full commit ids of several revisions, through one child where all are there; raises GitError."""
    if all(revision and not revision.startswith("-") and "\0" not in revision for revision in revisions):
        try:
            said = run(root, "rev-parse", "--end-of-options", *(revision + "^{commit}" for revision in revisions))
        except GitError:
            said = b""
        # Some versions of git repeat the option.
        found = [line for line in said.decode().split() if re.fullmatch("[0-9a-f]{40}|[0-9a-f]{64}", line)]
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
    options = (["-r"] if deep else []) + (["-l"] if sizes else [])
    listing = run(root, "ls-tree", *options, "-z", "--full-tree", commit, "--", *folders)
    for line in listing.split(b"\0"):
        if not line:
            continue
        head, path = line.split(b"\t", 1)
        mode, _, blob, *size = head.split()
        yield mode.decode(), blob.decode(), int(size[0]) if size and size[0] != b"-" else None, path


def changed(root: Path, old: str, new: str, *folders: str) -> Iterator[tuple[tuple[str, str], tuple[str, str], bytes]]:
    """((mode, id) in `old`, the same in `new`, raw path) of every file below `folders` that differs between two commits;
    what is not there has the mode 000000. Looks at objects only: no attribute, no filter, no rename detection."""
    literal = "--literal-pathspecs"
    listing = run(
        root, literal, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", old, new, "--", *folders
    )
    fields = iter(listing.split(b"\0"))
    for head in fields:
        if head:
            old_mode, new_mode, old_id, new_id, _ = head.decode().removeprefix(":").split()
            yield (old_mode, old_id), (new_mode, new_id), next(fields)


def merge_base(root: Path, one: str, other: str) -> str:
    """The commit that two commits have in common, the best where there are several; raises GitError."""
    try:
        return run(root, "merge-base", one, other).decode().split()[0]
    except GitError as error:
        if "git failed" not in str(error):
            raise
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
    import subprocess

    command = ["git", "-C", str(root), "cat-file", "--batch"]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
    )
    try:
        for batch in _batches(ids):
            child.stdin.write("".join(f"{blob}\n" for blob in batch).encode())
            child.stdin.flush()
            for blob in batch:
                head = child.stdout.readline().split()
                if len(head) != 3:
                    raise GitError(Text(zh=f"git 对象缺失：{blob}", en=f"missing git object: {blob}"))
                size = int(head[2])
                yield child.stdout.read(size) if size <= limit else _past(child.stdout, size)
                child.stdout.read(1)
    finally:
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
    except GitError:
        return False
    return True
