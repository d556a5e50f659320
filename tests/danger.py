"""A comparison with one dangerous change among forty harmless ones, for the README and for the tests of reviews."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import model

_SUBJECTS = ["岗位", "培训", "休假", "考勤", "体检", "聘任", "奖惩", "薪酬", "出国", "进修"]
_ASPECTS = ["登记", "统计", "审批", "档案"]
_OPEN = "{type: 无条件共享, usage: 工作参考, mode: {class: 共享平台方式, type: 接口}}"
_CLOSED = "{type: 不予共享, basis: {kind: 法律, title: 《中华人民共和国个人信息保护法》, clause: 第二十八条}}"
DANGER = "职工体检登记"


def lay(root: Path) -> str:
    """A repository at `root` whose working tree changes 40 abstracts, and one share type; its HEAD."""
    files = {"catalog/catalog.yaml": model.SETTINGS, "catalog/owners.yaml": model.OWNERS}
    for number, name in enumerate((f"职工{one}{other}" for one in _SUBJECTS for other in _ASPECTS), 21):
        text = model.completed(f"code: 30304601/{number:06d}\nname: {name}\nabstract: 各单位{name}的情况，按月汇总\n")
        files[f"catalog/人事局/30304601-{number:06d}_{name}.yaml"] = text
    _write(root, files)
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "old"]):
        who = {f"GIT_{role}_{what}": "t@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        subprocess.run(["git", *command], cwd=root, env=os.environ | who, check=True, capture_output=True)
    changed = {path: text.replace("按月汇总", "由综合处按月汇总") for path, text in files.items()}
    _write(root, {path: text.replace(_OPEN, _CLOSED) if DANGER in path else text for path, text in changed.items()})
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True)
    return head.stdout.decode().strip()


def _write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
