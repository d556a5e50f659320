"""Catalogues at random, with every fault that one entry can cause in another, and changes to them; and a repository of two commits."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import model

OWNERS = ["人事局", "财务局", "软件研究所", "人事教育局", "某局"]
NODES = ["30304601", "30304602"]
CODES = [f"{node}/{number:06d}" for node in NODES for number in range(1, 7)] + ["x/1", "30304601/12", "30304603/000001"]
NAMES = [
    "在职职工",
    "在职 职工",
    "在职职工信息",
    "【在职】职工",
    "ＡＢＣ系统登记",
    "abc系统登记表",
    "abc系统 登记（一）",
    "部门决算",
    "部门决算统计",
    "科研仪器台账",
    "科研仪器",
    "2025年报",
    "北京市在职员工花名册",
    "2024年部门决算统计表",
    "海淀区2024年部门决算统计",
]
RULES = ["duplicate-code", "dangling-reference", "duplicate-name", "near-duplicate", "misfiled-entry", "missing-usage"]
RULES += [
    "stale-entry",
    "one-sided-relation",
    "bad-uscc",
    "withdrawn-code",
    "unknown-owner",
    "nosuch",
    "missing-share-basis",
]
BODY = {key: line for key, line in model.ENTRY.items() if key not in ("code", "name", "category", "owner")}
ENTRY = str


def entry(chance: random.Random) -> tuple[str, bytes]:
    """The path and the bytes of an entry in one of many styles."""
    code = chance.choice(CODES) if chance.random() < 0.93 else None
    name = chance.choice(NAMES) if chance.random() < 0.96 else None
    owner = chance.choice(OWNERS)
    category = code.partition("/")[0] if code and chance.random() < 0.9 else chance.choice(NODES)
    related = chance.sample(CODES, chance.choice([0, 0, 1, 1, 2, 3]))
    lines = [
        *([f"code: {code}"] if code else []),
        *([f"name: {name}"] if name else []),
        f'category: "{category}"',
        f"owner: {owner}",
        *BODY.values(),
    ]
    if related:
        lines += chance.choice(
            [
                [f"related: [{', '.join(related)}]"],
                ["related:", *(f"- {one}" for one in related)],
                ["related: [", *(f'  "{one}",' for one in related), "]"],
                ["related:", *(f'- "{one.replace("/", chr(92) + "x2f")}"' for one in related)],
            ]
        )
    if chance.random() < 0.3:
        lines.append(f'updated: "{chance.choice(["2026-11-01", "2025-01-01", "2027-01-01"])}"')
    if chance.random() < 0.3:
        lines = [line.replace(", usage: 工作参考", "") for line in lines]
    text = "\n".join(_styled(chance, lines, name)) + "\n"
    return _path(chance, code, name, category, owner), _encoded(chance, text)


def _styled(chance: random.Random, lines: list[str], name: str | None) -> list[str]:
    style = chance.randrange(14)
    said = f"name: {name}"
    if style == 0:
        return [line.replace(said, f'name: "{name}"') for line in lines]
    if style == 1:
        return [line.replace(said, f"'name' : '{name}'") for line in lines]
    if style == 2:
        return [line.replace(said, f"name: {(name or '')[:2]}\n  {(name or '')[2:]}") for line in lines]
    if style == 3:
        return [line.replace(said, f"name: {name}  # 注") for line in lines]
    if style == 4 and name:
        return [line.replace(said, f'name: "\\u{ord(name[0]):04x}{name[1:]}"') for line in lines]
    if style == 5:
        return [f"  {line}" for line in "\n".join(lines).split("\n")]
    if style == 6:
        return [line.replace(said, f"{said}\nname: 别的") for line in lines]
    if style == 7:
        return [line.replace(said, f"name：{name}") for line in lines]
    if style == 8:
        return ["code: ["]
    if style == 9:
        return [line.replace(said, f"name: >-\n  {name}") for line in lines]
    return lines


def _encoded(chance: random.Random, text: str) -> bytes:
    kind = chance.randrange(20)
    if kind == 0:
        return text.encode("utf-16")
    if kind == 1:
        return text.encode("gb18030")
    if kind == 2:
        return b"\xef\xbb\xbf" + text.encode()
    if kind == 3:
        return text.replace("\n", "\r\n").encode()
    if kind == 4:
        return text.replace("\n", "\r").encode()
    return b"" if kind == 5 else text.encode()


def _path(chance: random.Random, code: str | None, name: str | None, category: str, owner: str) -> str:
    folder = owner if chance.random() < 0.85 else chance.choice(OWNERS)
    if chance.random() < 0.15:
        code, category = chance.choice(CODES), chance.choice(NODES)
    head = f"{category}-{code.partition('/')[2]}" if code and chance.random() < 0.93 else ""
    return (
        f"catalog/{folder}/{head}_{name if chance.random() < 0.9 else '别名'}.{chance.choice(['yaml'] * 9 + ['yml'])}"
    )


def waivers(chance: random.Random) -> bytes:
    """waivers.yaml at random."""
    entries = [*CODES, "人事局", "软件研究所", "本院", "30304699/000001"]
    lines = [
        f"- {{rule: {chance.choice(RULES)}, entry: {chance.choice(entries)}, reason: 核, approved_by: 某, "
        f"until: {chance.choice(['2027-01-01', '2026-01-01'])}}}"
        for _ in range(chance.randrange(8))
    ]
    return "\n".join(lines).encode() + b"\n" if chance.random() < 0.95 else b"- ["


def withdrawn(chance: random.Random) -> bytes:
    """withdrawn.yaml at random."""
    lines = [
        f"- {{code: {code}, date: 2026-03-01, reason: 停, approved_by: 某}}"
        for code in chance.sample(CODES, chance.randrange(4))
    ]
    return ("\n".join(lines) + "\n").encode()


def catalogue(chance: random.Random) -> dict[str, bytes]:
    """Path -> bytes of a catalogue."""
    files = {"catalog/catalog.yaml": model.SETTINGS.encode(), "catalog/owners.yaml": model.OWNERS.encode()}
    if chance.random() < 0.7:
        files["catalog/waivers.yaml"] = waivers(chance)
    if chance.random() < 0.5:
        files["catalog/withdrawn.yaml"] = withdrawn(chance)
    files |= dict(entry(chance) for _ in range(chance.randint(4, 24)))
    return files


def change(chance: random.Random, files: dict[str, bytes]) -> dict[str, bytes]:
    """The catalogue after a change at random."""
    files = dict(files)
    for _ in range(chance.randint(1, 4)):
        entries = sorted(path for path in files if path.count("/") == 2)
        kind, at = chance.randrange(12), chance.choice(entries) if entries else None
        if kind <= 2 or at is None:
            files |= [entry(chance)]
        elif kind <= 4:
            del files[at]
        elif kind == 5:
            files[entry(chance)[0]] = files.pop(at)
        elif kind == 6:
            files[at] = entry(chance)[1]
        elif kind == 7:
            files[at] = files[at].replace(b"30304601/", b"30304602/")
        elif kind == 8:
            files[at] = files[at].replace("按月汇总".encode(), "按季汇总".encode())
        elif kind == 9:
            files[chance.choice(["catalog/waivers.yaml", "catalog/withdrawn.yaml"])] = b""
            files["catalog/waivers.yaml"] = waivers(chance)
        elif kind == 10:
            files["catalog/withdrawn.yaml"] = withdrawn(chance)
        elif chance.random() < 0.4:
            files |= _judges(chance)
    return files


def _judges(chance: random.Random) -> dict[str, bytes]:
    return chance.choice(
        [
            {"catalog/owners.yaml": model.OWNERS.replace("财务局: {", "某局: {kind: 机关部门}\n财务局: {").encode()},
            {"catalog/owners.yaml": model.OWNERS.partition("\n")[2].encode()},
            {"catalog/catalog.yaml": (model.SETTINGS + "rules: {dangling-reference: error}\n").encode()},
            {"catalog/catalog.yaml": model.SETTINGS.replace("[measures-2019, guide-2017]", "guide-2017").encode()},
        ]
    )


def is_link(path: str, raw: bytes) -> bool:
    """Whether a repository is to hold a symbolic link in place of this file."""
    return raw == b"" and path.endswith("yml")


def repository(root: Path, *states: dict[str, bytes]) -> list[str]:
    """A bare repository at `root` with a commit for each state, one after the other; the commits."""
    git = ["git", "-C", str(root)]
    subprocess.run(["git", "init", "-q", "--bare", str(root)], check=True)
    fed = b""
    for number, files in enumerate(states, 1):
        fed += f"commit refs/heads/main\nmark :{number}\ncommitter t <t@example.org> {number} +0000\ndata 0\n".encode()
        fed += (f"from :{number - 1}\n" if number > 1 else "").encode() + b"deleteall\n"
        for path, raw in files.items():
            mode, raw = ("120000", b"elsewhere") if is_link(path, raw) else ("100644", raw)
            fed += f"M {mode} inline {path}\ndata {len(raw)}\n".encode() + raw + b"\n"
    subprocess.run([*git, "fast-import", "--quiet", "--force"], input=fed, check=True, env=os.environ | {"LC_ALL": "C"})
    said = subprocess.run([*git, "rev-list", "--reverse", "main"], check=True, capture_output=True).stdout
    return said.decode().split()
