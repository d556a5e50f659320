"""Which entries are exported, and each as the side that it is for may see it: read anew each time they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from govinfo_cli.catalog import Catalog, is_entry_path
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Exported, LeftOut
from govinfo_cli.edition.scope import seen_from
from govinfo_cli.lookup import entries
from govinfo_cli.settings import Settings
from govinfo_cli.sharing import OUTSIDE
from govinfo_cli.source import File, Source

_KEPT = Text(zh="不对外，没有导出", en="kept inside, left out")
_REPLACED = Text(zh="对内另有填写，用的是对内的", en="the inside one stands in its place")


class Readout:
    """The entries of one export, read anew each time they are asked for."""

    def __init__(
        self,
        source: Source,
        settings: Settings,
        catalog: Catalog,
        scope: str | None,
        owners: tuple[str, ...],
        files: list[File] | None = None,
    ) -> None:
        self._source, self._settings, self._catalog = source, settings, catalog
        self._scope, self._owners = scope, owners
        self._files = files
        self._left: Counter = Counter()
        self.unread: list[str] = []

    def files(self) -> list[File]:
        """The files of the entries that are exported, in the order of their paths."""
        if self._files is None:
            found = sorted(
                (file for file in self._source.files("catalog") if is_entry_path(file.path)), key=lambda one: one.path
            )
            if self._owners:
                kept = {entry.path for entry in entries(self._source, self._settings, found) if self._of(entry.data)}
                found = [file for file in found if file.path in kept]
            self._files = found
        return self._files

    def read(self) -> Iterator[Exported]:
        self._left.clear()
        self.unread.clear()
        official = self._settings.profile.spelling("share-type")
        registered = self._catalog.owner_names.official
        publisher = self._settings.publisher.get("name")
        for entry in entries(self._source, self._settings, self.files()):
            if entry.whole is None:
                self.unread.append(entry.path)
            elif self._scope is None:
                yield Exported(entry.path, entry.data)
            else:
                seen, left = seen_from(self._scope, entry.data, publisher, official, registered)
                self._left.update(left)
                yield Exported(entry.path, seen)

    def left_out(self) -> Iterator[LeftOut]:
        """What the last reading left out for the side that it is for."""
        why = _KEPT if self._scope == OUTSIDE else _REPLACED
        return (LeftOut(key, count, why) for key, count in sorted(self._left.items()))

    def _of(self, data: Mapping) -> bool:
        said = data.get("owner")
        return isinstance(said, str) and (self._catalog.owner_names.official(said) or said.strip()) in self._owners
