"""What is open to the public does not say on what condition."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import adding, lines
from govinfo_cli.sharing import GIVEN_TEXT, given
from govinfo_cli.visible import shown

TITLE = Text(zh="缺少开放条件", en="missing open condition")


def accepts(settings):
    """A condition stands there, or nothing is open."""
    said = {"required": ["condition"], "properties": {"condition": GIVEN_TEXT}}
    return {"properties": {"open": {"anyOf": [{"properties": {"public": {"const": False}}}, said]}}}


def check(entry, settings, rows):
    """One finding where it is open and no condition given."""
    public = entry.get("open", "public")
    opened = public is True or settings.profile.spelling("open-public")(public) == "true"
    if opened and not given(entry.get("open", "condition")):
        label = entry.label("open", "condition")
        said = "true" if public is True else shown(public)
        yield Finding(
            Text(
                zh=f"{label.zh}：没有填；填了“{said}”（开放）的须写明条件，没有条件的写“无条件”",
                en=f"{label.en}: missing; what is open ('{said}') says on what condition, or 无条件 (none)",
            ),
            ("open", "public"),
            help=lines(
                adding(entry, ("open", "condition"), "condition: 无条件"),
                Text(zh="有条件的，写明条件，例如  condition: 公示期满后开放", en="or the condition itself"),
            ),
        )
