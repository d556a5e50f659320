"""The marked copy of a workbook: cells, notes and a sheet of findings are put in, and nothing else is changed."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import books
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from test_table_check import DAY, HEADS, row

from govinfo_cli.remarks import Unreadable
from govinfo_cli.tablecheck import marking
from govinfo_cli.workbook.annotating import Mark, annotate
from govinfo_cli.workbook.book import open_book
from govinfo_cli.workbook.findings import Line, Page
from govinfo_cli.workbook.listing import Head
from govinfo_cli.workbook.notes import SIGN
from govinfo_cli.workbook.tinting import MARKS

pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")
REAL = os.environ.get("CATALOG_REAL_DATA")
PAGE = Page("检查结果", "目录检查结果", ["一句话"], [Head("等级", 8), Head("位置", 12)], [])


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def office(path: str = "目录.xlsx") -> None:
    """A workbook with all that an office puts into one; its third row has no valid cycle, its fourth no abstract."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title, sheet.sheet_view.tabSelected = "人事局's 表", True
    sheet.append(["填报表"])
    sheet.append(HEADS)
    sheet.append(row(更新频率="每个月"))
    sheet.append(row(信息资源名称="培训教师", 信息资源代码="30304601/000021", 信息资源摘要=None))
    sheet.merge_cells("A1:N1")
    sheet["L3"].fill, sheet["L3"].font, sheet["L3"].number_format = (
        PatternFill("solid", fgColor="FF00B0F0"),
        Font(bold=True, name="黑体"),
        "@",
    )
    sheet["L3"].comment, sheet["A2"].comment = Comment("请按季填", "张三"), Comment("写全称", "张三")
    sheet["P1"] = "=SUM(1,2)"
    choices = DataValidation(type="list", formula1='"每日,每月,每年"')
    sheet.add_data_validation(choices)
    choices.add("L3:L99")
    sheet.conditional_formatting.add(
        "N3:N9", CellIsRule(operator="equal", formula=['"是"'], fill=PatternFill("solid", bgColor="FFFF0000"))
    )
    sheet.column_dimensions["A"].width, sheet.row_dimensions[6].hidden = 33, True
    sheet.freeze_panes, sheet.auto_filter.ref = "B3", "A2:N4"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=16, min_row=8, max_row=9))
    sheet.add_chart(chart, "R2")
    book.create_sheet("字典").append(["每日"])
    book["字典"].sheet_state = "hidden"
    book.defined_names["周期"] = DefinedName("周期", attr_text="'字典'!$A$1")
    book.save(path)


def declared(sheets: dict) -> bytes:
    """A workbook of `books` with what openpyxl wants to know of its parts."""
    found = books.parts(sheets)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    said = [("xl/workbook.xml", "sheet.main"), *((name, "worksheet") for name in found if "worksheets/sheet" in name)]
    lines = "".join(f'<Override PartName="/{name}" ContentType="{kind}.{one}+xml"/>' for name, one in said)
    rest = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return books.packed(found | {"[Content_Types].xml": f'<Types xmlns="{space}">{rest}{lines}</Types>'})


def marked(catalog, path: str = "目录.xlsx", out: str = "目录_检查结果.xlsx", code: int = 1) -> openpyxl.Workbook:
    assert catalog("validate", path, "--annotate", out, "--today", str(DAY))[0] == code
    return openpyxl.load_workbook(out)


def parts(path: str) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def colour(cell) -> str | None:
    return cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None


def test_bad_cells_are_filled_and_keep_all_else_of_their_look(here, catalog):
    office()
    sheet = marked(catalog).worksheets[0]
    assert colour(sheet["L3"]) == MARKS["warning"] and colour(sheet["E4"]) == MARKS["error"]
    assert (sheet["L3"].font.b, sheet["L3"].font.name, sheet["L3"].number_format) == (True, "黑体", "@")
    assert colour(sheet["A3"]) is None and sheet["E4"].value is None


def test_a_note_says_the_rule_and_the_remedy_below_what_others_wrote(here, catalog):
    office()
    sheet = marked(catalog).worksheets[0]
    own, shared, other = (sheet[cell].comment.text for cell in ("E4", "L3", "A2"))
    assert own.startswith(f"{SIGN}错误 缺少必填项\n信息资源摘要：没有填\n改法：在 E4（信息资源摘要）填上")
    assert "[missing-field]" in own and "依据：《编制指南》" in own
    assert shared.startswith(f"请按季填\n{SIGN}警告 不在取值范围\n") and "改法：L3 改为“每月”" in shared
    assert other == "写全称"


def test_nothing_else_of_the_workbook_is_changed(here, catalog):
    office()
    before, book = openpyxl.load_workbook("目录.xlsx"), marked(catalog)
    old, new = before.worksheets[0], book.worksheets[0]
    assert [[cell.value for cell in line] for line in old.rows] == [[cell.value for cell in line] for line in new.rows]
    assert new["P1"].value == "=SUM(1,2)"
    for facts in (
        lambda sheet: sorted(map(str, sheet.merged_cells.ranges)),
        lambda sheet: [(str(one.sqref), one.formula1) for one in sheet.data_validations.dataValidation],
        lambda sheet: [str(one.sqref) for one in sheet.conditional_formatting],
        lambda sheet: (sheet.column_dimensions["A"].width, sheet.row_dimensions[6].hidden),
        lambda sheet: (sheet.freeze_panes, sheet.auto_filter.ref, len(sheet._charts)),
    ):
        assert facts(new) == facts(old)
    assert book.sheetnames == [*before.sheetnames, "检查结果"] and book["字典"].sheet_state == "hidden"
    assert book.defined_names["周期"].attr_text == "'字典'!$A$1"
    was, now = parts("目录.xlsx"), parts("目录_检查结果.xlsx")
    kept = {name for name in was if now.get(name) == was[name]}
    assert {name for name in was if re.search(r"theme|chart|sharedStrings|docProps|sheet2|/drawing1", name)} <= kept


def test_the_sheet_of_findings_leads_to_the_cells_and_opens_first(here, catalog):
    office()
    book = marked(catalog)
    sheet = book["检查结果"]
    lines = {line[1].value: line for line in sheet.iter_rows() if line[0].value in ("错误", "警告")}
    line = lines["人事局's 表!L3"]
    assert line[1].hyperlink.location == "'人事局''s 表'!L3"
    assert [cell.value for cell in line[2:5]] == ["更新频率", "培训班次", "每个月"]
    assert line[5].value == "更新周期：“每个月”不在取值范围内，最接近“每月”"
    assert line[6].value.startswith("L3 改为“每月”") and "《编制指南》" in line[7].value
    assert "不通过" in sheet["A2"].value and book.active.title == "检查结果"
    assert [one.title for one in book if one.sheet_view.tabSelected] == ["检查结果"]


def test_a_copy_checked_again_bears_the_marks_of_that_check_alone(here, catalog):
    office()
    first = marked(catalog)
    again = marked(catalog, "目录_检查结果.xlsx", "二.xlsx")
    assert again.sheetnames.count("检查结果") == 1 and len(again.sheetnames) == 3
    notes = [
        {one.coordinate: one.comment.text for line in book.worksheets[0] for one in line if one.comment}
        for book in (first, again)
    ]
    assert notes[0] == notes[1] and {*notes[0]} == {"A2", "L3", "E4"}
    book = openpyxl.load_workbook("二.xlsx")  # corrected by somebody, and saved by another program
    book.worksheets[0]["L3"], book.worksheets[0]["E4"] = "每月", "院机关举办的培训的教师、专长和单位，按年汇总"
    book.save("改好.xlsx")
    mended = marked(catalog, "改好.xlsx", "三.xlsx", code=0).worksheets[0]
    assert (colour(mended["L3"]), colour(mended["E4"])) == ("FF00B0F0", None)
    assert mended["L3"].comment.text == "请按季填" and mended["E4"].comment is None


def test_a_mark_within_a_merged_cell_goes_to_its_corner(here):
    rows = [["名称", "摘要"], ["甲", "长"], [None, None]]
    raw = declared({"一": books.sheet(rows, merges=["A2:B3"]), "二": [["别的"]]})
    marks = [
        Mark("一", 3, 2, "error", "错误 甲"),
        Mark("一", 2, 1, "warning", "警告 乙"),
        Mark("一", 1, 2, "warning", "警告 丙"),
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(annotate("表.xlsx", raw, marks, PAGE)))["一"]
    assert colour(sheet["A2"]) == MARKS["error"] and "错误 甲" in sheet["A2"].comment.text
    assert "警告 乙" in sheet["A2"].comment.text and colour(sheet["B1"]) == MARKS["warning"]


def test_the_report_in_xlsx_of_a_workbook_is_the_marked_copy(here, catalog):
    office()
    code, out, err = catalog("validate", "目录.xlsx", "-f", "xlsx", "-o", "一.xlsx", "-f", "text", "--today", str(DAY))
    assert code == 1 and "不通过" in out and "已写出标好颜色和批注的副本  一.xlsx" in err
    marked(catalog)
    assert parts("一.xlsx") == parts("目录_检查结果.xlsx")


def test_what_must_not_be_shown_is_in_no_note_and_not_on_the_sheet(here, catalog):
    lines = [HEADS, row(信息资源摘要="联系人 13800138000，机密★5年，按年汇总")]
    (here / "目录.xlsx").write_bytes(declared({"填报": lines}))
    book = marked(catalog)
    assert "含密级标识（内容不显示）" in book["填报"]["E2"].comment.text
    for name, content in parts("目录_检查结果.xlsx").items():
        if name != "xl/worksheets/sheet1.xml":
            assert b"13800138000" not in content and "机密★".encode() not in content


def test_a_sheet_of_the_offices_own_called_so_is_left_alone(here, catalog):
    lines = [HEADS, row(更新频率="每个月")]
    (here / "目录.xlsx").write_bytes(declared({"填报": lines, "检查结果": [["去年的检查结果"]]}))
    book = marked(catalog, code=0)
    assert book.sheetnames == ["填报", "检查结果", "检查结果2"] and book["检查结果"]["A1"].value == "去年的检查结果"


def test_more_findings_than_anybody_reads_are_cut_and_counted(here, catalog, monkeypatch):
    monkeypatch.setattr(marking, "MOST", 1)
    office()
    said = [line[0].value or "" for line in marked(catalog)["检查结果"].iter_rows()]
    assert sum(one in ("错误", "警告", "提示") for one in said) == 1
    assert any("只列出前 1 处，另有 1 处没有列出" in one for one in said)


def test_a_template_or_one_with_macros_becomes_a_plain_workbook(here, catalog):
    office()
    found = parts("目录.xlsx")
    macros = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    found["[Content_Types].xml"] = found["[Content_Types].xml"].replace(plain.encode(), macros.encode())
    relations = found["xl/_rels/workbook.xml.rels"]
    line = b'<Relationship Id="rM" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
    found["xl/_rels/workbook.xml.rels"] = relations.replace(b"</Relationships>", line + b"</Relationships>")
    found["xl/vbaProject.bin"] = b"macros"
    kind = b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    found["[Content_Types].xml"] = found["[Content_Types].xml"].replace(b"</Types>", kind + b"</Types>")
    (here / "目录.xlsm").write_bytes(books.packed(found))
    marked(catalog, "目录.xlsm")
    now = parts("目录_检查结果.xlsx")
    assert "xl/vbaProject.bin" not in now and b"vbaProject" not in now["xl/_rels/workbook.xml.rels"]
    assert plain.encode() in now["[Content_Types].xml"] and macros.encode() not in now["[Content_Types].xml"]
    whole(now)


def whole(found: dict[str, bytes]) -> None:
    """What the types say is of a part that is there: a spreadsheet calls anything else damaged."""
    said = {one.removeprefix(b"/").decode() for one in re.findall(rb'PartName="([^"]*)"', found["[Content_Types].xml"])}
    assert said <= found.keys(), said - found.keys()


def test_notes_of_ours_that_nothing_calls_for_any_more_are_taken_away_whole(here, catalog):
    (here / "目录.xlsx").write_bytes(declared({"填报": [HEADS, row(更新频率="每个月")]}))
    marked(catalog, code=0)
    noted = parts("目录_检查结果.xlsx")
    assert any("comments" in name for name in noted)
    sheet = noted["xl/worksheets/sheet1.xml"]
    (here / "改好.xlsx").write_bytes(books.packed(noted | {"xl/worksheets/sheet1.xml": sheet.replace("每个月".encode(), "每月".encode())}))  # fmt: skip
    marked(catalog, "改好.xlsx", "再查.xlsx", code=0)
    now = parts("再查.xlsx")
    assert not [name for name in now if "comments" in name or name.endswith(".vml")]
    assert b"legacyDrawing" not in now["xl/worksheets/sheet1.xml"] and b"comments" not in now["xl/worksheets/_rels/sheet1.xml.rels"]  # fmt: skip
    whole(now)


_VALUE = st.none() | st.text("甲乙<&\"' \n", min_size=1, max_size=5) | st.integers(0, 10**6)
_ROWS = st.lists(st.lists(_VALUE, max_size=6), min_size=1, max_size=6)
_MARKS = st.lists(
    st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from(sorted(MARKS)), st.text("问题<&", max_size=4)),
    max_size=8,
)


def _spelt(xml: str, way: str) -> str:
    """The same sheet as other programs write it."""
    if way == "without places":
        return re.sub(r'(<(?:row|c)) r="[A-Z]*\d+"', r"\1", xml)
    if way == "prefix":
        xml = re.sub(r"<(/?)(?=\w)", r"<\1x:", xml)
        return xml.replace('xmlns="', 'xmlns:x="')
    return xml


@settings(max_examples=60, deadline=None)
@given(_ROWS, _MARKS, st.sampled_from(["usual", "without places", "prefix"]))
def test_values_stay_whatever_is_marked_and_the_second_copy_is_like_the_first(rows, said, way):
    full = (
        [[*line, "末"] for line in rows]
        if way == "usual"
        else [["甲", *("" if v is None else v for v in line)] for line in rows]
    )
    raw = declared({"一": _spelt(books.sheet(full), way), "二": [["别的"]]})
    marks = [Mark("一", row, column, level, text) for row, column, level, text in said]
    page = PAGE._replace(lines=[Line(one.level, ["等级", "位置"], ("一", one.row, one.column)) for one in marks])
    once = annotate("表.xlsx", raw, marks, page)
    twice = annotate("表.xlsx", once, marks, page)
    before = [sheet.grid() for sheet in open_book("表.xlsx", raw).sheets]
    for copy in (once, twice):
        assert [sheet.grid() for sheet in open_book("表.xlsx", copy).sheets][:2] == before
    looks = []
    for copy in (once, twice):
        with zipfile.ZipFile(io.BytesIO(copy)) as archive:
            for name in archive.namelist():
                ElementTree.fromstring(archive.read(name))
        sheet = openpyxl.load_workbook(io.BytesIO(copy)).worksheets[0]
        looks.append({c.coordinate: (colour(c), c.comment and c.comment.text) for line in sheet for c in line})
    assert looks[0] == looks[1]
    worst = {(row, column): level for row, column, level, _ in sorted(said, key=lambda one: "iwe".index(one[2][0]))}
    assert {cell: MARKS[level] for cell, level in worst.items()} == {
        openpyxl.utils.cell.coordinate_to_tuple(name)[:2]: fill for name, (fill, _) in looks[0].items() if fill
    }


@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice (LibreOffice) is not installed")
def test_an_old_workbook_becomes_an_xlsx_with_its_values_and_says_so(here, catalog):
    office()
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{here}/office", "--headless", "--convert-to", "xls", "目录.xlsx"],
        check=True,
        capture_output=True,
        timeout=600,
    )
    book = marked(catalog, "目录.xls")
    sheet = book["人事局's 表"]
    assert [cell.value for cell in sheet[3]][:14] == row(更新频率="每个月")
    assert "A1:N1" in map(str, sheet.merged_cells.ranges) and colour(sheet["L3"]) == MARKS["warning"]
    assert sheet["E4"].comment.text.startswith(f"{SIGN}错误 缺少必填项")
    assert any("旧格式（.xls）" in str(line[0].value) for line in book["检查结果"].iter_rows())


@pytest.mark.skipif(REAL is None, reason="CATALOG_REAL_DATA is not set: the real workbooks are not in the project")
def test_real_workbooks_keep_every_value_and_every_part_stays_readable():
    for path in sorted(path for folder in ("templates", "workbooks") for path in (Path(REAL) / folder).glob("*.xlsx")):
        raw = path.read_bytes()
        before = open_book(path.name, raw)
        marks = [
            Mark(sheet.name, line, column, level, "错误 某项\n一句话")
            for sheet in before.sheets
            for line, column, level in ((1, 1, "error"), (3, 2, "warning"), (900, 40, "error"))
        ]
        copy = annotate(path.name, annotate(path.name, raw, marks, PAGE), marks, PAGE)
        after = open_book(path.name, copy)
        assert [one.grid() for one in after.sheets][: len(before.sheets)] == [one.grid() for one in before.sheets]
        with zipfile.ZipFile(io.BytesIO(copy)) as archive, zipfile.ZipFile(io.BytesIO(raw)) as old:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels", ".vml")):
                    ElementTree.fromstring(archive.read(name))
                if re.search(r"theme|sharedStrings|drawing\d|media|printer|docProps", name) and name in old.namelist():
                    assert archive.read(name) == old.read(name) or "vml" in name
        sheet = openpyxl.load_workbook(io.BytesIO(copy)).worksheets[0]
        whole = next((str(one).split(":")[0] for one in sheet.merged_cells.ranges if "B3" in one), "B3")
        assert colour(sheet["A1"]) == MARKS["error"] and SIGN in sheet[whole].comment.text


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/comments1.xml", f'<comments xmlns="{books.MAIN}"><commentList>' + "<comment />" * 300_000 + "</commentList></comments>"),
        ("xl/comments1.xml", "<comment " * 300_000),
        ("xl/drawings/vmlDrawing1.vml", "<v:shape " * 300_000 + "</xml>"),
        ("xl/drawings/vmlDrawing1.vml", "<v:shape>" * 300_000 + "</xml>"),
        ("xl/worksheets/_rels/sheet1.xml.rels", "<Relationship " * 300_000),
        ("[Content_Types].xml", "<Types <Types " * 200_000),
        ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{books.MAIN}"><sheetData><!-- <row> --><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>'),
        ("xl/worksheets/sheet2.xml", "<sheetView " * 300_000),
    ],
)  # fmt: skip
def test_parts_made_to_hold_it_up_are_refused_or_done_within_seconds(part, content):
    found = books.parts({"一": [["甲"]], "二": [["乙"]]})
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = (("comments", "../comments1.xml"), ("vmlDrawing", "../drawings/vmlDrawing1.vml"))
    lines = "".join(
        f'<Relationship Id="c{n}" Type="{books.DOCUMENT}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(kinds)
    )
    found["xl/worksheets/_rels/sheet1.xml.rels"] = f'<Relationships xmlns="{space}">{lines}</Relationships>'
    found["xl/comments1.xml"] = f'<comments xmlns="{books.MAIN}"><authors/><commentList/></comments>'
    found["xl/drawings/vmlDrawing1.vml"] = "<xml></xml>"
    raw = books.packed(found | {part: content})
    marks = [Mark("一", 1, 1, "error", "错误 甲"), Mark("一", 9, 9, "error", "错误 乙")]
    began = time.process_time()
    with contextlib.suppress(Unreadable):
        assert annotate("表.xlsx", raw, marks, PAGE)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("part", "content"),
    [("[Content_Types].xml", "<Typesy/>"), ("[Content_Types].xml", "<x/>"), ("xl/worksheets/_rels/sheet1.xml.rels", "<x/>")],
)  # fmt: skip
def test_a_list_of_parts_that_is_none_is_told_and_no_copy_is_made(part, content, here, catalog):
    """Not a copy that no program opens: the root of the first only begins like the one that is looked for."""
    found = books.parts({"目录": [HEADS, list(row(更新频率="每个月"))]})
    Path("目录.xlsx").write_bytes(books.packed(found | {part: content}))
    code, out, err = catalog("validate", "目录.xlsx", "--annotate", "新.xlsx", "--today", str(DAY))
    assert code == 2 and "没有标注" in err, out + err
    assert not Path("新.xlsx").exists()
