"""A table on its way in: how far it has come is told on a terminal alone; what an export writes, an import takes."""

from __future__ import annotations

import subprocess
import sys

import books
import model
import pytest
from tables import bring, catalogue, entries

from govinfo_cli.catalog import Catalog
from govinfo_cli.edition.exported import Edition, Exported, Wishes
from govinfo_cli.exports import xlsx
from govinfo_cli.limits import limit
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.source import Folder
from govinfo_cli.yaml.reading import read

posix = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX")
TOLD = "正在读表格：第"


@pytest.fixture
def tall(tmp_path):
    """A catalogue, and a workbook of many rows that say nothing above the one that does."""
    root = catalogue(tmp_path / "r")
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>资源名称</t></is></c></row>'
    rows += "".join(f'<row r="{n}"/>' for n in range(2, 5000))
    rows += '<row r="5000"><c r="A5000" t="inlineStr"><is><t>甲</t></is></c></row>'
    (root / "表.xlsx").write_bytes(books.xlsx({"表": books.data(rows)}))
    return root


@posix
@pytest.mark.parametrize("arguments", [("import", "--dry-run", "表.xlsx"), ("validate", "表.xlsx")])
def test_a_terminal_is_told_which_row_is_being_read(arguments, tall):
    from terminal import converse as talk

    _, screen = talk(arguments, tall, [])
    assert f"{TOLD} 2000 行{TOLD} 4000 行{' ' * 60}" in screen.replace("\n", "")
    _, screen = talk(["-q", *arguments], tall, [])
    assert TOLD not in screen


@pytest.mark.parametrize("arguments", [("import", "--dry-run", "表.xlsx"), ("validate", "表.xlsx")])
def test_a_pipe_hears_nothing_of_it(arguments, tall):
    done = subprocess.run([sys.executable, "-m", "govinfo_cli", *arguments], cwd=tall, capture_output=True, check=False)
    assert TOLD not in (done.stdout + done.stderr).decode() and b"\r" not in done.stderr


def test_the_workbook_of_as_many_rows_as_are_read_is_read(tmp_path):
    """An export's parts are not compressed: a row of it is nearly a kilobyte."""
    root = catalogue(tmp_path)
    opened = open_settings(Folder(root))
    entry = read(model.PATH, model.completed("").encode(), opened.shape.typed).data

    def exported(count: int) -> bytes:
        items = [{"name": f"信息项{n}", "type": "字符型C", "length": n} for n in range(1, count + 1)]
        made = [Exported(model.PATH, {**entry, "items": items})]
        edition = Edition(opened, Catalog(opened, open_records(Folder(root))), lambda: iter(made), wishes=Wishes())
        return next(iter(xlsx.bundle(edition).files.values()))

    a_row = (len(exported(300)) - len(exported(100))) / 200
    assert a_row * limit("rows") < limit("workbook-bytes")


def test_a_large_workbook_is_read_and_a_larger_text_is_not(tmp_path):
    root = catalogue(tmp_path)
    large = b"\0" * (limit("table-bytes") + 1)
    book = books.packed({**books.parts({"表": [["资源名称"], ["甲"]]}), "xl/media/a.bin": large}, stored=True)
    assert [one["name"] for one in entries(bring(root, ("a.xlsx", book)), root)] == ["甲"]
    imported = bring(root, ("a.csv", large))
    assert imported.stopped and "超过 64 MB" in imported.outcome.findings[0].message.zh
