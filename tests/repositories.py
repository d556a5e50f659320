"""A repository with a small catalogue, for tests of comparing: what lies in it, and how it is committed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import model
import outputs

STAFF = model.PATH
BUDGET = "catalog/财务局/30304602-000003_部门决算.yaml"
BASE = {"catalog/catalog.yaml": model.SETTINGS, "catalog/owners.yaml": model.OWNERS, STAFF: model.completed("")}
OTHER = model.completed(
    'code: 30304602/000003\nname: 部门决算\ncategory: "30304602"\nowner: 财务局\nabstract: 各单位年度决算的收支和结余，按年汇总\n'
)
NARROWER = model.ENTRY["share"].replace("无条件共享", "有条件共享") + "\n"


def git(root: Path, *arguments: str) -> str:
    who = {f"GIT_{role}_{what}": "t@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(["git", *arguments], cwd=root, env=os.environ | who, check=True, capture_output=True)
    return done.stdout.decode().strip()


def lay(root: Path, files: dict[str, str | None]) -> None:
    for path, text in files.items():
        place = root / path
        if text is None:
            place.unlink()
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")


def commit(root: Path, files: dict[str, str | None], subject: str = "x") -> str:
    lay(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", subject)
    return git(root, "rev-parse", "HEAD")


def classes(out: str) -> list[str]:
    return [f"{one['level']} {one['class']}" for one in outputs.checked("diff", out)["changes"]]


def begun(root: Path) -> Path:
    """`root`, made a repository with the catalogue BASE as its only commit."""
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, BASE)
    return root
