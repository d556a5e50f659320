"""A field that the profiles ask for is not there, or has a key and nothing behind it."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.structure import pattern_of

TITLE = Text(zh="缺少必填项", en="missing field")
RECORDS = True
TRUSTS = ("blank-text",)  # a key with a blank behind it is there


def accepts(settings):
    """Every field that a row asks for is there; a row with a condition asks only where the condition holds."""
    rows = settings.profile.rows("missing-field")
    schema = _asking(field.split(".") for row in rows if "when" not in row.params for field in row.fields)
    schema["allOf"] = [
        {"if": _being(route.split("."), values), "then": _asking(field.split(".") for field in row.fields)}
        for row in rows
        for route, values in row.params.get("when", {}).items()
    ]
    return schema


def _asking(routes):
    """A schema that asks for each of `routes`; "*" stands for every member of a list. Of what stands below the
    second level nothing is asked where its parent is not there."""
    schema = {}
    for steps in routes:
        node = schema
        for place, step in enumerate(steps):
            if step == "*":
                node = node.setdefault("items", {})
                continue
            if len(steps) <= 2 and "*" not in steps or place == len(steps) - 1:
                node["required"] = sorted({*node.get("required", ()), step})
            if place < len(steps) - 1:
                node = node.setdefault("properties", {}).setdefault(step, {})
    return schema


def _being(steps, values):
    if not steps:
        return {"enum": [*values, *(int(value) for value in values if isinstance(value, bool))]}  # True == 1
    return {"type": "object", "required": [steps[0]], "properties": {steps[0]: _being(steps[1:], values)}}


def check(entry, settings, rows):
    """One finding a missing field, at what should hold it."""
    found = {}
    if entry.shape is settings.shape:
        for row in rows:
            if all(entry.get(*route.split(".")) in values for route, values in row.params.get("when", {}).items()):
                for field in row.fields:
                    for route in _missing(entry, entry.whole, field.split(".")):
                        found.setdefault(route, []).append(row)
    else:
        asked = [row for row in rows if row.params.get("record")]
        found = {fault.route: asked for fault in entry.faults if fault.kind == "missing"}
        for route, value in entry.values:
            if _is_blank(value) and route[-1] in entry.shape.required(route[:-1]):
                found[route] = asked
    for route, asking in found.items():
        yield _finding(entry, route, tuple(asking))


def _otherwise_named(entry, route):
    """Whether the field, or what should hold it, stands there under another of its names: unknown-field mends that."""
    for length, step in enumerate(route):
        above = route[:length]
        holder = entry.get(*above) if above else entry.whole
        if isinstance(holder, dict) and holder.get(step) is None:
            return any(entry.shape.named(above, key) == step for key in holder if key != step)
    return False


def _is_blank(value):
    return not value.strip() if isinstance(value, str) else value is None or value == [] or value == {}


def _missing(entry, value, steps, route=()):
    """The routes that `steps` stands for from `value` on, which is at `route`, and that lead to nothing. Where the parent
    is missing in a list or under one-or-many, nothing is asked of it."""
    for place, step in enumerate(steps):
        if step == "*":
            for number, member in enumerate(value if isinstance(value, list) else ()):
                if isinstance(member, dict):
                    yield from _missing(entry, member, steps[place + 1 :], (*route, number))
            return
        if isinstance(value, dict):
            value = value.get(step)
        elif len(route) >= 2 or not _is_blank(value):
            return  # of what is no mapping invalid-value speaks
        else:
            value = None
        route = (*route, step)
    if _is_blank(value) and not _otherwise_named(entry, route):
        yield route


def _finding(entry, route, rows):
    label = entry.label(*route)
    key = str(route[-1])
    about = entry.shape.labels[pattern_of(route)].about if pattern_of(route) in entry.shape.labels else None
    present = entry.document is not None and entry.document.node(route) is not None
    what = Text(zh="写了键名，没有内容", en="is blank") if present else Text(zh="没有填", en="is missing")
    above = route[-2] if len(route) > 1 and isinstance(route[-2], str) else None
    where = (
        Text(zh=f"在 {above} 下补一行", en=f"under {above}, add a line")
        if above
        else Text(zh="补一行", en="add a line")
    )
    if len(route) > 1 and isinstance(route[-2], int):
        where = Text(zh="在这一项里补上", en="add to this item")
    if present:
        where = Text(zh="补全", en="complete")
    hint = Text(zh=f"（{about.zh}）", en=f" ({about.en})") if about else Text(zh="", en="")
    return Finding(
        Text(zh=f"{label.zh}：{what.zh}", en=f"{label.en}: {what.en}"),
        route,
        key=present,
        help=Text(zh=f"{where.zh}  {key}: …{hint.zh}", en=f"{where.en}  {key}: …{hint.en}"),
        rows=rows,
    )
