"""Real portal extracts (CATALOG_REAL_DATA) into one new catalogue: nothing lost, every finding at its cell, validate reads it all."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tables import bring, catalogue, check_laws, entries

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.cleaning import one_word
from govinfo_cli.intake.nested import text_of
from govinfo_cli.intake.table import Column
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder
from govinfo_cli.validation import Request, validate
from govinfo_cli.visible import shown

REAL = os.environ.get("CATALOG_REAL_DATA")
pytestmark = pytest.mark.skipif(
    REAL is None, reason="CATALOG_REAL_DATA is not set: the real tables are not in the project"
)


def rows_of(path: Path) -> tuple[list[str], list[tuple[int, list]]]:
    """Headings and numbered rows, read without any of the tool's code."""
    if path.suffix == ".csv":
        grid = list(csv.reader(io.StringIO(path.read_bytes().decode("gb18030"), newline="")))
        return grid[0], list(enumerate(grid[1:], 2))
    objects = json.loads(path.read_text(encoding="utf-8"))
    names = list(dict.fromkeys(name for one in objects for name in one))
    return names, [(number, [one.get(name) for name in names]) for number, one in enumerate(objects, 1)]


@pytest.fixture(scope="module")
def portals() -> dict[str, Path]:
    found = {path.name: path for path in sorted((Path(REAL) / "portals").iterdir())}
    assert len(found) == 21
    return found


@pytest.fixture(scope="module")
def imported(portals, tmp_path_factory):
    root = catalogue(tmp_path_factory.mktemp("portals") / "目录 库")
    result = bring(root, *((name, path.read_bytes()) for name, path in portals.items()))
    return root, result


def test_rows_in_are_entries_and_rows_reported(portals, imported):
    _, result = imported
    assert not result.stopped
    assert {tally.path: tally.rows for tally in result.tallies} == {
        name: len(rows_of(path)[1]) for name, path in portals.items()
    }
    assert all(tally.rows == tally.entries + tally.others.total() for tally in result.tallies)
    written = sum(map(is_entry_path, result.bundle.files))
    assert written == sum(tally.entries for tally in result.tallies)
    # The three GB18030 tables hold what the JSON of the same portal holds.
    twins = {name.replace(".gb18030.csv", ".json") for name in portals if name.endswith(".csv")}
    assert {tally.path for tally in result.tallies if tally.others["import-duplicate-row"]} == twins


def test_every_cell_is_in_its_entry_or_told_at_its_place(portals, tmp_path):
    for name, path in portals.items():
        root = catalogue(tmp_path / name)
        check_laws(name, rows_of(path)[1], bring(root, (name, path.read_bytes())), root)


def test_every_finding_points_at_the_cell_it_speaks_of(portals, imported):
    _, result = imported
    tables = {name: rows_of(path) for name, path in portals.items()}
    checked = Counter()
    for one in result.outcome.findings:
        heads, rows = tables[one.span.path]
        numbered = dict(rows)
        first = re.search(
            r"“(.*?)”(?=没有对应|改为|读作|等于|不在|不是|不止|只说|（|读不出|是平台)", one.message.zh, re.S
        )
        quoted = first[1] if first else None
        if one.rule == "import-unknown-column":
            words = Column(one.span.column, heads[one.span.column - 1], one.span.path.endswith(".csv")).words
            assert one.message.zh.startswith(words.zh)
        elif one.rule in ("import-changed-value", "import-unread-value", "import-new-owner"):
            cell = text_of(numbered[one.span.line][one.span.column - 1])
            # A new owner is named as it will be registered.
            cell = one_word(cell) if one.rule == "import-new-owner" else shown(cell, 10_000)
            pieces = [piece for piece in quoted.split("…") if piece]
            assert pieces and all(piece.strip() in cell for piece in pieces), (one.span, one.message.zh)
        elif one.rule == "import-duplicate-row":
            span = one.related[0][1]
            assert blanked(numbered[one.span.line]) == blanked(dict(tables[span.path][1])[span.line])
        else:
            assert one.rule in ("import-recoded-file", "import-renamed-file")
        checked[one.rule] += 1
    assert checked["import-changed-value"] > 1000 and checked["import-unread-value"] > 1000


def blanked(row: list) -> list[str]:
    return [text_of(cell) if cell else "" for cell in row]


def test_the_catalogue_validates_without_a_broken_file(imported):
    root, result = imported
    result.bundle.write(root)
    outcome = validate(Folder(root), Request(today=date(2026, 11, 24)))
    assert outcome.entries == sum(map(is_entry_path, result.bundle.files))
    rules = Counter(one.rule for one in outcome.findings)
    assert rules["missing-field"] >= outcome.entries
    # What the import made of text is never a broken file, a hidden character, an unknown key or an unregistered owner.
    assert not rules.keys() & {
        "invalid-yaml",
        "unreadable-file",
        "too-large",
        "control-characters",
        "unknown-field",
        "synonym",
        "malformed-date",
        "unknown-owner",
        "misfiled-entry",
        "alias-or-tag",
        "duplicate-key",
    }


def test_the_records_of_the_national_platform(tmp_path):
    path = Path(REAL) / "platform/national_records.jsonl"
    root = catalogue(tmp_path)
    result = bring(root, (path.name, path.read_bytes()))
    found = entries(result, root)
    assert len(found) == 6 and [one for one in result.outcome.findings if one.rule == "import-bare-code"] == []
    assert {entry["share"]["type"] for entry in found} <= {"有条件共享", "不予共享"}
    known = open_settings(Folder(root)).profile
    assert all(known.is_code(entry["code"]) for entry in found if "code" in entry)
    assert sum("x-code" in entry for entry in found) == 3
