"""The pipeline of `validate TABLE`: its rows as entries in memory, through all rules, to an Outcome in cells.

Nothing is imported. Where a catalogue is at hand, the rows are judged as part of it: a row that is an entry of it
stands in that entry's place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from govinfo_cli import imports
from govinfo_cli.catalog import Card, Catalog, is_entry_path
from govinfo_cli.diagnostic import Diagnostic, Span, Text, numbered
from govinfo_cli.importing.imported import Foreign
from govinfo_cli.inspection import Inspected, Inspector
from govinfo_cli.intake.cells import Cells
from govinfo_cli.intake.mapping import Settled, SettledHeadings
from govinfo_cli.intake.providing import Provider
from govinfo_cli.intake.registering import NewOwners
from govinfo_cli.intake.rows import Draft, Intake
from govinfo_cli.intake.table import Place, Table
from govinfo_cli.intake.verdicts import refused, where
from govinfo_cli.lookup import entries
from govinfo_cli.numbering import Numbering
from govinfo_cli.outcome import Outcome, Title
from govinfo_cli.redaction import concealed, hidden_in, redacted
from govinfo_cli.source import File, Source
from govinfo_cli.tablecheck.advice import advice
from govinfo_cli.tablecheck.remarking import grouped, in_checking, in_words, without_echoes
from govinfo_cli.tablecheck.rows import Entered, shown_heading
from govinfo_cli.validation import WORTH_GUARDS, Judged, Opened, Request, judged, open_source
from govinfo_cli.visible import shown, visible
from govinfo_cli.vocabulary import fold
from govinfo_cli.yaml.layout import laid_out
from govinfo_cli.yaml.reading import MAX_BYTES, read

# What the tool asks of files in a catalogue, which a table has none of.
_OF_FILES = frozenset(("misfiled-entry", "unused-waiver", "expired-waiver", "unwaivable", "shadowed-profile"))
_USUAL = b"schemaVersion: 1\ntitle: \xe7\x9b\xae\xe5\xbd\x95\nprofile: [measures-2019, guide-2017]\n"
_SETTINGS = "catalog/catalog.yaml"
_LONGEST = 200  # characters of a cell that a report shows


class Nowhere:
    """A source where there is no catalogue: settings that name the usual profiles, and nothing else."""

    def __init__(self, root: Path) -> None:
        self.root, self.commit = root, None

    def files(self, folder: str) -> Iterator[File]:
        """None at all."""
        return iter(())

    def find(self, path: str) -> File | None:
        """catalog.yaml, or None."""
        return File(path, size=len(_USUAL)) if path == _SETTINGS else None

    def read(self, files: Sequence[File]) -> Iterator[tuple[File, bytes | None]]:
        """Each file with its bytes."""
        return ((file, _USUAL if file.path == _SETTINGS else None) for file in files)


class _Row(NamedTuple):
    """An entry of the table on its way: what it was read from, its text, and whether an import would give it a code."""

    entered: Entered
    draft: Draft
    raw: bytes
    given: frozenset[tuple]


def check_table(source: Source | Nowhere, table: Foreign, request: Request) -> Outcome:
    """What the rules find in a table, by the catalogue in `source` where there is one.

    Raises Unreadable where the file is no table, CatalogError and ProfileError.
    """
    opened = open_source(source, request)
    # Without a catalogue nobody can tell which classes it has of its own.
    out = _OF_FILES | {"unknown-category"} if isinstance(source, Nowhere) else _OF_FILES
    opened = opened._replace(names=tuple(name for name in opened.names if name not in out))
    check = _Check(opened, request, table)
    check.read()
    return check.outcome()


class _Check:
    """One check: the rows of the table and what is said of them so far."""

    def __init__(self, opened: Opened, request: Request, table: Foreign) -> None:
        self.opened, self.request, self.table = opened, request, table
        self.settings = settings = opened.settings
        files = [file for file in opened.source.files("catalog") if is_entry_path(file.path)]
        self.cards = [entry.card for entry in entries(opened.source, settings, files)]
        self.catalog = catalog = Catalog(settings, opened.records, self.cards)
        self.headings = SettledHeadings(settings.profile, Settled())
        known = tuple(catalog.by_code)
        usccs = [owner.uscc for owner in catalog.owners.values() if owner.uscc]
        self.intake = Intake(settings, self.headings, None, Cells(settings, Settled(), known, usccs))
        self.owners = NewOwners(catalog, opened.records.get("owners"), {})
        self.provider = Provider(settings.publisher, self.owners)
        self.numbering = Numbering(settings, ())
        self.rows: list[_Row] = []
        self.remarks: list[Diagnostic] = []
        self._columns: dict[tuple[str, int], str] = {}
        self._seen: dict[bytes, Span] = {}
        self._sheets: dict[str, int] = {}

    def read(self) -> None:
        """Reads the table to its end; raises Unreadable."""
        tell = self.request.progress
        try:
            tables = imports.reader(self.table.format).tables(
                self.table.path, self.table.raw, self.headings, lambda rows: tell(rows, 0)
            )
        finally:
            tell(0, 0)
        for table in tables:
            about, drafts = self.intake.drafts(table)
            self.remarks += map(in_checking, about)
            numbers = {row.number: row for row in table.rows}
            self._note_columns(table)
            for draft in drafts:
                self._take(draft, numbers)

    def _note_columns(self, table: Table) -> None:
        for sheet, columns in ((table.sheet, table.columns), (table.item_sheet, table.item_columns)):
            self._columns.update({(sheet, one.number): one.name for one in columns if one.lettered})

    def _take(self, draft: Draft, numbers: dict) -> None:
        if draft.data is None:
            self.remarks += map(in_checking, draft.remarks)
            return
        about = [*draft.remarks, *self.provider.inside(draft), *self.owners.named(draft)]
        digest = draft.digest
        if digest in self._seen:
            self.remarks.append(in_checking(refused("import-duplicate-row", where(draft), self._seen[digest])))
            return
        self._seen[digest] = where(draft).span
        given = self._given(draft.data)
        raw = laid_out(draft.data, self.settings.shape).encode()
        if len(raw) > MAX_BYTES:
            self.remarks.append(in_checking(refused("import-unread-row", where(draft))))
            return
        key = self._key(draft)
        entered = Entered(key, draft, numbers[draft.row], self.headings)
        self.remarks += (in_checking(one)._replace(about=key) for one in about)
        self.rows.append(_Row(entered, draft, raw, given))

    def _key(self, draft: Draft) -> str:
        """A name for the entry that quotes nothing of the table: A3, and 2!A3 on the second sheet."""
        number = self._sheets.setdefault(draft.table.sheet, len(self._sheets) + 1)
        return Place("" if number == 1 else str(number), draft.row, 1).shown

    def _given(self, data: dict) -> frozenset[tuple]:
        """What an import gives an entry that does not say it: its code and, by its owner, its class."""
        if data.get("code"):
            return frozenset()
        owner = self.catalog.owners.get(data["owner"]) if isinstance(data.get("owner"), str) else None
        node = self.numbering.node(data.get("category"), owner.node if owner else None)
        return frozenset((("code",), ("category",))) if node else frozenset()

    def outcome(self) -> Outcome:
        """What all rules find."""
        inspector = Inspector(self.settings, self.opened.names, guarded=len(self.rows) > WORTH_GUARDS)
        inspected = []
        for row in self.rows:
            inspected.append(inspector.entry(File(row.entered.key, size=len(row.raw)), row.raw))
            self.request.progress(len(inspected), len(self.rows))
        others = [Inspected(card) for card in self._others([one.card for one in inspected])]
        found = judged(
            self.opened,
            self.request,
            (),
            [*others, *inspected],
            raws={row.entered.key: row.raw for row in self.rows},
            known_codes=tuple(self.catalog.by_code) if self.cards else None,
        )
        return self._told(found, [one.card for one in inspected])

    def _others(self, cards: Sequence[Card]) -> Iterator[Card]:
        """The catalogue's entries that no row of the table is: a row is one by its code, together with its name or
        its owner, or where it has none by its owner and name."""
        codes: dict[str, list[Card]] = {}
        for card in cards:
            codes.setdefault(card.code or "", []).append(card)
        for card in self.cards:
            rows = codes.get(card.code, ()) if card.code else ()
            if not any(_same_name(card, one) or one.owner == card.owner for one in rows) and not any(
                one.owner == card.owner and _same_name(card, one) for one in codes.get("", ())
            ):
                yield card

    def _told(self, found: Judged, cards: Sequence[Card]) -> Outcome:
        rows = {row.entered.key: row for row in self.rows}
        standing = [self._in_cells(one, rows, found) for one in found.standing if self._is_ours(one, rows)]
        waived = [self._in_cells(one, rows, found) for one in found.waived if self._is_ours(one, rows)]
        if not self.request.select:
            standing += (
                self._headed(one, rows, found.secrets)
                for one in redacted(grouped(self.remarks, self.settings.shape), found.secrets)
            )
        standing = list(without_echoes(standing))
        kept = {one.about for one in standing}
        return Outcome(
            findings=concealed(numbered(sorted(standing, key=lambda one: one.order)), found.secrets),
            waived=concealed(waived, found.secrets),
            entries=len(self.rows),
            checked=len(self.rows),
            profile=self.settings.profile,
            selected=tuple(sorted(self.request.select)),
            ignored=tuple(sorted(self.request.ignore)),
            titles={card.path: _title(card, found.secrets) for card in cards if card.path in kept},
            fail_on=self.request.fail_on,
            table=self.table.path,
            notes=(self._by_what(),),
        )

    def _is_ours(self, one: Diagnostic, rows: dict[str, _Row]) -> bool:
        row = rows.get(one.span.path)
        if row is None or one.rule not in self.opened.asked:
            return False
        return not (one.rule == "missing-field" and one.route in row.given)

    def _in_cells(self, one: Diagnostic, rows: dict[str, _Row], found: Judged) -> Diagnostic:
        """A finding at the cell that it speaks of."""
        entered = rows[one.span.path].entered
        spot = entered.spot(one.route or ())
        place, heading = spot.place, spot.heading
        content = None if one.sensitive else shown(entered.content(place), _LONGEST)
        (told,) = redacted(
            [
                one._replace(
                    source=content, help=advice(one, entered, spot, self.settings.profile, self.headings), fix=None
                )
            ],
            found.secrets,
        )
        return told._replace(
            message=in_words(told.message),
            help=in_words(told.help),
            span=self._span(place, heading, found.secrets),
            source=content if content and hidden_in(content, found.secrets) == content else None,
            about=one.span.path,
            related=tuple((text, self._other_place(span, rows, found.secrets)) for text, span in one.related),
        )

    def _span(self, place: Place, heading: str, secrets: set[str]) -> Span:
        row, column, sheet = place.row, place.column, hidden_in(place.sheet, secrets)
        said = shown(shown_heading(hidden_in(heading, secrets)), 40)
        return Span(self.table.path, row, column, row, column, sheet, said)

    def _other_place(self, span: Span, rows: dict[str, _Row], secrets: set[str]) -> Span:
        """The cell of what a finding relates to, where that stands in the table too."""
        if span.path not in rows:
            return span
        row = rows[span.path]
        document = read(span.path, row.raw, self.settings.shape.typed)
        starts = (span.line, span.column)
        route = next((one for one in row.draft.places if document.span(one)[1:3] == starts), ("name",))
        spot = row.entered.spot(route)
        return self._span(spot.place, spot.heading, secrets)

    def _headed(self, one: Diagnostic, rows: dict[str, _Row], secrets: set[str]) -> Diagnostic:
        """A remark on the reading with what its column is called."""
        heading = self._columns.get((one.span.sheet, one.span.column), "")
        row, place = rows.get(one.about or ""), Place(one.span.sheet, one.span.line, one.span.column)
        content = shown(row.entered.content(place), _LONGEST) if row and not one.sensitive else ""
        return one._replace(
            span=self._span(place, heading, secrets),
            source=content if hidden_in(content, secrets) == content else None,
        )

    def _by_what(self) -> Text:
        if isinstance(self.opened.source, Nowhere):
            return Text(
                zh="这里没有目录库：按自带的规范检查，提供方、分类和代码没有与目录核对",
                en="no catalogue here: checked against the shipped profiles; owners, classes and codes are not compared with one",
            )
        title = visible(self.settings.title)
        return Text(
            zh=f"已与目录库“{title}”（{len(self.cards)} 条）核对提供方、代码和名称；表格没有导入",
            en=f"compared with the catalogue '{title}' ({len(self.cards)} entries); nothing was imported",
        )


def _same_name(one: Card, other: Card) -> bool:
    return bool(one.name and other.name) and fold(one.name) == fold(other.name)


def _title(card: Card, secrets: set[str]) -> Title:
    def safe(text: str | None) -> str | None:
        return None if text is None or any(secret in text for secret in secrets) else text

    return Title(safe(card.owner), safe(card.name), safe(card.code))
