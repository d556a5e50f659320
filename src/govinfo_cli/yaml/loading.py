"""Many files to plain data: by their lines where these are laid out as `fmt` does it, else as reading.load does."""

from __future__ import annotations

from functools import partial

from govinfo_cli.yaml import plain
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.nodes import Typed
from govinfo_cli.yaml.outline import outline
from govinfo_cli.yaml.reading import Doubt, parsed, screen


class Loader:
    """The same as `load`, several times as fast where the text is laid out as `fmt` does it; for many files, since the
    patterns that it needs take longer to compile than some dozen files to load. What it gives is not to be changed once
    `keep` was called."""

    def __init__(self, typed: Typed) -> None:
        self._typed = typed
        self._lines = plain.Lines(typed)
        self.fresh = b""  # what of the last text has to be looked at: all but the lines that are kept
        self._plain = False

    def load(self, raw: bytes) -> dict:
        """The data of a text in order. Raises Doubt."""
        if len(raw) <= plain.MAX_BYTES:
            try:
                found = self._lines.parse(raw)
            except UnicodeDecodeError as error:
                raise Doubt from error
            if found is not None:
                self.fresh, self._plain = self._lines.fresh, True
                screen(self.fresh)
                return found
        self.fresh, self._plain = raw, False
        screen(raw)
        return parsed(raw, self._typed)

    def keep(self) -> None:
        """Keeps what the fresh lines of the last text come to; to be called where nothing was found in them."""
        if self._plain:
            self._lines.keep()

    def document(self, path: str, raw: bytes, data: dict) -> Document | None:
        """The document of the last text, in which `load` found `data`; None where its places take a parser to find."""
        if not self._plain:
            return None
        text = raw.decode()
        document = Document(path, text, outline=partial(outline, text, data))
        document.data = data
        return document
