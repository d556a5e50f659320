"""Shapes and code lists: what a field is called, what the schema finds wrong, which value is the nearest."""

from __future__ import annotations

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given, settings
from test_any_shape import shapes

from govinfo_cli.diagnostic import Text
from govinfo_cli.profile import load_profile
from govinfo_cli.settings import record_shape
from govinfo_cli.structure import demanding
from govinfo_cli.vocabulary import Code, Vocabulary

PROFILE, _ = load_profile(["measures-2019", "guide-2017"])
SHAPE = PROFILE.shape
OWNERS, WAIVERS = record_shape("owners"), record_shape("waivers")


@settings(max_examples=150, deadline=None)
@given(shapes(SHAPE))
def test_the_fast_validator_finds_the_faults_that_the_reference_finds(data):
    reference = jsonschema.Draft202012Validator(SHAPE.schema)
    assert bool(SHAPE.faults(data)) != reference.is_valid(data)
    found = {fault.route for fault in SHAPE.faults(data) if fault.kind == "type"}
    wanted = {tuple(error.absolute_path) for error in reference.iter_errors(data) if error.validator == "type"}
    assert found == wanted


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"nmae": 1}, ("unknown", ("nmae",), "", None)),
        ({"name": 1}, ("type", ("name",), "type", ("string",))),
        ({"name": None}, ("type", ("name",), "type", ("string",))),
        ({"name": "甲" * 201}, ("value", ("name",), "maxLength", 200)),
        ({"items": [{"length": 0}]}, ("value", ("items", 0, "length"), "minimum", 1)),
        ({"share": {"scope": 1}}, ("type", ("share", "scope"), "type", ("string", "array"))),
        ({"share": {"mode": [{"a": "b"}]}}, ("unknown", ("share", "mode", 0, "a"), "", None)),
        ({"share": {"mode": "邮件"}}, ("type", ("share", "mode"), "type", ("object",))),
        ({"share": {"internal": {"internal": {}}}}, ("unknown", ("share", "internal", "internal"), "", None)),
        ({"keywords": []}, ("value", ("keywords",), "minItems", 1)),
    ],
)
def test_a_fault_says_what_is_wrong_where_and_what_is_allowed(data, fault):
    [found] = SHAPE.faults(data)
    assert (found.kind, found.route, found.keyword, found.allowed) == fault


@pytest.mark.parametrize(
    "data", [{"x-甲": 1}, {"share": {"x-乙": [1]}}, {"items": [{"x-丙": None}]}, {"open": {"x-a": {}}}]
)
def test_what_is_the_offices_own_has_no_faults(data):
    assert SHAPE.faults(data) == ()


@pytest.mark.parametrize(
    ("shape", "route", "zh"),
    [
        (SHAPE, ("update_cycle",), "更新周期"),
        (SHAPE, ("share", "internal", "mode", 2, "class"), "共享方式分类"),
        (SHAPE, ("items", 3), "信息项第 4 项"),
        (SHAPE, ("items", 3, "type"), "数据类型"),
        (SHAPE, ("share", "scope", 0), "共享范围第 1 项"),
        (SHAPE, ("nmae",), "nmae"),
        (OWNERS, ("人事局", "kind"), "类别"),
        (OWNERS, ("人事局",), "提供方"),
        (WAIVERS, (2,), "第 3 条"),
        (WAIVERS, (2, "until"), "到期日"),
    ],
)
def test_a_field_is_called_by_its_official_name(shape, route, zh):
    assert shape.label(route).zh == zh


@pytest.mark.parametrize(
    ("route", "key", "field"),
    [
        ((), "更新频率", "update_cycle"),
        ((), "Update-Cycle", "update_cycle"),
        ((), "“信息资源名称”", "name"),
        ((), "resource name", "name"),
        ((), "共享类型", None),
        (("share",), "共享类型", "type"),
        (("share", "internal", "mode", 1), "共享方式分类", "class"),
        (("items", 0), "字段名称", "name"),
        ((), "", None),
        ((), "：", None),
        (("nothing",), "name", None),
    ],
)
def test_a_key_is_known_by_its_other_names_in_its_place_only(route, key, field):
    assert SHAPE.named(route, key) == field


def test_inside_a_share_there_is_no_further_inside():
    assert "internal" in SHAPE.below(("share",)) and "internal" not in SHAPE.below(("share", "internal"))
    assert list(OWNERS.below(("人事局",)))[:2] == ["kind", "uscc"]
    assert WAIVERS.required((0,)) >= {"rule", "reason"} and OWNERS.required(("人事局",)) == frozenset()


def test_a_demand_holds_for_one_and_for_many():
    schema = demanding({"mode.class": {"enum": ["甲"]}, "mode.*.class": {"enum": ["甲"]}})
    good = [{}, {"mode": {"class": "甲"}}, {"mode": [{"class": "甲"}, {}]}, {"mode": "甲"}, []]
    bad = [{"mode": {"class": "乙"}}, {"mode": [{"class": "甲"}, {"class": None}]}]
    validator = jsonschema_rs.validator_for(schema)
    assert all(map(validator.is_valid, good)) and not any(map(validator.is_valid, bad))


@pytest.mark.parametrize(
    ("name", "word", "nearest"),
    [
        ("update-cycle", "每个月", "每月"),
        ("update-cycle", "每三个月份", "每季度"),
        ("update-cycle", "牲畜饲养", None),
        ("update-cycle", "每", None),
        ("update-cycle", "", None),
        ("share-type", "有条件性共享", "有条件共享"),
        ("share-type", "部分共享", None),
        ("share-type", "共享", None),
        ("share-type", "有条件共享（限内部）", "有条件共享"),
        ("item-type", "字符串类型", "字符型C"),
    ],
)
def test_the_nearest_value_is_near_or_none(name, word, nearest):
    assert PROFILE.vocabularies[name].nearest(word) == nearest


def test_the_nearest_is_the_same_when_it_is_asked_for_again_and_the_memory_has_an_end():
    vocabulary = Vocabulary("v", Text(zh="甲", en="a"), True, [Code("每月", "monthly"), Code("每年", "yearly")])
    assert [vocabulary.nearest(f"每月{n}") for n in (1, 2, 1)] == ["每月"] * 3
    for number in range(1200):
        vocabulary.nearest(f"每年{number}", 0.1)
    assert vocabulary.nearest("每月1") == "每月" and len(vocabulary._near) <= 1000
