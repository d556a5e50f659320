"""Nothing is lost: whatever becomes of a run that writes, each file is the old or the new one, and a rerun completes.

CATALOG_KILLS=200 kills at that many random moments, and every deed at every single step of writing. Without it there are
a few moments, every step of one deed of each way of writing, two steps of the others, and of the reports, which all go
through one function (tests/test_layers.py), a few.
"""

from __future__ import annotations

import fcntl
import os
import random
import re
import resource
import signal
import stat
import time
from typing import NamedTuple

import doomed
import pytest
from doomed import DEEDS, at_step, die, held, laid, litter, run

from govinfo_cli import bundle, lock
from govinfo_cli.commands import TITLES

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a run that is to be killed is a fork of this process")
KILLS = int(os.environ.get("CATALOG_KILLS", "9"))
# One of each way of writing: files of the catalogue together, one that goes while a register changes, one file elsewhere.
EVERY_STEP = ("import --update", "withdraw", "export -f bundle")
ALL = KILLS >= 200
NAMES = [name for name in DEEDS if ALL or not name.endswith(" -o") or name in ("list -o", "validate -o")]


@pytest.fixture(scope="module", autouse=True)
def everything_imported():
    doomed.warm()


class Wanted(NamedTuple):
    """What lies there before and after, and what it takes: seconds, and steps that change anything on the disk."""

    old: dict[str, bytes]
    new: dict[str, bytes]
    took: float
    steps: int


@pytest.fixture(scope="module")
def wanted(tmp_path_factory):
    """What each deed makes of its files where nothing comes in between, and in what time."""
    done = {}
    for name, deed in DEEDS.items():
        root = laid(tmp_path_factory.mktemp("whole") / "库", deed)
        old, began = held(root), time.perf_counter()
        ended, steps = doomed.counted(root, deed.arguments)
        done[name] = Wanted(old, held(root), time.perf_counter() - began, steps)
        assert ended.code in (0, 1) and done[name].new != old and steps, (name, ended.said)
    return done


def whole(root, old, new) -> None:
    """Each file is as it was or as it shall be."""
    for path, raw in held(root).items():
        assert raw in (old.get(path), new.get(path)), f"{path} is half of it"
    for path in old.keys() & new.keys():
        assert (root / path).exists(), f"{path} is lost"


def completed(root, name, new, before) -> None:
    """The same command again leaves what it would have left, and nothing in the making."""
    deed = DEEDS[name]
    state = held(root)
    if deed.repeatable or state == before:
        ended = run(root, deed.arguments)
        again = "已经有了", "已经撤销", "已经有目录库", "已经存在"
        assert ended.code in (0, 1) or (state == new and any(word in ended.said for word in again)), ended.said
    assert held(root) == new
    if state != new:
        assert not [path for path in root.rglob("*") if litter(path)]


@pytest.mark.parametrize("name", NAMES)
def test_a_run_that_is_killed_at_any_step_of_writing_leaves_old_or_new_files(name, wanted, tmp_path):
    old, new, _, steps = wanted[name]
    for step in range(steps) if ALL or name in EVERY_STEP else {steps // 2, steps - 1}:
        root = laid(tmp_path / "库", DEEDS[name])
        ended = run(root, DEEDS[name].arguments, at_step(step, die))
        assert ended.code == -9, (step, ended)
        whole(root, old, new)
        completed(root, name, new, old)


def test_a_run_that_is_killed_at_any_moment_leaves_old_or_new_files(wanted, tmp_path):
    chance, killed = random.Random(7), 0
    names = sorted(NAMES)
    for number in range(KILLS):
        name = names[number % len(names)]
        old, new, took, _ = wanted[name]
        root = laid(tmp_path / "库", DEEDS[name])
        killed += run(root, DEEDS[name].arguments, after=chance.uniform(0, took)).code == -9
        whole(root, old, new)
        completed(root, name, new, old)
    assert killed > KILLS // 4


@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk_leaves_everything_as_it_was(name, wanted, tmp_path):
    old, new, *_ = wanted[name]
    with doomed.disk(tmp_path / "盘", sum(map(len, old.values())) * 2 + (256 << 10)) as disk:
        root = laid(disk / "库", DEEDS[name])
        before = _tree(root)
        doomed.fill(disk)
        ended = run(root, DEEDS[name].arguments)
        assert ended.code == 2, ended
        assert "磁盘空间不足" in ended.said and "没有写入任何文件" in ended.said and "Traceback" not in ended.said
        assert _tree(root) == before
        (disk / "full").unlink()
        completed(root, name, new, old)


# Who may have a disk of one's own has filled one, so that a few do.
@pytest.mark.parametrize("name", NAMES if ALL or os.geteuid() else EVERY_STEP)
def test_a_limit_of_the_system_leaves_everything_as_it_was(name, wanted, tmp_path):
    """The same where nobody may have a disk of one's own: a file may not grow beyond a few bytes."""
    old, new, *_ = wanted[name]
    root = laid(tmp_path / "库", DEEDS[name])
    before = _tree(root)
    ended = run(root, DEEDS[name].arguments, at_step(0, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9, 9))))
    assert ended.code not in (0, 1)
    assert _tree(root) == before
    completed(root, name, new, old)


@pytest.mark.parametrize("name", NAMES)
def test_a_read_only_folder_leaves_everything_as_it_was(name, wanted, tmp_path):
    old, new, *_ = wanted[name]
    root = laid(tmp_path / "库", DEEDS[name])
    before = _tree(root)
    folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        ended = run(root, DEEDS[name].arguments, doomed.no_longer_root)
        assert ended.code == 2, ended
        assert "没有写入权限" in ended.said and "没有写入任何文件" in ended.said
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert _tree(root) == before
    completed(root, name, new, old)


EDITED = [name for name in DEEDS if not name.endswith((" -o", "--annotate")) and name != "init"]


@pytest.mark.parametrize("name", EDITED)
def test_what_an_editor_saves_between_reading_and_writing_is_not_lost(name, wanted, tmp_path):
    """The editor saves, or adds, each of the files that the run is about to write."""
    old, new, *_ = wanted[name]
    for path in sorted(path for path in {*old, *new} if old.get(path) != new.get(path)):
        root = laid(tmp_path / "库", DEEDS[name])
        saved = b"# saved by an editor\n" + old.get(path, b"")

        def save(root=root, path=path, saved=saved):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(saved)

        ended = run(root, DEEDS[name].arguments, _before_writing(save))
        assert ended.code == 2, (path, ended)
        assert "刚被别的程序改过" in ended.said or "已经有了" in ended.said, (path, ended.said)
        assert held(root) == old | {path: saved}, f"{path} was written over"


@pytest.mark.parametrize("name", ["fmt", "fix", "import", "import --update"])
def test_what_an_editor_saves_while_new_files_are_made_is_not_lost(name, wanted, tmp_path):
    old, new, *_ = wanted[name]
    path = max(path for path in new if old.get(path) != new[path])
    root = laid(tmp_path / "库", DEEDS[name])

    def save():
        if not os.path.exists(root / "saved"):
            (root / "saved").write_bytes(b"")
            (root / path).write_bytes(b"# saved by an editor\n")

    ended = run(root, DEEDS[name].arguments, at_step(1, save))
    assert ended.code == 2 and "刚被别的程序改过" in ended.said
    assert (root / path).read_bytes() == b"# saved by an editor\n"


def test_who_finds_another_writer_at_work_waits_and_then_says_so(wanted, tmp_path, monkeypatch):
    old, new, *_ = wanted["fmt"]
    root = laid(tmp_path / "库", DEEDS["fmt"])
    ready, go = os.pipe(), os.pipe()
    if not (other := os.fork()):
        handle = os.open(root, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.write(ready[1], b"x")
        os.read(go[0], 1)
        os._exit(0)  # and the lock goes with it
    try:
        os.read(ready[0], 1)
        monkeypatch.setattr(lock, "WAIT", 0.05)
        ended = run(root, ("fmt",))
        assert ended.code == 2 and "另一个 catalog 正在这里写文件" in ended.said
        assert held(root) == old
        monkeypatch.setattr(lock, "WAIT", 60.0)
        monkeypatch.setattr(lock.time, "sleep", lambda seconds: os.write(go[1], b"x"))
        assert run(root, ("fmt",)).code == 0 and held(root) == new
    finally:
        os.kill(other, signal.SIGKILL)
        os.waitpid(other, 0)


def test_of_two_new_entries_at_once_none_gets_the_code_of_the_other(wanted, tmp_path):
    old, new, *_ = wanted["new"]
    (path,) = new.keys() - old.keys()
    root = laid(tmp_path / "库", DEEDS["new"])
    other = path.replace("职工体检登记", "职工培训记录")

    def add():
        (root / other).write_bytes(new[path])

    ended = run(root, DEEDS["new"].arguments, _before_writing(add))
    assert ended.code == 2 and "新编的代码刚被另一条用去" in ended.said
    assert held(root) == old | {other: new[path]}


@pytest.mark.parametrize("name", [name for name in NAMES if DEEDS[name].repeatable])
def test_two_runs_at_the_same_time_write_what_one_would(name, wanted, tmp_path):
    """Or the second says why it did not."""
    _, new, *_ = wanted[name]
    root = laid(tmp_path / "库", DEEDS[name])
    codes = _at_once(root, DEEDS[name].arguments, DEEDS[name].arguments)
    assert set(codes) <= {0, 1, 2} and set(codes) != {2}, codes
    assert held(root) == new


def test_two_new_entries_at_the_same_time_get_two_codes_or_one_is_not_made(wanted, tmp_path):
    old, *_ = wanted["new"]
    root = laid(tmp_path / "库", DEEDS["new"])
    other = tuple(word.replace("体检", "培训") for word in DEEDS["new"].arguments)
    codes = _at_once(root, DEEDS["new"].arguments, other)
    made = [path.rpartition("/")[2].partition("_")[0] for path in held(root).keys() - old.keys()]
    assert len(made) == len({*made}) == codes.count(0) and sorted(codes) in ([0, 0], [0, 2]), (codes, made)


def _at_once(root, *runs) -> list[int]:
    """The exit codes of runs that begin together; 99 where one speaks as no user must be spoken to."""
    children = []
    for arguments in runs:
        if not (child := os.fork()):
            ended = run(root, arguments)
            os._exit(99 if "Traceback" in ended.said or "内部出错" in ended.said else ended.code)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


READS = {"show", "explain", "diff-driver"}
WAYS = "output", "write", "fix", "annotate", "write-mapping", "sign"
# An import's report is that of `validate`; of a release tests/test_interrupted_state.py tells; a signature is a file like a report.
ELSEWHERE = {("import", "output"), ("release", "sign"), ("export", "sign")}


@pytest.mark.parametrize("command", [name for name in TITLES if name not in READS])
def test_every_command_that_writes_is_among_the_deeds(command, catalog):
    """And each option by which it may, as its help tells; what it is there to write needs no option."""
    said = [deed.arguments for deed in DEEDS.values() if deed.arguments[0] == command]
    ways = [way for way in WAYS if re.search(rf"(?<![\w-])--{way}(?![\w-])", catalog(command, "--help")[1])]
    assert said or ways
    for way in ways:
        asked = "-o" if way == "output" else f"--{way}"
        assert any(asked in one for one in said) != ((command, way) in ELSEWHERE), way


def _before_writing(then):
    """A `before` for `run`: `then` is called when all is read and the Bundle about to be written."""

    def watch():
        real = bundle.locked
        bundle.locked = lambda folder: then() or real(folder)

    return watch


def _tree(root) -> dict:
    """Every file and folder with its bytes and mode, those in the making too."""
    return {
        path.relative_to(root).as_posix(): (stat.S_IMODE(path.stat().st_mode), path.is_file() and path.read_bytes())
        for path in root.rglob("*")
    }
