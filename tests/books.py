"""Workbooks made byte by byte for the tests: a sheet is rows of values, or its XML as it shall stand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HIDDEN, _AWAY = ' hidden="1"', ' state="hidden"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def letters(number: int) -> str:
    found = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def cell(ref: str, value: object) -> str:
    if isinstance(value, bool):
        return f'<c r="{ref}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{ref}"><v>{value}</v></c>'
    return f'<c r="{ref}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def sheet(rows: Sequence[Sequence[object]], merges: Sequence[str] = (), hidden: Sequence[int] = ()) -> str:
    """A sheet's XML; None is no cell."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(cell(f"{letters(place)}{number}", one) for place, one in enumerate(row, 1) if one is not None)
        lines.append(f'<row r="{number}"{_HIDDEN if number in hidden else ""}>{cells}</row>')
    return data("".join(lines), merges)


def data(rows: str, merges: Sequence[str] = (), before: str = "") -> str:
    """A sheet's XML around rows that stand as XML."""
    ranges = "".join(f'<mergeCell ref="{one}"/>' for one in merges)
    after = f'<mergeCells count="{len(merges)}">{ranges}</mergeCells>' if merges else ""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(
    sheets: Mapping[str, str | Sequence[Sequence[object]]],
    strings: Sequence[str] | None = None,
    styles: str | None = None,
    hidden: Sequence[str] = (),
    book: str = "",
) -> dict[str, str | bytes]:
    """The parts of a workbook by name. `strings` are <si> elements' insides, `styles` the style part's inside."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"{_AWAY if name in hidden else ""}/>'
        for n, name in enumerate(names, 1)
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}">{book}<sheets>{listed}</sheets></workbook>',
    }
    if strings is not None:
        relations += f'<Relationship Id="s" Type="{DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/>'
        found["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{"".join(f"<si>{one}</si>" for one in strings)}</sst>'
    if styles is not None:
        relations += f'<Relationship Id="t" Type="{DOCUMENT}/styles" Target="styles.xml"/>'
        found["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    found["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>'
    for n, name in enumerate(names, 1):
        content = sheets[name]
        found[f"xl/worksheets/sheet{n}.xml"] = content if isinstance(content, str) else sheet(content)
    return found


def packed(found: Mapping[str, str | bytes], stored: bool = False) -> bytes:
    """The parts as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(sheets: Mapping[str, str | Sequence[Sequence[object]]], **said: object) -> bytes:
    """A workbook; see `parts`."""
    return packed(parts(sheets, **said))
