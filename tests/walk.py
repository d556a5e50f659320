"""The way of an office from an empty workbook to a checked catalogue, as README.zh.md tells it: every step is run."""

from __future__ import annotations

from pathlib import Path

TODAY = ("--today", "2026-11-24")
BOOK = "各部门填报.xlsx"
# What departments fill in: one row an item, the resource's cells on its first row only.
ROWS = [
    {
        "信息资源名称": "来文登记",
        "信息资源提供方": "办公室",
        "信息资源摘要": "收到的公文的来文单位、标题、文号和办理情况，2015年以来按月汇总",
        "信息资源格式分类": "数据库",
        "信息资源格式类型": "达梦",
        "信息项名称": "来文单位",
        "数据类型": "字符型C",
        "数据长度": 100,
        "共享类型": "有条件共享",
        "共享条件": "使用要求：工作参考；共享范围：各处室",
        "共享方式分类": "共享平台方式",
        "共享方式类型": "接口",
        "是否向社会开放": "否",
        "更新周期": "按月",
        "发布日期": "2026年5月1日",
    },
    {"信息项名称": "收文日期", "数据类型": "日期型D"},
    {
        "信息资源名称": "职工工资发放记录",
        "信息资源提供方": "财务科",
        "信息资源摘要": "在职职工每月工资的发放项目和金额，2018年以来",
        "信息资源格式分类": "电子表格",
        "信息资源格式类型": "xlsx",
        "信息项名称": "职工编号",
        "数据类型": "字符型C",
        "数据长度": 20,
        "共享类型": "不予共享",
        "是否向社会开放": "否",
        "更新周期": "每个月",
        "发布日期": "2026-05-01",
    },
    {"信息项名称": "实发金额", "数据类型": "货币型Y"},
]
UNSHARED = "  type: 不予共享\n"
BASIS = "  basis: {kind: 法律, title: 《中华人民共和国个人信息保护法》, clause: 第二十八条}\n"
ANSWERS = [
    *("办公室", "公章使用登记", "公章使用的事由、批准人和日期，2020年以来", "2", "xlsx"),
    *("用章事由 字符型C 200", "用章日期 日期", "", "无条件", "工作参考", "", "文件"),
    *("否", "每个月", "", "今天", ""),
]


def fill(path: Path) -> None:
    """Types ROWS into the workbook, below the headings of its sheet 目录."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet = book["目录"]
    places = {cell.value: cell.column for row in sheet.iter_rows(min_row=2, max_row=3) for cell in row if cell.value}
    # Where a heading spans others, the one below it is the column's.
    places["信息资源提供方"] = next(cell.column for cell in sheet[3] if cell.value == "信息资源提供方")
    for number, row in enumerate(ROWS, 4):
        for heading, value in row.items():
            sheet.cell(number, places[heading], value)
    book.save(path)


def walk(folder: Path) -> dict[str, str]:
    """Name of a step -> what stands on the screen, commands and answers; `folder` is empty."""
    import terminal

    screens: dict[str, str] = {}
    root = folder / "目录库"

    def step(name: str, *arguments: str, code: int, hidden: tuple[str, ...] = ()) -> None:
        done, screen = terminal.converse([*arguments, *hidden], folder if name == "init" else root, [])
        assert done == code, screen
        said = " ".join(f'"{word}"' if " " in word else word for word in arguments)
        shown = f"> catalog {said}\n{screen.rstrip()}\n".replace(str(folder) + "/", "")
        screens[name] = screens.get(name, "") + ("\n" if name in screens else "") + shown

    step("init", "init", "目录库", "--publisher", "某某院", code=0, hidden=("--ci", "none"))
    step("form", "export", "-o", f"../{BOOK}", code=0)
    fill(folder / BOOK)
    step("import", "import", f"../{BOOK}", code=0)
    step("validate", "validate", code=1, hidden=TODAY)
    step("fix", "fix", "--unsafe", code=0)
    path = next((root / "catalog/财务处").glob("*.yaml"))
    path.write_text(path.read_text("utf-8").replace(UNSHARED, UNSHARED + BASIS), "utf-8")
    step("again", "validate", code=0, hidden=TODAY)
    done, screen = terminal.converse(["new", *TODAY], root, ANSWERS)
    assert done == 0, screen
    screens["new"] = f"> catalog new\n{screen.rstrip()}\n"
    step("back", "validate", code=0, hidden=TODAY)
    step("back", "export", "-o", "../目录.xlsx", code=0)
    screens["entry"] = path.read_text("utf-8")
    return screens
