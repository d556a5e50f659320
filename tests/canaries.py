"""Checkouts of a stranger: each plants commands wherever git can be told to run one, and knows what makes git run it.

A canary is a script that leaves a file of its name in `fired`. Its control is a plain, unguarded use of git that must set
it off; where git itself never runs what is planted, `never` says why instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import model
from repositories import BASE, BUDGET, NARROWER, OTHER, STAFF, commit, git
from repositories import lay as lay_files

THIRD = "catalog/财务局/30304602-000004_部门预算.yaml"
_THIRD = OTHER.replace("000003", "000004").replace("决算", "预算")
REAL_PATH = os.environ.get("PATH", "")


class Control(NamedTuple):
    """A use of git without the guard: its arguments, what it reads, where and with which variables it runs."""

    arguments: Sequence[str]
    input: str = ""
    terminal: bool = False
    variables: dict[str, str] = {}
    below: str = "."


class World:
    """A repository at `root` with three commits, and the folder `fired`, where canaries leave their names."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root, self.fired = folder, folder / "目录 库", folder / "fired"
        self.variables: dict[str, str] = {}
        self.controls: dict[str, Control] = {}
        self.never: dict[str, str] = {}
        self.day = 0
        self.fired.mkdir(parents=True)
        self.root.mkdir()
        git(self.root, "init", "-q", "-b", "main")
        commit(self.root, {**BASE, BUDGET: OTHER, THIRD: _THIRD})
        commit(self.root, {STAFF: model.completed(NARROWER)}, "二")
        commit(self.root, {BUDGET: OTHER.replace("按年", "每年"), THIRD: _THIRD.replace("按年", "每年")}, "三")

    def script(self, name: str, then: str = "", at: Path | None = None) -> str:
        place = at or self.folder / "scripts" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"#!/bin/sh\n: > '{self.fired / name}'\n{then}\n", encoding="utf-8")
        place.chmod(0o755)
        return str(place)

    def config(self, key: str, value: str) -> None:
        git(self.root, "config", key, value)

    def plant(self, key: str, name: str, *arguments: str, then: str = "", **more) -> None:
        """A canary called `name` as the value of `key`, and the control that sets it off."""
        self.config(key, self.script(name, then))
        self.controls[name] = Control(arguments, **more)

    def control(self, name: str) -> set[str]:
        """Runs the control called `name` as nobody should; which canaries fired."""
        self.clear()
        one = self.controls[name]
        who = {f"GIT_{role}_{what}": "t@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environment = {**os.environ, **who, **self.variables, "TERM": "xterm", **one.variables}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        if one.terminal:
            leader, follower = os.openpty()
            streams = {"stdout": follower, "stderr": follower}
        self.touch()
        self.said = subprocess.run(
            # By name, as nobody should: the working directory counts where PATH says so.
            ["git", *one.arguments],
            cwd=self.root / one.below,
            env=environment,
            input=one.input.encode() or None,
            check=False,
            timeout=600,
            **streams,
        )
        if one.terminal:
            os.close(follower)
            os.close(leader)
        return self.told()

    def touch(self) -> None:
        """Gives every entry another time stamp, so that git has to look into them all."""
        self.day += 86_400
        for path in self.root.rglob("*.yaml"):
            os.utime(path, (self.day, self.day))

    def clear(self) -> None:
        shutil.rmtree(self.fired)
        self.fired.mkdir()

    def told(self) -> set[str]:
        return {place.name for place in self.fired.iterdir()}


def configuration(world: World) -> None:
    """.git/config, .gitattributes and hooks of the repository itself."""
    attributes = f"{STAFF} filter=one diff=one\n{BUDGET} diff=two\n{THIRD} filter=a=b\n".replace(" 库", "?库")
    lay_files(world.root, {".gitattributes": attributes, ".mailmap": "谁 <who@example.org> <t@example.org>\n"})
    git(world.root, "add", "-A")
    git(world.root, "commit", "-qm", "四")
    world.plant("core.fsmonitor", "core.fsmonitor", "status")
    hooks = world.folder / "hooks"
    world.config("core.hooksPath", str(hooks))
    for hook, *arguments in (
        ("post-index-change", "update-index", "--force-write-index"),
        ("post-checkout", "checkout", "-q", "HEAD", "--", "."),
        ("reference-transaction", "update-ref", "refs/heads/canary", "HEAD"),
        ("pre-commit", "commit", "-q", "--allow-empty", "-m", "x"),
    ):
        world.script(hook, "exit 1" if hook == "pre-commit" else "", hooks / hook)
        world.controls[hook] = Control(arguments)
    world.plant("diff.external", "diff.external", "diff", "HEAD~2", "--", THIRD)
    world.plant("diff.one.command", "diff.driver.command", "diff", "HEAD~3", "--", STAFF)
    world.plant(
        "diff.two.textconv", "diff.driver.textconv", "log", "-p", "--no-ext-diff", "--", BUDGET, then='cat "$1"'
    )
    world.plant("filter.one.clean", "filter.clean", "status", then="cat")
    world.plant("filter.one.smudge", "filter.smudge", "cat-file", "--filters", f"HEAD:{STAFF}", then="cat")
    # A name that no option -c can speak of.
    world.plant("filter.a=b.clean", "filter.odd-name.clean", "status", then="cat")
    world.plant("core.sshCommand", "core.sshCommand", "fetch", "ssh://example.invalid/x")
    world.plant("core.gitProxy", "core.gitProxy", "fetch", "git://example.invalid/x")
    asked = "protocol=https\nhost=example.invalid\n\n"
    world.plant("credential.helper", "credential.helper", "credential", "fill", input=asked)
    world.plant("core.askPass", "core.askPass", "credential", "fill", input=asked)
    world.plant("core.pager", "core.pager", "branch", terminal=True, then="cat")
    world.plant("pager.log", "pager.log", "log", terminal=True, then="cat")
    world.plant("core.editor", "core.editor", "config", "--edit")
    world.plant("sequence.editor", "sequence.editor", "rebase", "-i", "HEAD~1", then="exit 1")
    world.plant("remote.origin.uploadpack", "remote.uploadpack", "fetch", "origin")
    world.config("remote.origin.url", str(world.root))
    world.plant("alias.canary", "alias", "canary")
    world.config("alias.canary", "!" + world.script("alias"))
    signed = git(world.root, "cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1
    )
    world.config("log.showSignature", "true")
    world.plant("gpg.program", "gpg.program", "log", "-1")
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=world.root,
        input=signed.encode() + b"\n",
        capture_output=True,
        check=True,
    )
    git(world.root, "reset", "-q", "--soft", made.stdout.decode().strip())
    other = world.folder / "other.git"
    git(world.folder, "clone", "-q", "--bare", str(world.root), str(other))
    (world.root / ".git/objects/info/alternates").write_text(f"{other}/objects\n", encoding="utf-8")
    git(
        other,
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "user.name=x",
        "-c",
        "user.email=x",
        "commit-tree",
        "-m",
        "x",
        "HEAD^{tree}",
    )
    world.plant("core.alternateRefsCommand", "core.alternateRefsCommand", "fetch", str(other))
    world.config("alias.ls-tree", "!" + world.script("alias-of-a-builtin"))
    world.never["alias-of-a-builtin"] = "git takes no alias for what is its own command"
    world.config("trace2.eventTarget", str(world.fired / "trace2"))
    world.never["trace2"] = "git reads where to trace to from system and user settings only"
    world.config("uploadpack.packObjectsHook", world.script("uploadpack.packObjectsHook"))
    world.never["uploadpack.packObjectsHook"] = "git reads it from protected settings only"
    world.never["mailmap"] = "it renames people and runs nothing"


def hooks_in_place(world: World) -> None:
    """Hooks where git looks by itself, and everything else by way of included files."""
    for hook, *arguments in (
        ("post-index-change", "update-index", "--force-write-index"),
        ("reference-transaction", "update-ref", "refs/heads/canary", "HEAD"),
    ):
        world.script(hook, "", world.root / ".git/hooks" / hook)
        world.controls[hook] = Control(arguments)
    monitor, clean = world.script("include.path"), world.script("includeIf", "cat")
    attributes = world.folder / "attributes"
    attributes.write_text("*.yaml filter=hidden\n", encoding="utf-8")
    (world.folder / "one").write_text(f"[core]\n\tfsmonitor = {monitor}\n", encoding="utf-8")
    (world.folder / "two").write_text(
        f'[core]\n\tattributesFile = {attributes}\n[filter "hidden"]\n\tclean = {clean}\n\trequired\n', encoding="utf-8"
    )
    world.config("include.path", str(world.folder / "one"))
    world.config("includeIf.gitdir:**/.git.path", str(world.folder / "two"))
    world.controls["include.path"] = world.controls["includeIf"] = Control(("status",))


def long_running_filter(world: World) -> None:
    """A filter that git talks to, apart, since git gives up where it does not answer."""
    (world.root / ".git/info/attributes").write_text("*.yaml filter=x\n", encoding="utf-8")
    world.plant("filter.x.process", "filter.process", "status")
    world.config("filter.x.required", "true")


def redirected(world: World) -> None:
    """A `.git` that is a file, and a repository elsewhere that says the work tree is a third place."""
    elsewhere = world.folder / "elsewhere"
    (world.root / ".git").rename(elsewhere)
    (world.root / ".git").write_text(f"gitdir: {elsewhere}\n", encoding="utf-8")
    (world.folder / "third").mkdir()
    git(world.root, "config", "core.worktree", str(world.folder / "third"))
    world.plant("core.fsmonitor", "core.fsmonitor", "--work-tree=.", "status")


def superproject(world: World) -> None:
    """A repository whose submodule, in the midst of the catalogue, has a configuration of its own."""
    inner = World(world.folder / "inner")
    git(
        world.root,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(inner.root),
        "catalog/人事局/子模块",
    )
    git(world.root, "commit", "-qm", "四")
    below = world.root / "catalog/人事局/子模块"
    git(below, "config", "core.fsmonitor", world.script("submodule-core.fsmonitor"))
    git(below, "config", "filter.x.clean", world.script("submodule-filter.clean", "cat"))
    (world.root / ".git/modules/catalog/人事局/子模块/info/attributes").write_text(
        "*.yaml filter=x\n", encoding="utf-8"
    )
    os.utime(below / STAFF, (1, 1))
    world.controls["submodule-core.fsmonitor"] = world.controls["submodule-filter.clean"] = Control(("status",))


def variables(world: World) -> None:
    """Variables of git's own in the environment of whoever runs the tool."""
    other = World(world.folder / "other")
    git(other.root, "config", "core.fsmonitor", world.script("GIT_DIR"))
    settings = world.folder / "settings"
    settings.write_text(f"[core]\n\tfsmonitor = {world.script('GIT_CONFIG_GLOBAL')}\n", encoding="utf-8")
    one = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": world.script("GIT_CONFIG_COUNT"),
    }
    programs = world.folder / "programs"
    world.script("GIT_EXEC_PATH", "", programs / "git-canary")
    asked = "protocol=https\nhost=example.invalid\n\n"
    diff = ("diff", "HEAD~1")
    known = {
        "GIT_EXTERNAL_DIFF": Control(diff),
        "GIT_SSH_COMMAND": Control(("fetch", "ssh://example.invalid/x")),
        "GIT_PROXY_COMMAND": Control(("fetch", "git://example.invalid/x")),
        "GIT_ASKPASS": Control(("credential", "fill"), input=asked),
        "GIT_EDITOR": Control(("config", "--edit")),
        "GIT_PAGER": Control(("log",), terminal=True),
    }
    world.variables = {name: world.script(name) for name in known}
    world.controls = {
        **known,
        "GIT_CONFIG_COUNT": Control(("status",), variables=one),
        "GIT_CONFIG_PARAMETERS": Control(
            ("status",),
            variables={"GIT_CONFIG_PARAMETERS": f"'core.fsmonitor={world.script('GIT_CONFIG_PARAMETERS')}'"},
        ),
        "GIT_CONFIG_GLOBAL": Control(("status",), variables={"GIT_CONFIG_GLOBAL": str(settings)}),
        "GIT_DIR": Control(
            ("status",), variables={"GIT_DIR": str(other.root / ".git"), "GIT_WORK_TREE": str(world.root)}
        ),
        "GIT_EXEC_PATH": Control(("canary",), variables={"GIT_EXEC_PATH": str(programs)}),
        "GIT_TRACE": Control(("status",), variables={"GIT_TRACE": str(world.fired / "GIT_TRACE")}),
        "GIT_TRACE2_EVENT": Control(("status",), variables={"GIT_TRACE2_EVENT": str(world.fired / "GIT_TRACE2_EVENT")}),
    }


def partial_clone(world: World) -> None:
    """A clone that lacks what it was asked for, and says how to fetch it."""
    world.config("uploadpack.allowFilter", "true")
    clone = world.folder / "clone"
    git(world.folder, "clone", "-q", "--filter=blob:none", f"file://{world.root}", str(clone))
    world.root = clone
    world.config("remote.origin.url", f"ext::{world.script('promisor-remote')} %S x")
    world.config("protocol.ext.allow", "always")
    world.config("protocol.allow", "always")
    world.controls["promisor-remote"] = Control(("cat-file", "-p", f"HEAD~2:{STAFF}"))


def partial_clone_by_program(world: World) -> None:
    """The same by a path, with a program of the repository's choice at its other end."""
    partial_clone(world)
    world.config("remote.origin.url", str(world.folder / "目录 库"))
    world.plant("remote.origin.uploadpack", "promisor-remote", "cat-file", "-p", f"HEAD~2:{STAFF}")


def embedded(world: World) -> None:
    """A catalogue in a folder that the checkout itself lays out like a bare repository."""
    inner = world.root / "内"
    inner.mkdir()
    (world.root / "catalog").rename(inner / "catalog")
    for folder in ("objects", "refs"):
        (inner / folder).mkdir()
        (inner / folder / ".keep").write_text("", encoding="utf-8")
    (inner / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    script = world.script("embedded-core.fsmonitor")
    (inner / "config").write_text(
        f"[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = {script}\n",
        encoding="utf-8",
    )
    for subject in "四五六":
        commit(world.root, {f"内/{STAFF}": model.completed(NARROWER if subject == "五" else "")}, subject)
    world.controls["embedded-core.fsmonitor"] = Control(("status",), below="内")


def in_the_way(world: World) -> None:
    """A program called git in the checkout, and a PATH that looks there first."""
    for place in ("git", "catalog/git"):
        world.script("git-in-the-working-directory", "", world.root / place)
    world.controls["git-in-the-working-directory"] = Control(("status",))
    world.variables["PATH"] = os.pathsep.join(("", ".", "catalog", REAL_PATH))


WORLDS: dict[str, Callable[[World], None]] = {
    make.__name__: make
    for make in (
        configuration,
        hooks_in_place,
        long_running_filter,
        redirected,
        superproject,
        variables,
        partial_clone,
        partial_clone_by_program,
        embedded,
        in_the_way,
    )
}
