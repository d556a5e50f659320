"""What `secret-marking` and `personal-data` find is echoed by no command, in no format, on no stream, in no file and no error."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from pathlib import Path

import pytest
import secrecy
from repositories import git
from secrecy import ALL, CANARIES, ENTRY, TABLE

from govinfo_cli.exports import NAMES as EXPORTS
from govinfo_cli.reports import NAMES as REPORTS
from govinfo_cli.reviews import NAMES as REVIEWS

CODE = "30304601/000012"
RUNS = {
    **{f"validate -f {name}": ("validate", "-f", name) for name in REPORTS},
    **{f"diff -f {name}": ("diff", "HEAD~1", "-f", name) for name in REVIEWS},
    **{f"list -f {name}": ("list", "-f", name) for name in ("table", "json", "csv", "tsv", "xlsx")},
    **{f"stats -f {name}": ("stats", "-f", name) for name in ("text", "json", "csv", "xlsx")},
    **{f"show -f {name}": ("show", CODE, "-f", name) for name in ("text", "json", "yaml")},
    **{f"log -f {name}": ("log", CODE, "-f", name) for name in ("text", "json", "markdown", "csv")},
    **{f"classify -f {name}": ("classify", "--all", "-f", name) for name in ("text", "json", "csv", "xlsx")},
    **{f"export -f {name}": ("export", "-f", name, "--allow-errors", "-o", f"out-{name}") for name in EXPORTS},
    "validate --rev": ("validate", "--rev", "HEAD"),
    "validate --base": ("validate", "--base", "HEAD~1"),
    "validate --staged": ("validate", "--staged"),
    "validate --ignore": ("validate", "--ignore", "personal-data", "--ignore", "secret-marking"),
    "validate --select": ("validate", "--select", "unknown-code", "--select", "invalid-value"),
    "list --columns": ("list", "--columns", "摘要,owner,path"),
    "show nothing": ("show", "名"),
    "classify --check": ("classify", "--check"),
    "classify --tree": ("classify", "--tree"),
    "fix --diff": ("fix", "--diff"),
    "fix --unsafe --diff": ("fix", "--unsafe", "--diff"),
    "fmt --diff": ("fmt", "--diff"),
    "fmt --check": ("fmt", "--check"),
    "import --dry-run": ("import", TABLE, "--dry-run"),
    "import -f csv": ("import", TABLE, "--dry-run", "-f", "csv"),
    "import -f json": ("import", TABLE, "--dry-run", "-f", "json"),
    "import --update": ("-v", "import", TABLE, "--update", "--dry-run"),
    "import --write-mapping": ("import", TABLE, "--write-mapping", "map.yaml"),
    "withdraw --diff": ("withdraw", CODE, "--reason", "x", "--approved-by", "y", "--diff"),
    "schema entry": ("schema", "entry"),
    "diff-driver": ("diff-driver", ENTRY, ENTRY, "x", "100644", "/dev/null", "x", "100644"),
    "diff-driver broken": ("diff-driver", secrecy.BROKEN, secrecy.BROKEN, "x", "100644", "/dev/null", "x", "100644"),
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return secrecy.spread(tmp_path_factory.mktemp("secrecy") / "库")


def texts_in(raw: bytes) -> str:
    """A file's text, of a workbook that of all its parts and their names."""
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return "\n".join(
                [*book.namelist(), *(book.read(name).decode("utf-8", "replace") for name in book.namelist())]
            )
    return raw.decode("utf-8", "replace")


def echoed(text: str) -> list[str]:
    """The canaries that stand in a text, whole or escaped; of a marking its end is enough."""
    return [one for one in CANARIES if one in text or json.dumps(one)[1:-1] in text]


@pytest.mark.parametrize("name", RUNS)
def test_nothing_that_must_not_be_seen_is_echoed(name, world, catalog, tmp_path):
    arguments = RUNS[name]
    if name.endswith("xlsx") and "-o" not in arguments:
        arguments = (*arguments, "-o", tmp_path / "out.xlsx")
    before = {path for path in world.rglob("*") if ".git" not in path.parts}
    try:
        code, out, err = catalog(*arguments, cwd=world)
    finally:
        made = {path for path in world.rglob("*") if ".git" not in path.parts} - before
        files = [texts_in(path.read_bytes()) for path in [*made, *tmp_path.iterdir()] if path.is_file()]
        for path in made:
            path.unlink()
    assert "内部出错" not in err
    assert code in (0, 1) or (name.startswith(("export", "show nothing")) and code == 2), err
    assert out or err or files
    assert echoed("\n".join((out, err, *files))) == []
    assert git(world, "status", "--porcelain", "-uno") == ""


def test_the_canaries_are_where_they_can_be_echoed(world):
    """The control: what is looked for above does stand in the files, in git, and in the table."""
    assert echoed((world / ENTRY).read_text(encoding="utf-8")) == [*CANARIES]
    assert echoed(git(world, "log", "--format=%B%an")) == [*CANARIES]
    assert echoed((world / TABLE).read_text(encoding="utf-8")) == [*CANARIES]


def test_an_import_that_writes_says_nothing_of_it(world, catalog, tmp_path):
    root = secrecy.spread(tmp_path / "库")
    for arguments in (("import", TABLE), ("import", "--update", TABLE)):
        code, out, err = catalog(*arguments, cwd=root)
        assert code in (0, 1) and echoed(out + err) == []


def test_the_report_of_an_internal_error_quotes_nothing(world, catalog, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def fail(*_):
        raise KeyError(f"{ALL} １１０１０５１９４９１２３１００２Ｘ")

    monkeypatch.setattr("govinfo_cli.commands.stats.statistics.count", fail)
    code, out, err = catalog("stats", cwd=world)
    (report,) = tmp_path.iterdir()
    assert code == 2 and str(report) in err and "KeyError" in err
    text = report.read_text(encoding="utf-8")
    assert "KeyError" in text and "in stats" in text
    assert echoed(out + err + text) == [] and not re.search("[０-９]{4}", text)
    if os.name == "posix":
        assert Path(report).stat().st_mode & 0o077 == 0
