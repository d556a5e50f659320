"""The fields of a draft: which one a word names, what a text means under it, and how it is put in its place."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from govinfo_cli.catalog import Catalog
from govinfo_cli.cleaning import parts
from govinfo_cli.dates import read_date
from govinfo_cli.naming import fields_named
from govinfo_cli.structure import Shape
from govinfo_cli.visible import visible
from govinfo_cli.vocabulary import fold

ITEMS = "items"
# 《编制指南》共享方式类型: database, file and interface are ways of the platform only.
PLATFORM = "共享平台方式"
# What is meant where a word names a group of fields.
_MEANT = {
    "share": "share.type",
    "share.internal": "share.internal.type",
    "open": "open.public",
    "share.basis": "share.basis.title",
}
_TODAY = ("今天", "今日", "today")


def named_field(shape: Shape, word: str) -> str | None:
    """The dotted field that `word` names: share.type, 共享类型, items.姓名.type, 信息项.姓名.数据类型, x-own; None where
    there is none. Of a group of fields the one that is meant by it."""
    word = word.strip()
    if word.startswith("x-"):
        return word
    head, dot, rest = word.partition(".")
    if dot and ITEMS in fields_named(shape, head):
        name, dot, leaf = rest.rpartition(".")
        within = set(shape.below((ITEMS, 0)))
        known = next((key for key in fields_named(shape, f"{ITEMS}.{leaf}") if key.startswith(f"{ITEMS}.")), None)
        known = known or next((key for key in fields_named(shape, leaf) if key.startswith(f"{ITEMS}.")), None)
        leaf = known.rpartition(".")[2] if known else ""
        return f"{ITEMS}.{name}.{leaf}" if dot and name and leaf in within else None
    found = fields_named(shape, word) or _within_group(shape, word)
    # Of an item's field it has to be said whose it is.
    return None if not found or _is_of_item(found[0]) else _MEANT.get(found[0], found[0])


def called(shape: Shape, field: str, lang: str) -> str:
    """What to write for `field` on a command line: its official name, where need be behind that of its group, as long
    as that names it and no other; else its key."""
    steps = _steps(field)
    name, group = (shape.label(one).of(lang) for one in (steps, steps[:-1]))
    if _is_of_item(field):
        group = f"{shape.label((ITEMS,)).of(lang)}.{field.split('.', 1)[1].rpartition('.')[0]}"
    for said in (name, f"{group}.{name}"):
        if " " not in said and named_field(shape, said) == field:
            return said
    return field


def pattern(field: str) -> str:
    """The pattern under which the shape knows a field: items.姓名.type -> items.*.type."""
    return f"{ITEMS}.*.{field.rpartition('.')[2]}" if _is_of_item(field) else field


def route(data: Mapping, field: str) -> tuple:
    """Where the field stands in `data`: an item by its place, behind the last one where there is none of that name."""
    if not _is_of_item(field):
        return tuple(field.split("."))
    name = field.split(".", 1)[1].rpartition(".")[0]
    items = data.get(ITEMS) or []
    place = next((place for place, one in enumerate(items) if visible(str(one.get("name"))) == visible(name)), None)
    return (ITEMS, len(items) if place is None else place, field.rpartition(".")[2])


def value_at(data: Mapping, field: str) -> object:
    """The value of `field` in `data`, or None."""
    found: object = data
    for step in route(data, field):
        if isinstance(found, list):
            found = found[step] if step < len(found) else None
        else:
            found = found.get(step) if isinstance(found, Mapping) else None
    return found


def filled(data: Mapping, field: str, value: object) -> dict:
    """`data` with `value` under `field`; without the field where it is None. An item that is not there is added."""
    steps = route(data, field)
    own = field.split(".", 1)[1].rpartition(".")[0] if _is_of_item(field) else None
    return _put(data, steps, value, own)


def _put(node: object, steps: tuple, value: object, own: str | None) -> object:
    head, *rest = steps
    if isinstance(head, int):
        members = list(node) if isinstance(node, list) else []
        if head == len(members):
            members.append({"name": own})
        members[head] = _put(members[head], tuple(rest), value, own)
        return members
    made = dict(node) if isinstance(node, Mapping) else {}
    below = _put(made.get(head), tuple(rest), value, own) if rest else value
    if below in (None, {}, []):
        made.pop(head, None)
    else:
        made[head] = below
    return made


def meaning(catalog: Catalog, field: str, text: str, today: date) -> object:
    """What `text` says under `field`: the official spelling, a date, a number, a list; what it cannot be read as stays
    text, for the rules to judge."""
    profile, shape = catalog.settings.profile, catalog.settings.shape
    plain = _seen(text)
    form = shape.fields.get(pattern(field), {})
    if field == "owner":
        return catalog.owner_names.official(plain) or plain
    kinds = form.get("type", "string")
    if "array" in kinds:
        members = _listed(plain)
        if kinds != "array" and len(members) == 1:
            return members[0]
        inner = shape.fields.get(f"{pattern(field)}.*", {})
        return [_node(catalog, one) if inner.get("x-category") else one for one in members]
    if form.get("x-category"):
        return _node(catalog, plain)
    if kinds == "boolean":
        return {"true": True, "false": False}.get(profile.spelling("open-public")(plain), plain)
    if form.get("x-vocabulary"):
        return profile.spelling(form["x-vocabulary"])(plain) or plain
    if kinds == "integer":
        digits = unicodedata.normalize("NFKC", plain)
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 12 else plain
    if form.get("format") == "date":
        return today.isoformat() if fold(plain) in _TODAY else read_date(plain.strip('"“”')) or plain
    return unicodedata.normalize("NFKC", plain).replace(" ", "") if field == "code" else plain


def item(catalog: Catalog, line: str, today: date) -> dict | None:
    """An item as people write it on one line: 姓名 字符型C 50, with colons, commas or tabs as well; None where no name
    is in it. A cell from a spreadsheet may be blank."""
    marks = next((mark for mark in ("\t", ":", "：", ",", "，", "、") if mark in line), None)
    words = [_seen(word) for word in (line.split(marks) if marks else line.split())]
    name = words[0] if words else ""
    if not name:
        return None
    found, rest = {"name": name}, [word for word in words[1:] if word]
    for word in rest:
        length = meaning(catalog, f"{ITEMS}.{name}.length", word, today)
        if isinstance(length, int):
            found.setdefault("length", length)
        else:
            found.setdefault("type", meaning(catalog, f"{ITEMS}.{name}.type", word, today))
    return found


def legible(text: str) -> bool:
    """Whether an answer is text: all its bytes were characters, and none of them moves a cursor."""
    return all(char in "\t\n\r" or unicodedata.category(char) not in ("Cc", "Cs") for char in text)


def leaves(shape: Shape, field: str) -> Iterator[str]:
    """The fields directly below a group of fields, in the schema's order; the field itself where it is no group."""
    below = shape.below(_steps(field)) if field != ITEMS else {}
    yield from (f"{field}.{name}" for name in below) if below else (field,)


def _seen(text: str) -> str:
    """What of a text can be seen, on one line: what is pasted from a page often brings zero-width characters along."""
    kept = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _within_group(shape: Shape, word: str) -> list[str]:
    """对内共享属性.共享类型 -> share.internal.type."""
    head, dot, leaf = word.rpartition(".")
    for group in fields_named(shape, head) if dot else ():
        if known := shape.named(tuple(group.split(".")), leaf):
            return [f"{group}.{known}"]
    return []


def _steps(field: str) -> tuple:
    return (ITEMS, 0, field.rpartition(".")[2]) if _is_of_item(field) else tuple(field.split("."))


def _is_of_item(field: str) -> bool:
    return field.startswith(f"{ITEMS}.")


def _listed(text: str) -> list[str]:
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return found
    return parts(text) or [text]


def _node(catalog: Catalog, text: str) -> str:
    return text if catalog.settings.knows(text) else catalog.settings.class_called(text) or text
