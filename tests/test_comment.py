"""The comment on a pull request: one, kept up to date, by the workflow's own scripts; GitHub is a file."""

from __future__ import annotations

import json
import re
import shutil
import sys

import pytest
import recipes
import repositories
from recipes import COMMENT

GH = '''#!{python}
"""Stands in for GitHub's `gh api`: pull requests and comments lie in a JSON file."""
import json, os, sys
import jq
state = json.load(open(os.environ["GH_STATE"], encoding="utf-8"))
words = sys.argv[1:]
assert words.pop(0) == "api"
method, path, fields, query = "GET", None, {{}}, None
while words:
    word = words.pop(0)
    if word == "-X": method = words.pop(0)
    elif word in ("-f", "-F"):
        name, _, value = words.pop(0).partition("=")
        fields[name] = open(value[1:], encoding="utf-8").read() if word == "-F" and value[:1] == "@" else value
    elif word == "--jq": query = words.pop(0)
    elif word not in ("--silent", "--paginate"): path = word
state["calls"].append(f"{{method}} {{path}}")
if path == "repos/o/r/pulls":
    data = [one for one in state["pulls"] if one["head"]["label"] == fields["head"]]
elif path == "repos/o/r/issues/7/comments":
    if method == "POST":
        state["comments"].append({{"id": 100, "user": {{"login": "github-actions[bot]"}}, "body": fields["body"]}})
    data = state["comments"]
else:
    (one,) = (one for one in state["comments"] if path == f"repos/o/r/issues/comments/{{one['id']}}")
    one["body"] = fields["body"]
    data = one
for line in jq.compile(query).input_value(data).all() if query else (): print(line)
json.dump(state, open(os.environ["GH_STATE"], "w", encoding="utf-8"))
'''


@pytest.fixture
def branched(repository):
    return recipes.branched(repository)


class Host:
    """GitHub as far as the comment's workflow sees it, with one pull request of the branch `side`."""

    def __init__(self, folder, repository):
        self.folder, self.repository, self.state = folder, repository, folder / "state.json"
        (folder / "bin").mkdir(parents=True)
        program = folder / "bin/gh"
        program.write_text(GH.format(python=sys.executable), encoding="utf-8")
        program.chmod(0o755)
        self.base = repositories.git(repository, "rev-parse", "main")
        stranger = {"id": 1, "user": {"login": "stranger"}, "body": "<!-- catalog:changes 0 -->"}
        self.write({"calls": [], "comments": [stranger], "pulls": []})

    def write(self, data):
        self.state.write_text(json.dumps(data), encoding="utf-8")

    def read(self):
        return json.loads(self.state.read_text(encoding="utf-8"))

    def run(self, name, **given):
        env = {
            "GH_STATE": str(self.state),
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_WORKSPACE": str(self.repository),
            "GITHUB_SERVER_URL": "https://example.org",
        }
        env["PATH"] = recipes.tools(self.folder / "bin")["PATH"]
        return recipes.run(recipes.step(COMMENT, name), self.folder, self.given | given, self.folder / "t", **env)

    def pushed(self) -> list[str]:
        """A push to the branch: what the workflow then asks of the host."""
        head = repositories.git(self.repository, "rev-parse", "side")
        pull = {"number": 7, "head": {"label": "fork:side", "sha": head}, "base": {"sha": self.base}}
        self.write(self.read() | {"calls": [], "pulls": [pull]})
        self.given = {
            "github.token": "t",
            "github.event.workflow_run.head_repository.owner.login": "fork",
            "github.event.workflow_run.head_branch": "side",
            "github.event.workflow_run.head_sha": head,
        }
        code, out, found, _ = self.run("找到合并请求")
        assert code == 0 and found == {"number": "7", "base": self.base}, out
        code, out, _, _ = self.run("比对", **{"steps.find.outputs.base": found["base"]})
        assert code == 0, out
        shutil.rmtree(self.folder / "comment", ignore_errors=True)
        shutil.copytree(self.folder / "t/comment", self.folder / "comment")
        code, out, _, _ = self.run("写评论", **{"needs.compare.outputs.number": found["number"]})
        assert code == 0, out
        return [call for call in self.read()["calls"] if not call.startswith("GET")]


def test_one_comment_is_written_and_kept_up_to_date(branched, tmp_path):
    repositories.git(branched, "checkout", "-q", "main")  # the pull request is read, not checked out
    host = Host(tmp_path / "host", branched)
    assert host.pushed() == ["POST repos/o/r/issues/7/comments"]
    (stranger, ours) = host.read()["comments"]
    assert stranger["body"] == "<!-- catalog:changes 0 -->"
    assert re.match(r"<!-- catalog:changes [0-9a-f]{16} -->\n## 变更比对", ours["body"])
    repositories.git(branched, "checkout", "-q", "side")
    repositories.commit(branched, {"note.txt": "x"})
    assert host.pushed() == [], "the same changes: the comment, and what was answered to it, stays"
    repositories.commit(branched, {repositories.BUDGET: None})
    assert host.pushed() == ["PATCH repos/o/r/issues/comments/100"]
    assert "部门决算" in host.read()["comments"][1]["body"]


def test_a_pull_request_that_leaves_the_catalogue_alone_gets_no_comment(repository, tmp_path):
    repositories.git(repository, "checkout", "-qb", "side")
    repositories.commit(repository, {"note.txt": "x"})
    assert Host(tmp_path / "host", repository).pushed() == []


def test_a_comment_goes_to_no_other_pull_request(branched, tmp_path):
    host = Host(tmp_path / "host", branched)
    host.pushed()
    other = dict(host.given) | {"github.event.workflow_run.head_sha": "0" * 40}
    host.given = other
    code, _, found, _ = host.run("找到合并请求")
    assert code == 0 and found == {}
    code, *_ = host.run("写评论", **{"needs.compare.outputs.number": "8/../7"})
    assert code == 1
