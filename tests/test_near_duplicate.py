"""Names taken apart, and who may be about the same: no edit that says nothing hides a duplicate, no place or year makes one."""

from __future__ import annotations

import model
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govinfo_cli.catalog import Card, Catalog
from govinfo_cli.profile import load_profile
from govinfo_cli.resource_name import Name, Reader, reader_of
from govinfo_cli.rules import near_duplicate
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder
from govinfo_cli.vocabulary import fold

READER = reader_of(load_profile(["guide-2017"])[0])
PIECES = [
    "北京",
    "四川省",
    "成都市",
    "盐城市",
    "纳溪区",
    "泸县",
    "全市",
    "市",
    "我院",
    "2023年",
    "2023年度",
    "2019-2021年",
]
PIECES += [
    "城市绿化",
    "院校",
    "水库",
    "在职员工",
    "驾驶培训机构",
    "（市级）",
    "【在研】",
    "的",
    "关于",
    "年度",
    "1",
    "a",
]
PIECES += ["基本", "信息", "表", "数据集", "接口服务", "花名册", "情况", "老年人"]


def parted(name: str) -> Name:
    return READER.parted([fold(name)])[0]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    root = tmp_path_factory.mktemp("model")
    (root / "catalog").mkdir()
    (root / "catalog/catalog.yaml").write_text(model.SETTINGS, encoding="utf-8")
    return open_settings(Folder(root))


def pairs(found, *named: tuple[str, str], related: dict[int, tuple[str, ...]] = {}) -> list[tuple[int, int]]:
    cards = [
        Card(str(number), f"x/{number}", name, owner=owner, related=related.get(number, ()))
        for number, (owner, name) in enumerate(named)
    ]
    said = near_duplicate.check_catalog(Catalog(found, {}, cards), (), None)
    return [(int(one.path), int(one.related[0][1])) for one in said]


@pytest.mark.parametrize(
    ("name", "core", "place", "time"),
    [
        ("在职职工信息基本表", "在职职工", "", ""),
        ("全院在职员工花名册", "在职职工", "", ""),
        ("在職職工統計情況", "在职职工统计", "", ""),
        ("［ＡＢＣ］系统登记（一）", "abc系统登记一", "", ""),
        ("成都市2023年驾校信息接口服务", "驾校", "成都市", "2023"),
        ("2021年四川省泸州市纳溪区排污许可证", "排污许可证", "纳溪区", "2021"),
        ("泸州市驾校", "驾校", "泸州", ""),
        ("四川人才", "人才", "四川", ""),
        ("四川省人才", "人才", "四川", ""),
        ("市驾校信息", "驾校", "", ""),
        ("成都市市级专项资金", "市级专项资金", "成都市", ""),
        ("2020-2022年三公经费", "三公经费", "", "2020.2022"),
        ("2021年第一季度水质", "水质", "", "2021.一"),
        ("2021年5月水质", "水质", "", "2021.5"),
        # Neither a place nor an ending.
        ("城市绿化信息", "城市绿化", "", ""),
        ("市场主体信息", "市场主体", "", ""),
        ("社区工作者", "社区工作者", "", ""),
        ("院校信息", "院校", "", ""),
        ("水库信息", "水库", "", ""),
        ("iso2000认证", "iso2000认证", "", ""),
        ("文件目录", "文件目录", "", ""),
        # Nothing else would be left.
        ("基本信息", "基本", "", ""),
        ("2023年", "2023年", "", ""),
    ],
)
def test_what_a_name_says(name, core, place, time):
    assert parted(name) == (core, place, time)


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map("".join) | st.text(max_size=8), max_size=8))
@settings(max_examples=200, deadline=None)
def test_a_name_is_taken_apart_the_same_alone_and_among_others(names):
    """The quick way of `--base` takes some of the names apart, a whole check all of them."""
    folded = [fold(name) for name in names]
    assert READER.parted(folded) == [READER.parted([one])[0] for one in folded]
    for one, name in zip(folded, READER.parted(folded), strict=True):
        assert READER.kept(name.core) <= set(one), "a search for these would miss it"
    for asked in ({name.core for name in READER.parted(folded)[::2]}, {"目录", "学"}):
        alike = [number for number, name in enumerate(READER.parted(folded)) if name.core in asked]
        assert READER.having(asked, folded) == alike


@pytest.mark.parametrize(
    "name", ["信息" * 50_000, "一览表" * 30_000 + "x", "天地县" * 30_000, "内蒙古" * 30_000, "2020年" * 30_000]
)
def test_a_name_made_to_be_slow_is_taken_apart_at_once(name):
    """A pattern that tries every way to part it would not come back."""
    assert parted(name).core


def test_without_words_a_name_is_its_own_core():
    assert Reader().parted(["在职职工信息表"]) == [("在职职工信息表", "", "")]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["甲", "乙"]),
            st.sampled_from(["", "成都市", "泸县"]),
            st.sampled_from(["", "2022年", "2023年"]),
        ),
        max_size=7,
    )
)
@settings(max_examples=200, deadline=None)
def test_an_entry_is_told_with_the_first_before_it_that_may_be_the_same(found, said):
    """However many there are, the index finds what comparing all pairs finds."""
    named = [(owner, f"{place}{time}驾校") for owner, place, time in said]
    parts = [parted(name) for _, name in named]
    slowly = [
        (later, next(e for e in range(later) if named[e][0] != named[later][0] and parts[e].may_be(parts[later])))
        for later in range(len(named))
        if any(named[e][0] != named[later][0] and parts[e].may_be(parts[later]) for e in range(later))
    ]
    assert pairs(found, *named) == slowly


def test_whoever_names_each_other_is_left_in_peace_and_the_next_is_told(found):
    named = [("人事局", "在职职工"), ("财务局", "在职职工信息"), ("某局", "在职职工表")]
    assert pairs(found, *named) == [(1, 0), (2, 0)]
    mutual = {1: ("x/0",), 0: ("x/1", "x/2"), 2: ("x/0",)}
    assert pairs(found, *named, related=mutual) == [(2, 1)]


def test_two_of_one_owner_are_no_matter_of_one_source(found):
    assert pairs(found, ("人事局", "在职职工"), ("人事局", "在职职工信息")) == []


def test_the_finding_says_whose_they_are_and_what_they_differ_in(found):
    cards = [
        Card("a", "x/1", "驾校信息", owner="交通局"),
        Card("b", None, "成都市2023年驾校名录", owner="公安局"),
        Card("c", None, "驾校 信息", owner="教育局"),
        Card("d", None, "驾校（信息）表", owner="统计局"),
    ]
    said = [one.message for one in near_duplicate.check_catalog(Catalog(found, {}, cards), (), None)]
    assert [one.zh.partition("：")[2] for one in said] == [
        "“成都市2023年驾校名录”（公安局）与“驾校信息”（交通局）疑似同一项数据，名称只差地名“成都市”和年份",
        "“驾校 信息”（教育局）与“驾校信息”（交通局）疑似同一项数据，名称相同",
        "“驾校（信息）表”（统计局）与“驾校信息”（交通局）疑似同一项数据，名称只差不影响意思的字词",
    ]
    assert "the place '成都市' and the year only" in said[0].en
