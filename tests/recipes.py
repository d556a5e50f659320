"""The scripts in CI files, run as their hosts run them: expressions come from a table, outputs go to a file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import repositories
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
STARTER = ROOT / "examples" / "starter"
WORKFLOWS = sorted((STARTER / ".github/workflows").glob("*.yml"))
COMMENT = STARTER / ".github/workflows/catalog-comment.yml"
ACTION = ROOT / "action.yml"
# A change that somebody else answers for, and one that is to be seen.
UNSHARED = ("type: 无条件共享", "type: 不予共享")
OLD_FAULT = {repositories.BUDGET: repositories.OTHER.replace("每月", "每个月").replace(*UNSHARED)}
NARROWED = {repositories.STAFF: repositories.BASE[repositories.STAFF].replace("每月", "每年").replace(*UNSHARED)}
_EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")


def loaded(path: Path) -> dict | list:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def steps(path: Path) -> list[dict]:
    data = loaded(path)
    jobs = data["jobs"].values() if "jobs" in data else [data["runs"]]
    return [step for job in jobs for step in job["steps"]]


def step(path: Path, name: str) -> dict:
    (found,) = (one for one in steps(path) if one.get("name") == name and "run" in one)
    return found


def run(one: dict, where: Path, given: dict[str, str], temporary: Path, **more: str) -> tuple[int, str, dict, str]:
    """Runs a step in `where` as GitHub does (bash, -e, pipefail): (exit code, what it printed, outputs, summary).

    `given` holds what each expression in the step's env comes to; a missing one fails the test.
    """
    temporary.mkdir(exist_ok=True)
    output, summary = temporary / "output", temporary / "summary"
    for file in (output, summary):
        file.write_text("", encoding="utf-8")
    env = {name: _EXPRESSION.sub(lambda m: given[m[1]], str(value)) for name, value in one.get("env", {}).items()}
    env |= {"RUNNER_TEMP": str(temporary), "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", one["run"]]
    done = subprocess.run(command, cwd=where, env=tools() | env | more, capture_output=True, encoding="utf-8")
    said = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
    return done.returncode, done.stdout + done.stderr, said, summary.read_text(encoding="utf-8")


def tools(*folders: Path) -> dict[str, str]:
    """This process's environment with this Python's programs before all others."""
    path = os.pathsep.join((*map(str, folders), str(Path(sys.executable).parent), os.environ["PATH"]))
    return os.environ | {"PATH": path}


def branched(root: Path) -> Path:
    """The repository at `root` made one whose main branch has an old fault, and whose branch `side` is checked out and
    narrows a share."""
    repositories.commit(root, OLD_FAULT)
    repositories.git(root, "checkout", "-qb", "side")
    repositories.commit(root, NARROWED)
    shutil.copytree(STARTER / "ci", root / "ci")
    return root
