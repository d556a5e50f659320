"""`diff` as a command on git as it really is: every kind of repository, every kind of pair, data of any shape."""

from __future__ import annotations

import json
import os
import shutil

import model
import outputs
import pytest
from repositories import BASE, BUDGET, NARROWER, OTHER, STAFF, classes, commit, git, lay

from govinfo_cli.change.comparison import compare
from govinfo_cli.differing import differing
from govinfo_cli.source import Folder, Revision


def test_without_revisions_head_is_compared_with_what_lies_there(repository, catalog):
    lay(repository, {STAFF: model.completed(NARROWER), BUDGET: OTHER})
    code, out, err = catalog("diff", "-f", "json", cwd=repository / "catalog")
    assert (code, err) == (0, "")
    report = outputs.checked("diff", out)
    assert report["old"] == git(repository, "rev-parse", "HEAD") and report["new"] == "worktree"
    assert classes(out) == ["breaking share-narrowed", "info entry-added"]
    assert report["summary"] == {
        "added": 1,
        "removed": 0,
        "changed": 1,
        "moved": 0,
        "breaking": 1,
        "attention": 0,
        "info": 1,
    }
    narrowed = report["changes"][0]
    assert (narrowed["entry"], narrowed["field"], narrowed["old"], narrowed["new"], narrowed["line"]) == (
        "30304601/000012",
        "share.type",
        "无条件共享",
        "有条件共享",
        1,
    )


def test_untracked_counts_and_ignored_does_not(repository, catalog):
    lay(repository, {".gitignore": "*.tmp.yaml\n", "catalog/人事局/x.tmp.yaml": OTHER, BUDGET: OTHER})
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == ["info entry-added"]


@pytest.mark.parametrize(("level", "code"), [("never", 0), ("breaking", 0), ("attention", 1), ("any", 1)])
def test_the_level_decides_whether_it_fails(level, code, repository, catalog):
    lay(repository, {STAFF: model.completed("name: 职工基本情况\n")})
    assert catalog("diff", "--fail-on", level, cwd=repository)[0] == code
    lay(repository, BASE)
    assert catalog("diff", "--fail-on", level, cwd=repository)[0] == 0


def test_three_dots_begin_at_the_merge_base(repository, catalog):
    git(repository, "checkout", "-q", "-b", "side")
    commit(repository, {STAFF: model.completed(NARROWER)})
    git(repository, "checkout", "-q", "main")
    commit(repository, {BUDGET: OTHER})
    for words in (("main...side",), ("main..side",), ("main", "side")):
        found = classes(catalog("diff", *words, "-f", "json", cwd=repository)[1])
        assert (
            found == ["breaking share-narrowed"]
            if "..." in words[0]
            else ["breaking entry-withdrawn", "breaking share-narrowed"]
        )
    git(repository, "checkout", "-q", "side")
    assert classes(catalog("diff", "main...", "-f", "json", cwd=repository)[1]) == ["breaking share-narrowed"]
    assert catalog("diff", "main...side", "main", cwd=repository)[0] == 2


def test_what_has_no_merge_base_is_told(repository, catalog):
    git(repository, "checkout", "-q", "--orphan", "other")
    commit(repository, BASE, "another beginning")
    code, out, err = catalog("diff", "main...other", cwd=repository)
    assert (code, out) == (2, "") and "没有共同起点" in err and "--unshallow" in err
    assert catalog("diff", "main", "other", cwd=repository)[0] == 0


def test_a_base_before_the_catalogue_is_no_error(tmp_path, catalog):
    root = tmp_path / "r"
    root.mkdir()
    git(root, "init", "-q")
    first = commit(root, {"README": "x"})
    commit(root, BASE)
    report = outputs.checked("diff", catalog("diff", first, "HEAD", "-f", "json", cwd=root)[1])
    assert report["summary"]["added"] == 1 and report["summary"]["breaking"] == report["summary"]["attention"] == 0


@pytest.mark.parametrize("kind", ["bare", "worktree", "submodule", "shallow", "sha256", "below", "quoted"])
def test_every_kind_of_repository(kind, tmp_path, repository, catalog):
    commit(repository, {STAFF: model.completed(NARROWER)}, "二")
    where = tmp_path / kind
    match kind:
        case "bare":
            git(tmp_path, "clone", "-q", "--bare", str(repository), str(where))
        case "worktree":
            git(repository, "worktree", "add", "-q", str(where))
        case "submodule":
            outer = tmp_path / "outer"
            outer.mkdir()
            git(outer, "init", "-q")
            git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repository), "目录")
            where = outer / "目录"
        case "shallow":
            git(tmp_path, "clone", "-q", "--depth", "2", f"file://{repository}", str(where))
        case "sha256":
            where.mkdir()
            git(where, "init", "-q", "--object-format=sha256")
            commit(where, BASE)
            commit(where, {STAFF: model.completed(NARROWER)})
        case "below":
            where.mkdir()
            git(where, "init", "-q")
            commit(where, {f"部门/目录 库/{path}": text for path, text in BASE.items()})
            commit(
                where, {f"部门/目录 库/{STAFF}": model.completed(NARROWER), "catalog/catalog.yaml": "no catalogue\n"}
            )
            where = where / "部门/目录 库"
        case "quoted":
            where = repository
            git(where, "config", "core.quotePath", "true")
    assert classes(catalog("diff", "HEAD~1", "HEAD", "-f", "json", cwd=where)[1]) == ["breaking share-narrowed"]
    if kind != "bare":
        assert classes(catalog("diff", "HEAD~1", "-f", "json", cwd=where)[1]) == ["breaking share-narrowed"]
        assert classes(catalog("diff", "-f", "json", cwd=where)[1]) == []


def test_a_crlf_checkout_and_a_touched_file_are_no_change(repository, catalog):
    place = repository / STAFF
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == []


def test_git_s_index_cannot_hide_a_change(repository, catalog):
    git(repository, "update-index", "--assume-unchanged", STAFF)
    place = repository / STAFF
    before = place.stat()
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace("无条件共享", "有条件共享"), encoding="utf-8")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert git(repository, "status", "--porcelain") == ""
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == ["breaking share-narrowed"]


def test_two_commits_and_a_listing_tell_the_same(repository):
    """What git's trees say of two commits is what a look at every file says."""
    old = git(repository, "rev-parse", "HEAD")
    commit(
        repository,
        {
            STAFF: None,
            BUDGET: OTHER,
            "catalog/人事局/.hidden.yaml": "x",
            "catalog/b.txt": "x",
            "schemas/a/profile.yaml": "title: x\n",
        },
    )
    (repository / "catalog/人事局/link.yaml").symlink_to("/etc/hostname")
    commit(repository, {})
    fast = list(differing(Revision(repository, old), Revision(repository, "HEAD")))
    slow = list(differing(Revision(repository, old), Folder(repository)))
    assert [[file and (file.path, file.trouble) for file in pair] for pair in fast] == [
        [file and (file.path, file.trouble) for file in pair] for pair in slow
    ]
    assert {(pair[0] or pair[1]).path for pair in fast} == {
        STAFF,
        BUDGET,
        "catalog/b.txt",
        "catalog/人事局/link.yaml",
        "schemas/a/profile.yaml",
    }


def test_a_reference_that_broke_is_told_in_the_entry_that_did_not_change(repository, catalog):
    commit(repository, {BUDGET: OTHER + "related: [30304601/000012]\n"})
    lay(repository, {STAFF: None})
    report = json.loads(catalog("diff", "-f", "json", cwd=repository)[1])
    broken = next(one for one in report["changes"] if one["class"] == "related-broken")
    assert (broken["entry"], broken["path"], broken["old"], broken["name"]) == (
        "30304602/000003",
        BUDGET,
        "30304601/000012",
        "部门决算",
    )
    lay(
        repository,
        {"catalog/别处/30304601-000012_x.yaml": model.completed("abstract: 另一个文件里的同一条，按月汇总\n")},
    )
    assert not [
        one
        for one in json.loads(catalog("diff", "-f", "json", cwd=repository)[1])["changes"]
        if one["class"] == "related-broken"
    ]


def test_a_profile_that_comes_along_does_not_judge_itself(repository, catalog):
    own = "title: {zh: 本院, en: own}\nextends: guide-2017\n"
    settings = model.SETTINGS.replace("[measures-2019, guide-2017]", "[guide-2017, own]")
    commit(repository, {"catalog/catalog.yaml": settings, "schemas/own/profile.yaml": own})
    lay(
        repository,
        {
            "schemas/own/changes.yaml": "classes: {share-narrowed: {level: info}}\nrows: [{class: entry-added}]\n",
            STAFF: model.completed(NARROWER),
        },
    )
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == [
        "breaking share-narrowed",
        "attention profile-changed",
    ]


def test_a_shared_code_is_told_apart_by_file(repository, catalog):
    twin = "catalog/人事局/另一条.yaml"
    commit(repository, {twin: model.completed("name: 职工考勤记录\n")})
    lay(repository, {twin: None})
    report = json.loads(catalog("diff", "-f", "json", cwd=repository)[1])
    assert [(one["class"], one["name"]) for one in report["changes"]] == [("entry-withdrawn", "职工考勤记录")]


def test_swapped_codes_and_case_only_renames(repository):
    first = commit(repository, {BUDGET: OTHER})
    commit(repository, {STAFF: OTHER, BUDGET: BASE[STAFF]})
    assert sorted(case.name for case in compare(Revision(repository, first), Revision(repository, "HEAD")).cases) == [
        "entry-moved",
        "entry-moved",
    ]
    shutil.move(repository / STAFF, repository / "catalog/人事局/A.yaml")
    second = commit(repository, {})
    shutil.move(repository / "catalog/人事局/A.yaml", repository / "catalog/人事局/a.yaml")
    commit(repository, {})
    assert [case.name for case in compare(Revision(repository, second), Revision(repository, "HEAD")).cases] == [
        "entry-moved"
    ]


def test_records_of_any_shape_do_not_end_the_run(repository, catalog):
    for text in ("", "[", "- 1\n- [a]\n", "a: b\n", "{}", "null\n", "x: {y: [z]}\n"):
        for name in ("owners", "waivers", "withdrawn", "consents"):
            lay(repository, {f"catalog/{name}.yaml": text})
        code, out, err = catalog("diff", "-f", "json", cwd=repository)
        assert code == 0, err
        outputs.checked("diff", out)


def test_a_waiver_is_told_by_the_title_of_its_rule(repository, catalog):
    line = "- {{rule: {}, entry: 30304601/000012, reason: 老代码, approved_by: 办公厅, until: 2027-01-01}}\n"
    lay(repository, {"catalog/waivers.yaml": line.format("bad-uscc") + line.format("nosuch")})
    _, out, _ = catalog("diff", cwd=repository)
    assert "例外清单：增加“信用代码校验不符”（bad-uscc 30304601/000012）" in out
    assert "例外清单：增加“nosuch 30304601/000012”" in out


def test_a_huge_or_broken_entry_does_not_end_the_run(repository, catalog):
    lay(repository, {STAFF: "name: [\n", BUDGET: "abstract: " + "甲" * 500_000 + "\n"})
    code, out, _ = catalog("diff", "-f", "json", cwd=repository)
    assert code == 0 and "breaking entry-unreadable" in classes(out)
