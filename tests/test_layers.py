"""Arrows point down: a module imports only what stands above it in this list, and members of a plural folder not each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "govinfo_cli"

# From the bottom up; a line's modules may import from its own line only what stands further left.
LAYERS = [
    ["__init__", "option", "beside", "pattern", "scalars", "diagnostic", "limits", "visible", "jsontext", "sharing"],
    [
        "git",
        "source",
        "staged",
        "differing",
        "provenance",
        "finding",
        "redaction",
        "article",
        "vocabulary",
        "uscc",
        "structure",
        "yaml",
        "naming",
        "columns",
        "lock",
        "unwritten",
        "patch",
        "bundle",
        "dates",
        "cleaning",
        "irregularity",
        "signature",
        "remarks",
        "workbook",
    ],
    [
        "registers",
        "blemish",
        "layer",
        "profile",
        "settings",
        "resource_name",
        "catalog",
        "entry",
        "spotting",
        "remedy",
        "outcome",
        "lookup",
        "numbering",
        "history",
        "query",
        "statistics",
        "showing",
        "editor",
        "release",
        "predecessor",
        "edition",
    ],
    ["waiver", "rules", "veil", "wording", "intake", "template"],
    ["change", "package"],
    [
        "life",
        "classification",
        "acceptance",
        "weighing",
        "inspection",
        "request",
        "memory",
        "processes",
        "places",
        "validation",
        "attribution",
        "fixing",
        "formatting",
        "withdrawing",
        "explanation",
    ],
    [
        "imports",
        "reports",
        "reviews",
        "exports",
        "clearance",
        "exporting",
        "delivery",
        "reproduction",
        "verification",
        "releasing",
        "objection",
        "chronicle",
        "importing",
        "tablecheck",
        "starting",
        "drafting",
        "driving",
    ],
    ["running", "answering", "reporting", "editing", "tablerun", "commands"],
    ["invocation", "application", "cli", "__main__"],
]
# A noun of several files: each imports only what stands further left.
INSIDE = {
    "git": ["guard", "ahead", "objects", "forkpoint", "checkout"],
    "yaml": [
        "nodes",
        "slips",
        "document",
        "plain",
        "outline",
        "reading",
        "loading",
        "comments",
        "layout",
        "stepping",
        "amending",
    ],
    "memory": ["asked", "store", "parcel", "dependence", "touched", "shelf", "keeping", "recall", "contents"],
    "attribution": ["listing", "bearing", "surroundings", "attributing"],
    "importing": ["imported", "updating", "standing", "newcomers", "proposing", "pipeline", "receipt"],
    "edition": ["scope", "stipulation", "exported", "readout", "outward", "portal", "tabular"],
    "classification": [
        "words",
        "model",
        "calibration",
        "learning",
        "evidence",
        "reasons",
        "shares",
        "proposals",
        "writing",
        "tree",
        "telling",
        "report",
        "duplicates",
        "duplicates_report",
    ],
    "intake": [
        "nested",
        "particulars",
        "table",
        "textfile",
        "headings",
        "heads",
        "grouping",
        "notices",
        "forms",
        "joining",
        "layouts",
        "mangled",
        "codes",
        "pairs",
        "mapping",
        "reading",
        "cells",
        "curing",
        "phrasing",
        "filling",
        "placing",
        "terms",
        "items",
        "levels",
        "supplementing",
        "rows",
        "registering",
        "shelving",
        "providing",
        "asking",
        "verdicts",
    ],
    "workbook": [
        "value",
        "serials",
        "refusal",
        "archive",
        "markup",
        "parts",
        "scan",
        "gathering",
        "rowforms",
        "sheet",
        "xlsx",
        "legacy",
        "book",
        "styling",
        "packing",
        "writing",
        "listing",
        "renewing",
        "package",
        "tinting",
        "sheetmarks",
        "notes",
        "findings",
        "annotating",
    ],
    "tablecheck": ["rows", "advice", "remarking", "checking", "marking"],
    "template": ["target", "layout", "tables", "misfits", "recording", "lists", "carrying", "body", "cover"],
    "change": [
        "normal",
        "likeness",
        "itemising",
        "matching",
        "changes",
        "direction",
        "folding",
        "judgement",
        "telling",
        "consent",
        "versions",
        "placing",
        "discretion",
        "comparison",
        "reviewing",
    ],
    "package": [
        "names",
        "held",
        "zipping",
        "opening",
        "tally",
        "rereading",
        "agreeing",
        "manifest",
        "cover",
        "telling",
    ],
    "life": ["happening", "examining", "walking", "beginning", "former", "lending"],
    "drafting": ["fields", "assigning", "desk", "questions", "prompting", "conversation", "replying"],
    "explanation": ["examples", "notices", "subject", "resting", "changes", "explaining"],
}
PLURAL = {"rules", "imports", "exports", "reports", "reviews", "commands"}
HEIGHT = {name: (level, place) for level, names in enumerate(LAYERS) for place, name in enumerate(names)}
FILES = sorted(SOURCE.rglob("*.py"))


def module_of(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts


def imported(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("govinfo_cli"):
            base = tuple(node.module.split(".")[1:])
            yield from ([base] if base else [(alias.name,) for alias in node.names if not alias.name.startswith("__")])
        elif isinstance(node, ast.Import):
            yield from (
                tuple(alias.name.split(".")[1:]) for alias in node.names if alias.name.startswith("govinfo_cli.")
            )


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(SOURCE)) for path in FILES])
def test_arrows_point_down(path):
    own = module_of(path)
    for other in imported(path):
        if own[0] in INSIDE and own[0] == other[0]:
            order = INSIDE[own[0]]
            assert len(other) == 1 or order.index(other[1]) < order.index(own[1]), f"{own[1]} imports {other[1]}"
        elif own[0] == other[0]:
            assert own[0] in PLURAL, f"{own} imports itself"
            assert len(other) == 1 or len(own) == 1 or own == other, (
                f"{'.'.join(own)} imports its sibling {'.'.join(other)}"
            )
        else:
            assert HEIGHT[other[0]] < HEIGHT[own[0]], (
                f"{'.'.join(own)} imports {'.'.join(other)}, which is not below it"
            )


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(SOURCE)) for path in FILES])
def test_files_are_small_named_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 310
    assert path.stem not in {"utils", "util", "common", "helpers", "misc", "base", "manager"}
    assert ast.get_docstring(ast.parse(text)), "no docstring"


def test_only_bundle_writes_files():
    """DESIGN: one module writes; reports go through it too."""
    for path in FILES:
        if path.stem in (
            "bundle",
            "cli",
            "writing",
            "package",
            "store",
        ):  # two write a zip in memory, "store" what nobody sees
            continue
        text = path.read_text(encoding="utf-8")
        for call in (".write_text(", ".write_bytes(", "os.replace(", '"w"', "os.unlink(", ".unlink(", "shutil"):
            assert call not in text, f"{path.name} writes: {call}"
