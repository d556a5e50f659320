"""The schema of an entry for editors: what the profiles ask, merged and spelt out where the cursor stands.

Everything is in place, without $ref: an editor's language server lets what stands beside a reference hide it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from govinfo_cli.catalog import Catalog
from govinfo_cli.profile import Profile
from govinfo_cli.vocabulary import Vocabulary

_KEPT = ("type", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "format")
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def entry_schema(
    profile: Profile, lang: str, owners: Mapping[str, str] | None = None, categories: Mapping[str, str] | None = None
) -> dict:
    """The JSON Schema (draft 2020-12) of an entry, its sentences in `lang`.

    Required is what a row of missing-field asks without condition. Closed code lists are enumerated, open ones
    offered. `owners` (name -> what it is) and `categories` (code -> name) are the catalogue's own, and offered.
    """
    writer = _Writer(profile, lang, owners or {}, categories or {})
    schema = {"$schema": _DRAFT, **writer.field(profile.schema, "")}
    for row in profile.rows("missing-field"):
        for pattern in row.fields if "when" not in row.params else ():
            _require(schema, pattern.split("."))
    return schema


def catalogue_schema(catalog: Catalog, lang: str) -> dict:
    """The schema of an entry of this catalogue: by its profiles, its owners and its own class nodes."""
    named = {owner.name: owner.kind or "" for owner in catalog.owners.values()}
    return entry_schema(catalog.settings.profile, lang, named, catalog.settings.own_categories)


def text_of(schema: Mapping) -> str:
    """A schema as it is printed: Chinese is left to be read; what cannot be seen (in the name of an owner) is written out."""
    import json

    text = json.dumps(schema, ensure_ascii=False, indent=1)
    return "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text) + "\n"


class _Writer:
    def __init__(self, profile: Profile, lang: str, owners: Mapping[str, str], categories: Mapping[str, str]) -> None:
        self._profile, self._lang, self._owners, self._categories = profile, lang, owners, categories
        self._defs = profile.schema.get("$defs", {})

    def field(self, node: Mapping, pattern: str, *, forbidden: frozenset[str] = frozenset()) -> dict:
        """The subschema of the field `pattern`, all that it refers to written out."""
        if "$ref" in node:
            forbidden |= {name for name, below in node.get("properties", {}).items() if below is False}
            node = {**self._defs[node["$ref"].removeprefix("#/$defs/")], **_without(node, "$ref", "properties")}
        written = {key: node[key] for key in _KEPT if key in node}
        title, about = self._said(node, "title"), self._said(node, "description")
        if title:
            written["title"] = title
        if about:
            written["description"] = about
        if title and pattern:
            written["markdownDescription"] = self._hover(node, pattern, title, about)
        vocabulary = self._profile.vocabularies.get(node.get("x-vocabulary", ""))
        if vocabulary and written.get("type") == "string":
            written |= _values(vocabulary, self._lang)
        elif pattern == "owner" and self._owners:
            written |= _offered(self._owners)
        elif node.get("x-category") and self._categories:
            written |= _offered(self._categories)
        if "properties" in node:
            written["properties"] = {
                name: self.field(below, f"{pattern}.{name}" if pattern else name)
                for name, below in node["properties"].items()
                if name not in forbidden and isinstance(below, dict)
            }
            written["patternProperties"] = node.get("patternProperties", {})
            written["additionalProperties"] = node.get("additionalProperties", True)
            if not written["patternProperties"]:
                del written["patternProperties"]
        if isinstance(node.get("items"), dict):
            written["items"] = self.field(node["items"], f"{pattern}.*")
        for branch in ("if", "then", "else"):
            if isinstance(node.get(branch), dict):
                written[branch] = self.field(node[branch], pattern)
        return written

    def _said(self, node: Mapping, key: str) -> str | None:
        return node.get(f"x-{key}", node.get(key)) if self._lang == "en" else node.get(key)

    def _hover(self, node: Mapping, pattern: str, title: str, about: str | None) -> str:
        """What an editor shows beside the field: its name and key, what it is, its values, what asks for it."""
        zh = self._lang != "en"
        parts = [f"**{title}** `{pattern.replace('.*', '')}`"]
        if about:
            parts.append(about)
        vocabulary = self._profile.vocabularies.get(node.get("x-vocabulary", ""))
        if vocabulary:
            values = [code.value if zh else f"{code.value} ({code.en})" for code in vocabulary.codes]
            parts.append(("可以填：" if zh else "values: ") + ("、" if zh else ", ").join(values))
        rows = [row for rows in self._profile.rules.values() for row in rows if row.fields and row.covers(pattern)]
        cites = dict.fromkeys(cite for row in rows for cite in row.cites)
        articles = [self._profile.articles[cite] for cite in cites if cite in self._profile.articles]
        for kind, labels in _by_kind(articles, self._lang).items():
            parts.append(f"{kind}{'：' if zh else ': '}" + ("；" if zh else "; ").join(labels))
        return "\n\n".join(parts)


def _by_kind(articles: Iterable, lang: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for article in articles:
        found.setdefault(article.kind.of(lang), []).append(article.label.of(lang))
    return found


def _values(vocabulary: Vocabulary, lang: str) -> dict:
    """A closed list as all that may stand there; an open one as what is offered before any other text."""
    named = {code.value: code.en if lang == "en" else "" for code in vocabulary.codes}
    return _offered(named) if vocabulary.open else _listed(named)


def _listed(named: Mapping[str, str]) -> dict:
    listed = {"enum": list(named)}
    return {**listed, "enumDescriptions": list(named.values())} if any(named.values()) else listed


def _offered(named: Mapping[str, str]) -> dict:
    return {"anyOf": [_listed(named), {"type": "string"}], "examples": list(named)[:5]}


def _require(node: dict, steps: list[str], above: bool | None = None) -> None:
    """Asks for the field at `steps` below `node`, in either form of what may be one or a list.

    A group (`above`) is asked for with its member; what lies deeper only where the group is there.
    """
    above = len(steps) == 2 and "*" not in steps if above is None else above
    for branch in ("then", "else"):
        if isinstance(node.get(branch), dict):
            _require(node[branch], steps, above)
    step, *rest = steps
    if step == "*":
        _require(node.get("items", {}), rest, above)
    elif step in node.get("properties", {}):
        if above or not rest:
            node["required"] = sorted({*node.get("required", ()), step}, key=list(node["properties"]).index)
        if rest:
            _require(node["properties"][step], rest, above)


def _without(node: Mapping, *keys: str) -> dict:
    return {key: value for key, value in node.items() if key not in keys}
