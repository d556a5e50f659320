"""Proposals in words: for the screen, grouped by entry, and as rows of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from govinfo_cli.catalog import Catalog
from govinfo_cli.classification.proposals import Proposal
from govinfo_cli.classification.shares import Decision
from govinfo_cli.classification.tree import Branch
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.scalars import scalar
from govinfo_cli.visible import shown, visible, visible_path, width
from govinfo_cli.wording import HELP

PROPOSED = Text(zh="建议", en="proposed")
UNSURE = Text(zh="暂不能判定", en="not sure")
_DECIDED = Text(zh="可判定", en="decided")
_BECAUSE = Text(zh="理由", en="why")
_PRACTICE = Text(zh="参照", en="practice")
_NAMES = {
    "category": Text(zh="信息资源分类", en="category"),
    "themes": Text(zh="基础/主题分类", en="themes"),
    "share.type": Text(zh="共享类型", en="share type"),
    "share.internal.type": Text(zh="对内共享类型", en="internal share type"),
}
_WORDING = {
    "usage": Text(zh="使用要求", en="usage"),
    "scope": Text(zh="共享范围", en="scope"),
    "condition": Text(zh="共享条件", en="condition"),
}


def name_of(field: str) -> Text:
    """What people call the field of a proposal."""
    return _NAMES[field]


def label_of(catalog: Catalog, field: str, value: str) -> Text | None:
    """The name of a proposed class; a share type is its own name."""
    if field not in ("category", "themes"):
        return Text(zh=value, en=value)
    return catalog.settings.class_name(value)


def called(catalog: Catalog, field: str, value: str) -> Text:
    """A value as people read it: the code of a class with its name."""
    name = label_of(catalog, field, value)
    code = shown(value)
    if name is None or name.zh == value:
        return Text(zh=code, en=code)
    return Text(zh=f"{code} {shown(name.zh)}", en=f"{code} {shown(name.en)}")


def percent(part: float) -> str:
    """A confidence as people read it: never 100 %, which nothing here can promise."""
    return f"{min(int(part * 100 + 0.5), 99)}%"


def title(entry: Entry) -> Text:
    """人事局 · 在职职工基本信息（30304601/000012）, or the path of an entry that says neither."""
    card = entry.card
    head = " · ".join(shown(part) for part in (card.owner, card.name) if part)
    if not head:
        return Text(zh=visible_path(card.path), en=visible_path(card.path))
    code = shown(card.code) if card.code else ""
    return Text(zh=f"{head}（{code}）" if code else head, en=f"{head} ({code})" if code else head)


def lines(proposals: Iterable[Proposal], catalog: Catalog, lang: str) -> Iterator[str]:
    """The text report without its end."""
    for path, group in groupby(proposals, key=lambda one: one.entry.path):
        found = list(group)
        yield visible(title(found[0].entry).of(lang))
        yield f"  {visible_path(path)}"
        for proposal in found:
            yield from block(proposal, catalog, lang)
        yield ""


def block(proposal: Proposal, catalog: Catalog, lang: str, choosing: bool = False) -> Iterator[str]:
    """One proposal: a decided one with its reasons, else the best candidates, numbered; those too for `choosing`."""
    field = name_of(proposal.field).of(lang)
    now = ""
    if proposal.current:
        said = (
            shown(proposal.current)
            if "," in proposal.current
            else called(catalog, proposal.field, proposal.current).of(lang)
        )
        now = Text(zh=f"（现为 {said}）", en=f" (now {said})").of(lang)
        if proposal.agrees:
            now = Text(zh="（与现在所填一致）", en=" (as it is now)").of(lang)
    gap = " " * (width(field) + 4)
    if proposal.decided and not choosing:
        best = proposal.best
        yield f"  {field}  {PROPOSED.of(lang)}  {_candidate(best, proposal, catalog, lang)}{now}"
        yield from _grounds(best, catalog, lang, gap)
        if proposal.current and not proposal.agrees and proposal.field == "category":
            # As in a file; a value that YAML would take for a number stands in quotes.
            typed = f"category: {scalar(best.value)}"
            help = Text(
                zh=f"建议对的，改为  {typed}  ；现在的归法对的，不用改",
                en=f"if it is right, change to  {typed} ; if not, leave it as it is",
            )
            yield f"{gap}{HELP.of(lang)}  {help.of(lang)}"
    else:
        head = PROPOSED if proposal.decided else UNSURE
        ask = Text(
            zh="" if proposal.decided else "，请从下面选定", en="" if proposal.decided else ": choose one of these"
        )
        yield f"  {field}  {head.of(lang)}{ask.of(lang)}{now}"
        for number, one in enumerate(proposal.candidates, 1):
            yield f"{gap}{number}  {_candidate(one, proposal, catalog, lang)}"
            yield from _grounds(one, catalog, lang, f"{gap}   ")
    if proposal.wording and not proposal.agrees:
        colon, comma = (": ", "; ") if lang == "en" else ("：", "；")
        usual = comma.join(f"{_WORDING[key].of(lang)}{colon}{said.of(lang)}" for key, said in proposal.wording)
        yield f"{gap}{_PRACTICE.of(lang)}  {usual}"


def keys(last: int, decided: bool) -> Text:
    """Which keys choose among candidates 1 to `last`; Enter is for what is decided, else it skips."""
    zh, en = ("1", "1") if last == 1 else (f"1–{last}", f"1-{last}")
    if decided:
        return Text(
            zh=f"  按 {zh} 采用（回车为 1），0 跳过，q 写入已选的并结束：",
            en=f"  {en} takes it (Enter: 1), 0 skips, q writes what was taken and ends: ",
        )
    return Text(
        zh=f"  按 {zh} 选定，回车或 0 跳过，q 写入已选的并结束：",
        en=f"  {en} takes it, Enter or 0 skips, q writes what was taken and ends: ",
    )


def _candidate(one: Decision, proposal: Proposal, catalog: Catalog, lang: str) -> str:
    sure = Text(zh=f"  把握程度 {percent(one.confidence)}", en=f"  {percent(one.confidence)} sure").of(lang)
    return f"{visible(called(catalog, proposal.field, one.value).of(lang))}{sure}"


def _grounds(one: Decision, catalog: Catalog, lang: str, gap: str) -> Iterator[str]:
    if one.because:
        yield f"{gap}{_BECAUSE.of(lang)}  {visible(because(one, lang))}"
    for kind, label in _articles(one, catalog):
        yield f"{gap}{kind.of(lang)}  {label.of(lang)}"


def because(one: Decision, lang: str) -> str:
    """The reasons as one sentence."""
    return ("; " if lang == "en" else "；").join(reason.of(lang) for reason in one.because)


def _articles(one: Decision, catalog: Catalog) -> Iterator[tuple[Text, Text]]:
    articles = catalog.settings.profile.articles if one.cites else {}
    for cite in one.cites:
        if cite in articles:
            yield articles[cite].kind, articles[cite].label


# Together as wide as a sheet of A3 can show in letters of nearly their full size; all are wrapped.
HEADS = (
    (Text(zh="提供方", en="owner"), 13.0),
    (Text(zh="信息资源名称", en="name"), 20.0),
    (Text(zh="信息资源代码", en="code"), 16.5),
    (Text(zh="填报项", en="field"), 13.0),
    (Text(zh="现为", en="now"), 10.0),
    (Text(zh="结论", en="result"), 11.0),
    (Text(zh="建议", en="proposed"), 23.0),
    (Text(zh="把握程度", en="confidence"), 9.0),
    (Text(zh="理由", en="why"), 28.0),
    (Text(zh="依据", en="basis"), 25.0),
    (Text(zh="其他可选", en="others"), 20.0),
    (Text(zh="参照写法", en="usual wording"), 24.0),
    (Text(zh="文件", en="file"), 31.0),
)
_BESIDE = 0.03  # what is fainter is no alternative to what is decided


def rows(proposals: Iterable[Proposal], catalog: Catalog, lang: str) -> Iterator[list[str]]:
    """One row a proposal, under HEADS."""
    comma = "; " if lang == "en" else "；"
    for one in proposals:
        card, best = one.entry.card, one.best
        others = (
            f"{called(catalog, one.field, other.value).of(lang)} {percent(other.confidence)}"
            for other in one.candidates[1:]
            if other.confidence >= _BESIDE or not one.decided
        )
        usual = (
            f"{_WORDING[key].of(lang)}{': ' if lang == 'en' else '：'}{said.of(lang)}" for key, said in one.wording
        )
        yield [
            visible(card.owner or ""),
            visible(card.name or ""),
            visible(card.code or ""),
            name_of(one.field).of(lang),
            visible(one.current or ""),
            (_DECIDED if one.decided else UNSURE).of(lang),
            visible(called(catalog, one.field, best.value).of(lang)),
            percent(best.confidence),
            visible(because(best, lang)),
            comma.join(label.of(lang) for _, label in _articles(best, catalog)),
            visible(comma.join(others)),
            comma.join(usual),
            visible_path(card.path),
        ]


TREE_HEADS = (
    Text(zh="类目", en="class"),
    Text(zh="条目", en="entries"),
    Text(zh="无条件共享", en="unconditional"),
    Text(zh="有条件共享", en="conditional"),
    Text(zh="不予共享", en="not shared"),
    Text(zh="类型不明", en="unclear"),
    Text(zh="备注", en="remark"),
)
_GAPS = {
    "empty": Text(zh="没有条目", en="no entries"),
    "unknown": Text(zh="分类表里没有此类", en="not in the class table"),
    "unclassified": Text(zh="待归类", en="to be classified"),
}


def tree_rows(branches: Sequence[Branch], lang: str) -> list[list[str]]:
    """One row a node, under TREE_HEADS."""
    blank = Text(zh="（没有填分类）", en="(no class)").of(lang)
    return [
        [
            f"{'  ' * one.depth}{visible(one.code)} {shown(one.name.of(lang)) if one.name else ''}".rstrip()
            if one.code
            else blank,
            str(one.total),
            *map(str, one.shares),
            _GAPS[one.gap].of(lang) if one.gap else "",
        ]
        for one in branches
    ]


def verdict(looked_at: int, blank: int, far: int) -> Text:
    """The last line of a check: of `looked_at` entries `blank` have no class and `far` one far from its evidence."""
    zh, en = f"共看 {looked_at} 条", f"{looked_at} entries"
    if blank:
        zh, en = f"{zh}，其中 {blank} 条没有填分类，未作比对", f"{en}, {blank} without a class and not compared"
    comma = "；" if blank else "，"
    if far:
        return Text(
            zh=f"{zh}{comma}{far} 条的分类与已有条目的归法相差较远，按“改法”核对。不通过。",
            en=f"{en}, {far} far from what the others say; see the help of each. Failed.",
        )
    said = Text(zh="其余的分类", en="every other class") if blank else Text(zh="分类", en="every class")
    return Text(zh=f"{zh}{comma}{said.zh}都说得通。通过。", en=f"{en}, {said.en} is plausible. Passed.")


def ending(looked_at: int, proposals: Sequence[Proposal], written: int | None, chosen: bool) -> Iterator[Text]:
    """The last lines: how much was looked at, decided and left, and what to do next. `chosen`: one by one."""
    decided = sum(one.decided for one in proposals)
    left = len(proposals) - decided
    zh = f"共看 {looked_at} 条"
    en = f"{looked_at} entries"
    if not proposals:
        yield Text(zh=f"{zh}，没有要归类的。", en=f"{en}, nothing to classify.")
        return
    yield Text(
        zh=f"{zh}：可判定 {decided} 处，暂不能判定 {left} 处。",
        en=f"{en}: {decided} decided, {left} not sure.",
    )
    if written is not None:
        yield Text(zh=f"写入 {written} 处。", en=f"{written} written.")
    if written is None and any(one.decided and not one.current for one in proposals):
        yield Text(
            zh="下一步：catalog classify --write 写入可判定的空白项；catalog classify --interactive 逐条选定。",
            en="next: catalog classify --write fills in what is decided; catalog classify --interactive asks one by one.",
        )
    elif left and not chosen:
        yield Text(
            zh="下一步：catalog classify --interactive 逐条选定。",
            en="next: catalog classify --interactive asks one by one.",
        )
