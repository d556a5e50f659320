"""A stranger's checkout runs nothing: every command of ours, in every world of canaries, each of which sings unguarded."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
from pathlib import Path

import model
import pytest
from canaries import REAL_PATH, WORLDS, World
from repositories import NARROWER, STAFF, commit
from repositories import git as run_git

from govinfo_cli.commands import TITLES
from govinfo_cli.git import checkout, guard
from govinfo_cli.git import objects as git

SOURCE = Path(guard.__file__).parent
TABLE = "信息资源名称,信息资源提供方,信息资源摘要\n新的一条,人事局,各单位新近登记的情况\n"

# Every way of every command to git. Those that write come last.
COMMANDS = [
    ("validate",),
    ("validate", "--rev", "HEAD"),
    ("validate", "--base", "HEAD~2"),
    ("validate", "--rev", "HEAD", "--base", "HEAD~2"),
    ("validate", "--staged"),
    ("list",),
    ("list", "--rev", "HEAD~1"),
    ("show", "30304601/000012"),
    ("show", "30304601/000012", "--rev", "HEAD"),
    ("stats", "--rev", "HEAD"),
    ("diff",),
    ("diff", "HEAD~1"),
    ("diff", "HEAD~2", "HEAD"),
    ("diff", "HEAD~1..HEAD", "-f", "json"),
    ("diff", "HEAD~1...HEAD", "-f", "html"),
    ("log", "30304601/000012"),
    ("log", "30304602/000003", "-f", "json"),
    ("export", "--format", "codeowners", "--rev", "HEAD", "-o", "-"),
    ("export", "--format", "bundle", "--rev", "HEAD", "--allow-errors", "--force", "-o", "../bundle.zip"),
    ("verify", "../bundle.zip"),
    ("release", "list"),
    ("explain", "owner"),
    ("classify", "--all"),
    ("classify", "--tree"),
    ("new", "--yes", "--dry-run", "--set", "信息资源名称=新的一条", "--set", "信息资源提供方=人事局"),
    ("schema", "entry"),
    ("fmt", "--check"),
    ("import", "--dry-run", "new.csv"),
    ("import", "new.csv"),
    ("fix",),
    ("validate", "--fix"),
    ("withdraw", "30304602/000003", "--reason", "停用", "--approved-by", "某人", "--date", "2026-11-01"),
    ("fmt",),
    ("release", "1", "--approval", "x", "--rev", "HEAD~2"),
    ("init", "--codeowners"),
]
# Git calls it with files that it has laid out itself; it starts nothing.
CALLED_BY_GIT = {"diff-driver"}


@pytest.fixture(params=WORLDS)
def world(request, tmp_path) -> World:
    made = World(tmp_path / "w")
    WORLDS[request.param](made)
    return made


def test_every_command_is_tried():
    assert {words[0] for words in COMMANDS} == set(TITLES) - CALLED_BY_GIT


def test_nothing_of_a_stranger_s_is_run(world, catalog, monkeypatch, tmp_path):
    for name in world.controls:
        assert name in world.control(name), f"{name}: the control did not fire, so this test proves nothing"
    for one in world.controls.values():
        for name, value in {**world.variables, **one.variables}.items():
            monkeypatch.setenv(name, value)
    where = world.root / "内" if (world.root / "内").is_dir() else world.root
    (where / "new.csv").write_text(TABLE, encoding="utf-8")
    world.clear()
    refused = {}
    for words in COMMANDS:
        world.touch()
        code, out, err = catalog(*words, cwd=where)
        assert "Traceback" not in err and not world.told(), f"{' '.join(words)} ran {world.told()}"
        if code > 1 and "目录有错误" not in err:  # in two worlds HEAD~2 is a state that is not released
            refused[words] = err
    if not (world.root / ".git").is_file():  # there its work tree is another
        world.touch()
        below = (where / "catalog").relative_to(world.root).as_posix()
        assert checkout.doubtful(world.root, below) and not world.told()
    expected = set()
    if "promisor-remote" in world.controls:
        expected = {words for words in COMMANDS if "HEAD~" in " ".join(words) or words[0] == "log"}
    elif where != world.root:
        expected = {("init", "--codeowners")}
    assert set(refused) == expected, refused


@pytest.mark.parametrize("unknown", ["GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"])
@pytest.mark.parametrize("kind", ["partial_clone", "partial_clone_by_program"])
def test_either_guard_against_fetching_is_enough(kind, unknown, tmp_path):
    """Since older versions of git do not know the one, and a newer one may change its mind about the other."""
    made = World(tmp_path / "w")
    WORLDS[kind](made)
    environment = {name: value for name, value in guard.environment().items() if name != unknown}
    words = ["git", "-c", "protocol.allow=always", *made.controls["promisor-remote"].arguments]
    made.clear()
    assert subprocess.run(words, cwd=made.root, env=environment, capture_output=True).returncode
    if unknown == "GIT_NO_LAZY_FETCH" or _knows_lazy_fetch():
        assert not made.told()


@pytest.mark.parametrize("unknown", ["GIT_NO_REPLACE_OBJECTS", "core.useReplaceRefs"])
def test_either_guard_against_replaced_objects_is_enough(unknown, repository, monkeypatch):
    first, second = (
        run_git(repository, "hash-object", "-w", str(repository / path)) for path in (STAFF, "catalog/owners.yaml")
    )
    run_git(repository, "replace", first, second)
    monkeypatch.setattr(guard, "_GUARD", {name: value for name, value in guard._GUARD.items() if name != unknown})
    environment = {name: value for name, value in guard.environment().items() if name != unknown}
    words = ["git", "cat-file", "blob", first]
    said = subprocess.run(words, cwd=repository, env=environment, capture_output=True, check=True).stdout
    assert (
        said == (repository / STAFF).read_bytes() != subprocess.run(words, cwd=repository, capture_output=True).stdout
    )


def _knows_lazy_fetch() -> bool:
    said = subprocess.run(["git", "version"], capture_output=True, check=True).stdout.decode()
    return tuple(map(int, re.findall(r"\d+", said)[:3])) >= (2, 45, 0) or "2.39.5" in said


def test_git_is_looked_for_in_absolute_places_only(monkeypatch, tmp_path):
    real = guard.program()
    for place in (tmp_path / "git", tmp_path / "bin" / "git"):
        place.parent.mkdir(exist_ok=True)
        place.write_text("#!/bin/sh\n", encoding="utf-8")
        place.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join(("", ".", "bin", "./bin", REAL_PATH, "")))
    assert guard.program() == real and os.path.isabs(real)
    assert all(map(os.path.isabs, guard.environment()["PATH"].split(os.pathsep)))
    monkeypatch.setenv("PATH", os.pathsep.join((".", "bin")))
    with pytest.raises(git.GitMissing):
        guard.program()


def test_only_the_guard_starts_processes():
    forbidden = {"subprocess", "pty", "git", "webbrowser", "ctypes"}
    starting = {"system", "popen", "startfile", "fork", "forkpty", "posix_spawn", "posix_spawnp"}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {(node.module or "").partition(".")[0]}
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
                starts = node.attr in starting or node.attr.startswith(("exec", "spawn"))
                assert not starts, f"{path.name} starts a process: os.{node.attr}"
                continue
            else:
                continue
            assert path.stem == "guard" or not names & forbidden, f"{path.name} imports {names & forbidden}"


def test_git_is_asked_for_nothing_but_what_runs_nothing(repository):
    """The porcelain that runs filters, drivers, editors and pagers cannot even be called by mistake."""
    for name in ("diff", "log", "show", "checkout", "add", "commit", "archive", "blame", "fetch", "gc", "hash-object"):
        with pytest.raises(KeyError):
            git.run(repository, name)


def test_every_setting_of_the_guard_reaches_git(repository):
    said = git.run(repository, "config", "--list", "--show-scope", "-z").decode()
    for name, value in guard._GUARD.items():
        assert f"command\0{name.lower()}\n{value}\0" in said


def test_replaced_and_grafted_commits_are_taken_for_what_they_are(repository, catalog):
    first = run_git(repository, "rev-parse", "HEAD")
    second = commit(repository, {STAFF: model.completed(NARROWER)}, "二")
    blobs = [run_git(repository, "rev-parse", f"{one}:{STAFF}") for one in (first, second)]
    run_git(repository, "replace", *blobs)
    (repository / ".git/info/grafts").write_text(f"{second}\n", encoding="utf-8")
    assert run_git(repository, "cat-file", "blob", blobs[0]) == run_git(repository, "cat-file", "blob", blobs[1])
    assert "无条件共享" in catalog("show", "30304601/000012", "--rev", first, cwd=repository)[1]
    with pytest.raises(subprocess.CalledProcessError):  # unguarded, the graft has cut the two apart
        run_git(repository, "merge-base", first, second)
    assert git.merge_base(repository, first, second) == first


@pytest.mark.parametrize(
    "name",
    ["-h", "--output=x", "--help", "--exec=x", "", "..", "...", "-..HEAD", "HEAD..--output=x", "--output=x...HEAD", "a\nb",
     "HEAD^@", "HEAD:catalog", "@{-1}", ":/无此", "HEAD@{9}", "^HEAD", "HEAD^{tree}", "refs/heads/*", "x" * 5000, "\udce9"],
)  # fmt: skip
def test_what_is_no_revision_is_one_line_whatever_it_looks_like(name, repository, catalog):
    if name in ("..", "..."):  # HEAD with itself
        return
    for words in (
        ("diff", "--", name),
        ("diff", "--", "HEAD", name),
        ("validate", f"--rev={name}"),
        ("list", f"--rev={name}"),
    ):
        if words == ("diff", "--", ""):
            continue  # the same as none
        code, out, err = catalog(*words, cwd=repository)
        assert (code, out) == (2, "") and len(err.splitlines()) == 2 and "Traceback" not in err, (words, err)
    assert sorted(path.name for path in repository.iterdir()) == [".git", "catalog"]


def test_names_that_git_allows_are_revisions(repository, catalog):
    names = [
        "主干/特性",
        "a.b",
        "@x",
        "v1",
        "HEAD",
        "@",
        "x{y}",
        "'quoted'",
        "$(touch${IFS}canary)",
        ":/x",
        "标注",
        "a;b",
    ]
    for name in names:
        if name not in ("HEAD", "@", ":/x"):
            run_git(repository, *(("tag", "-am", "x") if name == "标注" else ("tag",)), name)
    commit(repository, {STAFF: model.completed(NARROWER)}, "二")
    run_git(repository, "checkout", "-q", "-b", "side")
    run_git(repository, "checkout", "-q", "main")
    for name in [*names, "@{-1}", "HEAD@{3}", "HEAD~1", "HEAD^{/x}"]:
        code, out, err = catalog("diff", "--", name, "HEAD", cwd=repository)
        assert code == 0 and not err, (name, err)
        assert ("收窄共享" in out) is (name not in ("HEAD", "@", "@{-1}")), name
    assert not (repository / "canary").exists()


def test_a_repository_of_somebody_else_is_told_in_one_line(repository, tmp_path, monkeypatch, catalog):
    """As in a container: git itself takes the repository for a stranger's."""
    programs = tmp_path / "programs"
    programs.mkdir()
    place = programs / "git"
    place.write_text(
        f"#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec '{guard.program()}' \"$@\"\n", encoding="utf-8"
    )
    place.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{REAL_PATH}")
    below = repository / "catalog"
    for words in (
        ("validate",),
        ("validate", "--rev", "HEAD"),
        ("diff",),
        ("diff", "HEAD", "HEAD"),
        ("list", "--rev", "HEAD"),
    ):
        code, out, err = catalog(*words, cwd=below)
        assert (code, out) == (2, "") and len(err.splitlines()) == 2
        assert "属于另一个系统用户" in err and f"--add safe.directory {shlex.quote(str(repository))}" in err


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() != 0, reason="only root may give a folder to somebody else")
def test_a_repository_that_really_is_somebody_else_s(repository, tmp_path, catalog):
    bare = tmp_path / "bare.git"
    run_git(tmp_path, "clone", "-q", "--bare", str(repository), str(bare))
    for root in (repository, bare):
        for place in (root, *root.rglob("*")):
            os.chown(place, 65534, 65534)
        code, out, err = catalog("list", "--rev", "HEAD", cwd=root)
        assert (
            (code, out) == (2, "")
            and f"--add safe.directory {shlex.quote(str(root))}" in err
            and len(err.splitlines()) == 2
        )
    os.chown(repository, 0, 0)
    os.chown(repository / ".git", 0, 0)
    assert catalog("list", "--rev", "HEAD", cwd=repository)[0] == 0
