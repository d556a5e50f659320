"""Entries of different owners whose names say the same: one set of data should have one source (一数一源)."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.pattern import Pattern
from govinfo_cli.visible import shown

TITLE = Text(zh="疑似重复（一数一源）", en="near-duplicate")

_MARKS = Pattern(r"[\W_]+")
# What a name may end in without saying another resource; at least four characters stay. Not 目录, 汇总, 明细,
# 统计: the list of files is not the files.
_ENDINGS = Pattern("(?<=.{4})(?:信息|数据集?|情况|接口|服务|查询|清单|名单|名录|台账|库|表)+$")


def check_catalog(catalog, rows, today):
    """One finding for each entry of a group beyond its first, at the name. Two that name each other under
    `related` are one resource listed twice on purpose."""
    label = catalog.settings.shape.label(("name",))
    groups = {}
    for card, name in zip(catalog.cards, catalog.folded_names, strict=True):
        if name and card.owner:
            groups.setdefault(_core(name), []).append(card)
    groups.pop("", None)
    for cards in groups.values():
        if len(cards) < 2:
            continue
        owners = [_owner(catalog, card) for card in cards]
        foreign = next((card for card, owner in zip(cards, owners, strict=True) if owner != owners[0]), None)
        for card, owner in list(zip(cards, owners, strict=True))[1:] if foreign else ():
            other = cards[0] if owner != owners[0] else foreign
            if not catalog.mutual(card.code, other.code):
                yield _finding(label, card, other)


def _owner(catalog, card):
    owner = catalog.owner_of(card)
    return owner.name if owner else card.owner


def _core(folded):
    return _ENDINGS.sub("", _MARKS.sub("", folded))


def _finding(label, card, other):
    code = shown(other.code) if other.code else None
    that = Text(zh=f"（对方是 {code}）", en=f" (the other is {code})") if code else Text(zh="", en="")
    return Finding(
        Text(
            zh=f"{label.zh}：“{shown(card.name)}”与{other.called.zh}疑似同一项数据",
            en=f"{label.en}: '{shown(card.name)}' and {other.called.en} may be the same data",
        ),
        ("name",),
        path=card.path,
        help=Text(
            zh="与对方核对：是同一项数据的，由主管的一家提供，另一家撤销；"
            f"确需两处都列的，在两条的 related 里互写代码{that.zh}\n不是同一项的，在名称里写明区别",
            en="compare: the same data has one owner, and the other entry is withdrawn; if it must be listed twice, "
            f"let each name the other under related{that.en}\nif they differ, let the names say how",
        ),
        related=((Text(zh="对方", en="the other"), other.path, ("name",)),),
    )
