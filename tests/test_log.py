"""`catalog log`: the life of an entry, held against `diff` commit by commit, and on real repositories of every kind."""

from __future__ import annotations

import csv
import io
import os
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import model
import outputs
import pytest
from repositories import BASE, BUDGET, NARROWER, OTHER, STAFF, begun, commit, git

from govinfo_cli import history
from govinfo_cli.change.comparison import compare
from govinfo_cli.life.beginning import life
from govinfo_cli.source import Revision
from govinfo_cli.yaml.reading import load

EXAMPLES = Path(__file__).parents[1] / "examples" / "history"
EXPECTED = load((EXAMPLES / "expected.yaml").read_bytes(), {})["commits"]
CODE, OTHER_CODE = "30304601/000012", "30304602/000003"
MOVED = "catalog/人事局/职工/30304601-000012_在职职工基本信息.yaml"


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    root = tmp_path_factory.mktemp("沿革") / "目录"
    subprocess.run([sys.executable, EXAMPLES / "build.py", root], check=True)
    return root


def lives(root: Path, *words: str) -> list:
    return [life(Revision(root, "HEAD"), word) for word in words]


def told(found) -> list[tuple[str, list[str]]]:
    """(subject, classes) of each commit, the newest first."""
    return [(found.commits[event.commit].subject, sorted(case.name for case in event.cases)) for event in found.events]


def run(catalog, root, *arguments) -> dict:
    code, out, err = catalog("log", *arguments, "-f", "json", cwd=root)
    assert (code, err) == (0, ""), err
    return outputs.checked("log", out)


def classes(report: dict) -> list[tuple[str, list[str]]]:
    return [(one["subject"], sorted(change["class"] for change in one["changes"])) for one in report["commits"]]


# --- held against diff


def test_the_lives_of_all_entries_are_what_diff_tells_of_all_commits(example):
    """Nothing is left out and nothing invented: every change of every commit stands in a life, but merges tell nothing
    that their branches did."""
    expected = Counter()
    for line in git(example, "rev-list", "--parents", "HEAD").splitlines()[:-1]:  # the first has no catalogue
        newer, *parents = line.split()
        for case in compare(Revision(example, parents[0]), Revision(example, newer)).cases if len(parents) == 1 else ():
            if not case.judged.change.record:
                expected[newer, case.key, case.name, case.field, case.message.zh] += 1
    found = set()
    for one in lives(example, *sorted(history.used_codes(Revision(example, "HEAD")))):
        for event in one.events:
            for case in event.cases:
                if not case.judged.change.record:
                    found.add((event.commit, case.key, case.name, case.field, case.message.zh))
    assert found == set(expected)


def test_the_lives_are_as_written_down_by_hand(example):
    """A line about a code in expected.yaml stands in the life of whoever bears that code, at that commit."""
    merges = {"15 合并培训分支", "16 合并休假分支"}
    for one in lives(example, *sorted(history.used_codes(Revision(example, "HEAD")))):
        for event in one.events:
            subject = one.commits[event.commit].subject
            assert subject not in merges
            for case in event.cases:
                line = f"{case.level.word} {case.name} {case.title.code or '-'} {case.field or '-'}"
                assert line in EXPECTED[subject]
    staff = told(lives(example, "30304601/000001")[0])
    assert staff == [
        ("18 拆分条目", ["entry-split", "withdrawal-recorded"]),
        ("11 删除信息项", ["item-removed"]),
        ("10 信息项改名", ["item-renamed"]),
        ("04 增加信息项并改摘要", ["abstract-edited", "item-added"]),
        ("01 目录初稿", ["entry-added"]),
    ]


def test_a_life_goes_on_under_another_code(example):
    old, new = lives(example, "30304690/000001", "30304690/000005")
    assert told(old) == told(new)
    assert [subject for subject, _ in told(new)] == [
        "28 不再开放",
        "27 向社会开放",
        "14 更改代码",
        "08 移动文件",
        "01 目录初稿",
    ]
    assert (old.former, old.title.code, old.path) == ("30304690/000001", "30304690/000005", new.path)
    assert new.former is None


def test_two_entries_that_shared_a_code_have_their_own_lives(example):
    training, leave = lives(example, "30304601/000012", "30304601/000013")
    assert told(training)[-1] == ("培训分支登记新条目", ["entry-added"])
    assert told(leave) == [("17 重号改正", ["code-changed", "entry-moved"]), ("休假分支登记新条目", ["entry-added"])]


@pytest.mark.parametrize(
    "word",
    ["职工培训档案", "职工培训记录", "catalog/人事局/30304601-000012_职工培训记录.yaml", "30304601／000012"],
    ids=["its name", "its name of before", "its file of before", "full-width"],
)
def test_an_entry_is_found_by_whatever_it_is_or_was_called(example, word):
    assert lives(example, word)[0].title.code == "30304601/000012"


def test_what_is_named_as_related_and_goes_is_told(example):
    assert ("18 拆分条目", ["related-broken"]) in told(lives(example, "30304601/000002")[0])


@pytest.mark.parametrize("seed", [1, 3, 14, 34])
def test_the_lives_of_any_history_are_what_diff_tells(tmp_path, seed):
    """Entries come, go, come back, move, change name, code, text and relations in any order, several at once."""
    chance = random.Random(seed)
    root = begun(tmp_path / "r")
    there: dict[str, str] = {STAFF: BASE[STAFF]}
    for number in range(10):
        before = dict(there)
        for _ in range(chance.randint(1, 3)):
            random_deed(chance, there)
        files = {path: there.get(path) for path in before.keys() | there.keys() if there.get(path) != before.get(path)}
        commit(root, files, str(number))
    expected, found = set(), set()
    for line in git(root, "rev-list", "--parents", "HEAD").splitlines():
        newer, *parents = line.split()
        empty = git(root, "hash-object", "-t", "tree", os.devnull)
        for case in compare(Revision(root, "", *(parents or [empty])), Revision(root, "", newer)).cases:
            if not case.judged.change.record:
                expected.add((newer, case.key, case.name, case.field, case.message.zh))
    for one in lives(root, *history.used_codes(Revision(root, "HEAD"))):
        for event in one.events:
            found |= {(event.commit, case.key, case.name, case.field, case.message.zh) for case in event.cases}
    assert found == expected


def random_deed(chance: random.Random, there: dict[str, str]) -> None:
    """Does something to one of the entries; path -> text."""
    number = chance.randrange(1, 6)
    code, name = f"30304601/{number:06d}", chance.choice(["考勤台账", "会议记录", "公文登记", "培训计划"])
    deed = chance.choice(["add", "remove", "move", "code", "edit", "edit", "relate"]) if there else "add"
    path = chance.choice(sorted(there)) if there else ""
    text = there.get(path, "")
    taken = any(f"code: {code}\n" in other for other in there.values())
    if deed == "add" and not taken:
        items = "".join(f"- {{name: {name[:2]}{n}, type: 日期型D}}\n" for n in range(4))
        made = model.completed(f"code: {code}\nname: {name}\nabstract: {name}的摘要，编号 {number}\nitems:\n{items}")
        there[f"catalog/人事局/30304601-{number:06d}_{name}.yaml"] = made
    elif deed == "remove":
        del there[path]
    elif deed == "move":
        there[path.replace("/人事局/", chance.choice(["/人事局/下级/", "/人事局/"]))] = there.pop(path)
    elif deed == "code" and not taken:
        own = re.search("code: (.*)\n", text)[1]
        there[path.replace(own.replace("/", "-"), code.replace("/", "-"))] = there.pop(path).replace(own, code, 1)
    elif deed == "edit":
        there[path] = re.sub("update_cycle: .*", f"update_cycle: {chance.choice(['每年', '每月', '每日'])}", text)
    elif deed == "relate":
        there[path] = re.sub("\nrelated: .*", "", text).rstrip("\n") + f"\nrelated: [{code}]\n"


def test_a_life_is_read_like_this(example, catalog):
    code, out, err = catalog("log", "30304690/000001", cwd=example)
    assert (code, err) == (0, "")
    assert (
        out
        == """\
软件研究所 · 软件著作权登记（30304690/000005）  原代码 30304690/000001

2026-02-07  编目员  e94896bfe255  28 不再开放
  重大变更  是否向社会开放：由“是”改为“否”，不再开放                   [open-narrowed]

2026-02-06  编目员  a577f0846043  27 向社会开放
  较大变更  是否向社会开放：由“否”改为“是”                             [open-widened]
  较大变更  开放条件：新填“无条件”                                     [open-condition-changed]

2026-01-16  编目员  98ce5bb58160  14 更改代码
  重大变更  信息资源代码：由“30304690/000001”改为“30304690/000005”，代码审定后不应再变  [code-changed]
  一般变更  文件移到 catalog/软件研究所/30304690-000005_软件著作权登记.yaml  [entry-moved]

2026-01-10  编目员  e04750b75b2e  08 移动文件
  一般变更  文件移到 catalog/软件研究所/知识产权/软件著作权登记.yaml   [entry-moved]

2026-01-03  编目员  b2dd3faddfb2  01 目录初稿
  一般变更  新增条目“软件著作权登记”                                   [entry-added]

2026-01-03 至 2026-02-07，5 次提交，变更 7 处：重大变更 2 处，较大变更 2 处，一般变更 3 处。
"""
    )


def test_a_withdrawn_entry_is_said_to_be(example, catalog):
    _, text, _ = catalog("log", "30304602/000002", cwd=example)
    assert text.startswith("财务局 · 房屋资产台账（30304602/000002）  已撤销\n")
    assert "停用代码：登记 30304602/000002（理由：目录调整；批准：办公厅）" in text
    _, text, _ = catalog("--lang", "en", "log", "30304602/000002", cwd=example)
    assert text.splitlines()[-1] == "2026-01-03 to 2026-01-24: 3 commits, 5 changes: 1 breaking, 1 attention, 3 info."
    _, text, _ = catalog("log", "30304602/000002", "-f", "markdown", cwd=example)
    assert text.count("| 2026-") == 3
    assert text.count("\n| ") == 6
    _, text, _ = catalog("log", "30304602/000002", "-f", "csv", cwd=example)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["日期"] for row in rows] == ["2026-01-24"] * 2 + ["2026-01-11"] * 2 + ["2026-01-03"]
    assert rows[2]["原来"] == "每半年"


def test_a_table_stays_within_the_limit_of_a_comment(example, catalog, monkeypatch):
    monkeypatch.setattr("govinfo_cli.chronicle.LIMIT", 1200)
    _, text, _ = catalog("log", "30304601/000002", "-f", "markdown", cwd=example)
    assert len(text) <= 1200
    assert "篇幅所限，另有" in text


# --- real repositories


def test_moves_renames_edits_and_another_code_at_once(tmp_path, catalog):
    root = begun(tmp_path / "r")
    text = BASE[STAFF]
    moved = "catalog/人事局/30304601-000077_职工信息.yaml"
    assert "update_cycle: 每月" in text
    commit(root, {STAFF: None, MOVED: text}, "moved")
    edited = text.replace(CODE, "30304601/000077").replace("update_cycle: 每月", "update_cycle: 每年")
    edited = edited.replace("name: 在职职工基本信息", "name: 职工信息")
    commit(root, {MOVED: None, moved: edited}, "all at once")
    report = run(catalog, root, "30304601/000077")
    assert classes(report) == [
        ("all at once", ["code-changed", "cycle-slower", "entry-moved", "entry-renamed"]),
        ("moved", ["entry-moved"]),
        ("x", ["entry-added"]),
    ]
    assert report["path"] == moved
    assert report["former"] is None
    assert run(catalog, root, CODE)["former"] == CODE


def test_a_code_changed_in_a_file_whose_name_says_none(tmp_path, catalog):
    root = begun(tmp_path / "r")
    plain = "catalog/人事局/职工.yaml"
    commit(root, {STAFF: None, plain: BASE[STAFF]}, "moved")
    commit(root, {plain: BASE[STAFF].replace(CODE, "30304601/000077")}, "code")
    assert classes(run(catalog, root, CODE)) == classes(run(catalog, root, "30304601/000077"))
    assert [subject for subject, _ in classes(run(catalog, root, CODE))] == ["code", "moved", "x"]


def test_a_withdrawn_entry_that_came_back_has_both_its_lives(tmp_path, catalog):
    root = begun(tmp_path / "r")
    line = f'- {{code: {CODE}, date: "2026-03-01", reason: 职责划转, approved_by: 办公厅}}\n'
    commit(root, {STAFF: None, "catalog/withdrawn.yaml": line}, "withdrawn")
    assert run(catalog, root, CODE)["path"] is None
    commit(root, {"catalog/withdrawn.yaml": line.replace("办公厅", "院领导")}, "line corrected")
    commit(root, {"catalog/withdrawn.yaml": "[]\n"}, "line gone")
    commit(root, {STAFF: BASE[STAFF]}, "back")
    assert classes(run(catalog, root, CODE)) == [
        ("back", ["entry-added"]),
        ("line gone", ["withdrawal-changed"]),
        ("withdrawn", ["entry-withdrawn", "withdrawal-recorded"]),
        ("x", ["entry-added"]),
    ]


def test_an_entry_without_a_code_has_a_life_too(tmp_path, catalog):
    root = begun(tmp_path / "r")
    place = "catalog/人事局/_无代码.yaml"
    text = BASE[STAFF].replace(f"code: {CODE}\n", "").replace("name: 在职职工基本信息", "name: 无代码")
    assert CODE not in text
    commit(root, {place: text}, "added")
    commit(root, {place: None}, "gone")
    commit(root, {place: text}, "back")
    assert [subject for subject, _ in classes(run(catalog, root, place))] == ["back", "gone", "added"]
    commit(root, {place: None}, "gone again")
    assert [subject for subject, _ in classes(run(catalog, root, place))] == ["gone again", "back", "gone", "added"]


def test_a_revert_is_told_like_any_change(tmp_path, catalog):
    root = begun(tmp_path / "r")
    commit(root, {STAFF: BASE[STAFF].replace(model.ENTRY["share"], NARROWER)}, "narrower")
    git(root, "-c", "user.name=t", "-c", "user.email=t@example.org", "revert", "--no-edit", "HEAD")
    found = classes(run(catalog, root, CODE))
    assert [subject for subject, _ in found] == ['Revert "narrower"', "narrower", "x"]
    assert "share-widened" in found[0][1]


def merged(root: Path, other: str, files: dict, subject: str = "merge") -> str:
    """A merge of `other` into main whose tree is main's with `files`, whatever git would make of it."""
    git(root, "checkout", "-q", "main")
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    git(root, *who, "merge", "-q", "--no-ff", "--no-commit", "-s", "ours", other)
    return commit(root, files, subject)


def branches(root: Path, mine: str | None, theirs: str | None) -> None:
    """Two branches that each make something else of STAFF."""
    begun(root)
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {STAFF: theirs}, "theirs")
    git(root, "checkout", "-q", "main")
    commit(root, {STAFF: mine}, "mine")


SLOWER = BASE[STAFF].replace("update_cycle: 每月", "update_cycle: 每年")
DAILY = BASE[STAFF].replace("update_cycle: 每月", "update_cycle: 每日")
ABSTRACT = BASE[STAFF].replace("abstract: ", "abstract: 各")
BOTH = SLOWER.replace("abstract: ", "abstract: 各")


def test_a_merge_of_two_edits_tells_nothing_itself(tmp_path, catalog):
    branches(tmp_path / "r", SLOWER, ABSTRACT)
    merged(tmp_path / "r", "side", {STAFF: BOTH})
    assert sorted(classes(run(catalog, tmp_path / "r", CODE))) == [
        ("mine", ["cycle-slower"]),
        ("theirs", ["abstract-edited"]),
        ("x", ["entry-added"]),
    ]


def test_a_merge_that_does_what_no_branch_did_is_told_for_that_alone(tmp_path, catalog):
    branches(tmp_path / "r", SLOWER, ABSTRACT)
    evil = BOTH.replace("update_cycle: 每年", "update_cycle: 每日")
    merged(tmp_path / "r", "side", {STAFF: evil})
    assert classes(run(catalog, tmp_path / "r", CODE))[0] == ("merge", ["cycle-faster"])


def test_a_merge_that_takes_one_side_follows_that_side(tmp_path, catalog):
    branches(tmp_path / "r", SLOWER, DAILY)
    merged(tmp_path / "r", "side", {})
    assert [subject for subject, _ in classes(run(catalog, tmp_path / "r", CODE))] == ["mine", "x"]


def test_a_merge_that_takes_a_withdrawal_over_leaves_it_to_the_branch(tmp_path, catalog):
    root = tmp_path / "r"
    begun(root)
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {STAFF: None}, "withdrawn there")
    git(root, "checkout", "-q", "main")
    commit(root, {BUDGET: OTHER}, "another")
    merged(root, "side", {STAFF: None})
    assert [subject for subject, _ in classes(run(catalog, root, CODE))] == ["withdrawn there", "x"]


def test_a_merge_that_drops_what_only_one_branch_had_is_told(tmp_path, catalog):
    root = tmp_path / "r"
    begun(root)
    git(root, "checkout", "-q", "-b", "side")
    commit(root, {BUDGET: OTHER}, "added there")
    git(root, "checkout", "-q", "main")
    commit(root, {STAFF: SLOWER}, "another")
    merged(root, "side", {})
    assert classes(run(catalog, root, OTHER_CODE)) == [("merge", ["entry-withdrawn"]), ("added there", ["entry-added"])]


def test_a_life_begins_at_the_revision_that_is_asked_for(tmp_path, catalog):
    root = begun(tmp_path / "r")
    commit(root, {STAFF: SLOWER}, "slower")
    commit(root, {STAFF: None}, "gone")
    report = run(catalog, root, CODE, "--rev", "HEAD~1")
    assert [subject for subject, _ in classes(report)] == ["slower", "x"]
    assert report["revision"] == git(root, "rev-parse", "HEAD~1")
    assert report["path"] == STAFF


def test_days_limit_and_order_turns(tmp_path, catalog):
    root = begun(tmp_path / "r")
    for day, text in (("2026-03-01", SLOWER), ("2026-03-02", DAILY), ("2026-03-03", BASE[STAFF])):
        commit(root, {STAFF: text}, day)
        git(
            root,
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
            "commit",
            "-q",
            "--amend",
            "--no-edit",
            f"--date={day}T23:30:00+0800",
        )
    report = run(catalog, root, CODE, "--since", "2026-03-01", "--until", "2026-03-02", "--reverse")
    assert [one["date"] for one in report["commits"]] == ["2026-03-01", "2026-03-02"]
    assert report["commits"][0]["time"] == "2026-03-01T23:30:00+08:00"


def test_a_commit_whose_settings_cannot_be_read_is_told_with_a_note(tmp_path, catalog):
    root = begun(tmp_path / "r")
    commit(root, {"catalog/catalog.yaml": "{", STAFF: None, MOVED: SLOWER}, "broken")
    commit(root, {"catalog/catalog.yaml": BASE["catalog/catalog.yaml"]}, "mended")
    report = run(catalog, root, CODE)
    assert [(one["subject"], bool(one["note"]), len(one["changes"])) for one in report["commits"]] == [
        ("broken", True, 0),
        ("x", False, 1),
    ]
    _, out, _ = catalog("log", CODE, cwd=root)
    assert "无法比对：当时的目录库打不开（catalog/catalog.yaml:1" in out, "which file, and of when"


def test_a_shallow_clone_says_that_it_is_cut(tmp_path, catalog):
    root = begun(tmp_path / "r")
    for text in (SLOWER, DAILY):
        commit(root, {STAFF: text}, "y")
    git(tmp_path, "clone", "-q", "--depth", "2", root.as_uri(), "cut")
    code, out, err = catalog("log", CODE, "-f", "json", cwd=tmp_path / "cut")
    report = outputs.checked("log", out)
    assert code == 0
    assert report["complete"] is False
    assert [(len(one["changes"]), bool(one["note"])) for one in report["commits"]] == [(1, False), (0, True)]
    assert "浅克隆只到这次提交" in report["commits"][1]["note"]["zh"], "it did not make what it has"
    assert err.count("\n") == 1
    assert "git fetch --unshallow" in err
    assert run(catalog, root, CODE)["complete"] is True
    code, _, err = catalog("log", OTHER_CODE, cwd=tmp_path / "cut")
    assert code == 2
    assert "先运行  git fetch --unshallow" in err


def test_it_works_where_nothing_is_checked_out(tmp_path, catalog):
    root = begun(tmp_path / "r")
    commit(root, {STAFF: None, MOVED: SLOWER}, "moved")
    expected = classes(run(catalog, root, CODE))
    git(tmp_path, "clone", "-q", "--bare", root, "bare.git")
    assert classes(run(catalog, tmp_path / "bare.git", CODE)) == expected
    git(root, "worktree", "add", "-q", "--detach", tmp_path / "tree")
    assert classes(run(catalog, tmp_path / "tree", CODE)) == expected
    super_ = tmp_path / "super"
    super_.mkdir()
    git(super_, "init", "-q")
    git(super_, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", root, "sub")
    assert classes(run(catalog, super_ / "sub", CODE)) == expected


def test_it_works_below_the_top_of_a_repository_and_with_sha256(tmp_path, catalog):
    root = tmp_path / "r"
    root.mkdir()
    git(root, "init", "-q", "-b", "main", "--object-format=sha256")
    below = root / "部门 目录"
    commit(root, {f"部门 目录/{path}": text for path, text in BASE.items()}, "x")
    commit(root, {f"部门 目录/{STAFF}": SLOWER}, "slower")
    assert classes(run(catalog, below, CODE)) == [("slower", ["cycle-slower"]), ("x", ["entry-added"])]
    assert classes(run(catalog, below, STAFF)) == classes(run(catalog, below, CODE))


@pytest.mark.parametrize("quote", ["true", "false"])
def test_chinese_paths_are_read_however_git_quotes_them(tmp_path, catalog, quote):
    root = begun(tmp_path / "r")
    git(root, "config", "core.quotePath", quote)
    commit(root, {STAFF: None, MOVED: BASE[STAFF]}, "moved")
    assert run(catalog, root, CODE)["commits"][0]["changes"][0]["path"] == MOVED


def test_a_step_that_touches_very_many_entries_is_told_alike(tmp_path, catalog, monkeypatch):
    root = begun(tmp_path / "r")
    commit(root, {STAFF: None, MOVED: SLOWER, BUDGET: OTHER}, "many")
    commit(root, {MOVED: BASE[STAFF], BUDGET: OTHER.replace("abstract: ", "abstract: 全")}, "edits")
    commit(root, {MOVED: None, BUDGET: None}, "gone")
    expected = classes(run(catalog, root, CODE))
    monkeypatch.setattr("govinfo_cli.life.examining._MANY", 1)
    assert classes(run(catalog, root, CODE)) == expected
    assert [subject for subject, _ in expected] == ["gone", "edits", "many", "x"]


# --- what others wrote, and what they configured


def test_what_others_wrote_acts_on_no_terminal_and_no_ci(tmp_path, catalog):
    root = begun(tmp_path / "r")
    commit(root, {STAFF: SLOWER}, "::error file=x::\x1b[31m坏\u202e\n\nbody")
    who = {"GIT_AUTHOR_NAME": "##[error]\u202e甲", "GIT_AUTHOR_EMAIL": "a@example.org"}
    subprocess.run(
        [
            "git",
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
            "commit",
            "-q",
            "--amend",
            "--no-edit",
            "--reset-author",
        ],
        cwd=root,
        env=os.environ | who,
        check=True,
    )
    for form in ("text", "markdown", "csv", "json"):
        code, out, _ = catalog("log", CODE, "-f", form, cwd=root)
        assert code == 0
        assert not {"\x1b", "\u202e"} & set(out)
        assert "##[" not in out
        assert not any(line.lstrip().startswith("::") for line in out.splitlines())
        assert "body" not in out


def test_no_program_that_a_repository_configures_is_run(tmp_path, catalog):
    root = begun(tmp_path / "r")
    commit(
        root,
        {STAFF: SLOWER, ".gitattributes": "*.yaml diff=x filter=x\n", ".mailmap": "别人 <t@example.org>\n"},
        "slower",
    )
    canary = tmp_path / "canary"
    script = tmp_path / "fire"
    script.write_text(f"#!/bin/sh\ntouch '{canary}'\n")
    script.chmod(0o755)
    for name in (
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "gpg.program",
        "core.fsmonitor",
        "filter.x.smudge",
        "core.pager",
    ):
        git(root, "config", name, str(script))
    for name in ("log.showSignature", "log.mailmap"):
        git(root, "config", name, "true")
    git(root, "config", "format.pretty", "raw")
    git(root, "config", "log.showRoot", "false")
    report = run(catalog, root, CODE)
    assert not canary.exists()
    assert [one["author"] for one in report["commits"]] == ["t@example.org"] * 2, (
        "as the commit has it, not the mailmap"
    )
    subprocess.run(["git", "log", "-p", "--ext-diff"], cwd=root, capture_output=True)
    assert canary.exists(), "the control fires"


# --- what cannot be


def test_what_cannot_be_is_told_in_one_line(tmp_path, catalog):
    plain = tmp_path / "plain"
    (plain / "catalog").mkdir(parents=True)
    (plain / "catalog/catalog.yaml").write_text(model.SETTINGS, encoding="utf-8")
    code, out, err = catalog("log", CODE, cwd=plain)
    assert (code, out) == (2, "")
    assert "这里不是 git 仓库" in err
    git(plain, "init", "-q")
    code, out, err = catalog("log", CODE, cwd=plain)
    assert (code, out) == (2, "")
    assert "还没有提交过" in err
    root = begun(tmp_path / "r")
    code, out, err = catalog("log", "30304601/00012", cwd=root)
    assert (code, out) == (2, "")
    assert f"最接近：{CODE}" in err
    (root / BUDGET).parent.mkdir(parents=True, exist_ok=True)
    (root / BUDGET).write_text(OTHER, encoding="utf-8")
    code, out, err = catalog("log", OTHER_CODE, cwd=root)
    assert (code, out) == (2, "")
    assert "还没有提交，没有历史可查" in err


def test_a_name_that_two_bear_is_asked_back(tmp_path, catalog):
    root = begun(tmp_path / "r")
    twin = "catalog/人事局/30304601-000013_在职职工基本信息.yaml"
    commit(root, {twin: BASE[STAFF].replace(CODE, "30304601/000013")}, "twin")
    code, _, err = catalog("log", "在职职工基本信息", cwd=root)
    assert code == 2
    assert "有 2 条都叫" in err
    commit(root, {twin: None, STAFF: None}, "both gone")
    code, _, err = catalog("log", "在职职工基本信息", cwd=root)
    assert code == 2
    assert "历史上有 2 条" in err
    assert CODE in err


def test_what_no_output_may_show_is_not_told_by_a_commit_either(tmp_path, catalog):
    root = begun(tmp_path / "r")
    secret = "11010519491231002X"
    commit(root, {STAFF: BASE[STAFF].replace("abstract: ", f"abstract: {secret} ")}, f"补 {secret} 的记录 机密★5年")
    commit(root, {STAFF: BASE[STAFF]}, "taken out")
    for form in ("text", "markdown", "csv", "json"):
        _, out, _ = catalog("log", CODE, "-f", form, cwd=root)
        assert secret not in out
        assert "★5年" not in out
        assert "abstract-edited" in out or "摘要" in out
