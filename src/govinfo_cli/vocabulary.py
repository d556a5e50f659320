"""A code list as data: official values, other spellings of them, the nearest one."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from govinfo_cli.diagnostic import Text


def fold(text: str) -> str:
    """The form in which spellings are compared: NFKC, without case and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class Code:
    """One official value of a vocabulary; `facts` are its further keys (code, class, days, eu …)."""

    value: str
    en: str
    synonyms: tuple[str, ...] = ()
    facts: Mapping = field(default_factory=dict)


class Vocabulary:
    """A code list. `open` says that the official list ends in 等: a value outside is doubtful, not wrong."""

    def __init__(self, name: str, title: Text, open: bool, codes: Sequence[Code]) -> None:
        self.name, self.title, self.open, self.codes = name, title, open, tuple(codes)

    @cached_property
    def values(self) -> dict[str, Code]:
        """Official value -> code, in the list's order."""
        return {code.value: code for code in self.codes}

    @cached_property
    def _folded(self) -> dict[str, str]:
        spellings = {fold(word): code.value for code in self.codes for word in code.synonyms}
        return spellings | {fold(code.value): code.value for code in self.codes}

    def official(self, word: str) -> str | None:
        """The official value that `word` is another spelling of, or None."""
        return self._folded.get(fold(word))

    def nearest(self, word: str) -> str | None:
        """The official value that `word` comes closest to, or None where nothing is close."""
        folded = fold(word)
        close = difflib.get_close_matches(folded, self._folded, n=1, cutoff=0.5)
        if close:
            return self._folded[close[0]]
        inside = [
            value
            for spelling, value in self._folded.items()
            if len(spelling) > 1 and (spelling in folded or folded in spelling)
        ]
        return inside[0] if inside and folded else None
