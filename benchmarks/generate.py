"""Writes a catalogue of realistic entries, the same bytes every time: generate.py DIR COUNT [--broken] [--git] [--body N].

With `--git` the folder is a repository, whose commit ids, too, are the same every time; that of body 0 has a second
commit, which changes 50 entries. Other bodies have names and codes of their own, save those planted to clash (`entry`).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

DEPARTMENTS = ["办公厅", "人事局", "财务局", "规划局", "科技局", "教育局", "合作局", "宣传局", "审计局", "安全办"]
SUBJECTS = [
    "在职职工",
    "项目经费",
    "科研仪器",
    "学术会议",
    "专利授权",
    "研究生",
    "国际合作",
    "基建工程",
    "图书文献",
    "档案目录",
]
ASPECTS = [
    "基本信息",
    "年度统计",
    "执行情况",
    "变更记录",
    "考核结果",
    "登记台账",
    "分布情况",
    "审批结果",
    "使用情况",
    "验收情况",
]
ITEMS = [
    "编号",
    "名称",
    "单位",
    "负责人",
    "开始日期",
    "结束日期",
    "金额",
    "数量",
    "类别",
    "状态",
    "备注",
    "地点",
    "级别",
    "来源",
    "批次",
]
TYPES = ["字符型C", "数值型N", "日期型D", "字符型C", "货币型Y"]
CYCLES = ["实时", "每日", "每周", "每月", "每季度", "每半年", "每年"]
SETTINGS = """\
schemaVersion: 1
title: %s目录
publisher: {name: %s}
profile: [measures-2019, guide-2017]
categories: {%s}
"""
COMMON = "30309999"  # a class node that all bodies but 0 use, by mistake with the same codes
_APART = 1_000_000  # between the numbers of two bodies' entries


def entry(number: int, owner: str, node: str, sequence: int, total: int, body: int = 0) -> tuple[str, str]:
    """(file name, text) of one entry; about 1.4 kB and ten items.

    Of a body other than 0, one in 1,000 has the name of an entry of the odd body before it where its own is even, every
    other one with a word more that changes nothing; one in 5,000 has the code of one of that body.
    """
    chance = random.Random(number + _APART * body)
    subject, aspect = chance.choice(SUBJECTS), chance.choice(ASPECTS)
    name = f"{subject}{aspect}第{number + _APART * body}册"
    if body and body % 2 == 0 and number % 1000 == 7:
        name = entry(number, owner, node, sequence, total, body - 1)[0].partition("_")[2].removesuffix(".yaml")
        name += "清单" * (number // 1000 % 2)
    if body and number % 5000 == 11:
        node, sequence = COMMON, number // 5000 + 1 + (body - 1) // 2 * 1000
    code = f"{node}/{sequence:06d}"
    kind = chance.choices(["无条件共享", "有条件共享", "不予共享"], [5, 4, 1])[0]
    lines = [
        f"code: {code}",
        f"name: {name}",
        f'category: "{node}"',
        f"owner: {owner}",
        f"abstract: {owner}在履职中形成的{name}，包括编号、名称、单位、日期等内容，由业务处室逐月核对后汇总报送，供统计分析使用",
        "format:",
        "  class: 数据库",
        "  type: KingbaseES",
        "items:",
    ]
    for item in chance.sample(ITEMS, chance.randint(8, 13)):
        type = chance.choice(TYPES)
        length = f", length: {chance.choice([10, 20, 50, 200])}" if type == "字符型C" else ""
        lines.append(f"- {{name: {item}, type: {type}{length}}}")
    lines += ["share:", f"  type: {kind}"]
    if kind == "不予共享":
        lines.append("  basis: {kind: 法律, title: 《中华人民共和国个人信息保护法》, clause: 第十条}")
    else:
        lines.append("  usage: 行政依据、工作参考")
        if kind == "有条件共享":
            lines += ["  scope: [科学技术部, 教育部]", "  condition: 仅限统计"]
        lines.append("  mode: {class: 共享平台方式, type: 接口}")
    lines += [
        "open: {public: false}",
        f"update_cycle: {chance.choice(CYCLES)}",
        f'published: "20{chance.randint(18, 25)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"',
    ]
    # Two rows of ten in five name each other.
    other = number + len(DEPARTMENTS) * {0: 1, 1: -1}.get(number // len(DEPARTMENTS) % 5, 0)
    if number != other < total and not (body and other % 5000 == 11):  # whose code is another one
        lines.append(f"related: [{node_of(other, body)}/{other // len(DEPARTMENTS) + 1:06d}]")
    return f"{node}-{sequence:06d}_{name}.yaml", "\n".join(lines) + "\n"


def node_of(number: int, body: int = 0) -> str:
    return f"30{3046 + body}{number % len(DEPARTMENTS) + 1:02d}"


def laid(count: int, broken: bool = False, body: int = 0) -> Iterator[tuple[str, str]]:
    """(path, text) of every file of a catalogue with `count` entries; `broken` puts two faults into each."""
    nodes = {f"30{3046 + body}": "本院"} | {node_of(place, body): owner for place, owner in enumerate(DEPARTMENTS)}
    nodes |= {COMMON: "公用"} if body else {}
    said = ", ".join(f'"{code}": {name}' for code, name in nodes.items())
    title, publisher = ("基准", "本院") if not body else (f"第{body}院", f"第{body}院")
    yield "catalog/catalog.yaml", SETTINGS % (title, publisher, said)
    owners = (
        f'{owner}: {{kind: 机关部门, class: "{node_of(place, body)}"}}\n' for place, owner in enumerate(DEPARTMENTS)
    )
    yield "catalog/owners.yaml", "".join(owners)
    for path, text in entries_at(range(count), count, body):
        if broken:
            text = text.replace("class: 数据库\n", "class: 数据仓\n").replace("public: false", "public: 也许")
        yield path, text


def generate(root: Path, count: int, broken: bool = False, body: int = 0) -> None:
    """Lays out `count` entries below `root`."""
    for owner in DEPARTMENTS:
        (root / "catalog" / owner).mkdir(parents=True)
    for path, text in laid(count, broken, body):
        (root / path).write_text(text, encoding="utf-8")


def edited(number: int, text: str) -> str:
    """An entry's text as the second commit has it: shared, opened, narrowed or slower, by its number."""
    old, new = [
        ("供统计分析使用", "供分析使用"),
        ("public: false", "public: true"),
        ("type: 无条件共享", "type: 有条件共享"),
        ("update_cycle: ", "update_note: 改\nupdate_cycle: "),
    ][number % 4]
    return text.replace(old, new)


def repository(root: Path, count: int, body: int = 0) -> None:
    """Makes `root` a repository of `count` entries, checked out; in that of body 0 a second commit changes 50 of them.

    Blobs go through fast-import, for `git add` of a million files takes many times as long; trees do not, for it looks
    through a whole folder for each of its files.
    """
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)
    git = ["git", "-C", str(root), "-c", "gc.auto=0", "-c", "core.fsync=none"]
    said: dict[str, dict[str, str]] = {}  # the lines of each folder, by path and name

    def committed(subject: str, files: Iterable[tuple[str, str]], above: list[str]) -> str:
        importing = subprocess.Popen([*git, "fast-import", "--quiet", "--depth=10"], stdin=subprocess.PIPE)
        with importing.stdin as feed:
            for path, text in files:
                raw = text.encode()
                feed.write(b"blob\ndata %d\n%b\n" % (len(raw), raw))
                folder, _, name = path.rpartition("/")
                id = hashlib.sha1(b"blob %d\0%b" % (len(raw), raw), usedforsecurity=False).hexdigest()
                said.setdefault(folder, {})[name] = f"100644 blob {id}\t{name}"
        if importing.wait():
            raise SystemExit("git fast-import failed")
        lines = {folder: dict(inside) for folder, inside in said.items()}
        for folder in sorted(lines, key=lambda one: -one.count("/")):
            listed = "".join(f"{line}\0" for line in lines[folder].values())
            id = told("mktree", "-z", said=listed)
            parent, _, name = folder.rpartition("/")
            lines.setdefault(parent, {})[name] = f"040000 tree {id}\t{name}"
        tree = told("mktree", "-z", said=f"{lines['']['catalog']}\0")
        who = {"NAME": "b", "EMAIL": "b@example.org", "DATE": f"{1_760_000_001 + len(above)} +0000"}
        by = {f"GIT_{role}_{key}": word for role in ("AUTHOR", "COMMITTER") for key, word in who.items()}
        return told("commit-tree", tree, *(word for one in above for word in ("-p", one)), said=subject, by=by)

    def told(*words: str, said: str, by: Mapping[str, str] = {}) -> str:
        done = subprocess.run(
            [*git, *words], input=said.encode(), check=True, capture_output=True, env={**os.environ, **by}
        )
        return done.stdout.decode().strip()

    last = committed("old", laid(count, body=body), [])
    if not body:
        chosen = [place * max(1, count // 50) + place % 10 for place in range(50)]
        changed = entries_at([one for one in chosen if one < count], count, 0)
        files = ((path, edited(number, text)) for number, (path, text) in enumerate(changed))
        last = committed("new", files, [last])
    subprocess.run([*git, "reset", "-q", "--hard", last], check=True)


def entries_at(numbers: Iterable[int], count: int, body: int) -> Iterator[tuple[str, str]]:
    """(path, text) of some of the entries that `laid` gives."""
    for number in numbers:
        owner = DEPARTMENTS[number % len(DEPARTMENTS)]
        file, text = entry(number, owner, node_of(number, body), number // len(DEPARTMENTS) + 1, count, body)
        yield f"catalog/{owner}/{file}", text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--broken", action="store_true")
    parser.add_argument("--git", action="store_true")
    parser.add_argument("--body", type=int, default=0)
    options = parser.parse_args()
    if options.git:
        repository(options.folder, options.count, options.body)
    else:
        generate(options.folder, options.count, options.broken, options.body)
