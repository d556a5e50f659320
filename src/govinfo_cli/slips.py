"""Slips of a Chinese input method that break YAML: found in the raw text, mended in memory to read on."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A line that would be "key: value" but for the colon or for the blank behind it.
_KEY = r"(?:[A-Za-z_][A-Za-z0-9_-]*|[\u4e00-\u9fff][\u4e00-\u9fff（）()/]{1,15})"
_COLON = re.compile(
    rf"^(?P<lead>[ \u3000]*(?:-[ \u3000]+)*[\"']?{_KEY}[\"']?[ \u3000]*)(?P<bad>：[ \u3000]*|:\u3000[ \u3000]*)"
)
_INDENT = re.compile(r"^[ ]*\u3000[ \u3000]*(?=\S)")
_DASH = re.compile(r"^(?P<lead> *)(?P<bad>[－—–](?: *\u3000*)|-\u3000+)(?=[{\w\"'\u4e00-\u9fff])")
_FLOW = re.compile(r"[{\[｛［]")
_FLOW_MARKS = {"，": ", ", "：": ": ", "｛": "{", "｝": "}", "［": "[", "］": "]"}


@dataclass(frozen=True, slots=True)
class Slip:
    """`found` stands at the character indexes `start` to `end`; `replace` is what YAML needs there."""

    start: int
    end: int
    found: str
    replace: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """The mended text; `inserted` are the indexes in it that the original does not have."""

    text: str
    inserted: tuple[int, ...]
    slips: tuple[Slip, ...]


def repair(text: str) -> Repaired:
    """Mends every slip that stands where YAML wants its own mark. Call it only on text that does not parse:
    in a text that does, the same characters are somebody's words."""
    slips: list[Slip] = []
    offset = 0
    for line in text.split("\n"):
        slips += _in_line(line, offset)
        offset += len(line) + 1
    out: list[str] = []
    inserted: list[int] = []
    done = length = 0
    for slip in slips:
        out.append(text[done : slip.start])
        length += slip.start - done
        extra = len(slip.replace) - (slip.end - slip.start)
        # Where the mark became shorter, blanks keep the places of all that follows.
        put = slip.replace + " " * max(0, -extra)
        out.append(put)
        inserted += range(length + len(put) - max(0, extra), length + len(put))
        length += len(put)
        done = slip.end
    out.append(text[done:])
    return Repaired("".join(out), tuple(inserted), tuple(slips))


def _in_line(line: str, offset: int) -> list[Slip]:
    if line.lstrip(" \u3000").startswith("#"):
        return []
    found: list[Slip] = []
    at = 0
    if indent := _INDENT.match(line):
        first = line.index("\u3000")
        found.append(
            Slip(offset + first, offset + indent.end(), line[first : indent.end()], "  " * (indent.end() - first))
        )
        at = indent.end()
    if dash := _DASH.match(line):
        bad = dash["bad"]
        found.append(Slip(offset + dash.start("bad"), offset + dash.end("bad"), bad.rstrip() or bad, "- "))
        at = max(at, dash.end())
    colon = _COLON.match(line)
    if colon and colon.start("bad") >= at:
        blank = "" if line[colon.end() :].strip() == "" else " "
        found.append(
            Slip(offset + colon.start("bad"), offset + colon.end("bad"), colon["bad"].rstrip(" "), ":" + blank)
        )
        at = colon.end()
    flow = _FLOW.search(line, at)
    before = line[: flow.start()].rstrip() if flow else ""
    if flow and (not before or before.endswith((":", "-", "：", "：\u3000", "\u3000"))):
        found += _in_flow(line, flow.start(), offset)
    return found


def _in_flow(line: str, start: int, offset: int) -> list[Slip]:
    """Marks in {…} or […] outside quotes, where text with such marks would have to be quoted."""
    found, quote = [], ""
    for place in range(start, len(line)):
        mark = line[place]
        if quote:
            quote = "" if mark == quote else quote
        elif mark in "\"'":
            quote = mark
        elif mark == "#" and line[place - 1] == " ":
            break
        elif mark in _FLOW_MARKS:
            if mark == "：" and not re.search(rf"(?:^|[\s{{,，｛]){_KEY}$", line[:place]):
                continue
            replace = _FLOW_MARKS[mark]
            if line[place + 1 : place + 2] in (" ", ""):
                replace = replace.rstrip()
            found.append(Slip(offset + place, offset + place + 1, mark, replace))
    return found
