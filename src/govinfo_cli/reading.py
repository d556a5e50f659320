"""YAML bytes to plain data: `load` is the fast way for what is in order, `read` judges the rest, with places."""

from __future__ import annotations

import re

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

from govinfo_cli import slips
from govinfo_cli.document import Document
from govinfo_cli.nodes import EMPTY, MAX_DEPTH, MAX_NODES, MAX_PROBLEMS, Builder, Problem, Typed, typed_value

MAX_BYTES = 1 << 20
# What a reader does not see but a parser or a terminal acts on: C0 without tab and line ends, DEL, C1,
# zero-width, bidi controls, line and paragraph separators, a byte order mark within the text.
CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]|\r(?!\n)"
)
_CONTROL_BYTES = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|\xc2[\x80-\x9f]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]"
)
_PLAIN = (True, False)


class Doubt(Exception):
    """Raised by `load`: the text is not plainly in order, `read` must judge it."""


def load(raw: bytes, typed: Typed) -> dict:
    """The data of a text in order, without places; the fast way in.

    Values are text, but for the keys in `typed`, whose unquoted integers and booleans become int and bool;
    a key without a value gives None. Raises Doubt for whatever `read` would have a problem with.
    """
    if len(raw) > MAX_BYTES or _CONTROL_BYTES.search(raw):
        raise Doubt
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
    if type(get()) is not MappingStartEvent:
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
                if value in container or value == "<<":
                    raise Doubt
                key = value
                continue
            if plain and value in EMPTY:
                value = None
            elif plain and key in typed:
                value = typed_value(value, typed[key])
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.anchor is not None or event.tag is not None or len(stack) >= MAX_DEPTH:
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


def read(path: str, raw: bytes, typed: Typed) -> Document:
    """The document with all places and all problems; never raises for what the bytes hold."""
    if len(raw) > MAX_BYTES:
        document = Document(path)
        document.problems = (Problem("too-large", 0, 0, "bytes"),)
        return document
    text, encoding = _decode(raw)
    if text is None:
        document = Document(path)
        document.problems = (Problem("wrong-encoding", 0, 0, "unknown"),)
        return document
    document = Document(path, text, recoded=encoding != "utf-8")
    problems = [Problem("wrong-encoding", 0, 0, encoding)] if encoding != "utf-8" else []
    controls = list(CONTROLS.finditer(text))
    for match in controls[:MAX_PROBLEMS]:
        problems.append(Problem("control-characters", match.start(), match.end(), f"U+{ord(match[0]):04X}", ""))
    clean = CONTROLS.sub(" ", text) if controls else text
    builder = Builder(typed)
    failed = builder.run(clean)
    if failed:
        repaired = slips.repair(clean)
        if repaired.slips:
            again = Builder(typed)
            still = again.run(repaired.text)
            document.inserted = list(repaired.inserted)
            if (
                still is None
                or document.original(still.start) > failed.start
                or len(again.problems) < len(builder.problems)
            ):
                builder, failed = again, still
                problems += [
                    Problem("input-method-slip", slip.start, slip.end, slip.found, slip.replace)
                    for slip in repaired.slips[:MAX_PROBLEMS]
                ]
            else:
                document.inserted = []
    original = document.original
    problems += [Problem(p.rule, original(p.start), original(p.end), p.detail) for p in builder.problems[:MAX_PROBLEMS]]
    if failed:
        problems.append(Problem(failed.rule, original(failed.start), original(failed.end), failed.detail))
    elif builder.usable:
        document.root = builder.root
        document.data = builder.root.value
    document.problems = tuple(problems)
    return document


def _decode(raw: bytes) -> tuple[str | None, str]:
    """Strict UTF-8 first; never a guess from statistics, which calls a cut multi-byte character binary."""
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif b"\x00" in raw:
        zeros_behind = raw[1::2].count(0) >= raw[0::2].count(0)
        encodings = ("utf-8",) if raw.count(0) * 8 < len(raw) else (("utf-16-le",) if zeros_behind else ("utf-16-be",))
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, encoding.split("-le")[0].split("-be")[0]
    return None, "unknown"
