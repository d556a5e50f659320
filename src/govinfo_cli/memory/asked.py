"""Git is asked what became of a checkout before the program itself is loaded: in a large one that takes git longer."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.git.checkout import kept, without_filters, written
from govinfo_cli.git.guard import GitError, started, top

_COMMANDS = {"validate": "entries", "export": "entries", "list": "contents", "stats": "contents"}  # what each takes up
_ELSEWHERE = "--no-cache", "--root", "--rev", "--staged", "--base", "--help", "-h"  # options of runs that do not ask
_waiting: dict[tuple[Path, str], Asked] = {}


class Asked(NamedTuple):
    """Git's children at work: `status` of what it has in its index, and the id of HEAD's tree of catalog/. `began` is
    the time before, `index` when git's index was written (nanoseconds; None: not to be believed)."""

    began: int
    index: int | None
    status: object
    head: object

    def end(self) -> None:
        """Leaves no child behind."""
        for child in (self.status, self.head):
            child.kill()
            child.stdout.close()
            child.wait()


def beforehand(arguments: Sequence[str]) -> None:
    """Asks for what the run of `catalog arguments` will want to know, where an earlier run left a store here; only
    `asked` takes it up. Never raises."""
    if not arguments or arguments[0] not in _COMMANDS or any(one.split("=")[0] in _ELSEWHERE for one in arguments):
        return
    with suppress(OSError, GitError, ValueError):
        here = Path.cwd().resolve()
        work = top(here)
        if work is None or not kept(work).with_name(_COMMANDS[arguments[0]]).exists():
            return
        for root in (here, *here.parents):
            if (root / "catalog" / "catalog.yaml").is_file():
                under = "" if root == work else root.relative_to(work).as_posix() + "/"
                _waiting[work, under] = _ask(work, under)
                return
            if root == work:
                return


def asked(work: Path, under: str) -> Asked:
    """What git is asked of the catalogue in the folder `under` (with "/") of a work tree. Raises GitError."""
    return _waiting.pop((work, under), None) or _ask(work, under)


def forgotten() -> None:
    """Ends what was asked for and not taken up."""
    while _waiting:
        _waiting.popitem()[1].end()


def _ask(work: Path, under: str) -> Asked:
    began, index = time.time_ns(), written(work)
    own = "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--ignored=no", "--", f"{under}catalog"
    status = _started(work, "status", *own, settings=without_filters(work))
    try:
        return Asked(began, index, status, _started(work, "rev-parse", "--verify", "--quiet", f"HEAD:{under}catalog"))
    except GitError:
        status.kill()
        raise


def _started(work: Path, name: str, *options: str, settings: Mapping[str, str] = {}) -> object:
    child = started(work, name, *options, settings=settings)
    child.stdin.close()
    return child
