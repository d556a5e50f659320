"""How cells of a written workbook look: each look once, by number, and all of them as the styles part."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from govinfo_cli.visible import width

_FONT = "宋体"  # every Chinese Windows has it; other systems put their own in its place
_TEXT = 49  # the built-in number format @: what is typed stays text, so that a code keeps its zeros

POINTS = 13.5  # of a line of text
_TALLEST = 8  # lines; what is longer is read in the cell itself


def tall(texts: Iterable[tuple[object, float]]) -> float:
    """The height, in points, of a row of wrapped texts, each with the width of its column. Not every program makes rows
    as tall as their texts when it opens a workbook."""
    lines = 1
    for said, room in texts:
        if isinstance(said, str) and (len(said) * 2 > room or "\n" in said):
            fits = max(1.0, room - 1)
            lines = max(lines, sum(max(1, ceil(width(part) / fits)) for part in said[:2000].split("\n")))
    return POINTS * min(lines, _TALLEST)


class Look(NamedTuple):
    """One look. Colours are RRGGBB; `edges` is the colour of thin lines around the cell, `top` of a stronger one above
    it; `text` keeps what is typed as it is typed; `quoted` is the hidden apostrophe, behind which nothing is a formula."""

    bold: bool = False
    color: str | None = None
    size: int = 10
    fill: str | None = None
    edges: str | None = None
    top: str | None = None
    across: str | None = None
    down: str = "center"
    wrap: bool = False
    text: bool = True
    quoted: bool = False
    underline: bool = False


class Looks:
    """The looks of one workbook, numbered as they are first asked for; 0 is the plain one."""

    def __init__(self) -> None:
        self._numbers: dict[Look, int] = {Look(text=False): 0}

    def number(self, look: Look) -> int:
        """The number that a cell of this look bears."""
        return self._numbers.setdefault(look, len(self._numbers))

    def xml(self) -> str:
        """The styles part."""
        fonts: dict[str, int] = {}
        fills: dict[str, int] = {
            '<fill><patternFill patternType="none"/></fill>': 0,
            '<fill><patternFill patternType="gray125"/></fill>': 1,
        }
        borders: dict[str, int] = {}
        formats = []
        for look in self._numbers:
            font = fonts.setdefault(_font(look), len(fonts))
            fill = fills.setdefault(_fill(look), len(fills))
            border = borders.setdefault(_border(look), len(borders))
            formats.append(
                f'<xf numFmtId="{_TEXT if look.text else 0}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
                'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
                + (' quotePrefix="1">' if look.quoted else ">")
                + f"{_alignment(look)}</xf>"
            )
        parts = [
            f'<{name} count="{len(members)}">{"".join(members)}</{name}>'
            for name, members in (("fonts", fonts), ("fills", fills), ("borders", borders))
        ]
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            + "".join(parts)
            + '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            + f'<cellXfs count="{len(formats)}">{"".join(formats)}</cellXfs>'
            + '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        )


def written(look: Look) -> tuple[str, str, str, str]:
    """The font, the fill, the border and the alignment of a look, each as it stands in a styles part."""
    return _font(look), _fill(look), _border(look), _alignment(look)


def _font(look: Look) -> str:
    said = ("<b/>" if look.bold else "") + ("<u/>" if look.underline else "")
    color = f'<color rgb="FF{look.color}"/>' if look.color else '<color rgb="FF222222"/>'
    return f'<font>{said}<sz val="{look.size}"/>{color}<name val={quoteattr(_FONT)}/><charset val="134"/></font>'


def _fill(look: Look) -> str:
    if look.fill is None:
        return '<fill><patternFill patternType="none"/></fill>'
    return f'<fill><patternFill patternType="solid"><fgColor rgb="FF{look.fill}"/><bgColor indexed="64"/></patternFill></fill>'


def _border(look: Look) -> str:
    def line(name: str, kind: str, color: str | None) -> str:
        return f'<{name} style="{kind}"><color rgb="FF{color}"/></{name}>' if color else f"<{name}/>"

    top = line("top", "medium", look.top) if look.top else line("top", "thin", look.edges)
    sides = line("left", "thin", look.edges) + line("right", "thin", look.edges)
    return f"<border>{sides}{top}{line('bottom', 'thin', look.edges)}<diagonal/></border>"


def _alignment(look: Look) -> str:
    across = f' horizontal="{look.across}"' if look.across else ""
    wrapped = ' wrapText="1"' if look.wrap else ""
    return f'<alignment{across} vertical="{look.down}"{wrapped}/>'
