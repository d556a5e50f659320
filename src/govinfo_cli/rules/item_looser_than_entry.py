"""An item may be had, though the entry it belongs to may not."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import lines
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL
from govinfo_cli.visible import shown

TITLE = Text(zh="信息项与条目共享类型不符（信息项过宽）", en="item looser than its entry")


def accepts(settings):
    """No item says a share type, or the entry is shared towards both sides."""
    shared = {"required": ["type"], "properties": {"type": {"enum": [UNCONDITIONAL, CONDITIONAL]}}}
    return {
        "anyOf": [
            {
                "properties": {
                    "items": {"items": {"not": {"anyOf": [{"required": ["share"]}, {"required": ["internal"]}]}}}
                }
            },
            {"required": ["share"], "properties": {"share": {"allOf": [shared, {"properties": {"internal": shared}}]}}},
        ]
    }


def check(entry, settings, rows):
    """One finding an item and side where the item says more than an entry that is not shared."""
    official = settings.profile.spelling("share-type")
    for side in entry.sides(settings):
        if side.kind != NOT_SHARED:
            continue
        key = "internal" if side.inside else "share"
        for place, item in enumerate(entry.items):
            if official(item.get(key)) in (UNCONDITIONAL, CONDITIONAL):
                route = ("items", place, key)
                label, said = entry.label(*route), shown(item[key])
                name = shown(entry.text("items", place, "name") or str(place + 1))
                whole = shown(str(side.says.get("type")))
                yield Finding(
                    Text(
                        zh=f"{label.zh}：信息项“{name}”填了“{said}”，但整条{'对内' if side.inside else ''}是“{whole}”",
                        en=f"{label.en}: item '{name}' is '{said}', its entry '{whole}'",
                    ),
                    route,
                    help=lines(
                        Text(
                            zh=f"这一项也不共享的，删去  {key}: {said}",
                            en=f"if the item is not shared either, delete  {key}: {said}",
                        ),
                        Text(
                            zh=f"这一项可以共享的，把整条改为“有条件共享”，不共享的信息项各写  {key}: {NOT_SHARED}",
                            en=f"if it may be, make the entry 有条件共享 (conditional) and give each item that is not  {key}: {NOT_SHARED}",
                        ),
                    ),
                )
