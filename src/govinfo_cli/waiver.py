"""Approved exceptions: which findings they cover, and which of them covered anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from govinfo_cli.catalog import Waiver
from govinfo_cli.diagnostic import Diagnostic


def apply(
    diagnostics: Iterable[Diagnostic], waivers: Sequence[Waiver], today: date
) -> tuple[list[Diagnostic], list[Diagnostic], frozenset[int]]:
    """The findings that stand, those that an exception covers, and the places of the exceptions used.

    An exception covers the findings of its rule in its entry until its day is over; a rule that the profile
    marks unwaivable it never covers.
    """
    by_place = {(waiver.rule, waiver.entry): waiver for waiver in waivers if waiver.until >= today.isoformat()}
    standing, waived, used = [], [], set()
    for one in diagnostics:
        waiver = by_place.get((one.rule, one.entry)) if one.entry else None
        if waiver is None or not one.waivable:
            standing.append(one)
        else:
            waived.append(one)
            used.add(waiver.place)
    return standing, waived, frozenset(used)
