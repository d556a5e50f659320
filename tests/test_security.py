"""SECURITY.md: every attack in its table names a test that is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "tests/" in line or line.startswith("| ") and "rules/" in line
]


def _tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_row_says_what_stops_it_and_what_proves_it():
    assert len(ROWS) > 30
    for row in ROWS:
        assert len(row) == 4 and all(row), row


def test_every_test_that_is_named_is_there():
    named = set()
    for *_, proof in ROWS:
        before = None
        for word in re.findall(r"[\w/.]+(?:::\w+)?", proof):
            file, _, test = word.partition("::")
            if file.endswith(".py"):
                before = ROOT / file
                assert before.is_file(), word
                assert not test or test in _tests(before), word
                named.add(before.name)
            elif file.endswith(".md"):
                assert (ROOT / "src/govinfo_cli" / file).is_file(), word
            elif word.startswith("test_"):
                assert before and word in _tests(before), word
    ours = {"test_inert.py", "test_secrecy.py", "test_interrupted.py", "test_fuzzing.py", "test_platforms.py"}
    assert ours <= named


def test_every_input_and_attack_of_the_field_has_a_row():
    """What other tools fell over (CVEs and reports of theirs), in the words of the table."""
    text = "\n".join(" ".join(row[:2]) for row in ROWS)
    for word in ("alias bomb", "nesting", "object construction", "ReDoS", "$ref", "option", "core.fsmonitor", "line breaks", "links", "zip bomb", "doubled parts", "external entity", "formulas", "##vso[", "escape sequences", "HTML", "identity", "no YAML"):  # fmt: skip
        assert word in text, word
