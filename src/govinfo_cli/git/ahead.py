"""What a check of a change will ask git, asked while the program itself is still being loaded."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from govinfo_cli.beside import Beside
from govinfo_cli.git.guard import ask, top

# Two revisions, of which no message and no path is asked for: git tells both and what they come from at once.
_SIMPLE = re.compile(r"(?!.*\.\.)[\w@][\w@./~^{}+-]*")
_FOLDERS = "catalog", "schemas"


def fork(head: str, base: str) -> tuple[str, ...] | None:
    """What `rev-parse` is told to say which commits `head` and `base` are, and ^ the one that both come from; None where
    that is not simply said."""
    if not (_SIMPLE.fullmatch(head) and _SIMPLE.fullmatch(base)):
        return None
    return "--end-of-options", f"{base}^{{commit}}...{head}^{{commit}}"


def forked(said: bytes) -> tuple[str, str] | None:
    """Of what it says the commit of `head` and the one that both come from; None where there is none, or several.
    The end of a range is said first."""
    lines = _lines(said)
    return (lines[0], lines[2][1:]) if len(lines) == 3 and lines[2].startswith("^") else None


def _lines(said: bytes) -> list[str]:
    return [line for line in said.decode().split() if not line.startswith("--")]  # some versions repeat the option


def peeled(*revisions: str) -> tuple[str, ...]:
    """What `rev-parse` is told to say which commits they are (objects.commits_of)."""
    # What follows ":/" is looked for in messages, all of it, and finds commits only.
    return "--end-of-options", *(one if one.startswith(":/") else one + "^{commit}" for one in revisions)


def listing(commit: str, *folders: str, deep: bool = True, sizes: bool = True) -> tuple[str, ...]:
    """What `ls-tree` is told to list `folders` (objects.tree)."""
    options = (["-r"] if deep else []) + (["-l"] if sizes else [])
    return *options, "-z", "--full-tree", commit, "--", *folders


def difference(old: str, new: str, *folders: str) -> tuple[str, ...]:
    """What `diff-tree` is told to say what differs below `folders` (objects.changed)."""
    return "-r", "-z", "--raw", "--no-renames", "--no-abbrev", old, new, "--", *folders


def beforehand(arguments: Sequence[str]) -> None:
    """Asks what `catalog validate --base` and `catalog diff OLD NEW` will want to know; guard.run takes it up where it
    asks for the very same. Never raises."""
    with suppress(Exception):
        base, head = _said(arguments, "--base"), _said(arguments, "--rev")
        if "validate" in arguments and base is not None:
            words = fork(head or "HEAD", base)
            if words and (root := _root(_said(arguments, "--root"))):
                said = ask(root, "rev-parse", *words)
                Beside(lambda: _follow(root, forked(said.result()), listed=True, lying=head is None))
        elif "diff" in arguments:
            revisions = arguments[arguments.index("diff") + 1 :][:2]
            if len(list(filter(_SIMPLE.fullmatch, revisions))) == 2 and (root := _root(_said(arguments, "--root"))):
                pair = ask(root, "rev-parse", *peeled(*revisions))
                Beside(lambda: _follow(root, _lines(pair.result())[::-1], listed=False, lying=False))


def _follow(root: Path, commits: Sequence[str] | None, listed: bool, lying: bool) -> None:
    """Asks what comes next, as soon as the commits are known, the new one and the old one; where it is `listed`, too, what
    the old one holds. The new side may be `lying` in the folder, of which git knows nothing."""
    if commits is None or len(commits) != 2:
        return
    new, old = commits
    above = top(root)
    under = "" if above is None or above == root else root.relative_to(above).as_posix() + "/"
    folders = [under + folder for folder in _FOLDERS]
    if listed:
        ask(root, "ls-tree", *listing(old, folders[0], sizes=False))
    if not lying:
        ask(root, "diff-tree", *difference(old, new, *folders))
        ask(root, "ls-tree", *listing(new, *(f"{folder}/" for folder in folders), deep=False))
    if listed:
        ask(root, "ls-tree", *listing(old, *(f"{folder}/" for folder in folders), deep=False))


def _said(arguments: Sequence[str], option: str) -> str | None:
    for place, one in enumerate(arguments):
        if one.startswith(option + "="):
            return one[len(option) + 1 :]
        if one == option and place + 1 < len(arguments):
            return arguments[place + 1]
    return None


def _root(named: str | None) -> Path | None:
    """The folder of the catalogue, as running.Globals finds it."""
    if named is not None:
        return Path(named).resolve()
    here = Path.cwd().resolve()
    for place in (here, *here.parents):
        if (place / "catalog" / "catalog.yaml").is_file():
            return place
        if os.path.exists(place / ".git"):
            break
    return None
