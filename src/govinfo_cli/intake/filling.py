"""One row being filled into an entry: each cell where it belongs, each change said."""

from __future__ import annotations

from dataclasses import dataclass

from govinfo_cli.cleaning import clean, storable
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake import phrasing
from govinfo_cli.intake.cells import Cells
from govinfo_cli.intake.curing import cure
from govinfo_cli.intake.nested import text_of, texts
from govinfo_cli.intake.reading import CHANGED, CLASHING, UNREAD, Reading
from govinfo_cli.intake.table import Column, Place, Row, Table
from govinfo_cli.remarks import phrased, remark
from govinfo_cli.structure import Shape
from govinfo_cli.visible import shown
from govinfo_cli.workbook.value import Fault
from govinfo_cli.yaml.nodes import Typed

_JSON_TYPES = {bool: "boolean", int: "integer"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column's cells go: the field `key`, or none; and `own`, the office's x- key for what it has no place for."""

    column: Column
    key: str | None
    own: str


class Filling:
    """One row on its way: `data` is the entry so far, `remarks` what was said of its cells."""

    def __init__(self, cells: Cells, shape: Shape, table: Table, row: Row) -> None:
        self._cells, self._shape, self._table, self._row = cells, shape, table, row
        self.data: dict = {}
        self.remarks: list[Diagnostic] = []
        self.places: dict[tuple, Place] = {}  # route -> where it came from
        self._weak: dict[str, object] = {}
        self._from: dict[str, Column] = {}

    def place(self, target: Target) -> Place:
        """Where the row's cell under `target` stands."""
        return Place(self._table.sheet, *self._row.place(target.column))

    def cell(self, target: Target, cell: object, at: Place | None = None) -> None:
        """Puts one cell where it belongs and says what became of it; `at` is its place if it is not in the row."""
        if isinstance(cell, Fault):
            self._keep(target, str(cell), at)
            self.fault(target, cell, at)
            return
        if target.key is None:
            self._unplaced(target, cell, at)
            return
        self.take(target, cell, self._cells.read(target.key, cell), at)

    def _unplaced(self, target: Target, cell: object, at: Place | None) -> None:
        """Keeps a cell whose column is no field; a long number that has lost digits is mended or told."""
        reading = self._cells.unplaced(target.column.name, cell)
        self._keep(target, reading.values.get("", cell), at)
        if reading.kind:
            self.say(reading.kind, target, self.said(reading, target, cell), at=at)

    def take(self, target: Target, cell: object, reading: Reading, at: Place | None = None) -> None:
        """Puts what a cell says, and says what became of it."""
        clash = next((key for key, value in reading.values.items() if self.get(key) not in (None, value)), None)
        if clash is not None:
            self._keep(target, cell, at)
            self.say(
                CLASHING, target, phrasing.clashing(self._column(clash), text_of(cell), target.own), key=clash, at=at
            )
            return
        for key, value in reading.values.items():
            self.put(key, value)
            self._from.setdefault(key, target.column)
            self.places.setdefault(tuple(key.split(".")), at or self.place(target))
        for key, value in reading.weak.items():
            self._weak.setdefault(key, value)
        if reading.kept:
            self._keep(target, cell, at)
        if reading.kind:
            self.say(reading.kind, target, self.said(reading, target, cell), at=at)

    def fault(self, target: Target, cell: Fault, at: Place | None = None) -> None:
        """Says that a cell holds no value that could be read; it is kept."""
        self.say(UNREAD, target, phrasing.faulty(cell, target.own), phrasing.FAULT, at=at)

    def weakly(self, key: str, value: object) -> None:
        """What the row implies of a field, should no cell say it."""
        self._weak.setdefault(key, value)

    def fill_weak(self) -> None:
        """Puts what follows from cells where no cell has said it."""
        for key, value in self._weak.items():
            if self.get(key) is None:
                self.put(key, value)

    def clash(self, target: Target, row: int, cell: object) -> None:
        """A later line of the same entry that says otherwise than its first."""
        raw = shown(text_of(cell))
        self.say(
            CLASHING,
            target,
            Text(
                zh=f"“{raw}”与本条前面的行不一致，以前面的为准",
                en=f"'{raw}' disagrees with an earlier row of the same entry, which stands",
            ),
            at=Place(self._table.sheet, row, target.column.number),
        )

    def surplus(self, width: int) -> None:
        """Cells behind the last column, and missing ones before it."""
        row, path = self._row, self._table.path
        extra = [(number, cell) for number, cell in enumerate(row.cells[width:], width + 1) if not blank(cell)]
        kept = []
        for number, cell in extra:
            own = f"x-第{number}列"
            own = next(name for n in range(1, 10_000) if (name := own if n == 1 else f"{own}-{n}") not in self.data)
            self._keep(Target(Column(number, ""), None, own), cell)
            kept.append(own)
        if extra or self._table.lettered and len(row.cells) < width:
            message = Text(
                zh=f"这一行有 {len(row.cells)} 格，表头有 {width} 列", en=f"{len(row.cells)} cells, {width} headings"
            )
            if extra:
                message = phrasing.surplus(message, kept)
            self.remarks.append(
                remark(
                    "import-ragged-row",
                    path,
                    message,
                    row=row.number,
                    sheet=self._table.sheet,
                    column=extra[0][0] if extra else max(1, len(row.cells)),
                    help=Text(
                        zh="核对各格是否错位：内容里有逗号的，整格要加引号",
                        en="check that the cells are in their columns: a cell that holds a comma needs quotes",
                    ),
                )
            )

    def _keep(self, target: Target, cell: object, at: Place | None = None) -> None:
        self.data[target.own] = as_kept(cell)
        self.places.setdefault((target.own,), at or self.place(target))
        self.hidden(target, cell, at)

    def hidden(self, target: Target, cell: object, at: Place | None = None) -> None:
        """Says of a cell that is kept as it is when it held what nobody sees, which no file keeps."""
        if any(storable(text) != text for text in texts(cell)):
            self.say(
                CHANGED,
                target,
                Text(
                    zh="看不见的控制字符已去掉，其余原样保留",
                    en="hidden characters are left out, the rest is kept as it is",
                ),
                at=at,
            )

    def put(self, key: str, value: object, at: Place | None = None) -> None:
        """Puts a value at the dotted `key`."""
        if at:
            self.places.setdefault(tuple(key.split(".")), at)
        *above, last = key.split(".")
        here = self.data
        for step in above:
            here = here.setdefault(step, {})
        here[last] = value

    def get(self, key: str) -> object:
        """What stands at `key`, or at what should hold it and does not."""
        here: object = self.data
        for step in key.split("."):
            if not isinstance(here, dict):
                break
            here = here.get(step)
        return here

    def _column(self, key: str) -> Column:
        """The column that filled `key`, what holds it, or what it holds."""
        return next(
            column
            for said, column in self._from.items()
            if f"{said}.".startswith(f"{key}.") or key.startswith(f"{said}.")
        )

    def _label(self, key: str) -> Text:
        return self._shape.label(tuple(key.split(".")))

    def say(
        self,
        kind: str,
        target: Target,
        message: Text,
        help: Text | None = None,
        key: str | None = None,
        at: Place | None = None,
    ) -> None:
        """Notes a remark on the cell under `target`, or on the one `at` another place."""
        place = at or self.place(target)
        label = self._label(key or target.key) if key or target.key else Text(zh=target.own, en=target.own)
        words = target.column.words
        column = "" if target.column.name == label.zh else f"（{words.zh}）"

        def labelled(said: Text) -> Text:
            return Text(zh=f"{label.zh}：{said.zh}{column}", en=f"{label.en}: {said.en} ({words.en})")

        self.remarks.append(
            remark(
                kind,
                self._table.path,
                phrased(labelled, message),
                row=place.row,
                column=place.column,
                help=help or cure(kind, self._shape, key or target.key),
                field=key or target.key,
                sheet=place.sheet,
            )
        )

    def said(self, reading: Reading, target: Target, cell: object) -> Text:
        """What became of a cell, in one sentence."""
        return phrasing.said(reading, target.key, target.own, text_of(cell), self._shape)


def as_kept(value: object, typed: Typed | None = None, key: str = "") -> object:
    """A value as it stands, without what says nothing; numbers and truth values as text but under `typed` keys."""
    if isinstance(value, dict):
        return {storable(name): as_kept(inside, typed, name) for name, inside in value.items() if inside is not None}
    if isinstance(value, list):
        return [as_kept(inside, typed, key) for inside in value if inside is not None]
    if isinstance(value, int) and typed and _JSON_TYPES[type(value)] in typed.get(key, ()):
        return value
    return storable(text_of(value))


def blank(cell: object) -> bool:
    """Whether a cell says nothing at all."""
    if isinstance(cell, str):
        # A letter or a digit survives every cleaning; most cells begin with one.
        return not cell[:1].isalnum() and not clean(cell)
    return cell is None or cell == [] or cell == {}
