"""Real workbooks of offices (CATALOG_REAL_DATA): every row is an entry or told, every sheet is understood or told."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from tables import bring, catalogue, entries

from govinfo_cli.imports import ENDINGS
from govinfo_cli.intake.nested import text_of
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder
from govinfo_cli.validation import Request, validate
from govinfo_cli.workbook.book import open_book

REAL = os.environ.get("CATALOG_REAL_DATA")
pytestmark = pytest.mark.skipif(
    REAL is None, reason="CATALOG_REAL_DATA is not set: the real workbooks are not in the project"
)


def files(folder: str) -> list[Path]:
    return sorted(path for path in (Path(REAL) / folder).iterdir() if path.suffix in ENDINGS)


def test_each_sheet_of_a_form_is_one_resource_with_its_items(tmp_path):
    """The names in row 1, read by another library, are the items in their order."""
    import xlrd

    found = files("forms")
    assert len(found) == 19
    for path in found:
        root = catalogue(tmp_path / path.stem)
        imported = bring(root, (path.name, path.read_bytes()), owner="人事局")
        (tally,) = imported.tallies
        made = {one["name"]: [item["name"] for item in one["items"]] for one in entries(imported, root)}
        book = xlrd.open_workbook(path)
        assert tally.rows == tally.entries == len(made) == book.nsheets
        for sheet, items in zip(book.sheets(), made.values(), strict=True):
            names = [" ".join(text_of(one).split()) for one in sheet.row_values(0) if text_of(one).strip()]
            assert len(items) in (len(names), len(names) - 1), sheet.number
            assert all(item[:2] == name[:2] for item, name in zip(reversed(items), reversed(names), strict=False))


def test_rows_of_the_exports_are_entries_duplicates_or_blank(tmp_path):
    for path in files("workbooks"):
        raw = path.read_bytes()
        root = catalogue(tmp_path / path.stem)
        imported = bring(root, (path.name, raw))
        (tally,) = imported.tallies
        lines = open_book(path.name, raw).sheets[0].grid().lines
        distinct = {line.values for line in lines[1:]}
        assert tally.rows == lines[-1].number - 1 == tally.entries + tally.others.total()
        assert tally.entries == len(distinct)
        assert tally.others["import-duplicate-row"] == len(lines) - 1 - len(distinct)
        assert tally.others["import-blank-row"] == 1


def test_the_blank_templates_are_recognised(tmp_path):
    kinds = []
    for path in files("templates"):
        imported = bring(catalogue(tmp_path / path.stem), (path.name, path.read_bytes()))
        (blank,) = (one for one in imported.outcome.findings if one.rule == "import-blank-form")
        kinds.append(blank.message.zh.partition("：")[0])
        assert not imported.stopped and not imported.tallies[0].rows
    assert sorted(kinds) == [
        "空白的单条表单（一张表填一条资源）",
        "空白的目录、信息项两张表",
        "空白的编制指南目录表（一行一个信息项）",
        "空白的编制指南目录表（一行一个信息项）",
    ]


@pytest.mark.parametrize("name", ["bjxc_excelTemplate.xlsx", "bjxc_excelTemplateWithOutDir_a.xlsx"])
def test_the_templates_of_the_guide_filled_are_the_entries(tmp_path, name):
    """Filled by another library below their own headings, merges and drop-downs, with columns found by heading."""
    openpyxl = pytest.importorskip("openpyxl")
    from test_workbook_layouts import ENTRIES, GROUPS, ITEMS, NAMES

    book = openpyxl.load_workbook(Path(REAL) / "templates" / name)
    sheet = book["Sheet1"]
    plain = [str(a or b).split("\n")[0].split("（")[0] for a, b in zip(NAMES, GROUPS, strict=True)]
    places = {}
    for row in (2, 3):
        for cell in sheet[row]:
            if cell.value:
                places[cell.value.split("\n")[0].split("（")[0]] = cell.column
    for number, item in enumerate(ITEMS, 4):
        for heading, value in zip(plain, item, strict=True):
            sheet.cell(number, places[heading], value)
    book.save(tmp_path / "填好.xlsx")
    root = catalogue(tmp_path / "库")
    imported = bring(root, ("填好.xlsx", (tmp_path / "填好.xlsx").read_bytes()))
    found = [
        {key: one[key] for key in one if key != "code" or one[key].endswith("12")} for one in entries(imported, root)
    ]
    assert sorted(found, key=lambda one: one["name"]) == sorted(ENTRIES, key=lambda one: one["name"])


def test_what_was_imported_can_be_validated(tmp_path):
    root = catalogue(tmp_path)
    imported = bring(root, *((path.name, path.read_bytes()) for path in (*files("forms"), *files("workbooks"))))
    imported.bundle.write(root)
    outcome = validate(Folder(root), Request(today=date(2026, 11, 24)))
    assert outcome.checked == sum(tally.entries for tally in imported.tallies)
    assert not any(one.rule in ("invalid-yaml", "unreadable-file") for one in outcome.findings)
    assert open_settings(Folder(root)).profile.names
