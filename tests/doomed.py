"""Runs of `catalog` that come to a bad end: killed at a certain step of writing or at a certain moment, short of disk or of rights.

Each run is a fork of this process, which has everything imported already: some hundred of them take seconds, and a
SIGKILL is a real one. Of a run that writes, `Deed` says what it starts from and what it is asked.
"""

from __future__ import annotations

import functools
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import books
import model
import zips
from repositories import BASE, BUDGET, OTHER, begun, commit, lay

from govinfo_cli import cli

TODAY = ("--today", "2026-11-24")
CSV, BOOK = "新表.csv", "表.xlsx"
_HEADS = "信息资源名称,信息资源分类,信息资源提供方,信息资源摘要,信息资源格式分类,信息资源格式类型,共享类型,使用要求,共享方式分类,共享方式类型,是否向社会开放,更新周期,发布日期\n"
_ROW = "{name},30304601,人事局,{name}的编号、时间和结果，按年汇总,电子表格,xlsx,无条件共享,工作参考,共享平台方式,接口,否,每年,2026-05-01\n"
_DOCUMENT = _ROW.format(name="职工体检登记").replace("电子表格,xlsx", "电子文件,doc").replace("接口", "文件").strip()
_NAMES = "职工体检登记", "职工培训记录", "职工休假安排"
THIRD = "catalog/人事局/_职称评审结果.yaml"
_BLANK = model.completed("name: 职称评审结果\nabstract: 专业技术职称评审的批次、结果和证书编号，按年汇总\nx-a: 1\n")
_BLANK = "\n".join(line for line in _BLANK.split("\n") if not line.startswith(("code:", "category:")))
MESSY = model.completed("update_cycle: 按月\nname:   '在职职工基本信息'\n")


class Deed(NamedTuple):
    """A command that writes: what lies there before, its arguments, whether to ask it again after all went well
    finds nothing more to do (a second `new` is a second entry), and whether it asks git for what is committed."""

    arguments: tuple[str, ...]
    files: dict[str, str | bytes] = {}
    repeatable: bool = True
    committed: bool = False


_STAND = {**BASE, BUDGET: OTHER}
_MESSY = {**_STAND, model.PATH: MESSY, BUDGET: OTHER.replace("update_cycle: 每月", "update_cycle: 按年")}
_TABLE = _HEADS + "".join(_ROW.format(name=name) for name in _NAMES)
_SOUND = {**_STAND, "catalog/catalog.yaml": zips.SETTINGS, model.PATH: model.completed(zips.NOT_SHARED)}
_EMPTY_ZIP = b"PK\5\6" + bytes(18)
_UPDATE = "信息资源代码,信息资源名称,更新周期\n30304601/000012,在职职工基本信息,每年\n30304602/000003,部门决算,每季度\n"
DEEDS = {
    "fmt": Deed(("fmt",), _MESSY),
    "fix": Deed(("fix", *TODAY), _MESSY),
    "validate --fix": Deed(("validate", "--fix", *TODAY), _MESSY),
    "validate -o": Deed(("validate", "-o", "报告.json", "-o", "out/报告.md", *TODAY), _MESSY),
    "import": Deed(("import", CSV), {**_STAND, CSV: _TABLE}),
    "import a new owner": Deed(("import", CSV), {**_STAND, CSV: _TABLE.replace("人事局", "科研处").replace("30304601", "303046")}),
    "import --update": Deed(("import", "--update", CSV), {**_STAND, CSV: _UPDATE}),
    "import --write-mapping": Deed(("import", "--write-mapping", "map.yaml", CSV), {**_STAND, CSV: _TABLE.replace("更新周期", "多久更新")}),
    "withdraw": Deed(("withdraw", "30304602/000003", "--reason", "并入别条", "--approved-by", "甲", "--date", "2026-11-24"), _STAND),
    "new": Deed(
        ("new", "-y", *TODAY, "--item", "姓名:字符型C:50")
        + tuple(part for line in (
            "名称=职工体检登记", "提供方=人事局", "摘要=职工年度体检的时间、机构和结论，按年汇总", "信息资源格式分类=电子表格",
            "信息资源格式类型=xlsx", "共享类型=无条件共享", "使用要求=工作参考", "更新周期=每年", "是否向社会开放=否", "分类=30304601",
            "share.mode.class=共享平台方式", "share.mode.type=接口",
        ) for part in ("--set", line)),
        _STAND,
        repeatable=False,
    ),
    "init": Deed(("init", "新库", "--title", "某院政务信息资源目录", "--publisher", "某院", "--ci", "github", "--ci", "gitlab")),
    "init --codeowners": Deed(("init", "--codeowners"), {**_STAND, "catalog/owners.yaml": model.OWNERS.replace("{kind: 机关部门", "{reviewers: ['@a'], kind: 机关部门")}),
    "export -f xlsx": Deed(("export", "-f", "xlsx", "-o", "目录.xlsx"), _STAND),
    "export -f bundle": Deed(("export", "-f", "bundle", "-o", "上传包.zip", "--force"), _SOUND),
    "validate --annotate": Deed(("validate", BOOK, "--annotate", "表_检查结果.xlsx", *TODAY), {**_STAND, BOOK: books.xlsx({"目录": [_HEADS.strip().split(","), _DOCUMENT.split(",")]})}),
    "validate TABLE -o": Deed(("validate", CSV, "-o", "问题.csv", "--fail-on", "never", *TODAY), {**_STAND, CSV: _TABLE}),
    "classify --write": Deed(("classify", "--write"), {**_STAND, THIRD: _BLANK}),
    "classify -o": Deed(("classify", "--all", "-o", "建议.csv"), _STAND),
    "export -f csv": Deed(("export", "-f", "csv", "-o", "目录.csv"), _STAND),
    "export -f ckan": Deed(("export", "-f", "ckan", "-o", "门户"), _STAND),
    "list -o": Deed(("list", "-o", "条目.csv"), _STAND),
    "stats -o": Deed(("stats", "-o", "统计.xlsx"), _STAND),
    "schema -o": Deed(("schema", "entry", "-o", "entry.schema.json"), _STAND),
    "verify -o": Deed(("verify", "a.zip", "-o", "核验.json"), {"a.zip": _EMPTY_ZIP}),
    "diff -o": Deed(("diff", "HEAD~1", "HEAD", "-o", "变更.html"), _STAND, committed=True),
    "log -o": Deed(("log", "30304601/000012", "-o", "沿革.csv"), _STAND, committed=True),
    "release list -o": Deed(("release", "list", "-o", "审定版.csv"), _STAND, committed=True),
}  # fmt: skip


@functools.cache
def _template(folder: str) -> Path:
    """A repository of two commits, to be copied: made twice it would have other ids."""
    root = begun(Path(folder, "模"))
    commit(root, {BUDGET: OTHER})
    return root


def laid(root: Path, deed: Deed) -> Path:
    """`root`, made anew with what the deed starts from."""
    shutil.rmtree(root, ignore_errors=True)
    if deed.committed:
        shutil.copytree(_template(_FOLDER.name), root)
    root.mkdir(parents=True, exist_ok=True)
    lay(root, {path: text for path, text in deed.files.items() if isinstance(text, str)})
    for path, raw in deed.files.items():
        if isinstance(raw, bytes):
            (root / path).write_bytes(raw)
    return root


_FOLDER = tempfile.TemporaryDirectory()


def held(root: Path) -> dict[str, bytes]:
    """Every file below `root` that a reader of the catalogue would look at, with its bytes."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not litter(path)
    }


def litter(path: Path) -> bool:
    """Whether this is a file in the making, which no reader looks at."""
    return path.name.startswith(".catalog-") and path.suffix in (".tmp", ".part")


def warm() -> None:
    """Has everything imported, compiled and loaded by this process, so that a fork does not spend its time on it."""
    import gc
    import importlib
    import io
    import pkgutil
    from contextlib import chdir, redirect_stderr, redirect_stdout

    import govinfo_cli

    for module in pkgutil.walk_packages(govinfo_cli.__path__, "govinfo_cli."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    with tempfile.TemporaryDirectory() as folder:
        for number, deed in enumerate(DEEDS.values()):
            with chdir(laid(Path(folder, str(number)), deed)), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):  # fmt: skip
                cli.run(list(deed.arguments))
    gc.collect()
    gc.freeze()  # what a fork does not touch it need not copy


class Ended(NamedTuple):
    """How a run ended: its exit code, or minus the signal; what it said on both streams."""

    code: int
    said: str


def run(
    root: Path, arguments: tuple[str, ...], before: Callable[[], object] = int, after: float | None = None
) -> Ended:
    """Runs `catalog` in a fork, in `root`; `before` is called there first. With `after`, it is killed that many
    seconds later."""
    words = Path(tempfile.gettempdir(), f"catalog-said-{os.getpid()}")
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        code = 99
        try:
            out = os.open(words, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out, 1)
            os.dup2(out, 2)
            sys.stdout, sys.stderr = _written(1), _written(2)
            os.chdir(root)
            before()
            code = cli.run(list(arguments))
            sys.stdout.flush()
            sys.stderr.flush()
        except SystemExit as left:
            code = left.code or 0
        finally:
            os._exit(code)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    said = words.read_text(encoding="utf-8") if words.exists() else ""
    words.unlink(missing_ok=True)
    return Ended(os.waitstatus_to_exitcode(status), said)


def _written(number: int):
    return open(number, "w", encoding="utf-8", errors="backslashreplace", closefd=False)


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_STEPS = frozenset(
    ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink", "os.truncate")
)


def at_step(number: int | None, then: Callable[[], object]) -> Callable[[], None]:
    """A `before` for `run`: `then` is called right before the `number`th step (from 0) that changes anything on the disk,
    or, with None, before each."""

    def watch() -> None:
        here, steps = os.getcwd(), iter(range(1 << 30))

        def hear(event: str, told: tuple) -> None:
            if isinstance(told[0], int):
                return  # a pipe, or a file that is open already
            if event in _STEPS or (event == "open" and isinstance(told[2], int) and told[2] & _WRITING):
                place = (
                    os.fsdecode(told[0]) if isinstance(told[0], str | bytes) or hasattr(told[0], "__fspath__") else ""
                )
                if (place.startswith(here) or not os.path.isabs(place)) and (number is None or next(steps) == number):
                    then()

        sys.addaudithook(hear)

    return watch


def counted(root: Path, arguments: tuple[str, ...]) -> tuple[Ended, int]:
    """A run that nothing happens to, and the number of steps in which it changes anything on the disk."""
    ear, mouth = os.pipe()
    ended = run(root, arguments, at_step(None, lambda: os.write(mouth, b".")))
    os.close(mouth)
    with open(ear, "rb") as told:
        return ended, len(told.read())


def die() -> None:
    """SIGKILL, to this very process."""
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def disk(place: Path, size: int) -> Iterator[Path]:
    """`place` as a file system of its own with `size` bytes; without the right to have one the test is skipped."""
    import subprocess

    import pytest

    place.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True, check=False)  # fmt: skip
    if done.returncode:
        pytest.skip("this process may not have a disk of its own; a limit of the system does without")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def fill(disk: Path) -> None:
    """Leaves no block free."""
    with open(disk / "full", "wb", buffering=0) as stream:
        try:
            while stream.write(bytes(4096)):
                pass
        except OSError:
            return


def no_longer_root() -> None:
    """Takes from root the right to write where modes forbid it; without root there is nothing to take."""
    if os.geteuid():
        return
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    # PR_SET_SECUREBITS, SECBIT_NOROOT: nor does a program that is started get them back for being root's.
    if libc.prctl(28, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3, this process
    data = (ctypes.c_uint32 * 6)()
    libc.capget(header, data)
    for place in (0, 1, 2):
        data[place] &= ~0b1111  # CHOWN, DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER
    if libc.capset(header, data):
        raise OSError(ctypes.get_errno(), "capset")
