"""The share type that what an entry says calls for, by the profiles' decision table; what a text shows is a hint only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from govinfo_cli.classification.words import Words
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.profile import Profile
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, given
from govinfo_cli.visible import shown

_FOUND = 3  # signs that are named in a reason
_ITEMS = 200
_TYPES = (UNCONDITIONAL, CONDITIONAL, NOT_SHARED)


class Decision(NamedTuple):
    """One value with the confidence in it, why, and the articles it rests on."""

    value: str
    confidence: float
    because: tuple[Text, ...] = ()
    cites: tuple[str, ...] = ()


class Judged(NamedTuple):
    """A share type towards one side: whether it needs nobody's decision, all types in order, and usual wording."""

    decided: bool
    decisions: tuple[Decision, ...]
    wording: tuple[tuple[str, Text], ...] = ()


class ShareTable:
    """The rows of sharing.yaml with what each profile cites for them."""

    def __init__(self, profile: Profile, words: Words) -> None:
        self._words, self._official = words, profile.spelling("share-type")
        self._signs: dict[str, Mapping] = {}
        self._rows: list[Mapping] = []
        self._alternatives: dict[str, Text] = {}
        self._cites: dict[str, list[str]] = {}
        for name, facts in profile.tables("sharing.yaml"):
            self._signs |= facts.get("signs", {})
            self._rows = facts.get("rows") or self._rows
            self._alternatives |= {kind: Text(**said) for kind, said in facts.get("alternatives", {}).items()}
            for row, cites in facts.get("cites", {}).items():
                self._cites.setdefault(row, []).extend(f"{name}#{cite}" for cite in cites)

    @property
    def cites(self) -> set[str]:
        """Every article that a row rests on."""
        return {cite for cites in self._cites.values() for cite in cites}

    def judged(self, entry: Entry, inside: bool = False) -> Judged | None:
        """What the first row that fits says, outside or inside; None where no row does, or, inside, none differs."""
        for row in self._rows:
            said = self._fits(row.get("when"), entry)
            if said is None:
                continue
            value = row.get("internal", row["external"]) if inside else row["external"]
            if inside and value == row["external"]:
                return None
            sure = float(row["confidence"])
            cites = tuple(dict.fromkeys(self._cites.get(row["id"], ())))
            first = Decision(value, sure, (Text(**row["because"]), *said), cites)
            return Judged(row.get("certain") == "true", (first, *self._others(value, 1 - sure)), _wording(row))
        return None

    def _others(self, value: str, rest: float) -> tuple[Decision, ...]:
        """The other two, the wider first: sharing is the rule."""
        others = [kind for kind in _TYPES if kind != value]
        parts = (0.75, 0.25)
        return tuple(
            Decision(
                kind,
                rest * part,
                (self._alternatives[kind],) if kind in self._alternatives else (),
                tuple(self._cites.get("basis", ())) if kind == NOT_SHARED else (),
            )
            for kind, part in zip(others, parts, strict=True)
        )

    def _fits(self, when: str | None, entry: Entry) -> tuple[Text, ...] | None:
        """Further reasons where the condition holds, else None."""
        share, opened = entry.get("share"), entry.get("open")
        share = share if isinstance(share, dict) else {}
        if when is None:
            return ()
        if when == "basis":
            return () if given(share.get("basis")) else None
        if when == "condition":
            return () if given(share.get("scope")) or given(share.get("condition")) else None
        if when == "public":
            opened = opened if isinstance(opened, dict) else {}
            free = opened.get("condition") in (None, "", "无条件")
            return () if opened.get("public") is True and free else None
        if when == "mixed-items":
            kinds = {self._official(item.get("share")) for item in entry.items} - {None}
            return () if len(kinds) > 1 else None
        return self._signs_of(when, entry)

    def _signs_of(self, sign: str, entry: Entry) -> tuple[Text, ...] | None:
        facts = self._signs[sign]
        items = [self._words.plain(item.get("name")) for item in entry.items[:_ITEMS]]
        found = _holding(items, map(self._words.plain, facts["items"]))
        named = _holding([self._words.plain(entry.get("name"))], map(self._words.plain, facts["names"]))
        if not found and not named:
            return None
        reasons = []
        if found:
            words = "".join(f"“{shown(word, 20)}”" for word in found[:_FOUND])
            more = f"等 {len(found)} 项" if len(found) > _FOUND else ""
            reasons.append(Text(zh=f"信息项有{words}{more}", en=f"items {words}" + (" and more" if more else "")))
        elif named:
            reasons.append(Text(zh=f"名称是“{shown(named[0], 40)}”", en=f"it is called '{shown(named[0], 40)}'"))
        return tuple(reasons)


def _holding(texts: Sequence[str], signs) -> list[str]:
    signs = list(signs)
    return [text for text in texts if text and any(sign in text for sign in signs)]


def _wording(row: Mapping) -> tuple[tuple[str, Text], ...]:
    return tuple((key, Text(**said)) for key, said in row.get("wording", {}).items())
