"""Sharing towards both sides: what the inside inherits; and the rules on sharing, format and items on any data at all."""

from __future__ import annotations

from functools import cache

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govinfo_cli import rules
from govinfo_cli.entry import Entry
from govinfo_cli.finding import Finding
from govinfo_cli.profile import load_profile
from govinfo_cli.settings import Settings
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, USEFUL, WIDTH, inherited, sides
from govinfo_cli.sharing import given as has_content
from govinfo_cli.structure import pattern_of

OURS = (
    "missing-usage",
    "missing-share-condition",
    "missing-share-scope",
    "missing-unshared-reason",
    "missing-share-basis",
    "basis-not-accepted",
    "off-platform-mode",
    "inside-stricter-than-outside",
    "unshared-but-open",
    "item-looser-than-entry",
    "mixed-items-need-condition",
    "missing-open-condition",
    "missing-grade",
    "format-type-mismatch",
    "mode-format-mismatch",
    "missing-format-note",
    "missing-items",
    "missing-length",
    "duplicate-item",
    "uninformative-abstract",
)
PROFILES = (
    ("measures-2019", "guide-2017"),
    ("measures-2019",),
    ("regulation-2025",),
    ("measures-2019", "regulation-2025"),
)
LAW = {"kind": "法律", "title": "《中华人民共和国个人信息保护法》"}
PLATFORM = {"class": "共享平台方式", "type": "接口"}


@cache
def asked_by(*names: str) -> Settings:
    profile, _ = load_profile(names)
    return Settings("目录", profile, (), {}, {}, {}, {}, False, {})


@cache
def guard(name: str, *names: str):
    return jsonschema_rs.validator_for(rules.rule(name).accepts(asked_by(*names)))


def found(name: str, data: object, *names: str) -> list[Finding]:
    """What the rule yields, under the measures and the guide unless told."""
    asked = asked_by(*(names or PROFILES[0]))
    return list(rules.rule(name).check(Entry("x.yaml", data, asked.shape), asked, asked.profile.rows(name)))


def places(name: str, data: object, *names: str) -> list[str]:
    return [".".join(map(str, one.route)) for one in found(name, data, *names)]


def near(*words: str):
    """Any of the words, or what stands there when something went wrong."""
    junk = (
        None,
        "",
        " ",
        "　",
        "别的",
        0,
        18,
        True,
        False,
        [],
        {},
        [None],
        [""],
        {"": None},
        [["a"]],
        {"type": {"class": []}},
    )
    return st.sampled_from([*words, *words, *junk])


SHARE_TYPES = near(UNCONDITIONAL, CONDITIONAL, NOT_SHARED, "不予", "无条件", "按需共享")
MODES = st.fixed_dictionaries(
    {}, optional={"class": near("共享平台方式", "平台", "邮件", "微信"), "type": near("文件", "接口", "库表")}
)
BASES = st.fixed_dictionaries({}, optional={"kind": near("法律", "部门规章", "院规", "合同"), "title": near("《…》")})


def one_or_many(strategy):
    return strategy | st.lists(strategy, max_size=3) | near("一句话")


def shares(more=None):
    return st.fixed_dictionaries(
        {},
        optional={
            "type": SHARE_TYPES,
            "usage": near("工作参考"),
            "scope": near("科学技术部") | st.just(["科学技术部"]),
            "condition": near("仅限统计"),
            "mode": one_or_many(MODES),
            "reason": near("含个人隐私"),
            "basis": one_or_many(BASES),
        }
        | ({"internal": more} if more is not None else {}),
    )


ITEMS = st.fixed_dictionaries(
    {},
    optional={
        "name": near("姓名", "姓 名", "PM2.5", "pm2.5"),
        "type": near("字符型C", "varchar", "日期型D"),
        "length": near(),
        "share": SHARE_TYPES,
        "internal": SHARE_TYPES,
        "open": near("是", "不开放"),
    },
)
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "name": near("在职职工基本信息", "在职职工"),
        "abstract": near(
            "在职职工的基本情况", "暂无", "测试测试测试", "院属单位在职职工的编号、岗位和任职情况，按月汇总到人"
        ),
        "format": st.fixed_dictionaries(
            {},
            optional={
                "class": near("电子文件", "数据库", "自描述", "表格"),
                "type": near("xlsx", "MySQL", "人大金仓", "其他"),
                "note": near("BUFR"),
            },
        )
        | near("数据库"),
        "items": st.lists(ITEMS | near("姓名"), max_size=4) | near("姓名"),
        "share": shares(shares() | near("无条件共享")) | near("无条件共享"),
        "open": st.fixed_dictionaries({}, optional={"public": near("是", "否"), "condition": near("无条件")})
        | near("是"),
        "grade": near("一般"),
    },
)
ANYTHING = st.recursive(
    near("items", "share", "不予共享"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["share", "internal", "type", "items", "open", "format", "mode", "basis"]), inner
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("names", PROFILES, ids="+".join)
@settings(deadline=None, max_examples=100)
@given(data=ENTRIES | ANYTHING)
def test_a_rule_never_raises_and_what_its_guard_accepts_it_does_not_find(names, data):
    for name in OURS:
        if not asked_by(*names).profile.rows(name):
            continue
        findings = found(name, data, *names)
        if findings and hasattr(rules.rule(name), "accepts"):
            assert not guard(name, *names).is_valid(data), f"{name} finds what its guard lets pass"
        for one in findings:
            assert one.message.zh and one.message.en and one.help
            asked = one.rows if one.rows is not None else asked_by(*names).profile.rows(name)
            assert any(row.covers(pattern_of(one.route)) for row in asked)
        routes = [one.route for one in findings]
        assert len(set(routes)) == len(routes), f"{name} says one thing twice"


@settings(deadline=None, max_examples=300)
@given(share=shares(shares()))
def test_the_inside_inherits_what_its_type_has_a_use_for_and_nothing_else(share):
    official = asked_by(*PROFILES[0]).profile.spelling("share-type")
    inside = inherited(share, official)
    own = {key: value for key, value in share.get("internal", {}).items() if has_content(value)}
    if "internal" not in share:
        assert inside is None
        return
    kind = official(inside.get("type"))
    for key, value in inside.items():
        if key in own:
            assert value is own[key]
        else:
            assert value is share[key]
            assert key == "type" or key in USEFUL[kind]
    for key in USEFUL.get(kind, ()):
        assert key in inside or not has_content(share.get(key))


@settings(deadline=None, max_examples=200)
@given(share=shares(shares()))
def test_a_side_knows_where_each_of_its_values_stands(share):
    def at(route):
        value = share
        for step in route[1:]:
            value = value[step]
        return value

    for side in sides(share, asked_by(*PROFILES[0]).profile.spelling("share-type")):
        assert side.kind is None or side.kind in WIDTH
        for key, value in side.says.items():
            if key != "internal" and (side.inside or key in share):
                assert at(side.source(key)) is value


def test_the_inside_is_as_the_outside_where_nothing_sets_it_apart():
    outside, inside = sides({"type": NOT_SHARED, "basis": LAW})
    assert (inside.kind, inside.says, inside.own) == (outside.kind, outside.says, frozenset())
    assert inside.source("basis") == ("share", "basis")
    assert inside.at("basis") == ("share", "internal", "basis")


def test_what_the_inside_type_has_no_use_for_is_not_inherited():
    share = {
        "type": NOT_SHARED,
        "reason": "含个人隐私",
        "basis": LAW,
        "internal": {"type": UNCONDITIONAL, "usage": "工作参考"},
    }
    assert Entry("x.yaml", {"share": share}, None).internal == {"type": UNCONDITIONAL, "usage": "工作参考"}


@pytest.mark.parametrize("spelt", ["不予", "不共享", "not shared", "　不予共享 "])
def test_a_rule_sees_through_another_spelling_of_the_share_type(spelt):
    assert places("missing-share-basis", {"share": {"type": spelt}}) == ["share.type"]
    assert not found("missing-usage", {"share": {"type": spelt}})
    assert places("unshared-but-open", {"share": {"type": spelt}, "open": {"public": "公开"}}) == ["open.public"]
    inside = {"type": spelt, "basis": LAW, "internal": {"type": "无条件", "mode": PLATFORM}}
    assert places("missing-usage", {"share": inside}) == ["share.internal.usage"]
    assert spelt.strip("　 ") in found("missing-share-basis", {"share": {"type": spelt}})[0].message.zh


def test_a_type_that_is_in_no_list_is_left_to_the_rule_for_unknown_codes():
    data = {"share": {"type": "部分共享", "mode": PLATFORM}, "items": [{"name": "姓名", "share": "部分"}]}
    for name in OURS[:6] + OURS[7:12]:
        assert not found(name, data), name


@pytest.mark.parametrize("blank", [None, "", "  ", "　", [], [""], {}, {"kind": None}])
def test_a_key_with_nothing_behind_it_is_as_good_as_missing(blank):
    assert places("missing-usage", {"share": {"type": UNCONDITIONAL, "usage": blank}}) == ["share.usage"]
    assert places("missing-share-basis", {"share": {"type": NOT_SHARED, "basis": blank}}) == ["share.type"]
    assert places("missing-share-scope", {"share": {"type": CONDITIONAL, "scope": blank}}) == ["share.type"]
    data = {"share": {"type": UNCONDITIONAL, "usage": "工作参考", "internal": {"type": CONDITIONAL, "usage": blank}}}
    assert not found("missing-usage", data), "a blank inside inherits"


def test_what_the_outside_lacks_too_is_said_once():
    lacking = {"type": NOT_SHARED, "internal": {"type": NOT_SHARED, "reason": "含个人隐私"}}
    assert places("missing-share-basis", {"share": lacking}) == ["share.type"]
    mail = {"type": UNCONDITIONAL, "mode": {"class": "邮件"}, "internal": {"type": CONDITIONAL}}
    assert places("off-platform-mode", {"share": mail}) == ["share.mode.class"]


def test_each_regulation_speaks_of_its_own_sides():
    share = {
        "type": CONDITIONAL,
        "scope": ["科学技术部"],
        "internal": {"type": NOT_SHARED, "basis": {"kind": "院级规章制度"}},
    }
    assert not found("basis-not-accepted", {"share": share})
    assert not found("missing-unshared-reason", {"share": share}, "regulation-2025")
    rules_only = {"share": {"type": NOT_SHARED, "basis": {"kind": "院级规章制度", "title": "《…》"}}}
    assert not found("basis-not-accepted", rules_only, "measures-2019")
    (one,) = found("basis-not-accepted", rules_only, "measures-2019", "regulation-2025")
    assert {row.profile for row in one.rows} == {"regulation-2025"}
    assert "可用法律、行政法规、国务院决定" in one.message.zh


def test_of_two_regulations_the_kinds_that_satisfy_both_are_offered():
    (one,) = found(
        "basis-not-accepted",
        {"share": {"type": NOT_SHARED, "basis": [{"kind": "部门规章"}, {"kind": "合同"}]}},
        "measures-2019",
        "regulation-2025",
    )
    assert one.route == ("share", "basis", 0, "kind")
    assert one.message.zh.endswith("可用法律、行政法规、国务院决定")


def test_a_mode_that_nearly_names_the_platform_is_a_slip_and_any_other_word_is_another_way():
    def mode(word):
        return {"share": {"type": UNCONDITIONAL, "mode": {"class": word}}}

    assert not found("off-platform-mode", mode("共享平台方法"))
    assert not found("off-platform-mode", mode("共享平台"))
    assert places("off-platform-mode", mode("微信")) == ["share.mode.class"]


def test_types_in_other_spellings_are_judged_by_what_they_mean():
    assert places("format-type-mismatch", {"format": {"class": "文档", "type": "人大金仓"}}) == ["format.type"]
    assert not found("format-type-mismatch", {"format": {"class": "库表", "type": "人大金仓"}})
    assert places("missing-length", {"items": [{"name": "姓名", "type": "varchar"}]}) == ["items.0.length"]
    assert places("missing-items", {"format": {"class": "表格"}}) == ["items"]
    assert places("missing-format-note", {"format": {"class": "自描述"}}) == ["format.note"]


def test_only_types_that_the_guide_lists_are_an_error():
    listed, unlisted = (
        found("format-type-mismatch", {"format": {"class": "电子文件", "type": kind}})[0].rows
        for kind in ("xlsx", "csv")
    )
    assert max(row.level for row in listed).word == "error"
    assert max(row.level for row in unlisted).word == "warning"


def test_where_class_and_type_disagree_a_mode_that_fits_either_is_not_told_again():
    data = {"format": {"class": "电子文件", "type": "KingbaseES"}, "share": {"type": UNCONDITIONAL, "mode": PLATFORM}}
    assert not found("mode-format-mismatch", data)
    data["format"]["type"] = "xlsx"
    assert places("mode-format-mismatch", data) == ["share.mode.type"]


@pytest.mark.parametrize(
    ("abstract", "why"),
    [
        ("无", "没有说明内容"),
        ("……", "没有说明内容"),
        ("待补充！", "没有说明内容"),
        ("ABC", "没有说明内容"),
        ("111111111111", "没有说明内容"),
        ("在职职工的基本情况", "只是重复了信息资源名称"),
        ("在职职工 基本信息表。", "只是重复了信息资源名称"),
        ("干部名册", "只有 4 个字"),
    ],
)
def test_an_empty_abstract_is_told_with_the_reason(abstract, why):
    (one,) = found("uninformative-abstract", {"name": "在职职工基本信息", "abstract": abstract})
    assert why in one.message.zh


def test_a_file_that_holds_a_list_is_not_asked_for_items_or_a_grade():
    for name in ("missing-items", "missing-grade"):
        assert not found(name, ["a"], "regulation-2025")
