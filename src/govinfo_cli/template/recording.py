"""One entry to the rows of a target's tables: each column's value in the receiver's own form, and what it cannot take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from govinfo_cli.edition.exported import Edition, Exported
from govinfo_cli.edition.stipulation import say
from govinfo_cli.sharing import NOT_SHARED, OUTSIDE, given
from govinfo_cli.template.misfits import Misfits
from govinfo_cli.template.tables import DATE, DAY, ITEM, OPERATION, Column, Table, Tables

Cell = str | int | list | None
_REMEMBERED, _SHORT = 100_000, 40  # official spellings of short texts, many of which stand in many rows
_YES, _NO = "是", "否"
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")


class Recorder:
    """The rows of one edition in one target; `misfits` are the values that the target cannot take."""

    def __init__(self, tables: Tables, edition: Edition) -> None:
        self._tables, self._edition = tables, edition
        self._settings, self._catalog = edition.settings, edition.catalog
        profile = edition.settings.profile
        self._shape = edition.settings.shape
        self._spelling = {
            pattern: profile.spelling(name) for pattern, name in {**self._shape.coded, **self._shape.flags}.items()
        }
        self._spelling["owner"] = self._catalog.owner_names.official
        self._known: dict[tuple[str, str], str] = {}
        self._official = profile.spelling("share-type")
        self.misfits = Misfits(self._shape)
        self._named: tuple[object, list[str]] = (None, [])

    def rows(self, table: Table, number: int, entry: Exported, mark: str | None = None) -> Iterator[list[Cell]]:
        """The rows of the `number`-th entry in `table`; `mark` stands where the column carries the operation."""
        if table.of != ITEM:
            yield [self._cell(column, number, entry, None, mark) for column in table.columns]
            return
        for place in _items(entry.data):
            yield [self._cell(column, number, entry, place, mark) for column in table.columns]

    def mark(self, table: Table, row: list[Cell], mark: str) -> None:
        """Puts the operation into a row that was made without."""
        for place, column in enumerate(table.columns):
            if column.carries == OPERATION:
                row[place] = mark

    def _cell(self, column: Column, number: int, entry: Exported, place: int | None, mark: str | None) -> Cell:
        if column.constant is not None:
            return column.constant
        if column.each is not None:
            return [
                {one.heading: self._cell(one, number, entry, at, mark) for one in column.columns}
                for at in (_items(entry.data) if column.each == ITEM else range(len(_classes(entry.data))))
            ]
        if not self._wanted(column, entry, place):
            return None
        if column.carries is not None:
            said, route = self._carried(column.carries, number, entry, place, mark)
        else:
            said, route = self._values(column, entry, place)
        values = [text for at, one in said if (text := self._formed(column, entry, at, one)) is not None]
        if not values:
            if column.required and not any(given(one) for _, one in said):
                self.misfits.missing(column.heading, entry, route)
            return [] if column.list else None
        if column.list:
            return values
        text = values[0] if len(values) == 1 else column.join.join(map(str, values))
        self.misfits.limited(column, entry, said[0][0], str(text))
        return text

    def _wanted(self, column: Column, entry: Exported, place: int | None) -> bool:
        for field, allowed in column.when.items():
            asked = Column("", field=field)
            said, _ = self._values(asked, entry, place)
            if not any(self._word(asked.key, one) in allowed for _, one in said):
                return False
        return True

    def _values(self, column: Column, entry: Exported, place: int | None) -> tuple[list[tuple[tuple, object]], tuple]:
        """The values of a field with their routes, and the route at which one would stand."""
        items = entry.data.get("items")
        if place is not None and column.item is not None and given(own := items[place].get(column.item)):
            route = ("items", place, column.item)
            return [(route, own)], route
        route = column.route
        if len(route) == 1:
            said = entry.data.get(route[0])
            return list(_found(said, (), route)) if said is not None else [], route
        if route[0] == "items":
            if place is None:
                return [], route
            route = ("items", place, *route[1:])
        return list(_found(entry.data, route, ())), route

    def _word(self, field: str, value: object) -> str:
        """A value in its official spelling, as text."""
        if isinstance(value, bool):
            return _YES if value else _NO
        text = str(value).strip()
        spelling = self._spelling.get(field)
        if spelling is None or len(text) > _SHORT:
            return text
        known = (field, text)
        if known not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[known] = spelling(text) or text
        return self._known[known]

    def _formed(self, column: Column, entry: Exported, route: tuple, value: object) -> Cell:
        """One value as the receiver writes it."""
        if not given(value) or isinstance(value, (dict, list)):
            return None
        text = self._word(column.key, value) if column.field else str(value)
        if column.codes is not None:
            known = self._tables.codes[column.codes]
            if text not in known:
                self.misfits.unknown(column.heading, entry, route, text, known)
                return None
            text = known[text]
        if column.date is not None:
            day = _DAY.match(text)
            if day is None:
                self.misfits.malformed(column.heading, entry, route, text)
                return None
            parts = dict(zip(("YYYY", "MM", "DD"), day.groups(), strict=True))
            text = DAY.sub(lambda found: parts[found[0]], column.date)
        if column.number and text.isascii() and text.isdecimal() and len(text) <= 18:
            return int(text)
        return text

    def _carried(
        self, what: str, number: int, entry: Exported, place: int | None, mark: str | None
    ) -> tuple[list[tuple[tuple, object]], tuple]:
        data = entry.data
        route: tuple = ()
        said: object = None
        match what:
            case "number":
                said = str(number)
            case "place":
                said = str((place or 0) + 1)
            case "provider-code":
                route, said = self._provider_code(data)
            case "category-name":
                route, code = ("category",), data.get("category")
                name = self._settings.class_name(code.strip()) if isinstance(code, str) else None
                said = name.zh if name else None
            case "class":
                route, said = ("category",), _classes(data)[place or 0]
            case "stipulation":
                route, share = ("share",), data.get("share")
                kind = self._official(share.get("type")) if isinstance(share, dict) else None
                said = say(share, kind) if isinstance(share, dict) else None
            case "basis":
                route, share = ("share", "basis"), data.get("share")
                said = say({"basis": share.get("basis")}, NOT_SHARED) if isinstance(share, dict) else None
            case "open-type":
                route, said = ("open",), _open_type(data.get("open"))
            case "entry-id":
                route, said = ("code",), self._id(data.get("code"))
            case "item-id":
                route, said = ("code",), self._id(data.get("code"), self._name(data, place or 0))
            case _ if what == OPERATION:
                said = mark
            case _ if what == DATE:
                said = self._edition.date
        return ([(route, said)] if given(said) else []), route

    def _provider_code(self, data: Mapping) -> tuple[tuple, object]:
        if self._edition.scope == OUTSIDE:
            return ("publisher", "uscc"), self._settings.publisher.get("uscc")
        owner = data.get("owner")
        official = self._catalog.owner_names.official(owner) if isinstance(owner, str) else None
        known = self._catalog.owners.get(official) if official else None
        return ("owner",), getattr(known, "uscc", None)

    @staticmethod
    def _id(code: object, *more: str) -> str | None:
        """Thirty-two hex digits that stay the same as long as the code (and an item's name) does, whatever else changes."""
        if not isinstance(code, str) or not code.strip():
            return None
        import uuid

        return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join((f"urn:catalog:{code.strip()}", *more))).hex

    def _name(self, data: dict, place: int) -> str:
        """The name of an item that there is, with a number where it is not the first that bears it."""
        if self._named[0] is not data:
            counts: dict[str, int] = {}
            names = []
            for item in data["items"]:
                name = str(item.get("name") or "").strip() if isinstance(item, dict) else ""
                counts[name] = counts.get(name, 0) + 1
                names.append(f"{name}\n{counts[name]}" if counts[name] > 1 else name)
            self._named = (data, names)
        return self._named[1][place]


def _classes(data: Mapping) -> list[str]:
    """The class nodes of an entry: its category, then its themes."""
    themes = data.get("themes")
    said = (data.get("category"), *(themes if isinstance(themes, list) else ()))
    return [code.strip() for code in said if isinstance(code, str) and code.strip()]


def _items(data: Mapping) -> Iterator[int]:
    """The places of the items that are objects."""
    items = data.get("items")
    return (place for place, item in enumerate(items if isinstance(items, list) else ()) if isinstance(item, dict))


def _found(value: object, route: tuple, at: tuple) -> Iterator[tuple[tuple, object]]:
    """What stands at `route` below `value`: of each member, where a list stands in between or at the end."""
    if isinstance(value, list) and not (route and isinstance(route[0], int)):
        for place, member in enumerate(value):
            yield from _found(member, route, (*at, place))
    elif not route:
        yield at, value
    elif isinstance(value, (dict, list)):
        step = route[0]
        inside = value.get(step) if isinstance(value, dict) else value[step] if step < len(value) else None
        if inside is not None:
            yield from _found(inside, route[1:], (*at, step))


def _open_type(said: object) -> str | None:
    if not isinstance(said, dict) or not isinstance(said.get("public"), bool):
        return None
    if not said["public"]:
        return "不予开放"
    return "无条件开放" if str(said.get("condition") or "").strip() in ("", "无条件") else "有条件开放"
