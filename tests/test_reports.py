"""Every report format: valid against what is published of it, the same every time, and inert whatever a stranger wrote."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import jsonschema
import outcomes
import pytest
from markdown_it import MarkdownIt

from govinfo_cli import reports, rules, wording
from govinfo_cli.diagnostic import Severity, Span, Text
from govinfo_cli.profile import SHIPPED
from govinfo_cli.reports.markdown import LIMIT, inert

PUBLISHED = os.environ.get("CATALOG_PUBLISHED_SCHEMAS")
published = pytest.mark.skipif(not PUBLISHED, reason="CATALOG_PUBLISHED_SCHEMAS is not set")

# What docs.gitlab.com says under "Code Quality report format".
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1, "pattern": "^[^\\n]*$"},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
# What acts on a terminal or on a reader's eye: C0 without line feed, C1, zero width, bidi, surrogates.
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@pytest.fixture(params=["real", "clean", "hostile", "empty"])
def outcome(request, tmp_path):
    if request.param == "hostile":
        return outcomes.hostile()
    if request.param == "empty":
        return outcomes.outcome(entries=0, checked=0)
    return getattr(outcomes, request.param)(tmp_path / "目录 库")


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


def render(name, outcome, lang="zh", color=False):
    made = reports.report(name).render(outcome, lang, color)
    # A workbook's members are stored: its texts stand in its bytes as they are.
    return made if isinstance(made, str) else made.decode("utf-8", "ignore")


def parsed(name, outcome, lang="zh"):
    text = render(name, outcome, lang)
    assert text.isascii() and text.endswith("\n")
    data = json.loads(text)
    # No half pair anywhere: many readers refuse the whole document for one.
    json.dumps(data, ensure_ascii=False).encode("utf-8")
    return data


def closed(schema):
    """The schema with every object closed, so that nothing is written that it does not tell."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {"additionalProperties": False} if "properties" in schema else {}
    return {key: closed(value) for key, value in schema.items()} | shut


@pytest.mark.parametrize("name", reports.NAMES)
def test_the_same_bytes_every_time_and_nothing_of_this_machine(name, outcome, lang, tmp_path):
    text = render(name, outcome, lang)
    assert text == render(name, outcome, lang)
    assert str(tmp_path) not in text and f"{os.sep}work{os.sep}" not in text
    text.encode("utf-8")


@pytest.mark.parametrize("name", ["text", "concise", "github", "junit", "markdown", "csv"])
def test_nothing_in_a_report_acts_on_terminal_eye_or_ci(name, outcome, lang):
    text = render(name, outcome, lang).removeprefix("\ufeff")
    assert not ACTING.search(text), ACTING.search(text)
    for line in text.split("\n"):
        assert name == "github" or not line.lstrip().startswith("::"), line
        assert not re.search(r"##\w*\[", line), line


@pytest.mark.parametrize("name", [name for name in reports.NAMES if name != "sarif"])
def test_waived_findings_are_nowhere_but_in_sarif(name, tmp_path):
    outcome = outcomes.real(tmp_path)
    assert [one.entry for one in outcome.waived] == [outcomes.WAIVED]
    assert outcomes.WAIVED.split("/")[1] not in render(name, outcome)


def test_colours_only_where_they_are_asked_for(outcome):
    for name in reports.NAMES:
        assert ("\x1b" in render(name, outcome, color=True)) is (name == "text")


def test_json_is_as_its_schema_says(outcome):
    schema = json.loads((SHIPPED / "reports/report.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    report = parsed("json", outcome)
    jsonschema.validate(report, closed(schema))
    assert [one["fingerprint"] for one in report["findings"]] == [one.fingerprint for one in outcome.findings]
    assert len({one["fingerprint"] for one in report["findings"]}) == len(outcome.findings)
    assert report["passed"] is not outcome.failed


def test_json_keeps_every_character_but_half_pairs():
    text = "\u202e\x00𠮷\ud842\udfb7 \\ud800 \\\\\ud800\udc00\udce9"
    assert json.loads(reports.encoded(text)) == "\u202e\x00𠮷𠮷 \\ud800 \\\\\U00010000\\udce9"


@published
def test_sarif_is_as_published(outcome, lang):
    schema = json.loads((Path(PUBLISHED) / "sarif-schema-2.1.0.json").read_bytes())
    jsonschema.validators.validator_for(schema)(schema).validate(parsed("sarif", outcome, lang))


def test_sarif_has_a_rule_a_place_and_a_print_for_every_finding(outcome, lang):
    (run,) = parsed("sarif", outcome, lang)["runs"]
    driver, results = run["tool"]["driver"], run["results"]
    assert len(results) == len(outcome.findings) + len(outcome.waived)
    assert sum("suppressions" in one for one in results) == len(outcome.waived)
    for one in results:
        rule = driver["rules"][one["ruleIndex"]]
        assert rule["id"] == one["ruleId"] and rule["help"]["markdown"] == rules.prose(rule["id"]).of(lang)
        assert list(one["partialFingerprints"]) == ["catalogFinding/v1"]
        place = one["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", place["artifactLocation"]["uri"])
        assert not re.search(r"(?<!\\)\[[^\[\]]*\]\(", one["message"]["text"]), "a link"
        for taxon in one.get("taxa", ()):
            taxonomy = run["taxonomies"][taxon["toolComponent"]["index"]]
            assert taxonomy["name"] == taxon["toolComponent"]["name"]
            assert taxonomy["taxa"][taxon["index"]]["id"] == taxon["id"]
    assert [len(one.get("taxa", ())) for one in results if "suppressions" not in one] == [
        len(one.cites) for one in outcome.findings
    ]


def test_sarif_names_the_bytes_of_a_path_and_no_region_where_there_is_none():
    spans = (Span("catalog/\udce9人#?.yaml"), Span("catalog/\ud800.yaml", 3, 2, 3, 5))
    (run,) = parsed("sarif", outcomes.outcome(*(outcomes.finding(span=span) for span in spans)))["runs"]
    first, second = (one["locations"][0]["physicalLocation"] for one in run["results"])
    assert unquote_to_bytes(second["artifactLocation"]["uri"]) == b"catalog/\xe9\xe4\xba\xba#?.yaml"
    assert "region" not in second
    assert first["region"] == {"startLine": 3, "startColumn": 2, "endLine": 3, "endColumn": 5}


def test_gitlab_is_as_its_documentation_says(outcome, lang):
    issues = parsed("gitlab", outcome, lang)
    jsonschema.validate(issues, GITLAB)
    assert len({one["fingerprint"] for one in issues}) == len(issues) == len(outcome.findings)


def test_github_says_one_command_a_finding_the_worst_first(outcome, lang):
    lines = render("github", outcome, lang).split("\n")[:-1]
    assert len(lines) == len(outcome.findings)
    commands, messages = [], []
    for line in lines:
        command, properties, message = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line).groups()
        facts = dict(part.split("=", 1) for part in properties.split(","))
        assert list(facts)[:3] == ["file", "line", "endLine"] and facts["title"]
        assert ("col" in facts) is ("endColumn" in facts) is (facts["line"] == facts["endLine"])
        assert not re.search("%(?!25|0A|3A|2C)", properties) and not re.search("%(?!25|0A)", message)
        commands.append(command)
        messages.append(message.split("%0A")[0].replace("%25", "%"))
    assert commands == sorted(commands, key=["error", "warning", "notice"].index)
    assert Counter(messages) == Counter(reports.github.visible(one.message.of(lang)) for one in outcome.findings)


@published
def test_junit_is_as_published(outcome, lang):
    import xmlschema

    xmlschema.XMLSchema(str(Path(PUBLISHED) / "JUnit.xsd")).validate(render("junit", outcome, lang))


def test_junit_has_a_case_a_file_and_fails_where_the_run_does(outcome, lang):
    (suite,) = ElementTree.fromstring(render("junit", outcome, lang))
    paths = {one.span.path for one in outcome.findings}
    failing = {one.span.path for one in outcome.findings if one.severity is Severity.ERROR}
    assert suite.get("tests") == str(len(suite.findall("testcase"))) == str(len(paths) or 1)
    assert suite.get("failures") == str(len(suite.findall("testcase/failure"))) == str(len(failing))
    told = "".join(one.text for one in suite.findall("testcase/failure"))
    for one in outcome.findings:
        where = told if one.severity is Severity.ERROR else suite.find("system-out").text
        assert f":{one.span.line}:{one.span.column}  {wording.LEVELS[one.severity].of(lang)}  " in where


def test_junit_fails_at_the_level_at_which_the_run_fails():
    warning = outcomes.finding(severity=Severity.WARNING)
    for bar, failures in ((Severity.ERROR, "0"), (None, "0"), (Severity.WARNING, "1"), (Severity.INFO, "1")):
        report = render("junit", outcomes.outcome(warning, fail_on=bar))
        assert ElementTree.fromstring(report)[0].get("failures") == failures


def test_csv_has_a_row_a_finding_and_nothing_that_a_spreadsheet_runs(outcome, lang):
    text = render("csv", outcome, lang)
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(text[1:]), strict=True)
    assert len(rows) == len(outcome.findings) and {len(row) for row in rows} <= {len(head)}
    for cell in (cell for row in rows for cell in row):
        assert not re.match("[ ]*[=+@\t\r＝＋－＠-]", cell), cell


def test_markdown_is_inert(outcome, lang):
    text = render("markdown", outcome, lang)
    assert len(text) <= LIMIT
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in tokens} | {child.type for child in inline}
    assert not kinds & {
        "link_open",
        "image",
        "table_open",
        "s_open",
        "em_open",
        "fence",
        "code_block",
        "blockquote_open",
    }
    assert not kinds & {"hr", "ordered_list_open"}
    assert {child.content for child in inline if child.type == "html_inline"} <= {"<br>"}
    for block in (token.content for token in tokens if token.type == "html_block"):
        assert re.fullmatch(r"(<details><summary>[^<>]*</summary>|</details>)\n?", block), block
    for prose in (child.content for child in inline if child.type == "text"):
        assert not re.search(r"@\w|#\d|://|\bwww\.|\bGH-\d|:\w+:", prose, re.ASCII | re.I), prose


def test_markdown_reads_as_it_was_written():
    text = r"a_b *c* `d` \ <e> & [f](g) | ~h~ $1 {x: 1} # 标题 -- 50% 2026-11-24 3. 更新_周期"
    for said in (text, "- 甲", "+ 乙", "12. 丙", "1) 丁", "> 戊", "# 己", "--- 庚"):
        (_, inline, _) = MarkdownIt("commonmark").parse(f"- {inert(said)}")[2:-2]
        assert "".join(child.content for child in inline.children) == said


def test_markdown_says_what_it_leaves_out():
    findings = [
        outcomes.finding(f"第 {n} 处", severity=severity, span=Span(f"catalog/局{n % 7}/{n}.yaml", 1, 1, 1, 2))
        for severity, count in ((Severity.ERROR, 200), (Severity.WARNING, 3000))
        for n in range(count)
    ]
    text = render("markdown", outcomes.outcome(*findings))
    assert LIMIT * 0.9 < len(text) <= LIMIT
    assert "错误 200 处（必须改）" in text and text.count("<details>") == text.count("</details>") == 1
    left = re.search(r"篇幅所限，另有警告 (\d+) 处没有列出", text)
    assert len(re.findall(r"^  - 第 1 行", text, re.M)) == 3200 - int(left[1])


def test_every_rule_has_prose_in_both_languages():
    for name in rules.NAMES:
        prose = rules.prose(name)
        assert prose.zh and prose.en and prose.zh != prose.en and "```" not in prose.zh + prose.en
    assert wording.title("no-such-rule") == Text(zh="no-such-rule", en="no-such-rule")


@pytest.mark.parametrize(
    "members", [[], [{"a": None}], [{"a": ["\ud800##[x]", {}]}, {"甲": "\U0001f600"}, "\\ud800", 1]]
)
def test_a_report_written_piece_by_piece_is_the_same_text(members):
    whole = reports.encoded({"first": {"a": [1]}, "findings": members})
    pieces = list(reports.encoded_pieces({"first": {"a": [1]}}, "findings", iter(members)))
    assert "".join(pieces) == whole and len(pieces) == len(members) + 2
    assert json.loads(whole)["first"] == {"a": [1]}
