"""`import --classify`: what a table leaves out is proposed, never decided behind anybody's back, and no secret is a reason."""

from __future__ import annotations

import csv
import io
import shutil
import sys
from pathlib import Path

import tables

ROOT = Path(__file__).parents[1]
PROPOSAL, FILLED = "import-proposal", "import-filled-class"
HEADS = "信息资源名称,信息资源提供方,信息资源分类,信息资源摘要,共享类型\n"
CLASSED = "在职职工名册,人事局,30304601,职工的编号和岗位,有条件共享\n公务车辆台账,财务局,30304602,车辆的牌号和使用,无条件共享\n"


def proposals(imported, field: str = "category") -> list[str]:
    return [
        one.message.zh for one in imported.outcome.findings if one.rule in (PROPOSAL, FILLED) and one.field == field
    ]


def shipped(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    return tmp_path


def test_nothing_is_proposed_unless_asked(tmp_path):
    for name in [name for name in sys.modules if name.startswith("govinfo_cli.importing.proposing")]:
        del sys.modules[name]
    got = tables.bring(tables.catalogue(tmp_path), ("a.csv", f"{HEADS}名册,处,,,\n"), number=True)
    assert not proposals(got) and "govinfo_cli.importing.proposing" not in sys.modules, (
        "what is not asked for costs nothing"
    )


def test_rows_that_bear_a_class_teach_those_that_bear_none(tmp_path):
    rows = f"{CLASSED}在职职工花名册,某处,,职工的编号和岗位,无条件共享\n"
    (said,) = proposals(tables.bring(tables.catalogue(tmp_path), ("a.csv", HEADS + rows), propose=True))
    assert said.startswith("信息资源分类：“在职职工花名册”没有填，暂不能判定，可从中选定：“30304601 人事局”")
    assert "“在职职工名册”（人事局）归此类" in said


def test_what_the_import_fills_in_anyway_is_not_proposed(tmp_path):
    got = tables.bring(
        shipped(tmp_path), ("a.csv", f"{HEADS}退休审批名单,人事局,,,无条件共享\n"), propose=True, number=True
    )
    assert proposals(got) == []
    assert [one["category"] for one in tables.entries(got, tmp_path)] == ["30304601"]


def test_another_class_than_the_owner_s_is_named_beside_it(tmp_path):
    row = "离退休职工基本信息,人事局,,离退休职工的编号和待遇,有条件共享\n"
    (said,) = proposals(tables.bring(shipped(tmp_path), ("a.csv", HEADS + row), propose=True, number=True))
    assert "没有填，按提供方归入“30304601”，" in said and "“30304614 离退休干部工作局（暂编）”" in said


def test_a_class_is_filled_in_only_where_the_option_says_so(tmp_path):
    root, table = tables.catalogue(tmp_path), ("a.csv", f"{HEADS}在职职工名册,人事局,,,无条件共享\n")
    only = tables.bring(root, table, propose=True)
    assert "建议填“30304601 人事局”（把握程度 99%）" in proposals(only)[0]
    assert "category" not in tables.entries(only, root)[0]
    filled = tables.bring(root, table, propose=True, fill=True)
    assert "已填上“30304601 人事局”（把握程度 99%）" in proposals(filled)[0]
    assert tables.entries(filled, root)[0]["category"] == "30304601"


def test_neither_doubt_nor_a_class_of_the_table_s_own_is_written_over(tmp_path):
    root = tables.catalogue(tmp_path)
    rows = f"{CLASSED}在职职工花名册,某处,,职工的编号和岗位,\n在职人员名册,人事局,99,,\n"
    got = tables.bring(root, ("a.csv", HEADS + rows), propose=True, fill=True)
    doubtful, own = tables.entries(got, root)[2:]
    assert "category" not in doubtful and "category" not in own


def test_a_share_type_is_never_decided_by_an_import(tmp_path):
    """Not even where the table of decisions is sure: a basis is given, and the type is still the office's to say."""
    root = tables.catalogue(tmp_path)
    row = [{"信息资源名称": "名册", "share": {"basis": {"kind": "法律", "title": "《某法》"}}, "owner": "人事局"}]
    got = tables.bring(root, ("a.json", row), propose=True, fill=True)
    assert "不予共享" in proposals(got, "share.type")[0]
    (made,) = tables.entries(got, root)
    assert "type" not in made["share"] and made["category"] == "30304601"


def test_a_theme_that_is_decided_is_no_class(tmp_path):
    root, row = tables.catalogue(tmp_path), "温室气体背景站数据,某站,,温室气体浓度,无条件共享\n"
    got = tables.bring(root, ("a.csv", HEADS + row), propose=True, fill=True)
    assert "建议填“211 生态环境保护”" in proposals(got, "themes")[0]
    assert "category" not in tables.entries(got, root)[0]


def test_a_type_that_is_none_is_named_with_its_proposal(tmp_path):
    got = tables.bring(tables.catalogue(tmp_path), ("a.csv", f"{HEADS}名册,人事局,30304601,,看情况\n"), propose=True)
    assert proposals(got, "share.type")[0].startswith("共享类型：填的“看情况”不在取值范围内，")


def test_what_must_not_be_shown_is_no_reason(tmp_path):
    """Neither a row's own number nor another's, nor what an entry of the catalogue holds."""
    root, number = shipped(tmp_path), "11010519491231002X"
    held = root / "catalog/人事局/_名册.yaml"
    held.write_text(f"name: 花名册{number}\nowner: 人事局\ncategory: '30304601'\n", encoding="utf-8")
    rows = f"花名册{number}乙,某处,30304601,,无条件共享\n花名册,某处,,,\n花名册{number}丙,另处,,,\n"
    got = tables.bring(root, ("a.csv", HEADS + rows), propose=True, number=True)
    told = [text for one in got.outcome.findings for text in (*one.message, *(one.help or ()))]
    assert len(proposals(got)) == 2 and "名称相近的" in proposals(got)[0]
    assert not any(number in text for text in told), told


def test_a_row_with_something_to_hide_teaches_nothing(tmp_path):
    rows = "名册,处,30304601,密级：机密★5年,\n名册,处,,,\n"
    got = tables.bring(tables.catalogue(tmp_path), ("a.csv", HEADS + rows), propose=True)
    assert "import-secret-row" in {one.rule for one in got.outcome.findings}
    assert not any("已归类" in said or "“名册”（处）" in said for said in proposals(got)), proposals(got)


def test_reports_carry_the_proposals(tmp_path, catalog):
    root = tables.catalogue(tmp_path)
    (root / "a.csv").write_text(f"{HEADS}名册,人事局,30304601,,\n", encoding="utf-8")
    code, out, _ = catalog("import", "--dry-run", "--classify", "a.csv", "-f", "csv", cwd=root)
    rows = [
        row for row in csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))) if PROPOSAL in ",".join(row.values())
    ]
    assert code == 0 and len(rows) == 1 and "暂不能判定" in out, out


def test_a_code_begins_with_the_class_that_was_filled_in(tmp_path):
    """Of an owner without a node: what the others of it bear decides, and the code is given after that."""
    root = tables.catalogue(tmp_path)
    alike = "".join(f"公务车辆使用登记{n},车队,30304602,车辆的牌号和使用登记,无条件共享\n" for n in range(30))
    asked = "公务车辆使用登记,车队,,车辆的牌号和使用登记,无条件共享\n"
    got = tables.bring(root, ("a.csv", HEADS + CLASSED + alike + asked), propose=True, fill=True, number=True)
    made = next(one for one in tables.entries(got, root) if one["name"] == "公务车辆使用登记")
    assert (made["category"], made["code"]) == ("30304602", "30304602/000032")
