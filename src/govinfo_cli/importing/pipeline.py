"""The pipeline of `import`: foreign files through readers and intake to a Bundle of entries and an Outcome."""

from __future__ import annotations

from collections.abc import Iterable

from govinfo_cli import imports, rules
from govinfo_cli.bundle import Bundle
from govinfo_cli.catalog import Catalog, code_in_path, is_entry_path
from govinfo_cli.diagnostic import Diagnostic, Severity, Span, numbered
from govinfo_cli.history import is_cut, used_codes
from govinfo_cli.importing.imported import Foreign, Imported, Manner, Tally
from govinfo_cli.importing.newcomers import Newcomers
from govinfo_cli.importing.standing import Standing
from govinfo_cli.importing.updating import Update, said_of
from govinfo_cli.inspection import Inspector, redacted
from govinfo_cli.intake.asking import Questions
from govinfo_cli.intake.cells import Cells
from govinfo_cli.intake.mapping import Settled, SettledHeadings, no_sheet, read_mapping
from govinfo_cli.intake.providing import Provider
from govinfo_cli.intake.reading import MANGLED, UNREAD
from govinfo_cli.intake.registering import PATH as OWNERS
from govinfo_cli.intake.registering import NewOwners
from govinfo_cli.intake.rows import Draft, Intake
from govinfo_cli.intake.shelving import Shelf
from govinfo_cli.intake.table import Table, Unreadable
from govinfo_cli.intake.verdicts import code_kept, cut_history, hidden, refused, where
from govinfo_cli.lookup import entries
from govinfo_cli.numbering import Numbering
from govinfo_cli.outcome import Outcome
from govinfo_cli.settings import Settings, open_records, open_settings
from govinfo_cli.source import File, Source, read_one
from govinfo_cli.veil import Veil
from govinfo_cli.yaml.layout import laid_out


def import_files(
    source: Source,
    files: Iterable[Foreign],
    owner: str | None = None,
    profiles: tuple[str, ...] = (),
    manner: Manner | None = None,
) -> Imported:
    """The import of `files` into the catalogue in `source`; raises CatalogError, ProfileError, and GitError where
    codes are to be given and git's history cannot be read."""
    settings = open_settings(source, profiles)
    run = _Run(source, settings, manner or Manner(owner))
    for file in () if run.stopped else files:  # a mapping that is not in order
        run.take(file)
    run.shelve()
    findings = tuple(numbered(sorted((*run.remarks, *run.owners.remarks()), key=lambda one: one.order)))
    count = sum(tally.entries + tally.updated + tally.unchanged for tally in run.tallies)
    return Imported(
        bundle=Bundle({}) if run.stopped else run.bundle(),
        outcome=Outcome(findings, (), count, count, settings.profile),
        tallies=tuple(run.tallies),
        owners=run.owners.names,
        stopped=run.stopped,
        questions=run.asked(),
    )


class _Run:
    """One import: what has been taken in so far."""

    def __init__(self, source: Source, settings: Settings, manner: Manner) -> None:
        self.source, self.settings, self.manner = source, settings, manner
        self.remarks: list[Diagnostic] = []
        self.stopped = False
        documents, self._owners_file = open_records(source), read_one(source, OWNERS)
        present = list(source.files("catalog"))
        paths = [file.path for file in present]
        cards = [
            entry.card for entry in entries(source, settings, [file for file in present if is_entry_path(file.path)])
        ]
        catalog = Catalog(settings, documents, cards)
        settled = self._settled(catalog)
        self.settled = settled
        self.catalog = catalog
        self.owners = NewOwners(catalog, documents.get("owners"), settled.owners)
        self.shelf = Shelf(cards, paths, self.owners, lambda path: source.find(path) is not None)
        self.standing = Standing(source, catalog)
        self._present = present
        self._waiting: list[tuple[Draft, list[Diagnostic], Tally]] = []  # new entries for which something is proposed
        # A file whose name says a code counts too, be it in order or not.
        said = [code for path in paths if is_entry_path(path) and (code := code_in_path(path))]
        known = (*catalog.by_code, *catalog.withdrawn, *said)
        self.numbering = Numbering(settings, known, lambda: used_codes(source))
        self.provider = Provider(settings.publisher, self.owners)
        self.headings = SettledHeadings(settings.profile, settled)
        usccs = [
            one for one in (*(owner.uscc for owner in catalog.owners.values()), settings.publisher.get("uscc")) if one
        ]
        self.cells = Cells(settings, settled, known, usccs)
        self.intake = Intake(settings, self.headings, manner.owner, self.cells)
        self.veil = Veil(settings)
        self.questions = Questions(settings.profile, self.headings, self._hides)
        self.inspector = Inspector(settings, rules.HIDING)
        self.files: dict[str, bytes] = {}
        self.was: dict[str, bytes | None] = {}
        self.tallies: list[Tally] = []
        self.newcomers = Newcomers(catalog, self.shelf, self.numbering if manner.number else None, self.inspector)
        self._seen: dict[bytes, Span] = {}

    def take(self, file: Foreign) -> None:
        """Reads one file to its end."""
        tally = Tally(file.path)
        self.tallies.append(tally)
        try:
            tables = imports.reader(file.format).tables(
                file.path, file.raw, self.headings, lambda rows: self.manner.progress(file.path, rows, 0)
            )
        except Unreadable as unreadable:
            self.remarks.append(unreadable.remark)
            if self.settled.sheets:
                self.remarks.append(no_sheet(file.path, self.settled.sheets))
            self.stopped = True
            return
        finally:
            self.manner.progress(file.path, 0, 0)
        for table in tables:
            self._table(table, tally)

    def shelve(self) -> None:
        """Puts the new entries in their places, all codes of the tables being known now; of a stopped import only says
        what is to be said of them."""
        self._propose()
        for one in self.newcomers.told() if self.stopped else self.newcomers.shelved():
            if one.path is not None:
                self.files[one.path], self.was[one.path] = one.raw, None
            self._say(one.remarks, one.secrets, one.code)
        if self.numbering.asked and is_cut(self.source):
            self.remarks.append(cut_history(self.tallies[0].path))

    def bundle(self) -> Bundle:
        """The new and the changed files, and owners.yaml where it grows."""
        files = self.files | self.owners.files()
        return Bundle(
            files, was=self.was | {OWNERS: self._owners_file}, fresh=self.numbering.fresh(self.numbering.given)
        )

    def asked(self) -> str | None:
        """The mapping that asks what was left in doubt."""
        return self.questions.text(self.cells.unsettled, self.owners.names, self.catalog)

    def _settled(self, catalog: Catalog) -> Settled:
        if self.manner.mapping is None:
            return Settled()
        settled, wrong = read_mapping(*self.manner.mapping, self.settings.profile, catalog)
        self.remarks += wrong
        self.stopped = bool(wrong)
        return settled

    def _hides(self, text: str) -> bool:
        """Whether a text holds what must not be shown."""
        raw = laid_out({"name": text}, self.settings.shape).encode()
        return bool(self.inspector.entry(File("catalog/_.yaml", size=len(raw)), raw).secrets)

    def _table(self, table: Table, tally: Tally) -> None:
        table = self.settled.table(table)
        said, drafts = self.intake.drafts(table)
        self.questions.columns(table, said)
        headings = (column.name for column in (*table.columns, *table.item_columns))
        self._say(said, tuple(self.veil.secrets(headings)), None)
        tally.rows += len(table.rows) + len(table.lost)
        tally.others["import-unread-row"] += len(table.lost)
        later = []
        for done, draft in enumerate(drafts, 1):
            self.manner.progress(table.path, done, len(table.rows))
            if draft.data is None:
                self.remarks += draft.remarks
                tally.others[draft.remarks[0].rule] += 1
                continue
            about = [*draft.remarks, *self.provider.inside(draft), *self.owners.named(draft)]
            if isinstance(code := draft.data.get("code"), str):
                self.numbering.use(code)
            digest = draft.digest
            if digest in self._seen:
                self._refuse(tally, refused("import-duplicate-row", where(draft), self._seen[digest]))
                continue
            self._seen[digest] = where(draft).span
            by_code, standing = self.shelf.holding(draft.data)
            if not standing:
                self._add(draft, about, tally)
            elif not self.manner.update:
                self._refuse(tally, refused("import-existing-entry", where(draft), entry=standing[0]))
            elif (path := self.standing.equal(standing, draft.data)) is not None:
                self._found(path, draft, about, tally)
            else:
                later.append((draft, about, by_code, standing))
        # What fits best comes first, so that no row takes the entry of another: rows that are an entry as it stands,
        # rows that say a part of one, and only then those that change one.
        changing = []
        for draft, about, by_code, standing in later:
            if (path := self.standing.same(standing, draft.data, _doubtful(draft))) is not None:
                self._found(path, draft, about, tally)
            else:
                changing.append((draft, about, by_code, standing))
        for draft, about, by_code, standing in changing:
            self._amend(draft, about, by_code, standing, tally)

    def _amend(self, draft: Draft, about: list[Diagnostic], by_code: bool, standing: list[str], tally: Tally) -> None:
        free = self.standing.free(standing)
        if not free and not by_code:
            self._add(draft, about, tally)
        elif not free:
            self._refuse(tally, refused("import-repeated-entry", where(draft), entry=standing[0]))
        elif len(free) > 1:
            self._refuse(tally, refused("import-ambiguous-row", where(draft), entry=free[0]))
        elif (found := self.standing.update(free[0], draft.data, _doubtful(draft))) is None:
            self._refuse(tally, refused("import-broken-entry", where(draft), entry=free[0]))
        else:
            self._update(free[0], found, draft, about, tally)

    def _update(self, path: str, found: Update, draft: Draft, about: list[Diagnostic], tally: Tally) -> None:
        place, old, content = where(draft), self.standing.data(path), self.standing.amended(path, found)
        if content is None:
            self._refuse(tally, refused("import-broken-entry", place, entry=path))
            return
        before, after = (
            self.inspector.entry(File(path, size=len(raw)), raw) for raw in (self.standing.raw(path), content)
        )
        if any(one.rule == "secret-marking" for one in after.diagnostics):
            self._refuse(tally, refused("import-secret-row", place))
            return
        self.files[path], self.was[path] = content, self.standing.raw(path)
        name = next((one for one in (draft.data.get("name"), old.get("name")) if isinstance(one, str)), "")
        official = self.settings.profile.spelling("share-type")
        about += said_of(place, path, name, old, found, self.settings.shape, official)
        self._met(path, draft, about, old)
        tally.updated += 1
        self._say(about, (*before.secrets, *after.secrets), self.standing.after(path, found).get("code"))

    def _found(self, path: str, draft: Draft, about: list[Diagnostic], tally: Tally) -> None:
        """A row that an entry says already: how its cells were read is no news then."""
        old = self.standing.data(path)
        about = [one for one in about if one.severity > Severity.INFO]
        self._met(path, draft, about, old)
        tally.unchanged += 1
        if about:
            raw = self.standing.raw(path)
            self._say(about, self.inspector.entry(File(path, size=len(raw)), raw).secrets, old.get("code"))

    def _met(self, path: str, draft: Draft, about: list[Diagnostic], old: dict) -> None:
        self.standing.claim(path)
        self.owners.use(draft)
        said, kept = draft.data.get("code"), old.get("code")
        if isinstance(said, str) and isinstance(kept, str) and kept.strip() and said != kept:
            about.append(code_kept(where(draft), said, kept))

    def _add(self, draft: Draft, about: list[Diagnostic], tally: Tally) -> None:
        if self.manner.propose:
            self._waiting.append((draft, about, tally))
        else:
            self._enter(draft, about, tally)

    def _propose(self) -> None:
        """Enters the new entries with what is proposed for them: a class has to be known before a code is given."""
        if not self._waiting:
            return
        from govinfo_cli.importing.proposing import New, proposed

        files = [file for file in self._present if is_entry_path(file.path)]
        known = entries(self.source, self.settings, files, self.veil.look)
        new = [
            New(draft.data, where(draft), self.newcomers.inherited(draft.data), _doubtful(draft))
            for draft, _, _ in self._waiting
        ]
        found = proposed(self.catalog, known, new, self.source, self.veil, self.manner.fill)
        for (draft, about, tally), (category, said) in zip(self._waiting, found, strict=True):
            if category:
                draft.data["category"] = category
            self._enter(draft, [*about, *said], tally)

    def _enter(self, draft: Draft, about: list[Diagnostic], tally: Tally) -> None:
        """A new entry, if a file can hold it."""
        why = self.newcomers.take(draft.data, where(draft), about)
        if why is not None:
            self._refuse(tally, why)
            return
        tally.entries += 1
        self.owners.use(draft)

    def _refuse(self, tally: Tally, why: Diagnostic) -> None:
        tally.others[why.rule] += 1
        self.remarks.append(why)

    def _say(self, about: Iterable[Diagnostic], secrets: tuple[str, ...], code: object) -> None:
        entry = code if isinstance(code, str) else None
        for one in redacted(about, secrets):
            self.remarks.append(hidden(one, secrets)._replace(entry=entry))


def _doubtful(draft: Draft) -> frozenset[str]:
    """The fields of a row whose cells could not be read, as far as they went into it all the same."""
    return frozenset(one.field for one in draft.remarks if one.rule in (UNREAD, MANGLED) and one.field)
