"""How many entries an export holds: counted as it is made, and again from what it says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping


class Tally:
    """Entries, items, and entries by provider, its department, share type and class, each as the text that stands there
    ("" where none does)."""

    def __init__(self) -> None:
        self.entries = 0
        self.items = 0
        self.owner: Counter[str] = Counter()
        self.unit: Counter[str] = Counter()
        self.share: Counter[str] = Counter()
        self.kind: Counter[str] = Counter()

    def add(self, data: Mapping) -> None:
        """Counts one entry, as one side may see it."""
        items, share = data.get("items"), data.get("share")
        self.entries += 1
        self.items += len(items) if isinstance(items, list) else 0
        self.owner[_text(data.get("owner"))] += 1
        self.unit[_text(data.get("owner_unit"))] += 1
        self.share[_text(share.get("type") if isinstance(share, Mapping) else None)] += 1
        self.kind[_text(data.get("category"))[:1]] += 1

    def said(self) -> dict:
        """All counts, as the manifest says them."""
        groups = {"owner": self.owner, "unit": self.unit, "share": self.share, "class": self.kind}
        return {"entries": self.entries, "items": self.items} | {
            name: {key: counts[key] for key in sorted(counts)} for name, counts in groups.items()
        }


def tally(entries: Iterable[object]) -> dict:
    """The counts of entries as plain data; what is no entry counts as one that says nothing."""
    counted = Tally()
    for one in entries:
        counted.add(one if isinstance(one, Mapping) else {})
    return counted.said()


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
