"""What Windows and macOS do otherwise, as far as it can be simulated: names, ends of lines, code pages, locked files."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata

import model
import pytest
import tables
from repositories import lay

from govinfo_cli import bundle, lock
from govinfo_cli.bundle import Bundle, WriteError

# Names of devices, with whatever ending: a file of such a name cannot be made on Windows, nor a folder.
DEVICES = ("CON", "nul", "AUX", "prn", "COM1", "lpt9", "CON.甲")
FILES = {"catalog/catalog.yaml": model.SETTINGS, "catalog/owners.yaml": model.OWNERS}


def bring(root, *rows):
    """The paths that an import of rows (name, owner) without codes would write."""
    lines = "".join(f'"{name}","{owner}"\n' for name, owner in rows)
    made = tables.bring(tables.catalogue(root), ("表.csv", "信息资源名称,信息资源提供方\n" + lines), number=False)
    return [path for path in made.bundle.files if path != "catalog/owners.yaml"]


def test_no_path_that_is_written_is_the_name_of_a_device_or_ends_in_what_windows_drops(tmp_path):
    rows = [(name, owner) for name in DEVICES for owner in ("人事局", *DEVICES)] + [("甲.", "处."), ("乙 ", "处 ")]
    paths = bring(tmp_path, *rows)
    assert len(paths) == len(rows)
    for path in paths:
        for step in path.split("/"):
            stem = step.split(".")[0].rstrip(" ").upper()
            assert stem not in {"CON", "NUL", "AUX", "PRN", "COM1", "LPT9"}, path
            assert step == step.rstrip(". ") and not set(step) & set('\\:*?"<>|'), path


def test_names_that_differ_in_case_or_in_composition_only_get_files_of_their_own(tmp_path):
    names = ["Abc", "ABC", "abc", "Café", unicodedata.normalize("NFD", "CAFé")]
    paths = bring(tmp_path, *((name, "人事局") for name in names))
    folded = {unicodedata.normalize("NFC", path).casefold() for path in paths}
    assert len(paths) == len(names) == len(folded)


def test_a_long_name_stays_within_what_windows_takes(tmp_path):
    paths = bring(tmp_path, ("长" * 4000, "人事局"), ("长" * 3000 + "二", "人事局"))
    assert len(paths) == 2 and all(len(path) < 120 and len(path.rpartition("/")[2].encode()) < 255 for path in paths)


def test_a_decomposed_file_name_is_found_by_the_composed_one(tmp_path, catalog):
    """macOS gives back names in NFD."""
    name = "Café 登记"
    path = unicodedata.normalize("NFD", f"catalog/人事局/30304601-000012_{name}.yaml")
    lay(tmp_path, FILES | {path: model.completed(f"name: {name}\n")})
    code, out, err = catalog("validate", "-f", "concise", "--today", "2026-11-24", cwd=tmp_path)
    assert code == 0, out + err
    code, out, _ = catalog("show", unicodedata.normalize("NFD", name), "-f", "json", cwd=tmp_path)
    assert code == 0 and "30304601/000012" in out


def test_carriage_returns_are_read_and_kept(tmp_path, catalog):
    text = model.completed("update_cycle: 按月\n").replace("\n", "\r\n")
    lay(tmp_path, FILES)
    (tmp_path / model.PATH).parent.mkdir(parents=True)
    (tmp_path / model.PATH).write_bytes(text.encode())
    assert catalog("fix", "--today", "2026-11-24", cwd=tmp_path)[0] == 0
    assert (tmp_path / model.PATH).read_bytes() == text.replace("update_cycle: 按月", "update_cycle: 每月").encode()


@pytest.mark.parametrize("page", ["gbk", "cp437", "ascii", "utf-16"])
def test_every_code_page_gets_utf8(page, tmp_path):
    lay(tmp_path, FILES | {model.PATH: model.completed("update_cycle: 每个月\n").replace("基本信息", "基本信息𠮷😀")})
    for arguments in (("validate",), ("list", "-f", "json"), ("stats",), ("validate", "-f", "concise")):
        done = subprocess.run(
            [sys.executable, "-m", "govinfo_cli", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONIOENCODING": page, "PYTHONUTF8": "0", "LC_ALL": "C"},
            capture_output=True,
            check=False,
        )
        assert done.returncode in (0, 1) and done.stdout.decode("utf-8")
        assert b"Traceback" not in done.stderr


def test_a_file_that_another_program_holds_is_one_line(tmp_path, monkeypatch):
    """Windows lets nobody replace what is open; its error has no number of ours."""

    def replace(old, new):
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(bundle.os, "replace", replace)
    with pytest.raises(WriteError) as failed:
        Bundle({"a": b"new"}).write(tmp_path)
    assert failed.value.text.zh == "“a”写不进去：没有写入权限；没有写入任何文件"
    assert "关闭正在使用该文件的程序" in failed.value.help.zh
    assert [path.name for path in tmp_path.iterdir()] == ["a"] and (tmp_path / "a").read_bytes() == b"old"


def test_where_a_folder_cannot_be_locked_a_file_in_it_is(tmp_path, monkeypatch):
    """As on Windows: made by one only, gone with its handle (here by hand, since O_TEMPORARY is the system's)."""
    monkeypatch.setattr(lock, "_WINDOWS", True)
    monkeypatch.setattr(lock.os, "O_TEMPORARY", 0, raising=False)
    monkeypatch.setattr(lock, "WAIT", 0.05)
    with lock.locked(tmp_path) as alone:
        assert alone
        with pytest.raises(TimeoutError), lock.locked(tmp_path):
            pass
    (tmp_path / ".catalog-lock.tmp").unlink()
    with lock.locked(tmp_path) as alone:
        assert alone
