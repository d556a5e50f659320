"""One page for a browser: what was and what is side by side, the heaviest first. No script; all text is escaped."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from html import escape

from govinfo_cli.change import reviewing
from govinfo_cli.change.comparison import Case, Comparison
from govinfo_cli.change.judgement import Level
from govinfo_cli.diagnostic import Text
from govinfo_cli.visible import visible

# The page loads nothing and runs nothing, whatever stands in it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body{font:16px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
h1{font-size:1.5rem;margin-bottom:.6rem}p{margin:.5rem 0}.between{color:#666}h2{font-size:1.2rem;margin-top:2rem;padding:.3rem .8rem;border-left:.4rem solid}
h3{font-size:1rem;margin:1.2rem 0 .3rem}h3 small{font-weight:normal;color:#666}
.breaking h2,.alarm{border-color:#b00020;background:#fdecee;color:#7a0016}.attention h2{border-color:#b26a00;background:#fff5e5}.info{margin-top:2rem}.info summary{border-left:.4rem solid #5a6b7b;background:#f2f4f6;padding:.3rem .8rem;font-weight:bold;cursor:pointer}
.alarm{padding:.5rem .8rem;border-left:.4rem solid;font-weight:bold}
table{border-collapse:collapse;width:100%;table-layout:fixed}th,td{border:1px solid #ccc;padding:.4rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f2f4f6;font-weight:normal}td small{color:#555;display:block}del{background:#ffd7d9;text-decoration:line-through #b00020 1px}ins{background:#cdf2d6;text-decoration:underline #1a7f37 1px}
@media print{html{font-size:12px}body{font-size:1rem;margin:0;max-width:none;print-color-adjust:exact;-webkit-print-color-adjust:exact}
tr,summary{break-inside:avoid}h2,h3,summary,tr:first-child{break-after:avoid}details>h3{display:block}details>table{display:table}
details::details-content{content-visibility:visible;display:block;block-size:auto}}
"""
_HEADS = (Text(zh="变更", en="change"), Text(zh="原来", en="before"), Text(zh="现在", en="now"))


class Markup(str):
    """Text that is HTML already. Whatever else comes into the page is escaped."""


def render(comparison: Comparison, lang: str, color: bool = False, full: bool = False) -> str:
    """The whole page. `color` and `full` have no effect."""
    title = reviewing.headline(comparison).of(lang)
    alarm, verdict = reviewing.alarm(comparison), reviewing.verdict(comparison)
    body = [_tag("h1", title)]
    if alarm:
        body.append(_tag("p", alarm.of(lang), cls="alarm"))
    if verdict:
        body.append(_tag("p", _tag("strong", verdict.of(lang))))
    body.append(_tag("p", reviewing.summary(comparison).of(lang)))
    body.append(_tag("p", reviewing.between(comparison).of(lang), cls="between"))
    body += [_section(comparison, level, comparison.at(level), lang) for level in sorted(Level, reverse=True)]
    body += [_tag("p", reviewing.stray(comparison, one).of(lang)) for one in comparison.strays]
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"{_tag('title', title)}<style>{_STYLE}</style>"
    )
    page = f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><head>{head}</head>\n<body>\n'
    return page + "\n".join(filter(None, body)) + "\n</body></html>\n"


def _section(comparison: Comparison, level: Level, cases: Sequence[Case], lang: str) -> Markup:
    if not cases:
        return Markup("")
    word, duty = reviewing.LEVELS[level].of(lang), reviewing.DUTIES[level].of(lang)
    said = f"{word} {len(cases)} 处（{duty}）" if lang == "zh" else f"{word}: {len(cases)} ({duty})"
    tables = [_entry(comparison, first, members, lang) for first, members in reviewing.by_entry(cases)]
    if level is not Level.INFO:
        return _tag("section", _tag("h2", said), *tables, cls=level.word)
    counted = f"{said}{'：' if lang == 'zh' else ': '}{reviewing.folded(cases).of(lang)}"
    return _tag("section", _tag("details", _tag("summary", counted), *tables), cls=level.word)


def _entry(comparison: Comparison, first: Case, members: Sequence[Case], lang: str) -> Markup:
    head = _tag("tr", *(_tag("th", name.of(lang)) for name in _HEADS))
    rows = [_tag("tr", *_cells(comparison, case, lang)) for case in members]
    heading, path = reviewing.heading(first).of(lang), reviewing.whereabouts(first).of(lang)
    file = [_tag("small", f" {path}")] if path != heading else []
    return Markup(_tag("h3", heading, *file) + _tag("table", head, *rows))


def _cells(comparison: Comparison, case: Case, lang: str) -> Iterator[Markup]:
    title, label = case.judged.verdict.title.of(lang), case.label.of(lang)
    was, now = case.was.of(lang), case.now.of(lang)
    notes = [label or visible(case.message.of(lang))] if was or now else [visible(case.message.of(lang))]
    notes += [f"{kind.of(lang)} {said.of(lang)}" for kind, said in reviewing.grounds(comparison, case)]
    notes += [said.of(lang) for said in reviewing.opinions(comparison, case)]
    yield _tag("td", _tag("strong", title), *(_tag("small", note) for note in notes))
    yield from (_tag("td", cell) for cell in _side_by_side(was, now))


def _side_by_side(was: str, now: str) -> tuple[Markup, Markup]:
    """Both texts, with what went marked in the one and what came in the other."""
    if not was or not now:
        return _tag("del", was) if was else Markup("–"), _tag("ins", now) if now else Markup("–")
    left, right = [], []
    steps = difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    for kind, old_from, old_to, new_from, new_to in steps:
        old, new = was[old_from:old_to], now[new_from:new_to]
        left.append(escape(old) if kind == "equal" else _tag("del", old) if old else "")
        right.append(escape(new) if kind == "equal" else _tag("ins", new) if new else "")
    return Markup("".join(left)), Markup("".join(right))


def _tag(name: str, *content: str, cls: str | None = None) -> Markup:
    """An element; content that is not markup yet is escaped."""
    inside = "".join(part if isinstance(part, Markup) else escape(visible(part)) for part in content)
    return Markup(f"<{name}{f' class={chr(34)}{cls}{chr(34)}' if cls else ''}>{inside}</{name}>")
