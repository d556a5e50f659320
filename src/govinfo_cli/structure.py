"""The shape of one kind of file: what its JSON Schema calls the fields and finds wrong, sorted once for all rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.vocabulary import fold


class Fault(NamedTuple):
    """One error of the schema, by its keyword, never by the library's sentence.

    `kind` is "missing" (then `route` names what is not there), "unknown" (`route` names the key), "type"
    (`allowed` lists JSON types) or "value" (`keyword` is the one that failed, `allowed` its limit).
    """

    kind: str
    route: tuple
    keyword: str = ""
    allowed: object = None


class Label(NamedTuple):
    """What people call a field: its official name, and one line about it."""

    title: Text
    about: Text | None = None


@lru_cache(4096)
def pattern_of(route: tuple) -> str:
    """A route as rows and labels name it: ("items", 3, "type") -> "items.*.type"."""
    return ".".join("*" if isinstance(step, int) else step for step in route)


def walk(data: object) -> list[tuple[tuple, object]]:
    """Every value below `data` with its route, mappings and lists too, in the document's order."""
    found: list[tuple[tuple, object]] = []
    _walk(data, (), found)
    return found


def _walk(data: object, route: tuple, found: list[tuple[tuple, object]]) -> None:
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in steps:
        here = (*route, step)
        found.append((here, value))
        if isinstance(value, (dict, list)):
            _walk(value, here, found)


def demanding(forms: Mapping[str, Mapping]) -> dict:
    """The JSON Schema that demands of each field pattern ("items.*.type") what its subschema says, where it is there."""
    schema: dict = {}
    for pattern, form in forms.items():
        node = schema
        for step in pattern.split("."):
            node = (
                node.setdefault("items", {}) if step == "*" else node.setdefault("properties", {}).setdefault(step, {})
            )
        node.update(form)
    return schema


class Shape:
    """A JSON Schema, compiled on first use."""

    def __init__(self, schema: Mapping) -> None:
        self.schema = schema
        self._names: dict[str, dict[str, str]] = {}
        self._fields_below: dict[str, dict[str, dict]] = {}

    @cached_property
    def _validator(self):
        import jsonschema_rs

        return jsonschema_rs.validator_for(self.schema, validate_formats=False)

    @cached_property
    def labels(self) -> dict[str, Label]:
        """Field pattern -> label, for every field."""
        return {pattern: _label(form) for pattern, form in self.fields.items() if "title" in form}

    @cached_property
    def fields(self) -> dict[str, dict]:
        """Field pattern ("items.*.type") -> its subschema with all that it refers to merged in."""
        return _fields(self.schema)

    @cached_property
    def coded(self) -> dict[str, str]:
        """Field pattern -> name of the vocabulary that its text is taken from."""
        return self._vocabularies("string")

    @cached_property
    def flags(self) -> dict[str, str]:
        """Field pattern -> name of the vocabulary that has words for its true and false."""
        return self._vocabularies("boolean")

    @cached_property
    def listed(self) -> frozenset[str]:
        """The patterns of all fields with a code list."""
        return frozenset((*self.coded, *self.flags))

    def _vocabularies(self, kind: str) -> dict[str, str]:
        forms = {pattern: form for pattern, form in self.fields.items() if form.get("type") == kind}
        return {pattern: form["x-vocabulary"] for pattern, form in forms.items() if "x-vocabulary" in form}

    @cached_property
    def dates(self) -> frozenset[str]:
        """The patterns of the fields that are dates."""
        return frozenset(pattern for pattern, form in self.fields.items() if form.get("format") == "date")

    @cached_property
    def typed(self) -> dict[str, frozenset]:
        """Key -> JSON types beside text that a value under that key may have; what `document.load` needs."""
        found: dict[str, frozenset] = {}
        for pattern, form in self.fields.items():
            kinds = form.get("type")
            special = frozenset([kinds] if isinstance(kinds, str) else kinds or ()) & {"integer", "boolean"}
            if special:
                name = pattern.rpartition(".")[2]
                found[name] = found.get(name, frozenset()) | special
        return found

    def label(self, route: tuple) -> Text:
        """The field's official name; of a member of a list, the list's with its number; of an unknown field, its key."""
        found = self.labels.get(self.pattern(route))
        if found:
            return found.title
        if route and isinstance(route[-1], int):
            of, number = self.label(route[:-1]), route[-1] + 1
            return Text(zh=f"{of.zh}第 {number} {'项' if of.zh else '条'}", en=f"{of.en or 'line'} {number}")
        name = str(route[-1]) if route else ""
        return Text(zh=name, en=name)

    def pattern(self, route: tuple) -> str:
        """The field pattern of a route; what the schema leaves open, such as an owner's name, is "*" too."""
        pattern = pattern_of(route)
        if pattern in self.fields or not route:
            return pattern
        opened = pattern_of((0, *route[1:]))
        return opened if opened in self.fields else pattern

    def form(self, route: tuple) -> Mapping:
        """The subschema of the field at `route`; empty where the schema knows none."""
        return self.fields.get(self.pattern(route), {})

    def named(self, route: tuple, key: str) -> str | None:
        """The field, of those that may stand below `route`, that `key` is another spelling or name of."""
        pattern = self.pattern(route)
        if pattern not in self._names:
            self._names[pattern] = _other_names(self.below(route))
        return self._names[pattern].get(_bare(key))

    def required(self, route: tuple) -> frozenset[str]:
        """The names that the schema itself (not a profile's row) demands below `route`."""
        return frozenset((self.form(route) if route else self.schema).get("required", ()))

    def below(self, route: tuple) -> dict[str, dict]:
        """The fields that may stand directly below `route`: name -> subschema."""
        return self._below(self.pattern(route))

    def _below(self, above: str) -> dict[str, dict]:
        if above not in self._fields_below:
            head = above + "." if above else ""
            found = {
                p[len(head) :]: form
                for p, form in self.fields.items()
                if p.startswith(head) and "." not in p[len(head) :] and p[len(head) :] != "*"
            }
            if above and not found:
                return found  # anything may be asked for
            self._fields_below[above] = found
        return self._fields_below[above]

    def faults(self, data: object) -> tuple[Fault, ...]:
        """What the schema finds wrong, in the document's order. A value that is not there (None) is a "type" fault."""
        return tuple(fault for error in self._validator.iter_errors(data) for fault in _faults(error))


def _other_names(fields: Mapping[str, Mapping]) -> dict[str, str]:
    """Every spelling and name of the fields, bare -> key; a key's own spelling before any other's name."""
    names: dict[str, str] = {}
    for name, form in fields.items():
        for word in (form.get("title", ""), form.get("x-title", ""), *form.get("x-aliases", ())):
            names.setdefault(_bare(word), name)
    names |= {_bare(name): name for name in fields}
    names.pop("", None)
    return names


@lru_cache(4096)
def _bare(word: str) -> str:
    return re.sub(r"[-_“”‘’\"'*：:]", "", fold(word))


def _faults(error) -> Iterator[Fault]:
    route = tuple(error.instance_path)
    keyword = error.kind.name
    value = getattr(error.kind, "value", None)
    if keyword == "required":
        yield Fault("missing", (*route, error.kind.property))
    elif keyword in ("additionalProperties", "unevaluatedProperties"):
        for name in error.kind.unexpected:
            yield Fault("unknown", (*route, name))
    elif keyword == "falseSchema":
        yield Fault("unknown", route)
    elif keyword == "type":
        yield Fault("type", route, keyword, tuple(value) if isinstance(value, (list, tuple)) else (value,))
    else:
        yield Fault("value", route, keyword, value)


def _label(form: Mapping) -> Label:
    about = (
        Text(zh=form["description"], en=form.get("x-description", form["description"]))
        if "description" in form
        else None
    )
    return Label(Text(zh=form["title"], en=form.get("x-title", form["title"])), about)


def _fields(schema: Mapping) -> dict[str, dict]:
    found: dict[str, dict] = {}

    def walk(node: Mapping, at: str, level: int) -> None:
        parts = list(_parts(schema, node))
        forbidden = {name for part in parts for name, below in part.get("properties", {}).items() if below is False}
        for part in parts:
            for name, below in part.get("properties", {}).items():
                if isinstance(below, dict) and name not in forbidden and level < 7:
                    add(below, f"{at}.{name}" if at else name, level + 1)
            if isinstance(part.get("items"), dict):
                add(part["items"], f"{at}.*" if at else "*", level + 1)
            if isinstance(part.get("additionalProperties"), dict):
                add(part["additionalProperties"], f"{at}.*" if at else "*", level + 1)

    def add(node: Mapping, here: str, level: int) -> None:
        merged: dict = {}
        for part in _parts(schema, node):
            merged = {**part, **merged}
        found.setdefault(here, merged)
        walk(node, here, level)

    walk(schema, "", 0)
    return found


def _parts(schema: Mapping, node: Mapping) -> Iterator[Mapping]:
    """A subschema with all that it refers to: itself, its `$ref`, and both branches of an `if`."""
    yield node
    if "$ref" in node:
        yield from _parts(schema, schema["$defs"][node["$ref"].removeprefix("#/$defs/")])
    for branch in ("then", "else"):
        if isinstance(node.get(branch), dict):
            yield from _parts(schema, node[branch])
