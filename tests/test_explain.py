"""`explain`: everything that can be named is explained, in both languages, and names lead to what they mean."""

from __future__ import annotations

from pathlib import Path

import model
import pytest

from govinfo_cli import rules
from govinfo_cli.commands.explain import explain as command
from govinfo_cli.explanation.examples import examples, pointed_at
from govinfo_cli.explanation.explaining import explain, title_of
from govinfo_cli.explanation.subject import ARTICLE, Library, Subject, article_id, everything, find, meant, nearest
from govinfo_cli.naming import fields_of
from govinfo_cli.profile import load_profile, shipped_names

ROOT = Path(__file__).parents[1]
ALL = load_profile(shipped_names())[0]
LIBRARY = Library(ALL, frozenset(ALL.chain), ALL)
MEASURES = load_profile(["measures-2019", "guide-2017"])[0]
INSTITUTION = Library(ALL, frozenset(MEASURES.chain), MEASURES, {"303046": "本院"}, {"stale-entry": "info"})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("library", [LIBRARY, INSTITUTION], ids=["shipped", "catalogue"])
def test_everything_is_explained_in_both_languages(lang, library):
    for subject in everything(library):
        page = explain(library, subject)
        assert page.title.of(lang), subject
        assert page.sections, subject
        for section in page.sections:
            assert section.title.of(lang) and any(line.of(lang).strip() for line in section.lines), subject


@pytest.mark.parametrize("name", rules.NAMES)
def test_a_rule_shows_its_page_and_what_it_rests_on(name):
    sections = {section.title.en: section.lines for section in explain(LIBRARY, Subject("rule", name)).sections}
    prose = rules.prose(name)
    for lang in "zh", "en":
        assert prose.of(lang).splitlines()[0] in [line.of(lang) for line in sections["what it is about"]]
    assert sections["level and basis"] and sections["examples that fail"] and sections["examples that pass"]
    shown = "\n".join(line.zh for line in sections["examples that fail"])
    assert f"# ← {name}" in shown or f", {name}" in shown
    assert "expect:" not in shown


def test_a_name_leads_to_everything_that_bears_it():
    for subject in everything(LIBRARY):
        assert subject in find(LIBRARY, subject.name), subject
        for lang in "zh", "en":
            assert subject in find(LIBRARY, title_of(LIBRARY, subject).of(lang)), (subject, lang)


@pytest.mark.parametrize(
    ("word", "subject"),
    [
        ("missing-field", ("rule", "missing-field")),
        ("missing_field", ("rule", "missing-field")),
        ("缺少必填项", ("rule", "missing-field")),
        ("art-15.3", ("article", "measures-2019#art-15.3")),
        ("measures-2019#art-15.3", ("article", "measures-2019#art-15.3")),
        ("第十五条第（三）项", ("article", "measures-2019#art-15.3")),
        ("第十五条第三项", ("article", "measures-2019#art-15.3")),
        ("《管理办法》第十五条第(3)项", ("article", "measures-2019#art-15.3")),
        ("管理办法第15条", ("article", "measures-2019#art-15")),
        ("《机关政务信息资源管理办法（试行）》第十六条 第五款 第（二）项", ("article", "measures-2019#art-16-p5.2")),
        ("国令第809号第十三条第二款", ("article", "regulation-2025#art-13-p2")),
        ("《共享条例》第四十四条", ("article", "regulation-2025#art-44")),
        ("the Measures, art. 16 ¶2", ("article", "measures-2019#art-16-p2")),
        ("第十九条第一款", ("article", "regulation-2025#art-19-p1")),
        ("share.type", ("field", "share.type")),
        ("共享类型", ("field", "share.type")),
        ("更新频率", ("field", "update_cycle")),
        ("items.name", ("field", "items.name")),
        ("update-cycle", ("vocabulary", "update-cycle")),
        ("share-type", ("vocabulary", "share-type")),
        ("211", ("category", "211")),
        ("生态环境保护", ("category", "211")),
        ("measures-2019", ("profile", "measures-2019")),
        ("共享条例", ("profile", "regulation-2025")),
    ],
)
def test_a_word_means(word, subject):
    assert find(INSTITUTION, word)[0] == subject


def test_an_article_of_several_profiles_is_that_of_the_catalogue_or_all_of_them():
    first, also = meant(INSTITUTION, find(INSTITUTION, "第十五条"))
    assert first == [Subject(ARTICLE, "measures-2019#art-15")] and Subject(ARTICLE, "regulation-2025#art-15") in also
    first, _ = meant(LIBRARY, find(LIBRARY, "第十五条"))
    assert [one.name for one in first] == ["measures-2019#art-15", "regulation-2025#art-15"]


def test_an_article_that_has_only_parts_means_its_parts():
    found = [one.name for one in find(INSTITUTION, "art-18-p1")]
    assert found == [] and [one.name for one in find(INSTITUTION, "art-17")] == [
        "measures-2019#art-17",
        "regulation-2025#art-17",
    ]


@pytest.mark.parametrize(
    "word", ["第三二十条", "第十十条", "第〇条", "第条", "共享条件第", "art-", "art-15.3.4", "#", "。", "《》"]
)
def test_an_odd_word_means_no_article(word):
    assert not [one for one in find(LIBRARY, word) if one.kind == ARTICLE]
    nearest(LIBRARY, word)


def test_chinese_numerals_are_read():
    numerals = {"三": 3, "十": 10, "十二": 12, "二十": 20, "四十四": 44}
    assert {word: article_id(f"第{word}条")[1] for word in numerals} == {w: f"art-{n}" for w, n in numerals.items()}


def test_a_rule_that_the_catalogue_does_not_apply_is_said_not_to_be():
    def levels(library: Library) -> str:
        page = explain(library, Subject("rule", "missing-share-basis"))
        return "\n".join(line.zh for section in page.sections for line in section.lines)

    assert "《共享条例》  错误，不得列为例外（本目录未采用）" in levels(INSTITUTION)
    assert "本目录未采用" not in levels(LIBRARY)


def test_a_field_names_the_rules_that_point_at_it():
    assert "share.type" in pointed_at("missing-share-basis")
    page = explain(LIBRARY, Subject("field", "share.type"))
    lines = [line.zh for section in page.sections for line in section.lines]
    assert any(line.startswith("missing-share-basis") for line in lines)
    assert any("《管理办法》第十五条第（三）项" in line for line in lines)


def test_what_rules_point_at_are_fields():
    fields = fields_of(ALL.shape)
    for name in rules.NAMES:
        assert examples(name)
        known = [key for key in pointed_at(name) if key in fields]
        assert known or not pointed_at(name) or name in ("unknown-field", "duplicate-key"), name


def test_the_command_speaks_with_and_without_a_catalogue(catalog, tmp_path):
    assert command.__doc__
    for lang in "zh", "en":
        for cwd in ROOT, tmp_path:
            code, out, err = catalog("--lang", lang, "explain", cwd=cwd)
            assert (code, err) == (0, "")
            for subject in everything(LIBRARY):
                assert f"  {subject.name}  " in out
            code, out, err = catalog("--lang", lang, "explain", "share.type", cwd=cwd)
            assert (code, err) == (0, "") and "share.type" in out and "share-type" in out


def test_a_catalogues_own_class_nodes_and_profiles_are_explained(catalog, tmp_path):
    (tmp_path / "catalog").mkdir()
    settings = model.SETTINGS.replace("[measures-2019, guide-2017]", "[measures-2019, own]")
    (tmp_path / "catalog/catalog.yaml").write_text(settings, encoding="utf-8")
    (tmp_path / "schemas/own").mkdir(parents=True)
    (tmp_path / "schemas/own/profile.yaml").write_text(
        "title: {zh: 《院内规定》, en: House rules}\nrules:\n  missing-usage: {level: error, cites: [art-2]}\n",
        encoding="utf-8",
    )
    (tmp_path / "schemas/own/articles.yaml").write_text(
        "articles:\n- {id: art-2, heading: {zh: 使用, en: use}, gist: {zh: 写明使用要求, en: state the usage}, force: 必须, mark: T}\n",
        encoding="utf-8",
    )
    code, out, err = catalog("explain", "软件研究所", cwd=tmp_path)
    assert (code, err) == (0, "") and "本目录自定的类目" in out
    code, out, err = catalog("explain", "《院内规定》第二条", cwd=tmp_path)
    assert (code, err) == (0, "") and "missing-usage" in out and "未采用" not in out


def test_what_an_import_or_a_verification_says_is_explained_by_name_and_by_title(catalog, tmp_path):
    for word in "import-bare-code", "只有编号的值", "bare code":
        code, out, err = catalog("explain", word, cwd=tmp_path)
        assert (code, err) == (0, "") and "import-bare-code" in out and "catalog import" in out
    code, out, err = catalog("explain", "bundle-swapped-member", cwd=tmp_path)
    assert (code, err) == (0, "") and "catalog verify" in out and "不要使用" in out
    code, out, err = catalog("explain", "import-cell", cwd=tmp_path)
    assert code == 2 and "import-" in err
