"""Files to be written: write them, check what would be written, or show it. The only module that writes files."""

from __future__ import annotations

import contextlib
import errno
import os
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.visible import visible

_SYNC_ALL = 32  # files; above, one sync of everything costs a tenth of one for each file
_NEW_MODE = 0o666


class WriteError(Exception):
    """Files could not be written; `text` says which one failed and what became of the others."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


class Bundle(NamedTuple):
    """Relative path -> bytes to write below a root; `gone` are paths that shall not be there any more.

    `was` says what stood at a path (None: nothing) when the bundle was made of it: what somebody has changed since
    is not written over.
    """

    files: Mapping[str, bytes]
    gone: frozenset[str] = frozenset()
    was: Mapping[str, bytes | None] = {}

    def changes(self, root: Path) -> Iterator[tuple[str, bytes | None, bytes | None]]:
        """(path, bytes now or None, bytes then or None) for everything that writing would change, sorted."""
        for path in sorted({*self.files, *self.gone}):
            now, then = _now(root / path), self.files.get(path)
            if now != then:
                yield path, now, then

    def write(self, root: Path) -> list[str]:
        """Writes what differs and gives the paths changed; raises WriteError.

        Each file is replaced as a whole or not at all. All new ones lie complete beside their places before the
        first is replaced, and old ones go last, so a full disk or a locked folder leaves everything as it was.
        """
        changed = list(self.changes(root))
        for path, now, _ in changed:
            if path in self.was and self.was[path] != now:
                raise _stale(path)
            _refuse_outside(root, path)
        _put(root, {path: then for path, _, then in changed if then is not None})
        spelt = {_folded(path): path for path in self.files}
        for path, _, then in changed:
            if then is None:
                _remove(root, path, spelt.get(_folded(path)))
        return [path for path, _, _ in changed]

    def diff(self, root: Path) -> str:
        """What writing would change, as a unified diff that git applies; bytes that are no text are only named."""
        changed = list(self.changes(root))
        new = {then: path for path, now, then in changed if now is None}
        moved = {path: new[now] for path, now, then in changed if then is None and now in new}
        arrived = {*moved.values()}
        return "".join(
            _rename(path, moved[path]) if path in moved else "" if path in arrived else _diff(path, now, then)
            for path, now, then in changed
        )


def write_file(path: Path, content: bytes) -> None:
    """Writes one file outside any catalogue (a report), whole or not at all; raises WriteError.

    Through a link it reaches what the link names, and a device or a pipe is written to, not replaced.
    """
    try:
        if path.exists() and not path.is_file():
            with open(path, "wb") as stream:
                stream.write(content)
            return
    except OSError as error:
        raise _failed(str(path), error) from None
    _put(Path(), {os.path.realpath(path) if path.is_symlink() else str(path): content})


def _now(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _put(root: Path, files: Mapping[str, bytes]) -> None:
    staged: list[tuple[str, str]] = []
    path = ""
    done = 0
    try:
        each = len(files) <= _SYNC_ALL or not hasattr(os, "sync")
        for path, content in files.items():
            staged.append((path, _stage(root / path, content, each)))
        if not each:
            os.sync()
        for path, temporary in staged:
            os.replace(temporary, root / path)
            done += 1
    except OSError as error:
        raise _failed(path, error, done) from None
    finally:
        for _, temporary in staged[done:]:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _stage(target: Path, content: bytes, sync: bool) -> str:
    """The path of a complete new file beside `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    import tempfile

    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".catalog-", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
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
        raise _failed(path, error) from None
    with contextlib.suppress(OSError):
        target.parent.rmdir()


def _refuse_outside(root: Path, path: str) -> None:
    """Refuses what would lead out of the root, or to somewhere else within it: "..", and links."""
    steps = path.split("/")
    own = Path(path)
    if own.anchor or own.drive or (os.sep != "/" and os.sep in path) or not all(steps) or {"..", ".git"} & {*steps}:
        raise _refused(path)
    for place in range(1, len(steps) + 1):
        if (root / "/".join(steps[:place])).is_symlink():
            raise _refused(path)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


_WHY = {
    errno.EACCES: Text(zh="没有写入权限", en="no permission"),
    errno.EPERM: Text(zh="没有写入权限", en="no permission"),
    errno.ENOSPC: Text(zh="磁盘空间不足", en="the disk is full"),
    errno.EDQUOT: Text(zh="磁盘配额已用完", en="the disk quota is used up"),
    errno.EROFS: Text(zh="磁盘是只读的", en="the disk is read-only"),
    errno.ENAMETOOLONG: Text(zh="文件名太长", en="the name is too long"),
    errno.EISDIR: Text(zh="那里是一个文件夹", en="a folder is there"),
    errno.ENOTDIR: Text(zh="上一级不是文件夹", en="what should hold it is no folder"),
    errno.EEXIST: Text(zh="上一级不是文件夹", en="what should hold it is no folder"),
    errno.ENOENT: Text(zh="文件夹不存在", en="no such folder"),
}


def _failed(path: str, error: OSError, done: int = 0) -> WriteError:
    why = _WHY.get(error.errno) or Text(zh=error.strerror or str(error), en=error.strerror or str(error))
    state = Text(zh=f"此前 {done} 个文件已写好", en=f"{done} files before it are written") if done else None
    state = state or Text(zh="没有写入任何文件", en="nothing was written")
    return WriteError(
        Text(
            zh=f"“{visible(path)}”写不进去：{why.zh}；{state.zh}",
            en=f"'{visible(path)}' could not be written: {why.en}; {state.en}",
        ),
        Text(
            zh="检查磁盘空间和文件权限，关闭正在使用该文件的程序，再运行一次",
            en="check free space and permissions, close programs that hold the file, and run again",
        ),
    )


def _refused(path: str) -> WriteError:
    return WriteError(
        Text(
            zh=f"“{visible(path)}”不能写：路径经过链接或指向目录库之外；没有写入任何文件",
            en=f"'{visible(path)}' is not written: the path leads through a link or out of the catalogue; nothing was written",
        ),
        Text(zh="把链接换成真正的文件夹或文件", en="put a real folder or file in place of the link"),
    )


def _stale(path: str) -> WriteError:
    return WriteError(
        Text(
            zh=f"“{visible(path)}”刚被别的程序改过；没有写入任何文件",
            en=f"'{visible(path)}' was changed by another program just now; nothing was written",
        ),
        Text(zh="再运行一次", en="run again"),
    )


def _rename(old: str, new: str) -> str:
    old, new = visible(old), visible(new)
    return f"diff --git a/{old} b/{new}\nsimilarity index 100%\nrename from {old}\nrename to {new}\n"


def _diff(path: str, now: bytes | None, then: bytes | None) -> str:
    try:
        old, new = _lines(now), _lines(then)
    except UnicodeDecodeError:
        return f"Binary file {visible(path)} differs\n"
    name = visible(path)
    heads = ("/dev/null" if now is None else f"a/{name}", "/dev/null" if then is None else f"b/{name}")
    import difflib

    return "".join(_shown(line) for line in difflib.unified_diff(old, new, *heads))


def _lines(side: bytes | None) -> Sequence[str]:
    """The lines as git counts them: they end at \\n alone."""
    lines = (side or b"").decode("utf-8").split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _shown(line: str) -> str:
    body = line.removesuffix("\n")
    # Nothing in a file acts on the terminal; only a tab stays one.
    cleaned = "\t".join(visible(part) for part in body.split("\t"))
    return cleaned + "\n" if line.endswith("\n") else cleaned + "\n\\ No newline at end of file\n"
