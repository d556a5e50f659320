"""One entry to the rows of a layout: what its columns say, and what they cannot, as further particulars.

What a column carries is judged by reading it again (intake.cells): a value that the cell does not give back as it
is stands among the particulars too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from govinfo_cli.catalog import Catalog
from govinfo_cli.edition.stipulation import parse, say
from govinfo_cli.intake.cells import Cells
from govinfo_cli.intake.particulars import SEVERAL, STIPULATED, TERMS, Particular, beside, covers
from govinfo_cli.sharing import OUTSIDE, UNCONDITIONAL, given
from govinfo_cli.template.layout import NUMBER, PROVIDER_CODE, STIPULATION, Column, Layout
from govinfo_cli.workbook.writing import fitting

Value = str | int | None
_STIPULATED = ("usage", "scope", "condition", "reason", "basis")
MIXED = UNCONDITIONAL  # a basis bears its label there
_REMEMBERED = 100_000  # readings of short texts, many of which stand in many rows
_SHORT = 40


class Rows(NamedTuple):
    """An entry in a layout: `entry` are the values that all its rows share, by column (from 0), `lines` those of each
    item; `more` is what they do not say."""

    entry: dict[int, Value]
    lines: list[dict[int, Value]]
    more: list[Particular]


class Carrier:
    """Entries to rows, for one layout and one catalogue."""

    def __init__(self, layout: Layout, catalog: Catalog, scope: str | None = None) -> None:
        settings = catalog.settings
        self._layout, self._catalog, self._scope = layout, catalog, scope
        self._cells = Cells(settings)
        self._official = settings.profile.spelling("share-type")
        self._uscc = settings.publisher.get("uscc")
        self._known: dict[tuple[str, str], object] = {}
        self._fields = {column.field for column in layout.columns if column.field}
        # (place, key of the item, field of the entry that stands where the item says nothing)
        self._itemwise = [
            (place, one.item or (one.field or "").removeprefix("items."), one.field if one.item else None)
            for place, one in enumerate(layout.columns)
            if one.of_item or one.item
        ]
        self._stipulates = any(column.carries == STIPULATION for column in layout.columns)

    def rows(self, number: int, data: dict) -> Rows:
        """The rows of the entry `data`, the `number`-th of its sheet."""
        entry: dict[int, Value] = {}
        items = data.get("items")
        held = items if isinstance(items, list) and all(isinstance(one, dict) for one in items) else []
        lines = [self._line(data, item) for item in held] or [self._line(data, {})]
        kind = self._kind(data, lines)
        for place, column in enumerate(self._layout.columns):
            if not column.of_item and not column.item:
                entry[place] = self._said(column, data, number, kind)
        return Rows(entry, lines, list(self._more(data, held, entry, lines, kind)))

    def _kind(self, data: dict, lines: list[dict]) -> str | None:
        """The official share type of all rows; where they differ one under which no part goes without its label."""
        own = self._official(_value(data, "share.type"))
        place = next((place for place, one in enumerate(self._layout.columns) if one.field == "share.type"), None)
        said = {self._official(line.get(place)) for line in lines} if place in lines[0] else {own}
        return own if said == {own} else MIXED

    def _said(self, column: Column, data: dict, number: int, kind: str | None) -> Value:
        if column.carries == NUMBER:
            return number
        if column.carries == PROVIDER_CODE:
            return self._provider_code(data.get("owner"))
        if column.carries == STIPULATION:
            share = data.get("share")
            return fitting(say(share, kind or MIXED)) if isinstance(share, dict) else None
        return as_cell(_value(data, column.field or ""))

    def _provider_code(self, owner: object) -> Value:
        if self._scope == OUTSIDE:
            return as_cell(self._uscc)
        official = self._catalog.owner_names.official(owner) if isinstance(owner, str) else None
        known = self._catalog.owners.get(official) if official else None
        return as_cell(getattr(known, "uscc", None))

    def _line(self, data: dict, item: dict) -> dict[int, Value]:
        line: dict[int, Value] = {}
        for place, key, field in self._itemwise:
            own = as_cell(item.get(key))
            line[place] = as_cell(_value(data, field)) if own is None and field else own
        return line

    def _more(self, data: dict, items: list, entry: dict, lines: list[dict], kind: str | None) -> Iterator[Particular]:
        """What the cells do not say, or would not give back as it is."""
        for key, value in data.items():
            if "." in key:
                yield Particular((key,), value)
            elif key == "items":
                yield from self._items_more(data, value, items, lines)
            elif key in ("share", "open", "format") and isinstance(value, dict):
                yield from self._object_more(data, key, value, entry, lines, kind)
            elif not self._carried(key, value, data):
                yield self._particular((key,), value, entry, lines)
        for key in ("share.type", "open.public"):
            # Where the rows differ, or items say what the entry does not, it has to be said what the entry says.
            column = next((one for one in self._layout.columns if one.field == key and one.item), None)
            value = said if given(said := _value(data, key)) else None
            if column and {*self._texts(column, entry, lines)} != {as_cell(value)} and self._reads(key, value, data):
                yield self._particular(tuple(key.split(".")), value, entry, lines)

    def _object_more(
        self, data: dict, key: str, value: Mapping, entry: dict, lines: list, kind: str | None
    ) -> Iterator[Particular]:
        if key == "share" and self._stipulates:
            yield from self._stipulated_more(value, entry, lines, kind)
        for name, member in value.items():
            below = f"{key}.{name}"
            if below in STIPULATED and self._stipulates:
                continue
            if below == "share.mode" and self._mode_carried(member, data):
                continue
            if "." in name:
                yield Particular((key, name), member)
            elif not self._carried(below, member, data):
                yield self._particular((key, name), member, entry, lines)

    def _items_more(self, data: dict, value: object, items: list, lines: list) -> Iterator[Particular]:
        names = [item.get("name") for item in items]
        sound = bool(items) and isinstance(value, list) and len({*map(str, names)}) == len(names)
        if not sound or not all(isinstance(name, str) and self._reads("items.*.name", name) for name in names):
            if given(value):
                yield self._particular(("items",), value, {}, lines)
            return
        filled = {place for place, _, _ in self._itemwise if any(line[place] is not None for line in lines)}
        for item, line in zip(items, lines, strict=True):
            for place, key, field in self._itemwise:
                # A blank cell among others says what stands above it, or what the entry is taken to be.
                if field and line[place] is None and place in filled:
                    yield Particular((key,), None, "", item["name"])
            for key, member in item.items():
                if key == "name" or not given(member):
                    continue
                column = next(
                    (one for one in self._layout.columns if one.field == f"items.{key}" or one.item == key), None
                )
                said = column is not None and as_cell(member) is not None and self._reads(f"items.*.{key}", member)
                if not said:
                    shown = beside([line[self._layout.columns.index(column)]]) if column else None
                    yield Particular((key,), member, shown, item["name"])

    def _carried(self, key: str, value: object, data: dict) -> bool:
        return not given(value) or key in self._fields and self._reads(key, value, data)

    def _mode_carried(self, value: object, data: dict) -> bool:
        mode = value[0] if isinstance(value, list) and len(value) == 1 else value
        return isinstance(mode, dict) and all(
            f"share.mode.{key}" in self._fields and self._reads(f"share.mode.{key}", said) for key, said in mode.items()
        )

    def _stipulated_more(self, share: Mapping, entry: dict, lines: list, kind: str | None) -> Iterator[Particular]:
        """What the wording of the column 共享条件 leaves out (the kind of a basis) or would not give back."""
        text = " ".join(fitting(say(share, kind or MIXED)).split())
        read = parse(kind, text) if text else {}
        if read is None or text and not self._cells_leave(text):
            # Whatever the reader makes of it, each key is said here.
            yield from (self._particular(("share", key), share.get(key), entry, lines) for key in _STIPULATED)
            return
        for key in _STIPULATED:
            own = share.get(key) if given(share.get(key)) else None
            if _one(own) != _one(read.get(key)):
                yield self._particular(("share", key), own, entry, lines)

    def _cells_leave(self, text: str) -> bool:
        return self._cells.leaf("share.condition", text).values.get("share.condition") == text

    def _reads(self, key: str, value: object, data: dict | None = None) -> bool:
        """Whether the cell of `value` is read as this value, and as nothing that the entry does not say."""
        text = as_cell(value)
        if text is None:
            return value is None
        text = str(text)
        if len(text) > _SHORT:
            return self._agrees(key, text, value, data)
        known = (key, text)
        if known not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[known] = self._reading(key, text)
        return _fits(self._known[known], key, value, data)

    def _agrees(self, key: str, text: str, value: object, data: dict | None) -> bool:
        return _fits(self._reading(key, text), key, value, data)

    def _reading(self, key: str, text: str) -> dict | None:
        if key == "items.*.length" or key.startswith("items."):
            reading = self._cells.leaf(key, text)
        else:
            reading = self._cells.read(key, text)
        return None if reading.kept else {**reading.weak, **reading.values}

    def _texts(self, column: Column, entry: dict, lines: list[dict]) -> list[Value]:
        place = self._layout.columns.index(column)
        return [entry[place]] if place in entry else [line[place] for line in lines]

    def _particular(self, steps: tuple[str, ...], value: object, entry: dict, lines: list[dict]) -> Particular:
        key = ".".join(steps)
        texts = [
            beside(self._texts(column, entry, lines))
            for column in self._layout.columns
            if covers(key, TERMS if column.carries == STIPULATION else column.field or "")
        ]
        return Particular(steps, value, SEVERAL.join(texts) if texts else None)


def as_cell(value: object) -> Value:
    """A value as a cell shows it, None for one that no cell holds."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return (value if value.isprintable() and len(value) < 10_000 else fitting(value)) or None
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return fitting("、".join(value))
    return None


def _value(data: dict, field: str) -> object:
    value: object = data
    for step in field.split("."):
        if isinstance(value, list) and len(value) >= 1 and step in ("class", "type"):
            value = value[0]  # of several modes the first
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _fits(read: object, key: str, value: object, data: dict | None) -> bool:
    if not isinstance(read, dict) or key not in read or not _equal(read[key], value):
        return False
    return all(name == key or data is not None and _value(data, name) == said for name, said in read.items())


def _equal(read: object, value: object) -> bool:
    return type(read) is type(value) and read == value


def _one(value: object) -> object:
    if isinstance(value, str) and "、" in value:
        return [part.strip() for part in value.split("、") if part.strip()]
    return value[0] if isinstance(value, list) and len(value) == 1 else value
