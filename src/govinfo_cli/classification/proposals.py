"""Proposals: for each entry that lacks a class or a share type, ranked candidates with confidence and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import exp
from typing import NamedTuple

from govinfo_cli.catalog import Catalog
from govinfo_cli.classification.evidence import (
    Known,
    Traits,
    class_nodes,
    classes_of,
    labels_of,
    theme_nodes,
    traits_of,
)
from govinfo_cli.classification.learning import Learned, Node, learn, lesson
from govinfo_cli.classification.model import Texts
from govinfo_cli.classification.reasons import Reasons, keywords_in
from govinfo_cli.classification.shares import Decision, ShareTable
from govinfo_cli.classification.words import words_of
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.sharing import given
from govinfo_cli.source import Source

PROMISED = 0.95  # a decided proposal is meant to be right so often
FIELDS = ("category", "themes", "share.type", "share.internal.type")
_SHOWN = 3
_WORTH = 0.01  # confidence below which a further candidate is not worth a line
_NOTHING = Text(
    zh="名称、摘要里没有能说明归此类的词，请自行判断", en="nothing in its name or abstract speaks for it, please judge"
)
_WITHOUT = 2000  # entries without a theme that teach what bears none
_FAR = 0.02  # the part of the belief that the present class has at most, where it is far from its evidence


class Proposal(NamedTuple):
    """What is proposed for one field of one entry, the best candidate first; `wording` is usual, and binds nobody."""

    entry: Entry
    field: str
    current: str | None
    decided: bool
    candidates: tuple[Decision, ...]
    wording: tuple[tuple[str, Text], ...] = ()

    @property
    def best(self) -> Decision:
        """The first candidate."""
        return self.candidates[0]

    @property
    def agrees(self) -> bool:
        """Whether what stands there is what is proposed."""
        return self.best.value in (self.current or "").split(",")


class Proposer:
    """Everything known of a catalogue, ready to judge the entries in `asked`."""

    def __init__(
        self, catalog: Catalog, entries: Iterable[Entry], asked: Sequence[Entry], source: Source | None = None
    ) -> None:
        """`entries` are all of the catalogue; those that parse and bear a class teach. `source` has the class tables."""
        self._catalog = catalog
        self._words = words_of(catalog.settings.profile)
        self._official = catalog.settings.profile.spelling("share-type")
        self._shares = ShareTable(catalog.settings.profile, self._words)
        self._traits: dict[str, Traits] = {}
        judged = [self._traits_of(entry) for entry in asked]
        teaching = [entry for entry in entries if entry.data.get("category") or entry.data.get("themes")]
        self._known: dict[str, list[Known]] = {}
        self._taught: dict[str, set[tuple[str, str]]] = {}
        self._learned: dict[str, Learned] = {}
        self._reasons: dict[str, Reasons] = {}
        self._nodes: dict[str, dict[str, Node]] = {}
        for field in ("category", "themes"):
            known = self._teaching(teaching, field)
            used = {one.label for one in known} - {""}
            nodes = class_nodes(self._words, catalog, used, source) if field == "category" else self._themes(used)
            self._known[field] = known
            self._taught[field] = {(one.traits.path, one.label) for one in known}
            self._learned[field] = learn([one.example for one in known], nodes, [one.texts for one in judged])
            self._reasons[field] = Reasons(known, nodes, judged)
            self._nodes[field] = {node.code: node for node in nodes}

    def _teaching(self, entries: Sequence[Entry], field: str) -> list[Known]:
        if field == "themes" and not any(classes_of(entry, field) for entry in entries):
            return []  # a catalogue that uses no themes says nothing by leaving them out
        known = [Known(self._traits_of(entry), label) for entry in entries for label in labels_of(entry, field)]
        without = [one for one in known if not one.label]
        step = max(len(without) / _WITHOUT, 1.0)
        kept = [without[int(place * step)] for place in range(min(len(without), _WITHOUT))]
        return [*(one for one in known if one.label), *kept]

    def _traits_of(self, entry: Entry) -> Traits:
        found = self._traits.get(entry.path)
        if found is None:
            found = self._traits[entry.path] = traits_of(self._words, self._catalog, entry)
        return found

    def _themes(self, used: set[str]) -> list[Node]:
        nodes = theme_nodes(self._words, self._catalog)
        return [*nodes, *(Node(code) for code in sorted(used - {node.code for node in nodes}))]

    def proposals(self, entry: Entry, all_fields: bool = False) -> Iterator[Proposal]:
        """What is proposed for the blank fields of `entry`; with `all_fields` for the others too."""
        if entry.whole is None:
            return
        category = next(iter(classes_of(entry, "category")), None)
        if category is None or all_fields:
            found = self._classed(entry, "category", category)
            if found:
                yield found
        themes = classes_of(entry, "themes")
        if (not themes or all_fields) and (category or "3")[0] not in "12":
            found = self._classed(entry, "themes", ",".join(themes) or None)
            # A theme is not asked for: it is worth a word only where it is as good as certain.
            if found and (found.decided or themes):
                yield found
        yield from self._shared(entry, all_fields)

    def _classed(self, entry: Entry, field: str, current: str | None) -> Proposal | None:
        scores = self._scores(entry, field)
        if not scores:
            return None
        learned, reasons = self._learned[field], self._reasons[field]
        asked = self._traits_of(entry)
        order = sorted(scores, key=lambda label: (-scores[label], label))[:_SHOWN]
        if not order[0]:  # it most likely bears no theme
            return None
        sure = learned.confidence(asked.texts, scores)
        if field == "category":
            sure = max(sure, self._registered(entry, order))
        if field == "themes" and not self._strong(order[0], asked.texts):
            sure = min(sure, 0.5)
        order = [label for label in order if label]
        rest = _shares_of_rest([scores[label] - scores[order[0]] for label in order[1:]], 1 - sure)
        others = [order[1] if len(order) > 1 else None, *[order[0]] * (len(order) - 1)]
        candidates = tuple(
            Decision(label, min(part, sure), reasons.why(learned.model, asked, label, other))
            for label, part, other in zip(order, (sure, *rest), others, strict=True)
        )
        decided = sure >= PROMISED and bool(candidates[0].because)
        kept = (candidates[0], *(one for one in candidates[1:] if one.confidence >= _WORTH))
        return Proposal(
            entry,
            field,
            current,
            decided,
            tuple(one if one.because else one._replace(because=(_NOTHING,)) for one in kept),
        )

    def _strong(self, label: str, texts: Texts) -> bool:
        """Whether a theme has evidence of its own, not only more than others: there is none that every entry must have."""
        found = keywords_in(self._nodes["themes"].get(label), texts)
        return len(found) > 1 or any(word in texts.name and len(word) > 2 for word in found)

    def _scores(self, entry: Entry, field: str) -> dict[str, float]:
        """The scores of all classes, what the entry itself has taught left out."""
        asked = self._traits_of(entry)
        own = [label for label in labels_of(entry, field) if (entry.path, label) in self._taught[field]]
        left_out = [lesson(Known(asked, label).example) for label in own]
        return self._learned[field].scores(asked.texts, left_out) if any(asked.texts) else {}

    def _registered(self, entry: Entry, order: Sequence[str]) -> float:
        """What the office itself says: the node that owners.yaml registers, where nothing else is known of the owner
        and no finer node lies below it."""
        owner = self._catalog.owners.get(self._traits_of(entry).owner)
        if owner is None or not owner.node or owner.node != order[0]:
            return 0.0
        nodes = self._nodes["category"]
        if any(code != owner.node and code.startswith(owner.node) for code in nodes):
            return 0.0
        others = [
            one for one in self._known["category"] if one.traits.owner == owner.name and one.traits.path != entry.path
        ]
        return 0.0 if any(one.label != owner.node for one in others) else PROMISED

    def _shared(self, entry: Entry, all_fields: bool) -> Iterator[Proposal]:
        for inside, route in ((False, ("share", "type")), (True, ("share", "internal", "type"))):
            value = entry.get(*route)
            said = value.strip() if isinstance(value, str) and value.strip() else None
            current = self._official(said) or said
            if current is not None and not all_fields or inside and not given(entry.get("share")):
                continue
            judged = self._shares.judged(entry, inside)
            if judged is not None and not (inside and entry.text("share", "type")):
                yield Proposal(entry, ".".join(route), current, judged.decided, judged.decisions, judged.wording)

    def far(self, entry: Entry) -> Proposal | None:
        """The proposal for the category of an entry whose class is far from its evidence, else None."""
        category = next(iter(classes_of(entry, "category")), None)
        if category is None:
            return None
        scores = self._scores(entry, "category")
        if not scores:
            return None
        best = max(scores, key=lambda label: (scores[label], label))
        if best == category or category.startswith(best):
            return None
        if exp(min(scores.get(category, -1e9) - scores[best], 0.0)) > _FAR:
            return None
        found = self._classed(entry, "category", category)
        return found if found and found.decided else None


def _shares_of_rest(gaps: Sequence[float], rest: float) -> list[float]:
    """What is left of the belief, parted among the candidates that come after; some of it belongs to none of them."""
    weights = [exp(max(gap, -700.0)) for gap in gaps]
    whole = sum(weights)
    return [rest * 0.9 * weight / whole for weight in weights] if whole else [0.0 for _ in gaps]


def propose_for(
    catalog: Catalog, entries: Iterable[Entry], drafts: Sequence[Entry], source: Source | None = None
) -> list[list[Proposal]]:
    """For each of `drafts`, entries about to be imported, what is proposed for its blank fields, learned from the
    `entries` that the catalogue has already. `source` has the class tables."""
    proposer = Proposer(catalog, entries, drafts, source)
    return [list(proposer.proposals(draft)) for draft in drafts]
