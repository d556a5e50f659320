"""What is fuzzed of git and of what leaves it (tests/fuzztargets.py): bundles, tags, trees, and the store beside git's own state."""

from __future__ import annotations

import json
import os
import random
import zlib
from hashlib import sha1
from pathlib import Path

import zips
from fuzzrun import Target, asked, chosen
from mangling import mangled, mangled_bundle, mangled_data
from repositories import begun, git

from govinfo_cli import release
from govinfo_cli.memory import store
from govinfo_cli.package.telling import render
from govinfo_cli.reports import json as report
from govinfo_cli.verification import Asked, verify


def bundles(root: Path) -> Target:
    """Bundles, with the repository they come from now and then."""
    zips.begun(root)
    seeds = []
    for options in ((), ("--scope", "external"), ("--owner", "财务局")):
        asked(root, "export", "-f", "bundle", "-o", "../a.zip", "--force", *options)
        seeds.append((root.parent / "a.zip").read_bytes())

    def verifying(raw: bytes) -> None:
        done = verify(raw, "a.zip", Asked(root if zlib.crc32(raw) % 16 == 0 else None))
        assert done.outcome.findings or raw in seeds or done.notes, "nothing was looked at"
        render("a.zip", done.outcome, done.manifest, done.notes, "zh")
        json.loads(report.render(done.outcome, "zh", False))

    return Target(seeds, mangled_bundle, verifying)


def releases(root: Path) -> Target:
    """Tags, laid into the repository as objects of its own: what people would have to be trusted not to write."""
    zips.begun(root)
    commit, tree = git(root, "rev-parse", "HEAD"), git(root, "rev-parse", "HEAD^{tree}")
    head = f"object {commit}\ntype commit\ntag release/1\ntagger 甲 <a@example.org> 1764000000 +0800\n\n"
    facts, counts = {"approval": "会议纪要"}, {"entries": 2, "不予共享": 1}
    one = release.Release("1", "2026-11-24", commit, tree, facts, counts, {"all": "0" * 64, "external": "0" * 64}, ("0", commit), "0.1")  # fmt: skip
    message = release.message(one, "审定版 1")
    mark = release._MARK
    place = root / ".git/refs/tags/release/1"
    place.parent.mkdir(parents=True)
    commands = (("release", "list"), ("release", "list", "-f", "json"), ("release", "list", "-f", "csv"), ("export", "-f", "bundle", "--force", "-o", "../b.zip"), ("release", "2", "--approval", "x", "--dry-run"))  # fmt: skip

    def reading(raw: bytes) -> None:
        name, loose = _loose(root, "tag", raw)
        place.write_text(name + "\n")
        try:
            asked(root, *chosen(raw, commands))
        finally:
            loose.unlink()

    def mangle(chance: random.Random, raw: bytes) -> bytes:
        above, between, said = raw.partition(mark.encode())
        if chance.random() < 0.2:
            return mangled(chance, raw)
        return above + between + mangled_data(chance, said)

    return Target([(head + message).encode()], mangle, reading)


def stores(root: Path) -> Target:
    """The file of an earlier run: what is read of it is what was written, or nothing."""
    begun(root)
    os.environ["XDG_CACHE_HOME"] = str(root.parent / "cache")
    place, mark = root / ".git/catalog-store/entries", b"m" * 32
    records = [[("a" * 40, True, "catalog/甲.yaml", None, 1)] * 3, [("b" * 40, False, "catalog/乙.yaml")]]
    head = ("t" * 40, ["catalog/甲.yaml"], 4, {"catalog": (1, 2)}, [], None, 7, ["x"])
    store.write(place, mark, head, records)
    whole = place.read_bytes()

    def recalling(raw: bytes) -> None:
        place.write_bytes(raw)
        try:
            found = store.Store(place, mark)
        except store.Unreadable:
            assert raw != whole
            return
        try:
            assert tuple(found.head) == head
            for number, one in enumerate(records, 1):
                assert found.read(number) == one
        except store.Unreadable:
            assert raw != whole
        finally:
            found.close()
        asked(root, "validate")

    return Target([whole], mangled, recalling)


def _loose(root: Path, kind: str, raw: bytes) -> tuple[str, Path]:
    """An object laid into the repository as nothing of git's would: its name, and the file that holds it."""
    body = f"{kind} {len(raw)}".encode() + b"\0" + raw
    name = sha1(body).hexdigest()
    loose = root / ".git/objects" / name[:2] / name[2:]
    loose.parent.mkdir(exist_ok=True)
    loose.write_bytes(zlib.compress(body, 1))
    return name, loose


def trees(root: Path) -> Target:
    """Trees of an owner's folder that no git would write: odd names and modes, entries twice or out of order, objects that are not there."""
    begun(root)
    head = git(root, "rev-parse", "HEAD")
    blob, _ = _loose(root, "blob", b"code: 30304601/000013\n")
    first = [line.split()[2] for line in git(root, "ls-tree", "HEAD:catalog").splitlines() if "\ttree" in line or " tree " in line][0]  # fmt: skip
    registers = git(root, "rev-parse", "HEAD:catalog/catalog.yaml"), git(root, "rev-parse", "HEAD:catalog/owners.yaml")
    seeds = [
        _row("100644", "30304601-000013_甲.yaml", blob) + _row("120000", "链.yaml", blob),
        _row("100755", "a.yaml", blob) + _row("40000", "下", first) + _row("160000", "模", "1" * 40),
    ]
    commands = (
        *(("validate", "--rev", "fuzzed", "-f", form) for form in ("json", "github", "text")),
        ("list", "--rev", "fuzzed", "--columns", "name,path"),
        ("diff", "HEAD", "fuzzed"),
        ("diff", "fuzzed", "HEAD", "-f", "json"),
        ("validate", "--rev", "fuzzed", "--base", "HEAD"),
        ("validate", "--rev", "HEAD", "--base", "fuzzed"),
        ("log", "30304601/000013", "--rev", "fuzzed"),
        ("export", "-f", "csv", "--rev", "fuzzed", "--allow-errors", "--force", "-o", "../c.csv"),
    )

    def reading(raw: bytes) -> None:
        made = [_loose(root, "tree", raw)]
        lines = _row("100644", "catalog.yaml", registers[0]) + _row("100644", "owners.yaml", registers[1])
        made.append(_loose(root, "tree", lines + _row("40000", "人事局", made[-1][0])))
        made.append(_loose(root, "tree", _row("40000", "catalog", made[-1][0])))
        said = f"tree {made[-1][0]}\nparent {head}\nauthor 甲 <a@example.org> 1764000000 +0800\ncommitter 甲 <a@example.org> 1764000000 +0800\n\n"
        made.append(_loose(root, "commit", said.encode() + raw))
        (root / ".git/refs/heads/fuzzed").write_text(made[-1][0] + "\n")
        try:
            asked(root, *chosen(raw, commands))
        finally:
            for _, loose in made:
                loose.unlink(missing_ok=True)

    return Target(seeds, mangled, reading)


def _row(mode: str, name: str, oid: str) -> bytes:
    return f"{mode} {name}".encode() + b"\0" + bytes.fromhex(oid)
