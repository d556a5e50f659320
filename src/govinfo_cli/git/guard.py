"""Every git child starts here, guarded: nothing that a checkout configures is executed, and nothing is fetched."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from govinfo_cli.beside import Beside
from govinfo_cli.diagnostic import Text

if TYPE_CHECKING:
    from subprocess import Popen

# What the environment says outweighs every file that a repository brings along (tests/test_git_safety.py).
_GUARD = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.quotePath": "false",
    "core.useReplaceRefs": "false",
    "core.untrackedCache": "false",
    # Else a repository may have changes overlooked whose size and time of change are as before.
    "core.trustctime": "true",
    "core.checkStat": "default",
    "core.ignoreStat": "false",
}
# The subcommands that we use, with what each is always told. None of them runs a filter, a driver, a hook, an editor or
# gpg (`tag` signs only when it is told to); `status` alone runs filters, which checkout.py empties by name. `log`, `diff`
# and `show` run half of them.
_SUBCOMMANDS: dict[str, tuple[str, ...]] = {
    "cat-file": (),
    "config": (),
    "diff-tree": ("--no-ext-diff", "--no-textconv"),
    "for-each-ref": (),
    "grep": ("--no-textconv", "--no-recurse-submodules", "--no-color", "--no-line-number", "--no-column"),
    "ls-files": (),
    "ls-tree": (),
    "merge-base": (),
    "rev-list": (),
    "rev-parse": (),
    "status": ("--ignore-submodules=all",),
    "tag": (),
}

# What was asked for beforehand and not taken up yet, by its command line.
_asked: dict[tuple[str, ...], Beside[bytes]] = {}


class GitError(Exception):
    """Git is missing or refused; `text` says what and what to do."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


class GitMissing(GitError):
    """There is no git on this machine."""


class GitRefused(GitError):
    """There is a repository, and git will not read it for this user."""


class GitFailed(GitError):
    """Git could not do what it was asked."""


@cache
def _searched(path: str) -> tuple[str, ...]:
    return tuple(folder for folder in path.split(os.pathsep) if os.path.isabs(folder))


@cache
def _program(path: str, name: str = "git") -> str | None:
    called = f"{name}.exe" if sys.platform == "win32" else name
    for folder in _searched(path):
        place = os.path.join(folder, called)
        if os.path.isfile(place) and os.access(place, os.X_OK):
            return place
    return None


def program() -> str:
    """The git of this machine; raises GitMissing. An empty or relative item of PATH is passed over, and so is the
    working directory, where Windows looks first: a git that lies in a checkout is a stranger's."""
    found = _program(os.environ.get("PATH", os.defpath))
    if found is None:
        raise GitMissing(
            Text(zh="没有找到 git 程序", en="git is not installed"), Text(zh="请先安装 git", en="install git")
        )
    return found


def environment(more: Mapping[str, str] = {}) -> dict[str, str]:
    """The environment of every git child: this process's, without git's own variables, with the guard and with `more`
    settings of git."""
    clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    settings = {**_GUARD, **more}
    clean.update(
        PATH=os.pathsep.join(_searched(os.environ.get("PATH", os.defpath))),
        GIT_OPTIONAL_LOCKS="0",
        # Older versions do not know the first, and fetch what a partial clone lacks by a program of the repository's
        # choice. No protocol is called "none", hence none is allowed.
        GIT_NO_LAZY_FETCH="1",
        GIT_ALLOW_PROTOCOL="none",
        GIT_TERMINAL_PROMPT="0",
        GIT_NO_REPLACE_OBJECTS="1",
        GIT_GRAFT_FILE=os.path.join(os.devnull, "none"),
        GIT_LITERAL_PATHSPECS="1",
        GIT_CONFIG_COUNT=str(len(settings)),
        LC_ALL="C",
    )
    for number, (name, value) in enumerate(settings.items()):
        clean[f"GIT_CONFIG_KEY_{number}"], clean[f"GIT_CONFIG_VALUE_{number}"] = name, value
    return clean


def top(folder: Path) -> Path | None:
    """The work tree that `folder` lies in, found by looking for `.git`, or None. Starts no process."""
    for place in (folder, *folder.parents):
        if os.path.exists(place / ".git"):
            return place
    return None


def _command(root: Path, name: str, *arguments: str) -> list[str]:
    # At the top of the work tree: a folder of a checkout that is laid out like a bare repository would else be taken
    # for the repository itself.
    return [program(), "-C", str(top(root) or root), "--no-pager", name, *_SUBCOMMANDS[name], *arguments]


def ask(root: Path, name: str, *arguments: str) -> Beside[bytes]:
    """The output of the same child as `run` starts, at work beside everything else; `run` takes it up."""
    command = _command(root, name, *arguments)
    _asked[tuple(command)] = asked = Beside(lambda: _output(root, command))
    return asked


def forget() -> None:
    """Drops what was asked for and not taken up: by now the answer may be another."""
    _asked.clear()


def run(
    root: Path,
    name: str,
    *arguments: str,
    input: bytes = b"",
    settings: Mapping[str, str] = {},
    index: str | None = None,
) -> bytes:
    """The output of `git name arguments` at the top of the work tree of `root` (in a bare repository: in `root`), which
    reads `input`; paths in `arguments` are literal. `index` is another file than the checkout's own. Raises GitError."""
    command = _command(root, name, *arguments)
    if _asked and not (input or settings or index) and (known := _asked.pop(tuple(command), None)):
        return known.result()
    return _output(root, command, input, settings, index)


def _output(
    root: Path, command: list[str], input: bytes = b"", settings: Mapping[str, str] = {}, index: str | None = None
) -> bytes:
    import subprocess

    surroundings = environment(settings) | ({"GIT_INDEX_FILE": index} if index else {})
    try:
        fed = {"input": input} if input else {"stdin": subprocess.DEVNULL}
        done = subprocess.run(command, capture_output=True, env=surroundings, **fed)
    except OSError as error:
        raise GitFailed(
            Text(zh=f"git 未能运行：{error.strerror}", en=f"git could not be run: {error.strerror}")
        ) from None
    if done.returncode:
        raise _failed(root, done.stderr.decode("utf-8", "replace"), done.returncode)
    return done.stdout


def started(root: Path, name: str, *arguments: str, settings: Mapping[str, str] = {}) -> Popen[bytes]:
    """The same child, to be written to and read from; what it says on stderr is dropped. Raises GitError."""
    import subprocess

    command = _command(root, name, *arguments)
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(settings)
        )
    except OSError as error:
        raise GitFailed(
            Text(zh=f"git 未能运行：{error.strerror}", en=f"git could not be run: {error.strerror}")
        ) from None


def _failed(root: Path, said: str, code: int) -> GitError:
    if "dubious ownership" in said:
        # Git names the folder that it means, which may be another than ours.
        named = re.search(r"--add safe\.directory (.+)", said)
        place = named[1] if named else str(top(root) or root)
        return GitRefused(
            Text(zh="git 拒绝读取：目录库属于另一个系统用户", en="git refuses: the repository belongs to another user"),
            Text(
                zh=f"确认可信后运行  git config --global --add safe.directory {place}",
                en=f"if you trust it: git config --global --add safe.directory {place}",
            ),
        )
    if "safe.bareRepository" in said:
        return GitRefused(
            Text(
                zh="git 拒绝读取：这里是服务器用的仓库（没有目录文件的裸仓库），本机的设置不让直接读",
                en="git refuses: this is a bare repository, as servers have them, which a setting of this machine forbids",
            ),
            Text(
                zh="换到平时填目录的文件夹里运行；一定要读这里、确认可信的，先运行  git config --global safe.bareRepository all",
                en="run it where the catalogue's files are; or, if you trust this one: git config --global safe.bareRepository all",
            ),
        )
    if "promisor remote" in said or "lazy fetching disabled" in said:
        return lacking(root)
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return GitFailed(
            Text(zh="磁盘空间不足，git 没有写成", en="the disk is full: git wrote nothing"),
            Text(zh="清出一些磁盘空间，再运行一次", en="free some space and run again"),
        )
    if ".lock" not in said and any(
        word in said for word in ("Permission denied", "Read-only file system", "unable to write")
    ):
        return GitFailed(
            Text(
                zh="git 写不进仓库（.git 文件夹）：没有写入权限",
                en="git cannot write to the repository (.git): no permission",
            ),
            Text(
                zh="在自己有写入权限的地方克隆一份再运行，或请管理这个文件夹的人给你写入权限",
                en="run it in a clone of your own, or ask whoever keeps this folder for the right to write to it",
            ),
        )
    line = next(iter(said.strip().splitlines()[-1:]), f"exit {code}")
    return GitFailed(
        Text(zh=f"git 没有完成，它报告：{line}", en=f"git failed, saying: {line}"),
        Text(
            zh="照它说的处理后再运行；看不明白的，运行  git fsck  检查仓库，把两处结果发给管理目录库的人",
            en="do as it says and run again; if that is unclear, git fsck checks the repository: show both to whoever keeps it",
        ),
    )


def lacking(root: Path, id: str = "") -> GitError:
    """Why an object is not there (`id`, where it is known which)."""
    try:
        partial = run(root, "config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$")
    except GitFailed:
        partial = b""
    if partial:
        return GitError(
            Text(
                zh="这个版本的内容没有取回本机（部分克隆），本工具不连网取",
                en="what this revision holds was never fetched (a partial clone), and this tool fetches nothing",
            ),
            Text(
                zh="先运行  git fetch --refetch --no-filter  取回全部内容",
                en="fetch all of it first: git fetch --refetch --no-filter",
            ),
        )
    return GitError(
        Text(
            zh=f"这个版本的内容在 git 仓库里缺了一部分{f'（对象 {id}）' if id else ''}，仓库可能已损坏",
            en=f"a part of this revision is missing from the git repository{f' (object {id})' if id else ''}: damaged, perhaps",
        ),
        Text(
            zh="从托管平台重新克隆一份再运行；要看哪里损坏，运行  git fsck",
            en="clone it anew and run again; git fsck tells what is damaged",
        ),
    )


def keygen_program() -> str | None:
    """The ssh-keygen of this machine, looked for as git is, or None."""
    return _program(os.environ.get("PATH", os.defpath), "ssh-keygen")


def keygen(*arguments: str, input: bytes = b"") -> tuple[int, bytes, str]:
    """(exit code, output, what it says) of `ssh-keygen arguments`, which reads `input`. It reads no configuration, and
    asks for a passphrase at the terminal only. Raises GitMissing where there is none."""
    import subprocess

    program = keygen_program()
    if program is None:
        raise GitMissing(
            Text(zh="没有找到 ssh-keygen 程序", en="ssh-keygen is not installed"),
            Text(zh="请先安装 OpenSSH（8.2 以上）", en="install OpenSSH, 8.2 or newer"),
        )
    # Who may ask for a passphrase, and which library speaks to a security key, is not for the environment to say.
    closed = {name: value for name, value in os.environ.items() if name not in ("SSH_ASKPASS", "SSH_SK_PROVIDER")}
    surroundings = closed | {"LC_ALL": "C", "SSH_ASKPASS_REQUIRE": "never"}
    done = subprocess.run([program, *arguments], input=input, capture_output=True, env=surroundings)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip()
