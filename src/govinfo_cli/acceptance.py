"""The guards of the entry rules as few schemas: which rules an entry may break at all, told far sooner than by running them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from types import ModuleType

from govinfo_cli.entry import Entry
from govinfo_cli.layer import Row
from govinfo_cli.rules import rule as rule_of
from govinfo_cli.settings import Settings

Rule = tuple[str, ModuleType, Sequence[Row]]

_MOST_FINE = 10_000  # items
_FEW = 3  # items that are looked at one by one


class Acceptance:
    """The guards of `rules`, each with its name and what the profiles say of it."""

    def __init__(self, settings: Settings, rules: Iterable[Rule]) -> None:
        self._settings = settings
        self._rules = [one for one in rules if hasattr(one[1], "accepts")]
        # Items that satisfy all guards, by identity: whoever loads many entries gives one object for what many say.
        self._fine: dict[int, object] = {}

    def suspects(self, entry: Entry) -> list[Rule]:
        """The rules with a guard that `entry` does not satisfy."""
        data = entry.data
        if self._clean(data):
            return []
        if not self._schema.is_valid(data) and _strange(entry):
            return self._rules
        return [rule for rule, guard in self._guards if not guard.is_valid(data)]

    def _clean(self, data: dict) -> bool:
        items, fine = data.get("items"), self._fine
        if type(items) is not list:
            return self._whole.is_valid(data)
        doubtful = [item for item in items if id(item) not in fine]
        if len(doubtful) > _FEW:
            if not self._whole.is_valid(data):
                return False
        elif not (self._but_items.is_valid(data) and all(map(self._item.is_valid, doubtful))):
            return False
        if doubtful:
            if len(fine) > _MOST_FINE:
                fine.clear()
            fine.update((id(item), item) for item in doubtful)
        return True

    @cached_property
    def _parts(self) -> list[dict]:
        """The guards of all rules, those that ask the same once, each with a name of its own."""
        asked = (part for _, module, _ in self._rules for part in self._asked_by(module))
        parts = [self._settings.profile.schema, *asked]
        return _named(part for place, part in enumerate(parts) if part not in parts[:place])

    @cached_property
    def _whole(self):
        """One validator for all guards: what it finds valid is clean for every rule that has one."""
        return _validator({"allOf": self._parts})

    @cached_property
    def _item(self):
        """What all guards ask of every item, wherever it stands."""
        asked = [{"$ref": f"{part['$id']}#/properties/items/items"} for part in self._parts if _of_items(part)]
        return _validator({"$defs": _defined(self._parts), "allOf": asked})

    @cached_property
    def _but_items(self):
        """What they ask beside that."""
        return _validator({"$defs": _defined(self._parts), "allOf": [_without_items(part) for part in self._parts]})

    @cached_property
    def _schema(self):
        """What every guard takes for granted: that the fields are those of an entry."""
        return _validator({"allOf": _named([self._settings.profile.schema])})

    @cached_property
    def _guards(self) -> list[tuple[Rule, object]]:
        """Each rule with what an entry must satisfy for it to have nothing to say."""
        return [(rule, _validator({"allOf": _named(self._asked_by(rule[1]))})) for rule in self._rules]

    def _asked_by(self, module: ModuleType) -> list[dict]:
        modules = (module, *map(rule_of, getattr(module, "TRUSTS", ())))
        return [one.accepts(self._settings) for one in modules]


def _strange(entry: Entry) -> bool:
    """Whether there are keys that the schema does not know, or may be: whatever it finds wrong with a mapping or a list.
    Guards speak of fields by their names, and a key "share.type" could pass for one to a rule. What is wrong with a text
    or a number hides no keys."""
    return any(
        fault.kind == "unknown" or fault.kind != "missing" and isinstance(entry.get(*fault.route), (dict, list))
        for fault in entry.faults
    )


def _validator(schema: dict):
    import jsonschema_rs

    return jsonschema_rs.validator_for(schema, validate_formats=True)


def _named(parts: Iterable[dict]) -> list[dict]:
    """Each as a schema of its own, so that its `$defs` are found."""
    return [{**part, "$id": f"urn:guard:{number}"} for number, part in enumerate(parts)]


def _defined(parts: Sequence[dict]) -> dict:
    return {str(number): part for number, part in enumerate(parts)}


def _of_items(part: dict) -> bool:
    found = part.get("properties", {}).get("items")
    return isinstance(found, dict) and "items" in found


def _without_items(part: dict) -> dict:
    """The schema `part` without what it asks of each item; what it refers to is found in the whole of it."""
    own = {key: value for key, value in part.items() if key not in ("$id", "$defs", "$schema")}
    if _of_items(part):
        items = {key: value for key, value in own["properties"]["items"].items() if key != "items"}
        own["properties"] = {**own["properties"], "items": items}
    return _referring(own, part["$id"])


def _referring(node: object, to: str) -> object:
    if isinstance(node, dict):
        return {
            key: to + value
            if key == "$ref" and isinstance(value, str) and value.startswith("#")
            else _referring(value, to)
            for key, value in node.items()
        }
    return [_referring(one, to) for one in node] if isinstance(node, list) else node
