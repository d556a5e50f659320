"""No regular expression of ours takes longer than in proportion to a text, however it was made to hold it up."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from pathlib import Path

import patience
import pytest

import govinfo_cli
from govinfo_cli.pattern import Pattern

SOURCE = Path(govinfo_cli.__file__).parent
SCHEMAS = Path(__file__).parents[1] / "schemas"
_METHODS = "search|match|fullmatch|subn?|finditer|findall|split"


def _patterns(value: object, depth: int = 0):
    if isinstance(value, Pattern | re.Pattern):
        yield value if isinstance(value, re.Pattern) else re.compile(value._source, value._flags)
    elif depth < 3 and isinstance(value, dict | tuple | list | frozenset | set):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _patterns(one, depth + 1)


def _collected() -> dict[str, tuple[re.Pattern, tuple[str, ...]]]:
    """Name of each compiled pattern -> itself, and how the code that sees it uses it."""
    found, seen = {}, set()
    everything = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    for module in pkgutil.walk_packages(govinfo_cli.__path__, "govinfo_cli."):
        if module.name.endswith("__main__"):
            continue
        loaded = importlib.import_module(module.name)
        own = Path(loaded.__file__).read_text(encoding="utf-8")
        for name, value in list(vars(loaded).items()):
            for number, one in enumerate(_patterns(value)):
                if (one.pattern, one.flags) not in seen:
                    seen.add((one.pattern, one.flags))
                    used = re.findall(
                        rf"\b{name}(?:\[[^\]]*\])?\.({_METHODS})\b", own if name[0] == "_" else everything
                    )
                    label = f"{module.name.removeprefix('govinfo_cli.')}.{name}{f'[{number}]' if number else ''}"
                    found[label] = one, tuple(sorted({*used} or {"search"}))
    return found


def _in_schemas() -> dict[str, re.Pattern]:
    found: dict[str, re.Pattern] = {}

    def walk(node, path):
        if isinstance(node, dict):
            for one in (node.get("pattern"), *(node.get("patternProperties") or ())):
                if isinstance(one, str):
                    found[f"{path.name}: {one}"] = re.compile(one)
            node = list(node.values())
        for one in node if isinstance(node, list) else ():
            walk(one, path)

    for path in SCHEMAS.rglob("*.json"):
        walk(json.loads(path.read_bytes()), path)
    return found


def test_no_pattern_of_the_program_can_be_held_up():
    collected = _collected()
    assert len(collected) > 100
    assert not {name: why for name, (one, used) in collected.items() if (why := patience.slow(one, used))}


def test_no_pattern_of_the_schemas_can_be_held_up():
    patterns = _in_schemas()
    assert len(patterns) > 5
    assert not {name: why for name, one in patterns.items() if (why := patience.slow(one))}


@pytest.mark.parametrize("pattern", ["(a+)+$", "^(a|aa)+$", "^(\\d+)*x", "\\s+$", "[*:\\s]+$", "\\[[^\\]]*\\]"])
def test_what_can_be_held_up_is_found(pattern):
    """The control."""
    assert patience.slow(re.compile(pattern))


@pytest.mark.parametrize("pattern", ["^a+$", "(?<!\\s)\\s++$", "\\[[^\\[\\]]*\\]", "^[0-9]{8}/[0-9]{6}$", "甲|乙"])
def test_what_cannot_be_held_up_is_not(pattern):
    assert patience.slow(re.compile(pattern)) is None
