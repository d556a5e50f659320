"""`schema`: the entry's schema is valid, takes what is in order, refuses what is not, and tells what a field is."""

from __future__ import annotations

import json
from pathlib import Path

import model
import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from govinfo_cli.commands.schema import schema_files
from govinfo_cli.editor import entry_schema
from govinfo_cli.profile import load_profile, shipped_names

ROOT = Path(__file__).parents[1]
MEASURES = load_profile(["measures-2019", "guide-2017"])[0]
CHOICES = {"institution": MEASURES, "all": load_profile(shipped_names())[0]}


def yaml(text: str) -> object:
    """As any reader of YAML 1.2 reads it."""
    return YAML(typ="safe", pure=True).load(text)


def faults(text: str, profile=MEASURES) -> list[str]:
    validator = Draft202012Validator(entry_schema(profile, "zh"))
    return [".".join(map(str, error.absolute_path)) for error in validator.iter_errors(yaml(model.completed(text)))]


def subschemas(node: object, at: str = ""):
    if isinstance(node, dict):
        yield at, node
        for name, below in node.items():
            yield from subschemas(below, f"{at}/{name}")
    elif isinstance(node, list):
        for place, below in enumerate(node):
            yield from subschemas(below, f"{at}/{place}")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("profile", CHOICES.values(), ids=CHOICES)
def test_it_is_valid_and_stands_alone(profile, lang):
    schema = entry_schema(profile, lang, {"人事局": "机关部门"}, {"30304601": "人事局"})
    Draft202012Validator.check_schema(schema)
    for at, node in subschemas(schema):
        if not at.endswith(("/properties", "/patternProperties")):
            assert "$ref" not in node and "default" not in node, at
            assert not [key for key in node if key.startswith("x-")], at
    for name, field in schema["properties"].items():
        assert field["title"] and name in field["markdownDescription"]
    assert "internal" not in schema["properties"]["share"]["properties"]["internal"]["properties"]


@pytest.mark.parametrize("profile", CHOICES.values(), ids=CHOICES)
def test_it_takes_every_shipped_entry(profile):
    validator = Draft202012Validator(entry_schema(profile, "zh"))
    files = sorted((ROOT / "catalog").glob("*/*.yaml"))
    assert len(files) == 191
    for path in files:
        data = yaml(path.read_text(encoding="utf-8"))
        assert not [error.message for error in validator.iter_errors(data)], path


@pytest.mark.parametrize(
    "text",
    [
        "",
        "update_cycle: 每两年\n",
        "format: {class: 数据库, type: 达梦8}\n",
        "share: {type: 不予共享, basis: [{kind: 法律, title: 《法》}]}\n",
        "share: {type: 有条件共享, usage: a, scope: [教育部], mode: [{class: 邮件}], internal: {type: 无条件共享}}\n",
        "x-note: {any: [thing]}\n",
        "matters: [户口迁移]\n",
    ],
)
def test_it_takes(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("abstract:\n", "abstract"),
        ("update_cycel: 每月\n", ""),
        ("share: {type: 部分共享, mode: {class: 邮件}}\n", "share.type"),
        ("share: {usage: a}\n", "share"),
        ("share: {type: 不予共享, basis: {kind: 法律}}\n", "share.basis"),
        ("share: {type: 不予共享, basis: [{title: 《法》}]}\n", "share.basis.0"),
        ("share: {type: 无条件共享, mode: [{class: 邮件}, {type: 文件}]}\n", "share.mode.1"),
        ("share: {type: 无条件共享, internal: {internal: {type: 不予共享}}}\n", "share.internal"),
        ("format: {type: OFD}\n", "format"),
        ("items: [{name: 姓名}]\n", "items.0"),
        ("items: [{name: 姓名, type: 字符型C, length: 很长}]\n", "items.0.length"),
        ("open: {public: 是}\n", "open.public"),
        ("related: 30304601/000001\n", "related"),
    ],
)
def test_it_refuses(text, at):
    assert faults(text) == [at]


def test_it_asks_for_what_the_profiles_ask_for_without_condition():
    schema = entry_schema(MEASURES, "zh")
    assert {"code", "name", "category", "owner", "format", "share", "open", "update_cycle"} <= set(schema["required"])
    assert not {"items", "update_note", "themes", "contact"} & set(schema["required"])
    share = schema["properties"]["share"]
    assert share["required"] == ["type"] and "required" not in share["properties"]["internal"]


def test_a_field_tells_what_it_is_what_may_stand_there_and_what_asks_for_it():
    share = entry_schema(MEASURES, "zh")["properties"]["share"]["properties"]["type"]
    assert share["enum"] == ["无条件共享", "有条件共享", "不予共享"]
    assert "《管理办法》第十六条第二款" in share["markdownDescription"] and "依据" in share["markdownDescription"]
    english = entry_schema(MEASURES, "en")["properties"]
    assert english["share"]["properties"]["type"]["enumDescriptions"] == ["unconditional", "conditional", "not shared"]
    assert "the Measures, art. 16 ¶2" in english["update_cycle"]["markdownDescription"]
    cycle = english["update_cycle"]
    assert "每月" in cycle["anyOf"][0]["enum"] and cycle["examples"][0] == "实时" and "enum" not in cycle
    offered = entry_schema(MEASURES, "zh", {"人事局": "机关部门"}, {"30304601": "人事局"})["properties"]
    assert offered["owner"]["anyOf"][0] == {"enum": ["人事局"], "enumDescriptions": ["机关部门"]}
    assert offered["category"]["examples"] == ["30304601"] == offered["themes"]["items"]["examples"]


def test_every_schema_is_printed_and_valid(catalog, tmp_path):
    code, listing, _ = catalog("schema", cwd=ROOT)
    names = [line.split("  ")[0] for line in listing.splitlines()]
    assert code == 0 and {"entry", "owners", "waivers", "withdrawn", "catalog", "list", "show", "stats"} <= set(names)
    assert names == ["entry", *schema_files()]
    for name in names:
        for cwd in ROOT, tmp_path:
            code, out, err = catalog("schema", name, cwd=cwd)
            assert (code, err) == (0, ""), name
            Draft202012Validator.check_schema(json.loads(out))


def test_it_is_written_to_a_file_for_the_editor(catalog, tmp_path):
    code, out, err = catalog("schema", "entry", "-o", tmp_path / "entry.json", cwd=ROOT)
    assert (code, out, err) == (0, "", "")
    written = json.loads((tmp_path / "entry.json").read_text(encoding="utf-8"))
    assert "人事局" in written["properties"]["owner"]["anyOf"][0]["enum"]
