"""Bundles for tests: a repository whose catalogue exports well, its bundle, the same bundle after somebody's hand was in it."""

from __future__ import annotations

import hashlib
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import model
from repositories import BUDGET, OTHER, STAFF, commit, git

from govinfo_cli.package import held, manifest, opening, zipping

SETTINGS = model.SETTINGS.replace("publisher: {name: 本院}", "publisher: {name: 本院, uscc: 12100000400011227Y}")
NOT_SHARED = (
    'share: {type: 不予共享, basis: {kind: 法律, title: "《某法》", clause: 第一条}}\ncontact: {phone: 010-1}\n'
)
Members = dict[str, bytes]


def begun(root: Path, files: dict[str, str | None] = {}) -> Path:
    """A repository with a catalogue of two entries, committed once at a fixed time, that every target takes."""
    root.mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    base = {"catalog/catalog.yaml": SETTINGS, "catalog/owners.yaml": model.OWNERS}
    commit(root, base | {STAFF: model.completed(NOT_SHARED), BUDGET: OTHER} | files)
    return root


def bundled(catalog, root: Path, place: Path, *options: str) -> bytes:
    """The bytes of the bundle of the catalogue at `root`."""
    code, _, err = catalog("export", "-f", "bundle", "-o", place, "--force", *options, cwd=root)
    assert code == 0, err
    return place.read_bytes()


def members(raw: bytes) -> Members:
    """What is in a bundle, read by a program that is not ours."""
    with zipfile.ZipFile(io.BytesIO(raw)) as found:
        return {name: found.read(name) for name in found.namelist()}


def said(raw: bytes) -> dict:
    return json.loads(members(raw)[manifest.PATH])


def packed(files: Members, moment: datetime | None = None) -> bytes:
    """The zip of `files`, as an export would have written it at the time that their manifest names."""
    if moment is None:
        try:
            moment = datetime.fromisoformat(json.loads(files[manifest.PATH])["time"])
        except (ValueError, KeyError, TypeError, RecursionError):
            moment = datetime(2026, 11, 20, 9)
    return bytes(zipping.Zipped({path: zipping.waiting(raw) for path, raw in files.items()}, moment))


def resealed(files: Members, **said: object) -> bytes:
    """The zip of `files` under a manifest that fits them again: what somebody does who knows how it works."""
    data = json.loads(files[manifest.PATH]) | said
    rest = {path: raw for path, raw in files.items() if path != manifest.PATH}
    data["members"] = manifest.members({path: zipping.waiting(raw) for path, raw in rest.items()})
    return packed(rest | {manifest.PATH: manifest.encoded(manifest.sealed(data))})


def zipped_by(
    files: Members, way: int = zipfile.ZIP_STORED, change: Callable[[zipfile.ZipInfo], None] | None = None
) -> bytes:
    """The zip of `files` as another program writes it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", way) as target:
        for path, raw in files.items():
            info = zipfile.ZipInfo(path, (2026, 11, 24, 9, 0, 0))
            info.compress_type = way
            if change is not None:
                change(info)
            target.writestr(info, raw)
    return made.getvalue()


def tamperings(raw: bytes) -> Iterator[tuple[str, set[str], bytes]]:
    """(what was done, the findings of which one must be there, the bundle after it): over two hundred of them."""
    files = members(raw)
    seed = random.Random(5)
    names = sorted(files)
    own = [name for name in names if name != manifest.PATH]
    begin = opening.opened(held.whole(io.BytesIO(raw)), "x").start
    for name in names:
        altered = (
            {
                "bundle-malformed-manifest",
                "bundle-rewritten-manifest",
                "bundle-repacked",
                "bundle-altered-member",
                "bundle-wrong-count",
                "bundle-missing-member",
                "bundle-no-manifest",
            }
            if name == manifest.PATH
            else {"bundle-altered-member"}
        )
        for _ in range(4):
            at, content = seed.randrange(len(files[name])), bytearray(files[name])
            content[at] ^= 1 << seed.randrange(8)
            yield (
                f"byte {at} of {name}",
                altered | {"bundle-unknown-commit", "bundle-wrong-tree", "bundle-not-reproduced"},
                packed(files | {name: bytes(content)}),
            )
        yield f"the end of {name} cut off", altered, packed(files | {name: files[name][:-1]})
        yield f"a byte behind {name}", altered, packed(files | {name: files[name] + b" "})
        yield f"{name} blank", altered, packed(files | {name: b""})
        yield (
            f"{name} gone",
            {"bundle-no-manifest" if name == manifest.PATH else "bundle-missing-member"},
            packed({one: said for one, said in files.items() if one != name}),
        )
    for _ in range(30):
        at = seed.randrange(len(raw))
        content = bytearray(raw)
        content[at] ^= 1 << seed.randrange(8)
        yield f"byte {at} of the whole", set(), bytes(content)
    for _ in range(20):
        at = seed.randrange(begin, len(raw))
        content = bytearray(raw)
        content[at] ^= 1 << seed.randrange(8)
        yield f"byte {at} of the directory", set(), bytes(content)
    for _ in range(10):
        at = seed.randrange(len(raw))
        yield f"cut off at {at}", {"bundle-cut-off", "bundle-no-zip"}, raw[:at]
    for one, other in zip(own, own[1:] + own[:1], strict=True):
        yield (
            f"{one} and {other} swapped",
            {"bundle-swapped-member"},
            packed(files | {one: files[other], other: files[one]}),
        )
    for name in names:
        twice = io.BytesIO(raw)
        with zipfile.ZipFile(twice, "a") as target:
            target.filelist.sort(key=lambda info: info.filename)
            import warnings

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                target.writestr(zipfile.ZipInfo(name), b"other")
        yield f"{name} twice", {"bundle-duplicate-member"}, twice.getvalue()
    for name in ("upload/external/更多.csv", "readme.txt", "internal/备注.txt", "UPLOAD/external/目录.csv"):
        yield f"{name} put in", {"bundle-extra-member"}, packed(files | {name: b"x"})
    for name in (
        "../evil.sh",
        "/etc/evil",
        "upload/../../evil",
        "C:/evil",
        "a\\..\\evil",
        "upload/con.csv",
        "upload/nul",
        "upload/end.",
        "upload/ blank",
        "upload//double",
        "a:stream",
        "x" * 300,
        "upload/\u202eexe.csv",
        ".",
        "e\u0301",
    ):
        yield f"name {name!r}", {"bundle-unsafe-name"}, packed(files | {name: b"x"})
    yield from _repackings(raw, files)
    yield from _resealings(files, own)


def _repackings(raw: bytes, files: Members) -> Iterator[tuple[str, set[str], bytes]]:
    yield "another program stored it", {"bundle-repacked"}, zipped_by(files)
    yield "another program deflated it", {"bundle-compressed-member"}, zipped_by(files, zipfile.ZIP_DEFLATED)
    yield "bzip2", {"bundle-compressed-member"}, zipped_by(files, zipfile.ZIP_BZIP2)
    yield "another time", {"bundle-repacked"}, packed(files, datetime(2020, 1, 1))
    yield "another order", {"bundle-repacked"}, zipped_by(dict(reversed(files.items())))
    yield "folders", {"bundle-repacked"}, zipped_by(files | {"upload/": b""})
    yield "a bomb", {"bundle-bomb"}, zipped_by(files | {"bomb": bytes(40 << 20)}, zipfile.ZIP_DEFLATED)
    yield (
        "extra fields",
        {"bundle-repacked"},
        zipped_by(files, change=lambda info: setattr(info, "extra", b"\x01\x99\x02\x00ab")),
    )
    yield "comments", {"bundle-repacked"}, zipped_by(files, change=lambda info: setattr(info, "comment", b"x"))
    yield (
        "a link",
        {"bundle-link-member"},
        zipped_by(
            files | {"link": b"/etc/passwd"},
            change=lambda info: setattr(info, "external_attr", 0o120777 << 16) if info.filename == "link" else None,
        ),
    )
    yield "a byte before", {"bundle-stray-bytes"}, b"#" + raw
    yield "a script before", {"bundle-stray-bytes"}, b"#!/bin/sh\nexit\n" + raw
    yield "bytes behind", {"bundle-stray-bytes"}, raw + b"more"
    yield "a second zip behind", {"bundle-stray-bytes"}, raw + raw
    yield "nothing", {"bundle-no-zip"}, b""
    yield "a text", {"bundle-no-zip"}, "目录".encode()
    yield "zeros", {"bundle-no-zip"}, bytes(1000)
    end = raw.rfind(b"PK\x05\x06")
    for what, at, value in (("disk", 4, 1), ("fewer members", 10, 1), ("more members", 10, 60000), ("comment", 20, 5)):
        changed = bytearray(raw)
        struct.pack_into("<H", changed, end + at, value)
        yield f"end record: {what}", {"bundle-malformed-zip", "bundle-too-large", "bundle-stray-bytes"}, bytes(changed)
    first = opening.opened(held.whole(io.BytesIO(raw)), "x").start
    for what, at, form, value, kind in (
        ("encrypted", 8, "<H", 0x801, "bundle-encrypted-member"),
        ("data descriptor", 8, "<H", 0x808, "bundle-malformed-zip"),
        ("deflated", 10, "<H", 8, "bundle-compressed-member"),
        ("checksum", 16, "<L", 7, "bundle-malformed-zip"),
        ("huge", 24, "<L", 0xFFFFFFFE, "bundle-bomb"),
        ("offset", 42, "<L", 5, "bundle-overlapping-members"),
        ("far offset", 42, "<L", 0x7FFFFFFF, "bundle-malformed-zip"),
    ):
        changed = bytearray(raw)
        struct.pack_into(form, changed, first + at, value)
        yield f"directory: {what}", {kind, "bundle-stray-bytes", "bundle-malformed-zip"}, bytes(changed)
    inside = bytearray(raw[:end])
    inside += bytes(7) + raw[end:]
    yield "bytes in the directory", {"bundle-stray-bytes"}, bytes(inside)


def _resealings(files: Members, own: list[str]) -> Iterator[tuple[str, set[str], bytes]]:
    """By somebody who can write a manifest: only the members themselves, or the repository, tell."""
    data = json.loads(files[manifest.PATH])
    counts = data["counts"]
    for side in counts:
        for key in ("entries", "items"):
            changed = counts | {side: counts[side] | {key: counts[side][key] + 1}}
            yield f"count {side} {key}", {"bundle-wrong-count"}, resealed(files, counts=changed)
        for key in ("owner", "unit", "share", "class"):
            changed = counts | {side: counts[side] | {key: {"别处": 1}}}
            yield f"count {side} {key}", {"bundle-wrong-count"}, resealed(files, counts=changed)
    tables = [
        name
        for name in own
        if name.endswith((".csv", ".json")) and name.startswith("upload/external/") and "items" not in name
    ]
    for name in tables:
        for was, now in (
            ("在职职工基本信息", "在职职工全部信息"),
            ("人事局", "财政局"),
            ("30304602/000003", "30304602/000004"),
        ):
            text = files[name].decode()
            if was in text:
                yield (
                    f"{was} in {name}",
                    {"bundle-members-disagree", "bundle-wrong-count"},
                    resealed(files | {name: text.replace(was, now).encode()}),
                )
        lines = files[name].decode().splitlines(keepends=True)
        if name.endswith(".csv"):
            yield (
                f"a row less in {name}",
                {"bundle-members-disagree"},
                resealed(files | {name: "".join(lines[:-1]).encode()}),
            )
            yield (
                f"a row more in {name}",
                {"bundle-members-disagree"},
                resealed(files | {name: "".join([*lines, lines[-1]]).encode()}),
            )
    yield "another tool's claim", {"bundle-malformed-manifest"}, resealed(files, tool={"name": "other", "version": "1"})
    yield "no title", {"bundle-malformed-manifest"}, resealed(files, title=5)
    yield "a key more", {"bundle-malformed-manifest"}, resealed(files, more=1)
    yield "a target's file not listed", {"bundle-malformed-manifest"}, resealed(files, targets=data["targets"][1:])
    yield (
        "only for others",
        {"bundle-misplaced-member"},
        resealed(files, arguments=data["arguments"] | {"scope": "external"}),
    )
    spaced = json.dumps(data, ensure_ascii=False).encode()
    yield "manifest laid out anew", {"bundle-rewritten-manifest"}, packed(files | {manifest.PATH: spaced})
    twice = files[manifest.PATH].replace(b'"dirty": false', b'"dirty": false, "dirty": true')
    yield "a key twice", {"bundle-malformed-manifest"}, packed(files | {manifest.PATH: twice})
    for what in (b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b"{" + b'"a":' * 5000):
        yield f"manifest {what[:9]!r}", {"bundle-malformed-manifest"}, packed(files | {manifest.PATH: what})
    members = data["members"]
    changed = [one | {"size": one["size"] + 1} for one in members[:1]] + members[1:]
    said = manifest.encoded(manifest.sealed(data | {"members": changed}))
    yield "a size", {"bundle-altered-member"}, packed(files | {manifest.PATH: said})
    changed = [one | {"sha256": hashlib.sha256(b"").hexdigest()} for one in members[:1]] + members[1:]
    yield (
        "a hash",
        {"bundle-altered-member"},
        packed(files | {manifest.PATH: manifest.encoded(manifest.sealed(data | {"members": changed}))}),
    )
    yield (
        "a member listed twice",
        {"bundle-malformed-manifest"},
        packed(files | {manifest.PATH: manifest.encoded(manifest.sealed(data | {"members": [*members, members[0]]}))}),
    )


def forged(raw: bytes) -> Iterator[tuple[str, set[str], bytes]]:
    """What is in order by itself, and nothing but the repository tells."""
    files = members(raw)
    data = json.loads(files[manifest.PATH])
    name = "internal/封面.html"
    yield (
        "the cover",
        {"bundle-not-reproduced"},
        resealed(files | {name: files[name].replace("人事局".encode(), "人事处".encode())}),
    )
    yield "a claim to be released", {"bundle-unknown-release"}, resealed(files, release="2026-9")
    yield "another commit", {"bundle-unknown-commit"}, resealed(files, commit="a" * 40)
    yield "another tree", {"bundle-wrong-tree"}, resealed(files, tree="a" * 40)
    yield "another title", {"bundle-not-reproduced"}, resealed(files, title="别的目录")
    yield "clean made dirty", {"bundle-uncommitted"}, resealed(files, dirty=True)
    yield (
        "another tool version, other data",
        {"bundle-not-reproduced"},
        resealed(files, tool={"name": "catalog", "version": "9.9"}, title="别的"),
    )
    lines = files["upload/internal/internal-platform/items.csv"].replace("职工编号".encode(), "职工号码".encode())
    yield (
        "an item inside",
        {"bundle-not-reproduced"},
        resealed(files | {"upload/internal/internal-platform/items.csv": lines}),
    )
    lines = files["upload/internal/internal-platform/entries.csv"].replace("在职职工".encode(), "离职职工".encode())
    yield (
        "a name inside",
        {"bundle-not-reproduced"},
        resealed(files | {"upload/internal/internal-platform/entries.csv": lines}),
    )
    yield (
        "the same by another version",
        {"bundle-not-reproduced"},
        resealed(
            files | {"upload/internal/internal-platform/entries.csv": lines}, tool={"name": "catalog", "version": "9.9"}
        ),
    )
    assert data["commit"]
