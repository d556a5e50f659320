"""The manifest of a bundle: what is in it, what it was made of and how, what is not in it; made, and read as a stranger's."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache

from govinfo_cli import __version__
from govinfo_cli.edition.exported import Edition
from govinfo_cli.jsontext import json_text
from govinfo_cli.package.zipping import Waiting
from govinfo_cli.profile import SHIPPED
from govinfo_cli.source import read_one
from govinfo_cli.structure import Fault, Shape

PATH = "manifest.json"
SCHEMA_VERSION = 1
MAX = 32 << 20  # bytes
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # an escaped surrogate: alone it is no character


def encoded(manifest: Mapping) -> bytes:
    """The one way in which a manifest is written."""
    return (json_text(manifest, indent=1) + "\n").encode("utf-8", "backslashreplace")


def sealed(manifest: Mapping) -> dict:
    """The manifest with the hash of all the rest of it as its last word: no byte of it changes unseen, though whoever
    knows how may seal it anew."""
    rest = {key: value for key, value in manifest.items() if key != "seal"}
    return rest | {"seal": digest(encoded(rest))}


def digest(raw: bytes | memoryview) -> str:
    """The sha256 of `raw` as hex digits."""
    return hashlib.sha256(raw).hexdigest()


def members(files: Mapping[str, Waiting]) -> list[dict]:
    """What the manifest says of each member besides itself."""
    return [{"path": path, "size": one.size, "sha256": one.sha256} for path, one in sorted(files.items())]


def profiles(edition: Edition) -> list[dict]:
    """Each profile that the catalogue was checked by, with one hash of all its files."""
    chain = edition.settings.profile
    return [
        {"name": name, "title": chain.titles[name]._asdict(), "sha256": folder_digest(name, edition)}
        for name in chain.chain
    ]


def folder_digest(name: str, edition: Edition) -> str:
    """One hash of all files of the profile `name`: the tool's own, else those that lie beside the catalogue."""
    if (SHIPPED / name).is_dir():
        return _shipped_digest(name)
    folder = f"schemas/{name}"
    paths = sorted(file.path for file in edition.source.files(folder) if not file.trouble)
    return _folded((path.removeprefix(folder + "/"), read_one(edition.source, path) or b"") for path in paths)


@cache
def _shipped_digest(name: str) -> str:
    own = SHIPPED / name
    paths = sorted(one.relative_to(own).as_posix() for one in own.rglob("*") if one.is_file())
    return _folded((path, (own / path).read_bytes()) for path in paths)


def _folded(files: Iterable[tuple[str, bytes]]) -> str:
    said = hashlib.sha256()
    for path, raw in files:
        said.update(f"{path}\0{len(raw)}\0".encode("utf-8", "replace") + raw)
    return said.hexdigest()


def target_digest(name: str, edition: Edition) -> str:
    """The hash of the file of the target `name`: the tool's own, else the catalogue's."""
    own = SHIPPED / "targets" / f"{name}.yaml"
    return digest(own.read_bytes() if own.is_file() else edition.file(f"targets/{name}.yaml") or b"")


def tool() -> dict:
    """Which tool makes it."""
    return {"name": "catalog", "version": __version__}


@cache
def _shape() -> Shape:
    return Shape(json.loads((SHIPPED / "reports" / "manifest.schema.json").read_bytes()))


def faults(data: object) -> list[Fault]:
    """Where `data` is not as the schema of a manifest says."""
    return list(_shape().faults(data))


def read(raw: bytes | memoryview) -> object:
    """The data of a manifest; raises ValueError for what is no JSON, says a thing twice, or is too much."""
    if len(raw) > MAX:
        raise ValueError("too large")
    text = bytes(raw).decode()
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_none, parse_float=_none)
    except RecursionError:
        raise ValueError("too deep") from None
    if _HALF.search(text):  # mostly the first of two
        json.dumps(data, ensure_ascii=False).encode()
    return data


def _once(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _none(said: str) -> object:
    raise ValueError(f"{said} is no number of a manifest")
