"""Rows of a sheet that are written alike but for their number and what stands in their cells: the first of them is read
cell by cell, the others by what it came to. Of a table's rows nearly all are.

A row's form is its XML with a mark for each text and for its own number, so that a form and a number are a row to the
last byte, but for what stands in its cells. A mark is a control character, which `scan` lets into no row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from govinfo_cli.remarks import Unreadable
from govinfo_cli.workbook.gathering import Gathering
from govinfo_cli.workbook.scan import Cells, NotPlain, text_of

_TEXT = re.compile(r">([^<]+)(?:<|\Z)")  # to the end, too: a row of nothing but > must not be gone through for each
_TEXT_MARK, _NUMBER_MARK = "\x01", "\x00"
_PLACE = re.compile(r' r="[A-Z]{1,3}\x00"')
_MOST = 4_000_000  # characters of all forms
_UNLIKE = 64  # rows unlike all others, more than those that are alike: then it is not worth the search
_REMEMBERED, _LONGEST = 50_000, 100  # texts of one kind, characters of one


class _Known(dict):
    """What a stored text means in cells of one type and style."""

    def __init__(self, read: Callable[[str], object]) -> None:
        self._read = read

    def __missing__(self, raw: str) -> object:
        value = self._read(raw)
        if len(self) < _REMEMBERED and len(raw) <= _LONGEST:
            self[raw] = value
        return value


class _Form(NamedTuple):
    """A row without values, and for each text where it goes (from 0) and what it means there."""

    blank: list
    columns: tuple[int, ...]
    meanings: tuple[_Known, ...]


class RowForms:
    """The forms of one sheet's rows; `into` says what a stored cell means."""

    def __init__(self, into: Gathering) -> None:
        self._into = into
        self._forms: dict[str, _Form] = {}
        self._meanings: dict[tuple[str, str], _Known] = {}
        self._size = self._alike = self._unlike = 0
        self._new: tuple[str, list[str]] | None = None

    def row(self, inside: str, number: int) -> list | None:
        """The values of a row from column A on, where it is like one that was learnt; else None."""
        self._new = None
        if self._unlike > self._alike + _UNLIKE:
            return None
        parts = _TEXT.split(inside)
        key, raws = _TEXT_MARK.join(parts[::2]).replace(f'{number}"', f'{_NUMBER_MARK}"'), parts[1::2]
        form = self._forms.get(key)
        if form is None:
            self._unlike += 1
            self._new = key, raws
            return None
        self._alike += 1
        row = form.blank.copy()
        try:
            for column, meaning, raw in zip(form.columns, form.meanings, raws, strict=True):
                row[column] = meaning[raw]
        except (Unreadable, NotPlain):
            return None  # cell by cell the row says why
        while row and row[-1] is None:
            row.pop()
        return row

    def learn(self, cells: Cells, columns: Sequence[int]) -> None:
        """Takes the row that `row` did not know for the first of its form: its cells that hold something, and the
        columns (from 1) they stand in."""
        if self._new is None:
            return
        key, raws = self._new
        if self._size + len(key) > _MOST or key.count(_NUMBER_MARK) != len(_PLACE.findall(key)):
            return  # a style's number, or what not, is the row's by chance
        if any(formula for _, _, _, _, _, formula, _, _, _ in cells) or raws != [cell[7] for cell in cells]:
            return
        if any(one >= other for one, other in zip(columns, columns[1:], strict=False)):
            return
        meanings = tuple(self._meaning(kind, style or after) for _, _, style, kind, after, _, _, _, _ in cells)
        self._size += len(key)
        self._forms[key] = _Form([None] * max(columns, default=0), tuple(one - 1 for one in columns), meanings)

    def _meaning(self, kind: str, style: str) -> _Known:
        known = self._meanings.get((kind, style))
        if known is None:
            into = self._into

            def read(raw: str) -> object:
                value = into.value(kind or None, style, text_of(raw), None, 0)
                return None if value == "" else value

            known = self._meanings[kind, style] = _Known(read)
        return known
