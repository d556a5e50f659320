"""Files to be written: write them, check what would be written, or show it. The only module that writes files."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import EllipsisType
from typing import NamedTuple

from govinfo_cli import unwritten
from govinfo_cli.lock import locked
from govinfo_cli.patch import rename, unified
from govinfo_cli.unwritten import WriteError as WriteError  # what every caller catches

_SYNC_ALL = 32  # files; above, one sync of everything costs a tenth of one for each file
_NEW_MODE = 0o666
# Names of files in the making, which no reader looks at: of a catalogue, and of a report anywhere.
_PREFIX, _SUFFIX, _REPORT = ".catalog-", ".tmp", ".part"


class Pieces:
    """The bytes of a file that is too large to be held: piece by piece, made anew each time they are asked for. Where
    their number is not known (None) it is counted when it is asked for."""

    def __init__(self, size: int | None, make: Callable[[], Iterator[bytes]]) -> None:
        self._size, self._make = size, make

    def __len__(self) -> int:
        return sum(map(len, self)) if self._size is None else self._size

    def __iter__(self) -> Iterator[bytes]:
        return self._make()

    def __bytes__(self) -> bytes:
        return b"".join(self)

    @cached_property
    def sha256(self) -> str:
        """The sha256 of all of them, as hex digits."""
        return _digest(self)


Content = bytes | Pieces


class Bundle(NamedTuple):
    """Relative path -> content to write below a root; `gone` are paths that shall not be there any more.

    `was` says what stood at a path (None: nothing) when the bundle was made of it: what somebody has changed since
    is not written over. `fresh` are beginnings of file names that no other file below the first folder of their path
    may have got in between ("30304601-000013_": a code given to two entries at once).
    """

    files: Mapping[str, Content]
    gone: frozenset[str] = frozenset()
    was: Mapping[str, bytes | None] = {}
    fresh: frozenset[str] = frozenset()

    def changes(self, root: Path) -> Iterator[tuple[str, bytes | None, Content | None]]:
        """(path, bytes now or None, bytes then or None) for everything that writing would change, sorted. Where a file
        comes in pieces, its digest stands for the bytes that are there now."""
        for path in sorted({*self.files, *self.gone}):
            then = self.files.get(path)
            now = _now(root / path, then)
            # To make the digest takes as long as to make the file: not where nothing lies there.
            same = now is not None and now == then.sha256.encode() if isinstance(then, Pieces) else now == then
            if not same:
                yield path, now, then

    def write(self, root: Path) -> list[str]:
        """Writes what differs and gives the paths changed; raises WriteError.

        Each file is replaced as a whole or not at all. All new ones lie complete beside their places before the
        first is replaced, and old ones go last, so a full disk or a locked folder leaves everything as it was.
        Of two writers one waits for the other, and then sees what that one wrote.
        """
        try:
            with locked(root) as alone:
                return self._write(root, alone)
        except TimeoutError:
            raise unwritten.busy() from None

    def _write(self, root: Path, alone: bool) -> list[str]:
        changed = list(self.changes(root))
        for path, now, _ in changed:
            if path in self.was and self.was[path] != now:
                raise unwritten.stale(path)
            _refuse_outside(root, path)
        if self.fresh and (taken := _namesake(root, self.fresh, {path for path, _, _ in changed})):
            raise unwritten.taken(taken)
        if alone:
            _sweep({(root / path).parent for path, _, _ in changed})
        # What makes a folder a catalogue comes last: until then the same `init` begins it.
        changed.sort(key=lambda change: change[0] == "catalog/catalog.yaml")
        _put(root, {path: (now, then) for path, now, then in changed if then is not None})
        spelt = {_folded(path): path for path in self.files}
        for path, _, then in changed:
            if then is None:
                _remove(root, path, spelt.get(_folded(path)))
        return sorted(path for path, _, _ in changed)

    def diff(self, root: Path) -> str:
        """What writing would change, as a unified diff that git applies; bytes that are no text are only named."""
        changed = list(self.changes(root))
        new = {then: path for path, now, then in changed if now is None}
        moved = {path: new[now] for path, now, then in changed if then is None and now in new}
        arrived = {*moved.values()}
        return "".join(
            rename(path, moved[path]) if path in moved else "" if path in arrived else unified(path, now, then)
            for path, now, then in changed
        )


def write_file(path: Path, content: Content, was: bytes | EllipsisType | None = ...) -> None:
    """Writes one file outside any catalogue (a report), whole or not at all; with `was` only where these bytes (None:
    nothing; of a content in pieces their digest) still lie. Raises WriteError.

    Through a link it reaches what the link names, and a device or a pipe is written to, not replaced.
    """
    try:
        if os.path.exists(path) and not path.is_file():
            with open(path, "wb") as stream:
                stream.writelines(pieces(content))
            return
    except OSError as error:
        raise unwritten.failed(str(path), error) from None
    target = os.path.realpath(path) if os.path.islink(path) else str(path)
    try:
        with locked(Path(target).parent) as alone:
            if alone:
                _sweep([Path(target).parent], _REPORT)
            _put(Path(), {target: (was, content)}, _REPORT)
    except TimeoutError:
        raise unwritten.busy() from None


def pieces(content: Content) -> Iterable[bytes]:
    """The content, piece by piece."""
    return content if isinstance(content, Pieces) else (content,)


def _now(path: Path, then: Content | None) -> bytes | None:
    """What lies there: its bytes, or its digest where `then` comes in pieces."""
    try:
        if not isinstance(then, Pieces):
            return path.read_bytes()
        with open(path, "rb") as stream:
            return _digest(iter(lambda: stream.read(1 << 20), b"")).encode()
    except OSError:
        return None


def _digest(parts: Iterable[bytes]) -> str:
    import hashlib

    said = hashlib.sha256()
    for part in parts:
        said.update(part)
    return said.hexdigest()


def _put(root: Path, files: Mapping[str, tuple[bytes | EllipsisType | None, Content]], suffix: str = _SUFFIX) -> None:
    """Puts the second bytes of each file where the first still lie, or, with an ellipsis, whatever lies there."""
    staged: list[tuple[str, str]] = []
    made: list[Path] = []
    path = ""
    done = 0
    try:
        each = len(files) <= _SYNC_ALL or not hasattr(os, "sync")
        for path, (_, content) in files.items():
            made += _folders(root / path)
            staged.append((path, _stage(root / path, content, each, suffix)))
        if not each:
            os.sync()
        # An editor may have saved meanwhile: writing thousands of new files takes seconds.
        for path, (was, content) in files.items():
            if was is not ... and _now(root / path, content) != was:
                raise unwritten.stale(path)
        for path, temporary in staged:
            os.replace(temporary, root / path)
            done += 1
    except OSError as error:
        raise unwritten.failed(path, error, done) from None
    finally:
        for _, temporary in staged[done:]:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        for folder in reversed(made):
            with contextlib.suppress(OSError):  # where a file was put
                folder.rmdir()


def _folders(target: Path) -> list[Path]:
    """Makes the folders that `target` wants, and gives them, outermost first."""
    missing = []
    for folder in target.parents:
        if folder.is_dir():
            break
        missing.append(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _sweep(folders: Iterable[Path], suffix: str = _SUFFIX) -> None:
    """Takes away what a killed run left in the making; only for who alone writes here."""
    for folder in folders:
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):
                if name.startswith(_PREFIX) and name.endswith(suffix):
                    os.unlink(folder / name)


def _namesake(root: Path, beginnings: frozenset[str], own: Collection[str]) -> str | None:
    """A file that is none of our `own` and whose name begins with one of `beginnings`, up to the first "_"."""
    for top in {path.split("/")[0] for path in own}:
        for folder, _, names in os.walk(root / top):
            for name in names:
                path = f"{folder}/{name}"
                if name[: name.find("_") + 1] in beginnings and (near := os.path.relpath(path, root)) not in own:
                    return near
    return None


def _stage(target: Path, content: Content, sync: bool, suffix: str) -> str:
    """The path of a complete new file beside `target`."""
    import tempfile

    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=_PREFIX, suffix=suffix)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(pieces(content))
            stream.flush()
            if sync:
                os.fsync(stream.fileno())
        # mkstemp makes it private; a file keeps its mode, a new one gets the usual one.
        os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else _NEW_MODE & ~_umask())
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return temporary


def _remove(root: Path, path: str, twin: str | None) -> None:
    """Takes a file away, and its folder where nothing else lies in it. `twin` differs from it in case only: where
    the file system makes no such difference, it is the same file under its new name."""
    target = root / path
    try:
        if twin is not None and os.path.samefile(target, root / twin):
            os.rename(target, root / twin)
            return
        target.unlink()
    except OSError as error:
        raise unwritten.failed(path, error) from None
    with contextlib.suppress(OSError):
        target.parent.rmdir()


def _refuse_outside(root: Path, path: str) -> None:
    """Refuses what would lead out of the root, or to somewhere else within it: "..", and links."""
    steps = path.split("/")
    own = Path(path)
    if own.anchor or own.drive or (os.sep != "/" and os.sep in path) or not all(steps) or {"..", ".git"} & {*steps}:
        raise unwritten.refused(path)
    for place in range(1, len(steps) + 1):
        if os.path.islink(root / "/".join(steps[:place])):
            raise unwritten.refused(path)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
