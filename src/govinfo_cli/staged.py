"""What git's index holds: the next commit, as `git commit` is about to make it. No filter runs, no file is looked at."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from govinfo_cli.diagnostic import Text
from govinfo_cli.git import objects as git
from govinfo_cli.source import FOLDERS, TROUBLES, File, Revision
from govinfo_cli.visible import shown

_INTENDED = 1 << 29  # git's CE_INTENT_TO_ADD: `git add -N`, which a commit leaves out
_EMPTY = {
    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
}


class Staged(Revision):
    """The index of the checkout that `root` lies in, read as a Revision is; `commit` is None.

    Raises GitError where no git repository is, and while a merge conflict is not settled.
    """

    def __init__(self, root: Path) -> None:
        top = git.top(root)
        if top is None:
            raise git.GitError(
                Text(zh="这里不是 git 仓库，没有暂存区（--staged）", en="--staged: this is no git repository"),
                Text(zh="去掉 --staged，检查当前文件", en="leave --staged out to check the files as they are"),
            )
        self.root, self.commit = root, None
        self.under = "" if top == root else root.relative_to(top).as_posix() + "/"

    @cached_property
    def _index(self) -> dict[str, File]:
        """Every file below catalog/ and schemas/."""
        found = {}
        for mode, blob, stage, path in self._listed():
            if stage != "0":
                raise _conflict(path)
            found[path] = File(path, blob, 0, TROUBLES.get(mode, ""))
        if any(file.blob in _EMPTY for file in found.values()):
            for path in self._only_intended():
                found.pop(path, None)
        return found

    @cached_property
    def _near(self) -> dict[str, File]:
        """What lies directly in catalog/ and schemas/, folders too."""
        found = {}
        for path, file in self._index.items():
            near = "/".join(path.split("/")[:2])
            found[near] = file if near == path else File(near, trouble="folder")
        return found

    def files(self, folder: str, *, sizes: bool = True) -> Iterator[File]:
        """All files below `folder`, sorted by path; the index does not know their sizes, which are 0."""
        return super().files(folder)

    def read(self, files: Iterable[File]) -> Iterator[tuple[File, bytes | None]]:
        """Each file with its bytes, and now with its size; None where they cannot be had or are too many."""
        for file, raw in super().read(files):
            yield (file if raw is None else file._replace(size=len(raw))), raw

    def _listed(self) -> Iterator[tuple[str, str, str, str]]:
        for line in os.fsdecode(self._asked("--stage")).split("\0"):
            head, tab, path = line.partition("\t")
            if tab:
                yield (*head.split(" "), path.removeprefix(self.under))

    def _only_intended(self) -> Iterator[str]:
        """The paths that `git add -N` has announced and nothing more."""
        # Behind each path come five lines of facts, and without any mark the next path.
        path = ""
        for part in os.fsdecode(self._asked("--debug")).split("\0"):
            *facts, name = part.split("\n", 5)
            if path and int(facts[-1].rpartition("flags:")[2], 16) & _INTENDED:
                yield path.removeprefix(self.under)
            path = name

    def _asked(self, option: str) -> bytes:
        folders = (self.under + folder for folder in FOLDERS)
        return git.run(self.root, "ls-files", "-z", option, "--", *folders, index=_named_index(self.root))


def _named_index(root: Path) -> str | None:
    """The index that `git commit -a` and `git commit FILE` prepare is another file; they name it to their hooks, from
    the top of the work tree."""
    named = os.environ.get("GIT_INDEX_FILE")
    return os.path.join(git.top(root) or root, named) if named else None


def _conflict(path: str) -> git.GitError:
    return git.GitError(
        Text(zh=f"合并冲突还没有解决：{shown(path, 120)}", en=f"a merge conflict is not settled: {shown(path, 120)}"),
        Text(zh="改好这个文件，运行  git add 文件  ，再检查一次", en="mend the file, run git add FILE and check again"),
    )
