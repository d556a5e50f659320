"""All that findings depend on beside the entries, as a few bytes: program, rules, profiles, settings, registers, limits."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from govinfo_cli import __version__, rules
from govinfo_cli.limits import raised
from govinfo_cli.profile import SHIPPED
from govinfo_cli.settings import RECORDS, Settings
from govinfo_cli.source import Folder, read_one


def mark(folder: Folder, settings: Settings, profiles: Sequence[str]) -> bytes:
    """Thirty-two bytes, others as soon as any of it is another."""
    import hashlib

    said = hashlib.sha256(_program())
    said.update(repr((rules.NAMES, tuple(profiles), sorted(raised().items()))).encode("utf-8", "surrogatepass"))
    paths = [f"catalog/{name}.yaml" for name in ("catalog", *RECORDS)] + [f"catalog/{name}" for name in settings.tables]
    paths += [file.path for file in folder.files("schemas") if not file.trouble]
    for path in paths:
        raw = read_one(folder, path)
        said.update(f"{path}\0{-1 if raw is None else len(raw)}\0".encode("utf-8", "surrogateescape") + (raw or b""))
    return said.digest()


@cache
def _program() -> bytes:
    """This program and what it brings along, by the stamps of its files; and what reads and judges for it."""
    import sys

    import _ruamel_yaml
    import jsonschema_rs

    places = [Path(_ruamel_yaml.__file__), Path(jsonschema_rs.__file__)]
    for above in (Path(__file__).parents[1], SHIPPED):
        places += [Path(where) / name for where, _, names in os.walk(above) for name in names if name[-4:] != ".pyc"]
    facts = ((str(place), place.stat()) for place in places)
    said = [(place, one.st_size, one.st_mtime_ns) for place, one in facts]
    return repr((__version__, sys.version, said)).encode("utf-8", "surrogatepass")
