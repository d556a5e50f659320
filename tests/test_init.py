"""`init`: what it writes is a catalogue in order, on every system; what is there it leaves alone."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest
import recipes
import repositories
from recipes import STARTER

from govinfo_cli.bundle import WriteError
from govinfo_cli.starting import HOSTS, Answers, begin

CMDS = ["检查目录.cmd", "检查表格.cmd"]
ALWAYS = {path.relative_to(STARTER).as_posix() for path in STARTER.rglob("*") if path.is_file()}
MADE = {".vscode/entry.schema.json", ".vscode/owners.schema.json"}


def written(root) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def begun(tmp_path, catalog):
    """An empty folder, in which `init` was run with these options: begun(*options) -> folder."""

    def run(*options):
        root = tmp_path / "新 目录(1)"
        root.mkdir(exist_ok=True)
        code, out, err = catalog("init", *options, cwd=root)
        assert code == 0, out + err
        return root

    return run


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--title", "院: 目录 #1", "--publisher", "某某院"),
        ("--publisher", "yes", "--uscc", "1210 0000 4000 1122 7y", "--profile", "regulation-2025"),
        ("--ci", "github,gitlab,gitee", "--ci", "jenkins", "--codeowners"),
        ("--ci", "none", "--profile", "guide-2017", "--profile", "regulation-2025"),
    ],
    ids=" ".join,
)
def test_a_new_catalogue_is_clean_and_laid_out(begun, catalog, options):
    root = begun(*options)
    code, out, _ = catalog("validate", "-f", "json", cwd=root)
    found = json.loads(out)
    assert (code, found["findings"], found["summary"]["entries"]) == (0, [], 0)
    assert catalog("fmt", "--check", cwd=root)[0] == 0
    profiles = [options[place + 1] for place, option in enumerate(options) if option == "--profile"]
    assert found["profiles"] == (profiles or ["measures-2019", "guide-2017"])


def test_answers_stand_in_the_settings_and_comments_stay(begun):
    text = (begun("--publisher", "某某院", "--uscc", "12100000400011227Y") / "catalog/catalog.yaml").read_text("utf-8")
    assert "title: 某某院政务信息资源目录\n" in text
    assert re.search(r'publisher: \{name: 某某院, uscc: "?12100000400011227Y"?\}\n', text)
    plain = (STARTER / "catalog/catalog.yaml").read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        line for line in plain.splitlines() if line.startswith("#")
    ]


@pytest.mark.parametrize("host", HOSTS)
def test_each_host_gets_its_own_files_and_no_other(begun, host):
    root = begun("--ci", host)
    others = {path for paths in HOSTS.values() for path in paths}
    assert set(written(root)) == (ALWAYS - others) | set(HOSTS[host]) | MADE


def test_the_files_are_those_of_the_example(begun):
    found = written(begun("--ci", "github,gitlab,gitee,jenkins"))
    assert set(found) == ALWAYS | MADE
    assert all(found[path] == (STARTER / path).read_bytes() for path in ALWAYS)


def test_the_schema_for_editors_is_what_the_command_prints(begun, catalog):
    root = begun()
    for name in ("entry", "owners"):
        assert (root / f".vscode/{name}.schema.json").read_text("utf-8") == catalog("schema", name, cwd=root)[1]
    settings = json.loads((root / ".vscode/settings.json").read_text("utf-8"))
    for schema, globs in settings["yaml.schemas"].items():
        assert (root / schema).is_file()
        assert globs


def test_what_is_there_stays_as_it_is(begun, catalog, tmp_path):
    root = tmp_path / "新 目录(1)"
    (root / "catalog").mkdir(parents=True)
    (root / "README.md").write_text("我们的", encoding="utf-8")
    (root / ".gitignore").symlink_to(tmp_path / "nowhere")
    begun()
    assert (root / "README.md").read_text("utf-8") == "我们的"
    assert not (tmp_path / "nowhere").exists()
    before = written(root)
    code, out, _ = catalog("init", "--ci", "github,gitlab,gitee,jenkins", cwd=root)
    assert code == 0
    assert set(written(root)) == set(before) | {"Jenkinsfile"}
    assert all(raw == before[path] for path, raw in written(root).items() if path in before)


def test_a_file_made_in_the_meantime_is_not_written_over(tmp_path):
    start = begin(tmp_path, Answers(), ("github",), "zh")
    (tmp_path / "README.md").write_text("other", encoding="utf-8")
    with pytest.raises(WriteError):
        start.bundle.write(tmp_path)
    assert list(written(tmp_path)) == ["README.md"]


def test_code_owners_are_made_anew_but_not_over_another_s(begun, catalog):
    root = begun("--codeowners")
    owners = root / "catalog/owners.yaml"
    owners.write_text(
        owners.read_text("utf-8").replace("contact: {unit: 预算科}", "contact: {account: '@cw'}"), "utf-8"
    )
    assert catalog("init", "--codeowners", "--check", cwd=root)[0] == 1
    assert catalog("init", "--codeowners", cwd=root)[0] == 0
    assert "/catalog/财务处/ @cw\n" in (root / "CODEOWNERS").read_text("utf-8")
    assert catalog("init", "--codeowners", "--check", cwd=root)[0] == 0
    (root / "CODEOWNERS").write_text("* @us\n", encoding="utf-8")
    code, out, _ = catalog("init", "--codeowners", cwd=root)
    kept = "保留  CODEOWNERS  （已有，不是本工具写的，没有改动；要换成本工具的，先把它移走，再运行  catalog init --codeowners）"
    assert code == 0 and kept in out
    assert (root / "CODEOWNERS").read_text("utf-8") == "* @us\n"


def test_catalogues_do_not_nest_and_an_old_one_is_not_begun_again(begun, catalog):
    root = begun()
    before = written(root)
    for words in ((), ("--title", "x", "--ci", "jenkins"), ("内层",), ("catalog",), ("README.md",)):
        assert catalog("init", *words, cwd=root)[0] == 2
    assert written(root) == before


def test_below_the_top_of_a_repository_no_host_is_served(tmp_path, catalog):
    repositories.git(tmp_path, "init", "-q")
    assert catalog("init", "下层", "--ci", "github", cwd=tmp_path)[0] == 2
    assert catalog("init", "下层", cwd=tmp_path)[0] == 0
    assert not (tmp_path / "下层/.github").exists()
    assert catalog("validate", cwd=tmp_path / "下层")[0] == 0
    assert catalog("init", "--codeowners", cwd=tmp_path / "下层")[0] == 2


def test_blank_answers_are_refused(tmp_path, catalog):
    for option in ("--title", "--publisher"):
        assert catalog("init", option, "  ", cwd=tmp_path)[0] == 2
    assert catalog("init", "--profile", "guide-2018", cwd=tmp_path)[0] == 2
    assert written(tmp_path) == {}


def test_committed_it_passes_against_its_base_and_git_keeps_its_bytes(begun, catalog):
    root = begun()
    repositories.git(root, "init", "-q")
    repositories.git(root, "config", "core.autocrlf", "true")  # as on Windows
    repositories.commit(root, {})
    assert catalog("validate", "--base", "HEAD", cwd=root)[0] == 0
    before = written(root)
    for path in before:
        (root / path).unlink()
    repositories.git(root, "checkout", "-q", ".")
    assert written(root) == before


def test_text_ends_in_lf_and_batch_files_in_crlf_whatever_the_checkout_made_of_them(begun, monkeypatch, tmp_path):
    other = tmp_path / "starter"
    for path in ALWAYS:
        place = other / path
        place.parent.mkdir(parents=True, exist_ok=True)
        plain = (STARTER / path).read_bytes().replace(b"\r\n", b"\n")
        place.write_bytes(plain if path in CMDS else plain.replace(b"\n", b"\r\n"))
    monkeypatch.setattr("govinfo_cli.starting.STARTER", other)
    for path, raw in written(begun("--ci", "jenkins,github")).items():
        assert (raw.count(b"\r\n") == raw.count(b"\n")) if path in CMDS else b"\r" not in raw, path


@pytest.mark.parametrize("name", CMDS)
def test_batch_files_are_what_cmd_can_read(name):
    raw = (STARTER / name).read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r") and raw.endswith(b"\r\n")
    lines = raw.decode("utf-8").split("\r\n")
    switched = lines.index("chcp 65001 >nul")
    assert raw.startswith(b"@echo off\r\n") and "".join(lines[: switched + 1]).isascii()
    # The window stays open on every path: nothing leaves before the one pause, and only leaving comes after it.
    paused = lines.index("pause")
    assert not any(re.match(r"\s*(exit|goto)\b", line) for line in lines[:paused])
    assert [line for line in lines[paused + 1 :] if line and not re.match(r"(if defined CLOSE )?exit", line)] == []
    code = [line for line in lines if not line.startswith("rem ")]
    # What comes from outside is taken in quotes while nothing expands it, and later expanded after parsing only.
    delayed = next(place for place, line in enumerate(code) if line == "setlocal EnableDelayedExpansion")
    assert all(re.fullmatch(r'set "\w+=%~\w+[^%]*"', line) for line in code if re.search(r"%~", line))
    assert not any("%~" in line for line in code[delayed:])
    assert all(f'"!{word}!"' in line for line in code[delayed:] for word in re.findall(r"!(BOOK|OUT|HERE)!", line))
    # A bracket in a message would end the block that it stands in.
    assert not any(re.match(r"\s+echo .*[()&|<>^%!]", line) for line in code)
    assert "".join(code).count("(") == "".join(code).count(")")


def test_the_pre_commit_configuration_is_local(begun):
    for repository in recipes.loaded(begun() / ".pre-commit-config.yaml")["repos"]:
        assert repository["repo"] == "local", "it must work where no code host can be reached"
        assert all(hook["language"] == "system" for hook in repository["hooks"])


def test_the_first_commit_passes_the_plain_hook(begun):
    root = begun()
    repositories.git(root, "init", "-q")
    hook = root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_bytes((root / "hooks/pre-commit").read_bytes())
    hook.chmod(0o755)
    repositories.git(root, "add", "-A")
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    command = ["git", *who, "commit", "-qm", "x"]
    done = subprocess.run(command, cwd=root, env=os.environ | recipes.tools(), capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
