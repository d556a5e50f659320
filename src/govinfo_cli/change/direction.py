"""Which way a change goes, as a fact: narrowed or widened, slower or faster, shortened or lengthened, earlier or later."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from govinfo_cli.change.normal import canonical
from govinfo_cli.profile import Profile
from govinfo_cli.registers import day
from govinfo_cli.sharing import NOT_SHARED, WIDTH
from govinfo_cli.vocabulary import Vocabulary

NARROWED, WIDENED, UNSHARED, ALTERED = "narrowed", "widened", "unshared", "altered"
SLOWER, FASTER = "slower", "faster"
SHORTENED, LENGTHENED = "shortened", "lengthened"
EARLIER, LATER = "earlier", "later"
ALL = (NARROWED, WIDENED, UNSHARED, ALTERED, SLOWER, FASTER, SHORTENED, LENGTHENED, EARLIER, LATER)

Way = Callable[[object, object], str | None]


class Directions:
    """The order of what may stand in each field, by the profile's schema and code lists."""

    def __init__(self, profile: Profile) -> None:
        self._fields = profile.shape.fields
        self._vocabularies = profile.vocabularies
        self._ways: dict[str, Way | None] = {}

    def of(self, pattern: str, old: object, new: object) -> str | None:
        """The way from `old` to `new` (None where there is nothing) at the field pattern `pattern`; None where
        neither is the more."""
        if pattern not in self._ways:
            self._ways[pattern] = self._way(self._fields.get(pattern, {}))
        way = self._ways[pattern]
        return way(old, new) if way else None

    def _way(self, form: Mapping) -> Way | None:
        name = form.get("x-vocabulary")
        if name == "share-type":
            return _sharing
        if form.get("type") == "boolean":
            return _opening
        if form.get("type") == "integer":
            return _measured
        if form.get("format") == "date":
            return _dated
        if "x-object" in form or isinstance(form.get("type"), list) and "array" in form["type"]:
            return _several
        codes = self._vocabularies[name].values.values() if name else ()
        if any("days" in code.facts for code in codes):
            return _paced(self._vocabularies[name])
        if any("covers" in code.facts for code in codes):
            return _typed(self._vocabularies[name])
        return None


def _sharing(old: object, new: object) -> str | None:
    if old not in WIDTH or new not in WIDTH:
        return None
    if new == NOT_SHARED:
        return UNSHARED
    return NARROWED if WIDTH[new] < WIDTH[old] else WIDENED


def _opening(old: object, new: object) -> str | None:
    """What does not say that it is open is not."""
    if new is True and old in (False, None):
        return WIDENED
    return NARROWED if old is True and new in (False, None) else None


def _measured(old: object, new: object) -> str | None:
    if not isinstance(old, int) or not isinstance(new, int):
        return None
    return SHORTENED if new < old else LENGTHENED


def _dated(old: object, new: object) -> str | None:
    before, after = day(old), day(new)
    return None if before is None or after is None else EARLIER if after < before else LATER


def _several(old: object, new: object) -> str | None:
    """Of lists: whoever loses a member narrows, and whoever puts another in its place alters."""
    if not isinstance(old, list) or not isinstance(new, list):
        return None
    was, now = set(map(canonical, old)), set(map(canonical, new))
    return ALTERED if was - now and now - was else NARROWED if was - now else WIDENED


def _paced(cycles: Vocabulary) -> Way:
    days = {code.value: code.facts.get("days") for code in cycles.codes}

    def way(old: object, new: object) -> str | None:
        if old not in days or new not in days:
            return None
        before, after = days[old], days[new]
        if before is None or after is None:
            # A cycle without a term, such as 不定期, promises nothing.
            return None if before == after else SLOWER if after is None else FASTER
        order = list(days)
        return SLOWER if (after, order.index(new)) > (before, order.index(old)) else FASTER

    return way


def _typed(types: Vocabulary) -> Way:
    known = {code.value: set(code.facts.get("covers", ())) for code in types.codes}
    for _ in known:  # what is covered by what is covered; each round reaches a step further
        for covered in known.values():
            covered.update(*(known.get(one, ()) for one in list(covered)))

    def way(old: object, new: object) -> str | None:
        if old not in known or new not in known:
            return None
        return WIDENED if old in known[new] else NARROWED if new in known[old] else ALTERED

    return way
