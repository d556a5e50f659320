"""An entry is shared without condition, though some of its items are not."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import lines
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, item_kind, speaking
from govinfo_cli.visible import shown

TITLE = Text(zh="信息项与条目共享类型不符", en="mixed items need a condition")

_NAMED = 3  # items that a message names before it counts the rest


def accepts(settings):
    """No item is said to be anything but unconditional, or the entry is restricted towards both sides."""
    free = {"properties": {"share": {"const": UNCONDITIONAL}, "internal": {"const": UNCONDITIONAL}}}
    bound = {"required": ["type"], "properties": {"type": {"enum": [CONDITIONAL, NOT_SHARED]}}}
    return {
        "anyOf": [
            {"properties": {"items": {"items": free}}},
            {"required": ["share"], "properties": {"share": {"allOf": [bound, {"properties": {"internal": bound}}]}}},
        ]
    }


def check(entry, settings, rows):
    """One finding a side whose entry is unconditional, with items that say of themselves that they are not."""
    official = settings.profile.spelling("share-type")
    for side in entry.sides(settings):
        asked = speaking(rows, side)
        if side.kind != UNCONDITIONAL or not asked:
            continue
        key = "internal" if side.inside else "share"
        kinds = [official(item.get(key)) for item in entry.items]
        places = [place for place, kind in enumerate(kinds) if kind in (CONDITIONAL, NOT_SHARED)]
        if places:
            alike = len({item_kind(item, side, official) for item in entry.items}) == 1
            yield _finding(entry, side, key, places, kinds[places[0]] if alike else CONDITIONAL, asked)


def _finding(entry, side, key, places, right, asked):
    route = side.at("type")
    label, said = side.named(entry.label(*route)), shown(str(side.says.get("type")))
    names = [shown(entry.text("items", place, "name") or str(place + 1)) for place in places[:_NAMED]]
    more = len(places) > _NAMED
    zh = "".join(f"“{name}”" for name in names) + (f"等 {len(places)} 项" if more else "")
    en = ", ".join(f"'{name}'" for name in names) + (f" and others, {len(places)} in all," if more else "")
    change = Text(zh=f"改为  type: {right}", en=f"change to  type: {right}")
    if side.inside and "type" not in side.own:
        change = Text(
            zh=f"在 share 下补上  internal: {{type: {right}}}", en=f"under share, add  internal: {{type: {right}}}"
        )
    return Finding(
        Text(
            zh=f"{label.zh}：填了“{said}”，但信息项{zh}不能无条件共享，整条应为“{right}”",
            en=f"{label.en}: '{said}', though {en} {'are' if len(places) > 1 else 'is'} not; the entry is '{right}'",
        ),
        route,
        help=lines(
            change,
            Text(
                zh=f"这些信息项其实也能无条件共享的，删去各项的 {key}",
                en=f"if those items are unconditional too, delete their {key}",
            ),
        ),
        rows=asked,
    )
