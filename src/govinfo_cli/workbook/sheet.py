"""One sheet's XML to a Grid: its rows by pattern where they are plain, else all of it by the parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from govinfo_cli.workbook.gathering import Gathering, letters_of
from govinfo_cli.workbook.markup import DEEPEST, MAIN, Deep, parse
from govinfo_cli.workbook.refusal import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_MERGES,
    MAX_PARSED,
    damaged,
    too_large,
)
from govinfo_cli.workbook.rowforms import RowForms
from govinfo_cli.workbook.scan import Chunks, NotPlain, Rows, cells_of, text_of
from govinfo_cli.workbook.value import Grid, Merge

_DIGITS = "0123456789"
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


class Reader:
    """What all sheets of a workbook share, to read one after the other."""

    def __init__(
        self,
        path: str,
        strings: list[str],
        kinds: list,
        since_1904: bool,
        told: Callable[[int], None] = lambda row: None,
    ) -> None:
        """`told` hears now and then which row of a sheet has been read."""
        self._path, self._strings, self._kinds, self._since_1904, self._told = path, strings, kinds, since_1904, told
        self._letters = [letters_of(number) for number in range(1, 703)]
        self._columns = {letters: number for number, letters in enumerate(self._letters, 1)}

    def read(self, name: str, chunks: Chunks) -> Grid:
        """The grid of the sheet called `name`, whose XML `chunks()` gives from its start; raises Unreadable."""
        try:
            return self._scanned(name, chunks())
        except NotPlain:
            return self._parsed(name, chunks())

    def _scanned(self, name: str, chunks: Iterator[bytes]) -> Grid:
        """Its rows by pattern, and what stands around them by the parser; raises NotPlain too."""
        into = self._gathering(name)
        forms, number = RowForms(into), 0
        rows = Rows(chunks)
        for said, hidden, inside in rows:
            number = into.following(number, said)
            if rows.cells > MAX_CELLS:
                raise into.too_many_cells(MAX_CELLS)
            if inside:
                row = forms.row(inside, number)
                into.line(number, hidden, self._row(inside, name, number, into, forms) if row is None else row)
        around = self._parsed(name, iter((rows.around,)))
        return around._replace(lines=tuple(into.lines))

    def _gathering(self, name: str) -> Gathering:
        return Gathering(self._path, name, self._strings, self._kinds, self._since_1904, self._told)

    def _row(self, inside: str, name: str, number: int, into: Gathering, forms: RowForms) -> list:
        """A row cell by cell; raises NotPlain and Unreadable."""
        row: list = []
        filled, columns, digits = [], [], str(number)
        for cell in cells_of(inside):
            letters, at, style, kind, after, formula, opened, raw, empty = cell
            if not opened and not formula:
                continue
            column = self._columns.get(letters) or self._column(letters, name, number)
            if at != digits:
                raise into.misplaced(number)
            if (len(opened) > 3) != (kind == "inlineStr") and opened:
                raise NotPlain
            filled.append(cell)
            columns.append(column)
            text = text_of(raw) if opened else "" if empty else None
            stored = text_of(_inside(formula)) if formula else None
            into.put(row, column, number, into.value(kind or None, style or after, text, stored, number))
        forms.learn(filled, columns)
        return row

    def _parsed(self, name: str, chunks: Iterator[bytes]) -> Grid:
        """All of it by the parser."""
        path, columns = self._path, self._columns
        into = self._gathering(name)
        merges: list[Merge] = []
        hidden_columns: list[tuple[int, int]] = []
        pieces: list[str] = []
        row: list = []
        number = column = cells = depth = 0
        hidden = taking = hint = in_cell = False
        kind = style = formula = raw = None
        digits = C = V = ROW = T = F = RPH = IS = ""
        known = len(self._letters)

        def start(tag: str, said: dict) -> None:
            nonlocal number, column, cells, depth, hidden, taking, hint, in_cell, kind, style, formula, raw, row
            nonlocal digits, C, V, ROW, T, F, RPH, IS
            depth += 1
            if depth > DEEPEST:
                raise Deep
            if tag == C:
                cells += 1
                if cells > MAX_PARSED:
                    raise into.too_many_cells(MAX_PARSED)
                ref = said.get("r")
                if ref is None or column < known and ref == self._letters[column] + digits:
                    column += 1
                else:
                    letters = ref.rstrip(_DIGITS)
                    column = columns.get(letters) or self._column(letters, name, number)
                    if ref[len(letters) :] != digits:
                        raise into.misplaced(number)
                kind, style = said.get("t"), said.get("s")
                formula = raw = None
                in_cell = True
            elif tag in (V, F):
                pieces.clear()
                taking = True
            elif tag == ROW:
                ref = said.get("r")
                number = into.following(number, None if ref is None else int(ref) if ref.isdecimal() else 0)
                column, row, digits = 0, [], str(number)
                hidden = said.get("hidden") in ("1", "true")
            elif tag == T:
                taking = in_cell and not hint
            elif tag == IS:
                pieces.clear()
            elif tag == RPH:
                hint = True
            elif depth == 1:
                space = tag.rpartition(" ")[0]
                if space not in MAIN:
                    raise damaged(path, "工作表部件不是工作表", "a sheet part that is no sheet", name)
                C, V, ROW, T, F, RPH, IS = (f"{space} {word}" for word in ("c", "v", "row", "t", "f", "rPh", "is"))
            elif tag.endswith(" mergeCell"):
                merges.append(self._merge(said.get("ref", ""), name))
                if len(merges) > MAX_MERGES:
                    raise too_large(path, "合并单元格过多", "too many merged ranges", name)
            elif tag.endswith(" col") and said.get("hidden") in ("1", "true"):
                first, last = said.get("min", ""), said.get("max", "")
                if first.isdecimal() and last.isdecimal() and len(hidden_columns) < MAX_COLUMNS:
                    hidden_columns.append((int(first[:6]), int(last[:6])))

        def end(tag: str) -> None:
            nonlocal depth, taking, hint, in_cell, formula, raw
            depth -= 1
            if tag in (V, IS):
                raw = "".join(pieces)
                taking = False
            elif tag == C:
                in_cell = False
                if raw is not None or formula is not None:
                    into.put(row, column, number, into.value(kind, style, raw, formula, number))
            elif tag == ROW:
                into.line(number, hidden, row)
            elif tag == T:
                taking = False
            elif tag == F:
                formula = "".join(pieces)
                pieces.clear()
                taking = False
            elif tag == RPH:
                hint = False

        def text(data: str) -> None:
            if taking:
                pieces.append(data)

        parse(path, chunks, start, end, text, name)
        return Grid(tuple(into.lines), tuple(merges), tuple(hidden_columns))

    def _column(self, letters: str, sheet: str, row: int) -> int:
        """A column's number; raises Unreadable for what is no column."""
        if not re.fullmatch("[A-Z]{1,3}", letters) or (number := _number(letters)) > _LAST_COLUMN:
            raise damaged(self._path, "单元格的位置不对", "a cell that is in no column", sheet, max(1, row))
        self._columns[letters] = number
        return number

    def _merge(self, ref: str, sheet: str) -> Merge:
        found = _RANGE.fullmatch(ref)
        if not found:
            raise damaged(self._path, "合并单元格的范围不对", "a merged range that is none", sheet)
        left, top = _number(found[1]), int(found[2])
        right, bottom = (_number(found[3]), int(found[4])) if found[3] else (left, top)
        if not (1 <= top <= bottom <= _LAST_ROW and left <= right <= _LAST_COLUMN):
            raise damaged(self._path, "合并单元格的范围不对", "a merged range that is none", sheet)
        return Merge(top, left, bottom, right)


def _inside(formula: str) -> str:
    """The text of a formula's tag."""
    return formula.partition(">")[2].removesuffix("</f>")


def _number(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found
