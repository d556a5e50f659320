"""Limits are data: each has a default, can be raised for one run, and is named by the finding that it causes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import books
import model
import pytest

from govinfo_cli.limits import LIMITS, limit

NESTED = model.completed(f"x-a: {'[' * 40}{']' * 40}\n")
MANY = model.completed(f"x-a: [{'a, ' * 60_000}]\n")
LONG = model.completed(f"abstract: {'长' * 400_000}\n")
WIDE = "信息资源名称," + ",".join(f"列{number}" for number in range(1100)) + "\n甲" + ",乙" * 1100 + "\n"
SHEETS = books.xlsx({f"表{number}": [["信息资源名称"], ["甲"]] for number in range(501)})
PARTS = books.packed({f"xl/x{number}.xml": "" for number in range(4001)})
GROWING = books.packed(books.parts({"表": []}) | {"xl/worksheets/sheet1.xml": "<worksheet>" + " " * (40 << 20)})
TALL = "信息资源名称\n" + "甲\n" * 200_100


@pytest.fixture
def root(tmp_path):
    for path, text in (("catalog.yaml", model.SETTINGS), ("owners.yaml", model.OWNERS)):
        (tmp_path / "catalog").mkdir(exist_ok=True)
        (tmp_path / "catalog" / path).write_text(text, encoding="utf-8")
    return tmp_path


def run(root: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """`catalog` in a process of its own: limits are read when one begins."""
    done = subprocess.run(
        [sys.executable, "-m", "govinfo_cli", *arguments],
        cwd=root,
        env={**os.environ, **variables},
        capture_output=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(
    ("name", "more", "file", "content", "arguments"),
    [
        ("depth", "64", "catalog/人事局/a.yaml", NESTED, ("validate",)),
        ("nodes", "200K", "catalog/人事局/a.yaml", MANY, ("validate",)),
        ("bytes", "4M", "catalog/人事局/a.yaml", LONG, ("validate",)),
        ("columns", "2000", "表.csv", WIDE, ("import", "--dry-run", "表.csv")),
        ("rows", "400000", "表.csv", TALL, ("import", "--dry-run", "表.csv")),
        ("sheets", "1000", "表.xlsx", SHEETS, ("import", "--dry-run", "表.xlsx")),
        ("members", "10000", "表.xlsx", PARTS, ("import", "--dry-run", "表.xlsx")),
        ("ratio", "1032", "表.xlsx", GROWING, ("import", "--dry-run", "表.xlsx")),
        ("table-bytes", "128M", "表.csv", 65 << 20, ("import", "--dry-run", "表.csv")),
        ("workbook-bytes", "256M", "表.xlsx", 193 << 20, ("import", "--dry-run", "表.xlsx")),
        ("record-bytes", "128M", "catalog/classes.csv", 65 << 20, ("validate",)),
    ],
)
def test_a_finding_names_the_limit_and_how_to_raise_it(name, more, file, content, arguments, root):
    place = root / file
    place.parent.mkdir(exist_ok=True)
    if isinstance(content, int):
        with open(place, "wb") as stream:
            stream.truncate(content)  # a file of nothing, which takes no room
    else:
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    if name == "record-bytes":
        (root / "catalog/catalog.yaml").write_text(model.SETTINGS + "category_files: [classes.csv]\n", encoding="utf-8")
    code, said = run(root, *arguments)
    assert code == (2 if name == "record-bytes" else 1) and f"catalog --limit {name}=" in said
    if name != "rows":  # it takes a minute to read so many
        assert f"--limit {name}=" not in run(root, f"--limit={name}={more}", *arguments)[1]


def test_a_limit_may_stand_by_itself(root):
    (root / "catalog/人事局").mkdir()
    (root / "catalog/人事局/a.yaml").write_text(NESTED, encoding="utf-8")
    assert "--limit depth=" not in run(root, "--limit", "depth=64", "validate")[1]


@pytest.mark.parametrize(
    ("where", "file"), [("govinfo_cli.intake.headings.MAX_CELLS", "表.csv"), ("govinfo_cli.workbook.gathering.MAX_VALUES", "表.xlsx")]
)  # fmt: skip
def test_too_many_cells_are_a_finding_that_names_the_limit(where, file, root, catalog, monkeypatch):
    """Four millions of them take a minute to read."""
    monkeypatch.setattr(where, 3)
    rows = [["信息资源名称", "提供方"], ["甲", "人事局"], ["乙", "人事局"]]
    content = books.xlsx({"表": rows}) if file.endswith("xlsx") else "\n".join(map(",".join, rows)).encode()
    (root / file).write_bytes(content)
    code, out, err = catalog("import", "--dry-run", file, cwd=root)
    assert code == 1 and "catalog --limit cells=" in out + err


def test_more_entries_than_a_catalogue_may_have_are_one_line(root, catalog, monkeypatch):
    for number in (12, 13):
        place = root / f"catalog/人事局/30304601-{number:06}_甲{number}.yaml"
        place.parent.mkdir(exist_ok=True)
        place.write_text(model.completed(f"code: 30304601/{number:06}\nname: 甲{number}\n"), encoding="utf-8")
    assert catalog("list", cwd=root)[0] == 0
    monkeypatch.setitem(LIMITS, "entries", LIMITS["entries"]._replace(default=1))
    for arguments in (
        ("validate", "--no-cache"),
        ("list", "--no-cache"),
        ("export", "-f", "csv", "-o", "-", "--allow-errors"),
    ):
        code, out, err = catalog(*arguments, cwd=root)
        assert (code, out) == (2, "") and "有 2 条条目，最多读 1 条" in err and "catalog --limit entries=4 …" in err


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no alarm on Windows")
def test_a_run_that_takes_too_long_is_ended_and_says_how_to_let_it(root):
    (root / "表.csv").write_text(TALL, encoding="utf-8")
    code = "import sys\nfrom govinfo_cli import cli, limits\nlimits.LIMITS['time'] = limits.LIMITS['time']._replace(default=0.02)\nsys.argv[1:] = ['import', '表.csv']\ncli.main()"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "运行超过 0.02 秒，已停下\n改法" in done.stderr.decode() and "catalog --limit time=" in done.stderr.decode()
    assert not list((root / "catalog").glob("*/*"))


def test_the_environment_raises_too_and_a_catalogue_never(root):
    (root / "catalog/人事局").mkdir()
    (root / "catalog/人事局/a.yaml").write_text(NESTED, encoding="utf-8")
    assert "--limit depth=" not in run(root, "validate", CATALOG_LIMITS="depth=64,nodes=60000")[1]
    (root / "catalog/catalog.yaml").write_text(model.SETTINGS + "limits: {depth: 64}\n", encoding="utf-8")
    code, said = run(root, "validate")
    assert "--limit depth=" in said or (code == 2 and "limits" in said)


@pytest.mark.parametrize(
    "said", ["depth", "depth=", "depth=1", "depth=101", "depth=-1", "depth=１", "deep=40", "bytes=9T"]
)
def test_what_is_no_limit_is_one_line(said, root):
    for more, variables in ((["--limit", said], {}), ([], {"CATALOG_LIMITS": said})):
        code, told = run(root, *more, "validate", **variables)
        assert code == 2 and told.startswith("未能检查：--limit：") and told.count("\n") == 2


def test_every_limit_can_be_raised_and_is_told():
    text = (Path(__file__).parents[1] / "SECURITY.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([a-z-]+)` \| ([\d,]+(?: MiB)?) ", text, re.M))
    assert [*told] == [*LIMITS]
    for name, one in LIMITS.items():
        assert limit(name) == one.default < one.most
        assert told[name] == (f"{one.default >> 20} MiB" if one.size else f"{one.default:,}"), name
