"""Documents of the files that a catalog rule points at, read again when they are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from govinfo_cli.finding import Finding
from govinfo_cli.source import Source, read_one
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.nodes import Typed
from govinfo_cli.yaml.reading import read

_AT_ONCE = 200  # findings
_MANY = 2000  # documents; no more are kept, so that memory stays flat where a whole catalogue is at fault


class Places:
    """Places in the files of `source`; `known` are documents that are read already, `raws` bytes that are."""

    def __init__(
        self, source: Source, typed: Typed, known: Iterable[Document], raws: Mapping[str, bytes | None]
    ) -> None:
        self._source, self._typed, self._raws = source, typed, raws
        self._documents = {document.path: document for document in known}
        self._known = len(self._documents)
        self._soon: Mapping[str, bytes | None] = {}

    def placed(self, raised: Iterable[tuple[str, tuple, Finding]]) -> Iterator[tuple[str, tuple, Finding]]:
        """The same, with the places of all that a finding is related to. The files of a few hundred findings are read at
        once: of a revision, each by itself would take a child of git."""
        waiting = iter(raised)
        while batch := list(islice(waiting, _AT_ONCE)):
            self._gather(path for *_, one in batch for path in (one.path, *(path for _, path, _ in one.related)))
            for rule, rows, one in batch:
                related = tuple((text, path, self.span(path, route)) for text, path, route in one.related)
                yield rule, rows, one._replace(related=related)

    def _gather(self, paths: Iterable[str]) -> None:
        wanted = (path for path in dict.fromkeys(paths) if path not in self._documents and path not in self._raws)
        files = [file for path in wanted if (file := self._source.find(path)) is not None]
        self._soon = {file.path: raw for file, raw in self._source.read(files)} if len(files) > 1 else {}

    def document(self, path: str) -> Document:
        """The document at `path`, an empty one where the file cannot be read."""
        if path not in self._documents:
            if len(self._documents) > _MANY:
                self._documents = dict(islice(self._documents.items(), self._known))
            known = self._raws if path in self._raws else self._soon
            raw = known[path] if path in known else read_one(self._source, path)
            self._documents[path] = Document(path) if raw is None else read(path, raw, self._typed)
        return self._documents[path]

    def span(self, path: str, route: tuple) -> tuple[int, int, int, int]:
        """Line and column of both ends of what stands at `route`."""
        span = self.document(path).span(route)
        return (span.line, span.column, span.end_line, span.end_column)
