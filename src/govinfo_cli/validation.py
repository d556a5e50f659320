"""The pipeline of `validate`: a source through entry rules, catalog rules and waivers to an Outcome."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from govinfo_cli import rules, waiver
from govinfo_cli.catalog import Card, Catalog, is_entry_path
from govinfo_cli.diagnostic import Diagnostic, Severity, Text, numbered
from govinfo_cli.document import Document
from govinfo_cli.inspection import Inspected, Inspector, diagnose, merged
from govinfo_cli.outcome import Outcome, Title
from govinfo_cli.reading import read
from govinfo_cli.redaction import concealed, forms, hidden_in, redacted
from govinfo_cli.settings import Settings, open_records, open_settings
from govinfo_cli.source import File, Folder, Revision, Source, read_one

# Below this many files a second process costs more than it saves: its start takes as long as some thousand files.
_WORTH_A_PROCESS = 3000
_WORTH_GUARDS = 30
_CHUNK = 500


class Request(NamedTuple):
    """What one run is asked for. `paths` are relative to the root, with "/"; without any, all is reported."""

    today: date
    profiles: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    fail_on: Severity | None = Severity.ERROR
    jobs: int = 0
    progress: Callable[[int, int], None] = lambda done, total: None


class NothingMatched(Exception):
    """None of the catalogue's files lies under `path`."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path
        self.text = Text(zh=f"“{path}”下没有目录条目", en=f"no entry under '{path}'")
        self.help = Text(
            zh="检查路径是否写错；不写路径则检查整个目录",
            en="check the path; without one the whole catalogue is reported",
        )


def validate(source: Source, request: Request) -> Outcome:
    """Everything the rules find in `source`; raises CatalogError, ProfileError, GitError, NothingMatched."""
    settings = open_settings(source, request.profiles)
    asked = {
        name for name in rules.NAMES if (not request.select or name in request.select) and name not in request.ignore
    }
    # What must not be shown is looked for in every run: the lines of other findings could show it.
    names = [name for name in rules.NAMES if name in asked or name in rules.HIDING]
    documents = open_records(source)
    files = [file for file in source.files("catalog") if is_entry_path(file.path)]
    covered = _under(request.paths, [file.path for file in files] + [document.path for document in documents.values()])

    inspector = Inspector(settings, names, guarded=len(files) > _WORTH_GUARDS)
    inspected = [inspector.record(name, document) for name, document in documents.items()]
    records = len(inspected)
    for one in _inspect(source, settings, inspector, names, files, request):
        inspected.append(one)
        request.progress(len(inspected) - records, len(files))
    cards = [one.card for one in inspected[records:]]
    broken = frozenset(one.card.path for one in inspected if not one.readable)
    secrets = {secret for one in inspected for secret in one.secrets}

    found = [diagnostic for one in inspected for diagnostic in one.diagnostics]
    catalog = Catalog(settings, documents, cards, broken)
    places = _Places(source, settings, documents)
    found += redacted(_catalog_rules(catalog, names, request, places, secrets, after=False), secrets)
    standing, waived, used = waiver.apply(found, catalog, request.today)
    if not request.select and not request.ignore:
        catalog.used_waivers = used
        standing += redacted(_catalog_rules(catalog, names, request, places, secrets, after=True), secrets)

    def reported(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        chosen = (one for one in diagnostics if one.rule in asked and (not request.paths or one.span.path in covered))
        return concealed(numbered(sorted(chosen, key=lambda one: one.order)), secrets)

    shown = {one.span.path for one in standing}
    return Outcome(
        findings=reported(standing),
        waived=reported(waived),
        entries=len(files),
        checked=sum(file.path in covered for file in files) if request.paths else len(files),
        profile=settings.profile,
        selected=tuple(sorted(request.select)),
        ignored=tuple(sorted(request.ignore)),
        titles={hidden_in(card.path, secrets): _title(card, secrets) for card in cards if card.path in shown},
        fail_on=request.fail_on,
    )


def _catalog_rules(
    catalog: Catalog, names: Sequence[str], request: Request, places: _Places, secrets: set[str], after: bool
) -> list[Diagnostic]:
    settings, found = catalog.settings, []
    cards = {card.path: card for card in catalog.cards}
    for name in names:
        rows = settings.profile.rows(name)
        module = rules.rule(name) if rows else None
        if module is None or not hasattr(module, "check_catalog") or hasattr(module, "AFTER_WAIVERS") is not after:
            continue
        for finding in module.check_catalog(catalog, rows, request.today):
            secrets.update(forms(finding.secret))
            finding = finding._replace(
                related=tuple((text, path, places.span(path, route)) for text, path, route in finding.related)
            )
            one = diagnose(settings, name, rows, finding, places.document(finding.path), cards.get(finding.path))
            if one:
                found.append(one)
    return merged(found)


class _Places:
    """Documents of the files that a catalog rule points at, read again when they are wanted."""

    def __init__(self, source: Source, settings: Settings, records: dict[str, Document]) -> None:
        self._source, self._settings = source, settings
        self._documents = {document.path: document for document in records.values()}

    def document(self, path: str) -> Document:
        if path not in self._documents:
            if len(self._documents) > 2000:  # keep memory flat where a whole catalogue is at fault
                self._documents = dict(islice(self._documents.items(), 3))
            raw = read_one(self._source, path)
            self._documents[path] = Document(path) if raw is None else read(path, raw, self._settings.shape.typed)
        return self._documents[path]

    def span(self, path: str, route: tuple) -> tuple[int, int, int, int]:
        span = self.document(path).span(route)
        return (span.line, span.column, span.end_line, span.end_column)


def _title(card: Card, secrets: Iterable[str]) -> Title:
    def safe(text: str | None) -> str | None:
        return None if text is None or any(secret in text for secret in secrets) else text

    return Title(safe(card.owner), safe(card.name), safe(card.code))


def _under(paths: Sequence[str], known: Sequence[str]) -> frozenset[str]:
    covered: set[str] = set()
    for path in paths:
        under = {one for one in known if path in ("", ".") or one == path or one.startswith(path.rstrip("/") + "/")}
        if not under and path.rstrip("/") != "catalog":
            raise NothingMatched(path)
        covered |= under
    return frozenset(covered)


def _inspect(
    source: Source,
    settings: Settings,
    inspector: Inspector,
    names: Sequence[str],
    files: Sequence[File],
    request: Request,
) -> Iterator[Inspected]:
    jobs = request.jobs or min(os.cpu_count() or 1, 8)
    if jobs < 2 or len(files) < _WORTH_A_PROCESS:
        for file, raw in source.read(files):
            yield inspector.entry(file, raw)
        return
    from concurrent.futures import ProcessPoolExecutor

    where = (str(source.root), source.commit)
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(where, request.profiles, tuple(names))) as pool:
        chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
        for part in pool.map(_inspect_chunk, chunks):
            yield from part


_worker: tuple[Source, Inspector] | None = None


def _start(where: tuple[str, str | None], profiles: tuple[str, ...], names: tuple[str, ...]) -> None:
    global _worker
    root, commit = where
    source = Revision(Path(root), commit) if commit else Folder(Path(root))
    _worker = (source, Inspector(open_settings(source, profiles), names))


def _inspect_chunk(files: Sequence[File]) -> list[Inspected]:
    source, inspector = _worker
    return [inspector.entry(file, raw) for file, raw in source.read(files)]
