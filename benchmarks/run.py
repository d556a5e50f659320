"""Times `catalog` and its peers in turn on the same files: run.py validate [COUNT] | diff [COUNT] | startup [--rounds N]."""

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
from pathlib import Path

from generate import generate

BIN = Path(sys.executable).parent


def timed(command: list[str], cwd: Path) -> tuple[float, float]:
    """(wall seconds, peak MiB of the largest process) of one run."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return time.perf_counter() - began, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)


def compare(cases: dict[str, list[str]], cwd: Path, rounds: int, baseline: str) -> None:
    """Runs the cases in turn, `rounds` times after a warm-up, and prints medians and ratios to `baseline`."""
    walls: dict[str, list[float]] = {name: [] for name in cases}
    peaks: dict[str, float] = {}
    for number in range(rounds + 1):
        for name, command in cases.items():
            wall, peak = timed(command, cwd)
            if number:
                walls[name].append(wall)
                peaks[name] = max(peaks.get(name, 0), peak)
    base = statistics.median(walls[baseline])
    print(f"| case | median s | min | max | peak MiB | x {baseline} |\n|---|---|---|---|---|---|")
    for name, times in walls.items():
        median = statistics.median(times)
        print(
            f"| {name} | {median:.3f} | {min(times):.3f} | {max(times):.3f} | {peaks[name]:.0f} | {median / base:.2f} |"
        )


def validate(count: int, rounds: int, peer: str | None) -> None:
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
            "catalog validate": [*catalog, "validate"],
            "catalog validate --jobs 1": [*catalog, "validate", "--jobs", "1"],
            "catalog validate, all broken": [*catalog, "--root", str(root / "broken"), "validate", "-f", "json"],
        }
        if peer:
            # One process a thousand files, as xargs would: a command line has an end.
            script = root / "peer.sh"
            batches = [files[start : start + 1000] for start in range(0, len(files), 1000)]
            script.write_text("".join(f"{peer} --schemafile {schema} {' '.join(batch)}\n" for batch in batches))
            cases["check-jsonschema"] = ["sh", str(script)]
        compare(cases, root, rounds, "catalog validate")


def diff(count: int, rounds: int) -> None:
    """50 of `count` entries changed in a second commit, some of each kind; the bar is 3 x git diff --stat + 0.2 s."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        generate(root, count)
        git = ["git", "-c", "user.name=b", "-c", "user.email=b@example.org", "-c", "commit.gpgsign=false"]
        commands = [["init", "-q"], ["add", "-A"], ["commit", "-qm", "old"]]
        for command in commands:
            subprocess.run([*git, *command], cwd=root, check=True)
        files = sorted(root.glob("catalog/*/*.yaml"))
        for number, path in enumerate(files[:: max(1, len(files) // 50)][:50]):
            text = path.read_text(encoding="utf-8")
            old, new = [
                ("供统计分析使用", "供分析使用"),
                ("public: false", "public: true"),
                ("type: 无条件共享", "type: 有条件共享"),
                ("update_cycle: ", "update_note: 改\nupdate_cycle: "),
            ][number % 4]
            path.write_text(text.replace(old, new), encoding="utf-8")
        subprocess.run([*git, "commit", "-qam", "new"], cwd=root, check=True)
        catalog = str(BIN / "catalog")
        cases = {
            "git diff --stat": ["git", "diff", "--stat", "HEAD~1", "HEAD"],
            "catalog diff HEAD~1 HEAD": [catalog, "diff", "HEAD~1", "HEAD"],
            "catalog diff HEAD~1 HEAD -f json": [catalog, "diff", "HEAD~1", "HEAD", "-f", "json"],
            "catalog diff HEAD~1 (working tree)": [catalog, "diff", "HEAD~1"],
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
    parser.add_argument("what", choices=["validate", "diff", "startup"])
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--check-jsonschema", metavar="PATH", help="the peer, in an environment of its own")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(machine())
    if options.what == "validate":
        validate(options.count, options.rounds, options.check_jsonschema)
    elif options.what == "diff":
        diff(options.count, max(options.rounds, 9))
    else:
        startup(max(options.rounds, 15))
