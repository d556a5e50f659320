"""Whatever becomes of the place where things are kept, a run says what it would say without it, and ends no other way."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from repositories import commit, git, lay
from test_every_command_recalls import fill, worth
from test_every_command_recalls import root as root  # the fixture
from test_recall import entry, path

from govinfo_cli.git.checkout import directory, kept
from govinfo_cli.memory import store

ASKED = (("validate", "--today", "2026-11-24", "-f", "json"), ("list", "-f", "json"), ("stats",))


def same(root, catalog):
    for command in ASKED:
        expected = catalog(*command, "--no-cache", cwd=root)
        assert catalog(*command, cwd=root) == expected, command
        assert catalog(*command, cwd=root) == expected, command


@contextmanager
def mounted(place, *options):
    """A file system of its own at `place`."""
    place.mkdir(exist_ok=True)
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", place], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nothing may be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True)


@pytest.fixture
def kept_root(root, catalog, monkeypatch):
    worth(monkeypatch, 1)
    fill(root, catalog)
    return root


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs is Linux's")
def test_a_full_disk(root, catalog, monkeypatch):
    worth(monkeypatch, 1)
    with mounted(kept(root).parent, "size=4k"):
        same(root, catalog)
        left = [one.name for one in kept(root).parent.iterdir()]
        assert "entries" not in left and not any(name.endswith(store._SUFFIX) for name in left), "no half of a store"


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs is Linux's")
def test_a_folder_that_can_only_be_read(root, catalog, monkeypatch):
    worth(monkeypatch, 1)
    with mounted(kept(root).parent, "ro"):
        same(root, catalog)


@pytest.mark.parametrize("name", ["entries", "contents", "folders", "index"])
@pytest.mark.parametrize("damage", ["cut", "bytes", "another kind", "a folder", "a link to nowhere", "a pipe"])
def test_a_file_that_is_not_as_it_was_written(damage, name, kept_root, catalog):
    place = kept(kept_root).with_name(name)
    if damage == "another kind":
        place.write_bytes(kept(kept_root).with_name("contents" if name == "entries" else "entries").read_bytes())
    elif damage in ("cut", "bytes"):
        raw = place.read_bytes() if place.exists() else store._BEGIN
        place.write_bytes(raw[:-9] if damage == "cut" else raw[: len(raw) // 2] + b"\0\1\2" + raw[len(raw) // 2 + 3 :])
    else:
        place.unlink(missing_ok=True)
        if damage == "a folder":
            place.mkdir()
        elif damage == "a pipe":
            os.mkfifo(place)
        else:
            place.symlink_to("nowhere")
    lay(kept_root, {path(30): entry(4)})
    same(kept_root, catalog)


def test_a_store_of_another_user(kept_root, catalog, monkeypatch, tmp_path_factory):
    """Whoever writes it has another key: not one record is read."""
    place = kept(kept_root).with_name("contents")
    before = place.read_bytes()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("another")))
    same(kept_root, catalog)
    assert place.read_bytes() != before, "it was written anew"


def test_four_runs_at_once(kept_root, catalog):
    lay(kept_root, {path(30): entry(4)})
    expected = {command: catalog(*command, "--no-cache", cwd=kept_root)[1] for command in ASKED}
    hook = (
        "import sys\nfrom govinfo_cli import validation, cli\nfrom govinfo_cli.memory import contents\n"
        "validation._WORTH_KEEPING = contents._WORTH_KEEPING = 1\nsys.exit(cli.run(sys.argv[1:]))"
    )
    for begun_with in ("everything", "nothing"):
        if begun_with == "nothing":
            for place in kept(kept_root).parent.iterdir():
                place.unlink()
        runs = [
            (command, subprocess.Popen([sys.executable, "-c", hook, *command], cwd=kept_root, stdout=subprocess.PIPE))
            for command in (*ASKED, *ASKED)
        ]
        for command, run in runs:
            assert run.communicate()[0].decode() == expected[command], command
    same(kept_root, catalog)
    assert not [one for one in kept(kept_root).parent.iterdir() if one.name.endswith(store._SUFFIX)]


def test_a_worktree_has_a_store_of_its_own(kept_root, catalog):
    other = kept_root.parent / "另一个"
    git(kept_root, "worktree", "add", "-q", "-b", "other", str(other))
    commit(other, {path(40): entry(40)})
    same(other, catalog)
    assert kept(other).exists() and directory(other).parent.name == "worktrees"
    same(kept_root, catalog)


def test_a_submodule_has_a_store_of_its_own(kept_root, catalog):
    above = kept_root.parent / "上面"
    above.mkdir()
    git(above, "init", "-q")
    git(above, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(kept_root), "下面")
    inner = above / "下面"
    same(inner, catalog)
    assert kept(inner).exists() and directory(inner).resolve().parent.name == "modules"
    lay(inner, {path(30): entry(4)})
    same(inner, catalog)


def test_nothing_that_must_not_be_shown_is_kept(root, catalog, monkeypatch):
    worth(monkeypatch, 1)
    secret = "密级：机密"
    lay(root, {path(3): entry(3, more=f"abstract: {secret}\n")})
    for command in ASKED:
        catalog(*command, cwd=root)
    assert not kept(root).exists() and not kept(root).with_name("contents").exists()
    (root / path(3)).write_text(entry(3), encoding="utf-8")
    fill(root, catalog)
    lay(root, {path(3): entry(3, more=f"abstract: {secret}\n")})
    for command in ASKED:
        catalog(*command, cwd=root)
    for place in kept(root).parent.iterdir():
        assert secret.encode() not in place.read_bytes(), place.name


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_nobody_else_can_read_what_is_kept(kept_root):
    kept_files = list(kept(kept_root).parent.iterdir())
    assert len(kept_files) > 1 and not any(one.stat().st_mode & 0o077 for one in kept_files)
