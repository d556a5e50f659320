"""The sheet of findings that goes into somebody's workbook: what was checked, and a row a finding with a way to its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from govinfo_cli.workbook.gathering import letters_of
from govinfo_cli.workbook.listing import DARK, LINE, Head
from govinfo_cli.workbook.packing import HEAD, MAIN
from govinfo_cli.workbook.styling import Look, tall
from govinfo_cli.workbook.tinting import MARKS, Styles
from govinfo_cli.workbook.writing import fitting


class Line(NamedTuple):
    """A row: its level, its texts, and the cell (sheet, row, column) that the text at `linked` leads to."""

    level: str
    texts: Sequence[str]
    cell: tuple[str, int, int] | None = None


class Page(NamedTuple):
    """The sheet: its name, its title, what is said above the table, the headings, the rows; `linked` is the place of
    the text that leads to the cell."""

    name: str
    title: str
    about: Sequence[str]
    heads: Sequence[Head]
    lines: Sequence[Line]
    linked: int = 1


def page_xml(page: Page, styles: Styles) -> str:
    """The sheet's XML. Its texts stand in it, so that the workbook's own stay as they are."""
    top = len(page.about) + 3
    last, end = top + len(page.lines), letters_of(len(page.heads))
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{head.width}" customWidth="1"/>' for n, head in enumerate(page.heads, 1)
    )
    merges = "".join(f'<mergeCell ref="A{n}:{end}{n}"/>' for n in range(1, top - 1))
    links = "".join(_links(page, top))
    return "".join(
        (
            f'{HEAD}<worksheet xmlns="{MAIN}"><sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>',
            '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">',
            f'<pane ySplit="{top}" topLeftCell="A{top + 1}" activePane="bottomLeft" state="frozen"/>',
            f'<selection pane="bottomLeft" activeCell="A{top + 1}" sqref="A{top + 1}"/></sheetView></sheetViews>',
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>',
            *_rows(page, styles, top),
            "</sheetData>",
            f'<autoFilter ref="A{top}:{end}{last}"/>' if page.lines else "",
            f'<mergeCells count="{top - 2}">{merges}</mergeCells>',
            f"<hyperlinks>{links}</hyperlinks>" if links else "",
            '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>',
            '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>',
        )
    )


def _rows(page: Page, styles: Styles, top: int) -> Iterator[str]:
    title = styles.look(Look(bold=True, size=14, color=DARK, text=False))
    about = styles.look(Look(wrap=True, text=False))
    head = styles.look(Look(bold=True, fill=DARK, edges=LINE, color="FFFFFF", across="center", wrap=True))
    plain = styles.look(Look(edges=LINE, down="top", wrap=True))
    link = styles.look(Look(edges=LINE, down="top", color="0563C1", underline=True, wrap=True))
    levels = {
        level: styles.look(Look(edges=LINE, down="top", bold=True, fill=colour[2:])) for level, colour in MARKS.items()
    }
    room = sum(one.width for one in page.heads)
    yield _row(1, [(page.title, title)], 28)
    for number, text in enumerate(page.about, 2):
        yield _row(number, [(text, about)], tall([(text, room)]) + 5)
    yield _row(top, [(one.title, head) for one in page.heads], 22)
    widths = [one.width for one in page.heads]
    for number, line in enumerate(page.lines, top + 1):
        looks = [levels[line.level], *[plain] * (len(line.texts) - 1)]
        if line.cell:
            looks[page.linked] = link
        yield _row(number, list(zip(line.texts, looks, strict=True)), tall(zip(line.texts, widths, strict=False)) + 3)


def _row(number: int, cells: list[tuple[str, int]], height: float) -> str:
    said = "".join(_cell(f"{letters_of(place)}{number}", *one) for place, one in enumerate(cells, 1))
    return f'<row r="{number}" ht="{height}" customHeight="1">{said}</row>'


def _cell(reference: str, text: str, look: int) -> str:
    if not text:
        return f'<c r="{reference}" s="{look}"/>'
    said = escape(fitting(text).replace("_x", "_x005F_x"))
    return f'<c r="{reference}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _links(page: Page, top: int) -> Iterator[str]:
    for number, line in enumerate(page.lines, top + 1):
        if line.cell:
            sheet, row, column = line.cell
            quoted = "'" + sheet.replace("'", "''") + "'"
            to = quoteattr(f"{quoted}!{letters_of(column)}{row}")
            yield f'<hyperlink ref="{letters_of(page.linked + 1)}{number}" location={to}/>'
