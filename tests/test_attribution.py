"""What a change is responsible for: the quick way says exactly what comparing both sides as a whole says."""

from __future__ import annotations

import random
import shutil
import subprocess
import zlib
from datetime import date

import model
import pytest
import shuffled

from govinfo_cli.attribution import attributing as attribution
from govinfo_cli.attribution.attributing import attribute
from govinfo_cli.catalog import code_in_path, file_stem
from govinfo_cli.diagnostic import Severity, numbered
from govinfo_cli.redaction import concealed
from govinfo_cli.settings import CatalogError
from govinfo_cli.source import Folder, Overlay, Revision, Source
from govinfo_cli.staged import Staged
from govinfo_cli.validation import NothingMatched, Request, entry_files, examined, open_source

TODAY = date(2026, 11, 24)
SEEDS = [*range(30), 3182]


def place(one) -> tuple:
    return (one.rule, one.span, one.field)


def contents(source: Source) -> dict[str, object]:
    """Path -> the bytes of every file, with plain ends of lines, and whether it can be read."""
    files = [*source.files("catalog"), *source.files("schemas")]
    return {file.path: (file.trouble, raw and raw.replace(b"\r\n", b"\n")) for file, raw in source.read(files)}


def slowly(old: Revision, new: Source, request: Request) -> tuple:
    """The obvious way: everything on both sides, then what changed, and what is new elsewhere. A reference that nobody
    answered to and that is only not returned now is no news."""
    before, after = (open_source(side, request) for side in (old, new))
    was, now = contents(old), contents(new)
    changed = {path for path in now if path not in was or was[path] != now[path]}
    former = examined(before, request, entry_files(old))
    codes = {card.code for card in former.cards if card.code}
    found = examined(after, request, entry_files(new), codes)

    better = {place(one)[1:] for one in (*former.standing, *former.waived) if one.rule == "dangling-reference"}

    def told(diagnostics, known) -> tuple:
        known = {place(one): one.severity for one in known}
        known |= {("one-sided-relation", *where): max(Severity) for where in better}
        asked = [one for one in diagnostics if one.rule in after.asked]
        every = numbered(sorted(asked, key=lambda one: one.order))
        kept = [one for one in every if one.span.path in changed or known.get(place(one), 0) < one.severity]
        if request.paths:
            kept = [one for one in kept if one.span.path.startswith(request.paths)]
        return concealed(kept, found.secrets)

    entries = [file.path for file in entry_files(new)]
    checked = [path for path in entries if path in changed and (not request.paths or path.startswith(request.paths))]
    standing = told(found.standing, former.standing)
    waived = told(found.waived, [*former.standing, *former.waived])
    return standing, waived, len(entries), len(checked)


def quickly(old: Revision, new: Source, request: Request) -> tuple:
    outcome = attribute(new, old.commit, request)
    return outcome.findings, outcome.waived, outcome.entries, outcome.checked


def asked(chance: random.Random) -> Request:
    kind = chance.randrange(6)
    if kind == 0:
        return Request(
            TODAY, select=frozenset(chance.sample(["duplicate-code", "dangling-reference", "near-duplicate"], 2))
        )
    if kind == 1:
        return Request(TODAY, ignore=frozenset(("misfiled-entry",)))
    return Request(TODAY, paths=("catalog/人事局",)) if kind == 2 else Request(TODAY)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_quick_way_says_what_the_slow_one_says(seed, tmp_path):
    chance = random.Random(seed)
    first = shuffled.catalogue(chance)
    files = shuffled.change(chance, first)
    _, *commits = shuffled.repository(tmp_path / "r", first, files, shuffled.change(chance, files))
    old, new = (Revision(tmp_path / "r", commit, commit) for commit in commits)
    request = asked(chance)
    try:
        quick = quickly(old, new, request)
    except NothingMatched:
        assert not any(file.path.startswith(request.paths) for file in entry_files(new))
        return
    assert quick == slowly(old, new, request)


@pytest.mark.parametrize("seed", range(6))
def test_so_it_does_for_files_and_for_what_is_staged(seed, tmp_path):
    chance = random.Random(f"files {seed}")
    files = shuffled.catalogue(chance)
    staged = shuffled.change(chance, files)
    lying = shuffled.change(chance, staged)
    root = tmp_path / "w"
    base, _ = shuffled.repository(tmp_path / "r", files, staged)
    subprocess.run(["git", "clone", "-q", "-b", "main", str(tmp_path / "r"), str(root)], check=True)
    shutil.rmtree(root / "catalog")
    for path, raw in lying.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        windows = seed % 2 and b"\r" not in raw and b"\0" not in raw
        (root / path).write_bytes(raw.replace(b"\n", b"\r\n") if windows else raw)
    old, request = Revision(root, base, base), asked(chance)
    for new in (Staged(root), Folder(root)):
        try:
            quick = quickly(old, new, request)
        except NothingMatched:
            continue
        assert quick == slowly(old, new, request)


def test_the_quick_way_is_taken_where_nothing_is_judged_otherwise(tmp_path, monkeypatch):
    """Else the tests above would prove nothing, and a large catalogue would wait."""
    monkeypatch.delattr(attribution, "_compared")
    taken = 0
    for seed in SEEDS[:20]:
        chance = random.Random(seed)
        files = shuffled.catalogue(chance)
        after = shuffled.change(chance, files)
        if any(
            files.get(f"catalog/{name}.yaml") != after.get(f"catalog/{name}.yaml") for name in ("catalog", "owners")
        ):
            continue
        commits = shuffled.repository(tmp_path / str(seed), files, after)
        old, new = (Revision(tmp_path / str(seed), commit, commit) for commit in commits)
        quickly(old, new, Request(TODAY))
        taken += 1
    assert taken > 10


FEW, NONE = attribution._FEW, -1  # how many entries are searched at once; none of them


def history(root, seed: int, states) -> tuple[Revision, Revision]:
    return tuple(Revision(root / str(seed), one, one) for one in shuffled.repository(root / str(seed), *states)[-2:])


def cards(source: Source) -> dict:
    """Path -> the card of every entry that can be read."""
    opened = open_source(source, Request(TODAY))
    entries = [one for one in examined(opened, Request(TODAY), entry_files(source)).entries if one.readable]
    return {one.card.path: one.card for one in entries}


def filed(files: dict[str, bytes], root) -> dict[str, bytes]:
    """The same entries in files whose names say their codes and their names; each in a folder of its own."""
    said = cards(Overlay(Folder(root), {path: raw for path, raw in files.items() if not shuffled.is_link(path, raw)}))

    def path(was: str) -> str:
        if was not in said:
            return was
        card, (catalog, owner, name) = said[was], was.split("/")
        head = (card.code or "").replace("/", "-", 1)
        return f"{catalog}/{owner}/{zlib.crc32(name.encode())}/{head}_{file_stem(card.name or '')}.yaml"

    return {path(was): raw for was, raw in files.items()}


@pytest.mark.parametrize("seed", range(40))
def test_of_a_large_catalogue_paths_say_enough_where_they_say_what_is_so(seed, tmp_path, monkeypatch):
    chance = random.Random(f"filed {seed}")
    before = shuffled.catalogue(chance)
    after = shuffled.change(chance, before)
    try:
        states = [filed(files, tmp_path) for files in (before, after)]
        old, new = history(tmp_path, seed, states)
        request = Request(TODAY)
        slow = slowly(old, new, request)
    except CatalogError:
        return  # a catalogue without settings that can be read
    monkeypatch.setattr(attribution, "_FEW", NONE)
    assert quickly(old, new, request) == slow


@pytest.mark.parametrize("seed", [*range(20), 146, 188])
def test_where_paths_say_something_else_nothing_is_told_that_is_not_so(seed, tmp_path, monkeypatch):
    """All is told, or all but what is between entries; and that only where a path of an entry left alone is wrong."""
    chance = random.Random(seed)
    first = shuffled.catalogue(chance)
    files = shuffled.change(chance, first)
    old, new = history(tmp_path, seed, [first, files, shuffled.change(chance, files)])
    request = asked(chance)._replace(paths=())
    slow = slowly(old, new, request)
    monkeypatch.setattr(attribution, "_FEW", NONE)
    quick = quickly(old, new, request)
    if quick != slow:
        standing, waived = ([one for one in found if one.rule not in attribution._BETWEEN] for found in slow[:2])
        assert quick == (tuple(standing), tuple(waived), *slow[2:])
        assert strays(old, new)


def strays(old: Source, new: Source) -> list[str]:
    """The entries left alone whose files' names say another code or another name than they do."""
    before, after = cards(old), cards(new)
    same = [card for path, card in after.items() if before.get(path) == card]
    return [card.path for card in same if _said(card.path) != (card.code, file_stem(card.name or ""))]


def _said(path: str) -> tuple[str | None, str]:
    return code_in_path(path), path.rpartition("/")[2].partition("_")[2].rpartition(".")[0]


def told(before: dict[str, str], after: dict[str, str], root, monkeypatch, few: int) -> list[tuple]:
    monkeypatch.setattr(attribution, "_FEW", few)
    states = [{path: text.encode() for path, text in files.items()} for files in (before, after)]
    found = quickly(*history(root, few, states), Request(TODAY))[0]
    return sorted((one.rule, one.span.path) for one in found)


OTHER = model.completed("code: 30304602/000003\nname: 部门决算\ncategory: '30304602'\nowner: 财务局\n")
NAMING = "catalog/财务局/30304602-000003_部门决算.yaml"
AT_FIRST = {
    "catalog/catalog.yaml": model.SETTINGS,
    "catalog/owners.yaml": model.OWNERS,
    model.PATH: model.completed(""),
}


@pytest.mark.parametrize(
    "related",
    [
        b'related: ["30304601\\x2f000012"]\n',
        b'related: ["30304601/\\\n  000012"]\n',
        "utf-16",
    ],
)
def test_a_reference_in_other_letters_is_missed_too(related, tmp_path):
    """The entry that is named goes; the one that names it, in a way that no search for the code would see, is found."""
    plain = OTHER.encode()
    naming = plain + related if related != "utf-16" else (OTHER + "related: [30304601/000012]\n").encode("utf-16")
    files = {path: text.encode() for path, text in AT_FIRST.items()} | {NAMING: naming}
    commits = shuffled.repository(
        tmp_path / "r", files, {path: raw for path, raw in files.items() if path != model.PATH}
    )
    old, new = (Revision(tmp_path / "r", commit, commit) for commit in commits)
    quick = quickly(old, new, Request(TODAY))
    assert [one.rule for one in quick[0]] == ["dangling-reference"]
    assert quick == slowly(old, new, Request(TODAY))


def test_a_broken_file_whose_name_says_a_code_has_the_benefit_of_the_doubt(tmp_path):
    files = {path: text.encode() for path, text in AT_FIRST.items()} | {model.PATH: "name: 甲\ncode: [".encode()}
    after = files | {NAMING: OTHER.encode() + b"related: [30304601/000012]\n"}
    old, new = (Revision(tmp_path / "r", c, c) for c in shuffled.repository(tmp_path / "r", files, after))
    quick = quickly(old, new, Request(TODAY))
    assert quick[0] == () and quick == slowly(old, new, Request(TODAY))


ALIKE = [
    "在职职工",
    "在职员工信息表",
    "北京市在职职工",
    "海淀区在职职工",
    "2024年在职职工",
    "北京市2025年度在职职工",
    "部门决算",
    "科研仪器",
]


@pytest.mark.parametrize("seed", range(12))
def test_who_is_called_alike_is_found_by_the_name_alone(seed, tmp_path):
    """Nothing else brings these entries together: each has its own code, and nobody names anybody."""
    chance = random.Random(f"alike {seed}")
    files = {path: text.encode() for path, text in AT_FIRST.items() if path != model.PATH}
    for number in range(9):
        owner, node = chance.choice([("人事局", "30304601"), ("财务局", "30304602"), ("软件研究所", "30304690")])
        said = f'code: {node}/{number:06d}\nname: {chance.choice(ALIKE)}\ncategory: "{node}"\nowner: {owner}\n'
        files[f"catalog/{owner}/{node}-{number:06d}_x.yaml"] = model.completed(said).encode()
    after = dict(files)
    for path in chance.sample([path for path in sorted(after) if path.endswith("_x.yaml")], 2):
        name = after[path].split(b"\n")[1]
        after[path] = after[path].replace(name, f"name: {chance.choice(ALIKE)}".encode())
    old, new = (Revision(tmp_path / "r", c, c) for c in shuffled.repository(tmp_path / "r", files, after))
    request = Request(TODAY, select=frozenset(("near-duplicate",)))
    assert quickly(old, new, request) == slowly(old, new, request)


STRAY = "catalog/财务局/30304602-000099_部门决算.yaml"  # holds 30304602/000003


def test_a_code_that_stands_in_a_file_named_for_another_is_met_in_a_small_catalogue_only(tmp_path, monkeypatch):
    """Of a large one all would have to be read for it. The file's own fault is an error that `validate` tells."""
    before = AT_FIRST | {STRAY: OTHER}
    after = before | {NAMING: OTHER.replace("部门决算", "收入汇总")}
    assert ("duplicate-code", NAMING) in told(before, after, tmp_path, monkeypatch, FEW)
    assert told(before, after, tmp_path, monkeypatch, NONE) == []
    [commit] = shuffled.repository(tmp_path / "whole", {path: text.encode() for path, text in after.items()})
    source = Revision(tmp_path / "whole", commit, commit)
    whole = examined(open_source(source, Request(TODAY)), Request(TODAY), entry_files(source))
    assert {"misfiled-entry", "duplicate-code"} <= {one.rule for one in whole.standing}


def test_nobody_is_told_of_a_dangling_reference_on_the_word_of_paths(tmp_path, monkeypatch):
    """A file named for another code bears the one that is named; another code is borne nowhere."""
    before = AT_FIRST | {STRAY: OTHER}
    naming = AT_FIRST[model.PATH] + "related: [30304602/000003]\n"
    assert told(before, before | {model.PATH: naming}, tmp_path / "a", monkeypatch, NONE) == [
        ("one-sided-relation", model.PATH)
    ]
    missing = naming.replace("000003", "000004")
    assert told(before, before | {model.PATH: missing}, tmp_path / "b", monkeypatch, NONE) == [
        ("dangling-reference", model.PATH)
    ]


@pytest.mark.parametrize("few", [FEW, NONE])
def test_a_code_that_goes_is_missed_wherever_it_is_named(few, tmp_path, monkeypatch):
    before = AT_FIRST | {STRAY: OTHER + "related: [30304601/000012]\n"}
    after = {path: text for path, text in before.items() if path != model.PATH}
    assert told(before, after, tmp_path, monkeypatch, few) == [("dangling-reference", STRAY)]


@pytest.mark.parametrize("few", [FEW, NONE])
def test_who_was_named_before_it_was_there_is_no_news_for_others(few, tmp_path, monkeypatch):
    """That nobody bore the code was a warning; that its bearer does not name the other back is less."""
    before = {path: text for path, text in AT_FIRST.items() if path != model.PATH}
    before |= {NAMING: OTHER + "related: [30304601/000012]\n"}
    assert told(before, before | {model.PATH: AT_FIRST[model.PATH]}, tmp_path, monkeypatch, few) == []


@pytest.mark.parametrize(
    "said, name", [("部门决算（一）", "部门决算[一]"), ("ＡＢＣ：台账", "abc:台账"), ("长" * 70, "长" * 70)]
)
@pytest.mark.parametrize("few", [FEW, NONE])
def test_one_name_is_found_however_it_is_spelt_in_a_path(few, said, name, tmp_path, monkeypatch):
    path = f"catalog/财务局/30304602-000003_{file_stem(said)}.yaml"
    before = AT_FIRST | {path: OTHER.replace("name: 部门决算", f'name: "{said}"')}
    again = OTHER.replace("name: 部门决算", f'name: "{name}"').replace("000003", "000004")
    after = before | {"catalog/财务局/30304602-000004_x.yaml": again}
    found = told(before, after, tmp_path, monkeypatch, few)
    assert found == [("duplicate-name", path), ("duplicate-name", "catalog/财务局/30304602-000004_x.yaml")]


def test_a_name_of_marks_is_looked_for_in_one_way_only(tmp_path, monkeypatch):
    """Else the search would try them all."""
    before = AT_FIRST | {f"catalog/财务局/30304602-000003_{'?' * 50}x.yaml": OTHER}
    named = AT_FIRST[model.PATH].replace("name: ", f'name: "{"?" * 50}" # ')
    assert told(before, before | {model.PATH: named}, tmp_path, monkeypatch, NONE) is not None
