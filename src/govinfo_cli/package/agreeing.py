"""The members of a bundle against each other and against the manifest's counts: the same entries in every one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from govinfo_cli.columns import guarded
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.irregularity import irregularity
from govinfo_cli.package import rereading
from govinfo_cli.package.rereading import Rows, Unread, at, plain
from govinfo_cli.package.tally import tally
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
Members = Mapping[str, bytes | memoryview]


def judged(said: Mapping, members: Members) -> Iterator[Diagnostic]:
    """What the members say of each other and of the counts in the manifest `said`, which is as its schema wants it."""
    for side in ("external", "internal"):
        yield from _Side(said, members, side).findings()


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
            if one["name"] in ("json", "csv", "xlsx") and one["files"]
        }
        entries = self._read("json", paths, lambda raw, path: rereading.entries_of(raw))
        table = self._read("csv", paths, lambda raw, path: rereading.csv_rows(raw))
        head = table.head if table else _heads()
        book = self._read("xlsx", paths, lambda raw, path: rereading.xlsx_rows(raw, path, head))
        if table and book:
            self._compare(
                paths["xlsx"], paths["csv"], [[guarded(cell) for cell in row] for row in book.rows], table.rows, head
            )
        if entries is not None and (table or book):
            name = "csv" if table else "xlsx"
            self._entries(entries, (table or book).rows, head, paths[name], paths["json"])
        tables = [one for one in self._targets if one["name"] not in paths]
        counted = None if entries is None else tally(entries)
        for one in tables:
            found = self._table(one, entries)
            counted = counted or found
        self._count(counted)
        return self._found

    def _read(self, name: str, paths: Mapping[str, str], read):
        path = paths.get(name)
        if path is None or path not in self._members:
            return None
        try:
            return read(self._members[path], path)
        except Unread as error:
            if not error.large:
                self._unreadable(path)
            return None

    def _unreadable(self, path: str) -> None:
        self._say(
            "bundle-unreadable-member", path, f"“{shown(path, 120)}”读不出来", f"'{shown(path, 120)}' cannot be read"
        )

    def _say(self, kind: str, path: str, zh: str, en: str) -> None:
        self._found.append(irregularity(kind, path, Text(zh=zh, en=en), _HELP))

    def _compare(self, one: str, other: str, left: Sequence, right: Sequence, head: Sequence[str], places=None) -> None:
        """Says in which rows the tables `left` (of the member `one`) and `right` differ, at `places` or everywhere."""
        if len(left) != len(right):
            self._say(
                "bundle-members-disagree",
                one,
                f"有 {len(left)} 行，而“{other}”有 {len(right)} 行",
                f"{len(left)} rows, '{other}' has {len(right)}",
            )
            return
        told = 0
        for number, (a, b) in enumerate(zip(left, right, strict=True), 1):
            for place in range(max(len(a), len(b))) if places is None else places:
                x, y = (row[place] if place < len(row) else "" for row in (a, b))
                if x != y and told < _NAMED:
                    told += 1
                    column = head[place] if place < len(head) else ""
                    # What the cells say is not told: it may be what nobody may see.
                    self._say(
                        "bundle-members-disagree",
                        one,
                        f"第 {number} 行“{shown(column)}”与“{shown(other, 120)}”不一致",
                        f"row {number}, '{shown(column)}' differs from '{shown(other, 120)}'",
                    )

    def _entries(self, entries: list, rows: list, head: Sequence[str], path: str, json_path: str) -> None:
        """The rows of the guide's columns against the entries of the JSON, as far as a column is a field as it is."""
        columns = {one["heading"]: one for one in (rereading.layout_of(DEFAULT) or {}).get("columns", ())}
        known = {
            place: columns[name]
            for place, name in enumerate(head)
            if name in columns and "carries" not in columns[name]
        }
        expected = []
        for number, entry in enumerate(entries, 1):
            items = at(entry, "items")
            sound = isinstance(items, list) and items and all(isinstance(one, Mapping) for one in items)
            for item in items if sound else [{}]:
                row = [str(number)] + [""] * (len(head) - 1)
                for place, column in known.items():
                    row[place] = _cell(column, entry, item)
                expected.append(row)
        self._compare(path, json_path, rows, expected, head, [0, *known])

    def _table(self, one: Mapping, entries: list | None) -> dict | None:
        """The tables of a platform, against the entries of the JSON where there is one; what they count."""
        layout = rereading.layout_of(one["name"])
        if layout is None or layout.get("form") != "csv":
            return None
        counts: dict = {}
        for table in layout["tables"]:
            path = next((path for path in one["files"] if path.endswith("/" + table["file"])), "")
            if path not in self._members:
                continue
            try:
                read = rereading.csv_rows(self._members[path], layout.get("encoding", "utf-8"))
            except Unread:
                self._unreadable(path)
                continue
            columns = {column["heading"]: column for column in table["columns"]}
            if table["of"] == "item":
                counts["items"] = len(read.rows)
            else:
                counts |= {key: said for key, said in tally(_pseudo(read, columns, layout)).items() if key != "items"}
                if entries is not None:
                    self._against(path, read, columns, layout, entries)
        return counts or None

    def _against(self, path: str, read: Rows, columns: Mapping, layout: Mapping, entries: list) -> None:
        known = {
            place: columns[name]
            for place, name in enumerate(read.head)
            if name in columns and _straight(columns[name]) and "codes" not in columns[name]
        }
        if len(read.rows) == len(entries) or known:
            expected = [[""] * len(read.head) for _ in entries]
            for row, entry in zip(expected, entries, strict=True):
                for place, column in known.items():
                    row[place] = plain(as_cell(at(entry, column["field"])))
            self._compare(path, "json", read.rows, expected, read.head, known)

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


def _pseudo(read: Rows, columns: Mapping, layout: Mapping) -> Iterator[dict]:
    """What the rows of a platform say that is counted, in the shape of entries."""
    places = {
        columns[name].get("field"): (place, columns[name]) for place, name in enumerate(read.head) if name in columns
    }

    def said(row: list[str], field: str) -> str:
        place, column = places.get(field, (None, {}))
        text = row[place] if place is not None and place < len(row) else ""
        codes = layout.get("codes", {}).get(column.get("codes"), {})
        return next((official for official, code in codes.items() if str(code) == text), text)

    for row in read.rows:
        found = {field: said(row, field) for field in ("owner", "owner_unit", "category")}
        yield found | {"share": {"type": said(row, "share.type")}}


def _worded(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return "、".join(f"{shown(key, 30) or '（未填）'} {count}" for key, count in list(value.items())[:8]) or "0"
