"""What every open export says alike: texts in order, whose it is, what state it is, our own IRIs, codes of the EU's tables."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import cache
from urllib.parse import quote

from govinfo_cli.catalog import Catalog
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Edition
from govinfo_cli.profile import SHIPPED
from govinfo_cli.settings import Settings
from govinfo_cli.yaml.reading import load

_PLAIN = re.compile(r"[0-9A-Za-z_-]+(?:/[0-9A-Za-z_-]+)*")
_TYPED = {"open": frozenset(("boolean",))}


@cache
def terms() -> dict:
    """The tables of schemas/dcat/terms.yaml."""
    return load((SHIPPED / "dcat" / "terms.yaml").read_bytes(), _TYPED)


def eu(table: str, code: str | None = None) -> str:
    """The IRI of a code in one of the EU's authority tables, or of the table."""
    return f"{terms()['authority']}{table}" + (f"/{code}" if code else "")


def text(value: object) -> str | None:
    """A text without blanks at its ends, None where there is none; what UTF-8 cannot say is replaced."""
    if not isinstance(value, str):
        return None
    return value.strip().encode("utf-8", "replace").decode() or None


def texts(value: object) -> tuple[str, ...]:
    """What may be one text or a list of them, each once."""
    found = (text(member) for member in (value if isinstance(value, list) else [value]))
    return tuple(dict.fromkeys(member for member in found if member))


_NO_BASE = Text(
    zh="各条用固定编号（urn:uuid:…）标识，不是网址；目录在网上有地址的，在 catalog.yaml 里加一行  base_iri: https://网址/",
    en="entries are identified by fixed numbers (urn:uuid:…), not by addresses; for addresses add base_iri: https://…/ to catalog.yaml",
)


class Names:
    """The IRIs of a catalogue: below base_iri of catalog.yaml, or else names without a place (urn:uuid, version 5)
    that are the same in every export of the same publisher, which `tell` is told. `web` says that they are addresses."""

    def __init__(self, settings: Settings, tell: Callable[[Text], None] = lambda said: None) -> None:
        self.web = settings.base_iri is not None
        if not self.web:
            tell(_NO_BASE)
        self._base = settings.base_iri or ""
        seed = text(settings.publisher.get("uscc")) or publisher(settings)
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, f"govinfo:{seed}")

    def __call__(self, *steps: str) -> str:
        """The IRI of what `steps` name, such as ("resource", code)."""
        if not self.web:
            return uuid.uuid5(self._space, "\0".join(steps)).urn
        return self._base + "/".join(map(self._step, steps))

    def _step(self, step: str) -> str:
        if _PLAIN.fullmatch(step):
            return step
        # What consists of dots would name another folder.
        return quote(step, safe="") if step.strip(".") else str(uuid.uuid5(self._space, step))


def publisher(settings: Settings) -> str:
    """Who publishes: the publisher of catalog.yaml, else what the catalogue is called; never blank."""
    return text(settings.publisher.get("name")) or text(settings.title) or "catalogue"


def uscc(catalog: Catalog, owner: str) -> str | None:
    """The unified social credit code of the publisher or of an owner that is a legal person, or None."""
    if owner == publisher(catalog.settings):
        return text(catalog.settings.publisher.get("uscc"))
    known = catalog.owners.get(owner)
    return text(known.uscc) if known else None


def standing(edition: Edition) -> Text:
    """What every package of it must say: whether it is approved, and that it has errors."""
    said = edition.status
    if not edition.errors:
        return said
    return Text(zh=f"{said.zh}，有错误 {edition.errors} 处", en=f"{said.en}, with {edition.errors} errors")
