"""A zip that nobody has to trust: its directory is judged before a byte is unpacked, and unpacking has a limit."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from govinfo_cli.limits import limit
from govinfo_cli.remarks import again
from govinfo_cli.workbook.refusal import MAX_PART, damaged, refused, too_large

_MEMBERS = limit("members")
_RATIO = limit("ratio")  # a sheet of the same row over and over comes to about 100
_SMALL = 32 << 20  # below this many bytes unpacked no ratio is too high
_CHUNK = 1 << 16


class Archive:
    """The parts of a zip by name. Raises Unreadable for whatever is not plainly in order."""

    def __init__(self, path: str, raw: bytes) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
            raise refused(
                path,
                "表格文件不完整（可能没有传完）",
                "the workbook is not complete (cut off on its way, perhaps)",
                again(
                    zh="向提供表格的人重新取一份，能用 Excel 或 WPS 打开的",
                    en="get it again from whoever sent it; when a spreadsheet program opens it,",
                ),
            ) from None
        self._parts: dict[str, zipfile.ZipInfo] = {}
        self._check(self._zip.infolist())

    def _check(self, members: list[zipfile.ZipInfo]) -> None:
        if len(members) > _MEMBERS:
            raise too_large(
                self._path,
                f"文件里有 {len(members)} 个部件，最多读 {_MEMBERS} 个",
                f"{len(members)} parts; at most {_MEMBERS} are read",
                raised="members",
            )
        end = 0
        for one in sorted(members, key=lambda one: one.header_offset):
            if one.header_offset < end:
                raise damaged(self._path, "部件互相重叠", "its parts overlap")
            end = one.header_offset + one.compress_size
            if one.filename.endswith("/"):  # one without a name has no last character to ask for
                continue
            name = one.filename.replace("\\", "/").lstrip("/").casefold()
            if name in self._parts:
                # Programs differ in which of the two they take: what a person saw is not what another reads (CVE-2025-31672).
                raise damaged(self._path, "同一个部件出现两次", "it holds the same part twice")
            self._parts[name] = one
            if one.flag_bits & 0x1:
                raise refused(self._path, "压缩包加了密码，读不出来", "its parts are encrypted")

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").casefold() in self._parts

    def names(self) -> Iterator[str]:
        """The names of the parts, in small letters."""
        return iter(self._parts)

    def read(self, name: str, limit: int) -> bytes:
        """A part's bytes, no more than `limit`; raises KeyError for a part that is not there."""
        return b"".join(self.chunks(name, limit))

    def chunks(self, name: str, most: int = MAX_PART) -> Iterator[bytes]:
        """A part's bytes piece by piece; raises Unreadable where there are more than `most`."""
        part = self._parts[name.lstrip("/").casefold()]
        if part.file_size > most or part.file_size > max(_SMALL, part.compress_size * _RATIO):
            raise too_large(
                self._path,
                f"解压后过大（{part.file_size >> 20} MB）",
                f"too large when unpacked ({part.file_size >> 20} MB)",
                raised="" if part.file_size > most else "ratio",
            )
        left = most
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise too_large(self._path, "解压后过大", "too large when unpacked")
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
            raise damaged(self._path, "部件解不开", "a part cannot be unpacked") from None
