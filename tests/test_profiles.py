"""The ledger of the regulations: every article is cited or excused, no level exceeds what its source can carry."""

from __future__ import annotations

import json
import re

import jsonschema
import pytest

from govinfo_cli import rules
from govinfo_cli.change.judgement import Table
from govinfo_cli.diagnostic import Severity
from govinfo_cli.profile import FORM, SHIPPED, load_profile, shipped_names
from govinfo_cli.settings import record_schema
from govinfo_cli.yaml.nodes import Typed
from govinfo_cli.yaml.reading import load

NAMES = shipped_names()
CAP = {"T": Severity.ERROR, "2": Severity.ERROR, "1": Severity.WARNING, "U": Severity.WARNING, "I": Severity.WARNING}


@pytest.fixture(scope="module")
def profiles():
    return {name: load_profile([name])[0] for name in (FORM, *NAMES)}


def test_the_three_regulations_are_there():
    assert NAMES == ["guide-2017", "measures-2019", "regulation-2025"]


def own_rows(profile, name):
    return [row for rows in profile.rules.values() for row in rows if row.profile == name]


def cited(profiles, name) -> set[str]:
    """The ids of `name` that a row of any profile, or a change class, cites."""
    rows = [row.cites for profile in profiles.values() for rows in profile.rules.values() for row in rows]
    changes = [one.cites for profile in profiles.values() for one in Table(profile).classes.values()]
    return {cite.partition("#")[2] for cites in rows + changes for cite in cites if cite.startswith(f"{name}#")}


@pytest.mark.parametrize(("name", "count"), [("measures-2019", 32), ("regulation-2025", 44)])
def test_every_article_is_in_the_ledger(profiles, name, count):
    ids = {article.id for article in profiles[name].articles.values() if article.profile == name}
    assert {f"art-{number}" for number in range(1, count + 1)} <= ids
    assert all(
        re.fullmatch(r"art-[1-9]\d?(-p[1-9])?(\.[1-9])?", id) and int(re.match(r"art-(\d+)", id)[1]) <= count
        for id in ids
    )


@pytest.mark.parametrize("name", ["measures-2019", "regulation-2025"])
def test_every_article_is_cited_or_says_why_not(profiles, name):
    articles = {article.id: article for article in profiles[name].articles.values() if article.profile == name}
    used = cited(profiles, name)
    for id, article in articles.items():
        touched = any(other == id or other.startswith((id + "-", id + ".")) for other in used)
        if re.fullmatch(r"art-\d+", id):
            assert touched or article.unchecked, f"{id}: neither cited nor excused"
        assert not (id in used and article.unchecked), f"{id}: cited and excused at once"
        if article.unchecked:
            assert article.unchecked.zh and article.unchecked.en


def test_the_core_metadata_are_cited(profiles):
    used = cited(profiles, "guide-2017")
    for element in profiles["guide-2017"].articles.values():
        touched = any(id == element.id or id.startswith(element.id + "-") for id in used)
        assert touched or element.unchecked, f"{element.id}: nothing rests on it"


def test_every_citation_leads_to_an_article(profiles):
    for profile in profiles.values():
        for rows in profile.rules.values():
            for row in rows:
                for cite in row.cites:
                    assert cite in profile.articles, f"{row.profile}: {row.rule} cites {cite}"


def test_no_level_exceeds_what_its_source_can_carry(profiles):
    for name, profile in profiles.items():
        for row in own_rows(profile, name):
            marks = [row.mark] if row.mark else [profile.articles[cite].mark for cite in row.cites]
            for mark in marks:
                assert row.level <= CAP[mark], f"{name}: {row.rule} is {row.level.word} on a source marked {mark}"
            practice = [cite for cite in row.cites if profile.articles[cite].force == "惯例"]
            assert not (practice and row.level is Severity.ERROR), f"{name}: {row.rule} fails on mere practice"
            assert row.cites or row.profile == FORM, f"{name}: {row.rule} cites nothing"


def test_every_rule_is_asked_for_and_only_rules_are(profiles):
    asked = {rule for profile in profiles.values() for rule in profile.rules}
    assert asked == set(rules.NAMES)


def test_the_rules_that_no_waiver_covers(profiles):
    """CONTRACT: secret-marking, missing-share-basis, basis-not-accepted, alias-or-tag, invalid-yaml."""
    expected = {"secret-marking", "missing-share-basis", "basis-not-accepted", "alias-or-tag", "invalid-yaml"}
    for profile in profiles.values():
        for rule in expected & set(profile.rules):
            assert not any(row.waivable for row in profile.rows(rule)), rule


def test_both_languages_everywhere(profiles):
    for name, profile in profiles.items():
        for article in profile.articles.values():
            for text in (article.heading, article.gist, article.label):
                assert text.zh.strip() and text.en.strip()
                assert not re.search("非法", text.zh)
                assert not re.search(r"[\u4e00-\u9fff]", text.en), f"{name}: {text.en}"
        for vocabulary in profile.vocabularies.values():
            assert vocabulary.title.zh and vocabulary.title.en
            for code in vocabulary.codes:
                assert code.value.strip() and code.en.strip()
        for pattern, label in profile.shape.labels.items():
            assert re.search(r"[\u4e00-\u9fff]", label.title.zh), pattern
            assert label.title.en.isascii(), pattern


def test_articles_are_named_as_the_field_names_them(profiles):
    articles = {**profiles["measures-2019"].articles, **profiles["regulation-2025"].articles}
    assert articles["measures-2019#art-15.3"].label.zh == "《管理办法》第十五条第（三）项"
    assert articles["measures-2019#art-16-p5.2"].label.zh == "《管理办法》第十六条第五款第（二）项"
    assert articles["measures-2019#art-16-p2"].label.zh == "《管理办法》第十六条第二款"
    assert articles["measures-2019#art-30"].label.zh == "《管理办法》第三十条"
    assert articles["guide-2017#share-condition"].label.zh == "《编制指南》核心元数据“共享条件”"
    assert articles["guide-2017#practice-unique-name"].kind.zh == "参照"
    assert articles["measures-2019#art-15.3"].kind.zh == "依据"


def test_no_spelling_stands_for_two_values(profiles):
    from govinfo_cli.vocabulary import fold

    for vocabulary in profiles["regulation-2025"].vocabularies.values():
        seen: dict[str, str] = {}
        for code in vocabulary.codes:
            for word in (code.value, *code.synonyms):
                assert seen.setdefault(fold(word), code.value) == code.value, f"{vocabulary.name}: {word}"
                assert not re.fullmatch(r"\d+", word), (
                    f"{vocabulary.name}: a bare number says nothing without its legend"
                )


def test_a_key_has_one_kind_of_value(profiles):
    """`document.load` goes by the key's name: no key may want text in one place and a number in another."""
    for name in (*NAMES,):
        shape = profiles[name].shape
        for pattern, form in shape.fields.items():
            key, kinds = pattern.rpartition(".")[2], form.get("type")
            if key in shape.typed:
                assert kinds == "object" or set([kinds] if isinstance(kinds, str) else kinds) == shape.typed[key], (
                    pattern
                )


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.json")), ids=lambda path: str(path.relative_to(SHIPPED)))
def test_every_schema_is_one(path):
    schema = json.loads(path.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.yaml")), ids=lambda path: str(path.relative_to(SHIPPED)))
def test_every_data_file_is_plain_yaml(path):
    typed: Typed = {}
    assert load(path.read_bytes(), typed)


def test_no_law_in_python():
    """Articles are cited from data, never from code."""
    source = (
        SHIPPED.parent / "src" / "govinfo_cli"
        if SHIPPED.name == "schemas" and (SHIPPED.parent / "src").is_dir()
        else SHIPPED.parent
    )
    for path in source.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        code = re.sub(r'"""(.*?)"""|#.*', "", text, flags=re.S)
        assert not re.search(r"art-\d|measures-2019|guide-2017|regulation-2025|管理办法|第十[一二三四五六]条", code), (
            path.name
        )


def test_records_have_schemas_with_chinese_titles():
    for name in ("catalog", "owners", "waivers", "withdrawn"):
        assert re.search(r"[\u4e00-\u9fff]", record_schema(name)["title"])


def test_a_local_profile_extends_a_shipped_one_and_cannot_replace_it():
    files = {
        "house/profile.yaml": "title: {zh: 本院规定, en: house}\nextends: measures-2019\nrules:\n  missing-field: {level: warning, fields: [system], cites: [art-1]}\n".encode(),
        "guide-2017/profile.yaml": b"title: {zh: x, en: x}\n",
    }
    profile, shadowed = load_profile(["house", "guide-2017"], files.get)
    assert profile.chain == (FORM, "guide-2017", "measures-2019", "house")
    assert shadowed == ("guide-2017",)
    assert profile.titles["guide-2017"].zh != "x"
    assert any(row.profile == "house" and row.fields == ("system",) for row in profile.rows("missing-field"))


def test_a_local_profile_cannot_take_an_error_of_a_shipped_one_away():
    """`replaces` is for the regulations that we ship; else a pull request could edit its own judge after all."""
    text = "title: {zh: 松, en: lax}\nextends: measures-2019\nrules:\n  missing-share-basis: {level: info, replaces: true}\n"
    profile, _ = load_profile(["lax"], {"lax/profile.yaml": text.encode()}.get)
    kept = [row for row in profile.rows("missing-share-basis") if row.profile != "lax"]
    assert {row.profile for row in kept} == {"guide-2017", "measures-2019"}
    assert all(row.level is Severity.ERROR and not row.waivable for row in kept)


def test_a_shipped_profile_replaces_what_it_extends_unless_that_is_named(profiles):
    assert {row.profile for row in profiles["measures-2019"].rows("basis-not-accepted")} == {"measures-2019"}
    both, _ = load_profile(["measures-2019", "guide-2017"])
    assert {row.profile for row in both.rows("basis-not-accepted")} == {"measures-2019", "guide-2017"}


def test_a_local_profile_adds_code_lists_and_bends_no_shipped_one():
    codes = "title: {zh: 甲, en: a}\ncodes:\n- {value: 随便, en: any}\n".encode()
    schema = {"properties": {"x": {"x-vocabulary": "share-type"}, "y": {"x-vocabulary": "colour"}}}
    files = {
        "lax/profile.yaml": "title: {zh: 松, en: lax}\nextends: measures-2019\n".encode(),
        "lax/entry.schema.json": json.dumps(schema).encode(),
        "lax/vocabularies/share-type.yaml": codes,
        "lax/vocabularies/colour.yaml": codes,
    }
    profile, _ = load_profile(["lax"], files.get)
    assert "随便" not in profile.vocabularies["share-type"].values
    assert "随便" in profile.vocabularies["colour"].values


def test_a_local_profile_adds_fields_and_loosens_none_of_ours():
    schema = {
        "additionalProperties": True,
        "properties": {
            "name": {"type": ["string", "null", "array"], "minLength": 2, "maxLength": 9999},
            "colour": {"type": "string", "title": "颜色"},
        },
    }
    files = {
        "lax/profile.yaml": "title: {zh: 松, en: lax}\nextends: measures-2019\n".encode(),
        "lax/entry.schema.json": json.dumps(schema).encode(),
    }
    ours, _ = load_profile(["measures-2019"])
    profile, _ = load_profile(["lax"], files.get)
    before, after = ours.schema["properties"]["name"], profile.schema["properties"]["name"]
    assert after == {**before, "minLength": 2}
    assert profile.schema["properties"]["colour"] == schema["properties"]["colour"]
    assert profile.schema["additionalProperties"] is False
    assert list(profile.schema["properties"]) == [*ours.schema["properties"], "colour"]


def test_a_local_profile_takes_no_code_and_no_class_node_of_ours_away():
    files = {
        "lax/profile.yaml": 'title: {zh: 松, en: lax}\nextends: guide-2017\ncode: "^.*"\n'.encode(),
        "lax/categories.yaml": "codes:\n- {code: '303', name: 别的}\n- {code: '3x', name: 自己的}\n".encode(),
    }
    profile, _ = load_profile(["lax"], files.get)
    ours = load_profile(["guide-2017"])[0]
    assert profile.code_pattern == ours.code_pattern and not profile.is_code("随便")
    assert profile.categories == {**ours.categories, "3x": profile.categories["3x"]}
    own = load_profile(["own"], {"own/profile.yaml": "title: {zh: 自, en: own}\nextends: form\ncode: \"[0-9]{3}\"\n".encode()}.get)[0]  # fmt: skip
    assert own.is_code("123") and not own.is_code("1234")
