"""Tables into a catalogue: where entries and owners go, what is refused, what comes back as it was."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import books
import model
import pytest
from tables import bring, catalogue, entries, said

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.importing import receipt
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder
from govinfo_cli.validation import Request, validate
from govinfo_cli.yaml.layout import essential
from govinfo_cli.yaml.reading import read

TABLE = "信息资源名称,提供方,更新周期\n甲,人事局,每年\n乙,财务局,按月\n"


@pytest.fixture
def root(tmp_path) -> Path:
    return catalogue(tmp_path)


def test_what_follows_from_a_cell_gives_way_to_a_column_of_its_own(root):
    table = "名称,格式分类,格式,开放类型,开放条件\n甲,数据库,xls,有条件开放,用户注册\n乙,,xls,有条件开放,\n"
    one, two = entries(bring(root, ("a.csv", table)), root)
    assert one["format"] == {"class": "数据库", "type": "xls"} and two["format"] == {"class": "电子表格", "type": "xls"}
    assert one["open"] == {"public": True, "condition": "用户注册"}
    assert two["open"] == {"public": True, "condition": "有条件开放"}


def test_columns_that_disagree_are_told_and_nothing_is_lost(root):
    imported = bring(root, ("a.csv", "名称,是否开放,开放条件\n甲,否,无条件开放\n"))
    assert ("import-conflicting-value", 2, 3) in said(imported)
    assert entries(imported, root) == [{"name": "甲", "open": {"public": False}, "x-开放条件": "无条件开放"}]


def test_nested_and_flat_columns_of_one_field_do_not_collide(root):
    for order in (("share", "共享方式分类"), ("共享方式分类", "share")):
        row = {"name": "甲"} | {
            key: {"type": "有条件共享", "mode": [{"class": "邮件"}]} if key == "share" else "拷盘" for key in order
        }
        imported = bring(root, ("a.json", [row]))
        assert imported.tallies[0].entries == 1
        assert "import-conflicting-value" in {one.rule for one in imported.outcome.findings}


def test_unknown_columns_are_kept_as_they_stand(root):
    table = 'name,数据量,,数据量\n甲,007," 原\n样 ",<b>x</b>\n'
    imported = bring(root, ("a.csv", table))
    assert entries(imported, root) == [
        {"name": "甲", "x-数据量": "007", "x-第3列": " 原\n样 ", "x-数据量-2": "<b>x</b>"}
    ]
    unknown = [one for one in said(imported) if one[0] == "import-unknown-column"]
    assert unknown == [("import-unknown-column", 1, column) for column in (2, 3, 4)]


def test_what_nobody_sees_in_a_cell_without_a_heading_is_told_where_it_stood(root):
    imported = bring(root, ("a.csv", "名称,x-第3列\n甲,乙,1\u200b,2,3\u202e\n"))
    assert entries(imported, root) == [
        {"name": "甲", "x-第3列": "乙", "x-第3列-2": "1", "x-第4列": "2", "x-第5列": "3"}
    ]
    assert [one[1:] for one in said(imported) if one[0] == "import-changed-value"] == [(2, 3), (2, 5)]


def test_what_nobody_sees_in_an_item_is_told_where_it_stood(root):
    rows = [["资源名称", "信息项名称", "数据类型", "备用", "数据长度"], ["甲", "姓名", "字符型C", "一\u200b", 5]]
    imported = bring(root, ("a.xlsx", books.xlsx({"表": rows})))
    assert entries(imported, root)[0]["items"][0]["x-备用"] == "一"
    assert ("import-changed-value", 2, 4) in said(imported)


def test_blanks_stay_blank(root):
    (entry,) = entries(bring(root, ("a.csv", "名称,摘要,共享类型,更新周期,开放属性\n甲,,　,暂无,-\n")), root)
    assert entry == {"name": "甲"}


def test_a_field_that_comes_twice_keeps_both(root):
    imported = bring(root, ("a.csv", "名称,标题,描述\n甲,乙,丙\n"))
    assert entries(imported, root) == [{"name": "甲", "abstract": "丙", "x-标题": "乙"}]
    assert ("import-repeated-column", 1, 2) in said(imported)


def test_a_long_text_is_shown_around_its_change(root):
    long = "内容" * 40
    imported = bring(root, ("a.csv", f"名称,摘要\n甲,{long}　在此{long}\n"))
    (one,) = [one for one in imported.outcome.findings if one.field == "abstract"]
    assert len(one.message.zh) < 80 and "…" in one.message.zh and "在此" in one.message.zh


def test_owners_are_made_official_or_registered_with_comments_kept(root):
    owners = "# 登记表\n" + model.OWNERS + "# 完"
    (root / "catalog/owners.yaml").write_text(owners, encoding="utf-8")
    table = "名称,提供方\n甲,人事教育局\n乙,市科技局\n丙,市科技局 \n丁,市科技局\n戊,\n"
    imported = bring(root, ("a.csv", table))
    text = imported.bundle.files["catalog/owners.yaml"].decode()
    assert text == owners + "\n市科技局: {}\n"
    assert read("x", text.encode(), {}).data["市科技局"] == {}
    assert ("import-changed-value", 2, 2) in said(imported)
    assert [one for one in said(imported) if one[0] == "import-new-owner"] == [("import-new-owner", 3, 2)]
    assert "3 行" in next(one for one in imported.outcome.findings if one.rule == "import-new-owner").message.zh
    paths = {entry["name"]: path for path, entry in zip(imported.bundle.files, entries(imported, root), strict=False)}
    assert paths["甲"] == "catalog/人事局/_甲.yaml"
    assert paths["戊"] == "catalog/提供方未填/_戊.yaml"


@pytest.mark.parametrize("owners", ["{人事局: {kind: 机关部门}}\n", "人事局: {\n", "- 人事局\n", "甲: &a {}\n"])
def test_owners_that_cannot_be_added_are_told(root, owners):
    (root / "catalog/owners.yaml").write_text(owners, encoding="utf-8")
    imported = bring(root, ("a.csv", "名称,提供方\n甲,市科技局\n"))
    assert "catalog/owners.yaml" not in imported.bundle.files
    assert ("import-new-owner", 2, 2) in said(imported)
    assert len(entries(imported, root)) == 1


@pytest.mark.parametrize("before", ["", "# 还没有\n", None])
def test_owners_are_registered_in_an_empty_or_missing_file(root, before):
    path = root / "catalog/owners.yaml"
    path.write_text(before, encoding="utf-8") if before is not None else path.unlink()
    imported = bring(root, ("a.csv", "名称,提供方\n甲,a: b\n"))
    assert imported.bundle.files["catalog/owners.yaml"].decode() == (before or "") + '"a: b": {}\n'


def test_a_table_without_owners_asks_for_one_and_takes_it(root):
    assert ("import-no-owner", 1, 1) in said(bring(root, ("a.csv", "名称\n甲\n")))
    imported = bring(root, ("a.csv", "名称\n甲\n"), owner="人事局")
    assert list(imported.bundle.files) == ["catalog/人事局/_甲.yaml"]
    assert said(imported) == []


def test_what_the_catalogue_has_is_not_overwritten(root):
    folder = root / "catalog/人事局"
    folder.mkdir()
    (folder / "a.yaml").write_text("code: 30304601/000012\nname: 甲\nowner: 人事局\n", encoding="utf-8")
    table = "代码,名称,提供方\n30304601/000012,丙,财务局\n,甲,人事教育局\n,甲,财务局\n"
    imported = bring(root, ("a.csv", table))
    assert list(imported.bundle.files) == ["catalog/财务局/_甲.yaml"]
    refused = [one for one in imported.outcome.findings if one.rule == "import-existing-entry"]
    assert [(one.span.line, one.related[0][1].path) for one in refused] == [
        (2, "catalog/人事局/a.yaml"),
        (3, "catalog/人事局/a.yaml"),
    ]


def test_an_import_again_finds_everything_there(root):
    first = bring(root, ("a.csv", TABLE))
    first.bundle.write(root)
    again = bring(root, ("a.csv", TABLE))
    assert not again.bundle.files and again.tallies[0].others == {"import-existing-entry": 2, "import-unread-row": 0}


def test_paths_follow_the_code_and_never_collide(root):
    table = (
        "代码,名称,提供方,摘要\n30304601/000012,甲,人事局,\n,名称 A/B,人事局,一\n,名称AB,人事局,二\n,名称ab,人事局,三\n"
    )
    imported = bring(root, ("a.csv", table))
    assert list(imported.bundle.files) == [
        "catalog/人事局/30304601-000012_甲.yaml",
        "catalog/人事局/_名称AB.yaml",
        "catalog/人事局/_名称AB-2.yaml",
        "catalog/人事局/_名称ab-3.yaml",
    ]
    assert [one for one in said(imported) if one[0] == "import-renamed-file"] == [
        ("import-renamed-file", 4, 1),
        ("import-renamed-file", 5, 1),
    ]


@pytest.mark.parametrize(
    "owner", ["..", ".", "/etc", "../../x", "_records", ".git", "a.yaml", "C:\\x", "\n", "x-own", "𠀀" * 60, "甲" * 101]
)
def test_a_hostile_owner_or_name_stays_inside(root, owner):
    imported = bring(root, ("a.json", [{"title": "甲", "provider": owner}, {"title": owner + "乙", "provider": owner}]))
    paths = [path for path in imported.bundle.files if path != "catalog/owners.yaml"]
    assert len(paths) == 2
    for path in paths:
        assert is_entry_path(path) and ".." not in path.split("/") and path.count("/") == 2
        assert all(len(step.encode()) <= 255 and step[0] != "." for step in path.split("/"))
    imported.bundle.write(root)
    outcome = validate(Folder(root), Request(today=date(2026, 11, 24)))
    assert outcome.entries == 2
    assert not {"unreadable-file", "invalid-yaml"} & {one.rule for one in outcome.findings}


def test_a_row_that_no_entry_can_hold_is_told(root):
    imported = bring(root, ("a.json", [{"name": "甲", "x": "长" * (1 << 20)}, {"name": "乙"}]))
    assert ("import-unread-row", 1, 1) in said(imported)
    assert [entry["name"] for entry in entries(imported, root)] == ["乙"]


def test_secrets_stay_out_and_personal_data_is_not_shown(root):
    table = "名称,摘要\n甲,本件为机密★5年的材料\n乙,联系人身份证号　１１０１０１１９９００３０７６２９６\n"
    imported = bring(root, ("a.csv", table))
    assert [entry["name"] for entry in entries(imported, root)] == ["乙"]
    assert ("import-secret-row", 2, 1) in said(imported)
    for one in imported.outcome.findings:
        text = json.dumps([one.message.zh, one.message.en, one.help and one.help.zh], ensure_ascii=False)
        assert "机密" not in text and "110101" not in text and "１１０１０１" not in text


@pytest.fixture(scope="module")
def shipped() -> dict[str, dict]:
    folder = Path(__file__).parents[1]
    typed = open_settings(Folder(folder)).shape.typed
    return {
        path.relative_to(folder).as_posix(): read("x", path.read_bytes(), typed).data
        for path in sorted((folder / "catalog").glob("*/*.yaml"))
    }


def test_our_own_entries_come_back_as_they_were(root, shipped):
    for path in root.glob("catalog/*.yaml"):
        path.write_bytes((Path(__file__).parents[1] / path.relative_to(root)).read_bytes())
    imported = bring(root, ("a.json", list(shipped.values())))
    assert said(imported) == []
    back = {entry["code"]: entry for entry in entries(imported, root)}
    assert back == {entry["code"]: essential(entry) for entry in shipped.values()}


def test_a_file_that_no_source_lists_is_not_overwritten(root):
    folder = root / "catalog/人事局"
    folder.mkdir()
    (folder / "_甲.yaml").symlink_to(root / "elsewhere")
    imported = bring(root, ("a.csv", "名称\n甲\n"), owner="人事局")
    assert list(imported.bundle.files) == ["catalog/人事局/_甲-2.yaml"]


def test_our_own_keys_do_not_hide_a_hidden_character(root):
    row = {"name": "甲", "owner": "人事局", "abstract": "按月\u200b汇总", "x-own": 5, "keywords": ["a"]}
    imported = bring(root, ("a.json", [row]))
    assert entries(imported, root) == [row | {"abstract": "按月汇总", "x-own": "5"}]
    assert said(imported) == [("import-changed-value", 1, 3)]


def test_of_many_changes_of_one_kind_two_stand_for_the_rest(root):
    """A column whose every cell lost its time of day is one fact; what many rows share keeps its line."""
    days = [f"2018-03-{day:02} 08:{day:02}:00" for day in range(1, 10)]
    table = "名称,提供方,更新周期,发布日期\n" + "".join(f"名册{day},人事局,按月,{day}\n" for day in days)
    imported = bring(root, ("a.csv", table))
    text = receipt.render(imported, "zh", True)
    assert text.count("改为“2018-03-") == 2 and "…… 这一列另有 7 种改写" in text
    assert "“按月”改为“每月”" in text and "共 9 行" in text
    assert receipt.render(imported, "zh", True, full=True).count("改为“2018-03-") == 9
