"""One file through the entry rules: bytes in; its index card and its diagnostics out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from types import ModuleType
from typing import NamedTuple

from govinfo_cli.acceptance import Acceptance, Rule
from govinfo_cli.catalog import Card
from govinfo_cli.diagnostic import Diagnostic, Fix, Span, Text
from govinfo_cli.entry import Entry
from govinfo_cli.finding import Finding
from govinfo_cli.git.objects import blob_id
from govinfo_cli.layer import Row
from govinfo_cli.redaction import forms, redacted
from govinfo_cli.rules import rule as rule_of
from govinfo_cli.scalars import scalar
from govinfo_cli.settings import Settings, record_shape
from govinfo_cli.source import File
from govinfo_cli.structure import Shape
from govinfo_cli.visible import visible, visible_lines
from govinfo_cli.weighing import weighed
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.loading import Loader
from govinfo_cli.yaml.nodes import Problem
from govinfo_cli.yaml.reading import MAX_BYTES, Doubt, load, read

_LONGEST_LINE = 400  # characters of a source line that a report may show


class Inspected(NamedTuple):
    """What one file came to. `secrets` are texts of it that no output may show. `blob` is the id that git gives the bytes
    that were looked at, "" where nobody asked for it."""

    card: Card
    diagnostics: tuple[Diagnostic, ...] = ()
    secrets: tuple[str, ...] = ()
    readable: bool = True
    blob: str = ""


class Inspector:
    """The entry rules `names`, as the profiles ask for them, compiled once for many files."""

    def __init__(
        self,
        settings: Settings,
        names: Iterable[str],
        guarded: bool = True,
        hashed: str = "",
        quick: bool | None = None,
    ) -> None:
        """`guarded` is for many files: compiling the guards takes as long as running the rules on some dozens, and
        compiling the patterns of the canonical layout, which is for as many unless `quick` says otherwise, likewise.
        `hashed` is how git hashes here, where the ids of what is looked at are wanted ("sha1", "sha256")."""
        self.settings = settings
        self.hashed = hashed
        self.names = tuple(names)
        self._guarded = guarded
        self._loader = Loader(settings.shape.typed) if (guarded if quick is None else quick) else None
        asked = [(name, settings.profile.rows(name)) for name in self.names]
        self._rules = [(name, rule_of(name), rows) for name, rows in asked if rows and hasattr(rule_of(name), "check")]
        self._places = {name: place for place, (name, _, _) in enumerate(self._rules)}
        self._always = [one for one in self._rules if not _guarded(one[1])]
        self._scanned = [one for one in self._rules if hasattr(one[1], "SCAN")]
        self._accepting = [one for one in self._rules if hasattr(one[1], "accepts")]
        self._acceptance = Acceptance(settings, self._rules)

    def loaded(self, raw: bytes) -> dict:
        """The data of an entry's file in order, not to be changed; raises Doubt."""
        return self._loader.load(raw) if self._loader else load(raw, self.settings.shape.typed)

    def entry(self, file: File, raw: bytes | None, data: dict | None = None) -> Inspected:
        """An entry's file; `raw` is None where it could not be read. `data` is what `loaded` gave, by whom it was asked."""
        one = self._entry(file, raw, data)
        return one._replace(blob=blob_id(raw, self.hashed)) if self.hashed and raw is not None else one

    def _entry(self, file: File, raw: bytes | None, data: dict | None) -> Inspected:
        if file.trouble or raw is None or file.size > MAX_BYTES:
            return self._slow(file.path, self._unread(file), self.settings.shape)
        loader = self._loader if data is None else None
        if data is None:
            try:
                data = self.loaded(raw)
            except Doubt:
                return self._slow(file.path, read(file.path, raw, self.settings.shape.typed), self.settings.shape)
        entry = Entry(file.path, data, self.settings.shape)
        fresh = loader.fresh if loader else raw
        scanned = [one for one in self._scanned if one[1].SCAN.search(fresh)]
        if loader and not scanned:
            loader.keep()
        suspects = self._acceptance.suspects(entry) if self._guarded else self._accepting
        run = [*self._always, *scanned, *(one for one in suspects if one not in scanned)]
        if loader and len(run) > len(self._always):
            entry.document = loader.document(file.path, raw, data)
        if entry.document is None:
            run = [one for one in run if any(True for _ in one[1].check(entry, self.settings, one[2]))]
            if not run:
                return Inspected(entry.card)
            # Something has to be pointed at: once more, with places.
            document = read(file.path, raw, self.settings.shape.typed)
            if document.problems:
                return self._slow(file.path, document, self.settings.shape)
            entry = Entry(file.path, document.data, self.settings.shape, document)
        return self._judged(entry, sorted(run, key=lambda one: self._places[one[0]]))

    def record(self, name: str, document: Document) -> Inspected:
        """owners.yaml, waivers.yaml or withdrawn.yaml, by the rules of form."""
        return self._slow(document.path, document, record_shape(name), records=True)

    def _slow(self, path: str, document: Document, shape: Shape, records: bool = False) -> Inspected:
        """All that is to be told of a document."""
        readable = document.data is not None
        run = [
            one
            for one in self._rules
            if (readable or hasattr(one[1], "BROKEN")) and (not records or hasattr(one[1], "RECORDS"))
        ]
        return self._judged(Entry(path, document.data, shape, document), run)

    @staticmethod
    def _unread(file: File) -> Document:
        document = Document(file.path)
        document.problems = (
            Problem("too-large", 0, 0, "bytes") if not file.trouble else Problem("unreadable-file", 0, 0, file.trouble),
        )
        return document

    def _judged(self, entry: Entry, rules: Iterable[Rule]) -> Inspected:
        """What `rules` find in an entry with its document."""
        settings, document, card = self.settings, entry.document, entry.card
        findings = [
            (name, rows, finding) for name, module, rows in rules for finding in module.check(entry, settings, rows)
        ]
        secrets = tuple({secret for _, _, finding in findings for secret in forms(finding.secret)})
        found = [
            d
            for name, rows, finding in findings
            if (d := diagnose(settings, name, rows, _placed(finding, document), document, card))
        ]
        return Inspected(card, tuple(redacted(merged(found), secrets)), secrets, entry.whole is not None)


def _placed(finding: Finding, document: Document) -> Finding:
    """The finding with what it relates to, which an entry rule gives as routes of the same file, as places."""
    if not finding.related:
        return finding
    spans = [(text, path, document.span(route)) for text, path, route in finding.related]
    places = tuple((text, path, (s.line, s.column, s.end_line, s.end_column)) for text, path, s in spans)
    return finding._replace(related=places)


def diagnose(
    settings: Settings, name: str, rows: Sequence[Row], finding: Finding, document: Document, card: Card | None
) -> Diagnostic | None:
    """The finding with its place, its level and its citations; None where no row of the profiles asks for it."""
    route = finding.route
    weight = weighed(settings, name, rows, finding)
    if weight is None:
        return None
    if finding.place is not None:
        span = document.stretch(*finding.place)
    else:
        span = document.span(route, key=finding.key, part=finding.part)
    sensitive = bool(finding.secret)
    return Diagnostic(
        rule=name,
        severity=weight.severity,
        message=_seen(finding.message),
        span=span,
        entry=card.code if card and card.code else None,
        field=field_name(document.data, route) or None,
        cites=weight.cites,
        help=_seen(finding.help, lines=True) if finding.help else None,
        fix=_fix(finding, document, span),
        related=tuple((_seen(text), Span(path, *place)) for text, path, place in finding.related),
        sensitive=sensitive,
        waivable=weight.waivable,
        source=None if sensitive else _line(document, span.line),
        owner=finding.owner,
        route=route,
    )


def _fix(finding: Finding, document: Document, span: Span) -> Fix | None:
    if finding.move is None and finding.replace is None and not finding.recode:
        return None
    if finding.recode:
        return Fix(finding.title or Text(zh="改存为 UTF-8", en="save as UTF-8"), finding.safe)
    if finding.move is not None:
        title = finding.title or Text(zh=f"移到 {visible(finding.move)}", en=f"move to {visible(finding.move)}")
        return Fix(title, finding.safe, move=finding.move)

    new = finding.replace
    if finding.place is not None:
        edit = document.edit_at(span, new)
    else:
        flow = document.in_flow(finding.route)
        written = new if finding.raw or finding.part else scalar(new, key=finding.key, flow=flow)
        edit = document.edit(finding.route, written, key=finding.key, part=finding.part)
        if edit is None:
            return None  # it cannot be told from the rest of the text
    title = finding.title or Text(zh=f"改为“{visible(new)}”", en=f"change to '{visible(new)}'")
    return Fix(_seen(title), finding.safe, (edit,))


def _line(document: Document, line: int) -> str | None:
    lines = document.lines
    return lines[line - 1][:_LONGEST_LINE] if line <= len(lines) and lines[line - 1].strip() else None


@lru_cache(4096)
def _seen(text: Text, lines: bool = False) -> Text:
    """The text on one line; a help may have several."""
    if lines:
        return Text(zh="\n".join(visible_lines(text.zh)), en="\n".join(visible_lines(text.en)))
    return Text(zh=visible(text.zh), en=visible(text.en))


def field_name(data: object, route: tuple) -> str:
    """A route as people and scripts read it: share.type, items.姓名.length (an item by its name, else by its number)."""
    steps: list[str] = []
    for step in route:
        inside = (
            data[step]
            if isinstance(data, dict)
            and step in data
            or isinstance(data, list)
            and isinstance(step, int)
            and step < len(data)
            else None
        )
        if isinstance(step, int):
            name = inside.get("name") if isinstance(inside, dict) else None
            steps.append(name if isinstance(name, str) and name.strip() else str(step + 1))
        else:
            steps.append(step)
        data = inside
    return visible(".".join(steps))


def merged(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """One diagnostic a rule, place and field: of several the heaviest, with the citations of all."""
    found: dict[tuple, Diagnostic] = {}
    for one in diagnostics:
        key = (one.rule, one.span, one.field)
        other = found.get(key)
        if other is None:
            found[key] = one
            continue
        heavier, lighter = (one, other) if one.severity > other.severity else (other, one)
        cites = tuple(dict.fromkeys((*heavier.cites, *lighter.cites)))
        found[key] = heavier._replace(
            cites=cites, waivable=one.waivable and other.waivable, sensitive=one.sensitive or other.sensitive
        )
    return list(found.values())


def _guarded(module: ModuleType) -> bool:
    return hasattr(module, "SCAN") or hasattr(module, "accepts") or hasattr(module, "BROKEN")
