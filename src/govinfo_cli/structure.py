"""The shape of one kind of file: what its JSON Schema calls the fields and finds wrong, sorted once for all rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from govinfo_cli.diagnostic import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One error of the schema, by its keyword, never by the library's sentence.

    `kind` is "missing" (then `route` names what is not there), "unknown" (`route` names the key), "type"
    (`allowed` lists JSON types) or "value" (`keyword` is the one that failed, `allowed` its limit).
    """

    kind: str
    route: tuple
    keyword: str = ""
    allowed: object = None


@dataclass(frozen=True, slots=True)
class Label:
    """What people call a field: its official name, and one line about it."""

    title: Text
    about: Text | None = None


def pattern_of(route: tuple) -> str:
    """A route as rows and labels name it: ("items", 3, "type") -> "items.*.type"."""
    return ".".join("*" if isinstance(step, int) else step for step in route)


class Shape:
    """A JSON Schema, compiled on first use."""

    def __init__(self, schema: Mapping) -> None:
        self.schema = schema

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
        """The field's official name; of an unknown field, its key."""
        found = self.labels.get(pattern_of(route))
        if found:
            return found.title
        name = str(route[-1]) if route else ""
        return Text(zh=name, en=name)

    def below(self, route: tuple) -> dict[str, dict]:
        """The fields that may stand directly below `route`: name -> subschema."""
        head = pattern_of(route)
        head = head + "." if head else ""
        return {
            p[len(head) :]: form
            for p, form in self.fields.items()
            if p.startswith(head) and "." not in p[len(head) :] and p[len(head) :] != "*"
        }

    def faults(self, data: object) -> tuple[Fault, ...]:
        """What the schema finds wrong, in the document's order. A value that is not there (None) is a "type" fault."""
        return tuple(fault for error in self._validator.iter_errors(data) for fault in _faults(error))


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
        for part in _parts(schema, node):
            for name, below in part.get("properties", {}).items():
                if isinstance(below, dict) and level < 7:
                    add(below, f"{at}.{name}" if at else name, level + 1)
            if isinstance(part.get("items"), dict):
                add(part["items"], f"{at}.*", level + 1)
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
