"""action.yml, hooks and the CI files that `init` writes: as their linters and schemas want them, and doing what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import recipes
import repositories
from recipes import ACTION, ROOT, STARTER, WORKFLOWS

from govinfo_cli import __version__

HOOKS = ROOT / ".pre-commit-hooks.yaml"
CHECK = STARTER / ".github/workflows/catalog.yml"
SHELL = STARTER / "ci/check.sh"
GITLAB = STARTER / ".gitlab-ci.yml"
YAML_FILES = [ACTION, *WORKFLOWS]


def passes(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], env=recipes.tools(), capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def branched(repository):
    return recipes.branched(repository)


@pytest.mark.parametrize(
    ("schema", "path"),
    [("github-actions", ACTION), *(("github-workflows", path) for path in WORKFLOWS), ("gitlab-ci", GITLAB)],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_published_schema_holds(schema, path):
    from check_jsonschema import main

    assert main(["--builtin-schema", f"vendor.{schema}", str(path)], standalone_mode=False) == 0


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda path: path.name)
def test_zizmor_finds_nothing(path):
    passes("zizmor", "--offline", "--no-progress", "--persona", "auditor", path)


def test_every_pinned_package_has_its_hashes():
    lock = (ROOT / "requirements-ci.lock").read_text(encoding="utf-8")
    pinned = re.split(r"^(?=[\w.-]+(?:\[[^\]]*\])?==)", lock, flags=re.M)[1:]
    assert len(pinned) > 50
    for one in pinned:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", one), one
    assert all(re.match(r"[\w.-]+(\[.*\])?==|    |#|$", line) for line in lock.splitlines()), (
        "a package that is not pinned"
    )


@pytest.mark.parametrize("path", [SHELL, STARTER / "hooks/pre-commit"], ids=lambda path: path.name)
def test_shellcheck_finds_nothing_in_the_shell_recipes(path):
    passes("shellcheck", "-s", "sh", path)


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda path: path.name)
def test_scripts_are_good_shell_and_hold_no_expression(path, tmp_path):
    scripts = [step["run"] for step in recipes.steps(path) if "run" in step]
    assert scripts
    for number, script in enumerate(scripts):
        assert "${{" not in script, "an expression in a script is code that a stranger writes"
        (tmp_path / f"{number}.sh").write_text(script, encoding="utf-8")
        passes("shellcheck", "-s", "bash", tmp_path / f"{number}.sh")


@pytest.mark.parametrize("path", YAML_FILES, ids=lambda path: path.name)
def test_actions_of_others_are_pinned_and_rights_are_few(path):
    text = path.read_text(encoding="utf-8")
    for used in re.findall(r"^ *(?:# )?- uses: (.*)$", text.split("\nname:", 1)[1], re.M):
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used
    if path != ACTION:
        data = recipes.loaded(path)
        assert data["permissions"] == {}
        assert all(job["permissions"] and job["timeout-minutes"] for job in data["jobs"].values())
        checkouts = [step for step in recipes.steps(path) if "checkout@" in step.get("uses", "")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)
        assert all(step["with"]["fetch-depth"] == 0 for step in checkouts)


def test_gitlab_gets_names_and_paths_that_it_takes():
    ((name, job),) = recipes.loaded(GITLAB).items()
    assert len(name) <= 255
    # Of EXPOSE_AS_REGEX in GitLab's lib/gitlab/ci/config/entry/artifacts.rb; the published schema does not say it.
    assert re.fullmatch(r"\w[-\w ]*", job["artifacts"]["expose_as"], re.A)
    folder = job["artifacts"]["paths"][0]
    assert all(
        path.startswith(folder) and path in SHELL.read_text("utf-8").replace("$report/", folder)
        for path in job["artifacts"]["reports"].values()
    )


def test_only_the_job_that_runs_nothing_of_ours_may_write():
    rights = {name: job["permissions"] for name, job in recipes.loaded(recipes.COMMENT)["jobs"].items()}
    assert rights == {"compare": {"contents": "read", "pull-requests": "read"}, "post": {"pull-requests": "write"}}
    uses = [step.get("uses", "").split("@")[0] for step in recipes.loaded(recipes.COMMENT)["jobs"]["post"]["steps"]]
    assert uses == ["actions/download-artifact", ""]


def test_the_version_that_ci_installs_is_this_one():
    said = {
        path.relative_to(STARTER).as_posix(): re.findall(
            r'CATALOG_VERSION: "(.*)"|govinfo-cli==(\d.*?)[）)\s"]', path.read_text(encoding="utf-8")
        )
        for path in (*WORKFLOWS, GITLAB, STARTER / "Jenkinsfile")
    }
    assert all(said.values())
    assert {version for found in said.values() for pair in found for version in pair if version} == {__version__}


@pytest.mark.parametrize(
    ("shell", "variables"),
    [
        ("dash", {"CATALOG_BASE": "main"}),
        ("bash", {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "BASE"}),
        ("sh", {"GITEE_PULL_ID": "7", "GITEE_COMMIT": "BASE"}),
        ("sh", {"CHANGE_TARGET": "main"}),
    ],
    ids=["plain", "gitlab", "gitee", "jenkins"],
)
def test_the_shell_recipe_answers_for_the_change_only(branched, shell, variables):
    base = repositories.git(branched, "rev-parse", "main")
    repositories.git(branched, "update-ref", "refs/remotes/origin/main", base)
    told = {name: value.replace("BASE", base) for name, value in variables.items()}
    shell = shutil.which(shell) or "sh"
    done = subprocess.run(
        [shell, branched / "ci/check.sh"], cwd="/", env=recipes.tools() | told, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "[missing-share-basis]" in done.stdout
    assert "每个月" not in done.stdout, "an old fault of somebody else"
    report = branched / "catalog-report"
    assert "改为不予共享" in (report / "changes.md").read_text(encoding="utf-8")
    assert (report / "changes.html").exists() and (report / "check.xml").exists()
    (found, *_) = json.loads((report / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert found["location"]["path"] == repositories.STAFF


def test_the_shell_recipe_without_a_base_checks_everything(branched):
    env = recipes.tools()
    done = subprocess.run(["sh", "ci/check.sh"], cwd=branched, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "每个月" in done.stdout
    assert not (branched / "catalog-report/changes.md").exists()


def test_the_shell_recipe_fails_for_a_change_when_asked_to(repository):
    repositories.git(repository, "checkout", "-qb", "side")
    repositories.commit(repository, {repositories.STAFF: None})
    shutil.copytree(STARTER / "ci", repository / "ci")
    for level, code in (("never", 0), ("breaking", 1)):
        env = recipes.tools() | {"CATALOG_BASE": "main", "CATALOG_FAIL_ON": level}
        done = subprocess.run(["sh", "ci/check.sh"], cwd=repository, env=env, capture_output=True, encoding="utf-8")
        assert done.returncode == code, done.stdout + done.stderr


def test_without_the_tool_recipe_and_hook_say_what_to_install(branched, tmp_path):
    bare = tmp_path / "bin"
    bare.mkdir()
    for name in ("dirname", "sh"):
        (bare / name).symlink_to(shutil.which(name))
    shutil.copytree(STARTER / "hooks", branched / "hooks")
    for script, code in (("ci/check.sh", 2), ("hooks/pre-commit", 1)):
        done = subprocess.run(
            [shutil.which("sh"), script],
            cwd=branched,
            env=os.environ | {"PATH": str(bare)},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == code
        assert "pip install govinfo-cli" in done.stderr


def test_the_workflow_annotates_and_summarises(branched, tmp_path):
    base = {"github.event.pull_request.base.sha": repositories.git(branched, "rev-parse", "main")}
    code, out, _, summary = recipes.run(recipes.step(CHECK, "检查"), branched, base, tmp_path / "t")
    assert code == 1
    assert f"::error file={repositories.STAFF}".replace(",", "%2C") in out
    assert "缺少不予共享依据" in summary or "没有写依据" in summary
    assert "每个月" not in out + summary
    code, out, _, summary = recipes.run(recipes.step(CHECK, "变更"), branched, base, tmp_path / "t")
    assert code == 0
    assert "改为不予共享" in summary
    code, out, _, _ = recipes.run(
        recipes.step(CHECK, "检查"), branched, {"github.event.pull_request.base.sha": ""}, tmp_path / "t"
    )
    assert "每个月" in out, "a push checks everything"


def test_the_action_annotates_summarises_and_hands_on(branched, tmp_path):
    given = {
        "steps.install.outputs.bin": os.path.dirname(sys.executable),
        "steps.install.outputs.reports": str(tmp_path),
        "inputs.root": ".",
        "inputs.base": "main",
        "inputs.fail-on": "error",
        "inputs.fail-on-change": "breaking",
        "inputs.args": "--today 2026-11-24 --ignore synonym",
        "inputs.lang": "en",
    }
    code, out, said, summary = recipes.run(recipes.step(ACTION, "Check"), branched, given, tmp_path / "t")
    assert code == 1 and "::error" in out and "basis" in summary
    findings = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))
    assert findings["ignored"] == ["synonym"]
    assert said == {"sarif": str(tmp_path / "findings.sarif"), "findings": str(tmp_path / "findings.json")}
    code, out, said, summary = recipes.run(recipes.step(ACTION, "Compare"), branched, given, tmp_path / "t")
    assert code == 1 and "breaking" in summary
    assert set(said) == {"comment", "changes"}
    injected = given | {"inputs.base": "$(touch pwned)", "inputs.args": "; touch pwned"}
    code, out, _, _ = recipes.run(recipes.step(ACTION, "Check"), branched, injected, tmp_path / "t")
    assert code == 2 and not (branched / "pwned").exists()


def test_hooks_run_as_they_are_declared(branched):
    hooks = {hook["id"]: hook for hook in recipes.loaded(HOOKS)}
    assert set(hooks) == {"catalog-validate", "catalog-fmt", "catalog-fix"}
    repositories.lay(branched, {repositories.STAFF: repositories.BASE[repositories.STAFF].replace("每月", "按月")})
    repositories.git(branched, "add", repositories.STAFF)

    def run(hook, *names):
        assert re.search(hook.get("files", ""), repositories.STAFF)
        assert not hook.get("files") or not re.search(hook["files"], "catalog/owners.yaml")
        command = [hook["entry"], *hook["args"], *names]
        return subprocess.run(command, cwd=branched, env=recipes.tools(), capture_output=True, encoding="utf-8")

    done = run(hooks["catalog-validate"])
    assert done.returncode == 0 and "按月" in done.stdout and "每个月" not in done.stdout, done.stdout + done.stderr
    before = (branched / repositories.STAFF).read_text(encoding="utf-8")
    assert run(hooks["catalog-fmt"], repositories.STAFF).returncode == 0
    assert run(hooks["catalog-fix"], repositories.STAFF).returncode == 0
    after = (branched / repositories.STAFF).read_text(encoding="utf-8")
    assert "每月" in after and after != before
    assert (branched / repositories.BUDGET).read_text(encoding="utf-8") == recipes.OLD_FAULT[repositories.BUDGET]


def test_the_hook_lets_the_first_commit_of_all_pass(repository):
    (hook,) = (hook for hook in recipes.loaded(HOOKS) if hook["id"] == "catalog-validate")
    shutil.rmtree(repository / ".git")
    repositories.git(repository, "init", "-q")
    repositories.git(repository, "add", "-A")
    passes_in = {"cwd": repository, "env": recipes.tools(), "capture_output": True, "encoding": "utf-8"}
    done = subprocess.run([hook["entry"], *hook["args"]], **passes_in)
    assert done.returncode == 0 and "共检查 1 条" in done.stdout, done.stdout + done.stderr


def test_the_plain_hook_stops_a_commit_with_an_error(branched):
    hook = branched / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    shutil.copy(STARTER / "hooks/pre-commit", hook)
    hook.chmod(0o755)
    repositories.lay(branched, {repositories.STAFF: "name: 不全\n"})
    repositories.git(branched, "add", "-A")
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")

    def commit():
        return subprocess.run(
            ["git", *who, "commit", "-qm", "x"],
            cwd=branched,
            env=recipes.tools(),
            capture_output=True,
            encoding="utf-8",
        )

    assert commit().returncode == 1
    repositories.lay(branched, {repositories.STAFF: repositories.BASE[repositories.STAFF]})
    repositories.git(branched, "add", "-A")
    done = commit()
    assert done.returncode == 0, done.stdout + done.stderr
