"""Fuzzes what reads a stranger's bytes: `python tests/fuzzing.py --seconds 600 [TARGET …]` reports executions, coverage and findings.

A target gets bytes and may do nothing but return: an exception, an answer that contradicts itself, or a run of more than
SLOW seconds is a finding, which is saved and can be run again with `--replay FILE`. Inputs are seeds of ours, mangled;
with Python 3.12 those that reach a new line are kept and mangled further.
"""

from __future__ import annotations

import argparse
import io
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import books
import model
import tables
import texts

from govinfo_cli import rules
from govinfo_cli.change.comparison import compare
from govinfo_cli.driving import Alone
from govinfo_cli.inspection import Inspector
from govinfo_cli.reviews import text as review
from govinfo_cli.settings import open_settings
from govinfo_cli.source import File, Folder
from govinfo_cli.yaml.layout import NotLaidOut, canonical
from govinfo_cli.yaml.reading import Doubt, load, read

SLOW = 10  # seconds
_EVERY = 25  # executions of which one is measured for coverage
_PACKAGE = Path(sys.modules["govinfo_cli"].__file__).parent
_WORDS = [piece.encode("utf-8", "surrogatepass") for piece in texts.PIECES]
_WORDS += [
    b"\xff",
    b"\x00",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"&amp;",
    b"<",
    b">",
    b"]]>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"=1+1",
]
_WORDS += ["无条件共享".encode(), "共享类型".encode(), "𠮷".encode(), b"30304601/000012", b"1" * 400, b"9e999", b"-1", b'r="XFD1048576"', b't="s"']  # fmt: skip
_BETWEEN = b"\n%%%%\n"  # the old file above, the new one below


class Target(NamedTuple):
    """What is fuzzed: seeds, how one is mangled, and the run, which raises what must not be."""

    seeds: list[bytes]
    mangle: Callable[[random.Random, bytes], bytes]
    run: Callable[[bytes], None]


class Finding(NamedTuple):
    """An input that must not do what it did, and what that was."""

    target: str
    raw: bytes
    why: str


def mangled(chance: random.Random, raw: bytes) -> bytes:
    """Bytes with some pieces put in, taken out, doubled, moved or replaced."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(raw))
        end = min(len(raw), start + int(chance.expovariate(0.1)))
        piece = raw[start:end]
        match chance.randrange(5):
            case 0:
                raw = raw[:start] + chance.choice(_WORDS) + raw[start:]
            case 1:
                raw = raw[:start] + raw[end:]
            case 2:
                raw = raw[:start] + piece * chance.randint(2, 40) + raw[end:]
            case 3:
                raw = raw[:start] + chance.choice(_WORDS) + raw[end:]
            case _:
                to = chance.randint(0, len(raw))
                raw = raw[:to] + piece + raw[to:]
    return raw[: 1 << 18]


def mangled_book(chance: random.Random, raw: bytes) -> bytes:
    """A workbook one of whose parts is mangled, or gone, doubled or called otherwise; or its bytes themselves."""
    if chance.random() < 0.2:
        return mangled(chance, raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as opened:
            parts = [(one.filename, opened.read(one)) for one in opened.infolist()]
    except Exception:  # mangled before
        return mangled(chance, raw)
    place = chance.randrange(len(parts))
    name, part = parts[place]
    match chance.randrange(12):
        case 0:
            del parts[place]
        case 1:
            parts.append((name, mangled(chance, part)))
        case 2:
            parts[place] = (mangled(chance, name.encode()).decode("utf-8", "replace")[:200], part)
        case _:
            parts[place] = (name, mangled(chance, part))
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        warnings.simplefilter("ignore")  # of two parts of one name
        for name, part in parts:
            made.writestr(name or "x", part)
    return out.getvalue()


def targets(root: Path) -> dict[str, Target]:
    """The targets, each working on the catalogue that is laid at `root`."""
    tables.catalogue(root)
    settings = open_settings(Folder(root))
    typed, inspector = settings.shape.typed, Inspector(settings, rules.NAMES)
    base = Folder(root)

    def document(raw: bytes) -> None:
        found = read(model.PATH, raw, typed)
        try:
            quick = load(raw, typed)
        except Doubt:
            pass
        else:
            assert quick == found.data and not found.problems, "the quick reader took what the other one does not"
        inspector.entry(File(model.PATH, size=len(raw)), raw)
        try:
            laid = canonical(model.PATH, raw, settings.shape)
        except NotLaidOut:
            return
        assert canonical(model.PATH, laid, settings.shape) == laid, "laid out twice is another thing"

    def diff(raw: bytes) -> None:
        old, _, new = raw.partition(_BETWEEN)
        comparison = compare(Alone(base, model.PATH, old), Alone(base, model.PATH, new))
        review.render(comparison, "zh", False, True)

    def importing(ending: str) -> Callable[[bytes], None]:
        return lambda raw: [tables.bring(root, (f"表.{ending}", raw)), None][1]

    entries = [text.encode() for text in texts.ENTRIES] + [model.completed("").encode()]
    rows = [["信息资源代码", "信息资源名称", "提供方", "共享类型", "更新周期", "信息项名称", "数据长度"], ["30304601/000077", "甲", "人事局", "无条件", "每月", "姓名、编号", 50], ["", "乙", "财务局", "不予共享", "2026-01-01", "x", 1.5]]  # fmt: skip
    comma = "\n".join(",".join(str(cell) for cell in row) for row in rows).encode()
    lines = str([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]).replace("'", '"').encode()
    sheets = [books.xlsx({"目录": rows}), books.xlsx({"封面": [["x"]], "目录": [["标题"], *rows], "信息项": rows})]
    return {
        "document": Target(entries, mangled, document),
        "diff": Target([one + _BETWEEN + other for one, other in zip(entries, entries[1:], strict=False)] + [one + _BETWEEN + one for one in entries], mangled, diff),
        "csv": Target([comma, comma.replace(b",", b"\t"), comma.decode().encode("gb18030"), b"\xef\xbb\xbf" + comma], mangled, importing("csv")),
        "json": Target([lines, b'{"data": ' + lines + b"}"], mangled, importing("json")),
        "workbook": Target(sheets, mangled_book, importing("xlsx")),
    }  # fmt: skip


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
