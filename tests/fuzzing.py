"""Fuzzes what reads a stranger's bytes: `python tests/fuzzing.py --seconds 600 [TARGET …]` reports executions, coverage and findings.

A target gets bytes and may do nothing but return: an exception, an answer that contradicts itself, or a run of more than
SLOW seconds is a finding, which is saved and can be run again with `--replay FILE`. Inputs are seeds of ours, mangled;
with Python 3.12 those that reach a new line are kept and mangled further.
"""

from __future__ import annotations

import argparse
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
_EVERY = 25  # executions of which one is measured for coverage
_PACKAGE = Path(sys.modules["govinfo_cli"].__file__).parent


class Finding(NamedTuple):
    """An input that must not do what it did, and what that was."""

    target: str
    raw: bytes
    why: str


def fuzz(name: str, target: Target, seconds: float, seed: int, told: Counter | None = None) -> Iterator[Finding]:
    """Runs one target for that long; the same seed gives the same inputs."""
    chance, kept, end = random.Random(seed), list(target.seeds), time.monotonic() + seconds
    told = told or Counter()
    seen: set[str] = set()
    while time.monotonic() < end:
        raw = chance.choice(kept) if told.runs < len(kept) else target.mangle(chance, chance.choice(kept))
        before = told.lines
        why = told.run(target.run, raw)
        if told.lines > before and len(kept) < 5000:
            kept.append(raw)
        if why and why not in seen:
            seen.add(why)
            yield Finding(name, raw, why)


class Counter:
    """Counts executions and, where that is asked for, lines of the package that were reached."""

    def __init__(self, measured: bool = False) -> None:
        self.runs = self.slowest = 0
        self._reached: set[tuple[str, int]] = set()
        self._cover = None
        self._watching = measured and hasattr(sys, "monitoring")
        if self._watching:
            tool = sys.monitoring.COVERAGE_ID
            sys.monitoring.use_tool_id(tool, "fuzzing")
            sys.monitoring.register_callback(tool, sys.monitoring.events.LINE, self._line)
            sys.monitoring.set_events(tool, sys.monitoring.events.LINE)
        elif measured:
            try:
                from coverage import Coverage
            except ImportError:
                return
            self._cover = Coverage(data_file=None, source=[str(_PACKAGE)])

    @property
    def lines(self) -> int:
        """How many lines were reached."""
        return len(self._reached)

    def run(self, work: Callable[[bytes], None], raw: bytes) -> str | None:
        """What must not be of one run, or None."""
        self.runs += 1
        measures = self._cover is not None and self.runs % _EVERY == 1
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
            if measures:
                self._cover.stop()
            signal.alarm(0)
            self.slowest = max(self.slowest, time.perf_counter() - began)
        return None

    def coverage(self, modules: tuple[str, ...]) -> dict[str, tuple[int, int]]:
        """Lines reached by what was measured, and lines in all, of each module; those of its import are not among them."""
        found = {}
        for module in modules if self._cover is not None else ():
            _, lines, _, missing, _ = self._cover.analysis2(str(_PACKAGE / module))
            found[module] = len(lines) - len(missing), len(lines)
        return found

    def _line(self, code, number):
        if code.co_filename.startswith(str(_PACKAGE)):
            self._reached.add((code.co_filename, number))
        return sys.monitoring.DISABLE


def _too_slow(*_):
    raise TimeoutError(f"more than {SLOW} seconds")


_MODULES = ("yaml/nodes.py", "yaml/reading.py", "yaml/plain.py", "yaml/document.py", "yaml/slips.py", "yaml/comments.py", "yaml/layout.py", "inspection.py", "change/comparison.py", "change/itemising.py", "change/direction.py", "imports/csv.py", "imports/json.py", "imports/xlsx.py", "intake/rows.py", "intake/cells.py", "intake/filling.py", "intake/textfile.py", "workbook/archive.py", "workbook/markup.py", "workbook/parts.py", "workbook/scan.py", "workbook/sheet.py", "workbook/xlsx.py")  # fmt: skip


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
        for module, (reached, lines) in told.coverage(_MODULES).items():
            print(f"  {module:28} {reached:5} of {lines} lines, {reached / lines:.0%}")
        lines = f"{told.lines} lines reached, " if told.lines else ""
        print(f"{told.runs} executions, the slowest {told.slowest:.2f} s, {lines}{len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
