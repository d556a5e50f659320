"""Own departments may have less than other government bodies: lawful, and nearly always a slip."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, WIDTH, item_kind
from govinfo_cli.visible import shown

TITLE = Text(zh="对内严于对外", en="inside stricter than outside")


def accepts(settings):
    """The inside is not set apart, or as wide as can be, or the outside as narrow."""

    def inside(*kinds):
        return {"properties": {"internal": {"properties": {"type": {"enum": kinds}}}}}

    def outside(kind):
        return {"required": ["type"], "properties": {"type": {"const": kind}}}

    share = [
        inside(UNCONDITIONAL),
        outside(NOT_SHARED),
        {"allOf": [outside(CONDITIONAL), inside(UNCONDITIONAL, CONDITIONAL)]},
    ]
    item = {"properties": {"internal": {"const": UNCONDITIONAL}}}
    return {"properties": {"share": {"anyOf": share}, "items": {"items": item}}}


def check(entry, settings, rows):
    """One finding for the entry, and one an item that says so itself."""
    official = settings.profile.spelling("share-type")
    outside, inside = entry.sides(settings)
    pairs = [(inside.at("type"), inside.kind, outside.kind, outside.says.get("type"))]
    for place, item in enumerate(entry.items):
        own = official(item.get("internal"))
        pairs.append((("items", place, "internal"), own, item_kind(item, outside, official), item.get("share")))
    for route, within, without, said in pairs:
        if within is None or without is None or WIDTH[within] >= WIDTH[without]:
            continue
        name = entry.text("items", route[1], "name") if route[0] == "items" else None
        of = Text(zh=f"信息项“{shown(name)}”", en=f"item '{shown(name)}' ") if name else Text(zh="", en="")
        here = shown(str(entry.get(*route)))
        said = shown(said) if isinstance(said, str) and said.strip() else without
        yield Finding(
            Text(
                zh=f"对内共享类型：{of.zh}填了“{here}”，比对外的“{said}”还严，请核对",
                en=f"internal share type: {of.en}'{here}', stricter than '{said}' outside",
            ),
            route,
            help=Text(
                zh="对内、对外填反了的，对调；对内与对外一样的，删去 internal；确实如此的不用改",
                en="if the two are swapped, swap them back; if they are alike, delete internal; if it is meant, leave it",
            ),
        )
