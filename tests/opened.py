"""A small catalogue for the tests of open exports: shared outside, not shared, shared inside only, with oddities."""

from __future__ import annotations

from pathlib import Path

import model
from tables import catalogue

BASE = "https://data.example.org/catalog/"

UNSHARED = """\
code: 30304601/000013
name: 职工体检登记
abstract: 每年体检的时间、机构和结论编号，供保健安排
owner: 人事教育局
owner_unit: 干部处
share: {type: 不予共享, mode: {class: 共享平台方式, type: 接口}, reason: 含个人隐私, basis: {kind: 法律, title: 《某法》, clause: 第一条}, internal: {type: 有条件共享, usage: 工作参考, scope: 各部门}}
contact: {unit: 干部处, phone: 010-12345678, email: gb@example.org}
x-own: 内部编号
update_cycle: 不定期
"""
FILE = """\
code: 30304690/000001
name: 软件著作权登记
abstract: 自行开发软件的登记号、权利人和登记日期
category: "30304690"
themes: ["211"]
owner: 软件研究所
format: {class: 电子文件, type: PDF文件}
items: [{name: 登记号, type: 字符型C, length: 20, share: 有条件共享}, {name: 登记号, type: 自定义, note: "\\"别名\\""}]
share: {type: 有条件, usage: 工作参考, scope: [甲部, 乙部], mode: [{class: 共享平台方式, type: 文件}, {class: 邮件}]}
open: {public: true, condition: 无条件}
keywords: [软件, 著作权/登记, 甲]
related: [30304601/000012]
update_cycle: 每两年
region: 全国
updated: "2026-06-01"
"""


def made(folder: Path, settings_more: str = "") -> Path:
    root = catalogue(folder)
    (root / "catalog/catalog.yaml").write_text(model.SETTINGS + settings_more, encoding="utf-8")
    for path, text in (
        (model.PATH, ""),
        ("catalog/人事局/30304601-000013_职工体检登记.yaml", UNSHARED),
        ("catalog/软件研究所/30304690-000001_软件著作权登记.yaml", FILE),
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(model.completed(text), encoding="utf-8")
    return root
