"""Cells, headings and files of foreign tables: what each is read as, and what is said of it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tables import bring, catalogue, entries, said

from govinfo_cli import imports
from govinfo_cli.cleaning import clean, parts
from govinfo_cli.dates import read_date
from govinfo_cli.intake.cells import Cells
from govinfo_cli.intake.headings import Headings
from govinfo_cli.intake.reading import BARE, CHANGED, UNREAD
from govinfo_cli.intake.table import MAX_ROWS, Unreadable, letters, row_ranges
from govinfo_cli.remarks import KINDS
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder


@pytest.fixture
def root(tmp_path) -> Path:
    return catalogue(tmp_path)


@pytest.fixture(scope="module")
def cells(tmp_path_factory) -> Cells:
    return Cells(open_settings(Folder(catalogue(tmp_path_factory.mktemp("cells")))))


@pytest.mark.parametrize(
    ("dirty", "text"),
    [
        ("在职职工 基本信息", "在职职工 基本信息"),
        ("　在职职工\r\n\t基本信息 ", "在职职工 基本信息"),
        ("在\u200b职\ufeff职工\u00a0信息\u202e", "在职职工 信息"),
        ("<p>第一段</p><p style='x'>第二<b>段</b><br/>完&nbsp;&lt;3</p>", "第一段 第二段 完 <3"),
        ("<!-- 注 -->正文<o:p></o:p>", "正文"),
        ("气温<a且>b，R&D，AT&T;", "气温<a且>b，R&D，AT&T;"),
        ("２０２６年Ａ级（含ｂ类）：１，２", "2026年A级（含b类）：1，2"),
        ("半\ud800个", "半\ufffd个"),
        ("\x00\x07铃", "铃"),
    ],
)
def test_foreign_text_becomes_plain_text(dirty, text):
    assert clean(dirty) == text
    assert clean(clean(dirty)) == clean(dirty)


@pytest.mark.parametrize(
    ("cell", "listed"),
    [
        ("['xls', 'xml']", ["xls", "xml"]),
        ('["a", "b\'c"]', ["a", "b'c"]),
        ("[]", []),
        ("城建住房\r\n\t组织\r\n", ["城建住房", "组织"]),
        ("科技、教育,工业、交通,", ["科技、教育", "工业、交通"]),
        ("信用服务，", ["信用服务"]),
        ("绍兴、公共", ["绍兴", "公共"]),
        ("a；b;c", ["a", "b", "c"]),
        ("[xls", ["[xls"]),
    ],
)
def test_a_cell_that_lists_several(cell, listed):
    assert [clean(part) for part in parts(cell)] == listed


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2022-06-01", "2022-06-01"),
        ("2022-6-1", "2022-06-01"),
        ("2022-06-01 23:59:59", "2022-06-01"),
        ("2022-06-01 13:05", "2022-06-01"),
        ("2022/6/1 13:05:01", "2022-06-01"),
        ("2022.6.1", "2022-06-01"),
        ("2017年11月5日", "2017-11-05"),
        ("２０２２－０６－０１", "2022-06-01"),
        ("20220601", "2022-06-01"),
        ("1627464632000", "2021-07-28"),
        ("1605715200000", "2020-11-19"),  # midnight in China, 16:00 UTC of the day before
        ("2022-06-01T16:00:00Z", "2022-06-02"),
        ("2022-06-01T16:00:00.000+08:00", "2022-06-01"),
        ("2022-06-01T00:00:00.000+0800", "2022-06-01"),
        ("2022-02-30", None),
        ("2022-06", None),
        ("2022年6月", None),
        ("2022", None),
        ("44562", None),
        ("2022-06/01", None),
        ("每年", None),
        ("", None),
        ("2022-06-01 25:00", None),
        ("9999999999999", "2286-11-21"),
    ],
)
def test_dates_in_all_shapes(text, day):
    assert read_date(text) == day


def test_every_field_is_found_by_key_and_by_official_name(root):
    settings = open_settings(Folder(root))
    headings, shape = Headings(settings.profile), settings.shape
    for key, form in shape.below(()).items():
        assert headings.field(key) == key
        assert headings.field(form["title"]) == key
        assert headings.field(f"* {form['title']}（必填）：") == key
    assert headings.field("共享类型") == "share.type"
    assert headings.field("信息资源格式分类") == "format.class"
    assert headings.field("数据类型") is None, "of a resource or of an item"
    assert headings.field("number") is None


def test_the_headings_in_the_data_are_fields_and_mean_one_thing_each(root):
    settings = open_settings(Folder(root))
    named = settings.profile.spellings["headings"]
    headings = Headings(settings.profile)
    for key, words in named.items():
        assert key in settings.shape.fields
        for word in words:
            assert headings.field(word) == key, f"{word} means {headings.field(word)} already"


@pytest.mark.parametrize(
    ("key", "cell", "kind", "values"),
    [
        ("name", "在职职工", None, {"name": "在职职工"}),
        ("name", " 在职\n职工", CHANGED, {"name": "在职 职工"}),
        ("abstract", "null", CHANGED, {}),
        ("code", "30304601/000012", None, {"code": "30304601/000012"}),
        ("code", "３０３０４６０１/000012", CHANGED, {"code": "30304601/000012"}),
        ("code", "BA6006/000218", UNREAD, {}),
        ("category", "30304601", None, {"category": "30304601"}),
        ("category", "人事局", CHANGED, {"category": "30304601"}),
        ("category", "2", UNREAD, {}),
        ("themes", "生态环境保护，210", CHANGED, {"themes": ["211", "210"]}),
        ("themes", "211,信用服务", UNREAD, {"themes": ["211"]}),
        ("keywords", "人事，职工", None, {"keywords": ["人事", "职工"]}),
        ("keywords", ["人事", " 职工\n"], CHANGED, {"keywords": ["人事", "职工"]}),
        ("owner", "市地方金融\n管理 局", CHANGED, {"owner": "市地方金融管理局"}),
        ("owner", "绍兴市（越城区)", CHANGED, {"owner": "绍兴市（越城区）"}),
        ("update_cycle", "每年", None, {"update_cycle": "每年"}),
        ("update_cycle", "按年更新", CHANGED, {"update_cycle": "每年"}),
        ("update_cycle", "‘每年’", CHANGED, {"update_cycle": "每年"}),
        (
            "update_cycle",
            "不定期(更新说明:暂无新业务数据产生)",
            CHANGED,
            {"update_cycle": "不定期", "update_note": "暂无新业务数据产生"},
        ),
        ("update_cycle", "每 121 日", UNREAD, {"update_cycle": "每 121 日"}),
        ("update_cycle", "每 null null", UNREAD, {"update_cycle": "每 null null"}),
        ("update_cycle", "3", BARE, {}),
        ("share.type", "普遍共享", CHANGED, {"share.type": "无条件共享"}),
        ("share.type", "2", BARE, {}),
        ("share", "不予共享", None, {"share.type": "不予共享"}),
        ("share.mode", "接口", None, {"share.mode.type": "接口"}),
        ("share.mode", "共享平台/接口", CHANGED, {"share.mode.class": "共享平台方式", "share.mode.type": "接口"}),
        ("share.basis", "《个人信息保护法》", None, {"share.basis.title": "《个人信息保护法》"}),
        ("open", "无条件开发", CHANGED, {"open.public": True}),
        ("open", "有条件", CHANGED, {"open.public": True}),
        (
            "open.condition",
            "依申请开放：限科研",
            CHANGED,
            {"open.public": True, "open.condition": "依申请开放：限科研"},
        ),
        ("open.condition", "用户注册", None, {"open.condition": "用户注册"}),
        ("open", "实名注册用户可下载", UNREAD, {"open.condition": "实名注册用户可下载"}),
        ("open.public", "实名注册用户可下载", UNREAD, {}),
        ("open.condition", "不对社会开放。", CHANGED, {"open.public": False}),
        ("open.public", "否", CHANGED, {"open.public": False}),
        ("open.public", True, None, {"open.public": True}),
        ("open", "1", BARE, {}),
        ("format", "xls", CHANGED, {"format.type": "xls"}),
        ("format", "['xls']", CHANGED, {"format.type": "xls"}),
        ("format", "电子表格-xlsx", CHANGED, {"format.class": "电子表格", "format.type": "xlsx"}),
        ("format", "数据库:greenplum", CHANGED, {"format.class": "数据库", "format.type": "Greenplum"}),
        ("format", "电子表格", None, {"format.class": "电子表格"}),
        ("format", "数据库/clickhouse", UNREAD, {"format.class": "数据库", "format.type": "clickhouse"}),
        ("format", "['xls','xml']", UNREAD, {"format.note": "xls、xml"}),
        ("format", "file", UNREAD, {}),
        ("format", "03,0310", BARE, {}),
        ("published", "2022/6/1", CHANGED, {"published": "2022-06-01"}),
        ("published", 1627464632000, CHANGED, {"published": "2021-07-28"}),
        ("published", "去年", UNREAD, {"published": "去年"}),
        ("items", "姓名、年龄", UNREAD, {}),
        ("name", None, None, {}),
        ("keywords", [], None, {}),
    ],
)
def test_one_cell(cells, key, cell, kind, values):
    reading = cells.read(key, cell)
    assert (reading.kind, dict(reading.values)) == (kind, values)
    if cell and not values and kind != CHANGED:
        assert reading.kept, "what is not read is kept"


TABLE = "信息资源名称,提供方,更新周期\n甲,人事局,每年\n乙,财务局,按月\n"


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_in_any_dialect_reads_the_same(root, separator, encoding, end):
    text = TABLE.replace(",", separator).replace("\n", end)
    imported = bring(root, ("a.csv", text.encode(encoding)))
    assert [entry["name"] for entry in entries(imported, root)] == ["甲", "乙"]
    assert entries(imported, root)[1]["update_cycle"] == "每月"
    assert ("import-changed-value", 3, 3) in said(imported)
    recoded = any(rule == "import-recoded-file" for rule, _, _ in said(imported))
    assert recoded == (not encoding.startswith("utf-8"))


def test_rows_are_counted_as_a_spreadsheet_shows_them(root):
    table = (
        "目录清单,,\n\n填表说明：请逐行填写,,\n"
        "信息资源名称,提供方,更新周期\n"
        '"甲\n（续）",人事局,每年\n'  # row 5
        ",,\n"
        "信息资源名称,提供方,更新周期\n"
        "乙,人事局,按月,多\n"  # row 8
        "丙,人事局\n"
        "乙,人事局,按月,多\n"  # row 10
        ",人事局,每年\n"
    )
    imported = bring(root, ("a.csv", table))
    assert [entry["name"] for entry in entries(imported, root)] == ["甲 （续）", "乙", "丙"]
    assert entries(imported, root)[1]["x-第4列"] == "多"
    assert said(imported) == [
        ("import-above-heading", 1, 1),
        ("import-above-heading", 3, 1),
        ("import-changed-value", 5, 1),
        ("import-blank-row", 6, 1),
        ("import-repeated-heading", 7, 1),
        ("import-changed-value", 8, 3),
        ("import-ragged-row", 8, 4),
        ("import-ragged-row", 9, 2),
        ("import-duplicate-row", 10, 1),
        ("import-unnamed-row", 11, 1),
    ]
    (tally,) = imported.tallies
    assert (tally.rows, tally.entries, tally.others.total()) == (7, 3, 4)
    duplicate = next(one for one in imported.outcome.findings if one.rule == "import-duplicate-row")
    assert duplicate.related[0][1].line == 8


@pytest.mark.parametrize(
    "content",
    [
        [{"标题": "甲"}, {"标题": "乙"}],
        {"code": 200, "data": {"total": 2, "rows": [{"标题": "甲"}, {"标题": "乙"}]}},
        {"obj": [{"标题": "甲"}, {"标题": "乙"}]},
        '{"标题": "甲"}\n\n{"标题": "乙"}\n',
    ],
)
def test_json_lists_wherever_they_are(root, content):
    imported = bring(root, ("a.json", content))
    assert [entry["name"] for entry in entries(imported, root)] == ["甲", "乙"]


def test_a_broken_line_of_json_lines_is_told_and_the_rest_is_read(root):
    imported = bring(root, ("a.jsonl", '{"标题": "甲"}\n\n{"标题": \n["乙"]\n{"标题": "丙"}'))
    assert [entry["name"] for entry in entries(imported, root)] == ["甲", "丙"]
    assert [one for one in said(imported) if one[0] == "import-unread-row"] == [
        ("import-unread-row", 3, 1),
        ("import-unread-row", 4, 1),
    ]
    (tally,) = imported.tallies
    assert (tally.rows, tally.entries, tally.others["import-unread-row"]) == (4, 2, 2)


def test_a_key_that_comes_twice_in_an_object_is_kept(root):
    imported = bring(root, ("a.json", '[{"标题": "甲", "标题": "乙"}]'))
    assert entries(imported, root) == [{"name": "甲", "x-标题#2": "乙"}]


def test_nested_values_are_read_along_the_schema(root):
    row = {
        "信息资源名称": "甲",
        "信息资源格式": {"格式分类": "excel", "格式类型": "xls"},
        "信息项": [{"信息项名称": "姓名", "数据类型": "字符串", "数据长度": 50, "备注": "查"}, {"name": "年龄"}],
        "share": {"type": "有条件", "mode": [{"class": "共享平台"}, {"class": "邮件"}]},
    }
    imported = bring(root, ("a.json", [row]))
    (entry,) = entries(imported, root)
    assert entry["format"] == {"class": "电子表格", "type": "xls"}
    assert entry["items"] == [{"name": "姓名", "type": "字符型C", "length": 50}, {"name": "年龄"}]
    assert entry["share"] == {"type": "有条件共享", "mode": [{"class": "共享平台方式"}, {"class": "邮件"}]}
    assert entry["x-信息项"][0]["备注"] == "查", "what a nested value held beside our fields is kept"


@pytest.mark.parametrize(
    ("name", "raw", "kind"),
    [
        ("a.csv", b"", "import-no-heading"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "import-no-heading"),
        ("a.csv", b"PK\x03\x04\x00\x00\xff\xff", "import-unreadable-file"),
        ("a.csv", "名称,摘要\n甲,".encode() + b"\xff\n", "import-unreadable-file"),
        ("a.csv", '名称,摘要\n甲,"没有\n成对\n乙,丙\n'.encode(), "import-unreadable-file"),
        ("a.csv", b"name\n" + b"," * 5_000_000, "import-too-large"),
        ("a.csv", b"name\n" + b"a\n" * (MAX_ROWS + 20), "import-too-large"),
        ("a.csv", b"name" + b",x" * 2000 + b"\n", "import-too-large"),
        ("a.csv", b"x" * ((64 << 20) + 1), "import-too-large"),
        ("a.json", b"", "import-unreadable-file"),
        ("a.json", b"{", "import-unreadable-file"),
        ("a.json", b"[1, 2]", "import-unreadable-file"),
        ("a.json", b"[" * 100_000, "import-too-large"),
        ("a.json", b'{"a": [{"name": "x"}], "b": [{"name": "y"}]}', "import-unreadable-file"),
        ("a.json", b'[{"name": "x", "y": ' + b"[" * 40 + b"]" * 40 + b"}]", "import-too-large"),
        ("a.json", b'[{"foo": "x"}]', "import-no-heading"),
        ("a.json", b'[{"name": ' + b"9" * 5000 + b"}]", "import-unreadable-file"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_finding_and_nothing_is_written(root, name, raw, kind):
    imported = bring(root, ("good.csv", TABLE), (name, raw))
    assert imported.stopped and not imported.bundle.files
    assert [one.rule for one in imported.outcome.findings if one.span.path == name] == [kind]
    assert imported.outcome.failed


def test_every_kind_of_remark_has_a_title_in_both_languages_and_is_used():
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (Path(imports.__file__).parents[1]).rglob("*.py")
        if path.name != "remarks.py"
    )
    for kind, (_, title) in KINDS.items():
        assert title.zh and title.en and f'"{kind}"' in source, kind


def test_words_for_places():
    assert [letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert list(row_ranges([2, 4, 5, 6, 9])) == ["2", "4–6", "9"]
    assert list(row_ranges([])) == []


def test_unreadable_carries_its_finding():
    with pytest.raises(Unreadable) as caught:
        imports.reader("json").tables("a.json", b"nope", None, print)
    assert caught.value.remark.rule == "import-unreadable-file"


def test_a_long_cell_is_read_and_other_readers_keep_their_limit(root):
    before = csv.field_size_limit()
    long = "长" * (before + 1)
    (entry,) = entries(bring(root, ("a.csv", f"名称,摘要\n甲,{long}\n")), root)
    assert entry["abstract"] == long and csv.field_size_limit() == before
