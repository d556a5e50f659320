"""Slips of a Chinese input method that break YAML: found in the text, mended in memory to read on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from govinfo_cli.pattern import Pattern
from govinfo_cli.yaml.nodes import Node

_WORD = r"[A-Za-z_][A-Za-z0-9_-]*"
# What may be meant as a key: an English word, or a Chinese name of two to sixteen characters.
_KEY = rf"(?:{_WORD}|[\u4e00-\u9fff][\u4e00-\u9fff（）()/]{{1,15}})"
_BLANKS = "[ \u3000]*+"  # possessive, here and below: a line of a million dashes must not be tried a million times
_LEAD = rf"(?P<lead>{_BLANKS}(?P<dash>(?:[-－—–]{_BLANKS})*+))"
# A line that would be "key: value" but for the colon or for the blank behind it.
_COLON = Pattern(
    rf"{_LEAD}(?P<key>(?P<quote>[\"']?){_KEY}(?P=quote)){_BLANKS}(?P<bad>：{_BLANKS}|:\u3000{_BLANKS}|:(?=[^\s/:]))"
)
_LINE = Pattern(rf"{_LEAD}[\"']?{_KEY}[\"']?{_BLANKS}[:：]{_BLANKS}(?P<rest>.*)")
_INDENT = Pattern(r"[ ]*\u3000[ \u3000]*(?=\S)")
_DASH = Pattern(r" *(?P<bad>[－—–][ \u3000]*|-\u3000[ \u3000]*)(?=[{\w\"'｛])")
_VALUE = Pattern(rf"{_LEAD}(?:[^\"'{{\[]*?[:：]{_BLANKS})?(?P<flow>[{{\[｛［])")
_PAIRS = {"{": "}", "[": "]", "｛": "｝", "［": "］"}
_HALF = {"｛": "{", "｝": "}", "［": "[", "］": "]", "：": ": ", "，": ", "}
_ENTRY = Pattern(rf"[{{\[,，｛［][ \u3000]*[\"']?{_KEY}[\"']?[ \u3000]*$")
_WINDOW = 80  # characters before a colon that a key of {…} may take
_NEXT = Pattern(rf"[ \u3000]*(?:[\"']?{_KEY}[\"']?[ \u3000]*[:：]|[{{\[｛［\"'])")
# Within the words of a plain value: ，usage：
_WITHIN = Pattern(rf"(?P<comma>，) *{_WORD} *(?P<colon>[:：])(?=[^/]|$)")
_MEMBER_OR_KEY = {
    "key": Pattern(rf"{_KEY} *(?P<colon>[:：])(?=[^/]|$)"),
    "member": Pattern(rf"{_WORD} *(?P<colon>[:：])(?=[^\s/:])"),
}

_QUOTES = {"“": "”", "‘": "’", "「": "」", "＂": "＂"}


class Slip(NamedTuple):
    """`found` stands at the character indexes `start` to `end`; `replace` is what YAML needs there."""

    start: int
    end: int
    found: str
    replace: str


class Mended:
    """A text with some stretches replaced, and the way back to the places of the old one."""

    def __init__(self, text: str, slips: Sequence[Slip]) -> None:
        self.slips = tuple(slips)
        out: list[str] = []
        self._new: list[int] = [0]  # where a piece of the new text begins …
        self._old: list[tuple[int, int]] = []  # … and where it stood, and no further than where
        done = length = 0
        for slip in self.slips:
            self._old.append((done, slip.start))
            self._new += (length + slip.start - done, length + slip.start - done + len(slip.replace))
            self._old.append((slip.start, slip.end))
            out += (text[done : slip.start], slip.replace)
            length = self._new[-1]
            done = slip.end
        self._old.append((done, len(text)))
        out.append(text[done:])
        self.text = "".join(out)

    def back(self, index: int) -> int:
        """The place in the old text of a place in the new one."""
        piece = bisect_right(self._new, index) - 1
        start, stop = self._old[piece]
        return min(start + index - self._new[piece], stop)


def unquoted(text: str) -> str | None:
    """What stands within Chinese quotation marks around the whole of `text`, or None."""
    close = _QUOTES.get(text[:1])
    inner = text[1:-1]
    whole = close and len(text) > 2 and text.endswith(close) and close not in inner and text[0] not in inner
    return inner if whole and inner.strip() else None


def in_text(text: str) -> list[Slip]:
    """Every slip that stands where YAML wants its own mark. Call it only on text that does not parse:
    in a text that does, the same characters are somebody's words."""
    found: list[Slip] = []
    offset, words = 0, None
    for line in text.split("\n"):
        indent = _width(re.match(_BLANKS, line)[0])
        if line.strip() and (words is None or indent <= words):
            found += _in_line(line, offset)
            words = _words_below(line)
        offset += len(line) + 1
    return found


def in_nodes(text: str, root: Node) -> list[Slip]:
    """Slips in text that does parse, but not as it was meant: {name：姓名}, [{a: x，b：y}], - name：姓名."""
    found: dict[int, Slip] = {}
    for node, kind in _doubtful(root):
        raw = text[node.start : node.end]
        if raw != node.value or node.style != "plain":
            continue
        if kind in ("indent", "stray"):
            blanks = _INDENT.match(raw)[0]
            right = " " * _width(blanks) if kind == "indent" else ""
            found[node.start] = Slip(node.start, node.start + len(blanks), blanks, right)
            continue
        head = _MEMBER_OR_KEY[kind].match(raw) if kind != "value" else None
        if kind != "value" and not head:
            continue
        marks = [(head.start("colon"), ":")] if head else []
        if kind != "member":
            for match in _WITHIN.finditer(raw):
                marks += [(match.start("comma"), ","), (match.start("colon"), ":")]
        for at, mark in marks:
            blank = "" if raw[at + 1 : at + 2] == " " else " "
            if raw[at] != mark or blank:
                start = node.start + at
                found[start] = Slip(start, start + 1, raw[at], mark + blank)
    return [found[start] for start in sorted(found)]


def _doubtful(node: Node) -> Iterator[tuple[Node, str]]:
    """Scalars that may hide a slip: keys indented with U+3000, keys without a value and plain values in {…}, members
    of a block list."""
    holder = False  # whether the key above has nothing behind it, so that what follows may have been meant below it
    for step, below in node.children.items():
        key = node.keys.get(step)
        if key is not None and node.style == "block" and step.startswith("\u3000") and _INDENT.match(step):
            yield key, "indent" if holder else "stray"
        else:
            holder = below.value is None
        if isinstance(below.value, (dict, list)):
            yield from _doubtful(below)
        elif key is None:
            if node.style == "block":
                yield below, "member"
        elif node.style == "flow":
            yield (key, "key") if below.value is None and below.start == below.end else (below, "value")


def _words_below(line: str) -> int | None:
    """The column beyond which the next lines are the rest of this line's text, or None."""
    if line.lstrip(" \u3000").startswith("#"):
        return None
    match = _LINE.match(line)
    if match is None:
        dash = re.match(rf"({_BLANKS})-{_BLANKS}[^\s{{\[｛［]", line)
        return _width(dash[1]) if dash else None
    rest = match["rest"].strip()
    return None if not rest or rest[0] in "#{[｛［&!" else _width(match["lead"])


def _width(blanks: str) -> int:
    return sum(2 if char == "\u3000" else 1 for char in blanks)


def _in_line(line: str, offset: int) -> Iterable[Slip]:
    if line.lstrip(" \u3000").startswith("#"):
        return
    at = 0
    if indent := _INDENT.match(line):
        first, at = line.index("\u3000"), indent.end()
        yield Slip(offset + first, offset + at, line[first:at], " " * _width(line[first:at]))
    if dash := _DASH.match(line, at):
        bad, at = dash["bad"], dash.end()
        yield Slip(offset + dash.start("bad"), offset + at, bad.strip(" ") or bad, "- ")
    colon = _COLON.match(line)
    # A Chinese name behind a dash is as likely a member of a list: 科技部：限统计.
    if colon and colon.start("bad") >= at and (not colon["dash"] or re.match(_WORD, colon["key"].strip("\"'"))):
        at = colon.end("bad")
        blank = " " if line[at:].strip() else ""
        yield Slip(offset + colon.start("bad"), offset + at, colon["bad"].rstrip(" "), ":" + blank)
    value = _VALUE.match(line)
    if value and value.start("flow") >= at:
        yield from _in_flow(line, value.start("flow"), offset)


def _in_flow(line: str, start: int, offset: int) -> Iterator[Slip]:
    """Marks in {…} or […] outside quotes; a comma only where another key or value follows."""
    quote, open_, fresh, last = "", [], True, ""  # fresh: a key or a value may begin here; last: the mark before
    for place in range(start, len(line)):
        mark = line[place]
        bad = False
        if quote:
            quote, last = ("", mark) if mark == quote else (quote, last)
            continue
        if mark in " \u3000":
            continue
        if mark in "\"'" and fresh:
            quote = mark
        elif mark == "#" and line[place - 1] == " ":
            return
        elif mark in _PAIRS and fresh:
            open_.append(_PAIRS[mark])
            bad = mark in "｛［"
        elif open_ and mark in ("}]"[open_[-1] in "]］"], open_[-1]):
            open_.pop()
            bad = mark in "｝］"
            fresh, last = False, mark
            if bad:
                yield Slip(offset + place, offset + place + 1, mark, _HALF[mark])
            continue
        elif mark == "，":
            bad = last in ("}", "]", "｝", "］", '"', "'") or _NEXT.match(line, place + 1) is not None
        elif mark == "：":
            bad = _ENTRY.search(line[max(start, place - _WINDOW) : place]) is not None
        if bad:
            replace = _HALF[mark]
            replace = replace.rstrip() if line[place + 1 : place + 2] in (" ", "") else replace
            yield Slip(offset + place, offset + place + 1, mark, replace)
        fresh, last = bad or mark in "{[,:", mark
