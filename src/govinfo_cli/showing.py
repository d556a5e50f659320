"""One entry for people to read: every field under its official name, both sides of its sharing, what it refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from govinfo_cli import columns
from govinfo_cli.catalog import Card
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.query import said
from govinfo_cli.settings import Settings
from govinfo_cli.sharing import Side, given
from govinfo_cli.structure import Shape, pattern_of
from govinfo_cli.visible import shown, visible, width

_SIDES = {
    False: Text(zh="共享属性（对外）", en="share, external"),
    True: Text(zh="共享属性（对内）", en="share, internal"),
}
_AS_OUTSIDE = Text(zh="同对外", en="as outside")


class Line(NamedTuple):
    """A field: how deep it lies, its name, its value; `block` are further lines below it, laid out already."""

    depth: int
    label: str
    value: str = ""
    block: tuple[str, ...] = ()


def lines(entry: Entry, settings: Settings, cards: Mapping[str, Sequence[Card]], lang: str) -> Iterator[Line]:
    """The entry's fields in the schema's order, then its own x-… and what no schema knows.

    `cards` are the entries of the catalogue by code.
    """
    below = settings.shape.below(())
    for key in [name for name in below if name in entry.data] + [name for name in entry.data if name not in below]:
        value = entry.data[key]
        label = visible(settings.shape.label((key,)).of(lang))
        if key == "share" and isinstance(value, dict):
            yield from _sharing(entry, settings, lang)
        elif key == "items" and isinstance(value, list):
            yield _items(value, label, settings.shape, lang)
        elif key == "related" and isinstance(value, list):
            yield Line(0, label, block=tuple(_related(code, cards, lang) for code in value))
        elif key in ("category", "themes"):
            codes = value if isinstance(value, list) else [value]
            yield Line(0, label, "、".join(_category(code, settings, lang) for code in codes))
        else:
            yield from _field((key,), value, settings, lang)


def laid_out(all_lines: Sequence[Line]) -> Iterator[str]:
    """The lines with their values in one column; nothing is cut or wrapped."""
    margin = max((2 * line.depth + width(line.label) for line in all_lines if line.value), default=0) + 2
    for line in all_lines:
        head = "  " * (line.depth + 1) + line.label
        yield (head + " " * (margin + 2 - width(head)) + line.value).rstrip() if line.value else head
        yield from ("  " * (line.depth + 2) + text for text in line.block)


def category_name(code: object, settings: Settings) -> Text | None:
    """What the class node `code` is called, or None where no class table has it."""
    if not isinstance(code, str):
        return None
    own = settings.own_categories.get(code)
    return Text(zh=own, en=own) if own else settings.profile.categories.get(code)


def _field(route: tuple, value: object, settings: Settings, lang: str) -> Iterator[Line]:
    """A field and, of a group, its members below it; of a list of groups each in a line of its own."""
    shape, depth = settings.shape, len(route) - 1
    label = visible(shape.label(route).of(lang))
    if isinstance(value, dict) and value:
        yield Line(depth, label)
        for name, member in value.items():
            yield from _field((*route, name), member, settings, lang)
    elif isinstance(value, list) and any(isinstance(member, dict) for member in value):
        yield Line(depth, label, block=tuple(said(member, lang) for member in value))
    else:
        yield Line(depth, label, _value(route, value, settings, lang))


def _value(route: tuple, value: object, settings: Settings, lang: str) -> str:
    """A value; in English with the translation of what a code list holds."""
    text = said(value, lang)
    if lang == "en" and isinstance(value, str):
        name = settings.shape.fields.get(pattern_of(route), {}).get("x-vocabulary")
        code = settings.profile.vocabularies[name].values.get(value) if name else None
        if code and code.en != value:
            return f"{text} ({code.en})"
    return text


def _sharing(entry: Entry, settings: Settings, lang: str) -> Iterator[Line]:
    outside, inside = entry.sides(settings)
    yield Line(0, _SIDES[False].of(lang))
    yield from _attributes(outside, settings, lang)
    if inside.own:
        yield Line(0, _SIDES[True].of(lang))
        yield from _attributes(inside, settings, lang)
    else:
        yield Line(0, _SIDES[True].of(lang), _AS_OUTSIDE.of(lang))


def _attributes(side: Side, settings: Settings, lang: str) -> Iterator[Line]:
    for key, value in side.says.items():
        if key == "internal" and not side.inside:
            continue
        # Labels and code lists are the same inside; the outside's route is the shorter one.
        first, *below = _field(("share", key), value, settings, lang)
        if side.inside and key not in side.own:
            note = f"  [{_AS_OUTSIDE.of(lang)}]"
            first = (
                first._replace(value=first.value + note) if first.value else first._replace(label=first.label + note)
            )
        yield from (first, *below)


def _items(items: list, label: str, shape: Shape, lang: str) -> Line:
    known = list(shape.below(("items", 0)))
    mappings = [item for item in items if isinstance(item, dict)]
    keys = [key for key in known if any(given(item.get(key)) for item in mappings)]
    keys += sorted({key for item in mappings for key in item if key not in known})
    if not keys:
        return Line(0, label, said(items, lang))
    head = ["", *(visible(shape.label(("items", 0, key)).of(lang)) for key in keys)]
    rows = []
    for number, item in enumerate(items, 1):
        cells = [item.get(key) for key in keys] if isinstance(item, dict) else [item, *[None] * (len(keys) - 1)]
        rows.append([str(number), *(said(cell, lang) for cell in cells)])
    count = Text(zh=f"{len(items)} 项", en=f"{len(items)}").of(lang)
    return Line(0, label, count, tuple(columns.aligned(head, rows, frozenset([0])).splitlines()))


def _related(code: object, cards: Mapping[str, Sequence[Card]], lang: str) -> str:
    found = cards.get(code, ()) if isinstance(code, str) else ()
    if not found:
        return f"{shown(said(code, lang))}  {Text(zh='查无此条', en='no such entry').of(lang)}"
    return f"{visible(code)}  {'；'.join(card.called.of(lang) for card in found)}"


def _category(code: object, settings: Settings, lang: str) -> str:
    name = category_name(code, settings)
    return f"{said(code, lang)} {visible(name.of(lang))}" if name else said(code, lang)
