"""Fuzzes what reads a stranger's bytes: `python tests/fuzzing.py --seconds 600 [TARGET …]` reports executions, coverage and findings.

A target gets bytes and may do nothing but return: an exception, an answer that contradicts itself, or a run of more than
SLOW seconds is a finding, which is saved and can be run again with `--replay FILE`. Inputs are seeds of ours, mangled;
one in EVERY is measured, and those that went a new way are kept and mangled further.
"""

from __future__ import annotations

import argparse
import ast
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from fuzztargets import Target, targets

SLOW = 10  # seconds
EVERY = 10  # executions of which one is measured
_PACKAGE = Path(sys.modules["govinfo_cli"].__file__).parent


class Finding(NamedTuple):
    """An input that must not do what it did, and what that was."""

    target: str
    raw: bytes
    why: str


def fuzz(name: str, target: Target, seconds: float, seed: int, told: Counter | None = None) -> Iterator[Finding]:
    """Runs one target for that long; without measuring, the same seed gives the same inputs."""
    chance, kept, end = random.Random(seed), list(target.seeds), time.monotonic() + seconds
    told, seeds = told or Counter(), list(target.seeds)
    seen: set[str] = set()
    while time.monotonic() < end:
        raw = seeds.pop() if seeds else target.mangle(chance, chance.choice(kept))
        ways = told.ways
        why = told.run(target.run, raw)
        if told.ways > ways and len(kept) < 5000:
            kept.append(raw)
        if why and why not in seen:
            seen.add(why)
            yield Finding(name, raw, why)


class Counter:
    """Counts executions and, where that is asked for, the ways through the package that were gone."""

    def __init__(self, measured: bool = False) -> None:
        self.runs = self.ways = 0
        self.slowest = 0.0
        self._cover = None
        if measured:
            from coverage import Coverage

            self._cover = Coverage(data_file=None, branch=True, source=[str(_PACKAGE)])

    def run(self, work: Callable[[bytes], None], raw: bytes) -> str | None:
        """What must not be of one run, or None."""
        self.runs += 1
        measures = self._cover is not None and self.runs % EVERY == 1
        began = time.perf_counter()
        signal.signal(signal.SIGALRM, _too_slow)
        signal.alarm(SLOW)
        if measures:
            self._cover.start()
        try:
            work(raw)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            last = traceback.extract_tb(error.__traceback__)[-1]
            return f"{type(error).__name__}: {str(error)[:200]!r} at {Path(last.filename).name}:{last.lineno}"
        finally:
            signal.alarm(0)
            self.slowest = max(self.slowest, time.perf_counter() - began)
            if measures:
                self._cover.stop()
                data = self._cover.get_data()
                self.ways = sum(len(data.arcs(file) or ()) for file in data.measured_files())
        return None

    def coverage(self) -> dict[str, Reached]:
        """What was reached of each module of MODULES within its functions: what an import runs is not counted."""
        import json

        with tempfile.NamedTemporaryFile(suffix=".json") as place:
            self._cover.json_report(outfile=place.name, ignore_errors=True)
            files = json.loads(Path(place.name).read_bytes())["files"]
        found = {}
        for path, one in files.items():
            module = Path(path).resolve().relative_to(_PACKAGE).as_posix()
            if not module.startswith(MODULES):
                continue
            inside = _inside(_PACKAGE / module)
            lines, missing = ([line for line in one[kind] if line in inside] for kind in ("executed_lines", "missing_lines"))  # fmt: skip
            ways, lacking = ([way for way in one[kind] if way[0] in inside] for kind in ("executed_branches", "missing_branches"))  # fmt: skip
            found[module] = Reached(len(lines), len(lines + missing), len(ways), len(ways + lacking))
        return found


class Reached(NamedTuple):
    """Lines reached and all lines, branches gone and all branches."""

    lines: int
    of: int
    ways: int
    of_ways: int

    def __str__(self) -> str:
        return f"{self.lines:5} of {self.of:5} lines {self.lines / max(1, self.of):4.0%}, {self.ways:5} of {self.of_ways:5} branches {self.ways / max(1, self.of_ways):4.0%}"


def _inside(path: Path) -> set[int]:
    """The lines that stand within functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return {line for one in functions for line in range(one.body[0].lineno, one.end_lineno + 1)}


def _too_slow(*_):
    raise TimeoutError(f"more than {SLOW} seconds")


# What reads, judges and hands back what a stranger wrote.
MODULES = (
    *("yaml/", "change/", "imports/", "intake/", "importing/", "workbook/", "tablecheck/", "package/", "memory/", "git/"),
    *("layer", "profile", "settings", "registers", "vocabulary", "article", "inspection", "structure", "catalog.py", "waiver"),
    *("verification", "reproduction", "release", "predecessor", "source", "driving", "cleaning", "visible", "redaction", "veil"),
)  # fmt: skip


def main() -> int:
    """Fuzzes for the time that was given, all targets in equal parts; 1 where something was found."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("targets", nargs="*")
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--replay", type=Path)
    asked.add_argument("--save", type=Path, default=Path(tempfile.gettempdir()) / "catalog-fuzz")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        known = targets(Path(folder) / "库")
        chosen = given.targets or list(known)
        if given.replay:
            known[chosen[0]].run(given.replay.read_bytes())
            return 0
        told, found = Counter(measured=True), []
        for name in chosen:
            before = told.runs
            for one in fuzz(name, known[name], given.seconds / len(chosen), given.seed, told):
                given.save.mkdir(parents=True, exist_ok=True)
                place = given.save / f"{name}-{len(found)}"
                place.write_bytes(one.raw)
                found.append(one)
                print(f"{name}: {one.why}\n  {place}", flush=True)
            print(f"{name}: {told.runs - before} executions", flush=True)
        reached = told.coverage()
        for module, one in sorted(reached.items()):
            print(f"  {module:32} {one}")
        whole = Reached(*map(sum, zip(*reached.values(), strict=True)))
        print(f"  {len(reached)} modules{'':22} {whole}")
        print(f"{told.runs} executions, the slowest {told.slowest:.2f} s, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
