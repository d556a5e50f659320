"""What is shared does not say what it may be used for."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import adding, lines
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, lacking, without_use
from govinfo_cli.visible import shown

TITLE = Text(zh="缺少使用要求", en="missing usage")


def accepts(settings):
    """Usage stands there, or nothing is shared."""
    return without_use([NOT_SHARED], "usage")


def check(entry, settings, rows):
    """One finding a side that is shared without it."""

    def lacks(side):
        return side.kind in (UNCONDITIONAL, CONDITIONAL) and not side.gives("usage")

    for side, asked in lacking(entry.sides(settings), rows, lacks):
        route = side.at("usage")
        label, kind = side.named(entry.label(*route)), shown(side.says["type"])
        yield Finding(
            Text(
                zh=f"{label.zh}：没有填，“{kind}”的须写明用来做什么",
                en=f"{label.en}: missing, '{kind}' must say for what use",
            ),
            route,
            key=True,
            help=lines(
                adding(entry, route, "usage: 工作参考"),
                Text(
                    zh="常用的有行政依据、工作参考、数据校核、业务协同，可以写几个，用顿号隔开",
                    en="in use are 行政依据, 工作参考, 数据校核, 业务协同; several are joined by “、”",
                ),
            ),
            rows=asked,
        )
