"""Whatever a file holds: no rule raises, no guard lets a defect pass, no safe fix breaks a file, no secret is shown."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import model
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from texts import PIECES, mutated, written

from govinfo_cli import rules
from govinfo_cli.catalog import Catalog
from govinfo_cli.entry import Entry
from govinfo_cli.fixing import edited
from govinfo_cli.inspection import Inspector
from govinfo_cli.rules import personal_data, secret_marking
from govinfo_cli.settings import open_settings, record_shape
from govinfo_cli.source import File, Folder
from govinfo_cli.structure import walk
from govinfo_cli.validation import Request, validate
from govinfo_cli.yaml.reading import read

TODAY = date(2026, 11, 24)
WORDS = [
    *("", " ", "甲", "　", "每天", "每个月", "2026/5/1", "2026-02-30", "有条件", "true", "是", "50", "５０", "18,2", "-1"),
    *("“每月”", "a，b", "甲、乙", "机密★5年", "13800000000", "30304601/000012", "x" * 300, " 首尾 ", "a\n", "共享平台", "*"),
]  # fmt: skip
VALUES = st.none() | st.sampled_from(WORDS) | st.booleans() | st.integers(-1, 99)


@pytest.fixture(scope="module", params=["measures-2019, guide-2017", "regulation-2025"])
def found(request, tmp_path_factory):
    root = tmp_path_factory.mktemp("model")
    (root / "catalog").mkdir()
    text = re.sub(r"profile: .*", f"profile: [{request.param}]", model.SETTINGS)
    (root / "catalog/catalog.yaml").write_text(text, encoding="utf-8")
    return open_settings(Folder(root))


def shapes(shape):
    """Data with the fields of `shape`, each of its own kind or of any other."""
    names = sorted({pattern.rpartition(".")[2] for pattern in shape.fields} - {"*"}) + [
        "x-自用",
        "信息资源名称",
        "nmae",
        "",
    ]
    below = st.recursive(
        VALUES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(names), inner, max_size=4),
        max_leaves=10,
    )
    known = sorted(shape.below(()))
    return st.dictionaries(st.sampled_from(known + names), below, max_size=8)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_rule_raises_whatever_the_data_is(found, data):
    value = data.draw(shapes(found.shape))
    text = written(value, 0, False) if value else "{}"
    doc = read(model.PATH, text.encode(), found.shape.typed)
    for name in rules.NAMES:
        module, rows = rules.rule(name), found.profile.rows(name)
        if hasattr(module, "check"):
            for entry in (Entry(model.PATH, value, found.shape), Entry(model.PATH, doc.data, found.shape, doc)):
                if entry.document or not hasattr(module, "BROKEN") or hasattr(module, "SCAN"):
                    for finding in module.check(entry, found, rows):
                        assert finding.message.zh and finding.message.en
    card = Entry(model.PATH, value, found.shape).card
    for record in ("owners", "waivers", "withdrawn"):
        records = {record: read(f"catalog/{record}.yaml", text.encode(), {}, dict if record == "owners" else list)}
        catalog = Catalog(found, records, [card])
        for name in rules.NAMES:
            module, rows = rules.rule(name), found.profile.rows(name)
            if rows and hasattr(module, "check_catalog"):
                list(module.check_catalog(catalog, rows, TODAY))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_rule_raises_whatever_a_record_is(found, data):
    name = data.draw(st.sampled_from(["owners", "waivers", "withdrawn"]))
    shape = record_shape(name)
    value = data.draw(shapes(shape))
    value = {"人事局": value, "财务局": "甲"} if name == "owners" else [value, "甲", None]
    text = written(value, 0, False)
    document = read(f"catalog/{name}.yaml", text.encode(), {}, dict if name == "owners" else list)
    assert document.data is not None or document.problems
    Inspector(found, rules.NAMES).record(name, document)


def mangled():
    """A real entry with pieces put in, or with one of its values replaced by another."""

    def replaced(text, at, word):
        lines = text.split("\n")
        place = at % len(lines)
        head, colon, _ = lines[place].partition(": ")
        lines[place] = f"{head}{colon}{word}" if colon else f"{word}"
        return "\n".join(lines)

    swapped = st.builds(replaced, mutated(), st.integers(0, 40), st.sampled_from([*WORDS, *PIECES]))
    return mutated() | swapped


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mangled())
def test_nothing_slips_past_a_guard(found, text):
    inspector = Inspector(found, rules.NAMES)
    raw = text.encode()
    guarded = inspector.entry(File(model.PATH, size=len(raw)), raw)
    unguarded = inspector._slow(model.PATH, read(model.PATH, raw, found.shape.typed), found.shape)
    assert guarded.diagnostics == unguarded.diagnostics


@pytest.mark.parametrize("name", [name for name in rules.NAMES if hasattr(rules.rule(name), "accepts")])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=mangled())
def test_nothing_slips_past_the_guard_of_a_rule_that_is_asked_for_alone(found, name, text):
    raw = text.encode()
    guarded = Inspector(found, [name]).entry(File(model.PATH, size=len(raw)), raw)
    assert guarded == Inspector(found, [name], guarded=False).entry(File(model.PATH, size=len(raw)), raw)


def test_a_guard_does_not_rely_on_a_rule_that_was_not_asked_for(found):
    raw = b'owner: "  "\n'
    inspected = Inspector(found, ["missing-field"]).entry(File(model.PATH, size=len(raw)), raw)
    assert "owner" in {one.field for one in inspected.diagnostics}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mangled())
def test_each_safe_fix_alone_cures_its_finding_and_keeps_the_file_readable(found, text):
    inspector = Inspector(found, rules.NAMES)
    raw = text.encode()
    was = inspector.entry(File(model.PATH, size=len(raw)), raw)
    for one in was.diagnostics[:12]:
        if not (one.fix and one.fix.safe and one.fix.edits):
            continue
        content, cured = edited(model.PATH, raw, [one])
        if not cured:
            continue
        now = inspector.entry(File(model.PATH, size=len(content)), content)
        assert now.readable or not was.readable, (one.message.zh, content.decode())
        now_said = Counter((other.rule, other.message.zh) for other in now.diagnostics)
        said = Counter((other.rule, other.message.zh) for other in was.diagnostics)
        # What was read through slips may be seen in full only now; else the finding is gone and nothing came.
        if was.readable and not any(other.rule in ("invalid-yaml", "input-method-slip") for other in was.diagnostics):
            assert now_said[one.rule, one.message.zh] < said[one.rule, one.message.zh], content.decode()


SECRETS = ["机密★5年", "密级：秘密", "11010119900307109X", "13800000000", "１３８００００００００", "（绝密）"]
SHOWN = re.compile("机密★|密级：秘密|11010119900307109|13800000000|１３８０|（绝密）")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mangled(), st.integers(0, 4000), st.sampled_from(SECRETS), st.sampled_from(["", " ", "甲" * 70]))
def test_a_secret_is_shown_by_no_finding_of_its_file(found, text, at, secret, before):
    place = at % (len(text) + 1)
    text = f"{text[:place]}{before}{secret} {text[place:]}"
    raw = text.encode()
    inspected = Inspector(found, rules.NAMES).entry(File(model.PATH, size=len(raw)), raw)
    start = text.index(secret, place)
    line, column = read(model.PATH, raw, found.shape.typed).position(start)
    hits = [d.span for d in inspected.diagnostics if d.sensitive and d.span.line == line]
    if any(span.column <= column + len(secret) and span.end_column > column for span in hits):
        said = repr([(d.message, d.help, d.fix, d.field, d.entry, d.source) for d in inspected.diagnostics])
        assert secret not in said and secret[:9] not in said, said


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_secret_is_shown_by_no_report_not_even_in_a_path(format, tmp_path, catalog):
    folder = tmp_path / "catalog" / "人事局"
    folder.mkdir(parents=True)
    (tmp_path / "catalog/catalog.yaml").write_text(model.SETTINGS, encoding="utf-8")
    (tmp_path / "catalog/owners.yaml").write_text(model.OWNERS, encoding="utf-8")
    text = model.completed("name: 在职职工（机密）\nupdate_cycle: 每月11010119900307109X\nx-备注: 13800000000\n")
    (folder / "30304601-000012_在职职工（机密）13800000000.yaml").write_text(text, encoding="utf-8")
    code, out, err = catalog("validate", "-f", format, "--today", "2026-11-24", cwd=tmp_path)
    assert code == 1 and "secret-marking" in out and "personal-data" in out
    assert not SHOWN.search(out + err) and "（机密）" not in out + err
    findings = validate(Folder(tmp_path), Request(today=TODAY)).findings
    assert not SHOWN.search(json.dumps([repr(one) for one in findings], ensure_ascii=False))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"绝机秘密级★：:【】（）()内部资料 　\n*0123456789年月长期启用前，", "国家", "《", "》", "１", "X", "身份证", "138", "1101011990030710", "-"]),
        max_size=24,
    ).map("".join)
)  # fmt: skip
def test_what_is_found_in_a_text_is_scanned_for_in_its_bytes(text):
    raw = text.encode()
    if list(secret_marking._markings(text)):
        assert secret_marking.SCAN.search(raw)
    if list(personal_data._identities(text)) or list(personal_data._phones(text)):
        assert personal_data.SCAN.search(raw)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "机密★5年",
            "秘密★",
            "绝密★启用前",
            "绝密级★长期",
            "密级：机密",
            "密 级：机 密",
            "【秘密】",
            "（机密）",
            "(绝密)",
        ),
        *("内部资料 机密", "机 密 ★ 5 年", "机　密★", "秘密10年", "机密*5年", "密级: 秘密"),
    ],
)
def test_a_marking_is_found(text):
    assert [text[start:end] for start, end in secret_marking._markings(text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        *("保密", "国家秘密", "商业秘密10年", "国家秘密 5 年", "机密文件管理", "《机密★事项》", "密级", "密级：公开", "商业（秘密）"),
        *("绝密级、机密级、秘密级", "秘密级事项保密期限不超过10年", "[秘密]", "密码", "涉密人员", "密级为秘密的", "秘密、机密"),
    ],
)  # fmt: skip
def test_a_mere_word_is_no_marking(text):
    assert list(secret_marking._markings(text)) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("11010119900307109X", "identity"),
        ("11010119900307109x", "identity"),
        ("身份证号码（旧）：110101900307109", "identity"),
        ("13800000000", "phone"),
        ("+86 138-0000-0000", "phone"),
        ("１３８００００００００", "phone"),
        ("110101199003071090", ""),  # wrong check character
        ("11010119900230109X", ""),  # no such day
        ("99010119900307109X", ""),  # no such province
        ("110101900307109", ""),  # fifteen digits of which nothing says what they are
        ("1777564800000", ""),
        ("30304601/13800000000", ""),
        ("GB/T 13745-2009", ""),
        ("12100000400011227Y", ""),
        ("No11010119900307109X", "identity"),
        ("11010119900307109Xa", ""),
    ],
)
def test_a_number_is_a_persons_or_not(text, kinds):
    found = {kind for kind, find in personal_data._FIND.items() if list(find(text))}
    assert found == ({kinds} if kinds else set())


def test_walk_names_every_value_once():
    data = {"a": [{"b": None}, "c"], "d": {}}
    assert [route for route, _ in walk(data)] == [("a",), ("a", 0), ("a", 0, "b"), ("a", 1), ("d",)]


@pytest.mark.parametrize(
    ("encoding", "text", "safe"),
    [
        ("gb18030", "name: 在职职工基本信息，按月汇总（含“编制外”）\n", True),
        ("gb18030", "name: 在职职工基本信息，编号、岗位  # 㛃\n", True),
        ("utf-16", "name: 在职职工基本信息\n", True),
        ("big5", "name: 在職職工基本資訊，按月彙總\n", False),  # passes for GB18030, and reads as nonsense
    ],
)
def test_a_file_is_saved_anew_without_asking_only_where_it_reads_as_chinese(found, encoding, text, safe):
    raw = text.encode(encoding)
    inspected = Inspector(found, rules.NAMES).entry(File(model.PATH, size=len(raw)), raw)
    [fix] = [one.fix for one in inspected.diagnostics if one.rule == "wrong-encoding"]
    assert fix.safe is safe


def test_the_page_of_each_rule_of_the_file_exists():
    folder = Path(rules.__file__).parent
    for name in ("too-large", "wrong-encoding", "control-characters", "invalid-yaml", "alias-or-tag", "duplicate-key"):
        assert (
            (folder / f"{name.replace('-', '_')}.md").exists() and rules.rule(name).BROKEN and rules.rule(name).RECORDS
        )
