"""`catalog release`: what it asks for, what it refuses, what the tag says, and what has changed since."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess

import model
import outputs
import pytest
import zips
from repositories import BUDGET, STAFF, commit, git

from govinfo_cli.release import FOLDER, is_number, releases
from govinfo_cli.source import Revision

WORDS = ("--approval", "会议纪要〔2026〕3号", "--date", "2026-11-24")


@pytest.fixture
def root(tmp_path):
    return zips.begun(tmp_path / "库")


def named(root) -> None:
    git(root, "config", "user.name", "某人")
    git(root, "config", "user.email", "t@example.org")


def test_it_is_an_annotated_tag_that_people_and_programs_read(root, tmp_path, catalog):
    named(root)
    code, out, err = catalog("release", "2026-1", *WORDS, cwd=root)
    assert code == 0 and "release/2026-1" in out and "git push origin release/2026-1" in err
    assert git(root, "cat-file", "-t", "release/2026-1") == "tag"
    said = git(root, "tag", "-l", "--format=%(contents)", "release/2026-1")
    for word in ("审定版 2026-1", "2026-11-24", "会议纪要〔2026〕3号", "《管理办法》第六条", "目录条目  2 条"):
        assert word in said
    raw = zips.bundled(catalog, root, tmp_path / "a.zip")
    outside = zips.bundled(catalog, root, tmp_path / "b.zip", "--scope", "external")
    assert hashlib.sha256(raw).hexdigest() in said and hashlib.sha256(outside).hexdigest() in said
    data = zips.said(raw)
    assert data["release"] == "2026-1" and data["status"]["zh"] == "审定版 2026-1"
    assert "审定版 2026-1" in zips.members(raw)["internal/封面.html"].decode()
    for place in ("a.zip", "b.zip"):
        assert catalog("verify", tmp_path / place, cwd=root)[0] == 0
    one = releases(Revision(root, "HEAD"))[0]
    assert (one.counts["entries"], one.previous, one.facts["approval"]) == (2, None, "会议纪要〔2026〕3号")


def test_what_is_no_release_bears_that_it_is_not_approved(root, tmp_path, catalog):
    named(root)
    before = zips.bundled(catalog, root, tmp_path / "a.zip")
    assert catalog("release", "1", *WORDS, cwd=root)[0] == 0
    commit(root, {STAFF: model.completed("name: 在职职工信息\n")})
    for raw in (before, zips.bundled(catalog, root, tmp_path / "b.zip")):
        assert zips.said(raw)["status"]["zh"] == "未经审定稿"
        assert "未经审定稿" in zips.members(raw)["internal/封面.html"].decode()
    (tmp_path / "a.zip").write_bytes(before)
    assert catalog("verify", tmp_path / "a.zip", cwd=root)[0] == 0  # it was made before the tag, and says so
    assert catalog("export", "-o", tmp_path / "x.xlsx", "--rev", "release/1", cwd=root)[2].count("审定版 1") == 1
    (root / BUDGET).unlink()
    assert "未经审定稿" in catalog("export", "-o", tmp_path / "y.xlsx", cwd=root)[2]


def test_the_bundle_of_a_release_is_no_other(root, tmp_path, catalog):
    named(root)
    assert catalog("release", "1", *WORDS, cwd=root)[0] == 0
    body = git(root, "cat-file", "tag", "release/1")
    raw = zips.bundled(catalog, root, tmp_path / "a.zip", "--rev", "release/1")
    wrong = body.replace(hashlib.sha256(raw).hexdigest(), "0" * 64)
    forged = subprocess.run(["git", "mktag"], cwd=root, input=wrong.encode() + b"\n", capture_output=True, check=True)
    git(root, "update-ref", "refs/tags/release/1", forged.stdout.decode().strip())
    code, _, err = catalog("export", "-f", "bundle", "--rev", "release/1", "-o", tmp_path / "b.zip", cwd=root)
    assert code == 1 and "审定版 1" in err and not (tmp_path / "b.zip").exists()
    code, out, _ = catalog("verify", tmp_path / "a.zip", "-f", "json", cwd=root)
    assert code == 1 and [one["rule"] for one in json.loads(out)["findings"]] == ["bundle-not-the-released"]
    # With other options there is nothing to hold it against.
    assert catalog("export", "-f", "bundle", "--owner", "财务局", "-o", tmp_path / "c.zip", cwd=root)[0] == 0


def test_it_is_refused(root, tmp_path, catalog):
    named(root)

    def refused(*words, rest=WORDS, exits=2) -> str:
        code, out, err = catalog("release", *words, *rest, cwd=root)
        assert (code, out) == (exits, "") and len(err.splitlines()) == 2, (words, err)
        return err

    assert "审定文件" in refused("1", rest=())
    assert "--approval" in refused("1", "--approval", " ", rest=())
    assert "没有“x”" in refused("1", "--fact", "x=y")
    assert "等号" in refused("1", "--fact", "x")
    assert "只写一行" in refused("1", rest=("--approval", "甲" * 301))
    for number in ("", "a b", "../x", "-x", "a..b", "x.lock", "x.", "a/b", "甲" * 41, "a~1", "x\n"):
        code, _, err = catalog("release", *WORDS, "--", number, cwd=root)
        assert code == 2 and "编号" in err, number
    (root / STAFF).write_text(model.completed("name: 在职职工信息\n"), encoding="utf-8")
    assert "尚未提交" in refused("1")
    assert catalog("release", "1", "--rev", "HEAD", *WORDS, cwd=root)[0] == 0
    assert "已经登记过" in refused("1", "--rev", "HEAD")
    assert "已经是审定版 1" in refused("2", "--rev", "HEAD")
    commit(root, {STAFF: model.completed("share: {type: 不予共享}\n")})
    assert "有错误" in refused("2", exits=1)
    git(root, "tag", "-a", "-m", "x", "release/3")
    commit(root, {STAFF: model.completed("")})
    assert "已经登记过" in refused("3")
    assert "没有这个版本" in refused("4", "--rev", "nonsense")
    assert git(root, "tag").splitlines() == ["release/1", "release/3"]
    shutil.rmtree(root / ".git")
    assert "不是 git 仓库" in refused("1")


def test_git_is_told_who_one_is(root, catalog, monkeypatch, tmp_path):
    git(root, "config", "user.useConfigOnly", "true")
    for name in ("HOME", "XDG_CONFIG_HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "nobody"))
    code, _, err = catalog("release", "1", *WORDS, cwd=root)
    assert code == 2 and "git config user.name" in err and git(root, "tag") == ""


def test_a_profile_asks_for_more(tmp_path, catalog):
    changed = zips.SETTINGS.replace("measures-2019, guide-2017", "regulation-2025")
    more = "usage: 工作参考, mode: {class: 共享平台方式, type: 接口}"
    text = model.completed(f"share: {{type: 无条件共享, {more}}}\ngrade: 一般\n")
    root = zips.begun(tmp_path / "库", {"catalog/catalog.yaml": changed, STAFF: text})
    (root / BUDGET).unlink()
    commit(root, {})
    named(root)
    code, _, err = catalog("release", "1", *WORDS, cwd=root)
    assert code == 2 and "《共享条例》第十三条第一款" in err
    for word in ("保密风险评估", "个人信息保护影响评估", "部门负责人审核同意"):
        assert f"--fact {word}=" in err
    facts = (
        "--fact",
        "保密风险评估=评估报告1号",
        "--fact",
        "privacy_assessment=评估报告2号",
        "--fact",
        "部门负责人审核同意=2026-11-20 某局长",
    )
    assert catalog("release", "1", *WORDS, *facts, cwd=root)[0] == 0
    data = outputs.checked("releases", catalog("release", "list", "-f", "json", cwd=root)[1])
    assert data["releases"][0]["facts"] == {
        "approval": "会议纪要〔2026〕3号",
        "secrecy_assessment": "评估报告1号",
        "privacy_assessment": "评估报告2号",
        "head_consent": "2026-11-20 某局长",
    }
    assert "评估报告2号" in catalog("release", "list", cwd=root)[1]


def test_the_list_tells_what_was_approved_when_and_what_changed_since(root, catalog, tmp_path):
    named(root)
    code, out, _ = catalog("release", "list", cwd=root)
    assert code == 0 and "还没有登记过" in out
    assert outputs.checked("releases", catalog("release", "list", "-f", "json", cwd=root)[1])["since"] is None
    assert catalog("release", "1", "--approval", "纪要1号", "--date", "2026-01-05", cwd=root)[0] == 0
    commit(root, {STAFF: model.completed("name: 在职职工信息\n")})
    assert catalog("release", "2", "--approval", "纪要2号", "--date", "2026-06-05", cwd=root)[0] == 0
    (root / BUDGET).unlink()
    code, out, _ = catalog("release", "list", cwd=root)
    assert (
        code == 0 and out.index("纪要2号") < out.index("纪要1号") and "审定版 2 以来：共变更 1 处：重大变更 1 处" in out
    )
    data = outputs.checked("releases", catalog("release", "list", "-f", "json", cwd=root)[1])
    assert [one["number"] for one in data["releases"]] == ["2", "1"]
    assert data["releases"][0]["previous"]["release"] == "1" and data["since"]["summary"]["removed"] == 1
    assert "纪要1号" in catalog("release", "list", "-f", "csv", cwd=root)[1]
    assert catalog("release", "list", "-o", tmp_path / "a.xlsx", cwd=root)[0] == 0
    for words in (("list", "--approval", "x"), ("3", "-f", "json")):
        assert catalog("release", *words, cwd=root)[0] == 2


def test_a_dry_run_makes_no_tag(root, catalog):
    code, out, _ = catalog("release", "1", *WORDS, "--dry-run", cwd=root)
    assert code == 0 and out.startswith("审定版 1：院机关政务信息资源目录\n") and git(root, "tag") == ""


def test_no_hook_and_no_setting_of_the_repository_has_a_say(root, catalog, tmp_path):
    named(root)
    sung = tmp_path / "sung"
    canary = tmp_path / "canary"
    canary.write_text(f"#!/bin/sh\ntouch '{sung}'\nexit 1\n", encoding="utf-8")
    canary.chmod(0o755)
    for name in ("reference-transaction", "post-commit"):
        shutil.copy(canary, root / ".git/hooks" / name)
    for name, value in {"tag.gpgSign": "true", "tag.forceSignAnnotated": "true", "gpg.program": canary, "gpg.format": "ssh", "gpg.ssh.program": canary, "gpg.ssh.defaultKeyCommand": canary, "core.editor": canary, "core.hooksPath": root / ".git/hooks"}.items():  # fmt: skip
        git(root, "config", name, str(value))
    assert catalog("release", "1", *WORDS, cwd=root)[0] == 0
    assert not sung.exists()
    if os.name != "nt":  # unguarded, the same tag would not have been made
        done = subprocess.run(["git", "tag", "-a", "-m", "x", "y"], cwd=root, capture_output=True)
        assert done.returncode and sung.exists()


def test_it_is_signed_by_the_key_that_one_names(root, catalog, tmp_path):
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    named(root)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", tmp_path / "key"], check=True)
    assert catalog("release", "1", *WORDS, "--sign", tmp_path / "key", cwd=root)[0] == 0
    listed = tmp_path / "signers"
    listed.write_text(f"t@example.org {(tmp_path / 'key.pub').read_text()}", encoding="utf-8")
    git(root, "-c", f"gpg.ssh.allowedSignersFile={listed}", "tag", "-v", "release/1")
    assert "审定版 1" in catalog("release", "list", cwd=root)[1]
    assert catalog("release", "2", *WORDS, "--sign", tmp_path / "none", cwd=root)[0] == 2


@pytest.mark.parametrize(
    "body",
    [
        "x",
        "审定版 1\n\n-- catalog release --\n{}",
        "\n-- catalog release --\n[" * 9,
        "\n-- catalog release --\n" + "[" * 100_000,
    ],
)
def test_a_tag_that_is_none_of_ours_is_no_release(root, catalog, body):
    named(root)
    subprocess.run(["git", "tag", "-a", "-F", "-", "release/1"], input=body.encode(), cwd=root, check=True)
    git(root, "tag", "release/2")
    code, out, err = catalog("release", "list", cwd=root)
    assert (code, err) == (0, "") and "还没有登记过" in out


def test_a_tag_that_was_moved_says_nothing(root, catalog):
    named(root)
    assert catalog("release", "1", *WORDS, cwd=root)[0] == 0
    other = commit(root, {STAFF: model.completed("name: 在职职工信息\n")})
    body = git(root, "cat-file", "tag", "release/1").splitlines()
    body[0] = f"object {other}"
    moved = subprocess.run(
        ["git", "mktag"], cwd=root, input="\n".join([*body, ""]).encode(), capture_output=True, check=True
    )
    git(root, "update-ref", "refs/tags/release/1", moved.stdout.decode().strip())
    assert releases(Revision(root, "HEAD")) == []


def test_numbers():
    assert all(map(is_number, ("1", "2026-1", "2026年第1号", "v1.2", "甲" * 40))) and FOLDER == "release"
