"""Every command says and writes the same bytes, whether or not earlier runs left something to take up, in whatever state the checkout is."""

from __future__ import annotations

import os
import shutil
import sys

import pytest
from repositories import commit, git, lay
from test_recall import entry, path, settle

from govinfo_cli import validation
from govinfo_cli.commands import TITLES
from govinfo_cli.git.checkout import kept
from govinfo_cli.memory import contents, recall, touched

CODE = "30304601/000002"
DAY = "--today", "2026-11-24"
COMMANDS = [
    ("validate", *DAY),
    ("validate", *DAY, "-f", "json"),
    ("validate", *DAY, "-f", "sarif", path(4)),
    ("validate", "--today", "2027-02-01", "-f", "json"),
    ("validate", *DAY, "--base", "HEAD", "-f", "json"),
    ("validate", *DAY, "--rev", "HEAD"),
    ("validate", *DAY, "--staged"),
    ("list",),
    ("list", "-f", "json"),
    ("list", "-f", "csv", "--sort", "-name", "--columns", "code,name,path,items.name"),
    ("list", "-f", "json", "--sort", "-name"),
    ("list", "-f", "json", "-w", "名称~资源1"),
    ("list", "-f", "json", "-w", "信息项名称=编号"),
    ("list", "--columns", "name,items,share.internal.type,share.internal"),
    ("list", "-w", "名称~资源1"),
    ("list", "-w", "名称=没有的"),
    ("list", "catalog/人事局"),
    ("stats",),
    ("stats", "-f", "json"),
    ("stats", "--by", "share,owner", "-f", "csv"),
    ("show", CODE, *DAY),
    ("diff",),
    ("diff", "HEAD", "-f", "json"),
    ("log", CODE),
    ("classify", "-f", "json"),
    ("explain", "synonym"),
    ("schema", "entry"),
    ("export", "-f", "json", "-o", "../out", "--allow-errors", "--force"),
    ("export", "-f", "json", "-o", "-", "--allow-errors", "--owner", "人事局"),
    ("export", "-f", "json", "-o", "-", "--allow-errors", "--scope", "external"),
    ("export", "-f", "json", "-o", "-"),
    ("export", "-f", "csv", "-o", "../out", "--allow-errors", "--force"),
    ("export", "-f", "codeowners", "-o", "../out", "--force"),
    ("release", "list"),
    ("verify", "../none.zip"),
    ("fmt",),
    ("fix",),
    ("withdraw", CODE, "--reason", "停用", "--approved-by", "甲", "--date", "2026-11-24"),
    ("new", "--yes", "--set", "name=新的", "--set", "owner=人事局", "--today", "2026-11-24"),
    ("import", "../more.csv"),
    ("init",),
    ("diff-driver", path(1), path(1), "0" * 40, "100644", path(1), "0" * 40, "100644"),
]
# Those that take up what is kept are run in every state, the others in the last, which has something of all.
RECALLING = {"validate", "list", "stats", "export"}
ITEMS = "items:\n- {name: 编号, type: 字符型C, length: 20}\n- {name: 姓名, type: 字符型C}\n"
RICH = {
    7: f"abstract: 含é·ü和𠀀的说明\n{ITEMS}share:\n  type: 不予共享\n  internal: {{type: 无条件共享, mode: {{class: 共享平台方式}}}}\n",
    8: 'abstract: "##[warning]和##中[x]，#号"\nitems: []\nshare: {type: 有条件共享}\nopen: {public: true}\n',
    9: f"keywords: [甲, 乙]\n{ITEMS}share: 不明\nx-own: {{a: [1, 2]}}\n",
}
STATES = {
    "clean": lambda root: None,
    "a note laid beside entries": lambda root: lay(root, {"catalog/人事局/说明.txt": "请勿删除\n"}),
    "a record changed": lambda root: lay(root, {"catalog/waivers.yaml": "[]\n"}),
    "HEAD moved": lambda root: commit(
        root, {path(3): None, path(40): entry(40), path(5): entry(5, more="owner: 甲\n")}
    ),
    "a secret": lambda root: lay(root, {path(3): entry(3, more="abstract: 密级：机密\n")}),
    "edited, staged, broken and untracked": lambda root: (
        lay(root, {path(3): "x: 1\n", path(5): entry(5, "资源6", "update_cycle: 每天\n")}),
        git(root, "add", "-A"),
        lay(root, {path(3): entry(3), path(6): "name: [\n", path(30): entry(4)}),
    ),
}


@pytest.fixture
def root(tmp_path, tmp_path_factory, monkeypatch):
    monkeypatch.setattr(recall, "_CHUNK", 3)
    monkeypatch.setattr(contents, "_CHUNK", 3)
    monkeypatch.setattr(touched, "_SETTLED", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    root = tmp_path / "库"
    root.mkdir()
    files = {path(number): entry(number, more=RICH.get(number, "")) for number in range(1, 12)}
    # Before 人事局/ as a text, behind it as a folder.
    files[path(20).replace("人事局/", "人事局-二/")] = entry(20)
    files["catalog/catalog.yaml"] = "schemaVersion: 1\ntitle: 目录\npublisher: {name: 本院}\nprofile: [measures-2019]\n"
    files["catalog/owners.yaml"] = '人事局: {kind: 机关部门, class: "30304601"}\n'
    waiver = "{rule: missing-field, entry: 30304601/000003, reason: 试, approved_by: 甲, until: 2027-01-01}"
    files["catalog/waivers.yaml"] = f"- {waiver}\n"
    git(root, "init", "-q")
    commit(root, files)
    settle(root)
    (tmp_path / "more.csv").write_text("信息资源名称,信息资源提供方\n更多,人事局\n", encoding="utf-8")
    return root


@pytest.mark.parametrize("state", STATES)
def test_every_command(state, root, catalog, monkeypatch):
    assert {command[0] for command in COMMANDS} == set(TITLES), "a new command is to be held against this, too"
    worth(monkeypatch, 1)
    fill(root, catalog)
    STATES[state](root)
    taken = []
    monkeypatch.setattr(contents.Contents, "_known", watched(contents.Contents._known, taken))
    monkeypatch.setattr(recall, "_recalled", watched(recall._recalled, taken))
    for command in COMMANDS:
        if command[0] not in RECALLING and state != list(STATES)[-1]:
            continue
        worth(monkeypatch, 1)
        first = told(root, catalog, command)
        again = told(root, catalog, command) if command[0] in RECALLING else first
        store = kept(root).parent
        store.rename(root / ".git" / "away")
        worth(monkeypatch, sys.maxsize)
        without = told(root, catalog, command)
        assert not store.exists()
        (root / ".git" / "away").rename(store)
        assert first == without, command
        assert again == without, command
        if command[0] in ("validate", "list", "stats") and not {"--base", "--rev", "--staged"} & {*command}:
            assert told(root, catalog, (*command, "--no-cache")) == without, command
    assert len(taken) > 10, "what was kept was taken up"


BEFORE = {
    "broken, in no commit": lambda root: lay(root, {path(50): "name: [\n"}),
    "broken, in the last commit": lambda root: commit(root, {path(50): "name: [\n"}),
    "not to be read": lambda root: os.symlink("nowhere", root / path(50)),
    "ignored": lambda root: lay(root, {".gitignore": "*50_*\n", path(50): entry(50)}),
}


@pytest.mark.parametrize("what", BEFORE)
def test_a_file_out_of_order_before_anything_was_kept(what, root, catalog, monkeypatch):
    """It is told of in every run, not only in the one that found it."""
    BEFORE[what](root)
    worth(monkeypatch, 1)
    for command in (
        ("list",),
        ("stats",),
        ("list", "-f", "json"),
        ("export", "-f", "json", "-o", "-", "--allow-errors"),
    ):
        said = [catalog(*command, cwd=root) for _ in range(3)]
        worth(monkeypatch, sys.maxsize)
        shutil.rmtree(kept(root).parent, ignore_errors=True)
        assert said == [catalog(*command, cwd=root)] * 3, command
        worth(monkeypatch, 1)


def test_an_export_of_what_is_kept_is_that_of_its_commit(root, catalog, monkeypatch):
    """Objects are read another way, and nothing of them is kept."""
    worth(monkeypatch, 1)
    command = ("export", "-f", "json", "-o", "-", "--allow-errors")
    said = catalog(*command, "--rev", "HEAD", cwd=root)
    assert said[1].count('"code"') == 12
    assert [catalog(*command, cwd=root) for _ in range(2)] == [said] * 2


def fill(root, catalog):
    """Leaves something of every kind."""
    for command in (("validate",), ("list",)):
        catalog(*command, cwd=root)
    assert {place.name for place in kept(root).parent.iterdir()} >= {"entries", "contents"}


def worth(monkeypatch, entries):
    for module in (validation, contents):
        monkeypatch.setattr(module, "_WORTH_KEEPING", entries)


def watched(function, taken):
    def noted(*arguments):
        taken.append(function.__name__)
        return function(*arguments)

    return noted


def told(root, catalog, command):
    """What a command says, and every file that it wrote, with its bytes; they are put back."""
    above = root.parent
    before = laid(above)
    said = catalog(*command, cwd=root)
    after = laid(above)
    for place in after.keys() | before.keys():
        if after.get(place) != before.get(place):
            if place in before:
                place.parent.mkdir(exist_ok=True)
                place.write_bytes(before[place])
            else:
                place.unlink()
    for place in [root / ".github", above / "out"]:
        if place.is_dir():
            shutil.rmtree(place)
    return said, {place: raw for place, raw in after.items() if before.get(place) != raw}


def laid(above):
    return {place: place.read_bytes() for place in above.rglob("*") if place.is_file() and ".git" not in place.parts}
