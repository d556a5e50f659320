"""The model catalogue that rule pages and tests start from: one entry in order, its owners, its settings."""

from __future__ import annotations

SETTINGS = """\
schemaVersion: 1
title: 院机关政务信息资源目录
publisher: {name: 本院}
profile: [measures-2019, guide-2017]
categories: {"303046": 本院, "30304601": 人事局, "30304602": 财务局, "30304690": 软件研究所}
"""

OWNERS = """\
人事局: {kind: 机关部门, class: "30304601", units: [综合处, 干部处], synonyms: [人事教育局]}
财务局: {kind: 机关部门, class: "30304602"}
软件研究所: {kind: 院属单位, class: "30304690", uscc: 12100000400011227Y, supervisor: 财务局}
"""

ENTRY = {
    "code": "code: 30304601/000012",
    "name": "name: 在职职工基本信息",
    "category": 'category: "30304601"',
    "owner": "owner: 人事局",
    "abstract": "abstract: 院属单位在职职工的编号、岗位和任职情况，按月汇总",
    "format": "format: {class: 数据库, type: KingbaseES}",
    "items": "items: [{name: 职工编号, type: 字符型C, length: 20}, {name: 任职日期, type: 日期型D}]",
    "share": "share: {type: 无条件共享, usage: 工作参考, mode: {class: 共享平台方式, type: 接口}}",
    "open": "open: {public: false}",
    "update_cycle": "update_cycle: 每月",
    "published": 'published: "2026-05-01"',
}

PATH = "catalog/人事局/30304601-000012_在职职工基本信息.yaml"


def completed(text: str) -> str:
    """`text` with the top-level keys that it lacks taken from the model entry and put below it."""
    present = {line.split(":")[0].strip("\"'") for line in text.splitlines() if line[:1] not in (" ", "-", "#", "")}
    body = text if text.endswith("\n") or not text else text + "\n"
    return body + "".join(f"{line}\n" for key, line in ENTRY.items() if key not in present)
