"""The sheet 字典: the values to choose from, and the formulas by which drop-downs find them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govinfo_cli.catalog import Catalog
from govinfo_cli.template.layout import Column, Layout
from govinfo_cli.workbook.writing import MAX_ROWS, Choice, letters

SHEET = "字典"
_FLAG = {"true": "是", "false": "否"}
_EVERY = "*"


class List(NamedTuple):
    """One column of the sheet: `group` names the lists that hang on a class, `open` that other values may do."""

    title: str
    values: tuple[str, ...]
    group: str | None = None
    open: bool = False


class Lists:
    """The lists that a layout's columns choose from, each once."""

    def __init__(self, layout: Layout, catalog: Catalog) -> None:
        self._layout, self._catalog = layout, catalog
        self._vocabularies = catalog.settings.profile.vocabularies
        self._fields = catalog.settings.shape.fields
        self.lists: list[List] = []
        self._simple: dict[str, int] = {}
        self.groups: dict[str, tuple[int, int]] = {}  # field -> first and last column of its lists
        for column in layout.columns:
            self._take(column)

    def _take(self, column: Column) -> None:
        key = column.key
        if column.by:
            members = [List(kind, values, column.heading, True) for kind, values in self._by_class(column)]
            if members:
                self.groups[key] = (len(self.lists) + 1, len(self.lists) + len(members))
                self.lists += members
            return
        name = "owner" if key == "owner" else self._fields.get(key, {}).get("x-vocabulary")
        if name is None or name in self._simple:
            return
        if name == "owner":
            values, free = tuple(sorted(self._catalog.owners)), True
        else:
            vocabulary = self._vocabularies[name]
            values = tuple(_FLAG.get(value, value) for value in vocabulary.values)
            free = vocabulary.open
        if values:
            self.lists.append(List(column.heading, values, None, free))
            self._simple[name] = len(self.lists)

    def _by_class(self, column: Column) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The classes with the values that each allows: by the class that a value says, else those of `under`."""
        types = self._vocabularies[self._fields[column.key]["x-vocabulary"]]
        classes = self._vocabularies[self._fields[column.by]["x-vocabulary"]]
        tied = any("class" in code.facts for code in types.codes)
        for kind in classes.values:
            if tied:
                found = (code.value for code in types.codes if code.facts.get("class") in (kind, _EVERY))
            else:
                found = (code.value for code in types.codes if not column.under or kind in column.under)
            yield kind, tuple(found)

    def choice(self, column: Column, place: int, first: int) -> Choice | None:
        """What the cells of `column`, the `place`-th, offer from row `first` down; None where there is nothing to say."""
        at = f"{letters(place)}{first}:{letters(place)}{MAX_ROWS}"
        said = {"title": column.heading, "hint": column.hint}
        if column.key in self.groups:
            by = self._layout.place(column.by)
            return Choice(at, self._dependent(column.key, f"${letters(by)}{first}") if by else None, lax=True, **said)
        name = "owner" if column.key == "owner" else self._fields.get(column.key, {}).get("x-vocabulary")
        if name in self._simple:
            number = self._simple[name]
            one = self.lists[number - 1]
            last = len(one.values) + 2
            formula = f"{SHEET}!${letters(number)}$3:${letters(number)}${last}"
            return Choice(at, formula, strict=not one.open, **said)
        return Choice(at, **said) if column.hint else None

    def _dependent(self, key: str, cell: str) -> str:
        """The values below the class that stands in `cell`."""
        first, last = self.groups[key]
        deep = max(len(one.values) for one in self.lists[first - 1 : last]) + 2
        start = letters(first)
        found = f"MATCH({cell},{SHEET}!${start}$2:${letters(last)}$2,0)-1"
        column = f"OFFSET({SHEET}!${start}$3:${start}${deep},0,{found})"
        return f"OFFSET({SHEET}!${start}$3,0,{found},MAX(1,COUNTA({column})),1)"

    def grid(self) -> Iterator[Sequence[str | None]]:
        """The sheet's rows: groups, titles, values."""
        yield [one.group for one in self.lists]
        yield [one.title for one in self.lists]
        for place in range(max((len(one.values) for one in self.lists), default=0)):
            yield [one.values[place] if place < len(one.values) else None for one in self.lists]
