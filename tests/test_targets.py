"""Export targets as data: the shipped ones, one's own, codes and limits of the receiver, what changed since, what is left out."""

from __future__ import annotations

import csv
import io
import json
import re

import model
import pytest
import repositories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables import bring, catalogue, entries
from test_export import NOT_SHARED, put
from test_export import root as root
from test_export import run as run
from test_workbook_laws import _entries as catalogues
from test_workbook_laws import _text, as_files, normal
from test_workbook_laws import base as base

from govinfo_cli import exports
from govinfo_cli.catalog import Catalog
from govinfo_cli.edition.exported import Edition, Exported, Wishes
from govinfo_cli.exports import json as plain_json
from govinfo_cli.exports import tables as platform
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.sharing import WIDTH
from govinfo_cli.source import Folder
from govinfo_cli.template.tables import tables_of
from govinfo_cli.template.target import shipped_names, target

USCC = "12100000MB9D19009J"
OWN = """\
kind: tables
title: {zh: 某市平台, en: a city}
form: csv
codes:
  share: {无条件共享: "02", 有条件共享: "01", 不予共享: "03"}
tables:
  - file: list.csv
    of: entry
    columns:
      - {heading: 编号, field: code}
      - {heading: 名称, field: name, longest: 8, only: "-"}
      - {heading: 共享, field: share.type, codes: share, required: true}
      - {heading: 日期, field: published, date: YYYY年MM月DD日}
      - {heading: 涉密, constant: 非涉密}
"""


@pytest.fixture
def legal(root):
    """A catalogue whose publisher has the code that a platform asks for."""
    place = root / "catalog/catalog.yaml"
    place.write_text(place.read_text("utf-8").replace("{name: 本院}", f"{{name: 本院, uscc: {USCC}}}"), "utf-8")
    return root


def own(root, text: str = OWN, name: str = "city") -> None:
    (root / "schemas/targets").mkdir(parents=True, exist_ok=True)
    (root / f"schemas/targets/{name}.yaml").write_text(text, encoding="utf-8")


def rows(path) -> list[dict]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


def edition(root, data: list[dict], wishes: Wishes | None = None, **more) -> Edition:
    opened = open_settings(Folder(root))
    return Edition(
        opened,
        Catalog(opened, open_records(Folder(root))),
        lambda: (Exported(f"catalog/{n}.yaml", one) for n, one in enumerate(data)),
        wishes=wishes or Wishes(),
        **more,
    )


# The plain formats.


_SHARED = st.sampled_from([*WIDTH])
_MODE = st.fixed_dictionaries({"class": _text()}, optional={"type": _text()})
_SHARE = {
    "usage": _text(),
    "scope": _text() | st.lists(_text(), min_size=1, max_size=3),
    "condition": _text(),
    "mode": _MODE | st.lists(_MODE, min_size=1, max_size=2),
    "reason": _text(),
    "basis": st.fixed_dictionaries({"kind": _text()}, optional={"title": _text(), "clause": _text()}),
}
_ITEM = st.fixed_dictionaries(
    {"name": _text()},
    optional={
        "type": _text(),
        "length": st.integers(1, 99),
        "share": _SHARED,
        "internal": _SHARED,
        "open": st.booleans(),
        "note": _text(),
    },
)
_WELL_SHAPED = st.fixed_dictionaries(
    {"name": st.uuids().map(str), "owner": st.sampled_from(["人事局", "财务局"])},
    optional={
        "category": st.sampled_from(["30304601", "x"]),
        "themes": st.lists(_text(), min_size=1, max_size=2),
        "owner_unit": _text(),
        "abstract": _text(),
        "keywords": st.lists(_text(), min_size=1, max_size=3),
        "format": st.fixed_dictionaries({}, optional={"class": _text(), "type": _text(), "note": _text()}),
        "items": st.lists(_ITEM, min_size=1, max_size=3),
        "share": st.fixed_dictionaries(
            {"type": _SHARED},
            optional=_SHARE | {"internal": st.fixed_dictionaries({"type": _SHARED}, optional=_SHARE)},
        ),
        "open": st.fixed_dictionaries({"public": st.booleans()}, optional={"condition": _text()}),
        "update_cycle": _text(),
        "published": _text(),
        "related": st.lists(st.just("30304601/000001"), min_size=1, max_size=2),
        "contact": st.fixed_dictionaries({"phone": _text()}),
        "x-own": _text() | st.lists(_text()) | st.dictionaries(_text(), _text()),
    },
)


# Many entries in few catalogues: opening one costs as much as ten entries.
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.lists(_WELL_SHAPED, min_size=1, max_size=20, unique_by=lambda one: one["name"]))
def test_an_import_of_the_json_gives_the_same_entries(data, base):
    data = as_files(base, data)
    wanted = normal(base, json.loads(json.dumps(data)))
    (raw,) = plain_json.bundle(edition(base, data)).files.values()
    assert normal(base, entries(bring(base, ("目录.json", raw)), base)) == wanted


def test_the_json_is_as_its_schema_says_and_its_head_is_no_entry(root, run):
    import outputs

    done = run("export", "-f", "json", "-o", "-")
    data = outputs.checked("export", done.out)
    assert data["status"]["zh"] == "未经审定稿" and data["entries"][0]["share"]["mode"]["type"] == "接口"
    imported = bring(root, ("目录.json", done.out))
    assert [one.rule for one in imported.outcome.findings if one.rule != "import-existing-entry"] == []


def test_an_empty_catalogue_is_an_empty_list(base):
    (raw,) = plain_json.bundle(edition(base, [])).files.values()
    assert json.loads(raw)["entries"] == []
    assert bring(base, ("目录.json", raw)).tallies[0].rows == 0


def test_json_holds_nothing_that_acts_on_a_terminal(base):
    text = "甲\u202e乙\x9b2J\U000e0041丙"
    (raw,) = plain_json.bundle(edition(base, [{"name": text}])).files.values()
    assert json.loads(raw)["entries"] == [{"name": text}]
    assert "甲" in raw.decode() and not set(text) & {"\u202e", "\x9b", "\U000e0041"} & set(raw.decode())


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "＝A1", "＠x", " =1"])
def test_the_table_for_people_runs_nothing_and_opens_in_excel(root, run, text):
    put(root, f"system: x\nformat: {{class: 数据库, type: 其他, note: '{text}'}}")
    done = run("export", "-f", "csv", "-o", "目录.csv")
    raw = (root / "目录.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and b"\r\n" in raw
    (first, second) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert first["其他类型资源格式描述"] == f"'{text}" and second["信息项名称"] == "任职日期"
    assert "所属信息系统 1 条" in done.err


# Targets.


def test_every_shipped_target_is_in_order_and_every_key_is_carried_or_left(base):
    profile = open_settings(Folder(base)).profile
    assert {"guide-workbook", "internal-platform", "platform-csv", "platform-tables"} <= {*shipped_names()}
    assert not {*shipped_names()} & {*exports.NAMES} and exports.TITLES.keys() == {*exports.NAMES}
    for name in shipped_names():
        found = target(name, lambda path: None)
        if found.kind == "tables":
            tables = tables_of(name, profile, lambda path: None)
            for codes in tables.codes.values():
                assert all(codes)
            used = {column.codes for table in tables.tables for column in _all(table.columns)}
            assert used - {None} == {*tables.codes}, name


def _all(columns):
    for column in columns:
        yield column
        yield from _all(column.columns)


def test_the_platform_gets_two_tables_in_its_own_codes(legal, run):
    put(
        legal,
        "items: [{name: 编号, type: 字符型C, length: 9, share: 不予共享}, {name: 日期, type: 日期型D, open: false}]\n"
        "share: {type: 有条件, usage: 工作参考, scope: [甲部, 乙部], mode: {class: 共享平台方式, type: 接口}}\n",
    )
    done = run("export", "-f", "platform-csv", "-o", "上传")
    assert done.code == 0, done.err
    (entry,) = rows(legal / "上传/entries.csv")
    assert entry["信息资源提供方"] == "本院" and entry["提供方内部部门"] == "人事局" and entry["资源提供方代码"] == USCC
    assert entry["共享类型"] == "2" and entry["是否向社会开放"] == "0" and entry["涉密属性"] == "非涉密"
    assert entry["信息资源格式分类"] == "3" and entry["共享条件"] == "使用要求：工作参考；共享范围：甲部、乙部"
    items = rows(legal / "上传/items.csv")
    assert [one["共享类型"] for one in items] == ["3", "2"] and [one["数据类型"] for one in items] == ["C", "D"]
    assert {one["信息资源代码"] for one in items} == {entry["信息资源代码"]}
    assert not (legal / "上传/entries.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_not_shared_entries_stay_and_what_is_inside_does_not_go_out(legal, run):
    put(legal, NOT_SHARED + "owner_unit: 综合处\n")
    done = run("export", "-f", "platform-csv", "-o", "上传", "--allow-errors")
    (entry,) = rows(legal / "上传/entries.csv")
    assert entry["共享类型"] == "3" and entry["不予共享依据"] == "《某法》第一条" and entry["共享方式分类"] == ""
    assert "不对外，没有导出：联系方式 1 条" in done.err
    text = "".join(path.read_text("utf-8") for path in (legal / "上传").iterdir())
    assert "010-1" not in text and "内部编号" not in text


@pytest.mark.parametrize(
    ("form", "column"), [("platform-csv", "提供方内部部门"), ("internal-platform", "信息资源提供方")]
)
def test_an_owner_goes_out_by_its_official_name(legal, run, form, column):
    put(legal, "owner: 人事教育局\n")
    assert run("export", "-f", form, "-o", "上传").code == 0
    assert [one[column] for one in rows(legal / "上传/entries.csv")] == ["人事局"]


def test_the_internal_platform_has_the_owner_and_the_inside_attributes(root, run):
    put(
        root,
        "share: {type: 有条件共享, usage: 参考, scope: 甲部, mode: {class: 共享平台方式, type: 接口}, internal: {type: 无条件共享}}\n"
        "contact: {phone: 010-1}",
    )
    assert run("export", "-f", "internal-platform", "-o", "内").code == 0
    (entry,) = rows(root / "内/entries.csv")
    assert entry["信息资源提供方"] == "人事局" and entry["对内共享类型"] == "无条件共享"
    assert entry["使用要求"] == "参考" and entry["共享范围"] == "" and entry["联系电话"] == "010-1"
    refused = run("export", "-f", "internal-platform", "-o", "外", "--scope", "external")
    assert refused.code == 2 and "--scope external" in refused.err and not (root / "外").exists()


def test_a_new_target_is_a_file(root, run):
    own(root)
    put(root, "name: 职工")
    done = run("export", "-f", "city", "-o", "表.csv")
    assert done.code == 0, done.err
    assert rows(root / "表.csv") == [
        {"编号": "30304601/000012", "名称": "职工", "共享": "02", "日期": "2026年05月01日", "涉密": "非涉密"}
    ]
    assert any(line.split() == ["city", "某市平台"] for line in run("export", "--list").out.splitlines())
    assert run("export", "-f", "city", "-o", "表.csv", "--check").code == 0


def test_what_the_receiver_cannot_take_is_told_with_its_line_and_nothing_is_written(root, run):
    own(root)
    put(
        root,
        "name: 在职职工的基本情况（试行）\nshare: {type: 无条件共享, usage: 参考, mode: {class: 共享平台方式, type: 接口}}",
    )
    own(root, OWN.replace('无条件共享: "02", ', ""))
    refused = run("export", "-f", "city", "-o", "表.csv")
    assert refused.code == 1 and not (root / "表.csv").exists() and refused.out == ""
    assert "有 13 个字，目标平台的“名称”最多 8 个字" in refused.err and "有“（）”" in refused.err
    assert "“无条件共享”在目标平台的“共享”里没有对应的代码" in refused.err
    assert "人事局 · 在职职工的基本情况（试行）（30304601/000012）" in refused.err
    line = 1 + model.completed("name: 在职职工的基本情况（试行）").splitlines().index(
        "name: 在职职工的基本情况（试行）"
    )
    assert f"{model.PATH}:{line}:7" in refused.err
    assert "有 3 处不符合导出模板“某市平台”的要求" in refused.err
    english = run("--lang", "en", "export", "-f", "city", "-o", "表.csv")
    assert english.code == 1 and "nothing is exported" in english.err and not re.search("目标平台", english.err)


def test_what_the_receiver_requires_is_asked_for_once_where_it_belongs(root, run):
    put(root, repositories.OTHER, repositories.BUDGET)
    refused = run("export", "-f", "platform-csv", "-o", "上传")
    assert refused.code == 1 and not (root / "上传").exists()
    assert refused.err.count("target-missing-value") == 1 and "catalog/catalog.yaml:3:" in refused.err
    assert 'uscc: "' in refused.err


@pytest.mark.parametrize("said", ["", "region: ' '\n", "keywords: []\n"])
@pytest.mark.parametrize("field", ["region", "keywords", "contact.phone", "items.note"])
def test_what_is_missing_or_blank_is_asked_for(root, run, field, said):
    of = "item" if field.startswith("items.") else "entry"
    column = f"{{heading: 范围, field: {field}, required: true}}"
    own(
        root,
        OWN.replace("of: entry", f"of: {of}").replace('{heading: 名称, field: name, longest: 8, only: "-"}', column),
    )
    put(root, said)
    refused = run("export", "-f", "city", "-o", "表.csv", "--allow-errors")
    assert refused.code == 1 and refused.err.count("“范围”必填") == (2 if of == "item" else 1)


def test_a_column_that_depends_on_another_is_asked_for_only_then(root, run):
    text = OWN.replace(
        "{heading: 日期",
        "{heading: 依据, carries: basis, when: {share.type: [不予共享]}, required: true}\n      - {heading: 日期",
    )
    own(root, text.replace("longest: 8, ", ""))
    assert run("export", "-f", "city", "-o", "表.csv").code == 0 and rows(root / "表.csv")[0]["依据"] == ""
    put(root, "share: {type: 不予共享, reason: 隐私}")
    refused = run("export", "-f", "city", "-o", "b.csv", "--allow-errors")
    assert refused.code == 1 and "“依据”必填" in refused.err


def test_a_shipped_name_wins_and_is_told(legal, run):
    own(legal, OWN, "platform-csv")
    done = run("export", "-f", "platform-csv", "-o", "上传")
    assert done.code == 0 and (legal / "上传/items.csv").exists()
    assert "schemas/targets/platform-csv.yaml 与自带的导出模板重名" in done.err


def test_a_format_of_the_same_name_wins_and_the_list_says_so(root, run):
    own(root, OWN, "json")
    assert "用不上" in next(line for line in run("export", "--list").out.splitlines() if "某市平台" in line)
    assert json.loads(run("export", "-f", "json", "-o", "-").out)["entries"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("kind: tables", "kind: nonsense"), "nonsense"),
        (("form: csv", "form: xml"), "form”只能是 "),
        (("field: name", "field: nam"), "nam"),
        (("field: name", "field: items.name"), "of: item"),
        (("codes: share,", "codes: shares,"), "shares"),
        (("field: name,", "field: name, constant: 甲,"), "只写一个"),
        (("heading: 名称", "heading: 编号"), "两列"),
        (("of: entry", "of: entry\n    key: 没有"), "没有"),
        (
            (
                "{heading: 涉密, constant: 非涉密}",
                "{heading: 涉密, each: item, columns: [{heading: a, field: items.name}]}",
            ),
            "json",
        ),
        (("list.csv", "../list.csv"), "file"),
        (("longest: 8", "longest: 0"), "longest”最小为 1"),
        (("longest: 8", "longest: 很长"), "longest”应为整数"),
        (("title: {zh: 某市平台, en: a city}", "title: {zh: 某市平台}"), "title.en”没有写"),
        (("kind: tables", "kind: &a tables"), "写法有误"),
        (("kind: tables", "kind: tables\nunheard: of"), "unheard”不是导出模板的填报项"),
        (("published, date: YYYY年MM月DD日", "published, date: 年月日"), "date"),
    ],
)
def test_a_broken_target_is_told_in_one_line(root, run, change, said):
    text = OWN.replace(*change)
    assert text != OWN
    own(root, text)
    refused = run("export", "-f", "city", "-o", "表.csv")
    first, *rest = refused.err.splitlines()
    assert refused.code == 2 and "schemas/targets/city.yaml" in first and said in first and len(rest) == 1


def test_the_list_says_of_a_broken_target_what_is_wrong(root, run):
    own(root, OWN.replace("form: csv", "form: xml"))
    assert any(
        "schemas/targets/city.yaml" in line and "form" in line for line in run("export", "--list").out.splitlines()
    )


def test_a_name_that_is_neither_format_nor_target_is_told_with_what_there_is(root, run):
    for word in ("nonsense", "../x", "tables", "a/b", ""):
        refused = run("export", "-f", word, "-o", "x")
        assert refused.code == 2 and "xlsx" in refused.err and "Traceback" not in refused.err


def test_a_workbook_target_is_asked_for_by_its_name(root, run):
    assert run("export", "-f", "guide-workbook", "-o", "目录.xlsx", "--strict").code == 0
    assert run("export", "-o", "同.xlsx", "--strict").code == 0
    assert (root / "目录.xlsx").read_bytes() == (root / "同.xlsx").read_bytes()
    assert run("export", "-f", "guide-workbook", "--target", "guide-workbook", "-o", "x.xlsx").code == 2
    assert run("export", "-f", "platform-csv", "--by-owner", "-o", "x").code == 2


def test_cells_for_the_platform_are_as_they_are_and_that_is_told(root, run):
    own(root, OWN.replace(', longest: 8, only: "-"', ""))
    put(root, "name: =1+1")
    done = run("export", "-f", "city", "-o", "表.csv", "--allow-errors")
    assert rows(root / "表.csv")[0]["名称"] == "=1+1" and "有 1 格以 = + - @ 开头" in done.err


@pytest.mark.parametrize(("encoding", "start"), [("gb18030", b"\xb1\xe0"), ("utf-8-sig", b"\xef\xbb\xbf")])
def test_text_is_written_as_the_receiver_reads_it(root, run, encoding, start):
    own(root, OWN.replace("form: csv", f"form: csv\nencoding: {encoding}").replace("longest: 8, ", ""))
    assert run("export", "-f", "city", "-o", "表.csv").code == 0
    raw = (root / "表.csv").read_bytes()
    assert raw.startswith(start) and raw.decode(encoding).splitlines()[1].startswith("30304601/000012,在职职工")


def test_json_has_objects_in_objects_lists_and_what_stands_beside(root, run):
    text = """\
kind: tables
title: {zh: 甲, en: a}
form: json
within: obj
beside: {ok: "true"}
tables:
  - file: a.json
    of: entry
    columns:
      - {heading: info.code, field: code}
      - {heading: info.words, field: keywords, list: true}
      - heading: items
        each: item
        columns: [{heading: n, field: items.name}, {heading: length, field: items.length, number: true}]
      - heading: groups
        each: class
        columns: [{heading: link, carries: class}]
"""
    own(root, text)
    put(root, "keywords: [甲, 乙]\nthemes: ['210']")
    done = run("export", "-f", "city", "-o", "-", "--allow-errors")
    assert json.loads(done.out) == {
        "obj": [
            {
                "info": {"code": "30304601/000012", "words": ["甲", "乙"]},
                "items": [{"n": "职工编号", "length": 20}, {"n": "任职日期", "length": None}],
                "groups": [{"link": "30304601"}, {"link": "210"}],
            }
        ],
        "ok": "true",
    }


# What changed since.


def marks(root, file: str) -> dict[str, str]:
    found = json.loads((root / file).read_text("utf-8"))
    return {one.get("cata_title") or one["column_name"]: one["operate_type"] for one in found}


@pytest.fixture
def changing(tmp_path, monkeypatch):
    root = repositories.begun(tmp_path / "库")
    monkeypatch.chdir(root)
    settings = model.SETTINGS.replace("{name: 本院}", f"{{name: 本院, uscc: {USCC}}}")
    repositories.commit(root, {"catalog/catalog.yaml": settings, repositories.BUDGET: repositories.OTHER})
    return root


def test_marks_say_what_is_new_changed_and_withdrawn(changing, run):
    assert run("export", "-f", "platform-tables", "-o", "全").code == 0
    assert set(marks(changing, "全/catalog_basicinfo.json").values()) == {"I"}
    third = repositories.OTHER.replace("30304602/000003", "30304602/000004").replace("部门决算", "部门预算")
    repositories.commit(
        changing,
        {
            repositories.BUDGET: None,
            "catalog/财务局/30304602-000004_部门预算.yaml": third,
            repositories.STAFF: model.completed(
                "items: [{name: 职工编号, type: 字符型C, length: 30}, {name: 任职日期, type: 日期型D}, {name: 岗位, type: 字符型C, length: 9}]"
            ),
        },
    )
    done = run("export", "-f", "platform-tables", "-o", "增", "--since", "HEAD~1")
    assert done.code == 0, done.err
    assert marks(changing, "增/catalog_basicinfo.json") == {"部门预算": "I", "部门决算": "D"}
    items = json.loads((changing / "增/catalog_fieldinfo.json").read_text("utf-8"))
    assert sorted((one["column_name"], one["operate_type"]) for one in items) == sorted(
        [("职工编号", "U"), ("岗位", "I"), *[(name, mark) for mark in "ID" for name in ("职工编号", "任职日期")]]
    )
    assert run("export", "-f", "provincial-direct", "-o", "省.json", "--since", "HEAD~1").code == 0
    found = json.loads((changing / "省.json").read_text("utf-8"))
    assert {one["title"]: one["status"] for one in found} == {"在职职工基本信息": "1", "部门预算": "1", "部门决算": "0"}


def test_a_later_day_is_no_change_and_what_goes_goes_on_that_day(changing, run, monkeypatch):
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2031-01-02T09:00:00+08:00")
    repositories.commit(changing, {})
    assert run("export", "-f", "platform-tables", "-o", "增", "--since", "HEAD~1").code == 0
    assert marks(changing, "增/catalog_basicinfo.json") == {}
    repositories.commit(changing, {repositories.BUDGET: None})
    assert run("export", "-f", "platform-tables", "-o", "撤", "--since", "HEAD~1").code == 0
    (gone,) = json.loads((changing / "撤/catalog_basicinfo.json").read_text("utf-8"))
    assert gone["operate_type"] == "D" and gone["operate_date"] == "2031-01-02"


def test_nothing_changed_gives_nothing_and_the_id_outlives_other_changes(changing, run):
    settings = model.SETTINGS.replace("{name: 本院}", f"{{name: 本所, uscc: {USCC}}}")
    repositories.commit(changing, {"catalog/catalog.yaml": settings})
    assert run("export", "-f", "platform-tables", "-o", "增", "--since", "HEAD").code == 0
    assert marks(changing, "增/catalog_basicinfo.json") == {}
    assert run("export", "-f", "platform-tables", "-o", "增", "--since", "HEAD~1", "--force").code == 0
    assert set(marks(changing, "增/catalog_basicinfo.json").values()) == {"U"}


def test_since_asks_for_a_target_with_marks_and_a_revision_that_is_there(changing, run):
    assert "没有新增、变更、撤销的标记" in run("export", "-f", "platform-csv", "-o", "x", "--since", "HEAD").err
    assert run("export", "-f", "platform-tables", "-o", "x", "--since", "nonsense").code == 2
    assert "--since" in run("export", "-o", "x.xlsx", "--since", "HEAD").err


def test_a_file_that_cannot_be_read_is_not_taken_for_a_withdrawn_entry(changing, run):
    (changing / repositories.BUDGET).write_text("name: [", encoding="utf-8")
    refused = run("export", "-f", "platform-tables", "-o", "增", "--since", "HEAD", "--allow-errors")
    assert refused.code == 2 and "部门决算" in refused.err and not (changing / "增").exists()


_JUNK = catalogues()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=_JUNK, name=st.sampled_from(["platform-csv", "platform-tables", "internal-platform"]))
def test_any_entries_make_the_same_tables_or_misfits_and_never_break(data, name, base):
    data = as_files(base, data)
    made = []
    for _ in range(2):
        try:
            made.append(platform.bundle(edition(base, data, Wishes(target=name))).files)
        except platform.Unfit as unfit:
            made.append([(one.kind, one.route, one.message) for one in unfit.misfits])
            assert unfit.count >= len(unfit.misfits) > 0
    assert made[0] == made[1]


def test_others_read_the_tables(legal, run):
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    assert run("export", "-f", "platform-csv", "-o", "上传").code == 0
    frame = pandas.read_csv(legal / "上传/entries.csv", dtype=str)
    assert frame["信息资源代码"].tolist() == ["30304601/000012"]
    items = pandas.read_csv(legal / "上传/items.csv", dtype=str)
    assert items["信息项名称"].tolist() == ["职工编号", "任职日期"]


def test_items_of_one_name_have_marks_of_their_own(base):
    data = [{"code": "30304601/000001", "items": [{"name": "备注", "type": "字符型C"}] * 2}]
    found = []
    for _ in range(2):
        tables = tables_of("platform-tables", open_settings(Folder(base)).profile, lambda path: None)
        recorder = platform.Recorder(tables, edition(base, data))
        found.append([one[0] for one in recorder.rows(tables.tables[1], 1, Exported("catalog/a.yaml", data[0]))])
    assert found[0] == found[1] and len({*found[0]}) == 2


def test_what_the_target_has_no_column_for_is_told_with_the_reason(root, run):
    own(
        root,
        OWN.replace("tables:\n", "left: {abstract: {zh: 平台不收摘要, en: no abstracts}}\ntables:\n", 1).replace(
            "longest: 8, ", ""
        ),
    )
    done = run("export", "-f", "city", "-o", "表.csv")
    assert "平台不收摘要：信息资源摘要 1 条" in done.err
    said = next(line for line in done.err.splitlines() if "导出模板没有这一列" in line)
    assert "更新周期 1 条" in said and "信息项的数据类型 1 条" in said and "信息资源名称" not in said


def test_a_catalogue_of_nothing_has_headings_only(tmp_path, run, monkeypatch):
    monkeypatch.chdir(catalogue(tmp_path / "空"))
    assert run("export", "-f", "internal-platform", "-o", "内").code == 0
    assert (tmp_path / "空/内/entries.csv").read_bytes().count(b"\r\n") == 1
