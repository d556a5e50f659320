"""`catalog init`: a new catalogue repository, or what an old one lacks: files of a host, CODEOWNERS."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from govinfo_cli import answering, editing, starting, uscc
from govinfo_cli.diagnostic import Text
from govinfo_cli.exports.codeowners import PATH as CODEOWNERS
from govinfo_cli.git import objects as git
from govinfo_cli.option import Argument, Context, Exit, Option
from govinfo_cli.running import Globals, UsageError, enclosing
from govinfo_cli.starting import HOSTS, USUAL, Answers, Start
from govinfo_cli.visible import shown, visible, visible_path

_NONE = "none"


def init(
    context: Context,
    folder: Annotated[str | None, Argument(metavar="文件夹", help="建在哪里，默认当前文件夹 (where)")] = None,
    title: Annotated[str | None, Option("--title", help="目录名称 (the catalogue's title)")] = None,
    publisher: Annotated[str | None, Option("--publisher", help="编制单位 (the publisher)")] = None,
    code: Annotated[
        str | None, Option("--uscc", help="编制单位的统一社会信用代码 (the publisher's credit code)")
    ] = None,
    profile: Annotated[list[str], Option("--profile", help="按哪些规范检查 (profiles to check by), 可多次")] = [],
    ci: Annotated[
        list[str],
        Option("--ci", help="github|gitlab|gitee|jenkins|none, 可多次；默认 github、gitlab (files for these hosts)"),
    ] = [],
    codeowners: Annotated[
        bool,
        Option("--codeowners", help="按 owners.yaml 写 CODEOWNERS，已有目录库也可以 (for an old catalogue, too)"),
    ] = False,
    check: editing.Check = False,
    diff: editing.Diff = False,
) -> None:
    """新建目录库 (begin a catalogue)。"""
    settings: Globals = context.obj
    answers = Answers(
        _said("--title", title), _said("--publisher", publisher), _code(code), _profiles(settings, profile)
    )
    root, old = _place(settings, folder)
    hosts = _hosts(ci)
    if old:
        _refuse(root, hosts, codeowners, any(answers))
    _at_top(root, bool(hosts) or codeowners)
    if old:
        start = starting.add(root, hosts or (), codeowners)
    else:
        usual = USUAL if git.top(root) in (None, root) else ()
        start = starting.begin(root, answers, usual if hosts is None else hosts, settings.lang, codeowners)
    would = any(True for _ in start.bundle.changes(root))
    lines = list(_lines(start, root, writes=not (check or diff), old=old))
    editing.carry_out(start.bundle, root, check, diff)
    editing.say(lines, settings, diff)
    raise Exit(1 if check and would else 0)


def _place(settings: Globals, folder: str | None) -> tuple[Path, bool]:
    """Where to write, and whether a catalogue is there. Raises UsageError."""
    place = Path(settings.root if folder is None and settings.root is not None else folder or ".").resolve()
    found = enclosing(place)
    if found is None or folder is None or found == place:
        if os.path.exists(place) and not place.is_dir():
            raise UsageError(
                Text(zh=f"“{shown(str(folder))}”是一个文件", en=f"'{shown(str(folder))}' is a file"),
                Text(zh="写一个文件夹的名字，没有的会新建", en="name a folder; a new one is made"),
            )
        return found or place, found is not None
    raise UsageError(
        Text(zh=f"“{shown(folder)}”在另一个目录库里", en=f"'{shown(folder)}' lies inside another catalogue"),
        Text(zh="换一个文件夹；目录库里不能再建目录库", en="choose another folder: catalogues do not nest"),
    )


def _refuse(root: Path, hosts: tuple[str, ...] | None, codeowners: bool, told: bool) -> None:
    if told:
        raise UsageError(
            Text(zh="这里已经有目录库，名称、编制单位和规范不再由 init 填写", en="there is a catalogue here already"),
            Text(zh="直接改  catalog/catalog.yaml", en="edit catalog/catalog.yaml"),
        )
    if not hosts and not codeowners:
        raise UsageError(
            Text(zh="这里已经有目录库，没有改动", en="there is a catalogue here already; nothing was changed"),
            Text(
                zh="要补平台文件，运行  catalog init --ci gitlab  （或 github、gitee、jenkins）；要代码所有者，运行  catalog init --codeowners",
                en="to add files: catalog init --ci gitlab (or github, gitee, jenkins), catalog init --codeowners",
            ),
        )


def _at_top(root: Path, asked: bool) -> None:
    """Hosts look at the top of a repository only. Raises UsageError."""
    top = git.top(root)
    if asked and top not in (None, root):
        raise UsageError(
            Text(
                zh="--ci、--codeowners：只能用在 git 仓库的最上层文件夹",
                en="--ci, --codeowners: only in the topmost folder of a git repository",
            ),
            Text(
                zh=f"去掉这两个选项，或把目录库放在  {visible(str(top))}",
                en=f"leave them out, or have the catalogue in {visible(str(top))}",
            ),
        )


def _hosts(words: list[str]) -> tuple[str, ...] | None:
    """The hosts asked for; None where nothing was asked. Raises UsageError."""
    parts = [part.strip() for line in words for part in line.split(",")]
    chosen = [answering.chosen("--ci", part, (*HOSTS, _NONE)) for part in parts]
    return tuple(dict.fromkeys(part for part in chosen if part != _NONE)) if chosen else None


def _profiles(settings: Globals, words: list[str]) -> tuple[str, ...]:
    return (*settings.profiles, *(part for line in words for part in line.split(",")))


def _said(option: str, text: str | None) -> str | None:
    if text is None or (text.strip() and "\n" not in text):
        return None if text is None else text.strip()
    raise UsageError(
        Text(zh=f"{option}：没有写内容，或写了不止一行", en=f"{option}: empty, or more than one line"),
        Text(zh=f"写成  {option} 名称", en=f"write {option} NAME"),
    )


def _code(text: str | None) -> str | None:
    if text is None or uscc.checks(uscc.tidied(text)):
        return None if text is None else uscc.tidied(text)
    raise UsageError(
        Text(
            zh=f"--uscc：“{shown(text)}”不是有效的统一社会信用代码",
            en=f"--uscc: '{shown(text)}' is no valid unified social credit code",
        ),
        Text(
            zh="照证书核对，共 18 位；手边没有的先不填",
            en="18 characters, as the certificate has them; or leave it out",
        ),
    )


def _lines(start: Start, root: Path, writes: bool, old: bool) -> Iterator[Text]:
    paths = [path for path, _, _ in start.bundle.changes(root)]
    done = Text(zh="写入", en="wrote") if writes else Text(zh="将写入", en="would write")
    for path in paths:
        yield Text(zh=f"{done.zh}  {visible_path(path)}", en=f"{done.en}  {visible_path(path)}")
    for path in start.left:
        seen = visible_path(path)
        option = next((f"--ci {host}" for host, paths in HOSTS.items() if path in paths), None)
        option = "--codeowners" if path == CODEOWNERS else option
        again = Text(
            zh=f"；要换成本工具的，先把它移走，再运行  catalog init {option}" if option else "",
            en=f"; to have ours instead, move it away and run  catalog init {option}" if option else "",
        )
        why = (
            Text(zh="不是本工具写的", en="not made by this tool")
            if path == CODEOWNERS
            else Text(zh="内容不同", en="with other contents")
        )
        yield Text(
            zh=f"保留  {seen}  （已有，{why.zh}，没有改动{again.zh}）",
            en=f"kept  {seen}  (there already, {why.en}{again.en})",
        )
    count = len(paths)
    files = f"{count} file{'s' if count > 1 else ''}"
    if not count:
        yield Text(zh="没有要写的文件。", en="Nothing to write.")
    elif old or not writes:
        yield Text(zh=f"{done.zh} {count} 个文件。", en=f"{done.en} {files}.")
    else:
        yield Text(zh=f"目录库建好了，{done.zh} {count} 个文件。", en=f"The catalogue is ready: {done.en} {files}.")
    if old or not writes:
        return
    # In double quotes, which every shell takes, that of Windows too.
    there = "" if root == Path.cwd().resolve() else f'cd "{root}"' if " " in str(root) else f"cd {root}"
    steps = [
        Text(zh=f"进入文件夹：{there}", en=f"go there: {there}") if there else None,
        Text(
            zh="在 catalog/owners.yaml 登记提供方，在 catalog/catalog.yaml 填目录名称和类目",
            en="register owners in catalog/owners.yaml, title and class nodes in catalog/catalog.yaml",
        ),
        Text(zh="导入表格：catalog import 表格.xlsx", en="import tables: catalog import TABLE.xlsx"),
        Text(
            zh="检查：catalog validate" + ("（Windows 上双击 检查目录.cmd）" if sys.platform == "win32" else ""),
            en="check: catalog validate",
        ),
    ]
    if git.top(root) is None:
        steps.append(Text(zh="用 git 管起来：git init", en="keep it in git: git init"))
    yield Text(zh="下一步（README.md 里有说明）：", en="Next (see README.md):")
    for number, step in enumerate(filter(None, steps), 1):
        yield Text(zh=f"  {number}. {step.zh}", en=f"  {number}. {step.en}")
