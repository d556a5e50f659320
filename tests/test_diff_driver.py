"""The diff driver: a real `git diff` tells what changed in an entry, and fails for nothing."""

from __future__ import annotations

import subprocess
import sys

import model
import pytest
import recipes
import repositories
from repositories import BUDGET, OTHER, STAFF

from govinfo_cli import driving

NARROWED = repositories.BASE[STAFF].replace("length: 20", "length: 10")


@pytest.fixture
def driven(repository):
    (repository / ".gitattributes").write_text("catalog/**/*.yaml diff=catalog\n* text eol=lf\n", encoding="utf-8")
    repositories.git(repository, "config", "diff.catalog.command", f"{sys.executable} -m govinfo_cli diff-driver --")
    repositories.commit(repository, {BUDGET: OTHER})
    return repository


def git_diff(root, *words, **env) -> str:
    command = ["git", "-c", "core.quotePath=true", "diff", *words]
    done = subprocess.run(command, cwd=root, env=recipes.tools() | env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_git_diff_tells_what_changed(driven):
    repositories.lay(driven, {STAFF: NARROWED, BUDGET: OTHER.replace("每月", "每年")})
    told = git_diff(driven)
    assert f"变更比对  {STAFF}\n  重大变更  信息项“职工编号”的数据长度：由 20 缩短为 10  [item-shortened]\n" in told
    assert f"变更比对  {BUDGET}\n  较大变更  更新周期：由“每月”放慢为“每年”  [cycle-slower]\n" in told
    assert "@@" not in told
    assert git_diff(driven / "catalog") == told


def test_both_ways_between_commits_and_in_the_index(driven):
    repositories.commit(driven, {STAFF: NARROWED})
    assert "由 20 缩短为 10" in git_diff(driven, "HEAD~1", "HEAD")
    assert "由 10 加长为 20" in git_diff(driven, "HEAD", "HEAD~1")
    repositories.lay(driven, {STAFF: model.completed("")})
    repositories.git(driven, "add", "-A")
    assert "由 10 加长为 20" in git_diff(driven, "--cached")


def test_added_removed_and_renamed_entries(driven):
    new = STAFF.replace("000012_", "000013_")
    repositories.lay(driven, {BUDGET: None, STAFF: None, new: model.completed("code: 30304601/000013\n")})
    repositories.git(driven, "add", "-A")
    told = git_diff(driven, "--cached", "-M")
    assert f"变更比对  {BUDGET}\n  重大变更  条目“部门决算”撤销" in told
    assert f"变更比对  {STAFF} → {new}\n  重大变更  信息资源代码：由“30304601/000012”改为“30304601/000013”" in told
    assert "新增条目" in git_diff(driven, "--cached", "-R")


def test_registers_and_settings_are_told_too(driven):
    owners = repositories.BASE["catalog/owners.yaml"].replace("干部处", "干部二处")
    repositories.lay(driven, {"catalog/owners.yaml": owners})
    assert "内部部门" in git_diff(driven)


def test_what_only_looks_different_is_shown_as_lines(driven):
    repositories.lay(driven, {STAFF: "# 注\n" + repositories.BASE[STAFF]})
    told = git_diff(driven)
    assert "内容没有变更，只改了写法" in told
    assert "\n+# 注\n" in told


@pytest.mark.parametrize(
    "broken",
    [
        b"name\xef\xbc\x9a\xe5\x9d\x8f\n",
        b"\xff\xfe\x00",
        b"a: [\n",
        b"",
        b"- a\n" * 30_000,
        b"x" * (2 << 20),
        b"a: \x1b[31m\n",
    ],
    ids=["slip", "bytes", "open", "empty", "lines", "large", "escape"],
)
def test_what_cannot_be_read_does_not_stop_git(driven, broken):
    (driven / STAFF).write_bytes(broken)
    repositories.lay(driven, {BUDGET: OTHER.replace("每月", "每年")})
    told = git_diff(driven)
    assert f"变更比对  {STAFF}\n" in told
    assert "[cycle-slower]" in told
    assert "\x1b" not in told


def test_without_a_readable_catalogue_lines_are_shown(driven):
    repositories.lay(driven, {STAFF: NARROWED, "catalog/catalog.yaml": "title: [\n"})
    assert "+items:" in git_diff(driven)
    repositories.lay(driven, {"catalog/catalog.yaml": None})
    assert "+items:" in git_diff(driven)


def test_names_that_look_like_options_and_strangers_files(driven):
    (driven / ".gitattributes").write_text("* diff=catalog\n", encoding="utf-8")
    repositories.commit(driven, {"-h.yaml": "a: 1\n", "--lang": "a\n", "catalog/_requests/x.yaml": "a: 1\n"})
    repositories.lay(driven, {"-h.yaml": "a: 2\n", "--lang": "b\n", "catalog/_requests/x.yaml": "a: 2\n"})
    told = git_diff(driven)
    assert told.count("+a: 2") == 2 and "+b" in told


def test_an_unmerged_file_is_named(driven):
    repositories.git(driven, "checkout", "-qb", "side")
    repositories.commit(driven, {STAFF: NARROWED})
    repositories.git(driven, "checkout", "-q", "main")
    repositories.commit(driven, {STAFF: NARROWED.replace("length: 10", "length: 15")})
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", *who, "merge", "-q", "side"], cwd=driven, env=recipes.tools(), capture_output=True)
    assert "+<<<<<<< HEAD" in git_diff(driven, "HEAD")
    assert git_diff(driven, "--cached") == f"变更比对  {STAFF}\n  合并冲突，还没有解决\n\n"


def test_a_catalogue_below_the_top_is_found(tmp_path):
    root = tmp_path / "外"
    root.mkdir()
    repositories.git(root, "init", "-q")
    repositories.git(root, "config", "diff.catalog.command", f"{sys.executable} -m govinfo_cli diff-driver --")
    files = {f"目录/{path}": text for path, text in repositories.BASE.items()}
    repositories.commit(root, files | {".gitattributes": "*.yaml diff=catalog\n"})
    repositories.lay(root, {f"目录/{STAFF}": NARROWED})
    assert "由 20 缩短为 10" in git_diff(root)


def test_a_secret_text_is_not_repeated_in_what_is_told(driven):
    secret = repositories.BASE[STAFF].replace("按月汇总", "按月汇总，联系人身份证 11010519491231002X")
    repositories.commit(driven, {STAFF: secret})
    repositories.lay(driven, {STAFF: secret.replace("按月汇总", "按年汇总")})
    told = git_diff(driven)
    assert "11010519491231002X" not in told and "摘要" in told


def test_of_many_files_the_first_says_what_is_quicker(driven, catalog, monkeypatch, tmp_path):
    hint = "要一次看完，运行  catalog diff 旧版本 新版本"
    repositories.commit(
        driven, {BUDGET.replace("000003", f"{n:06}"): OTHER.replace("000003", f"{n:06}") for n in range(10, 31)}
    )
    # The middle ones are told below, without a start of Python each.
    quick = f'test $GIT_DIFF_PATH_COUNTER -gt 2 -a $GIT_DIFF_PATH_COUNTER -lt 21 || "{sys.executable}" -m govinfo_cli diff-driver -- "$@"; :'
    repositories.git(driven, "config", "diff.catalog.command", quick)
    told = git_diff(driven, "HEAD~1", "HEAD")
    assert told.count("变更比对") == 3 and told.count(hint) == 1
    (tmp_path / "new.yaml").write_text(OTHER, encoding="utf-8")
    monkeypatch.setenv("GIT_DIFF_PATH_TOTAL", "21")
    for number in range(1, 22):
        monkeypatch.setenv("GIT_DIFF_PATH_COUNTER", str(number))
        pair = (BUDGET, "/dev/null", ".", ".", tmp_path / "new.yaml", "0" * 40, "100644")
        code, out, _ = catalog("diff-driver", "--", *pair, cwd=driven)
        assert code == 0 and "变更比对" in out and (hint in out) == (number == 1)
    monkeypatch.undo()
    repositories.git(driven, "config", "diff.catalog.command", f"{sys.executable} -m govinfo_cli diff-driver --")
    repositories.lay(driven, {STAFF: NARROWED})
    assert "一次看完" not in git_diff(driven)


def test_colours_go_where_git_sends_them_to_a_pager(driven):
    repositories.lay(driven, {STAFF: NARROWED})
    assert "\x1b[" not in git_diff(driven)
    assert "\x1b[1;31m重大变更\x1b[0m" in git_diff(driven, GIT_PAGER_IN_USE="true", TERM="xterm")
    assert "\x1b[" not in git_diff(driven, GIT_PAGER_IN_USE="true", TERM="xterm", NO_COLOR="1")


def test_only_what_git_passes_is_understood():
    assert driving.handed([]) is None
    assert driving.handed(["a", "b"]) is None
    none = "/dev/null"
    pair = driving.handed(["p", none, ".", ".", none, ".", "."])
    assert (pair.old.raw, pair.new.raw, pair.mode) == (None, None, "")
    pair = driving.handed(["p", __file__, "1", "100644", __file__, "2", "100755", "q", "similarity index 90%"])
    assert (pair.old.path, pair.new.path, pair.mode) == ("p", "q", "100644 → 100755")
