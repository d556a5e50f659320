"""Every git child runs through here, guarded: nothing that a checkout configures is executed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

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


def tree(root: Path, commit: str, *folders: str) -> Iterator[tuple[str, str, int | None, bytes]]:
    """(mode, blob id, size, raw path) of every file below `folders` in `commit`, in git's order."""
    listing = run(root, "ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", *folders)
    for line in listing.split(b"\0"):
        if not line:
            continue
        head, path = line.split(b"\t", 1)
        mode, _, blob, size = head.split()
        yield mode.decode(), blob.decode(), None if size == b"-" else int(size), path


def blobs(root: Path, ids: Iterable[str]) -> Iterator[bytes]:
    """The contents of the blobs `ids`, in order, through one `cat-file --batch`."""
    import subprocess

    command = ["git", "-C", str(root), "cat-file", "--batch"]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
    )
    try:
        for blob in ids:
            child.stdin.write(blob.encode() + b"\n")
            child.stdin.flush()
            head = child.stdout.readline().split()
            if len(head) != 3:
                raise GitError(Text(zh=f"git 对象缺失：{blob}", en=f"missing git object: {blob}"))
            yield child.stdout.read(int(head[2]))
            child.stdout.read(1)
    finally:
        child.stdin.close()
        child.stdout.close()
        child.wait()


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
