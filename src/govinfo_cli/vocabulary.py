"""A code list as data: official values, other spellings of them, the nearest one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from os.path import commonprefix
from typing import NamedTuple

from govinfo_cli.diagnostic import Text

_SHORT = 64  # characters
_REMEMBERED = 1000  # words whose nearest value is kept: one slip often fills a whole column


def fold(text: str) -> str:
    """The form in which spellings are compared: NFKC, without case and blanks."""
    return _folded(text) if len(text) < _SHORT else _fold(text)


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


_folded = lru_cache(2048)(_fold)  # official values and names of fields are compared again and again


class Code(NamedTuple):
    """One official value of a vocabulary; `facts` are its further keys (code, class, days, eu …)."""

    value: str
    en: str
    synonyms: tuple[str, ...] = ()
    facts: Mapping = {}


class Vocabulary:
    """A code list. `open` says that the official list ends in 等: a value outside is doubtful, not wrong."""

    def __init__(self, name: str, title: Text, open: bool, codes: Sequence[Code]) -> None:
        self.name, self.title, self.open, self.codes = name, title, open, tuple(codes)
        self._near: dict[tuple[str, float], str | None] = {}

    @cached_property
    def values(self) -> dict[str, Code]:
        """Official value -> code, in the list's order."""
        return {code.value: code for code in self.codes}

    @cached_property
    def settled(self) -> frozenset[str]:
        """The official values that are no other spelling of anything: nothing is to be said of them."""
        return frozenset(value for value in self.values if self.official(value) == value)

    @cached_property
    def _folded(self) -> dict[str, str]:
        spellings = {fold(word): code.value for code in self.codes for word in code.synonyms}
        return spellings | {fold(code.value): code.value for code in self.codes}

    @cached_property
    def _plain(self) -> frozenset[str]:
        return frozenset(map(fold, self.values))

    @cached_property
    def _ending(self) -> str:
        """What all official values end in, folded; "" where it is less than two characters."""
        backward = [value[::-1] for value in self._plain]
        common = commonprefix(backward)[::-1] if len(backward) > 1 else ""
        return common if len(common) > 1 else ""

    def official(self, word: str) -> str | None:
        """The official value that `word` is another spelling of, or None."""
        return self._folded.get(fold(word))

    def nearest(self, word: str, cutoff: float = 0.55) -> str | None:
        """The official value that `word` comes closest to, or None where nothing is close; `cutoff` is difflib's."""
        asked = (fold(word), cutoff)
        if asked not in self._near and len(self._near) < _REMEMBERED:
            self._near[asked] = self._closest(*asked)
        return self._near[asked] if asked in self._near else self._closest(*asked)

    def _closest(self, folded: str, cutoff: float) -> str | None:
        from difflib import SequenceMatcher, get_close_matches

        def likeness(spelling: str) -> float:
            # 每个月 is nearer to 每三个月, a synonym of another value, than to 每月 by letters alone.
            official = fold(spellings[spelling]).removesuffix(self._ending) == spelling.removesuffix(self._ending)
            return SequenceMatcher(None, spelling, folded).ratio() + (0.1 if official else 0)

        if sum(folded in value for value in self._plain) > 1:
            return None  # 共享 is a part of each
        spellings = self._folded
        if self._ending and folded.endswith(self._ending):
            # What all values end in says nothing: 部分共享 is not near to 不予共享.
            spellings = {one.removesuffix(self._ending): value for one, value in spellings.items()}
            folded = folded.removesuffix(self._ending)
        close = get_close_matches(folded, spellings, n=12, cutoff=cutoff)
        if close:
            return spellings[max(close, key=likeness)]
        inside = [
            value
            for spelling, value in spellings.items()
            if len(spelling) > 1 and (spelling in folded or folded in spelling)
        ]
        return inside[0] if inside and folded else None
