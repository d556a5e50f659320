"""Workbooks of reports, reviews and answers: a row each, the heaviest first, to be filtered; never on the screen."""

from __future__ import annotations

import shutil
import subprocess

import model
import openpyxl
import pytest
from tables import catalogue


@pytest.fixture
def root(tmp_path, monkeypatch):
    place = catalogue(tmp_path / "库")
    put(place, "abstract: =1+1，院属单位在职职工的编号和岗位")
    monkeypatch.chdir(place)
    return place


def put(root, text: str) -> None:
    (root / model.PATH).parent.mkdir(parents=True, exist_ok=True)
    (root / model.PATH).write_text(model.completed(text), encoding="utf-8")


def rows(sheet) -> list[tuple]:
    return list(sheet.iter_rows(values_only=True))


def test_findings_stand_a_row_each_with_the_words_of_the_text_report(root, catalog):
    put(root, "share: {type: 不予共享}\nopen: {public: true, condition: 无条件}")
    assert catalog("validate", "-o", "问题.xlsx")[0] == 1
    book = openpyxl.load_workbook("问题.xlsx")
    assert book.sheetnames == ["检查结果", "问题"]
    head, *found = rows(book["问题"])
    assert [one[0] for one in found] == ["错误", "警告"]
    assert found[0][head.index("问题")] == "共享类型：填了“不予共享”，但没有写依据"
    assert found[0][head.index("行")] == 1 and found[0][head.index("信息资源代码")] == "30304601/000012"
    assert book["问题"].auto_filter.ref == "A1:M3" and book["问题"].freeze_panes == "A2"
    fills = [book["问题"].cell(place, 1).fill.fgColor.rgb for place in (2, 3)]
    assert fills[0] != fills[1]
    assert dict(one[:2] for one in rows(book["检查结果"]))["错误（处）"] == 1


def test_changes_stand_a_row_each_the_heaviest_first(root, catalog):
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *who, *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "a")
    put(root, "abstract: 另一种摘要，说明院属单位职工的编号\nshare: {type: 不予共享}")
    assert catalog("diff", "-o", "变更.xlsx")[0] == 0
    book = openpyxl.load_workbook("变更.xlsx")
    head, *found = rows(book["变更"])
    levels = [one[0] for one in found]
    assert levels[0] == "重大变更" and levels[-1] == "一般变更"
    assert (found[0][head.index("原来")], found[0][head.index("现在")]) == ("无条件共享", "不予共享")
    assert found[-1][head.index("原来")].startswith("=1+1") and book["变更"].cell(len(found) + 1, 7).data_type == "s"


def test_answers_are_workbooks_too(root, catalog):
    assert catalog("list", "-o", "条目.xlsx")[0] == 0
    (sheet,) = openpyxl.load_workbook("条目.xlsx")
    assert rows(sheet)[1][:2] == ("30304601/000012", "在职职工基本信息")
    assert catalog("stats", "-o", "统计.xlsx", "--by", "owner")[0] == 0
    (sheet,) = openpyxl.load_workbook("统计.xlsx")
    assert rows(sheet)[1][:4] == ("提供方", "人事局", None, 1)


@pytest.mark.parametrize("command", ["validate", "list", "stats"])
def test_a_workbook_is_not_for_the_screen(root, catalog, command):
    code, out, err = catalog(command, "-f", "xlsx")
    assert code == 2 and not out and "-o" in err


def test_office_programs_open_them(root, catalog, tmp_path):
    """LibreOffice, where there is one: what it makes of the guide's workbook has every sheet and every row."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice here")
    catalog("export", "-o", "目录.xlsx")
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    asked = [office, home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path)]
    subprocess.run([*asked, "目录.xlsx"], check=True, capture_output=True, timeout=600)
    book = openpyxl.load_workbook(tmp_path / "目录.xlsx")
    assert book.sheetnames == ["封面", "目录", "扩展", "字典"]
    assert [one[11] for one in rows(book["目录"])[3:]] == ["职工编号", "任职日期"]
    assert len(book["目录"].data_validations.dataValidation) >= 20
