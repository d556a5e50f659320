"""Writes a catalogue of realistic entries, the same bytes every time: generate.py DIR COUNT [--broken]."""

from __future__ import annotations

import random
import sys
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
title: 基准目录
publisher: {name: 本院}
profile: [measures-2019, guide-2017]
categories: {"303046": 本院%s}
"""


def entry(number: int, owner: str, node: str, sequence: int, total: int) -> tuple[str, str]:
    """(file name, text) of one entry; about 1.4 kB and ten items."""
    chance = random.Random(number)
    name = f"{chance.choice(SUBJECTS)}{chance.choice(ASPECTS)}第{number}册"
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
    if number != other < total:
        lines.append(f"related: [{node_of(other)}/{other // len(DEPARTMENTS) + 1:06d}]")
    return f"{node}-{sequence:06d}_{name}.yaml", "\n".join(lines) + "\n"


def node_of(number: int) -> str:
    return f"303046{number % len(DEPARTMENTS) + 1:02d}"


def generate(root: Path, count: int, broken: bool = False) -> None:
    """Lays out `count` entries below `root`; `broken` puts two faults into each."""
    catalog = root / "catalog"
    catalog.mkdir(parents=True)
    nodes = "".join(f', "303046{place + 1:02d}": {owner}' for place, owner in enumerate(DEPARTMENTS))
    (catalog / "catalog.yaml").write_text(SETTINGS % nodes, encoding="utf-8")
    owners = "".join(
        f'{owner}: {{kind: 机关部门, class: "303046{place + 1:02d}"}}\n' for place, owner in enumerate(DEPARTMENTS)
    )
    (catalog / "owners.yaml").write_text(owners, encoding="utf-8")
    for owner in DEPARTMENTS:
        (catalog / owner).mkdir()
    for number in range(count):
        owner = DEPARTMENTS[number % len(DEPARTMENTS)]
        file, text = entry(number, owner, node_of(number), number // len(DEPARTMENTS) + 1, count)
        if broken:
            text = text.replace("class: 数据库\n", "class: 数据仓\n").replace("public: false", "public: 也许")
        (catalog / owner / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    generate(Path(sys.argv[1]), int(sys.argv[2]), "--broken" in sys.argv)
