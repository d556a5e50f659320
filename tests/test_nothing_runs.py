"""No command opens a connection or starts a program but git: the interpreter itself tells."""

from __future__ import annotations

import json
import os
import sys

import doomed
import model
import pytest
from doomed import DEEDS, laid, run
from repositories import git, lay

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="what listens to the interpreter stays: it needs a fork"
)
READING = {
    "validate": ("validate",),
    "validate --rev": ("validate", "--rev", "HEAD"),
    "diff": ("diff",),
    "log": ("log", "30304601/000012"),
    "list": ("list",),
    "stats": ("stats",),
    "show": ("show", "30304601/000012"),
    "classify": ("classify", "--all"),
    "explain": ("explain", "share"),
}
_STARTS = ("os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "pty.spawn", "ctypes.dlopen")
_REACHES = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "urllib.Request", "http.client.connect")  # fmt: skip
FORBIDDEN = 77


def listening() -> None:
    """Ends the process where it does what none may."""

    def hear(event, told):
        program = os.path.basename(os.fsdecode(told[0])) if event == "subprocess.Popen" else "git"
        if event in _REACHES or event.startswith(_STARTS) or program != "git":
            os.write(2, f"{event} {told!r}"[:500].encode())
            os._exit(FORBIDDEN)

    sys.addaudithook(hear)


@pytest.mark.parametrize("name", [*READING, *DEEDS])
def test_no_command_reaches_out_or_starts_a_program(name, tmp_path):
    deed = DEEDS.get(name) or DEEDS["fmt"]
    root = laid(tmp_path / "库", deed)
    if name == "init":
        assert run(root, deed.arguments, listening).code == 0
        return
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    ended = run(root, READING.get(name) or deed.arguments, listening)
    assert ended.code in (0, 1), ended.said


def test_a_local_schema_refers_to_itself_only(tmp_path):
    root = laid(tmp_path / "库", DEEDS["fmt"])
    lay(root, {"catalog/catalog.yaml": model.SETTINGS.replace("[measures-2019,", "[own, measures-2019,")})
    lay(root, {"schemas/own/profile.yaml": "title: {zh: 自, en: own}\nextends: guide-2017\nrules: {}\n"})
    for address in ("http://127.0.0.1:9/x", "file:///etc/passwd", "../other.json"):
        lay(root, {"schemas/own/entry.schema.json": json.dumps({"properties": {"name": {"$ref": address}}})})
        ended = run(root, ("validate",), listening)
        assert ended.code == 2 and "规范“own”读不出来" in ended.said, ended


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(a|aa)+$", "a*b", "^a*a*$", "^(.*)\\1$", "^(a{1,9}){1,9}$", "x" * 400])
def test_a_local_schema_brings_no_pattern_that_takes_its_time(pattern, tmp_path):
    root = laid(tmp_path / "库", DEEDS["fmt"])
    lay(root, {"catalog/catalog.yaml": model.SETTINGS.replace("[measures-2019,", "[own, measures-2019,")})
    profile = "title: {zh: 自, en: own}\nextends: guide-2017\nrules: {}\n"
    lay(root, {"schemas/own/profile.yaml": profile})
    lay(root, {"schemas/own/entry.schema.json": json.dumps({"properties": {"name": {"pattern": pattern}}})})
    ended = run(root, ("validate",))
    assert ended.code == 2 and "规范“own”读不出来" in ended.said
    lay(root, {"schemas/own/entry.schema.json": "{}", "schemas/own/profile.yaml": f"{profile}code: '{pattern}'\n"})
    assert run(root, ("validate",)).code == 2


@pytest.mark.parametrize("pattern", ["^[0-9]{8}/[0-9]{6}$", "^30+[A-Z(+*]{2,4}$", "甲|乙", "^\\+?x\\)*$"])
def test_a_local_schema_may_bring_the_patterns_that_it_needs(pattern, tmp_path):
    root = laid(tmp_path / "库", DEEDS["fmt"])
    lay(root, {"catalog/catalog.yaml": model.SETTINGS.replace("[measures-2019,", "[own, measures-2019,")})
    lay(root, {"schemas/own/profile.yaml": "title: {zh: 自, en: own}\nextends: guide-2017\nrules: {}\n"})
    lay(root, {"schemas/own/entry.schema.json": json.dumps({"properties": {"name": {"pattern": pattern}}})})
    assert run(root, ("validate",)).code in (0, 1)


@pytest.mark.parametrize(
    "what",
    [
        lambda: __import__("socket").create_connection(("127.0.0.1", 9), timeout=1),
        lambda: __import__("subprocess").run(["true"], check=False),
        lambda: os.system("true"),
    ],
    ids=["connection", "program", "shell"],
)
def test_what_none_may_do_is_heard(what, tmp_path):
    """The control."""
    root = laid(tmp_path / "库", DEEDS["fmt"])
    assert run(root, ("fmt",), lambda: [listening(), what()]).code == FORBIDDEN
    assert doomed.run(root, ("fmt",)).code == 0
