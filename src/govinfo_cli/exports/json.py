"""The entries as plain JSON, one object each in the shape of their files; what they are stands beside them."""

from __future__ import annotations

import re

from govinfo_cli.bundle import Bundle
from govinfo_cli.edition.exported import Edition
from govinfo_cli.jsontext import json_text

ENDING = ".json"


def bundle(edition: Edition) -> Bundle:
    """One file: a head (schemas/reports/export.schema.json) and under `entries` every entry as it stands."""
    settings = edition.settings
    head = {
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
    parts = [json_text(head, indent=1)[:-2], ',\n "entries": [']
    for number, entry in enumerate(edition.read()):
        parts.append((",\n" if number else "\n") + re.sub("^", "  ", json_text(entry.data, indent=1), flags=re.M))
    parts.append("\n ]\n}\n")
    return Bundle({"目录.json": "".join(parts).encode("utf-8", "backslashreplace")})
