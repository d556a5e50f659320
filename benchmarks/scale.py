"""More entries than one repository should hold: a repository a body, exported to parquet, read together by DuckDB.

    python benchmarks/scale.py DIR [--bodies 20] [--count 50000]    makes DIR/bodies/NN/*.parquet, then asks
    python benchmarks/scale.py DIR                                  asks once more what lies there

The questions are the ```sql blocks of docs/scale.md, as they stand there. Each repository is taken away after its export,
for a million files need 4 GB. Needs the packages duckdb and pyarrow.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from generate import repository
from run import BIN, Run, machine, timed

PAGE = Path(__file__).parents[1] / "docs" / "scale.md"


def questions() -> Iterator[tuple[str, str]]:
    """(heading, SQL) of each block of docs/scale.md."""
    text = PAGE.read_text(encoding="utf-8")
    for found in re.finditer(r"^```sql\n(.*?)^```$", text, re.M | re.S):
        yield re.findall(r"^#+ (.*)$", text[: found.start()], re.M)[-1], found[1]


def exported(root: Path, bodies: int, count: int) -> Iterator[tuple[str, Run]]:
    """Makes what is not there yet: (step, its run) of each step."""
    for body in range(1, bodies + 1):
        place, work = root / "bodies" / f"{body:02d}", root / "work"
        if place.exists():
            continue
        shutil.rmtree(work, ignore_errors=True)
        repository(work, count, body)
        command = [str(BIN / "catalog"), "export", "-f", "parquet", "-o", str(root / "new"), "--force"]
        yield "export -f parquet, all checks in it", timed(command, work)
        if not (root / "new").is_dir():
            raise SystemExit(f"nothing was exported from {work}")
        place.parent.mkdir(parents=True, exist_ok=True)
        (root / "new").rename(place)
        shutil.rmtree(work)


def asked(root: Path) -> None:
    """Prints what DuckDB needs for each question, each in a process of its own, and for our own rule about names."""
    print("| question | rows | wall s | processor s | peak MiB |\n|---|---|---|---|---|")
    views, *rest = questions()
    for heading, query in rest:
        code = "import duckdb, sys; d = duckdb.connect(); d.execute('SET enable_progress_bar = false'); d.execute(sys.argv[1]); print(len(d.execute(sys.argv[2]).fetchall()))"
        command = [sys.executable, "-c", code, views[1], query]
        told(heading, root, command)
    told("near-duplicate by our own rule", root, [sys.executable, __file__, str(root), "--names"])


def told(heading: str, root: Path, command: list[str]) -> None:
    rows = subprocess.run(command, cwd=root, check=True, capture_output=True, encoding="utf-8").stdout.strip()
    runs = [timed(command, root) for _ in range(3)]
    wall, spent = min(run.wall for run in runs), min(run.spent for run in runs)
    print(f"| {heading} | {rows} | {wall:.2f} | {spent:.2f} | {max(run.peak for run in runs):.0f} |", flush=True)


def names(root: Path) -> int:
    """The pairs of bodies' entries whose names say the same, by the rule that `validate` goes by within one body."""
    import duckdb

    from govinfo_cli.profile import load_profile
    from govinfo_cli.resource_name import Met, reader_of
    from govinfo_cli.vocabulary import fold

    query = (
        f"SELECT filename, name FROM read_parquet('{root}/bodies/*/entries.parquet', filename=true) WHERE name <> ''"
    )
    rows = duckdb.connect().execute(query).fetchall()
    parted = reader_of(load_profile(["measures-2019", "guide-2017"])[0]).parted([fold(name) for _, name in rows])
    met, pairs = Met(), 0
    for number, ((body, _), name) in enumerate(zip(rows, parted, strict=True)):
        if name.core:
            pairs += next(met.like(name, body), None) is not None
            met.add(name, body, number)
    return pairs


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bodies", type=int, default=20)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--names", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    root = options.folder.resolve()
    if options.names:
        print(names(root))
        raise SystemExit
    print(machine(), flush=True)
    steps: dict[str, list[Run]] = {}
    began = time.perf_counter()
    for step, run in exported(root, options.bodies, options.count):
        steps.setdefault(step, []).append(run)
        print(f"{step}: {run.wall:.1f} s, processor {run.spent:.1f} s, {run.peak:.0f} MiB", flush=True)
    if steps:
        print(f"all of it: {time.perf_counter() - began:.0f} s")
        print("| step | median processor s | least processor s | peak MiB |\n|---|---|---|---|")
    for step, runs in steps.items():
        spent = sorted(run.spent for run in runs)
        print(f"| {step} | {spent[len(spent) // 2]:.1f} | {spent[0]:.1f} | {max(run.peak for run in runs):.0f} |")
    for table in ("entries", "items"):
        sizes = [path.stat().st_size for path in root.glob(f"bodies/*/{table}.parquet")]
        print(f"{table}.parquet: {len(sizes)} files, {sum(sizes) / 1e6:.0f} MB")
    asked(root)
