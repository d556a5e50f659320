"""The mapping of an import (--mapping): what a table's doubtful headings, values and names mean, as its user has settled."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from govinfo_cli.catalog import Catalog
from govinfo_cli.cleaning import clean
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.headings import Headings
from govinfo_cli.intake.table import Column, Row, Table
from govinfo_cli.naming import fields_named, fields_of, nearest_fields
from govinfo_cli.profile import Profile
from govinfo_cli.remarks import remark
from govinfo_cli.settings import record_shape
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.reading import read

MAX_BYTES = 1 << 20
IGNORED = "ignore"
_IGNORE = ("ignore", "忽略", "不导入")
_TYPED = {"schemaVersion": frozenset(("integer",)), "heading_row": frozenset(("integer",))}
_WRONG = {
    "missing": Text(zh="缺少", en="missing"),
    "unknown": Text(zh="不认识的键", en="unknown key"),
    "type": Text(zh="写法不对", en="of another kind than it should be"),
    "value": Text(zh="不在取值范围内", en="not among the allowed values"),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What has been settled: headings (folded) to a field's dotted key or IGNORED; by field (as headings name it)
    values (folded) to what they mean; owners (folded) to registered names. What is not said is left as without it."""

    headings: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    heading_row: int | None = None
    date_order: str | None = None
    date_system: str | None = None

    def table(self, table: Table) -> Table:
        """The table without the columns that are to be ignored."""
        if IGNORED not in self.headings.values():
            return table
        kept, parts = _kept(table.columns, self.headings), _kept(table.item_columns, self.headings)
        if len(kept) == len(table.columns) and len(parts) == len(table.item_columns):
            return table
        rows = tuple(
            replace(
                row,
                cells=_cells(row, kept, len(table.columns)),
                lines=tuple(replace(line, cells=_cells(line, parts, len(table.item_columns))) for line in row.lines),
            )
            for row in table.rows
        )
        return replace(
            table,
            rows=rows,
            columns=tuple(table.columns[place] for place in kept),
            item_columns=tuple(table.item_columns[place] for place in parts),
        )


def _kept(columns: tuple[Column, ...], headings: Mapping[str, str]) -> list[int]:
    return [place for place, one in enumerate(columns) if headings.get(fold(clean(one.name))) != IGNORED]


def _cells(row: Row, kept: list[int], width: int) -> tuple:
    return (*(row.cells[place] for place in kept if place < len(row.cells)), *row.cells[width:])


class SettledHeadings(Headings):
    """Headings as the profiles know them, and before that as the mapping says."""

    def __init__(self, profile: Profile, settled: Settled) -> None:
        super().__init__(profile)
        self._settled = settled
        self.heading_row = settled.heading_row

    def field(self, heading: str) -> str | None:
        said = self._settled.headings.get(fold(clean(heading)))
        if said is None:
            return super().field(heading)
        return None if said == IGNORED or said.startswith("items.") else said

    def item_field(self, heading: str) -> str | None:
        said = self._settled.headings.get(fold(clean(heading)))
        if said is None:
            return super().item_field(heading)
        return said if said.startswith(("items.", "share.", "open.")) else None

    def special(self, heading: str) -> str | None:
        return None if fold(clean(heading)) in self._settled.headings else super().special(heading)

    def wants(self, sheet: str) -> bool:
        return not self._settled.sheets or sheet in self._settled.sheets

    def place(self, rows) -> int | None:
        if self.heading_row is None:
            return super().place(rows)
        place = self.heading_row - 1
        return place if place < len(rows) and self.score(rows[place]) else None


def read_mapping(path: str, raw: bytes, profile: Profile, catalog: Catalog) -> tuple[Settled, list[Diagnostic]]:
    """The mapping in a YAML file, and what is wrong in it, each at its line; with anything wrong it settles nothing."""
    if len(raw) > MAX_BYTES:
        return Settled(), [_wrong(path, Text(zh="文件超过 1 MB", en="larger than 1 MB"), 1)]
    document = read(path, raw, _TYPED)
    problems = list(_problems(path, document))
    if problems:
        return Settled(), problems
    found = _Reading(path, document, profile, catalog)
    settled = found.settled()
    return (Settled(), found.wrong) if found.wrong else (settled, [])


def _problems(path: str, document: Document) -> Iterator[Diagnostic]:
    for problem in document.problems[:5]:
        line = document.position(problem.start if problem.since is None else problem.since)[0]
        yield _wrong(path, Text(zh=f"第 {line} 行的写法有误", en=f"line {line} is not plain YAML"), line)
    if document.problems:
        return
    shape = record_shape("mapping")
    for fault in shape.faults(document.data):
        span = document.span(fault.route, key=fault.kind == "unknown")
        name, wrong = ".".join(map(str, fault.route)), _WRONG[fault.kind]
        yield _wrong(path, Text(zh=f"{shown(name)}：{wrong.zh}", en=f"{shown(name)}: {wrong.en}"), span.line)


def _wrong(path: str, what: Text, line: int, help: Text | None = None) -> Diagnostic:
    help = help or Text(
        zh="改好这一行；或用  catalog import --write-mapping 新文件 表格  另写一份",
        en="mend the line, or have a new one written with  catalog import --write-mapping FILE TABLE",
    )
    return remark("import-bad-mapping", path, what, row=line, help=help)


def no_sheet(path: str, names: Sequence[str]) -> Diagnostic:
    """None of the sheets that the mapping names is in the workbook, or none of them holds a table."""
    wanted = "、".join(shown(name) for name in names[:6])
    return remark(
        "import-bad-mapping",
        path,
        Text(
            zh=f"对照表要的工作表“{wanted}”不在文件里，或里面没有目录",
            en=f"the mapping asks for the sheet '{wanted}', which is not there or holds no entries",
        ),
        help=Text(
            zh="改正对照表里的 sheets；全部工作表都导入的，删去这一行",
            en="mend  sheets  in the mapping; to import all of them, leave the line out",
        ),
    )


class _Reading:
    """A well-formed mapping, its words looked up."""

    def __init__(self, path: str, document: Document, profile: Profile, catalog: Catalog) -> None:
        self._path, self._document, self._profile, self._catalog = path, document, profile, catalog
        self.wrong: list[Diagnostic] = []

    def settled(self) -> Settled:
        """What the mapping settles; what is wrong in it is in `wrong` then."""
        data = self._document.data
        return Settled(
            headings={fold(clean(name)): key for name, key in self._said("headings", self._heading)},
            values=dict(self._values()),
            owners={fold(name): official for name, official in self._said("owners", self._owner)},
            sheets=tuple(data.get("sheets") or ()),
            heading_row=data.get("heading_row"),
            date_order=data.get("date_order"),
            date_system=data.get("date_system"),
        )

    def _said(self, part: str, look) -> Iterator[tuple[str, str]]:
        for name, said in (self._document.data.get(part) or {}).items():
            if isinstance(said, str) and said.strip() and (found := look((part, name), said.strip())) is not None:
                yield name, found

    def _heading(self, route: tuple, said: str) -> str | None:
        if fold(said) in _IGNORE:
            return IGNORED
        return self._field(route, said)

    def _field(self, route: tuple, said: str, key: bool = False) -> str | None:
        named = Headings(self._profile).field(said)
        found = [named] if named else fields_named(self._profile.shape, said)
        if found:
            return found[0]
        shape = self._profile.shape
        near = [f"{shape.label(tuple(one.split('.'))).zh}（{one}）" for one in nearest_fields(shape, said)]
        self._say(
            route,
            Text(zh=f"没有填报项“{shown(said)}”", en=f"no field '{shown(said)}'"),
            Text(
                zh=(f"最接近：{'、'.join(near)}；" if near else "") + "没有用的列填  忽略",
                en=(f"nearest: {', '.join(nearest_fields(shape, said))}; " if near else "")
                + "say  ignore  for a column of no use",
            ),
            key,
        )
        return None

    def _values(self) -> Iterator[tuple[str, dict[str, str]]]:
        for name, said in (self._document.data.get("values") or {}).items():
            if not said or (key := self._field(("values", name), name.partition("（")[0], True)) is None:
                continue
            found = {
                fold(clean(word)): meaning.strip()
                for word, meaning in said.items()
                if isinstance(meaning, str)
                and meaning.strip()
                and self._allowed(("values", name, word), key, meaning.strip())
            }
            yield key, found

    def _allowed(self, route: tuple, key: str, meaning: str) -> bool:
        form = fields_of(self._profile.shape).get(key, {})
        vocabulary = self._profile.vocabularies.get(form.get("x-vocabulary", ""))
        if vocabulary is None or vocabulary.open or vocabulary.official(meaning) is not None:
            return True
        near = vocabulary.nearest(meaning)
        known = "、".join(vocabulary.values)
        self._say(
            route,
            Text(zh=f"“{shown(meaning)}”不在取值范围内", en=f"'{shown(meaning)}' is no known value"),
            Text(
                zh=f"改为  {near}" if near else f"可填：{known}",
                en=f"change to  {near}" if near else f"one of: {known}",
            ),
        )
        return False

    def _owner(self, route: tuple, said: str) -> str | None:
        official = said if said in self._catalog.owners else self._catalog.owner_names.official(said)
        if official is None:
            near = self._catalog.owner_names.nearest(said, 0.6)
            self._say(
                route,
                Text(zh=f"提供方“{shown(said)}”没有登记", en=f"'{shown(said)}' is no registered owner"),
                Text(
                    zh=f"改为  {near}" if near else "先在 owners.yaml 登记",
                    en=f"change to  {near}" if near else "register it in owners.yaml first",
                ),
            )
        return official

    def _say(self, route: tuple, what: Text, help: Text, key: bool = False) -> None:
        line = self._document.span(route, key=key).line
        name = shown(str(route[1]), 30)
        if len(route) > 2:  # a value of a field
            name = f"{name} {shown(str(route[2]), 30)}"
        self.wrong.append(_wrong(self._path, Text(zh=f"{name}：{what.zh}", en=f"{name}: {what.en}"), line, help))


def nearest_headings(profile: Profile, heading: str) -> list[str]:
    """Up to three fields that a heading may mean, by its words."""
    found = nearest_fields(profile.shape, clean(heading))
    return found or difflib.get_close_matches(fold(heading), fields_of(profile.shape), n=3, cutoff=0.5)
