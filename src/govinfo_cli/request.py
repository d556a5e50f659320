"""What one run of `validate` is asked for, what it has before it, and what it comes to before anything is reported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from govinfo_cli.catalog import Card
from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.inspection import Inspected
from govinfo_cli.settings import Settings
from govinfo_cli.source import Source
from govinfo_cli.yaml.document import Document


class Request(NamedTuple):
    """What one run is asked for. `paths` are relative to the root, with "/"; without any, all is reported."""

    today: date
    profiles: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    fail_on: Severity | None = Severity.ERROR
    jobs: int = 0
    cached: bool = True  # whether what earlier runs found may be taken up
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


class Opened(NamedTuple):
    """A source with what has to be known before its entries are read: settings, records, rules to run, rules to show."""

    source: Source
    settings: Settings
    records: dict[str, Document]
    names: tuple[str, ...]
    asked: frozenset[str]


class Judged(NamedTuple):
    """What the rules find in one source, exceptions applied; `cards` and `secrets` are for the report. For the next run
    there are the entries inspected, and what the rules about the whole catalogue found before exceptions, None where
    that does not depend on the entries alone."""

    standing: list[Diagnostic]
    waived: list[Diagnostic]
    cards: Sequence[Card]
    secrets: set[str]
    entries: Sequence[Inspected] = ()
    whole: Sequence[Diagnostic] | None = None
