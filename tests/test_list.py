"""`list`: what a condition means, what a column shows, how a table is laid out; and its JSON is as its schema says."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import git
import model
import outputs
import pytest

from govinfo_cli import columns
from govinfo_cli.catalog import Catalog
from govinfo_cli.entry import Entry
from govinfo_cli.lookup import LookupFailed, entries, entry_files
from govinfo_cli.naming import fields_named, fields_of
from govinfo_cli.profile import load_profile, shipped_names
from govinfo_cli.query import Asking, QueryError, condition, ordered
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.source import Folder
from govinfo_cli.visible import width
from govinfo_cli.yaml.reading import read

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def asking() -> Asking:
    source = Folder(ROOT)
    return Asking(Catalog(open_settings(source), open_records(source)))


def entry(asking: Asking, text: str) -> Entry:
    path = "catalog/人事局/x.yaml"
    return Entry(path, read(path, model.completed(text).encode(), asking.shape.typed).data, asking.shape)


MIXED = """\
keywords: [职工, 岗位]
share:
  type: 有条件
  usage: 工作参考
  mode: [{class: 共享平台方式, type: 接口}, {class: 邮件}]
  internal: {type: 无条件共享}
"""


@pytest.mark.parametrize(
    "text",
    [
        "share.type=有条件共享",
        "共享类型=有条件共享",
        "共享类型＝按需共享",
        "share type=conditional",
        "共享属性.共享类型=有条件",
        "共享类型!=不予共享",
        "共享类型！=不予共享",
        "共享类型≠不予共享",
        "更新周期=按月",
        "keywords=职工",
        "关键字~岗",
        "name~职工",
        "名称～基本 信息",
        "share.mode.type=接口",
        "share.mode.class=邮件",
        "共享方式=接口",
        "items.name=职工编号",
        "items.*.name=职工编号",
        "信息项.名称~编号",
        "数据长度=20",
        "开放属性=否",
        "open.public=不开放",
        "open.public=false",
        "share.internal.type=无条件共享",
        "share.internal.usage=工作参考",
        "owner=人事教育局",
        "grade=",
        "name!=",
        "path~人事局",
        "x-note=",
    ],
)
def test_a_condition_holds(asking, text):
    assert asking.holds(entry(asking, MIXED), condition(asking.shape, text))


@pytest.mark.parametrize(
    "text",
    [
        "share.type=无条件共享",
        "共享类型!=按需共享",
        "keywords=岗",
        "share.mode.class!=邮件",
        "items.name=姓名",
        "share.internal.type=有条件共享",
        "name=",
        "grade!=",
        "开放属性=开放",
        "x-note~a",
    ],
)
def test_a_condition_does_not_hold(asking, text):
    assert not asking.holds(entry(asking, MIXED), condition(asking.shape, text))


@pytest.mark.parametrize("text", ["", "=", "共享类型", "=不予共享", "不存在的=1", "type=数据库"])
def test_a_condition_that_cannot_be_understood_says_how_to_write_it(asking, text):
    with pytest.raises(QueryError) as caught:
        condition(asking.shape, text)
    assert caught.value.help.zh and caught.value.help.en


@pytest.mark.parametrize("data", ["share: 不予共享", "share: [1, {a: b}]", "items: 无", "items: [a, [b]]", "open: 是"])
def test_data_of_any_shape_is_asked_without_harm(asking, data):
    odd = entry(asking, data + "\n")
    for key in fields_of(asking.shape):
        assert isinstance(asking.cell(odd, key, "zh"), str)
        asking.order(odd, key)
        for sign in "=", "!=", "~":
            asking.holds(odd, condition(asking.shape, f"{key}{sign}数据库"))


def test_every_field_is_found_by_its_key_and_by_its_official_name():
    shape = load_profile(shipped_names())[0].shape
    for key, form in fields_of(shape).items():
        assert fields_named(shape, key)[0] == key
        for title in (form.get("title"), form.get("x-title")):
            assert title in (None, *fields_of(shape)) or key in fields_named(shape, title), (key, title)
    assert fields_named(shape, "共享类型")[0] == "share.type"
    assert fields_named(shape, "更新频率") == ["update_cycle"]
    assert fields_named(shape, "type") == [] and fields_named(shape, "usage")[0] == "share.usage"


def test_an_order_follows_the_code_list_and_leaves_blanks_last(asking):
    found = [
        entry(asking, "update_cycle: 每年\n"),
        entry(asking, "update_cycle: 每日\n"),
        entry(asking, "update_cycle:\n"),
        entry(asking, "update_cycle: 按月\n"),
    ]

    def cycles(backwards: bool) -> list:
        return [one.get("update_cycle") for one in ordered(asking, found, [("update_cycle", backwards)])]

    assert cycles(False) == ["每日", "按月", "每年", None]
    assert cycles(True) == ["每年", "按月", "每日", None]


def test_what_a_cell_shows(asking):
    mixed = entry(asking, MIXED)
    assert asking.cell(mixed, "share.mode", "zh") == "共享平台方式/接口、邮件"
    assert asking.cell(mixed, "items.name", "zh") == "职工编号、任职日期"
    assert asking.cell(mixed, "open.public", "zh") == "否" and asking.cell(mixed, "open.public", "en") == "no"
    assert asking.cell(mixed, "share.internal.usage", "zh") == "工作参考"
    assert asking.cell(mixed, "grade", "zh") == ""
    hidden = Entry("x.yaml", {"name": "a\tb\n\u202ec"}, asking.shape)
    assert asking.cell(hidden, "name", "zh") == "a\\tb\\n\\u202ec"


def test_a_terminal_table_lines_up_wide_characters_and_cuts_nothing():
    head, rows = ["代码", "名称"], [["1", "在职职工基本信息" * 6], ["22", "[b]x[/b]"]]
    text = columns.terminal(head, rows, 40, color=False)
    lines = text.splitlines()
    assert max(map(width, lines)) <= 40
    assert "".join(line[6:] if line.startswith(" ") else line[4:].strip() for line in lines[1:-1]).count("在职") == 6
    assert "[b]x[/b]" in text
    starts = {width(line[: line.index(word)]) for line, word in ((lines[0], "名称"), (lines[-1], "[b]"))}
    assert len(starts) == 1
    assert "\x1b[" in columns.terminal(head, rows, 40, color=True)


def test_an_aligned_table_puts_numbers_to_the_right():
    assert columns.aligned(["提供方", "条目"], [["a", "7"], ["财务局", "1204"]], frozenset([1])) == (
        "提供方  条目\na          7\n财务局  1204\n"
    )


def test_no_line_is_a_command_to_a_ci():
    rows = [["::error::x", "::y"]]
    for write in columns.tsv, columns.comma_separated, columns.aligned:
        assert write(["a", "b"], rows).splitlines()[1].startswith("：:error")


def test_csv_holds_no_formula():
    text = columns.comma_separated(["a"], [["=1+1"], ["-3"], ["@x"], ["x,y"]])
    assert list(csv.reader(io.StringIO(text))) == [["a"], ["'=1+1"], ["-3"], ["'@x"], ["x,y"]]


def test_off_a_terminal_it_is_a_line_an_entry_with_tabs(catalog):
    code, out, err = catalog("--root", ROOT, "list", "--columns", "code,name,abstract,items")
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert {line.count("\t") for line in lines} == {3} and "\x1b" not in out
    assert len(lines) - 1 == len(entry_files(Folder(ROOT)))


def test_json_carries_everything_as_its_schema_says(catalog):
    code, out, _ = catalog("--root", ROOT, "list", "--format", "json", "--where", "共享类型=不予共享")
    listing = outputs.checked("list", out)
    source = Folder(ROOT)
    settings = open_settings(source)
    shown = {one["path"]: one["data"] for one in listing["entries"]}
    for one in entries(source, settings, entry_files(source)):
        assert (one.path in shown) == (one.get("share", "type") == "不予共享")
        assert shown.get(one.path, one.whole) == one.whole
    assert listing["summary"] == {"entries": 191, "listed": len(shown), "broken": 0} and code == 0


def test_a_file_is_written_as_its_ending_says(catalog, tmp_path):
    for name in ("a.csv", "a.json", "a.tsv"):
        assert catalog("--root", ROOT, "list", "-o", tmp_path / name)[:2] == (0, "")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert json.loads((tmp_path / "a.json").read_text())["schemaVersion"] == 1
    assert (tmp_path / "a.tsv").read_text().count("\t") == 4 * 192


def test_paths_narrow_the_list_and_one_without_entries_is_refused(catalog):
    source = Folder(ROOT)
    under = entry_files(source, ["catalog/人事局/", "catalog/办公厅"])
    assert {file.path.split("/")[1] for file in under} == {"人事局", "办公厅"}
    assert entry_files(source, ["catalog"]) == entry_files(source)
    with pytest.raises(LookupFailed):
        entry_files(source, ["catalog/没有"])
    code, out, err = catalog("list", "人事局", cwd=ROOT / "catalog")
    assert code == 0 and len(out.splitlines()) == 14
    code, out, err = catalog("list", "--format", "xml", cwd=ROOT)
    assert (code, out) == (2, "") and "xml" in err


def test_a_revision_is_listed_shown_and_counted_without_a_checkout(catalog, tmp_path):
    files = {
        "catalog/catalog.yaml": model.SETTINGS,
        "catalog/owners.yaml": model.OWNERS,
        model.PATH: model.completed(""),
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    repository = git.Repo.init(tmp_path)
    with repository.config_writer() as config:
        config.set_value("user", "name", "试").set_value("user", "email", "t@example.org")
    repository.git.add("-A")
    repository.git.commit("-qm", "一")
    (tmp_path / model.PATH).unlink()
    assert "30304601/000012" not in catalog("list", cwd=tmp_path)[1]
    assert "30304601/000012\t在职职工基本信息" in catalog("list", "--rev", "HEAD", cwd=tmp_path)[1]
    assert catalog("show", "30304601/000012", cwd=tmp_path)[0] == 2
    code, out, err = catalog("show", model.PATH, "--rev", "HEAD", cwd=tmp_path)
    assert (code, err) == (0, "") and "在职职工基本信息" in out
    assert '"entries": 1' in catalog("stats", "--rev", "HEAD", "-f", "json", cwd=tmp_path)[1]
    code, out, err = catalog("list", "--rev", "nosuch", cwd=tmp_path)
    assert (code, out) == (2, "") and "没有这个版本" in err
