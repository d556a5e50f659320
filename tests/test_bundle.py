"""What is written is written whole or not at all, below its root, and not over somebody else's work."""

from __future__ import annotations

import errno
import os
import stat
import subprocess

import pytest

from govinfo_cli import bundle
from govinfo_cli.bundle import Bundle, Pieces, WriteError, write_file


def left(root) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_only_what_differs_is_written_and_named(tmp_path):
    (tmp_path / "same").write_bytes(b"1")
    (tmp_path / "old").write_bytes(b"1")
    (tmp_path / "gone").write_bytes(b"1")
    before = (tmp_path / "same").stat()
    written = Bundle({"same": b"1", "old": b"2", "a/b/new": b"3"}, frozenset(["gone", "never"])).write(tmp_path)
    assert written == ["a/b/new", "gone", "old"]
    assert left(tmp_path) == {"same": b"1", "old": b"2", "a/b/new": b"3"}
    assert (tmp_path / "same").stat().st_ino == before.st_ino


def test_what_comes_in_pieces_is_written_as_what_comes_at_once(tmp_path):
    made = []
    for place, content in {"same": b"12", "old": b"1"}.items():
        (tmp_path / place).write_bytes(content)
    for size in (2, None):
        pieces = Pieces(size, lambda: (made.append(1), iter([b"1", b"2"]))[1])
        assert len(pieces) == 2
        assert Bundle({"same": pieces, "old": pieces, f"new{size}": pieces}).write(tmp_path) == [f"new{size}", "old"]
        assert {*left(tmp_path).values()} == {b"12"}
        (tmp_path / "old").write_bytes(b"1")
    del made[:]
    pieces = Pieces(None, pieces._make)
    assert [*Bundle({"other": pieces}).changes(tmp_path)] and not made, "nothing lies there: no digest is needed"
    assert not [*Bundle({"same": pieces}).changes(tmp_path)] and made


def test_a_file_keeps_its_mode_and_a_new_one_gets_the_usual(tmp_path):
    (tmp_path / "old").write_bytes(b"1")
    os.chmod(tmp_path / "old", 0o640)
    Bundle({"old": b"2", "new": b"2"}).write(tmp_path)
    (tmp_path / "plain").write_bytes(b"")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes["old"] == 0o640
    assert modes["new"] == modes["plain"]


@pytest.mark.parametrize("count", [2, 100])
def test_a_full_disk_leaves_everything_as_it_was(tmp_path, monkeypatch, count):
    files = {f"{number:03}": b"new" for number in range(count)}
    for name in list(files)[1:]:
        (tmp_path / name).write_bytes(b"old")
    before = left(tmp_path)

    class Full:
        def __init__(self, stream):
            self.stream = stream

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.stream.close()

        def writelines(self, pieces):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    real, opened = os.fdopen, []

    def fdopen(descriptor, mode):
        opened.append(descriptor)
        stream = real(descriptor, mode)
        return Full(stream) if len(opened) == count else stream

    monkeypatch.setattr(bundle.os, "fdopen", fdopen)
    with pytest.raises(WriteError) as failed:
        Bundle(files).write(tmp_path)
    assert failed.value.text.zh == f"“{count - 1:03}”写不进去：磁盘空间不足；没有写入任何文件"
    assert left(tmp_path) == before


def test_a_failure_while_replacing_says_what_is_written_and_leaves_no_litter(tmp_path, monkeypatch):
    for name in "abc":
        (tmp_path / name).write_bytes(b"old")
    real = os.replace

    def replace(old, new):
        if str(new).endswith("b"):
            raise PermissionError(errno.EACCES, "Permission denied")
        real(old, new)

    monkeypatch.setattr(bundle.os, "replace", replace)
    with pytest.raises(WriteError) as failed:
        Bundle(dict.fromkeys("abc", b"new"), frozenset(["d"])).write(tmp_path)
    assert "没有写入权限；此前 1 个文件已写好" in failed.value.text.zh
    assert left(tmp_path) == {"a": b"new", "b": b"old", "c": b"old"}


def test_old_files_go_only_after_new_ones_are_there(tmp_path, monkeypatch):
    (tmp_path / "old").write_bytes(b"1")

    def replace(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(bundle.os, "replace", replace)
    with pytest.raises(WriteError):
        Bundle({"new": b"1"}, frozenset(["old"])).write(tmp_path)
    assert left(tmp_path) == {"old": b"1"}


def test_a_folder_that_is_left_empty_goes_and_the_root_stays(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_bytes(b"")
    Bundle({}, frozenset(["a/x"])).write(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path", ["../out", "/out", "a/../../out", "a//b", "", ".git/hooks/x", "link/x", "file-link", "a/deep/x"]
)
def test_nothing_is_written_through_a_link_or_out_of_the_root(tmp_path, path):
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (tmp_path / "elsewhere").write_bytes(b"theirs")
    os.symlink(tmp_path, root / "link")
    os.symlink(tmp_path / "elsewhere", root / "file-link")
    os.symlink(root, root / "a" / "deep")
    (tmp_path / "x").write_bytes(b"theirs")
    (root / "x").write_bytes(b"theirs")
    for what in (Bundle({"fine": b"1", path: b"ours"}), Bundle({"fine": b"1"}, frozenset([path]))):
        if path in {one for one, _, _ in what.changes(root)}:
            with pytest.raises(WriteError):
                what.write(root)
            assert not (root / "fine").exists()
    assert [(tmp_path / name).read_bytes() for name in ("elsewhere", "x", "root/x")] == [b"theirs"] * 3
    assert {one.name for one in tmp_path.iterdir()} == {"root", "elsewhere", "x"}
    assert {one.name for one in root.iterdir()} == {"a", "link", "file-link", "x"}


def test_what_was_changed_meanwhile_is_not_written_over(tmp_path):
    (tmp_path / "a").write_bytes(b"theirs")
    (tmp_path / "b").write_bytes(b"was")
    made = Bundle({"a": b"ours", "b": b"ours"}, was={"a": b"was", "b": b"was"})
    with pytest.raises(WriteError) as failed:
        made.write(tmp_path)
    assert "“a”刚被别的程序改过" in failed.value.text.zh
    assert left(tmp_path) == {"a": b"theirs", "b": b"was"}
    with pytest.raises(WriteError):
        Bundle({"c": b"ours"}, frozenset(["b"]), {"c": None, "b": b"other"}).write(tmp_path)
    assert left(tmp_path) == {"a": b"theirs", "b": b"was"}


def test_a_place_that_cannot_be_written_gives_one_line_and_exit_2(tmp_path, catalog):
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog/catalog.yaml").write_text(
        "schemaVersion: 1\ntitle: 甲\npublisher: {name: 乙}\nprofile: guide-2017\n"
    )
    (tmp_path / "file").write_bytes(b"")
    code, out, err = catalog("validate", "-o", "file/report.json", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert err.startswith("未能检查：“file/report.json”写不进去：上一级不是文件夹；没有写入任何文件\n改法  ")
    assert err.count("\n") == 2


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_leaves_everything_as_it_was(tmp_path):
    (tmp_path / "old").write_bytes(b"1")
    os.chmod(tmp_path, 0o555)
    try:
        with pytest.raises(WriteError) as failed:
            Bundle({"old": b"2"}).write(tmp_path)
        assert "没有写入权限" in failed.value.text.zh
        assert left(tmp_path) == {"old": b"1"}
    finally:
        os.chmod(tmp_path, 0o755)


def test_a_report_goes_through_a_link_and_into_a_pipe(tmp_path):
    (tmp_path / "real").mkdir()
    os.symlink(tmp_path / "real" / "report", tmp_path / "link")
    write_file(tmp_path / "link", b"1")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real" / "report").read_bytes() == b"1"
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE)
    write_file(tmp_path / "pipe", b"2")
    assert reader.communicate(timeout=600)[0] == b"2"
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_the_diff_is_a_patch_that_git_applies(tmp_path):
    repository = tmp_path / "库"
    texts = {"改": b"a\nb\n", "去": b"c", "移": b"d\n", "尾": b"e"}
    for name, raw in texts.items():
        (repository / name).parent.mkdir(exist_ok=True)
        (repository / name).write_bytes(raw)
    made = Bundle({"改": b"a\nB\n", "夹/新": b"x\n", "夹/移": b"d\n", "尾": b"e\n"}, frozenset(["去", "移"]))
    patch = made.diff(repository)
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    subprocess.run(["git", "apply", "-"], cwd=repository, input=patch.encode(), check=True)
    assert {path: raw for path, raw in left(repository).items() if not path.startswith(".git/")} == {
        "改": b"a\nB\n",
        "夹/新": b"x\n",
        "夹/移": b"d\n",
        "尾": b"e\n",
    }


def test_a_diff_acts_on_no_terminal(tmp_path):
    (tmp_path / "a").write_bytes("x\x1b[31m\u2028y\r\n".encode())
    assert Bundle({"a": "\tz\u202e\n".encode()}).diff(tmp_path).split("\n")[3:] == [
        "-x\\u001b[31m\\u2028y\\r",
        "+\tz\\u202e",
        "",
    ]
    (tmp_path / "a").write_bytes(b"\xff")
    assert Bundle({"a": b"z\n"}).diff(tmp_path) == "Binary file a differs\n"
