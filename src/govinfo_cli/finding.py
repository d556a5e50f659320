"""What a rule yields: a defect at a route, before it has a position, a level or a citation."""

from __future__ import annotations

from typing import NamedTuple

from govinfo_cli.diagnostic import Text


class Finding(NamedTuple):
    """A defect at `route` of the file that the rule was shown, or of `path` where a rule saw several.

    It points at the value; at the key with `key`; at a part of the value's text with `part` (character
    offsets); at raw places of the file with `place` (character indexes). `replace` is the text that should
    stand there instead, written as it is with `raw`, else quoted as YAML needs; `safe` says that the meaning
    stays. `move` is the path at which the file should lie, `recode` asks to write it in UTF-8. `rows` limits
    level and citation to those rows of the profile.
    `owner` is whom it is about in a file that is no entry's: an exception may name it instead of an entry.
    `secret` lists texts that no output may show, wherever else they would appear.
    """

    message: Text
    route: tuple = ()
    help: Text | None = None
    path: str | None = None
    key: bool = False
    part: tuple[int, int] | None = None
    place: tuple[int, int] | None = None
    replace: str | None = None
    raw: bool = False
    safe: bool = False
    title: Text | None = None
    move: str | None = None
    recode: bool = False
    related: tuple[tuple[Text, str, tuple], ...] = ()  # what it is, path, route
    rows: tuple | None = None
    owner: str | None = None
    secret: tuple[str, ...] = ()
