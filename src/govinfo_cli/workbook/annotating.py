"""A copy of somebody's workbook with marked cells, a note in each, and a sheet of findings; all else as it was.

Only the parts that have to be are changed, as text: a library that reads a workbook and writes it anew drops what it
does not know (slicers, form controls, rich text, the office's own XML).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from govinfo_cli.diagnostic import Text
from govinfo_cli.workbook import notes, sheetmarks
from govinfo_cli.workbook.archive import Archive
from govinfo_cli.workbook.findings import Page, page_xml
from govinfo_cli.workbook.package import Package, Relation, attributes
from govinfo_cli.workbook.parts import Listing, listing
from govinfo_cli.workbook.refusal import refused
from govinfo_cli.workbook.tinting import Styles

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MAIN = f"{_SHEET}.sheet.main+xml"
_LEVELS = ("error", "warning", "info")


class Mark(NamedTuple):
    """What is to be said of a cell: `level` is error, warning or info; the first line of `text` is its heading."""

    sheet: str
    row: int
    column: int
    level: str
    text: str


def annotate(path: str, raw: bytes, marks: Sequence[Mark], page: Page) -> bytes:
    """The copy of the workbook in `raw` (Office Open XML). Marks of an earlier copy are taken out first.

    Raises Unreadable where `raw` is no workbook in order, or is written as no program writes one.
    """
    try:
        return _annotated(path, raw, marks, page)
    except (LookupError, ValueError, AttributeError, TypeError):
        raise refused(
            path,
            "这个表格的内部写法少见，没有标注；检查结果不受影响",
            "it is written in an unusual way and cannot be marked; the findings stand",
            Text(
                zh="用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”，再检查一次；或用  -o 检查结果.csv  另存结果",
                en="save it anew with a spreadsheet program and check again, or keep the findings with  -o FINDINGS.csv",
            ),
        ) from None


def _annotated(path: str, raw: bytes, marks: Sequence[Mark], page: Page) -> bytes:
    said = listing(path, Archive(path, raw))
    package = Package(path, raw)
    main = _main(package)
    styles = _styles(package, main)
    cells: dict[str, dict[tuple[int, int], list[Mark]]] = {}
    for mark in marks:
        cells.setdefault(mark.sheet, {}).setdefault((mark.row, mark.column), []).append(mark)
    for number, (name, _, part) in enumerate(said.sheets, 1):
        if name != page.name:
            _mark_sheet(package, part, cells.get(name, {}), styles, number)
    for chart in (one.part for one in package.relations(main) if one.kind == "chartsheet"):
        package.put(chart, sheetmarks.unselected(package.read(chart)))
    _lay_page(package, main, said, page, styles)
    _finish(package, main, styles)
    return package.bytes()


def _main(package: Package) -> str:
    return next((one.part for one in package.relations("") if one.kind == "officeDocument"), "xl/workbook.xml")


def _related(package: Package, part: str, kind: str) -> Relation | None:
    return next((one for one in package.relations(part) if one.kind == kind), None)


def _styles(package: Package, main: str) -> Styles:
    found = _related(package, main, "styles")
    package.check(*(one.part for one in (found,) if one), main)
    libre = "LibreOffice" in package.text("docProps/app.xml")
    return Styles(package.text(found.part) if found else "", keeps_second=not libre)


def _mark_sheet(
    package: Package, part: str, cells: Mapping[tuple[int, int], list[Mark]], styles: Styles, number: int
) -> None:
    comments, drawing = _related(package, part, "comments"), _related(package, part, "vmlDrawing")
    package.check(*(one.part for one in (comments,) if one))
    before = package.text(comments.part) if comments else ""
    if not cells and notes.SIGN not in before:
        raw = package.read(part)
        if (left := sheetmarks.unselected(raw)) != raw:
            package.put(part, left)
        return
    package.check(part)
    if cells:
        at = sheetmarks.corners(package.read(part), cells)
        placed: dict[tuple[int, int], list[Mark]] = {}
        for cell, found in cells.items():
            placed.setdefault(at.get(cell, cell), []).extend(found)
        cells = placed
    looks: dict[tuple[int, int], Callable[[int], int]] = {
        cell: partial(styles.tinted, level=min((one.level for one in found), key=_LEVELS.index))
        for cell, found in cells.items()
    }
    done = sheetmarks.restyled(package.read(part), looks)
    texts = {cell: "\n".join(dict.fromkeys(one.text for one in found)) for cell, found in cells.items()}
    texts = {cell: notes.SIGN + text for cell, text in texts.items()}
    new = notes.noted(
        before, package.text(drawing.part) if drawing else "", texts, done.measures, 8 + number, package.strict
    )
    _put_notes(package, part, sheetmarks.unselected(done.raw), done.prefix, new, comments, drawing)


def _put_notes(
    package: Package,
    part: str,
    raw: bytes,
    prefix: bytes,
    new: notes.Notes,
    comments: Relation | None,
    drawing: Relation | None,
) -> None:
    if new.comments is not None:
        where = comments.part if comments else package.free("xl/comments{}.xml")
        package.put(where, new.comments)
        if not comments:
            package.declare(where, f"{_SHEET}.comments+xml")
            package.relate(part, "comments", where)
    elif comments:
        package.drop(comments.part)
        package.unrelate(part, comments)
    if new.drawing is not None:
        where = drawing.part if drawing else package.free("xl/drawings/vmlDrawing{}.vml")
        package.put(where, new.drawing)
        if not drawing:
            package.declare_ending("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
            id = package.relate(part, "vmlDrawing", where)
            raw = sheetmarks.with_notes(raw, prefix, id, package.relation_space)
    elif drawing:
        package.drop(drawing.part)
        package.unrelate(part, drawing)
        raw = sheetmarks.without_notes(raw)
    package.put(part, raw)


def _lay_page(package: Package, main: str, said: Listing, page: Page, styles: Styles) -> None:
    """Puts the sheet of findings last, so that every other keeps its place, and lets the workbook open on it."""
    xml = page_xml(page, styles)
    own = next((part for name, _, part in said.sheets if name == page.name), None)
    text = package.text(main)
    prefix = re.search(r"<([\w.-]+:)?workbook[\s>]", text)[1] or ""
    if own:
        package.put(own, xml)
        for relation in list(package.relations(own)):
            package.unrelate(own, relation)
    else:
        own = package.free("xl/worksheets/sheet{}.xml")
        package.put(own, xml)
        package.declare(own, f"{_SHEET}.worksheet+xml")
        id = package.relate(main, "worksheet", own)
        known = [int(n) for n in re.findall(r'\ssheetId="(\d+)"', text)]
        line = (
            f'<{prefix}sheet name={quoteattr(page.name)} sheetId="{max(known, default=0) + 1}" '
            f'xmlns:r="{package.relation_space}" r:id="{id}"/>'
        )
        text = text.replace(f"</{prefix}sheets>", f"{line}</{prefix}sheets>", 1)
    names = [attributes(tag).get("name") for tag in re.findall(rf"<{re.escape(prefix)}sheet\s[^>]*>", text)]
    package.put(main, _opened_at(text, prefix, names.index(page.name)))


def _opened_at(text: str, prefix: str, place: int) -> str:
    """The workbook part, so that the sheet at `place` is in front."""
    tag = re.escape(prefix)
    view = re.search(rf"<{tag}workbookView(\s[^>]*?)?(/?)>", text)
    if view:
        said = re.sub(r'\s(?:activeTab|firstSheet)="[^"]*"', "", view[1] or "")
        return f'{text[: view.start()]}<{prefix}workbookView{said} activeTab="{place}"{view[2]}>{text[view.end() :]}'
    views = f'<{prefix}bookViews><{prefix}workbookView activeTab="{place}"/></{prefix}bookViews>'
    return text.replace(f"<{prefix}sheets>", f"{views}<{prefix}sheets>", 1)


def _finish(package: Package, main: str, styles: Styles) -> None:
    """The styles, and the kind of file: a copy is a plain workbook, neither a template nor one with macros."""
    found = _related(package, main, "styles")
    where = found.part if found else "xl/styles.xml"
    package.put(where, styles.xml())
    if not found:
        package.declare(where, f"{_SHEET}.styles+xml")
        package.relate(main, "styles", where)
    package.retype(f"{_SHEET}.template.main+xml", _MAIN)
    package.retype("application/vnd.ms-excel.sheet.macroEnabled.main+xml", _MAIN)
    package.retype("application/vnd.ms-excel.template.macroEnabled.main+xml", _MAIN)
    for relation in list(package.relations(main)):
        if relation.kind == "vbaProject":
            package.drop(relation.part)
            package.unrelate(main, relation)
