"""Near-duplicates by name, abstract and items: what is found, what is not, and that it is not all pairs."""

from __future__ import annotations

import random

import model
import openpyxl
import outputs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govinfo_cli.catalog import Catalog
from govinfo_cli.classification import duplicates
from govinfo_cli.classification.duplicates import Resource, groups, resources
from govinfo_cli.entry import Entry
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder

STAFF = ["职工编号", "姓名", "部门", "岗位", "职称", "入职日期", "学历"]
ROSTER = "记录全院在职职工的部门、岗位、职称和学历，每月核对一次"


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Catalog:
    root = tmp_path_factory.mktemp("model")
    (root / "catalog").mkdir()
    (root / "catalog/catalog.yaml").write_text(model.SETTINGS, encoding="utf-8")
    return Catalog(open_settings(Folder(root)), {})


def entry(catalog: Catalog, owner: str, name: str, abstract: str = "", items=(), **more) -> Entry:
    said = {"name": name, "owner": owner, "abstract": abstract, "items": [{"name": item} for item in items], **more}
    return Entry(f"catalog/{owner}/{name}.yaml", said, catalog.settings.shape)


def told(catalog: Catalog, *entries: Entry) -> list[tuple[set[str], list[str]]]:
    """Names and reasons of each group."""
    found = groups(resources(catalog, entries))
    return [
        ({one.card.name for one in group.resources}, [text.zh for text in group.pairs[0].because]) for group in found
    ]


def test_the_same_items_under_another_name(empty):
    one = entry(empty, "人事局", "在职职工基本信息", ROSTER, STAFF)
    other = entry(
        empty,
        "财务局",
        "职工名册（在编）",
        "发放工资所依据的在职职工的部门、岗位和职称，每月核对",
        [*STAFF[:-1], "银行卡号"],
    )
    rest = [
        entry(empty, "科技局", f"{what}登记", f"{what}的来源和去向", [f"{what}{at}" for at in range(6)])
        for what in ("船只", "标本")
    ]
    assert told(empty, one, other, *rest) == [
        ({"在职职工基本信息", "职工名册（在编）"}, ["信息项共 8 个，6 个相同：入职日期、姓名、岗位、职工编号等"])
    ]


@pytest.mark.parametrize(("others", "groups"), [(0, 1), (30, 0)])
def test_all_items_the_same_suffices_where_few_others_have_them(others, groups, empty):
    one = entry(empty, "人事局", "在职职工", "在岗人员的职称变动", STAFF)
    other = entry(empty, "财务局", "薪酬发放对象", "据以发放工资", STAFF)
    rest = [
        entry(empty, "某局", f"第{at}册", "", [*STAFF, *(f"{what}{at}" for what in "甲乙丙丁")]) for at in range(others)
    ]
    assert len(told(empty, one, other, *rest)) == groups


def test_the_same_abstract_and_a_name_that_says_more(empty):
    one = entry(empty, "人事局", "野外台站观测人员", "台站观测人员的姓名、专业、驻站起止日期和联系方式")
    other = entry(empty, "科技局", "野外台站驻站观测人员", "台站观测人员的姓名、专业、驻站起止日期和联系方式")
    assert told(empty, one, other) == [({"野外台站观测人员", "野外台站驻站观测人员"}, ["名称相近", "摘要相同"])]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("老年人优待证发放", "残疾人优待证发放"),
        ("优待证发放第一批", "优待证发放第二批"),
        ("2024年优待证发放", "2025年优待证发放"),
        ("怀柔区优待证发放", "延庆区优待证发放"),
        ("优待证发放（3）", "优待证发放（4）"),
    ],
)
def test_an_abstract_that_everybody_uses_makes_no_duplicate(name, other, empty):
    said = "记录优待证的编号、持有人、发放日期和有效期，每季度更新"
    assert told(empty, entry(empty, "人事局", name, said), entry(empty, "财务局", other, said)) == []


def test_items_that_everybody_has_are_no_reason(empty):
    common = ["编号", "名称", "日期", "备注"]
    one = entry(empty, "人事局", "引进人才", "引进人才的去向", [*common, "学科", "待遇"])
    other = entry(empty, "财务局", "采购合同", "合同的履行", [*common, "供应商", "金额"])
    rest = [entry(empty, "某局", f"第{at}项", "", [*common, f"甲{at}", f"乙{at}"]) for at in range(20)]
    assert told(empty, one, other, *rest) == []


def test_one_owner_under_two_spellings_and_who_names_each_other(empty):
    owners = model_owners(empty)
    assert told(owners, entry(owners, "人事局", "在职职工"), entry(owners, "人事教育局", "在职职工信息")) == []
    one = entry(empty, "人事局", "在职职工", code="x/1", related=["x/2"])
    other = entry(empty, "财务局", "在职职工", code="x/2", related=["x/1"])
    assert told(empty, one, other) == []
    other.data["related"] = []
    assert told(empty, one, other) == [({"在职职工"}, ["名称相同"])]


def model_owners(catalog: Catalog) -> Catalog:
    from govinfo_cli.yaml.document import Document

    document = Document("catalog/owners.yaml")
    document.data = {"人事局": {"kind": "机关部门", "synonyms": ["人事教育局"]}}
    return Catalog(catalog.settings, {"owners": document})


def test_the_surest_group_comes_first_and_what_hangs_together_is_one(empty):
    found = groups(
        resources(
            empty,
            [
                entry(empty, "人事局", "在职职工", ROSTER, STAFF),
                entry(empty, "财务局", "在职职工信息表", ROSTER, STAFF),
                entry(empty, "科技局", "北京市在职员工", ROSTER, STAFF),
                entry(empty, "人事局", "会议纪要", "", ["议题", "时间", "地点", "主持人"]),
                entry(empty, "财务局", "会议纪要", "", ["文号", "签发", "主送", "抄送"]),
            ],
        )
    )
    assert [len(group.resources) for group in found] == [3, 2]
    assert found[0].likeness > 0.95 and found[1].likeness < 0.7
    assert found[1].pairs[0].because[-1].zh == "但信息项没有相同的"


text = st.text(alphabet="人事职工信息表成都市2023年（）第一批、", max_size=8)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["甲", "乙", "丙"]), text, text, st.lists(text, max_size=6), st.lists(text, max_size=2)
        ),
        max_size=8,
    )
)
@settings(max_examples=100, deadline=None)
def test_whatever_stands_there_a_pair_is_of_two_owners_and_likenesses_fall(empty, said):
    entries = [
        Entry(f"catalog/{at}.yaml", {"owner": owner, "name": name, "abstract": abstract, "related": related,
              "items": [{"name": item} for item in items]}, empty.settings.shape)
        for at, (owner, name, abstract, items, related) in enumerate(said)
    ]  # fmt: skip
    found = groups(resources(empty, entries))
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)
    for group in found:
        assert all(0 < pair.likeness <= 1 and pair.because for pair in group.pairs)
        assert all(group.resources[pair.one].owner != group.resources[pair.other].owner for pair in group.pairs)
    assert groups(resources(empty, entries[::-1])) == found


def test_not_all_pairs_are_compared(empty, monkeypatch):
    """Names of few patterns, items that all have in common: what is compared grows with the entries, not their square."""
    compared = []
    likeness = duplicates._likeness
    monkeypatch.setattr(duplicates, "_likeness", lambda *said: compared.append(1) or likeness(*said))
    chance = random.Random(4)
    items = [f"项{at}" for at in range(15)]
    entries = [
        entry(
            empty,
            f"甲{at % 40}",
            f"设备{chance.choice(['登记', '采购', '报废'])}",
            f"第{at}册",
            chance.sample(items, 10),
        )
        for at in range(1500)
    ]
    groups(resources(empty, entries))
    assert 0 < len(compared) < 20 * len(entries)


def test_what_is_no_text_is_passed_over(empty):
    odd = {"name": ["在职职工"], "owner": "人事局", "items": [3, {"name": 4}, None], "abstract": 7}
    entries = [Entry(f"catalog/{at}.yaml", odd, empty.settings.shape) for at in range(2)]
    assert groups(resources(empty, entries)) == []
    assert isinstance(resources(empty, entries)[0], Resource)


# The command


@pytest.fixture
def laid(tmp_path):
    """The model catalogue with an entry of each of two owners that say the same."""
    for owner, node, name in (("人事局", "30304601", "在职职工"), ("财务局", "30304602", "在职职工名单")):
        place = tmp_path / "catalog" / owner / f"{node}-000001_{name}.yaml"
        place.parent.mkdir(parents=True)
        said = f'code: {node}/000001\nname: {name}\ncategory: "{node}"\nowner: {owner}\n'
        place.write_text(model.completed(said), encoding="utf-8")
    (tmp_path / "catalog/catalog.yaml").write_text(model.SETTINGS, encoding="utf-8")
    (tmp_path / "catalog/owners.yaml").write_text(model.OWNERS, encoding="utf-8")
    return tmp_path


def test_json_is_as_its_schema_says_and_names_what_cannot_be_read(laid, catalog):
    (laid / "catalog/人事局/_坏.yaml").write_text("name: [", encoding="utf-8")
    code, out, err = catalog("classify", "--duplicates", "-f", "json", cwd=laid)
    said = outputs.checked("classify-duplicates", out)
    assert (code, said["summary"]) == (0, {"entries": 2, "groups": 1, "duplicates": 2})
    assert said["groups"][0]["pairs"][0]["paths"] == [one["path"] for one in said["groups"][0]["entries"]]
    assert said["broken"] == ["catalog/人事局/_坏.yaml"] and "没有算在内" in err


def test_only_the_groups_of_the_entries_asked_for(laid, catalog):
    (laid / "catalog/财务局/_另.yaml").write_text("name: 会议纪要\nowner: 财务局\n", encoding="utf-8")
    assert "疑似重复 1 组" in catalog("classify", "--duplicates", "30304602/000001", cwd=laid)[1]
    assert "没有发现" in catalog("classify", "--duplicates", "会议纪要", cwd=laid)[1]
    code, _, err = catalog("classify", "--duplicates", "--write", cwd=laid)
    assert code == 2 and "--write 和 --duplicates 不能同用" in err


def test_a_workbook_has_a_row_an_entry(laid, catalog):
    assert catalog("classify", "--duplicates", "-o", laid / "重复.xlsx", cwd=laid)[0] == 0
    sheet = openpyxl.load_workbook(laid / "重复.xlsx").worksheets[0]
    assert [row[2] for row in sheet.iter_rows(values_only=True)] == ["提供方", "人事局", "财务局"]


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_what_must_not_be_seen_is_not_shown(form, laid, catalog):
    secret = "11010519491231002X"
    for place in laid.glob("catalog/*/*.yaml"):
        text = place.read_text(encoding="utf-8").replace(
            "任职日期, type: 日期型D", f"{secret}, type: 字符型C, length: 9"
        )
        more = "".join(f", {{name: 项{at}, type: 日期型D}}" for at in range(4))
        place.write_text(text.replace("}]\n", f"}}{more}]\n", 1), encoding="utf-8")
    code, out, _ = catalog("classify", "--duplicates", "-f", form, cwd=laid)
    assert code == 0 and "30304602/000001" in out and secret not in out


def test_control_characters_never_reach_the_screen(laid, catalog):
    for place in laid.glob("catalog/*/*.yaml"):
        text = place.read_text(encoding="utf-8")
        place.write_text(text.replace("name: 在职职工", 'name: "在职\\e[31m\\u202e职工"  # ', 1), encoding="utf-8")
    _, out, _ = catalog("classify", "--duplicates", cwd=laid)
    assert "疑似重复 1 组" in out and "\x1b" not in out and "\u202e" not in out
