"""The catalogue as linked data: DCAT 3 in the application profile DCAT-AP 3.0.1, with SKOS schemes of its own.

A distribution needs an address at which the data are asked for. No entry has one; where catalog.yaml names a
base_iri, the resource's own page is it, as DCAT says of data that are only to be had through a page. The end point
of an interface is not in a catalogue, so there are no data services. A basis is words, not an IRI of a law, so it
stands in dct:rights and not in dcatap:applicableLegislation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from govinfo_cli.bundle import Bundle
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Edition
from govinfo_cli.edition.outward import Names, eu, publisher, standing, terms, text, uscc
from govinfo_cli.edition.portal import EXTRA, Described, Item, Portal
from govinfo_cli.profile import SHIPPED
from govinfo_cli.yaml.reading import load

ENDING = ".jsonld"
_PHONE = re.compile(r"\+?[0-9][0-9-]{1,30}")
_OWN = {"share_type": ("share", "type"), "update_cycle": ("update_cycle",)}


def bundle(edition: Edition) -> Bundle:
    """One JSON-LD document: a node a line, sorted keys, no node without an IRI."""
    return Bundle({"目录.jsonld": _Graph(edition).bytes()})


class _Graph:
    """One graph being made: datasets as they are read, then all that they refer to."""

    def __init__(self, edition: Edition) -> None:
        self._edition, self._settings = edition, edition.settings
        self._portal, self._names = Portal(edition), Names(edition.settings, edition.tell)
        self._publisher = publisher(edition.settings)
        self._datasets: list[str] = []
        self._agents: dict[str, dict] = {}
        self._classes: set[str] = set()
        self._words: dict[str, dict] = {}

    def bytes(self) -> bytes:
        context = load((SHIPPED / "dcat" / "context.yaml").read_bytes(), {})
        context["gov"] = self._names("def") + "#"
        out = bytearray(b'{"@context":' + _json(context) + b',\n"@graph":[\n')
        for one in self._portal.describe():
            out += _json(self._dataset(one)) + b",\n"
        rest = [self._catalogue(), *self._schemes(), *self._definitions()]
        rest += [self._agents[name] for name in sorted(self._agents)]
        rest += [self._words[iri] for iri in sorted(self._words)]
        out += b",\n".join(map(_json, rest)) + b"\n]}\n"
        return bytes(out)

    def _catalogue(self) -> dict:
        edition, state = self._edition, standing(self._edition)
        title = text(self._settings.title) or self._publisher
        return _without_blanks(
            {
                "@id": self._names("catalogue"),
                "@type": "dcat:Catalog",
                "title": {"zh": title},
                "description": {"zh": f"{title}（{state.zh}）", "en": state.en},
                "publisher": self._agent(self._publisher),
                "dataset": self._datasets,
                "language": self._language(),
                "themeTaxonomy": self._names("scheme", "category"),
                "modified": None if edition.changed else edition.date,
                "version": edition.release or (edition.commit or "")[:12],
                "versionNotes": {"zh": state.zh, "en": state.en},
            }
        )

    def _dataset(self, one: Described) -> dict:
        iri = self._names("resource", *one.key)
        self._datasets.append(iri)
        cycle = self._portal.cycle(one.cycle)
        frequency = cycle.facts.get("eu") if cycle else None
        self._classes.update(one.classes)
        return _without_blanks(
            {
                "@id": iri,
                "@type": "dcat:Dataset",
                "title": {"zh": one.title},
                "description": {"zh": one.abstract},
                "identifier": one.code,
                "publisher": self._agent(one.owner or self._publisher),
                "creator": one.owner and one.unit and self._unit(one.owner, one.unit),
                "keyword": {"zh": list(one.keywords)} if one.keywords else None,
                "theme": [self._names("scheme", "category", code) for code in one.classes],
                "language": self._language(),
                "issued": one.issued,
                "modified": one.modified,
                "accessRights": self._word("access-right", one.right.eu, one.right.label, "dct:RightsStatement"),
                "rights": list(self._rights(iri, one)),
                "accrualPeriodicity": frequency and self._frequency(frequency),
                "relation": [self._names("resource", code) for code in one.related],
                "conformsTo": self._schema(iri, one) if one.items else None,
                "distribution": list(self._distributions(iri, one)),
                "contactPoint": self._contact(iri, one.contact) if one.contact else None,
                "spatial": _labelled(f"{iri}#region", "dct:Location", one.region),
                "temporal": _labelled(f"{iri}#period", "dct:PeriodOfTime", one.period),
                "gov:share_type": one.kind and {"@id": self._names("scheme", "share-type", one.kind)},
                "gov:update_cycle": {"@id": self._names("scheme", "update-cycle", one.cycle)} if cycle else one.cycle,
                **{f"gov:{key.replace('.', '_')}": value for key, value in one.extra.items()},
            }
        )

    def _rights(self, iri: str, one: Described) -> Iterator[dict]:
        for mark, said in (("rights", one.rights), ("rights-inside", one.inside and f"对内：{one.inside}")):
            if said:
                yield _labelled(f"{iri}#{mark}", "dct:RightsStatement", said)

    def _schema(self, iri: str, one: Described) -> dict:
        columns = (self._column(f"{iri}#item-{place}", place, item) for place, item in enumerate(one.items, 1))
        return {
            "@id": f"{iri}#items",
            "@type": ["csvw:Schema", "dct:Standard"],
            "title": {"zh": f"{one.title}（信息项）"},
            "column": list(columns),
        }

    def _column(self, iri: str, place: int, item: Item) -> dict:
        datatype: object = f"xsd:{item.xsd}"
        if item.length:
            datatype = {
                "@id": f"{iri}-type",
                "@type": "csvw:Datatype",
                "base": datatype,
                "maxLength": str(item.length),
            }
        return _without_blanks(
            {
                "@id": iri,
                "@type": "csvw:Column",
                # CSVW takes no Chinese here; the title is what people see.
                "columnName": f"item_{place}",
                "columnTitle": {"zh": item.name},
                "datatype": datatype,
                "description": {"zh": item.note} if item.note else None,
            }
        )

    def _distributions(self, iri: str, one: Described) -> Iterator[dict]:
        if not self._names.web or not one.shared:
            return
        for place, mode in enumerate(one.modes, 1):
            form = one.format
            yield _without_blanks(
                {
                    "@id": f"{iri}#distribution-{place}",
                    "@type": "dcat:Distribution",
                    "title": {"zh": f"{one.title}（{mode}）"},
                    "description": {"zh": form.label.zh, "en": form.label.en} if form else None,
                    "accessURL": iri,
                    "format": form
                    and form.eu
                    and self._word("file-type", form.eu, form.label, "dct:MediaTypeOrExtent"),
                    "mediaType": form and form.media and self._media(form.media),
                }
            )

    def _contact(self, iri: str, said: Mapping[str, str]) -> dict:
        phone = said.get("phone", "")
        return _without_blanks(
            {
                "@id": f"{iri}#contact",
                "@type": ["vcard:Kind", "vcard:Organization"],
                "fn": said.get("unit") or phone or said["email"],
                "hasEmail": said.get("email") and f"mailto:{said['email']}",
                "hasTelephone": f"tel:{phone}" if _PHONE.fullmatch(phone) else None,
            }
        )

    def _agent(self, name: str) -> str:
        iri = self._names("agent", name)
        if iri not in self._agents:
            self._agents[iri] = _without_blanks(
                {
                    "@id": iri,
                    "@type": "foaf:Agent",
                    "name": {"zh": name},
                    "identifier": uscc(self._edition.catalog, name),
                    "subOrganizationOf": None if name == self._publisher else self._agent(self._publisher),
                }
            )
        return iri

    def _unit(self, owner: str, unit: str) -> str:
        iri = self._names("agent", owner, unit)
        self._agents[iri] = {
            "@id": iri,
            "@type": "foaf:Agent",
            "name": {"zh": unit},
            "subOrganizationOf": self._agent(owner),
        }
        return iri

    def _language(self) -> str:
        table = terms()["language"]
        return self._word("language", table["eu"], Text(zh=table["zh"], en=table["en"]), "dct:LinguisticSystem")

    def _frequency(self, code: str) -> str:
        cycles = self._settings.profile.vocabularies["update-cycle"].codes
        first = next(one for one in cycles if one.facts.get("eu") == code)
        return self._word("frequency", code, Text(zh=first.value, en=first.en), "dct:Frequency")

    def _word(self, table: str, code: str, label: Text, kind: str) -> str:
        """A code of the EU's tables, said once to be what it is: whoever checks the graph does not fetch the table."""
        iri = eu(table, code)
        self._words.setdefault(
            iri,
            {
                "@id": iri,
                "@type": [kind, "skos:Concept"],
                "inScheme": eu(table),
                "prefLabel": {"zh": label.zh, "en": label.en},
            },
        )
        return iri

    def _media(self, name: str) -> str:
        iri = terms()["media_types"] + name
        self._words.setdefault(iri, {"@id": iri, "@type": "dct:MediaType"})
        return iri

    def _schemes(self) -> Iterator[dict]:
        """The schemes of classes (those in use, and what they stand under), of share types and of update cycles."""
        yield self._scheme("category", self._settings.shape.label(("category",)))
        for code in sorted(self._with_parents()):
            yield self._class(code)
        for name in ("share-type", "update-cycle"):
            vocabulary = self._settings.profile.vocabularies.get(name)
            if vocabulary is None:
                continue
            yield self._scheme(name, vocabulary.title)
            for one in vocabulary.codes:
                near = one.facts.get("eu")
                yield _without_blanks(
                    {
                        **self._concept(name, one.value, Text(zh=one.value, en=one.en)),
                        "topConceptOf": self._names("scheme", name),
                        "notation": one.facts.get("code"),
                        "closeMatch": near and self._frequency(near),
                    }
                )

    def _scheme(self, name: str, title: Text) -> dict:
        iri = self._names("scheme", name)
        return {"@id": iri, "@type": "skos:ConceptScheme", "title": {"zh": title.zh, "en": title.en}}

    def _concept(self, scheme: str, code: str, label: Text) -> dict:
        return {
            "@id": self._names("scheme", scheme, code),
            "@type": "skos:Concept",
            "inScheme": self._names("scheme", scheme),
            "prefLabel": {"zh": label.zh, "en": label.en},
        }

    def _class(self, code: str) -> dict:
        own = code in self._settings.own_categories
        name = self._settings.class_name(code) or Text(zh=code, en=code)
        above = self._settings.class_above(code)
        node = self._concept("category", code, name) | {"notation": code}
        if own or name.en == name.zh:
            node["prefLabel"] = {"zh": name.zh}
        if above is None:
            return node | {"topConceptOf": self._names("scheme", "category")}
        return node | {"broader": self._names("scheme", "category", above)}

    def _with_parents(self) -> set[str]:
        found: set[str] = set()
        for code in self._classes:
            while code is not None and code not in found:
                found.add(code)
                code = self._settings.class_above(code)
        return found

    def _definitions(self) -> Iterator[dict]:
        """The properties of our own: fields that no standard has a word for."""
        routes = _OWN | {key.replace(".", "_"): tuple(key.split(".")) for key in EXTRA}
        for name, route in sorted(routes.items()):
            label = self._settings.shape.label(route)
            yield {"@id": f"gov:{name}", "@type": "rdf:Property", "label": {"zh": label.zh, "en": label.en}}


def _labelled(iri: str, kind: str, said: str | None) -> dict | None:
    return {"@id": iri, "@type": kind, "label": {"zh": said}} if said else None


def _without_blanks(node: dict) -> dict:
    return {key: value for key, value in node.items() if value is not None and value != "" and value != []}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")
