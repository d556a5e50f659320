"""Notes in the cells of somebody's sheet: ours put in, beside or below what others have written, and taken out again.

A note stands in two parts: its text (comments), and its box in a drawing in VML, without which no program shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import ceil
from typing import NamedTuple
from xml.sax.saxutils import escape, unescape

from govinfo_cli.visible import width
from govinfo_cli.workbook.gathering import letters_of
from govinfo_cli.workbook.package import elements
from govinfo_cli.workbook.packing import HEAD, MAIN
from govinfo_cli.workbook.sheetmarks import Measures
from govinfo_cli.workbook.writing import fitting

SIGN = "【目录检查】"  # our notes begin with it, whatever language follows: so they are found again
AUTHOR = "目录检查"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_LONGEST = 1500  # characters; nobody reads more in a box
_LINE, _BOX = 15.0, 300.0  # points of a line; pixels of a box across
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_VML = (
    f"<xml {_SPACES}>"
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{ids}"/>'
    '</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    '<v:shape{spaces} id="{id}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:225pt;'
    'height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#fffbe6" o:insetmode="auto"><v:fill color2="#fffbe6"/>'
    '<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)
_RUN = '<r><rPr>{bold}<sz val="9"/><color indexed="81"/><rFont val="宋体"/><charset val="134"/></rPr><t xml:space="preserve">{text}</t></r>'

Cell = tuple[int, int]  # row, column


class Notes(NamedTuple):
    """Both parts of a sheet's notes; None where nothing is left in them."""

    comments: str | None
    drawing: str | None


def noted(
    comments: str, drawing: str, notes: Mapping[Cell, str], measures: Measures, ids: int, strict: bool = False
) -> Notes:
    """The notes of a sheet (both parts as they stand, "" where there are none) with `notes` for ours.

    The first line of a note is its heading. `ids` is a number for the boxes, another for each sheet.
    """
    kept, gone = _others(comments)
    merged: dict[str, str] = {}
    said = comments or f'{HEAD}<comments xmlns="{_STRICT if strict else MAIN}"><authors/><commentList/></comments>'
    prefix = re.search(r"<([\w.-]+:)?comments[\s>]", said)[1] or ""
    said, author = _with_author(said, prefix, bool(notes))
    own: list[str] = []
    for cell, text in sorted(notes.items()):
        reference = f"{letters_of(cell[1])}{cell[0]}"
        if reference in kept:
            if "[Threaded comment]" not in kept[reference]:
                merged[reference] = _appended(kept[reference], _runs("\n" + text, prefix), prefix)
        else:
            body = f'<comment ref="{reference}" authorId="{author}"><text>{_runs(text)}</text></comment>'
            own.append(_named(body, prefix))
    members = [merged.get(reference, written) for reference, written in kept.items()] + own
    tag = re.escape(prefix)
    if not members:
        said = ""
    else:
        inside = f"<{prefix}commentList>{''.join(members)}</{prefix}commentList>"
        pattern = rf"<{tag}commentList(?:\s[^>]*)?(?:/>|>.*</{tag}commentList\s*>)"
        said = re.sub(pattern, lambda found: inside, said, count=1, flags=re.S)
    boxes = {cell: text for cell, text in notes.items() if f"{letters_of(cell[1])}{cell[0]}" not in kept}
    return Notes(said or None, _drawn(drawing, boxes, {*gone, *boxes}, measures, ids))


def _others(comments: str) -> tuple[dict[str, str], set[Cell]]:
    """The notes of others by their cell, without what we had added to them; and the cells of ours."""
    kept: dict[str, str] = {}
    gone: set[Cell] = set()
    for written in (comments[slice(*place)] for place in elements(comments, "comment")):
        reference = re.search(r'\sref="([A-Z]{1,3})(\d+)"', written)
        if reference is None:
            continue
        text = unescape("".join(re.findall(r"<(?:[\w.-]+:)?t(?:\s[^>]*)?>([^<]*)", written)))
        if text.lstrip().startswith(SIGN):
            gone.add((int(reference[2]), _number(reference[1])))
        else:
            kept[f"{reference[1]}{reference[2]}"] = _cut(written) if SIGN in text else written
    return kept, gone


def _cut(written: str) -> str:
    """A note without what is ours: from the run on in which our sign stands, or from the sign in a plain text."""
    end = re.search(r"</(?:[\w.-]+:)?text\s*>", written)
    for start, stop in elements(written, "r"):
        before, sign, _ = written[start:stop].partition(SIGN)
        if sign and before.endswith((">", "\n")) and end is not None:
            return written[:start] + written[end.start() :]
    at = written.index(SIGN)
    return written[:at].rstrip() + written[written.index("<", at) :]


def _with_author(said: str, prefix: str, wanted: bool) -> tuple[str, int]:
    """The part with us among its authors, and our number there."""
    tag = re.escape(prefix)
    authors = re.findall(rf"<{tag}author(?:\s[^>]*)?(?:/>|>([^<]*)</{tag}author\s*>)", said)
    if AUTHOR in authors or not wanted:
        return said, authors.index(AUTHOR) if AUTHOR in authors else 0
    new = f"<{prefix}author>{AUTHOR}</{prefix}author>"
    said = re.sub(rf"<{tag}authors\s*/>", f"<{prefix}authors></{prefix}authors>", said)
    return said.replace(f"</{prefix}authors>", f"{new}</{prefix}authors>", 1), len(authors)


def _runs(text: str, prefix: str = "") -> str:
    """A note's text: its first line in bold."""
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + "…"
    blank = "\n" if text.startswith("\n") else ""
    first, _, rest = text.removeprefix(blank).partition("\n")
    said = _RUN.format(bold="<b/>", text=escape(fitting(f"{blank}{first}")))
    said += _RUN.format(bold="", text=escape(fitting(f"\n{rest}"))) if rest else ""
    return _named(said, prefix)


def _appended(written: str, runs: str, prefix: str) -> str:
    """Somebody's note with ours below it. A plain text becomes a run, for after runs no plain text may stand."""
    tag = re.escape(prefix)
    plain = re.search(rf"(<{tag}text(?:\s[^>]*)?>)(\s*<{tag}t(?:\s[^>]*)?>[^<]*</{tag}t\s*>)", written)
    if plain:
        written = written.replace(plain[0], f"{plain[1]}<{prefix}r>{plain[2].strip()}</{prefix}r>", 1)
    return re.sub(rf"</{tag}text\s*>", lambda end: runs + end[0], written, count=1)


def _named(xml: str, prefix: str) -> str:
    return re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}", xml) if prefix else xml


def _drawn(drawing: str, boxes: Mapping[Cell, str], gone: set[Cell], measures: Measures, ids: int) -> str | None:
    """The drawing without the boxes of the cells `gone` and with new ones; None where no shape is left."""

    def ours(shape: str) -> bool:
        row, column = (re.search(rf"<(?:[\w.-]+:)?{name}>\s*(\d{{1,7}})\s*<", shape) for name in ("Row", "Column"))
        note = re.search(r"ObjectType=[\"']Note", shape)
        return bool(note and row and column) and (int(row[1]) + 1, int(column[1]) + 1) in gone

    kept, place = [], 0
    for start, end in elements(drawing, "shape"):
        kept.append(drawing[place : start if ours(drawing[start:end]) else end])
        place = end
    kept.append(drawing[place:])

    many = ",".join(str(ids + n) for n in range(len(boxes) // 1000 + 1))
    drawing = "".join(kept) or _VML.format(ids=many)
    first = max([ids * 1024, *(int(n) for n in re.findall(r"id=[\"']_x0000_s(\d{1,8})[\"']", drawing))])
    # A drawing may call these namespaces by other names.
    spaces = "" if all(one in drawing for one in _SPACES.split()) else f" {_SPACES}"
    shapes = [
        _SHAPE.format(
            spaces=spaces,
            id=f"_x0000_s{first + place}",
            order=place,
            height=int(_height(text)),
            anchor=_anchor(cell, text, measures),
            row=cell[0] - 1,
            column=cell[1] - 1,
        )
        for place, (cell, text) in enumerate(sorted(boxes.items()), 1)
    ]
    end = drawing.rindex("</xml>")
    drawing = drawing[:end] + "".join(shapes) + drawing[end:]
    return drawing if any(True for _ in elements(drawing, "shape")) else None


def _height(text: str) -> float:
    """Points that a note takes: a box has room for some 48 half-width characters a line."""
    lines = sum(max(1, ceil(width(line) / 46)) for line in text[:_LONGEST].split("\n"))
    return min(lines, 24) * _LINE + 10


def _anchor(cell: Cell, text: str, measures: Measures) -> str:
    """Where a box stands: from which column and row, with an offset, to which, in pixels within them."""
    row, column = cell
    top, above = (row - 2, 10) if row > 1 else (0, 2)
    right, across = _reach(column, _BOX + 12, lambda n: measures.widths.get(n + 1, measures.width) * 7 + 5)
    bottom, down = _reach(
        top, above + _height(text) * 4 / 3, lambda n: measures.heights.get(n + 1, measures.height) * 4 / 3
    )
    return f"{column}, 12, {top}, {above}, {right}, {across}, {bottom}, {down}"


def _reach(start: int, pixels: float, size: Callable[[int], float]) -> tuple[int, int]:
    """The column or row (from 0) that lies `pixels` beyond the beginning of `start`, and the rest within it."""
    for place in range(start, start + 400):
        if pixels < max(1.0, size(place)):
            return place, int(pixels)
        pixels -= max(0.0, size(place))
    return start + 400, 0


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
