"""A zip that a stranger may have made, taken apart without unpacking anything: its members as they lie there, and every
way in which it is not as zipping.py writes one. What is compressed or encrypted is not read at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.irregularity import irregularity
from govinfo_cli.package import names
from govinfo_cli.package.held import Part
from govinfo_cli.package.zipping import CENTRAL, CENTRAL_MARK, END, END_MARK, LOCAL, LOCAL_MARK, MAX_MEMBERS, Stored
from govinfo_cli.visible import shown

MAX_BYTES = 2 << 30
_RATIO = 200  # nothing of ours comes to this, even compressed
_LINES = MAX_MEMBERS * 1000  # bytes of the directory
_NAMED = 20  # findings of one kind; a million of them help nobody
_ENCRYPTED, _UTF8 = 0x1, 0x800
_LINK = 0o120000
AGAIN = Text(
    zh="向给您这个文件的人重新取一份原件，不要解压后再打包", en="get the original again; do not unpack and pack it anew"
)


class Opened(NamedTuple):
    """The members by path where they lie in the zip, those that can be read; their headers in the zip's order; and what is
    wrong. `start` is where the directory begins."""

    members: dict[str, Part]
    listed: list[Stored]
    start: int
    findings: list[Diagnostic]


class _Entry(NamedTuple):
    """A line of the directory."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    mode: int
    offset: int
    raw: bytes


def opened(whole: Part, path: str) -> Opened:
    """The zip in `whole`; `path` is what messages call it. Never raises."""
    found: list[Diagnostic] = []

    def say(kind: str, zh: str, en: str, at: str = path, help: Text | None = AGAIN) -> None:
        if sum(one.rule == kind for one in found) < _NAMED:
            found.append(irregularity(kind, at, Text(zh=zh, en=en), help))

    tail = whole.at(max(0, whole.size - END.size - 0xFFFF), END.size + 0xFFFF)
    last, zipped = tail.rfind(END_MARK), whole.at(0, 4) == LOCAL_MARK
    end = whole.size - len(tail) + last
    if last < 0 or end + END.size > whole.size:
        if zipped:
            say("bundle-cut-off", "上传包不完整：后面一截没有了", "the bundle is cut off: its end is missing")
        else:
            say("bundle-no-zip", "不是上传包（不是 zip 文件）", "not a bundle (no zip)", help=_WHICH)
        return Opened({}, [], 0, found)
    _, disk, first, here, total, size, start, comment = END.unpack_from(tail, last)
    begin = end - size
    if (
        disk
        or first
        or here != total
        or size > end
        or 0xFFFFFFFF in (size, start)
        or total > MAX_MEMBERS
        or size > _LINES
    ):
        many = total > MAX_MEMBERS and not disk
        kind = "bundle-too-large" if many else "bundle-malformed-zip"
        say(kind, f"压缩包的目录不对（{total} 个文件）", f"the zip's directory is not in order ({total} members)")
        return Opened({}, [], 0, found)
    lines = whole.at(begin, size)
    if begin != start and zipped and b"manifest.json" not in lines:
        # The end of a workbook that lies within it.
        say("bundle-cut-off", "上传包不完整：后面一截没有了", "the bundle is cut off: its end is missing")
        return Opened({}, [], 0, found)
    if begin != start:
        say("bundle-stray-bytes", f"开头夹带了 {begin - start} 个字节", f"{begin - start} stray bytes at the beginning")
    if end + END.size != whole.size:
        rest = whole.size - end - END.size
        say("bundle-stray-bytes", f"末尾夹带了 {rest} 个字节", f"{rest} stray bytes at the end")
    elif comment:
        say("bundle-malformed-zip", "压缩包的注释长度不对", "the length of the zip's comment is wrong")
    entries = list(_directory(lines, total, say))
    shift = begin - start
    members, listed = _members(whole, entries, shift, begin, say)
    return Opened(members, listed, start, found)


_WHICH = Text(
    zh="核验的是  catalog export -f bundle  导出的 .zip 文件",
    en="verify takes the .zip that catalog export -f bundle made",
)


def _directory(raw: bytes, total: int, say) -> Iterator[_Entry]:
    at, end = 0, len(raw)
    for _ in range(total):
        if at + CENTRAL.size > end or raw[at : at + 4] != CENTRAL_MARK:
            say(
                "bundle-malformed-zip",
                "压缩包的目录不对：少了文件",
                "the zip's directory is not in order: members missing",
            )
            return
        (_, _, _, flags, method, _, _, crc, packed, size, length, extra, comment, _, _, mode, offset) = (
            CENTRAL.unpack_from(raw, at)
        )
        name = raw[at + CENTRAL.size : at + CENTRAL.size + length]
        at += CENTRAL.size + length + extra + comment
        yield _Entry(_text(name, flags), flags, method, crc, packed, size, mode >> 16, offset, name)
    if at != end:
        say("bundle-stray-bytes", f"目录里夹带了 {end - at} 个字节", f"{end - at} stray bytes in the directory")


def _text(name: bytes, flags: int) -> str:
    if flags & _UTF8 or not name.isascii():
        return name.decode("utf-8", "surrogateescape")
    return name.decode()


def _members(whole: Part, entries: list[_Entry], shift: int, begin: int, say) -> tuple[dict[str, Part], list[Stored]]:
    members: dict[str, Part] = {}
    listed: list[Stored] = []
    taken: set[str] = set()
    reached = 0
    _tell_folders(entries, say)
    squeezed = [one.name for one in entries if _squeezed(one)]
    if squeezed:
        first, count = shown(squeezed[0], 120), len(squeezed)
        say(
            "bundle-compressed-member",
            f"有 {count} 个文件压缩过，原件都不压缩；第一个是“{first}”",
            f"{count} members are compressed, in the original none is; the first is '{first}'",
        )
    for one in sorted(entries, key=lambda one: one.offset):
        place = one.offset + shift
        label = shown(one.name, 120)
        sound = _judged(one, taken, say)
        taken.add(names.folded(one.name))
        if place < reached:
            say(
                "bundle-overlapping-members",
                f"“{label}”与前一个文件重叠",
                f"'{label}' overlaps the member before it",
                one.name,
            )
            continue
        if place > reached:
            say(
                "bundle-stray-bytes",
                f"“{label}”前面夹带了 {place - reached} 个字节",
                f"{place - reached} stray bytes before '{label}'",
                one.name,
            )
        header = whole.at(place, LOCAL.size + len(one.raw)) if 0 <= place <= begin - LOCAL.size else b""
        if not header.startswith(LOCAL_MARK):
            say("bundle-malformed-zip", f"“{label}”的位置不对", f"'{label}' is not where the directory says", one.name)
            return members, listed
        (_, _, flags, method, _, _, crc, packed, size, length, extra) = LOCAL.unpack_from(header)
        data = place + LOCAL.size + length + extra
        said = header[LOCAL.size :] if length == len(one.raw) else None
        if (said, flags, method) != (one.raw, one.flags, one.method):
            say(
                "bundle-malformed-zip",
                f"“{label}”有两种说法：目录和文件头不同",
                f"'{label}': directory and header differ",
                one.name,
            )
            sound = False
        reached = data + one.packed
        if reached > begin:
            say("bundle-overlapping-members", f"“{label}”伸进了目录", f"'{label}' reaches into the directory", one.name)
            return members, listed
        if sound and not one.name.endswith("/"):
            content = whole.part(data, one.size)
            if (crc, packed, size) != (one.crc, one.packed, one.size) or content.crc != one.crc:
                say("bundle-malformed-zip", f"“{label}”的校验码不对", f"the checksum of '{label}' is wrong", one.name)
            members.setdefault(one.name, content)
            listed.append(Stored(one.name, one.crc, one.size, one.offset))
    if reached != begin and entries:
        say(
            "bundle-stray-bytes",
            f"目录前面夹带了 {begin - reached} 个字节",
            f"{begin - reached} stray bytes before the directory",
        )
    return members, listed


def _judged(one: _Entry, taken: set[str], say) -> bool:
    """Whether a member is one to be read."""
    label, kinds = shown(one.name, 120), []
    folder = one.name.endswith("/") and not one.size
    if not names.is_safe(one.name[:-1] if folder else one.name):
        kinds.append(
            ("bundle-unsafe-name", f"“{label}”会解压到别处，或在有的系统上不能用", f"'{label}' is no safe name")
        )
    if names.folded(one.name) in taken:
        kinds.append(("bundle-duplicate-member", f"“{label}”出现两次", f"'{label}' is there twice"))
    if one.flags & _ENCRYPTED:
        kinds.append(("bundle-encrypted-member", f"“{label}”加了密码", f"'{label}' is encrypted"))
    if one.mode & 0o170000 == _LINK:
        kinds.append(("bundle-link-member", f"“{label}”是一个链接", f"'{label}' is a link"))
    if one.size > MAX_BYTES or one.size > max(one.packed, 1) * _RATIO:
        kinds.append(
            ("bundle-bomb", f"“{label}”解开后有 {one.size} 字节，没有解", f"'{label}' would unpack to {one.size} bytes")
        )
    for kind, zh, en in kinds:
        say(kind, zh, en, one.name)
    return not kinds and not _squeezed(one)


def _squeezed(one: _Entry) -> bool:
    return one.method != 0 or one.packed != one.size


def _tell_folders(entries: list[_Entry], say) -> None:
    """What packs a folder writes an entry for each folder, an export none."""
    folders = [one for one in entries if one.name.endswith("/") and not one.size and names.is_safe(one.name[:-1])]
    if folders:
        first = shown(folders[0].name, 120)
        say(
            "bundle-repacked",
            f"重新打过包：多出文件夹“{first}”等",
            f"packed anew: it has entries for folders, such as '{first}'",
        )
