"""A comment for a merge request: what is heavy in tables, entry by entry; what is harmless counted and folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govinfo_cli import wording
from govinfo_cli.change import reviewing
from govinfo_cli.change.comparison import Case, Comparison
from govinfo_cli.change.judgement import Level
from govinfo_cli.diagnostic import Text
from govinfo_cli.reports.markdown import LIMIT, inert

_RESERVE = 1200  # characters for the lines that say what is left out
_HEADS = Text(zh="| 变更 | 原来 | 现在 |", en="| change | before | now |")


def render(comparison: Comparison, lang: str, color: bool = False, full: bool = False) -> str:
    """The whole comment, at most LIMIT characters. `color` and `full` have no effect."""
    parts = [f"## {reviewing.headline(comparison).of(lang)}\n"]
    alarm, verdict = reviewing.alarm(comparison), reviewing.verdict(comparison)
    # A quotation is the one mark that stands out on every host.
    parts += [f"\n> **{inert(alarm.of(lang))}**\n"] if alarm else []
    parts += [f"\n{inert(line.of(lang))}\n" for line in (verdict, reviewing.summary(comparison)) if line]
    parts += [f"\n{inert(reviewing.stray(comparison, one).of(lang))}\n" for one in comparison.strays[:10]]
    room = LIMIT - _RESERVE - sum(map(len, parts))
    left: dict[Level, int] = {}
    for level in sorted(Level, reverse=True):
        cases = comparison.at(level)
        section, listed = _section(comparison, level, cases, lang, room)
        parts.append(section)
        left[level] = len(cases) - listed
        room = 0 if left[level] else room - len(section)
    if any(left.values()):
        rest = "，".join(f"{reviewing.LEVELS[level].zh} {count} 处" for level, count in left.items() if count)
        rest_en = ", ".join(f"{count} {reviewing.LEVELS[level].en}" for level, count in left.items() if count)
        parts.append(
            Text(
                zh=f"\n篇幅所限，另有{rest}没有列出；全部变更请运行  `catalog -v diff`  查看。\n",
                en=f"\nLeft out for want of room: {rest_en}; run `catalog -v diff` to see them all.\n",
            ).of(lang)
        )
    between = reviewing.between(comparison).of(lang)
    return "".join(parts) + f"\n<sub>{inert(between)}</sub>\n"


def _section(comparison: Comparison, level: Level, cases: Sequence[Case], lang: str, room: int) -> tuple[str, int]:
    """The changes of one level as far as there is room, and how many these are; those for the record folded."""
    if not cases:
        return "", 0
    word, duty = reviewing.LEVELS[level].of(lang), reviewing.DUTIES[level].of(lang)
    said = f"{word} {len(cases)} 处（{duty}）" if lang == "zh" else f"{word}: {len(cases)} ({duty})"
    if level is Level.INFO:
        counted = inert(reviewing.folded(cases).of(lang))
        opening = f"\n<details><summary>{said}{'：' if lang == 'zh' else ': '}{counted}</summary>\n"
        closing = "\n</details>\n"
    else:
        opening, closing = f"\n### {said}\n", ""
    return wording.fitted(opening, _listed(comparison, cases, lang), closing, room)


def _listed(comparison: Comparison, cases: Sequence[Case], lang: str) -> Iterator[str]:
    """A row a change, with its entry and a table's head before the first of each."""
    for first, members in reviewing.by_entry(cases):
        above = f"\n**{inert(reviewing.heading(first).of(lang))}**\n\n{_HEADS.of(lang)}\n|---|---|---|\n"
        for case in members:
            yield above + _row(comparison, case, lang)
            above = ""


def _row(comparison: Comparison, case: Case, lang: str) -> str:
    title, label = case.judged.verdict.title.of(lang), case.label.of(lang)
    what = [f"**{inert(title)}**{f'<br>{inert(label)}' if label else ''}"]
    if not case.was.of(lang) and not case.now.of(lang):
        what = [f"**{inert(title)}**<br>{inert(case.message.of(lang))}"]
    what += [f"{inert(kind.of(lang))} {inert(said.of(lang))}" for kind, said in reviewing.grounds(comparison, case)]
    what += [inert(said.of(lang)) for said in reviewing.opinions(comparison, case)]
    return f"| {'<br>'.join(what)} | {inert(case.was.of(lang)) or '–'} | {inert(case.now.of(lang)) or '–'} |\n"
