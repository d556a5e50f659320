"""A class written level by level in several columns, 类 项 目 细目: to the code of the node that the last of them names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govinfo_cli.cleaning import clean
from govinfo_cli.intake.headings import Headings
from govinfo_cli.settings import Settings
from govinfo_cli.vocabulary import fold

_CODED = re.compile(r"([123][0-9A-Za-z]*)(?:\s*[-－_:： ]\s*(.+))?")


class Levels:
    """The class table by name, below each node."""

    def __init__(self, settings: Settings, headings: Headings) -> None:
        self._headings = headings
        named = {code: name.zh for code, name in settings.profile.categories.items()} | settings.own_categories
        self._names: dict[str, list[str]] = {}
        for code in sorted(named, key=lambda code: (len(code), code)):
            self._names.setdefault(fold(named[code]), []).append(code)
        self._known = named

    def code(self, texts: Sequence[str]) -> str | None:
        """The code of the last level; None where the class table has no such path, or several."""
        here = ""
        for place, text in enumerate(texts):
            found = self._step(here, clean(text), place == 0)
            if found is None and place + 1 == len(texts):
                return None
            here = found or here
        return here or None

    def _step(self, above: str, said: str, top: bool) -> str | None:
        coded = _CODED.fullmatch(said)
        if coded:
            for code in (coded[1], above + coded[1]):
                if code in self._known and code.startswith(above):
                    return code
        name = fold(said)
        if top:
            for code in ("1", "2", "3"):
                if name in self._headings.words("levels", code):
                    return code
        below = [code for code in self._names.get(name, ()) if code.startswith(above) and code != above]
        nearest = [code for code in below if len(code) == len(below[0])]
        return nearest[0] if len(nearest) == 1 else None
