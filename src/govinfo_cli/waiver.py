"""Approved exceptions: which findings they cover, and which of them covered anything."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from govinfo_cli.catalog import Catalog
from govinfo_cli.diagnostic import Diagnostic
from govinfo_cli.profile import Profile
from govinfo_cli.registers import Waiver


def is_unwaivable(rule: str, profile: Profile) -> bool:
    """Whether one of the profiles says that there are no exceptions from `rule`."""
    return any(not row.waivable for row in profile.rows(rule))


def is_over(waiver: Waiver, today: date) -> bool:
    """Whether the exception's last day is past."""
    return waiver.until < today


def apply(
    diagnostics: Iterable[Diagnostic], catalog: Catalog, today: date
) -> tuple[list[Diagnostic], list[Diagnostic], frozenset[int]]:
    """The findings that stand, those that an exception covers, and the places of the exceptions used.

    An exception covers the findings of its rule in its entry until its day is over; a rule that the profile
    marks unwaivable it never covers. What is found about an owner is covered by an exception that names the
    owner, or an entry of that owner.
    """
    by_entry: dict[tuple[str, str], Waiver] = {}
    by_owner: dict[tuple[str, str], Waiver] = {}
    for waiver in catalog.waivers:
        if is_over(waiver, today):
            continue
        by_entry.setdefault((waiver.rule, waiver.entry), waiver)
        for name in _owners(catalog, waiver.entry):
            by_owner.setdefault((waiver.rule, name), waiver)
    standing, waived, used = [], [], set()
    for one in diagnostics:
        waiver = by_entry.get((one.rule, one.entry)) or by_owner.get((one.rule, one.owner))
        if waiver is None or not one.waivable:
            standing.append(one)
        else:
            waived.append(one)
            used.add(waiver.place)
    return standing, waived, frozenset(used)


def _owners(catalog: Catalog, entry: str) -> Iterable[str]:
    """The owners that an exception's `entry` names, itself or by the code of one of their entries."""
    yield entry
    for card in catalog.by_code.get(entry, ()):
        owner = catalog.owner_of(card)
        if owner:
            yield owner.name
