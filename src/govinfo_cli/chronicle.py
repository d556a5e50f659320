"""The life of an entry as people read it, as a table holds it and as a program does: `render(life, lang, …)` each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from govinfo_cli.change import reviewing
from govinfo_cli.change.comparison import Case
from govinfo_cli.change.judgement import Level
from govinfo_cli.diagnostic import Text
from govinfo_cli.life.beginning import Life
from govinfo_cli.life.happening import Commit, Event
from govinfo_cli.reports.markdown import LIMIT, inert
from govinfo_cli.visible import shown, visible, visible_lines, width
from govinfo_cli.wording import fitted

SCHEMA_VERSION = 1
_COLORS = {Level.BREAKING: "1;31", Level.ATTENTION: "33", Level.INFO: "36"}
_CLASS_AT, _LINE = 71, 100  # the cell at which [class] begins; cells that a line should stay within
_ABBREVIATED = 12  # digits of a commit that people are shown
_SUBJECT = 100  # characters of a commit's subject that people are shown
_RESERVE = 600  # characters for the line that says what is left out
_NO_DATE = Text(zh="日期不明", en="no date")
_NOTE = Text(zh="无法比对", en="cannot be compared")
_WHY = {"reason": Text(zh="理由", en="reason"), "approved_by": Text(zh="批准", en="approved by")}
_HEADS = (
    Text(zh="日期", en="date"),
    Text(zh="提交人", en="author"),
    Text(zh="提交", en="commit"),
    Text(zh="提交说明", en="subject"),
    Text(zh="变更等级", en="level"),
    Text(zh="变更类别", en="class"),
    Text(zh="填报项", en="field"),
    Text(zh="变更", en="change"),
    Text(zh="原来", en="before"),
    Text(zh="现在", en="now"),
)


def heading(life: Life) -> Text:
    """人事局 · 在职职工基本信息（30304601/000012）, and whether it is withdrawn or had another code."""
    title = life.title
    head = " · ".join(shown(part) for part in (title.owner, title.name) if part)
    code = shown(title.code) if title.code else ""
    zh, en = (f"{head}（{code}）", f"{head} ({code})") if head and code else (head or code, head or code)
    if life.path is None:
        zh, en = f"{zh}  已撤销", f"{en}  withdrawn"
    if life.former:
        former = shown(life.former)
        zh, en = f"{zh}  原代码 {former}", f"{en}  formerly {former}"
    return Text(zh=zh, en=en)


def summary(life: Life) -> Text:
    """How many commits did how much to it, since when, in one line."""
    cases = [case for event in life.events for case in event.cases]
    if not life.events:
        return Text(zh="没有变更。", en="No changes.")
    counts = Counter(case.level for case in cases)
    levels = [(reviewing.LEVELS[level], counts[level]) for level in sorted(counts, reverse=True)]
    days = [day for event in life.events if (day := life.commits[event.commit].date)]
    zh = "，".join(f"{word.zh} {count} 处" for word, count in levels)
    en = ", ".join(f"{count} {word.en}" for word, count in levels)
    span = sorted({min(days), max(days)}) if days else []
    since = Text(zh=f"{' 至 '.join(span)}，", en=f"{' to '.join(span)}: ") if span else Text("", "")
    commits = len(life.events)
    return Text(
        zh=f"{since.zh}{commits} 次提交，变更 {len(cases)} 处{'：' if cases else ''}{zh}。",
        en=f"{since.en}{commits} commit{'s' if commits > 1 else ''}, {len(cases)} change{'' if len(cases) == 1 else 's'}{': ' if cases else ''}{en}.",
    )


def cut() -> tuple[Text, Text]:
    """That the repository does not hold the whole history, and how to get it."""
    return (
        Text(
            zh="这是浅克隆，更早的历史不在这里，沿革可能不全", en="this is a shallow clone: older history is not here"
        ),
        Text(zh="运行  git fetch --unshallow  取回全部历史", en="git fetch --unshallow fetches all of it"),
    )


def text(life: Life, lang: str, color: bool = False) -> str:
    """The whole life for a screen, a commit a paragraph."""
    parts = [_paint(visible_lines(heading(life).of(lang))[0], "1", color)]
    parts += ["\n".join(_event(event, life.commits[event.commit], lang, color)) for event in life.events]
    parts.append(summary(life).of(lang))
    return "\n\n".join(parts) + "\n"


def _event(event: Event, commit: Commit, lang: str, color: bool) -> Iterator[str]:
    said = [_day(commit, lang), shown(commit.author, 40), event.commit[:_ABBREVIATED], shown(commit.subject, _SUBJECT)]
    yield _paint(visible_lines("  ".join(filter(None, said)))[0], "1", color)
    for case in event.cases:
        level, message, name = reviewing.LEVELS[case.level].of(lang), _told(case).of(lang), f"[{case.name}]"
        pad = " " * max(2, min(_CLASS_AT, _LINE - len(name)) - width(f"  {level}  {message}"))
        yield f"  {_paint(level, _COLORS[case.level], color)}  {message}{pad}{name}"
    if event.note:
        yield f"  {_noted(event.note, lang)}"


def markdown(life: Life, lang: str) -> str:
    """The same as a table, at most LIMIT characters."""
    opening = f"## {inert(heading(life).of(lang))}\n\n{inert(summary(life).of(lang))}\n\n"
    opening += f"| {' | '.join(_HEADS[place].of(lang) for place in (0, 1, 2, 4, 7))} |\n|---|---|---|---|---|\n"
    rows = list(_rows(life, lang))
    table, listed = fitted(opening, rows, "", LIMIT - _RESERVE)
    if not rows:
        return f"## {inert(heading(life).of(lang))}\n\n{inert(summary(life).of(lang))}\n"
    if listed == len(rows):
        return table
    left = len(rows) - listed
    more = Text(
        zh=f"篇幅所限，另有 {left} 行没有列出；全部沿革请运行  `catalog log`  查看。",
        en=f"Left out for want of room: {left} rows; run `catalog log` to see them all.",
    )
    return f"{table}\n{more.of(lang)}\n"


def _rows(life: Life, lang: str) -> Iterator[str]:
    for event in life.events:
        commit = life.commits[event.commit]
        head = f"| {_day(commit, lang)} | {inert(commit.author)} | {inert(shown(commit.subject, _SUBJECT))}<br>`{event.commit[:_ABBREVIATED]}` |"
        for case in event.cases:
            yield f"{head} {reviewing.LEVELS[case.level].of(lang)} | {inert(_told(case).of(lang))} |\n"
            head = "| | | |"
        if event.note:
            yield f"{head} | {inert(_noted(event.note, lang))} |\n"


def sheet(life: Life, lang: str) -> tuple[list[str], list[list[str]]]:
    """The heads and the rows of a table, a change a row."""
    rows = []
    for event in life.events:
        commit = life.commits[event.commit]
        who = [commit.date, visible(commit.author), event.commit, visible(commit.subject)]
        rows += [who + _cells(case, lang) for case in event.cases]
        rows += [[*who, "", "", "", _noted(event.note, lang), "", ""]] if event.note else []
    return [head.of(lang) for head in _HEADS], rows


def _cells(case: Case, lang: str) -> list[str]:
    texts = (case.message, case.was, case.now)
    level, title = reviewing.LEVELS[case.level].of(lang), case.judged.verdict.title.of(lang)
    return [level, title, case.field or "", *(visible(one.of(lang)) for one in texts)]


def data(life: Life) -> dict:
    """The same for programs, as `catalog schema log` describes it; texts in both languages, values in normal form."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "entry": life.title.code,
        "name": life.title.name,
        "owner": life.title.owner,
        "path": life.path,
        "former": life.former,
        "revision": life.start,
        "complete": not life.cut,
        "commits": [_recorded(event, life.commits[event.commit]) for event in life.events],
    }


def _recorded(event: Event, commit: Commit) -> dict:
    return {
        "commit": event.commit,
        "author": visible(commit.author),
        "date": commit.date or None,
        "time": commit.time or None,
        "subject": visible(commit.subject),
        "note": _both(event.note) if event.note else None,
        "changes": [_change(case) for case in event.cases],
    }


def _change(case: Case) -> dict:
    verdict = case.judged.verdict
    return {
        "entry": case.title.code,
        "name": case.title.name,
        "kind": case.kind,
        "level": verdict.level.word,
        "class": verdict.name,
        "title": _both(verdict.title),
        "field": case.field,
        "side": case.judged.side or None,
        "old": case.old,
        "new": case.new,
        "path": case.span.path,
        "message": _both(case.message),
        "cites": list(verdict.cites),
        "kin": list(case.judged.change.kin),
        "fingerprint": case.fingerprint,
    }


def _both(said: Text) -> dict:
    return {"zh": visible(said.zh), "en": visible(said.en)}


def _told(case: Case) -> Text:
    """The sentence of a change; of a line of withdrawn.yaml with why and by whose approval."""
    line = case.new if case.judged.change.record and isinstance(case.new, Mapping) else {}
    more = [
        Text(zh=f"{word.zh}：{shown(said)}", en=f"{word.en}: {shown(said)}")
        for key, word in _WHY.items()
        if isinstance(said := line.get(key), str)
    ]
    zh = f"（{'；'.join(one.zh for one in more)}）" if more else ""
    en = f" ({'; '.join(one.en for one in more)})" if more else ""
    return Text(zh=visible(case.message.zh) + zh, en=visible(case.message.en) + en)


def _day(commit: Commit, lang: str) -> str:
    return commit.date or _NO_DATE.of(lang)


def _noted(note: Text, lang: str) -> str:
    return f"{_NOTE.of(lang)}{'：' if lang == 'zh' else ': '}{visible(note.of(lang))}"


def _paint(said: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{said}\x1b[0m" if color else said
