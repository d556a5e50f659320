"""What classification rests on: one spelling for all, exact leaving-out, honest confidence, shares from a table."""

from __future__ import annotations

import json
import math
import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govinfo_cli.catalog import Catalog
from govinfo_cli.classification.calibration import LEARNED, Case, Odds, fitted
from govinfo_cli.classification.learning import Example, Node, agreed_names, learn
from govinfo_cli.classification.model import Lesson, Model, Texts, mixed
from govinfo_cli.classification.proposals import PROMISED, Proposer, propose_for
from govinfo_cli.classification.shares import ShareTable
from govinfo_cli.classification.words import words_of
from govinfo_cli.entry import Entry
from govinfo_cli.lookup import entries, entry_files
from govinfo_cli.profile import load_profile, shipped_names
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.source import Folder

ROOT = Path(__file__).parents[1]
PROFILE, _ = load_profile(["measures-2019", "guide-2017", "regulation-2025"])
WORDS = words_of(PROFILE)
TABLE = ShareTable(PROFILE, WORDS)


@pytest.fixture(scope="module")
def shipped() -> tuple[Catalog, list[Entry]]:
    source = Folder(ROOT)
    opened = open_settings(source)
    return Catalog(opened, open_records(source)), list(entries(source, opened, entry_files(source)))


def entry(data: dict) -> Entry:
    return Entry("catalog/人事局/x.yaml", data, PROFILE.shape)


@pytest.mark.parametrize(
    "name",
    [
        "驾校信息",
        "驾校",
        "四川省宜宾市驾校信息",
        "浙江省驾校基本信息表",
        "宁夏回族自治区驾校名录",
        "翠屏区驾校情况统计表",
        "全市驾校名单（2023年度）",
        "2023年驾校信息一览表",
        "２０２３年驾校信息",
        "駕校資訊接口服務".replace("資訊", "信息"),
        "江安县 驾校 信息【接口】",
    ],
)
def test_places_years_and_empty_words_leave_the_same_core(name):
    assert WORDS.core(name) == "驾校"


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("城市低保", "城市低保"),
        ("市场主体", "市场主体"),
        ("社区服务站", "社区服务站"),
        ("信息表", "信息表"),
        ("小区物业", "小区物业"),
    ],
)
def test_what_only_looks_like_a_place_or_would_leave_nothing_stays(name, core):
    assert WORDS.core(name) == core


def test_traditional_and_half_width_forms_are_one():
    assert WORDS.plain("醫療機構執業許可證ＡＢ１") == WORDS.plain("医疗机构执业许可证AB1") == "医疗机构执业许可证ab1"


def test_each_traditional_character_has_one_simplified_that_is_none_itself():
    pairs = next(facts for _, facts in PROFILE.tables("words.yaml") if facts)["traditional"].split()
    left = [pair[0] for pair in pairs]
    assert len(set(left)) == len(left) > 500
    assert not set(left) & {pair[1] for pair in pairs}


texts = st.builds(Texts, *[st.text("驾校医院职工预算表", max_size=6)] * 3)
lessons = st.lists(
    st.builds(Lesson, texts, st.sampled_from("甲乙丙"), st.sampled_from([1.0, 2.0])), min_size=1, max_size=8
)


@settings(max_examples=80, deadline=None)
@given(lessons, lessons, texts)
def test_leaving_out_is_as_if_it_had_never_been_learned(kept, gone, asked):
    with_all, without = Model([asked]), Model([asked])
    with_all.learn([*kept, *gone])
    without.learn(kept)
    left = mixed(with_all.parts(asked, gone))
    for label, score in mixed(without.parts(asked)).items():
        assert left[label] == pytest.approx(score, abs=1e-6)


def test_the_order_of_lessons_makes_no_difference():
    said = [
        Lesson(Texts(f"^{name}$", name, owner), label)
        for name, owner, label in [("驾校", "交通局", "甲"), ("医院", "卫健委", "乙"), ("驾照", "公安局", "甲")]
    ]
    asked = Texts("^驾校$", "", "交通局")
    scores = []
    for order in (said, said[::-1]):
        model = Model([asked])
        model.learn(order)
        scores.append(mixed(model.parts(asked)))
    assert scores[0] == pytest.approx(scores[1])


def cases(right: float, count: int) -> list[Case]:
    chance = random.Random(7)
    return [
        Case({"甲": margin, "乙": 0.0, "丙": -1.0}, "甲" if chance.random() < right else "乙")
        for margin in [0.5 + place % 5 for place in range(count)]
    ]


def test_confidence_follows_what_was_right_and_few_cases_do_not_move_it_far():
    scores = {"甲": 1.0, "乙": 0.0, "丙": -1.0}
    often, seldom = fitted(cases(0.98, 400), LEARNED), fitted(cases(0.5, 400), LEARNED)
    assert often.confidence(scores) > 0.93 and 0.35 < seldom.confidence(scores) < 0.7
    few = fitted([Case(scores, "甲")] * 5, LEARNED)
    assert abs(few.confidence(scores) - fitted([], LEARNED).confidence(scores)) < 0.05


def test_certainty_is_never_learned_from_cases_that_were_all_right():
    odds = fitted([Case({"甲": 1.0, "乙": 0.0}, "甲")] * 3000, LEARNED)
    assert (
        odds.confidence({"甲": 0.0, "乙": 0.0}) == pytest.approx(0.5)
        and odds.confidence({"甲": 99.0, "乙": 0.0}) < 0.995
    )


def test_of_a_single_class_nothing_is_known():
    assert fitted([Case({"甲": 1.0}, "甲")] * 30, LEARNED).confidence({"甲": 1.0}) == 0.5


def test_the_odds_are_the_likeliest_ones():
    """The search finds no worse a number than a fine grid does; classes far behind change nothing."""
    known = cases(0.8, 60)
    best = fitted(known, Odds(1.0), steady=0.0).sharpness

    def unlikely(sharpness: float) -> float:
        sure = Odds(sharpness)
        parted = [
            (1 - sure.confidence(one.scores)) if one.label == "乙" else sure.confidence(one.scores) for one in known
        ]
        return -sum(math.log(part) for part in parted)

    pairs = [one._replace(scores={"甲": one.scores["甲"], "乙": 0.0}) for one in known]
    grid = [math.exp(step / 50) for step in range(-120, 121)]
    two = fitted(pairs, Odds(1.0), steady=0.0).sharpness
    known = pairs
    assert unlikely(two) <= min(map(unlikely, grid)) + 1e-6
    many = [one._replace(scores=one.scores | {f"远{n}": -900.0 - n for n in range(300)}) for one in pairs]
    assert fitted(many, Odds(1.0), steady=0.0).sharpness == pytest.approx(two, rel=0.1) and best > 0


def test_only_names_that_several_owners_agree_on_calibrate():
    def example(name: str, label: str, source: str) -> Example:
        return Example(Texts(name), label, name, source)

    agreed = [example(f"名{number}", "甲", source) for number in range(60) for source in ("一局", "二局")]
    other = [
        example("异", "甲", "一局"),
        example("异", "乙", "二局"),
        example("独", "甲", "一局"),
        example("同", "甲", "一局"),
        example("同", "甲", "一局"),
    ]
    found = agreed_names([*agreed, *other])
    assert {one.core for one, _ in found} == {f"名{number}" for number in range(60)}
    # What its own owner says is left out, what the other says is not.
    assert all(len(gone) == 1 for _, gone in found)
    assert agreed_names(agreed[:40]) == []


def test_a_word_of_the_class_table_is_enough_to_begin_with():
    nodes = [Node("01", ("交通", "驾校", "公路")), Node("02", ("医疗", "医院", "诊所"))]
    asked = Texts("^驾校教练员$", "", "")
    scores = learn([], nodes, [asked]).scores(asked)
    assert max(scores, key=scores.get) == "01"


def test_no_term_without_a_class_decides():
    """Two classes told apart by 交通 and 医疗; 信息, 情况, years and places stand only in one, and do not count."""
    known = [
        Example(Texts(f"^{WORDS.core(name)}$"), label, WORDS.core(name), "局")
        for name, label in [
            ("宜宾市2023年交通线路信息表", "甲"),
            ("医疗网点", "乙"),
            ("四川省交通站点情况", "甲"),
            ("医疗人员", "乙"),
        ]
    ]
    asked = Texts(f"^{WORDS.core('四川省宜宾市2023年医疗情况信息表')}$")
    scores = learn(known, [], [asked]).scores(asked)
    assert max(scores, key=scores.get) == "乙"


def test_the_shipped_entries_are_put_where_they_are(shipped):
    catalog, known = shipped
    proposer = Proposer(catalog, known, known)
    wrong = []
    for one in known:
        assert proposer.far(one) is None, one.path
        found = next(proposal for proposal in proposer.proposals(one, True) if proposal.field == "category")
        assert found.best.because, one.path
        if not found.agrees:
            wrong.append(one.path)
    assert len(wrong) <= len(known) // 20, wrong


def test_the_code_gives_nothing_away_and_the_name_is_read(shipped):
    catalog, known = shipped
    one = known[0]
    blank = Entry(one.path, {**one.whole, "category": None, "code": "99999999/000001"}, one.shape)
    kept = [other for other in known if other.path != one.path]
    same = [
        [
            (candidate.value, candidate.confidence)
            for candidate in next(Proposer(catalog, kept, [asked]).proposals(asked)).candidates
        ]
        for asked in (blank, Entry(one.path, {**blank.whole, "code": None}, one.shape))
    ]
    assert same[0] == same[1] and same[0][0][0] == one.get("category")


def test_variants_of_writing_do_not_change_the_answer(shipped):
    catalog, known = shipped

    def answer(name: str, abstract: str) -> list:
        asked = Entry(
            "catalog/人事局/_新.yaml", {"name": name, "owner": "人事局", "abstract": abstract}, known[0].shape
        )
        return [
            (one.field, [(candidate.value, round(candidate.confidence, 6)) for candidate in one.candidates])
            for one in Proposer(catalog, known, [asked]).proposals(asked)
        ]

    plain = answer("职务聘任信息", "专业技术人员的职务聘任2023年情况")
    assert plain == answer("職務聘任信息", "專業技術人員的職務聘任２０２３年情況")
    assert plain == answer("2024年四川省职务聘任情况统计表", "专业技术人员的职务聘任2021年情况")


def test_an_owner_without_entries_gets_the_class_that_is_registered_for_it(shipped):
    catalog, known = shipped
    others = [one for one in known if one.get("owner") != "软件研究所"]
    asked = Entry("catalog/软件研究所/_x.yaml", {"name": "开放源码许可核对", "owner": "软件研究所"}, known[0].shape)
    found = next(propose_for(catalog, others, [asked])[0].__iter__())
    assert (found.field, found.best.value, found.decided) == ("category", "30304690", True)
    assert "提供方登记的类目" in found.best.because[0].zh


def test_without_its_owner_an_entry_is_judged_by_what_names_alone_can_tell(shipped):
    """In a catalogue whose classes follow its owners, words alone must not look as certain as an owner."""
    catalog, known = shipped
    one = next(entry for entry in known if entry.get("name") == "危险化学品存量")
    bare = Entry("catalog/_x.yaml", {**one.whole, "category": None, "owner": None}, one.shape)
    found = next(Proposer(catalog, [other for other in known if other is not one], [bare]).proposals(bare))
    assert found.field == "category" and not found.decided and found.best.confidence < 0.9


def test_what_is_not_sure_says_so_and_lists_the_best():
    data = {"name": "其他", "abstract": "其他"}
    catalog = Catalog(open_settings(Folder(ROOT)), {})
    found = [one for one in Proposer(catalog, [], [entry(data)]).proposals(entry(data)) if one.field == "category"]
    assert found and not found[0].decided and found[0].best.confidence < PROMISED and 1 < len(found[0].candidates) <= 3
    sure = [one.confidence for one in found[0].candidates]
    assert sure == sorted(sure, reverse=True) and sum(sure) <= 1
    assert all(one.because for one in found[0].candidates)


@pytest.mark.parametrize(
    ("data", "kind", "decided"),
    [
        ({"items": [{"name": "公民身份号码"}]}, "有条件共享", False),
        ({"name": "职工工资发放"}, "有条件共享", False),
        ({"items": [{"name": "投标报价"}]}, "有条件共享", False),
        ({"name": "机构名录"}, "无条件共享", False),
        ({"share": {"basis": {"kind": "法律", "title": "《某法》"}}}, "不予共享", False),
        ({"share": {"scope": ["教育部"]}}, "有条件共享", True),
        ({"items": [{"name": "a", "share": "无条件共享"}, {"name": "b", "share": "不予共享"}]}, "有条件共享", True),
        ({"open": {"public": True, "condition": "无条件"}}, "无条件共享", True),
        ({"open": {"public": True, "condition": "实名"}}, "无条件共享", False),
    ],
)
def test_a_share_type_rests_on_the_table_and_text_alone_decides_nothing(data, kind, decided):
    judged = TABLE.judged(entry(data))
    assert (judged.decisions[0].value, judged.decided) == (kind, decided)
    assert len(judged.decisions) == 3 and judged.decisions[0].because and judged.decisions[0].cites
    if not decided:
        assert judged.decisions[0].confidence < PROMISED


def test_nothing_is_unshared_without_a_basis():
    for data in ({"items": [{"name": "公民身份号码"}]}, {"name": "商业秘密报价"}, {"share": {"reason": "敏感"}}, {}):
        assert TABLE.judged(entry(data)).decisions[0].value != "不予共享"


def test_usual_wording_goes_with_what_a_text_shows():
    judged = TABLE.judged(entry({"items": [{"name": "联系电话"}]}))
    assert {key for key, _ in judged.wording} == {"usage", "scope", "condition"}
    assert any("联系电话" in reason.zh for reason in judged.decisions[0].because)


def test_the_inside_is_proposed_where_it_differs():
    based = entry({"share": {"basis": {"kind": "法律", "title": "《某法》"}}})
    assert TABLE.judged(based, inside=True).decisions[0].value == "有条件共享"
    assert TABLE.judged(entry({"name": "机构名录"}), inside=True) is None


@pytest.mark.parametrize("name", shipped_names())
def test_the_share_table_cites_articles_that_there_are(name):
    profile = load_profile([name])[0]
    assert ShareTable(profile, WORDS).cites <= set(profile.articles)


def test_every_theme_and_base_class_has_keywords():
    facts = next(facts for name, facts in PROFILE.tables("categories.yaml") if facts)
    said = {line["code"]: line.get("keywords", "").split() for line in facts["codes"]}
    for code in [*map(str, range(101, 106)), *map(str, range(201, 218))]:
        assert len(said[code]) >= 10, code
        assert len(set(said[code])) == len(said[code]), code


REAL = os.environ.get("CATALOG_REAL_DATA")


@pytest.mark.skipif(not REAL, reason="CATALOG_REAL_DATA is not set")
def test_the_class_table_alone_puts_most_agreed_titles_right():
    import sys

    sys.path.insert(0, str(ROOT / "benchmarks"))
    import classify

    found = classify.rows(Path(REAL) / "themes" / "consensus.jsonl")
    asked = [classify.texts(WORDS, row) for row in found]
    said = classify.told(learn([], classify.table(WORDS), asked), asked)
    assert classify.accuracy(said, found) >= 0.70
    assert json.dumps(said[0])
