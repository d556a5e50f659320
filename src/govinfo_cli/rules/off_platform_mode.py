"""A resource is shared by another way than the exchange platform."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import lines
from govinfo_cli.sharing import NOT_SHARED, speaking
from govinfo_cli.visible import shown

TITLE = Text(zh="未通过共享平台", en="off-platform mode")

_PLATFORM = "共享平台方式"


def accepts(settings):
    """Every mode is the platform."""
    mode = {"properties": {"class": {"const": _PLATFORM}}, "items": {"properties": {"class": {"const": _PLATFORM}}}}
    return {
        "properties": {
            "share": {"properties": {"mode": mode, "internal": {"properties": {"mode": mode}}}},
        }
    }


def check(entry, settings, rows):
    """One finding a mode that is another. What comes close to the platform's name is a slip, told as unknown."""
    vocabulary = settings.profile.vocabularies.get("mode-class")
    told = set()
    for side in entry.sides(settings):
        asked = speaking(rows, side)
        if side.kind == NOT_SHARED or not asked or not vocabulary:
            continue
        for route, mode in side.many("mode"):
            said = mode.get("class") if isinstance(mode, dict) else None
            if not isinstance(said, str) or not said.strip() or route in told:
                continue
            if (vocabulary.official(said) or vocabulary.nearest(said)) == _PLATFORM:
                continue
            told.add(route)
            yield _finding(entry, side, (*route, "class"), shown(said), asked)


def _finding(entry, side, route, said, asked):
    if side.inside:
        message = Text(
            zh=f"对内共享方式：原则上通过院共享平台，填的是“{said}”",
            en=f"internal share mode: inside, the institution's platform is the rule, found '{said}'",
        )
    else:
        message = Text(
            zh=f"共享方式：对外共享一律通过国家数据共享交换平台，不能填“{said}”",
            en=f"share mode: outside, all sharing runs through the national exchange platform, not '{said}'",
        )
    return Finding(
        message,
        route,
        help=lines(
            Text(zh=f"改为  class: {_PLATFORM}", en=f"change to  class: {_PLATFORM}"),
            Text(
                zh="同一处的 type 填  接口、数据库、文件  三者之一",
                en="and its type to one of 接口 (interface), 数据库 (database), 文件 (file)",
            ),
        ),
        rows=asked,
    )
