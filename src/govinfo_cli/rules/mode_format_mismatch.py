"""A resource of this format is not shared by this type of mode."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.sharing import NOT_SHARED, speaking
from govinfo_cli.visible import shown

TITLE = Text(zh="共享方式与格式不符", en="mode does not fit format")

_PLATFORM = "共享平台方式"  # only its types are those of the list


def accepts(settings):
    """Each mode's type is one that every row has for the format class, or no row speaks of the class."""
    fits = [row.params.get("fits", {}) for row in settings.profile.rows("mode-format-mismatch")]
    pairs = []
    for name in settings.profile.vocabularies["format-class"].values:
        asked = [set(one[name]) for one in fits if name in one]
        pairs.append(_fitting(name, sorted(set.intersection(*asked)) if asked else None))
    return {"anyOf": pairs}


def _fitting(name, types):
    """The class is `name` and each mode's type one of `types`; None for any."""
    whole = {"properties": {"class": {"const": name}}}
    if types is None:
        return {"properties": {"format": whole}}
    kind = {"enum": types or [""]}
    mode = {"properties": {"type": kind}, "items": {"properties": {"type": kind}}}
    share = {"properties": {"mode": mode, "internal": {"properties": {"mode": mode}}}}
    return {"properties": {"format": whole, "share": share}}


def check(entry, settings, rows):
    """One finding a mode whose type does not fit."""
    spelling = settings.profile.spelling
    class_of, mode_of, type_of = spelling("format-class"), spelling("mode-class"), spelling("mode-type")
    whole = entry.text("format", "class")
    belongs = _class_of_type(entry, settings)
    told = set()
    for side in entry.sides(settings):
        if side.kind == NOT_SHARED:
            continue
        for route, mode in side.many("mode"):
            if not isinstance(mode, dict) or route in told or mode_of(mode.get("class")) not in (None, _PLATFORM):
                continue
            kind = type_of(mode.get("type"))
            fits = [(row, _types(row, class_of(whole), belongs)) for row in speaking(rows, side)]
            wanting = [(row, types) for row, types in fits if kind and types and kind not in types]
            if wanting:
                told.add(route)
                yield _finding(entry, side, (*route, "type"), mode["type"], whole, wanting)


def _class_of_type(entry, settings):
    """The class that the format's type is listed under, or None."""
    types = settings.profile.vocabularies.get("format-type")
    value = settings.profile.spelling("format-type")(entry.get("format", "type"))
    return types.values[value].facts.get("class") if value else None


def _types(row, whole, belongs):
    """What fits the class. Where the format's type belongs to another, that is told by itself, and what fits either
    class will do."""
    fits = row.params.get("fits", {})
    if whole not in fits:
        return ()
    return dict.fromkeys((*fits[whole], *fits.get(belongs, ())))


def _finding(entry, side, route, said, whole, wanting):
    types = tuple(wanting[0][1])
    label = side.named(entry.label(*route))
    return Finding(
        Text(
            zh=f"{label.zh}：填了“{shown(said)}”，但格式分类是“{shown(whole)}”，一般按{'或'.join(f'“{kind}”' for kind in types)}共享",
            en=f"{label.en}: '{shown(said)}', but a resource of format '{shown(whole)}' is shared as "
            + " or ".join(f"'{kind}'" for kind in types),
        ),
        route,
        help=Text(
            zh="改为  " + "  或  ".join(f"type: {kind}" for kind in types),
            en="change to  " + "  or  ".join(f"type: {kind}" for kind in types),
        ),
        rows=tuple(row for row, _ in wanting),
    )
