"""A format that its name does not explain has no note."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import adding, lines
from govinfo_cli.sharing import GIVEN_TEXT, given
from govinfo_cli.visible import shown

TITLE = Text(zh="缺少格式说明", en="missing format note")


def accepts(settings):
    """A note stands there, or class and type are known and explain themselves."""
    rows = settings.profile.rows("missing-format-note")
    plain = {}
    for key, param in (("class", "classes"), ("type", "types")):
        asked = {value for row in rows for value in row.params.get(param, ())}
        known = settings.profile.vocabularies[f"format-{key}"].values
        plain[key] = {"enum": [value for value in known if value not in asked]}
    noted = {"required": ["note"], "properties": {"note": GIVEN_TEXT}}
    return {"properties": {"format": {"anyOf": [{"properties": plain}, noted]}}}


def check(entry, settings, rows):
    """One finding where class or type asks for a note."""
    if given(entry.get("format", "note")):
        return
    for key, param in (("class", "classes"), ("type", "types")):
        said = entry.text("format", key)
        value = settings.profile.spelling(f"format-{key}")(said)
        asked = tuple(row for row in rows if value in row.params.get(param, ()))
        if asked:
            route = ("format", "note")
            label, which = entry.label(*route), entry.label("format", key)
            yield Finding(
                Text(
                    zh=f"{label.zh}：没有填，{which.zh}填“{shown(said)}”的须说明是什么格式",
                    en=f"{label.en}: missing, {which.en} '{shown(said)}' must say what format it is",
                ),
                route,
                key=True,
                help=lines(
                    adding(entry, route, "note: 气象行业 BUFR 编码，用 ecCodes 读取"),
                    Text(
                        zh="换成这项资源的格式名称和打开它的软件", en="say what this format is called and what opens it"
                    ),
                ),
                rows=asked,
            )
            return
