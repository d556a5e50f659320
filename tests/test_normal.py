"""What is the same however it is written, and what is not; which entries are taken for one, and how far that is looked for."""

from __future__ import annotations

import pytest
from catalogues import NORMAL, PROFILE

from govinfo_cli.change.likeness import candidates, traits
from govinfo_cli.change.matching import match
from govinfo_cli.change.normal import NormalForm
from govinfo_cli.registers import Owner, registered_names
from govinfo_cli.yaml.reading import read

REGISTERED = NormalForm(PROFILE, registered_names([Owner("人事局", synonyms=("人事教育局",))]))


def normal(text: str) -> dict:
    return REGISTERED.entry(read("catalog/x.yaml", text.encode(), PROFILE.shape.typed).data or {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("name: 甲\ncode: a/1", "code: 'a/1'\nname: \"甲\" # 注"),
        ("update_cycle: 按月", "update_cycle: 每月"),
        ("owner: 人事教育局", "owner: 人事局"),
        ("published: 2026/5/1", 'published: "2026-05-01"'),
        ("open: {public: 是}", "open: {public: true}"),
        ("abstract: >-\n  编号、岗位，\n  按月汇总", "abstract: 编号、岗位，按月汇总"),
        ("abstract: a  b", "abstract: a b"),
        ("themes: ['212', '211', '211']", "themes: ['211', '212']"),
        ("keywords: []\nname: 甲", "keywords:\nname: 甲\nabstract: ' '"),
        ("share: {type: 有条件, scope: 教育部、财政部}", "share: {scope: [财政部, 教育部], type: 有条件共享}"),
        (
            "share: {type: 无条件共享, mode: {type: api, class: 平台}}",
            "share: {type: 无条件共享, mode: [{class: 共享平台方式, type: 接口}]}",
        ),
        (
            "share: {type: 无条件共享, usage: 甲}",
            "share: {type: 无条件共享, usage: 甲, internal: {type: 无条件共享, usage: 甲}}",
        ),
        ("share: {type: 不予共享, internal: {}}", "share: {type: 不予共享}"),
        (
            "share: {type: 有条件共享}\nitems: [{name: 甲, share: 有条件}]",
            "share: {type: 有条件共享}\nitems: [{name: 甲}]",
        ),
        (
            "open: {public: false}\nitems: [{name: 甲, open: 否, length: '5'}]",
            "open: {public: false}\nitems: [{name: 甲, length: 5}]",
        ),
    ],
)
def test_what_is_the_same_however_it_is_written(one, other):
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("update_cycle: 每月", "update_cycle: 每个月"),
        ("owner: 人事局", "owner: 人事处"),
        ("items: [{name: 甲}, {name: 乙}]", "items: [{name: 乙}, {name: 甲}]"),
        (
            "share: {type: 有条件共享}\nitems: [{name: 甲, share: 不予共享}]",
            "share: {type: 有条件共享}\nitems: [{name: 甲}]",
        ),
        # Where the inside says its type, an item's own share type holds outside only.
        (
            "share: {type: 有条件共享}\nitems: [{name: 甲, share: 不予共享}]",
            "share: {type: 有条件共享, internal: {type: 有条件共享}}\nitems: [{name: 甲, share: 不予共享}]",
        ),
        ("x-note: [b, a]", "x-note: [a, b]"),
        ("name: ab", "name: a b"),
    ],
)
def test_what_is_not_the_same(one, other):
    assert normal(one) != normal(other)


def entry(name: str, *items: str, code: str | None = None, abstract: str = "") -> dict:
    said = {
        "name": name,
        "items": [{"name": item} for item in items],
        "owner": "人事局",
        "abstract": abstract or f"{name}的内容",
    }
    return NORMAL.entry(said | ({"code": code} if code else {}))


STAFF = ("编号", "姓名", "性别", "岗位", "等级", "聘期")


def test_a_code_goes_before_a_path_and_a_path_before_content():
    old = {"a": entry("甲", "x", code="c/1"), "b": entry("乙", "y")}
    assert match(old, {"b": entry("甲", "x", code="c/1"), "a": entry("乙", "y")}).pairs == {"a": "b", "b": "a"}
    assert match(old, {"a": entry("丙", "z", code="c/1"), "b": entry("丁", "w")}).pairs == {"a": "a", "b": "b"}


def test_what_has_nothing_in_common_is_not_taken_for_one():
    found = match({"a": entry("在职职工", "姓名", code="c/1")}, {"b": entry("房屋资产", "坐落", code="c/2")})
    assert (found.pairs, found.removed, found.added, found.links) == ({}, ("a",), ("b",), frozenset())


def test_a_recoded_entry_is_recognised_by_what_it_says():
    old = {"a": entry("在职职工基本信息", *STAFF, code="c/1"), "b": entry("职工休假记录", "天数", code="c/2")}
    new = {
        "x": entry("职工休假记录", "天数", "事由", code="d/9"),
        "y": entry("在职职工基本信息", *STAFF[:5], code="d/8"),
    }
    assert match(old, new).pairs == {"a": "y", "b": "x"}


def test_a_part_is_recognised_though_the_whole_goes_on():
    old = {"a": entry("在职职工信息", *STAFF, code="c/1")}
    new = {
        "a": entry("在职职工信息", *STAFF[:3], code="c/1"),
        "b": entry("在职职工岗位", "编号", *STAFF[3:], code="c/2"),
    }
    found = match(old, new)
    assert found.pairs == {"a": "a"} and found.added == ("b",) and found.links == {("a", "b")}
    back = match(new, old)
    assert back.pairs == {"a": "a"} and back.removed == ("b",) and back.links == {("b", "a")}


def test_two_entries_that_share_common_items_are_no_parts():
    old = {"a": entry("在职职工信息", *STAFF, code="c/1")}
    new = {"b": entry("学生信息", *STAFF, code="c/2"), "c": entry("客户信息", *STAFF[:5], code="c/3")}
    assert match(old, new).links == frozenset()


def test_the_search_is_bounded():
    many = {str(n): traits(entry(f"职工登记{n}号", "编号", "姓名", f"字段{n}"), str(n)) for n in range(2000)}
    pairs = list(candidates(many, many))
    assert len(pairs) <= 2000 * 12
    assert sum(before == after for before, after in pairs) == 2000
