"""Catalog rules beyond their pages: any data, any size, and the exceptions that cover what they find."""

from __future__ import annotations

import sys
from datetime import date

import model
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repositories import commit

from govinfo_cli import rules, waiver
from govinfo_cli.catalog import Card, Catalog, code_in_path, entry_path, is_entry_path
from govinfo_cli.diagnostic import Diagnostic, Severity, Span, Text
from govinfo_cli.entry import Entry
from govinfo_cli.git import objects as git
from govinfo_cli.settings import RECORDS, open_settings
from govinfo_cli.source import Folder, Revision
from govinfo_cli.validation import Request, validate
from govinfo_cli.yaml.document import Document

TODAY = date(2026, 11, 24)
CATALOG_RULES = [name for name in rules.NAMES if hasattr(rules.rule(name), "check_catalog")]
ENTRY_RULES = ["malformed-code", "code-category-mismatch", "unknown-category"]
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The settings of the model catalogue."""
    root = tmp_path_factory.mktemp("model")
    (root / "catalog").mkdir()
    (root / "catalog/catalog.yaml").write_text(model.SETTINGS, encoding="utf-8")
    return open_settings(Folder(root))


def record(name: str, data: object) -> Document:
    document = Document(f"catalog/{name}.yaml")
    document.data = data
    return document


def findings(name: str, catalog: Catalog, today: date = TODAY) -> list:
    return list(rules.rule(name).check_catalog(catalog, catalog.settings.profile.rows(name), today))


OWNERS = {
    "人事局": {"kind": "机关部门", "units": ["综合处"], "synonyms": ["人事教育局"]},
    "财务局": {"kind": "机关部门"},
    "软件研究所": {"kind": "院属单位", "uscc": "12100000400000678Y"},
}


def catalog_of(found, *cards: Card, **records: object) -> Catalog:
    return Catalog(found, {name: record(name, data) for name, data in ({"owners": OWNERS} | records).items()}, cards)


# Whatever stands in the files

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(
        ["30304601/000012", "30304601", "人事局", "2026-08-02", "每月", "bad-uscc", "12100000400000678Y", "９", " "]
    )
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["code", "category", "owner", "related", "themes", "rule", "entry", "until", "uscc", "人事局"]
            )
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
texts = (
    st.none()
    | st.text(max_size=10)
    | st.sampled_from(
        [
            "30304601/000012",
            "30304601/000013",
            "30304601",
            "人事局",
            "人事教育局",
            "每月",
            "2026-08-02",
            "职工（在职）",
            "职工信息表",
        ]
    )
)
paths = st.sampled_from(
    ["catalog/人事局/30304601-000012_职工.yaml", "catalog/x.yaml", "catalog/人事局/a/b/_.yml", "catalog/别处/-_.yaml"]
)
cards = st.builds(
    Card,
    path=paths,
    related=st.lists(texts.map(lambda text: text or ""), max_size=3).map(tuple),
    **dict.fromkeys(set(Card._fields) - {"path", "related"}, texts),
)


@quick
@given(st.lists(cards, max_size=6), st.dictionaries(st.sampled_from(RECORDS), anything, max_size=3))
def test_no_catalog_rule_falls_over_any_cards_or_records(found, cards, data):
    catalog = Catalog(found, {name: record(name, data[name]) for name in data}, cards, frozenset(["catalog/x.yaml"]))
    for name in CATALOG_RULES:
        for finding in findings(name, catalog):
            assert finding.path and finding.message.zh and finding.message.en


@quick
@given(anything)
def test_no_entry_rule_falls_over_any_data(found, data):
    entry = Entry("catalog/x.yaml", data, found.shape)
    for name in ENTRY_RULES:
        list(rules.rule(name).check(entry, found, found.profile.rows(name)))


@quick
@given(anything, anything, anything)
def test_no_register_falls_over_any_data(found, owners, waivers, withdrawn):
    catalog = catalog_of(found, owners=owners, waivers=waivers, withdrawn=withdrawn)
    assert isinstance(catalog.free_code("30304601"), str)
    waiver.apply([], catalog, TODAY)


# Size

DOUBLED_MAY_COST = 2.2  # times as many lines run for twice the cards


def crowd(size: int) -> list[Card]:
    """Cards that are all at fault in every way: one code, one name, one hub that all relate to."""
    return [
        Card(
            f"catalog/别处/{place}.yaml",
            code=f"30304601/{place // 3:06d}",
            name="在职职工信息" + "表" * (place % 2),
            category="30304602",
            owner=("人事局", "财务局", "没有的局")[place % 3],
            owner_unit="某处",
            related=("30304601/000000", f"30304699/{place}"),
            update_cycle="每月",
            updated="2020-01-01",
        )
        for place in range(size)
    ]


@pytest.mark.parametrize("name", CATALOG_RULES)
def test_twice_the_cards_cost_twice_the_work(found, name):
    def lines_run(size: int) -> int:
        lines = [
            {"rule": "bad-uscc", "entry": f"30304601/{n:06d}", "reason": "无", "approved_by": "办公厅"}
            for n in range(size)
        ]
        catalog = catalog_of(
            found,
            *crowd(size),
            waivers=[line | {"until": "2026-01-01" if n % 2 else "2027-01-01"} for n, line in enumerate(lines)],
            withdrawn=[{"code": f"30304601/{n:06d}"} for n in range(size)],
        )
        count, before = 0, sys.gettrace()

        def counting(frame, event, argument):
            nonlocal count
            count += 1
            return counting

        sys.settrace(counting)
        try:
            findings(name, catalog)
        finally:
            sys.settrace(before)
        return count

    lines_run(60)  # whatever is read or compiled once
    assert lines_run(600) <= DOUBLED_MAY_COST * lines_run(300) + 500


# What the messages promise


def test_the_sample_of_the_terms_is_said_on_the_day_it_is_true(found):
    card = Card("catalog/人事局/30304601-000012_职工.yaml", owner="人事局", update_cycle="每月", updated="2026-08-02")
    said = [one.message.zh for one in findings("stale-entry", catalog_of(found, card), date(2026, 10, 25))]
    assert said == ["数据更新：周期“每月”，最近更新 2026-08-02，已超期 53 天"]
    assert not findings("stale-entry", catalog_of(found, card), date(2026, 9, 2))


@pytest.mark.parametrize(
    ("owner", "cite"), [("人事局", "measures-2019#art-12"), ("软件研究所", "measures-2019#art-10")]
)
def test_a_stale_entry_is_cited_by_its_owner_s_kind(found, owner, cite):
    card = Card("catalog/x/_.yaml", owner=owner, update_cycle="每年", updated="2020-01-01")
    (finding,) = findings("stale-entry", catalog_of(found, card))
    cites = {cite for row in finding.rows for cite in row.cites}
    assert cites == {"guide-2017#update-cycle", cite}
    stranger = catalog_of(found, card._replace(owner="没有的局"))
    assert {cite for row in findings("stale-entry", stranger)[0].rows for cite in row.cites} == {
        "guide-2017#update-cycle"
    }


def test_a_duplicate_names_the_other_entry(found):
    one = Card("catalog/人事局/30304601-000012_甲.yaml", code="30304601/000012", name="甲", owner="人事局")
    two = one._replace(path="catalog/财务局/30304601-000012_乙.yaml", name="乙", owner="财务局")
    said = [finding.message.zh for finding in findings("duplicate-code", catalog_of(found, one, two))]
    assert said == [
        "信息资源代码：与“乙”（财务局）重复；一个代码只用于一条",
        "信息资源代码：与“甲”（人事局）重复；一个代码只用于一条",
    ]


@quick
@given(st.lists(st.integers(0, 2000), max_size=8), st.lists(st.integers(0, 2000), max_size=4))
def test_a_free_code_was_never_given(found, given_out, gone):
    catalog = catalog_of(
        found,
        *(Card(f"catalog/人事局/{n}.yaml", code=f"30304601/{n:06d}") for n in given_out),
        withdrawn=[{"code": f"30304601/{n:06d}"} for n in gone],
    )
    free = catalog.free_code("30304601")
    assert free not in catalog.by_code and free not in catalog.withdrawn and found.profile.is_code(free)


def test_a_broken_file_counts_by_the_code_in_its_name(found):
    card = Card("catalog/人事局/30304601-000012_甲.yaml", code="30304601/000012", related=("30304602/000001",))
    broken = "catalog/财务局/30304602-000001_乙.yaml"
    whole = Catalog(found, {}, [card, Card(broken)], frozenset([broken]))
    assert not findings("dangling-reference", whole)
    assert whole.free_code("30304602") == "30304602/000002"
    assert findings("dangling-reference", Catalog(found, {}, [card]))


def test_near_duplicates_are_found_once_and_not_within_an_owner(found):
    names = [
        ("人事局", "在职职工信息"),
        ("人事局", "在职职工数据"),
        ("财务局", "在职职工情况表"),
        ("人事教育局", "在职职工"),
    ]
    cards = [Card(f"catalog/x/{n}.yaml", owner=owner, name=name) for n, (owner, name) in enumerate(names)]
    pairs = [(one.path, one.related[0][1]) for one in findings("near-duplicate", catalog_of(found, *cards))]
    assert pairs == [
        ("catalog/x/2.yaml", "catalog/x/0.yaml"),
        ("catalog/x/3.yaml", "catalog/x/2.yaml"),
    ]


# Where files belong


@quick
@given(cards)
def test_moving_a_misfiled_entry_cures_it(found, card):
    for finding in findings("misfiled-entry", catalog_of(found, card)):
        if finding.move is None:
            continue
        assert is_entry_path(finding.move) and "/../" not in finding.move
        assert not findings("misfiled-entry", catalog_of(found, card._replace(path=finding.move)))


@pytest.mark.parametrize("owner", ["..", ".隐藏", "_登记", "人/事\\局", "人事\u202e局", "局" * 300])
def test_an_owner_s_name_never_leads_out_of_the_catalogue(owner):
    path = entry_path(owner, "30304601/000012", None, "..")
    assert path.startswith("catalog/") and path.count("/") in (1, 2) and "/." not in path and "/_登记" not in path
    assert code_in_path(path) == "30304601/000012"


def test_no_two_files_are_moved_to_one_place(found):
    one = Card("catalog/a/1.yaml", code="30304601/000012", name="甲", owner="人事局")
    moves = [
        finding.move
        for finding in findings("misfiled-entry", catalog_of(found, one, one._replace(path="catalog/b/1.yaml")))
    ]
    assert moves == ["catalog/人事局/30304601-000012_甲.yaml", None]


# Exceptions

LINE = {
    "rule": "bad-uscc",
    "entry": "软件研究所",
    "reason": "证书如此",
    "approved_by": "领导小组",
    "until": "2026-11-24",
}
BAD = Diagnostic("bad-uscc", Severity.WARNING, Text("甲", "a"), Span("catalog/owners.yaml"), owner="软件研究所")
OF_INSTITUTE = Card("catalog/软件研究所/30304690-000001_甲.yaml", code="30304690/000001", owner="软件研究所")


def applied(found, line: dict, one: Diagnostic = BAD, today: date = TODAY):
    catalog = catalog_of(found, OF_INSTITUTE, waivers=[line])
    standing, waived, used = waiver.apply([one], catalog, today)
    assert bool(waived) == bool(used) != bool(standing)
    return bool(used)


def test_an_exception_covers_an_owner_by_name_or_by_one_of_its_entries(found):
    assert applied(found, LINE)
    assert applied(found, LINE | {"entry": "30304690/000001"})
    assert not applied(found, LINE | {"entry": "人事局"})
    assert not applied(found, LINE | {"rule": "unknown-owner"})


def test_an_exception_covers_an_entry_by_its_code_only(found):
    one = BAD._replace(rule="near-duplicate", entry="30304690/000001", owner=None)
    line = LINE | {"rule": "near-duplicate"}
    assert applied(found, line | {"entry": "30304690/000001"}, one)
    assert not applied(found, line, one), "the owner's name does not cover its entries"


def test_the_last_day_is_included_and_the_next_is_not(found):
    assert applied(found, LINE)
    assert not applied(found, LINE, today=date(2026, 11, 25))


@pytest.mark.parametrize("until", ["永久", "9999", "2026-13-01", "", None, "20261124"])
def test_an_exception_without_a_day_covers_nothing(found, until):
    assert not applied(found, LINE | {"until": until})


@pytest.mark.parametrize("key", ["reason", "approved_by"])
def test_an_exception_that_nobody_approved_covers_nothing(found, key):
    assert not applied(found, LINE | {key: " "})
    assert not applied(found, {name: value for name, value in LINE.items() if name != key})


def test_what_cannot_be_waived_stands(found):
    assert not applied(found, LINE, BAD._replace(waivable=False))


def test_each_exception_is_spoken_of_once(found):
    lines = [
        LINE | {"rule": "missing-share-basis", "until": "2020-01-01"},
        LINE | {"until": "2020-01-01"},
        LINE | {"rule": "no-such-rule"},
        LINE | {"entry": "30304690/000009"},
        LINE | {"entry": "财务局"},
    ]
    catalog = catalog_of(found, OF_INSTITUTE, waivers=lines)
    assert [one.route for one in findings("unwaivable", catalog)] == [(0, "rule")]
    assert [one.route for one in findings("expired-waiver", catalog)] == [(1, "until")]
    assert [one.route for one in findings("unused-waiver", catalog)] == [(2, "rule"), (3, "entry"), (4,)]


def written(root, **files: str) -> Folder:
    (root / "catalog/人事局").mkdir(parents=True)
    (root / "catalog/catalog.yaml").write_text(model.SETTINGS, encoding="utf-8")
    (root / "catalog/owners.yaml").write_text(model.OWNERS, encoding="utf-8")
    (root / model.PATH).write_text(model.completed("related: [30304602/000003]\n"), encoding="utf-8")
    for name, text in files.items():
        (root / f"catalog/{name}.yaml").write_text(text, encoding="utf-8")
    return Folder(root)


def test_a_waived_finding_is_counted_and_not_reported(tmp_path):
    line = (
        "- {rule: dangling-reference, entry: 30304601/000012, reason: 待编目, approved_by: 办公厅, until: 2027-01-01}\n"
    )
    outcome = validate(written(tmp_path, waivers=line), Request(today=TODAY))
    assert [one.rule for one in outcome.waived] == ["dangling-reference"] and not outcome.findings


def test_a_run_that_leaves_rules_out_calls_no_exception_unused(tmp_path):
    line = "- {rule: stale-entry, entry: 30304601/000012, reason: 无, approved_by: 办公厅, until: 2027-01-01}\n"
    source = written(tmp_path, waivers=line)
    assert {one.rule for one in validate(source, Request(today=TODAY)).findings} == {
        "dangling-reference",
        "unused-waiver",
    }
    partly = validate(source, Request(today=TODAY, ignore=frozenset(["dangling-reference"])))
    assert not partly.findings


def test_an_overdue_entry_is_the_same_finding_tomorrow():
    def overdue(days: int) -> Diagnostic:
        return BAD._replace(message=Text(f"数据更新：周期“每月”，最近更新 2026-08-02，已超期 {days} 天", "overdue"))

    assert overdue(9).fingerprint == overdue(10).fingerprint != BAD.fingerprint


def test_what_is_found_in_a_revision_takes_no_child_of_git_for_each_file(repository, monkeypatch):
    many = {f"catalog/财务局/30304602-{number:06}_a.yaml": f"name: 甲{number}\nowner: 无此\n" for number in range(250)}
    commit(repository, many)
    asked, started = [], git.started
    monkeypatch.setattr(git, "started", lambda *words, **more: (asked.append(words[1]), started(*words, **more))[1])
    outcome = validate(Revision(repository, "HEAD"), Request(TODAY, select=frozenset(("unknown-owner",))))
    assert len(outcome.findings) == 250 and asked.count("cat-file") < 6
    assert outcome == validate(Folder(repository), Request(TODAY, select=frozenset(("unknown-owner",))))
