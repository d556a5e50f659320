"""The sheet 扩展 of our own workbooks: what its columns cannot say of an entry, one particular a row; written and read.

A row names the entry (its code or, where it has none, its number in the sheet), the item (blank: the entry itself), the
dotted key, the value, and what stood in the columns that say the same when it was written (表中写法). Where they say
something else now, somebody has changed them: the columns count, and the row does not.

A value is its text, or JSON where it is none or its text would be read as JSON; 32,000 characters a row, the rows of one
value one after the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from govinfo_cli.cleaning import storable

SHEET = "扩展"
# Headings of the columns, in their order; the last but two are for people.
HEADINGS = ("序号", "信息资源代码", "信息资源名称", "信息项", "填报项", "键名", "值", "表中写法")
SEVERAL = "｜"  # between the columns that one value covers
# The field of the column 共享条件, and what it carries.
TERMS = "share.terms"
STIPULATED = frozenset(f"share.{key}" for key in ("usage", "scope", "condition", "reason", "basis"))
# What is said item by item, and the entry's own field of the same.
ITEMWISE = {"share.type": "share", "open.public": "open"}
_ROW = 32_000
_LONG = 100
_DEEPEST = 16


class Particular(NamedTuple):
    """One value that the columns do not carry: `steps` are its keys, below the item called `item` or (blank) below the
    entry; `beside` is what the columns say instead, None where there is none for it. None for a value: it has none."""

    steps: tuple[str, ...]
    value: object
    beside: str | None = None
    item: str = ""


def beside(texts: Iterable[object]) -> str:
    """What the rows of an entry say in one column, short: the text that all of them bear, or a mark of their texts."""
    said = [" ".join(str(text).split()) if text is not None else "" for text in texts]
    whole = said[0] if len({*said}) == 1 else "\n".join(said)
    if len(whole) <= _LONG and "\n" not in whole:
        return whole
    return "#" + hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def covers(key: str, field: str) -> bool:
    """Whether the value of the dotted `key` speaks of what stands in the column of `field` (items.name, share.terms …)."""
    if field == TERMS:
        return key in STIPULATED or key == "share"
    if key == "items":
        return field.startswith("items.") or field in ITEMWISE
    return field == key or field.startswith(f"{key}.")


def value_rows(value: object) -> list[str]:
    """The value as the texts of one or more rows."""
    if isinstance(value, str) and len(value) <= _ROW and _is_plain(value):
        return [value]
    text = json.dumps(value, ensure_ascii=False, default=str)
    if not text.isprintable():
        text = json.dumps(value, ensure_ascii=True, default=str)
    return [text[start : start + _ROW] for start in range(0, len(text), _ROW)]


def value_of(rows: Sequence[str]) -> object:
    """The value that the texts of its rows say."""
    text = "".join(rows)
    try:
        return _kept(json.loads(text))
    except (ValueError, RecursionError):
        return storable(text)


def _kept(value: object, depth: int = 0) -> object:
    """A value as an entry can hold it: without hidden characters, without what JSON alone has; raises ValueError."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_kept(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {storable(key): _kept(one, depth + 1) for key, one in value.items()}
    return str(value) if isinstance(value, float) else value


def _is_plain(text: str) -> bool:
    if not text.isprintable() or text != text.strip() or not text or "  " in text:
        return False
    try:
        json.loads(text)
    except ValueError:
        return True
    return False


def key_text(steps: Sequence[str]) -> str:
    """A route of keys as one text: dotted, or as JSON where a key has a dot."""
    return json.dumps(list(steps), ensure_ascii=False) if any("." in step for step in steps) else ".".join(steps)


def key_steps(text: str) -> list[str]:
    """The route that `key_text` wrote."""
    if text.startswith("["):
        try:
            steps = json.loads(text)
        except ValueError:
            return [text]
        return steps if isinstance(steps, list) and all(isinstance(one, str) for one in steps) else [text]
    return text.split(".")


class Noted(NamedTuple):
    """A particular as the sheet has it, and the number of its first row."""

    said: Particular
    row: int


class Particulars:
    """The particulars of a workbook by entry, as far as rows ask for them."""

    def __init__(self, sheet: str, found: Mapping[tuple[str, str], list[Noted]]) -> None:
        self.sheet, self._found = sheet, found
        self._codes: dict[str, list[tuple[str, str]]] = {}
        for number, code in found:
            self._codes.setdefault(code, []).append((number, code))

    def of(self, number: str, code: str) -> list[Noted]:
        """Those of the entry with this number in its sheet and this code; the code counts where only one entry has it."""
        number, code = number.strip(), code.strip()
        key = (number, code)
        if key not in self._found and code and len(self._codes.get(code, ())) == 1:
            (key,) = self._codes[code]
        if key not in self._found and (number, "") in self._found:
            key = (number, "")  # it had no code yet
        return self._found.get(key, [])


def together(found: Sequence[Particulars]) -> Particulars:
    """Those of several sheets as one."""
    if len(found) == 1:
        return found[0]
    merged: dict[tuple[str, str], list[Noted]] = {}
    for one in found:
        for key, said in one._found.items():
            merged.setdefault(key, []).extend(said)
    return Particulars(found[0].sheet, merged)


def is_sheet(name: str) -> bool:
    """Whether a sheet is called as ours is."""
    return name == SHEET or name.startswith(f"{SHEET}（")


def particulars(sheet: str, lines: Iterable[tuple[int, Sequence[object]]]) -> Particulars | None:
    """What a sheet (its rows as number and cells) says, or None where it is none of ours."""
    found: dict[tuple[str, str], list[Noted]] = {}
    places: dict[str, int] | None = None
    last: tuple = ()
    texts: list[str] = []

    def close() -> None:
        if last:
            number, code, item, key, shown, row = last
            said = Particular(tuple(key_steps(key)), value_of(texts), shown, item)
            found.setdefault((number, code), []).append(Noted(said, row))

    for row, cells in lines:
        said = ["" if cell is None else str(cell) for cell in cells]
        if places is None:
            if {*HEADINGS[:2], "键名", "值"} <= {*said}:
                places = {name: said.index(name) for name in HEADINGS if name in said}
            continue
        get = {name: said[place] if place < len(said) else "" for name, place in places.items()}
        if not get["键名"]:
            continue
        shown = get.get("表中写法", "")
        now = (get["序号"].strip(), get["信息资源代码"].strip(), get.get("信息项", ""), get["键名"], shown)
        if last and now == last[:5] and _goes_on(texts):
            texts.append(get["值"])
            continue
        close()
        last, texts = (*now, row), [get["值"]]
    close()
    return None if places is None else Particulars(sheet, found)


def _goes_on(texts: Sequence[str]) -> bool:
    """Whether a value that fills its row has another part."""
    return len(texts[-1]) >= _ROW


def filled(data: dict, chosen: Sequence[Particular]) -> dict:
    """An entry read from the columns, with the particulars that stand."""
    made = dict(data)
    for field, own in ITEMWISE.items():
        steps = tuple(field.split("."))
        if any(one.steps == steps and not one.item for one in chosen):
            _resolve(made, steps, own)
    for one in sorted(chosen, key=lambda one: (bool(one.item), len(one.steps))):
        if not one.item:
            _put(made, one.steps, one.value)
            continue
        items = made.get("items")
        for place, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict) and item.get("name") == one.item:
                items[place] = dict(item)
                _put(items[place], one.steps, one.value)
    return {key: value for key, value in made.items() if value != {}}


def _resolve(made: dict, steps: tuple[str, str], own: str) -> None:
    """Says with each item what it had from the entry, whose own value is about to be another."""
    above, items = made.get(steps[0]), made.get("items")
    was = above.get(steps[1]) if isinstance(above, dict) else None
    if was is not None and isinstance(items, list):
        made["items"] = [{**item, own: item.get(own, was)} if isinstance(item, dict) else item for item in items]


def _put(made: dict, steps: Sequence[str], value: object) -> None:
    *above, last = steps
    for step in above:
        inside = made.get(step)
        if not isinstance(inside, dict):
            if value is None:
                return
            inside = {}
        made[step] = made = dict(inside)
    if value is None:
        made.pop(last, None)
    else:
        made[last] = value
