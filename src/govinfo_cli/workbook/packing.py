"""The parts of a workbook's package besides its sheets: which sheets there are, in which order, and what each part is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Listed(NamedTuple):
    """A sheet of the package: its name and the number of its part; `filtered` is the range that bears filter buttons,
    absolute, `titles` how many rows are printed on every page."""

    name: str
    number: int
    filtered: str | None = None
    titles: int = 0


def workbook_xml(sheets: Sequence[Listed]) -> str:
    """The sheets in the order in which they are shown."""
    said, names = [], []
    for place, one in enumerate(sheets):
        said.append(f'<sheet name={quoteattr(one.name)} sheetId="{one.number}" r:id="rId{one.number}"/>')
        quoted = escape("'" + one.name.replace("'", "''") + "'")
        if one.filtered:
            kind = f'name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1"'
            names.append(f"<definedName {kind}>{quoted}!{one.filtered}</definedName>")
        if one.titles:
            kind = f'name="_xlnm.Print_Titles" localSheetId="{place}"'
            names.append(f"<definedName {kind}>{quoted}!$1:${one.titles}</definedName>")
    defined = f"<definedNames>{''.join(names)}</definedNames>" if names else ""
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView activeTab="0"/></bookViews>'
        f"<sheets>{''.join(said)}</sheets>{defined}</workbook>"
    )


def relations_xml(count: int) -> str:
    """Where the parts of `count` sheets, their styles and their texts are."""
    sheets = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, count + 1)
    )
    rest = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{file}"/>'
        for n, kind, file in ((count + 1, "styles", "styles.xml"), (count + 2, "sharedStrings", "sharedStrings.xml"))
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{sheets}{rest}</Relationships>'


ROOT = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
# With the title in place of {title}.
CORE = (
    f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>{title}</dc:title><dc:creator>catalog</dc:creator></cp:coreProperties>"
)


def types_xml(count: int) -> str:
    """What each part is."""
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [(f"/xl/worksheets/sheet{n}.xml", f"{sheet}.worksheet+xml") for n in range(1, count + 1)]
    parts += [
        ("/xl/workbook.xml", f"{sheet}.sheet.main+xml"),
        ("/xl/styles.xml", f"{sheet}.styles+xml"),
        ("/xl/sharedStrings.xml", f"{sheet}.sharedStrings+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ]
    said = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{said}</Types>'
    )
