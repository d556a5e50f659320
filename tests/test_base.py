"""`validate --base` in every kind of repository: what is reported, and what to type where the base is missing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import model
import pytest
from repositories import BASE, BUDGET, OTHER, STAFF, begun, commit, git, lay

from govinfo_cli.attribution import attributing, bearing
from govinfo_cli.git import ahead, guard

# An old fault of somebody else: no usage, which art. 16 asks for.
FAULTY = OTHER.replace(", usage: 工作参考", "")
NEW = "catalog/人事局/30304601-000013_新录.yaml"
AGAIN = OTHER.replace("财务局", "人事局")  # the code of BUDGET, once more


def found(out: str) -> set[tuple[str, str]]:
    return {(one["rule"], one["path"]) for one in json.loads(out)["findings"]}


DUPLICATE = {("duplicate-code", NEW), ("duplicate-code", BUDGET), ("misfiled-entry", NEW), ("near-duplicate", BUDGET)}


@pytest.fixture
def upstream(tmp_path) -> Path:
    """main with somebody's old fault, and later another; the branch `feature` gives a code a second time."""
    root = begun(tmp_path / "上游")
    commit(root, {BUDGET: FAULTY})
    git(root, "checkout", "-qb", "feature")
    commit(root, {"README.md": "x"})
    commit(root, {NEW: AGAIN})
    git(root, "checkout", "-q", "main")
    commit(root, {STAFF: model.completed("owner: 某局\n")})
    commit(root, {"LICENSE": "x"})
    return root


def fetched(root: Path, err: str) -> None:
    """Types what the message says."""
    command = re.search(r"git fetch .*?(?=  ，)", err)[0]
    subprocess.run(["sh", "-c", command], cwd=root, check=True, capture_output=True)


def asked_again(err: str) -> str:
    return re.search(r"--base '?(\S+?)'?  检查一次", err)[1]


def test_only_what_the_change_causes_is_reported(upstream, catalog):
    git(upstream, "checkout", "-q", "feature")
    code, out, err = catalog("validate", "--base", "main", "-f", "json", cwd=upstream)
    report = json.loads(out)
    assert (code, found(out), err) == (1, DUPLICATE, "")
    assert (report["summary"]["entries"], report["summary"]["checked"]) == (3, 1)


def test_a_revision_is_compared_by_objects_alone(upstream, catalog, tmp_path):
    git(tmp_path, "clone", "-q", "--bare", str(upstream), "裸.git")
    _, out, _ = catalog("validate", "--rev", "feature", "--base", "main", "-f", "json", cwd=tmp_path / "裸.git")
    assert found(out) == DUPLICATE


def test_a_change_in_an_entry_shows_its_old_faults_too(upstream, catalog):
    git(upstream, "checkout", "-q", "feature")
    lay(upstream, {BUDGET: FAULTY.replace("按年汇总", "按季汇总"), NEW: None})
    _, out, _ = catalog("validate", "--base", "main", "-f", "json", cwd=upstream)
    assert found(out) == {("missing-usage", BUDGET)}


@pytest.mark.parametrize("kind", ["worktree", "submodule", "detached", "sha256", "quoted", "unquoted", "inner"])
def test_every_kind_of_checkout(kind, upstream, catalog, tmp_path):
    place = upstream
    if kind == "worktree":
        place = tmp_path / "另一处"
        git(upstream, "worktree", "add", "-q", str(place), "feature")
    elif kind == "submodule":
        outer = begun(tmp_path / "外")
        git(
            outer,
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "--quiet",
            "add",
            "-b",
            "feature",
            str(upstream),
            "内",
        )
        place = outer / "内"
        git(place, "branch", "-qf", "main", "origin/main")
    elif kind == "detached":
        git(upstream, "checkout", "-q", "--detach", "feature")
    elif kind == "sha256":
        place = tmp_path / "sha256"
        git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256", str(place))
        commit(place, BASE | {BUDGET: FAULTY})
        git(place, "checkout", "-qb", "feature")
        commit(place, {NEW: AGAIN})
    elif kind == "inner":  # the catalogue lies below the top of the work tree
        place = tmp_path / "外" / "里"
        place.mkdir(parents=True)
        git(place.parent, "init", "-q", "-b", "main")
        commit(place, BASE | {BUDGET: FAULTY})
        git(place, "checkout", "-qb", "feature")
        commit(place, {NEW: AGAIN})
    else:
        git(upstream, "config", "core.quotePath", str(kind == "quoted").lower())
    if kind in ("quoted", "unquoted"):
        git(place, "checkout", "-q", "feature")
    for options in ([], ["--rev", "HEAD"], ["--staged"]):
        _, out, err = catalog("validate", *options, "--base", "main", "-f", "json", cwd=place)
        assert found(out) == DUPLICATE, (options, err)


@pytest.mark.parametrize("depth", [["--depth=1"], ["--depth=2", "--no-single-branch"], ["--single-branch"]])
@pytest.mark.parametrize("base", ["origin/main", "main", "refs/remotes/origin/main", "origin/main~1"])
def test_what_to_fetch_is_said_and_suffices(depth, base, upstream, catalog, tmp_path):
    if "--no-single-branch" in depth:
        git(upstream, "checkout", "-q", "feature")
    place = tmp_path / "克隆"
    git(tmp_path, "clone", "-q", *depth, "--branch", "feature", f"file://{upstream}", str(place))
    git(place, "checkout", "-q", "--detach")
    for _ in range(3):
        code, out, err = catalog("validate", "--base", base, "-f", "json", cwd=place)
        if code == 1:
            break
        assert (code, out) == (2, ""), err
        if "检查一次" in err:
            fetched(place, err)
            base = asked_again(err)
        else:
            assert "改用" in err
            base = re.search(r"改用  --base (\S+)", err)[1]
    assert found(out) == DUPLICATE


def test_a_merge_commit_alone_finds_its_way_back(upstream, catalog, tmp_path):
    """What GitHub checks out for a pull request: the merge, detached, one commit deep."""
    git(upstream, "checkout", "-q", "--detach", "main")
    git(upstream, "merge", "-q", "--no-edit", "feature")
    git(upstream, "update-ref", "refs/pull/1/merge", "HEAD")
    place = tmp_path / "ci"
    place.mkdir()
    git(place, "init", "-q")
    git(place, "remote", "add", "origin", f"file://{upstream}")
    git(place, "fetch", "-q", "--depth=1", "origin", "+refs/pull/1/merge:refs/remotes/pull/1/merge")
    git(place, "checkout", "-q", "--detach", "refs/remotes/pull/1/merge")
    code, _, err = catalog("validate", "--base", "origin/main", cwd=place)
    assert code == 2
    fetched(place, err)
    _, out, err = catalog("validate", "--base", asked_again(err), "-f", "json", cwd=place)
    assert found(out) == DUPLICATE, err


def test_of_a_fork_the_base_is_the_upstream_s(upstream, catalog, tmp_path):
    place = tmp_path / "复刻"
    git(tmp_path, "clone", "-q", "--single-branch", "--branch", "feature", f"file://{upstream}", str(place))
    _, _, err = catalog("validate", "--base", "upstream/main", cwd=place)
    assert "git remote add upstream 地址" in err
    git(place, "remote", "add", "upstream", f"file://{upstream}")
    code, _, err = catalog("validate", "--base", "main", cwd=place)
    assert code == 2 and asked_again(err) == "upstream/main"
    fetched(place, err)
    _, out, _ = catalog("validate", "--base", "upstream/main", "-f", "json", cwd=place)
    assert found(out) == DUPLICATE


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("", "变量是空的"),
        ("0" * 40, "全是 0"),
        ("--help", "没有这个版本"),
        ("HEAD~99", "没有这个版本"),
        ("nosuch", "git remote add origin 地址"),
        ("a\nb", "没有这个版本"),
    ],
)
def test_a_base_that_is_none_is_told_in_one_line(base, said, repository, catalog):
    code, out, err = catalog("validate", f"--base={base}", cwd=repository)
    assert (code, out) == (2, "") and said in err and err.count("\n") == 2


@pytest.mark.parametrize("name", ["审定稿", "v1.2"])
def test_a_tag_is_fetched_as_a_tag(name, upstream, catalog, tmp_path):
    """Of a bare name only the remote knows what it is; one like a version is no branch."""
    git(upstream, "tag", name, "main")
    place = tmp_path / "克隆"
    git(
        tmp_path, "clone", "-q", "--single-branch", "--no-tags", "--branch", "feature", f"file://{upstream}", str(place)
    )
    code, _, err = catalog("validate", "--base", name, cwd=place)
    assert code == 2 and ("分支、标签或提交" in err) == (name == "审定稿")
    command = re.findall(r"git fetch .*?(?=  ，)", err)[-1]
    assert "refs/heads/v1.2" not in err
    subprocess.run(["sh", "-c", command], cwd=place, check=True, capture_output=True)
    _, out, err = catalog("validate", "--base", name, "-f", "json", cwd=place)
    assert found(out) == DUPLICATE, err


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("origin/nosuch", "远程分支“origin/nosuch”"),
        ("abcdef1", "提交“abcdef1”"),
        ("refs/tags/v9", "标签“refs/tags/v9”"),
    ],
)
def test_a_missing_base_is_called_what_it_is(base, said, repository, catalog):
    git(repository, "remote", "add", "origin", "file:///nowhere")
    code, _, err = catalog("validate", "--base", base, cwd=repository)
    assert code == 2 and f"本机没有比对基准的{said}" in err


def test_histories_that_have_nothing_in_common(repository, catalog):
    git(repository, "checkout", "-q", "--orphan", "else")
    commit(repository, {}, "anew")
    code, _, err = catalog("validate", "--base", "main", cwd=repository)
    assert code == 2 and "没有共同起点" in err and "git fetch" not in err


def test_before_the_catalogue_everything_is_new(tmp_path, catalog):
    root = tmp_path / "r"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    first = commit(root, {"README.md": "x"})
    commit(root, BASE | {BUDGET: FAULTY})
    _, out, _ = catalog("validate", "--base", first, "-f", "json", cwd=root)
    assert found(out) == {("missing-usage", BUDGET)} and json.loads(out)["summary"]["checked"] == 2


def test_nothing_committed_is_told(tmp_path, catalog):
    lay(tmp_path, BASE)
    git(tmp_path, "init", "-q")
    code, _, err = catalog("validate", "--base", "main", cwd=tmp_path)
    assert code == 2 and "还没有任何版本" in err


def test_ends_of_lines_of_a_checkout_are_no_change(upstream, catalog):
    git(upstream, "checkout", "-q", "feature")
    for path in upstream.glob("catalog/**/*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    _, out, _ = catalog("validate", "--base", "main", "-f", "json", cwd=upstream)
    assert found(out) == DUPLICATE


def test_a_rename_in_case_only_is_a_change_of_that_entry(repository, catalog):
    lower = "catalog/财务局/30304602-000003_a.yaml"
    commit(repository, {lower: OTHER})
    base = git(repository, "rev-parse", "HEAD")
    commit(repository, {lower: None, lower.replace("_a", "_A"): OTHER})
    for options in ([], ["--rev", "HEAD"], ["--staged"]):
        _, out, _ = catalog("validate", *options, "--base", base, "-f", "json", cwd=repository)
        assert json.loads(out)["summary"]["checked"] == 1 and not found(out)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_that_was_there_is_not_reported(repository, catalog):
    (repository / "catalog/人事局/_旧.yaml").symlink_to("别处")
    commit(repository, {})
    for options in ([], ["--rev", "HEAD"], ["--staged"]):
        _, out, _ = catalog("validate", *options, "--base", "HEAD", "-f", "json", cwd=repository)
        assert not found(out)
    _, out, _ = catalog("validate", "-f", "json", cwd=repository)
    assert found(out) == {("unreadable-file", "catalog/人事局/_旧.yaml")}


def test_a_stricter_catalog_yaml_answers_for_what_it_makes_heavier(repository, catalog):
    base = commit(repository, {BUDGET: OTHER + "related: [30304602/000009]\n"})
    commit(repository, {"catalog/catalog.yaml": model.SETTINGS + "rules: {dangling-reference: error}\n"})
    _, out, _ = catalog("validate", "--base", base, "-f", "json", cwd=repository)
    assert found(out) == {("dangling-reference", BUDGET)}


def test_an_owner_that_goes_is_missed_where_it_is_named(repository, catalog):
    base = commit(repository, {BUDGET: FAULTY})
    commit(
        repository,
        {"catalog/owners.yaml": model.OWNERS.replace("人事局: ", "人力局: ").replace(", synonyms: [人事教育局]", "")},
    )
    _, out, _ = catalog("validate", "--base", base, "-f", "json", cwd=repository)
    assert found(out) == {("unknown-owner", STAFF)}


def test_a_base_whose_settings_are_broken_is_judged_by_those_of_now(repository, catalog):
    commit(repository, {BUDGET: FAULTY})
    base = commit(repository, {"catalog/catalog.yaml": "schemaVersion: ["})
    commit(repository, {"catalog/catalog.yaml": model.SETTINGS})
    _, out, err = catalog("validate", "--base", base, "-f", "json", cwd=repository)
    assert found(out) == set(), err


@pytest.mark.parametrize(
    ("words", "children"),
    [
        (("validate", "--rev", "feature", "--base", "main"), {"rev-parse": 1, "diff-tree": 1, "ls-tree": 3}),
        (("validate", "--base", "main"), {"rev-parse": 1}),
        (("diff", "main", "feature"), {"rev-parse": 1, "diff-tree": 1, "ls-tree": 1}),
    ],
)
def test_what_git_is_asked_beforehand_is_asked_once(upstream, catalog, monkeypatch, words, children):
    """Else it would be asked for nothing, and again."""
    asked = []
    output = guard._output

    def noted(root, command, *more):
        asked.append(command[4] + " --stdin" * ("--stdin" in command))
        return output(root, command, *more)

    git(upstream, "checkout", "-q", "feature")
    monkeypatch.setattr(guard, "_output", noted)
    monkeypatch.setattr(ahead, "Beside", lambda found: found())  # all is asked before anything is taken up
    assert catalog(*words, cwd=upstream)[0] in (0, 1)
    # What the history is asked about new codes goes through diff-tree, too, fed with commits.
    assert {name: asked.count(name) for name in children} == children


def test_who_names_a_code_that_is_gone_is_searched_for_at_once(upstream, catalog, monkeypatch):
    """Of all that is done, this takes a large catalogue longest: it is begun before anything is read."""
    git(upstream, "checkout", "-q", "-b", "gone", "main~2")
    commit(upstream, {STAFF: model.completed("related: [30304602/000003]\n")})
    commit(upstream, {BUDGET: None})
    done, began, holding = [], attributing.foreseen, bearing.Unchanged.holding
    searching = bearing._Searching

    class Now:
        done = True

        def __init__(self, found):
            self.found = found()

        def result(self):
            return self.found

    def noted(name, function):
        return lambda *given: (done.append(name), function(*given))[1]

    monkeypatch.setattr(attributing, "_FEW", 0)
    monkeypatch.setattr(attributing, "Beside", Now)
    monkeypatch.setattr(attributing, "foreseen", noted("foreseen", began))
    monkeypatch.setattr(attributing, "open_source", noted("opened", attributing.open_source))
    monkeypatch.setattr(bearing.Unchanged, "holding", noted("asked", holding))
    monkeypatch.setattr(bearing, "_Searching", noted("searching", searching))
    _, out, _ = catalog("validate", "--rev", "gone", "--base", "gone~1", "-f", "json", cwd=upstream)
    assert ("dangling-reference", STAFF) in found(out)
    assert done == ["foreseen", "searching", "opened", "asked"]
