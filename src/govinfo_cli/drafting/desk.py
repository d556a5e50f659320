"""The desk at which a new entry is drafted: what follows from what is said, its code, its place, and what the rules say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from govinfo_cli import rules
from govinfo_cli.bundle import Bundle
from govinfo_cli.catalog import Card, Catalog, code_in_path
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.finding import Finding
from govinfo_cli.history import is_cut, used_codes
from govinfo_cli.inspection import Inspected, Inspector, diagnose
from govinfo_cli.intake.registering import NewOwners
from govinfo_cli.intake.shelving import Shelf
from govinfo_cli.lookup import entries
from govinfo_cli.numbering import Numbering
from govinfo_cli.redaction import concealed, hidden_in
from govinfo_cli.source import File, Source
from govinfo_cli.validation import Request, entry_files, judged, open_source
from govinfo_cli.visible import shown
from govinfo_cli.yaml.layout import laid_out
from govinfo_cli.yaml.reading import read

_NODES = 30  # class nodes that a question offers


class Desk:
    """A catalogue opened for one new entry. Raises CatalogError and ProfileError; GitError where a code is to be given
    and git's history cannot be read."""

    def __init__(self, source: Source, profiles: tuple[str, ...], today: date) -> None:
        self.source, self.today = source, today
        self._request = Request(today, profiles)
        self._opened = open_source(source, self._request)
        self.settings = self._opened.settings
        files = entry_files(source)
        cards = [entry.card for entry in entries(source, self.settings, files)]
        self._paths = [file.path for file in files]
        self.catalog = Catalog(self.settings, self._opened.records, cards)
        self._standing = [Inspected(card) for card in cards]
        self._inspector = Inspector(self.settings, self._opened.names, guarded=False)
        said = [code for path in self._paths if (code := code_in_path(path))]
        known = (*self.catalog.by_code, *self.catalog.withdrawn, *said)
        self._numbering = Numbering(self.settings, known, lambda: used_codes(source))
        self._given: dict[str, str] = {}
        self._places: dict[tuple[str, ...], str] = {}
        self._last: tuple[str, bool, tuple[Diagnostic, ...]] = "", False, ()

    @property
    def shape(self):
        """The shape of an entry."""
        return self.settings.shape

    @property
    def cut(self) -> bool:
        """Whether a code was given by a history that is not all there is."""
        return self._numbering.asked and is_cut(self.source)

    def completed(self, data: dict) -> dict:
        """`data` with what follows from it: the only owner, the owner's class node, the next free code below it."""
        made = dict(data)
        if "owner" not in made and len(self.catalog.owners) == 1:
            made["owner"] = next(iter(self.catalog.owners))
        owner = self.catalog.owners.get(made["owner"]) if isinstance(made.get("owner"), str) else None
        node = self._numbering.node(made.get("category"), owner.node if owner else None)
        if node:
            made.setdefault("category", node)
            made.setdefault("code", self._code(node))
        return made

    def nodes(self, data: dict) -> list[str]:
        """The class nodes that an entry of this owner may belong to: the owner's first, then those below it."""
        owner = self.catalog.owners.get(data.get("owner"))
        head = owner.node if owner and owner.node and self.settings.knows(owner.node) else ""
        own = self.settings.own_categories or self.settings.profile.categories
        below = sorted(code for code in own if code.startswith(head) and code != head)
        return [head, *below][: _NODES + 1] if head else below[:_NODES]

    def text(self, data: dict) -> str:
        """The entry's file."""
        return laid_out(data, self.shape)

    def inspected(self, data: dict) -> Inspected:
        """What the entry rules say."""
        raw = self.text(data).encode()
        return self._inspector.entry(File(self._place(data), size=len(raw)), raw)

    def findings(self, data: dict, used: bool = False) -> tuple[Diagnostic, ...]:
        """What all rules say of the entry among the others; with `used`, of a code that git's history knows, too."""
        text = self.text(data)
        if self._last[:2] == (text, used):
            return self._last[2]
        one, raw = self.inspected(data), text.encode()
        path = one.card.path
        # Behind those that stand: of two that are alike the new one is told.
        found = judged(self._opened, self._request, (), [*self._standing, one], raws={path: raw})
        ours = [each for each in found.standing if each.span.path == path]
        if used and not any(each.rule in ("withdrawn-code", "duplicate-code") for each in ours):
            ours += self._used_up(one.card, raw)
        self._last = text, used, concealed(sorted(ours, key=lambda each: each.order), found.secrets)
        return self._last[2]

    def _used_up(self, card: Card, raw: bytes) -> Iterator[Diagnostic]:
        """What is to be said of a code that another entry once bore: whoever is new cannot be the one that comes back."""
        if card.code is None or card.code in self._given.values() or card.code not in used_codes(self.source):
            return
        label, rows = self.shape.label(("code",)), self.settings.profile.rows("withdrawn-code")
        free = self._numbering.next(card.code.partition("/")[0])
        finding = Finding(
            Text(
                zh=f"{label.zh}：“{shown(card.code)}”以前用过，不再给其他条目使用",
                en=f"{label.en}: '{shown(card.code)}' was used before, and is never given again",
            ),
            ("code",),
            help=Text(zh=f"换用没有用过的代码，例如  code: {free}", en=f"take an unused code, such as  code: {free}"),
        )
        document = read(card.path, raw, self.shape.typed)
        if one := diagnose(self.settings, "withdrawn-code", rows, finding, document, card):
            yield one

    def shown(self, data: dict) -> str:
        """The entry's file as it may be shown."""
        return hidden_in(self.text(data), self.inspected(data).secrets)

    def bundle(self, data: dict) -> Bundle:
        """The entry's file at a free place of its own."""
        path = self._place(data)
        given = [data["code"]] if isinstance(data.get("code"), str) else []
        return Bundle({path: self.text(data).encode()}, was={path: None}, fresh=self._numbering.fresh(given))

    def _place(self, data: dict) -> str:
        naming = tuple(str(data.get(key)) for key in ("owner", "code", "category", "name"))
        if naming not in self._places:
            self._places[naming] = self._free(data)
        return self._places[naming]

    def _free(self, data: dict) -> str:
        owners = NewOwners(self.catalog, self._opened.records.get("owners"))
        shelf = Shelf((), self._paths, owners, lambda path: self.source.find(path) is not None)
        return shelf.put(data)[0]

    def _code(self, node: str) -> str:
        if node not in self._given:
            self._given[node] = self._numbering.next(node)
        return self._given[node]


def heaviest(findings: Sequence[Diagnostic]) -> int:
    """The weight of the heaviest finding, 0 where there is none."""
    return max((one.severity for one in findings), default=0)


def missing_rules() -> Iterator[str]:
    """The rules that say of something that it is not there."""
    return (name for name in rules.NAMES if name.startswith("missing-"))
