"""Nothing is lost of what lies beside the files either: a release's tag and the store of what earlier runs found; and what only reads changes nothing."""

from __future__ import annotations

import os
import random
import shutil

import doomed
import pytest
import zips
from doomed import at_step, die, held, run
from repositories import git

from govinfo_cli import lock, validation
from govinfo_cli.git.checkout import kept
from govinfo_cli.memory import recall

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a run that is to be killed is a fork of this process")
KILLS = int(os.environ.get("CATALOG_KILLS", "4"))
RELEASE = ("release", "2026-1", "--approval", "会议纪要〔2026〕3号", "--date", "2026-11-24")


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = zips.begun(tmp_path / "库")
    git(made, "config", "user.name", "某人")
    git(made, "config", "user.email", "t@example.org")
    return made


def outside_git(root) -> dict[str, bytes]:
    return {path: raw for path, raw in held(root).items() if not path.startswith(".git/")}


def test_a_release_that_is_killed_at_any_moment_is_made_or_not(root):
    chance, before = random.Random(7), outside_git(root)
    for _ in range(KILLS):
        run(root, RELEASE, after=chance.uniform(0, 0.4))
        assert git(root, "tag") in ("", "release/2026-1") and outside_git(root) == before
        ended = run(root, RELEASE)
        assert ended.code == 0 or "已经登记过" in ended.said or ".lock" in ended.said, ended.said
        for left in (root / ".git").rglob("*.lock"):
            left.unlink()  # of git's, which says so itself
        assert run(root, ("release", "list")).said.startswith("审定版") or run(root, RELEASE).code == 0
        git(root, "tag", "-d", "release/2026-1")
        assert git(root, "fsck", "--strict", "--no-dangling") == ""


def test_of_two_releases_at_once_one_is_made_and_the_other_told(root):
    others = []
    for _ in range(2):
        if not (child := os.fork()):
            ended = run(root, RELEASE)
            os._exit(ended.code if ended.code == 0 or "改法" in ended.said and "Traceback" not in ended.said else 99)
        others.append(child)
    codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in others)
    assert codes[0] == 0 and codes[1] in (0, 2), codes
    assert git(root, "tag") == "release/2026-1" and git(root, "cat-file", "-t", "release/2026-1") == "tag"


def test_a_release_in_a_read_only_repository_is_told_and_not_made(root):
    folders = [path for path in (root / ".git").rglob("*") if path.is_dir()] + [root / ".git"]
    for folder in folders:
        folder.chmod(0o555)
    try:
        ended = run(root, RELEASE, doomed.no_longer_root)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert ended.code == 2 and "没有写入权限\n改法" in ended.said and git(root, "tag") == "", ended
    assert run(root, RELEASE).code == 0


def test_a_release_on_a_full_disk_is_told_and_not_made(root, tmp_path):
    with doomed.disk(tmp_path / "盘", 4 << 20) as disk:
        there = shutil.copytree(root, disk / "库")
        doomed.fill(disk)
        ended = run(there, RELEASE)
        assert ended.code == 2 and "磁盘空间不足，git 没有写成\n改法" in ended.said, ended
        assert git(there, "tag") == "" and outside_git(there) == outside_git(root)
        (disk / "full").unlink()
        assert run(there, RELEASE).code == 0 and git(there, "fsck", "--strict", "--no-dangling") == ""


@pytest.fixture
def storing(monkeypatch):
    monkeypatch.setattr(validation, "_WORTH_KEEPING", 1)


def test_a_store_in_the_making_that_is_killed_at_any_step_changes_no_finding(root, storing):
    expected = run(root, ("validate", "-f", "json", "--no-cache", *doomed.TODAY))
    steps = 0
    while True:
        ended = run(root, ("validate", "-f", "json", *doomed.TODAY), at_step(steps, die))
        assert run(root, ("validate", "-f", "json", *doomed.TODAY)) == expected
        if ended.code != -9:
            break
        steps += 1
        kept(root).unlink(missing_ok=True)
    assert steps > 1 and kept(root).exists() and not [*kept(root).parent.glob("*/*")]


@pytest.mark.parametrize("what", ["full", "read-only"])
def test_a_store_that_cannot_be_written_is_none(what, root, storing):
    import resource

    expected = run(root, ("validate", "-f", "json", "--no-cache", *doomed.TODAY))
    limit = at_step(0, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9, 9)))
    if what == "read-only":
        (root / ".git").chmod(0o555)
        limit = doomed.no_longer_root
    try:
        ended = run(root, ("validate", "-f", "json", *doomed.TODAY), limit)
    finally:
        (root / ".git").chmod(0o755)
    if what == "read-only":
        assert ended == expected
    assert not kept(root).exists()
    assert recall.Memory and run(root, ("validate", "-f", "json", *doomed.TODAY)) == expected


READING = [("validate",), ("validate", "--rev", "HEAD"), ("diff",), ("list",), ("show", "30304601/000012"), ("stats",), ("log", "30304601/000012"), ("classify", "--all"), ("explain", "share"), ("schema", "entry"), ("release", "list"), ("fmt", "--check"), ("fix", "--diff"), ("verify", "../a.zip")]  # fmt: skip


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_what_only_reads_changes_nothing_on_the_disk(arguments, root, catalog):
    zips.bundled(catalog, root, root.parent / "a.zip")
    before = held(root.parent)
    ended = run(root, arguments, at_step(0, die))
    assert ended.code in (0, 1), ended.said
    assert held(root.parent) == before


def test_what_writes_is_seen_to_write(root):
    """The control."""
    assert lock.WAIT and run(root, ("list", "-o", "x.csv"), at_step(0, die)).code == -9
