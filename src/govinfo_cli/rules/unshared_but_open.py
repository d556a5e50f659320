"""What no government body may have is open to the public."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import adding, lines
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, given, item_kind
from govinfo_cli.visible import shown

TITLE = Text(zh="不共享却开放", en="unshared but open")


def accepts(settings):
    """The entry is not open, or it and all its items are shared; no item is opened by itself."""
    shared = {"enum": [UNCONDITIONAL, CONDITIONAL]}
    return {
        "anyOf": [
            {
                "required": ["open"],
                "properties": {"open": {"required": ["public"], "properties": {"public": {"const": False}}}},
            },
            {
                "required": ["share"],
                "properties": {
                    "share": {"required": ["type"], "properties": {"type": shared}},
                    "items": {"items": {"properties": {"share": shared}}},
                },
            },
        ],
        "properties": {"items": {"items": {"properties": {"open": {"const": False}}}}},
    }


def check(entry, settings, rows):
    """One finding for the entry, and one an item that is open beyond it."""
    official = settings.profile.spelling("share-type")
    outside, _ = entry.sides(settings)
    public = _open(entry.get("open", "public"), settings)
    wrong = [(("open", "public"), outside.says.get("type"))] if public and outside.kind == NOT_SHARED else []
    for place, item in enumerate(entry.items):
        own = _open(item.get("open"), settings) if given(item.get("open")) else None
        if item_kind(item, outside, official) == NOT_SHARED and (
            own or own is None and public and not given(item.get("open")) and outside.kind != NOT_SHARED
        ):
            wrong.append((("items", place, "open"), item.get("share") or outside.says.get("type")))
    for route, kind in wrong:
        yield _finding(entry, route, shown(str(kind)))


def _open(value, settings):
    """Whether a flag says open, in whatever words; None where it says nothing known."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(settings.profile.spelling("open-public")(value))


def _finding(entry, route, kind):
    label = entry.label(*route)
    if route[0] == "open":
        said = shown(_written(entry.get(*route)))
        return Finding(
            Text(
                zh=f"{label.zh}：填了“{said}”（开放），但共享类型是“{kind}”",
                en=f"{label.en}: '{said}', though the share type is '{kind}'",
            ),
            route,
            help=lines(
                Text(zh="改为  public: false", en="change to  public: false"),
                Text(
                    zh="确实要开放的，先把共享类型改为“有条件共享”或“无条件共享”",
                    en="if it is to be open, first make the share type 有条件共享 or 无条件共享",
                ),
            ),
        )
    name = shown(entry.text(*route[:-1], "name") or str(route[1] + 1))
    own = given(entry.get(*route))
    zh = f"填了“{shown(_written(entry.get(*route)))}”（开放）" if own else "随整条开放"
    en = f"'{shown(_written(entry.get(*route)))}'" if own else "open like its entry"
    return Finding(
        Text(
            zh=f"{label.zh}：信息项“{name}”{zh}，但共享类型是“{kind}”",
            en=f"{label.en}: item '{name}' is {en}, though its share type is '{kind}'",
        ),
        route,
        help=Text(zh="改为  open: false", en="change to  open: false") if own else adding(entry, route, "open: false"),
    )


def _written(value):
    return str(value).lower() if isinstance(value, bool) else str(value)
