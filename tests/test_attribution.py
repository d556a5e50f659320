"""What a change is responsible for: the quick way says exactly what comparing both sides as a whole says."""

from __future__ import annotations

import random
import shutil
import subprocess
from datetime import date

import model
import pytest
import shuffled

from govinfo_cli.attribution import attributing as attribution
from govinfo_cli.attribution.attributing import attribute
from govinfo_cli.diagnostic import numbered
from govinfo_cli.redaction import concealed
from govinfo_cli.source import Folder, Revision, Source
from govinfo_cli.staged import Staged
from govinfo_cli.validation import NothingMatched, Request, entry_files, examined, open_source

TODAY = date(2026, 11, 24)
SEEDS = [*range(30), 3182]


def place(one) -> tuple:
    return (one.rule, one.span, one.field)


def contents(source: Source) -> dict[str, object]:
    """Path -> the bytes of every file, with plain ends of lines, and whether it can be read."""
    found = {}
    for folder in ("catalog", "schemas"):
        for file, raw in source.read(source.files(folder)):
            found[file.path] = (file.trouble, raw and raw.replace(b"\r\n", b"\n"))
    return found


def slowly(old: Revision, new: Source, request: Request) -> tuple:
    """The obvious way: everything on both sides, then what changed, and what is new elsewhere."""
    before, after = (open_source(side, request) for side in (old, new))
    was, now = contents(old), contents(new)
    changed = {path for path in now if path not in was or was[path] != now[path]}
    former = examined(before, request, entry_files(old))
    codes = {card.code for card in former.cards if card.code}
    found = examined(after, request, entry_files(new), codes)

    def told(diagnostics, known) -> tuple:
        known = {place(one): one.severity for one in known}
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
