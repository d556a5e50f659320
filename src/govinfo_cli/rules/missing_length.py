"""An item of text has no length."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import adding, lines
from govinfo_cli.sharing import given
from govinfo_cli.visible import shown

TITLE = Text(zh="缺少数据长度", en="missing length")


def accepts(settings):
    """Each item has a length or a type that no row asks it of."""
    asked = {name for row in settings.profile.rows("missing-length") for name in row.params.get("types", ())}
    free = [name for name in settings.profile.vocabularies["item-type"].values if name not in asked]
    sized = {"required": ["length"], "properties": {"length": {"type": "integer"}}}
    return {"properties": {"items": {"items": {"anyOf": [sized, {"properties": {"type": {"enum": free}}}]}}}}


def check(entry, settings, rows):
    """One finding an item, at the item."""
    official = settings.profile.spelling("item-type")
    for place, item in enumerate(entry.items):
        value = official(item.get("type"))
        asked = tuple(row for row in rows if value in row.params.get("types", ()))
        if asked and not given(item.get("length")):
            route = ("items", place, "length")
            label = entry.label(*route)
            name = shown(entry.text("items", place, "name") or str(place + 1))
            yield Finding(
                Text(
                    zh=f"{label.zh}：信息项“{name}”没有填，“{shown(item['type'])}”的须写最多几个字符",
                    en=f"{label.en}: missing for item '{name}'; '{shown(item['type'])}' says how many characters at most",
                ),
                route,
                key=True,
                help=lines(
                    adding(entry, route, "length: 50"),
                    Text(zh="50 换成数据库里的实际长度", en="50 stands for the length it really has"),
                ),
                rows=asked,
            )
