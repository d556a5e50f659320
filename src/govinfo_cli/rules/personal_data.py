"""An identity number, or a mobile number in free text. The number is never shown."""

import re
from datetime import date

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.pattern import Pattern
from govinfo_cli.spotting import doubtful, path_spots, spots

TITLE = Text(zh="含个人信息", en="personal data")
BROKEN = RECORDS = True

_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_NUMBER = f"[1-9][0-9]{{5}}(?:18|19|20)[0-9]{{2}}{_DAY}[0-9]{{3}}[0-9Xx]"
# Fifteen digits, without a check character, were given out until 1999. A class code may look the same, so the word
# before it must say what it is.
_OLD = rf"(?:身份证|身份号码|证件号)[^0-9\n]{{0,24}}(?P<old>[1-9][0-9]{{7}}{_DAY}[0-9]{{3}})(?![0-9A-Za-z])"
_IDENTITY = Pattern(f"(?<![0-9])(?:{_NUMBER})(?![0-9A-Za-z])|{_OLD}")
_PHONE = Pattern(r"(?<![0-9A-Za-z/_.])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9A-Za-z/_])")
# Where a number is part of a code or the business line of an office, it is no private person's.
_NO_PHONES = ("code", "category", "themes", "related", "uscc", "class", "phone", "entry")
_KINDS = {
    "identity": Text(zh="公民身份号码", en="an identity number"),
    "phone": Text(zh="手机号码", en="a mobile number"),
}
# One set of bytes first, then what it began: so the search runs through a text at full speed. What "\\u" writes is
# read by the slow path anyway.
_GAP = rb"(?:[-\s]|\xef\xbc\x8d)*"
SCAN = re.compile(
    rb"[1-9\xef](?:[0-9]{5}(?:(?:18|19|20)[0-9]{2}DAY[0-9]{3}[0-9Xx]|[0-9]{2}DAY[0-9]{3})"
    rb"|(?<=1)[3-9][0-9]GAP[0-9]{4}GAP[0-9]{4}"
    rb"|(?<=\xef)\xbc[\x90-\x99])".replace(b"DAY", _DAY.encode()).replace(b"GAP", _GAP)
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
_PROVINCES = frozenset(map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55))))
_PROVINCES |= frozenset(map(str, (*range(61, 66), 71, 81, 82, 83, 91)))
_WIDE = Pattern("[\uff0d\uff10-\uff19\uff38\uff58]")
_HALF = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "x", 0xFF0D: "-"}


def check(entry, settings, rows):
    """One finding a number: identity numbers anywhere, mobile numbers outside codes and contact.phone."""
    if entry.document is None:
        # The bytes are suspicious; only the text with its comments can tell.
        yield Finding(Text(zh="含个人信息", en="personal data"))
        return
    for kind in _KINDS:
        asked = _asked(rows, kind)
        for spot in spots(entry, _FIND[kind]) if asked else ():
            steps = [step for step in spot.route if isinstance(step, str)]
            if kind == "identity" or not steps or steps[-1] not in _NO_PHONES:
                yield _finding(spot.where, kind, spot.text, asked, route=spot.route, key=spot.key, place=spot.place)


def check_catalog(catalog, rows, today):
    """One finding a number in a file's path."""
    cards = list(doubtful(catalog.cards, SCAN))
    for kind in _KINDS:
        asked = _asked(rows, kind)
        for card, text in path_spots(cards, _FIND[kind]) if asked else ():
            yield _finding(Text(zh="文件名", en="file name"), kind, text, asked, path=card.path)


def _asked(rows, kind):
    """The rows that speak of this kind; one that names none speaks of both."""
    return tuple(row for row in rows if row.params.get("kind", kind) == kind)


def _finding(where, kind, text, rows, **place):
    what = _KINDS[kind]
    return Finding(
        Text(zh=f"{where.zh}：含{what.zh}（内容不显示）", en=f"{where.en}: {what.en} (not shown)"),
        help=Text(
            zh="删去号码；目录只写有哪些信息项，不写具体某个人的信息",
            en="delete it; a catalogue says which items there are, never whose data",
        ),
        rows=rows,
        # A report on full-width digits would show them in half-width.
        secret=tuple(sorted({text, _half(text), re.sub("[^0-9Xx]", "", _half(text))})),
        **place,
    )


def _half(text):
    return text.translate(_HALF) if _WIDE.search(text) else text


def _identities(text):
    for found in _IDENTITY.finditer(_half(text)):
        number = found["old"] or found[0]
        if _is_identity(number):
            yield found.span("old") if found["old"] else found.span()


def _is_identity(number):
    """Whether the province, the day of birth and the check character are right."""
    if number[:2] not in _PROVINCES:
        return False
    birth = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    try:
        date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    except ValueError:
        return False
    if len(number) == 15:
        return True
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def _phones(text):
    for found in _PHONE.finditer(_half(text)):
        yield found.span()


_FIND = {"identity": _identities, "phone": _phones}


def spans(text):
    """Where identity and mobile numbers stand in a text."""
    return [span for find in _FIND.values() for span in find(text)]
