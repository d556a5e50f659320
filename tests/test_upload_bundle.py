"""`export -f bundle`: the same bytes wherever it is made, what is in it, and what never is."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import model
import outputs
import pytest
import zips
from repositories import BUDGET, OTHER, STAFF, commit, git

from govinfo_cli.package import manifest, names
from govinfo_cli.package.names import is_safe

DEFAULT = [
    "internal/封面.html",
    "internal/检查报告.json",
    "internal/检查报告.xlsx",
    "internal/统计.json",
    "manifest.json",
    "upload/external/platform-csv/entries.csv",
    "upload/external/platform-csv/items.csv",
    "upload/external/目录.csv",
    "upload/external/目录.json",
    "upload/external/目录.xlsx",
    "upload/internal/internal-platform/entries.csv",
    "upload/internal/internal-platform/items.csv",
]


@pytest.fixture
def root(tmp_path) -> Path:
    return zips.begun(tmp_path / "甲 地" / "库")


def run(place: Path, root: Path, *options: str, umask: int = 0o022, **environment: str) -> bytes:
    """The bundle that another process makes, in a folder of its own."""
    there = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1] / "src")} | environment
    command = [
        sys.executable,
        "-m",
        "govinfo_cli",
        "-q",
        "export",
        "-f",
        "bundle",
        "-o",
        str(place),
        "--force",
        *options,
    ]
    done = subprocess.run(command, cwd=root, env=there, capture_output=True, umask=umask if os.name != "nt" else -1)
    assert done.returncode == 0, done.stderr.decode()
    return place.read_bytes()


@pytest.mark.parametrize(
    "options", [(), ("--scope", "external"), ("--rev", "HEAD"), ("--scope", "internal", "--owner", "财务局")]
)
def test_the_same_bytes_on_any_machine(root, tmp_path, options):
    other = tmp_path / "elsewhere"
    git(tmp_path, "clone", "-q", str(root), str(other))
    git(other, "config", "core.autocrlf", "true")
    first = run(tmp_path / "a.zip", root, *options, TZ="Asia/Shanghai", LC_ALL="C", PYTHONHASHSEED="1")
    second = run(tmp_path / "b.zip", other, *options, umask=0o077, TZ="America/New_York", LC_ALL="zh_CN.UTF-8", LANG="zh_CN.UTF-8", PYTHONHASHSEED="77", CATALOG_LANG="en", COLUMNS="40")  # fmt: skip
    assert first == second
    below = other / "catalog" / "人事局"
    assert run(tmp_path / "c.zip", below, *options) == first


def test_a_shallow_clone_of_a_release_gives_its_bytes(root, tmp_path, catalog):
    assert catalog("release", "2026-1", "--approval", "纪要1号", cwd=root)[0] == 0
    whole = run(tmp_path / "a.zip", root)
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "release/2026-1", f"file://{root}", "shallow")
    assert run(tmp_path / "b.zip", tmp_path / "shallow") == whole
    assert run(tmp_path / "c.zip", tmp_path / "shallow", "--rev", "release/2026-1") == whole
    # With a release before it, of which nothing is there but what the tag carries.
    added = OTHER.replace("30304602/000003", "30304602/000004").replace("部门决算", "公务用车台账")
    commit(
        root,
        {
            STAFF: model.completed("name: 在职职工信息\n" + zips.NOT_SHARED),
            BUDGET: None,
            BUDGET.replace("000003", "000004"): added,
        },
    )
    code, _, err = catalog("release", "2026-2", "--approval", "纪要2号", cwd=root)
    assert code == 0, err
    later = run(tmp_path / "2.zip", root)
    told = outputs.checked("diff", zips.members(later)["internal/变更比对.json"].decode())["summary"]
    assert told["removed"] + told["changed"] == 2
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "release/2026-2", f"file://{root}", "second")
    second = tmp_path / "second"
    assert git(second, "tag") == "release/2026-2" and git(second, "rev-list", "--all", "--count") == "1"
    assert run(tmp_path / "3.zip", second) == later
    assert run(tmp_path / "4.zip", second, "--rev", "release/2026-2", "--owner", "人事局") == run(
        tmp_path / "5.zip", root, "--owner", "人事局"
    )
    for place in ("3.zip", "4.zip"):
        code, out, _ = catalog("verify", tmp_path / place, cwd=second)
        assert code == 0 and "逐字节相同" in out
    # Of what is no release nobody can tell there which release came before it.
    commit(root, {STAFF: model.completed("name: 在职职工信息\n")})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "later")
    code, _, err = catalog("export", "-f", "bundle", "-o", tmp_path / "d.zip", cwd=tmp_path / "later")
    assert code == 2 and "--unshallow" in err and not (tmp_path / "d.zip").exists()
    assert run(tmp_path / "e.zip", tmp_path / "later", "--scope", "external")


def test_members_are_stored_sorted_and_bear_the_commit_s_time(root, tmp_path, catalog):
    raw = zips.bundled(catalog, root, tmp_path / "a.zip")
    moment = git(root, "log", "-1", "--format=%cd", "--date=format:%Y-%m-%d %H:%M")
    with zipfile.ZipFile(tmp_path / "a.zip") as found:
        assert found.testzip() is None and found.comment == b""
        assert found.namelist() == DEFAULT == sorted(DEFAULT)
        for one in found.infolist():
            assert one.compress_type == zipfile.ZIP_STORED and one.flag_bits == 0x800 and not one.extra
            assert (one.create_system, one.external_attr >> 16) == (3, 0o100644)
            said = "{}-{:02}-{:02} {:02}:{:02}".format(*one.date_time)
            assert said == moment
    with zipfile.ZipFile(zips.io.BytesIO(zips.members(raw)["upload/external/目录.xlsx"])) as book:
        assert {one.compress_type for one in book.infolist()} == {zipfile.ZIP_STORED}
    assert struct.unpack_from("<H", raw, 4)[0] == 20


def test_other_programs_unpack_it(root, tmp_path, catalog):
    if shutil.which("unzip") is None:
        pytest.skip("unzip is not installed")
    zips.bundled(catalog, root, tmp_path / "a.zip")
    for option in ("-tq", "-qq"):
        subprocess.run(["unzip", option, tmp_path / "a.zip", "-d", tmp_path / "out"], check=True, capture_output=True)
    there = sorted(
        path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()
    )
    assert there == DEFAULT


def test_the_manifest_says_what_it_is(root, tmp_path, catalog):
    raw = zips.bundled(catalog, root, tmp_path / "a.zip")
    data = outputs.checked("manifest", zips.members(raw)[manifest.PATH].decode())
    head = git(root, "rev-parse", "HEAD")
    assert (data["commit"], data["tree"], data["dirty"]) == (head, git(root, "rev-parse", "HEAD^{tree}"), False)
    assert data["time"] == git(root, "log", "-1", "--format=%cI").replace("Z", "+00:00")
    assert [one["name"] for one in data["profiles"]] == ["form", "guide-2017", "measures-2019"]
    assert data["counts"]["external"] == {
        "entries": 2,
        "items": 4,
        "owner": {"本院": 2},
        "unit": {"人事局": 1, "财务局": 1},
        "share": {"不予共享": 1, "无条件共享": 1},
        "class": {"3": 2},
    }
    assert {one["key"] for one in data["leftOut"] if one["target"] is None} == {"contact"}
    assert data["status"]["zh"] == "未经审定稿" and data["release"] is None and data["previous"] is None


def test_what_goes_out_holds_nothing_that_stays_in(tmp_path, catalog):
    own = "contact: {phone: 010-59990000}\nx-内部编号: 甲乙丙丁\nshare: {type: 无条件共享, usage: 工作参考, mode: {class: 共享平台方式, type: 接口}, internal: {type: 有条件共享, scope: 内部范围甲, usage: 内部用途}}\n"
    root = zips.begun(tmp_path / "库", {STAFF: model.completed(own)})
    files = zips.members(zips.bundled(catalog, root, tmp_path / "a.zip", "--scope", "external"))
    assert {path.partition("/")[0] for path in files} == {"manifest.json", "upload"}
    assert not any(path.startswith("upload/internal") for path in files)
    for path, raw in files.items():
        for secret in ("010-59990000", "甲乙丙丁", "内部编号", "内部范围甲", "内部用途"):
            assert secret.encode() not in raw, f"{secret} in {path}"
    told = json.loads(files[manifest.PATH])["leftOut"]
    assert {one["key"] for one in told} >= {"contact", "x-…", "share.internal"}


def test_a_target_that_does_not_fit_is_left_out_and_told_unless_it_was_asked_for(tmp_path, catalog):
    root = zips.begun(tmp_path / "库", {"catalog/catalog.yaml": model.SETTINGS})  # without the publisher's code
    code, _, err = catalog("export", "-f", "bundle", "-o", tmp_path / "a.zip", cwd=root)
    assert code == 0 and "上传包里没有 platform-csv" in err
    files = zips.members((tmp_path / "a.zip").read_bytes())
    assert not any("platform-csv" in path for path in files)
    assert [one["target"] for one in json.loads(files[manifest.PATH])["unfit"]] == ["platform-csv"]
    assert "没有 platform-csv" in files["internal/封面.html"].decode()
    assert catalog("verify", tmp_path / "a.zip", cwd=root)[0] == 0
    code, _, err = catalog("export", "-f", "bundle", "--target", "platform-csv", "-o", tmp_path / "b.zip", cwd=root)
    assert code == 1 and "没有导出" in err and not (tmp_path / "b.zip").exists()


def test_targets_are_chosen(root, tmp_path, catalog):
    options = ("--target", "platform-tables", "--target", "jsonld", "--target", "ckan")
    raw = zips.bundled(catalog, root, tmp_path / "a.zip", *options)
    paths = {path for path in zips.members(raw) if path.startswith("upload/")}
    assert {path.split("/")[2] for path in paths} >= {"platform-tables", "ckan"} and any(
        path.endswith(".jsonld") for path in paths
    )
    assert catalog("verify", tmp_path / "a.zip", cwd=root)[0] == 0
    for wrong, word in (("parquet", "-f parquet"), ("nonsense", "nonsense"), ("bundle", "-f bundle")):
        code, _, err = catalog("export", "-f", "bundle", "--target", wrong, "-o", tmp_path / "b.zip", cwd=root)
        assert code == 2 and word in err and not (tmp_path / "b.zip").exists()
    code, _, err = catalog(
        "export",
        "-f",
        "bundle",
        "--target",
        "internal-platform",
        "--scope",
        "external",
        "-o",
        tmp_path / "b.zip",
        cwd=root,
    )
    assert code == 2 and "--scope" in err


def test_it_is_not_overwritten_and_can_be_checked(root, tmp_path, catalog):
    place = tmp_path / "a.zip"
    raw = zips.bundled(catalog, root, place)
    assert catalog("export", "-o", place, "--check", cwd=root)[0] == 0
    place.write_bytes(b"x")
    assert catalog("export", "-o", place, "--check", cwd=root)[0] == 1
    code, _, err = catalog("export", "-o", place, cwd=root)
    assert code == 2 and "--force" in err and place.read_bytes() == b"x"
    assert catalog("export", "-o", place, "--force", cwd=root)[0] == 0 and place.read_bytes() == raw


def test_changes_are_told_since_the_last_release(root, tmp_path, catalog):
    assert catalog("release", "1", "--approval", "纪要1号", cwd=root)[0] == 0
    commit(root, {BUDGET: None})
    files = zips.members(zips.bundled(catalog, root, tmp_path / "a.zip"))
    data = json.loads(files[manifest.PATH])
    assert data["previous"]["release"] == "1" and data["release"] is None
    told = outputs.checked("diff", files["internal/变更比对.json"].decode())
    assert told["summary"]["removed"] == 1
    assert "部门决算" in files["internal/变更比对.html"].decode() and "审定版 1" in files["internal/封面.html"].decode()
    assert catalog("verify", tmp_path / "a.zip", cwd=root)[0] == 0
    # Since what one names instead.
    files = zips.members(zips.bundled(catalog, root, tmp_path / "b.zip", "--since", "HEAD"))
    assert outputs.checked("diff", files["internal/变更比对.json"].decode())["summary"]["removed"] == 0
    assert catalog("verify", tmp_path / "b.zip", cwd=root)[0] == 0


def test_what_is_on_the_cover_runs_nothing(tmp_path, catalog):
    settings = zips.SETTINGS.replace("title: 院机关政务信息资源目录", 'title: "<script>alert(1)</script>&目录"')
    owners = model.OWNERS + '"<b>局": {kind: 机关部门, class: "30304603"}\n'
    root = zips.begun(tmp_path / "库", {"catalog/catalog.yaml": settings, "catalog/owners.yaml": owners})
    page = zips.members(zips.bundled(catalog, root, tmp_path / "a.zip"))["internal/封面.html"].decode()
    assert "<script" not in page and "&lt;script&gt;" in page and "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.parametrize("path", ["a/b.csv", "目录.xlsx", "upload/x-1/表_2.csv", "a b.txt", "console.csv", "nulls/x"])
def test_names_that_every_system_takes(path):
    assert is_safe(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/a",
        "a/",
        "a//b",
        "../a",
        "a/./b",
        "a\\b",
        "c:x",
        "con",
        "a/NUL.txt",
        "lpt1",
        "COM¹.x",
        "a.",
        "a ",
        " a",
        "a?",
        "a*b",
        "a<b",
        'a"',
        "a|b",
        "a\n",
        "a\x7f",
        "a\u202eb",
        "e\u0301",
        "a" * 101,
        "a/" * 100 + "b",
    ],
)
def test_names_that_some_system_does_not_take(path):
    assert not is_safe(path)
    assert names.folded("É") == names.folded("e\u0301")
