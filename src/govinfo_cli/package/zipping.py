"""Members to the bytes of a zip, the same on every machine: stored, sorted, UTF-8, with the commit's time for all of them.

Written out here, since zipfile notes the system and the Python that it runs on. No zip64: every program reads it.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from govinfo_cli.bundle import Pieces

MAX_MEMBERS = 10_000
_CHUNK = 1 << 20
MAX_BYTES = (1 << 32) - (1 << 24)  # of a zip without zip64, with room for its directory
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_NEEDED = 20  # version 2.0
_BY = 3 << 8 | _NEEDED  # as on Unix, wherever it is made
_UTF8 = 0x800
_MODE = 0o100644 << 16
_FIRST, _LAST = datetime(1980, 1, 1), datetime(2107, 12, 31, 23, 59, 58)


class Waiting(NamedTuple):
    """A member that is yet to be written. It waits compressed, which no byte of the zip depends on: a large catalogue's
    members come to 170 MB, and so they lie in memory once."""

    crc: int
    size: int
    sha256: str
    small: bytes

    def read(self) -> bytes:
        """Its bytes."""
        return zlib.decompress(self.small)

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, piece by piece."""
        unpacking = zlib.decompressobj()
        rest = self.small
        while rest and (chunk := unpacking.decompress(rest, _CHUNK)):
            yield chunk
            rest = unpacking.unconsumed_tail


def waiting(raw: bytes) -> Waiting:
    """`raw` as a member."""
    return Waiting(zlib.crc32(raw), len(raw), hashlib.sha256(raw).hexdigest(), zlib.compress(raw, 1))


class Stored(NamedTuple):
    """A member as its headers describe it."""

    path: str
    crc: int
    size: int
    offset: int


def stamp(moment: datetime | None) -> tuple[int, int]:
    """(time, date) as a zip says it, in the zone of `moment`; 1980 where there is none."""
    when = min(max(moment.replace(tzinfo=None), _FIRST), _LAST) if moment else _FIRST
    return when.hour << 11 | when.minute << 5 | when.second // 2, (when.year - 1980) << 9 | when.month << 5 | when.day


def local_header(one: Stored, stamped: tuple[int, int]) -> bytes:
    """What stands before a member's bytes."""
    name = one.path.encode()
    return LOCAL.pack(LOCAL_MARK, _NEEDED, _UTF8, 0, *stamped, one.crc, one.size, one.size, len(name), 0) + name


def directory(members: list[Stored], stamped: tuple[int, int], start: int) -> bytes:
    """What stands behind all members: the directory, which begins at `start`, and its end."""
    lines = []
    for one in members:
        name = one.path.encode()
        sizes = one.crc, one.size, one.size, len(name), 0, 0, 0, 0, _MODE, one.offset
        lines.append(CENTRAL.pack(CENTRAL_MARK, _BY, _NEEDED, _UTF8, 0, *stamped, *sizes) + name)
    said = b"".join(lines)
    return said + END.pack(END_MARK, 0, 0, len(members), len(members), len(said), start, 0)


class Zipped(Pieces):
    """The zip of `members` by path, none of which is unpacked before its turn. Raises OverflowError for more than a zip
    without zip64 takes."""

    def __init__(self, members: Mapping[str, Waiting], moment: datetime | None) -> None:
        self.members = members
        self._stamped = stamp(moment)
        self._listed: list[Stored] = []
        reached = 0
        for path in sorted(members):
            one = Stored(path, members[path].crc, members[path].size, reached)
            if one.offset + one.size > MAX_BYTES or len(self._listed) == MAX_MEMBERS:
                raise OverflowError("more than a zip takes")
            self._listed.append(one)
            reached += len(local_header(one, self._stamped)) + one.size
        self._end = directory(self._listed, self._stamped, reached)
        super().__init__(reached + len(self._end), self._pieces)

    def _pieces(self) -> Iterator[bytes]:
        for one in self._listed:
            yield local_header(one, self._stamped)
            yield from self.members[one.path].chunks()
        yield self._end
