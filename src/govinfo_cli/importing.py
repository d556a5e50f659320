"""The pipeline of `import`: foreign files through readers and intake to a Bundle of entries and an Outcome."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from govinfo_cli import imports, rules
from govinfo_cli.bundle import Bundle
from govinfo_cli.catalog import Catalog, is_entry_path
from govinfo_cli.diagnostic import Diagnostic, Span, Text, numbered
from govinfo_cli.inspection import Inspector, redacted
from govinfo_cli.intake.headings import Headings
from govinfo_cli.intake.registering import NewOwners
from govinfo_cli.intake.rows import Draft, Intake
from govinfo_cli.intake.shelving import Shelf
from govinfo_cli.intake.table import Table, Unreadable
from govinfo_cli.layout import essential, laid_out
from govinfo_cli.lookup import entries
from govinfo_cli.outcome import Outcome
from govinfo_cli.reading import MAX_BYTES, Doubt, load, read
from govinfo_cli.remarks import remark
from govinfo_cli.settings import Settings, open_records, open_settings
from govinfo_cli.source import File, Source
from govinfo_cli.visible import visible_path
from govinfo_cli.vocabulary import fold


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file to import: its path as it shall be shown, its bytes, and the format that its ending says."""

    path: str
    raw: bytes
    format: str


@dataclass(slots=True)
class Tally:
    """What one file came to: rows read, entries made of them, and of the others how many for each kind of remark."""

    path: str
    rows: int = 0
    entries: int = 0
    others: Counter = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import would write, what it has to say, and the counts; `stopped` where a file could not be read
    and therefore nothing is written."""

    bundle: Bundle
    outcome: Outcome
    tallies: tuple[Tally, ...]
    owners: tuple[str, ...]
    stopped: bool


def import_files(
    source: Source, files: Iterable[Foreign], owner: str | None = None, profiles: tuple[str, ...] = ()
) -> Imported:
    """The import of `files` into the catalogue in `source`; raises CatalogError and ProfileError."""
    settings = open_settings(source, profiles)
    run = _Run(source, settings, owner)
    for file in files:
        run.take(file)
    findings = tuple(numbered(sorted((*run.remarks, *run.owners.remarks()), key=lambda one: one.order)))
    count = sum(tally.entries for tally in run.tallies)
    return Imported(
        bundle=Bundle({} if run.stopped else run.files | run.owners.files()),
        outcome=Outcome(findings, (), count, count, settings.profile),
        tallies=tuple(run.tallies),
        owners=run.owners.names,
        stopped=run.stopped,
    )


class _Run:
    """One import: what has been taken in so far."""

    def __init__(self, source: Source, settings: Settings, owner: str | None) -> None:
        self.settings = settings
        documents = open_records(source)
        present = list(source.files("catalog"))
        cards = [
            entry.card for entry in entries(source, settings, [file for file in present if is_entry_path(file.path)])
        ]
        self.owners = NewOwners(Catalog(settings, documents), documents.get("owners"))
        paths = [file.path for file in present]
        self.shelf = Shelf(cards, paths, self.owners, lambda path: source.find(path) is not None)
        self.headings = Headings(settings.profile)
        self.intake = Intake(settings, self.headings, owner)
        self.inspector = Inspector(settings, rules.HIDING)
        self.files: dict[str, bytes] = {}
        self.remarks: list[Diagnostic] = []
        self.tallies: list[Tally] = []
        self.stopped = False
        self._seen: dict[bytes, Span] = {}

    def take(self, file: Foreign) -> None:
        """Reads one file to its end."""
        tally = Tally(file.path)
        self.tallies.append(tally)
        try:
            tables = imports.reader(file.format).tables(file.path, file.raw, self.headings)
        except Unreadable as unreadable:
            self.remarks.append(unreadable.remark)
            self.stopped = True
            return
        for table in tables:
            self._table(table, tally)

    def _table(self, table: Table, tally: Tally) -> None:
        said, drafts = self.intake.drafts(table)
        self.remarks += said
        tally.rows += len(table.rows) + len(table.lost)
        tally.others["import-unread-row"] += len(table.lost)
        for draft in drafts:
            remarks = tuple(self._draft(draft))
            self.remarks += remarks
            if draft.data is None:
                tally.others[draft.remarks[0].rule] += 1
            elif remarks and remarks[0].rule in _REFUSED:
                tally.others[remarks[0].rule] += 1
            else:
                tally.entries += 1

    def _draft(self, draft: Draft) -> Iterator[Diagnostic]:
        """Shelves a draft as an entry, or says why not; what was said of its cells follows."""
        if draft.data is None:
            yield from draft.remarks
            return
        data, about = draft.data, list(draft.remarks)
        about += self.owners.named(draft)
        digest = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).digest()
        place = Span(draft.table.path, draft.row, 1, draft.row, 1)
        if digest in self._seen:
            yield _refused("import-duplicate-row", draft, self._seen[digest])
            return
        if known := self.shelf.holds(data):
            yield _refused("import-existing-entry", draft, Span(known), _SEE)
            return
        raw = self._written(data)
        if raw is None:
            yield _refused("import-unread-row", draft, None)
            return
        inspected = self.inspector.entry(File("catalog/_.yaml", size=len(raw)), raw)
        if any(one.rule == "secret-marking" for one in inspected.diagnostics):
            yield _refused("import-secret-row", draft, None)
            return
        self._seen[digest] = place
        path, renamed = self.shelf.put(data)
        self.files[path] = raw
        self.owners.use(draft)
        if renamed:
            about.append(_renamed(draft, path))
        code = data.get("code") if isinstance(data.get("code"), str) else None
        for one in redacted(about, inspected.secrets):
            yield _hidden(one, inspected.secrets)._replace(entry=code)

    def _written(self, data: dict) -> bytes | None:
        """The entry's file, or None where it would not be read again as what it is."""
        typed = self.settings.shape.typed
        raw = laid_out(data, self.settings.shape).encode()
        if len(raw) > MAX_BYTES:
            return None
        try:
            back: object = load(raw, typed)
        except Doubt:
            back = read("", raw, typed).data
        return raw if back == essential(data) else None


def _hidden(one: Diagnostic, secrets: tuple[str, ...]) -> Diagnostic:
    """A remark without its words where they hold a secret in the spelling of the original cell."""
    said = fold(one.message.zh)
    if not any(fold(secret) in said for secret in secrets):
        return one
    label = one.message.zh.partition("：")[0], one.message.en.partition(":")[0]
    return one._replace(
        message=Text(zh=f"{label[0]}：这一格有改动（内容不显示）", en=f"{label[1]}: this cell was changed (not shown)"),
        sensitive=True,
    )


_REFUSED = {
    "import-duplicate-row": (
        Text(zh="内容与前面的一行完全相同，只导入那一行", en="the same as an earlier row, which alone is imported"),
        None,
    ),
    "import-existing-entry": (
        Text(
            zh="目录里已有这一条，未导入，原条目没有改动", en="in the catalogue already; not imported, the entry stays"
        ),
        Text(zh="要采用表里的内容，请直接改那一条", en="to take over what the table says, change that entry"),
    ),
    "import-unread-row": (
        Text(
            zh="这一行的内容存不成一个条目文件（过长或嵌套过深），未导入",
            en="too long or too deeply nested for an entry; not imported",
        ),
        Text(zh="缩短这一行过长的内容，再导入一次", en="shorten what is too long in it and import again"),
    ),
    "import-secret-row": (
        Text(
            zh="含密级标识（内容不显示），未导入。涉密资源不得录入本目录，立即联系保密部门",
            en="bears a secrecy marking (not shown); not imported. Classified resources never go into this catalogue",
        ),
        Text(
            zh="从表里删去这一行；表格文件本身按涉密文件处理",
            en="remove the row, and treat the table itself as classified",
        ),
    ),
}
_EARLIER = Text(zh="先见于", en="first at")
_SEE = Text(zh="见", en="see")


def _refused(kind: str, draft: Draft, other: Span | None, word: Text = _EARLIER) -> Diagnostic:
    message, help = _REFUSED[kind]
    related = ((word, other),) if other else ()
    return remark(kind, draft.table.path, message, row=draft.row, help=help, related=related)


def _renamed(draft: Draft, path: str) -> Diagnostic:
    name = visible_path(path.rpartition("/")[2])
    return remark(
        "import-renamed-file",
        draft.table.path,
        Text(
            zh=f"同一提供方下文件重名，存为  {name}", en=f"the owner has a file of this name already; saved as  {name}"
        ),
        row=draft.row,
        field="name",
        help=Text(zh="核对是不是同一资源，是则删去一条", en="see whether both are the same resource"),
    )
