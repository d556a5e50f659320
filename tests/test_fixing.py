"""Fixes change what they say and nothing else, one after the other, until none is left."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import model
import pages
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govinfo_cli import rules
from govinfo_cli.bundle import WriteError
from govinfo_cli.diagnostic import Diagnostic, Edit, Fix, Severity, Span, Text
from govinfo_cli.fixing import edited, fix
from govinfo_cli.source import Folder, Overlay, read_one
from govinfo_cli.validation import Request, validate
from govinfo_cli.yaml.reading import read

TODAY = date(2026, 11, 24)
SAID = Text(zh="", en="")


def lay(root: Path, **files: str | bytes) -> Folder:
    """The model catalogue with entries: file stem -> text (completed) or bytes, in the folder of 人事局."""
    for path, text in {"catalog/catalog.yaml": model.SETTINGS, "catalog/owners.yaml": model.OWNERS}.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    for name, text in files.items():
        place = root / "catalog" / "人事局" / f"{name}.yaml"
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else model.completed(text).encode())
    return Folder(root)


def finding(*edits: tuple[int, int, int, int, str], source: str | None = None) -> Diagnostic:
    line, column, end_line, end_column, _ = edits[0]
    return Diagnostic(
        "synonym",
        Severity.WARNING,
        SAID,
        Span("p", line, column, end_line, end_column),
        fix=Fix(SAID, True, tuple(Edit(*edit) for edit in edits)),
        source=source,
    )


def test_edits_are_made_in_their_places_and_nothing_else_changes():
    raw = "\ufeff# 头\r\na: 每天  # 尾\r\nb: “x”\r\n".encode()
    first, second = finding((2, 4, 2, 6, "每日")), finding((3, 4, 3, 5, ""), (3, 6, 3, 7, ""))
    content, cured = edited("p", raw, [first, second])
    assert content.decode() == "\ufeff# 头\r\na: 每日  # 尾\r\nb: x\r\n"
    assert cured == [first, second]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ((1, 1, 1, 3, "x"), (1, 2, 1, 4, "y"), False),
        ((1, 1, 1, 3, "x"), (1, 3, 1, 4, "y"), True),
        ((1, 2, 1, 2, "x"), (1, 2, 1, 2, "y"), False),
        ((1, 2, 1, 2, "x"), (1, 2, 1, 3, "y"), False),
        ((1, 1, 1, 2, "x"), (1, 3, 1, 3, "y"), True),
    ],
)
def test_of_two_edits_that_touch_the_first_is_made(one, other, both):
    content, cured = edited("p", b"abcd: 1\n", [finding(one), finding(other)])
    assert cured == ([finding(one), finding(other)] if both else [finding(one)])
    assert ("y" in content.decode()) is both


def test_a_line_that_is_another_by_now_is_left_alone():
    assert edited("p", b"a: x\n", [finding((1, 4, 1, 5, "y"), source="a: z")]) == (b"a: x\n", [])
    assert edited("p", b"a: x\n", [finding((7, 4, 7, 5, "y"))]) == (b"a: x\n", [])


def test_an_edit_that_would_break_the_file_is_not_made():
    assert edited("p", b"a: x\n", [finding((1, 4, 1, 5, "[")), finding((1, 1, 1, 2, "b"))]) == (b"a: x\n", [])


@given(
    st.text(alphabet="ab \n甲😀\r", min_size=1, max_size=30).map(lambda text: text.replace("\r", "\r\n")),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.text(alphabet="xy\n", max_size=3)), max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_edits_are_those_of_a_string(text, places):
    document = read("p", text.encode(), {})
    diagnostics, expected, taken = [], text, []
    for start, length, new in places:
        start = min(start, len(text))
        end = min(start + length, len(text))
        diagnostics.append(finding((*document.position(start), *document.position(end), new)))
        clear = all((end < a or b < start) if start == end or a == b else (end <= a or b <= start) for a, b, _ in taken)
        if clear:
            taken.append((start, end, new))
    for start, end, new in sorted(taken, reverse=True):
        expected = expected[:start] + new + expected[end:]
    content, cured = edited("p", text.encode(), diagnostics)
    if read("p", text.encode(), {}).data is None:
        assert content.decode() == expected
        assert len(cured) == len(taken)


def test_one_fix_uncovers_the_next_and_the_file_moves_last(tmp_path):
    stem = "30304602-000001_旧"
    text = "# 注释\n信息资源名称: 在职职工\nupdate_cycle: 每天  # 周期\nowner: 计划局\n信息资源提供方: 人事教育局\n"
    source = lay(
        tmp_path,
        **{
            stem: model.completed(text)
            .replace("name: 在职职工基本信息\n", "")
            .replace("owner: 计划局\n", "")
            .encode("gb18030")
        },
    )
    before = (tmp_path / f"catalog/人事局/{stem}.yaml").read_bytes()
    fixed = fix(source, Request(today=TODAY))
    assert [one.rule for one in fixed.applied if one.rule != "unknown-field"] == [
        "wrong-encoding",
        "synonym",
        "synonym",
        "misfiled-entry",
    ]
    assert fixed.outcome.findings == ()
    assert (tmp_path / f"catalog/人事局/{stem}.yaml").read_bytes() == before, "fix() writes nothing"
    fixed.bundle.write(tmp_path)
    files = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "catalog/人事局").iterdir()}
    assert list(files) == ["30304601-000012_在职职工.yaml"]
    assert files["30304601-000012_在职职工.yaml"].startswith(
        "# 注释\nname: 在职职工\nupdate_cycle: 每日  # 周期\nowner: 人事局\ncode: 30304601/000012\n"
    )
    again = fix(Folder(tmp_path), Request(today=TODAY))
    assert (dict(again.bundle.files), again.bundle.gone, again.applied) == ({}, frozenset(), ())


def test_a_file_does_not_move_onto_another(tmp_path):
    source = lay(tmp_path, **{"30304601-000012_甲": "name: 甲", "错": "name: 甲\ncode: 30304601/000012"})
    (tmp_path / "catalog/财务局").mkdir()
    (tmp_path / "catalog/人事局/错.yaml").rename(tmp_path / "catalog/财务局/30304601-000012_甲.yaml")
    fixed = fix(source, Request(today=TODAY))
    assert not fixed.bundle.files and not fixed.bundle.gone
    assert "misfiled-entry" in [one.rule for one in fixed.outcome.findings]


def test_a_file_does_not_move_onto_one_that_git_ignores(tmp_path):
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    lay(tmp_path, **{"30304601-000012_甲": "name: 甲"})
    place = tmp_path / "catalog/人事局/30304601-000012_甲.yaml"
    (tmp_path / "catalog/财务局").mkdir()
    (tmp_path / "catalog/财务局/30304601-000012_甲.yaml").write_bytes(place.read_bytes())
    place.write_text("theirs")
    (tmp_path / ".gitignore").write_text("/catalog/人事局/\n")
    fixed = fix(Folder(tmp_path), Request(today=TODAY))
    assert not fixed.bundle.files and "misfiled-entry" in [one.rule for one in fixed.outcome.findings]


def test_two_files_do_not_move_to_one_place(tmp_path):
    source = lay(tmp_path)
    for folder in ("财务局", "软件研究所"):
        place = tmp_path / f"catalog/{folder}/30304601-000012_甲.yaml"
        place.parent.mkdir()
        place.write_text(model.completed(f"name: 甲\nabstract: 在{folder}放错了地方的那一条\n"), encoding="utf-8")
    fixed = fix(source, Request(today=TODAY))
    fixed.bundle.write(tmp_path)
    assert sum(1 for _ in (tmp_path / "catalog").rglob("30304601*.yaml")) == 2


def test_only_what_was_asked_for_is_corrected_also_when_it_moves(tmp_path):
    text = "owner: 财务局\nupdate_cycle: 每天\ncode: 30304602/000001\ncategory: '30304602'\nname: 甲\n"
    source = lay(tmp_path, **{"30304602-000001_甲": text, "30304601-000012_乙": "update_cycle: 每天\nname: 乙"})
    moved, other = "catalog/人事局/30304602-000001_甲.yaml", "catalog/人事局/30304601-000012_乙.yaml"
    fixed = fix(source, Request(today=TODAY, paths=(moved,)))
    assert set(fixed.bundle.files) == {"catalog/财务局/30304602-000001_甲.yaml"}
    assert fixed.bundle.gone == {moved}
    assert fixed.outcome.findings == ()
    fixed = fix(source, Request(today=TODAY, paths=(other,), select=frozenset(["synonym"])))
    assert set(fixed.bundle.files) == {other}


def test_unsafe_fixes_are_made_only_when_asked_for(tmp_path, monkeypatch):
    import govinfo_cli.fixing as fixing
    from govinfo_cli.validation import validate as real

    source = lay(tmp_path, **{"30304601-000012_甲": "name: 甲"})
    path = "catalog/人事局/30304601-000012_甲.yaml"

    def doubtful(source, request):
        outcome = real(source, request)
        text = read_one(source, path).decode()
        one = finding((1, 7, 1, 8, "乙"))
        one = Diagnostic(one.rule, one.severity, SAID, Span(path, 1, 7, 1, 8), fix=Fix(SAID, False, one.fix.edits))
        return type(outcome)((one,) if "甲" in text else (), (), 1, 1, outcome.profile)

    monkeypatch.setattr(fixing, "validate", doubtful)
    assert not fix(source, Request(today=TODAY)).bundle.files
    assert fix(source, Request(today=TODAY), unsafe=True).bundle.files[path].startswith("name: 乙\n".encode())


def test_rules_that_undo_each_other_come_to_an_end(tmp_path, monkeypatch):
    import govinfo_cli.fixing as fixing
    from govinfo_cli.validation import validate as real

    source = lay(tmp_path, **{"30304601-000012_甲": "name: 甲"})
    path, rounds = "catalog/人事局/30304601-000012_甲.yaml", []

    def restless(source, request):
        outcome = real(source, request)
        rounds.append(read_one(source, path).decode()[6])
        new = "乙" if rounds[-1] == "甲" else "甲"
        one = Diagnostic(
            "synonym", Severity.WARNING, SAID, Span(path, 1, 7, 1, 8), fix=Fix(SAID, True, (Edit(1, 7, 1, 8, new),))
        )
        return type(outcome)((one,), (), 1, 1, outcome.profile)

    monkeypatch.setattr(fixing, "validate", restless)
    fix(source, Request(today=TODAY))
    assert rounds == list("甲乙甲乙甲乙")


def test_a_file_changed_during_the_check_is_not_written_over(tmp_path, monkeypatch):
    import govinfo_cli.fixing as fixing
    from govinfo_cli.validation import validate as real

    source = lay(tmp_path, **{"30304601-000012_甲": "update_cycle: 每天\nname: 甲"})
    path, rounds = tmp_path / "catalog/人事局/30304601-000012_甲.yaml", []

    def disturbed(source, request):
        rounds.append(1)
        if len(rounds) == 2:
            path.write_bytes(path.read_bytes() + b"# theirs\n")
        return real(source, request)

    monkeypatch.setattr(fixing, "validate", disturbed)
    with pytest.raises(WriteError):
        fix(source, Request(today=TODAY)).bundle.write(tmp_path)
    assert path.read_bytes().endswith(b"# theirs\n")


def test_a_file_changed_meanwhile_is_not_written_over(tmp_path):
    source = lay(tmp_path, **{"30304601-000012_甲": "update_cycle: 每天\nname: 甲"})
    path = tmp_path / "catalog/人事局/30304601-000012_甲.yaml"
    fixed = fix(source, Request(today=TODAY))
    path.write_bytes(path.read_bytes() + b"# theirs\n")
    with pytest.raises(WriteError):
        fixed.bundle.write(tmp_path)
    assert path.read_text(encoding="utf-8").startswith("update_cycle: 每天\n")


def test_an_overlay_is_the_folder_as_it_would_be(tmp_path):
    source = lay(tmp_path, 甲="name: 甲", 乙="name: 乙", 丙="name: 丙")
    laid = {"catalog/人事局/甲.yaml": b"1", "catalog/人事局/乙.yaml": None, "catalog/财务局/丁.yaml": b"22"}
    overlay = Overlay(source, laid)
    for path, raw in laid.items():
        if raw is None:
            (tmp_path / path).unlink()
        else:
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_bytes(raw)
    written = Folder(tmp_path)
    assert [file.path for file in overlay.files("catalog")] == [file.path for file in written.files("catalog")]
    assert [raw for _, raw in overlay.read(overlay.files("catalog"))] == [
        raw for _, raw in written.read(written.files("catalog"))
    ]
    for path in laid:
        assert read_one(overlay, path) == laid[path]
        assert (overlay.find(path) is None) == (laid[path] is None)


FAILING = [
    (name, number)
    for name in rules.NAMES
    for number, example in enumerate(
        pages.examples((Path(rules.__file__).parent / f"{name.replace('-', '_')}.md").read_text(encoding="utf-8"))
    )
    if example.expected
]


@pytest.mark.parametrize(("name", "number"), FAILING, ids=[f"{name}-{number}" for name, number in FAILING])
def test_every_safe_fix_of_every_page_cures_its_finding(name, number, tmp_path):
    page = (Path(rules.__file__).parent / f"{name.replace('-', '_')}.md").read_text(encoding="utf-8")
    pages.examples(page)[number].write(tmp_path)
    before = validate(Folder(tmp_path), Request(today=TODAY))
    fixed = fix(Folder(tmp_path), Request(today=TODAY))
    fixed.bundle.write(tmp_path)
    after = validate(Folder(tmp_path), Request(today=TODAY))
    assert after.findings == fixed.outcome.findings
    assert not [one for one in after.findings if one.fix and one.fix.safe], "a safe fix that does not cure"
    assert bool(fixed.applied) == any(one.fix and one.fix.safe for one in before.findings)
    if before.count(Severity.ERROR) and all(one.fix and one.fix.safe for one in before.findings):
        assert after.count(Severity.ERROR) == 0
