"""YAML bytes to plain data: `load` is the fast way for what is in order, `read` judges the rest, with places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from _ruamel_yaml import CParser
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from govinfo_cli.limits import limit
from govinfo_cli.pattern import Pattern
from govinfo_cli.yaml import slips
from govinfo_cli.yaml.document import Document, escapes
from govinfo_cli.yaml.nodes import EMPTY, MAX_DEPTH, MAX_NODES, MAX_PROBLEMS, Builder, Node, Problem, Typed, typed_value
from govinfo_cli.yaml.slips import Mended, Slip

MAX_BYTES = limit("bytes")
# What a reader does not see but a parser or a terminal acts on: C0 without tab and line ends, DEL, C1, soft hyphen,
# zero-width, bidi controls, line and paragraph separators, a byte order mark within the text, tags.
CONTROLS = Pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
    "|\r(?!\n)"
)
# The same in UTF-8, and the escapes by which they come into quoted text. All begin in one set of bytes, with a look
# back at which it was: a set is sought ten times faster than alternatives.
_CONTROL_BYTES = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\r\\\xc2\xd8\xe2\xef\xf3](?:(?<=[\x00-\x08\x0b\x0c\x0e-\x1f\x7f])|(?<=\r)(?!\n)"
    rb"|(?<=\\)[0abefvrNLPxuU]|(?<=\xc2)[\x80-\x9f\xad]|(?<=\xd8)\x9c|(?<=\xf3)\xa0[\x80\x81]"
    rb"|(?<=\xe2)(?:\x80[\x8b-\x8f\xa8-\xae]|\x81[\xa0-\xaf])|(?<=\xef)(?:\xbb\xbf|\xbf[\xb9-\xbb\xbe\xbf]))"
)
# Words that may be the next key of a {…}: ，usage： (see slips.in_nodes).
_SLIP_BYTES = re.compile(rb"\xef\xbc\x8c *[A-Za-z_][A-Za-z0-9_-]* *(?:\xef\xbc\x9a|:)")
_SLIP_MEMBER = Pattern(r"[A-Za-z_][A-Za-z0-9_-]* *[:：][^\s/:]")
_PLAIN = (True, False)
_CJK = Pattern("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
# What stands in for a control character: lines and words stay apart, everything else goes.
_INSTEAD = {"\r": "\n"} | dict.fromkeys("\x0b\x0c\x85\u2028\u2029", " ")


class Doubt(Exception):
    """Raised by `load`: the text is not plainly in order, `read` must judge it."""


def load(raw: bytes, typed: Typed) -> dict:
    """The data of a text in order, without places; the fast way in.

    Values are text, but for the keys in `typed`, whose unquoted integers and booleans become int and bool;
    a key without a value gives None. Raises Doubt for whatever `read` would have a problem with.
    """
    screen(raw)
    return parsed(raw, typed)


def screen(raw: bytes) -> None:
    """Raises Doubt where the bytes hold what no text in order holds, in whatever layout."""
    if len(raw) > MAX_BYTES or _CONTROL_BYTES.search(raw) or _SLIP_BYTES.search(raw):
        raise Doubt


def parsed(raw: bytes, typed: Typed) -> dict:
    """The data of a text that `screen` has let pass, by the events of a parser. Raises Doubt."""
    try:
        return _load(CParser(raw), typed)
    except (YAMLError, ValueError) as error:
        raise Doubt from error


def _load(parser: CParser, typed: Typed) -> dict:
    get = parser.get_event
    get()
    start = get()
    if type(start) is not DocumentStartEvent or start.version or start.tags:
        raise Doubt
    outermost = get()
    if type(outermost) is not MappingStartEvent or outermost.anchor is not None or outermost.tag is not None:
        raise Doubt
    container: dict | list = {}
    root, key, stack, nodes = container, None, [], 0
    while True:
        event = get()
        kind = type(event)
        if kind is ScalarEvent:
            value = event.value
            plain = event.implicit == _PLAIN
            if event.anchor is not None or event.tag is not None:
                raise Doubt
            if key is None and type(container) is dict:
                if value in container or value == "<<" or "：" in value or "\u3000" in value:
                    raise Doubt
                key = value
                continue
            if plain and value in EMPTY:
                value = None
            elif plain and key in typed:
                value = typed_value(value, typed[key])
            elif key is None and plain and _SLIP_MEMBER.match(value):
                raise Doubt
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.anchor is not None or event.tag is not None or len(stack) >= MAX_DEPTH - 1:
                raise Doubt
            value = {} if kind is MappingStartEvent else []
            if type(container) is dict:
                if key is None:
                    raise Doubt
                container[key] = value
            else:
                container.append(value)
            stack.append((container, key))
            container, key = value, None
            nodes += 1
            continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            if not stack:
                break
            container, key = stack.pop()
            key = None
            continue
        else:
            raise Doubt
        nodes += 1
        if nodes > MAX_NODES:
            raise Doubt
        if key is None:
            container.append(value)
        else:
            container[key] = value
            key = None
    if type(get()) is not DocumentEndEvent or type(get()) is not StreamEndEvent:
        raise Doubt
    return root


def read(path: str, raw: bytes, typed: Typed, record: type | None = None) -> Document:
    """The document, with all places and all problems; never raises for what the bytes hold.

    An entry is a mapping. A `record` is a mapping or a list, as the type says, and may be empty.
    """
    if len(raw) > MAX_BYTES:
        document = Document(path)
        document.problems = (Problem("too-large", 0, 0, "bytes"),)
        return document
    text, encoding = _decode(raw)
    document = Document(path, text, recoded=encoding != "utf-8")
    if encoding == "unknown":
        place = max(text.find("\ufffd"), 0)
        document.problems = (Problem("wrong-encoding", place, place + 1, encoding),)
        return document
    problems = [Problem("wrong-encoding", 0, 0, encoding)] if encoding != "utf-8" else []
    builder, failed = _build(document, typed, problems)
    problems += [_original(document, problem) for problem in builder.problems[:MAX_PROBLEMS]]
    if builder.root is not None and "\\" in document.parsed:
        problems += list(_escaped_controls(document, builder.root))[:MAX_PROBLEMS]
    if failed is None and not isinstance(builder.root.value, record or dict):
        failed = Problem(
            "invalid-yaml", builder.root.start, builder.root.start, "a list" if record is not list else "no list"
        )
    if failed and failed.detail == "empty" and record:
        document.data = record()
    elif failed:
        problems.append(_original(document, failed))
    elif builder.usable:
        document.root = builder.root
        document.data = builder.root.value
    document.problems = tuple(problems)
    return document


def _build(document: Document, typed: Typed, problems: list[Problem]) -> tuple[Builder, Problem | None]:
    """The nodes of the document's text, mended where it can be; what was mended is added to `problems`."""
    controls = [Slip(*one.span(), one[0], _INSTEAD.get(one[0], "")) for one in CONTROLS.finditer(document.text)]
    if controls:
        _mend(document, Mended(document.text, controls))
        problems += [
            Problem("control-characters", one.start, one.end, f"U+{ord(one.found):04X}", one.replace)
            for one in controls[:MAX_PROBLEMS]
        ]
    builder = Builder(typed)
    failed = builder.run(document.parsed)
    # Twice, because what is hidden in {…} is seen only when the lines are in order.
    for _ in range(2):
        found = slips.in_text(document.parsed) if failed else slips.in_nodes(document.parsed, builder.root)
        mended, again = Mended(document.parsed, found), Builder(typed)
        if not found:
            break
        still = again.run(mended.text)
        if still and (not failed or mended.back(still.start) <= failed.start):
            break
        problems += [
            Problem(
                "invalid-yaml" if slip.found == ":" else "input-method-slip",
                document.original(slip.start),
                document.original(slip.end),
                slip.found,
                slip.replace,
            )
            for slip in found[:MAX_PROBLEMS]
        ]
        _mend(document, mended)
        builder, failed = again, still
    return builder, failed


def _mend(document: Document, mended: Mended) -> None:
    document.parsed = mended.text
    document.mended = (*document.mended, mended)


def _original(document: Document, problem: Problem) -> Problem:
    since = None if problem.since is None else document.original(problem.since)
    start, end = document.original(problem.start), document.original(problem.end)
    return Problem(problem.rule, start, end, problem.detail, problem.replace, since)


def _escaped_controls(document: Document, node: Node) -> Iterator[Problem]:
    """Control characters that "\\u202e" and the like bring into quoted text; the values are freed of them."""
    for below in node.keys.values():
        yield from _escaped(document, below)
    for step, below in node.children.items():
        if below.style == '"' and (found := list(islice(_escaped(document, below), MAX_PROBLEMS))):
            yield from found
            below.value = CONTROLS.sub(lambda one: _INSTEAD.get(one[0], ""), below.value)
            node.value[step] = below.value
        if below.children:
            yield from _escaped_controls(document, below)


def _escaped(document: Document, node: Node) -> Iterator[Problem]:
    if node.style == '"' and CONTROLS.search(node.value):
        for start, end, char in escapes(document.parsed, node):
            if CONTROLS.match(char):
                place = document.original(start), document.original(end)
                yield Problem("control-characters", *place, f"U+{ord(char):04X}", _INSTEAD.get(char, "").strip("\n"))


def _decode(raw: bytes) -> tuple[str, str]:
    """The text and its encoding, "unknown" where it is damaged; UTF-8 first, and never a guess from statistics
    of letters, which calls a cut character binary."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    wide: tuple[str, ...] = ()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        wide = ("utf-16",)
    elif raw.count(0) * 4 >= max(len(raw), 1):
        wide = ("utf-16-le",) if raw[1::2].count(0) >= raw[0::2].count(0) else ("utf-16-be",)
    for encoding in (*wide, "utf-8", "gb18030"):
        if encoding == "gb18030":
            # Damaged UTF-8 passes for GB18030 as often as not, and would be saved as 涓枃 for ever.
            damaged = raw.decode("utf-8", "replace")
            if len(_CJK.findall(damaged)) > damaged.count("\ufffd") or b"\x00" in raw:
                break
        try:
            return raw.decode(encoding), encoding[:6] if encoding in wide else encoding
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace"), "unknown"
