"""What git's history remembers of codes: which were ever given, and to whom, so that none is given twice."""

from __future__ import annotations

from pathlib import Path

import model
import pytest
from repositories import BASE, BUDGET, OTHER, begun, commit, git

from govinfo_cli import history
from govinfo_cli.source import Folder, Revision

CODE, OTHER_CODE = "30304601/000012", "30304602/000003"
CARS = 'name: 公务车辆台账\nowner: 财务局\nabstract: 车辆的牌号、型号和使用登记\nitems: [{name: 车牌号, type: 字符型C, length: 10}]\ncategory: "30304602"\n'
REUSED = model.completed(f"code: {OTHER_CODE}\n{CARS}")
REUSED_AT = "catalog/财务局/30304602-000003_公务车辆台账.yaml"


def found(catalog, root: Path, *arguments: str) -> str:
    """The findings of withdrawn-code, a line each."""
    _, out, err = catalog("validate", "--select", "withdrawn-code", "-f", "concise", *arguments, cwd=root)
    assert not err
    return out


# --- which codes were ever given


def test_no_code_of_any_commit_of_any_branch_is_free(tmp_path):
    root = begun(tmp_path / "目录")
    commit(root, {BUDGET: OTHER})
    commit(root, {BUDGET: None})
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {"catalog/财务局/30304602-000004_草稿.yaml": OTHER.replace("000003", "000004")})
    commit(root, {"catalog/财务局/草稿.yaml": OTHER.replace("000003", "000005")})
    commit(root, {"catalog/财务局/草稿.yaml": OTHER.replace("000003", "000006")})
    git(root, "checkout", "-q", "main")
    commit(root, {"catalog/_requests/30304602-000009_申请.yaml": OTHER, "notes/30304602-000010_x.yaml": OTHER})
    expected = {CODE, OTHER_CODE, "30304602/000004", "30304602/000005", "30304602/000006"}
    assert history.used_codes(Folder(root)) == expected
    assert history.used_codes(Revision(root, "HEAD~1")) == expected, "whatever revision is looked at"


def test_what_only_a_merge_brought_is_remembered(tmp_path):
    root = begun(tmp_path / "r")
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {"note": "1"})
    git(root, "checkout", "-q", "main")
    commit(root, {"note": "2"})
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    git(root, *who, "merge", "-q", "--no-ff", "--no-commit", "-s", "ours", "side")
    commit(root, {BUDGET: OTHER})
    commit(root, {BUDGET: None})
    assert OTHER_CODE in history.used_codes(Folder(root))


def test_outside_git_and_before_the_first_commit_none_was_given(tmp_path):
    (tmp_path / "catalog").mkdir()
    assert history.used_codes(Folder(tmp_path)) == frozenset()
    assert history.is_cut(Folder(tmp_path)) is False
    git(tmp_path, "init", "-q")
    assert history.used_codes(Folder(tmp_path)) == frozenset()


def test_a_shallow_clone_says_that_it_does_not_know_all(tmp_path):
    root = begun(tmp_path / "r")
    commit(root, {BUDGET: OTHER})
    commit(root, {BUDGET: None})
    commit(root, {"note": "1"})
    git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), "cut")
    cut = Folder(tmp_path / "cut")
    assert history.used_codes(cut) == {CODE}
    assert history.is_cut(cut) is True
    assert history.is_cut(Folder(root)) is False


@pytest.mark.parametrize("below", ["", "部门/目录/"])
def test_it_works_where_nothing_is_checked_out_and_below_the_top(tmp_path, below):
    root = tmp_path / "r"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, {below + path: text for path, text in BASE.items()})
    commit(root, {below + BUDGET: OTHER})
    commit(root, {below + BUDGET: None})
    assert history.used_codes(Folder(root / below)) == {CODE, OTHER_CODE}
    if not below:
        git(tmp_path, "clone", "-q", "--bare", root, "bare.git")
        assert history.used_codes(Revision(tmp_path / "bare.git", "HEAD")) == {CODE, OTHER_CODE}


# --- to whom they were given


def withdrawn(root: Path) -> Path:
    """A repository in which an entry came and went, without a line in withdrawn.yaml."""
    begun(root)
    commit(root, {BUDGET: OTHER}, "given")
    commit(root, {BUDGET: None}, "withdrawn")
    return root


@pytest.mark.parametrize("committed", [True, False])
def test_a_code_that_history_gave_to_another_is_found(tmp_path, catalog, committed):
    root = withdrawn(tmp_path / "r")
    if committed:
        commit(root, {REUSED_AT: REUSED})
    else:
        (root / REUSED_AT).parent.mkdir(exist_ok=True)
        (root / REUSED_AT).write_text(REUSED, encoding="utf-8")
    out = found(catalog, root)
    assert out.startswith(f"{REUSED_AT}:1:7: error[withdrawn-code]")
    assert "曾用于“部门决算”（财务局）" in out
    _, out, _ = catalog("validate", "--select", "withdrawn-code", cwd=root)
    assert "例如  code: 30304602/000004" in out


def test_the_finding_names_the_commit_that_withdrew_it(tmp_path, catalog):
    root = withdrawn(tmp_path / "r")
    gone = git(root, "rev-parse", "--short=12", "HEAD")
    commit(root, {REUSED_AT: REUSED})
    assert f"（提交 {gone}）" in found(catalog, root)
    assert gone in found(catalog, root, "--rev", "HEAD")


def test_the_same_resource_under_its_code_is_no_other(tmp_path, catalog):
    """It moved, was renamed, was edited, came back; or had another code for a while."""
    root = withdrawn(tmp_path / "r")
    commit(root, {BUDGET: OTHER.replace("update_cycle: 每月", "update_cycle: 每年")}, "back, edited")
    assert found(catalog, root) == ""
    moved = BUDGET.replace("部门决算", "单位决算").replace("/财务局/", "/财务局/决算/")
    commit(root, {BUDGET: None, moved: OTHER.replace("name: 部门决算", "name: 单位决算")}, "moved and renamed")
    assert found(catalog, root) == ""
    away = moved.replace("000003", "000008")
    text = OTHER.replace("name: 部门决算", "name: 单位决算")
    commit(root, {moved: None, away: text.replace("000003", "000008")}, "another code")
    commit(root, {away: None, moved: text}, "its own again")
    assert found(catalog, root) == ""


def test_a_code_that_an_entry_left_is_given_to_no_other(tmp_path, catalog):
    root = withdrawn(tmp_path / "r")
    commit(root, {BUDGET: OTHER})
    commit(root, {BUDGET: None, BUDGET.replace("000003", "000008"): OTHER.replace("000003", "000008")}, "another code")
    commit(root, {REUSED_AT: REUSED})
    assert found(catalog, root).count("withdrawn-code") == 1


def test_of_two_that_shared_a_code_the_one_that_kept_it_is_no_newcomer(tmp_path, catalog):
    root = begun(tmp_path / "r")
    commit(root, {BUDGET: OTHER})
    commit(root, {REUSED_AT: REUSED}, "a double")
    commit(root, {REUSED_AT: None, REUSED_AT.replace("000003", "000008"): REUSED.replace("000003", "000008")})
    assert found(catalog, root) == ""


def test_a_merge_gives_a_code_to_nobody(tmp_path, catalog):
    """Seen from a branch that began before the entry, the merge brings it anew; it is the same that was there."""
    root = begun(tmp_path / "r")
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {"note": "1"})
    git(root, "checkout", "-q", "main")
    commit(root, {BUDGET: OTHER})
    commit(root, {REUSED_AT: REUSED}, "a double")
    commit(root, {REUSED_AT: None}, "no more")
    git(root, "-c", "user.name=t", "-c", "user.email=t@example.org", "merge", "-q", "--no-ff", "-m", "merge", "side")
    assert found(catalog, root) == ""


def test_an_entry_that_was_rewritten_under_its_code_is_the_same(tmp_path, catalog):
    root = begun(tmp_path / "r")
    commit(root, {BUDGET: OTHER})
    commit(root, {BUDGET: None, REUSED_AT: REUSED}, "moved and rewritten at once: diff calls it renamed")
    commit(root, {REUSED_AT: None})
    commit(root, {REUSED_AT: REUSED}, "back")
    assert found(catalog, root) == ""


def test_a_branch_that_never_withdrew_it_changes_nothing(tmp_path, catalog):
    """Merging what one branch took out and another still had gives the code to nobody."""
    root = begun(tmp_path / "r")
    commit(root, {BUDGET: OTHER})
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {BUDGET: None}, "withdrawn there")
    git(root, "checkout", "-q", "main")
    commit(root, {"note": "1"})
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    git(root, *who, "merge", "-q", "--no-ff", "-m", "merge", "side")
    git(root, *who, "revert", "--no-edit", "-m", "1", "HEAD")
    assert (root / BUDGET).exists()
    assert found(catalog, root) == ""


def test_what_withdrawn_yaml_says_is_said_once(tmp_path, catalog):
    root = withdrawn(tmp_path / "r")
    line = f"- {{code: {OTHER_CODE}, date: 2026-03-01, reason: 职责划转, approved_by: 办公厅}}\n"
    commit(root, {REUSED_AT: REUSED, "catalog/withdrawn.yaml": line})
    assert found(catalog, root).count("withdrawn-code") == 1
    assert "已于 2026-03-01" in found(catalog, root)


def test_a_shallow_clone_says_nothing_of_what_it_does_not_hold(tmp_path, catalog):
    root = withdrawn(tmp_path / "r")
    commit(root, {REUSED_AT: REUSED})
    git(tmp_path, "clone", "-q", "--depth", "1", root.as_uri(), "cut")
    assert found(catalog, tmp_path / "cut") == ""
    line = "- {code: 30304601/000012, date: 2026-03-01, reason: 职责划转, approved_by: 办公厅}\n"
    (tmp_path / "cut/catalog/withdrawn.yaml").write_text(line, encoding="utf-8")
    _, out, _ = catalog("validate", "--select", "withdrawn-code", cwd=tmp_path / "cut")
    assert "（浅克隆看不到全部历史，用前请核对）" in out, "of no code it can say that it was never used"
    (tmp_path / "cut/catalog/withdrawn.yaml").unlink()
    git(tmp_path / "cut", "fetch", "-q", "--unshallow")
    assert OTHER_CODE in found(catalog, tmp_path / "cut")


def test_a_plain_check_does_not_look_back(tmp_path, catalog, monkeypatch):
    """It has no new codes to ask about, and starts no git child for it."""
    root = withdrawn(tmp_path / "r")
    commit(root, {REUSED_AT: REUSED})
    monkeypatch.setattr("govinfo_cli.git.objects.ancestry", None)
    code, out, _ = catalog("validate", "-f", "concise", cwd=root)
    assert "withdrawn-code" not in out
    assert code == 0, out


def test_the_free_code_of_a_double_is_one_that_history_never_gave(tmp_path, catalog):
    root = withdrawn(tmp_path / "r")
    path = "catalog/财务局/30304602-000001_{}.yaml"
    text = model.completed(f"code: 30304602/000001\n{CARS}")
    commit(root, {path.format("甲"): text, path.format("乙"): text.replace("公务车辆台账", "印章台账")})
    _, out, _ = catalog("validate", "--select", "duplicate-code", cwd=root)
    assert "例如  code: 30304602/000004" in out


@pytest.mark.parametrize("everything", [False, True], ids=["spared", "compared"])
def test_a_change_that_gives_a_used_code_anew_is_held_up(tmp_path, catalog, everything):
    root = withdrawn(tmp_path / "r")
    base = git(root, "rev-parse", "HEAD")
    files = {REUSED_AT: REUSED}
    if everything:  # another register of owners: all is judged anew
        files["catalog/owners.yaml"] = model.OWNERS + '审计局: {kind: 机关部门, class: "303046"}\n'
    commit(root, files)
    code, out, _ = catalog("validate", "--rev", "HEAD", "--base", base, "-f", "concise", cwd=root)
    assert code == 1
    assert "error[withdrawn-code] 信息资源代码：“30304602/000003”曾用于“部门决算”（财务局）" in out


def test_what_is_about_to_be_committed_is_looked_up_too(tmp_path, catalog):
    root = withdrawn(tmp_path / "r")
    (root / REUSED_AT).parent.mkdir(exist_ok=True)
    (root / REUSED_AT).write_text(REUSED, encoding="utf-8")
    git(root, "add", "-A")
    code, out, _ = catalog("validate", "--staged", "-f", "concise", cwd=root)
    assert code == 1
    assert "withdrawn-code" in out


def test_a_change_that_gives_no_new_code_does_not_look_back(tmp_path, catalog, monkeypatch):
    root = withdrawn(tmp_path / "r")
    commit(root, {REUSED_AT: REUSED})
    base = git(root, "rev-parse", "HEAD")
    commit(root, {REUSED_AT: REUSED.replace("update_cycle: 每月", "update_cycle: 每年")})
    monkeypatch.setattr("govinfo_cli.git.objects.ancestry", None)
    code, out, _ = catalog("validate", "--rev", "HEAD", "--base", base, "-f", "concise", cwd=root)
    assert (code, "withdrawn-code" in out) == (0, False)
