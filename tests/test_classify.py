"""`catalog classify`: its JSON is as its schemas say, it writes what was taken and nothing else, one key takes a proposal."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sys
from pathlib import Path

import model
import openpyxl
import outputs
import pytest

ROOT = Path(__file__).parents[1]
BLANKED = {
    "catalog/人事局/30304601-000012_在职职工基本信息.yaml",
    "catalog/大气环境研究所/30304693-000002_温室气体背景站数据.yaml",
    "catalog/条件保障与财务局/30304602-000007_政府采购项目执行.yaml",
}


@pytest.fixture
def shipped(tmp_path) -> Path:
    shutil.copytree(ROOT / "catalog", tmp_path / "catalog")
    return tmp_path


@pytest.fixture
def blanked(shipped) -> Path:
    """The shipped catalogue with three categories and share types taken out, comments put in."""
    for path in BLANKED:
        lines = (shipped / path).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [
            line for line in lines if not line.startswith(("category:", "  type: 有条件共享", "  type: 无条件共享"))
        ]
        (shipped / path).write_text("# 一\n" + "".join(kept), encoding="utf-8")
    return shipped


def small(folder: Path, entry: str) -> Path:
    """The model catalogue with one more entry."""
    path = folder / "catalog" / "人事局" / "_新.yaml"
    path.parent.mkdir(parents=True)
    (folder / "catalog" / "catalog.yaml").write_text(model.SETTINGS, encoding="utf-8")
    (folder / "catalog" / "owners.yaml").write_text(model.OWNERS, encoding="utf-8")
    path.write_text(entry, encoding="utf-8")
    return path


def typed(monkeypatch, keys: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(keys))


def test_json_is_as_its_schema_says(catalog, blanked):
    code, out, _ = catalog("classify", "--format", "json", cwd=blanked)
    said = outputs.checked("classify", out)
    assert code == 0 and {one["path"] for one in said["proposals"]} == BLANKED
    assert said["summary"]["decided"] + said["summary"]["unsure"] == len(said["proposals"])
    for one in said["proposals"]:
        sure = [candidate["confidence"] for candidate in one["candidates"]]
        assert sure == sorted(sure, reverse=True) and sum(sure) <= 1.001
        assert one["decided"] is (sure[0] >= 0.95)
    categories = {one["path"]: one["candidates"][0]["value"] for one in said["proposals"] if one["field"] == "category"}
    assert (
        all(path.split("/")[2].startswith(f"{value}-") for path, value in categories.items()) and len(categories) == 3
    )


def test_the_tree_is_as_its_schema_says_and_counts_every_entry(catalog, blanked):
    code, out, _ = catalog("classify", "--tree", "-f", "json", cwd=blanked)
    nodes = outputs.checked("classify-tree", out)["nodes"]
    files = list((blanked / "catalog").glob("*/*.yaml"))
    assert code == 0 and sum(one["own"] for one in nodes) == len(files)
    assert nodes[-1] == {**nodes[-1], "code": None, "own": 3, "gap": "unclassified"}
    top = next(one for one in nodes if one["code"] == "3")
    assert top["entries"] == len(files) - 3 == sum(top["share"].values())


def test_what_is_written_is_what_was_taken_out(catalog, blanked):
    before = {path: path.read_bytes() for path in (blanked / "catalog").rglob("*.yaml")}
    code, out, err = catalog("classify", "--write", cwd=blanked)
    assert (code, err) == (0, "") and "写入" in out
    changed = {path.relative_to(blanked).as_posix() for path, raw in before.items() if path.read_bytes() != raw}
    assert changed == BLANKED
    for path in BLANKED:
        was, now = (ROOT / path).read_text(encoding="utf-8"), (blanked / path).read_text(encoding="utf-8")
        assert now.startswith("# 一\n") and set(now.splitlines()) <= {"# 一", *was.splitlines()}
        assert next(line for line in was.splitlines() if line.startswith("category")) in now.splitlines()
    again = {path: path.read_bytes() for path in before}
    assert catalog("classify", "--write", cwd=blanked)[0] == 0
    assert again == {path: path.read_bytes() for path in before}


def test_a_share_type_that_only_text_speaks_for_is_not_written(catalog, tmp_path):
    path = small(tmp_path, "name: 职工名册\nowner: 人事局\nitems: [{name: 联系电话, type: 字符型C, length: 20}]\n")
    assert catalog("classify", "--write", cwd=tmp_path)[0] == 0
    text = path.read_text(encoding="utf-8")
    assert 'category: "30304601"' in text and "共享" not in text


def test_what_stands_there_is_replaced_only_when_asked(catalog, shipped):
    path = shipped / "catalog/财务局/_新增预算.yaml"
    path.parent.mkdir()
    text = 'name: 部门预算批复执行\ncategory: "30304601"   # 抄来的\nowner: 条件保障与财务局\nabstract: 部门预算批复和执行的收入支出\n'
    path.write_text(text, encoding="utf-8")
    catalog("classify", "--write", path, cwd=shipped)
    assert 'category: "30304601"' in path.read_text(encoding="utf-8")
    catalog("classify", "--write", "--overwrite", path, cwd=shipped)
    assert 'category: "30304602"   # 抄来的' in path.read_text(encoding="utf-8")


def test_one_key_takes_a_proposal_another_takes_the_next_and_q_ends(catalog, blanked, monkeypatch):
    path = blanked / "catalog/条件保障与财务局/30304602-000007_政府采购项目执行.yaml"
    for keys, category, kind in (
        ("\n2\n", True, "有条件共享"),
        ("0\n3\n", False, "不予共享"),
        ("7\nx\n1\nq\n", True, None),
        ("", False, None),
    ):
        raw = path.read_bytes()
        typed(monkeypatch, keys)
        code, out, _ = catalog("classify", "--interactive", path, cwd=blanked)
        text = path.read_text(encoding="utf-8")
        assert code == 0 and "结束：" in out, keys
        assert ('category: "30304602"' in text) is category, keys
        assert (f"  type: {kind}\n" in text) if kind else "  type: 无条件共享" not in text, keys
        path.write_bytes(raw)


def test_enter_takes_what_is_decided_and_skips_what_is_not(catalog, blanked, monkeypatch):
    path = blanked / "catalog/条件保障与财务局/30304602-000007_政府采购项目执行.yaml"
    typed(monkeypatch, "\n\n")
    code, out, _ = catalog("classify", "--interactive", path, cwd=blanked)
    text = path.read_text(encoding="utf-8")
    assert code == 0 and 'category: "30304602"' in text and "type: 无条件共享" not in text
    assert "（回车为 1）" in out and "回车或 0 跳过" in out and "写入 1 处" in out


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
def test_on_a_terminal_one_key_without_enter_takes_a_proposal(blanked):
    import os
    import pty
    import select
    import signal
    import termios
    import time

    path = blanked / "catalog/人事局/30304601-000012_在职职工基本信息.yaml"
    command = [sys.executable, "-m", "govinfo_cli", "classify", "--interactive", str(path)]
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(blanked)
        os.execv(sys.executable, command)
    shown, answered = b"", 0
    give_up = time.monotonic() + 600
    while time.monotonic() < give_up:
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                part = os.read(terminal, 65536)
            except OSError:  # its end, on Linux
                break
            if not part:
                break
            shown += part
        # A key that comes before the prompt listens is thrown away; it does as soon as the terminal gathers no lines.
        asked = shown.count("结束：".encode())
        if asked > answered and not termios.tcgetattr(terminal)[3] & termios.ICANON:
            answered = asked
            os.write(terminal, {1: b"x", 2: b"1"}.get(asked, b"q"))
    else:
        os.kill(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, shown.decode()
    assert answered == 3 and 'category: "30304601"' in path.read_text(encoding="utf-8"), shown.decode()


def test_a_file_with_problems_is_left_alone_and_named(catalog, tmp_path):
    path = small(tmp_path, "name: 职工名册\nowner: 人事局\nname: 再来一次\n")
    raw = path.read_bytes()
    code, _, err = catalog("classify", "--write", cwd=tmp_path)
    assert code == 0 and path.read_bytes() == raw and "没有写入" in err


def test_a_sheet_has_a_row_a_proposal(catalog, blanked, tmp_path):
    _, out, _ = catalog("classify", "-f", "csv", cwd=blanked)
    lines = list(csv.reader(io.StringIO(out)))
    assert (
        lines[0][:4] == ["提供方", "信息资源名称", "信息资源代码", "填报项"]
        and {line[-1] for line in lines[1:]} == BLANKED
    )
    assert catalog("classify", "-o", tmp_path / "建议.xlsx", cwd=blanked)[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "建议.xlsx").active
    assert sheet.max_row == len(lines) and sheet.page_setup.paperSize == 8
    # A3 on its side has room for 212 characters of the usual size: no letter shrinks below seven eighths.
    assert sum(column.width for column in sheet.column_dimensions.values()) * 7 / 8 < 212 + 2
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows(min_row=2) for cell in row)


def test_what_is_hardly_likely_is_not_shown(catalog, blanked):
    _, out, _ = catalog("classify", "--all", "-f", "json", cwd=blanked)
    found = [one for one in outputs.checked("classify", out)["proposals"] if one["field"] != "share.type"]
    sure = [candidate["confidence"] for one in found for candidate in one["candidates"][1:]]
    assert min(sure) >= 0.01 and all(len(one["candidates"]) > 1 for one in found if not one["decided"])
    _, out, _ = catalog("classify", "--all", "-f", "csv", cwd=blanked)
    lines = list(csv.DictReader(io.StringIO(out)))
    others = [line["其他可选"] for line in lines if line["结论"] == "可判定"]
    assert len(others) > 100 and not any(re.search(r" [0-2]%", one) for one in others)


def test_a_check_says_how_many_have_no_class(catalog, blanked):
    code, out, _ = catalog("classify", "--check", cwd=blanked)
    assert code == 0 and "其中 3 条没有填分类，未作比对；其余的分类都说得通。通过。" in out


def test_the_shipped_catalogue_passes_its_own_check(catalog):
    code, out, err = catalog("classify", "--check", cwd=ROOT)
    assert (code, err) == (0, "") and "通过" in out


def test_a_control_character_in_a_name_never_reaches_the_screen(catalog, tmp_path):
    small(tmp_path, 'name: "职工\\e[31m名册\\u202e"\nowner: "人事局\\u202e"\n')
    _, out, _ = catalog("classify", cwd=tmp_path)
    assert "\x1b" not in out and "\u202e" not in out


def test_overwrite_alone_is_refused(catalog):
    code, out, err = catalog("classify", "--overwrite", cwd=ROOT)
    assert (code, out) == (2, "") and "--write" in err


def test_a_report_cannot_be_asked_for_while_choosing(catalog):
    code, out, err = catalog("classify", "--interactive", "-f", "json", cwd=ROOT)
    assert (code, out) == (2, "") and "--interactive" in err


def test_another_spelling_of_the_share_type_agrees(catalog, tmp_path):
    small(tmp_path, "name: 职工名册\nowner: 人事局\nitems: [{name: 联系电话, type: 字符型C}]\nshare: {type: 有条件}\n")
    _, out, _ = catalog("classify", "--all", "-f", "json", cwd=tmp_path)
    one = next(one for one in outputs.checked("classify", out)["proposals"] if one["field"] == "share.type")
    assert one["current"] == one["candidates"][0]["value"] == "有条件共享"


def test_keywords_of_an_own_class_table_are_used(catalog, tmp_path):
    (tmp_path / "catalog/甲局").mkdir(parents=True)
    (tmp_path / "catalog/catalog.yaml").write_text(
        "schemaVersion: 1\ntitle: 目录\nprofile: guide-2017\ncategory_files: [classes.jsonl]\n", encoding="utf-8"
    )
    (tmp_path / "catalog/classes.jsonl").write_text(
        '{"code": "201001", "name": "甲类", "keywords": ["驾校", "公路"]}\n{"code": "201002", "name": "乙类", "keywords": "医院 诊所"}\n',
        encoding="utf-8",
    )
    (tmp_path / "catalog/甲局/_a.yaml").write_text("name: 诊所名录\nowner: 甲局\n", encoding="utf-8")
    _, out, _ = catalog("classify", "-f", "json", cwd=tmp_path)
    first = outputs.checked("classify", out)["proposals"][0]
    assert first["candidates"][0]["value"] == "201002" and first["candidates"][0]["label"] == "乙类"
    assert "诊所" in first["candidates"][0]["because"][0]["zh"]
