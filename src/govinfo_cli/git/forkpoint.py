"""Where a change began: the commit it has in common with its base. Where that is not at hand, the command that fetches it."""

from __future__ import annotations

import shlex
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.git import ahead
from govinfo_cli.git import objects as git
from govinfo_cli.pattern import Pattern
from govinfo_cli.visible import shown

_COMMIT = Pattern("[0-9a-f]{40}|[0-9a-f]{64}")
_HEX = Pattern("[0-9a-f]{7,64}")
_TAG = Pattern(r"refs/tags/|v?[0-9]+(\.[0-9]+)+$")  # or a version: nobody calls a branch so
_STEPS = Pattern(r"[~^].*|@\{.*")  # main~3, main^2, main@{upstream}
_PREFERRED = "upstream", "origin"  # of a fork the base is the upstream's


class _Wanted(NamedTuple):
    """What a base that is not there would be at a remote: what to fetch, and how to name it afterwards."""

    remote: str
    refspec: str
    name: str


def commits(root: Path, base: str, head: str = "HEAD") -> tuple[str, str]:
    """The commit that `head` is, and the best common ancestor of that and `base` (three dots), as full ids.

    Raises GitError: no repository, nothing committed, an unknown `head`; and where `base` or what both come from is not
    at hand (a shallow clone, a branch never fetched, a fork), with the command to type.
    """
    if not base.strip() or set(base) == {"0"}:
        raise _blank(base)
    together = ahead.fork(head, base)
    if together:
        with suppress(git.GitFailed):
            found = ahead.forked(git.run(root, "rev-parse", *together))
            if found:
                return found
    tip, other = _both(root, head, base)
    try:
        return tip, git.run(root, "merge-base", tip, other).decode().split()[0]
    except git.GitFailed:
        raise _apart(root, base, tip, other) from None


def _both(root: Path, head: str, base: str) -> tuple[str, str]:
    if _names_a_revision(head) and _names_a_revision(base):
        with suppress(git.GitFailed):
            said = git.run(root, "rev-parse", "--end-of-options", f"{head}^{{commit}}", f"{base}^{{commit}}")
            found = [
                line for line in said.decode().split() if _COMMIT.fullmatch(line)
            ]  # some versions repeat the option
            if len(found) == 2:
                return found[0], found[1]
    if git.top(root) is None and not git.is_repository(root):
        raise git.GitError(
            Text(zh="这里不是 git 仓库，没有可比对的版本（--base）", en="--base: this is no git repository"),
            Text(zh="去掉 --base，检查整个目录", en="leave --base out to check the whole catalogue"),
        )
    tip = git.commit_of(root, head)  # says it where nothing has been committed yet, or there is no such revision
    if not _names_a_revision(base):
        raise _unknown(base)
    other = _commit(root, base)
    if other is None:
        raise _absent(root, base, tip)
    return tip, other


def _blank(base: str) -> git.GitError:
    """What a CI hands over where it knows no base: an empty variable, or forty noughts for a new branch."""
    return git.GitError(
        Text(
            zh="--base 后面没有写版本（变量是空的？）"
            if not base.strip()
            else "--base 后面全是 0：新分支没有上一个版本",
            en="--base is blank (an empty variable?)"
            if not base.strip()
            else "--base is all noughts: a new branch has no revision before",
        ),
        Text(zh="写明目标分支，例如  --base origin/main", en="name the target branch, such as --base origin/main"),
    )


def _names_a_revision(text: str) -> bool:
    return bool(text) and not text.startswith("-") and "\0" not in text and "\n" not in text


def _commit(root: Path, revision: str) -> str | None:
    try:
        said = git.run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    except git.GitFailed:
        return None
    return said.decode().split()[-1]


def _unknown(revision: str) -> git.GitError:
    return git.GitError(
        Text(zh=f"没有这个版本：“{shown(revision)}”", en=f"unknown revision: '{shown(revision)}'"),
        Text(
            zh="用  git log --oneline  或  git branch -a  查看可用的版本", en="see git log --oneline or git branch -a"
        ),
    )


def _absent(root: Path, base: str, tip: str) -> git.GitError:
    """Why the base is not there, and how to get it."""
    names = _remotes(root)
    name = _STEPS.sub("", base)
    text = _missing(base, name, names)
    local = [one for one in (f"{remote}/{name}" for remote in _by_preference(names)) if _commit(root, one)]
    if local:
        wanted = local[0] + base[len(name) :]
        if _commit(root, wanted):
            return git.GitError(
                Text(
                    zh=f"没有名为“{shown(base)}”的版本，远程分支“{wanted}”在本机",
                    en=f"there is no '{shown(base)}' here, but its remote branch '{wanted}' is",
                ),
                Text(zh=f"改用  --base {shlex.quote(wanted)}", en=f"use --base {shlex.quote(wanted)}"),
            )
    if name != base and _commit(root, name):
        if not git.is_shallow(root):
            return _unknown(base)  # the history does not go back that far
        return _to_fetch(root, text, _Wanted(_remote_of(name, names) or "origin", "", base), tip)
    if name == "HEAD":
        return _unknown(base)
    remote = _remote_of(name, names)
    front = name.partition("/")[0]
    if not names or (remote is None and front in _PREFERRED):
        return _without_remote(base, front if front in _PREFERRED else "origin")
    if _HEX.fullmatch(name):
        first = _by_preference(names)[0]
        # No remote can be asked for the beginning of an id.
        wanted = _Wanted(first, name if _COMMIT.fullmatch(name) else f"+refs/heads/*:refs/remotes/{first}/*", base)
    elif remote:
        branch = name.removeprefix("refs/remotes/").removeprefix(remote + "/")
        wanted = _Wanted(remote, f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}", base)
    elif _TAG.match(name):
        tag = name.removeprefix("refs/tags/")
        wanted = _Wanted(_by_preference(names)[0], f"+refs/tags/{tag}:refs/tags/{tag}", base)
    else:
        remote = _by_preference(names)[0]
        branch = name.removeprefix("refs/heads/")
        spec = f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}"
        wanted = _Wanted(remote, spec, f"{remote}/{branch}{base[len(name) :]}")
        if not name.startswith("refs/"):
            return _branch_or_tag(_to_fetch(root, text, wanted, tip), remote, name, base)
    return _to_fetch(root, text, wanted, tip)


def _missing(base: str, name: str, remotes: list[str]) -> Text:
    """That the base is not here, as what it seems to be."""
    said = shown(base)
    if _HEX.fullmatch(name):
        return Text(
            zh=f"本机没有比对基准的提交“{said}”（没有取回，或写错了）",
            en=f"there is no commit '{said}' here for a base (not fetched, or misspelt)",
        )
    if _TAG.match(name):
        return Text(
            zh=f"本机没有比对基准的标签“{said}”（没有取回，或写错了）",
            en=f"there is no tag '{said}' here for a base (not fetched, or misspelt)",
        )
    if _remote_of(name, remotes):
        return Text(
            zh=f"本机没有比对基准的远程分支“{said}”（没有取回，或写错了）",
            en=f"there is no remote branch '{said}' here for a base (not fetched, or misspelt)",
        )
    return Text(
        zh=f"本机没有名为“{said}”的分支、标签或提交，无法作比对基准",
        en=f"there is no branch, tag or commit '{said}' here that could be the base",
    )


def _branch_or_tag(error: git.GitError, remote: str, name: str, base: str) -> git.GitError:
    """The same with the command for a tag beside the one for a branch: only the remote knows which of them it is."""
    command, again = shlex.join(["git", "fetch", remote, "tag", name]), shlex.quote(base)
    return git.GitError(
        error.text,
        Text(
            zh=f"写错了的，改正；是分支的，{error.help.zh}；是标签的，运行  {command}  ，再用  --base {again}  检查一次",
            en=f"mend it if it is misspelt; if it is a branch, {error.help.en}; if it is a tag, run  {command}  and check again "
            f"with --base {again}",
        ),
    )


def _without_remote(base: str, remote: str) -> git.GitError:
    return git.GitError(
        _unknown(base).text,
        Text(
            zh=f"用  git branch -a  查看可用的版本；它在别处的仓库里，先运行  git remote add {remote} 地址  "
            f"，再运行  git fetch {remote}",
            en=f"see git branch -a; if it is in another repository, run git remote add {remote} URL, then git fetch "
            f"{remote}",
        ),
    )


def _apart(root: Path, base: str, tip: str, other: str) -> git.GitError:
    """Why two commits have nothing in common."""
    if not git.is_shallow(root):
        return git.GitError(
            Text(
                zh=f"与比对基准“{shown(base)}”没有共同起点，两边的历史互不相干",
                en=f"no merge base with '{shown(base)}': the two histories have nothing in common",
            ),
            Text(
                zh="换用本分支由来的版本作  --base  ；只看两个版本差在哪里，用  catalog diff",
                en="give --base a revision that this branch comes from; catalog diff compares any two revisions",
            ),
        )
    names = _remotes(root)
    name = _STEPS.sub("", base)
    remote = _remote_of(name, names)
    if remote:
        branch = name.removeprefix("refs/remotes/").removeprefix(remote + "/")
        spec = f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}"
    else:
        remote = _by_preference(names)[0] if names else "origin"
        spec = " ".join(_cut(root, other))
    return _to_fetch(
        root,
        Text(
            zh=f"历史不全（浅克隆），找不到与比对基准“{shown(base)}”的共同起点",
            en=f"the history is cut off (a shallow clone): no merge base with '{shown(base)}'",
        ),
        _Wanted(remote, spec, base),
        tip,
    )


def _to_fetch(root: Path, text: Text, wanted: _Wanted, tip: str) -> git.GitError:
    """The error with the command that fetches what is missing, and of a cut off history the rest."""
    parts = ["git", "fetch", "--no-tags"]
    if git.is_shallow(root):
        # Of a detached head no branch would bring the history: it is asked for by where it was cut off.
        parts += ["--unshallow", wanted.remote, *_cut(root, tip)]
    else:
        parts.append(wanted.remote)
    parts += [part for part in wanted.refspec.split(" ") if part and part not in parts]
    command = " ".join(map(shlex.quote, parts))
    again = shlex.quote(wanted.name)
    return git.GitError(
        text,
        Text(
            zh=f"运行  {command}  ，再用  --base {again}  检查一次",
            en=f"run  {command}  and check again with --base {again}",
        ),
    )


def _cut(root: Path, commit: str) -> list[str]:
    """The commits at which the history of `commit` was cut off."""
    return git.run(root, "rev-list", "--max-parents=0", commit).decode().split()


def _remote_of(name: str, remotes: list[str]) -> str | None:
    """The remote whose branch `name` is: of upstream/main, upstream."""
    name = name.removeprefix("refs/remotes/")
    return max((one for one in remotes if name.startswith(one + "/")), key=len, default=None)


def _by_preference(remotes: list[str]) -> list[str]:
    return [*(one for one in _PREFERRED if one in remotes), *(one for one in sorted(remotes) if one not in _PREFERRED)]


def _remotes(root: Path) -> list[str]:
    try:
        said = git.run(root, "config", "--name-only", "--get-regexp", r"^remote\..*\.url$").decode("utf-8", "replace")
    except git.GitFailed:
        return []  # git says so where nothing matches
    return [line.removeprefix("remote.").removesuffix(".url") for line in said.splitlines()]
