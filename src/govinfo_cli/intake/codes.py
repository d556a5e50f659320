"""The codes that a cell may mean: class nodes by code or name, resource codes that stand; also where a spreadsheet cut them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from govinfo_cli.intake import mangled
from govinfo_cli.settings import Settings
from govinfo_cli.vocabulary import fold

_NODE = re.compile(r"[123][0-9]{2}[0-9A-Za-z]*")
_SHORTEST = 3  # characters; 1, 2 and 3 stand in tables for anything


class KnownCodes:
    """The class table of a catalogue, and the resource `codes` that it bears."""

    def __init__(self, settings: Settings, codes: Iterable[str] = ()) -> None:
        self._settings, self._codes = settings, codes

    def node(self, said: str) -> str | None:
        """The class node that `said` is by its code, or by a name that exactly one node has; None for none."""
        if len(said) >= _SHORTEST:
            whole = said if self._settings.knows(said) else self._nodes.completed(said)
            if whole or _NODE.fullmatch(said) and not mangled.is_cut(said):
                return whole or said
        return self._names.get(fold(said))

    def full_code(self, code: str) -> str:
        """A resource code whose sequence has lost its leading zeros, where exactly one that stands is that."""
        head, _, sequence = code.partition("/")
        fitting = self._sequences.get((head, sequence.lstrip("0")), ()) if sequence.isdecimal() else ()
        return fitting[0] if len(fitting) == 1 else code

    @cached_property
    def _nodes(self) -> mangled.Known:
        return mangled.Known((*self._settings.profile.categories, *self._settings.own_categories))

    @cached_property
    def _names(self) -> dict[str, str]:
        codes: dict[str, set[str]] = {}
        named = {code: name.zh for code, name in self._settings.profile.categories.items()}
        for code, name in (named | self._settings.own_categories).items():
            codes.setdefault(fold(name), set()).add(code)
        return {name: min(found) for name, found in codes.items() if len(found) == 1}

    @cached_property
    def _sequences(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for code in dict.fromkeys(self._codes):
            head, _, sequence = code.partition("/")
            found.setdefault((head, sequence.lstrip("0")), []).append(code)
        return found
