"""A comment for a merge request or a mail: the verdict, the errors by owner and entry, the rest folded away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from govinfo_cli import wording
from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.visible import shown, visible, visible_path

LIMIT = 60_000  # characters; GitHub refuses a comment of more than 65,536
_RESERVE = 600  # of them for the line that says what is left out

_NO_OWNER = Text(zh="其他文件", en="other files")


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """The whole comment, at most LIMIT characters. `color` has no effect."""
    title = Text(zh="目录检查", en="Catalogue check")
    lines = [wording.verdict(outcome), *wording.limits(outcome)]
    step = wording.next_step(outcome)
    if step:
        lines.append(step)
    parts = [f"## {title.of(lang)}{wording.colon(lang)}{wording.passed(outcome).of(lang)}\n"]
    parts += [f"\n{inert(line.of(lang))}\n" for line in lines]
    room = LIMIT - _RESERVE - sum(map(len, parts))
    left: dict[Severity, int] = {}
    for level in sorted(Severity, reverse=True):
        findings = [one for one in outcome.findings if one.severity is level]
        section, listed = _section(outcome, level, findings, lang, room)
        parts.append(section)
        left[level] = len(findings) - listed
        room = 0 if left[level] else room - len(section)
    if any(left.values()):
        rest = wording.counted(left)
        parts.append(
            Text(
                zh=f"\n篇幅所限，另有{rest.zh}没有列出；全部问题请运行  `catalog validate`  查看。\n",
                en=f"\nLeft out for want of room: {rest.en}; run `catalog validate` to see them all.\n",
            ).of(lang)
        )
    return "".join(parts)


def _section(
    outcome: Outcome, level: Severity, findings: Sequence[Diagnostic], lang: str, room: int
) -> tuple[str, int]:
    """The findings of one level as far as there is room, and how many these are; errors open, the others folded."""
    word, count, duty = wording.LEVELS[level], len(findings), wording.DUTIES.get(level)
    said = Text(
        zh=f"{word.zh} {count} 处" + (f"（{duty.zh}）" if duty else ""),
        en=wording.counted({level: count}).en + (f" ({duty.en})" if duty else ""),
    ).of(lang)
    if level is Severity.ERROR:
        opening, closing = f"\n### {said}\n", ""
    else:
        opening, closing = f"\n<details><summary>{said}</summary>\n", "\n</details>\n"
    return wording.fitted(opening, _listed(outcome, findings, lang), closing, room)


def _listed(outcome: Outcome, findings: Sequence[Diagnostic], lang: str) -> Iterator[str]:
    """A piece a finding, with its owner and its entry before the first of each."""
    by_owner: dict[str, dict[str, list[Diagnostic]]] = {}
    for one in findings:
        key = one.about or one.span.path
        by_owner.setdefault(_owner(outcome, key, lang), {}).setdefault(key, []).append(one)
    for owner, by_path in by_owner.items():
        above = f"\n**{inert(owner)}**\n\n"
        for path, of_entry in by_path.items():
            above += f"- {_entry(outcome, path, lang)}\n"
            for one in of_entry:
                yield above + _finding(outcome, one, lang)
                above = ""


def _owner(outcome: Outcome, path: str, lang: str) -> str:
    entry, steps = outcome.titles.get(path), path.split("/")
    if entry and entry.owner:
        return shown(entry.owner)
    return shown(steps[1]) if len(steps) > 2 else _NO_OWNER.of(lang)


def _entry(outcome: Outcome, path: str, lang: str) -> str:
    entry = outcome.titles.get(path)
    if not entry or not (entry.name or entry.code):
        return _code(visible_path(path))
    name = f"**{inert(shown(entry.name or entry.code))}**"
    if entry.name and entry.code:
        name += Text(zh=f"（{inert(shown(entry.code))}）", en=f" ({inert(shown(entry.code))})").of(lang)
    return f"{name}<br>{_code(visible_path(path))}"


def _finding(outcome: Outcome, one: Diagnostic, lang: str) -> str:
    line = Text(zh=f"第 {one.span.line} 行", en=f"line {one.span.line}").of(lang)
    line = inert(one.span.shown_cell) if one.span.cell else line
    rows = [f"{line}{wording.colon(lang)}{inert(one.message.of(lang))}"]
    rows += [inert(ground.line(lang, wording.colon(lang))) for ground in wording.grounds(outcome, one)]
    if one.help:
        first, *more = one.help.of(lang).split("\n")
        rows += [inert(f"{wording.HELP.of(lang)}{wording.colon(lang)}{first}"), *map(inert, more)]
    return f"  - {'<br>'.join(rows)}\n"


def _code(text: str) -> str:
    """`text` as code, whatever backticks are in it."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


# GitHub sees names, numbers and addresses after Markdown is done, so a backslash does not keep it from them
# (github/markup#1168); the full-width character does, and is seen. Bots put an invisible one in instead.
_REFERENCES = (
    (re.compile(r"@(?=\w)"), "＠"),
    (re.compile(r"#(?=\d)"), "＃"),
    (re.compile(r"\b(GH)-(?=\d)", re.I), r"\1－"),
    (re.compile(r":(?=//)"), "："),
    (re.compile(r"\b(www)\.", re.I), r"\1．"),
    (re.compile(r":(?=[A-Za-z0-9_+-]+:)"), "："),
)
_MARKUP = str.maketrans({"<": "&lt;", ">": "&gt;"} | {char: f"\\{char}" for char in "\\`*_[](){}#|~!$&^%"})
_LIST = re.compile(r"^(\d*)([-+.)=])")


def inert(text: str) -> str:
    """`text` as it reads, in Markdown: no markup, no link, no mention, on one line."""
    seen = visible(text).strip()
    for pattern, instead in _REFERENCES:
        seen = pattern.sub(instead, seen)
    return _LIST.sub(r"\1\\\2", seen.translate(_MARKUP))
