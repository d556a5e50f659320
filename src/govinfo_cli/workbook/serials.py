"""Number formats and what they make of a number: a date, digits with leading zeros, or just the number."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from govinfo_cli.workbook.value import Dated

# ECMA-376 part 1, 18.8.30: the numbers of built-in formats that are dates or times; 27-36 and 50-58 in East Asian ones.
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.I)
_FORMATS = 4000  # characters of a format; Excel takes 255


def kind_of(number: int, code: str | None) -> str | int | None:
    """What a number format makes of a number: "date", how many digits it fills up with zeros, or None."""
    if code is None:
        return "date" if number in _DATES else None
    said = _NOT_SHOWN.sub("", code[:_FORMATS]).split(";")[0].strip()
    if said and not said.strip("0") and len(said) > 1:
        return len(said)
    if "general" in said.lower():
        return None
    return "date" if re.search(r"[ymdhs年月日]", said, re.I) else None


def shown_as(value: int | float, kind: str | int | None, since_1904: bool) -> object:
    """A number as its format shows it where that is more than the number: a date, or digits with leading zeros."""
    if isinstance(kind, int):
        return str(value).zfill(kind) if isinstance(value, int) and value >= 0 else value
    return _dated(value, since_1904) if kind == "date" else value


def _dated(value: int | float, since_1904: bool) -> object:
    """Serial days to a date; what lies outside of the calendar stays a number."""
    if not 0 <= value < 2_958_466:  # 9999-12-31
        return value
    days, part = divmod(round(value * 86_400), 86_400)
    clock = f"{part // 3600:02}:{part // 60 % 60:02}:{part % 60:02}"
    if days == 0 and not since_1904:
        return Dated(clock)
    if since_1904:
        start = datetime(1904, 1, 1)
    else:
        # Day 60 is 1900-02-29, which never was (Lotus 1-2-3): what comes before counts from one day later.
        start = datetime(1899, 12, 30 if days > 60 else 31)
    try:
        day = start + timedelta(days=days)
    except OverflowError:
        return value
    return Dated(f"{day:%Y-%m-%d}" if part == 0 else f"{day:%Y-%m-%d} {clock}")
