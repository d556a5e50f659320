"""What the program imports is what its package asks for: a module that only a test needs would be missing at an office."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "govinfo_cli"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Only what is installed with it, or for one export that says so; ruamel.yaml.clib is imported as _ruamel_yaml.
DECLARED = {
    re.match(r"[\w.-]+", line)[0].replace("-", "_").partition(".")[0]
    for line in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["parquet"])
}


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_nothing_is_imported_that_is_not_asked_for(path):
    named = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            named.add(node.module.partition(".")[0])
    assert named - sys.stdlib_module_names - {"govinfo_cli", "_ruamel_yaml"} <= DECLARED
