"""What `secret-marking` and `personal-data` find is echoed by no command, in no format, on no stream, in no file and no error."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from pathlib import Path

import books
import model
import pytest
import secrecy
import zips
from repositories import git, lay
from secrecy import ALL, CANARIES, ENTRY, PERSON, PHONE, TABLE

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
    **{f"validate TABLE -f {name}": ("validate", TABLE, "-f", name) for name in ("text", "json", "csv", "sarif", "markdown")},
    "release": ("release", "1", "--approval", f"文 {ALL}", "--rev", "HEAD"),
    "release list": ("release", "list", "-f", "json"),
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


@pytest.mark.parametrize("more", [f"{ALL}: x\n", f"category_files: ['{PERSON} {PHONE}.csv']\n", f"x-a: [{ALL}\n"])
def test_a_run_that_fails_on_a_file_says_nothing_of_it(more, catalog, tmp_path):
    lay(tmp_path, {"catalog/catalog.yaml": model.SETTINGS + more, "catalog/owners.yaml": model.OWNERS})
    for arguments in (("validate",), ("list",), ("--profile", PERSON, "validate"), ("show", f"甲{PERSON}")):
        code, out, err = catalog(*arguments, cwd=tmp_path)
        assert code == 2 and err and echoed(out + err) == []


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


@pytest.mark.parametrize("name", [name for name in EXPORTS if name != "codeowners"])
def test_what_holds_it_is_not_exported_and_nothing_is_written(name, world, catalog, tmp_path):
    code, out, err = catalog("export", "-f", name, "--allow-errors", "-o", tmp_path / "out", cwd=world)
    assert (code, out) == (1, "") and "不导出" in err and "--allow-errors 也不放行" in err
    assert not list(tmp_path.iterdir())


def test_what_holds_it_is_not_released(world, catalog):
    before = git(world, "for-each-ref")
    code, out, _ = catalog("release", "1", "--approval", "文", "--rev", "HEAD", cwd=world)
    assert (code, out, git(world, "for-each-ref")) == (1, "", before)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "markdown"])
def test_a_forged_bundle_says_nothing_of_it(form, catalog, tmp_path):
    root = zips.begun(tmp_path / "库")
    files = zips.members(zips.bundled(catalog, root, tmp_path / "甲.zip"))
    some = next(name for name in files if name.endswith(".csv"))
    names = files | {f"upload/{ALL}/{PERSON}.csv": b"x", f"../电话 {PHONE}": b"x", f"{some}{PERSON}": ALL.encode()}
    more = {
        "title": ALL,
        "release": ALL,
        "commit": ALL,
        "tree": PERSON,
        ALL: PERSON,
        "tool": {"name": ALL, "version": PERSON},
    }
    forged = [zips.packed(names), zips.resealed(names), zips.packed(files | {"manifest.json": ALL.encode()})]
    forged += [zips.resealed(files, **{key: said}) for key, said in more.items()]
    for raw in [*forged, zips.resealed(files | {some: files[some] + f"{ALL}\n".encode()})]:
        (tmp_path / "乙.zip").write_bytes(raw)
        code, out, err = catalog("verify", tmp_path / "乙.zip", "-f", form, cwd=root)
        assert code == 1 and echoed(out + err) == [], echoed(out + err)


def test_a_marked_copy_repeats_it_nowhere_but_where_it_stood(catalog, tmp_path):
    (tmp_path / "表.xlsx").write_bytes(
        books.xlsx({"填报": list(csv.reader(io.StringIO(secrecy.table().decode("utf-8-sig"))))})
    )
    code, out, err = catalog("validate", "表.xlsx", "--annotate", "新.xlsx", cwd=tmp_path)
    assert code == 1 and echoed(out + err) == []
    with zipfile.ZipFile(tmp_path / "新.xlsx") as book:
        rest = [book.read(name).decode() for name in book.namelist() if name != "xl/worksheets/sheet1.xml"]
        assert echoed(book.read("xl/worksheets/sheet1.xml").decode()) == [*CANARIES] and len(rest) > 5
    assert echoed("\n".join(rest)) == []
