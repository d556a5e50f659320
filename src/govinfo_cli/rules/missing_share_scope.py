"""Conditional sharing that does not say which bodies may have it."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import adding, lines
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, lacking, mixed, without_use
from govinfo_cli.visible import shown

TITLE = Text(zh="缺少共享范围", en="missing share scope")


def accepts(settings):
    """A scope stands there, or nothing is shared conditionally."""
    return without_use([UNCONDITIONAL, NOT_SHARED], "scope")


def check(entry, settings, rows):
    """One finding a side that is conditional without scope, where no items say by differing what may be had."""
    official = settings.profile.spelling("share-type")

    def lacks(side):
        return side.kind == CONDITIONAL and not side.gives("scope") and not mixed(entry.items, side, official)

    for side, asked in lacking(entry.sides(settings), rows, lacks):
        label, kind = side.named(entry.label(*side.at("scope"))), shown(side.says["type"])
        yield Finding(
            Text(
                zh=f"{label.zh}：填了“{kind}”，但没有写可以给哪些单位",
                en=f"{label.en}: '{kind}' without saying which bodies may have it",
            ),
            side.at("type"),
            help=lines(
                adding(entry, side.at("scope"), "scope: [单位名称, 单位名称]", "scope: [body, body]"),
                _phrase(side.inside),
            ),
            rows=asked,
        )


def _phrase(inside):
    whom = "参加年度预算编制的院机关部门" if inside else "承担救灾任务的国家政务部门"
    return Text(
        zh=f"没有固定名单的，写一句话，例如  scope: {whom}",
        en=f"without a fixed list, write a phrase, such as  scope: {whom}",
    )
