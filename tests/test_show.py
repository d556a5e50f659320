"""`show`: what word means which entry, what is inherited, what is referred to; its JSON is as its schema says."""

from __future__ import annotations

from pathlib import Path

import model
import outputs
import pytest
from repositories import BASE, STAFF, begun, commit, git

from govinfo_cli.catalog import Card
from govinfo_cli.entry import Entry
from govinfo_cli.lookup import LookupFailed, find
from govinfo_cli.settings import open_settings
from govinfo_cli.showing import laid_out, lines
from govinfo_cli.source import Folder
from govinfo_cli.yaml.reading import read

ROOT = Path(__file__).parents[1]
CARDS = [
    Card("catalog/人事局/30304601-000001_编制.yaml", code="30304601/000001", name="编制核定", owner="人事局"),
    Card("catalog/人事局/30304601-000002_年报.yaml", code="30304601/000002", name="统计年报", owner="人事局"),
    Card("catalog/财务局/30304602-000002_年报.yaml", code="30304602/000002", name="统计年报", owner="财务局"),
    Card("catalog/财务局/坏.yaml"),
]


@pytest.fixture(scope="module")
def settings():
    return open_settings(Folder(ROOT))


@pytest.mark.parametrize(
    "word", ["30304601/000001", "编制核定", " 编制 核定", "catalog/人事局/30304601-000001_编制.yaml"]
)
def test_a_code_a_name_or_a_path_means_an_entry(word):
    assert find(CARDS, word) == CARDS[0]
    assert find(CARDS, "elsewhere", CARDS[3].path) == CARDS[3]


def test_a_name_that_two_entries_bear_is_told_apart_by_path():
    with pytest.raises(LookupFailed) as caught:
        find(CARDS, "统计年报")
    assert CARDS[1].path in caught.value.help.zh and CARDS[2].path in caught.value.help.zh


@pytest.mark.parametrize(("word", "near"), [("30304601/00001", "30304601/000001"), ("编制", "编制核定")])
def test_an_unknown_word_is_answered_with_the_nearest(word, near):
    with pytest.raises(LookupFailed) as caught:
        find(CARDS, word)
    assert near in caught.value.help.zh and near in caught.value.help.en


def shown(settings, text: str, lang: str = "zh", cards=None) -> str:
    document = read("x.yaml", model.completed(text).encode(), settings.shape.typed)
    entry = Entry("x.yaml", document.data, settings.shape, document)
    return "\n".join(laid_out(list(lines(entry, settings, cards or {}, lang))))


def test_every_field_of_the_entry_is_there_under_its_official_name(settings):
    text = shown(settings, "grade: 一般\nx-note: 自用\ncontact: {unit: 综合处, phone: '010-1'}\n自造: 1\n")
    for name in (
        "信息资源代码",
        "数据分类分级",
        "x-note",
        "联系部门",
        "联系电话",
        "自造",
        "是否向社会开放",
        "共享方式分类",
    ):
        assert name in text, name
    assert "30304601 人事局（暂编）" in text


def test_what_the_inside_does_not_say_itself_is_inherited_and_said_to_be(settings):
    text = shown(
        settings,
        "share:\n  type: 不予共享\n  reason: 保密\n  basis: {kind: 法律, title: 《法》}\n"
        "  internal: {type: 有条件共享, usage: 业务协同, condition: 经批准}\n",
    )
    outside, inside = text.split("共享属性（对内）")
    assert "不予共享理由" in outside and "不予共享理由" not in inside and "经批准" in inside
    text = shown(
        settings, "share: {type: 有条件共享, usage: 工作参考, condition: 经批准, internal: {type: 无条件共享}}\n"
    )
    inside = text.split("共享属性（对内）")[1]
    assert "工作参考  [同对外]" in inside and "经批准" not in inside
    assert "共享属性（对内）  同对外" in shown(settings, "").replace("    ", "")


def test_english_names_the_values_of_code_lists(settings):
    text = shown(settings, "", "en")
    assert "无条件共享 (unconditional)" in text and "每月 (monthly)" in text and "as outside" in text


def test_related_entries_are_named(settings):
    cards = {"30304601/000001": [CARDS[0]]}
    text = shown(settings, "related: [30304601/000001, 30304601/000009]\n", cards=cards)
    assert "30304601/000001  “编制核定”（人事局）" in text and "30304601/000009  查无此条" in text


@pytest.mark.parametrize(
    "odd",
    ["items: 无", "items: [a, {name: [b]}, {}]", "share: 无", "share: {internal: [a]}", "related: 1", "format: []"],
)
def test_data_of_any_shape_is_shown(settings, odd):
    assert "信息资源代码" in shown(settings, odd + "\n")


def test_the_file_is_shown_as_it_stands(catalog):
    path = next((ROOT / "catalog/人事局").glob("*000012*"))
    code, out, err = catalog("show", path.name, "--format", "yaml", cwd=path.parent)
    assert (code, out, err) == (0, path.read_text(encoding="utf-8"), "")


def test_json_is_as_its_schema_says(catalog):
    code, out, _ = catalog("--root", ROOT, "show", "部门预算批复", "--format", "json", "--today", "2026-11-24")
    data = outputs.checked("show", out)
    assert code == 0 and data["entry"] == "30304602/000001" == data["data"]["code"]
    assert data["share"]["external"]["type"] == "有条件共享" and data["share"]["internal"]["type"] == "无条件共享"
    assert data["share"]["internal"]["mode"] == data["share"]["external"]["mode"]
    assert "condition" not in data["share"]["internal"]
    assert data["findings"] == {"errors": 0, "warnings": 0, "infos": 0, "waived": 0}
    code, out, _ = catalog("--root", ROOT, "show", "授权专利", "--format", "json")
    assert outputs.checked("show", out)["related"][0]["name"] == "软件著作权和专利"


def test_a_broken_file_is_not_shown_but_told(catalog, tmp_path):
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "catalog.yaml").write_text(model.SETTINGS, encoding="utf-8")
    (folder / "坏.yaml").write_text("code: [\n", encoding="utf-8")
    code, out, err = catalog("show", "catalog/坏.yaml", cwd=tmp_path)
    assert (code, out) == (2, "") and "catalog validate" in err
    assert catalog("show", "坏.yaml", "-f", "yaml", cwd=folder)[:2] == (0, "code: [\n")


def test_an_entry_is_shown_as_a_revision_has_it(tmp_path, catalog):
    """Even one that is withdrawn or lies elsewhere now, and where nothing is checked out."""
    root = begun(tmp_path / "r")
    first = git(root, "rev-parse", "HEAD")
    moved = "catalog/人事局/职工/30304601-000012_职工信息.yaml"
    commit(root, {STAFF: None, moved: BASE[STAFF].replace("在职职工基本信息", "职工信息")})
    commit(root, {moved: None})
    for word, revision, path in (
        ("30304601/000012", first, STAFF),
        (STAFF, first, STAFF),
        ("在职职工基本信息", first, STAFF),
        ("30304601/000012", "HEAD~1", moved),
        ("职工信息", "HEAD~1", moved),
    ):
        code, out, err = catalog("show", word, "--rev", revision, "-f", "json", cwd=root)
        assert (code, err) == (0, "")
        assert outputs.checked("show", out)["path"] == path
    code, out, _ = catalog("show", STAFF, "--rev", first, "-f", "yaml", cwd=root)
    assert out == BASE[STAFF]
    git(tmp_path, "clone", "-q", "--bare", root, "bare.git")
    assert catalog("show", STAFF, "--rev", first, "-f", "yaml", cwd=tmp_path / "bare.git")[1] == BASE[STAFF]
    code, out, err = catalog("show", "30304601/000012", cwd=root)
    assert (code, out) == (2, "")


def test_a_revision_without_a_catalogue_is_named(tmp_path, catalog):
    root = tmp_path / "r"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    first = commit(root, {"README": "x"})
    commit(root, BASE)
    code, out, err = catalog("show", "30304601/000012", "--rev", first, cwd=root)
    assert (code, out) == (2, "")
    assert f"版本 {first[:12]} 里没有目录库" in err
