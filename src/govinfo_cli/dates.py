"""Dates in the shapes that people and systems write them, to YYYY-MM-DD."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

from govinfo_cli.pattern import Pattern

_CHINA = timezone(timedelta(hours=8))  # where the writers of these dates live: an epoch at 16:00 UTC is the next day
_DAY = Pattern(
    r"(?P<year>[0-9]{4})\s*(?:(?P<mark>[-/.])\s*(?P<month>[0-9]{1,2})\s*(?P=mark)\s*(?P<day>[0-9]{1,2})"
    r"|年\s*(?P<zh_month>[0-9]{1,2})\s*月\s*(?P<zh_day>[0-9]{1,2})\s*[日号]"
    r"|(?P<plain>[0-9]{4}))"
    r"(?:[T\s]*(?P<hour>[0-9]{1,2})[:：时](?P<minute>[0-9]{1,2})(?:[:：分](?P<second>[0-9]{1,2}))?秒?(?:[.,][0-9]+)?"
    r"\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.I,
)
_EPOCH = Pattern(r"[0-9]{10}(?:[0-9]{3})?")


def read_date(text: str) -> str | None:
    """The day that `text` names as YYYY-MM-DD, its time of day left out; None where it names no day.

    2022-6-1 · 2022-06-01 13:05:00 · 2022/06/01 · 2022.6.1 · 2022年6月1日 · 20220601 · 2022-06-01T16:00:00Z and
    epochs of 10 or 13 digits, both in China's time. A month without a day, or a day that no calendar has, is none.
    """
    said = unicodedata.normalize("NFKC", text).strip()
    try:
        if _EPOCH.fullmatch(said):
            return datetime.fromtimestamp(int(said[:10]), UTC).astimezone(_CHINA).date().isoformat()
        found = _DAY.fullmatch(said)
        return None if found is None else _day(found).isoformat()
    except ValueError:
        return None


def _day(found: re.Match) -> date:
    plain = found["plain"]
    month = found["month"] or found["zh_month"] or plain[:2]
    day = date(int(found["year"]), int(month), int(found["day"] or found["zh_day"] or plain[2:]))
    if found["hour"] is None:
        return day
    clock = (int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    if clock == (24, 0, 0):
        return day
    moment = datetime(day.year, day.month, day.day, *clock)
    zone = found["zone"]
    return moment.date() if zone is None else datetime.fromisoformat(_iso(moment, zone)).astimezone(_CHINA).date()


def _iso(moment: datetime, zone: str) -> str:
    sign = "+00:00" if zone in "zZ" else f"{zone[:3]}:{zone[-2:]}"
    return f"{moment.isoformat()}{sign}"
