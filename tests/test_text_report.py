"""The report on the screen: the model block of the terms, carets below what is meant, and what the verdict says."""

from __future__ import annotations

import re

import outcomes
import pytest
from outcomes import finding, outcome

from govinfo_cli.diagnostic import Fix, Severity, Span, Text
from govinfo_cli.outcome import Title
from govinfo_cli.reports.text import render
from govinfo_cli.visible import width

MODEL = """\
人事局 · 在职职工基本信息（30304601/000012）
  错误  共享类型：填了“不予共享”，但没有写依据                         [missing-share-basis]
        catalog/人事局/30304601-000012_在职职工基本信息.yaml:14:9
          14 │   type: 不予共享
             │         ^^^^^^^^
        依据  《管理办法》第十五条第（三）项：不予共享的，须以法律、行政法规、党中央国务院政策或院级规章为依据
        改法  在 share 下补一行  basis: {kind: 行政法规, title: 《…》, clause: 第…条}
              没有依据的，改为“有条件共享”并写明条件
"""
SUMMARY = """\
共检查 1204 条，按《管理办法》《编制指南》：错误 2 处，警告 3 处，涉及 4 条。不通过，暂不能导出上传包。
下一步：catalog fix 可自动更正 1 处；其余按“改法”修改后再检查一次。
"""
BASIS = finding()._replace(
    rule="missing-share-basis",
    message=Text(zh="共享类型：填了“不予共享”，但没有写依据", en="share type: '不予共享' without a basis"),
    span=Span("catalog/人事局/30304601-000012_在职职工基本信息.yaml", 14, 9, 14, 13),
    source="  type: 不予共享",
    cites=("measures-2019#art-15.3",),
    help=Text(
        zh="在 share 下补一行  basis: {kind: 行政法规, title: 《…》, clause: 第…条}\n没有依据的，改为“有条件共享”并写明条件",
        en="under share, add a line  basis: {kind: 行政法规, title: 《…》, clause: 第…条}\nwithout a basis, change to 有条件共享 and say the condition",
    ),
)
SAFE = Fix(Text(zh="改", en="mend"), safe=True)


def excerpt(source, start, end, **facts):
    """What the report shows of a line, and what stands above the carets."""
    one = finding(source=source, span=Span("catalog/a.yaml", 7, start, 7, end), **facts)
    shown, carets = (line for line in render(outcome(one), "zh").split("\n") if " │ " in line)
    at, cells, above = carets.index("^"), 0, ""
    at, until = width(carets[:at]), width(carets)
    for char in shown:
        if at <= cells < until:
            above += char
        cells += width(char)
    return shown.split(" │ ")[1], above


def test_a_finding_reads_as_the_model_block():
    elsewhere = [
        finding("别处", severity=severity, span=Span(f"catalog/人事局/{n}.yaml"), fix=SAFE if n == 1 else None)
        for n, severity in ((1, Severity.ERROR), (2, Severity.WARNING), (3, Severity.WARNING), (3, Severity.WARNING))
    ]
    elsewhere[-1] = elsewhere[-1]._replace(message=Text(zh="又一处", en="one more"))
    text = render(outcome(BASIS, *elsewhere, entries=1204, checked=1204), "zh")
    blocks = text.split("\n\n")
    assert MODEL in [block + "\n" for block in blocks]
    assert blocks[-1] == SUMMARY


def test_the_findings_of_an_entry_stand_under_one_heading_and_others_under_their_path():
    broken = finding("文件：没有读取权限", span=Span("catalog/乙.yaml"), entry=None, field=None, cites=())
    text = render(outcome(BASIS, finding(), broken, titles={BASIS.span.path: Title(None, "职工", None)}), "zh")
    assert [block.split("\n")[0] for block in text.split("\n\n")[:-1]] == ["catalog/乙.yaml", "职工"]
    assert text.split("\n\n")[1].count("  错误  ") == 2
    assert "        本工具格式要求\n" in text


def test_a_related_place_is_told_with_what_it_is():
    twin = finding(related=((Text(zh="同名的条目", en="its namesake"), Span("catalog/财务局/2.yaml", 4, 7, 4, 9)),))
    assert "\n        另见  同名的条目  catalog/财务局/2.yaml:4:7\n" in render(outcome(twin), "zh")
    assert "\n        see  its namesake  catalog/财务局/2.yaml:4:7\n" in render(outcome(twin), "en")


@pytest.mark.parametrize(
    ("source", "meant", "above"),
    [
        ("  type: 不予共享  # 待定", "不予共享", "不予共享"),
        ("name: 𠮷田𪚥表", "𪚥", "𪚥"),
        ("name: a\tb\u202ec：d", "：", "："),
        ("name: a\u200bb", "\u200b", "\\u200b"),
        ("name: ##vso[x]", "#vso", "＃vso"),
        ("items: [" + "{name: 职工编号, type: 字符型C}, " * 8 + "{name: 坏}]", "坏", "坏"),
        ("abstract: " + "很长的摘要" * 70, "很", "很"),
    ],
)
def test_the_carets_stand_below_what_is_meant(source, meant, above):
    start = source.rindex(meant) if meant != "很" else source.index(meant)
    line, found = excerpt(source, start + 1, start + 1 + len(meant))
    assert found == above
    assert width(line) <= 84


def test_a_line_stays_within_a_hundred_cells_whatever_is_quoted():
    long = finding(source="a" * 400, span=Span("catalog/a.yaml", 12345, 100, 12345, 390))
    lines = [line for line in render(outcome(long), "zh").split("\n") if " │ " in line]
    assert len(lines) == 2 and all(width(line) <= 100 for line in lines)


@pytest.mark.parametrize(
    "facts",
    [
        {"source": None},
        {"sensitive": True, "source": "secret: 机密"},
        {"source": "name: x", "span": Span("catalog/a.yaml")},  # missing at the top
        {"source": "b" * 400, "span": Span("catalog/a.yaml", 1, 900, 1, 905)},  # beyond what is kept of a line
    ],
)
def test_no_line_is_quoted_where_nothing_stands_or_nothing_may_be_shown(facts):
    text = render(outcome(finding(**facts)), "zh")
    assert "│" not in text and "机密" not in text


def test_every_word_of_the_report_is_in_the_language_asked_for():
    english = render(outcome(BASIS, waived=(finding(),), selected=("missing-field",), ignored=("synonym",)), "en")
    assert not re.findall(r"错误|依据|改法|另见|共检查|下一步|本次|管理办法|：", english)
    assert "\n        basis  the Measures, art. 15(3): " in english
    assert "10 entries checked against the Measures, the Guide: 1 error in 1 entry. Failed; no bundle" in english


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        ({}, "没有发现问题。通过。\n", "no findings. Passed.\n"),
        ({"fail_on": None}, "没有发现问题。通过。\n本次有问题也算通过（--fail-on never）\n", "(--fail-on never)\n"),
        ({"checked": 3}, "共检查 3 条（目录共 10 条），按", "3 entries of 10 checked against"),
        ({"selected": ("a", "b")}, "本次只检查：a、b\n", "only these rules were run: a, b\n"),
        ({"ignored": ("a", "b")}, "本次未检查：a、b\n", "left out of this run: a, b\n"),
        ({"waived": (finding(),)}, "通过。另有 1 处按例外清单放行。\n", "1 more is covered by waivers.\n"),
        ({"errors": 1}, "错误 1 处，涉及 1 条。不通过，暂不能导出上传包。\n", "1 error in 1 entry. Failed; no bundle"),
        ({"errors": 1, "fail_on": None}, "通过，但有错误，暂不能导出上传包。\n", "Passed, but with errors no bundle"),
        ({"warnings": 2}, "警告 2 处，涉及 1 条。通过。\n", "2 warnings in 1 entry. Passed.\n"),
        (
            {"warnings": 2, "fail_on": Severity.WARNING},
            "涉及 1 条。不通过。\n本次有“警告”即不通过",
            "1 entry. Failed.\n",
        ),
        ({"records": 1}, "错误 1 处，涉及 owners.yaml。不通过", "1 error in owners.yaml. Failed"),
        ({"records": 1, "warnings": 1}, "涉及 1 条、owners.yaml。", "in 1 entry, owners.yaml."),
        (
            {"warnings": 1},
            "下一步：按“改法”修改后再检查一次。\n",
            "Next: mend them as the help says and check again.\n",
        ),
        (
            {"fixes": 1},
            "下一步：catalog fix 可自动更正 1 处；运行后再检查一次。\n",
            "Next: catalog fix cures 1 by itself; run it",
        ),
    ],
)
def test_the_summary_says_what_was_checked_and_what_it_means(facts, zh, en):
    kinds = {
        "errors": {"severity": Severity.ERROR},
        "warnings": {"severity": Severity.WARNING},
        "fixes": {"fix": SAFE},
        "records": {"span": Span("catalog/owners.yaml", 2, 1, 2, 4)},
    }
    found = [finding(f"第 {n} 处", **kinds[kind]) for kind in kinds for n in range(facts.get(kind, 0))]
    told = outcome(*found, **{name: value for name, value in facts.items() if name not in kinds})
    assert zh in render(told, "zh")
    assert en in render(told, "en")


def test_colours_leave_the_words_as_they_are(tmp_path):
    one = outcomes.real(tmp_path)
    assert re.sub(r"\x1b\[[0-9;]*m", "", render(one, "zh", True)) == render(one, "zh")
