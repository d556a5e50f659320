"""What the sheet 扩展 adds to the rows of a table: which of it still stands, and the entry with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from govinfo_cli.cleaning import clean
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.filling import Target
from govinfo_cli.intake.headings import NUMBERING
from govinfo_cli.intake.nested import text_of
from govinfo_cli.intake.particulars import (
    ITEMWISE,
    SEVERAL,
    TERMS,
    Noted,
    Particular,
    Particulars,
    beside,
    covers,
    filled,
)
from govinfo_cli.intake.table import Row, Table
from govinfo_cli.remarks import remark
from govinfo_cli.structure import Shape
from govinfo_cli.visible import shown


class Supplement(NamedTuple):
    """The particulars of one row: those that stand, and those whose columns say something else by now."""

    standing: list[Particular]
    outdated: list[Noted]

    def added(self, data: dict) -> dict:
        """The entry read from the row, with what stands."""
        return filled(data, self.standing) if self.standing else data


NOTHING = Supplement([], [])


def supplement(
    more: Particulars, row: Row, targets: Sequence[Target], of_items: Sequence[Target]
) -> tuple[Row, Supplement]:
    """What the sheet says of the entry in `row` , and the row without the cells
    that the particulars speak for: nothing has to be said of these."""
    numbering = next((place for place, one in enumerate(targets) if one.key == NUMBERING), None)
    code = next((place for place, one in enumerate(targets) if one.key == "code"), None)
    found = more.of(_text(row.cells, numbering), _text(row.cells, code))
    if not found:
        return row, NOTHING
    cells, lines = list(row.cells), [list(line.cells) for line in row.lines]
    columns = sorted(
        [(one.column.number, _field(one.key), False, place) for place, one in enumerate(targets)]
        + [(one.column.number, _field(one.key), True, place) for place, one in enumerate(of_items)]
    )
    named = next((place for place, one in enumerate(of_items) if _field(one.key) == "items.name"), None)
    standing, outdated = [], []
    for noted in found:
        said = noted.said
        if said.item:
            line = next(
                (one for one in row.lines if named is not None and clean(_text(one.cells, named)) == said.item), None
            )
            field = next(
                (key for key, own in ITEMWISE.items() if said.steps == (own,)), f"items.{'.'.join(said.steps)}"
            )
            seen = [
                beside([line.cells[place]]) if place < len(line.cells) else ""
                for _, key, itemwise, place in columns
                if itemwise and key == field and line is not None
            ]
        else:
            key_ = ".".join(said.steps)
            seen = [
                _seen(row, place, itemwise, number)
                for number, key, itemwise, place in columns
                if key and covers(key_, key)
            ]
        if said.beside is not None and said.beside != SEVERAL.join(seen) and (seen or said.beside):
            outdated.append(noted)
            continue
        standing.append(said)
        for _, key, itemwise, place in columns:
            if key is None or key in ITEMWISE or key == TERMS or key == "items.name":
                continue
            if said.item and itemwise and key == f"items.{'.'.join(said.steps)}":
                for one, line in zip(lines, row.lines, strict=True):
                    if named is not None and clean(_text(line.cells, named)) == said.item and place < len(one):
                        one[place] = None
            elif not said.item and not key.startswith("items.") and covers(".".join(said.steps), key):
                for one in lines if itemwise else [cells]:
                    if place < len(one):
                        one[place] = None
    made = tuple(replace(line, cells=tuple(one)) for line, one in zip(row.lines, lines, strict=True))
    return replace(row, cells=tuple(cells), lines=made), Supplement(standing, outdated)


def outdated(table: Table, added: Supplement, shape: Shape) -> Iterator[Diagnostic]:
    """That what the sheet says no longer fits the columns, which count."""
    for said, row in added.outdated:
        steps = ("items", 0, *said.steps) if said.item else said.steps
        label = shape.label(steps)
        yield remark(
            "import-outdated-particular",
            table.path,
            Text(
                zh=f"{label.zh}：“{shown(table.sheet, 40)}”里已经改过，扩展里原来的写法没有采用",
                en=f"{label.en}: changed on sheet '{shown(table.sheet, 40)}'; what 扩展 said of it is not taken over",
            ),
            row=row,
            sheet=table.more.sheet,
            help=Text(
                zh="核对这一条是否完整；扩展里还要的内容，补到条目里",
                en="see whether the entry still says all it should",
            ),
        )


def _field(key: str | None) -> str | None:
    """A target's key as particulars know it."""
    if key is None:
        return None
    return {"open": "open.public"}.get(key, key.replace("items.*.", "items."))


def _text(cells: Sequence[object], place: int | None) -> str:
    return text_of(cells[place]) if place is not None and place < len(cells) and cells[place] is not None else ""


def _seen(row: Row, place: int, itemwise: bool, number: int) -> str:
    if itemwise:
        texts = [line.cells[place] if place < len(line.cells) else None for line in row.lines] or [None]
    else:
        texts = [row.cells[place] if place < len(row.cells) else None]
        texts += [cell for column, _, cell in row.clashes if column == number]
    return beside([None if text is None else text_of(text) for text in texts])
