"""Outcomes that the report tests start from: a small catalogue with findings, one without, and a hostile one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import model

from govinfo_cli.diagnostic import Diagnostic, Edit, Fix, Severity, Span, Text
from govinfo_cli.outcome import Outcome, Title
from govinfo_cli.profile import load_profile
from govinfo_cli.source import Folder
from govinfo_cli.validation import Request, validate

TODAY = date(2026, 11, 24)
PROFILE, _ = load_profile(["measures-2019", "guide-2017"])

WAIVED = "30304601/000013"
FILES = {
    # without update_cycle, published and owner: errors and a warning in one entry
    model.PATH: "".join(
        f"{line}\n" for key, line in model.ENTRY.items() if key not in ("update_cycle", "published", "abstract")
    ),
    "catalog/人事局/30304601-000013_岗位聘用.yaml": model.completed(
        f"code: {WAIVED}\nname: 岗位聘用\npublished:\nabstract: 各所岗位设置和聘用的人数，按年度汇总\n"
    ),
    "catalog/waivers.yaml": f"- {{rule: missing-field, entry: {WAIVED}, reason: 早期条目没有记下日期, "
    "approved_by: 办公厅, until: 2027-06-30}\n",
}


def catalogue(root: Path, files: dict[str, str]) -> Path:
    """Lays out the model settings, owners and `files` below `root`."""
    for path, text in {"catalog/catalog.yaml": model.SETTINGS, "catalog/owners.yaml": model.OWNERS, **files}.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return root


def real(root: Path) -> Outcome:
    """Errors and a warning in an entry, a waived finding in another, a folder where an entry should be."""
    catalogue(root, FILES)
    (root / "catalog/人事局/培训.yaml").mkdir()
    return validate(Folder(root), Request(today=TODAY))


def clean(root: Path) -> Outcome:
    """Nothing found."""
    return validate(Folder(catalogue(root, {model.PATH: model.completed("")})), Request(today=TODAY))


def finding(message: str = "共享类型：没有填", **facts) -> Diagnostic:
    """A finding of missing-field in the model entry, with `facts` changed."""
    one = Diagnostic(
        rule="missing-field",
        severity=Severity.ERROR,
        message=Text(zh=message, en=message),
        span=Span(model.PATH, 3, 5, 3, 9),
        entry="30304601/000012",
        field="share.type",
        cites=("measures-2019#art-16-p2",),
    )
    return one._replace(**facts)


def outcome(*findings: Diagnostic, waived: tuple[Diagnostic, ...] = (), **facts) -> Outcome:
    """An outcome with `findings` in the order of reports and the model entry's title for every path."""
    paths = {one.span.path for one in findings}
    return Outcome(
        findings=tuple(sorted(findings, key=lambda one: one.order)),
        waived=waived,
        entries=facts.pop("entries", 10),
        checked=facts.pop("checked", 10),
        profile=PROFILE,
        titles=facts.pop("titles", {path: Title("人事局", "在职职工基本信息", "30304601/000012") for path in paths}),
        **facts,
    )


# What a stranger may write into a value, a key or a file name.
HOSTILE = (
    "一行\n::error file=README.md::假的",
    "::warning::假的",
    "一行\r\n##vso[task.setvariable]假的",
    "##[error]假的 ###[group]",
    "]]></failure></testcase><script>alert(1)</script>",
    "<img src=x onerror=alert(1)> </details> &lt; &amp; <!--",
    "a | b | c `code` ``two`` ```",
    "[点这里](http://evil.example) ![x](https://evil.example/x.png) www.evil.example a@b.example",
    "@everyone #12 GH-13 !14 $15 %16 ~17 &18 :rocket: user/repo#19",
    "\u202e反向\u2066 \u200b零宽\ufeff \x1b[31m红\x07 \x00 \x9b",
    "𠮷𪚥 罕用字 🙂 e\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "半个\udce9代理\ud800对 \\udce9 \\\\",
    '=HYPERLINK("http://evil.example")',
    "＝1+1",
    " +1",
    "\t@SUM(1)",
    "- [ ] 任务\n# 标题\n> 引用",
    "1. 一\n---\n===",
    "{0} {{1}} %0A%25 a,b:c",
    "长" * 5000,
)


def hostile() -> Outcome:
    """Every hostile text as message, help, name, owner, code, field, line, fix, related place and path."""
    findings, titles = [], {}
    for number, text in enumerate(HOSTILE):
        path = f"catalog/{text[:80].replace('/', '／')}/{number}_{text[:80].replace('/', '／')}.yaml"
        titles[path] = Title(text, text, text)
        findings.append(
            finding(
                text,
                severity=list(Severity)[number % 3],
                span=Span(path, 1, 2, 1, 4),
                entry=text,
                field=text,
                help=Text(zh=text, en=text),
                fix=Fix(Text(zh=text, en=text), safe=number % 2 == 0, edits=(Edit(1, 1, 2, 1, text),)),
                related=((Text(zh=text, en=text), Span(path, 2, 1, 2, 2)),),
                source=text.split("\n")[0],
            )
        )
    findings.append(
        finding("移动", span=Span("catalog/乙.yaml"), fix=Fix(Text("移", "move"), True, move="catalog/甲.yaml"))
    )
    findings.append(finding("编码", span=Span("catalog/丙.yaml", 9, 1, 12, 3), fix=Fix(Text("存", "save"), True)))
    return outcome(*findings, waived=(finding("例外" + HOSTILE[0]),), titles=titles)
