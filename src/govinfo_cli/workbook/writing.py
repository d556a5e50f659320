"""Sheets to the bytes of an xlsx workbook, row by row: the same sheets, the same bytes, on every machine.

Texts stand once, in the shared strings; no text is a formula. Members are stored unless asked otherwise, since zlib builds
differ; no clock is read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from govinfo_cli.workbook.packing import CORE, HEAD, MAIN, ROOT, Listed, relations_xml, types_xml, workbook_xml
from govinfo_cli.workbook.styling import Look, Looks

MAX_ROWS = 1_048_576  # of a sheet
MAX_TEXT = 32_767  # UTF-16 units of a cell
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# What a spreadsheet program takes for a formula when the cell is typed anew, full-width too; a tab or a line break may precede it.
_FORMULA = re.compile(r"[\s'\u3000]*[=+\-@＝＋－＠]")
_BATCH = 500  # rows


class Choice(NamedTuple):
    """What a program offers and accepts in the cells `at` (a range). `formula` is a range or formula of the values
    (None: anything); `strict` refuses others, else they are asked about, with `lax` let in without a word. `title` and
    `hint` show while the cell is chosen."""

    at: str
    formula: str | None = None
    strict: bool = False
    lax: bool = False
    title: str = ""
    hint: str = ""


class Sheet(NamedTuple):
    """One sheet. `rows` are `row(…)` texts, from row 1 without gaps; `frozen` are columns and rows that stay in view;
    `filter` is the number of the heading row that bears filter buttons; `titles` are rows printed on every page;
    `links` are (cell, place in this workbook)."""

    name: str
    rows: Iterable[str]
    widths: Sequence[float]
    frozen: tuple[int, int] = (0, 0)
    merges: Sequence[str] = ()
    filter: int | None = None
    titles: int = 0
    choices: Sequence[Choice] = ()
    links: Sequence[tuple[str, str]] = ()
    tab: str | None = None
    grid: bool = True


def letters(column: int) -> str:
    """The letters of a column, from 1: 1 -> A, 27 -> AA."""
    said = ""
    while column:
        column, last = divmod(column - 1, 26)
        said = chr(65 + last) + said
    return said


_LETTERS = ("", *(letters(column) for column in range(1, 703)))


def row(number: int | str, cells: str, height: float | None = None) -> str:
    """One row of `cells` as Book.cell gives them, in which "\0" stands for its number; so it may in `number`."""
    tall = f' ht="{height}" customHeight="1"' if height else ""
    return f'<row r="{number}"{tall}>{cells.replace(chr(0), str(number))}</row>'


class _Zip(zipfile.ZipFile):
    """A zip in memory: one that is given up has nothing to save, and its end nothing to say."""

    def __del__(self) -> None:
        pass


class Book:
    """A workbook being written. Sheets are taken as they come and shown in the order that `finish` is told."""

    def __init__(self, title: str, stored: bool = True) -> None:
        self._title = title
        self._way = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        self._looks = Looks()
        self._strings: dict[str, int] = {}
        self._sheets: list[tuple[str, int, Sheet]] = []  # name, last row, the sheet
        self._raw = io.BytesIO()
        self._zip = _Zip(self._raw, "w")
        self._quoted: dict[int, int] = {}
        self._by_number: dict[int, Look] = {}

    def look(self, look: Look) -> int:
        """The number of a look, for `cell`."""
        number = self._looks.number(look)
        self._by_number[number] = look
        return number

    def cell(self, column: int, value: str | int | float | None, look: int) -> str:
        """One cell, without its row: of a text what fits into a cell, of None an empty one that has the look."""
        place = f'<c r="{_LETTERS[column]}\0" s="'
        if isinstance(value, str):
            if not value:
                return f'{place}{look}"/>'
            known = self._strings.get(value)
            if known is None:
                known = self._strings[value] = len(self._strings)
            if _FORMULA.match(value):
                look = self._behind_apostrophe(look)
            return f'{place}{look}" t="s"><v>{known}</v></c>'
        return f'{place}{look}"/>' if value is None else f'{place}{look}"><v>{value}</v></c>'

    def _behind_apostrophe(self, look: int) -> int:
        if look not in self._quoted:
            self._quoted[look] = self.look(self._by_number[look]._replace(quoted=True))
        return self._quoted[look]

    def add(self, sheet: Sheet) -> int:
        """Writes a sheet; how many rows it has."""
        number = len(self._sheets) + 1
        count = 0
        with self._zip.open(self._member(f"xl/worksheets/sheet{number}.xml"), "w") as part:
            part.write(_opening(sheet).encode())
            batch: list[str] = []
            for one in sheet.rows:
                batch.append(one)
                count += 1
                if len(batch) == _BATCH:
                    part.write("".join(batch).encode())
                    batch.clear()
            part.write("".join(batch).encode())
            part.write(_closing(sheet, count).encode())
        self._sheets.append((sheet.name, count, sheet._replace(rows=())))
        return count

    def finish(self, order: Callable[[str], int] = lambda name: 0) -> bytes:
        """The workbook's bytes, its sheets in the order of `order` (then as they came). Nothing can be added later."""
        numbered = sorted(enumerate(self._sheets, 1), key=lambda one: (order(one[1][0]), one[0]))
        self._part("xl/sharedStrings.xml", self._shared())
        self._part("xl/styles.xml", self._looks.xml())
        listed = [
            Listed(name, number, _filtered(sheet, last, "$") if sheet.filter else None, sheet.titles)
            for number, (name, last, sheet) in numbered
        ]
        self._part("xl/workbook.xml", workbook_xml(listed))
        self._part("xl/_rels/workbook.xml.rels", relations_xml(len(self._sheets)))
        self._part("_rels/.rels", ROOT)
        self._part("docProps/core.xml", CORE.format(title=escape(_storable(self._title))))
        self._part("[Content_Types].xml", types_xml(len(self._sheets)))
        self._zip.close()
        return self._raw.getvalue()

    def _member(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.create_system = 0  # else the machine's
        info.compress_type = self._way
        return info

    def _part(self, name: str, content: str) -> None:
        self._zip.writestr(self._member(name), content.encode())

    def _shared(self) -> str:
        count = len(self._strings)
        head = f'{HEAD}<sst xmlns="{MAIN}" uniqueCount="{count}">'
        return head + "".join(map(_string, self._strings)) + "</sst>"


def _storable(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def fitting(text: str) -> str:
    """`text` as far as a cell holds it, in the characters that XML has; a cut one ends in “…”."""
    plain = _storable(text)
    if len(plain) > MAX_TEXT // 2 and len(plain.encode("utf-16-le")) // 2 > MAX_TEXT:
        plain = plain.encode("utf-16-le")[: (MAX_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"
    return plain


def _string(text: str) -> str:
    plain = text if text.isprintable() else fitting(text)
    if len(plain) > MAX_TEXT // 2:
        plain = fitting(plain)
    kept = "" if plain == plain.strip() and "\n" not in plain and "  " not in plain else ' xml:space="preserve"'
    return f"<si><t{kept}>{escape(_ESCAPE.sub('_x005F_', plain) if '_x' in plain else plain)}</t></si>"


def _opening(sheet: Sheet) -> str:
    tab = f'<tabColor rgb="FF{sheet.tab}"/>' if sheet.tab else ""
    columns, rows = sheet.frozen
    pane = ""
    if columns or rows:
        corner = f"{letters(columns + 1)}{rows + 1}"
        where = "bottomRight" if columns and rows else "bottomLeft" if rows else "topRight"
        split = (f' xSplit="{columns}"' if columns else "") + (f' ySplit="{rows}"' if rows else "")
        pane = f'<pane{split} topLeftCell="{corner}" activePane="{where}" state="frozen"/><selection pane="{where}" activeCell="{corner}" sqref="{corner}"/>'
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(sheet.widths, 1)
    )
    lines = "" if sheet.grid else ' showGridLines="0"'
    view = f'<sheetView{lines} workbookViewId="0">{pane}</sheetView>'
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetPr>{tab}<pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews>{view}</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
    )


def _closing(sheet: Sheet, last: int) -> str:
    parts = ["</sheetData>"]
    if sheet.filter:
        parts.append(f'<autoFilter ref="{_filtered(sheet, last, "")}"/>')
    if sheet.merges:
        cells = "".join(f'<mergeCell ref="{ref}"/>' for ref in sheet.merges)
        parts.append(f'<mergeCells count="{len(sheet.merges)}">{cells}</mergeCells>')
    if sheet.choices:
        said = "".join(map(_choice, sheet.choices))
        parts.append(f'<dataValidations count="{len(sheet.choices)}">{said}</dataValidations>')
    if sheet.links:
        said = "".join(f"<hyperlink ref={quoteattr(at)} location={quoteattr(to)}/>" for at, to in sheet.links)
        parts.append(f"<hyperlinks>{said}</hyperlinks>")
    parts.append('<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>')
    # A3 for what is wide: A4 would be too small to read.
    paper = 8 if sum(sheet.widths) > 150 else 9
    way = "landscape" if sum(sheet.widths) > 90 else "portrait"
    parts.append(f'<pageSetup paperSize="{paper}" orientation="{way}" fitToWidth="1" fitToHeight="0"/>')
    parts.append("<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>")
    return "".join(parts)


def _filtered(sheet: Sheet, last: int, mark: str) -> str:
    end = letters(len(sheet.widths))
    return f"{mark}A{mark}{sheet.filter}:{mark}{end}{mark}{max(last, sheet.filter)}"


def _choice(choice: Choice) -> str:
    kind = ' type="list"' if choice.formula else ""
    errors = bool(choice.formula) and not choice.lax
    style = "" if choice.strict else ' errorStyle="warning"'
    said = _ASKED[choice.strict] if errors else ""
    hint = (
        f" promptTitle={quoteattr(_storable(choice.title)[:32])} prompt={quoteattr(_storable(choice.hint)[:255])}"
        if choice.hint
        else ""
    )
    formula = f"<formula1>{escape(choice.formula)}</formula1>" if choice.formula else ""
    return (
        f'<dataValidation{kind}{style} allowBlank="1" showInputMessage="1" showErrorMessage="{int(errors)}"{said}{hint} '
        f'sqref="{choice.at}">{formula}</dataValidation>'
    )


_ASKED = {
    True: ' errorTitle="不在取值范围内" error="请从下拉清单里选一个"',
    False: ' errorTitle="不在清单里" error="清单里没有这个写法。确定要这样填吗？"',
}
