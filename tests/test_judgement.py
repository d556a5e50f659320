"""The table of changes: total, in both languages, without a consent that no law asks, and the same both ways round."""

from __future__ import annotations

import re
from itertools import permutations
from string import Formatter

import pytest
from catalogues import PROFILE

from govinfo_cli.change.direction import ALL, Directions
from govinfo_cli.change.judgement import Facts, Level, Table, covers
from govinfo_cli.layer import ProfileError
from govinfo_cli.profile import FORM, load_profile, shipped_names

TABLE = Table(PROFILE)
LAST = TABLE.rows[-1]
TURNS = {"narrowed": "widened", "widened": "narrowed", "unshared": "widened", "slower": "faster", "faster": "slower"}
TURNS |= {
    "shortened": "lengthened",
    "lengthened": "shortened",
    "earlier": "later",
    "later": "earlier",
    "altered": "altered",
}
LESS = {"narrowed", "unshared", "slower", "shortened", "earlier"}
# Fields that fall to the last row on purpose: none. What a later profile adds is "other-changed" until it has a row.
ON_PURPOSE: set[str] = set()


def facts(field: str, presence: str = "changed", direction=None, kind: str = "changed", record: str = "") -> Facts:
    return Facts(kind, record, field, presence, direction, None, None, None)


def test_every_property_of_the_schema_is_matched_above_the_last_row():
    for pattern in PROFILE.shape.fields:
        field = re.sub(r"^(share(\.internal)?\.(mode|basis))\..*", r"\1", pattern)  # compared as a whole
        if field.endswith(".*") and field != "items.*":
            continue  # a member of a list that is compared as a whole
        if field in ("items", "items.*"):
            continue  # compared item by item
        found = TABLE.row(facts(field))
        assert (found is LAST) == (field in ON_PURPOSE), f"{field} falls to the last row"
    for kind, field in (
        ("added", ""),
        ("removed", ""),
        ("moved", ""),
        ("changed", ""),
        ("added", "items.*"),
        ("removed", "items.*"),
        ("reordered", "items"),
        ("broken", "related"),
    ):
        presence = {"added": "added", "removed": "removed"}.get(kind, "removed")
        assert TABLE.row(facts(field, presence, kind=kind)) is not LAST, (kind, field)


def test_every_register_has_its_rows():
    for record in ("owners", "waivers", "withdrawn", "consents", "catalog", "schemas"):
        for kind in ("added", "removed", "changed"):
            for field in ("", "*", "人事局", "人事局.kind", "x-a", "profile"):
                assert TABLE.row(facts(field, kind, kind=kind, record=record)) is not LAST, (record, kind, field)


def test_an_unknown_field_falls_to_the_last_row_and_asks_for_attention():
    assert TABLE.row(facts("nonsense")) is LAST and not LAST.asks and not LAST.fields
    assert TABLE.classes[LAST.name].level is Level.ATTENTION


def test_rows_and_classes_know_each_other():
    assert {row.name for row in TABLE.rows} == set(TABLE.classes), "a class without a row, or a row without a class"
    for row in TABLE.rows:
        assert set(row.asks.get("direction", ())) <= set(ALL)


def test_every_row_can_be_the_first_that_matches():
    """A row that another one above it always forestalls is dead."""
    for place, row in enumerate(TABLE.rows[:-1]):
        reached = False
        for kind in row.asks.get("kind", ("changed",)):
            for record in row.asks.get("record", ("",)):
                for field in row.fields or ("profile",):
                    for direction in row.asks.get("direction", (None,)):
                        for presence in row.asks.get("presence", ("changed", "added")):
                            for turn in row.asks.get("turn", (None,)):
                                one = Facts(
                                    kind,
                                    record,
                                    field.replace(".**", "").replace("x-*", "x-a"),
                                    presence,
                                    direction,
                                    turn,
                                    None,
                                    None,
                                )
                                reached = reached or TABLE.row(one) is row
        assert reached, f"row {place} ({row.name}) never comes first"


def test_both_languages_and_only_known_places():
    known = {"field", "item", "old", "new", "lost", "gained", "name", "kin", "line"}
    for text in [row.says for row in TABLE.rows if row.says] + list(TABLE.phrases.values()):
        for said in text:
            assert {name for _, name, _, _ in Formatter().parse(said) if name} <= known, said
        of = [{name for _, name, _, _ in Formatter().parse(said) if name} for said in text]
        assert of[0] == of[1], text
        assert not re.search("非法", text.zh) and not re.search(r"[\u4e00-\u9fff]", text.en)
        assert not text.zh.endswith("。") and not text.en.endswith(".")
    for one in TABLE.classes.values():
        assert re.search(r"[\u4e00-\u9fff]", one.title.zh) and one.title.en.isascii()


def test_levels_are_as_the_contract_says():
    of = {name: one.level for name, one in TABLE.classes.items()}
    breaking = "entry-withdrawn code-changed share-narrowed share-unshared internal-share-narrowed internal-share-unshared scope-narrowed internal-scope-narrowed item-share-narrowed internal-item-share-narrowed item-removed item-shortened item-type-narrowed open-narrowed item-open-narrowed"
    attention = "share-widened internal-share-widened open-widened owner-changed usage-changed condition-changed basis-changed cycle-slower category-changed themes-changed item-renamed date-moved-back"
    info = "abstract-edited entry-added item-added entry-moved items-reordered cycle-faster"
    for level, names in ((Level.BREAKING, breaking), (Level.ATTENTION, attention), (Level.INFO, info)):
        assert {name: of[name] for name in names.split()} == dict.fromkeys(names.split(), level)


def test_no_shipped_profile_asks_for_a_consent():
    """The regulations ask none for widening; an article that stands behind a judgement asks none by that."""
    for name in (FORM, *shipped_names()):
        assert not [one.name for one in Table(load_profile([name])[0]).classes.values() if one.consent]


def test_articles_stand_behind_narrowing_only_where_they_are_about_it():
    for name, one in TABLE.classes.items():
        assert set(one.cites) <= set(PROFILE.articles), name
        if any(cite.startswith("regulation-2025") for cite in one.cites):
            assert one.level is Level.BREAKING and not name.startswith("internal") and "open" not in name
    assert not any(cite for one in Table(load_profile(["guide-2017"])[0]).classes.values() for cite in one.cites)


def test_every_narrowing_class_has_its_mirror_or_says_why_not():
    """As oasdiff does it: an asymmetry without a reason fails, and so does a reason without an asymmetry."""
    for name, one in TABLE.classes.items():
        rows = [row for row in TABLE.rows if row.name == name]
        one_way = any(row.asks.get("direction", frozenset()) & LESS for row in rows) or one.level is Level.BREAKING
        if one_way:
            assert bool(one.mirror) != bool(one.unmirrored), f"{name}: a mirror, or the reason why it has none"
        if one.mirror:
            other = TABLE.classes[one.mirror]
            assert other.mirror, f"{one.mirror} does not know that it is the mirror of {name}"
            assert one.unmirrored is None, f"{name}: a reason for what is not so"
            if one_way and one.level is Level.BREAKING:
                assert other.level <= one.level
            turned = {TURNS[way] for row in rows for way in row.asks.get("direction", ())}
            of_mirror = {way for row in TABLE.rows if row.name == one.mirror for way in row.asks.get("direction", ())}
            assert turned <= of_mirror | {"altered"} or not of_mirror, f"{name} and {one.mirror} go the same way"


WAYS = Directions(PROFILE)
ORDERED = {
    "share.type": ["不予共享", "有条件共享", "无条件共享"],
    "update_cycle": ["实时", "每日", "每周", "每月", "每季度", "每半年", "每年", "不定期"],
    "items.*.length": [1, 20, 500],
    "published": ["2025-01-01", "2026-05-01"],
    "open.public": [False, True],
    "share.scope": [["教育部"], ["教育部", "科学技术部"]],
    "items.*.type": ["整型I", "数值型N", "字符型C", "备注型M"],
}


@pytest.mark.parametrize("field", ORDERED)
def test_the_way_there_is_the_contrary_of_the_way_back(field):
    for one, other in permutations(ORDERED[field], 2):
        there, back = WAYS.of(field, one, other), WAYS.of(field, other, one)
        assert there and back and (there in LESS) != (back in LESS), (one, other, there, back)
        assert "unshared" in (there, back) or TURNS[there] == back


@pytest.mark.parametrize(
    ("field", "old", "new", "way"),
    [
        ("share.type", "无条件共享", "有条件共享", "narrowed"),
        ("share.internal.type", "有条件共享", "不予共享", "unshared"),
        ("items.*.internal", "不予共享", "有条件共享", "widened"),
        ("share.type", None, "有条件共享", None),
        ("share.type", "nonsense", "有条件共享", None),
        ("update_cycle", "每月", "不定期", "slower"),
        ("update_cycle", "不定期", "其他", None),
        ("update_cycle", "每日", "实时", "faster"),
        ("items.*.type", "字符型C", "日期型D", "narrowed"),
        ("items.*.type", "日期型D", "整型I", "altered"),
        ("items.*.type", "整型I", "货币型Y", "altered"),
        ("items.*.type", "通用型G", "字符型C", "altered"),
        ("items.*.length", None, 5, None),
        ("share.scope", ["教育部"], ["财政部"], "altered"),
        ("share.mode", [{"class": "邮件"}], [{"class": "邮件"}, {"class": "拷盘"}], "widened"),
        ("open.public", None, True, "widened"),
        ("open.public", True, None, "narrowed"),
        ("open.public", None, False, None),
        ("abstract", "a", "b", None),
        ("published", "soon", "2026-05-01", None),
    ],
)
def test_directions(field, old, new, way):
    assert WAYS.of(field, old, new) == way


@pytest.mark.parametrize(
    ("glob", "field", "hit"),
    [
        ("items.*", "items.*", True),
        ("items.*", "items.*.name", False),
        ("*", "人事局", True),
        ("*", "人事局.kind", False),
        ("contact.**", "contact", True),
        ("contact.**", "contact.unit", True),
        ("x-*.**", "x-note.a.b", True),
        ("x-*.**", "name", False),
        ("", "", True),
        ("", "name", False),
        ("share.type", "share.internal.type", False),
    ],
)
def test_what_a_glob_means(glob, field, hit):
    assert covers(glob, field) is hit


def bent(changes: str) -> Table:
    """The table of a catalogue that has a profile of its own beside it."""
    files = {
        "house/profile.yaml": "title: {zh: 本院规定, en: house}\nextends: regulation-2025\n",
        "house/changes.yaml": changes,
    }
    return Table(load_profile(["house"], lambda path: files[path].encode() if path in files else None)[0])


def test_a_local_profile_makes_no_change_less_than_ours_say():
    """Else a pull request could edit how it is judged."""
    table = bent(
        "phrases: {changed: {zh: 没有变更, en: nothing changed}}\n"
        "classes:\n"
        "  share-unshared: {title: {zh: 修改错字, en: typo}, level: info}\n"
        "  harmless: {title: {zh: 无妨, en: harmless}, level: info}\n"
        "  as-heavy: {title: {zh: 无妨, en: harmless}, level: breaking}\n"
        "rows:\n"
        "- {class: harmless}\n"
        "- {class: as-heavy, field: [share.type], direction: [narrowed, unshared]}\n"
    )
    known = Table(load_profile(["regulation-2025"])[0])
    asked = [facts(field, direction=turn) for field in [*PROFILE.shape.fields, "nonsense"] for turn in (None, *ALL)]
    assert [table.row(one) for one in asked] == [known.row(one) for one in asked]
    assert table.classes["share-unshared"] == known.classes["share-unshared"]
    assert table.phrases == known.phrases


def test_a_local_profile_makes_a_change_more_than_ours_say():
    table = bent(
        "classes:\n"
        "  abstract-edited: {level: attention, cites: [art-1], consent: 'true'}\n"
        "  keywords-frozen: {title: {zh: 改动关键字, en: keywords changed}, level: breaking}\n"
        "  own-other: {title: {zh: 本院其他变更, en: other of the house}, level: attention}\n"
        "rows:\n"
        "- {class: keywords-frozen, field: [keywords]}\n"
        "- {class: own-other, field: [nonsense]}\n"
    )
    edited = table.classes["abstract-edited"]
    assert (edited.level, edited.consent) == (Level.ATTENTION, ("house",)) and "house#art-1" in edited.cites
    assert table.row(facts("keywords")).name == "keywords-frozen"
    assert table.row(facts("nonsense")).name == "own-other", "what ours only catch"
    assert table.row(facts("name")).name == "entry-renamed"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ("rows: [{class: nonsense}]", "没有变更类别“nonsense”"),
        ("classes: {own: {level: info}}", "变更类别“own”要有 title 和 level"),
        ("phrases: {changed: {zh: '{old', en: x}}", "“{{}”"),
        ("phrases: {changed: {zh: '{old:>999999999}', en: x}}", "{old}"),
        ("phrases: {changed: {zh: 甲, en: '{old.__class__}'}}", "{old.__class__}"),
        ("rows: [{class: entry-renamed, says: {zh: '{secret}', en: x}}]", "{secret}"),
    ],
)
def test_a_local_table_that_cannot_be_used_says_where(changes, what):
    with pytest.raises(ProfileError) as found:
        bent(changes)
    assert "house" in found.value.text.zh and "changes.yaml" in found.value.text.zh and what in found.value.text.zh
