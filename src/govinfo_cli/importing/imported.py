"""What an import takes and what it comes to: Foreign files, the Manner of taking them in, a Tally of each, and the Imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from govinfo_cli.bundle import Bundle
from govinfo_cli.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file to import: its path as it shall be shown, its bytes, and the format that its ending says."""

    path: str
    raw: bytes
    format: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How to import: `update` amends entries that stand, `number` gives codes to new ones that have none.

    `owner` is that of tables without such a column; `progress` is told (path, rows done, rows in all); while
    a file is still being read nobody knows how many there will be, and all is 0, at the end of it both. `mapping` is
    the path, as it shall be shown, and the bytes of what the user has settled. `propose` says of new entries which
    class and share type they may have, `fill` (with it) also fills in a class that is decided.
    """

    owner: str | None = None
    update: bool = False
    number: bool = False
    mapping: tuple[str, bytes] | None = None
    progress: Callable[[str, int, int], None] = lambda path, done, total: None
    propose: bool = False
    fill: bool = False


@dataclass(slots=True)
class Tally:
    """What one file came to: rows read, new entries made of them, entries updated and found as they are, and of the
    others how many for each kind of remark. The rows are the sum of all the rest."""

    path: str
    rows: int = 0
    entries: int = 0
    updated: int = 0
    unchanged: int = 0
    others: Counter = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import would write, what it has to say, and the counts; `stopped` where a file could not be read
    and therefore nothing is written. `questions` is the text of a mapping that asks what was left in doubt."""

    bundle: Bundle
    outcome: Outcome
    tallies: tuple[Tally, ...]
    owners: tuple[str, ...]
    stopped: bool
    questions: str | None = None
