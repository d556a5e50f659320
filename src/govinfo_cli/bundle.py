"""Files to be written: write them, check what would be written, or show it. The only module that writes files."""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from govinfo_cli.diagnostic import Text


class WriteError(Exception):
    """A file could not be written; nothing of it was. `text` says which."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


@dataclass(frozen=True, slots=True)
class Bundle:
    """Relative path -> bytes to write below a root; `gone` are paths that shall not be there any more."""

    files: Mapping[str, bytes]
    gone: frozenset[str] = field(default_factory=frozenset)

    def changes(self, root: Path) -> Iterator[tuple[str, bytes | None, bytes | None]]:
        """(path, bytes now or None, bytes then or None) for everything that writing would change, sorted."""
        for path in sorted({*self.files, *self.gone}):
            now, then = _now(root / path), self.files.get(path)
            if now != then:
                yield path, now, then

    def write(self, root: Path) -> list[str]:
        """Writes what differs, each file atomically, new ones before old ones go; the paths changed. Raises WriteError."""
        changed = list(self.changes(root))
        for path, _, then in changed:
            if then is not None:
                _replace(root, path, then)
        for path, _, then in changed:
            if then is None:
                try:
                    (root / path).unlink()
                except OSError as error:
                    raise _failed(path, error) from None
        return [path for path, _, _ in changed]

    def diff(self, root: Path) -> str:
        """What writing would change, as a unified diff; bytes that are no text are only named."""
        return "".join(_diff(path, now, then) for path, now, then in self.changes(root))


def write_file(path: Path, content: bytes) -> None:
    """Writes one file outside any catalogue (a report) atomically; raises WriteError."""
    _replace(path.parent, path.name, content)


def _now(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _replace(root: Path, path: str, content: bytes) -> None:
    target = root / path
    try:
        _inside(root, target)
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = os.stat(target).st_mode & 0o777 if target.exists() else None
        descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".catalog-", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            # mkstemp makes it private; a file keeps its mode, a new one gets the usual one.
            os.chmod(temporary, mode if mode is not None else 0o666 & ~_umask())
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _failed(path, error) from None


def _inside(root: Path, target: Path) -> None:
    """Refuses to follow a link out of the root."""
    real, base = os.path.realpath(target.parent), os.path.realpath(root)
    if target.is_symlink() or os.path.commonpath((real, base)) != base:
        raise OSError("link")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _failed(path: str, error: OSError) -> WriteError:
    why = error.strerror or str(error)
    return WriteError(
        Text(
            zh=f"“{path}”写不进去（{why}），原文件未改动", en=f"'{path}' could not be written ({why}); it is as it was"
        ),
        Text(
            zh="检查磁盘空间、文件权限，或是否正被其他程序打开",
            en="check free space, permissions, and whether another program holds it",
        ),
    )


def _diff(path: str, now: bytes | None, then: bytes | None) -> str:
    try:
        old, new = (_lines(side) for side in (now, then))
    except UnicodeDecodeError:
        return f"Binary file {path} differs\n"
    heads = ("/dev/null" if now is None else f"a/{path}", "/dev/null" if then is None else f"b/{path}")
    return "".join(_ended(difflib.unified_diff(old, new, *heads)))


def _lines(side: bytes | None) -> list[str]:
    return (side or b"").decode("utf-8").splitlines(keepends=True)


def _ended(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
