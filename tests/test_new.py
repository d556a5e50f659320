"""`new`: asks what the rules miss and nothing else, takes no answer that they refuse, and writes an entry in order."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import model
import pages
import pytest
import repositories
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from govinfo_cli import rules
from govinfo_cli.catalog import is_entry_path
from govinfo_cli.diagnostic import Severity
from govinfo_cli.drafting.assigning import NoSuchField, assigned, with_item
from govinfo_cli.drafting.conversation import converse
from govinfo_cli.drafting.desk import Desk
from govinfo_cli.drafting.fields import called, filled, item, named_field, pattern, value_at
from govinfo_cli.drafting.prompting import Line
from govinfo_cli.drafting.questions import MISSING, choices, missed, open_questions
from govinfo_cli.inspection import Inspector
from govinfo_cli.profile import load_profile
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder
from govinfo_cli.yaml.layout import canonical

TODAY = date(2026, 11, 24)
PROFILES = ["guide-2017", "measures-2019, guide-2017", "regulation-2025, measures-2019"]
# Options that say a whole entry.
WHOLE = [
    "提供方=人事教育局",
    "名称=干部培训记录",
    "摘要=院属单位干部参加培训的班次、时间和学时，2015年以来",
    "格式=电子文件-pdf",
    "共享类型=有条件",
    "使用要求=工作参考",
    "共享范围=科学技术部、教育部",
    "共享方式=文件",
    "是否开放=否",
    "更新周期=按月",
    "发布日期=2026年5月1日",
]
PATH = "catalog/人事局/30304601-000013_干部培训记录.yaml"
posix = pytest.mark.skipif(os.name == "nt", reason="there is no pty on Windows")


def sets(*answers: str) -> list[str]:
    return [word for answer in answers for word in ("--set", answer)]


def asked(screen: str) -> list[str]:
    """The headings of the questions on a screen: each stands behind a blank line, and a prompt is below it."""
    lines = screen.split("\n")
    return [
        line.partition("（")[0]
        for above, line in zip(lines, lines[1:], strict=False)
        if not above.strip() and line and not line.startswith(("code:", "写入", " ", "有必须"))
    ]


@pytest.fixture
def desk_of(tmp_path):
    """The desk of the model catalogue under these profiles: desk_of("guide-2017") -> Desk."""

    def opened(profiles: str = PROFILES[1]) -> Desk:
        text = model.SETTINGS.replace("measures-2019, guide-2017", profiles)
        repositories.lay(tmp_path, {**repositories.BASE, "catalog/catalog.yaml": text})
        return Desk(Folder(tmp_path), (), TODAY)

    return opened


# --- said in options


def test_what_is_said_in_options_is_written_in_order(repository, catalog):
    code, out, err = catalog("new", *sets(*WHOLE), "--today", "2026-11-24", cwd=repository)
    assert (code, out, err) == (0, f"已写入  {PATH}\n", "")
    assert catalog("validate", "--today", "2026-11-24", cwd=repository)[0] == 0
    assert catalog("fmt", "--check", PATH, cwd=repository)[0] == 0
    assert catalog("fix", "--check", PATH, cwd=repository)[0] == 0


@pytest.mark.parametrize("left", range(len(WHOLE)))
def test_an_answer_left_out_is_asked_for_by_the_option_that_gives_it(repository, catalog, left):
    some = WHOLE[:left] + WHOLE[left + 1 :]
    code, out, err = catalog("new", *sets(*some), "--today", "2026-11-24", cwd=repository)
    field = named_field(open_settings(Folder(repository)).shape, WHOLE[left].partition("=")[0])
    name = {"format": "格式分类", "share.mode": "共享方式分类", "published": ""}.get(field) or called(
        open_settings(Folder(repository)).shape, field, "zh"
    )
    if field in ("published", "share.scope"):  # a condition would do as well, and a day may be missing
        name = {"published": "发布日期", "share.scope": "共享范围"}[field]
    assert f"--set {name}=" in out + err
    assert code == (0 if field == "published" else 1)
    assert (repository / PATH).exists() == (code == 0)


def test_what_an_error_says_to_type_leads_to_an_entry(repository, catalog):
    """The whole conversation by options alone, each as the tool itself asked for it."""
    said: list[str] = []
    values = {"信息资源名称": "培训", "信息资源摘要": WHOLE[2][3:], "使用要求": "工作参考", "共享条件": "仅限统计"}
    for _ in range(8):
        code, out, _ = catalog("new", *said, "--today", "2026-11-24", cwd=repository)
        if code == 0:
            break
        lines = out.splitlines()
        for line, below in zip(lines, [*lines[1:], ""], strict=True):
            head, found, option = line.partition("--set ")
            if found and "改法" in head:
                name, _, value = option.partition("=")
                offered = below.partition("可填：")[2].split("、")[0]
                said += ["--set", f"{name}={offered or values.get(name, '2026-05-01')}"]
            elif "--item" in line:
                said += ["--item", line.partition("--item ")[2]]
    assert code == 0, out


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (["发布日期=昨天"], "--set 发布日期=2026-05-01"),
        (["摘要=干部培训记录"], "--set 信息资源摘要=院属单位在职职工的编号、岗位和任职情况，2015年以来按月汇总"),
        (["格式=数据库-达梦", "信息项=姓名:字符型C", "信息项.姓名.数据长度=很长"], "--set 信息项.姓名.数据长度=50  这样的数"),
        (["信息资源代码=一号"], "--set 信息资源代码=…"),
    ],
)  # fmt: skip
def test_what_help_says_of_a_file_is_said_as_an_option(repository, catalog, answers, told):
    """Nobody has a file yet: what a rule would have typed into it is typed behind --set."""
    _, out, err = catalog("new", *sets(*WHOLE, *answers), "--dry-run", "--today", "2026-11-24", cwd=repository)
    remedies = "\n".join(line for line in (out + err).splitlines() if line.startswith(" " * 8))
    assert told in remedies and not any(key in remedies for key in ("published:", "abstract:", "length:"))


def test_yes_and_no_are_asked_for_in_words(repository, catalog, desk_of):
    code, out, _ = catalog("new", *sets(*WHOLE, "是否开放=也许"), "--today", "2026-11-24", cwd=repository)
    assert code == 1 and "是否向社会开放：只能填“是”或“否”  [invalid-value]" in out and "true" not in out
    said: list[str] = []
    talked(desk_of(), [*BEGUN, *TEXTS, *SHARED[:4], "也许", "否", *SHARED[5:], ""], said)
    assert any("是否向社会开放：只能填“是”或“否”" in line for line in said) and not any("true" in line for line in said)


def test_with_errors_nothing_is_written_and_a_dry_run_writes_nothing(repository, catalog):
    before = repositories.git(repository, "status", "--porcelain")
    assert catalog("new", *sets(*WHOLE, "更新周期=", "名称="), cwd=repository)[0] == 1
    code, out, err = catalog("new", *sets(*WHOLE), "--dry-run", "--today", "2026-11-24", cwd=repository)
    assert (code, err) == (0, f"将写入  {PATH}\n")
    assert out.startswith("code: 30304601/000013\n")
    assert repositories.git(repository, "status", "--porcelain") == before


def test_a_code_that_history_used_up_is_neither_proposed_nor_taken(repository, catalog):
    text = model.completed("code: 30304601/000044\nname: 旧\n")
    path = "catalog/人事局/30304601-000044_旧.yaml"
    repositories.commit(repository, {path: text})
    repositories.commit(repository, {path: None})
    code, out, _ = catalog("new", *sets(*WHOLE, "代码=30304601/000044"), "--today", "2026-11-24", cwd=repository)
    assert code == 1 and "[withdrawn-code]" in out
    assert catalog("new", *sets(*WHOLE), "--today", "2026-11-24", cwd=repository)[0] == 0
    assert (repository / "catalog/人事局/30304601-000045_干部培训记录.yaml").exists()


def test_two_of_one_name_get_two_codes_and_no_file_is_written_over(repository, catalog):
    for number in (13, 14):
        assert catalog("new", *sets(*WHOLE), "--today", "2026-11-24", cwd=repository)[0] == 0
        assert (repository / f"catalog/人事局/30304601-0000{number}_干部培训记录.yaml").exists()
    given_twice = sets(*WHOLE, "代码=30304601/000013")
    code, out, _ = catalog("new", *given_twice, "--today", "2026-11-24", cwd=repository)
    assert code == 1 and "[duplicate-code]" in out


@pytest.mark.parametrize(
    ("text", "shown"), [("机密★5年", "secret-marking"), ("见 11010519491231002X 的登记", "personal-data")]
)
def test_what_must_not_be_shown_is_not_even_told_back(repository, catalog, text, shown):
    for option in (f"摘要={text}，登记来文", f"x-记录={text}", f"名称={text}"):
        code, out, err = catalog("new", *sets(*WHOLE, option), "--dry-run", cwd=repository)
        assert code == 1 and shown in out, option
        assert text.split()[-1] not in out + err and "11010519491231002X" not in out + err
    code, out, err = catalog("new", *sets(f"摘要{text}"), cwd=repository)  # the equals sign was forgotten
    assert code == 2 and text not in out + err


def test_a_telephone_number_is_written_but_shown_nowhere(repository, catalog):
    number = "13800138000"
    for option in (f"摘要=向张三（{number}）查询的干部培训班次和学时", f"名称=干部培训记录{number}"):
        code, out, err = catalog("new", *sets(*WHOLE, option), "--dry-run", "--today", "2026-11-24", cwd=repository)
        assert code == 0 and "[personal-data]" in err and "■■■" in out
        assert number not in out + err
    assert catalog("new", *sets(*WHOLE, option), "--today", "2026-11-24", cwd=repository)[1].count("■■■") == 1


def test_without_a_terminal_nothing_is_asked(repository):
    done = subprocess.run(
        [sys.executable, "-m", "govinfo_cli", "new"], cwd=repository, input=b"1\n1\n", capture_output=True, timeout=600
    )
    assert done.returncode == 1 and not done.stderr
    assert "--set 信息资源提供方=…" in done.stdout.decode()


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("更新周器=每月", "更新周期"),
        ("数据类型=C", "信息项.名称.数据类型=字符型C"),
        ("联系方式=x", "联系电话=…"),
        ("共享方式=飞鸽传书", "共享方式分类=…"),
        ("=x", "更新周期=每月"),
        ("更新周期", "更新周期=每月"),
    ],
)
def test_an_option_that_names_no_field_is_answered_with_one_that_does(repository, catalog, option, told):
    code, out, err = catalog("new", "--set", option, cwd=repository)
    assert code == 2 and not out
    assert told in err


# --- what words mean


@pytest.mark.parametrize("names", [["guide-2017"], ["regulation-2025"]])
def test_what_a_field_is_called_names_it_again(names):
    shape = load_profile(names)[0].shape
    fields = {key.replace(".*", "") for key, form in shape.fields.items() if form.get("type") != "object"}
    for field in sorted(fields - {"items"}):
        whole = field.replace("items.", "items.姓 名.1.") if field.startswith("items.") else field
        for lang in ("zh", "en"):
            assert named_field(shape, called(shape, whole, lang)) == whole


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("姓名 字符 50", {"name": "姓名", "type": "字符型C", "length": 50}),
        ("姓名：字符型C：５０", {"name": "姓名", "type": "字符型C", "length": 50}),
        ("出生 日期\t日期\t", {"name": "出生 日期", "type": "日期型D"}),
        ("\ufeff姓\u200b名 字符 \u200b", {"name": "姓名", "type": "字符型C"}),
        ("姓名,50", {"name": "姓名", "length": 50}),
        (":字符", None),
        ("  ", None),
    ],
)
def test_an_item_is_read_as_people_write_it(desk_of, line, found):
    assert item(desk_of().catalog, line, TODAY) == found


def test_lists_grow_dates_are_read_and_a_phrase_stays_whole(desk_of):
    catalog, data = desk_of().catalog, {}
    for said in ("关联代码=30304602/000003", "关联代码=30304602/000004", "发布日期=今天", "共享范围=各有关部门"):
        data = assigned(catalog, data, said, TODAY)
    assert data == {
        "related": ["30304602/000003", "30304602/000004"],
        "published": "2026-11-24",
        "share": {"scope": "各有关部门"},
    }
    assert assigned(catalog, data, '共享范围=["省、市"]', TODAY)["share"] == {"scope": "省、市"}
    assert assigned(catalog, data, "共享范围=甲部、乙部", TODAY)["share"] == {"scope": ["甲部", "乙部"]}
    assert "published" not in assigned(catalog, data, "发布日期=", TODAY)
    with pytest.raises(NoSuchField):
        with_item(catalog, data, " : ", TODAY)


# --- questions


@pytest.mark.parametrize("name", sorted(MISSING))
def test_every_rule_that_misses_something_leads_to_a_field_that_cures_it(name, tmp_path):
    text = rules.page(name)
    cured = 0
    for number, example in enumerate(one for one in pages.examples(text) if one.section == "不通过 · Fails"):
        root = tmp_path / str(number)
        example.write(root)
        source = Folder(root)
        opened = open_settings(source)
        inspector = Inspector(opened, rules.NAMES, guarded=False)
        for file, raw in source.read(file for file in source.files("catalog") if is_entry_path(file.path)):
            for one in inspector.entry(file, raw).diagnostics:
                fields = missed(opened.shape, one)
                if one.rule == name and fields:
                    assert all(pattern(field) in opened.shape.fields for field in fields), fields
                    cured += 1
    assert cured, "no failing block of its page leads to a question"


@pytest.mark.parametrize("profiles", PROFILES)
@pytest.mark.parametrize("kind", ["无条件共享", "有条件共享", "不予共享"])
def test_only_what_the_rules_miss_is_asked(desk_of, profiles, kind):
    desk, fields, data = desk_of(profiles), [], {"share": {"type": kind}}
    while questions := open_questions(desk, data, frozenset(fields)):
        fields.append(questions[0].field)
        offered = choices(desk, data, fields[-1])
        data = filled(data, fields[-1], offered[0].value if offered else _free(fields[-1]))
    share = {field for field in fields if field.startswith("share.")}
    mode = {"share.mode.class", "share.mode.type"}
    reason = {"share.reason"} if "regulation" in profiles else set()
    condition = {"share.condition"} | ({"share.scope"} if profiles != "guide-2017" else set())
    assert (
        share
        == {
            "无条件共享": mode | {"share.usage"},
            "有条件共享": mode | {"share.usage"} | condition,
            "不予共享": reason | {"share.basis.kind", "share.basis.title", "share.basis.clause"},
        }[kind]
    )
    assert ("grade" in fields) == ("regulation" in profiles)
    assert ("items" in fields) == ("regulation" in profiles)  # the first format is a document
    assert not {"code", "category", "owner_unit", "keywords", "updated"} & {*fields}


def test_what_the_rules_refuse_is_not_offered(desk_of):
    unshared = {"share": {"type": "不予共享"}, "format": {"class": "数据库"}}
    kinds = {name: {one.value for one in choices(desk_of(name), unshared, "share.basis.kind")} for name in PROFILES}
    assert "院级规章制度" in kinds["measures-2019, guide-2017"]
    assert kinds["regulation-2025, measures-2019"] == {"法律", "行政法规", "国务院决定"}
    desk = desk_of()
    assert [one.value for one in choices(desk, unshared, "open.public")] == [
        True,
        False,
    ]  # it may be so, with a warning
    types = {one.value for one in choices(desk, unshared, "format.type")}
    assert {"KingbaseES", "其他"} <= types and not {"xlsx", "pdf"} & types
    assert not {one.value for one in choices(desk, {"share": {"type": "无条件共享"}}, "share.mode.class")} & {
        "邮件",
        "拷盘",
    }
    shared = {"share": {"type": "无条件共享"}}
    assert [one.value for one in choices(desk, shared, "share.mode.class")] == ["共享平台方式"]


def _free(field: str) -> object:
    return {
        "name": "干部培训记录",
        "abstract": "院属单位干部参加培训的班次、时间和学时，2015年以来",
        "published": "2026-05-01",
        "items": [{"name": "姓名", "type": "字符型C", "length": 50}],
        "share.basis.title": "《某某条例》",
    }.get(field, "按实际情况说明")


# Without shrinking: each try is a whole conversation.
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 2**32), st.sampled_from(PROFILES), st.booleans())
def test_whoever_answers_gets_an_entry_without_errors_in_its_canonical_layout(desk_of, seed, profiles, hasty):
    """`hasty` people press Enter wherever they can, go back at times, and type what is nonsense."""
    chance, desk, shown = random.Random(seed), desk_of(profiles), []
    answers = 0

    def ask(prompt: str) -> str:
        nonlocal answers
        answers += 1
        assert answers < 400, shown[-9:]
        assert not any(line.startswith("有必须改的") for line in shown[-12:]), "\n".join(shown[-60:])
        if shown and shown[-1].startswith("直接回车写入"):
            return ""
        if hasty and answers < 100 and chance.random() < 0.3:
            return chance.choice(["", "<", "每个月", "999", "=", "\x1b[2J", "零\u200b宽 字符", "x" * 300, "无"])
        if prompt.startswith("["):
            return ""
        if prompt.startswith("第"):
            return chance.choice(["姓名 字符型C 50", f"{chance.random()} 日期", ""])
        start = max(place for place, line in enumerate(shown) if not line) + 1
        field = named_field(desk.shape, shown[start].partition("（")[0].removeprefix("对内")) or ""
        listed = any(line.startswith("  1 ") for line in shown[start:])
        return str(chance.randint(1, 3)) if listed else str(_free(field))

    data = converse(desk, {}, Line(ask, lambda text: shown.extend(text.split("\n")), "zh"))
    assert all(one.severity < Severity.ERROR for one in desk.findings(data, used=True))
    raw = desk.text(data).encode()
    assert canonical("x.yaml", raw, desk.shape) == raw


json_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["name", "abstract", "share.usage", "items.姓名.note", "x-自有"]), json_text))
def test_what_is_put_into_a_draft_is_there_and_taken_out_is_gone(values):
    data: dict = {}
    for field, value in values.items():
        data = filled(data, field, value)
    assert all(value_at(data, field) == value for field, value in values.items())
    before = json.dumps(data)
    for field in values:
        assert value_at(filled(data, field, None), field) is None
    assert json.dumps(data) == before, "a draft was changed in place"


def talked(desk: Desk, answers, said: list[str] | None = None, data: dict | None = None) -> dict:
    """The entry that these answers make, the one at each prompt."""
    left = iter(answers)
    return converse(desk, data or {}, Line(lambda prompt: next(left), (said if said is not None else []).append, "zh"))


BEGUN = ["人事局", "干部培训记录", WHOLE[2][3:]]
TEXTS = ["电子文件", "pdf"]
SHARED = ["无条件", "工作参考", "", "文件", "否", "每月", "2026-05-01"]


def test_pasted_rows_are_items_and_one_that_is_refused_is_said_anew(desk_of):
    said: list[str] = []
    rows = "姓名\t字符型C\t50\n参加日期\t日期\t\n姓名\t字符型C\t50"
    data = talked(
        desk_of(), [*BEGUN, "数据库", "达梦", rows, "学时 整型", "<", "", *SHARED[:3], "接口", *SHARED[4:], ""], said
    )
    assert data["items"] == [{"name": "姓名", "type": "字符型C", "length": 50}, {"name": "参加日期", "type": "日期型D"}]
    assert any("[duplicate-item]" in line for line in said)


def test_a_part_of_several_names_is_asked_back(desk_of):
    said: list[str] = []
    data = talked(
        desk_of(), [*BEGUN, *TEXTS, "不予共享", "法", "2", "《某条例》", "", "否", "每月", "2026-05-01", ""], said
    )
    assert data["share"]["basis"] == {"kind": "行政法规", "title": "《某条例》"}
    assert "  1 法律  2 行政法规  3 部门规章  4 地方性法规" not in said and "  1 法律  2 行政法规" in "\n".join(said)


def test_in_english_the_choices_say_what_they_mean(desk_of):
    said: list[str] = []
    left = iter([*BEGUN, *TEXTS, "not shared", "state council decision", "x", "", "no", "每月", "", ""])
    data = converse(desk_of(), {}, Line(lambda prompt: next(left), said.append, "en"))
    assert data["share"] == {"type": "不予共享", "basis": {"kind": "国务院决定", "title": "x"}}
    assert "3 不予共享 (not shared)" in "\n".join(said)


def test_of_two_that_would_do_the_last_one_left_must_be_said(desk_of):
    said: list[str] = []
    later = ["有条件", "工作参考", "", "", "部分单位", "平台", "文件", "否", "每月", "2026-05-01", ""]
    data = talked(desk_of("guide-2017"), [*BEGUN, *TEXTS, *later], said)
    assert data["share"]["scope"] == "部分单位" and "condition" not in data["share"]
    assert said.count("  这一项必须填") == 1


def test_a_share_type_changed_at_the_end_takes_along_what_it_has_no_use_for(desk_of):
    answers = [*BEGUN, *TEXTS, *SHARED, "共享类型=不予共享", "法律", "《某法》", "第三条", ""]
    share = talked(desk_of(), answers)["share"]
    assert share == {"type": "不予共享", "basis": {"kind": "法律", "title": "《某法》", "clause": "第三条"}}


def test_what_is_wrong_at_the_end_is_not_written_before_it_is_changed(desk_of):
    said: list[str] = []
    data = talked(
        desk_of(),
        [*BEGUN, *TEXTS, *SHARED, "更新周期=每日", "名称=", "干部名册", "提供方=外交部", "提供方=财务局", ""],
        said,
    )
    assert (data["owner"], data["code"], data["name"]) == ("财务局", "30304602/000001", "干部名册")
    assert any("[unknown-owner]" in line for line in said)


def test_what_an_option_said_wrong_is_asked_for_at_the_end(desk_of):
    said: list[str] = []
    begun = {"open": {"public": "也许"}}
    answers = [*BEGUN, *TEXTS, *SHARED[:4], *SHARED[5:], "", "x", "没有的=1", "是否开放=不详", "是否开放=否", ""]
    assert talked(desk_of(), answers, said, begun)["open"] == {"public": False}
    assert sum(line.startswith("有必须改的") for line in said) == 1
    assert any("没有填报项“没有的”" in line for line in said)


# --- on a terminal

ANSWERS = [
    *("人事", "<", "1", "干部培训记录", WHOLE[2][3:]),
    *("3", "kingbase", "姓名 字符 50", "学时", "", "整型", "有条件", "工作参考", "仅限统计", "", "", "9", "接口"),
    *("否", "每个月", "", "今天"),
]


@posix
def test_a_conversation_ends_in_a_clean_entry(repository, catalog):
    from terminal import converse as talk

    code, screen = talk(["new", "--today", "2026-11-24"], repository, [*ANSWERS, "内部部门=干部处", ""])
    assert code == 0, screen
    assert screen.rstrip().endswith(f"已写入  {PATH}")
    assert "“每个月”不在取值范围内，最接近“每月”  [unknown-code]\n[每月] > " in screen
    text = (repository / PATH).read_text("utf-8")
    assert "owner_unit: 干部处\n" in text and "update_cycle: 每月\n" in text
    assert catalog("validate", "--today", "2026-11-24", PATH, cwd=repository)[0] == 0
    assert catalog("fmt", "--check", PATH, cwd=repository)[0] == 0
    assert catalog("fix", "--check", "--unsafe", PATH, cwd=repository)[0] == 0


@posix
@pytest.mark.parametrize("end", ["\x03", "\x04"])
@pytest.mark.parametrize("after", [0, 6, len(ANSWERS)])
def test_a_conversation_broken_off_writes_nothing(repository, end, after):
    from terminal import converse as talk

    before = {path: path.read_bytes() for path in repository.rglob("*.yaml")}
    code, screen = talk(["new", "--today", "2026-11-24"], repository, [*ANSWERS[:after], end])
    assert (code, "已放弃，没有写入。" in screen) == (130, True)
    assert before == {path: path.read_bytes() for path in Path(repository).rglob("*.yaml")}


@posix
def test_what_options_say_is_not_asked_again(repository):
    from terminal import converse as talk

    code, screen = talk(["new", *sets(*WHOLE), "--today", "2026-11-24"], repository, [""])
    assert code == 0 and not asked(screen)
    assert screen.count("> ") == 1
