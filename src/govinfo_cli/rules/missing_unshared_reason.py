"""What is not shared does not say why."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import adding, lines
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, lacking, without_use
from govinfo_cli.visible import shown

TITLE = Text(zh="缺少不予共享理由", en="missing reason for not sharing")


def accepts(settings):
    """The reason stands there, or all is shared."""
    return without_use([UNCONDITIONAL, CONDITIONAL], "reason")


def check(entry, settings, rows):
    """One finding a side that is not shared and gives no reason."""

    def lacks(side):
        return side.kind == NOT_SHARED and not side.gives("reason")

    for side, asked in lacking(entry.sides(settings), rows, lacks):
        route = side.at("reason")
        label, kind = side.named(entry.label(*route)), shown(side.says["type"])
        yield Finding(
            Text(zh=f"{label.zh}：没有填，“{kind}”的须写明为什么", en=f"{label.en}: missing, '{kind}' must say why"),
            route,
            key=True,
            help=lines(
                adding(entry, route, "reason: 含个人隐私"),
                Text(
                    zh="写这项资源的具体原因，不要只写“不宜共享”",
                    en="give the particular reason, not just that it is unfit",
                ),
            ),
            rows=asked,
        )
