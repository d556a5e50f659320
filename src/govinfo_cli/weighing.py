"""How much a finding weighs: its level and what it rests on, by the rows of the profiles that ask for it and by catalog.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from govinfo_cli.diagnostic import Severity
from govinfo_cli.finding import Finding
from govinfo_cli.layer import Row
from govinfo_cli.settings import Settings
from govinfo_cli.structure import pattern_of


class Weight(NamedTuple):
    """The level of a finding, the ids of the articles it cites, and whether there may be an exception from it."""

    severity: Severity
    cites: tuple[str, ...]
    waivable: bool


def weighed(settings: Settings, name: str, rows: Sequence[Row], finding: Finding) -> Weight | None:
    """What a finding of the rule `name` weighs, of which the profiles say `rows`; None where none of them asks for it."""
    if finding.rows is not None:
        return _weight(settings, name, finding.rows)
    if rows is settings.profile.rows(name):
        return _usual(settings, name, pattern_of(finding.route))
    return _weight(settings, name, [row for row in rows if row.covers(pattern_of(finding.route))])


@lru_cache(2048)
def _usual(settings: Settings, name: str, pattern: str) -> Weight | None:
    return _weight(settings, name, [row for row in settings.profile.rows(name) if row.covers(pattern)])


def _weight(settings: Settings, name: str, rows: Sequence[Row]) -> Weight | None:
    if not rows:
        return None
    return Weight(_severity(settings, name, rows), _cites(settings, rows), all(row.waivable for row in rows))


def _severity(settings: Settings, name: str, rows: Sequence[Row]) -> Severity:
    asked = max(row.level for row in rows)
    own = settings.levels.get(name)
    if own is None:
        return asked
    # catalog.yaml may not lower what a regulation makes an error.
    if asked is Severity.ERROR and any(row.cites for row in rows if row.level is Severity.ERROR):
        return asked
    return Severity.of(own)


def _cites(settings: Settings, rows: Sequence[Row]) -> tuple[str, ...]:
    named = settings.profile.names
    order = {name: place for place, name in enumerate((*named, *reversed(settings.profile.chain)))}
    return tuple(
        dict.fromkeys(cite for row in sorted(rows, key=lambda row: order.get(row.profile, 99)) for cite in row.cites)
    )
