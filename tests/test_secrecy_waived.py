"""An identity number that an approved exception lets pass goes out with the entry, where an export carries it, and is echoed nowhere else."""

from __future__ import annotations

import model
import pytest
import zips
from repositories import STAFF, commit, git
from secrecy import PERSON
from test_secrecy import echoed, texts_in

from govinfo_cli import validation
from govinfo_cli.exports import NAMES as EXPORTS
from govinfo_cli.git.checkout import kept
from govinfo_cli.reports import NAMES as REPORTS
from govinfo_cli.reviews import NAMES as REVIEWS

CODE, DAY = "30304601/000012", ("--today", "2026-11-24")
WAIVER = f'- {{{{rule: {{rule}}, entry: {CODE}, reason: 须保留, approved_by: 甲, until: "2027-06-30"}}}}\n'
HELD = model.completed(zips.NOT_SHARED).replace("按月汇总", f"按月汇总 {PERSON} 的")
CARRYING = [name for name in EXPORTS if name != "codeowners"]
RUNS = {
    **{f"validate -f {name}": ("validate", "-f", name, *DAY) for name in REPORTS},
    **{f"diff -f {name}": ("diff", "HEAD~1", "-f", name) for name in REVIEWS},
    **{f"list -f {name}": ("list", "-f", name) for name in ("table", "json", "csv", "xlsx")},
    **{f"show -f {name}": ("show", CODE, "-f", name) for name in ("text", "json", "yaml")},
    **{f"log -f {name}": ("log", CODE, "-f", name) for name in ("text", "json", "markdown", "csv")},
    **{f"classify -f {name}": ("classify", "--all", "-f", name) for name in ("text", "json", "xlsx")},
    "validate --base": ("validate", "--base", "HEAD~1", *DAY),
    "stats": ("stats", "-f", "json"),
    "fmt --diff": ("fmt", "--diff"),
    "release --dry-run": ("release", "1", "--approval", "文", "--dry-run"),
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    root = zips.begun(tmp_path_factory.mktemp("waived") / "库")
    commit(root, {STAFF: HELD, "catalog/waivers.yaml": WAIVER.format(rule="personal-data")}, "二")
    return root


@pytest.mark.parametrize("name", RUNS)
def test_what_an_exception_covers_is_echoed_no_more_than_anything_else(name, world, catalog, tmp_path):
    more = ("-o", tmp_path / "out.xlsx") if name.endswith("xlsx") else ()
    code, out, err = catalog(*RUNS[name], *more, cwd=world)
    files = [texts_in(path.read_bytes()) for path in tmp_path.iterdir()]
    assert code in (0, 1) and (out or err or files or name in ("validate -f concise", "validate -f github")), err
    assert echoed("\n".join((out, err, *files))) == []


@pytest.mark.parametrize("name", CARRYING)
def test_an_export_carries_it_and_says_nothing_of_it(name, world, catalog, tmp_path):
    code, out, err = catalog("export", "-f", name, "-o", tmp_path / "out", cwd=world)
    assert (code, echoed(out + err)) == (0, []), err
    assert b"1101" in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()) or name == "bundle"


def test_a_bundle_holds_it_in_what_is_uploaded_alone(world, catalog, tmp_path):
    files = zips.members(zips.bundled(catalog, world, tmp_path / "甲.zip"))
    holding = {name for name, raw in files.items() if echoed(texts_in(raw))}
    assert holding and all(name.startswith("upload/") for name in holding), holding
    for form in ("text", "json", "sarif", "markdown"):
        code, out, err = catalog("verify", tmp_path / "甲.zip", "-f", form, cwd=world)
        assert code == 0 and echoed(out + err) == []


def test_a_release_says_nothing_of_it(world, catalog):
    git(world, "config", "user.name", "某人")
    git(world, "config", "user.email", "t@example.org")
    try:
        code, out, err = catalog("release", "1", "--approval", "文", cwd=world)
        assert code == 0, err
        said = (
            out
            + err
            + git(world, "cat-file", "-p", "release/1")
            + catalog("release", "list", "-f", "json", cwd=world)[1]
        )
        assert "上传包" in said and echoed(said) == []
    finally:
        git(world, "tag", "-d", "release/1")


def test_nothing_of_it_is_kept(world, catalog, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(validation, "_WORTH_KEEPING", 1)
    assert catalog("validate", *DAY, cwd=world)[0] == 0
    assert not kept(world).exists()
    assert (
        echoed("".join(texts_in(path.read_bytes()) for path in (tmp_path / "cache").rglob("*") if path.is_file())) == []
    )


@pytest.mark.parametrize(
    ("text", "waiver"),
    [
        (HELD, WAIVER.format(rule="secret-marking")),
        (HELD.replace(PERSON, "机密★5年"), WAIVER.format(rule="secret-marking")),
        (HELD, WAIVER.format(rule="personal-data").replace("须保留", f"号 {PERSON}")),
        (HELD, WAIVER.format(rule="personal-data").replace("2027", "2020")),
    ],
    ids=["another rule", "a marking", "a reason that holds one", "out of date"],
)
def test_no_other_exception_lets_anything_pass(text, waiver, catalog, tmp_path):
    """The control, and the limits of it."""
    root = zips.begun(tmp_path / "库", {STAFF: text, "catalog/waivers.yaml": waiver})
    for arguments in (
        ("export", "-f", "csv", "--allow-errors", "-o", "../out.csv"),
        ("release", "1", "--approval", "文"),
    ):
        code, out, err = catalog(*arguments, cwd=root)
        assert code == 1 and "不导出" in err and echoed(out + err) == [], err
    assert not (tmp_path / "out.csv").exists() and git(root, "tag") == ""
