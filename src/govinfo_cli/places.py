"""Documents of the files that a catalog rule points at, read again when they are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from govinfo_cli.source import Source, read_one
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.nodes import Typed
from govinfo_cli.yaml.reading import read

_MANY = 2000  # documents; no more are kept, so that memory stays flat where a whole catalogue is at fault


class Places:
    """Places in the files of `source`; `known` are documents that are read already, `raws` bytes that are."""

    def __init__(
        self, source: Source, typed: Typed, known: Iterable[Document], raws: Mapping[str, bytes | None]
    ) -> None:
        self._source, self._typed, self._raws = source, typed, raws
        self._documents = {document.path: document for document in known}
        self._known = len(self._documents)

    def document(self, path: str) -> Document:
        """The document at `path`, an empty one where the file cannot be read."""
        if path not in self._documents:
            if len(self._documents) > _MANY:
                self._documents = dict(islice(self._documents.items(), self._known))
            raw = self._raws[path] if path in self._raws else read_one(self._source, path)
            self._documents[path] = Document(path) if raw is None else read(path, raw, self._typed)
        return self._documents[path]

    def span(self, path: str, route: tuple) -> tuple[int, int, int, int]:
        """Line and column of both ends of what stands at `route`."""
        span = self.document(path).span(route)
        return (span.line, span.column, span.end_line, span.end_column)
