"""A mapping: what an import asks, and that an answer settles it; and numbers that a spreadsheet has changed."""

from __future__ import annotations

import re
from pathlib import Path

import model
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import bring, catalogue, entries, said

from govinfo_cli import uscc
from govinfo_cli.catalog import Catalog
from govinfo_cli.intake.cells import Cells
from govinfo_cli.intake.mangled import Known, completed_uscc, day_of, is_cut, serial_days, untailed, whole
from govinfo_cli.intake.mapping import read_mapping
from govinfo_cli.intake.reading import BARE, CHANGED, MANGLED, UNREAD
from govinfo_cli.settings import open_records, open_settings, record_shape
from govinfo_cli.source import Folder
from govinfo_cli.yaml.reading import read

TABLE = (
    "资源编号,名称,提供方,共享类型,更新频率,备用,开放属性,格式\n"
    "7,甲,人事局,1,每121日,x,1,file\n"
    "8,乙,人亊局,2,每年,110101199003076296,2,03\n"
)
ANSWERS = {
    "资源编号": "忽略",
    "备用": "摘要",
    '"每121日"': "每季度",
    '"file"': "电子文件",
    '"03"': "xls",
    "人亊局": "人事局",
}


@pytest.fixture
def root(tmp_path) -> Path:
    return catalogue(tmp_path)


def settled_with(questions: str, answers: dict[str, str]) -> bytes:
    for question, answer in answers.items():
        questions, count = re.subn(rf"(?m)^( +{re.escape(question)}:)$", rf"\1 {answer}", questions)
        assert count == 1, question
    share, _, rest = questions.partition("  open:\n")
    share = share.replace('    "1":\n', '    "1": 无条件共享\n').replace('    "2":\n', '    "2": 有条件共享\n')
    rest = rest.replace('    "1":\n', '    "1": 无条件开放\n').replace('    "2":\n', '    "2": 不予开放\n')
    return (share + "  open:\n" + rest).encode()


def test_what_is_asked_and_answered_is_settled(root):
    first = bring(root, ("a.csv", TABLE))
    assert "110101199003076296" not in first.questions and "内容不显示" in first.questions
    assert "最接近：人事局" in first.questions and "无条件共享、有条件共享、不予共享" in first.questions
    mapping = settled_with(first.questions, ANSWERS)
    imported = bring(root, ("a.csv", TABLE), mapping=("m.yaml", mapping))
    assert not {rule for rule, _, _ in said(imported)} - {"import-changed-value"}
    assert imported.questions is None and imported.owners == ()
    assert entries(imported, root) == [
        {
            "name": "甲",
            "owner": "人事局",
            "abstract": "x",
            "format": {"class": "电子文件"},
            "share": {"type": "无条件共享"},
            "open": {"public": True, "condition": "无条件"},
            "update_cycle": "每季度",
        },
        {
            "name": "乙",
            "owner": "人事局",
            "abstract": "110101199003076296",
            "format": {"class": "电子表格", "type": "xls"},
            "share": {"type": "有条件共享"},
            "open": {"public": False},
            "update_cycle": "每年",
        },
    ]


def test_a_mapping_that_is_not_filled_in_changes_nothing(root):
    plain = bring(root, ("a.csv", TABLE))
    asked = bring(root, ("a.csv", TABLE), mapping=("m.yaml", plain.questions.encode()))
    assert asked.bundle == plain.bundle and asked.questions == plain.questions
    assert asked.outcome.findings == plain.outcome.findings
    assert not list(
        record_shape("mapping").faults(
            read("m", plain.questions.encode(), {"schemaVersion": frozenset(["integer"])}).data
        )
    )


def test_nothing_is_asked_where_nothing_is_in_doubt(root):
    assert bring(root, ("a.csv", "名称,提供方\n甲,人事局\n")).questions is None


def test_a_bare_number_is_never_guessed(root):
    for entry in entries(bring(root, ("a.csv", TABLE)), root):
        assert "share" not in entry and "open" not in entry


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("schemaVersion: 1\nheadings:\n  甲: 内不部门\n", 3, "没有填报项"),
        ("schemaVersion: 1\nvalues:\n  share.type:\n    '1': 有条件分享\n", 4, "不在取值范围内"),
        ("schemaVersion: 1\nvalues:\n  没有的:\n    '1': 甲\n", 3, "没有填报项"),
        ("schemaVersion: 1\nowners:\n  甲: 人是局\n", 3, "没有登记"),
        ("schemaVersion: 1\nheadlines: {}\n", 2, "不认识的键"),
        ("schemaVersion: 1\nheadings: 甲\n", 2, "写法不对"),
        ("schemaVersion: 1\ndate_order: xyz\n", 2, "取值范围"),
        ("headings: {}\n", 1, "缺少"),
        ("- 甲\n", 1, "写法有误"),
        ("schemaVersion: 1\nheadings: {甲\n", 2, "写法有误"),
        ("schemaVersion: 1\n" + "#" * (1 << 20), 1, "1 MB"),
    ],
)
def test_a_mapping_with_a_slip_is_told_at_its_line_and_nothing_is_imported(root, text, line, words):
    imported = bring(root, ("a.csv", TABLE), mapping=("m.yaml", text.encode()))
    first = imported.outcome.findings[0]
    assert (first.rule, first.span.path, first.span.line) == ("import-bad-mapping", "m.yaml", line)
    assert words in first.message.zh
    assert imported.stopped and not imported.bundle.files and not imported.tallies


@given(st.text(alphabet=":-{}[]'\"#&*! \n甲a1.", max_size=60))
def test_no_mapping_falls_over(tmp_path_factory, text):
    root = catalogue(tmp_path_factory.mktemp("m") / "c")
    settings = open_settings(Folder(root))
    catalog = Catalog(settings, open_records(Folder(root)))
    for head in ("", "schemaVersion: 1\nheadings:\n  ", "schemaVersion: 1\nvalues:\n  share.type:\n    "):
        read_mapping("m.yaml", (head + text).encode(), settings.profile, catalog)


def test_heading_row_and_dates(root):
    table = "标题,说明\n甲,x\n名称,发布日期\n乙,3/4/2026\n丙,45000\n"
    mapping = b"schemaVersion: 1\nheading_row: 3\ndate_order: dmy\ndate_system: '1904'\n"
    imported = bring(root, ("a.csv", table), mapping=("m.yaml", mapping))
    assert entries(imported, root) == [
        {"name": "乙", "published": "2026-04-03"},
        {"name": "丙", "published": "2027-03-16"},
    ]


# Mangled numbers.


@pytest.mark.parametrize(
    ("cut", "is_one"),
    [("3.03046E+17", True), ("303046010000012000", True), ("1.2E+5", False), ("12345678901", False), ("1.5E-7", False), ("303046010000012001", False), ("0.03E+17", False), ("甲", False)],
)  # fmt: skip
def test_a_long_number_that_was_cut_is_known(cut, is_one):
    assert is_cut(cut) is is_one


def test_a_cut_code_is_completed_only_where_one_code_fits():
    known = Known(["303046010000012345", "30304601", "0310", "0311", "011", "0011"])
    assert known.completed("3.03046E+17") == "303046010000012345"
    assert known.completed("303046010000012000") == "303046010000012345"
    assert known.completed("3.0305E+17") == "303046010000012345" and known.completed("3.0304E+17") is None
    assert known.completed("30304601.0") == "30304601" and known.completed("310") == "0310"
    assert known.completed("11") is None, "two fit"
    two = Known(["303046010000012345", "303046010000012999"])
    assert two.completed("303046010000012000") is None and two.completed("3.03046E+17") is None


@given(st.text(alphabet="0123456789", min_size=8, max_size=8), st.sampled_from(["91", "12", "11"]))
def test_a_completed_uscc_is_the_only_one_with_its_head(organisation, kind):
    body = kind + "110000" + organisation
    digit = uscc.inner_check_character(organisation)
    if not digit.isdecimal():
        return
    code = body + digit + uscc.check_character(body + digit)
    if not code.isdecimal():
        return
    cut = code[:15] + "000"
    others = [
        one
        for one in (f"{code[:15]}{rest:03}" for rest in range(1000))
        if uscc.checks(one) and uscc.inner_check_character(one[8:16]) == one[16]
    ]
    assert completed_uscc(cut, ()) == (code if others == [code] else None)
    assert completed_uscc(cut, [code]) == code
    assert (
        completed_uscc(f"{int(code[:6]) / 1e5:.5f}E+17", [code]) == code and completed_uscc("9.11100E+17", ()) is None
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20220601.0", "2022-06-01"),
        ("13/4/2026", "2026-04-13"),
        ("4/13/2026", "2026-04-13"),
        ("5/5/2026", "2026-05-05"),
        ("3/4/2026", None),
        ("1.62746E+12", "2021-07-28"),
        ("1.627E+12", None),
        ("45000", None),
        ("31/31/2026", None),
    ],
)
def test_a_mangled_date_is_read_where_it_can_be_one_day_only(text, day):
    assert day_of(text) == day


def test_serial_days_count_from_either_year():
    assert serial_days("45000") == {"1900": "2023-03-15", "1904": "2027-03-16"}
    assert serial_days("45000.5") == serial_days("45000") and serial_days("4500") == serial_days("99999") == {}
    assert day_of("45000", system="1900") == "2023-03-15" and day_of("3/4/2026", order="mdy") == "2026-03-04"


@pytest.mark.parametrize(("text", "number"), [("1,000", 1000), ("1，000，000", 1000000), ("50.0", 50), ("1,00", None), ("50%", None), ("5.5", None), ("1E+05", None)])  # fmt: skip
def test_whole_numbers(text, number):
    assert whole(text) == number and untailed("5.5") is None


@pytest.fixture(scope="module")
def cells(tmp_path_factory) -> Cells:
    root = catalogue(tmp_path_factory.mktemp("cells") / "c")
    settings = model.SETTINGS.replace("categories: {", 'categories: {"0410": 本级, ')
    (root / "catalog/catalog.yaml").write_text(settings, encoding="utf-8")
    return Cells(open_settings(Folder(root)), None, ["30304601/000012", "30304602/12", "30304602/012"])


@pytest.mark.parametrize(
    ("key", "cell", "kind", "values"),
    [
        ("code", "30304601/12", CHANGED, {"code": "30304601/000012"}),
        ("code", "30304601/99", None, {"code": "30304601/99"}),
        ("code", "30304602/0012", None, {"code": "30304602/0012"}),
        ("code", "3.03046E+17", MANGLED, {}),
        ("category", "30304601.0", CHANGED, {"category": "30304601"}),
        ("category", "410", CHANGED, {"category": "0410"}),
        ("category", "3.03046E+17", MANGLED, {}),
        ("category", "303046010000012000", MANGLED, {}),
        ("themes", "211.0", CHANGED, {"themes": ["211"]}),
        ("published", "20220601.0", CHANGED, {"published": "2022-06-01"}),
        ("published", "45000", MANGLED, {"published": "45000"}),
        ("published", 45000, MANGLED, {"published": "45000"}),
        ("published", "1.627E+12", MANGLED, {"published": "1.627E+12"}),
        ("published", "２０２２／６／１", CHANGED, {"published": "2022-06-01"}),
        ("items", [{"name": "甲", "length": "1,000"}, {"name": "乙", "length": "50.0"}], CHANGED, {"items": [{"name": "甲", "length": 1000}, {"name": "乙", "length": 50}]}),
        ("share.type", "１", BARE, {}),
    ],
)  # fmt: skip
def test_one_mangled_cell(cells, key, cell, kind, values):
    reading = cells.read(key, cell)
    assert (reading.kind, dict(reading.values)) == (kind, values)


def test_a_mangled_number_under_a_strange_heading_is_told_with_its_remedy(root):
    imported = bring(root, ("a.csv", "名称,编号\n甲,3.03046E+17\n"))
    (one,) = [one for one in imported.outcome.findings if one.rule == MANGLED]
    assert (one.span.line, one.span.column) == (2, 2) and "文本" in one.help.zh
    assert entries(imported, root) == [{"name": "甲", "x-编号": "3.03046E+17"}]


def test_an_owners_code_is_completed(root):
    code = next(
        c
        for c in (f"12100000{n:08d}" for n in range(99999))
        if (d := uscc.inner_check_character(c[8:])).isdecimal() and uscc.check_character(c + d).isdecimal()
    )
    code += uscc.inner_check_character(code[8:])
    code += uscc.check_character(code)
    (root / "catalog/owners.yaml").write_text(model.OWNERS.replace("12100000400011227Y", code), encoding="utf-8")
    imported = bring(root, ("a.csv", f"名称,统一社会信用代码\n甲,{code[:15]}000\n"))
    assert entries(imported, root) == [{"name": "甲", "x-统一社会信用代码": code}]
    assert (CHANGED, 2, 2) in said(imported) and UNREAD not in {one[0] for one in said(imported)}


def book_of(*sheets: tuple[str, list[list]]) -> bytes:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ITEMS = [
    ["名称", "说明"],
    ["信息资源名称", "提供方", "备用", "信息项名称", "数据类型", "密级码", "数据长度"],
    ["甲", "人事局", "x", "姓名", "1", "a", 50],
    [None, None, None, "年龄", "2", "b", 3],
    ["乙", "财务局", "y", "金额", "2", "a", "1,000"],
]


def test_a_mapping_settles_a_workbook_with_lines_of_items(root):
    book = book_of(("旧表", [["名称"], ["丙"]]), ("新表", ITEMS))
    first = bring(root, ("a.xlsx", book))
    assert "密级码:" in first.questions and "备用:" in first.questions
    mapping = (
        "schemaVersion: 1\nsheets: [新表]\nheading_row: 2\nheadings: {密级码: 忽略, 备用: 摘要}\n"
        'values:\n  items.type: {"1": 字符型C, "2": 数值型N}\n'
    )
    imported = bring(root, ("a.xlsx", book), mapping=("m.yaml", mapping.encode()))
    found = entries(imported, root)
    assert [entry["name"] for entry in found] == ["甲", "乙"] and [entry["abstract"] for entry in found] == ["x", "y"]
    assert found[0]["items"] == [
        {"name": "姓名", "type": "字符型C", "length": 50},
        {"name": "年龄", "type": "数值型N", "length": 3},
    ]
    assert found[1]["items"] == [{"name": "金额", "type": "数值型N", "length": 1000}]
    missing = bring(root, ("a.xlsx", book), mapping=("m.yaml", b"schemaVersion: 1\nsheets: [x]\n"))
    assert missing.stopped and "import-bad-mapping" in {one[0] for one in said(missing)}


def test_numbers_of_a_workbook_that_were_changed(root):
    rows = [
        ["名称", "信息资源分类", "发布日期", "编号"],
        ["甲", 30304601.0, 46143, 303046010000012000],
        ["乙", "30304601", 20260501, 3],
    ]
    imported = bring(root, ("a.xlsx", book_of(("表", rows))))
    first, second = entries(imported, root)
    assert first["category"] == second["category"] == "30304601" and second["published"] == "2026-05-01"
    told = {(one.span.line, one.span.column) for one in imported.outcome.findings if one.rule == MANGLED}
    assert told == {(2, 3), (2, 4)}
