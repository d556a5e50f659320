"""A key with nothing behind it where nothing is asked, a text of blanks only, blanks before or behind a text."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.structure import pattern_of

TITLE = Text(zh="内容空白", en="blank text")
RECORDS = True

# Blank where they are asked for, these are reported by the rule that asks; where they are not, a blank does no harm.
_ASKED_BY = {
    "usage": "missing-usage",
    "scope": "missing-share-scope",
    "condition": "missing-share-condition",
    "reason": "missing-unshared-reason",
    "basis": "missing-share-basis",
    "items": "missing-items",
    "length": "missing-length",
    "grade": "missing-grade",
}
_VALUE = {
    "not": {"type": "null"},
    # Blocks of text end in line breaks, which are no blanks of the text.
    "pattern": r"^\S(?:[\s\S]*\S)?\n*$",
    "minItems": 1,
    "minProperties": 1,
    "items": {"$ref": "#/$defs/value"},
    "patternProperties": {"^x-": True},
    "additionalProperties": {"$ref": "#/$defs/value"},
}
# The items of an entry have a place of their own, as in all guards (see acceptance.py).
_SOUND = {**_VALUE, "properties": {"items": _VALUE}, "$defs": {"value": _VALUE}}


def accepts(settings):
    """Nothing is blank anywhere, and no text begins or ends with a blank."""
    return _SOUND


def check(entry, settings, rows):
    """One finding a value."""
    for route, value in entry.values:
        if any(isinstance(step, str) and step.startswith("x-") for step in route):
            continue
        if value is None or value == [] or value == {} or isinstance(value, str) and not value.strip():
            if not _asked(entry, settings, route):
                yield _blank(entry, route, value)
        elif isinstance(value, str) and value.rstrip("\n") != value.strip():
            yield from _edges(entry, route, value)


def _asked(entry, settings, route):
    """Whether another rule asks for what is blank here, or for what should stand below it."""
    pattern = pattern_of(route)
    if entry.shape is not settings.shape:
        # An owner may be registered by name alone.
        return len(route) == 1 or route[-1] in entry.shape.required(route[:-1])
    rule = _ASKED_BY.get(route[-1]) or ("missing-format-note" if pattern == "format.note" else None)
    if rule and settings.profile.rows(rule):
        return True
    return any(
        (row.covers(pattern) or any(field.startswith(f"{pattern}.") for field in row.fields))
        and all(entry.get(*where.split(".")) in said for where, said in row.params.get("when", {}).items())
        for row in settings.profile.rows("missing-field")
        if row.fields
    )


def _blank(entry, route, value):
    label = entry.label(*route)
    if isinstance(route[-1], int):
        what = Text(zh="没有内容", en="is blank")
    elif value is None or value == [] or value == {}:
        what = Text(zh="写了键名，没有内容", en="has a key and nothing behind it")
    else:
        what = Text(zh="只有空格，没有内容", en="is nothing but blanks")
    return Finding(
        Text(zh=f"{label.zh}：{what.zh}", en=f"{label.en}: {what.en}"),
        route,
        key=not isinstance(route[-1], int) and value is None,
        help=Text(zh="补上内容，或删去这一项", en="complete it, or delete it"),
    )


def _edges(entry, route, value):
    label, form = entry.label(*route), entry.shape.form(route)
    if {"x-vocabulary", "format"} & set(form):
        return  # synonym and malformed-date see the blanks themselves
    if form.get("type") in ("integer", "boolean"):
        return
    body = value.rstrip("\n")
    edges = body[: len(body) - len(body.lstrip())] + body[len(body.rstrip()) :]
    if not edges or "\u3000" in edges and not {"x-pattern", "x-category"} & set(form):
        return  # a full-width blank is an input-method-slip, but not in codes
    node = entry.document.node(route) if entry.document else None
    yield Finding(
        Text(zh=f"{label.zh}：前后有多余的空格", en=f"{label.en}: blanks before or behind the text"),
        route,
        help=Text(zh="删去前后的空格", en="delete the blanks"),
        # In a block the edit would have to keep the layout.
        replace=value.strip() if node is None or node.style not in ("|", ">") else None,
        safe=True,
        title=Text(zh="删去前后的空格", en="delete the blanks"),
    )
