"""What is not shared names no law or rule that it rests on."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import adding, lines
from govinfo_cli.sharing import CONDITIONAL, GIVEN_BASIS, NOT_SHARED, UNCONDITIONAL, lacking, without_use
from govinfo_cli.visible import shown

TITLE = Text(zh="缺少不予共享依据", en="missing basis for not sharing")


def accepts(settings):
    """A basis stands there, or all is shared."""
    return without_use([UNCONDITIONAL, CONDITIONAL], "basis", given=GIVEN_BASIS)


def check(entry, settings, rows):
    """One finding a side that is not shared and names no basis."""

    def lacks(side):
        return side.kind == NOT_SHARED and not side.gives("basis")

    for side, asked in lacking(entry.sides(settings), rows, lacks):
        label, kind = side.named(entry.label(*side.at("type"))), shown(side.says["type"])
        yield Finding(
            Text(zh=f"{label.zh}：填了“{kind}”，但没有写依据", en=f"{label.en}: '{kind}' without a basis"),
            side.at("type"),
            help=lines(
                adding(
                    entry,
                    side.at("basis"),
                    "basis: {kind: 行政法规, title: 《…》, clause: 第…条}",
                ),
                Text(
                    zh="没有依据的，改为“有条件共享”并写明条件",
                    en="without one, change to 有条件共享 (conditional) and say on what condition",
                ),
            ),
            rows=asked,
        )
