"""The index of a catalogue: a Card for each entry, and the Catalog that knows all of them by code and by owner."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.registers import Former, Owner, owners, registered_names, waivers, withdrawals
from govinfo_cli.settings import RECORDS, Settings
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import Vocabulary, fold
from govinfo_cli.yaml.document import Document

if TYPE_CHECKING:
    from govinfo_cli.resource_name import Names

_ENDINGS = (".yaml", ".yml")
_AT_ONCE = 10_000  # names


class Card(NamedTuple):
    """The index card of an entry: all that rules about the whole catalogue may know of it.

    Texts are as they stand in the file but without blanks at their ends (of which `blank-text` speaks), None where
    they are missing, blank or of another type; `related` keeps the places of its members, with "" for such.
    """

    path: str
    code: str | None = None
    name: str | None = None
    category: str | None = None
    owner: str | None = None
    owner_unit: str | None = None
    related: tuple[str, ...] = ()
    update_cycle: str | None = None
    published: str | None = None
    updated: str | None = None

    @property
    def called(self) -> Text:
        """How a message about another entry names this one: “name”（owner）, or its path."""
        if not self.name or not self.name.strip():
            return Text(zh=shown(self.path, 120), en=shown(self.path, 120))
        name, owner = shown(self.name, 40), shown(self.owner or "")
        if not owner:
            return Text(zh=f"“{name}”", en=f"'{name}'")
        return Text(zh=f"“{name}”（{owner}）", en=f"'{name}' ({owner})")


class Catalog:
    """The whole catalogue as an index: settings, registers and one card an entry.

    A record that is broken is an empty one here, with its document in `records` for the rules that report it,
    and its name in `silent`, so that rules which need it say nothing.
    """

    def __init__(
        self,
        settings: Settings,
        records: Mapping[str, Document],
        cards: Iterable[Card] = (),
        broken: frozenset[str] = frozenset(),
        paths: Collection[str] | None = None,
    ) -> None:
        self.settings = settings
        self.records = records
        self.silent = frozenset(
            name
            for name, document in records.items()
            if not isinstance(document.data, dict if name == "owners" else list)
        )
        self.cards: tuple[Card, ...] = tuple(cards)
        # Of all entries, where there are cards of some only.
        self.paths: Collection[str] = paths if paths is not None else [card.path for card in self.cards]
        self.broken = broken  # paths of files that cannot be read; their cards are blank
        self.used_waivers: frozenset[int] = frozenset()
        # What git's history says is asked for only where it is wanted: it costs more than all that lies here.
        self.used_codes: Callable[[], Iterable[str]] = tuple  # every code that was ever given
        self.formers: Callable[[], Mapping[str, Former]] = dict  # by code, who bore it before
        self.forgets: Callable[[], bool] = bool  # whether it is a shallow clone, which knows of some codes only
        self.owners = owners(records["owners"].data) if "owners" in records else {}
        self.waivers = waivers(records["waivers"].data) if "waivers" in records else ()
        self.withdrawn = withdrawals(records["withdrawn"].data) if "withdrawn" in records else {}

    def has(self, record: str) -> bool:
        """Whether the record is there and can be relied on."""
        return record in self.records and record not in self.silent

    def record_path(self, record: str) -> str:
        """The path of owners.yaml and its like."""
        return f"catalog/{record}.yaml"

    @cached_property
    def by_code(self) -> dict[str, list[Card]]:
        """Resource code -> the cards that bear it."""
        found: dict[str, list[Card]] = {}
        for card in self.cards:
            if card.code and not card.code.isspace():
                if card.code in found:
                    found[card.code].append(card)
                else:
                    found[card.code] = [card]  # takes half of what a list that grows takes
        return found

    @cached_property
    def folded_names(self) -> tuple[str, ...]:
        """Of each card, in their order, the name as spellings are compared; "" where it has none."""
        return tuple(one for names in self._names() for one in _folded(names))

    def _names(self) -> Iterator[list[str]]:
        """Of each card, in their order, the name, "" where it has none; not so many at once that they count."""
        names = (card.name or "" for card in self.cards)
        while some := list(islice(names, _AT_ONCE)):
            yield some

    @cached_property
    def parted_names(self) -> Names:
        """Of each card, in their order, the name taken apart."""
        from govinfo_cli.resource_name import Names, reader_of

        reader, names = reader_of(self.settings.profile), self.folded_names
        parts = (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
        return Names(one for part in parts for one in reader.parted(part))

    @cached_property
    def relations(self) -> frozenset[tuple[str, str]]:
        """Who names whom under `related`: pairs of codes."""
        return frozenset((card.code, code) for card in self.cards if card.code for code in card.related)

    def mutual(self, one: str | None, other: str | None) -> bool:
        """Whether two codes name each other under `related`."""
        return (one, other) in self.relations and (other, one) in self.relations

    @cached_property
    def broken_codes(self) -> frozenset[str]:
        """The codes that the names of the broken files say: what they hold cannot be known."""
        return frozenset(code for code in map(code_in_path, self.broken) if code)

    @cached_property
    def owner_names(self) -> Vocabulary:
        """The registered owners as a code list: official names with their synonyms."""
        return registered_names(self.owners.values())

    def owner_of(self, card: Card) -> Owner | None:
        """The registered owner that the card names, by the official name or by a synonym."""
        if card.owner is None:
            return None
        found = self.owners.get(card.owner)
        return found or self.owners.get(self.owner_names.official(card.owner) or "")

    def free_code(self, head: str) -> str:
        """The next code below the class node `head`: no entry bears it, none ever did as far as withdrawn.yaml and
        `used_codes` know, no broken file's name says it."""
        last, width = self._last_sequences.get(head, (0, 6))
        return f"{head}/{last + 1:0{width}d}"

    @cached_property
    def _last_sequences(self) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for code in (*self.by_code, *self.withdrawn, *self.broken_codes, *self.used_codes()):
            head, _, sequence = code.partition("/")
            if sequence.isascii() and sequence.isdecimal() and len(sequence) <= 18:
                found[head] = max(found.get(head, (0, 0)), (int(sequence), len(sequence)))
        return found


def _folded(names: Sequence[str]) -> Iterator[str]:
    # All at once is far quicker; what holds the mark between them itself has to be told apart.
    folded = fold("\0".join(names)).split("\0")
    if len(folded) != len(names):
        folded = map(fold, names)
    # Most are spelt so already: one text then, not two.
    return (name if name == one else one for name, one in zip(names, folded, strict=True))


def is_entry_path(path: str) -> bool:
    """Whether a path below the root is an entry's: YAML in catalog/, not one of the five files nor in a `_` folder."""
    steps = path.split("/")
    if steps[0] != "catalog" or not path.endswith(_ENDINGS):
        return False
    if len(steps) == 2:
        return steps[1] not in ("catalog.yaml", *(f"{name}.yaml" for name in RECORDS))
    return not steps[1].startswith("_")


def file_stem(name: str) -> str:
    """A resource name as part of a file name: NFC, without blanks, controls and what Windows refuses, 60 characters."""
    kept = (
        c
        for c in unicodedata.normalize("NFC", name)
        if not c.isspace() and unicodedata.category(c)[0] != "C" and c not in '\\/:*?"<>|'
    )
    return "".join(kept)[:60].strip(".")


_DEVICES = frozenset(("CON", "PRN", "AUX", "NUL"))


def owner_folder(owner: str) -> str:
    """An owner's name as the name of its folder: one that begins with `_` would hold no entries, and one that is
    called like a device (CON, nul.甲) cannot be made on Windows."""
    name = file_stem(owner).lstrip("_.")
    stem, dot, rest = name.partition(".")
    device = stem.upper() in _DEVICES or (stem[:-1].upper() in ("COM", "LPT") and stem[-1:].isdigit())
    return f"{stem}_{dot}{rest}" if device else name


def entry_path(owner: str, code: str | None, category: str | None, name: str) -> str:
    """Where an entry belongs: catalog/<owner>/<category>-<sequence>_<name>.yaml."""
    head = ""
    if code and "/" in code:
        head = f"{category or code.partition('/')[0]}-{code.partition('/')[2]}"
    return f"catalog/{owner_folder(owner)}/{file_stem(head)}_{file_stem(name)}.yaml"


def code_in_path(path: str) -> str | None:
    """The code that an entry's file name says (<category>-<sequence>_…), or None."""
    head = path.rpartition("/")[2].partition("_")[0].removesuffix(".yaml").removesuffix(".yml")
    category, dash, sequence = head.partition("-")
    says = dash and head.isascii() and category.isalnum() and sequence.isalnum()
    return f"{category}/{sequence}" if says else None
