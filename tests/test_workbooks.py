"""Workbooks read: what a cell says, whoever wrote it; and whatever is no workbook, or a hostile one, in one sentence."""

from __future__ import annotations

import datetime
import io
import zipfile

import books
import pytest
import tables
from hypothesis import given, settings
from hypothesis import strategies as st

from govinfo_cli.remarks import Unreadable
from govinfo_cli.workbook import sheet as sheets
from govinfo_cli.workbook.book import open_book
from govinfo_cli.workbook.legacy import MAX_BYTES
from govinfo_cli.workbook.scan import NotPlain
from govinfo_cli.workbook.value import Dated, Fault, Grid


def grid(raw: bytes, place: int = 0) -> Grid:
    return open_book("表.xlsx", raw).sheets[place].grid()


def values(rows: str, **said) -> list:
    """The values of the first row of a sheet whose rows are given as XML."""
    return list(grid(books.xlsx({"表": books.data(rows)}, **said)).lines[0].values)


def refusal(raw: bytes, path: str = "表.xlsx") -> str:
    with pytest.raises(Unreadable) as caught:
        for one in open_book(path, raw).sheets:
            one.grid()
    remark = caught.value.remark
    assert remark.help and remark.help.en and remark.message.en
    return remark.message.zh


def test_values_keep_their_kind():
    raw = books.xlsx({"表": [["字", 12, 1.5, True, None, "=1+1", "＋1", "@x", "-2", "0012"]]})
    (line,) = grid(raw).lines
    assert line.values == ("字", 12, 1.5, True, None, "=1+1", "＋1", "@x", "-2", "0012")
    assert [type(one) for one in line.values[:4]] == [str, int, float, bool]


def test_a_date_in_a_column_without_a_field_is_a_text_like_any_other(tmp_path):
    """In a column that is asked about, and as the name of an item."""
    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["信息资源名称", "提供方", "丁", "信息项名称"], ["甲", "人事局", *[datetime.date(2026, 5, 1)] * 2]):
        book.active.append(row)
    book.save(out)
    made = tables.bring(tables.catalogue(tmp_path), ("表.xlsx", out.getvalue()))
    (entry,) = tables.entries(made, tmp_path)
    assert [*tables.leaves(entry)].count("2026-05-01") == 2, entry


def test_long_numbers_are_what_the_file_holds():
    row = '<row r="1"><c r="A1"><v>303046000000000012</v></c><c r="B1"><v>3.03046E+17</v></c><c r="C1"><v>4.0</v></c></row>'
    assert values(row) == [303046000000000012, 3.03046e17, 4]


FORMATS = (
    '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
    '<numFmt numFmtId="165" formatCode="000000"/><numFmt numFmtId="166" formatCode="[Red]0.00&quot;日&quot;"/>'
    '<numFmt numFmtId="167" formatCode="General"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>'
    '<xf numFmtId="22"/><xf numFmtId="21"/><xf numFmtId="167"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("style", "stored", "value"),
    [
        (1, "46143", Dated("2026-05-01")),
        (2, "46143", Dated("2026-05-01")),
        (5, "46143.5", Dated("2026-05-01 12:00:00")),
        (6, "0.25", Dated("06:00:00")),
        (1, "59", Dated("1900-02-28")),
        (1, "61", Dated("1900-03-01")),
        (1, "-5", -5),
        (1, "99999999", 99999999),
        (3, "12", "000012"),
        (4, "7", 7),
        (7, "46143", 46143),
        (0, "46143", 46143),
        (99, "46143", 46143),
    ],
)
def test_number_formats_tell_dates_and_leading_zeros(style, stored, value):
    (found,) = values(f'<row r="1"><c r="A1" s="{style}"><v>{stored}</v></c></row>', styles=FORMATS)
    assert found == value
    assert type(found) is type(value)


def test_dates_may_count_from_1904():
    row = '<row r="1"><c r="A1" s="1"><v>44681</v></c></row>'
    assert values(row, styles=FORMATS, book='<workbookPr date1904="1"/>') == [Dated("2026-05-01")]


def test_shared_strings_are_whole_texts_without_phonetic_hints():
    strings = [
        '<r><t>在职</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 职工</t></r>',
        '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/>',
        "<t>a_x000D_b_x005F_x0041__xD83D__xDE00_</t>",
    ]
    row = "".join(f'<c r="{books.letters(n + 1)}1" t="s"><v>{n}</v></c>' for n in range(3))
    assert values(f'<row r="1">{row}</row>', strings=strings) == ["在职 职工", "東京", "a\rb_x0041_😀"]


def test_inline_rich_text_has_no_hints_either():
    row = '<row r="1"><c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r><rPh sb="0" eb="1"><t>ヨミ</t></rPh></is></c></row>'
    assert values(row) == ["甲乙"]


def test_formulas_give_their_stored_value_or_say_that_there_is_none():
    row = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>2x</v></c>'
        '<c r="C1"><f>SUM(A1)</f></c><c r="D1"><f>NOW()</f><v/></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="F1" t="str"><f>""</f><v></v></c><c r="G1"><v>5</v></c></row>'
    )
    found = values(row)
    assert found == [2, "2x", "=SUM(A1)", "=NOW()", "#DIV/0!", None, 5]
    assert [isinstance(one, Fault) for one in found] == [False, False, True, True, True, False, False]
    assert found[2].formula and not found[4].formula


@pytest.mark.parametrize(
    "space", [books.MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"], ids=["transitional", "strict"]
)
@pytest.mark.parametrize("prefix", ["", "x:"], ids=["plain", "prefixed"])
def test_namespaces_of_every_writer_are_read(space, prefix):
    declared = f'xmlns:x="{space}"' if prefix else f'xmlns="{space}"'
    p = prefix
    xml = (
        f'<{p}worksheet {declared}><{p}sheetData><{p}row r="2"><{p}c r="B2" t="inlineStr"><{p}is><{p}t>甲</{p}t></{p}is></{p}c>'
        f'</{p}row></{p}sheetData><{p}mergeCells><{p}mergeCell ref="B2:C3"/></{p}mergeCells></{p}worksheet>'
    )
    found = grid(books.xlsx({"表": xml}))
    assert [(line.number, line.values) for line in found.lines] == [(2, (None, "甲"))]
    assert found.merges == ((2, 2, 3, 3),)


def test_the_style_may_stand_before_or_behind_the_type():
    for said in ('s="3" t="n"', 't="n" s="3"', 's="3"'):
        assert values(f'<row r="1"><c r="A1" {said}><v>12</v></c></row>', styles=FORMATS) == ["000012"]


def test_cells_and_rows_without_references_follow_each_other():
    assert values("<row><c><v>1</v></c><c><v>2</v></c></row>") == [1, 2]


def test_hidden_things_are_told():
    xml = books.data(
        '<row r="3" hidden="1"><c r="A3"><v>1</v></c></row>', before='<cols><col min="2" max="3" hidden="1"/></cols>'
    )
    book = open_book("表.xlsx", books.xlsx({"甲": xml, "乙": [["x"]]}, hidden=["乙"]))
    assert [one.hidden for one in book.sheets] == [False, True]
    assert book.sheets[0].grid().lines[0].hidden
    assert book.sheets[0].grid().hidden == ((2, 3),)


XML = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=("Cs",)), max_size=8)
CELL = st.one_of(
    st.none(), st.integers(-9, 10**18), st.booleans(), XML, st.floats(allow_nan=False, allow_infinity=False)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, max_size=6), max_size=6), st.booleans())
def test_rows_read_by_pattern_are_what_the_parser_reads(rows, spaced):
    xml = books.sheet(rows)
    if spaced:
        xml = xml.replace("</row>", "\n </row>\n").replace("<c ", " <c ")
    reader = sheets.Reader("表.xlsx", [], [], False)
    quick = reader._scanned("表", iter([xml.encode()]))
    assert quick == reader._parsed("表", iter([xml.encode()]))


STRINGS = ["甲", "", "乙 丙", "1"]
SHAPE = st.lists(
    st.sampled_from(
        [
            '<c r="{c}{n}" s="1" t="s"><v>{text}</v></c>',
            '<c r="{c}{n}" t="s" s="11"><v>{text}</v></c>',
            '<c r="{c}{n}"><v>{number}</v></c>',
            '<c r="{c}{n}" s="3"><v>{number}</v></c>',
            '<c r="{c}{n}" s="2"><v>{number}</v></c>',
            '<c r="{c}{n}" t="str"><v>{number}</v></c>',
            '<c r="{c}{n}" t="inlineStr"><is><t>{number}&lt;</t></is></c>',
            '<c r="{c}{n}" s="1"/>',
            '<c r="{c}{n}" x="{n}"/>',
            '<c r="{c}{n}" s="{n}"><v>{number}</v></c>',
            '<c r="{c}{n}"><f>A{n}+1</f><v>{number}</v></c>',
            '<c r="{c}{n}" t="b"><v>1</v></c>',
            '<c r="{c}{n}"><v></v></c>',
            '<c r="{c}{n}" x="a>b"/>',
            "",
        ]
    ),
    max_size=5,
)
ODD = st.sampled_from([("", "")] * 6 + [('"A', '"B'), ('r="B2', 'r="B02'), (">1<", "> 1<"), (">2<", ">9<")])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(SHAPE, min_size=1, max_size=3), st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=14), ODD
)
def test_rows_that_are_written_alike_come_to_what_the_parser_reads(shapes, rows, odd):
    """Alike but for a number that is their own by chance, a cell in the wrong place, a text that is not there."""
    lines = []
    for n, (shape, say) in enumerate(rows, 1):
        cells = "".join(
            one.format(c=books.letters(place), n=n, text=(say + place) % 4, number=say * 10 + place)
            for place, one in enumerate(shapes[shape % len(shapes)], 1)
        )
        lines.append(f'<row r="{n}">{cells.replace(*odd) if n % 3 == 2 else cells}</row>')
    xml = books.data("".join(lines)).encode()
    reader = sheets.Reader("表.xlsx", STRINGS, [None, None, "date", 6], False)

    def read(way):
        try:
            return way("表", iter([xml]))
        except Unreadable as unreadable:
            return unreadable.remark

    try:
        quick = read(reader._scanned)
    except NotPlain:
        return
    assert quick == read(reader._parsed)


def test_a_style_that_is_the_number_of_the_row_by_chance_stays_a_style():
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="{style}"><v>{n}</v></c></row>' for n, style in ((2, 2), (3, 3), (4, 4), (5, 2))
    )
    found = grid(books.xlsx({"表": books.data(rows)}, styles=FORMATS))
    assert [line.values for line in found.lines] == [("1900-01-02",), ("000003",), (4,), ("1900-01-05",)]


@pytest.mark.parametrize(
    "inside",
    ['<!-- <c r="A1"><v>1</v></c> -->', "<![CDATA[x]]>", "<?x?>", '<c r="A1" cm="1"><v>1</v></c>', "<x/>"],
)
def test_what_the_patterns_do_not_know_is_left_to_the_parser(inside):
    xml = books.data(f'<row r="1">{inside}</row>').encode()
    with pytest.raises(NotPlain):
        sheets.Reader("表.xlsx", [], [], False)._scanned("表", iter([xml]))


# What is not a workbook.


@pytest.mark.parametrize(
    ("path", "raw", "said"),
    [
        ("~$表.xlsx", b"\x05abc", "临时文件"),
        ("表.xlsx", b"", "文件是空的"),
        ("表.xlsx", "资源名称,摘要\n甲,乙\n".encode(), "其实是文本（CSV）"),
        ("表.xlsx", "资源名称,摘要\n甲,乙\n".encode("gb18030"), "其实是文本（CSV）"),
        ("表.xls", b"<html><body><table><tr><td>x</td></tr></table></body></html>", "其实是网页"),
        (
            "表.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "XML 表格 2003",
        ),
        ("表.xlsx", b'[{"name": "x"}]', "其实是 JSON"),
        ("表.xlsx", books.packed({"a.txt": "x"}), "这是压缩包"),
        ("表.xlsx", books.packed({"word/document.xml": "x"}), "这是 Word"),
        (
            "表.xlsx",
            books.packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x"}),
            "ODS",
        ),
        ("表.xlsx", books.packed({"xl/workbook.bin": "x", "[Content_Types].xml": "x"}), ".xlsb"),
        ("表.xlsx", books.packed({"[Content_Types].xml": "x"}), "缺少工作簿部件"),
        ("表.xlsx", books.xlsx({"表": [["x"]]})[:-30], "不完整"),
        ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "读不下去"),
        (
            "表.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "设了打开密码",
        ),
        ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * MAX_BYTES, "超过 24 MB"),
        ("表.xlsx", b"\x89PNG\r\n\x1a\n\0\0", "不是 Excel 工作簿"),
    ],
)
def test_each_kind_of_no_workbook_has_its_own_sentence(path, raw, said):
    assert said in refusal(raw, path)


# Hostile ones.


def with_part(name: str, content: str | bytes) -> bytes:
    found = books.parts({"表": [["甲"]]}, strings=["<t>甲</t>"], styles="<cellXfs/>")
    return books.packed(found | {name: content})


def doubled() -> bytes:
    raw = io.BytesIO(books.xlsx({"表": [["甲"]]}))
    with zipfile.ZipFile(raw, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/worksheets/sheet1.xml", books.sheet([["乙"]]))
    return raw.getvalue()


def encrypted() -> bytes:
    raw = bytearray(books.xlsx({"表": [["甲"]]}))
    place = raw.find(b"PK\x01\x02")
    while place >= 0:
        raw[place + 8] |= 1
        place = raw.find(b"PK\x01\x02", place + 4)
    return bytes(raw)


DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (lambda: with_part("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (40 << 20)), "解压后过大"),
        (doubled, "同一个部件出现两次"),
        (encrypted, "加了密码"),
        (lambda: books.packed({f"xl/{n}": "" for n in range(4001)}), "部件，最多读"),
        (lambda: with_part("xl/worksheets/sheet1.xml", DTD + books.sheet([["&b;"]])), "DTD"),
        (lambda: with_part("xl/sharedStrings.xml", EXTERNAL + "<sst/>"), "DTD"),
        (lambda: with_part("xl/workbook.xml", DTD + "<workbook/>"), "DTD"),
        (lambda: with_part("xl/worksheets/sheet1.xml", "<worksheet"), "XML 读不下去"),
        (lambda: with_part("xl/worksheets/sheet1.xml", books.data("<a>" * 5000)), "XML 读不下去"),
        (lambda: with_part("xl/worksheets/sheet1.xml", "<html/>"), "不是工作表"),
        (
            lambda: with_part(
                "xl/worksheets/sheet1.xml",
                books.data('<row r="1"><c r="A1"><v>1</v></c></row>').replace("<c", '<c x="' + "a" * (9 << 20) + '"'),
            ),
            "过长",
        ),
        (
            lambda: books.xlsx({"表": books.data('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')}),
            "最多读 1000 列",
        ),
        (lambda: books.xlsx({"表": [["x"] * 16_384]}), "最多读 1000 列"),
        (lambda: books.xlsx({"表": books.data('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"/>')}), "行的次序"),
        (lambda: books.xlsx({"表": books.data('<row r="1048577"><c r="A1048577"><v>1</v></c></row>')}), "行的次序"),
        (lambda: books.xlsx({"表": books.data('<row r="1"><c r="A2"><v>1</v></c></row>')}), "单元格的位置"),
        (lambda: books.xlsx({"表": books.data('<row r="1"><c r="A-1"><v>1</v></c></row>')}), "单元格的位置"),
        (lambda: books.xlsx({"表": books.data('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')}), "单元格的位置"),
        (
            lambda: books.xlsx({"表": books.data('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>')}),
            "出现两次",
        ),
        (
            lambda: books.xlsx(
                {"表": books.data('<row r="1"><c r="A1" t="s"><v>1</v></c></row>')}, strings=["<t>x</t>"]
            ),
            "编号对不上",
        ),
        (
            lambda: books.xlsx(
                {"表": books.data('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>')}, strings=["<t>x</t>"]
            ),
            "编号对不上",
        ),
        (lambda: books.xlsx({"表": books.sheet([["x"]], merges=["A1:B"])}), "合并单元格的范围"),
        (lambda: books.xlsx({"表": books.sheet([["x"]], merges=["B2:A1"])}), "合并单元格的范围"),
        (
            lambda: (
                books.xlsx({"表": [["x"]]}).replace(b"worksheets/sheet1.xml", b"worksheets/sheet9.xml", 0)
                and with_part(
                    "xl/_rels/workbook.xml.rels",
                    books.parts({"表": [["x"]]})["xl/_rels/workbook.xml.rels"].replace("sheet1", "sheet7"),
                )
            ),
            "缺少工作表部件",
        ),
        (lambda: books.xlsx({"表": books.sheet([["x"]]).replace("<t>x", "<t>\x01")}), "XML 读不下去"),
        (lambda: books.xlsx({f"表{n}": [["x"]] for n in range(501)}), "工作表超过"),
    ],
)
def test_hostile_workbooks_are_refused_in_one_sentence(raw, said):
    assert said in refusal(raw())


def test_a_dimension_is_only_a_claim_and_empty_rows_are_nothing():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + "".join(f'<row r="{n}"/>' for n in range(2, 50_000))
    xml = books.data(rows, before='<dimension ref="A1:XFD1048576"/>')
    assert len(grid(books.xlsx({"表": xml})).lines) == 1


def test_many_and_overlapping_merges_are_read():
    merges = [f"A{n}:B{n + 3}" for n in range(1, 5001)]
    assert len(grid(books.xlsx({"表": books.sheet([["x"]], merges=merges)})).merges) == 5000


def test_names_that_lead_elsewhere_are_only_names():
    raw = with_part("../../etc/passwd", "x")
    assert grid(raw).lines[0].values == ("甲",)


def test_links_to_other_workbooks_are_seen_and_not_followed():
    found = books.parts({"表": [["甲"]]})
    name = "xl/_rels/workbook.xml.rels"
    link = f'<Relationship Id="x" Type="{books.DOCUMENT}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>'
    assert open_book("表.xlsx", books.packed(found | {name: found[name].replace("</Relationships>", link)})).linked


@pytest.mark.parametrize(("odd", "said"), [("", "单元格超过 3 万个"), ("<!-- -->", "单元格超过 2 万个")])
def test_blank_cells_are_counted_too(monkeypatch, odd, said):
    monkeypatch.setattr(sheets, "MAX_CELLS", 30_000)
    monkeypatch.setattr(sheets, "MAX_PARSED", 20_000)
    rows = "".join(f'<row r="{n}">' + '<c s="1"/>' * 500 + odd + "</row>" for n in range(1, 100))
    assert said in refusal(books.xlsx({"表": books.data(rows)}))


def test_a_part_without_a_name_is_no_part():
    parts = books.parts({"表": [["甲"]]})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, said in {**parts, "": ""}.items():
            made.writestr(zipfile.ZipInfo(name), said)
    assert grid(out.getvalue()).lines[0].values == ("甲",)


def test_parts_that_overlap_are_refused():
    """Ten thousand parts that are one stretch of a zip would be unpacked ten thousand times."""
    raw = bytearray(books.packed({**books.parts({"表": [["甲"]]}), "xl/x.xml": "x" * 99, "xl/y.xml": "y"}, stored=True))
    last, before = raw.rfind(b"PK\1\2"), raw.rfind(b"PK\1\2", 0, raw.rfind(b"PK\1\2"))
    raw[last + 42 : last + 46] = raw[before + 42 : before + 46]
    assert "部件互相重叠" in refusal(bytes(raw))
