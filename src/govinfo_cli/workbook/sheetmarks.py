"""One sheet of somebody's workbook with some cells in another look; nothing else in its XML is touched."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from govinfo_cli.workbook.gathering import letters_of

_COLUMN = re.compile(rb'\sr=["\']([A-Za-z]{1,3})\d+["\']')
_NUMBER = re.compile(rb'\sr=["\'](\d+)["\']')
_STYLE = re.compile(rb'\ss=["\'](\d+)["\']')
_HEIGHT = re.compile(rb'\sht=["\']([\d.]+)["\']')
_CUSTOM = re.compile(rb'\scustomFormat=["\'](?:1|true)["\']')
_MERGE = re.compile(rb'<(?:[\w.-]+:)?mergeCell\s[^>]*?ref=["\']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)["\']')
_TAG = re.compile(rb"<(/?)([\w.:-]++)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*?)(/?)>")
# What follows the drawing of the notes at the end of a sheet (ECMA-376 part 1, 18.3.1.99).
_AFTER = (
    b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects", b"controls", b"webPublishItems", b"tableParts", b"extLst"
)  # fmt: skip
_ROW_POINTS, _CHARACTERS = 15.0, 9.0


class Measures(NamedTuple):
    """How wide the columns are that say so, in characters, and how tall the rows, in points; and the usual ones."""

    widths: Mapping[int, float]
    heights: Mapping[int, float]
    width: float = _CHARACTERS
    height: float = _ROW_POINTS


class Restyled(NamedTuple):
    """A sheet's XML with other looks, its measures, and the prefix of its tags."""

    raw: bytes
    measures: Measures
    prefix: bytes


def restyled(raw: bytes, cells: Mapping[tuple[int, int], Callable[[int], int]]) -> Restyled:
    """The sheet with another look for each of `cells` (row, column): a function of the look's number that it had."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = re.sub(r'encoding="[^"]*"', 'encoding="UTF-8"', raw.decode("utf-16"), count=1).encode()
    prefix = re.search(rb"<([\w.-]+:)?worksheet[\s>]", raw)[1] or b""
    opened = re.search(rb"<%ssheetData(\s[^>]*?)?(/?)>" % re.escape(prefix), raw)
    if opened is None:
        return Restyled(raw, Measures({}, {}), prefix)
    if opened[2]:
        raw = raw[: opened.start()] + b"<%ssheetData></%ssheetData>" % (prefix, prefix) + raw[opened.end() :]
        start = opened.start() + len(b"<%ssheetData>" % prefix)
    else:
        start = opened.end()
    end = raw.index(b"</%ssheetData" % prefix, start)
    if raw.find(b"<!", start, end) >= 0:
        raise ValueError("a comment or CDATA among the rows: what looks like a cell may be none")
    head, columns, widths = raw[:start], *_columns(raw[:start], prefix)
    wanted: dict[int, dict[int, Callable[[int], int]]] = {}
    for (row, column), look in cells.items():
        wanted.setdefault(row, {})[column] = look
    heights: dict[int, float] = {}
    pieces = list(_rows(raw, start, end, prefix, wanted, columns, heights))
    usual = re.search(rb'\sdefaultRowHeight=["\']([\d.]+)', head)
    width = re.search(rb'\sdefaultColWidth=["\']([\d.]+)', head)
    measures = Measures(
        widths, heights, float(width[1]) if width else _CHARACTERS, float(usual[1]) if usual else _ROW_POINTS
    )
    return Restyled(b"".join((head, *pieces, raw[end:])), measures, prefix)


def corners(raw: bytes, cells: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Of the cells that lie within a merged range, the one at its top and left, which alone shows and bears a note."""
    wanted = sorted(cells)
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for said in _MERGE.finditer(raw, raw.rfind(b"sheetData")):
        left, top, right, bottom = _number_of(said[1]), int(said[2]), _number_of(said[3]), int(said[4])
        place = bisect_left(wanted, (top, left))
        while place < len(wanted) and wanted[place][0] <= bottom:
            if left <= wanted[place][1] <= right:
                found[wanted[place]] = (top, left)
            place += 1
    return found


def _columns(head: bytes, prefix: bytes) -> tuple[list[tuple[int, int, int]], dict[int, float]]:
    """The columns' looks as (first, last, look), and the widths of the first thousand; 0 for hidden ones."""
    looks, widths = [], {}
    for said in re.findall(rb"<%scol\s[^>]*>" % re.escape(prefix), head):
        found = dict(re.findall(rb'(?<![\w:])([\w:]++)=["\']([^"\']*)', said))
        first, last = int(found.get(b"min", 1)), min(int(found.get(b"max", 1)), 1000)
        looks.append((first, last, int(found.get(b"style", 0))))
        hidden = found.get(b"hidden") in (b"1", b"true")
        width = 0.0 if hidden else float(found.get(b"width", _CHARACTERS))
        widths |= dict.fromkeys(range(first, last + 1), width)
    return looks, widths


def _rows(
    raw: bytes,
    start: int,
    end: int,
    prefix: bytes,
    wanted: Mapping[int, Mapping[int, Callable[[int], int]]],
    columns: list[tuple[int, int, int]],
    heights: dict[int, float],
) -> Iterator[bytes]:
    """The rows, those with wanted cells rewritten, and new rows for cells in rows that are not there."""
    tag = re.escape(prefix)
    row = re.compile(rb"<%srow((?:\s[^>]*?)?)(/>|>)" % tag)
    close = b"</%srow>" % prefix
    todo = sorted(wanted)
    done, copied, number = 0, start, 0
    place = start
    while (found := row.search(raw, place, end)) is not None:
        said = _NUMBER.search(found[1])
        number = int(said[1]) if said else number + 1
        if tall := _HEIGHT.search(found[1]):
            heights[number] = float(tall[1])
        inside = found.end()
        finish = inside if found[2] == b"/>" else raw.index(close, inside)
        place = finish if found[2] == b"/>" else finish + len(close)
        if done < len(todo) and todo[done] <= number:
            yield raw[copied : found.start()]
            copied = found.start()
            while done < len(todo) and todo[done] < number:
                yield _new_row(todo[done], wanted[todo[done]], prefix, columns)
                done += 1
            if done < len(todo) and todo[done] == number:
                yield _row(found[1], raw[inside:finish], number, wanted[number], prefix, columns)
                copied, done = place, done + 1
    yield raw[copied:end]
    for number in todo[done:]:
        yield _new_row(number, wanted[number], prefix, columns)


def _new_row(number: int, cells: Mapping[int, Callable[[int], int]], prefix: bytes, columns: list) -> bytes:
    return _row(b' r="%d"' % number, b"", number, cells, prefix, columns)


def _row(
    said: bytes,
    inside: bytes,
    number: int,
    cells: Mapping[int, Callable[[int], int]],
    prefix: bytes,
    columns: list[tuple[int, int, int]],
) -> bytes:
    tag = re.escape(prefix)
    # A row's own range is a hint only, and a new cell may stand outside of it.
    said = re.sub(rb'\sspans=["\'][^"\']*["\']', b"", said)
    own = _STYLE.search(said) if _CUSTOM.search(said) else None
    found: list[tuple[int, bytes]] = []
    column = 0
    for cell in re.finditer(rb"<%sc((?:\s[^>]*?)?)(?:/>|>.*?</%sc>)" % (tag, tag), inside, re.S):
        letters = _COLUMN.search(cell[1])
        column = _number_of(letters[1]) if letters else column + 1
        written = cell[0]
        if column in cells:
            style = _STYLE.search(cell[1])
            look = b' s="%d"' % cells[column](int(style[1]) if style else 0)
            bare = _STYLE.sub(b"", cell[1], count=1)
            written = b"<%sc%s%s%s" % (prefix, bare, look, cell[0][len(prefix) + 2 + len(cell[1]) :])
        found.append((column, written))
    known = [one for one, _ in found]
    for column, look in cells.items():
        if column not in known:
            usual = next((style for first, last, style in columns if first <= column <= last), 0)
            base = int(own[1]) if own else usual
            new = b'<%sc r="%s%d" s="%d"/>' % (prefix, letters_of(column).encode(), number, look(base))
            found.insert(bisect_left(found, (column, b"")), (column, new))
    return b"<%srow%s>%s</%srow>" % (prefix, said, b"".join(written for _, written in found), prefix)


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def with_notes(raw: bytes, prefix: bytes, id: str, space: str) -> bytes:
    """The sheet with the drawing of its notes named, which the relation `id` leads to."""
    at = raw.rindex(b"</%sworksheet" % prefix)
    depth = 0
    for tag in _TAG.finditer(raw, raw.index(b">", raw.index(b"</%ssheetData" % prefix)) + 1):
        ends, name, closed = tag[1], tag[2], tag[4]
        if ends:
            depth -= 1
        elif depth == 0 and name in [prefix + one for one in _AFTER]:
            at = tag.start()
            break
        elif not closed:
            depth += 1
    line = f'legacyDrawing xmlns:r="{space}" r:id="{id}"/>'.encode()
    return raw[:at] + b"<" + prefix + line + raw[at:]


def without_notes(raw: bytes) -> bytes:
    """The sheet without the drawing of notes."""
    return re.sub(rb"<(?:[\w.-]+:)?legacyDrawing\s[^>]*/>", b"", raw)


def unselected(raw: bytes) -> bytes:
    """The sheet not chosen: with two chosen, whoever types would type into both."""
    head, opening, rest = raw.partition(b"sheetData")
    return re.sub(rb'\stabSelected=["\'](?:1|true)["\']', b"", head) + opening + rest
