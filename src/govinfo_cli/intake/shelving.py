"""Where new entries go: paths that are free, and which entries the catalogue has already."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping

from govinfo_cli.catalog import Card, entry_path, owner_folder
from govinfo_cli.intake.registering import NewOwners
from govinfo_cli.vocabulary import fold

NO_OWNER = "提供方未填"  # the folder of entries that name no owner
_LONGEST_NAME = 240  # bytes; a file system takes 255, and a number may have to be added


class Shelf:
    """The catalogue's entries by code and by owner and name, and every path that is taken.

    `occupied` tells of a path whether anything lies there, also what git ignores and no source lists.
    """

    def __init__(
        self, cards: Iterable[Card], paths: Iterable[str], owners: NewOwners, occupied: Callable[[str], bool]
    ) -> None:
        self._owners, self._occupied = owners, occupied
        self._codes: dict[str, list[str]] = {}
        self._names: dict[tuple[str, str], list[str]] = {}
        self._taken = {_folded(path) for path in paths}
        self._numbers: dict[str, int] = {}
        for card in cards:
            if card.code:
                self._codes.setdefault(card.code, []).append(card.path)
            if card.name:
                self._names.setdefault(self._key(card.owner, card.name), []).append(card.path)

    def holding(self, data: Mapping) -> tuple[bool, list[str]]:
        """The paths of the entries that the catalogue had before this import under the same code (then True), else
        under the same owner and name."""
        code, name = data.get("code"), data.get("name")
        if isinstance(code, str) and code in self._codes:
            return True, self._codes[code]
        return False, self._names.get(self._key(data.get("owner"), name), []) if isinstance(name, str) else []

    def put(self, data: Mapping) -> tuple[str, bool]:
        """A free path for a new entry, from now on taken, and whether it had to be numbered."""
        texts = {
            key: data[key] if isinstance(data.get(key), str) else "" for key in ("owner", "code", "category", "name")
        }
        path = entry_path(texts["owner"], texts["code"] or None, texts["category"] or None, texts["name"])
        folder = owner_folder(texts["owner"]) or NO_OWNER
        if folder.endswith((".yaml", ".yml")):
            folder = folder.replace(".", "")  # a folder of that ending would be taken for a broken entry
        stem = _cut(path.rpartition("/")[2].removesuffix(".yaml"))
        number = self._numbers.get(_folded(f"{folder}/{stem}"), 1)
        while True:
            path = f"catalog/{_cut(folder)}/{stem}{f'-{number}' if number > 1 else ''}.yaml"
            if _folded(path) not in self._taken and not self._occupied(path):
                break
            number += 1
        self._numbers[_folded(f"{folder}/{stem}")] = number + 1
        self._taken.add(_folded(path))
        return path, number > 1

    def _key(self, owner: object, name: str) -> tuple[str, str]:
        official = self._owners.official(owner) if isinstance(owner, str) else ""
        return official or (owner if isinstance(owner, str) else ""), fold(name)


def _folded(path: str) -> str:
    """What a file system that ignores case or composition takes for the same path."""
    return unicodedata.normalize("NFC", path).casefold()


def _cut(name: str) -> str:
    while len(name.encode()) > _LONGEST_NAME:
        name = name[:-1]
    return name
