"""The format type belongs to another format class."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import lines
from govinfo_cli.visible import shown

TITLE = Text(zh="格式类型与分类不符", en="format type mismatch")

_ANY = "*"  # the class of a type that all classes have
_NAMED = 6  # types that a help lists before it stops


def accepts(settings):
    """The type is one of its class."""
    classes = {}
    for code in settings.profile.vocabularies["format-type"].codes:
        classes.setdefault(code.facts.get("class"), []).append(code.value)
    free = classes.pop(_ANY, [])
    pairs = [
        {"properties": {"class": {"const": name}, "type": {"enum": [*types, *free]}}}
        for name, types in classes.items()
        if name
    ]
    return {"properties": {"format": {"anyOf": pairs}}}


def check(entry, settings, rows):
    """One finding where the class that the list has the type under is not the entry's."""
    kind, said = entry.text("format", "type"), entry.text("format", "class")
    types, classes = (settings.profile.vocabularies.get(name) for name in ("format-type", "format-class"))
    if not (kind and said and types and classes):
        return
    value, here = types.official(kind), classes.official(said)
    facts = types.values[value].facts if value else {}
    belongs, listed = facts.get("class"), facts.get("listed", True)
    if not here or belongs in (None, _ANY, here):
        return
    label, whole = entry.label("format", "type"), entry.label("format", "class")
    of = Text(zh="属于", en="belongs to") if listed else Text(zh="一般归入", en="usually counts as")
    fitting = [code.value for code in types.codes if code.facts.get("class") == here]
    zh = "、".join(fitting[:_NAMED]) + (" 等" if len(fitting) > _NAMED else "")
    en = ", ".join(fitting[:_NAMED]) + (" …" if len(fitting) > _NAMED else "")
    yield Finding(
        Text(
            zh=f"{label.zh}：“{shown(kind)}”{of.zh}“{belongs}”，与{whole.zh}“{shown(said)}”不一致",
            en=f"{label.en}: '{shown(kind)}' {of.en} '{belongs}', but the {whole.en} is '{shown(said)}'",
        ),
        ("format", "type"),
        help=lines(
            Text(
                zh=f"类型填对了的，把分类改为  class: {belongs}",
                en=f"if the type is right, change the class to  class: {belongs}",
            ),
            Text(
                zh=f"分类填对了的，改填这一类的类型，例如 {zh}",
                en=f"if the class is right, use a type of that class, such as {en}",
            ),
        ),
        rows=tuple(row for row in rows if row.params.get("listed", listed) is listed),
    )
