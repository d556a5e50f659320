"""Conditional sharing that says neither for whom nor on what condition."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import adding, lines
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, lacking, mixed, without_use

TITLE = Text(zh="缺少共享条件", en="missing share condition")


def accepts(settings):
    """A scope or a condition stands there, or nothing is shared conditionally."""
    return without_use([UNCONDITIONAL, NOT_SHARED], "scope", "condition")


def check(entry, settings, rows):
    """One finding a side that is conditional with neither scope nor condition nor items that differ."""
    official = settings.profile.spelling("share-type")

    def lacks(side):
        return (
            side.kind == CONDITIONAL
            and not side.gives("scope")
            and not side.gives("condition")
            and not mixed(entry.items, side, official)
        )

    for side, asked in lacking(entry.sides(settings), rows, lacks):
        label = side.named(entry.label(*side.at("condition")))
        yield Finding(
            Text(
                zh=f"{label.zh}：有条件共享须写明给谁用（共享范围）或怎么用（共享条件）",
                en=f"{label.en}: conditional sharing must say for whom (scope) or how (condition)",
            ),
            side.at("type"),
            help=lines(
                adding(entry, side.at("scope"), "scope: [单位名称, 单位名称]", "scope: [body, body]"),
                Text(
                    zh="不限单位的，写条件  condition: 仅限……使用",
                    en="open to all bodies: write  condition: only for …",
                ),
            ),
            rows=asked,
        )
