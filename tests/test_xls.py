"""Old workbooks (.xls), written by LibreOffice and never by hand: the same entries as from the xlsx they were made of."""

from __future__ import annotations

import datetime
import shutil
import subprocess

import pytest
from tables import bring, catalogue, entries
from test_workbook_layouts import ENTRIES, GROUPS, HEADED, NAMES, TITLE, blanked, merged

from govinfo_cli.workbook.book import open_book
from govinfo_cli.workbook.value import Dated

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    OFFICE is None, reason="soffice (LibreOffice) is not installed: nothing else writes an .xls"
)


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """An .xls of two sheets: the guide's, merged; and one of odd cells, with a hidden row and column."""
    openpyxl = pytest.importorskip("openpyxl")
    folder = tmp_path_factory.mktemp("xls")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for row in (TITLE, GROUPS, NAMES, *blanked()):
        sheet.append(row)
    for one in (*HEADED, *merged()):
        sheet.merge_cells(one)
    odd = book.create_sheet("字典")
    odd.append(["字", 12, 1.5, True, datetime.date(2026, 5, 1), "=1+1", 7, "=1/0"])
    odd["G1"].number_format = "000000"
    odd.append(["隐"])
    odd.row_dimensions[2].hidden = True
    odd.column_dimensions["C"].hidden = True
    odd.sheet_state = "hidden"
    book.save(folder / "目录.xlsx")
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [
        OFFICE,
        profile,
        "--headless",
        "--convert-to",
        "xls",
        "--outdir",
        str(folder / "旧"),
        str(folder / "目录.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return (folder / "旧" / "目录.xls").read_bytes()


def test_entries_are_those_of_the_xlsx(old, tmp_path):
    root = catalogue(tmp_path)
    found = [
        {k: v for k, v in one.items() if k != "code" or v.endswith("12")}
        for one in entries(bring(root, ("目录.xls", old)), root)
    ]
    assert sorted(found, key=lambda one: one["name"]) == sorted(ENTRIES, key=lambda one: one["name"])


def test_cells_keep_their_kind_and_hidden_things_are_told(old):
    book = open_book("目录.xls", old)
    assert [(one.name, one.hidden) for one in book.sheets] == [("Sheet1", False), ("字典", True)]
    grid = book.sheets[1].grid()
    first, second = grid.lines
    assert first.values == ("字", 12, 1.5, True, "2026-05-01", 2, "000007", "#DIV/0!")
    assert [type(one) for one in first.values[3:6]] == [bool, Dated, int]
    assert (first.hidden, second.hidden, grid.hidden) == (False, True, ((3, 3),))


def test_a_broken_xls_is_refused(old):
    from govinfo_cli.remarks import Unreadable

    for cut in (700, len(old) // 2, len(old) - 1500):
        broken = old[:cut] + bytes(len(old) - cut)
        try:
            for sheet in open_book("目录.xls", broken).sheets:
                sheet.grid()
        except Unreadable as refused:
            assert refused.remark.help
