"""Workbooks in the layouts that offices use become the same entries, each value with the cell it came from."""

from __future__ import annotations

import books
import pytest
from tables import bring, catalogue, entries

from govinfo_cli.intake.cells import Cells
from govinfo_cli.intake.headings import Headings
from govinfo_cli.intake.layouts import tables_of
from govinfo_cli.intake.rows import Intake
from govinfo_cli.intake.table import Place
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder
from govinfo_cli.workbook.book import open_book

TITLE = ["政务信息资源目录"]
GROUPS = [
    "信息资源名称\n（必填项）", "信息资源代码\n（选填项）", "信息资源提供方", None, "信息资源摘要", "信息资源格式", None,
    "信息项信息", None, None, "共享属性", None, "共享方式", None, "开放属性", None, "更新周期", "发布日期",
]  # fmt: skip
NAMES = [
    None, None, "信息资源提供方\n（必填项）", "提供方内部部门", None, "信息资源格式分类", "信息资源格式类型",
    "信息项名称（必填项）", "数据类型", "数据长度", "共享类型", "共享条件", "共享方式分类", "共享方式类型", "是否向社会开放",
    "开放条件", None, None,
]  # fmt: skip
HEADED = ["A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:G2", "H2:J2", "K2:L2", "M2:N2", "O2:P2", "Q2:Q3", "R2:R3", "A1:R1"]
FIRST = ["在职职工信息", "30304601/000012", "人事局", "综合处", "职工的编号和岗位", "数据库", "KingbaseES"]
SECOND = ["大型仪器目录", None, "财务局", None, "仪器的名称和用途", "电子表格", "xlsx"]
MODE = ["共享平台方式", "接口"]
CONDITION = "使用要求：行政依据；共享条件：仅限统计"
ITEMS = [
    [*FIRST, "姓名", "字符型C", 50, "有条件共享", CONDITION, *MODE, "否", None, "每月", "2026-05-01"],
    [*FIRST, "身份证号", "字符型C", 18, "不予共享", "《××法》第三条", None, None, "否", None, "每月", "2026-05-01"],
    [*FIRST, "岗位", "字符型C", 20, "有条件共享", CONDITION, *MODE, "否", None, "每月", "2026-05-01"],
    [*SECOND, "名称", "字符型C", 100, "无条件共享", "工作参考", *MODE, "是", "无条件", "不定期", "2026-06-01"],
    [*SECOND, "原值", "货币型Y", None, "无条件共享", "工作参考", *MODE, "否", None, "不定期", "2026-06-01"],
]
ENTRIES = [
    {
        "code": "30304601/000012",
        "name": "在职职工信息",
        "owner": "人事局",
        "owner_unit": "综合处",
        "abstract": "职工的编号和岗位",
        "format": {"class": "数据库", "type": "KingbaseES"},
        "items": [
            {"name": "姓名", "type": "字符型C", "length": 50},
            {"name": "身份证号", "type": "字符型C", "length": 18, "share": "不予共享"},
            {"name": "岗位", "type": "字符型C", "length": 20},
        ],
        "share": {
            "type": "有条件共享",
            "usage": "行政依据",
            "condition": "仅限统计",
            "mode": {"class": "共享平台方式", "type": "接口"},
            "basis": {"title": "《××法》", "clause": "第三条"},
        },
        "open": {"public": False},
        "update_cycle": "每月",
        "published": "2026-05-01",
    },
    {
        "name": "大型仪器目录",
        "owner": "财务局",
        "abstract": "仪器的名称和用途",
        "format": {"class": "电子表格", "type": "xlsx"},
        "items": [
            {"name": "名称", "type": "字符型C", "length": 100},
            {"name": "原值", "type": "货币型Y", "open": False},
        ],
        "share": {"type": "无条件共享", "usage": "工作参考", "mode": {"class": "共享平台方式", "type": "接口"}},
        "open": {"public": True, "condition": "无条件"},
        "update_cycle": "不定期",
        "published": "2026-06-01",
    },
]
OF_ENTRY = [*range(7), 16, 17]


def blanked(columns=OF_ENTRY) -> list[list]:
    """The rows with the entry's cells in its first row only."""
    found = []
    for place, row in enumerate(ITEMS):
        again = place and row[:2] == ITEMS[place - 1][:2]
        found.append([None if again and n in columns else cell for n, cell in enumerate(row)])
    return found


def merged() -> list[str]:
    return [f"{books.letters(n + 1)}{a}:{books.letters(n + 1)}{b}" for n in OF_ENTRY for a, b in ((4, 6), (7, 8))]


def guide(rows, merges=(), head=(TITLE, GROUPS, NAMES)) -> bytes:
    return books.xlsx({"Sheet1": books.sheet([*head, *rows], [*HEADED, *merges]), "字典": [["数据库"], ["access"]]})


def made(root, raw: bytes, name: str = "目录.xlsx", **said) -> list[dict]:
    imported = bring(catalogue(root), (name, raw), **said)
    (tally,) = imported.tallies
    assert tally.rows == tally.entries + tally.others.total()
    return [{key: one[key] for key in one if key != "code" or "/" in one[key]} for one in entries(imported, root)]


def told(root, raw: bytes, name: str = "目录.xlsx") -> list:
    return list(bring(catalogue(root), (name, raw)).outcome.findings)


def in_order(found: list[dict]) -> list[dict]:
    return sorted(found, key=lambda one: one.get("code", ""), reverse=True)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(guide(ITEMS), id="repeated"),
        pytest.param(guide(blanked()), id="blank"),
        pytest.param(guide(blanked(), merged()), id="merged"),
        pytest.param(
            guide(ITEMS, head=([None], [None], [a or b for a, b in zip(NAMES, GROUPS, strict=True)])), id="one-row"
        ),
        pytest.param(books.xlsx({"一": books.sheet([GROUPS, NAMES, *ITEMS])}), id="headings-whose-merges-are-lost"),
    ],
)
def test_one_row_an_item_in_every_style_of_repeating_gives_the_same_entries(tmp_path, raw):
    assert in_order(made(tmp_path, raw)) == ENTRIES


def test_a_blank_cell_beside_an_item_says_what_stands_above_it(tmp_path):
    rows = blanked([*OF_ENTRY, 10, 11, 12, 13, 14])
    rows[1][10] = rows[2][10] = None
    (entry, _) = in_order(made(tmp_path, guide(rows)))
    assert [item.get("share") for item in entry["items"]] == [None, None, None]
    assert entry["share"]["type"] == "有条件共享"


def test_numbers_tell_entries_of_one_name_apart(tmp_path):
    """Where a number stands on several lines running it counts entries, else it counts lines."""

    def numbered(numbers):
        head = [[None, *TITLE], ["序号", *GROUPS], [None, *NAMES]]
        rows = [[n, *row[:1], None, *row[2:]] for n, row in zip(numbers, [ITEMS[3], ITEMS[4], ITEMS[3]], strict=True)]
        return books.xlsx({"一": [*head, *rows]})

    assert [len(one["items"]) for one in made(tmp_path / "a", numbered([1, 1, 2]))] == [2, 1]
    assert [len(one["items"]) for one in made(tmp_path / "b", numbered([1, 2, 3]))] == [3]


def test_what_a_later_row_says_otherwise_is_told_at_its_cell(tmp_path):
    rows = [list(row) for row in ITEMS]
    rows[2][4] = "另一种摘要"
    findings = told(tmp_path, guide(rows))
    (clash,) = (one for one in findings if one.rule == "import-conflicting-value")
    assert (clash.span.sheet, clash.span.line, clash.span.column) == ("Sheet1", 6, 5)
    assert clash.message.zh == "信息资源摘要：“另一种摘要”与本条前面的行不一致，以前面的为准"


LEVELS = ["类分类\n（必填项）", "项分类\n（必填项）", "目分类（选填项）", "细目分类", "分类五级（选填项）"]


@pytest.mark.parametrize(
    ("levels", "category"),
    [
        (["部门信息资源", "国务院", "本院", None, None], "303046"),
        (["3", "303", "303046", None, None], "303046"),
        (["3 部门政务信息资源目录", "303 国务院", None, None, None], "303"),
        (["主题信息资源", "生态环境保护", None, None, None], "211"),
        (["部门信息资源", "没有这一项", None, None, None], "30304601"),
    ],
)
def test_a_class_in_levels_becomes_the_code_of_its_node(tmp_path, levels, category):
    head = [TITLE, [*["信息资源分类", None, None, None, None], *GROUPS], [*LEVELS, *NAMES]]
    raw = books.xlsx({"Sheet1": books.sheet([*head, [*levels, *ITEMS[0]]], ["A2:E2"])})
    root = catalogue(tmp_path)
    said = (root / "catalog/catalog.yaml").read_text(encoding="utf-8")
    if "303046" not in said:
        (root / "catalog/catalog.yaml").write_text(said + '\ncategories: {"303046": 本院}\n', encoding="utf-8")
    (entry,) = entries(bring(root, ("目录.xlsx", raw)), root)
    assert entry["category"] == category
    assert (entry.get("x-信息资源分类") is not None) == ("没有这一项" in levels)


TWO = {
    "数据资源目录导入": [
        ["填表说明：\n1. 【名称】写全称"],
        [None, "基本属性", None, None, None, "共享开放信息"],
        ["挂接资源名称", "*数据资源目录名称", "*目录提供方", "*更新周期", "*数据资源目录描述", "*共享属性", "共享条件/不予共享依据", "共享方式", "*开放属性", "开放条件"],
        [None, "在职职工信息", "人事局", "每月", "职工的编号和岗位", "有条件共享", CONDITION, "共享平台方式", "不予开放", None],
        [None, "大型仪器目录", "财务局", "每年", "仪器的名称和用途", "无条件共享", None, "共享平台方式", "无条件开放", None],
    ],
    "信息项导入": [
        ["填表说明：\n1. 【名称】写全称"],
        ["*数据资源目录名称", "*信息项业务名称", "*信息项技术名称", "*数据类型", "数据长度", "*共享属性", "*开放属性", "是否主键"],
        ["大型仪器目录", "名称", "MC", "字符型", 100, "无条件共享", "无条件开放", "否"],
        ["在职职工信息", "姓名", "XM", "字符型", 50, "有条件共享", "不予开放", "否"],
        ["在职职工信息", "身份证号", "SFZH", "字符型", 18, "不予共享", "不予开放", "是"],
    ],
}  # fmt: skip


def test_two_sheets_are_joined_by_the_name_of_the_entry(tmp_path):
    first, second = sorted(made(tmp_path, books.xlsx(TWO)), key=lambda one: one["owner"])
    assert (first["name"], second["name"]) == ("在职职工信息", "大型仪器目录")
    assert first["items"] == [
        {"name": "姓名", "type": "字符型C", "length": 50, "x-信息项技术名称": "XM", "x-是否主键": "否"},
        {
            "name": "身份证号",
            "type": "字符型C",
            "length": 18,
            "share": "不予共享",
            "x-信息项技术名称": "SFZH",
            "x-是否主键": "是",
        },
    ]
    assert first["share"] == {
        "type": "有条件共享",
        "usage": "行政依据",
        "condition": "仅限统计",
        "mode": {"class": "共享平台方式"},
    }
    assert second["open"] == {"public": True, "condition": "无条件"}


def test_items_of_no_entry_are_told(tmp_path):
    items = [*TWO["信息项导入"], ["别的目录", "名称", "MC", "字符型", 100, "无条件共享", "无条件开放", "否"]]
    root = catalogue(tmp_path)
    imported = bring(root, ("目录.xlsx", books.xlsx(TWO | {"信息项导入": items})))
    (tally,) = imported.tallies
    assert (tally.rows, tally.entries, tally.others["import-unread-row"]) == (3, 2, 1)
    (one,) = (one for one in imported.outcome.findings if one.rule == "import-unread-row")
    assert one.span.sheet == "信息项导入" and one.span.line == 6 and "别的目录" in one.message.zh


FORM = [
    [None, "资源目录编制_模版"],
    [None, "  资源目录名称", "在职职工信息"],
    [None, "  摘要", "职工的编号和岗位"],
    [None, "  信息系统名称", "人事系统"],
    [None, "  系统简介", "管人事"],
    [None, "  检索关键字", "职工,岗位"],
    [None, "  提供科室", "综合处"],
    [None, "  业务联系人", "某科", None, None, "  联系电话", "010-1"],
    [None, "  对接方式", "推送数据文件", None, None, "  资源更新频度", "每年"],
    [None, "  所属资源类型", "人口类资源", None, None, "  资源公开属性", "不公开"],
    [None, "资源项名称", "字段名", "数据类型", "备注", "共享属性", "公开属性", "不予共享/公开理由"],
    [None, "姓名", "XM", "字符型", "按身份证", "普遍共享", "不公开", None],
    [None, "证件号", "ZJH", "字符型", None, "不共享", "不公开", "含个人信息"],
    [None, "岗位", "GW", "字符型", None, "按需共享", "不公开", None],
    [None, "endFlag"],
    [None, "说明： \n1、写全称"],
]


def test_a_form_is_one_entry(tmp_path):
    raw = books.xlsx({"Sheet1": books.sheet(FORM, ["B1:I1", "C2:I2", "C3:I3", "C4:I4", "C8:E8", "G8:I8"])})
    (entry,) = made(tmp_path, raw, owner="人事局")
    assert entry == {
        "name": "在职职工信息",
        "owner": "人事局",
        "owner_unit": "综合处",
        "abstract": "职工的编号和岗位",
        "keywords": ["职工", "岗位"],
        "system": "人事系统",
        "items": [
            {"name": "姓名", "type": "字符型C", "share": "无条件共享", "note": "按身份证", "x-字段名": "XM"},
            {"name": "证件号", "type": "字符型C", "share": "不予共享", "x-字段名": "ZJH"},
            {"name": "岗位", "type": "字符型C", "x-字段名": "GW"},
        ],
        "share": {"type": "有条件共享", "reason": "含个人信息"},
        "open": {"public": False},
        "update_cycle": "每年",
        "contact": {"phone": "010-1"},
        "x-系统简介": "管人事",
        "x-业务联系人": "某科",
        "x-对接方式": "推送数据文件",
        "x-所属资源类型": "人口类资源",
    }


def test_a_sheet_of_names_is_one_resource_and_its_items(tmp_path):
    sheets = {
        "职业健康": [["入库数据名称", "法人名称", "地址 "], [1], [2]],
        "护士注册": [["证件号码", "姓名", None, None]],
    }
    found = made(tmp_path, books.xlsx(sheets), owner="人事局")
    assert sorted((one["name"], [item["name"] for item in one["items"]]) for one in found) == [
        ("护士注册", ["证件号码", "姓名"]),
        ("职业健康", ["法人名称", "地址"]),
    ]


def test_a_table_of_people_is_no_list_of_items(tmp_path):
    """Rows below unknown headings are data of the resource itself: they never become entries."""
    (one,) = told(tmp_path, books.xlsx({"名册": [["姓名", "电话"], ["某人", "010"]]}))
    assert one.rule == "import-no-heading"


@pytest.mark.parametrize("row", range(1, 11))
def test_the_headings_of_a_list_may_stand_in_each_of_the_first_ten_rows(tmp_path, row):
    above = [["某局 2026 年目录"]] * (row - 1)
    raw = books.xlsx({"清单": [*above, ["资源名称 ", "提供部门", "简介"], [None], ["职工", "x", "职工的编号"]]})
    root = catalogue(tmp_path)
    imported = bring(root, ("清单.xlsx", raw))
    (entry,) = entries(imported, root)
    assert entry == {"name": "职工", "abstract": "职工的编号", "x-提供部门": "x"}
    (tally,) = imported.tallies
    assert (tally.rows, tally.others["import-blank-row"]) == (2, 1)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (guide([]), "编制指南目录表"),
        (books.xlsx({name: rows[: 3 if "目录" in name else 2] for name, rows in TWO.items()}), "目录、信息项两张表"),
        (
            books.xlsx(
                {"一": [[*row[:2], *([None] if n in (1, 2, 3) else row[2:])] for n, row in enumerate(FORM) if n < 11]}
            ),
            "单条表单",
        ),
        (books.xlsx({"一": [["资源名称", "摘要"]]}), "目录清单"),
    ],
)
def test_a_blank_form_is_recognised(tmp_path, raw, kind):
    findings = told(tmp_path, raw)
    (blank,) = (one for one in findings if one.rule == "import-blank-form")
    assert kind in blank.message.zh


def test_hidden_rows_columns_and_sheets_are_read_and_told(tmp_path):
    listed = books.sheet(
        [["资源名称", "摘要", "更新周期"], ["甲", "甲的内容", "每月"], ["乙", "乙的内容", "每年"]], hidden=[3]
    )
    listed = listed.replace("<sheetData>", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>')
    raw = books.xlsx({"清单": listed, "旧": [["资源名称", "摘要"], ["丙", "丙的内容"]]}, hidden=["旧"])
    root = catalogue(tmp_path)
    imported = bring(root, ("清单.xlsx", raw))
    assert len(entries(imported, root)) == 3
    said = [one.message.zh for one in imported.outcome.findings if one.rule == "import-hidden"]
    assert sorted(said) == [
        "B 列是隐藏的，内容已一并读取",
        "整张工作表是隐藏的，内容已一并读取",
        "第 3 行是隐藏的，内容已一并读取",
    ]


def test_a_formula_without_its_value_is_told_and_not_taken(tmp_path):
    row = '<row r="2"><c r="A2" t="str"><f>"甲"&amp;1</f><v>甲1</v></c><c r="B2"><f>A2&amp;"的内容"</f></c></row>'
    xml = books.sheet([["资源名称", "摘要"]]).replace("</sheetData>", row + "</sheetData>")
    root = catalogue(tmp_path)
    imported = bring(root, ("清单.xlsx", books.xlsx({"清单": xml})))
    (entry,) = entries(imported, root)
    assert entry["name"] == "甲1" and "abstract" not in entry
    (one,) = (one for one in imported.outcome.findings if one.rule == "import-unread-value")
    assert (one.span.line, one.span.column) == (2, 2)
    assert "没有存它的结果" in one.message.zh


@pytest.mark.parametrize("text", ["=1+1", "＝1", "+1", "＋1", "-1", "－1", "@x", "＠x"])
def test_text_like_a_formula_is_text(tmp_path, text):
    (entry,) = made(tmp_path, books.xlsx({"清单": [["资源名称", "摘要"], ["甲", text]]}))
    assert entry["abstract"].translate({0xFF11: "1"}) == text


def test_dates_and_numbers_of_cells_are_taken_as_they_are_shown(tmp_path):
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>甲</t></is></c><c r="B2" s="1"><v>46143</v></c></row>'
    xml = books.sheet([["资源名称", "发布日期"]]).replace("</sheetData>", row + "</sheetData>")
    (entry,) = made(tmp_path, books.xlsx({"清单": xml}, styles=styles))
    assert entry["published"] == "2026-05-01"


def test_a_sheet_that_nobody_knows_beside_one_that_is_known_is_told(tmp_path):
    findings = told(tmp_path, books.xlsx({"清单": [["资源名称", "摘要"], ["甲", "x"]], "杂": [["某", "某"], [1, 2]]}))
    (one,) = (one for one in findings if one.rule == "import-unread-sheet")
    assert one.message.zh == "工作表“杂”没有认出表头，2 行都没有读"


def drafts(root, raw: bytes) -> list:
    settings = open_settings(Folder(catalogue(root)), ())
    headings = Headings(settings.profile)
    intake = Intake(settings, headings, cells=Cells(settings))
    return [
        draft
        for table in tables_of("目录.xlsx", open_book("目录.xlsx", raw), headings)
        for draft in intake.drafts(table)[1]
    ]


def test_every_value_knows_its_cell(tmp_path):
    first, _ = drafts(tmp_path / "a", guide(blanked(), merged()))
    assert first.place(("name",)).shown == "Sheet1!A4"
    assert first.place(("share", "type")).shown == "Sheet1!K4"
    assert first.place(("share", "condition")).shown == "Sheet1!L4"
    assert first.place(("share", "basis", "title")).shown == "Sheet1!L5"
    assert first.place(("items", 1, "share")).shown == "Sheet1!K5"
    assert first.place(("items", 2, "length")).shown == "Sheet1!J6"
    assert first.place(("items", 2, "note")).row == 6
    assert first.place(("format", "type")) == Place("Sheet1", 4, 7)
    joined = {draft.data["name"]: draft for draft in drafts(tmp_path / "b", books.xlsx(TWO))}
    assert joined["在职职工信息"].place(("items", 1, "name")).shown == "信息项导入!B5"
    (form,) = drafts(tmp_path / "c", books.xlsx({"Sheet1": FORM}))
    assert form.place(("update_cycle",)).cell == "G9"
    assert form.place(("contact", "phone")).cell == "G8"
    assert form.place(("items", 0, "share")).cell == "F12"


def test_items_may_stand_on_several_sheets_of_the_same_columns(tmp_path):
    more = [TWO["信息项导入"][1], ["大型仪器目录", "原值", "YZ", "货币型", None, "无条件共享", "不予开放", "否"]]
    raw = books.xlsx(TWO | {"信息项续": more, "信息项另": [more[0][:4], ["大型仪器目录", "编号", "BH", "字符型"]]})
    entry = next(one for one in made(tmp_path / "a", raw) if one["owner"] == "财务局")
    assert [item["name"] for item in entry["items"]] == ["名称", "原值"]
    draft = next(one for one in drafts(tmp_path / "b", raw) if one.data["owner"] == "财务局")
    assert draft.place(("items", 1, "name")).shown == "信息项续!B2"
    (other,) = (one for one in told(tmp_path / "c", raw) if one.rule == "import-unread-row")
    assert other.span.sheet == "信息项另" and "列与工作表" in other.message.zh


def test_columns_of_items_that_nobody_knows_are_told_and_kept(tmp_path):
    findings = told(tmp_path, books.xlsx(TWO))
    said = {
        one.message.zh for one in findings if one.rule == "import-unknown-column" and one.span.sheet == "信息项导入"
    }
    assert said == {
        "C 列“信息项技术名称”没有对应的信息项填报项，内容原样放在信息项的  x-信息项技术名称",
        "H 列“是否主键”没有对应的信息项填报项，内容原样放在信息项的  x-是否主键",
    }
