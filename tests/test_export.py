"""`catalog export`: what it refuses, what it writes and leaves alone, and the workbook as other programs read it."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from typing import NamedTuple

import model
import openpyxl
import pytest
from tables import catalogue
from test_workbook_laws import exported

from govinfo_cli.edition.exported import Wishes
from govinfo_cli.workbook import writing
from govinfo_cli.workbook.writing import Book, Choice, Sheet, row

NOT_SHARED = """\
share: {type: 不予共享, basis: {kind: 法律, title: 《某法》, clause: 第一条}}
contact: {phone: 010-1}
x-own: 内部编号
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    place = catalogue(tmp_path / "库")
    put(place, "")
    monkeypatch.chdir(place)
    return place


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(catalog):
    return lambda *arguments: Done(*catalog(*arguments))


def put(root, text: str, path: str = model.PATH) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(model.completed(text), encoding="utf-8")


def sheets(path) -> dict[str, list[tuple]]:
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in openpyxl.load_workbook(path)}


def column(rows: list[tuple], heading: str) -> list:
    place = next(one.index(heading) for one in rows[1:3] if heading in one)
    return [one[place] for one in rows[3:]]


def test_a_row_an_item_with_the_cells_of_the_entry_in_each(root, run):
    assert run("export", "-o", "目录.xlsx").code == 0
    found = sheets("目录.xlsx")
    assert list(found) == ["封面", "目录", "扩展", "字典"]
    assert column(found["目录"], "信息项名称") == ["职工编号", "任职日期"]
    assert column(found["目录"], "信息资源代码") == ["30304601/000012"] * 2
    assert column(found["目录"], "数据长度") == [20, None]
    assert column(found["目录"], "共享条件") == ["使用要求：工作参考"] * 2
    cover = dict(one[:2] for one in found["封面"])
    assert cover["状态"] == "未经审定稿" and cover["目录条目（条）"] == 1 and cover["信息项（个）"] == 2
    assert cover["按哪些规范检查"] == "《管理办法》《编制指南》"


def test_what_is_there_is_not_overwritten_without_force(root, run):
    (root / "目录.xlsx").write_bytes(b"mine")
    refused = run("export", "-o", "目录.xlsx")
    assert refused.code == 2 and "已经存在" in refused.err and "--force" in refused.err
    assert (root / "目录.xlsx").read_bytes() == b"mine"
    assert run("export", "-o", "目录.xlsx", "--force").code == 0
    assert run("export", "-o", "目录.xlsx").code == 0  # the same again is no overwriting


def test_check_compares_and_writes_nothing(root, run):
    assert run("export", "-o", "目录.xlsx", "--check").code == 1
    assert not (root / "目录.xlsx").exists()
    run("export", "-o", "目录.xlsx")
    assert run("export", "-o", "目录.xlsx", "--check").code == 0
    put(root, "abstract: 另一种摘要，说明院属单位职工的编号和岗位")
    assert run("export", "-o", "目录.xlsx", "--check").code == 1


def test_errors_are_refused_and_what_lets_them_pass_says_so_on_the_cover(root, run):
    put(root, "share: {type: 不予共享}")
    refused = run("export", "-o", "目录.xlsx")
    assert refused.code == 1 and "错误 1 处" in refused.err and not (root / "目录.xlsx").exists()
    assert run("export", "-o", "目录.xlsx", "--allow-errors").code == 0
    assert "有错误 1 处" in dict(one[:2] for one in sheets("目录.xlsx")["封面"])["检查结果"]


@pytest.mark.parametrize(
    ("name", "where"), [("a.xlsx", "封面已注明"), ("a.json", "文件开头已注明"), ("a.csv", "文件里没有地方注明")]
)
def test_it_says_where_the_errors_are_admitted_and_where_they_are_not(root, run, name, where):
    put(root, "share: {type: 不予共享}")
    assert run("export", "-o", name).code == 1
    done = run("export", "-o", name, "--allow-errors")
    assert done.code == 0 and f"其中有错误 1 处，不得上报（{where}）" in done.err
    assert ("errors" in (root / name).read_text("utf-8")) if name == "a.json" else True


@pytest.mark.parametrize("text", ["院属单位职工情况 机密★5年", "联系人身份证号 11010519491231002X，院属单位职工情况"])
def test_markings_and_personal_data_never_pass(root, run, text):
    put(root, f"abstract: {text}")
    refused = run("export", "-o", "目录.xlsx", "--allow-errors")
    assert refused.code == 1 and not (root / "目录.xlsx").exists()
    assert "机密" not in refused.err and "1949" not in refused.err


def test_errors_of_other_owners_do_not_keep_an_owner_from_its_workbook(root, run):
    put(
        root,
        "owner: 财务局\ncode: 30304602/000001\ncategory: '30304602'\nshare: {type: 不予共享}",
        "catalog/财务局/30304602-000001_在职职工基本信息.yaml",
    )
    assert run("export", "-o", "目录.xlsx", "--owner", "人事教育局").code == 0
    assert column(sheets("目录.xlsx")["目录"], "信息资源提供方") == ["人事局"] * 2
    assert run("export", "-o", "全部.xlsx").code == 1
    unknown = run("export", "-o", "无.xlsx", "--owner", "人事司")
    assert unknown.code == 2 and "人事局" in unknown.err


def test_outside_the_publisher_provides_and_the_rest_stays_in(root, run):
    put(root, NOT_SHARED + "owner_unit: 综合处\nitems: [{name: 编号, type: 字符型C, length: 9, internal: 有条件共享}]")
    done = run("export", "-o", "外.xlsx", "--scope", "external", "--allow-errors")
    found = sheets("外.xlsx")
    assert column(found["目录"], "信息资源提供方") == ["本院"] and column(found["目录"], "提供方内部部门") == [
        "人事局综合处"
    ]
    assert column(found["目录"], "共享类型") == ["不予共享"] and column(found["目录"], "共享条件") == ["《某法》第一条"]
    assert {one[5] for one in found["扩展"][2:]} == {"share.basis"}
    assert "联系方式 1 条" in done.err and "x-own" in done.err


def test_inside_the_inside_attributes_stand(root, run):
    put(root, "share: {type: 有条件共享, usage: 工作参考, scope: 各部门, internal: {type: 无条件共享}}")
    run("export", "-o", "内.xlsx", "--scope", "internal", "--allow-errors")
    found = sheets("内.xlsx")
    assert (
        column(found["目录"], "共享类型") == ["无条件共享"] * 2
        and column(found["目录"], "共享条件") == ["使用要求：工作参考"] * 2
    )


def test_a_revision_is_exported_with_its_commit_and_day(root, run):
    def git(*arguments: str) -> str:
        who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        return subprocess.run(
            ["git", *who, *arguments], check=True, capture_output=True, text=True, cwd=root
        ).stdout.strip()

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "a", "--date", "2026-01-02T03:04:05+0800")
    run("export", "-o", "一.xlsx", "--rev", "HEAD")
    put(root, "abstract: 另一种摘要，说明院属单位职工的编号和岗位")
    run("export", "-o", "二.xlsx")
    run("export", "-o", "三.xlsx", "--rev", "HEAD")
    assert (root / "一.xlsx").read_bytes() == (root / "三.xlsx").read_bytes()
    first, second = (dict(one[:2] for one in sheets(name)["封面"]) for name in ("一.xlsx", "二.xlsx"))
    assert first["版本"] == git("rev-parse", "HEAD")[:12] and second["版本"] == f"{first['版本']}，另有未提交的改动"
    assert first["版本日期"] == git("log", "-1", "--format=%cs")


def test_a_sheet_for_each_owner_that_the_cover_leads_to(root, run):
    put(
        root,
        "owner: 财务局\ncode: 30304602/000001\ncategory: '30304602'\nname: 预算执行",
        "catalog/财务局/30304602-000001_预算执行.yaml",
    )
    run("export", "-o", "目录.xlsx", "--by-owner")
    book = openpyxl.load_workbook("目录.xlsx")
    assert book.sheetnames == ["封面", "人事局", "财务局", "扩展", "字典"]
    assert {one[0].hyperlink.location for one in book["封面"].iter_rows() if one[0].hyperlink} == {
        "'人事局'!A1",
        "'财务局'!A1",
    }


def test_strict_leaves_out_what_no_column_carries(root, run):
    put(root, "keywords: [职工]")
    run("export", "-o", "目录.xlsx", "--strict")
    assert "扩展" not in sheets("目录.xlsx")


def test_another_layout_is_a_data_file(root, run):
    (root / "schemas/targets").mkdir(parents=True)
    target = root / "schemas/targets/ours.yaml"
    target.write_text(
        "kind: workbook\ncolumns:\n  - {heading: 名称, field: name}\n  - {heading: 周期, field: update_cycle}\n"
    )
    assert run("export", "-o", "目录.xlsx", "--target", "ours").code == 0
    assert sheets("目录.xlsx")["目录"][3] == ("在职职工基本信息", "每月")
    target.write_text("kind: workbook\ncolumns:\n  - {heading: 名称, field: nonsense}\n")
    refused = run("export", "-o", "目录.xlsx", "--target", "ours", "--force")
    assert refused.code == 2 and "nonsense" in refused.err
    assert run("export", "-o", "目录.xlsx", "--target", "../x").code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "x"], "-f"),
        (["-f", "xlsx"], "-o 目录.xlsx"),
        (["-f", "xlsx", "-o", "-"], "屏幕"),
        (["-f", "nonsense", "-o", "x"], "xlsx"),
        (["-f", "codeowners", "-o", "x", "--strict"], "--strict"),
        (["-o", "a.xlsx", "--scope", "both"], "external"),
        (["-o", "catalog", "-f", "xlsx"], "文件夹"),
    ],
)
def test_a_wrong_command_line_is_told_with_the_way_out(root, run, arguments, said):
    refused = run("export", *arguments)
    assert refused.code == 2 and said in refused.err


def test_codeowners_needs_no_entry_in_order(root, run):
    put(root, "share: {type: 不予共享}")
    assert run("export", "-o", "CODEOWNERS").code == 0 and (root / "CODEOWNERS").read_text(encoding="utf-8")


# The file itself.


def test_the_same_bytes_every_time_stored_and_without_a_clock(root):
    data = [{"name": "甲", "owner": "人事局"}]
    raw = exported(root, data)
    assert raw == exported(root, data)
    for info in zipfile.ZipFile(io.BytesIO(raw)).infolist():
        assert info.compress_type == zipfile.ZIP_STORED
        assert info.date_time == (1980, 1, 1, 0, 0, 0) and info.create_system == 0
    assert len(exported(root, data, Wishes(compress=True))) < len(raw) / 2


def test_text_that_begins_like_a_formula_is_text_and_stays_text_when_it_is_edited(root):
    raw = exported(root, [{"name": text, "owner": "人事局"} for text in ("=1+1", "＝A1", "@x", "+86", "-1", " =1")])
    book = openpyxl.load_workbook(io.BytesIO(raw))
    cells = [one[2] for one in book["目录"].iter_rows(min_row=4)]
    assert [one.value for one in cells] == ["=1+1", "＝A1", "@x", "+86", "-1", " =1"]
    assert all(one.data_type == "s" and one.quotePrefix and one.number_format == "@" for one in cells)


def test_choices_hang_on_the_class_and_hints_stand_beside_each_column(root):
    book = openpyxl.load_workbook(io.BytesIO(exported(root, [{"name": "甲", "owner": "人事局"}])))
    choices = {str(one.sqref).split(":")[0]: one for one in book["目录"].data_validations.dataValidation}
    assert len(choices) == 23 and all(one.prompt and len(one.prompt) <= 255 for one in choices.values())
    places = {cell.value: cell.column_letter for cell in book["目录"][3] if cell.value}
    format_type = choices[places["信息资源格式类型"] + "4"]
    assert "MATCH($I4,字典!" in format_type.formula1 and format_type.type == "list"
    share = choices[places["共享类型"] + "4"]
    assert share.errorStyle in (None, "stop") and share.showErrorMessage
    values = [one[0].value for one in book["字典"][re.sub(r"字典!|\$", "", share.formula1)]]
    assert values == ["无条件共享", "有条件共享", "不予共享"]
    assert book["目录"].freeze_panes == "D4" and book["目录"].auto_filter.ref == "A3:W4"


def test_an_entry_is_not_torn_where_a_sheet_is_full(root, monkeypatch):
    monkeypatch.setattr("govinfo_cli.exports.xlsx.MAX_ROWS", 8)
    entry = {"owner": "人事局", "items": [{"name": "一"}, {"name": "二"}, {"name": "三"}]}
    raw = exported(root, [entry | {"name": name} for name in "甲乙丙"])
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert book.sheetnames == ["封面", "目录", "目录（2）", "目录（3）", "扩展", "字典"]
    assert [[one.value for one in book[name]["C"][3:]] for name in book.sheetnames[1:4]] == [
        ["甲"] * 3,
        ["乙"] * 3,
        ["丙"] * 3,
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("_x0041_", "_x0041_"),
        ("a\tb\nc", "a\tb\nc"),
        ("\x00\x0b\ufffe", "\ufffd\ufffd\ufffd"),
        ("a\r\nb\rc", "a\nb\nc"),
        (" a ", " a "),
        ("&<>\"']]>", "&<>\"']]>"),
        ("𠀀" * 20_000, "𠀀" * 16_383 + "…"),
    ],
)
def test_any_text_makes_a_workbook_that_others_read(text, kept):
    book = Book(text[:100])
    look = book.look(writing.Look())
    book.add(
        Sheet("一", [row(1, book.cell(1, text, look))], [10], choices=[Choice("A1", None, title=text[:50], hint=text)])
    )
    raw = book.finish()
    cell = openpyxl.load_workbook(io.BytesIO(raw))["一"]["A1"]
    said = re.sub("_x005F_", "_", cell.value)  # openpyxl leaves the escape as it stands
    assert said == kept
