"""The lines of one entry to its items, and to what the entry says as a whole: its share type, modes and whether it is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from govinfo_cli.cleaning import clean
from govinfo_cli.diagnostic import Text
from govinfo_cli.intake.cells import Cells
from govinfo_cli.intake.filling import Filling, Target, as_kept, blank
from govinfo_cli.intake.headings import Headings
from govinfo_cli.intake.nested import text_of
from govinfo_cli.intake.reading import CHANGED
from govinfo_cli.intake.table import Column, Place, Row, Table
from govinfo_cli.intake.terms import take_terms
from govinfo_cli.sharing import CONDITIONAL
from govinfo_cli.vocabulary import Vocabulary
from govinfo_cli.workbook.value import Fault

_LONGEST = 2000  # characters of reasons put together


class _Line(NamedTuple):
    """One line: its cells by target, its share type and whether it is open, as far as it says so."""

    row: Row
    share: str | None
    open: bool | None


class Items:
    """Reads the lines of entries as the catalogue's profiles allow."""

    def __init__(self, cells: Cells, headings: Headings, share_types: Vocabulary) -> None:
        self._cells, self._headings, self._types = cells, headings, share_types

    def targets(self, columns: Iterable[Column], own_key) -> list[Target]:
        """Where the lines' columns go: items.*.type, share.type of the item, or an x- key of the item."""
        found: list[Target] = []
        for column in columns:
            key = self._headings.item_field(column.name) or self._headings.field(column.name)
            if key and key.startswith("items."):
                key = f"items.*.{key.removeprefix('items.')}"
            key = {"share": "share.type", "open.public": "open"}.get(key or "", key)
            taken = {target.key for target in found} | {target.own for target in found}
            own = own_key(column)
            own = next(name for n in range(1, 10_000) if (name := own if n == 1 else f"{own}-{n}") not in taken)
            found.append(Target(column, None if key in taken else key, own))
        return found

    def fill(self, draft: Filling, table: Table, row: Row, targets: list[Target]) -> None:
        """Puts the items of `row` into the draft, and what its lines say of sharing and opening."""
        if not row.lines:
            return
        keys = {target.key: place for place, target in enumerate(targets) if target.key}
        lines = list(self._lines(draft, table, row, targets, keys))
        type_ = self._entry_type(draft, table, lines, targets, keys)
        is_open = self._entry_open(draft, table, lines, targets, keys)
        sharing = {key for key in keys if not key.startswith("items.*.")}  # said of the entry, below
        items: list[dict] = []
        for line in lines:
            item: dict = {}
            route = ("items", len(items))
            for target, cell in zip(targets, line.row.cells, strict=False):
                if cell is None or blank(cell) or target.key in sharing and not isinstance(cell, Fault):
                    continue
                at = _at(table, line.row, target)
                if target.key is None or isinstance(cell, Fault):
                    item[target.own] = as_kept(str(cell) if isinstance(cell, Fault) else cell)
                    draft.places[(*route, target.own)] = at
                    if isinstance(cell, Fault):
                        draft.fault(target, cell, at)
                    else:
                        draft.hidden(target, cell, at)
                else:
                    self._item_cell(draft, item, route, target, cell, at)
            if not item:
                continue
            if line.share and line.share != type_:
                item["share"] = line.share
                draft.places[(*route, "share")] = _at(table, line.row, targets[keys["share.type"]])
            if line.open is not None and line.open != is_open:
                item["open"] = line.open
                draft.places[(*route, "open")] = _at(table, line.row, targets[keys["open"]])
            items.append(item)
        if items:
            draft.data["items"] = items
        self._sharing(draft, table, lines, targets, type_)

    def _item_cell(self, draft: Filling, item: dict, route: tuple, target: Target, cell: object, at: Place) -> None:
        name = target.key.rpartition(".")[2]
        reading = self._cells.read(target.key, cell)
        if target.key in reading.values:
            item[name] = reading.values[target.key]
            draft.places[(*route, name)] = at
        if reading.kept:
            item[target.own] = as_kept(cell)
        if reading.kind:
            draft.say(reading.kind, target, draft.said(reading, target, cell), at=at)

    def _lines(
        self, draft: Filling, table: Table, row: Row, targets: list[Target], keys: dict[str, int]
    ) -> Iterator[_Line]:
        """The lines with their share type and openness; a blank cell says what stands above it."""
        share: str | None = None
        is_open: bool | None = None
        for line in row.lines:
            cell = line.cells[keys["share.type"]] if "share.type" in keys else None
            if not blank(cell) and not isinstance(cell, Fault):
                share = self._share(draft, table, line, targets[keys["share.type"]], cell)
            cell = line.cells[keys["open"]] if "open" in keys else None
            if not blank(cell) and not isinstance(cell, Fault):
                is_open = self._open(draft, table, line, targets[keys["open"]], cell)
            yield _Line(line, share, is_open)

    def _share(self, draft: Filling, table: Table, line: Row, target: Target, cell: object) -> str | None:
        reading = self._cells.read("share.type", cell)
        if reading.kind:
            at = _at(table, line, target)
            draft.say(reading.kind, target, draft.said(reading, target, cell), at=at)
        return reading.values.get("share.type")

    def _open(self, draft: Filling, table: Table, line: Row, target: Target, cell: object) -> bool | None:
        reading = self._cells.read("open", cell)
        # 是 and 否 are how such tables say it.
        if reading.kind and text_of(cell).strip() not in ("是", "否"):
            draft.say(reading.kind, target, draft.said(reading, target, cell), at=_at(table, line, target))
        condition = reading.values.get("open.condition") or reading.weak.get("open.condition")
        if condition and draft.get("open.condition") is None:
            draft.put("open.condition", condition, _at(table, line, target))
        return reading.values.get("open.public")

    def _entry_type(
        self, draft: Filling, table: Table, lines: list[_Line], targets: list[Target], keys: dict[str, int]
    ) -> str | None:
        """The entry's share type: its own, else what all items say; of several 有条件共享 (measures, art. 15.2)."""
        own = draft.get("share.type") if isinstance(draft.data.get("share"), dict) else None
        said = list(dict.fromkeys(line.share for line in lines if line.share))
        if own or not said:
            return own
        target = targets[keys["share.type"]]
        first = next(line.row for line in lines if line.share)
        at = _at(table, first, target)
        mixed = len(said) > 1
        type_ = CONDITIONAL if mixed and all(self._types.official(one) for one in said) else said[0]
        draft.put("share.type", type_, at)
        if mixed:
            draft.say(
                CHANGED,
                target,
                Text(
                    zh=f"各信息项不一（{'、'.join(said)}），条目记为“{type_}”，与它不同的记在信息项里",
                    en=f"items differ ({', '.join(said)}); the entry is {type_}, and items say where they differ",
                ),
                at=at,
            )
        return type_

    def _entry_open(
        self, draft: Filling, table: Table, lines: list[_Line], targets: list[Target], keys: dict[str, int]
    ) -> bool | None:
        own = draft.get("open.public") if isinstance(draft.data.get("open"), dict) else None
        said = [line.open for line in lines if line.open is not None]
        if isinstance(own, bool) or not said:
            return own if isinstance(own, bool) else None
        first = next(line.row for line in lines if line.open is not None)
        # Open as a whole where anything of it is; its items then say what is not.
        draft.put("open.public", any(said), _at(table, first, targets[keys["open"]]))
        return any(said)

    def _sharing(
        self, draft: Filling, table: Table, lines: list[_Line], targets: list[Target], type_: str | None
    ) -> None:
        """Conditions, modes and reasons, which stand beside each item and belong to the entry."""
        order = sorted(lines, key=lambda line: line.share != type_)
        for place, target in enumerate(targets):
            if (
                target.key is None
                or target.key.startswith(("items.", "share.mode"))
                or target.key in ("share.type", "open")
            ):
                continue
            seen: set[tuple] = set()
            for line in order:
                cell = line.row.cells[place]
                kind = line.share if target.key == "share.terms" else None
                if cell is None or (kind, cell) in seen or blank(cell) or isinstance(cell, Fault):
                    continue
                seen.add((kind, cell))
                at = _at(table, line.row, target)
                if target.key == "share.terms":
                    take_terms(draft, target, line.share or type_, cell, at)
                elif target.key == "share.reason":
                    self._reason(draft, target, cell, at)
                else:
                    draft.cell(target, cell, at)
        self._modes(draft, table, lines, targets)

    def _reason(self, draft: Filling, target: Target, cell: object, at: Place) -> None:
        before = draft.get("share.reason") if isinstance(draft.data.get("share"), dict) else None
        said = clean(text_of(cell))
        if isinstance(before, str) and said not in before:
            if len(before) + len(said) < _LONGEST:
                draft.put("share.reason", f"{before}；{said}", at)
                return
        elif before is None:
            draft.cell(target, cell, at)

    def _modes(self, draft: Filling, table: Table, lines: list[_Line], targets: list[Target]) -> None:
        """One mode, or the list of them; what is not shared has none."""
        places = {
            target.key: place for place, target in enumerate(targets) if (target.key or "").startswith("share.mode")
        }
        found: dict[tuple, Row] = {}
        for line in lines:
            pair = tuple(None if blank(line.row.cells[place]) else line.row.cells[place] for place in places.values())
            if any(part is not None for part in pair):
                found.setdefault(pair, line.row)
        if not found:
            return
        if len(found) == 1:
            (row,) = found.values()
            for key, place in places.items():
                if not blank(row.cells[place]):
                    at = _at(table, row, targets[place])
                    draft.cell(replace(targets[place], key=key), row.cells[place], at)
            return
        modes: list[dict] = []
        for pair, row in found.items():
            mode: dict = {}
            for (key, place), cell in zip(places.items(), pair, strict=True):
                if cell is None:
                    continue
                at = _at(table, row, targets[place])
                reading = self._cells.read(key, cell)
                mode |= {name.rpartition(".")[2]: value for name, value in {**reading.weak, **reading.values}.items()}
                if reading.kind:
                    draft.say(reading.kind, targets[place], draft.said(reading, targets[place], cell), at=at)
                draft.places.setdefault(("share", "mode", len(modes), key.rpartition(".")[2]), at)
            if mode and mode not in modes:
                modes.append(mode)
        if modes:
            draft.put("share.mode", modes if len(modes) > 1 else modes[0])


def _at(table: Table, line: Row, target: Target) -> Place:
    """The cell of a line under `target`."""
    return Place(line.sheet or table.item_sheet, line.number, target.column.number)
