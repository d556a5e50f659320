"""A secrecy marking such as 机密★5年 or 密级：秘密, not the mere word. What it says is never shown."""

import re

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.pattern import Pattern
from govinfo_cli.spotting import doubtful, path_spots, spots

TITLE = Text(zh="含密级标识", en="secrecy marking")
BROKEN = RECORDS = True

# Alternatives instead of sets: parts of it are sought in bytes too.
_GAP = "(?:[ \t]|　)*+"  # possessive: two gaps may follow each other
_LEVEL = f"(?:绝{_GAP}密|机{_GAP}密|秘{_GAP}密)"
_YEARS = f"[0-9]{{1,2}}{_GAP}年"
_TERM = f"(?:{_YEARS}|[0-9]{{1,2}}{_GAP}(?:个)?{_GAP}月|长{_GAP}期|启{_GAP}用{_GAP}前)"
_STAR = "(?:★|☆|⭐|✩|✭|⚝)"
_END = "(?=\\s|$|，|,|。|；|;|\"|'|】|）)"
_PROSE = "(?<!国家)(?<!商业)(?<!工作)"
_PATTERN = "|".join(
    (
        f"{_LEVEL}(?:级)?{_GAP}{_STAR}(?:{_GAP}{_TERM})?",  # 机密★5年, 绝密★启用前
        rf"{_LEVEL}(?:级)?{_GAP}(?:\*|＊){_GAP}{_TERM}",  # a star that the keyboard has not
        f"{_PROSE}{_LEVEL}{_GAP}{_YEARS}",  # 秘密10年
        f"密{_GAP}级{_GAP}(?::|：){_GAP}(?:【|〔|（|\\()?{_GAP}{_LEVEL}",  # 密级：机密
        f"{_PROSE}(?:【|〔|（|\\(|〖){_GAP}{_LEVEL}{_GAP}(?:】|〕|）|\\)|〗)",  # 【秘密】
        f"内{_GAP}部{_GAP}(?:资料|文件|材料|刊物|使用){_GAP}(?:，|,|·|；|、)?{_GAP}{_LEVEL}{_END}",  # 内部资料 机密
    )
)
_MARKING = Pattern(_PATTERN)
# What may follow the 密 that each of them has: sought by that one character, for which a search is fastest. A line
# break may stand where the text that comes of it has a blank; what "\\u" writes is read by the slow path anyway.
_WIDER = r"(?:\s|　)*"
SCAN = re.compile(
    (
        rf"密(?:(?:级)?{_WIDER}(?:{_STAR}|\*|＊)|{_WIDER}[0-9]{{1,2}}{_WIDER}年|{_WIDER}级{_WIDER}(?::|：)"
        rf"|{_WIDER}(?:】|〕|）|\)|〗)|{_END})"
    ).encode()
)
_TITLE = Pattern("《[^《》\n]{0,120}》")


def check(entry, settings, rows):
    """One finding a marking, wherever it stands; in a broken file too."""
    if entry.document is None:
        # The bytes are suspicious; only the text with its comments can tell.
        yield Finding(Text(zh="含密级标识", en="secrecy marking"))
        return
    for spot in spots(entry, _markings):
        value = entry.get(*spot.route) if spot.route else None
        # What is marked may not be quoted by another rule either.
        texts = (spot.text, value) if isinstance(value, str) else (spot.text,)
        yield _finding(spot.where, texts, route=spot.route, key=spot.key, place=spot.place)


def check_catalog(catalog, rows, today):
    """One finding a marking in a file's path."""
    for card, text in path_spots(doubtful(catalog.cards, SCAN), _markings):
        yield _finding(Text(zh="文件名", en="file name"), (text,), path=card.path)


def _finding(where, texts, **place):
    return Finding(
        Text(zh=f"{where.zh}：含密级标识（内容不显示）", en=f"{where.en}: a secrecy marking (not shown)"),
        help=Text(
            zh="涉密资源不得录入本目录；不要提交，立即联系保密部门",
            en="nothing secret may be listed here; do not commit, call the secrecy office at once",
        ),
        secret=texts,
        **place,
    )


def _markings(text):
    if "密" not in text:
        return
    # What stands in a law's title is its name, not a marking.
    plain = _TITLE.sub(lambda title: " " * len(title[0]), text)
    for found in _MARKING.finditer(plain):
        yield found.span()


def spans(text):
    """Where markings stand in a text."""
    return list(_markings(text))
