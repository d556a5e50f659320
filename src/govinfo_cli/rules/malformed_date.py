"""A date that is not written as YYYY-MM-DD, or that no calendar has."""

from govinfo_cli.dates import read_date
from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.pattern import Pattern
from govinfo_cli.structure import demanding
from govinfo_cli.visible import shown
from govinfo_cli.yaml.slips import unquoted

TITLE = Text(zh="日期不合要求", en="malformed date")
RECORDS = True

_WRITTEN = Pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def accepts(settings):
    """Every date is one, and written in the one way. The year 0 passes for a date, but no calendar has it."""
    date = {"format": "date", "not": {"type": "string", "pattern": "^0000"}}
    return demanding(dict.fromkeys(settings.shape.dates, date))


def check(entry, settings, rows):
    """One finding a date, with the right form where it is clear which day is meant."""
    for route, value in entry.values:
        if not isinstance(value, str) or not value.strip() or entry.shape.pattern(route) not in entry.shape.dates:
            continue
        day = read_date(value)
        if day != value and unquoted(value) is None:
            yield _finding(entry.label(*route), route, value, day)


def _finding(label, route, value, day):
    if day:
        said = Text(zh=f"“{shown(value)}”应写成 {day}", en=f"'{shown(value)}' should be written {day}")
    elif _WRITTEN.fullmatch(value):
        said = Text(zh=f"“{value}”这一天不存在", en=f"'{value}' is no day of any calendar")
    else:
        said = Text(
            zh=f"“{shown(value)}”不是年月日俱全的日期", en=f"'{shown(value)}' is no date with year, month and day"
        )
    example = f'{route[-1]}: "{day or "2026-05-01"}"'
    return Finding(
        Text(zh=f"{label.zh}：{said.zh}", en=f"{label.en}: {said.en}"),
        route,
        help=Text(
            zh=f"改为  {example}" if day else f"写成年-月-日，例如  {example}",
            en=f"change to  {example}" if day else f"write year-month-day, such as  {example}",
        ),
        replace=day,
        safe=True,
    )
