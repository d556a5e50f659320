"""Texts that break things, wherever a stranger may write: every report and export stays valid and inert, data come back equal."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import re
import xml.etree.ElementTree as ElementTree
import zipfile

import model
import pytest
from repositories import git, lay

from govinfo_cli.exports import NAMES as EXPORTS
from govinfo_cli.reports import NAMES as REPORTS
from govinfo_cli.reviews import NAMES as REVIEWS
from govinfo_cli.visible import visible_lines
from govinfo_cli.yaml.layout import quoted
from govinfo_cli.yaml.reading import CONTROLS

TEXTS = {
    "escape": "甲\x1b[31m红\x1b]0;x\x07",
    "c1": "甲\x9b31m\x85乙",
    "bidi": "甲\u202e\u2066cod.exe\u2069\u200f",
    "zero-width": "甲\u200b\u200d\ufeff\u2060乙",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "rare Hanzi": "𠮷𪚥𰻝",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(A1)",
    "full-width formula": "＝1＋1",
    "tab formula": "\t=1+1",
    "template": "{{ cookiecutter }} ${{ github.token }} ${IFS} $(id) `id`",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": "\" onmouseover='alert(1)' x=\"",
    "entity": "&lt;b&gt;&amp;&#x3c;",
    "cdata": "]]> <![CDATA[ -->",
    "workflow": "::error file=x,line=1::forged",
    "workflow below": "甲\n::error::forged\n##vso[task.complete]x\n##[error]y",
    "percent": "%0A::error::forged%25",
    "markdown": "| a | [x](javascript:alert(1)) ![i](http://e.invalid/i.png) **b** `c` <!-- @everyone #1",
    "fence": "```\n# 甲\n~~~",
    "combining": "e" + "\u0301" * 10_000,
    "right to left": "مرحبا שלום",
    "separators": "a\u2028b\u2029c\x0bd\x0ce",
    "tags": "a\U000e0041\U000e0042\U000e007f",
    "noncharacters": "a\ufffe\uffff\U0010ffff",
    "path": "../../../etc/passwd",
    "comma": 'a,"b";c\td',
    "number": "00123E5",
    "long": "长" * 5000,
}  # fmt: skip
NAMES = dict(enumerate(TEXTS, 1))
# What no report may pass on: what acts on a terminal or a reader's eye. Joiners within emoji are such, too.
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\U000e0000-\U000e007f]"
)
# What a CI takes for a command.
COMMAND = re.compile(r"^\s*::|##vso\[|##\[", re.M)
OURS = re.compile(r"::(error|warning|notice) file=[^\n:]*(,line=\d+)?[^\n]*::[^\n]*$")


def _code(number: int) -> str:
    return f"30304601/{number:06}"


def _entry(number: int, text: str, cycle: str) -> str:
    said = quoted(text)
    key = quoted("x-" + text[:500])
    return model.completed(
        f"code: {_code(number)}\nname: {said}\nabstract: {said}\nowner: {said}\nowner_unit: {said}\nupdate_cycle: {cycle}\n"
        f"items: [{{name: {said}, type: {said}, length: 20, note: {said}}}]\nkeywords: [{said}]\n{key}: {said}\n"
        f"share: {{type: {said}, usage: {said}, scope: [{said}], condition: {said}, mode: {{class: {said}, type: {said}}}}}\n"
        f"format: {{class: {said}, type: {said}, note: {said}}}\n"
    )


def _named(text: str) -> str:
    """A file name that holds the text, as far as a file system takes it."""
    return re.sub("[/\x00]", "", text)[:40]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    root = tmp_path_factory.mktemp("inert") / "库"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    files = {"catalog/catalog.yaml": model.SETTINGS, "catalog/owners.yaml": model.OWNERS}
    places = {number: f"catalog/人事局/{number:03}{_named(TEXTS[name])}.yaml" for number, name in NAMES.items()}
    lay(root, files | {place: _entry(number, TEXTS[NAMES[number]], "每月") for number, place in places.items()})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "一")
    waivers = [f"- {{rule: {quoted(text[:900])}, entry: {_code(number)}, reason: {quoted(text)}, approved_by: {quoted(text)}, until: {quoted(text)}}}\n" for number, text in enumerate(TEXTS.values(), 1)]  # fmt: skip
    owners = "".join(f"{quoted(text[:900])}: {{kind: {quoted(text)}, units: [{quoted(text)}], synonyms: [{quoted(text)}]}}\n" for text in TEXTS.values())  # fmt: skip
    lay(root, {"catalog/waivers.yaml": "".join(waivers), "catalog/owners.yaml": model.OWNERS + owners})
    lay(root, {place: _entry(number, TEXTS[NAMES[number]][::-1], quoted(TEXTS[NAMES[number]])) for number, place in places.items()})  # fmt: skip
    git(root, "checkout", "-qb", BRANCH)
    git(root, "add", "-A")
    author = "::error::a <script>alert(1)</script> =1+1 | \u202e\x1b[31m"
    git(root, "commit", "-q", "--author", f"{author.replace('<', '(').replace('>', ')')} <a@example.org>", "-m", "::error::s\n<script>alert(1)</script>\n=1+1\n\x1b[31m")  # fmt: skip
    return root


BRANCH = "甲-$(touch${IFS}canary)`id`-<script>-{{x}}-\u202e-'\"&"


def seen(text: str) -> None:
    """Nothing acts on who looks at it, or on a CI that prints it."""
    assert not ACTING.search(text), repr(ACTING.search(text))
    assert "\u0301" * 50 not in text
    for line in text.split("\n"):
        assert not COMMAND.search(line) or OURS.match(line), line[:200]


def markup(text: str, allowed: set[str]) -> None:
    """No tag but ours, no attribute that acts, no address but ours."""

    class Tags(html.parser.HTMLParser):
        def handle_starttag(self, tag, attributes):
            assert tag in allowed, (tag, attributes)
            for name, value in attributes:
                assert not name.startswith("on") and "javascript:" not in (value or "").lower(), attributes

    Tags(convert_charrefs=True).feed(text)


def cells(text: str) -> None:
    """No cell that a spreadsheet would compute."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        for cell in row:
            assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠") or re.fullmatch(r"-?[\d.%]+", cell), cell  # fmt: skip


def book(raw: bytes) -> list[str]:
    """A workbook whose every part is XML, without formulas and links; its texts."""
    texts = []
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        for name in opened.namelist():
            assert ".." not in name.split("/") and not name.startswith("/") and "\\" not in name
            if not name.endswith((".xml", ".rels")):
                continue
            root = ElementTree.fromstring(opened.read(name))
            tags = {node.tag.rpartition("}")[2] for node in root.iter()}
            assert "f" not in tags, name
            if name.endswith(".rels"):
                assert all(node.get("TargetMode") != "External" for node in root.iter()), name
            texts += [node.text for node in root.iter() if node.tag.endswith("}t") and node.text]
    return texts


def judge(form: str, raw: bytes | str) -> None:
    """What a format promises."""
    if isinstance(raw, bytes) and raw[:2] == b"PK":
        assert book(raw)
        return
    text = raw if isinstance(raw, str) else raw.decode("utf-8")
    if form in ("json", "sarif", "gitlab"):
        assert text.isascii()
        json.loads(text)
        assert not COMMAND.search(text)
    elif form == "junit":
        ElementTree.fromstring(text.encode())
        seen(text)
    elif form == "html":
        assert "default-src 'none'" in text
        markup(text, {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "span", "div", "section", "small", "br", "ul", "li", "del", "ins", "a", "details", "summary", "header", "main", "footer", "b", "strong", "em", "time", "caption", "dl", "dt", "dd", "nav", "article", "ol", "pre", "colgroup", "col"})  # fmt: skip
        seen(text)
    elif form == "csv":
        cells(text)
        seen(text.removeprefix("\ufeff"))
    elif form in ("markdown", "github"):
        seen(text)
        if form == "markdown":
            markup(re.sub(r"(`+).*?\1", "", text), {"br", "details", "summary", "sub", "code"})
            assert "http://e.invalid" not in re.sub(r"(`+).*?\1", "", text) or "![" not in re.sub(r"\\!|\\\[", "", text)
    else:
        seen(text.removeprefix("\ufeff"))


RUNS = {
    **{f"validate -f {form}": (form, ("validate", "-f", form)) for form in REPORTS},
    **{f"validate --rev -f {form}": (form, ("validate", "--rev", "HEAD", "-f", form)) for form in ("text", "github")},
    **{f"diff -f {form}": (form, ("diff", "HEAD~1", "-f", form)) for form in REVIEWS},
    **{f"diff of branches -f {form}": (form, ("diff", "main", BRANCH, "-f", form)) for form in ("text", "html")},
    **{f"list -f {form}": (form, ("list", "-f", form, "--columns", "name,owner,abstract,items.name,path")) for form in ("table", "csv", "tsv", "xlsx")},
    **{f"stats -f {form}": (form, ("stats", "-f", form)) for form in ("text", "json", "csv", "xlsx")},
    **{f"log -f {form}": (form, ("log", _code(1), "-f", form)) for form in ("text", "json", "markdown", "csv")},
    **{f"classify -f {form}": (form, ("classify", "--all", "-f", form)) for form in ("text", "json", "csv", "xlsx")},
    **{f"show -f {form}": (form, ("show", _code(2), "-f", form)) for form in ("text", "json")},
    "fix --diff": ("text", ("fix", "--diff")),
    "fmt --diff": ("text", ("fmt", "--diff")),
    "export -f codeowners": ("text", ("export", "-f", "codeowners", "-o", "-")),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_every_report_is_valid_and_inert(name, world, catalog, tmp_path):
    form, arguments = RUNS[name]
    place = tmp_path / "out"
    if form == "xlsx":
        arguments = (*arguments, "-o", place)
    code, out, err = catalog(*arguments, cwd=world)
    assert code in (0, 1), err
    seen(err)
    judge(form, place.read_bytes() if form == "xlsx" else out)
    assert not list(world.glob("canary*"))


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_is_valid_and_inert(name, world, catalog, tmp_path):
    code, out, err = catalog("export", "-f", name, "--allow-errors", "-o", tmp_path / "out", cwd=world)
    assert code == 0, err
    seen(err)
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert found and all(path.resolve().is_relative_to(tmp_path) for path in found)
    for path in found:
        raw = path.read_bytes()
        if path.suffix in (".json", ".jsonl", ".jsonld"):
            json.loads(raw) if path.suffix != ".jsonl" else [json.loads(line) for line in raw.splitlines()]
        elif path.suffix == ".csv":
            cells(raw.decode("utf-8-sig"))
        elif raw[:2] == b"PK":
            book(raw)


def test_the_data_come_back_equal(world, catalog):
    code, out, err = catalog("list", "-f", "json", cwd=world)
    entries = {one["entry"]: one for one in json.loads(out)["entries"]}
    for number, name in NAMES.items():
        text = TEXTS[name][::-1]
        data = entries[_code(number)]["data"]
        if CONTROLS.search(text):  # the finding `control-characters`: the value is freed of them
            text = re.sub("[\\s\\0]", "", CONTROLS.sub("", text))
            assert re.sub("[\\s\\0]", "", data["name"]) == text
        else:
            assert [data["name"], data["owner"], data["items"][0]["note"], data["keywords"][0], data["x-" + text[:500]]] == [text] * 5, name  # fmt: skip


@pytest.mark.parametrize(
    "text", ["甲\n::error::乙", "::error::甲", "甲\n \t::warning file=x::乙", "甲\n##vso[task.x]乙", "##[error]甲"]
)
def test_no_line_of_a_text_of_several_is_a_command_to_a_ci(text):
    assert COMMAND.search(text) and not COMMAND.search("\n".join(visible_lines(text)))


def test_lone_surrogates_are_a_finding(tmp_path, catalog):
    lay(tmp_path, {"catalog/catalog.yaml": model.SETTINGS, "catalog/owners.yaml": model.OWNERS})
    for number, escape in enumerate((r"\ud800", r"\udfff甲", r"\ud83d\ude00", r"\uD800\u0041"), 1):
        lay(tmp_path, {f"catalog/人事局/{number}.yaml": model.completed(f'code: {_code(number)}\nname: "{escape}"\n')})
    for form in REPORTS:
        if form != "xlsx":
            code, out, err = catalog("validate", "-f", form, cwd=tmp_path)
            assert code == 1 and out and "内部出错" not in err, form
            out.encode("utf-8")
    for arguments in (
        ("list", "-f", "json"),
        ("list", "-f", "csv"),
        ("stats",),
        ("fmt", "--diff"),
        ("classify", "--all"),
    ):
        code, out, err = catalog(*arguments, cwd=tmp_path)
        assert code in (0, 1) and "内部出错" not in err, (arguments, err)
        out.encode("utf-8")
