"""A disposable file of what earlier runs found out, in the folder where git keeps a checkout's state. Never trusted.

It holds records that marshal can take, each signed with a key that only this user's own cache folder has: a store that
came along with a repository, a damaged one and one of another version are as good as none, and so is one that cannot be
read or written.
"""

from __future__ import annotations

import marshal
import os
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import accumulate
from pathlib import Path

_BEGIN = b"catalog store 2\n"
_FRAME = struct.Struct("<Q16s")  # length and signature of a record
_PLACE = struct.Struct("<Q")  # of the head, at the very end
_KEY, _LONGEST = 32, 1 << 28  # bytes
_SUFFIX, _FORGOTTEN = ".part", 3600  # seconds
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class Store:
    """The records of one file: `head`, and the others when they are asked for, by their numbers from 1. Raises Unreadable
    for what is not as it was written."""

    def __init__(self, place: Path, mark: bytes) -> None:
        """`mark` is what all records depend on: those of a store with another one are not read."""
        self._mark, self._key = _signed(place, mark), _secret()
        try:
            self._file = open(place, "rb", opener=_unwaiting)  # noqa: SIM115
        except OSError:
            raise Unreadable from None
        try:
            begin = self._file.read(len(_BEGIN) + len(mark))
            if begin != _BEGIN + mark:
                raise Unreadable
            first = self._file.tell()
            self._file.seek(-_PLACE.size, os.SEEK_END)
            (place,) = _PLACE.unpack(self._file.read(_PLACE.size))
            self._file.seek(place)
            *self.head, sizes = self._next(0)
            self._places = tuple(accumulate(sizes, initial=first))
        except (OSError, struct.error, OverflowError, ValueError):  # of a place that no file has
            self._file.close()
            raise Unreadable from None
        except BaseException:
            self._file.close()
            raise

    def read(self, number: int) -> object:
        """The record `number`."""
        self._file.seek(self._places[number - 1])
        return self._next(number)

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def _next(self, number: int) -> object:
        try:
            length, signature = _FRAME.unpack(self._file.read(_FRAME.size))
            raw = self._file.read(min(length, _LONGEST))
            if not _same(signature, _signature(self._key, self._mark, number, raw)):
                raise Unreadable
            return marshal.loads(raw)
        except (OSError, struct.error, ValueError, EOFError, TypeError):
            raise Unreadable from None


def _unwaiting(place: str, flags: int) -> int:
    """Opens without waiting for whoever writes to a pipe, which then has no end to seek from."""
    return os.open(place, flags | getattr(os, "O_NONBLOCK", 0))


class Unreadable(Exception):
    """There is no store, or it is not ours, not whole, or not of this version."""


def write(place: Path, mark: bytes, head: Iterable[object], records: Iterable[object]) -> None:
    """A new store in the place of the old one, whole or not at all. Nothing happens where it cannot be written."""
    with suppress(OSError, Unreadable):
        _put(place, _parts(_secret(make=True), place, mark, head, records))


def _parts(key: bytes, place: Path, mark: bytes, head: Iterable[object], records: Iterable[object]) -> Iterator[bytes]:
    """The records one by one, the head with their sizes, the place of the head."""
    yield _BEGIN + mark
    signed = _signed(place, mark)
    sizes = []
    for number, one in enumerate(records, 1):
        frame = _framed(key, signed, number, marshal.dumps(one))
        sizes.append(len(frame))
        yield frame
    yield _framed(key, signed, 0, marshal.dumps((*head, tuple(sizes))))
    yield _PLACE.pack(len(_BEGIN) + len(mark) + sum(sizes))


def _put(place: Path, parts: Iterable[bytes]) -> None:
    folder = place.parent
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink():
        return
    staged = place.with_name(f"{place.name}.{os.getpid()}{_SUFFIX}")
    try:
        with open(os.open(staged, _NEW, 0o600), "wb") as stream:
            stream.writelines(parts)
        os.replace(staged, place)
    finally:
        staged.unlink(missing_ok=True)
    for one in folder.iterdir():
        if one.name.endswith(_SUFFIX) and time.time() - one.stat().st_mtime > _FORGOTTEN:
            one.unlink()  # its run was killed


def _signed(place: Path, mark: bytes) -> bytes:
    """What is signed with every record: one of another kind of store is none of this."""
    return mark + place.name.encode()


def _framed(key: bytes, mark: bytes, number: int, raw: bytes) -> bytes:
    return _FRAME.pack(len(raw), _signature(key, mark, number, raw)) + raw


def _signature(key: bytes, mark: bytes, number: int, raw: bytes) -> bytes:
    from hashlib import blake2b

    said = blake2b(mark, key=key, digest_size=16)
    said.update(number.to_bytes(8, "little"))
    said.update(raw)
    return said.digest()


def _same(one: bytes, other: bytes) -> bool:
    import hmac

    return hmac.compare_digest(one, other)


def _secret(make: bool = False) -> bytes:
    """The key of this user, made at the first writing. Raises Unreadable where there is none, or others may read it."""
    place = _own_cache() / "key"
    try:
        if make and (not place.exists() or place.lstat().st_size != _KEY):  # a killed run left none, or half of one
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            with open(os.open(place, _NEW, 0o600), "wb") as stream:
                stream.write(os.urandom(_KEY))
        facts = place.lstat()
        others = hasattr(os, "getuid") and (facts.st_uid != os.getuid() or facts.st_mode & 0o077)
        key = b"" if others else place.read_bytes()
    except OSError:
        raise Unreadable from None
    if len(key) != _KEY:
        raise Unreadable
    return key


def _own_cache() -> Path:
    named = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or ""
    with suppress(RuntimeError):
        return (Path(named) if os.path.isabs(named) else Path.home() / ".cache") / "govinfo-cli"
    raise Unreadable  # nobody's home
