"""The entries as plain JSON, one object each in the shape of their files; what they are stands beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from govinfo_cli.bundle import Bundle, Pieces
from govinfo_cli.edition.exported import Edition
from govinfo_cli.jsontext import json_text, member

ENDING = ".json"
TAKES_MEMBERS = True
_SOME = 500  # entries


def bundle(edition: Edition) -> Bundle:
    """One file: a head (schemas/reports/export.schema.json) and under `entries` every entry as it stands."""
    settings = edition.settings
    about = {
        "schemaVersion": 1,
        "title": settings.title,
        "publisher": {key: said for key in ("name", "uscc") if isinstance(said := settings.publisher.get(key), str)},
        "scope": edition.scope,
        "owners": list(edition.owners),
        "profiles": list(settings.profile.names),
        "commit": edition.commit,
        "changed": edition.changed,
        "date": edition.date,
        "status": edition.status._asdict(),
        "errors": edition.errors,
    }
    head = f'{json_text(about, indent=1)[:-2]},\n "entries": ['.encode("utf-8", "backslashreplace")
    if edition.members is not None:
        return Bundle({"目录.json": Pieces(None, lambda: _pieces(head, edition.members()))})
    return Bundle({"目录.json": b"".join(_pieces(head, (member(entry.data) for entry in edition.read())))})


def _pieces(head: bytes, members: Iterable[bytes]) -> Iterator[bytes]:
    """The file, some entries at a time."""
    yield head
    between, waiting = b"\n  ", iter(members)
    while some := list(islice(waiting, _SOME)):
        yield between + b",\n  ".join(some)
        between = b",\n  "
    yield b"\n ]\n}\n"
