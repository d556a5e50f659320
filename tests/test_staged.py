"""`validate --staged`: git's index as it will be committed, and what a hook sees of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress

import model
import pytest
from repositories import BASE, BUDGET, OTHER, STAFF, commit, git, lay
from test_base import AGAIN, DUPLICATE, NEW, found


def test_what_is_staged_is_checked_and_nothing_else(repository, catalog):
    lay(repository, {NEW: AGAIN, BUDGET: OTHER})
    git(repository, "add", "-A")
    lay(repository, {NEW: model.completed("code: 30304601/000013\n"), BUDGET: None, STAFF: "code: ["})
    _, out, _ = catalog("validate", "--staged", "-f", "json", cwd=repository)
    assert found(out) == DUPLICATE
    (repository / "catalog/catalog.yaml").unlink()  # it is staged all the same
    _, out, _ = catalog("validate", "--staged", "--base", "HEAD", "-f", "json", cwd=repository)
    assert found(out) == DUPLICATE and json.loads(out)["summary"]["checked"] == 2


def test_paths_only_filter_what_is_staged(repository, catalog):
    lay(repository, {NEW: AGAIN, BUDGET: OTHER})
    git(repository, "add", "-A")
    _, out, _ = catalog("validate", "--staged", NEW, "-f", "json", cwd=repository)
    assert found(out) == {one for one in DUPLICATE if one[1] == NEW}


def test_what_is_only_announced_is_not_staged(repository, catalog):
    lay(repository, {NEW: AGAIN, BUDGET: "", "catalog/人事局/30304601-000014_甲.yaml": "code: ["})
    git(repository, "add", BUDGET)
    git(repository, "add", "-N", NEW, "catalog/人事局/30304601-000014_甲.yaml")
    _, out, _ = catalog("validate", "--staged", "-f", "json", cwd=repository)
    assert {path for _, path in found(out)} == {BUDGET} and json.loads(out)["summary"]["entries"] == 2


def test_a_conflict_is_told(repository, catalog):
    git(repository, "checkout", "-qb", "else")
    commit(repository, {STAFF: BASE[STAFF] + "# 甲\n"})
    git(repository, "checkout", "-q", "main")
    commit(repository, {STAFF: BASE[STAFF] + "# 乙\n"})
    with suppress(subprocess.CalledProcessError):
        git(repository, "merge", "-q", "else")
    code, _, err = catalog("validate", "--staged", cwd=repository)
    assert code == 2 and "合并冲突" in err and STAFF in err


@pytest.mark.parametrize("way", [["-a"], ["--", STAFF], []])
def test_a_hook_sees_what_is_to_be_committed(way, repository):
    """`git commit -a` and `git commit FILE` prepare an index of their own."""
    hook = repository / ".git/hooks/pre-commit"
    hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m govinfo_cli validate --staged -f concise\n')
    hook.chmod(0o755)
    lay(repository, {STAFF: model.completed("owner: 某局\n")})
    if not way:
        git(repository, "add", "-A")
    who = {f"GIT_{role}_{what}": "t@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["git", "commit", "-qm", "x", *way], cwd=repository, env=os.environ | who, capture_output=True
    )
    assert done.returncode and "unknown-owner" in (done.stdout + done.stderr).decode()
    lay(repository, {STAFF: model.completed("abstract: 院属单位在职职工的编号、岗位和任职情况，按季汇总\n")})
    if not way:
        git(repository, "add", "-A")
    done = subprocess.run(
        ["git", "commit", "-qm", "x", *way], cwd=repository, env=os.environ | who, capture_output=True
    )
    assert not done.returncode, done.stderr.decode()
