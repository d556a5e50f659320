"""Repositories of every kind, read by real git: what a checkout makes of the files is no change, what is missing is one line."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import unicodedata
from pathlib import Path

import model
import pytest
from repositories import BASE, BUDGET, NARROWER, OTHER, STAFF, begun, classes, commit, git, lay

from govinfo_cli.git import checkout

NARROWED = ["breaking share-narrowed"]
OWN = {
    "schemas/own/profile.yaml": "title: {zh: 本院, en: own}\nextends: guide-2017\n",
    "catalog/catalog.yaml": model.SETTINGS.replace("guide-2017]", "guide-2017, own]"),
}


@pytest.fixture
def narrowed(repository) -> Path:
    """A repository whose last commit narrows the share of its one entry."""
    commit(repository, {STAFF: model.completed(NARROWER)}, "二")
    return repository


def one_line(result: tuple[int, str, str], *said: str) -> None:
    code, out, err = result
    assert (code, out) == (2, "") and len(err.splitlines()) == 2 and "Traceback" not in err, err
    assert all(text in err for text in said), err


def reads(where: Path, catalog) -> None:
    """Every command that reads a revision does."""
    assert classes(catalog("diff", "HEAD~1", "HEAD", "-f", "json", cwd=where)[1]) == NARROWED
    assert "有条件共享" in catalog("show", "30304601/000012", "--rev", "HEAD", cwd=where)[1]
    assert "无条件共享" in catalog("show", "30304601/000012", "--rev", "HEAD~1", cwd=where)[1]
    assert "在职职工基本信息" in catalog("list", "--rev", "HEAD~1", cwd=where)[1]
    assert "共检查 1 条" in catalog("validate", "--rev", "HEAD", cwd=where)[1]


def packed(root: Path) -> None:
    git(root, "gc", "-q", "--prune=now")
    assert not (root / ".git/refs/heads/main").exists()


def detached(root: Path) -> None:
    git(root, "checkout", "-q", "--detach")
    git(root, "branch", "-D", "main")


def tagged(root: Path) -> None:
    git(root, "tag", "-am", "x", "审定/2026")
    git(root, "tag", "-am", "x", "审定版", "审定/2026")


def case_blind(root: Path) -> None:
    git(root, "config", "core.ignoreCase", "true")


def quoting(root: Path) -> None:
    git(root, "config", "core.quotePath", "true")


def split_index(root: Path) -> None:
    git(root, "update-index", "--split-index", "--untracked-cache")


@pytest.mark.parametrize("change", [packed, detached, tagged, case_blind, quoting, split_index])
def test_a_repository_in_any_state_is_read(change, narrowed, catalog):
    change(narrowed)
    reads(narrowed, catalog)
    assert classes(catalog("diff", "HEAD~1", "-f", "json", cwd=narrowed)[1]) == NARROWED
    assert classes(catalog("diff", "-f", "json", cwd=narrowed)[1]) == []
    if change is tagged:
        for name in ("审定/2026", "审定版"):
            assert classes(catalog("diff", "HEAD~1", name, "-f", "json", cwd=narrowed)[1]) == NARROWED


@pytest.mark.parametrize(
    "options", [["--bare"], ["--bare", "--depth=2"], ["--no-checkout"], ["--mirror"]], ids="+".join
)
def test_a_clone_without_files_is_read(options, narrowed, tmp_path, catalog):
    where = tmp_path / "clone"
    git(tmp_path, "clone", "-q", *options, f"file://{narrowed}", str(where))
    reads(where, catalog)


@pytest.mark.parametrize("options", [["--object-format=sha256"], ["--ref-format=reftable"]], ids="".join)
def test_newer_formats_are_read(options, tmp_path, catalog):
    root = tmp_path / "r"
    root.mkdir()
    if subprocess.run(["git", "init", "-q", *options], cwd=root, capture_output=True).returncode:
        pytest.skip("this git does not know the format")
    commit(root, BASE)
    commit(root, {STAFF: model.completed(NARROWER)})
    reads(root, catalog)
    assert classes(catalog("diff", "HEAD~1", "-f", "json", cwd=root)[1]) == NARROWED
    assert classes(catalog("diff", "-f", "json", cwd=root)[1]) == []


def test_before_the_first_commit_there_is_nothing_to_compare(tmp_path, catalog):
    root = tmp_path / "r"
    root.mkdir()
    git(root, "init", "-q")
    lay(root, BASE)
    for words in (("diff",), ("diff", "HEAD", "main"), ("list", "--rev", "HEAD")):
        one_line(catalog(*words, cwd=root), "还没有任何版本", "提交一次")
    assert catalog("validate", cwd=root)[0] == 0


def test_what_a_shallow_clone_cut_off_is_one_line(narrowed, tmp_path, catalog):
    where = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{narrowed}", str(where))
    for words in (("diff", "HEAD~1"), ("diff", "HEAD~1...HEAD"), ("list", "--rev", "HEAD~1")):
        one_line(catalog(*words, cwd=where), "HEAD~1", "git fetch --unshallow")
    git(where, "fetch", "-q", "--unshallow")
    reads(where, catalog)


@pytest.mark.parametrize("filter", ["blob:none", "tree:0"])
def test_what_a_partial_clone_lacks_is_one_line_and_is_not_fetched(filter, narrowed, tmp_path, catalog):
    git(narrowed, "config", "uploadpack.allowFilter", "true")
    where = tmp_path / "clone"
    git(tmp_path, "clone", "-q", f"--filter={filter}", f"file://{narrowed}", str(where))
    assert classes(catalog("diff", "-f", "json", cwd=where)[1]) == []
    assert "共检查 1 条" in catalog("validate", "--rev", "HEAD", cwd=where)[1]
    for words in (
        ("diff", "HEAD~1"),
        ("diff", "HEAD~1", "HEAD"),
        ("diff", "HEAD~1...HEAD"),
        ("list", "--rev", "HEAD~1"),
    ):
        result = catalog(*words, cwd=where)
        one_line(result, "部分克隆")
    subprocess.run(
        shlex.split(re.search("git fetch [-a-z ]+", result[2])[0]), cwd=where, check=True, capture_output=True
    )
    reads(where, catalog)


def test_a_damaged_repository_is_one_line(narrowed, catalog):
    blob = git(narrowed, "rev-parse", f"HEAD~1:{STAFF}")
    (narrowed / f".git/objects/{blob[:2]}/{blob[2:]}").unlink()
    one_line(catalog("diff", "HEAD~1", "HEAD", cwd=narrowed), "缺了一部分（对象 ", "git fsck")


def test_a_setting_against_bare_repositories_is_told(narrowed, tmp_path, monkeypatch, catalog):
    where = tmp_path / "bare"
    git(tmp_path, "clone", "-q", "--bare", str(narrowed), str(where))
    (tmp_path / "home").mkdir()
    (tmp_path / "home/.gitconfig").write_text("[safe]\n\tbareRepository = explicit\n", encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    one_line(catalog("diff", "HEAD~1", "HEAD", cwd=where), "裸仓库", "safe.bareRepository all")


# What a checkout makes of files


@pytest.mark.parametrize("how", ["core.autocrlf", "eol attribute"])
def test_ends_of_lines_in_the_manner_of_windows_are_no_change(how, narrowed, tmp_path, catalog):
    commit(narrowed, {**OWN, ".gitattributes": "*.yaml text eol=crlf\n" if how == "eol attribute" else "\n"}, "三")
    where = tmp_path / "clone"
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "-q", "-c", "core.autocrlf=true", str(narrowed), str(where))
    assert b"\r\n" in (where / STAFF).read_bytes() and b"\r\n" in (where / "schemas/own/profile.yaml").read_bytes()
    assert classes(catalog("diff", "-f", "json", cwd=where)[1]) == []
    assert classes(catalog("diff", "HEAD~2", "-f", "json", cwd=where)[1]) == [
        *NARROWED,
        "attention settings-changed",
        "attention profile-changed",
    ]
    assert catalog("validate", cwd=where)[0] == catalog("validate", "--rev", "HEAD", cwd=where)[0]
    git(where, "update-index", "-q", "--refresh")
    changed = checkout.doubtful(where, "catalog")
    place = where / STAFF
    place.write_bytes(place.read_bytes().replace("有条件共享".encode(), "不予共享".encode()))
    assert "share-unshared" in " ".join(classes(catalog("diff", "-f", "json", cwd=where)[1]))
    assert checkout.doubtful(where, "catalog") >= {STAFF, *changed}


def test_crlf_in_the_repository_itself_is_no_change(repository, catalog):
    raw = (repository / STAFF).read_bytes().replace(b"\n", b"\r\n")
    (repository / STAFF).write_bytes(raw)
    commit(repository, {}, "二")
    assert classes(catalog("diff", "HEAD~1", "HEAD", "-f", "json", cwd=repository)[1]) == []
    (repository / STAFF).write_bytes(raw.replace(b"\r\n", b"\n"))
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == []


def test_names_in_the_manner_of_macos_are_no_change(repository, catalog):
    composed = "catalog/財務局/30304602-000003_ガス契約é.yaml"
    apart = unicodedata.normalize("NFD", composed)
    assert composed != apart
    commit(repository, {composed: OTHER}, "二")
    (repository / apart).parent.mkdir(exist_ok=True)
    (repository / composed).rename(repository / apart)
    if os.listdir(repository / "catalog/財務局") != [Path(apart).name]:
        pytest.skip("this file system spells names its own way")
    git(repository, "config", "core.precomposeUnicode", "false")
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == []
    lay(repository, {apart: OTHER.replace("部门决算", "各部门决算")})
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == ["attention entry-renamed"]
    lay(repository, {apart: OTHER})
    commit(repository, {}, "三")
    assert classes(catalog("diff", "HEAD~1", "HEAD", "-f", "json", cwd=repository)[1]) == []
    lay(repository, {apart: None, "catalog/財務局/别名.yaml": OTHER})
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == ["info entry-moved"]


def test_two_spellings_of_one_name_are_two_files(repository, catalog):
    names = [unicodedata.normalize(form, "catalog/財務局/ガス.yaml") for form in ("NFC", "NFD")]
    other = (
        OTHER.replace("000003", "000004")
        .replace("部门决算", "票据领用登记")
        .replace("年度决算的收支和结余", "票据的领用和核销")
    )
    commit(repository, {names[0]: OTHER, names[1]: other}, "二")
    if len(os.listdir(repository / "catalog/財務局")) != 2:
        pytest.skip("this file system knows one spelling of a name only")
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == []
    lay(repository, {names[1]: None})
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == ["breaking entry-withdrawn"]


def test_a_submodule_in_the_catalogue_is_named_and_is_none_of_it(repository, tmp_path, catalog):
    inner = begun(tmp_path / "inner")
    allow = ("-c", "protocol.file.allow=always")
    git(repository, *allow, "submodule", "--quiet", "add", str(inner), "catalog/人事局/子模块")
    git(repository, "commit", "-qm", "二")
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == []
    assert classes(catalog("diff", "HEAD~1", "-f", "json", cwd=repository)[1]) == []
    for words in (("validate",), ("validate", "--rev", "HEAD")):
        code, out, _ = catalog(*words, "-f", "concise", cwd=repository)
        assert code == 1 and out.count("error[") == 1, out
        assert "catalog/人事局/子模块:1:1: error[unreadable-file] 文件夹：这是另一个 git 仓库" in out
    assert len(catalog("list", "-f", "tsv", cwd=repository)[1].splitlines()) == 2


def test_a_branch_that_differs_only_in_case_of_a_name(repository, catalog):
    """A rename that a file system without case could not even show, read from the trees."""
    commit(repository, {BUDGET: OTHER}, "二")
    renamed = BUDGET.replace("_部门决算", "_A")
    git(repository, "mv", BUDGET, renamed)
    git(repository, "commit", "-qm", "三")
    git(repository, "mv", "-f", renamed, renamed.replace("_A", "_a"))
    git(repository, "commit", "-qm", "四")
    for setting in ("true", "false"):
        git(repository, "config", "core.ignoreCase", setting)
        assert classes(catalog("diff", "HEAD~1", "HEAD", "-f", "json", cwd=repository)[1]) == ["info entry-moved"]
        assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == []
