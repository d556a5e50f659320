"""Regular expressions that are compiled when they are first used: dozens compiled at every start cost 30 ms."""

from __future__ import annotations

import re


class Pattern:
    """Behaves as `re.compile(source, flags)` would."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str):
        method = getattr(re.compile(self._source, self._flags), name)
        self.__dict__[name] = method
        return method
