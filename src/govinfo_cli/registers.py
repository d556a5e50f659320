"""The registers beside the entries: owners, approved exceptions, withdrawn codes, as far as they can be relied on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.vocabulary import Code, Vocabulary


class Owner(NamedTuple):
    """A department (no legal person) or an affiliate, as owners.yaml registers it."""

    name: str
    kind: str | None = None
    uscc: str | None = None
    node: str | None = None  # its class node; `class` in the file
    units: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    supervisor: str | None = None


class Waiver(NamedTuple):
    """An approved exception; `place` is its number in waivers.yaml, from 0; it holds on the day `until` too."""

    place: int
    rule: str
    entry: str
    until: date


class Withdrawal(NamedTuple):
    """A code that was given once and never again; `place` is its number in withdrawn.yaml, from 0."""

    place: int
    code: str
    date: str | None = None


class Former(NamedTuple):
    """A resource that bore a code before another did: what it was called, and the commit that withdrew it, with its day."""

    code: str
    name: str | None
    owner: str | None
    date: str
    commit: str


def day(text: object) -> date | None:
    """The day that `text` (YYYY-MM-DD) names, or None."""
    if not isinstance(text, str) or len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def owners(data: object) -> dict[str, Owner]:
    """Official name -> owner, from what owners.yaml holds."""
    found = {}
    for name, facts in data.items() if isinstance(data, dict) else ():
        if name.startswith("x-"):
            continue
        facts = facts if isinstance(facts, dict) else {}
        one = {key: facts[key] for key in ("kind", "uscc", "class", "supervisor") if isinstance(facts.get(key), str)}
        many = {
            key: tuple(member for member in facts[key] if isinstance(member, str))
            for key in ("units", "synonyms")
            if isinstance(facts.get(key), list)
        }
        found[name] = Owner(
            name,
            kind=one.get("kind"),
            uscc=one.get("uscc"),
            node=one.get("class"),
            units=many.get("units", ()),
            synonyms=many.get("synonyms", ()),
            supervisor=one.get("supervisor"),
        )
    return found


def registered_names(registered: Iterable[Owner]) -> Vocabulary:
    """Official names and their synonyms as a code list, which knows the official name of each and the nearest."""
    codes = [Code(owner.name, owner.name, owner.synonyms) for owner in registered]
    return Vocabulary("owners", Text(zh="提供方", en="owners"), True, codes)


def waivers(data: object) -> tuple[Waiver, ...]:
    """The exceptions of waivers.yaml. One that does not say why, by whom and until when is none: `missing-field`
    and `malformed-date` speak of it."""
    found = []
    for place, line in enumerate(data if isinstance(data, list) else ()):
        if not isinstance(line, dict):
            continue
        said = all(isinstance(line.get(key), str) and line[key].strip() for key in _WAIVER_SAYS)
        until = day(line.get("until"))
        if said and until is not None:
            found.append(Waiver(place, line["rule"], line["entry"], until))
    return tuple(found)


_WAIVER_SAYS = ("rule", "entry", "reason", "approved_by")


def withdrawals(data: object) -> dict[str, Withdrawal]:
    """Code -> its withdrawal, from what withdrawn.yaml holds; of several for one code the first."""
    found: dict[str, Withdrawal] = {}
    for place, line in enumerate(data if isinstance(data, list) else ()):
        code = line.get("code") if isinstance(line, dict) else None
        if isinstance(code, str) and code.strip():
            when = line.get("date")
            found.setdefault(code, Withdrawal(place, code, when if isinstance(when, str) else None))
    return found
