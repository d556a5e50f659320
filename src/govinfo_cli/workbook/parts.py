"""The parts beside the sheets: which sheets there are, shared strings, number formats."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from govinfo_cli.limits import limit
from govinfo_cli.workbook.archive import Archive
from govinfo_cli.workbook.markup import DEEPEST, RELATIONS, Deep, local, parse, plain
from govinfo_cli.workbook.refusal import MAX_STRINGS, MAX_TEXT, damaged, too_large
from govinfo_cli.workbook.serials import kind_of

_SMALL = 16 << 20  # bytes of a part that lists things
_SHEETS = limit("sheets")
_STRINGS = 2_000_000
_STYLES = 70_000  # Excel takes 65,490


class Listing(NamedTuple):
    """What the workbook part says: (name, hidden, part) of each sheet, and whether dates count from 1904."""

    sheets: tuple[tuple[str, bool, str], ...]
    since_1904: bool
    strings: str | None
    styles: str | None
    linked: bool


def listing(path: str, archive: Archive) -> Listing:
    """The sheets of a workbook and where its parts lie; raises Unreadable."""
    book = _relations(path, archive, "").get("officeDocument", {})
    main = next(iter(book.values()), "xl/workbook.xml")
    if main not in archive:
        raise damaged(path, "缺少工作簿部件", "the workbook part is missing")
    targets = _relations(path, archive, main)
    worksheets = targets.get("worksheet", {})
    found: list[tuple[str, bool, str]] = []
    since_1904 = False
    depth = 0

    def start(tag: str, said: dict) -> None:
        nonlocal depth, since_1904
        depth += 1
        if depth > DEEPEST:
            raise Deep
        name = local(tag)
        if name == "workbookPr":
            since_1904 = said.get("date1904") in ("1", "true", "on")
        elif name == "sheet":
            place = next((said[key] for space in RELATIONS if (key := f"{space} id") in said), "")
            if place in worksheets:  # a sheet of a chart or of macros has no cells
                found.append((said.get("name", ""), said.get("state", "visible") != "visible", worksheets[place]))
            if len(found) > _SHEETS:
                raise too_large(path, f"工作表超过 {_SHEETS} 张", f"more than {_SHEETS} sheets", raised="sheets")

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1

    parse(path, archive.chunks(main, _SMALL), start, end)
    return Listing(
        tuple(found),
        since_1904,
        next(iter(targets.get("sharedStrings", {}).values()), None),
        next(iter(targets.get("styles", {}).values()), None),
        bool(targets.get("externalLink")),
    )


def _relations(path: str, archive: Archive, part: str) -> dict[str, dict[str, str]]:
    """The relations of a part: kind -> id -> the name of the other part; what lies outside the file is left out."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, dict[str, str]] = {}
    if where not in archive:
        return found

    def start(tag: str, said: dict) -> None:
        if local(tag) != "Relationship" or said.get("TargetMode") == "External":
            return
        target = posixpath.normpath(posixpath.join("/", folder, said.get("Target", ""))).lstrip("/")
        found.setdefault(said.get("Type", "").rpartition("/")[2], {})[said.get("Id", "")] = target

    parse(path, archive.chunks(where, _SMALL), start)
    return found


def strings_of(path: str, archive: Archive, part: str | None) -> list[str]:
    """The shared strings; phonetic hints are no part of a text, formatted runs are."""
    found: list[str] = []
    if part is None or part not in archive:
        return found
    pieces: list[str] = []
    depth = size = 0
    hint = taking = False

    def start(tag: str, said: dict) -> None:
        nonlocal depth, hint, taking
        depth += 1
        if depth > DEEPEST:
            raise Deep
        name = local(tag)
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            hint = True
        elif name == "t":
            taking = not hint

    def end(tag: str) -> None:
        nonlocal depth, hint, taking, size
        depth -= 1
        name = local(tag)
        if name == "t":
            taking = False
        elif name == "rPh":
            hint = False
        elif name == "si":
            found.append(plain("".join(pieces)))
            size += len(found[-1])
            if len(found) > _STRINGS or size > MAX_TEXT:
                raise too_large(path, "文字内容过多", "too much text in it")

    def text(data: str) -> None:
        if taking:
            pieces.append(data)

    parse(path, archive.chunks(part, MAX_STRINGS), start, end, text)
    return found


def formats_of(path: str, archive: Archive, part: str | None) -> list:
    """What each cell style makes of a number (see `serials.kind_of`), by the style's number."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    if part is None or part not in archive:
        return []
    depth = 0
    inside = False

    def start(tag: str, said: dict) -> None:
        nonlocal depth, inside
        depth += 1
        if depth > DEEPEST:
            raise Deep
        name = local(tag)
        if name == "cellXfs":
            inside = True
        elif name == "numFmt" and len(codes) < _STYLES:
            codes[_number(said.get("numFmtId"))] = said.get("formatCode", "")
        elif name == "xf" and inside:
            styles.append(_number(said.get("numFmtId")))
            if len(styles) > _STYLES:
                raise damaged(path, "单元格样式过多", "too many cell styles")

    def end(tag: str) -> None:
        nonlocal depth, inside
        depth -= 1
        if local(tag) == "cellXfs":
            inside = False

    parse(path, archive.chunks(part, _SMALL), start, end)
    kinds = {number: kind_of(number, codes.get(number)) for number in set(styles)}
    return [kinds[number] for number in styles]


def _number(said: str | None) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 10 else 0
