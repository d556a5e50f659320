"""A repository in which what must not be seen stands wherever a stranger may write: keys, comments, paths, registers, history."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import model
from repositories import BASE, OTHER, git, lay

# An identity number whose check character is right, a mobile number, and a marking, each told by a word of its own.
PERSON, PHONE, MARKED = "11010519491231002X", "13912345678", "金丝雀机密★5年"
CANARIES = (PERSON, PHONE, "密★5年")
ALL = f"{PERSON} {PHONE} {MARKED}"
BRANCH = f"b-{PERSON}-{PHONE}"

ENTRY = "catalog/人事局/30304601-000012_在职职工基本信息.yaml"
NAMED = f"catalog/人事局/30304601-000099_{PERSON}_{PHONE}_{MARKED}.yaml"
BROKEN = "catalog/人事局/30304601-000098_坏.yaml"
FOLDER = f"catalog/{MARKED}{PERSON}/30304602-000077_甲.yaml"
MISFILED = "catalog/财务局/30304601-000055_错放.yaml"


def entry(text: str = "") -> str:
    return model.completed(text)


_SPREAD = entry(
    f"# {ALL}\n"
    f"name: 名 {ALL}\n"
    f"abstract: 按月汇总 {ALL} 的情况\n"
    f"items: [{{name: 项 {ALL}, type: 字符型 {ALL}, length: 长 {ALL}, share: 有条件 {ALL}, note: 注 {ALL}}}, {{name: 编号, type: 字符型C, length: 20}}]  # {ALL}\n"
    f"x-备注 {ALL}: 甲\n"
    f"keywords: [{PERSON}, {PHONE}, {MARKED}]\n"
    f"update_cycle: 每个月 {ALL}\n"
    f'published: "{ALL}"\n'
    f"owner_unit: 综合处 {ALL}\n"
    f"related: [30304602/000003 {PERSON}, {MARKED}]\n"
    f"share: {{type: 有条件 {ALL}, usage: 用 {ALL}, scope: [部 {ALL}], condition: 条 {ALL}, mode: {{class: 共享平台方式, type: 接口 {ALL}}}}}\n"
    f"format: {{class: 数据库 {ALL}, type: KingbaseES {ALL}}}\n"
    f"unknown {ALL}: 乙\n"
)
_CODED = entry(f'code: 30304601/{PERSON}\ncategory: "303046 {MARKED}"\nowner: 处 {ALL}\nname: 在职 {ALL}\n')
_BROKEN = f"name: [乙 {ALL}\nabstract：{ALL}\n- {ALL}: : {ALL}\n"
FIRST = {**BASE, "catalog/财务局/30304602-000003_部门决算.yaml": OTHER}
SECOND = {
    ENTRY: _SPREAD,
    NAMED: entry("code: 30304601/000099\n"),
    BROKEN: _BROKEN,
    FOLDER: entry(f"code: 30304602/000077\nowner: {MARKED}{PERSON}\n"),
    MISFILED: _CODED,
    "catalog/owners.yaml": model.OWNERS + f"处 {ALL}: {{kind: 机关 {ALL}, class: 303 {ALL}, units: [处 {ALL}], contact: {{unit: 人 {ALL}}}}}\n",
    "catalog/waivers.yaml": f'- {{rule: bad-uscc, entry: 30304601/000012, reason: 因 {ALL}, approved_by: 批 {ALL}, until: "2020-01-01"}}\n'
    f"- {{rule: no {ALL}, entry: 30304601/{PERSON}, reason: x, approved_by: y, until: 某 {ALL}}}\n",
    "catalog/withdrawn.yaml": f'- {{code: 30304602/000003, date: "2026-03-01", reason: 因 {ALL}, approved_by: 批 {ALL}}}\n',
    "catalog/consents.yaml": f"- {{change: x {ALL}, entry: 30304601/000012, by: 某 {ALL}, date: {PERSON}}}\n",
}  # fmt: skip
_HEADS = [
    "信息资源代码",
    "信息资源名称",
    "信息资源提供方",
    "信息资源摘要",
    "共享类型",
    "更新周期",
    "发布日期",
    "不认识的列",
]
TABLE = "表.csv"


def table() -> bytes:
    """A table whose every cell, and a heading, holds what must not be seen; and one in order."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*_HEADS, f"列 {ALL}"])
    writer.writerow(
        [f"30304601/{PERSON}", f"名 {ALL}", f"处 {ALL}", f"摘 {ALL}", f"型 {ALL}", f"周 {ALL}", f"日 {ALL}", ALL, ALL]
    )
    writer.writerow(["", "表里的", "人事局", f"摘要 {PERSON}", "无条件", f"每月 {PHONE}", "2026-13-45", PERSON, PHONE])
    writer.writerow(
        ["30304601/000012", "改名", "人事局", f"新摘要 {PERSON} 情况", f"有条件 {PHONE}", "每年", "", "", ""]
    )
    return out.getvalue().encode("utf-8-sig")  # fmt: skip


def spread(root: Path) -> Path:
    """The repository at `root`: a sound first commit, and a second and a working tree full of canaries."""
    root.mkdir(parents=True)
    git(root, "init", "-q", "-b", BRANCH)
    lay(root, FIRST)
    git(root, "add", "-A")
    git(root, "commit", "-qm", f"一 {ALL}")
    git(root, "tag", f"t-{PERSON}")
    lay(root, SECOND)
    git(root, "add", "-A")
    git(root, "-c", f"user.name=谁 {ALL}", "-c", "user.email=t@example.org", "commit", "-q", "--author", f"谁 {ALL} <t@example.org>", "-m", f"二 {ALL}\n\n{ALL}")  # fmt: skip
    (root / TABLE).write_bytes(table())
    return root
