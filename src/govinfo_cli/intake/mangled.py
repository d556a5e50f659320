"""Numbers that a spreadsheet has changed: what is left of them, and what they were where only one thing can have been.

Excel keeps 15 significant digits, shows twelve and more as 3.03046E+17, drops leading zeros, and makes dates serial days.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property

from govinfo_cli import uscc
from govinfo_cli.dates import read_date
from govinfo_cli.diagnostic import Text
from govinfo_cli.pattern import Pattern
from govinfo_cli.remarks import Twofold, again

_DIGITS = 15  # that a double keeps for sure
_SCIENTIFIC = Pattern(r"([0-9])(?:\.([0-9]{1,17}))?[eE]\+?([0-9]{1,2})")
_TAILED = Pattern(r"([0-9]{1,15})\.0{1,6}")
_GROUPED = Pattern(r"([0-9]{1,3}(?:[,，][0-9]{3}){1,3})(?:\.0{1,6})?")
_SERIAL = Pattern(r"[2-7][0-9]{4}(?:\.[0-9]{1,12})?")  # 1954 to 2119
_THREE = Pattern(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
# The day before day 1; day 60 is 1900-02-29, which never was.
_STARTS = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
CODE_HELP = again(
    zh="在 Excel 或 WPS 里把这一列设为“文本”格式，照原件重新输入，保存后",
    en="in the spreadsheet, set the column to Text, type the numbers again from their source, save and",
)
_DATE = (
    "在 Excel 或 WPS 里把这一列设为“日期”格式，看清是哪一天，保存后",
    "in the spreadsheet, set the column to Date, see that the days are right, save and",
)
DATE_HELP = Twofold(
    Text(
        zh=f"{_DATE[0]}再导入；列里都是序号的，也可以用  catalog import --write-mapping 对照表.yaml 表格  写出对照表，填 date_system",
        en=f"{_DATE[1]} import again; or have a mapping written with  catalog import --write-mapping FILE TABLE  and fill in date_system",
    ),
    Text(zh=f"{_DATE[0]}再检查一次", en=f"{_DATE[1]} check again"),
)


def untailed(text: str) -> str | None:
    """30304601.0 -> 30304601: a whole number that a program wrote as a fraction; None for anything else."""
    found = _TAILED.fullmatch(text)
    return found[1] if found else None


def whole(text: str) -> int | None:
    """The whole number that 1,000 or 50.0 says; None for anything else."""
    found = _GROUPED.fullmatch(text)
    plain = re.sub("[,，]", "", found[1]) if found else untailed(text)
    return int(plain) if plain else None


def is_cut(text: str) -> bool:
    """Whether digits of a long number are lost: 3.03046E+17, or zeros from the sixteenth digit on."""
    return _bounds(text) is not None


def _bounds(text: str) -> tuple[int, int] | None:
    """The least and the greatest number of as many digits that a spreadsheet shows as `text`."""
    found = _SCIENTIFIC.fullmatch(text)
    if found:
        digits, exponent = found[1] + (found[2] or ""), int(found[3])
        unit = exponent - len(found[2] or "")
        if exponent < 11 or unit < 0 or digits[0] == "0":
            return None  # shorter numbers are shown in full
        half = 10**unit // 2
        middle = int(digits) * 10**unit
        return max(middle - half, 10**exponent), min(middle + half, 10 ** (exponent + 1) - 1)
    if not text.isascii() or not text.isdecimal() or not _DIGITS < len(text) < 40 or text[0] == "0":
        return None
    return None if text[_DIGITS:].strip("0") else (int(text), int(text) + 10 ** (len(text) - _DIGITS) - 1)


class Known:
    """Codes of digits that are known; tells the only one that a mangled number can have been."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._given = codes

    @cached_property
    def _codes(self) -> frozenset[str]:
        return frozenset(code for code in self._given if code.isascii() and code.isdecimal())

    @cached_property
    def _numbers(self) -> list[int]:
        return sorted(int(code) for code in self._codes if code[0] != "0")

    @cached_property
    def _bare(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code in self._codes:
            if code[0] == "0":
                found.setdefault(code.lstrip("0"), []).append(code)
        return found

    def completed(self, text: str) -> str | None:
        """The one known code that `text` is what is left of; None where none or several fit."""
        plain = untailed(text) or text
        if plain in self._codes:
            return plain
        bounds = _bounds(plain)
        if bounds is not None:
            first, last = bisect_left(self._numbers, bounds[0]), bisect_right(self._numbers, bounds[1])
            return str(self._numbers[first]) if last - first == 1 else None
        fitting = self._bare.get(plain, ()) if plain.isascii() and plain.isdecimal() else ()
        return fitting[0] if len(fitting) == 1 else None


def completed_uscc(text: str, known: Iterable[str]) -> str | None:
    """The unified social credit code that 18 digits, three of them lost, can only have been: one of `known`, else the
    only one whose both check characters fit; None where several fit."""
    bounds = _bounds(text)
    if bounds is None or len(str(bounds[0])) != uscc.LENGTH:
        return None
    fitting = {code for code in known if code.isdecimal() and bounds[0] <= int(code) <= bounds[1]}
    if len(fitting) == 1:
        return fitting.pop()
    if bounds[1] - bounds[0] >= 1000:
        return None
    head = str(bounds[0])[:_DIGITS]
    found = []
    for digit in "0123456789":
        organisation = head[8:] + digit
        body = head + digit + uscc.inner_check_character(organisation)
        code = body + uscc.check_character(body) if body.isdecimal() else ""
        if code.isdecimal():
            found.append(code)
    return found[0] if len(found) == 1 else None


def serial_days(text: str) -> dict[str, str]:
    """The days that a serial number may be, by date system; empty for what is no such number."""
    if not _SERIAL.fullmatch(text):
        return {}
    days = int(text.partition(".")[0])
    return {system: (start + timedelta(days=days)).isoformat() for system, start in _STARTS.items()}


def day_of(text: str, order: str | None = None, system: str | None = None) -> str | None:
    """The day that a mangled date can only be: 20220601.0, an epoch in scientific form within one day, 13/4/2026 or
    with `order` (dmy, mdy) 3/4/2026 too, with `system` (1900, 1904) a serial number; None for anything else."""
    plain = untailed(text)
    if plain and (day := read_date(plain)):
        return day
    if system and (days := serial_days(text)):
        return days[system]
    if bounds := _SCIENTIFIC.fullmatch(text) and _bounds(text):
        first, last = (read_date(str(bound)) for bound in bounds)
        return first if first and first == last else None
    if three := _THREE.fullmatch(text):
        one, two, year = int(three[1]), int(three[3]), three[4]
        readings = {read_date(f"{year}-{month}-{day}") for month, day in ((one, two), (two, one))} - {None}
        if order in ("dmy", "mdy"):
            month, day = (two, one) if order == "dmy" else (one, two)
            return read_date(f"{year}-{month}-{day}")
        return readings.pop() if len(readings) == 1 else None
    return None
