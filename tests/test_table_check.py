"""`validate` on a table: findings in cells, in the table's own words, by the rules and the catalogue at hand."""

from __future__ import annotations

import json
import re
from datetime import date

import books
import model
import pages
import pytest
from outputs import checked
from tables import catalogue

from govinfo_cli import exporting, rules
from govinfo_cli.edition.exported import Wishes
from govinfo_cli.importing.imported import Foreign
from govinfo_cli.source import Folder
from govinfo_cli.tablecheck.checking import check_table
from govinfo_cli.validation import Request
from govinfo_cli.workbook.book import open_book

DAY = date(2026, 11, 24)
HEADS = [
    "信息资源名称",
    "信息资源代码",
    "信息资源分类",
    "资源提供方",
    "信息资源摘要",
    "格式分类",
    "格式类型",
    "共享类型",
    "使用要求",
    "共享方式分类",
    "共享方式类型",
    "更新频率",
    "发布日期",
    "是否向社会开放",
]
ROW = [
    "培训班次",
    "30304601/000020",
    "30304601",
    "人事局",
    "院机关举办的培训班次、对象和课时，按年汇总",
    "电子文件",
    "doc",
    "无条件共享",
    "工作参考",
    "共享平台方式",
    "文件",
    "每年",
    "2026-05-01",
    "否",
]


def row(**changed: object) -> list:
    """The row in order, with other values under some headings."""
    return [changed.get(head, value) for head, value in zip(HEADS, ROW, strict=True)]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*rows: list, heads: list = HEADS, name: str = "目录.xlsx", sheet: str = "填报") -> str:
    with open(name, "wb") as stream:
        stream.write(books.xlsx({sheet: [["院机关填报表"], heads, *rows]}))
    return name


def report(catalog, *arguments: object) -> dict:
    out = catalog("validate", *arguments, "-f", "json", "--today", str(DAY))[1]
    return checked("report", out)


def cells(said: dict) -> list[tuple[str, str, str]]:
    return [(one["rule"], one["cell"]["cell"], one["cell"]["header"]) for one in said["findings"]]


def test_a_table_in_order_passes_without_a_catalogue_and_says_so(here, catalog):
    code, out, _ = catalog("validate", write(row()), "--today", str(DAY))
    assert code == 0 and "没有发现问题。通过。" in out and "这里没有目录库：按自带的规范检查" in out
    assert not [one for one in here.iterdir() if one.name != "目录.xlsx"]


def test_a_finding_names_sheet_cell_and_the_tables_own_heading(here, catalog):
    said = report(catalog, write(row(更新频率="每个月")))
    (one,) = said["findings"]
    assert one["cell"] == {"sheet": "填报", "cell": "L3", "header": "更新频率"}
    assert (one["path"], one["line"], one["column"], one["entry"]) == ("目录.xlsx", 3, 12, "30304601/000020")
    assert one["help"]["zh"].split("\n")[0] == "L3 改为“每月”" and one["fix"] is None
    assert "目录.xlsx  填报!L3（更新频率）" in catalog("validate", "目录.xlsx")[1]
    assert "[填报!L3]" in catalog("validate", "目录.xlsx", "-f", "concise")[1]


def test_what_is_missing_points_at_its_column_or_says_which_to_add(here, catalog):
    short = [head for head in HEADS if head != "使用要求"]
    less = [value for head, value in zip(HEADS, row(更新频率=None), strict=True) if head != "使用要求"]
    found = {one["rule"]: one for one in report(catalog, write(less, heads=short))["findings"]}
    blank, absent = found["missing-field"], found["missing-usage"]
    assert blank["cell"]["cell"] == "K3" and blank["help"]["zh"].startswith("在 K3（更新频率）填上  实时  或  每日")
    assert absent["cell"]["cell"] == "A3"
    assert absent["help"]["zh"] == "表里加一列  使用要求  ，在第 3 行填上：工作参考"
    # What the help says is read: a column of that very name.
    assert not report(catalog, write([*less[:10], "每年", *less[11:], "工作参考"], heads=[*short, "使用要求"]))[
        "findings"
    ]


def test_a_row_of_items_points_at_the_line_of_its_item(here, catalog):
    heads = [*HEADS, "信息项名称", "数据类型", "数据长度"]
    first = [*row(格式分类="数据库", 格式类型="MySQL", 共享方式类型="数据库"), "班次编号", "字符型C", 20]
    second = [*[None] * len(HEADS), "班次名称", "字符型C", None]
    assert cells(report(catalog, write(first, second, heads=heads))) == [("missing-length", "Q4", "数据长度")]


def test_a_column_that_carries_several_things_is_filled_in_their_wording(here, catalog):
    heads = ["信息项名称", "数据类型", "数据长度", "共享类型", "共享条件"]
    whole = [head for head in HEADS if head not in ("共享类型", "使用要求")]
    kept = [
        value
        for head, value in zip(HEADS, row(格式分类="数据库", 格式类型="MySQL", 共享方式类型="数据库"), strict=True)
        if head in whole
    ]
    said = report(catalog, write([*kept, "班次编号", "字符型C", 20, "不予共享", None], heads=[*whole, *heads]))
    (one,) = [one for one in said["findings"] if one["rule"] == "missing-share-basis"]
    assert one["cell"] == {"sheet": "填报", "cell": "P3", "header": "共享类型"}
    assert one["help"]["zh"] == "在 Q3（共享条件）填上  不予共享依据：《…条例》第…条"


def test_two_rows_of_one_code_name_each_other_by_cell(here, catalog):
    code, out, _ = catalog("validate", write(row(), row(信息资源名称="培训人员")), "--today", str(DAY))
    assert code == 1 and out.count("[duplicate-code]") == 2
    assert "另见  另一条  目录.xlsx  填报!B4（信息资源代码）" in out


def test_rows_are_judged_as_part_of_the_catalogue_at_hand(here, catalog):
    catalogue(here / "库")
    (here / "库" / model.PATH).parent.mkdir()
    (here / "库" / model.PATH).write_text(model.completed(""), encoding="utf-8")
    write(
        row(信息资源名称="差旅标准", 信息资源代码="30304601/000021", 资源提供方="外事局"),
        row(
            信息资源名称="在职职工基本信息",
            信息资源代码="30304602/000001",
            信息资源分类="30304602",
            资源提供方="财务局",
        ),
    )
    alone = {one["rule"] for one in report(catalog, "目录.xlsx")["findings"]}
    assert not alone & {"unknown-owner", "unknown-category"}  # no catalogue: nothing to compare with
    code, out, _ = catalog("--root", "库", "validate", "目录.xlsx", "-f", "json", "--today", str(DAY))
    found = {(one["rule"], one["cell"]["cell"]): one for one in checked("report", out)["findings"]}
    assert {("unknown-owner", "D3"), ("near-duplicate", "A4")} <= {*found}
    assert found["near-duplicate", "A4"]["related"][0]["path"] == model.PATH
    assert "owners.yaml" not in found["unknown-owner", "D3"]["help"]["zh"]


def test_a_row_that_is_an_entry_stands_in_its_place(here, catalog):
    catalogue(here)
    (here / model.PATH).parent.mkdir()
    (here / model.PATH).write_text(model.completed("name: 培训班次\ncode: 30304601/000020"), encoding="utf-8")
    assert catalog("validate", write(row()), "--today", str(DAY))[0] == 0
    # Without a code it is one by owner and name, and an import gives new ones theirs.
    assert not report(catalog, write(row(信息资源代码=None), row(信息资源名称="培训教师", 信息资源代码=None)))[
        "findings"
    ]


def test_two_resources_under_one_code_are_told_even_if_the_other_is_in_the_catalogue(here, catalog):
    catalogue(here)
    (here / model.PATH).parent.mkdir()
    (here / model.PATH).write_text(model.completed("code: 30304601/000020"), encoding="utf-8")
    rows = write(row(资源提供方="财务局"))
    assert ("duplicate-code", "B3", "信息资源代码") in cells(report(catalog, rows))


def test_a_table_of_text_is_checked_by_row_and_column(here, catalog):
    text = "\n".join(",".join(map(str, line)) for line in (HEADS, row(更新频率="每个月")))
    (here / "目录.csv").write_text(text, encoding="utf-8")
    (one,) = report(catalog, "目录.csv")["findings"]
    assert (one["path"], one["line"], one["column"]) == ("目录.csv", 2, 12)
    assert one["cell"] == {"sheet": "", "cell": "L2", "header": "更新频率"}


def test_what_must_not_be_shown_is_in_no_report(here, catalog):
    write(row(信息资源摘要="联系人 13800138000，机密★5年，按年汇总"), row(信息资源名称="机密★5年名册"))
    for name in ("text", "concise", "json", "github", "markdown", "csv", "junit", "sarif", "gitlab"):
        code, out, _ = catalog("validate", "目录.xlsx", "-f", name, "--today", str(DAY))
        out = json.dumps(json.loads(out), ensure_ascii=False) if out[:1] in "{[" else out
        assert code == 1 and "含密级标识" in out
        assert "13800138000" not in out and "机密★" not in out


def test_nor_where_it_is_a_heading_or_the_name_of_a_sheet(here, catalog):
    said = row(信息资源摘要="机密★5年")
    write([*said, "机密★5年"], heads=[*HEADS, "机密★5年"], sheet="机密★5年")
    for name in ("text", "concise", "json", "github", "markdown", "csv"):
        out = catalog("validate", "目录.xlsx", "-f", name, "--today", str(DAY))[1]
        assert "机密★" not in (json.dumps(json.loads(out), ensure_ascii=False) if name == "json" else out), name
    assert catalog("validate", "目录.xlsx", "--annotate", "标.xlsx", "--today", str(DAY))[0] == 1
    listed = open_book("标.xlsx", (here / "标.xlsx").read_bytes()).sheets[-1].grid()
    assert "机密★" not in repr(listed) and "含密级标识" in repr(listed)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["没有.xlsx"], "没有这个文件"),
        (["目录.xlsx", "--rev", "HEAD"], "--rev 不能用于表格"),
        (["目录.xlsx", "--fix"], "--fix 不能用于表格"),
        (["目录.xlsx", "目录.xlsx"], "一次只检查一个表格"),
        (["--annotate", "x.xlsx"], "--annotate 只用于检查表格"),
        (["目录.xlsx", "--annotate", "x.xls"], "标注后的表格是 .xlsx 文件"),
        (["目录.xlsx", "--annotate", "./目录.xlsx"], "不能写在原表上"),
        (["目录.xlsx", "-f", "xlsx", "-o", "链接.xlsx"], "不能写在原表上"),
        (["目录.csv", "--annotate", "x.xlsx"], "只能标注 Excel 或 WPS 表格"),
        (["网页.xlsx"], "网页.xlsx”：文件其实是网页（HTML）"),
        (["~$目录.xlsx"], "这是表格打开时的临时文件"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_a_way_out(here, catalog, arguments, said):
    write(row())
    before = (here / "目录.xlsx").read_bytes()
    (here / "链接.xlsx").symlink_to("目录.xlsx")
    (here / "目录.csv").write_text(",".join(HEADS), encoding="utf-8")
    (here / "网页.xlsx").write_text("<html>", encoding="utf-8")
    (here / "~$目录.xlsx").write_bytes(before)
    code, out, err = catalog("validate", *arguments)
    assert (code, out) == (2, "") and said in err and "改法" in err and "导入" not in err
    assert (here / "目录.xlsx").read_bytes() == before and not (here / "x.xlsx").exists()


def test_a_help_keeps_what_it_says_without_the_keys(here, catalog):
    found = {
        one["rule"]: one["help"]
        for one in report(catalog, write(row(共享方式分类="邮件", 信息资源摘要="培训", 格式类型="MySQL")))["findings"]
    }
    assert found["off-platform-mode"]["zh"].split("\n")[0] == "J3 改为“共享平台方式”"
    assert "同一处的“共享方式类型”填  接口、数据库、文件  三者之一" in found["off-platform-mode"]["zh"]
    assert found["uninformative-abstract"]["zh"].split("\n")[1].startswith("“院属单位在职职工")
    assert "类型填对了的，把分类改为“数据库”" in found["format-type-mismatch"]["zh"]


_YAML = re.compile(r"[a-z_]{2,}: |[{}\[\]]|\.ya?ml|补一行|catalog fix|\b(?:internal|true|false|share|usage|items)\b")


def test_no_help_to_whoever_fills_in_a_workbook_shows_yaml(tmp_path):
    """The first failing example of every rule's page, as our own export makes a workbook of it."""
    seen: set[str] = set()
    for name in rules.NAMES:
        for number, example in enumerate(one for one in pages.examples(rules.page(name)) if one.expected):
            root = tmp_path / f"{name}-{number}"
            example.write(root)
            order = exporting.Order("xlsx", allow_errors=True, wishes=Wishes())
            try:
                raw = next(iter(exporting.shipment(Folder(root), order).bundle.files.values()))
            except exporting.NotExported:
                continue
            outcome = check_table(Folder(root), Foreign("目录.xlsx", raw, "xlsx"), Request(DAY))
            for one in outcome.findings:
                assert one.span.cell and one.span.sheet and one.fix is None
                if one.rule != "unknown-field":  # of the sheet 扩展, whose columns are keys
                    assert one.help is None or not _YAML.search(one.help.zh), (name, one.rule, one.help.zh)
                seen.add(one.rule)
            break
    assert len(seen - {one for one in seen if one.startswith("import-")}) > 25


def test_no_remedy_names_an_option_that_a_check_does_not_have(tmp_path, catalog):
    """What an import says of a column a check says in its own way: it has no mapping to write."""
    table = tmp_path / "表.csv"
    table.write_text("信息资源名称,从未见过的列\n在职职工,甲\n", encoding="utf-8")
    _, out, _ = catalog("validate", table, cwd=tmp_path)
    assert "从未见过的列" in out
    assert "--write-mapping" not in out and "导入" not in out
    assert "把列名改成该填报项的名称，再检查一次" in out


def test_a_check_says_nothing_of_importing(tmp_path, catalog):
    """Each sentence on the reading has two readings: an import's, and that of a check."""
    table = tmp_path / "表.csv"
    table.write_text(
        "目录清单\n"
        "信息资源名称,代码,提供方,更新周期,开放类型,发布日期,从未见过的列,标题,数据长度,共享类型,共享类型说明\n"
        "甲,3.03046E+17,人事局,每121日,2,45000,9.1E+17,别名,长,9,\n"
        "甲,3.03046E+17,人事局,每121日,2,45000,9.1E+17,别名,长,9,\n"
        "乙,30304601/000012,人事局,按月,无条件开放,13月,一\u200b,别名,5,有条件,多,出\n"
        ",,,,,,,,,,\n"
        ",,人事局,每年,,,,,,,\n",
        encoding="utf-8",
    )
    kinds = set()
    for name, raw in (
        ("表.csv", None),
        ("表.json", b'[{"name": "a"}, 5, {"name": "b", "x": 1}]'),
        (
            "表.xlsx",
            books.xlsx({"表": [["序号", "资源名称", "摘要"], [1, "甲", "=A1"], [2, "甲", "一"]], "别的": [["一"]]}),
        ),
    ):
        if raw is not None:
            (tmp_path / name).write_bytes(raw)
        _, out, _ = catalog("validate", tmp_path / name, "-f", "json", cwd=tmp_path)
        for one in json.loads(out)["findings"]:
            if not one["rule"].startswith("import-"):
                continue
            kinds.add(one["rule"])
            texts = [one["message"], one["help"] or {"zh": "", "en": ""}]
            assert not any("导入" in text["zh"] for text in texts), one
            assert not any(re.search(r"\bimport", text["en"]) for text in texts), one
            assert not any("放在  x-" in text["zh"] or "kept under" in text["en"] for text in texts), one
    assert len(kinds) > 8, kinds


def test_a_table_outside_of_the_folder_is_called_as_it_was_typed(tmp_path, catalog):
    (tmp_path / "里").mkdir()
    (tmp_path / "表.csv").write_text("信息资源名称\n甲\n", encoding="utf-8")
    _, out, _ = catalog("validate", "../表.csv", cwd=tmp_path / "里")
    assert "../表.csv" in out and "./../" not in out
