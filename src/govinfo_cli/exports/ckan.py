"""The catalogue as CKAN packages, in the fields of ckanext-dcat's DCAT-AP schemas, for `ckanapi load`.

`datasets.jsonl` has a package a line, `organizations.jsonl` the organizations that they belong to, which CKAN wants
first. A data dictionary is JSON in a text (`data_dictionary` of the resource), in the form that the DataStore takes as
`fields`: CKAN refuses a package with a list below a key that it does not know.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from govinfo_cli.bundle import Bundle
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Edition, LeftOut
from govinfo_cli.edition.outward import Names, eu, publisher, standing, terms, uscc
from govinfo_cli.edition.portal import Described, Item, Portal

_NO_SLUG = re.compile(r"[^a-z0-9_-]+")
_NO_TAG = re.compile(r"[^\w.-]+")  # what CKAN takes in a tag, besides blanks
_NO_FIELD = Text(zh="CKAN 没有这一项，没有导出", en="CKAN has no field for it, left out")
_TAG, _SLUG, _COLUMN = 100, 100, 63  # characters; a column's in bytes, as PostgreSQL counts


def bundle(edition: Edition) -> Bundle:
    """Two files of JSON lines, the packages in the order of their paths."""
    packages = _Packages(edition)
    datasets = b"".join(map(_line, packages.packages()))
    organizations = b"".join(_line(packages.organizations[slug]) for slug in sorted(packages.organizations))
    return Bundle({"datasets.jsonl": datasets, "organizations.jsonl": organizations})


class _Packages:
    """Packages as they are made, and the organizations that they name."""

    def __init__(self, edition: Edition) -> None:
        self._edition, self._settings = edition, edition.settings
        self._portal, self._names = Portal(edition), Names(edition.settings, edition.tell)
        self._status = standing(edition).zh
        self._slugs: set[str] = set()
        self._given: dict[str, str] = {}
        self.organizations: dict[str, dict] = {}

    def packages(self) -> Iterator[dict]:
        phones = 0
        for one in self._portal.describe():
            phones += "phone" in one.contact
            yield self._package(one)
        if phones:
            self._edition.leave(LeftOut("contact.phone", phones, _NO_FIELD))

    def _package(self, one: Described) -> dict:
        owner = one.owner or publisher(self._settings)
        cycle = self._portal.cycle(one.cycle)
        frequency = cycle.facts.get("eu") if cycle else None
        identifier = uscc(self._edition.catalog, owner)
        return _given(
            {
                "name": self._slug(one.key),
                "title": one.title,
                "notes": one.abstract,
                "owner_org": self._organization(owner, identifier),
                "tags": [{"name": tag} for tag in _tags(one.keywords)],
                "identifier": one.code,
                "issued": one.issued,
                "modified": one.modified,
                "frequency": eu("frequency", frequency) if frequency else None,
                "access_rights": eu("access-right", one.right.eu),
                "language": [eu("language", terms()["language"]["eu"])],
                "theme": [self._names("scheme", "category", code) for code in one.classes],
                "publisher": [_given({"name": owner, "identifier": identifier, "uri": self._names("agent", owner)})],
                "contact": [_given({"name": one.contact.get("unit"), "email": one.contact.get("email")})],
                "spatial_coverage": [{"text": one.region}] if one.region else [],
                "uri": self._names("resource", *one.key),
                "resources": [self._resource(one)],
                "extras": list(self._extras(one)),
            }
        )

    def _resource(self, one: Described) -> dict:
        """What is catalogued. It has an address only where catalog.yaml says one for the pages of resources."""
        form = one.format
        said = [one.kind, *one.modes] if one.shared else [one.kind]
        return _given(
            {
                "name": one.title,
                "description": "；".join(filter(None, said)),
                "url": self._names("resource", *one.key) if self._names.web and one.shared else None,
                "format": form and (form.eu or form.label.zh),
                "mimetype": form and form.media,
                "rights": one.rights,
                "data_dictionary": json.dumps(_dictionary(one.items), ensure_ascii=False) if one.items else None,
            }
        )

    def _extras(self, one: Described) -> Iterator[dict]:
        said = {
            "share_type": one.kind,
            "internal_rights": one.inside,
            "owner_unit": one.unit,
            "update_cycle": one.cycle,
            "categories": "、".join(map(self._class, one.classes)),
            "related": "、".join(one.related),
            "period": one.period,
            **{key.replace(".", "_"): value for key, value in one.extra.items()},
            "status": self._status,
        }
        return ({"key": key, "value": value} for key, value in said.items() if value)

    def _class(self, code: str) -> str:
        name = self._settings.class_name(code)
        return f"{code} {name.zh}" if name else code

    def _organization(self, owner: str, identifier: str | None) -> str:
        known = self._edition.catalog.owners.get(owner)
        if owner not in self._given:
            said = identifier or (f"org-{known.node}" if known and known.node else None)
            slug = _slugged(said) if said else f"org-{_digest(owner)}"
            self._given[owner] = f"{slug[: _SLUG - 13]}-{_digest(owner)}" if slug in self.organizations else slug
        slug = self._given[owner]
        self.organizations[slug] = _given(
            {"name": slug, "title": owner, "extras": [{"key": "identifier", "value": identifier}] if identifier else []}
        )
        return slug

    def _slug(self, key: tuple[str, ...]) -> str:
        """The name of a package: its code in the letters that CKAN takes; where that says too little, or was given
        before, with a mark made of the whole."""
        said = "/".join(key)
        slug = _slugged(said) if len(key) == 1 else f"entry-{_digest(said)}"
        if slug in self._slugs:
            slug = f"{slug[: _SLUG - 13]}-{_digest(said)}"
        self._slugs.add(slug)
        return slug


def _slugged(said: str) -> str:
    slug = _NO_SLUG.sub("-", said.lower()).strip("-_")
    if 2 <= len(slug) <= _SLUG and said.isascii():
        return slug
    return f"{slug[: _SLUG - 13]}-{_digest(said)}".lstrip("-")


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _tags(keywords: tuple[str, ...]) -> list[str]:
    """Keywords as CKAN takes them: two characters at least, letters, digits, blanks and -_. only."""
    cleaned = (_NO_TAG.sub(" ", one).strip()[:_TAG].strip() for one in keywords)
    return list(dict.fromkeys(one for one in cleaned if len(one) > 1))


def _dictionary(items: tuple[Item, ...]) -> list[dict]:
    """The items as fields of the DataStore; a column's name is the item's as far as PostgreSQL takes it."""
    found, taken = [], set()
    for place, item in enumerate(items, 1):
        column = _cut(item.name.replace('"', "").lstrip("_ ").rstrip(), _COLUMN) or f"item {place}"
        if column in taken:
            mark = f" {place}"
            column = _cut(column, _COLUMN - len(mark)) + mark
        taken.add(column)
        found.append({"id": column, "type": item.ckan, "info": _given({"label": item.name, "notes": item.note})})
    return found


def _cut(said: str, size: int) -> str:
    return said.encode()[:size].decode(errors="ignore").rstrip()


def _given(package: dict) -> dict:
    return {key: value for key, value in package.items() if value not in (None, "", [], [{}])}


def _line(package: dict) -> bytes:
    return json.dumps(package, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
