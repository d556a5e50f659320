"""Codes for new entries: the next free sequence below a class node, of all codes that were ever given."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from govinfo_cli.settings import Settings

_WIDTH = 6  # digits of a sequence below a node that has none yet
_LONGEST = 18  # digits; what is longer counts nothing


class Numbering:
    """Gives codes below class nodes, none twice and none of `known`, nor of those that `history` tells.

    `history` is asked once, and only when a first code is given (then `asked`): it reads all that git keeps.
    """

    def __init__(self, settings: Settings, known: Iterable[str], history: Callable[[], Iterable[str]] = tuple) -> None:
        self._settings, self._history = settings, history
        self._last: dict[str, tuple[int, int]] = {}
        self.asked = False
        self.given: list[str] = []
        for code in known:
            self.use(code)

    def use(self, code: str) -> None:
        """Notes that `code` is taken."""
        head, _, sequence = code.partition("/")
        if sequence.isascii() and sequence.isdecimal() and len(sequence) <= _LONGEST:
            self._last[head] = max(self._last.get(head, (0, 0)), (int(sequence), len(sequence)))

    def node(self, category: object, owner_node: str | None) -> str | None:
        """The class node that a new entry's code begins with: its own category if the class table knows it, else
        its owner's; None where there is neither, or no code could begin so."""
        head = owner_node if category in (None, "") else category if self._knows(category) else None
        return head if head and self._settings.profile.is_code(f"{head}/{1:0{_WIDTH}d}") else None

    def next(self, node: str) -> str:
        """The next code below `node`, from now on taken; raises what `history` raises."""
        if not self.asked:
            self.asked = True
            for code in self._history():
                self.use(code)
        last, width = self._last.get(node, (0, _WIDTH))
        code = f"{node}/{last + 1:0{width}d}"
        self.use(code)
        self.given.append(code)
        return code

    def fresh(self, codes: Iterable[str]) -> frozenset[str]:
        """How the names of files begin whose codes, of these, were given here (Bundle.fresh)."""
        return frozenset(f"{code.replace('/', '-')}_" for code in {*codes} & {*self.given})

    def _knows(self, category: object) -> bool:
        return isinstance(category, str) and self._settings.knows(category)
