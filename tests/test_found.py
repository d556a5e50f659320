"""What the fuzzing (tests/fuzzing.py) has found, each as it was found; and that local profiles are held to the form of ours."""

from __future__ import annotations

import json
import os
import re

import books
import model
import pytest
import zips
from repositories import begun, git, lay
from tables import bring, catalogue

from govinfo_cli import layer
from govinfo_cli.memory import store
from govinfo_cli.package import manifest
from govinfo_cli.profile import FORM, SHIPPED, shipped_names
from govinfo_cli.yaml.reading import load

SETTINGS = model.SETTINGS.replace("[measures-2019,", "[own, measures-2019,")
OWN = {"schemas/own/profile.yaml": "title: {zh: 自, en: own}\nextends: guide-2017\nrules: {}\n"}


@pytest.fixture
def root(tmp_path):
    lay(tmp_path, {"catalog/catalog.yaml": SETTINGS, "catalog/owners.yaml": model.OWNERS, model.PATH: model.completed("")})  # fmt: skip
    lay(tmp_path, OWN)
    return tmp_path


def told(catalog, root, *arguments) -> str:
    """What a run that failed says, in a line and a way out."""
    code, out, err = catalog(*arguments, cwd=root)
    assert code == 2 and not out and "内部出错" not in err, err
    assert len(err.splitlines()) <= 2
    return err


CHAIN = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(30)} | {"a30": {}}
PROFILES = {
    "a title that is no text": ("profile.yaml", "title: {zh: [自], en: own}\n"),
    "a level that there is not": ("profile.yaml", "title: {zh: 自, en: own}\nrules: {missing-usage: {level: 'TRUE'}}\n"),
    "a rule without a level": ("profile.yaml", "title: {zh: 自, en: own}\nrules: {missing-usage: [x]}\n"),
    "a code that is no pattern": ("profile.yaml", "title: {zh: 自, en: own}\ncode: '^[a'\n"),
    "a schema that is none": ("entry.schema.json", {"properties": {"x": {"pattern": {"x": "items.name"}}}}),
    "a schema that requires a number": ("entry.schema.json", {"required": ["x", -1]}),
    "words that are no list": ("entry.schema.json", {"properties": {"x": {"x-aliases": "别"}}}),
    "half a character": ("entry.schema.json", {"properties": {"x": {"title": "\ud800"}}}),
    "a reference to nothing": ("entry.schema.json", {"properties": {"x": {"$ref": "#/$defs/y"}}}),
    "a reference to all of it": ("entry.schema.json", {"properties": {"x": {"$ref": "#"}}}),
    "no JSON": ("entry.schema.json", "{x"),
    "lists without an end": ("entry.schema.json", "[" * 100_000),
    "a reference in a circle": ("entry.schema.json", {"$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}, "properties": {"x": {"$ref": "#/$defs/a"}}}),
    "a million subschemas": ("entry.schema.json", {"$defs": CHAIN, "properties": {"x": {"$ref": "#/$defs/a0"}}}),
    "a code without a value": ("vocabularies/colour.yaml", "title: {zh: 色, en: c}\ncodes: [{en: red}]\n"),
    "class nodes that are texts": ("categories.yaml", "codes: [x]\n"),
    "an article that is a text": ("articles.yaml", "articles: [x]\n"),
    "words that are a mapping": ("spellings.yaml", "headings: {code: {x: y}}\n"),
}  # fmt: skip


@pytest.mark.parametrize("what", PROFILES)
def test_a_local_profile_that_is_none_is_one_line(what, root, catalog):
    file, content = PROFILES[what]
    text = content if isinstance(content, str) else json.dumps(content)
    lay(root, {"schemas/own/entry.schema.json": json.dumps({"properties": {"x": {"x-vocabulary": "colour"}}})})
    lay(root, {"schemas/own/vocabularies/colour.yaml": "title: {zh: 色, en: c}\ncodes: [{value: 红}]\n"})
    assert catalog("explain", "own", cwd=root)[0] == 0
    lay(root, {f"schemas/own/{file}": text})
    for arguments in (("validate",), ("explain", "own"), ("schema", "entry")):
        said = told(catalog, root, *arguments)
        assert f"规范“own”读不出来：{file}：" in said and f"改法  改好 schemas/own/{file}；" in said
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", said), "a library's words"


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("profile.yaml", "title: {zh: 自, en: own}\nrules: [\n", "第 3 行：括号、引号"),
        ("profile.yaml", "title: &a {zh: 自, en: own}\n", "第 1 行：用了 & * ! <<"),
        ("profile.yaml", "title: {zh: 自, en: own}\ntitle: {zh: 自, en: own}\n", "第 2 行：同一个键写了两次"),
        ("profile.yaml", "title: {zh: 自, en: own}\nshort：x\n", "第 2 行：用了中文标点"),
        ("entry.schema.json", '{"properties": {"x": {"title": "\\ud800"}}}', "“properties.x.title”里有半个字符"),
    ],
)  # fmt: skip
def test_where_a_local_profile_is_wrong_is_told(file, text, said, root, catalog):
    lay(root, {f"schemas/own/{file}": text})
    assert f"规范“own”读不出来：{file}：{said}" in told(catalog, root, "validate")


@pytest.mark.parametrize("name", [FORM, *shipped_names()])
def test_the_shipped_profiles_have_the_form_that_local_ones_must_have(name):
    form = layer._form()
    for path in (SHIPPED / name).rglob("*.*"):
        raw = path.read_bytes()
        data = json.loads(raw) if path.suffix == ".json" else load(raw, layer._FLAGS)
        kind = "vocabulary" if path.parent.name == "vocabularies" else path.name.partition(".")[0]
        assert form.is_valid({kind: data}), path


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("classes.jsonl", '{"code": "9", "name": {"a": 1}}'),
        ("classes.jsonl", '{"code": "9", "name": ' + "[" * 100_000),
        ("classes.jsonl", '{"code": ["9"], "name": "x"}'),
        ("classes.csv", "code,name\n9\n"),
    ],
)
def test_a_class_table_that_is_none_is_one_line(file, text, root, catalog):
    lay(root, {"catalog/catalog.yaml": model.SETTINGS + f"category_files: [{file}]\n", f"catalog/{file}": text})
    for arguments in (("validate",), ("classify", "--tree"), ("stats",)):
        assert f"分类表文件“{file}”读不出来" in told(catalog, root, *arguments)


def test_a_profile_with_a_name_too_long_for_a_file_is_one_line(root, catalog):
    lay(root, {"catalog/catalog.yaml": model.SETTINGS.replace("[measures-2019,", f"['{'9' * 400}', measures-2019,")})
    assert "没有名为" in told(catalog, root, "validate")


def test_a_manifest_with_half_a_character_is_a_finding(tmp_path, catalog):
    raw = zips.bundled(catalog, zips.begun(tmp_path / "库"), tmp_path / "a.zip")
    files = zips.members(raw)
    said = json.loads(files[manifest.PATH]) | {"title": "HALF"}
    files[manifest.PATH] = manifest.encoded(said).replace(b"HALF", b"\\ud800")
    (tmp_path / "a.zip").write_bytes(zips.packed(files))
    code, out, err = catalog("verify", tmp_path / "a.zip", "-f", "json", cwd=tmp_path)
    assert code == 1 and "内部出错" not in err
    assert "bundle-malformed-manifest" in {one["rule"] for one in json.loads(out)["findings"]}


def test_a_store_that_points_beyond_every_file_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = begun(tmp_path / "库")
    place, mark = root / ".git/catalog-store/entries", b"m" * 32
    store.write(place, mark, ["head"], [])
    found = store.Store(place, mark)
    found.close()
    for end in (b"\xff" * 8, b"\xff" * 7 + b"\x7f", b"\x00" * 8):
        place.write_bytes(place.read_bytes()[:-8] + end)
        with pytest.raises(store.Unreadable):
            store.Store(place, mark)


def test_a_tag_whose_hash_is_no_text_is_no_release(tmp_path, catalog):
    root = zips.begun(tmp_path / "库")
    git(root, "config", "user.name", "某人")
    git(root, "config", "user.email", "t@example.org")
    assert catalog("release", "1", "--approval", "x", cwd=root)[0] == 0
    body = git(root, "cat-file", "tag", "release/1")
    forged = re.sub('"bundles": {[^}]*}', '"bundles": {"all": 1, "external": 1}', body)
    assert forged != body
    (root / "tag").write_text(forged + "\n", encoding="utf-8")
    git(root, "update-ref", "refs/tags/release/1", git(root, "hash-object", "-t", "tag", "-w", "tag"))
    (root / "tag").unlink()
    code, _, err = catalog("export", "-f", "bundle", "-o", tmp_path / "b.zip", cwd=root)
    assert code == 0 and "未经审定稿" in err
    assert catalog("release", "list", "-f", "json", cwd=root)[0] == 0


def test_a_heading_that_holds_half_a_character_is_read(tmp_path):
    raw = json.dumps([{"信息资源名称": "甲", "\ud800": "乙", "提供方": "\udfff"}])
    made = bring(catalogue(tmp_path / "库"), ("表.json", raw))
    assert made.outcome.findings and not made.stopped


def test_a_workbook_without_its_list_of_types_is_not_marked(tmp_path, catalog):
    parts = books.parts({"目录": [["信息资源名称"], ["甲"]], "检查结果": [["目录检查结果"]]})
    del parts["[Content_Types].xml"]
    (tmp_path / "表.xlsx").write_bytes(books.packed(parts))
    code, _, err = catalog("validate", "表.xlsx", "--annotate", "新.xlsx", cwd=tmp_path)
    assert code == 2 and "没有标注" in err and not os.path.exists(tmp_path / "新.xlsx")
