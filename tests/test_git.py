"""Git as it really is: revisions from objects, ignored files, a stranger's configuration that must not run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import git as gitpython
import model
import pytest

from govinfo_cli.git import objects as git
from govinfo_cli.source import Folder, Revision


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "目录 库"
    files = {
        "catalog/catalog.yaml": model.SETTINGS,
        "catalog/owners.yaml": model.OWNERS,
        model.PATH: model.completed(""),
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    repo = gitpython.Repo.init(root)
    with repo.config_writer() as config:
        config.set_value("user", "name", "试").set_value("user", "email", "t@example.org")
    repo.git.add("-A")
    repo.git.commit("-qm", "一")
    return root


def test_a_revision_is_read_without_a_checkout(repository, catalog):
    entry = repository / model.PATH
    entry.write_text(entry.read_text(encoding="utf-8").replace("每月", "每个月"), encoding="utf-8")
    assert "每个月" in catalog("validate", cwd=repository)[1]
    code, out, _ = catalog("validate", "--rev", "HEAD", cwd=repository)
    assert code == 0 and "每个月" not in out and "共检查 1 条" in out


def test_a_bare_repository_is_enough(repository, tmp_path, catalog):
    bare = tmp_path / "bare.git"
    gitpython.Repo(repository).clone(bare, bare=True)
    code, out, err = catalog("validate", "--rev", "HEAD", cwd=bare)
    assert code == 0, err
    assert "共检查 1 条" in out


@pytest.mark.parametrize("revision", ["nosuch", "--output=canary", "-h", "HEAD:catalog", "", "HEAD~9"])
def test_what_is_no_revision_is_one_line_and_exit_2(revision, repository, catalog):
    code, out, err = catalog("validate", f"--rev={revision}", cwd=repository)
    assert code == 2 and not out
    assert "没有这个版本" in err and "Traceback" not in err
    assert not (repository / "canary").exists()


def test_ignored_files_are_no_part_of_the_catalogue(repository, catalog):
    (repository / ".gitignore").write_text("草稿/\n*.tmp.yaml\n")
    for path in ("catalog/人事局/草稿/a.yaml", "catalog/人事局/b.tmp.yaml"):
        (repository / path).parent.mkdir(exist_ok=True)
        (repository / path).write_text("name: [\n")
    assert catalog("validate", cwd=repository)[0] == 0
    assert [file.path for file in Folder(repository).files("catalog")] == [
        "catalog/catalog.yaml",
        "catalog/owners.yaml",
        model.PATH,
    ]


def test_a_catalogue_in_a_folder_of_the_repository(repository, tmp_path, catalog):
    outer = tmp_path / "outer"
    outer.mkdir()
    subprocess.run(["git", "init", "-q", outer], check=True)
    inner = outer / "部门" / "目录"
    inner.parent.mkdir()
    (repository / "catalog").rename(tmp_path / "c")
    inner.mkdir()
    (tmp_path / "c").rename(inner / "catalog")
    (outer / ".gitignore").write_text("部门/目录/catalog/人事局/x.yaml\n")
    (inner / "catalog/人事局/x.yaml").write_text("name: [\n")
    repo = gitpython.Repo(outer)
    repo.git.add("-A")
    repo.git.execute(["git", "-c", "user.name=t", "-c", "user.email=t@e", "commit", "-qm", "x"])
    assert catalog("validate", cwd=inner)[0] == 0
    assert catalog("validate", "--rev", "HEAD", cwd=inner / "catalog")[0] == 0


def test_links_and_submodules_in_a_tree_are_named_not_followed(repository, catalog):
    (repository / "catalog/人事局/链接.yaml").symlink_to("/etc/hostname")
    repo = gitpython.Repo(repository)
    repo.git.add("-A")
    repo.git.commit("-qm", "二")
    code, out, _ = catalog("validate", "--rev", "HEAD", "-f", "concise", cwd=repository)
    assert code == 1 and "unreadable-file" in out


def plant(repository: Path, canary: Path) -> None:
    """A checkout whose configuration runs a command wherever git lets it."""
    script = canary.with_suffix(".sh")
    script.write_text(f"#!/bin/sh\necho ran >> '{canary}'\n")
    script.chmod(0o755)
    hooks = canary.parent / "hooks"
    hooks.mkdir(exist_ok=True)
    repo = gitpython.Repo(repository)
    with repo.config_writer() as config:
        config.set_value("core", "fsmonitor", str(script))
        config.set_value("core", "hooksPath", str(hooks))


def test_a_strangers_configuration_is_not_run(repository, tmp_path, catalog):
    canary = tmp_path / "canary"
    plant(repository, canary)
    # The control: without the guard, the very listing that the tool asks for runs the stranger's command.
    subprocess.run(
        ["git", "-C", repository, "ls-files", "-z", "--others", "--ignored", "--exclude-standard"], capture_output=True
    )
    assert canary.exists(), "the control did not fire: this test proves nothing"
    canary.unlink()
    assert catalog("validate", cwd=repository)[0] == 0
    assert catalog("validate", "--rev", "HEAD", cwd=repository)[0] == 0
    assert not canary.exists()


def test_git_s_own_variables_do_not_reach_its_children(repository, monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere"))
    assert Revision(repository, "HEAD").find(model.PATH)
    assert not [name for name in git.environment() if name == "GIT_DIR"]


def test_a_missing_git_is_told(repository, monkeypatch, catalog):
    monkeypatch.setenv("PATH", os.devnull)
    code, _, err = catalog("validate", "--rev", "HEAD", cwd=repository)
    assert code == 2 and "git" in err


@pytest.mark.parametrize(
    "arguments", [("validate",), ("list",), ("export", "-f", "csv", "-o", "../x.csv")], ids=" ".join
)
def test_an_object_that_is_gone_is_one_line(arguments, repository, catalog):
    """`ls-tree -l` says BAD where a size should be."""
    gone = gitpython.Repo(repository).git.rev_parse(f"HEAD:{model.PATH}")
    (repository / ".git/objects" / gone[:2] / gone[2:]).unlink()
    code, out, err = catalog(*arguments, "--rev", "HEAD", cwd=repository)
    assert code == 2 and f"缺了一部分（对象 {gone}）" in err and "git fsck" in err and "内部出错" not in err, out + err
