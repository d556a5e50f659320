"""A verification for people: what the bundle says it is, what is wrong with it, what was looked at, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from govinfo_cli import wording
from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.visible import shown, visible, visible_lines, visible_path

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def render(
    path: str, outcome: Outcome, said: Mapping | None, notes: Sequence[Text], lang: str, color: bool = False
) -> str:
    """The whole report."""
    parts = ["\n".join(_head(path, said, lang, color))]
    parts += ["\n".join(_finding(one, path, lang, color)) for one in outcome.findings]
    last = [note.of(lang) for note in notes]
    counts = wording.counted({level: outcome.count(level) for level in Severity})
    verdict = Text(zh="核验通过", en="verified") if not outcome.failed else Text(zh="核验不通过", en="not verified")
    told = f"{wording.colon(lang)}{counts.of(lang)}" if outcome.findings else ""
    last.append(
        _paint(f"{verdict.of(lang)}{told}{'。' if lang == 'zh' else '.'}", "1;31" if outcome.failed else "1;32", color)
    )
    return "\n\n".join([*parts, "\n".join(last)]) + "\n"


def _head(path: str, said: Mapping | None, lang: str, color: bool) -> Iterator[str]:
    yield _paint(f"{Text(zh='核验', en='verify').of(lang)}  {visible(path)}", "1", color)
    if said is None:
        return
    status = said["status"]["en" if lang == "en" else "zh"]
    yield f"  {shown(said['title'])}{wording.colon(lang)}{shown(status)}"
    commit = said["commit"] or Text(zh="不在 git 里", en="none").of(lang)
    dirty = Text(zh="（含未提交的改动）", en=" (and uncommitted changes)").of(lang) if said["dirty"] else ""
    yield f"  {Text(zh='提交', en='commit').of(lang)}  {commit}{dirty}"
    sides = {"external": Text(zh="对外", en="external"), "internal": Text(zh="对内", en="internal")}
    counted = [f"{sides[side].of(lang)} {counts['entries']}" for side, counts in said["counts"].items()]
    words = Text(zh="目录条目", en="entries").of(lang), Text(zh="文件", en="members").of(lang)
    yield f"  {words[0]}  {(' · ').join(counted) or '-'}    {words[1]}  {len(said['members'])}"


def _finding(one: Diagnostic, bundle: str, lang: str, color: bool) -> Iterator[str]:
    word = _paint(wording.LEVELS[one.severity].of(lang), _COLORS[one.severity], color)
    yield f"  {word}  {visible(one.message.of(lang))}  [{one.rule}]"
    if one.span.path != bundle:
        yield f"        {visible_path(one.span.path)}"
    if one.help:
        first, *more = visible_lines(one.help.of(lang))
        yield f"        {wording.HELP.of(lang)}  {first}"
        yield from (f"        {line}" for line in more)


def _paint(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text
