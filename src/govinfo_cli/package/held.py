"""A file that is looked into without being held: parts of it, read where they lie, and the sha256 of a part."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from functools import cached_property
from typing import BinaryIO

_CHUNK = 1 << 20


class Part:
    """`size` bytes of a stream from `start` on. What somebody cuts off meanwhile reads as zeros: it is altered."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream, self._start, self.size = stream, start, size

    def at(self, start: int, size: int) -> bytes:
        """`size` bytes from `start` on, counted within the part, as far as it goes."""
        size = max(0, min(size, self.size - start))
        self._stream.seek(self._start + start)
        return self._stream.read(size).ljust(size, b"\0")

    def read(self) -> bytes:
        """All of it."""
        return self.at(0, self.size)

    def chunks(self) -> Iterator[bytes]:
        """All of it, piece by piece."""
        for start in range(0, self.size, _CHUNK):
            yield self.at(start, _CHUNK)

    @cached_property
    def sha256(self) -> str:
        """Its sha256 as hex digits."""
        said = hashlib.sha256()
        for chunk in self.chunks():
            said.update(chunk)
        return said.hexdigest()

    @property
    def crc(self) -> int:
        """Its checksum as a zip has it."""
        said = 0
        for chunk in self.chunks():
            said = zlib.crc32(chunk, said)
        return said

    def part(self, start: int, size: int) -> Part:
        """A part of the part."""
        return Part(self._stream, self._start + start, max(0, min(size, self.size - start)))


def whole(stream: BinaryIO) -> Part:
    """All of a stream."""
    return Part(stream, 0, stream.seek(0, 2))
