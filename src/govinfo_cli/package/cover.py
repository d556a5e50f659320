"""The cover page of a bundle: what it is, by whose leave, what is in it and what is not; one page to read, print and file.

In Chinese only, as what it covers is. It loads nothing and runs nothing; all text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from govinfo_cli import __version__
from govinfo_cli.change import reviewing
from govinfo_cli.change.comparison import Comparison
from govinfo_cli.edition.exported import Edition
from govinfo_cli.package import manifest
from govinfo_cli.sharing import CONDITIONAL, INSIDE, NOT_SHARED, OUTSIDE, UNCONDITIONAL
from govinfo_cli.statistics import GROUPINGS, Group, Statistics
from govinfo_cli.visible import visible

_SIDES = {OUTSIDE: "对外（其他政务部门）", INSIDE: "对内（本机关各部门、院属单位）"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
@page{size:A4;margin:18mm 16mm}
body{font:15px/1.7 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:52rem;margin:2.5rem auto;padding:0 1.2rem;color:#222;background:#fff}
h1{font-size:1.75rem;line-height:1.35;text-align:center;margin:0 0 .4rem}.publisher{text-align:center;color:#444;margin:0 0 1.4rem}
h2{font-size:1.1rem;margin:1.9rem 0 .5rem;padding-bottom:.2rem;border-bottom:2px solid #1f4e79;color:#1f4e79}
.status{text-align:center;font-size:1.15rem;font-weight:bold;padding:.5rem;margin:0 auto 1.4rem;border:2px solid;max-width:30rem}
.approved{color:#176632;background:#eef7f0}.draft{color:#8a4b00;background:#fff6e8}.wrong{color:#a3001d;background:#fdecee}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #c4c9cf;padding:.3rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f2f4f6;font-weight:normal;color:#333}.facts th{width:8.5rem}.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
tfoot td{font-weight:bold}code{font:.82em/1.5 ui-monospace,Consolas,monospace;overflow-wrap:anywhere}p{margin:.5rem 0}.note{color:#555;font-size:.92em}
.members td:first-child{width:38%}
@media print{body{font-size:10.5pt;margin:0;max-width:none;padding:0;print-color-adjust:exact;-webkit-print-color-adjust:exact}tr{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}tfoot{display:table-row-group}}
"""


class _Markup(str):
    """Text that is HTML already. Whatever else comes into the page is escaped."""


def page(edition: Edition, said: dict, counted: Statistics, compared: Comparison | None, inside: Sequence[str]) -> str:
    """The whole page, of the manifest `said` (without its members) and the files `inside` that lie beside it."""
    body = [
        _tag("h1", said["title"]),
        _tag("p", _publisher(said), cls="publisher"),
        *_status(said),
        _tag("table", *_facts(edition, said, counted), cls="facts"),
        _tag("h2", "目录条目"),
        *_shares(said),
        *_groups(counted),
        _tag("h2", "与上一审定版相比"),
        *_changes(said, compared),
        _tag("h2", "包里有什么"),
        *_contents(said, inside),
        _tag("h2", "没有放进去的内容"),
        *_left_out(edition, said),
        _tag("h2", "怎样核验"),
        *_how(),
    ]
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"{_tag('title', said['title'])}<style>{_STYLE}</style>"
    )
    return f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{head}</head>\n<body>\n' + "\n".join(body) + "\n</body></html>\n"


def _publisher(said: dict) -> str:
    name, uscc = said["publisher"].get("name", "编制单位未填"), said["publisher"].get("uscc")
    return f"{name}（统一社会信用代码 {uscc}）" if uscc else name


def _status(said: dict) -> Iterator[_Markup]:
    errors = said["check"]["errors"]
    yield _tag("p", said["status"]["zh"], cls="status approved" if said["release"] else "status draft")
    if errors:
        yield _tag("p", f"有错误 {errors} 处，未改正即导出，不得上报", cls="status wrong")
    if said["dirty"]:
        yield _tag("p", "含尚未提交的改动，别人无法照此重做", cls="status wrong")


def _facts(edition: Edition, said: dict, counted: Statistics) -> Iterator[_Markup]:
    total, check = counted.total, said["check"]
    scope = {None: "对外、对内", **_SIDES}[said["arguments"]["scope"]]
    shorts = "".join(edition.settings.profile.shorts[name].zh for name in edition.settings.profile.names)
    found = "，".join(
        f"{word} {check[key]} 处" for key, word in (("errors", "错误"), ("warnings", "警告"), ("infos", "提示"))
    )
    rows = [
        ("目录条目", f"{total.entries} 条，信息项 {total.items} 个"),
        ("提供方", "、".join(said["arguments"]["owners"]) or "全部"),
        ("用途", scope),
        ("按哪些规范", shorts),
        ("检查结果", f"{found}（详见 检查报告.xlsx）"),
        ("提交时间", (said["time"] or "").replace("T", " ") or "不在 git 里，没有日期"),
        ("提交（版本）", _tag("code", said["commit"] or "不在 git 里")),
        ("内容树", _tag("code", said["tree"] or "不在 git 里")),
        ("工具", f"catalog {__version__}"),
    ]
    return (_tag("tr", _tag("th", head), _tag("td", value)) for head, value in rows)


def _shares(said: dict) -> Iterator[_Markup]:
    """Entries by share type on each side, as they are in upload/."""
    kinds = (UNCONDITIONAL, CONDITIONAL, NOT_SHARED)
    rows = []
    for side, counts in said["counts"].items():
        shares = counts["share"]
        other = counts["entries"] - sum(shares.get(kind, 0) for kind in kinds)
        rows.append((_SIDES[side], counts["entries"], *(shares.get(kind, 0) for kind in kinds), other))
    keep = 6 if any(row[5] for row in rows) else 5
    heads = ("共享类型", "目录条目（条）", *kinds, "不明")
    if rows:
        yield _table(heads[:keep], [row[:keep] for row in rows])


def _groups(counted: Statistics) -> Iterator[_Markup]:
    for name in ("owner", "class"):
        groups = counted.groups[name]
        rows = [(_called(group, name), group.count.entries, group.count.items) for group in groups]
        last = ("合计", counted.total.entries, counted.total.items)
        yield _tag("p", "")
        yield _table((GROUPINGS[name].zh, "目录条目（条）", "信息项（个）"), rows, last)


def _called(group: Group, by: str) -> str:
    if group.key is None:
        return "（未填）"
    return f"{group.key} {group.label.zh}" if by == "class" and group.label else group.key


def _changes(said: dict, compared: Comparison | None) -> Iterator[_Markup]:
    if compared is None:
        yield _tag("p", "以前没有审定版，没有可比的。")
        return
    number = said["previous"]["release"]
    base = f"审定版 {number}" if number else "指定的版本"
    yield _tag(
        "p", f"与{base}（", _tag("code", said["previous"]["commit"][:12]), "）相比，", reviewing.summary(compared).zh
    )
    alarm = reviewing.alarm(compared)
    if alarm:
        yield _tag("p", _tag("strong", alarm.zh))
    yield _tag("p", "逐处见 变更比对.html。", cls="note")


def _contents(said: dict, inside: Sequence[str]) -> Iterator[_Markup]:
    rows = [(path, one["title"]["zh"], _SIDES[one["side"]]) for one in said["targets"] for path in one["files"]]
    rows += [(f"internal/{name}", "留存本单位，不外发", "") for name in sorted((*inside, "封面.html"))]
    rows.append((manifest.PATH, "清单：每个文件的 sha256 和大小", ""))
    yield _table(("文件", "内容", "给谁"), rows, cls="members")
    for one in said["unfit"]:
        yield _tag("p", _tag("strong", f"没有 {one['target']}："), one["why"]["zh"])


def _left_out(edition: Edition, said: dict) -> Iterator[_Markup]:
    if not said["leftOut"]:
        yield _tag("p", "没有。")
        return
    rows = [
        (_named(edition, one["key"]), _SIDES[one["side"]], one["target"] or "全部", one["count"], one["why"]["zh"])
        for one in said["leftOut"]
    ]
    yield _table(("填报项", "哪一侧", "导出模板", "条", "为什么"), rows)


def _named(edition: Edition, key: str) -> str:
    """关键字（keywords）; an item's own field as such."""
    label = edition.settings.shape.label(tuple(0 if step == "*" else step for step in key.split("."))).zh
    said = f"信息项的{label}" if key.startswith("items.*.") else label
    return said if said == key else f"{said}（{key}）"


def _how() -> Iterator[_Markup]:
    yield _tag(
        "p",
        "在任何装有本工具的电脑上运行  ",
        _tag("code", "catalog verify 上传包.zip"),
        "，逐个核对清单里的文件、条数和各文件之间是否一致；",
    )
    yield _tag("p", "在目录库的文件夹里运行同一命令，还会从上面的提交重新导出一份，逐字节比较。")


def _table(heads: Sequence[str], rows: Iterable[Sequence], last: Sequence = (), cls: str | None = None) -> _Markup:
    def line(cells: Sequence) -> _Markup:
        return _tag("tr", *(_tag("td", str(cell), cls="number" if isinstance(cell, int) else None) for cell in cells))

    head = _tag("thead", _tag("tr", *(_tag("th", one) for one in heads)))
    foot = [_tag("tfoot", line(last))] if last else []
    return _tag("table", head, _tag("tbody", *map(line, rows)), *foot, cls=cls)


def _tag(name: str, *content: str, cls: str | None = None) -> _Markup:
    inside = "".join(part if isinstance(part, _Markup) else escape(visible(part)) for part in content)
    return _Markup(f"<{name}{f' class={chr(34)}{cls}{chr(34)}' if cls else ''}>{inside}</{name}>")
