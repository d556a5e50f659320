"""No regular expression of ours takes longer than in proportion to a text, however it was made to hold it up."""

from __future__ import annotations

import ast
import builtins
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


# What is no pattern of ours but one that is handed in, and is judged where it comes from.
HANDED = {
    "layer.py: pattern",
    "pattern.py: self._source",
    "profile.py: self.code_pattern",
    "workbook/notes.py: pattern",
}

# What a letter cannot stand for, with an example.
EXAMPLES = {
    "attribution/listing.py: before + b'|'.join(waiting[start:start + _AT_ONCE]) + behind": (rb"(?<![0-9A-Za-z])(?:30304601/000012|30304601)(?![0-9A-Za-z])", "search"),
    "explanation/subject.py: f'{re.escape(id)}(-p|\\\\.)'": (r"art\-15(-p|\.)", "match"),
    "resource_name.py: _any_of(self._usual)": ("(?:基本信息|信息|数据)", "sub"),
    "withdrawing.py: f'(?:[ ]{{{dash + 1},}}#[^\\\\n]*(?:\\\\n|\\\\Z))*'": (r"(?:[ ]{3,}#[^\n]*(?:\n|\Z))*", "match"),
    "workbook/package.py: f'</{re.escape(found[1])}{name}[ \\\\t\\\\r\\\\n]{{0,9}}>'": (r"</x:y[ \t\r\n]{0,9}>", "search"),
    "workbook/tinting.py: f'<(?:{later})[\\\\s/>]|</{re.escape(self._prefix)}styleSheet'": (r"<(?:x:dxfs|x:extLst)[\s/>]|</x:styleSheet", "search"),
}  # fmt: skip

# What may be held up by more than it is given: the last 60 characters of a name.
SHORT = {"classification/words.py": "(?:x)+$"}


def _within_functions() -> tuple[dict[str, tuple[re.Pattern, tuple[str, ...]]], set[str]]:
    """The same of the patterns that stand within functions, where no module shows them; and those that cannot be told
    from the source. What a function puts into one of its own is taken for a letter."""
    found, untold, seen = {}, set(), set()
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        place = path.relative_to(SOURCE).as_posix()
        used = {id(one.value): one.attr for one in ast.walk(tree) if isinstance(one, ast.Attribute)}
        inside = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.Lambda)]
        calls = {id(one): one for function in inside for one in ast.walk(function) if isinstance(one, ast.Call)}
        for call in calls.values():
            method = ast.unparse(call.func).removeprefix("re.")
            if not call.args or not re.fullmatch(f"(?:re\\.)?compile|Pattern|{_METHODS}", method) or (
                method != "Pattern" and not ast.unparse(call.func).startswith("re.")
            ):  # fmt: skip
                continue
            said = ast.unparse(call.args[0])
            flags = [one.value for one in call.keywords if one.arg == "flags"] or (
                call.args[1:2] if method in ("compile", "Pattern") else []
            )
            known = vars(importlib.import_module(f"govinfo_cli.{place[:-3].replace('/', '.')}"))
            if isinstance(call.args[0], ast.Name) and said not in known:
                untold.add(f"{place}: {said}")
                continue
            try:
                one = _evaluated(said, known)
                compiled = re.compile(one, sum((_evaluated(ast.unparse(flag), known) for flag in flags), re.NOFLAG))
            except Exception:
                untold.add(f"{place}: {said}")
                continue
            if (compiled.pattern, method) not in seen:
                seen.add((compiled.pattern, method))
                found[f"{place}:{call.lineno}"] = (
                    compiled,
                    (used.get(id(call), "search") if method in ("compile", "Pattern") else method,),
                )
    return found, untold


class _Letters(dict):
    """Names to values; any other name to a letter, of the kind that is asked for."""

    def __init__(self, known: dict, letter: str | bytes) -> None:
        super().__init__(known)
        self._letter = letter

    def __missing__(self, name: str) -> object:
        return getattr(builtins, name) if hasattr(builtins, name) else self._letter


def _evaluated(said: str, known: dict) -> object:
    try:
        return eval(said, {}, _Letters(known, "x"))
    except TypeError:
        return eval(said, {}, _Letters(known, b"x"))


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


def test_no_pattern_within_a_function_can_be_held_up():
    within, untold = _within_functions()
    assert len(within) > 60
    assert untold == HANDED | EXAMPLES.keys()
    within = {name: one for name, one in within.items() if SHORT.get(name.partition(":")[0]) != one[0].pattern}
    within |= {name: (re.compile(one), (method,)) for name, (one, method) in EXAMPLES.items()}
    assert not {name: why for name, (one, used) in within.items() if (why := patience.slow(one, used))}


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
