"""`import --update`: which entry a row is, what changes in its file, which codes new entries get, and that once is enough."""

from __future__ import annotations

import json
import os
from pathlib import Path

import model
import pytest
import repositories
from hypothesis import given, settings
from tables import bring, catalogue, said
from test_import_laws import _OBJECT, _grids

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.history import used_codes
from govinfo_cli.numbering import Numbering
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder


@pytest.fixture
def root(tmp_path) -> Path:
    return catalogue(tmp_path)


def lay(root: Path, path: str, text: str) -> Path:
    place = root / "catalog" / path
    place.parent.mkdir(exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place


def counts(imported) -> tuple:
    (tally,) = imported.tallies
    assert tally.rows == tally.entries + tally.updated + tally.unchanged + tally.others.total()
    return tally.entries, tally.updated, tally.unchanged, +tally.others


STAFF = "# 已核对\ncode: 30304601/000012\nname: 甲\nowner: 人事局\nupdate_cycle: 每年  # 年报\nx-own: 留\n"


def test_a_row_is_an_entry_by_code_then_by_owner_and_name(root):
    lay(root, "人事局/a.yaml", STAFF)
    lay(root, "财务局/b.yaml", "name: 甲\nowner: 财务局\n")
    lay(root, "财务局/c.yaml", "name: 丙\nowner: 财务局\n")
    table = (
        "代码,名称,提供方,更新周期\n30304601/000012,乙,人事教育局,每月\n,甲,财务局,每月\n,丙,财务局,\n,丁,财务局,每月\n"
    )
    imported = bring(root, ("a.csv", table), update=True)
    assert counts(imported) == (1, 2, 1, {})
    files = {path: raw.decode() for path, raw in imported.bundle.files.items()}
    assert files["catalog/人事局/a.yaml"] == STAFF.replace("name: 甲", "name: 乙").replace("每年", "每月")
    assert files["catalog/财务局/b.yaml"] == "name: 甲\nowner: 财务局\nupdate_cycle: 每月\n"
    assert sorted(files) == ["catalog/人事局/a.yaml", "catalog/财务局/_丁.yaml", "catalog/财务局/b.yaml"]
    told = {one.span.line: one for one in imported.outcome.findings if one.rule == "import-updated-entry"}
    assert told[2].message.zh == "“乙”：信息资源名称：“甲”→“乙”；更新周期：“每年”→“每月”"
    assert told[2].entry == "30304601/000012" and told[2].related[0][1].path == "catalog/人事局/a.yaml"
    assert told[3].message.zh == "“甲”：更新周期：补上“每月”"


def test_what_was_read_when_the_import_began_is_not_written_over(root):
    lay(root, "人事局/a.yaml", STAFF)
    imported = bring(root, ("a.csv", "名称,提供方,更新周期\n甲,人事局,每月\n"), update=True)
    assert imported.bundle.was["catalog/人事局/a.yaml"] == STAFF.encode()


def test_a_blank_cell_takes_nothing_away_and_a_doubtful_one_replaces_nothing(root):
    lay(root, "人事局/a.yaml", STAFF)
    assert counts(bring(root, ("a.csv", "名称,提供方,更新周期\n甲,人事局,\n"), update=True)) == (0, 0, 1, {})
    imported = bring(root, ("a.csv", "名称,提供方,更新周期,摘要\n甲,人事局,每121日,新\n"), update=True)
    assert imported.bundle.files["catalog/人事局/a.yaml"].decode() == STAFF.replace(
        "update_cycle", "abstract: 新\nupdate_cycle"
    )
    (told,) = [one for one in imported.outcome.findings if one.rule == "import-updated-entry"]
    assert told.message.zh == "“甲”：信息资源摘要：补上“新”；更新周期读不出来，保留原值"


def test_a_code_never_changes_but_one_that_is_missing_is_filled_in(root):
    lay(root, "人事局/a.yaml", STAFF)
    lay(root, "人事局/b.yaml", "name: 乙\nowner: 人事局\n")
    table = "代码,名称,提供方\n30304601/000099,甲,人事局\n30304601/000050,乙,人事局\n"
    imported = bring(root, ("a.csv", table), update=True, number=True)
    assert {path: raw.decode() for path, raw in imported.bundle.files.items()} == {
        "catalog/人事局/b.yaml": "code: 30304601/000050\nname: 乙\nowner: 人事局\n"
    }
    assert ("import-kept-code", 2, 1) in said(imported)


def test_items_that_the_table_does_not_list_go_and_that_is_told(root):
    text = "name: 甲\nowner: 人事局\nitems:\n- {name: 编号}\n- {name: 旧项}\n"
    lay(root, "人事局/a.yaml", text)
    row = {"name": "甲", "owner": "人事局", "items": [{"name": "编号"}, {"name": "新项"}]}
    imported = bring(root, ("a.json", [row]), update=True)
    assert imported.bundle.files["catalog/人事局/a.yaml"].decode() == text.replace("旧项", "新项")
    (gone,) = [one for one in imported.outcome.findings if one.rule == "import-removed-item"]
    assert "旧项" in gone.message.zh
    assert counts(bring(root, ("a.json", [{"name": "甲", "owner": "人事局"}]), update=True)) == (0, 0, 1, {})


def test_rows_and_entries_of_one_name_are_told_apart_or_left_alone(root):
    table = "名称,提供方,摘要\n甲,人事局,一\n甲,人事局,二\n"
    bring(root, ("a.csv", table)).bundle.write(root)
    assert counts(bring(root, ("a.csv", table), update=True)) == (0, 0, 2, {})
    swapped = "名称,提供方,摘要\n甲,人事局,三\n甲,人事局,一\n"
    imported = bring(root, ("a.csv", swapped), update=True)
    assert counts(imported) == (0, 1, 1, {}), (
        "the row that is an entry as it stands leaves the other entry to the other row"
    )
    assert "三" in imported.bundle.files["catalog/人事局/_甲-2.yaml"].decode()
    new = bring(root, ("a.csv", "名称,提供方,摘要\n甲,人事局,三\n"), update=True)
    assert counts(new) == (0, 0, 0, {"import-ambiguous-row": 1}) and not new.bundle.files


def test_two_rows_with_the_code_of_one_entry(root):
    lay(root, "人事局/a.yaml", STAFF)
    table = "代码,名称,提供方\n30304601/000012,乙,人事局\n30304601/000012,丙,人事局\n"
    assert counts(bring(root, ("a.csv", table), update=True)) == (0, 1, 0, {"import-repeated-entry": 1})


@pytest.mark.parametrize(
    "text", ["name: 甲\nowner: 人事局\nx-a: &a 1\nx-b: *a\n", "name: 甲\nname: 甲\nowner: 人事局\n"]
)
def test_an_entry_that_is_not_in_order_is_not_updated(root, text):
    lay(root, "人事局/a.yaml", text)
    imported = bring(root, ("a.csv", "名称,提供方,摘要\n甲,人事局,乙\n"), update=True)
    assert counts(imported) in ((0, 0, 0, {"import-broken-entry": 1}), (1, 0, 0, {}))
    assert "catalog/人事局/a.yaml" not in imported.bundle.files


def test_secrets_do_not_come_in_by_an_update(root):
    lay(root, "人事局/a.yaml", STAFF)
    imported = bring(root, ("a.csv", "名称,提供方,摘要\n甲,人事局,本件为机密★5年的材料\n"), update=True)
    assert counts(imported) == (0, 0, 0, {"import-secret-row": 1}) and not imported.bundle.files
    imported = bring(root, ("a.csv", "名称,提供方,摘要\n甲,人事局,联系人 110101199003076296\n"), update=True)
    assert counts(imported)[1] == 1
    assert "110101" not in json.dumps([one.message for one in imported.outcome.findings])


# Codes.


def test_codes_go_on_below_the_class_node_and_are_never_used_twice(root):
    lay(root, "人事局/a.yaml", STAFF)
    lay(root, "人事局/30304601-000020_坏.yaml", "name: [\n")
    (root / "catalog/withdrawn.yaml").write_text(
        "- {code: 30304601/000015, date: 2026-01-01, reason: x, approved_by: y}\n", encoding="utf-8"
    )
    table = "代码,名称,提供方,分类\nBA6006/1,乙,人事局,\n,丙,财务局,30304601\n30304601/000021,丁,人事局,\n,戊,人事局,99\n,己,市局,\n,庚,财务局,\n"
    imported = bring(root, ("a.csv", table), number=True)
    assert [path.rpartition("/")[2] for path in imported.bundle.files if is_entry_path(path)] == [
        "30304601-000022_乙.yaml",
        "30304601-000023_丙.yaml",
        "30304601-000021_丁.yaml",
        "30304601-000024_戊.yaml",
        "_己.yaml",
        "30304602-000001_庚.yaml",
    ]
    first = imported.bundle.files["catalog/人事局/30304601-000022_乙.yaml"].decode()
    assert first == 'code: 30304601/000022\nname: 乙\ncategory: "30304601"\nowner: 人事局\nx-代码: BA6006/1\n'
    assert [one[:2] for one in said(imported) if one[0] == "import-assigned-code"] == [
        ("import-assigned-code", n) for n in (2, 3, 5, 7)
    ]
    assert ("import-no-code", 6, 1) in said(imported)


def test_no_code_of_history_is_given_again(tmp_path):
    root = repositories.begun(tmp_path / "库")
    repositories.commit(root, repositories.BASE | {"catalog/人事局/30304601-000040_旧.yaml": "name: 旧\n"})
    repositories.commit(root, {"catalog/人事局/30304601-000040_旧.yaml": None})
    imported = bring(root, ("a.csv", "名称,提供方\n乙,人事局\n"), number=True)
    assert [path for path in imported.bundle.files if is_entry_path(path)] == ["catalog/人事局/30304601-000041_乙.yaml"]
    assert "30304601/000040" in used_codes(Folder(root))


def test_history_is_not_asked_where_no_code_is_given(root):
    def history():
        raise AssertionError

    numbering = Numbering(open_settings(Folder(root)), ["30304601/0009", "30304601/x", "1/" + "9" * 19], history)
    assert numbering.node("99", "30304601") is None and numbering.node(None, "30304601") == "30304601"
    assert numbering.node("30304602", "30304601") == "30304602" and numbering.node("", None) is None
    with pytest.raises(AssertionError):
        numbering.next("30304601")


def test_an_entry_that_was_given_a_code_is_found_again(root):
    table = "代码,名称,提供方,更新周期\nBA6006/1,乙,人事局,每年\n"
    bring(root, ("a.csv", table), number=True).bundle.write(root)
    assert counts(bring(root, ("a.csv", table), update=True, number=True)) == (0, 0, 1, {})
    again = bring(root, ("a.csv", table.replace("每年", "每月")), update=True, number=True)
    assert list(again.bundle.files) == ["catalog/人事局/30304601-000001_乙.yaml"] and counts(again)[1] == 1


# Inside and outside.


def test_the_publishers_department_is_the_owner(root):
    table = (
        "名称,提供方,内部部门\n甲,本院,人事教育局\n乙,本院,财务局 预算处\n丙,人事局,综合处\n丁,本院,\n戊,本院,新局\n"
    )
    imported = bring(root, ("a.csv", table))
    texts = [raw.decode() for path, raw in imported.bundle.files.items() if is_entry_path(path)]
    assert texts == [
        "name: 甲\nowner: 人事局\n",
        "name: 乙\nowner: 财务局\nowner_unit: 预算处\n",
        "name: 丙\nowner: 人事局\nowner_unit: 综合处\n",
        "name: 丁\nowner: 本院\n",
        "name: 戊\nowner: 新局\n",
    ]
    rows = [one.span.line for one in imported.outcome.findings if "编制单位" in one.message.zh]
    assert rows == [2, 3, 6]


def test_a_publisher_that_is_a_registered_owner_stays_the_owner(root):
    (root / "catalog/owners.yaml").write_text(
        model.OWNERS + "本院: {kind: 机关部门, units: [办公室]}\n", encoding="utf-8"
    )
    imported = bring(root, ("a.csv", "名称,提供方,内部部门\n甲,本院,办公室\n"))
    (text,) = [raw.decode() for path, raw in imported.bundle.files.items() if is_entry_path(path)]
    assert text == "name: 甲\nowner: 本院\nowner_unit: 办公室\n"


# Once is enough.


def unmoved(root: Path, *files, **manner) -> None:
    """After the import, once more with --update: no byte changes, and every row is accounted for."""
    first = bring(root, *files, **manner)
    first.bundle.write(root)
    again = bring(root, *files, update=True, **manner)
    assert list(again.bundle.changes(root)) == []
    for tally in again.tallies:
        assert tally.rows == tally.entries + tally.updated + tally.unchanged + tally.others.total()
    assert not any(tally.entries or tally.updated for tally in again.tallies)
    assert sum(t.entries for t in first.tallies) == sum(t.unchanged for t in again.tallies)


@settings(max_examples=60, deadline=None)
@given(grid=_grids())
def test_a_table_a_second_time_changes_no_byte(grid, tmp_path_factory):
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out).writerows(grid)
    if "\x00" not in out.getvalue():
        unmoved(catalogue(tmp_path_factory.mktemp("t")), ("a.csv", out.getvalue().encode()), number=True)


@settings(max_examples=60, deadline=None)
@given(rows=__import__("hypothesis").strategies.lists(_OBJECT, max_size=4))
def test_objects_a_second_time_change_no_byte(rows, tmp_path_factory):
    unmoved(
        catalogue(tmp_path_factory.mktemp("t")), ("a.json", json.dumps([{"name": "首行"}, *rows]).encode()), number=True
    )


REAL = os.environ.get("CATALOG_REAL_DATA")


@pytest.mark.skipif(REAL is None, reason="CATALOG_REAL_DATA is not set: the real tables are not in the project")
def test_real_tables_a_second_time_change_no_byte(tmp_path):
    for folder in ("portals", "platform", "workbooks", "forms"):
        for path in sorted((Path(REAL) / folder).iterdir()):
            from govinfo_cli import imports

            if path.suffix in imports.ENDINGS:
                unmoved(catalogue(tmp_path / path.name), (path.name, path.read_bytes()), number=True)


def test_a_history_that_is_not_complete_is_told(tmp_path):
    whole = repositories.begun(tmp_path / "库")
    repositories.commit(whole, {"catalog/人事局/30304601-000040_旧.yaml": "name: 旧\n"})
    repositories.git(tmp_path, "clone", "-q", "--depth", "1", whole.as_uri(), "浅")
    table = ("a.csv", "名称,提供方\n乙,人事局\n")
    assert "import-cut-history" in {rule for rule, _, _ in said(bring(tmp_path / "浅", table, number=True))}
    for root, number in ((whole, True), (tmp_path / "浅", False)):
        assert "import-cut-history" not in {rule for rule, _, _ in said(bring(root, table, number=number))}


def test_progress_is_told_row_by_row(root):
    seen = []
    bring(root, ("a.csv", "名称\n甲\n乙\n"), progress=lambda *one: seen.append(one))
    seen.remove(("a.csv", 0, 0))  # the table was read
    assert seen == [("a.csv", 1, 2), ("a.csv", 2, 2)]


def test_an_item_keeps_what_only_the_entry_knows(root):
    text = "name: 甲\nowner: 人事局\nitems:\n- {name: 编号, x-来源: 一}  # 主键\n- {name: 编号, type: 日期型D}\nx-own: {a: [1, 2]}\n"
    lay(root, "人事局/a.yaml", text)
    row = {
        "name": "甲",
        "owner": "人事局",
        "items": [{"name": "编号", "type": "字符型C"}, {"name": "编号", "type": "日期型D"}],
    }
    imported = bring(root, ("a.json", [row]), update=True)
    assert imported.bundle.files["catalog/人事局/a.yaml"].decode() == text.replace(
        "{name: 编号, x-来源: 一}", "{name: 编号, type: 字符型C, x-来源: 一}"
    )


def test_a_row_that_says_less_does_not_take_the_entry_of_one_that_says_it_all(root):
    unmoved(root, ("a.csv", "名称,摘要\n甲,\n甲,乙\n甲,丙\n"), number=True)


# --- a share type that changes, and what belonged to the former one

CONDITIONED = (
    "name: 甲\nowner: 人事局\nshare:\n  type: 有条件共享\n  usage: 工作参考\n  scope: [教育部]\n  condition: 仅限统计\n"
    "  internal: {type: 不予共享, reason: 含个人信息}\n"
)


def left(imported) -> list[tuple[str, str]]:
    return [(one.message.zh, one.help.zh) for one in imported.outcome.findings if one.rule == "import-left-share"]


def test_what_belongs_to_the_former_share_type_is_named(root):
    place = lay(root, "人事局/a.yaml", CONDITIONED)
    imported = bring(root, ("a.csv", "名称,提供方,共享类型,共享条件\n甲,人事局,无条件共享,\n"), update=True)
    assert counts(imported) == (0, 1, 0, {})
    ((message, help),) = left(imported)
    assert message == (
        "共享类型：“甲”由“有条件共享”改为“无条件共享”，条目里原来的共享范围、共享条件没有动，与新的类型不符"
    )
    assert "删去  share.scope、share.condition  " in help
    (raw,) = imported.bundle.files.values()
    assert raw.decode() == place.read_text(encoding="utf-8").replace("type: 有条件共享", "type: 无条件共享")


@pytest.mark.parametrize(
    ("entry", "kind", "keys"),
    [
        (CONDITIONED, "有条件", None),  # another spelling of the same
        (CONDITIONED, "不予共享", "share.usage、share.scope、share.condition"),
        (CONDITIONED.replace("  scope: [教育部]\n  condition: 仅限统计\n", ""), "无条件共享", None),
        ("name: 甲\nowner: 人事局\nshare: {type: 不予共享, basis: {kind: 法律, title: 《某法》}}\n", "有条件共享", "share.basis"),
        ("name: 甲\nowner: 人事局\nshare: {scope: [教育部]}\n", "无条件共享", None),  # there was no type
    ],
)  # fmt: skip
def test_only_what_the_new_type_has_no_use_for_is_named(root, entry, kind, keys):
    lay(root, "人事局/a.yaml", entry)
    found = left(bring(root, ("a.csv", f"名称,提供方,共享类型\n甲,人事局,{kind}\n"), update=True))
    assert len(found) == (keys is not None)
    assert not keys or f"删去  {keys}  " in found[0][1]


def test_a_history_that_cannot_be_read_ends_an_import_in_one_line(tmp_path, catalog):
    """Codes are given by what the history used: where a part of it is missing, none is given, and nothing is written."""
    root = repositories.begun(tmp_path / "r")
    repositories.commit(root, {repositories.BUDGET: repositories.OTHER})
    tree = repositories.git(root, "rev-parse", "HEAD~1^{tree}")
    (root / ".git/objects" / tree[:2] / tree[2:]).unlink()
    (root / "a.csv").write_text("名称,提供方\n新条目,人事局\n", encoding="utf-8")
    code, out, err = catalog("import", "a.csv", cwd=root)
    assert (code, out) == (2, "")
    assert err.startswith("未能") and err.count("\n") == 2 and "改法  " in err, err
    assert not list((root / "catalog").rglob("*新条目*"))
    code, _, err = catalog("import", "--no-codes", "a.csv", cwd=root)
    assert code == 0, err
