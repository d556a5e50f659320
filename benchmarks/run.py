"""Times `catalog` and its peers in turn on the same files: run.py validate | warm | reads | diff | base | startup | million [COUNT]."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import peers
from generate import generate, repository

BIN = Path(sys.executable).parent


class Run(NamedTuple):
    """One run: wall and processor seconds (of all its processes), and the peak MiB of the largest of them."""

    wall: float
    spent: float
    peak: float


def timed(command: list[str], cwd: Path) -> Run:
    """One run of `command`; what comes through a file is named after "<"."""
    feed = open(command[-1], "rb") if "<" in command else subprocess.DEVNULL  # noqa: SIM115
    began = time.perf_counter()
    arguments = command[: command.index("<")] if "<" in command else command
    process = subprocess.Popen(arguments, cwd=cwd, stdin=feed, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)
    return Run(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, peak)


def compare(
    cases: dict[str, list[str]],
    cwd: Path,
    rounds: int,
    baseline: str,
    before: dict[str, Callable[[], None]] = {},
    warm_up: bool = True,
) -> None:
    """Runs the cases in turn, `rounds` times after a warm-up, and prints medians, least times and their ratios to
    `baseline`. `before` says what is to be done before a case."""
    runs: dict[str, list[Run]] = {name: [] for name in cases}
    for number in range(not warm_up, rounds + 1):
        for name, command in cases.items():
            before.get(name, lambda: None)()
            run = timed(command, cwd)
            if number:
                runs[name].append(run)
    wall, spent = (min(getattr(run, kind) for run in runs[baseline]) for kind in ("wall", "spent"))
    print(f"| case | median s | least s | processor s | peak MiB | least x {baseline} | processor x |")
    print("|---|---|---|---|---|---|---|")
    for name, every in runs.items():
        least, own = min(run.wall for run in every), min(run.spent for run in every)
        median, peak = statistics.median(run.wall for run in every), max(run.peak for run in every)
        print(
            f"| {name} | {median:.3f} | {least:.3f} | {own:.3f} | {peak:.0f} | {least / wall:.2f} | {own / spent:.2f} |"
        )


def floor(root: Path, files: list[str]) -> list[str] | None:
    """What C libyaml needs to parse the same files on one core (floor.c); None without a compiler or its headers."""
    program, listing = root / "floor", root / "floor.txt"
    source = Path(__file__).with_name("floor.c")
    listing.write_text("".join(f"{path}\n" for path in files), encoding="utf-8")
    try:
        subprocess.run(["cc", "-O2", source, "-lyaml", "-o", program], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return [str(program), "<", str(listing)]


def validate(count: int, rounds: int, installed: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        generate(root, count)
        generate(root / "broken", count, broken=True)
        catalog = [str(BIN / "catalog")]
        schema = root / "entry.schema.json"
        schema.write_bytes(
            subprocess.run([*catalog, "schema", "entry"], cwd=root, capture_output=True, check=True).stdout
        )
        files = [str(path) for path in sorted(root.glob("catalog/*/*.yaml"))]
        cases = {
            "catalog validate": [*catalog, "validate", "--no-cache"],
            "catalog validate --jobs 1": [*catalog, "validate", "--no-cache", "--jobs", "1"],
            "catalog validate, all broken": [*catalog, "--root", str(root / "broken"), "validate", "-f", "json"],
        }
        if lowest := floor(root, files):
            cases["libyaml in C, events only"] = lowest
        cases |= peers.commands(root, schema, files, installed)
        compare(cases, root, rounds, "catalog validate")


def changed(root: Path, count: int) -> None:
    """A repository whose second commit changes 50 of `count` entries, some of each kind."""
    repository(root, count)
    if count <= 100_000:
        subprocess.run(["git", "repack", "-adq"], cwd=root, check=True)


def million(folder: Path, count: int, rounds: int) -> None:
    """Whether `count` entries take ten times as long as a tenth of them, cold, and no longer than `git status`, warm; the
    bars are 10 and 2, and 1 GB. It takes 5 GB of disk and a quarter of an hour."""
    many, tenth = folder / "many", folder / "tenth"
    for root, size in ((tenth, count // 10), (many, count)):
        if not root.exists():
            changed(root, size)
    catalog = str(BIN / "catalog")
    cases = {
        f"cold, {size:,}": [catalog, "--root", str(root), "validate", "--no-cache"]
        for root, size in ((tenth, count // 10), (many, count))
    }
    compare(cases, folder, 1, f"cold, {count // 10:,}", warm_up=False)
    warm(many, rounds)


def warm(root: Path, rounds: int) -> None:
    """What an earlier run has found is taken up; in a repository that `changed` made. It is left as it was."""
    git = ["git", "-c", "user.name=b", "-c", "user.email=b@example.org", "-c", "commit.gpgsign=false"]
    edited = sorted(root.glob("catalog/*/*.yaml"))[7]
    text = edited.read_text(encoding="utf-8")
    catalog = [str(BIN / "catalog"), "validate"]

    def at(revision: str) -> None:
        edited.write_text(text, encoding="utf-8")
        subprocess.run([*git, "checkout", "-q", revision], cwd=root, check=True)

    def known() -> None:
        subprocess.run(catalog, cwd=root, stdout=subprocess.DEVNULL)

    def edit() -> None:
        at("bench-new")
        known()
        edited.write_text(text.replace("供统计分析使用", f"供分析使用{time.time_ns()}"), encoding="utf-8")

    def move() -> None:
        at("bench-new~1")
        known()
        at("bench-new")

    subprocess.run([*git, "branch", "-f", "bench-new", "HEAD"], cwd=root, check=True)
    began = subprocess.run([*git, "symbolic-ref", "--short", "HEAD"], cwd=root, check=True, capture_output=True).stdout
    cases = {
        "git status": ["git", "status", "--porcelain"],
        "catalog validate, nothing changed": catalog,
        "catalog validate, one edited file": catalog,
        "catalog validate, HEAD moved by 50 changes": catalog,
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    before = {
        "git status": lambda: at("bench-new"),
        "catalog validate, nothing changed": known,
        "catalog validate, one edited file": edit,
        "catalog validate, HEAD moved by 50 changes": move,
    }
    compare(cases, root, rounds, "git status", before)
    at(began.decode().strip())
    subprocess.run([*git, "branch", "-D", "-q", "bench-new"], cwd=root, check=True)


def reads(root: Path, rounds: int) -> None:
    """The commands that look at every entry, when an earlier run has kept what it read; the bar is 3 s at 100,000."""
    catalog = str(BIN / "catalog")
    cases = {
        "git status": ["git", "status", "--porcelain"],
        "catalog list": [catalog, "list"],
        "catalog list -f json": [catalog, "list", "-f", "json"],
        "catalog stats": [catalog, "stats"],
        "catalog export -f json": [catalog, "export", "-f", "json", "-o", "-", "--allow-errors"],
        "catalog validate, nothing changed": [catalog, "validate"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    # What each needs is kept before any is timed: some keep more than others, and each looks for what it wants.
    for command in list(cases.values())[1:6] * 2:
        timed(command, root)
    compare(cases, root, rounds, "git status")


def diff(count: int, rounds: int) -> None:
    """The bar is 3 x git diff --stat + 0.2 s."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        changed(root, count)
        catalog = str(BIN / "catalog")
        cases = {
            "git diff --stat": ["git", "diff", "--stat", "HEAD~1", "HEAD"],
            "catalog diff HEAD~1 HEAD": [catalog, "diff", "HEAD~1", "HEAD"],
            "catalog diff HEAD~1 HEAD -f json": [catalog, "diff", "HEAD~1", "HEAD", "-f", "json"],
            "catalog diff HEAD~1 (working tree)": [catalog, "diff", "HEAD~1"],
            "git diff-tree -r": ["git", "diff-tree", "-r", "HEAD~1", "HEAD"],
            "python -c pass": [sys.executable, "-c", "pass"],
        }
        compare(cases, root, rounds, "git diff --stat")


def base(count: int, rounds: int) -> None:
    """What a change is responsible for; the bar is 3 x git diff --stat + 0.2 s. A third commit takes a code away. In a
    fresh clone without a working tree, as a CI would make it, too; there `near-duplicate` is measured apart."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        changed(root, count)
        gone = sorted(root.glob("catalog/*/*.yaml"))[count // 2]
        subprocess.run(["git", "rm", "-q", str(gone.relative_to(root))], cwd=root, check=True)
        who = ["-c", "user.name=b", "-c", "user.email=b@example.org", "-c", "commit.gpgsign=false", "-c", "gc.auto=0"]
        subprocess.run(["git", *who, "commit", "-qm", "gone"], cwd=root, check=True)
        clone = root / "clone"
        subprocess.run(["git", "clone", "-q", "--no-checkout", root.resolve().as_uri(), str(clone)], check=True)
        validate = [str(BIN / "catalog"), "validate"]
        bare = [str(BIN / "catalog"), "--root", str(clone), "validate", "--no-cache", "--ignore", "near-duplicate"]
        cases = {
            "git diff --stat": ["git", "diff", "--stat", "HEAD~2", "HEAD~1"],
            "clone, --rev HEAD~1 --base HEAD~2": [*bare, "--rev", "HEAD~1", "--base", "HEAD~2"],
            "clone, --rev HEAD --base HEAD~2 (a code gone)": [*bare, "--rev", "HEAD", "--base", "HEAD~2"],
            "validate --rev HEAD~1 --base HEAD~2": [*validate, "--rev", "HEAD~1", "--base", "HEAD~2"],
            "validate --rev HEAD --base HEAD~2 (a code gone)": [*validate, "--rev", "HEAD", "--base", "HEAD~2"],
            "validate --base HEAD~2 (working tree)": [*validate, "--base", "HEAD~2"],
            "validate --staged --base HEAD~2": [*validate, "--staged", "--base", "HEAD~2"],
            "validate --rev HEAD (everything)": [*validate, "--rev", "HEAD"],
            "python -c pass": [sys.executable, "-c", "pass"],
        }
        compare(cases, root, rounds, "git diff --stat")


def startup(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        generate(root, 1)
        catalog = str(BIN / "catalog")
        cases = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "catalog --version": [catalog, "--version"],
            "catalog validate (1 entry)": [catalog, "validate"],
            "catalog --help": [catalog, "--help"],
        }
        compare(cases, root, rounds, "python -c pass")


def machine() -> str:
    return json.dumps(
        {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "system": platform.system(),
            "cores": os.cpu_count(),
        }
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["validate", "warm", "reads", "diff", "base", "startup", "million"])
    parser.add_argument("count", nargs="?", type=int, default=0, help="10,000; for million, so many")
    parser.add_argument("--rounds", type=int, default=3)
    for peer in peers.PROGRAMS:
        parser.add_argument(
            f"--{peer}", metavar="PATH", type=os.path.abspath, help="the peer, in an environment of its own"
        )
    parser.add_argument(
        "--repository",
        type=Path,
        metavar="DIR",
        help="for warm, reads and million: made by an earlier run, or to be made",
    )
    options = parser.parse_args()
    options.count = options.count or (1_000_000 if options.what == "million" else 10_000)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(machine())
    if options.what == "validate":
        validate(
            options.count, options.rounds, {peer: vars(options)[peer.replace("-", "_")] for peer in peers.PROGRAMS}
        )
    elif options.what in ("warm", "reads", "million"):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
            root = (options.repository or Path(folder) / "repository").resolve()
            if options.what == "million":
                root.mkdir(exist_ok=True)
                million(root, options.count, options.rounds)
            else:
                if not root.exists():
                    changed(root, options.count)
                (warm if options.what == "warm" else reads)(root, options.rounds)
    elif options.what == "diff":
        diff(options.count, max(options.rounds, 9))
    elif options.what == "base":
        base(options.count, options.rounds)
    else:
        startup(max(options.rounds, 15))
