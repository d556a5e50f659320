"""A key that the catalogue does not know: another name of a field, a slip, or a field in the wrong place."""

import difflib

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.naming import fields_named, fields_of
from govinfo_cli.scalars import scalar
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold

TITLE = Text(zh="没有这个填报项", en="unknown field")
RECORDS = True

_LISTED = 12  # more names than that are no help


def accepts(settings):
    """The shape of an entry itself, which has no place for other keys."""
    return settings.profile.schema


def check(entry, settings, rows):
    """One finding a key, with the right one where it is another name of it."""
    meant = set()
    for fault in entry.faults:
        if fault.kind == "unknown":
            yield _finding(entry, fault.route, meant)


def _finding(entry, route, meant):
    key, above = route[-1], route[:-1]
    here = entry.shape.below(above)
    name = entry.shape.named(above, key)
    if name:
        return _renamed(entry, route, name, here[name], meant, safe=True)
    places = _elsewhere(entry, key, above)
    if places:
        return _misplaced(entry, route, places)
    close = difflib.get_close_matches(fold(key), here, n=1, cutoff=0.6)
    if close:
        return _renamed(entry, route, close[0], here[close[0]], meant, safe=False)
    return _unknown(route, here)


def _renamed(entry, route, name, form, meant, safe):
    key, above = shown(route[-1]), entry.get(*route[:-1]) if len(route) > 1 else entry.whole
    place = (*route[:-1], name)
    taken = isinstance(above, dict) and name in above or place in meant
    meant.add(place)
    title = Text(zh=form.get("title", name), en=form.get("x-title", name))
    if safe:
        said = Text(
            zh=f"{title.zh}：键名写成了“{key}”，应为 {name}", en=f"{title.en}: the key is '{key}', should be {name}"
        )
    else:
        said = Text(
            zh=f"没有“{key}”这个填报项，最接近 {name}（{title.zh}）",
            en=f"no field is called '{key}', the nearest is {name} ({title.en})",
        )
    if taken:
        help = Text(zh=f"另有一处 {name}，核对后删去其中一处", en=f"{name} is there too; keep the right one")
    else:
        value = above.get(route[-1]) if isinstance(above, dict) else None
        typed = scalar(shown(value, 60)) if isinstance(value, str) and 0 < len(value) <= 60 else "…"
        help = Text(zh=f"改为  {name}: {typed}", en=f"change to  {name}: {typed}")
    return Finding(said, route, key=True, help=help, replace=None if taken else name, safe=safe)


def _elsewhere(entry, key, above):
    """The dotted keys of the fields that bear this name at another place."""
    found = fields_named(entry.shape, key) if len(key) < 60 else []
    if not found:
        found = [one for one in fields_of(entry.shape) if one.rpartition(".")[2] == fold(key)]
    own = ".".join(step for step in above if isinstance(step, str))
    return [one for one in found if ".internal" not in one and one.rpartition(".")[0] != own and "*" not in one][:3]


def _misplaced(entry, route, places):
    fields, key, value = fields_of(entry.shape), shown(route[-1]), entry.get(*route)
    said = shown(value) if isinstance(value, str) and value.strip() else "…"
    homes, names = zip(*((place.rpartition(".")[0], place.rpartition(".")[2]) for place in places), strict=True)
    zh = "、".join(f"{home} 下" if home else "最外层" for home in homes)
    en = " or ".join(home or "the top" for home in homes)
    form = fields[places[0]] if len(places) == 1 else {}
    head = Text(zh=f"{form['title']}：", en=f"{form['x-title']}: ") if "x-title" in form else Text(zh="", en="")
    return Finding(
        Text(
            zh=f"{head.zh}“{key}”不写在这里，应写在 {zh}",
            en=f"{head.en}'{key}' does not belong here but under {en}",
        ),
        route,
        key=True,
        help=Text(zh=f"移到 {zh}，写成  {names[0]}: {said}", en=f"move it under {en} and write  {names[0]}: {said}"),
    )


def _unknown(route, here):
    key = shown(route[-1])
    own = f"x-{key}" if key and not key.isspace() else "x-…"
    names = "、".join(f"{name}（{form['title']}）" if "title" in form else name for name, form in here.items())
    listed = len(here) <= _LISTED and bool(here)
    return Finding(
        Text(zh=f"没有“{key}”这个填报项", en=f"no field is called '{key}'"),
        route,
        key=True,
        help=Text(
            zh=f"删去；本单位自用的，键名前加 x-，写成  {own}: …" + (f"\n这里可填：{names}" if listed else ""),
            en=f"delete it; if it is the office's own, call it  {own}: …"
            + (f"\nhere may stand: {', '.join(here)}" if listed else ""),
        ),
    )
