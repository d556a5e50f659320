"""What git's index cannot hide: flags, sparse checkouts, file system monitors and games with time stamps."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from repositories import BUDGET, OTHER, STAFF, classes, commit, git, lay

from govinfo_cli.git import checkout
from govinfo_cli.source import Folder

NARROWED = ["breaking share-narrowed"]
OLD = 1_000_000_000  # a day long before any index


@pytest.fixture
def settled(repository) -> Path:
    """A repository with two entries, of which git knows for sure that they are unchanged."""
    commit(repository, {BUDGET: OTHER}, "二")
    settle(repository)
    return repository


def settle(root: Path) -> None:
    for path in root.rglob("catalog/**/*.yaml"):
        os.utime(path, (OLD, OLD))
    git(root, "update-index", "-q", "--really-refresh")
    younger(root)


def younger(root: Path) -> None:
    """Makes the index a little younger than any file, as it is a moment later."""
    later = time.time_ns() + 50_000_000
    os.utime(root / ".git/index", ns=(later, later))


def rewrite(root: Path) -> None:
    """Other text of the same size in the first entry, with the time stamp of before."""
    place = root / STAFF
    before = place.stat()
    place.write_text(place.read_text(encoding="utf-8").replace("无条件共享", "有条件共享"), encoding="utf-8")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert place.stat().st_size == before.st_size


def test_a_settled_checkout_raises_no_doubt(settled):
    assert checkout.doubtful(settled, "catalog") == frozenset()


def test_what_git_tells_is_doubtful(settled):
    lay(settled, {STAFF: "name: x\n", BUDGET: None, "catalog/财务局/新 的.yaml": OTHER, "catalog/x/.gitignore": "*\n"})
    lay(settled, {"catalog/x/y.yaml": OTHER})
    assert checkout.doubtful(settled, "catalog") == {STAFF, BUDGET, "catalog/财务局/新 的.yaml"}


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_flag_hides_nothing(flag, settled, catalog):
    git(settled, "update-index", flag, STAFF)
    rewrite(settled)
    younger(settled)
    assert git(settled, "status", "--porcelain") == "", "the control: git itself sees nothing"
    assert checkout.doubtful(settled, "catalog") == {STAFF}
    assert classes(catalog("diff", "-f", "json", cwd=settled)[1]) == NARROWED
    assert "有条件共享" in catalog("list", "--columns", "name,share.type", cwd=settled)[1]
    (settled / STAFF).unlink()
    assert git(settled, "status", "--porcelain") == ""
    assert STAFF in checkout.doubtful(settled, "catalog")
    assert classes(catalog("diff", "-f", "json", cwd=settled)[1]) == ["breaking entry-withdrawn"]


def test_neither_size_nor_time_stamp_hides_a_change(settled, catalog):
    """Settings of the repository tell git to look at no more than these."""
    git(settled, "config", "core.trustctime", "false")
    git(settled, "config", "core.checkStat", "minimal")
    written = (settled / ".git/index").stat().st_ctime_ns
    os.utime(settled / ".git/index", ns=(written, written))
    rewrite(settled)
    assert git(settled, "status", "--porcelain") == "", "the control: git itself sees nothing"
    assert STAFF in checkout.doubtful(settled, "catalog")
    assert classes(catalog("diff", "-f", "json", cwd=settled)[1]) == NARROWED


def test_a_change_in_the_tick_of_the_index_is_doubtful(settled, catalog):
    rewrite(settled)
    moment = (settled / STAFF).stat().st_ctime_ns
    os.utime(settled / ".git/index", ns=(moment, moment))
    assert STAFF in checkout.doubtful(settled, "catalog")


@pytest.mark.parametrize("shift", [-3600, 3600])
def test_an_index_whose_time_somebody_has_set_proves_nothing(shift, settled):
    rewrite(settled)
    moment = time.time() + shift
    os.utime(settled / ".git/index", (moment, moment))
    assert {STAFF, BUDGET} <= checkout.doubtful(settled, "catalog")


def test_a_file_system_monitor_that_has_seen_nothing_hides_nothing(settled, tmp_path, catalog):
    script = tmp_path / "monitor"
    script.write_text("#!/bin/sh\nprintf 'token\\0'\n", encoding="utf-8")
    script.chmod(0o755)
    git(settled, "config", "core.fsmonitor", str(script))
    git(settled, "update-index", "--fsmonitor")
    git(settled, "status")
    lay(
        settled,
        {STAFF: (settled / STAFF).read_text(encoding="utf-8").replace("无条件共享", "有条件共享") + "# 另一种大小\n"},
    )
    assert git(settled, "status", "--porcelain") == "", "the control: git itself sees nothing"
    assert STAFF in checkout.doubtful(settled, "catalog")
    assert classes(catalog("diff", "-f", "json", cwd=settled)[1]) == NARROWED


def test_filters_are_emptied_by_name_wherever_they_are_configured(settled, tmp_path):
    (tmp_path / "more").write_text('[filter "来自 别处"]\n\tsmudge = x\n', encoding="utf-8")
    for key in ("filter.a.clean", "filter.B=c.process", "filter.x.y.required"):
        git(settled, "config", key, "x")
    git(settled, "config", "include.path", str(tmp_path / "more"))
    emptied = checkout.without_filters(settled)
    assert {name.rpartition(".")[0] for name in emptied} == {"filter.a", "filter.B=c", "filter.x.y", "filter.来自 别处"}
    assert set(emptied.values()) == {"", "false"}


# Sparse checkouts


def sparse(root: Path, kind: str) -> None:
    """Leaves the folder of the second owner out."""
    if kind == "patterns":
        git(root, "sparse-checkout", "set", "--no-cone", "/*", "!/catalog/财务局/")
    else:
        more = ["--sparse-index"] if kind == "sparse index" else []
        git(root, "sparse-checkout", "set", "--cone", *more, "catalog/人事局")
    assert not (root / BUDGET).exists() and git(root, "status", "--porcelain") == ""


@pytest.mark.parametrize("kind", ["patterns", "cone", "sparse index"])
def test_what_a_sparse_checkout_leaves_out_is_not_withdrawn(kind, settled, catalog):
    commit(settled, {"schemas/own/profile.yaml": "title: {zh: 本院, en: own}\nextends: guide-2017\n"})
    sparse(settled, kind)
    assert classes(catalog("diff", "-f", "json", cwd=settled)[1]) == []
    assert "共检查 2 条" in catalog("validate", cwd=settled)[1]
    assert (
        "部门决算" in catalog("list", cwd=settled)[1]
        and "部门决算" in catalog("show", "30304602/000003", cwd=settled)[1]
    )
    rewrite(settled)
    assert classes(catalog("diff", "-f", "json", cwd=settled)[1]) == NARROWED
    assert [file.path for file in Folder(settled).files("catalog")] == sorted(
        ["catalog/catalog.yaml", "catalog/owners.yaml", STAFF, BUDGET], key=lambda path: path.split("/")
    )


def test_what_is_there_all_the_same_is_read_from_the_disk(settled, catalog):
    sparse(settled, "patterns")
    lay(settled, {BUDGET: OTHER.replace("部门决算", "各部门决算")})
    assert classes(catalog("diff", "-f", "json", cwd=settled)[1]) == ["attention entry-renamed"]


def test_what_is_gone_from_a_whole_checkout_is_withdrawn_whatever_its_flag(settled, catalog):
    sparse(settled, "patterns")
    git(settled, "sparse-checkout", "disable")
    git(settled, "update-index", "--skip-worktree", BUDGET)
    (settled / BUDGET).unlink()
    assert classes(catalog("diff", "-f", "json", cwd=settled)[1]) == ["breaking entry-withdrawn"]


def test_nothing_is_written_where_a_sparse_checkout_leaves_out(settled, catalog):
    commit(settled, {BUDGET: OTHER.replace("每月", "按月").replace("owner: ", "owner:    ")}, "三")
    sparse(settled, "patterns")
    assert catalog("fmt", cwd=settled)[0] == 0
    code, _, err = catalog("fix", cwd=settled)
    assert code == 0, err
    assert not (settled / BUDGET).exists()
    words = ("--reason", "停用", "--approved-by", "某人", "--date", "2026-11-01")
    code, out, err = catalog("withdraw", "30304602/000003", *words, cwd=settled)
    assert (code, out) == (2, "") and "稀疏检出" in err and "git sparse-checkout disable" in err
    assert not (settled / "catalog/withdrawn.yaml").exists()


def test_a_sparse_worktree_has_a_sparseness_of_its_own(settled, tmp_path, catalog):
    other = tmp_path / "另一处"
    git(settled, "worktree", "add", "-q", str(other))
    sparse(other, "patterns")
    assert classes(catalog("diff", "-f", "json", cwd=other)[1]) == []
    (settled / BUDGET).unlink()
    assert classes(catalog("diff", "-f", "json", cwd=settled)[1]) == ["breaking entry-withdrawn"]
