"""The words that every review shares: levels, headings, what a change rests on, who agreed, the counts and the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from govinfo_cli.change.comparison import WORKTREE, Case, Comparison
from govinfo_cli.change.consent import HOUSE, Consent
from govinfo_cli.change.judgement import Level
from govinfo_cli.diagnostic import Text
from govinfo_cli.visible import shown, visible_path

LEVELS = {
    Level.BREAKING: Text(zh="重大变更", en="breaking"),
    Level.ATTENTION: Text(zh="较大变更", en="attention"),
    Level.INFO: Text(zh="一般变更", en="info"),
}
DUTIES = {
    Level.BREAKING: Text(zh="影响已有使用方，先征求意见", en="affects those who use it: ask them first"),
    Level.ATTENTION: Text(zh="须审核", en="to be reviewed"),
    Level.INFO: Text(zh="备查", en="for the record"),
}
TITLE = Text(zh="变更比对", en="Comparison")
_KINDS = (
    ("added", Text(zh="新增", en="added")),
    ("removed", Text(zh="撤销", en="withdrawn")),
    ("changed", Text(zh="修改", en="changed")),
    ("moved", Text(zh="移动", en="moved")),
)
_ABBREVIATED = 12  # digits of a commit that people are shown
_NAMED = 3  # of the heaviest changes that the last line names


def between(comparison: Comparison) -> Text:
    """Which versions are compared: 3f2a1c7d9e10 → 当前文件."""
    names = [
        Text(zh="当前文件", en="the working tree") if side == WORKTREE else Text(*[side[:_ABBREVIATED]] * 2)
        for side in (comparison.old, comparison.new)
    ]
    return Text(*(f"{names[0].of(lang)} → {names[1].of(lang)}" for lang in ("zh", "en")))


def by_entry(cases: Iterable[Case]) -> Iterator[tuple[Case, list[Case]]]:
    """The cases entry by entry, each with the first of them, which names the entry."""
    for _, group in groupby(cases, lambda case: case.key):
        members = list(group)
        yield members[0], members


def heading(case: Case) -> Text:
    """人事局 · 在职职工基本信息（30304601/000012）; of a register, and of an entry without a name, its path."""
    title = case.title
    if case.judged.change.record or not (title.name or title.code):
        return Text(*[visible_path(case.key)] * 2)
    head = " · ".join(shown(part) for part in (title.owner, title.name) if part)
    if not title.code:
        return Text(zh=head, en=head)
    code = shown(title.code)
    return Text(zh=f"{head}（{code}）" if head else code, en=f"{head} ({code})" if head else code)


def whereabouts(case: Case) -> Text:
    """The file that the change is about. Of one that is gone that very file, not what a program is pointed at instead."""
    change = case.judged.change
    if change.new_path is None and change.old_path and not change.record:
        path = visible_path(change.old_path)
        return Text(zh=f"{path}（已删除）", en=f"{path} (gone)")
    return Text(*[visible_path(case.span.path)] * 2)


def grounds(comparison: Comparison, case: Case) -> Iterator[tuple[Text, Text]]:
    """(依据, what the article says) for each article that stands behind the judgement."""
    for cite in case.judged.verdict.cites:
        article = comparison.profile.articles.get(cite)
        if article:
            yield (
                article.kind,
                Text(*(f"{article.label.of(lang)}{_colon(lang)}{article.gist.of(lang)}" for lang in ("zh", "en"))),
            )


def opinions(comparison: Comparison, case: Case) -> Iterator[Text]:
    """Who asks for a consent, and whether it was given."""
    if not case.askers:
        return
    shorts = comparison.profile.shorts
    names = [Text(zh="本单位规定", en="a house rule") if one == HOUSE else shorts[one] for one in case.askers]
    zh, en = "、".join(name.zh for name in names), " and ".join(name.en for name in names)
    if case.consent is None:
        yield Text(
            zh=f"{zh}：须有同意意见，consents.yaml 里没有",
            en=f"{en}: a consent is asked for, and consents.yaml has none",
        )
    else:
        given = told(case.consent)
        yield Text(zh=f"{zh}：已有同意意见，{given.zh}", en=f"{en}: consent given, {given.en}")


def told(consent: Consent) -> Text:
    """Whose opinion, of which day, by which document."""
    parts = [shown(part) for part in (consent.by, consent.date, consent.document)]
    return Text(zh=" ".join(parts), en=", ".join(parts))


def stray(comparison: Comparison, consent: Consent) -> Text:
    """An opinion that meets no change of this comparison."""
    known, given, entry = comparison.classes.get(consent.change), told(consent), shown(consent.entry)
    title = known.title if known else Text(*[shown(consent.change)] * 2)
    return Text(
        zh=f"意见记录：{entry}“{title.zh}”（{given.zh}）在本次比对里没有对应的变更",
        en=f"consents: {entry} '{title.en}' ({given.en}) meets no change of this comparison",
    )


def summary(comparison: Comparison) -> Text:
    """How many changes there are of each level, and how many entries they are about, in one line."""
    if not comparison.cases:
        return Text(zh="没有变更。", en="No changes.")
    levels = [(LEVELS[level], len(comparison.at(level))) for level in sorted(Level, reverse=True)]
    kinds = [(word, count) for kind, word in _KINDS if (count := comparison.entries(kind))]
    zh = "，".join(f"{word.zh} {count} 处" for word, count in levels if count)
    en = ", ".join(f"{count} {word.en}" for word, count in levels if count)
    entries_zh = "，".join(f"{word.zh} {count} 条" for word, count in kinds)
    entries_en = ", ".join(f"{count} {word.en}" for word, count in kinds)
    total = len(comparison.cases)
    return Text(
        zh=f"共变更 {total} 处：{zh}{f'；{entries_zh}' if kinds else ''}。",
        en=f"{total} change{'s' if total > 1 else ''}: {en}{f'; entries: {entries_en}' if kinds else ''}.",
    )


def headline(comparison: Comparison) -> Text:
    """What it is, and whether there is anything breaking."""
    heavy = len(comparison.at(Level.BREAKING))
    return Text(
        zh=f"{TITLE.zh}：{f'重大变更 {heavy} 处' if heavy else '没有重大变更'}",
        en=f"{TITLE.en}: {f'{heavy} breaking' if heavy else 'nothing breaking'}",
    )


def alarm(comparison: Comparison) -> Text | None:
    """The heaviest changes, and those that want a consent, once more by name; None where there are none."""
    heavy = [case for case in comparison.cases if case.level is Level.BREAKING or case.wanting]
    if not heavy:
        return None
    more = len(heavy) > _NAMED
    zh = "；".join(f"{_called(case, 'zh')}，{case.judged.verdict.title.zh}" for case in heavy[:_NAMED])
    en = "; ".join(f"{_called(case, 'en')}, {case.judged.verdict.title.en}" for case in heavy[:_NAMED])
    return Text(
        zh=f"请先看：{zh}{f'；等 {len(heavy)} 处' if more else ''}。",
        en=f"See first: {en}{f'; and {len(heavy) - _NAMED} more' if more else ''}.",
    )


def _called(case: Case, lang: str) -> str:
    parts = [shown(part) for part in (case.title.owner, case.title.name) if part]
    return " · ".join(parts) or heading(case).of(lang)


def verdict(comparison: Comparison) -> Text | None:
    """Whether the run passes; None where it cannot fail."""
    if comparison.fail_on is None:
        return None
    failing = [case for case in comparison.cases if comparison.failing(case)]
    agreed = sum(case.consent is not None for case in comparison.cases)
    heard = Text(zh=f"另有 {agreed} 处已有同意意见。", en=f" {agreed} more with consent.") if agreed else Text("", "")
    if not failing:
        return Text(zh=f"通过。{heard.zh}", en=f"Passed.{heard.en}")
    counts = Counter(case.level for case in failing)
    zh = "，".join(f"{LEVELS[level].zh} {counts[level]} 处" for level in sorted(counts, reverse=True))
    en = ", ".join(f"{counts[level]} {LEVELS[level].en}" for level in sorted(counts, reverse=True))
    wanting = sum(case.wanting for case in failing)
    return Text(
        zh=f"不通过：{zh}{f'，其中 {wanting} 处缺同意意见' if wanting else ''}。{heard.zh}",
        en=f"Failed: {en}{f', {wanting} of them without the consent asked for' if wanting else ''}.{heard.en}",
    )


def folded(cases: Sequence[Case]) -> Text:
    """Cases counted by class: 修改摘要 38，新增条目 1."""
    counts = Counter(case.judged.verdict for case in cases).most_common()
    return Text(
        zh="，".join(f"{one.title.zh} {count}" for one, count in counts),
        en=", ".join(f"{one.title.en} {count}" for one, count in counts),
    )


def _colon(lang: str) -> str:
    return ": " if lang == "en" else "："
