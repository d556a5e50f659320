"""Groups of near-duplicates in words: for the screen, as rows of a sheet, and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from govinfo_cli.catalog import Card
from govinfo_cli.classification.duplicates import Group, Pair
from govinfo_cli.classification.telling import percent
from govinfo_cli.diagnostic import Text
from govinfo_cli.visible import shown, visible, visible_path

SCHEMA_VERSION = 1

_NAMED = 8  # pairs of one group that are told on the screen

HEADS = (
    Text(zh="组", en="group"),
    Text(zh="相近程度", en="likeness"),
    Text(zh="提供方", en="owner"),
    Text(zh="信息资源名称", en="name"),
    Text(zh="信息资源代码", en="code"),
    Text(zh="最相近的", en="closest to"),
    Text(zh="理由", en="why"),
    Text(zh="文件", en="file"),
)


def lines(groups: Sequence[Group], looked_at: int, lang: str) -> Iterator[str]:
    """The text report, the surest group first."""
    likeness = Text(zh="相近程度", en="likeness").of(lang)
    for number, group in enumerate(groups, 1):
        many = len(group.resources)
        said = _because(group.pairs[0], lang) if many == 2 else Text(zh=f"{many} 条", en=f"{many} entries").of(lang)
        yield f"{number}  {likeness} {percent(group.likeness)}  {said}"
        for one in group.resources:
            yield f"   {_title(one.card).of(lang)}"
            yield f"     {visible_path(one.card.path)}"
        for pair in group.pairs[:_NAMED] if many > 2 else ():
            one, other = (group.resources[place].card.called.of(lang) for place in (pair.one, pair.other))
            yield f"   {one} — {other}  {percent(pair.likeness)}  {_because(pair, lang)}"
        left = len(group.pairs) - _NAMED
        if left > 0:
            yield Text(zh=f"   另有 {left} 对", en=f"   and {left} more pairs").of(lang)
        yield ""
    yield from (end.of(lang) for end in _ending(groups, looked_at))


def _ending(groups: Sequence[Group], looked_at: int) -> Iterator[Text]:
    if not groups:
        yield Text(
            zh=f"共看 {looked_at} 条，没有发现不同提供方的疑似重复。",
            en=f"{looked_at} entries, no near-duplicates of different owners.",
        )
        return
    many = sum(len(group.resources) for group in groups)
    yield Text(
        zh=f"共看 {looked_at} 条：疑似重复 {len(groups)} 组，涉及 {many} 条（一数一源）。",
        en=f"{looked_at} entries: near-duplicates in {len(groups)} group{'s' * (len(groups) > 1)}, {many} entries in all.",
    )
    yield Text(
        zh="下一步：逐组与对方核对。是同一项数据的，由主管的一家提供，其余的用  catalog withdraw 代码  撤销；"
        "确需在两处都列的，在两条的 related 里互写代码，就不再列出。不是同一项的，在名称里写明区别。",
        en="next: compare each group with its owners. The same data has one owner, and the others go with "
        "catalog withdraw CODE; what must be listed twice names the other's code under related on both sides, "
        "and is not told again. If they differ, let the names say how.",
    )


def rows(groups: Iterable[Group], lang: str) -> Iterator[list[str]]:
    """One row an entry, under HEADS; each with the one of its group that it is closest to."""
    for number, group in enumerate(groups, 1):
        for place, one in enumerate(group.resources):
            pair = next(pair for pair in group.pairs if place in (pair.one, pair.other))
            other = group.resources[pair.other if pair.one == place else pair.one]
            yield [
                str(number),
                percent(pair.likeness),
                visible(one.card.owner or ""),
                visible(one.card.name or ""),
                visible(one.card.code or ""),
                other.card.called.of(lang),
                _because(pair, lang),
                visible_path(one.card.path),
            ]


def report(groups: Sequence[Group], looked_at: int, broken: Sequence[str]) -> dict:
    """The JSON answer, as schemas/reports/classify-duplicates.schema.json says it."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "summary": {
            "entries": looked_at,
            "groups": len(groups),
            "duplicates": sum(len(group.resources) for group in groups),
        },
        "groups": [
            {
                "likeness": round(group.likeness, 4),
                "entries": [_entry(one.card) for one in group.resources],
                "pairs": [_pair(group, pair) for pair in group.pairs],
            }
            for group in groups
        ],
        "broken": list(broken),
    }


def _entry(card: Card) -> dict:
    return {"entry": card.code, "name": card.name, "owner": card.owner, "path": card.path}


def _pair(group: Group, pair: Pair) -> dict:
    return {
        "paths": [group.resources[place].card.path for place in (pair.one, pair.other)],
        "likeness": round(pair.likeness, 4),
        "because": [{"zh": text.zh, "en": text.en} for text in pair.because],
    }


def _title(card: Card) -> Text:
    """人事局 · 在职职工基本信息（30304601/000012）."""
    head = " · ".join(shown(part) for part in (card.owner, card.name) if part)
    code = shown(card.code) if card.code else ""
    return Text(zh=f"{head}（{code}）" if code else head, en=f"{head} ({code})" if code else head)


def _because(pair: Pair, lang: str) -> str:
    return visible(("; " if lang == "en" else "；").join(reason.of(lang) for reason in pair.because))
