"""The members of a bundle against each other and against the manifest's counts: the same entries in every one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import zip_longest

from govinfo_cli.columns import guarded
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.irregularity import irregularity
from govinfo_cli.package import rereading
from govinfo_cli.package.held import Part
from govinfo_cli.package.rereading import Row, Unread, at, plain
from govinfo_cli.package.tally import Tally, tally
from govinfo_cli.template.carrying import as_cell
from govinfo_cli.template.target import DEFAULT
from govinfo_cli.visible import shown

_NAMED = 5  # differences of two members that are told
_BLANK = {
    "entries": "目录条目",
    "items": "信息项",
    "owner": "提供方",
    "unit": "内部部门",
    "share": "共享类型",
    "class": "类",
}
_HELP = Text(
    zh="文件在导出以后被改过；重新取一份原件", en="a member was changed after the export; get the original again"
)
Members = Mapping[str, Part]


def judged(said: Mapping, members: Members) -> Iterator[Diagnostic]:
    """What the members say of each other and of the counts in the manifest `said`, which is as its schema wants it."""
    for side in ("external", "internal"):
        yield from _Side(said, members, side).findings()


class _Pair:
    """Two members as tables, compared row by row at `places` or everywhere: how many rows each has (`left`, `right`), and
    the first cells that differ, as (number of the row, heading)."""

    def __init__(self, one: str, other: str, head: Row, places: Collection[int] | None = None) -> None:
        self.one, self.other = one, other
        self._head, self._places = head, places
        self.left = self.right = 0
        self.cells: list[tuple[int, str]] = []

    def take(self, left: Row | None, right: Row | None) -> None:
        """The next row of each; None where it has no more."""
        self.left += left is not None
        self.right += right is not None
        if left is None or right is None or left == right:
            return
        for place in range(max(len(left), len(right))) if self._places is None else self._places:
            one, other = (row[place] if place < len(row) else "" for row in (left, right))
            if one != other and len(self.cells) < _NAMED:
                self.cells.append((self.left, self._head[place] if place < len(self._head) else ""))


class _Side:
    """The members for one side."""

    def __init__(self, said: Mapping, members: Members, side: str) -> None:
        self._said, self._members, self._side = said, members, side
        self._targets = [one for one in said["targets"] if one["side"] == side]
        self._found: list[Diagnostic] = []

    def findings(self) -> list[Diagnostic]:
        paths = {
            one["name"]: one["files"][0]
            for one in self._targets
            if one["name"] in ("json", "csv", "xlsx") and one["files"] and one["files"][0] in self._members
        }
        counted = self._tallied(paths.get("json"))
        entries = None if counted is None else paths["json"]
        self._alike(paths, entries)
        for one in self._targets:
            if one["name"] not in ("json", "csv", "xlsx"):
                found = self._table(one, entries)
                counted = counted or found
        self._count(counted)
        return self._found

    def _tallied(self, path: str | None) -> dict | None:
        """What the JSON at `path` counts; None where there is none that can be read."""
        try:
            return None if path is None else tally(self._entries(path))
        except Unread as error:
            self._unreadable(error)
            return None

    def _entries(self, path: str) -> Iterator[object]:
        return rereading.entries_of(self._members[path].read(), path)

    def _alike(self, paths: Mapping[str, str], entries: str | None) -> None:
        """Table, workbook and JSON row by row, side by side: none of them is held as a whole."""
        head, table = self._begun(
            paths.get("csv"), lambda path: rereading.csv_rows(self._members[path].read(), path=path)
        )
        head = head or _heads()
        _, book = self._begun(
            paths.get("xlsx"), lambda path: rereading.xlsx_rows(self._members[path].read(), path, head)
        )
        pairs: list[_Pair] = []
        if book and table:
            pairs.append(_Pair("xlsx", "csv", head))
        known = _carried_as_they_are(head)
        if entries is not None and (book or table):
            pairs.append(_Pair("csv" if table else "xlsx", "json", head, [0, *known]))
        said = {
            "csv": table or (),
            "xlsx": ([guarded(cell) for cell in row] for row in book) if book else (),
            "json": self._expected(entries, len(head), known) if entries is not None and pairs else (),
        }
        try:
            for rows in zip_longest(*said.values()):
                by_name = dict(zip(said, rows, strict=True))
                for pair in pairs:
                    pair.take(by_name[pair.one], by_name[pair.other])
        except Unread as error:
            self._unreadable(error)
            return
        for pair in pairs:
            self._tell(pair, paths[pair.one], paths[pair.other])

    def _begun(self, path: str | None, opened: Callable[[str], Iterator[Row]]) -> tuple[Row, Iterator[Row] | None]:
        """The heading of the table at `path`, and its rows; no rows where it cannot be read."""
        if path is None:
            return [], None
        rows = opened(path)
        try:
            return next(rows), rows
        except Unread as error:
            self._unreadable(error)
            return [], None

    def _unreadable(self, error: Unread) -> None:
        label = shown(error.path, 120)
        if not error.large:
            self._say("bundle-unreadable-member", error.path, f"“{label}”读不出来", f"'{label}' cannot be read")

    def _say(self, kind: str, path: str, zh: str, en: str) -> None:
        self._found.append(irregularity(kind, path, Text(zh=zh, en=en), _HELP))

    def _tell(self, pair: _Pair, one: str, other: str) -> None:
        """Says where two members differ."""
        label = shown(other, 120)
        if pair.left != pair.right:
            self._say(
                "bundle-members-disagree",
                one,
                f"有 {pair.left} 行，而“{label}”有 {pair.right} 行",
                f"{pair.left} rows, '{label}' has {pair.right}",
            )
            return
        for number, column in pair.cells:
            # What the cells say is not told: it may be what nobody may see.
            self._say(
                "bundle-members-disagree",
                one,
                f"第 {number} 行“{shown(column)}”与“{label}”不一致",
                f"row {number}, '{shown(column)}' differs from '{label}'",
            )

    def _expected(self, path: str, width: int, known: Mapping[int, Mapping]) -> Iterator[Row]:
        """The rows of the guide's columns that the entries of the JSON make, as far as a column is a field as it is."""
        for number, entry in enumerate(self._entries(path), 1):
            items = at(entry, "items")
            sound = isinstance(items, list) and items and all(isinstance(one, Mapping) for one in items)
            for item in items if sound else [{}]:
                row = [str(number)] + [""] * (width - 1)
                for place, column in known.items():
                    row[place] = _cell(column, entry, item)
                yield row

    def _table(self, one: Mapping, entries: str | None) -> dict | None:
        """The tables of a platform, against the entries of the JSON where there is one; what they count."""
        layout = rereading.layout_of(one["name"])
        if layout is None or layout.get("form") != "csv":
            return None
        counts: dict = {}
        for table in layout["tables"]:
            path = next((path for path in one["files"] if path.endswith("/" + table["file"])), "")
            if path not in self._members:
                continue
            columns = {column["heading"]: column for column in table["columns"]}
            try:
                rows = rereading.csv_rows(self._members[path].read(), layout.get("encoding", "utf-8"), path)
                head = next(rows)
                if table["of"] == "item":
                    counts["items"] = sum(1 for _ in rows)
                else:
                    said = self._platform(path, head, rows, columns, layout, entries)
                    counts |= {key: count for key, count in said.items() if key != "items"}
            except Unread as error:
                self._unreadable(error)
        return counts or None

    def _platform(
        self, path: str, head: Row, rows: Iterator[Row], columns: Mapping, layout: Mapping, entries: str | None
    ) -> dict:
        """What the rows of a platform's entries count; they are held against the JSON on the way."""
        known = {
            place: columns[name]
            for place, name in enumerate(head)
            if name in columns and _straight(columns[name]) and "codes" not in columns[name]
        }
        counted = Tally()
        pseudo = _Pseudo(head, columns, layout)
        pair = _Pair(path, "json", head, known)
        against = self._entries(entries) if entries is not None and known else None
        wanted = (_straightened(entry, known, len(head)) for entry in against) if against else ()
        for row, expected in zip_longest(rows, wanted):
            if row is not None:
                counted.add(pseudo.entry(row))
            if against:
                pair.take(row, expected)
        self._tell(pair, path, "json")
        return counted.said()

    def _count(self, counted: dict | None) -> None:
        told = self._said["counts"].get(self._side)
        if told is None and counted is None:
            return
        for key in counted or {}:
            if told is None or counted[key] != told[key]:
                here = "没有写" if told is None else _worded(told[key])
                self._found.append(
                    irregularity(
                        "bundle-wrong-count",
                        "manifest.json",
                        Text(
                            zh=f"{_BLANK[key]}：清单写 {here}，文件里是 {_worded(counted[key])}",
                            en=f"{key}: the manifest says {here}, the members {_worded(counted[key])}",
                        ),
                        _HELP,
                    )
                )


def _heads() -> list[str]:
    return [one["heading"] for one in (rereading.layout_of(DEFAULT) or {}).get("columns", ())]


def _carried_as_they_are(head: Row) -> dict[int, Mapping]:
    """The columns of the guide, by place, that hold a field of the entry as it is."""
    columns = {one["heading"]: one for one in (rereading.layout_of(DEFAULT) or {}).get("columns", ())}
    return {
        place: columns[name] for place, name in enumerate(head) if name in columns and "carries" not in columns[name]
    }


def _cell(column: Mapping, entry: object, item: Mapping) -> str:
    field = column["field"]
    if field.startswith("items."):
        said = as_cell(item.get(field.removeprefix("items.")))
    else:
        own = as_cell(item.get(column["item"])) if "item" in column else None
        said = as_cell(at(entry, field)) if own is None else own
    return guarded(plain(said))


def _straight(column: Mapping) -> bool:
    return "field" in column and not column.keys() & {"date", "join", "when", "item", "list"}


def _straightened(entry: object, known: Mapping[int, Mapping], width: int) -> Row:
    row = [""] * width
    for place, column in known.items():
        row[place] = plain(as_cell(at(entry, column["field"])))
    return row


class _Pseudo:
    """What the rows of a platform say that is counted, in the shape of entries."""

    def __init__(self, head: Row, columns: Mapping, layout: Mapping) -> None:
        self._layout = layout
        self._places = {
            columns[name].get("field"): (place, columns[name]) for place, name in enumerate(head) if name in columns
        }

    def entry(self, row: Row) -> dict:
        """What one row says."""
        found = {field: self._said(row, field) for field in ("owner", "owner_unit", "category")}
        return found | {"share": {"type": self._said(row, "share.type")}}

    def _said(self, row: Row, field: str) -> str:
        place, column = self._places.get(field, (None, {}))
        text = row[place] if place is not None and place < len(row) else ""
        codes = self._layout.get("codes", {}).get(column.get("codes"), {})
        return next((official for official, code in codes.items() if str(code) == text), text)


def _worded(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return "、".join(f"{shown(key, 30) or '（未填）'} {count}" for key, count in list(value.items())[:8]) or "0"
