"""Makes the history of a small catalogue: build.py DIR. The same commits every time, to the last digit of their ids.

`expected.yaml` beside it says, commit by commit, what `catalog diff` has to make of it; it was written by hand, before
the comparison was. `tests/test_history.py` holds the one against the other.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

START = Path(__file__).parent / "start"
STAFF = "人事局/30304601-000001_在职职工基本信息.yaml"
CADRES = "人事局/30304601-000002_干部任免信息.yaml"
BUDGET = "财务局/30304602-000001_预算执行情况.yaml"
HOUSES = "财务局/30304602-000002_房屋资产台账.yaml"
DEVICES = "财务局/30304602-000003_设备资产台账.yaml"
SOFTWARE = "软件研究所/30304690-000001_软件著作权登记.yaml"
TRAINING = "人事局/30304601-000012_职工培训记录.yaml"
LEAVE = "人事局/30304601-000012_职工休假记录.yaml"


class History:
    """A repository that grows commit by commit. Whoever runs it, and whenever: names and dates are its own."""

    def __init__(self, root: Path) -> None:
        self.root, self.count = root, 0
        root.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        """What `git arguments` says; raises CalledProcessError."""
        when = f"2026-{1 + self.count // 25:02d}-{1 + self.count % 25:02d}T09:00:00+08:00"
        who = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "编目员"), ("EMAIL", "catalog@example.org"), ("DATE", when))
        }
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "LC_ALL": "C"}
        command = ["git", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", *arguments]
        done = subprocess.run(command, cwd=self.root, env=clean | alone | who, check=True, capture_output=True)
        return done.stdout.decode()

    def commit(self, subject: str) -> None:
        """Commits all that lies there."""
        self.count += 1
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject)

    def merge(self, branch: str, subject: str) -> None:
        """Merges a branch into main, with a commit of its own."""
        self.count += 1
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "--no-ff", "-m", subject, branch)

    def path(self, name: str) -> Path:
        """A file of the catalogue."""
        return self.root / "catalog" / name

    def write(self, name: str, text: str) -> None:
        """Writes a file of the catalogue."""
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).write_text(text, encoding="utf-8")

    def edit(self, name: str, *pairs: tuple[str, str]) -> None:
        """Replaces each text, which must stand there once, by the other."""
        text = self.path(name).read_text(encoding="utf-8")
        for old, new in pairs:
            assert text.count(old) == 1, f"{name}: {old!r} stands there {text.count(old)} times"
            text = text.replace(old, new)
        self.write(name, text)

    def move(self, name: str, to: str) -> None:
        """Moves a file of the catalogue."""
        self.path(to).parent.mkdir(parents=True, exist_ok=True)
        self.path(name).rename(self.path(to))

    def withdraw(self, *codes: str) -> None:
        """Notes codes as given and never again."""
        known = self.path("withdrawn.yaml").read_text(encoding="utf-8") if self.path("withdrawn.yaml").exists() else ""
        lines = "".join(
            f'- {{code: {code}, date: "2026-03-01", reason: 目录调整, approved_by: 办公厅}}\n' for code in codes
        )
        self.write("withdrawn.yaml", known + lines)


Step = tuple[str, Callable[[History], None]]


def entry(code: str, name: str, items: str, owner: str = "人事局", related: str = "") -> str:
    """The text of an entry that is like the others but for this."""
    return (
        f'code: {code}\nname: {name}\ncategory: "{code[:8]}"\nowner: {owner}\n'
        f"abstract: {name}，由业务处室核对后按月汇总\nformat: {{class: 数据库, type: KingbaseES}}\nitems:\n{items}"
        "share:\n  type: 无条件共享\n  usage: 工作参考\n  mode: {class: 共享平台方式, type: 接口}\n"
        f'open: {{public: false}}\nupdate_cycle: 每月\npublished: "2026-02-01"\n{related}'
    )


def items(*names: str) -> str:
    """Items of one type, a line each."""
    return "".join(f"- {{name: {name}, type: 字符型C, length: 40}}\n" for name in names)


def first(history: History) -> None:
    """The catalogue as it begins."""
    shutil.copytree(START / "catalog", history.root / "catalog")


def laid_out_anew(history: History) -> None:
    """Keys in another order, a comment, block style for flow, quotes where there were none: nothing is said anew."""
    text = history.path(STAFF).read_text(encoding="utf-8")
    moved = 'published: "2026-01-10"\n'
    text = (
        "# 人事局综合处维护\n"
        + moved
        + text.replace(moved, "").replace("name: 在职职工基本信息", "name: '在职职工基本信息'")
    )
    text = text.replace("format: {class: 数据库, type: KingbaseES}", "format:\n  type: KingbaseES\n  class: 数据库")
    history.write(STAFF, text)
    history.edit(
        BUDGET,
        ("scope: [财政部, 审计署]", "scope: 审计署、财政部"),
        ("mode: {class: 共享平台方式, type: 接口}", "mode: [{type: 接口, class: 共享平台方式}]"),
    )


def split(history: History) -> None:
    """One entry becomes two; another still names it as related."""
    history.path(STAFF).unlink()
    history.write(
        "人事局/30304601-000014_在职职工身份信息.yaml",
        entry("30304601/000014", "在职职工身份信息", items("职工编号", "职工姓名", "性别", "出生日期")),
    )
    history.write(
        "人事局/30304601-000015_在职职工岗位信息.yaml",
        entry("30304601/000015", "在职职工岗位信息", items("职工编号", "岗位名称", "岗位等级", "任职日期", "聘期")),
    )
    history.withdraw("30304601/000001")


def unite(history: History) -> None:
    """Two entries become one."""
    history.path("资产/房屋资产.yaml").unlink()
    history.path(DEVICES).unlink()
    history.write(
        "财务局/30304602-000004_国有资产台账.yaml",
        entry(
            "30304602/000004",
            "国有资产台账",
            items("资产编号", "坐落", "建筑面积", "权属证号", "规格型号", "原值", "存放地点"),
            "财务局",
        ),
    )
    history.withdraw("30304602/000002", "30304602/000003")


def steps() -> Iterator[Step]:
    """The commits of main up to the branches."""
    yield "01 目录初稿", first
    yield "02 只调整写法", laid_out_anew
    yield "03 改正不规范写法", lambda h: h.edit(STAFF, ("按月\n", "每月\n"))
    yield (
        "04 增加信息项并改摘要",
        lambda h: h.edit(
            STAFF,
            (
                "- {name: 聘期, type: 数值型N}\n",
                "- {name: 聘期, type: 数值型N}\n- {name: 联系地址, type: 字符型C, length: 100}\n",
            ),
            ("按月汇总", "由综合处按月汇总"),
        ),
    )
    yield (
        "05 预算执行情况扩大共享",
        lambda h: h.edit(
            BUDGET,
            ("type: 有条件共享", "type: 无条件共享"),
            ("  scope: 审计署、财政部\n  condition: 仅限预算监督\n", ""),
        ),
    )
    yield (
        "06 干部任免信息收窄共享",
        lambda h: h.edit(
            CADRES,
            ("type: 无条件共享", "type: 有条件共享"),
            ("  usage: 行政依据\n", "  usage: 行政依据\n  scope: [中央组织部]\n  condition: 仅限干部管理\n"),
        ),
    )
    yield "07 撤回上一次收窄", lambda h: h.git("revert", "--no-commit", "HEAD")
    yield "08 移动文件", lambda h: h.move(SOFTWARE, "软件研究所/知识产权/软件著作权登记.yaml")
    yield (
        "09 移动并修改",
        lambda h: (
            h.move(HOUSES, "资产/房屋资产.yaml"),
            h.edit("资产/房屋资产.yaml", ("update_cycle: 每半年", "update_cycle: 每年")),
        ),
    )
    yield "10 信息项改名", lambda h: h.edit(STAFF, ("{name: 姓名,", "{name: 职工姓名,"))
    yield "11 删除信息项", lambda h: h.edit(STAFF, ("- {name: 民族, type: 字符型C, length: 20}\n", ""))
    yield (
        "12 信息项类型和长度",
        lambda h: h.edit(
            BUDGET,
            ("{name: 科目编码, type: 字符型C, length: 20}", "{name: 科目编码, type: 整型I}"),
            ("length: 60", "length: 40"),
            ("length: 200", "length: 500"),
            ("{name: 批复数, type: 货币型Y}", "{name: 批复数, type: 数值型N}"),
        ),
    )
    yield (
        "13 调整信息项次序",
        lambda h: h.edit(
            CADRES,
            ("- {name: 任免文号, type: 字符型C, length: 40}\n", ""),
            (
                "- {name: 任免日期, type: 日期型D}\n",
                "- {name: 任免日期, type: 日期型D}\n- {name: 任免文号, type: 字符型C, length: 40}\n",
            ),
        ),
    )
    yield (
        "14 更改代码",
        lambda h: (
            h.move("软件研究所/知识产权/软件著作权登记.yaml", "软件研究所/30304690-000005_软件著作权登记.yaml"),
            h.edit("软件研究所/30304690-000005_软件著作权登记.yaml", ("30304690/000001", "30304690/000005")),
        ),
    )


def later_steps() -> Iterator[Step]:
    """The commits of main after the branches."""
    yield (
        "17 重号改正",
        lambda h: (
            h.move(LEAVE, "人事局/30304601-000013_职工休假记录.yaml"),
            h.edit("人事局/30304601-000013_职工休假记录.yaml", ("30304601/000012", "30304601/000013")),
        ),
    )
    yield "18 拆分条目", split
    yield "19 补正关联", lambda h: h.edit(CADRES, ("[30304601/000001]", "[30304601/000015]"))
    yield "20 合并条目", unite
    yield (
        "21 对内不予共享",
        lambda h: h.edit(
            BUDGET,
            (
                "class: 共享平台方式}]\n",
                "class: 共享平台方式}]\n  internal: {type: 不予共享, basis: {kind: 院级规章制度, title: 《预算管理办法》, clause: 第三条}}\n",
            ),
        ),
    )
    yield (
        "22 对内照写一遍",
        lambda h: h.edit(
            CADRES,
            (
                "  mode: {class: 共享平台方式, type: 接口}\n",
                "  mode: {class: 共享平台方式, type: 接口}\n  internal: {type: 无条件, usage: 行政依据}\n",
            ),
        ),
    )
    yield (
        "23 变更提供方",
        lambda h: (
            h.move(CADRES, "财务局/干部任免信息.yaml"),
            h.edit("财务局/干部任免信息.yaml", ("owner: 人事局", "owner: 财务局"), ("owner_unit: 干部处\n", "")),
        ),
    )
    yield (
        "24 提供方登记",
        lambda h: h.edit(
            "owners.yaml",
            ("units: [综合处, 干部处]", "units: [综合处, 干部处, 人才处], synonyms: [人事教育局]"),
            ("supervisor: 财务局", "supervisor: 人事局"),
        ),
    )
    yield "25 用其他名称", lambda h: h.edit(TRAINING, ("owner: 人事局", "owner: 人事教育局"))
    yield (
        "26 增加例外",
        lambda h: h.write(
            "waivers.yaml",
            "- {rule: bad-uscc, entry: 30304690/000005, reason: 代码有误待换发, approved_by: 办公厅, until: 2027-06-30}\n",
        ),
    )
    yield (
        "27 向社会开放",
        lambda h: h.edit(
            "软件研究所/30304690-000005_软件著作权登记.yaml",
            ("open: {public: false}", "open: {public: true, condition: 无条件}"),
        ),
    )
    yield (
        "28 不再开放",
        lambda h: h.edit(
            "软件研究所/30304690-000005_软件著作权登记.yaml",
            ("open: {public: true, condition: 无条件}", "open: {public: false}"),
        ),
    )
    yield "29 日期提前", lambda h: h.edit(BUDGET, ('"2026-01-10"', '"2025-12-10"'))
    yield "30 变更分类", lambda h: h.edit(TRAINING, ('category: "30304601"', 'category: "303046"\nthemes: ["211"]'))
    yield (
        "31 限定范围",
        lambda h: h.edit(TRAINING, ("type: 无条件共享\n", "type: 有条件共享\n  scope: [科学技术部, 教育部, 财政部]\n")),
    )
    yield (
        "32 缩小范围",
        lambda h: h.edit(
            TRAINING, ("[科学技术部, 教育部, 财政部]", "[教育部, 科学技术部]"), ("usage: 工作参考", "usage: 行政依据")
        ),
    )
    yield (
        "33 条目改名",
        lambda h: (
            h.move(TRAINING, "人事局/30304601-000012_职工培训档案.yaml"),
            h.edit("人事局/30304601-000012_职工培训档案.yaml", ("name: 职工培训记录", "name: 职工培训档案")),
        ),
    )
    yield "34 文件写坏", lambda h: h.edit("人事局/30304601-000012_职工培训档案.yaml", ("format: {", "format: [{"))
    yield "35 文件改好", lambda h: h.edit("人事局/30304601-000012_职工培训档案.yaml", ("format: [{", "format: {"))
    yield (
        "36 采用共享条例",
        lambda h: h.edit(
            "catalog.yaml", ("[measures-2019, guide-2017]", "[measures-2019, guide-2017, regulation-2025]")
        ),
    )
    yield "37 撤销条目", lambda h: (h.path(BUDGET).unlink(), h.withdraw("30304602/000001"))


def build(root: Path) -> None:
    """Makes the repository at `root`, which must not be there yet."""
    history = History(root)
    (root / "README.md").write_text("# 目录库\n", encoding="utf-8")
    history.commit("00 空仓库")
    for subject, step in steps():
        step(history)
        history.commit(subject)
    for branch, name, text in (
        ("培训", TRAINING, entry("30304601/000012", "职工培训记录", items("职工编号", "培训班", "学时"))),
        ("休假", LEAVE, entry("30304601/000012", "职工休假记录", items("职工编号", "休假类别", "起止日期"))),
    ):
        history.git("checkout", "-q", "-b", branch, "main")
        history.write(name, text)
        history.commit(f"{branch}分支登记新条目")
    history.merge("培训", "15 合并培训分支")
    history.merge("休假", "16 合并休假分支")
    for subject, step in later_steps():
        step(history)
        history.commit(subject)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
