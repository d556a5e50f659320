"""The one canonical way to lay out an entry (`fmt`), comments kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from govinfo_cli.scalars import quoted, scalar
from govinfo_cli.sharing import inherited
from govinfo_cli.structure import Shape
from govinfo_cli.visible import width
from govinfo_cli.yaml.comments import Comment, Notes, notes_of
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.reading import Doubt, load, read

# Which mappings stand with a line for each key, and which on one line; others on one line where it is short.
_BLOCK = frozenset(("format", "share"))
_ONE_LINE = frozenset(("open", "contact", "mode", "basis"))
_SHORT = 100  # characters


@dataclass(slots=True)
class _Form:
    """How the mapping at one route is laid out: the order of its keys, which of them are quoted, what is below."""

    order: dict[str, int] = field(default_factory=dict)
    quoted: set[str] = field(default_factory=set)
    below: dict[str, _Form] = field(default_factory=dict)


_UNKNOWN = _Form()


@lru_cache(maxsize=8)
def _form(shape: Shape) -> _Form:
    top = _Form()
    for pattern, facts in shape.fields.items():
        *steps, name = [step for step in pattern.split(".") if step != "*"] or [""]
        form = top
        for step in steps:
            form = form.below.setdefault(step, _Form())
        if name and not pattern.endswith("*"):
            form.order.setdefault(name, len(form.order))
            members = facts.get("items", {})
            if facts.get("format") == "date" or "x-category" in facts or "x-category" in members:
                form.quoted.add(name)
    return top


def essential(data: Mapping) -> dict:
    """The data of an entry without what equals its inherited value; `data` stays as it is.

    Gone are keys of share.internal that say what is inherited from outside, and of an item share, internal and
    open that say what the entry says.
    """
    share, opened, items = data.get("share"), data.get("open"), data.get("items")
    share = share if isinstance(share, dict) else {}
    items = items if isinstance(items, list) else []
    result, inside = dict(data), share.get("internal")
    if isinstance(inside, dict) and inside:
        kept = _inside(share, inside, items)
        if len(kept) < len(inside):
            result["share"] = {key: kept if key == "internal" else value for key, value in share.items()}
            if not kept:
                del result["share"]["internal"]
            inside = kept
    if items:
        public = opened.get("public") if isinstance(opened, dict) else None
        result["items"] = [_item(item, share.get("type"), inside, public) for item in items]
    return result


def _inside(share: Mapping, inside: Mapping, items: list) -> dict:
    """What is left of share.internal. Its type stays as long as anything else does: it says what is inherited."""
    outside = share.get("type")
    given = inherited({**share, "internal": {"type": inside.get("type")}})
    kept = {key: value for key, value in inside.items() if key == "type" or value is None or given.get(key) != value}
    # An item with a share type of its own has the same inside, unless the entry says its inside type.
    needed = any(
        isinstance(item, dict) and item.get("share", outside) != outside and "internal" not in item for item in items
    )
    return {} if outside and kept == {"type": outside} and not needed else kept


def _item(item: object, outside: object, inside: object, public: object) -> object:
    if not isinstance(item, dict):
        return item
    own = isinstance(inside, dict) and isinstance(inside.get("type"), str)
    within = inside["type"] if own else outside
    gone = set()
    if isinstance(outside, str) and item.get("share") == outside:
        gone.add("share")
    if isinstance(within, str) and item.get("internal") == within and (own or item.get("share", outside) == outside):
        gone.add("internal")
    if isinstance(public, bool) and item.get("open") is public:
        gone.add("open")
    return {key: value for key, value in item.items() if key not in gone} if gone & item.keys() else item


def laid_out(data: Mapping, shape: Shape, notes: Notes | None = None) -> str:
    """The canonical text of an entry's data, without what equals its inherited value, with the comments of `notes`.

    A comment on what is not in the data stands at the end of what should hold it.
    """
    notes = notes or Notes()
    lines = [comment.text for comment in notes.above]
    if lines and notes.spaced:
        lines.append("")
    lines += _block(essential(data), _form(shape), "", notes, top=True) if data else ["{}"]
    lines += [comment.text for comment in _sorted((*notes.beside, *_left(notes, data)))]
    return "\n".join(lines) + "\n"


def place_of(route: tuple, shape: Shape) -> int:
    """Where the key at the end of `route` stands among its siblings, from 0; unknown keys come last."""
    form = _form_at(route[:-1], shape)
    return form.order.get(route[-1], len(form.order))


def flow(route: tuple, value: object, shape: Shape, inside: bool = True) -> str:
    """The value at `route` on one line, as it stands within {…} or […], or behind a key in block style."""
    quote = _is_quoted(route, shape)
    if isinstance(value, str) and not inside and not quote:
        return scalar(value)
    return _flow(value, _form_at(route, shape), quote)


def key_lines(route: tuple, value: object, shape: Shape, indent: str) -> list[str]:
    """The lines of the key at the end of `route` with its value, each from `indent`."""
    key = route[-1]
    style = "block" if len(route) == 1 and key in _BLOCK else "line" if key in _ONE_LINE else "short"
    lead = f"{indent}{scalar(key, key=True)}:"
    return _entry(lead, value, _form_at(route, shape), _is_quoted(route, shape), style, indent, None)


def text_lines(text: str, indent: str) -> list[str] | None:
    """A text of several lines in literal style, its opening mark first; None where that would not keep it."""
    body = _literal(text, indent) if "\n" in text else None
    return ["|" if text.endswith("\n") else "|-", *body] if body else None


def _form_at(route: tuple, shape: Shape) -> _Form:
    form = _form(shape)
    for step in route:
        form = form if isinstance(step, int) else form.below.get(step, _UNKNOWN)
    return form


def _is_quoted(route: tuple, shape: Shape) -> bool:
    names = [step for step in route if isinstance(step, str)]
    return bool(names) and names[-1] in _form_at(tuple(names[:-1]), shape).quoted


def _block(data: Mapping, form: _Form, indent: str, notes: Notes | None, top: bool = False) -> list[str]:
    lines: list[str] = []
    order, last = form.order, len(form.order)
    within = notes.within if notes else {}
    for key in sorted(data, key=lambda key: order.get(key, last)):
        style = "block" if top and key in _BLOCK else "line" if key in _ONE_LINE else "short"
        value, lead = data[key], f"{indent}{scalar(key, key=True)}:"
        lines += _entry(lead, value, form.below.get(key, _UNKNOWN), key in form.quoted, style, indent, within.get(key))
    if not top and notes:
        lines += [indent + comment.text for comment in _sorted(_left(notes, data))]
    return lines


def _entry(
    lead: str, value: object, form: _Form, quote: bool, style: str, indent: str, notes: Notes | None
) -> list[str]:
    """A key with its value, or a list member, as lines; `lead` is what stands before the value."""
    if type(value) is str:
        if style != "member" and "\n" in value and (body := _literal(value, indent + "  ")):
            return [*_line(f"{lead} {'|' if value.endswith(chr(10)) else '|-'}", notes, indent), *body]
        text = quoted(value) if quote else scalar(value, flow=style == "member")
        return _line(f"{lead} {text}", notes, indent)
    if value is None:
        return _line(lead, notes, indent)
    if isinstance(value, (dict, list)) and value:
        commented = notes is not None and style != "member" and any(True for _ in notes.inside())
        if isinstance(value, list) and style != "member" and (commented or any(type(m) in (dict, list) for m in value)):
            return _sequence(lead, value, form, quote, indent, notes)
        line = f"{lead} {_flow(value, form, quote)}"
        short = style != "block" and (style != "short" or len(line) <= _SHORT)
        if isinstance(value, dict) and (commented or not short):
            return [*_line(lead, notes, indent, inside=False), *_block(value, form, indent + "  ", notes)]
        return _line(line, notes, indent)
    return _line(f"{lead} {_flow(value, form, quote)}", notes, indent)


def _sequence(lead: str, value: list, form: _Form, quote: bool, indent: str, notes: Notes | None) -> list[str]:
    lines = _line(lead, notes, indent, inside=False)
    within = notes.within if notes else {}
    for place, member in enumerate(value):
        lines += _entry(f"{indent}-", member, form, quote, "member", indent, within.get(place))
    if notes:
        # Deeper than the key, so that they are not taken for those of the next key.
        lines += [f"{indent}  {comment.text}" for comment in _sorted(_left(notes, range(len(value))))]
    return lines


def _flow(value: object, form: _Form, quote: bool) -> str:
    kind = type(value)
    if kind is str:
        return quoted(value) if quote else scalar(value, flow=True)
    if kind is dict:
        order, last = form.order, len(form.order)
        parts = [
            f"{scalar(key, key=True, flow=True)}: {_flow(value[key], form.below.get(key, _UNKNOWN), key in form.quoted)}"
            for key in sorted(value, key=lambda key: order.get(key, last))
        ]
        return "{" + ", ".join(parts) + "}"
    if kind is list:
        return "[" + ", ".join([_flow(member, form, quote) for member in value]) + "]"
    return {True: "true", False: "false", None: "null"}[value] if kind is not int else str(value)


def _literal(text: str, indent: str) -> list[str] | None:
    """The lines of a text in literal style, or None where they would not keep it to the letter."""
    body = text.removesuffix("\n")
    if not body or body[0] in " \n" or body[-1] == "\n" or " \n" in body + "\n":
        return None
    if not body.replace("\n", "").replace("\u3000", "").isprintable():
        return None
    return [indent + line if line else "" for line in body.split("\n")]


def _line(line: str, notes: Notes | None, indent: str, inside: bool = True) -> list[str]:
    """A line with its comments: a single one stands beside it, in its column if the line has become no shorter;
    others stand above it."""
    if notes is None:
        return [line]
    above = [*notes.above, *(notes.inside() if inside else ())]
    if len(notes.beside) == 1:
        beside = notes.beside[0]
        taken = width(line)
        line += " " * max(2, (beside.column - taken) * (taken >= beside.end_before)) + beside.text
    else:
        above += notes.beside
    return [*(indent + comment.text for comment in _sorted(above)), line]


def _left(notes: Notes, steps: Iterable) -> list[Comment]:
    """The comments that close a collection, and those of members that it has not."""
    known = set(steps)
    lost = [comment for step, below in notes.within.items() if step not in known for comment in below.all()]
    return [*notes.below, *lost]


def _sorted(comments: Iterable[Comment]) -> list[Comment]:
    return sorted(comments, key=lambda comment: comment.place)


class NotLaidOut(Exception):
    """A file that is left alone, since it has problems; `document` tells which. Of one that has none the layout
    would not have kept everything."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.path)
        self.document = document


def canonical(path: str, raw: bytes, shape: Shape) -> bytes:
    """An entry's file in the canonical layout, its comments kept; raises NotLaidOut."""
    plain = raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    document, notes = None, None
    try:
        data = load(plain, shape.typed)
    except Doubt:
        data = None
    if data is None or b"#" in plain:
        document = read(path, plain, shape.typed)
        if document.problems or not isinstance(document.data, dict):
            raise NotLaidOut(document)
        data, notes = document.data, notes_of(document)
    laid = laid_out(data, shape, notes).encode()
    if laid != raw:
        # What cannot happen would cost somebody's words: look again before it is written.
        again = read(path, laid, shape.typed)
        kept = sorted(comment.text for comment in notes_of(again).all())
        if again.data != essential(data) or kept != sorted(comment.text for comment in (notes or Notes()).all()):
            raise NotLaidOut(Document(path))
    return laid
