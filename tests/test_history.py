"""The history in examples/: every commit against its parent, and pairs further apart, exactly as written down by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from govinfo_cli.change.comparison import compare
from govinfo_cli.source import Folder, Revision
from govinfo_cli.yaml.reading import load

EXAMPLES = Path(__file__).parents[1] / "examples" / "history"
EXPECTED = load((EXAMPLES / "expected.yaml").read_bytes(), {})


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    root = tmp_path_factory.mktemp("沿革") / "目录"
    subprocess.run([sys.executable, EXAMPLES / "build.py", root], check=True)
    return root


def log(root: Path) -> dict[str, tuple[str, str | None]]:
    """Subject -> (commit, its first parent), of the whole history."""
    said = subprocess.run(["git", "log", "--all", "--format=%s%x09%H%x09%P"], cwd=root, check=True, capture_output=True)
    rows = [line.split("\t") for line in said.stdout.decode().splitlines()]
    return {subject: (commit, parents.split()[0] if parents else None) for subject, commit, parents in rows}


def told(old, new) -> list[str]:
    cases = compare(old, new).cases
    return sorted(f"{case.level.word} {case.name} {case.title.code or '-'} {case.field or '-'}" for case in cases)


def test_the_history_is_as_long_as_it_must_be(history):
    commits = log(history)
    assert len(commits) >= 25
    assert set(EXPECTED["commits"]) == set(commits) - {"00 空仓库"}, "every commit is judged by hand"


@pytest.mark.parametrize("subject", EXPECTED["commits"])
def test_each_commit_is_judged_as_by_hand(history, subject):
    commit, parent = log(history)[subject]
    assert told(Revision(history, parent), Revision(history, commit)) == sorted(EXPECTED["commits"][subject])


@pytest.mark.parametrize("pair", EXPECTED["pairs"], ids=lambda pair: f"{pair['old']}…{pair['new']}")
def test_versions_further_apart_are_judged_as_by_hand(history, pair):
    commits = log(history)
    old, new = (Revision(history, commits[pair[side]][0]) for side in ("old", "new"))
    assert told(old, new) == sorted(pair["changes"])


def test_the_working_tree_is_judged_like_the_commit_it_is(history):
    commits = log(history)
    subprocess.run(["git", "checkout", "-q", commits["20 合并条目"][0]], cwd=history, check=True)
    try:
        before = Revision(history, commits["19 补正关联"][0])
        assert told(before, Folder(history)) == sorted(EXPECTED["commits"]["20 合并条目"])
        assert told(Revision(history, "HEAD"), Folder(history)) == []
    finally:
        subprocess.run(["git", "checkout", "-q", "main"], cwd=history, check=True)
