"""What `git diff` shows of one file of the catalogue: its judged changes, or its lines where it cannot be read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.change import reviewing
from govinfo_cli.change.comparison import Case, compare
from govinfo_cli.change.judgement import Level
from govinfo_cli.diagnostic import Text
from govinfo_cli.patch import unified
from govinfo_cli.settings import RECORDS, open_settings
from govinfo_cli.source import File, Folder, Source, read_one
from govinfo_cli.veil import Veil
from govinfo_cli.visible import visible, visible_path
from govinfo_cli.yaml.reading import MAX_BYTES, read

_NONE = "/dev/null"
_COLORS = {Level.BREAKING: "1;31", Level.ATTENTION: "33", Level.INFO: "36"}
_MAX_LINES = 20_000  # of a side; to compare more line by line takes minutes
_PAD = 10  # cells before what an article says, so that it stands below the change


class Side(NamedTuple):
    """A file as git hands it over: its path in the work tree, and its bytes (None: it is not there; of a large one the
    first bytes only)."""

    path: str
    raw: bytes | None


class Pair(NamedTuple):
    """The two sides of a file, and how its mode changed ("" where it did not)."""

    old: Side
    new: Side
    mode: str = ""


def handed(arguments: list[str]) -> Pair | None:
    """What git passes to `diff.<driver>.command`: path, old file, id, mode, new file, id, mode, and of a renamed file
    the new path and what git says of it. None for anything else. Source: gitattributes and git's diff.c.

    An unmerged path comes alone.
    """
    if len(arguments) == 1:
        return Pair(Side(arguments[0], None), Side(arguments[0], None))
    if len(arguments) not in (7, 9):
        return None
    path, old, _, old_mode, new, _, new_mode = arguments[:7]
    mode = f"{old_mode} → {new_mode}" if _NONE not in (old, new) and old_mode != new_mode else ""
    return Pair(Side(path, _bytes(old)), Side(arguments[7] if len(arguments) == 9 else path, _bytes(new)), mode)


def lines(pair: Pair, top: Path, lang: str, color: bool) -> Iterator[str]:
    """The lines that tell what changed in the file; never raises: what cannot be compared is shown as it stands."""
    name = visible_path(pair.new.path)
    if pair.old.path != pair.new.path:
        name = f"{visible_path(pair.old.path)} → {name}"
    yield _paint(f"{reviewing.TITLE.of(lang)}  {name}", "1", color)
    if pair.mode:
        yield Text(zh=f"  文件权限  {pair.mode}", en=f"  mode  {pair.mode}").of(lang)
    if pair.old.raw is None and pair.new.raw is None:
        yield Text(zh="  合并冲突，还没有解决", en="  unmerged").of(lang)
        return
    try:
        cases = _cases(pair, top)
    except Exception:  # git ends the whole `git diff` when a driver fails, and what failed is shown line by line
        cases = None
    if cases:
        for case, grounds in cases:
            yield from _case(case, grounds, lang, color)
        return
    if cases is not None:
        yield Text(
            zh="  内容没有变更，只改了写法（排版、次序、注释）：",
            en="  nothing it says changed, only how it is written:",
        ).of(lang)
    yield from map(_hider(pair, top), _plain(pair, lang))


def _cases(pair: Pair, top: Path) -> list[tuple[Case, list[tuple[Text, Text]]]] | None:
    """The judged changes, each with what the articles behind it say; None where a side is no readable file of the
    catalogue."""
    root = _root(top, pair.new.path)
    if root is None:
        return None
    under = root.relative_to(top).as_posix() + "/" if root != top else ""
    paths = [side.path.removeprefix(under) for side in (pair.old, pair.new)]
    if not all(map(_is_ours, paths)) or any(len(side.raw or b"") > MAX_BYTES for side in (pair.old, pair.new)):
        return None
    base = Folder(root)
    before, after = (Alone(base, path, side.raw) for path, side in zip(paths, (pair.old, pair.new), strict=True))
    typed = open_settings(after).shape.typed
    for path, side in zip(paths, (pair.old, pair.new), strict=True):
        if side.raw is not None and is_entry_path(path) and read(path, side.raw, typed).problems:
            return None
    comparison = compare(before, after)
    return [(case, list(reviewing.grounds(comparison, case))) for case in comparison.cases]


def _case(case: Case, grounds: Iterable[tuple[Text, Text]], lang: str, color: bool) -> Iterator[str]:
    level = reviewing.LEVELS[case.level].of(lang)
    yield f"  {_paint(level, _COLORS[case.level], color)}  {visible(case.message.of(lang))}  [{case.name}]"
    for kind, said in grounds:
        yield f"{' ' * _PAD}  {kind.of(lang)}  {visible(said.of(lang))}"


def _plain(pair: Pair, lang: str) -> Iterator[str]:
    old, new = pair.old.raw, pair.new.raw
    if any(raw is not None and (len(raw) > MAX_BYTES or raw.count(b"\n") > _MAX_LINES) for raw in (old, new)):
        yield Text(zh="  文件过大，没有逐行显示", en="  too large to be shown line by line").of(lang)
        return
    yield from unified(pair.new.path, old, new).splitlines()


def _hider(pair: Pair, top: Path) -> Callable[[str], str]:
    """Takes out of a line what must not be seen of the two sides, by the rules of their catalogue, where it is in order."""
    root = _root(top, pair.new.path)
    if root is None:
        return str
    try:
        veil = Veil(open_settings(Folder(root)))
    except Exception:  # see above
        return str
    for side in (pair.old, pair.new):
        if side.raw is not None and len(side.raw) <= MAX_BYTES:
            veil.look(side.path, side.raw)
    return veil.text


def _is_ours(path: str) -> bool:
    return is_entry_path(path) or path in {f"catalog/{name}.yaml" for name in ("catalog", *RECORDS)}


def _root(top: Path, path: str) -> Path | None:
    """The catalogue that the file at `path` below `top` belongs to, or None."""
    steps = path.split("/")
    for place in range(len(steps) - 1, -1, -1):
        found = top.joinpath(*steps[:place])
        if steps[place] == "catalog" and (found / "catalog" / "catalog.yaml").is_file():
            return found
    return None


def _bytes(file: str) -> bytes | None:
    if file == _NONE:
        return None
    try:
        if os.path.islink(file):
            return os.fsencode(os.readlink(file))
        with open(file, "rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError:
        return b""


def _paint(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text


class Alone:
    """The catalogue of `base` as if one file were all that is in it: settings, registers and profiles are there too,
    when they are asked for by name."""

    def __init__(self, base: Folder, path: str, raw: bytes | None) -> None:
        self.root, self.commit = base.root, None
        self._base, self._path, self._raw = base, path, raw

    def files(self, folder: str) -> Iterator[File]:
        """The one file, where it lies below `folder`."""
        if self._raw is not None and self._path.startswith(folder + "/"):
            yield File(self._path, size=len(self._raw))

    def find(self, path: str) -> File | None:
        """The file at `path`, or None."""
        if path == self._path:
            return next(self.files(path.partition("/")[0]), None)
        return self._base.find(path)

    def read(self, files: Iterable[File]) -> Iterator[tuple[File, bytes | None]]:
        """Each file with its bytes, None where they cannot be had."""
        source: Source = self._base
        for file in files:
            yield file, self._raw if file.path == self._path else read_one(source, file.path)
