"""What is said of a cell that was changed or could not be read, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from os.path import commonprefix

from govinfo_cli.diagnostic import Text
from govinfo_cli.intake.nested import text_of
from govinfo_cli.intake.reading import BARE, MANGLED, UNREAD, Reading
from govinfo_cli.intake.table import Column
from govinfo_cli.remarks import Twofold, again, as_it_is, checked
from govinfo_cli.structure import Shape
from govinfo_cli.visible import shown
from govinfo_cli.workbook.value import Fault

_YES = {"true": "是", "false": "否"}
_LONG = 40  # characters; what is longer is shown around the change
_AROUND = 8


def said(reading: Reading, key: str | None, own: str, cell: str, shape: Shape) -> Text:
    """What became of a cell under the field `key`, by its `reading`; what it had no place for stands under `own`."""
    raw = shown(cell)
    if reading.kind == BARE:
        return Twofold(
            _kept(
                Text(
                    zh=f"“{raw}”是平台自定的编号，各平台含义不同，没有导入",
                    en=f"'{raw}' is a platform's own number, which differs between platforms",
                ),
                own,
                reading.kept,
            ),
            Text(
                zh=f"“{raw}”是平台自定的编号，各平台含义不同，没有采用",
                en=f"'{raw}' is a platform's own number, which differs between platforms",
            ),
        )
    if reading.kind in (UNREAD, MANGLED):
        why = reading.why or as_it_is(zh="不在取值范围内", en="is no known value")
        return _kept_or_not(why, raw, own, reading.kept)
    if "" in reading.values:
        code = reading.values[""]
        return Text(
            zh=f"“{raw}”补全为“{code}”，{reading.why.zh}", en=f"'{raw}' is completed to '{code}', {reading.why.en}"
        )
    values = {**reading.values, **{k: v for k, v in reading.weak.items() if k not in reading.values}}
    if not values:
        return Text(zh=f"“{raw}”等于没有填，留空", en=f"'{raw}' says nothing; left blank")
    if list(values) == [key]:
        old, new = _cropped(cell, values[key])
        return Twofold(
            Text(zh=f"“{old}”改为“{new}”", en=f"'{old}' becomes '{new}'"),
            Text(zh=f"“{old}”读作“{new}”", en=f"'{old}' is read as '{new}'"),
        )
    order = list(shape.fields)
    told = [(shape.label(tuple(key.split("."))), _value(values[key])) for key in sorted(values, key=order.index)]
    return Text(
        zh=f"“{raw}”读作  " + "，".join(f"{label.zh}：{_YES.get(value, value)}" for label, value in told),
        en=f"'{raw}' is read as " + ", ".join(f"{label.en} {value}" for label, value in told),
    )


def _kept(text: Text, own: str, kept: bool = True) -> Text:
    """With where an import keeps the cell."""
    return Text(zh=f"{text.zh}，原样放在  {own}", en=f"{text.en}; kept under {own}") if kept else text


def _kept_or_not(why: Text, raw: str, own: str, kept: bool) -> Text:
    one, other = (Text(zh=f"“{raw}”{text.zh}", en=f"'{raw}' {text.en}") for text in (why, checked(why)))
    return Twofold(_kept(one, own, kept), other)


FAULT = again(
    zh="用 Excel 或 WPS 打开，把这一格改成文字（复制后“选择性粘贴 → 数值”），保存后",
    en="open the workbook, turn the cell into its value (paste special, values), save and",
)


def faulty(cell: Fault, own: str) -> Text:
    """A cell without a value that could be read."""
    raw = shown(cell)
    said = Text(zh=f"“{raw}”是公式出错的结果，没有读出", en=f"'{raw}' is a formula's error")
    if cell.formula:
        said = Text(
            zh=f"是公式“{raw}”，文件里没有存它的结果，没有读出",
            en=f"a formula '{raw}' whose result the file does not hold",
        )
    return Twofold(_kept(said, own), said)


def clashing(first: Column, cell: str, own: str) -> Text:
    """A cell that says otherwise than another column of its row, `first`."""
    raw = shown(cell)
    said = Text(
        zh=f"“{raw}”与同一行{first.words.zh}不一致，以前面的为准",
        en=f"'{raw}' disagrees with {first.words.en} of the same row, which stands",
    )
    kept = Text(zh=f"{said.zh}，这一格原样放在  {own}", en=f"{said.en}; this cell is kept under {own}")
    return Twofold(kept, said)


def surplus(said: Text, names: Sequence[str]) -> Text:
    """That a row has cells behind its last column, which an import keeps under `names`."""
    more = ("  等", " …") if len(names) > 1 else ("", "")
    return Twofold(
        Text(
            zh=f"{said.zh}，多出的放在  {names[0]}{more[0]}",
            en=f"{said.en}; the surplus is kept under {names[0]}{more[1]}",
        ),
        Text(zh=f"{said.zh}，多出的没有检查", en=f"{said.en}; the surplus is not checked"),
    )


def _value(value: object) -> str:
    flat = isinstance(value, list) and not any(isinstance(one, (dict, list)) for one in value)
    return shown("、".join(map(text_of, value)) if flat else text_of(value))


def _cropped(old: str, new: object) -> tuple[str, str]:
    """Both sides of a change as a message shows them: of long texts what differs, with a little around it."""
    if not isinstance(new, str) or max(len(old), len(new)) <= _LONG:
        return shown(old), _value(new)
    start = len(commonprefix((old, new)))
    end = min(len(commonprefix((old[::-1], new[::-1]))), min(len(old), len(new)) - start)
    first = max(0, start - _AROUND)
    return tuple(
        ("…" if first else "") + shown(text[first:last]) + ("…" if last < len(text) else "")
        for text in (old, new)
        for last in (min(len(text), len(text) - end + _AROUND),)
    )
