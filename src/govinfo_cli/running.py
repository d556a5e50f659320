"""What every command shares: where the catalogue is, the language, and how a failed run is told."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.git import objects as git
from govinfo_cli.settings import CatalogError
from govinfo_cli.source import Folder, Revision, Source


class UsageError(Exception):
    """The command line asks for what cannot be; `text` says what, `help` the way out. Exit 2."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


class Globals(NamedTuple):
    """The options before the subcommand."""

    root: str | None = None
    profiles: tuple[str, ...] = ()
    lang: str = "zh"
    color: str = "auto"
    quiet: bool = False
    verbose: bool = False

    def colored(self, stream) -> bool:
        """Whether to write colours to `stream`: --color, else NO_COLOR, FORCE_COLOR, else a terminal."""
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()

    def find_root(self) -> Path:
        """The folder that holds catalog/catalog.yaml, upward from here but no further than the git root."""
        if self.root is not None:
            return Path(self.root).resolve()
        found = enclosing(Path.cwd().resolve())
        if found is not None:
            return found
        raise CatalogError(
            Text(
                zh="这里没有目录库（没有找到 catalog/catalog.yaml）",
                en="no catalogue here (catalog/catalog.yaml not found)",
            ),
            Text(
                zh="请进入目录库的文件夹再运行，或用  --root 文件夹  指定",
                en="run inside a catalogue's folder, or name it with --root DIR",
            ),
        )

    def source(self, revision: str | None = None) -> Source:
        """The working tree, or `revision` from git's objects."""
        if revision is None:
            return Folder(self.find_root())
        return Revision(self.repository(), revision)

    def repository(self) -> Path:
        """The folder that holds the catalogue; of a bare or unchecked-out repository the repository itself."""
        try:
            return self.find_root()
        except CatalogError:
            # A bare or unchecked-out repository has the catalogue in its objects only.
            place = Path.cwd().resolve()
            if git.is_repository(place):
                return place
            raise


def enclosing(here: Path) -> Path | None:
    """The folder that holds catalog/catalog.yaml, from `here` upward but no further than the git root, or None."""
    for place in (here, *here.parents):
        if os.path.isfile(place / "catalog" / "catalog.yaml"):
            return place
        if os.path.exists(place / ".git"):
            break
    return None


def today(given: str | None, option: str = "--today") -> date:
    """The day the rules count from: as given (YYYY-MM-DD), else the local date. Raises UsageError."""
    if given is None:
        return date.today()
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise UsageError(
            Text(zh=f"{option}：“{given}”不是日期", en=f"{option}: '{given}' is not a date"),
            Text(zh=f"写成  {option} 2026-11-24", en=f"write {option} 2026-11-24"),
        ) from None


def relative(root: Path, path: str) -> str:
    """A path argument, relative to the working directory, as a path relative to the root. Raises UsageError."""
    # Not resolved: a link within the catalogue is a finding, not a way out of it.
    full = Path(os.path.abspath(path))
    for base in (root, Path(os.path.realpath(root))):
        try:
            return full.relative_to(base).as_posix()
        except ValueError:
            continue
    raise UsageError(
        Text(zh=f"“{path}”不在目录库里", en=f"'{path}' is not inside the catalogue"),
        Text(zh=f"目录库是 {root / 'catalog'}", en=f"the catalogue is {root / 'catalog'}"),
    )


def tell(text: Text, help: Text | None, lang: str, checking: bool = False) -> None:
    """A failed run, in the manner of a finding, to stderr."""
    from govinfo_cli.visible import visible

    head = Text(zh="未能检查：" if checking else "未能完成：", en="failed: ").of(lang)
    print(f"{head}{visible(_masked(text.of(lang)))}", file=sys.stderr)
    if help:
        print(f"{Text(zh='改法', en='help').of(lang)}  {visible(_masked(help.of(lang)))}", file=sys.stderr)


def _masked(said: str) -> str:
    """The sentence without what must not be seen, which it may quote of a file that could not be read."""
    if "密" not in said and sum(map(str.isdigit, said)) < 11:
        return said
    from govinfo_cli.veil import masked

    return masked(said)
