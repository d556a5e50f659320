"""Answers given beforehand: field=value and 名称:类型:长度 put into a draft, each as it would be answered."""

from __future__ import annotations

from datetime import date

from govinfo_cli.catalog import Catalog
from govinfo_cli.diagnostic import Text
from govinfo_cli.drafting.fields import (
    ITEMS,
    PLATFORM,
    called,
    filled,
    item,
    leaves,
    legible,
    meaning,
    named_field,
    pattern,
    value_at,
)
from govinfo_cli.intake.pairs import pair_of
from govinfo_cli.naming import fields_named, nearest_fields
from govinfo_cli.visible import shown

_MOST_ITEMS = 5000
ILLEGIBLE = Text(zh="有认不出的字符", en="there are characters that are no text")


class NoSuchField(Exception):
    """An answer names no field, or a group of them; `text` says what, `help` the way out. Its value is never quoted."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


def assigned(catalog: Catalog, data: dict, said: str, today: date) -> dict:
    """`data` with what `said`, field=value, says; lists said again grow, an empty value takes a field away.

    Raises NoSuchField.
    """
    _refuse_illegible(said)
    word, mark, text = (said if "=" in said else said.replace("＝", "=", 1)).partition("=")
    if not mark or not word.strip():
        raise NoSuchField(
            Text(
                zh="要写成“填报项=内容”，缺少等号或等号前面是空的",
                en="field=value: there is no =, or nothing before it",
            ),
            Text(zh="例如  更新周期=每月", en="such as  update_cycle=每月"),
        )
    shape = catalog.settings.shape
    field = named_field(shape, word)
    if field is None:
        raise _unknown(catalog, word)
    if not text.strip():
        return filled(data, field, None)
    if field in ("format", "share.mode", "share.internal.mode"):
        return _paired(catalog, data, field, text)
    if field == ITEMS:
        return with_item(catalog, data, text, today)
    below = [one for one in leaves(shape, field) if one != field]
    if below:
        raise _group(catalog, word, below)
    if field.startswith(f"{ITEMS}.") and pattern(field) not in shape.fields:
        raise _unknown(catalog, word)
    value = meaning(catalog, field, text, today)
    before = value_at(data, field)
    if isinstance(before, list) and isinstance(value, list):
        value = list(dict.fromkeys([*before, *value]))
    return filled(data, field, value)


def with_item(catalog: Catalog, data: dict, line: str, today: date) -> dict:
    """`data` with one more item, as people write it on a line. Raises NoSuchField where no name is in it."""
    _refuse_illegible(line)
    found, items = item(catalog, line, today), list(data.get(ITEMS) or [])
    if found is None or len(items) >= _MOST_ITEMS:
        raise NoSuchField(
            Text(zh="信息项：没有写名称", en="items: there is no name")
            if found is None
            else Text(zh=f"信息项：超过 {_MOST_ITEMS} 项", en=f"items: more than {_MOST_ITEMS}"),
            Text(
                zh="写成  名称:类型:长度  ，例如  姓名:字符型C:50",
                en="write  name:type:length , such as  姓名:字符型C:50",
            ),
        )
    return {**data, ITEMS: [*items, found]}


def _refuse_illegible(said: str) -> None:
    if not legible(said):
        raise NoSuchField(
            ILLEGIBLE,
            Text(zh="去掉控制字符；终端和脚本的编码用 UTF-8", en="leave out control characters, and write UTF-8"),
        )


def _paired(catalog: Catalog, data: dict, field: str, text: str) -> dict:
    pair = pair_of(catalog.settings.profile, field, text.strip())
    kind = pair.kind or (PLATFORM if pair.type and field != "format" else None)
    if kind is None and pair.type is None:
        raise _group(
            catalog,
            catalog.settings.shape.label(tuple(field.split("."))).zh,
            list(leaves(catalog.settings.shape, field)),
        )
    for key, value in (("class", kind), ("type", pair.type)):
        data = filled(data, f"{field}.{key}", value) if value else data
    return data


def _group(catalog: Catalog, word: str, below: list[str]) -> NoSuchField:
    shape = catalog.settings.shape
    zh, en = (" ".join(f"{called(shape, one, lang)}=…" for one in below) for lang in ("zh", "en"))
    return NoSuchField(
        Text(zh=f"“{shown(word.strip())}”要分项写", en=f"'{shown(word.strip())}' is said field by field"),
        Text(zh=f"分别写  {zh}", en=f"write  {en}"),
    )


def _unknown(catalog: Catalog, word: str) -> NoSuchField:
    shape, seen = catalog.settings.shape, shown(word.strip())
    if any(key.startswith(f"{ITEMS}.") for key in fields_named(shape, word)):
        return NoSuchField(
            Text(zh=f"“{seen}”：没有写是哪一个信息项的", en=f"'{seen}': of which item"),
            Text(zh="写成  信息项.名称.数据类型=字符型C", en="write  items.NAME.type=字符型C"),
        )
    near = list(dict.fromkeys(key for key in nearest_fields(shape, word) if not key.startswith(f"{ITEMS}.")))
    names = Text(*("、".join(called(shape, key, lang) for key in near) for lang in ("zh", "en")))
    return NoSuchField(
        Text(zh=f"没有填报项“{seen}”", en=f"no field '{seen}'"),
        Text(zh=f"最接近的是  {names.zh}", en=f"the nearest are  {names.en}")
        if near
        else Text(zh="有哪些填报项，运行  catalog explain  查看", en="catalog explain lists them"),
    )
