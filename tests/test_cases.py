"""Case folders: tests/cases/<command>/<what-happens>/ with argv, before/, after/, stdout, stderr, exit.

`argv` is the command line behind `catalog`. `before/` is laid out in an empty folder and the command runs
there; with `old/`, the folder is a git repository that has this as its HEAD (which outputs then call OLD); `after/` is what must lie there then (without it nothing may have changed). `exit` is 0 where the file is
missing, `stderr` is compared where the file is there. `pytest --update` rewrites stdout, exit and after/.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(path.parent for path in CASES.rglob("argv"))
KNOWN = {"argv", "old", "before", "after", "stdout", "stderr", "exit"}


def tree(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {path.as_posix(): file.read_bytes() for path, file in found.items() if path.parts[0] != ".git"}


def commit(old: Path, work: Path) -> str:
    """Makes `work` a repository with the files of `old` as its only commit, and empties it; the commit."""
    shutil.copytree(old, work)

    def git(*arguments: str) -> str:
        who = {f"GIT_{role}_{what}": "t@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        who |= dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2026-11-20T09:00:00+08:00")
        done = subprocess.run(["git", *arguments], cwd=work, env=os.environ | who, check=True, capture_output=True)
        return done.stdout.decode().strip()

    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "old")
    for member in work.iterdir():
        if member.name != ".git":
            shutil.rmtree(member) if member.is_dir() else member.unlink()
    return git("rev-parse", "HEAD")


@pytest.mark.parametrize("folder", FOLDERS, ids=["/".join(path.relative_to(CASES).parts) for path in FOLDERS])
def test_case(folder, tmp_path, catalog, update):
    assert {path.name for path in folder.iterdir()} <= KNOWN, "a file that no case uses"
    work = tmp_path / "目录 库"
    head = commit(folder / "old", work) if (folder / "old").is_dir() else ""
    if (folder / "before").is_dir():
        shutil.copytree(folder / "before", work, dirs_exist_ok=True)
    else:
        work.mkdir(exist_ok=True)
    before = tree(work)
    argv = (folder / "argv").read_text(encoding="utf-8")
    code, out, err = catalog(*shlex.split(argv, comments=True), cwd=work)
    out, err = (text.replace(str(work), "WORK") for text in (out, err))
    if head:
        out, err = (text.replace(head, "OLD").replace(head[:12], "OLD") for text in (out, err))
    after = tree(work)
    if update:
        (folder / "stdout").write_text(out, encoding="utf-8")
        if (folder / "stderr").exists():
            (folder / "stderr").write_text(err, encoding="utf-8")
        (folder / "exit").write_text(f"{code}\n") if code else (folder / "exit").unlink(missing_ok=True)
        shutil.rmtree(folder / "after", ignore_errors=True)
        if after != before:
            shutil.copytree(work, folder / "after", ignore=shutil.ignore_patterns(".git"))
    assert out == (folder / "stdout").read_text(encoding="utf-8")
    if (folder / "stderr").exists():
        assert err == (folder / "stderr").read_text(encoding="utf-8")
    assert code == (int((folder / "exit").read_text()) if (folder / "exit").exists() else 0), err
    assert after == (tree(folder / "after") if (folder / "after").is_dir() else before)


def test_every_case_says_what_it_proves():
    assert FOLDERS
    for folder in FOLDERS:
        assert len(folder.name.split("-")) >= 3, f"{folder.name} is no sentence"
        assert (folder / "stdout").exists() or (folder / "stderr").exists()
