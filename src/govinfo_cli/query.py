"""Which entries are asked for: conditions on fields, and the order to list them in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from govinfo_cli.catalog import Catalog
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.naming import fields_named, fields_of, nearest_fields
from govinfo_cli.pattern import Pattern
from govinfo_cli.structure import Shape
from govinfo_cli.visible import shown, visible
from govinfo_cli.vocabulary import Vocabulary, fold

# An input method writes the signs in full width.
_CONDITION = Pattern(r"(?P<field>[^=!~＝！～≠]+)(?P<sign>!=|！=|！＝|!＝|≠|=|＝|~|～)(?P<wanted>.*)", re.S)
_SIGNS = {"=": "=", "＝": "=", "~": "~", "～": "~"}
_BLANK = (3,)
PATH = "path"  # a column that is no field: where the entry lies


class QueryError(Exception):
    """A condition, column or order that cannot be understood; `text` says which, `help` the way out."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


class Condition(NamedTuple):
    """`field` `sign` `wanted`, as in share.type = 不予共享; the sign is "=", "!=" or "~" (contains)."""

    field: str
    sign: str
    wanted: str


def condition(shape: Shape, text: str) -> Condition:
    """The condition written as field=value, field!=value or field~text; raises QueryError."""
    parts = _CONDITION.fullmatch(text)
    if parts is None:
        raise QueryError(
            Text(zh=f"--where：看不懂“{shown(text)}”", en=f"--where: cannot read '{shown(text)}'"),
            Text(
                zh="写成  --where 共享类型=不予共享  （= 等于，!= 不等于，~ 包含）",
                en="write --where share.type=不予共享 (= is, != is not, ~ contains)",
            ),
        )
    return Condition(
        field_asked(shape, parts["field"].strip(), "--where"), _SIGNS.get(parts["sign"], "!="), parts["wanted"].strip()
    )


def field_asked(shape: Shape, word: str, option: str) -> str:
    """The key of the field that `word` names in `option`; raises QueryError with the nearest names."""
    if word in (PATH, "文件"):
        return PATH
    if word.startswith("x-"):  # the office's own, in no schema
        return word
    found = fields_named(shape, word)
    if found:
        return found[0]
    fields = fields_of(shape)
    near = [(key, fields[key].get("title", key)) for key in nearest_fields(shape, word)]
    raise QueryError(
        Text(zh=f"{option}：没有填报项“{shown(word)}”", en=f"{option}: no field '{shown(word)}'"),
        Text(
            zh=f"是不是 {'、'.join(f'{title}（{key}）' for key, title in near)}？",
            en=f"did you mean {' or '.join(key for key, _ in near)}?",
        )
        if near
        else Text(zh="运行  catalog explain  查看全部填报项", en="catalog explain lists all fields"),
    )


class Asking:
    """Answers for the entries of one catalogue; other spellings of values and owners count as the official ones."""

    def __init__(self, catalog: Catalog) -> None:
        self._settings, self._owners = catalog.settings, catalog.owner_names
        self.shape = catalog.settings.shape
        self._fields = fields_of(self.shape)

    def vocabulary(self, key: str) -> Vocabulary | None:
        """The code list of the field `key`, or None; of the owner, those registered."""
        if key == "owner":
            return self._owners
        return self._settings.profile.vocabularies.get(self._fields.get(key, {}).get("x-vocabulary", ""))

    def official(self, key: str, word: str) -> str:
        """`word` as the code list or owners.yaml writes it; unchanged where neither knows it."""
        vocabulary = self.vocabulary(key)
        return (vocabulary.official(word) if vocabulary else None) or word

    def values(self, entry: Entry, key: str) -> Iterator[tuple[str, object]]:
        """(field, value) of everything that stands at `key`, lists spread out, a group of fields as its members.

        Below share.internal that is what holds inside: as written there, else as inherited from outside.
        """
        if key == PATH:
            yield PATH, entry.path
        else:
            yield from _walk(*self._start(entry, key))

    def cell(self, entry: Entry, key: str, lang: str) -> str:
        """What a table shows of a field: lists joined by 、, the members of a group by /, yes and no in words."""
        if key == PATH:
            return visible(entry.path)
        data, steps, _ = self._start(entry, key)
        value = data
        for step in steps:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, str):  # as nearly always: one text
            return visible(value)
        return "、".join(filter(None, (said(value, lang) for value in _at(data, steps))))

    def reader(self, keys: Sequence[str], lang: str) -> Callable[[Entry], list[str]]:
        """What gives the cells of an entry for `keys`: for many entries, of which nearly all say one text at each."""
        plain = [None if key == PATH or key.startswith("share.internal.") else key.split(".") for key in keys]

        def read(entry: Entry) -> list[str]:
            cells = []
            for key, steps in zip(keys, plain, strict=True):
                value = entry.data if steps else None
                for step in steps or ():
                    value = value.get(step) if isinstance(value, dict) else None
                cells.append(visible(value) if isinstance(value, str) else self.cell(entry, key, lang))
            return cells

        return read

    def _start(self, entry: Entry, key: str) -> tuple[object, list[str], str]:
        """Where to look for `key`: the data, the steps that are left, the field that the data stands for."""
        steps = key.split(".")
        if steps[:2] == ["share", "internal"] and len(steps) > 2:
            return entry.sides(self._settings)[1].says, steps[2:], "share.internal"
        return entry.whole, steps, ""

    def holds(self, entry: Entry, asked: Condition) -> bool:
        """Whether the entry satisfies the condition. Of several values (a list, a group of fields) "=" and "~" ask
        for one; "!=" is the contrary of "=". Nothing behind the sign means: not filled in."""
        found = [(key, plain(value)) for key, value in self.values(entry, asked.field)]
        found = [(key, text) for key, text in found if text.strip()]
        if not asked.wanted:
            return bool(found) == (asked.sign == "!=")
        if asked.sign == "~":
            return any(fold(asked.wanted) in fold(text) for _, text in found)
        same = any(fold(self.official(key, text)) == fold(self.official(key, asked.wanted)) for key, text in found)
        return same == (asked.sign == "=")

    def order(self, entry: Entry, key: str) -> tuple:
        """Sort key: a code list's order, then numbers, then text; what is not filled in comes last."""
        texts = [plain(value) for _, value in self.values(entry, key)]
        if not texts:
            return _BLANK
        vocabulary = self.vocabulary(key)
        official = self.official(key, texts[0])
        if vocabulary and official in vocabulary.values:
            return (0, list(vocabulary.values).index(official))
        number = re.fullmatch(r"-?[0-9]{1,15}", texts[0])
        return (1, int(texts[0])) if number and key.endswith("length") else (2, official, *texts[1:])


def ordered(asking: Asking, entries: Sequence[Entry], keys: Sequence[tuple[str, bool]]) -> list[Entry]:
    """The entries sorted by `keys` (field, whether from the end), the first the weightiest; else as they came."""
    found = list(entries)
    for key, backwards in reversed(keys):
        ranked = [(asking.order(entry, key), entry) for entry in found]
        filled = sorted((one for one in ranked if one[0] != _BLANK), key=lambda one: one[0], reverse=backwards)
        found = [entry for _, entry in [*filled, *(one for one in ranked if one[0] == _BLANK)]]
    return found


def _walk(data: object, steps: Sequence[str], above: str) -> Iterator[tuple[str, object]]:
    if isinstance(data, list):
        for member in data:
            yield from _walk(member, steps, above)
    elif isinstance(data, Mapping):
        for name in [steps[0]] if steps else [name for name in data if name != "internal"]:
            if name in data:
                yield from _walk(data[name], steps[1:], f"{above}.{name}" if above else str(name))
    elif data is not None and not steps:
        yield above, data


def plain(value: object) -> str:
    """A value as text: true and false as the file writes them."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _at(data: object, steps: Sequence[str]) -> Iterator[object]:
    if isinstance(data, list):
        for member in data:
            yield from _at(member, steps)
    elif not steps:
        yield data
    elif isinstance(data, Mapping):
        yield from _at(data.get(steps[0]), steps[1:])


def said(value: object, lang: str) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return Text(zh="是" if value else "否", en="yes" if value else "no").of(lang)
    if isinstance(value, Mapping):
        return "/".join(filter(None, (said(one, lang) for name, one in value.items() if name != "internal")))
    if isinstance(value, list):
        return "、".join(filter(None, (said(one, lang) for one in value)))
    return visible(str(value))
