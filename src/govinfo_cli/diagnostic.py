"""The one thing the tool says: a Diagnostic, every sentence of it in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple


class Text(NamedTuple):
    """A sentence or word that a person can see, Chinese and English side by side."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """The text in `lang`, which is "zh" or "en"."""
        return self.en if lang == "en" else self.zh


class Severity(IntEnum):
    """How bad a finding is; compares by weight."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The word of the machine formats and of the profiles: "error", "warning", "info"."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Severity:
        """The severity called `word`; raises KeyError for any other word."""
        return cls[word.upper()]


class Span(NamedTuple):
    """A stretch of text in a file: 1-based, columns in characters, the end exclusive.

    In a workbook `sheet` names the sheet, and line and column are the cell's; `heading` is what the table itself calls
    that column.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    sheet: str = ""
    heading: str = ""

    @property
    def cell(self) -> str:
        """The cell as a spreadsheet names it, C7; "" of a file that is no table."""
        letters, rest = "", self.column if self.sheet or self.heading else 0
        while rest > 0:
            rest, last = divmod(rest - 1, 26)
            letters = chr(65 + last) + letters
        return f"{letters}{self.line}" if letters else ""

    @property
    def shown_cell(self) -> str:
        """The cell with its sheet, as people and links name it: Sheet1!C7."""
        return f"{self.sheet}!{self.cell}" if self.sheet else self.cell


class Edit(NamedTuple):
    """Put `text` where the stretch stands (1-based, end exclusive; an empty stretch inserts)."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Fix(NamedTuple):
    """What would cure a finding. Safe: the meaning stays. `move` is the file's new path, `edits` without
    members and without a move means: write the file anew in UTF-8."""

    title: Text
    safe: bool
    edits: tuple[Edit, ...] = ()
    move: str | None = None


class Diagnostic(NamedTuple):
    """One finding, ready to be shown.

    `entry` is the resource code or None, `field` the dotted key or None, `cites` are article ids such as
    "measures-2019#art-15.3". `source` is the line it points at. `owner` is whom it is about where that is no
    entry: an exception may name it. `route` is where in the file's data it is found; `about` names its entry among the
    titles of an outcome where the path does not, because the file holds many.
    Of a `sensitive` finding neither the text nor the line may be shown anywhere.
    """

    rule: str
    severity: Severity
    message: Text
    span: Span
    entry: str | None = None
    field: str | None = None
    cites: tuple[str, ...] = ()
    help: Text | None = None
    fix: Fix | None = None
    related: tuple[tuple[Text, Span], ...] = ()
    sensitive: bool = False
    waivable: bool = True
    source: str | None = None
    owner: str | None = None
    ordinal: int = 0
    route: tuple | None = None
    about: str | None = None

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that stay the same when lines move: they name rule, entry, field and message."""
        import hashlib

        return hashlib.sha256(self.identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def identity(self) -> str:
        """What the fingerprint is made of."""
        # A count of days grows every day, and the finding is still the same.
        message = re.sub(r"(?<![0-9])[0-9]++ 天", "天", self.message.zh)
        return "\0".join((self.rule, self.entry or self.span.path, self.field or "", message, str(self.ordinal)))

    @property
    def order(self) -> tuple:
        """Sort key of every report: path, line, column, rule."""
        span = self.span
        return (
            span.path,
            span.sheet,
            span.line,
            span.column,
            self.rule,
            span.end_line,
            span.end_column,
            self.message.zh,
        )


def numbered(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Tells apart, by their `ordinal`, the findings that would else bear the same fingerprint."""
    seen: dict[str, int] = {}
    for one in diagnostics:
        identity = one.identity
        count = seen.get(identity, 0)
        seen[identity] = count + 1
        yield one._replace(ordinal=count) if count else one
