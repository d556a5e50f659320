"""The claims about near-duplicates (一数一源), on real titles: found after the usual edits, false pairs, time at 100,000.

    python benchmarks/duplicates.py --real-data DIR           the table
    python benchmarks/duplicates.py --real-data DIR --show    with every pair among the random titles, to be looked at
    python benchmarks/duplicates.py --real-data DIR --missed  with what was not found after an edit

Every edited title is another owner's. What was chosen on which titles: RESULTS-duplicates.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from govinfo_cli.catalog import Card, Catalog
from govinfo_cli.classification.duplicates import Resource, groups
from govinfo_cli.profile import load_profile
from govinfo_cli.resource_name import Reader, reader_of
from govinfo_cli.rules import near_duplicate
from govinfo_cli.vocabulary import fold

TITLES = 2_000
PLACES = [
    "北京市",
    "北京",
    "四川省",
    "成都市",
    "盐城市",
    "泸县",
    "海淀区",
    "浦东新区",
    "延边朝鲜族自治州",
    "恩施州",
    "市",
    "全市",
]
PLACES += [
    "全区",
    "我县",
    "石家庄市",
    "广东省深圳市南山区",
    "内蒙古自治区",
    "城固县",
    "宁波市镇海区",
    "兰州市",
    "西双版纳傣族自治州",
]
TAILS = ["信息", "表", "数据", "情况", "信息表", "数据集", "基本信息", "基本情况", "名单", "清单", "台账", ""]
TAIL = re.compile(r"(?:列表|基本信息表?|基本情况表?|信息表|数据信息|情况表|信息|数据|情况|表)$")
ORDERS = ["基本信息表", "信息基本表", "基本情况", "情况基本信息", "信息表"]
# Written before the tool's own list was looked at again; what stands in neither is missed.
OTHERS = [
    ("员工", "职工"),
    ("公司", "企业"),
    ("单位", "机构"),
    ("名单", "名录"),
    ("花名册", "名单"),
    ("一览表", "清单"),
]
OTHERS += [
    ("招标投标", "招投标"),
    ("老年人", "老人"),
    ("环境影响评价", "环评"),
    ("市场监督管理", "市场监管"),
    ("概况", "情况"),
]
OTHERS += [
    ("农民专业合作社", "合作社"),
    ("零售药店", "药店"),
    ("律师事务所", "律所"),
    ("村民委员会", "村委会"),
    ("旅游景区", "景区"),
]
OTHERS += [
    ("最低生活保障", "低保"),
    ("医疗保险", "医保"),
    ("社会保险", "社保"),
    ("住房公积金", "公积金"),
    ("公共厕所", "公厕"),
]
OTHERS += [
    ("危险化学品", "危化品"),
    ("驾驶员培训机构", "驾校"),
    ("公共汽车", "公交车"),
    ("法定代表人", "法人代表"),
    ("教师", "老师"),
]
BRACKETS = ["（）", "()", "【】", "〔〕", "[]", "［］"]
Edit = Callable[[str, random.Random], str]


def placed(title: str, chance: random.Random) -> str:
    return chance.choice(PLACES) + title


def served(title: str, chance: random.Random) -> str:
    bare = re.sub("(?:接口服务|查询服务|接口|查询)$", "", title)
    return bare if bare != title else title + chance.choice(["接口服务", "接口", "查询服务", "服务接口"])


def retailed(title: str, chance: random.Random) -> str:
    return TAIL.sub("", title) + chance.choice(TAILS)


def bracketed(title: str, chance: random.Random) -> str:
    style = chance.choice(BRACKETS)
    return re.sub(
        r"[（(【〔\[［]([^（）()【】〔〕\[\]［］]*)[)）】〕\]］]", lambda found: style[0] + found[1] + style[1], title
    )


def widened(title: str, chance: random.Random) -> str:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in title)
    at = chance.randrange(len(title))
    return wide if wide != title else f"{title[:at]}\u3000{title[at:]}"


def dated(title: str, chance: random.Random) -> str:
    if re.search(r"[\d-]月|季度", title):
        return title  # a month without its year would be another thing
    bare = re.sub(r"[_（(〔]?(?:19|20)\d\d(?:年度?)?[）)〕]?", "", title)
    year = chance.randint(2015, 2026)
    return bare if bare != title else chance.choice([f"{year}年{title}", f"{year}年度{title}", f"{title}（{year}年）"])


def reordered(title: str, chance: random.Random) -> str:
    return TAIL.sub("", title) + chance.choice(ORDERS) if TAIL.search(title) else title


def respelt(title: str, chance: random.Random) -> str:
    for one, other in OTHERS:
        if one in title:
            return title.replace(one, other)
        if other in title and f"专业{other}" not in title:
            return title.replace(other, one)
    return title


def several(title: str, chance: random.Random) -> str:
    for edit in chance.sample([placed, served, retailed, widened, dated, respelt], 2):
        title = edit(title, chance)
    return title


EDITS: dict[str, Edit] = {
    "place prefix": placed,
    "接口服务 suffix": served,
    "信息 / 表 / 情况": retailed,
    "order of 基本信息表": reordered,
    "bracket style": bracketed,
    "full / half width, blanks": widened,
    "year": dated,
    "other words for the same": respelt,
    "two of these": several,
}


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines() if line]


def found_by_rule(reader: Reader, one: str, other: str) -> bool:
    first, second = reader.parted([fold(one), fold(other)])
    return first.may_be(second)


def table(reader: Reader, titles: Sequence[str], missed: bool) -> None:
    whole = right = 0
    for name, edit in EDITS.items():
        chance = random.Random(name)
        pairs = [(title, edited) for title in titles if (edited := edit(title, chance)) != title]
        out = [pair for pair in pairs if not found_by_rule(reader, *pair)]
        whole, right = whole + len(pairs), right + len(pairs) - len(out)
        print(f"{name:28} {len(pairs):5} pairs  found {1 - len(out) / len(pairs):.1%}")
        for pair in out[:40] if missed else ():
            print("    ", *pair, [tuple(part) for part in reader.parted([fold(title) for title in pair])])
    print(f"{'all':28} {whole:5} pairs  found {right / whole:.1%}")


def resources_of(reader: Reader, found: Sequence[dict], own: bool) -> list[Resource]:
    """Rows as entries; `own`: each row is another owner's, else the provider's."""
    names = reader.parted([fold(row["title"]) for row in found])
    return [
        Resource(
            Card(row["id"], row["id"], row["title"], owner=row["provider"]),
            str(number) if own else row["provider"],
            name,
            fold(row["abstract"]).replace(fold(row["title"]), "").replace(fold(row["provider"]), ""),
            frozenset(),
        )
        for number, (row, name) in enumerate(zip(found, names, strict=True))
    ]


def among_random(reader: Reader, found: Sequence[dict], show: bool) -> None:
    """Pairs among random real titles, where every title is another owner's: the hardest case."""
    its = resources_of(reader, found, own=True)
    by_name = by_content = 0
    for group in groups(its):
        for pair in group.pairs:
            one, other = group.resources[pair.one], group.resources[pair.other]
            same = one.name.core == other.name.core
            by_name, by_content = by_name + same, by_content + (not same)
            if show:
                why = "；".join(text.zh for text in pair.because)
                print(
                    f"  {'name' if same else 'content'}  {pair.likeness:.2f}  {one.card.name} | {other.card.name}  ({why})"
                )
    print(f"among {len(its)} random titles: {by_name} pairs by name, {by_content} more by abstract")


def speed(settings, found: Sequence[dict], count: int = 100_000) -> None:
    """Real titles, numbered where they repeat, each with ten items."""
    chance = random.Random(5)
    words = [
        f"{title}{part}"
        for title in ("单位", "人员", "项目", "合同", "设备")
        for part in ["编号", "名称", "类别", "日期", "金额", "状态", "备注", "地点", "级别", "来源"]
    ]
    cards, its = [], []
    for number in range(count):
        row = found[number % len(found)]
        title = row["title"] if number < len(found) else f"{row['title']}第{number}册"
        card = Card(f"{number:06d}", f"x/{number}", title, owner=row["provider"])
        cards.append(card)
        its.append(frozenset([*chance.sample(words, 9), title[:4]]))
    start = time.process_time()
    catalog = Catalog(settings, {}, cards)
    told = sum(1 for _ in near_duplicate.check_catalog(catalog, (), None))
    print(f"the rule, {count} entries: {time.process_time() - start:.2f} s of processor time, {told} findings")
    start = time.process_time()
    names = catalog.parted_names
    every = [
        Resource(card, card.owner or "", name, fold(found[number % len(found)]["abstract"]), items)
        for number, (card, name, items) in enumerate(zip(cards, names, its, strict=True))
    ]
    many = groups(every)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    print(
        f"with abstracts and items: {time.process_time() - start:.1f} s more, {len(many)} groups, {memory:.0f} MB at most"
    )


def main() -> None:
    asking = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asking.add_argument("--real-data", type=Path, required=True)
    asking.add_argument("--set", choices=("dev", "train"), default="dev")
    for name in ("show", "missed", "no-speed"):
        asking.add_argument(f"--{name}", action="store_true")
    said = asking.parse_args()
    profile = load_profile(["guide-2017"])[0]
    reader = reader_of(profile)
    every = rows(said.real_data / "themes" / f"{said.set}.jsonl.gz")
    found = random.Random(2026).sample(every, TITLES)
    table(reader, [row["title"] for row in found], said.missed)
    among_random(reader, found, said.show)
    if not said.no_speed:
        speed(_Bare(profile), rows(said.real_data / "themes/train.jsonl.gz"))


class _Bare:
    """Of a catalogue's settings what the rule needs."""

    def __init__(self, profile) -> None:
        self.profile, self.shape = profile, profile.shape


if __name__ == "__main__":
    main()
