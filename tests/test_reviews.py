"""The reviews of a comparison: the danger first, complete, inert, stable, and silent about secrets."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import danger
import model
import outputs
import pytest
from repositories import BUDGET, NARROWER, OTHER, STAFF, commit, lay

from govinfo_cli.reports.markdown import LIMIT

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


@pytest.mark.parametrize(("form", "lines"), [("text", 5), ("markdown", 3), ("github", 1)])
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
    assert body.index("重大变更 1 处</h1>") < body.index(danger.DANGER) < 200
    assert "@media print" in out and "details::details-content{content-visibility:visible" in out
    assert body.count("<tr>") == 42 + 42 and "<ins>由综合处</ins>" in body


def test_the_example_is_in_order_before_and_after(tmp_path, catalog):
    danger.lay(tmp_path)
    for words in (("validate", "--rev", "HEAD"), ("validate",)):
        code, out, _ = catalog(*words, "--today", "2026-06-02", "--fail-on", "warning", cwd=tmp_path)
        assert code == 0 and "共检查 40 条" in out, out


def test_items_put_in_order_are_told_by_their_names(repository, catalog):
    items = "items: [{name: 任职日期, type: 日期型D}, {name: 职工编号, type: 字符型C, length: 20}]\n"
    lay(repository, {STAFF: model.completed(items)})
    (one,) = json.loads(catalog("diff", "-f", "json", cwd=repository)[1])["changes"]
    assert (one["class"], one["old"], one["new"]) == (
        "items-reordered",
        ["职工编号", "任职日期"],
        ["任职日期", "职工编号"],
    )
