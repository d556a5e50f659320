"""What is fuzzed (tests/fuzzing.py): every reader of a stranger's bytes, each with seeds of ours and a run that raises what must not be."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import books
import fuzzgit
import fuzzseeds
import model
import tables
import texts
from fuzzrun import Target, asked, chosen
from mangling import BETWEEN, below, mangled, mangled_book, mangled_data
from records import mangled_records, xls
from repositories import BASE, BUDGET, OTHER, begun, commit, lay

from govinfo_cli import driving, rules
from govinfo_cli.change.comparison import compare
from govinfo_cli.driving import Alone
from govinfo_cli.importing.imported import Foreign
from govinfo_cli.inspection import Inspector
from govinfo_cli.remarks import Unreadable
from govinfo_cli.reports import json as report
from govinfo_cli.reviews import text as review
from govinfo_cli.settings import open_settings
from govinfo_cli.source import File, Folder
from govinfo_cli.tablecheck.checking import Nowhere, check_table
from govinfo_cli.tablecheck.marking import marked
from govinfo_cli.validation import Request
from govinfo_cli.yaml.layout import NotLaidOut, canonical
from govinfo_cli.yaml.reading import Doubt, load, read

TODAY = date(2026, 11, 24)


def targets(root: Path) -> dict[str, Target]:
    """All targets; `root` is a folder to be made, in which they lay what they work on."""
    tables.catalogue(root)
    base = Folder(root)
    settings = open_settings(base)
    typed, inspector = settings.shape.typed, Inspector(settings, rules.NAMES)

    def document(raw: bytes) -> None:
        found = read(model.PATH, raw, typed)
        try:
            quick = load(raw, typed)
        except Doubt:
            pass
        else:
            assert quick == found.data and not found.problems, "the quick reader took what the other one does not"
        inspector.entry(File(model.PATH, size=len(raw)), raw)
        try:
            laid = canonical(model.PATH, raw, settings.shape)
        except NotLaidOut:
            return
        assert canonical(model.PATH, laid, settings.shape) == laid, "laid out twice is another thing"

    def diff(raw: bytes) -> None:
        old, _, new = raw.partition(BETWEEN)
        comparison = compare(Alone(base, model.PATH, old), Alone(base, model.PATH, new))
        review.render(comparison, "zh", False, True)
        if zlib.crc32(raw) % 4 == 0:
            pair = driving.Pair(driving.Side(model.PATH, old), driving.Side(model.PATH, new))
            list(driving.lines(pair, root, "zh", False))

    filled = root / "库"
    lay(filled, {**BASE, BUDGET: OTHER})
    commit(begun(root / "问"), {BUDGET: OTHER})

    def importing(ending: str, where: Path = root, **manner: object) -> Callable[[bytes], object]:
        return lambda raw: tables.bring(where, (f"表.{ending}", raw), **manner)

    def mapping(raw: bytes) -> None:
        tables.bring(filled, ("表.csv", fuzzseeds.ODD_TABLE.encode()), mapping=("map.yaml", raw), number=True)

    entries = [text.encode() for text in texts.ENTRIES] + [model.completed("").encode()]
    comma = "\n".join(",".join(str(cell) for cell in row) for row in fuzzseeds.ROWS).encode()
    lines = json.dumps(
        [dict(zip(fuzzseeds.ROWS[0], row, strict=True)) for row in fuzzseeds.ROWS[1:]], ensure_ascii=False
    ).encode()
    data = [lines, b'{"data": ' + lines + b"}", json.dumps([fuzzseeds.NESTED], ensure_ascii=False).encode()]
    sheets = [
        books.xlsx({"目录": fuzzseeds.ROWS}),
        books.xlsx({"封面": [["x"]], "目录": [["标题"], *fuzzseeds.ROWS], "信息项": fuzzseeds.ROWS}),
    ]
    pairs = [one + BETWEEN + other for one, other in zip(entries, entries[1:], strict=False)]
    pairs += [
        one.encode() + BETWEEN + other.encode()
        for one, other in fuzzseeds.versions(*texts.ENTRIES, model.completed(""))
    ]
    return {
        "document": Target(entries, mangled, document),
        "diff": Target(pairs + [one + BETWEEN + one for one in entries], mangled, diff),
        "csv": Target([comma, comma.replace(b",", b"\t"), comma.decode().encode("gb18030"), b"\xef\xbb\xbf" + comma], mangled, importing("csv")),
        "json": Target(data, mangled_data, importing("json")),
        "workbook": Target(sheets, mangled_book, importing("xlsx")),
        "table": Target([name.encode() + BETWEEN + raw for name, raw in (("表.csv", comma), ("表.json", lines), ("表.csv", fuzzseeds.UPDATE.encode()))], below(mangled), _laying(root / "问", "", _BRINGING)),
        "xls": Target([xls([["填报表"], *fuzzseeds.ROWS, ["x", 1.5, True, float("nan"), 45000.0, None, "隐"]])], mangled_records, importing("xls")),
        "csv --update": Target([fuzzseeds.UPDATE.encode(), comma], mangled, importing("csv", filled, update=True, number=True)),
        "json --update": Target([json.dumps([fuzzseeds.NESTED | {"信息资源代码": "30304601/000012"}]).encode(), *data], mangled_data, importing("json", filled, update=True)),
        "mapping": Target([json.dumps(one, ensure_ascii=False).encode() for one in fuzzseeds.MAPPINGS], mangled_data, mapping),
        "annotate": Target([*sheets, fuzzseeds.office()], mangled_book, _annotating(filled)),
        "bundle": fuzzgit.bundles(root / "包"),
        "release": fuzzgit.releases(root / "版"),
        "store": fuzzgit.stores(root / "存"),
        "tree": fuzzgit.trees(root / "树"),
        "arguments": Target([said.replace(" ", "\0").encode() for said in fuzzseeds.COMMANDS], mangled, _arguments(root / "问")),
        "registers": Target([f"{name}.yaml".encode() + BETWEEN + json.dumps(one, ensure_ascii=False).encode() for name, one in fuzzseeds.REGISTERS], below(mangled_data), _laying(filled, "catalog", _JUDGING)),
        "settings": _settings(root / "设"),
    }  # fmt: skip


_JUDGING = (
    ("validate", "-f", "json"),
    ("validate", "-f", "sarif"),
    ("stats",),
    ("list", "--columns", "name,owner,path"),
    ("export", "-f", "codeowners", "-o", "-"),
    ("export", "-f", "csv", "--allow-errors", "--force", "-o", "out.csv"),
    ("classify", "--all"),
    ("show", "30304601/000012"),
    ("fix", "--diff"),
    ("withdraw", "30304602/000003", "--reason", "x", "--approved-by", "y", "--diff"),
    ("new", "-y", "--dry-run", "--set", "名称=新", "--set", "提供方=人事局"),
)
_BRINGING = tuple(("import", "{}", "--dry-run", *more) for more in ((), ("--update", "--diff"), ("--classify",), ("--no-codes", "-f", "json"), ("--owner", "人事局", "-f", "csv"))) + (("validate", "{}"), ("validate", "{}", "-f", "json"))  # fmt: skip
_READING = (*_JUDGING, ("explain", "own"), ("explain", "update_cycle"), ("explain", "share-narrowed"), ("explain", "art-1"), ("schema", "entry"), ("classify", "--tree"), ("diff-driver", "catalog/owners.yaml", "catalog/owners.yaml", "x", "100644", "/dev/null", "x", "100644"))  # fmt: skip


def _laying(root: Path, folder: str, commands: tuple) -> Callable[[bytes], None]:
    """A run that lays the content below BETWEEN at the path above it, below `folder`, and asks one of `commands`."""

    def laying(raw: bytes) -> None:
        name, _, content = raw.partition(BETWEEN)
        place = root / folder / name.decode("utf-8", "ignore").replace("\0", "")
        if not place.resolve().is_relative_to(root.resolve()) or place.suffix not in (".yaml", ".json", ".csv", ".jsonl"):  # fmt: skip
            place = root / folder / "owners.yaml"
        if not place.parent.is_dir():
            return
        before = place.read_bytes() if place.exists() else None
        place.write_bytes(content)
        try:
            asked(root, *(place.name if word == "{}" else word for word in chosen(raw, commands)))
        finally:
            place.write_bytes(before) if before is not None else place.unlink()

    return laying


def _arguments(root: Path) -> Callable[[bytes], None]:
    """A run that asks what stands between the zeros, of a command that only reads."""
    known = {said.split()[0] for said in fuzzseeds.COMMANDS}

    def asking(raw: bytes) -> None:
        words = raw.decode("utf-8", "surrogateescape").split("\0")[:30]
        writes = any(re.match("-o|--(?:o|fix|w|i|a)|-[a-z]*o", word) for word in words) or words[0] not in known
        if not writes and (words[0] != "new" or "--dry-run" in words):
            asked(root, *words)

    return asking


def _settings(root: Path) -> Target:
    """catalog.yaml, its class tables, and every file of a local profile."""
    own = {
        "profile.yaml": {"title": {"zh": "自", "en": "own"}, "short": {"zh": "《自》", "en": "own"}, "extends": ["guide-2017"], "rules": {"missing-usage": {"level": "error", "cites": ["art-1"], "directions": ["external"]}, "missing-field": [{"level": "warning", "fields": ["share.mode"], "cites": ["art-1"], "when": {"share.type": ["无条件共享"]}}], "basis-not-accepted": {"level": "error", "cites": [], "accepted": ["法律"], "directions": ["external"]}}, "release": [{"key": "approval", "title": {"zh": "文件", "en": "document"}, "cites": ["art-1"]}]},
        "entry.schema.json": {"properties": {"x": {"type": "string", "title": "项", "x-title": "x", "x-vocabulary": "colour", "pattern": "^a+$", "x-cites": ["art-1"], "x-aliases": ["别"]}}, "required": ["x"]},
        "articles.yaml": {"articles": [{"id": "art-1", "heading": {"zh": "一", "en": "one"}, "gist": {"zh": "甲", "en": "a"}, "force": "必须", "mark": "T", "unchecked": {"zh": "x", "en": "x"}}]},
        "vocabularies/colour.yaml": {"title": {"zh": "色", "en": "colour"}, "open": True, "codes": [{"value": "红", "en": "red", "synonyms": ["赤"]}]},
        "categories.yaml": {"title": {"zh": "类", "en": "class"}, "codes": [{"code": "9", "name": "自"}]},
        "changes.yaml": {"phrases": {"changed": {"zh": "{old}", "en": "{new}"}}, "classes": {"share-narrowed": {"level": "breaking", "cites": ["art-1"]}, "own": {"title": {"zh": "自", "en": "own"}, "level": "breaking"}}, "rows": [{"class": "own", "field": ["name"], "says": {"zh": "{field}", "en": "{item}"}}]},
        "sharing.yaml": {"cites": {"mixed": ["art-1"]}},
        "spellings.yaml": {"headings": {"code": ["码"]}},
    }  # fmt: skip
    files = {f"schemas/own/{path}": json.dumps(one, ensure_ascii=False) for path, one in own.items()}
    files["catalog/catalog.yaml"] = json.dumps({"schemaVersion": 1, "title": "目录", "publisher": {"name": "本院", "uscc": "1"}, "roles": {"office": "办"}, "profile": ["own", "measures-2019"], "rules": {"near-duplicate": "info"}, "house": {"upload_within": 10}, "categories": {"303046": "本院", "30304601": "人事局"}, "category_files": ["classes.csv", "classes.jsonl"]}, ensure_ascii=False)  # fmt: skip
    files["catalog/classes.csv"] = "code,name\n30304602,财务局\n"
    files["catalog/classes.jsonl"] = '{"code": "30304690", "name": "所"}'
    lay(root, {**BASE, BUDGET: OTHER, **files})
    seeds = [path.encode() + BETWEEN + text.encode() for path, text in files.items()]
    return Target(seeds, below(mangled_data), _laying(root, "", _READING))


def _annotating(root: Path) -> Callable[[bytes], None]:
    """Checks a workbook, in a catalogue or in none, and marks a copy, which must be one that everybody can open."""
    sources = Folder(root), Nowhere(root)

    def annotating(raw: bytes) -> None:
        source = sources[zlib.crc32(raw) % 2]
        try:
            outcome = check_table(source, Foreign("表.xlsx", raw, "xlsx"), Request(TODAY))
            copy = marked(outcome, raw, "zh")
        except Unreadable:
            return
        with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(io.BytesIO(copy)) as opened:
            names = opened.namelist()
            assert len(names) == len(set(names)), "two parts of one name"
            for name in names:
                part = opened.read(name)
                was = before.read(name) if name in before.namelist() else b"<x/>"
                if was != part and name.endswith((".xml", ".rels", ".vml")) and _sound(was):
                    assert _sound(part), f"{name} was sound"
        json.loads(report.render(outcome, "zh", False))

    return annotating


def _sound(part: bytes) -> bool:
    try:
        ElementTree.fromstring(part)
    except (ElementTree.ParseError, ValueError, LookupError):  # an encoding that there is not
        return False
    return True
