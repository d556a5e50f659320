"""The pipeline of `validate`: a source through entry rules, catalog rules and waivers to an Outcome."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from govinfo_cli import rules, waiver
from govinfo_cli.catalog import Card, Catalog, is_entry_path
from govinfo_cli.diagnostic import Diagnostic, numbered
from govinfo_cli.git import objects as git
from govinfo_cli.git.checkout import kept
from govinfo_cli.inspection import Inspected, Inspector, diagnose, merged
from govinfo_cli.life.lending import lend
from govinfo_cli.limits import counted
from govinfo_cli.outcome import Outcome, Title
from govinfo_cli.places import Places
from govinfo_cli.processes import inspect_all
from govinfo_cli.redaction import concealed, forms, hidden_in, redacted
from govinfo_cli.request import Judged, NothingMatched, Opened, Request
from govinfo_cli.settings import Settings, open_records, open_settings
from govinfo_cli.source import File, Folder, Source

if TYPE_CHECKING:
    from govinfo_cli.memory.recall import Memory

_WORTH_KEEPING = 2000  # entries; fewer are sooner inspected than git is asked what became of them
WORTH_GUARDS = 30  # entries; fewer are sooner inspected than the guards are compiled


def validate(source: Source, request: Request) -> Outcome:
    """Everything the rules find in `source`; raises CatalogError, ProfileError, GitError, NothingMatched."""
    memory = _memory(source) if request.cached and "withdrawn-code" not in request.select else None
    try:
        opened = open_source(source, request)
        known = memory and _recalled(memory, opened, request)
        found, paths = known or _looked_at(memory, opened, request)
    finally:
        if memory:
            memory.end()
    covered = covered_paths(request, opened, paths)
    if covered is None:
        return told(opened, request, found, paths, lambda one: True)
    outcome = told(opened, request, found, paths, lambda one: one.span.path in covered)
    return outcome._replace(checked=sum(path in covered for path in paths))


def _memory(source: Source) -> Memory | None:
    """What earlier runs left of `source`, where that may be: it takes longer to ask git than to inspect a few."""
    top = git.top(source.root) if type(source) is Folder else None
    if top is None or not kept(top).exists():
        return None
    from govinfo_cli.memory.recall import Memory

    return Memory(source)


def _recalled(memory: Memory, opened: Opened, request: Request) -> tuple[Judged, Collection] | None:
    """What is known, judged, with the paths of all entries (with as many members, where they do not matter)."""
    inspector = Inspector(opened.settings, opened.names, guarded=False)
    every, day = bool(request.paths) or "waivers" in opened.records, request.today.toordinal()
    known = memory.recall(opened.settings, request.profiles, inspector, day, every)
    if known is None:
        return None
    records = [inspector.record(name, document) for name, document in opened.records.items()]
    found = judged(opened, request, records, known.entries, whole=known.whole)
    if known.whole is None and found.whole is not None:
        _keep(memory, opened, request, found)
    return found, [card.path for card in found.cards] if every else range(known.count)


def _looked_at(memory: Memory | None, opened: Opened, request: Request) -> tuple[Judged, Collection]:
    """All that is in the source, judged, with the paths of all entries."""
    files = entry_files(opened.source)
    paths = [file.path for file in files]
    covered_paths(request, opened, paths)  # no need to look at all where nothing is asked for
    fresh = None
    if memory is None and len(files) >= _WORTH_KEEPING and request.cached and type(opened.source) is Folder:
        from govinfo_cli.memory.recall import Memory

        memory = fresh = Memory(opened.source) if git.top(opened.source.root) else None
    try:
        inspected = _inspected(opened, request, files, memory.hashed() if memory else "")
        del files  # a hundred thousand of them
        found = judged(opened, request, *inspected)
        if memory:
            _keep(memory, opened, request, found)
    finally:
        if fresh:
            fresh.end()
    return found, paths


def _keep(memory: Memory, opened: Opened, request: Request, found: Judged) -> None:
    if opened.names == rules.NAMES and not found.secrets and "withdrawn-code" not in request.select:
        memory.keep(opened.settings, request.profiles, found.entries, found.whole, request.today.toordinal())


def open_source(source: Source, request: Request, settings: Settings | None = None) -> Opened:
    """The source opened; with `settings`, by those instead of its own. Raises CatalogError, ProfileError, GitError."""
    settings = settings or open_settings(source, request.profiles)
    asked = frozenset(
        name for name in rules.NAMES if (not request.select or name in request.select) and name not in request.ignore
    )
    # What must not be shown is looked for in every run: the lines of other findings could show it.
    names = tuple(name for name in rules.NAMES if name in asked or name in rules.HIDING)
    return Opened(source, settings, open_records(source), names, asked)


def entry_files(source: Source) -> list[File]:
    """The files of all entries, in the source's order."""
    return counted([file for file in source.files("catalog") if is_entry(file)])


def is_entry(file: File) -> bool:
    """Whether a file below catalog/ is checked as an entry; a repository within ours is, to be told of."""
    return is_entry_path(file.path) or (file.trouble == "repository" and file.path.startswith("catalog/"))


def examined(
    opened: Opened,
    request: Request,
    files: Sequence[File],
    known_codes: Collection[str] | None = None,
) -> Judged:
    """All rules over all entries, which are `files`; the history is asked about codes beside `known_codes`."""
    return judged(opened, request, *_inspected(opened, request, files), known_codes=known_codes)


def _inspected(
    opened: Opened, request: Request, files: Sequence[File], hashed: str = ""
) -> tuple[list[Inspected], list[Inspected]]:
    """What the entry rules find in the records and in `files`."""
    inspector = Inspector(opened.settings, opened.names, len(files) > WORTH_GUARDS, hashed)
    records = [inspector.record(name, document) for name, document in opened.records.items()]
    entries = inspect_all(opened.source, inspector, files, request.profiles, request.jobs, request.progress)
    return records, list(entries)


def judged(
    opened: Opened,
    request: Request,
    records: Sequence[Inspected],
    entries: Sequence[Inspected],
    paths: Collection[str] | None = None,
    raws: Mapping[str, bytes | None] = {},
    known_codes: Collection[str] | None = None,
    whole: Sequence[Diagnostic] | None = None,
) -> Judged:
    """What the entry rules found, what the catalog rules find, and which of it exceptions cover. `paths` are those of
    all entries where `entries` are some of them only, `raws` the bytes of files that are already read; where
    `known_codes` are given, the history is asked about all others. `whole` is what the catalog rules find, where that is
    known; the exceptions have to be none then, or `entries` all."""
    inspected = [*records, *entries]
    cards = [one.card for one in entries]
    broken = frozenset(one.card.path for one in inspected if not one.readable)
    secrets = {secret for one in inspected for secret in one.secrets}
    found = [diagnostic for one in inspected for diagnostic in one.diagnostics]
    catalog = Catalog(opened.settings, opened.records, cards, broken, paths)
    new_codes = () if known_codes is None else catalog.by_code.keys() - known_codes
    lend(catalog, opened.source, catalog.by_code.keys() if "withdrawn-code" in request.select else new_codes)
    places = Places(opened.source, opened.settings.shape.typed, opened.records.values(), raws)
    asked = _asking(catalog)
    if whole is None:
        whole = [*redacted(_catalog_rules(catalog, opened.names, request, places, secrets, after=False), secrets)]
    found += whole
    standing, waived, used = waiver.apply(found, catalog, request.today)
    if not request.select and not request.ignore:
        catalog.used_waivers = used
        standing += redacted(_catalog_rules(catalog, opened.names, request, places, secrets, after=True), secrets)
    return Judged(standing, waived, cards, secrets, entries, None if asked else whole)


def _asking(catalog: Catalog) -> list[str]:
    """A list that will say what of git's history was asked for."""
    asked: list[str] = []

    def noted(name: str, answer: Callable) -> Callable:
        return lambda: (asked.append(name), answer())[1]

    for name in ("used_codes", "forgets"):
        setattr(catalog, name, noted(name, getattr(catalog, name)))
    return asked


def told(
    opened: Opened,
    request: Request,
    found: Judged,
    entries: Collection[str],
    keep: Callable[[Diagnostic], bool],
    keep_waived: Callable[[Diagnostic], bool] | None = None,
) -> Outcome:
    """The outcome of a run: what it was asked for and `keep` keeps; `entries` are the paths of all entries."""

    def reported(diagnostics: Iterable[Diagnostic], keep: Callable[[Diagnostic], bool]) -> tuple[Diagnostic, ...]:
        asked = (one for one in diagnostics if one.rule in opened.asked)
        # Numbered before any is dropped: a finding bears one fingerprint, whatever part of them is reported.
        every = numbered(sorted(asked, key=lambda one: one.order))
        return concealed(filter(keep, every), found.secrets)

    shown = {one.span.path for one in found.standing if one.rule in opened.asked}
    return Outcome(
        findings=reported(found.standing, keep),
        waived=reported(found.waived, keep_waived or keep),
        entries=len(entries),
        checked=len(entries),
        profile=opened.settings.profile,
        selected=tuple(sorted(request.select)),
        ignored=tuple(sorted(request.ignore)),
        titles={
            hidden_in(card.path, found.secrets): _title(card, found.secrets)
            for card in found.cards
            if card.path in shown
        },
        fail_on=request.fail_on,
    )


def _catalog_rules(
    catalog: Catalog, names: Sequence[str], request: Request, places: Places, secrets: set[str], after: bool
) -> list[Diagnostic]:
    settings, found = catalog.settings, []
    raised = (
        (name, rows, finding)
        for name in names
        if (rows := settings.profile.rows(name)) and hasattr(rule := rules.rule(name), "check_catalog")
        if hasattr(rule, "AFTER_WAIVERS") is after
        for finding in rule.check_catalog(catalog, rows, request.today)
    )
    cards: dict[str, Card] = {}  # only where something is found
    for name, rows, finding in places.placed(raised):
        secrets.update(forms(finding.secret))
        cards = cards or {card.path: card for card in catalog.cards}
        one = diagnose(settings, name, rows, finding, places.document(finding.path), cards.get(finding.path))
        if one:
            found.append(one)
    return merged(found)


def _title(card: Card, secrets: Iterable[str]) -> Title:
    def safe(text: str | None) -> str | None:
        return None if text is None or any(secret in text for secret in secrets) else text

    return Title(safe(card.owner), safe(card.name), safe(card.code))


def covered_paths(request: Request, opened: Opened, entries: Collection[str]) -> frozenset[str] | None:
    """The files that lie under the paths asked for, None where none were; raises NothingMatched."""
    if not request.paths:
        return None
    known = [*entries, *(document.path for document in opened.records.values())]
    covered: set[str] = set()
    for path in request.paths:
        under = {one for one in known if path in ("", ".") or one == path or one.startswith(path.rstrip("/") + "/")}
        if not under and path.rstrip("/") != "catalog":
            raise NothingMatched(path)
        covered |= under
    return frozenset(covered)
