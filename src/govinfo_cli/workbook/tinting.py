"""The styles part of somebody's workbook with looks added: a cell's own with another fill, and those of a sheet of ours.

A mark is taken off again without knowing the cells: the colour that a marked cell had stands as the second colour of
its fill, which shows nowhere and which programs keep.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.sax.saxutils import quoteattr

from govinfo_cli.workbook.package import elements
from govinfo_cli.workbook.packing import MAIN
from govinfo_cli.workbook.styling import Look, written

# By level. Nobody else's colours: a fill of one of them is a mark.
MARKS = {"error": "FFFFC8CF", "warning": "FFFFE9A9", "info": "FFD9EAF9"}
_EMPTY = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
_MEMBERS = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf"}
_ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
_DEFAULTS = {
    "fonts": '<font><sz val="11"/><name val="宋体"/></font>',
    "fills": '<fill><patternFill patternType="none"/></fill>',
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
}


class Styles:
    """A styles part (its text; "" for a workbook that has none) with what is added to it.

    `keeps_second` False says that the program that wrote it last does not keep a fill's second colour.
    """

    def __init__(self, text: str, keeps_second: bool = True) -> None:
        self._text = text or f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{_EMPTY}'
        self._prefix = re.search(r"<([\w.-]+:)?styleSheet", self._text)[1] or ""
        self._lists = {name: self._members(name) for name in _MEMBERS}
        self._tints: dict[tuple[int, str], int] = {}
        self._lists["fills"] = [_unmarked(one, keeps_second) for one in self._lists["fills"]]

    def tinted(self, base: int, level: str) -> int:
        """The number of the look `base` with the fill of `level`, all else as it was."""
        key = (base, level)
        if key not in self._tints:
            formats, fills = self._lists["cellXfs"], self._lists["fills"]
            own = formats[base] if base < len(formats) else formats[0]
            number = re.search(r'\bfillId="(\d+)"', own)
            before = fills[int(number[1])] if number and int(number[1]) < len(fills) else ""
            fill = self._number("fills", self._named(_marked(before, MARKS[level])))
            head, end, rest = re.fullmatch(r"(<[^>]*?)(/?>)(.*)", own, re.S).groups()
            head = re.sub(r'\s(?:fillId|applyFill)="[^"]*"', "", head)
            self._tints[key] = self._number("cellXfs", f'{head} fillId="{fill}" applyFill="1"{end}{rest}')
        return self._tints[key]

    def look(self, look: Look) -> int:
        """The number of a look of ours."""
        *parts, alignment = written(look)
        font, fill, border = (
            self._number(name, self._named(part))
            for name, part in zip(("fonts", "fills", "borders"), parts, strict=True)
        )
        return self._number(
            "cellXfs",
            self._named(
                f'<xf numFmtId="{49 if look.text else 0}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0" '
                f'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">{alignment}</xf>'
            ),
        )

    def xml(self) -> str:
        """The whole part."""
        text = self._text
        for name, members in self._lists.items():
            text = self._section(name).sub(self._written(name, members), text, count=1)
        return text

    def _written(self, name: str, members: list[str]) -> Callable[[re.Match], str]:
        def written(found: re.Match) -> str:
            head = re.sub(r'\scount="[^"]*"', "", found[1])
            return f'<{self._prefix}{name}{head} count="{len(members)}">{"".join(members)}</{self._prefix}{name}>'

        return written

    def _section(self, name: str) -> re.Pattern:
        tag = re.escape(self._prefix + name)
        return re.compile(rf"<{tag}((?:\s[^>]*?)?)(?:/>|>(.*?)</{tag}\s*>)", re.S)

    def _members(self, name: str) -> list[str]:
        found = self._section(name).search(self._text)
        if found is None:
            later = "|".join(re.escape(self._prefix + one) for one in _ORDER[_ORDER.index(name) + 1 :])
            place = re.search(rf"<(?:{later})[\s/>]|</{re.escape(self._prefix)}styleSheet", self._text).start()
            self._text = f"{self._text[:place]}<{self._prefix}{name}/>{self._text[place:]}"
        inside = found[2] if found and found[2] else ""
        members = [inside[slice(*place)] for place in elements(inside, _MEMBERS[name])]
        return members or [self._named(_DEFAULTS[name])]

    def _number(self, name: str, member: str) -> int:
        members = self._lists[name]
        if member not in members:
            members.append(member)
        return members.index(member)

    def _named(self, xml: str) -> str:
        """Our own XML with the prefix that the part uses."""
        return re.sub(r"<(/?)(?=\w)", rf"<\1{self._prefix}", xml) if self._prefix else xml


def _colour(fill: str, name: str) -> str:
    """The attributes of a fill's colour, "" where it has none or the automatic one."""
    found = re.search(rf"<(?:[\w.-]+:)?{name}((?:\s[^>]*?)?)/?>", fill)
    said = found[1].strip() if found else ""
    return "" if 'indexed="64"' in said else said


def _marked(before: str, colour: str) -> str:
    was = _colour(before, "fgColor") if 'patternType="solid"' in before else ""
    second = was or 'indexed="64"'
    return f'<fill><patternFill patternType="solid"><fgColor rgb={quoteattr(colour)}/><bgColor {second}/></patternFill></fill>'


def _unmarked(fill: str, keeps_second: bool) -> str:
    """A fill as it was before it marked something."""
    said = re.search(r'rgb="([0-9A-Fa-f]{8})"', _colour(fill, "fgColor"))
    if said is None or said[1].upper() not in MARKS.values():
        return fill
    prefix = re.match(r"<([\w.-]+:)?fill", fill)[1] or ""
    was = _colour(fill, "bgColor") if keeps_second else ""
    if not was:
        return f'<{prefix}fill><{prefix}patternFill patternType="none"/></{prefix}fill>'
    return (
        f'<{prefix}fill><{prefix}patternFill patternType="solid"><{prefix}fgColor {was}/><{prefix}bgColor indexed="64"/>'
        f"</{prefix}patternFill></{prefix}fill>"
    )
