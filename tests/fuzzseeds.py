"""What the fuzzing of tables, mappings, registers and workbooks begins with (tests/fuzztargets.py)."""

from __future__ import annotations

import io
from collections.abc import Iterator

ROWS = [["信息资源代码", "信息资源名称", "提供方", "共享类型", "更新周期", "信息项名称", "数据长度"], ["30304601/000077", "甲", "人事局", "无条件", "每月", "姓名、编号", 50], ["", "乙", "财务局", "不予共享", "2026-01-01", "x", 1.5]]  # fmt: skip
NESTED = {"信息资源名称": "丙", "提供方": "人事局", "信息项": [{"信息项名称": "姓名", "数据类型": "字符型C", "数据长度": 50}], "共享属性": {"共享类型": "有条件", "共享条件": "工作参考"}, "关联资源代码": ["30304602/000003"]}  # fmt: skip
UPDATE = "信息资源代码,信息资源名称,更新周期,信息项名称\n30304601/000012,在职职工基本信息,每年,职工编号\n,,,任职日期\n30304602/000003,部门决算,每季度,\n"
ODD_TABLE = "信息资源名称,多久更新,提供方,信息资源代码,发布日期,丁\n甲,按月,人事教育局,3.03E+13,3/4/2026,x\n乙,每个月,人事,30304601/000012,44000,\n"
MAPPINGS = [
    {"schemaVersion": 1, "headings": {"多久更新": "update_cycle", "丁": "ignore"}, "values": {"update_cycle": {"每个月": "每月"}}, "owners": {"人事": "人事局"}},
    {"schemaVersion": 1, "sheets": ["目录"], "heading_row": 1, "date_order": "dmy", "date_system": "1900", "headings": {"丁": "items.name"}},
]  # fmt: skip
REGISTERS = [
    ("owners", {"人事局": {"kind": "机关部门", "class": "30304601", "units": ["综合处"], "synonyms": ["人事教育局"], "reviewers": ["@a"], "contact": {"unit": "综合处", "phone": "1"}}, "财务局": {"kind": "机关部门", "class": "30304602"}, "软件研究所": {"kind": "院属单位", "uscc": "12100000400011227Y", "supervisor": "财务局"}}),
    ("waivers", [{"rule": "bad-uscc", "entry": "30304601/000012", "reason": "因", "approved_by": "甲", "until": "2027-06-30"}, {"rule": "secret-marking", "entry": "x", "reason": "因", "approved_by": "甲", "until": "2020-01-01"}]),
    ("withdrawn", [{"code": "30304601/000012", "date": "2026-03-01", "reason": "因", "approved_by": "甲"}, {"code": "30304602/000007", "date": "2026-03-01", "reason": "因", "approved_by": "甲"}]),
    ("consents", [{"change": "share-narrowed", "entry": "30304601/000012", "by": "甲", "date": "2026-03-01", "document": "x"}]),
]  # fmt: skip

# Commands that only read; what stands in them is mangled.
COMMANDS = [
    "list --where 共享类型=不予共享 --columns name,owner --sort -name", "list --owner 人事局 -f json --rev HEAD", "show 30304601/000012 -f json", "show 在职职工基本信息",
    "explain share.type", "explain missing-field -f json", "explain art-15.3", "explain 30304601", "explain 每月", "validate --today 2026-11-24 --select missing-field,synonym --fail-on info",
    "validate --lang en --ignore bad-uscc -f sarif", "validate --limit depth=40 --jobs 1 catalog/人事局", "validate 没有.csv", "diff HEAD~1 HEAD -f json --fail-on any", "diff HEAD...HEAD", "log 30304601/000012 --since 2026-01-01 --reverse",
    "stats -f csv --owner 人事局", "classify --all -f json", "classify 30304601/000012", "schema entry", "schema report", "verify catalog/owners.yaml", "release list -f json",
    "new -y --dry-run --set 名称=新 --set 提供方=人事局 --set share.type=无条件共享 --item 姓名:字符型C:50",
]  # fmt: skip


def versions(*entries: str) -> Iterator[tuple[str, str]]:
    """Each entry beside itself as somebody may have changed it."""
    for number, text in enumerate(entries):
        lines = text.splitlines(keepends=True)
        for place in range(number % 3, len(lines), 3):
            yield text, "".join(lines[:place] + lines[place + 1 :])
        for old, new in (
            ("无条件共享", "不予共享"),
            ("每年", "每月"),
            ("字符型C", "数值型N"),
            ("length: ", "length: 1"),
            ("name: ", "name: 某"),
            ("true", "false"),
            ("人事局", "财务局"),
        ):
            if old in text:
                yield text, text.replace(old, new)
                yield text.replace(old, new, 1), text


def office() -> bytes:
    """A workbook with looks, notes, a list to choose from, coloured rules, links and merged cells."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["填报表"], *ROWS):
        sheet.append(row)
    sheet.merge_cells("A1:G1")
    sheet["B3"].comment, sheet["B3"].fill = Comment("写全称", "甲"), PatternFill("solid", fgColor="FF00B0F0")
    sheet["B4"].hyperlink, sheet["H1"] = "https://example.org", "=SUM(1,2)"
    choices = DataValidation(type="list", formula1='"每日,每月"')
    sheet.add_data_validation(choices)
    choices.add("E3:E9")
    sheet.conditional_formatting.add("G3:G9", CellIsRule(operator="equal", formula=["1"], fill=PatternFill(bgColor="FFFF0000")))  # fmt: skip
    book.create_sheet("检查结果").append(["目录检查结果"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
