"""A withdrawal adds one line to withdrawn.yaml, in the manner of the last one, and takes one file away."""

from __future__ import annotations

import model
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder
from govinfo_cli.withdrawing import NotWithdrawn, appended, withdrawal
from govinfo_cli.yaml.reading import CONTROLS, read

FACTS = {"code": "1/2", "date": "2026-11-24", "reason": "职责: 划转", "approved_by": "领导小组"}
LINE = '- {code: 1/2, date: "2026-11-24", reason: "职责: 划转", approved_by: 领导小组}\n'
OLD = "{code: 1/1, date: 2026-03-01, reason: 并入, approved_by: 领导小组}"
BLOCK = '- code: 1/2\n  date: "2026-11-24"\n  reason: "职责: 划转"\n  approved_by: 领导小组\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[]\n", LINE),
        ("# 目前没有。\n[]  # 无\n", "# 目前没有。\n" + LINE.rstrip() + "  # 无\n"),
        ("# 目前没有。\n", "# 目前没有。\n" + LINE),
        (f"- {OLD}", f"- {OLD}\n{LINE}"),
        (f"# 头\n- {OLD}  # 旁\n  # 注\n# 尾\n", f"# 头\n- {OLD}  # 旁\n  # 注\n{LINE}# 尾\n"),
        (f"  - {OLD}\n\n", f"  - {OLD}\n  {LINE}\n"),
        (f"[{OLD}, # 旁\n]\n", f"[{OLD}, {LINE[2:].rstrip()}, # 旁\n]\n"),
        ("- code: 1/1\n  reason: |\n    并入\n", "- code: 1/1\n  reason: |\n    并入\n" + BLOCK),
        ("- reason: 并入\n  code: 1/1  # 旁\n# 尾\n", "- reason: 并入\n  code: 1/1  # 旁\n" + BLOCK + "# 尾\n"),
        (f"- {OLD}\r\n", f"- {OLD}\r\n{LINE.rstrip()}\r\n"),
    ],
)
def test_the_line_is_added_as_the_last_is_written(before, after):
    assert appended(read("p", before.encode(), {}, list), FACTS) == after


def test_a_new_list_says_what_it_is():
    text = appended(read("p", b"", {}, list), FACTS)
    assert text.startswith("# 已撤销") and text.endswith(LINE)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["{}", "{{}}  # 旁", "block"]),
            st.sampled_from(["", "# 注\n", "  # 深\n", "\n"]),
            st.integers(0, 9),
        ),
        max_size=4,
    ),
    st.sampled_from(["", "  "]),
    st.booleans(),
    st.text().filter(lambda text: text.strip() and not CONTROLS.search(text)),
)
@settings(max_examples=200, deadline=None)
def test_all_lines_stay_and_the_data_grow_by_one(lines, indent, ended, reason):
    text = ""
    for style, below, number in lines:
        old = f"{{code: 1/{number}, reason: 并入}}"
        text += indent + "- "
        text += (
            f"code: 1/{number}\n{indent}  reason: 并入\n"
            if style == "block"
            else style.replace("{}", old, 1).replace("{{", "{").replace("}}", "}") + "\n"
        )
        text += below
    text = text if ended else text.rstrip("\n")
    document = read("p", text.encode(), {}, list)
    assert document.problems == ()
    facts = {"code": "2/2", "reason": reason.strip()}
    grown = appended(document, facts)
    assert read("p", grown.encode(), {}, list).data == [*document.data, facts]
    rest = iter(grown.split("\n"))
    assert all(line in rest for line in text.split("\n") if line), "a line is lost or out of order"


@pytest.fixture
def root(tmp_path):
    for path, text in {
        "catalog/catalog.yaml": model.SETTINGS,
        "catalog/owners.yaml": model.OWNERS,
        model.PATH: model.completed(""),
        "catalog/财务局/30304602-000001_预算.yaml": model.completed(
            "code: 30304602/000001\nrelated: [30304601/000012]\n"
        ),
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def withdrawn(root, code="30304601/000012"):
    source = Folder(root)
    return withdrawal(
        source, open_settings(source), code, {key: FACTS[key] for key in ("date", "reason", "approved_by")}
    )


def test_the_file_goes_and_those_that_point_at_it_are_named(root):
    found = withdrawn(root)
    assert [card.code for card in found.pointing] == ["30304602/000001"]
    found.bundle.write(root)
    assert not (root / model.PATH).exists()
    assert "code: 30304601/000012, " in (root / "catalog/withdrawn.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("register", "code", "why"),
    [
        (None, "30304601/000013", "目录里没有代码为“30304601/000013”的条目"),
        ("- {code: 30304601/000012, date: 2026-03-01}\n", "30304601/000012", "“30304601/000012”已经撤销（2026-03-01）"),
        ("# 头\n- {code: [\n", "30304601/000012", "catalog/withdrawn.yaml:"),
        (
            "- {code: 1/1}\n- {code: 1/1, code: 1/2}\n",
            "30304601/000012",
            "catalog/withdrawn.yaml:2：写法有误，不能追加",
        ),
    ],
)
def test_what_cannot_be_withdrawn_is_refused(root, register, code, why):
    if register is not None:
        (root / "catalog/withdrawn.yaml").write_text(register, encoding="utf-8")
    with pytest.raises(NotWithdrawn) as refused:
        withdrawn(root, code)
    assert refused.value.text.zh.startswith(why)


def test_a_code_that_two_entries_bear_is_refused(root):
    (root / "catalog/人事局/又一条.yaml").write_text(model.completed(""), encoding="utf-8")
    with pytest.raises(NotWithdrawn) as refused:
        withdrawn(root)
    assert refused.value.text.zh.startswith("有 2 条都用代码“30304601/000012”：catalog/人事局/")
