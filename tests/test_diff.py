"""`diff` as a command on git as it really is, and its reviews: complete, inert, stable, and silent about secrets."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import danger
import model
import outputs
import pytest

from govinfo_cli.comparison import compare
from govinfo_cli.reports.markdown import LIMIT
from govinfo_cli.source import Folder, Revision, differing

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


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "目录 库"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    commit(root, BASE)
    return root


def classes(out: str) -> list[str]:
    return [f"{one['level']} {one['class']}" for one in outputs.checked("diff", out)["changes"]]


def test_without_revisions_head_is_compared_with_what_lies_there(repository, catalog):
    lay(repository, {STAFF: model.completed(NARROWER), BUDGET: OTHER})
    code, out, err = catalog("diff", "-f", "json", cwd=repository / "catalog")
    assert (code, err) == (0, "")
    report = outputs.checked("diff", out)
    assert report["old"] == git(repository, "rev-parse", "HEAD") and report["new"] == "worktree"
    assert classes(out) == ["breaking share-narrowed", "info entry-added"]
    assert report["summary"] == {
        "added": 1,
        "removed": 0,
        "changed": 1,
        "moved": 0,
        "breaking": 1,
        "attention": 0,
        "info": 1,
    }
    narrowed = report["changes"][0]
    assert (narrowed["entry"], narrowed["field"], narrowed["old"], narrowed["new"], narrowed["line"]) == (
        "30304601/000012",
        "share.type",
        "无条件共享",
        "有条件共享",
        1,
    )


def test_untracked_counts_and_ignored_does_not(repository, catalog):
    lay(repository, {".gitignore": "*.tmp.yaml\n", "catalog/人事局/x.tmp.yaml": OTHER, BUDGET: OTHER})
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == ["info entry-added"]


@pytest.mark.parametrize(("level", "code"), [("never", 0), ("breaking", 0), ("attention", 1), ("any", 1)])
def test_the_level_decides_whether_it_fails(level, code, repository, catalog):
    lay(repository, {STAFF: model.completed("name: 职工基本情况\n")})
    assert catalog("diff", "--fail-on", level, cwd=repository)[0] == code
    lay(repository, BASE)
    assert catalog("diff", "--fail-on", level, cwd=repository)[0] == 0


def test_three_dots_begin_at_the_merge_base(repository, catalog):
    git(repository, "checkout", "-q", "-b", "side")
    commit(repository, {STAFF: model.completed(NARROWER)})
    git(repository, "checkout", "-q", "main")
    commit(repository, {BUDGET: OTHER})
    for words in (("main...side",), ("main..side",), ("main", "side")):
        found = classes(catalog("diff", *words, "-f", "json", cwd=repository)[1])
        assert (
            found == ["breaking share-narrowed"]
            if "..." in words[0]
            else ["breaking entry-withdrawn", "breaking share-narrowed"]
        )
    git(repository, "checkout", "-q", "side")
    assert classes(catalog("diff", "main...", "-f", "json", cwd=repository)[1]) == ["breaking share-narrowed"]
    assert catalog("diff", "main...side", "main", cwd=repository)[0] == 2


def test_what_has_no_merge_base_is_told(repository, catalog):
    git(repository, "checkout", "-q", "--orphan", "other")
    commit(repository, BASE, "another beginning")
    code, out, err = catalog("diff", "main...other", cwd=repository)
    assert (code, out) == (2, "") and "没有共同起点" in err and "--unshallow" in err
    assert catalog("diff", "main", "other", cwd=repository)[0] == 0


def test_a_base_before_the_catalogue_is_no_error(tmp_path, catalog):
    root = tmp_path / "r"
    root.mkdir()
    git(root, "init", "-q")
    first = commit(root, {"README": "x"})
    commit(root, BASE)
    report = outputs.checked("diff", catalog("diff", first, "HEAD", "-f", "json", cwd=root)[1])
    assert report["summary"]["added"] == 1 and report["summary"]["breaking"] == report["summary"]["attention"] == 0


@pytest.mark.parametrize("kind", ["bare", "worktree", "submodule", "shallow", "sha256", "below", "quoted"])
def test_every_kind_of_repository(kind, tmp_path, repository, catalog):
    commit(repository, {STAFF: model.completed(NARROWER)}, "二")
    where = tmp_path / kind
    match kind:
        case "bare":
            git(tmp_path, "clone", "-q", "--bare", str(repository), str(where))
        case "worktree":
            git(repository, "worktree", "add", "-q", str(where))
        case "submodule":
            outer = tmp_path / "outer"
            outer.mkdir()
            git(outer, "init", "-q")
            git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repository), "目录")
            where = outer / "目录"
        case "shallow":
            git(tmp_path, "clone", "-q", "--depth", "2", f"file://{repository}", str(where))
        case "sha256":
            where.mkdir()
            git(where, "init", "-q", "--object-format=sha256")
            commit(where, BASE)
            commit(where, {STAFF: model.completed(NARROWER)})
        case "below":
            where.mkdir()
            git(where, "init", "-q")
            commit(where, {f"部门/目录 库/{path}": text for path, text in BASE.items()})
            commit(
                where, {f"部门/目录 库/{STAFF}": model.completed(NARROWER), "catalog/catalog.yaml": "no catalogue\n"}
            )
            where = where / "部门/目录 库"
        case "quoted":
            where = repository
            git(where, "config", "core.quotePath", "true")
    assert classes(catalog("diff", "HEAD~1", "HEAD", "-f", "json", cwd=where)[1]) == ["breaking share-narrowed"]
    if kind != "bare":
        assert classes(catalog("diff", "HEAD~1", "-f", "json", cwd=where)[1]) == ["breaking share-narrowed"]
        assert classes(catalog("diff", "-f", "json", cwd=where)[1]) == []


def test_a_crlf_checkout_and_a_touched_file_are_no_change(repository, catalog):
    place = repository / STAFF
    place.write_bytes(place.read_bytes().replace(b"\n", b"\r\n"))
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == []


def test_git_s_index_cannot_hide_a_change(repository, catalog):
    git(repository, "update-index", "--assume-unchanged", STAFF)
    place = repository / STAFF
    before = place.stat()
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace("无条件共享", "有条件共享"), encoding="utf-8")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert git(repository, "status", "--porcelain") == ""
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == ["breaking share-narrowed"]


def test_two_commits_and_a_listing_tell_the_same(repository):
    """What git's trees say of two commits is what a look at every file says."""
    old = git(repository, "rev-parse", "HEAD")
    commit(
        repository,
        {
            STAFF: None,
            BUDGET: OTHER,
            "catalog/人事局/.hidden.yaml": "x",
            "catalog/b.txt": "x",
            "schemas/a/profile.yaml": "title: x\n",
        },
    )
    (repository / "catalog/人事局/link.yaml").symlink_to("/etc/hostname")
    commit(repository, {})
    fast = list(differing(Revision(repository, old), Revision(repository, "HEAD")))
    slow = list(differing(Revision(repository, old), Folder(repository)))
    assert [[file and (file.path, file.trouble) for file in pair] for pair in fast] == [
        [file and (file.path, file.trouble) for file in pair] for pair in slow
    ]
    assert {(pair[0] or pair[1]).path for pair in fast} == {
        STAFF,
        BUDGET,
        "catalog/b.txt",
        "catalog/人事局/link.yaml",
        "schemas/a/profile.yaml",
    }


def test_a_reference_that_broke_is_told_in_the_entry_that_did_not_change(repository, catalog):
    commit(repository, {BUDGET: OTHER + "related: [30304601/000012]\n"})
    lay(repository, {STAFF: None})
    report = json.loads(catalog("diff", "-f", "json", cwd=repository)[1])
    broken = next(one for one in report["changes"] if one["class"] == "related-broken")
    assert (broken["entry"], broken["path"], broken["old"], broken["name"]) == (
        "30304602/000003",
        BUDGET,
        "30304601/000012",
        "部门决算",
    )
    lay(
        repository,
        {"catalog/别处/30304601-000012_x.yaml": model.completed("abstract: 另一个文件里的同一条，按月汇总\n")},
    )
    assert not [
        one
        for one in json.loads(catalog("diff", "-f", "json", cwd=repository)[1])["changes"]
        if one["class"] == "related-broken"
    ]


def test_a_profile_that_comes_along_does_not_judge_itself(repository, catalog):
    own = "title: {zh: 本院, en: own}\nextends: guide-2017\n"
    settings = model.SETTINGS.replace("[measures-2019, guide-2017]", "[guide-2017, own]")
    commit(repository, {"catalog/catalog.yaml": settings, "schemas/own/profile.yaml": own})
    lay(
        repository,
        {
            "schemas/own/changes.yaml": "classes: {share-narrowed: {level: info}}\nrows: [{class: entry-added}]\n",
            STAFF: model.completed(NARROWER),
        },
    )
    assert classes(catalog("diff", "-f", "json", cwd=repository)[1]) == [
        "breaking share-narrowed",
        "attention profile-changed",
    ]


def test_a_house_rule_that_is_taken_out_still_asks(repository, catalog):
    commit(
        repository,
        {
            "catalog/catalog.yaml": model.SETTINGS + "house: {consent: [扩大共享, breaking]}\n",
            STAFF: model.completed(NARROWER),
        },
    )
    lay(repository, BASE)
    code, out, _ = catalog("diff", "-f", "json", "--fail-on", "breaking", cwd=repository)
    widened = next(one for one in json.loads(out)["changes"] if one["class"] == "share-widened")
    assert code == 1 and widened["askedBy"] == ["house"] and widened["consent"] is None


def test_an_unknown_word_in_the_house_rule_ends_the_run(repository, catalog):
    lay(repository, {"catalog/catalog.yaml": model.SETTINGS + "house: {consent: [share-widend]}\n"})
    code, out, err = catalog("diff", cwd=repository)
    assert (code, out) == (2, "") and "share-widend" in err and "share-widened" in err


CONSENT = '- {entry: 30304601/000012, change: share-narrowed, by: 科学技术部, date: "2026-05-01", document: 国科函〔2026〕3号%s}\n'


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ("", True),
        (", to: 有条件共享", True),
        (", field: share.type", True),
        (", to: 不予共享", False),
        (", field: share.scope", False),
        (", opinion: 不同意", False),
    ],
)
def test_a_consent_counts_for_the_change_that_it_names(said, passes, repository, catalog):
    commit(repository, {"catalog/catalog.yaml": model.SETTINGS + "house: {consent: [share-narrowed]}\n"})
    lay(repository, {STAFF: model.completed(NARROWER), "catalog/consents.yaml": CONSENT % said})
    code, out, _ = catalog("diff", "-f", "json", "--fail-on", "breaking", cwd=repository)
    assert (code == 0) is passes
    assert bool(json.loads(out)["unmetConsents"]) is (said in (", to: 不予共享", ", field: share.scope"))


def test_a_consent_of_before_counts_only_where_it_says_what_comes(repository, catalog):
    commit(
        repository,
        {
            "catalog/catalog.yaml": model.SETTINGS + "house: {consent: [share-narrowed]}\n",
            "catalog/consents.yaml": CONSENT % ", to: 有条件共享",
        },
    )
    lay(repository, {STAFF: model.completed(NARROWER)})
    assert catalog("diff", "--fail-on", "breaking", cwd=repository)[0] == 0


def test_a_consent_that_nobody_asked_for_changes_nothing(repository, catalog):
    lay(repository, {STAFF: model.completed(NARROWER), "catalog/consents.yaml": CONSENT % ""})
    assert catalog("diff", "--fail-on", "breaking", cwd=repository)[0] == 1


def test_consents_are_checked_by_form(repository, catalog):
    lay(repository, {"catalog/consents.yaml": "- {entry: a, change: b, bye: 谁}\n"})
    code, out, _ = catalog("validate", "-f", "concise", cwd=repository)
    assert code == 1 and "missing-field" in out and "unknown-field" in out


SECRETS = {"11010519491231002X": "身份证号", "13912345678": "手机", "机密★5年": "密级"}


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html", "github", "gitlab"])
def test_what_no_output_may_show_is_not_shown(form, repository, catalog):
    """Neither what came nor what went: the old text is what a deletion would else quote."""
    old = "abstract: 联系人张三 11010519491231002X，电话 13912345678，按月汇总\n"
    new = "abstract: 机密★5年，按月汇总\nkeywords: [11010519491231002X]\n"
    items = "items: [{name: 张三 11010519491231002X, type: 字符型C, length: 5}]\n"
    commit(repository, {STAFF: model.completed(old)})
    lay(repository, {STAFF: model.completed(new + items)})
    code, out, err = catalog("-v", "diff", "-f", form, cwd=repository)
    plain = json.dumps(json.loads(out), ensure_ascii=False) if form in ("json", "gitlab") else out
    for secret in SECRETS:
        assert secret not in plain and secret not in err
    assert "■■■" in plain and code == 0


TAGS = set(
    re.findall(
        "[a-z0-9]+",
        "html head meta title style body h1 h2 h3 p strong section details summary table tr th td small del ins",
    )
)
HOSTILE = "<script>alert(1)</script> ::error::x | **b** [x](http://e) @all \u202e ## [z] `q` ' \" &amp;"


@pytest.mark.parametrize("form", ["text", "markdown", "html", "github"])
def test_foreign_text_is_inert_in_every_review(form, repository, catalog):
    quoted = json.dumps(HOSTILE, ensure_ascii=False)
    lay(
        repository,
        {STAFF: model.completed(f"name: {quoted}\nabstract: {quoted}\nowner: {quoted}\nx-{'a' * 3}: {quoted}\n")},
    )
    out = catalog("-v", "diff", "-f", form, cwd=repository)[1]
    assert (
        "\u202e" not in out
        and "http://" not in out.replace("http://e", "http//e")
        or form in ("text", "github", "html")
    )
    assert not re.search(r"^::error::x", out, re.M)
    if form == "html":
        tags: set[str] = set()

        class Reader(HTMLParser):
            def handle_starttag(self, tag, attributes):
                tags.add(tag)
                assert all(
                    name in {"class", "lang", "charset", "http-equiv", "content", "name"} for name, _ in attributes
                )

        Reader().feed(out)
        assert {"table", "td", "ins", "del"} <= tags <= TAGS and "&lt;script&gt;" in out
    if form == "markdown":
        assert "<script" not in out and "](http" not in out and "@all" not in out


def many(count: int, text: str) -> dict[str, str]:
    return {
        f"catalog/人事局/30304601-{n:06d}_职工记录{n}.yaml": model.completed(
            f"code: 30304601/{n:06d}\nname: 职工记录{n}\nabstract: 第{n}种记录，{text}\n"
        )
        for n in range(100, 100 + count)
    }


def test_the_comment_stays_within_the_host_s_limit_and_says_what_it_left_out(repository, catalog):
    commit(repository, many(900, "按月汇总"))
    lay(repository, many(900, "由综合处按月汇总报送"))
    lay(repository, {STAFF: model.completed(NARROWER)})
    out = catalog("diff", "-f", "markdown", cwd=repository)[1]
    assert 30_000 < len(out) <= LIMIT
    assert out.index("重大变更 1 处") < out.index("一般变更")
    left = int(re.search(r"另有一般变更 (\d+) 处没有列出", out)[1])
    assert out.count("**修改摘要**") == 900 - left > 0
    text = catalog("diff", cwd=repository)[1]
    assert text.count("\n") < 25 and "修改摘要 900" in text


def test_fingerprints_stay_when_other_things_change(repository, catalog):
    lay(repository, {STAFF: model.completed(NARROWER), BUDGET: OTHER})
    before = {
        one["fingerprint"]: one for one in json.loads(catalog("diff", "-f", "json", cwd=repository)[1])["changes"]
    }
    lay(repository, {STAFF: "# 上面多一行\n" + model.completed(NARROWER + "abstract: 另写的摘要，说明内容和来源\n")})
    after = {one["fingerprint"]: one for one in json.loads(catalog("diff", "-f", "json", cwd=repository)[1])["changes"]}
    assert len(before) == 2 and before.keys() < after.keys()
    lay(repository, {STAFF: model.completed(NARROWER.replace("有条件共享", "不予共享"))})
    third = [one["fingerprint"] for one in json.loads(catalog("diff", "-f", "json", cwd=repository)[1])["changes"]]
    assert len(set(third)) == len(third) and len(before.keys() & set(third)) == 1


def test_several_reviews_come_from_one_run(repository, catalog, tmp_path):
    lay(repository, {STAFF: model.completed(NARROWER)})
    files = [tmp_path / name for name in ("a.md", "a.html", "a.json", "gl-code-quality-report.json")]
    code, out, _ = catalog("diff", *(word for file in ["-", *files] for word in ("-o", file)), cwd=repository)
    assert code == 0 and out.startswith("变更比对") and files[0].read_text().startswith("## 变更比对")
    outputs.checked("diff", files[2].read_text())
    assert json.loads(files[3].read_text())[0]["severity"] == "critical"
    assert files[1].read_text().startswith("<!DOCTYPE html>")
    assert catalog("diff", "-f", "sarif", cwd=repository)[0] == 2


def test_items_put_in_order_are_told_by_their_names(repository, catalog):
    items = "items: [{name: 任职日期, type: 日期型D}, {name: 职工编号, type: 字符型C, length: 20}]\n"
    lay(repository, {STAFF: model.completed(items)})
    (one,) = json.loads(catalog("diff", "-f", "json", cwd=repository)[1])["changes"]
    assert (one["class"], one["old"], one["new"]) == (
        "items-reordered",
        ["职工编号", "任职日期"],
        ["任职日期", "职工编号"],
    )


def test_a_shared_code_is_told_apart_by_file(repository, catalog):
    twin = "catalog/人事局/另一条.yaml"
    commit(repository, {twin: model.completed("name: 职工考勤记录\n")})
    lay(repository, {twin: None})
    report = json.loads(catalog("diff", "-f", "json", cwd=repository)[1])
    assert [(one["class"], one["name"]) for one in report["changes"]] == [("entry-withdrawn", "职工考勤记录")]


def test_swapped_codes_and_case_only_renames(repository):
    first = commit(repository, {BUDGET: OTHER})
    commit(repository, {STAFF: OTHER, BUDGET: BASE[STAFF]})
    assert sorted(case.name for case in compare(Revision(repository, first), Revision(repository, "HEAD")).cases) == [
        "entry-moved",
        "entry-moved",
    ]
    shutil.move(repository / STAFF, repository / "catalog/人事局/A.yaml")
    second = commit(repository, {})
    shutil.move(repository / "catalog/人事局/A.yaml", repository / "catalog/人事局/a.yaml")
    commit(repository, {})
    assert [case.name for case in compare(Revision(repository, second), Revision(repository, "HEAD")).cases] == [
        "entry-moved"
    ]


def test_records_of_any_shape_do_not_end_the_run(repository, catalog):
    for text in ("", "[", "- 1\n- [a]\n", "a: b\n", "{}", "null\n", "x: {y: [z]}\n"):
        for name in ("owners", "waivers", "withdrawn", "consents"):
            lay(repository, {f"catalog/{name}.yaml": text})
        code, out, err = catalog("diff", "-f", "json", cwd=repository)
        assert code == 0, err
        outputs.checked("diff", out)


def test_a_huge_or_broken_entry_does_not_end_the_run(repository, catalog):
    lay(repository, {STAFF: "name: [\n", BUDGET: "abstract: " + "甲" * 500_000 + "\n"})
    code, out, _ = catalog("diff", "-f", "json", cwd=repository)
    assert code == 0 and "breaking entry-unreadable" in classes(out)


@pytest.mark.parametrize(("form", "lines"), [("text", 8), ("markdown", 12), ("github", 1)])
def test_the_one_danger_among_forty_is_seen_at_once(form, lines, tmp_path, catalog):
    danger.lay(tmp_path)
    out = catalog("diff", "-f", form, cwd=tmp_path)[1]
    top = "\n".join(out.splitlines()[:lines])
    assert danger.DANGER in top and "不予共享" in top
    assert "修改摘要 40" in out
    if form == "text":
        assert len(out.splitlines()) < 24 and danger.DANGER in out.splitlines()[-1]


def test_the_page_shows_the_danger_before_anything_else(tmp_path, catalog):
    danger.lay(tmp_path)
    out = catalog("diff", "-f", "html", cwd=tmp_path)[1]
    body = out[out.index("<body>") :]
    assert body.index(danger.DANGER) < body.index("<section") < body.index("<details")
    assert body.count("<tr>") == 42 + 42 and "<ins>由综合处</ins>" in body
