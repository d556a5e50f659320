"""Makes a repository in which one dangerous change lies among forty harmless ones, not yet committed: build.py DIR.

What a reviewer sees of it within three seconds is shown in the README, and held by tests/test_reviews.py.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
REGISTERS = HERE.parent / "history" / "start" / "catalog"
SUBJECTS = ["岗位", "培训", "休假", "考勤", "体检", "聘任", "奖惩", "薪酬", "出国", "进修"]
ASPECTS = ["登记", "统计", "审批", "档案"]
DANGER = "职工体检登记"
OPEN = """\
  type: 无条件共享
  usage: 工作参考
  mode: {class: 共享平台方式, type: 接口}
"""
CLOSED = """\
  type: 不予共享
  basis: {kind: 法律, title: 《中华人民共和国个人信息保护法》, clause: 第二十八条}
"""


def entries() -> dict[str, str]:
    """File name -> text of the forty entries."""
    model = (HERE / "entry.yaml").read_text(encoding="utf-8")
    found = {}
    for number, name in enumerate((f"职工{one}{other}" for one in SUBJECTS for other in ASPECTS), 21):
        text = model.replace("000000", f"{number:06d}").replace("在职职工基本信息", name)
        found[f"30304601-{number:06d}_{name}.yaml"] = text
    return found


def build(root: Path) -> None:
    """The catalogue, committed once, and the changes on top of it."""
    folder = root / "catalog" / "人事局"
    folder.mkdir(parents=True)
    for register in ("catalog.yaml", "owners.yaml"):
        shutil.copyfile(REGISTERS / register, root / "catalog" / register)
    files = entries()
    write(folder, files)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "四十条目录")
    changed = {name: text.replace("按月汇总", "由综合处按月汇总") for name, text in files.items()}
    write(folder, {name: text.replace(OPEN, CLOSED) if DANGER in name else text for name, text in changed.items()})


def write(folder: Path, files: dict[str, str]) -> None:
    """Writes the files into the folder, with plain ends of lines anywhere."""
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())


def git(root: Path, *arguments: str) -> None:
    """Runs git as somebody of its own, at a time of its own; raises CalledProcessError."""
    who = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "编目员"), ("EMAIL", "catalog@example.org"), ("DATE", "2026-06-01T09:00:00+08:00"))
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "LC_ALL": "C"}
    command = ["git", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", *arguments]
    subprocess.run(command, cwd=root, env=clean | alone | who, check=True, capture_output=True)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
