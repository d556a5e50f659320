"""Office text to what can carry a class: one spelling for all, without places, years and empty words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from govinfo_cli.profile import Profile

MAX_TEXT = 2000  # characters of a text that are looked at; a longer one tells nothing more, and costs

_HAN = "\u4e00-\u9fff"
# What follows one of 省市县区州 and makes a word with it: 城市, 市场, 社区, 区划 are no places.
_PLACE = (
    "[全各本我]?[省市县区州](?:本级|级|直|属)?(?=..)(?![场政民容域划块道内外委长])"
    f"|[{_HAN}]{{1,6}}自治[州县旗区]"
    f"|[{_HAN}]{{1,3}}?(?:(?<![城都全超])市(?![场政民容区域级直本长内外])"
    "|(?<!全)县(?![级域城直长])"
    "|(?<![社小园景地校山发库林牧灾城灌湖辖矿片海自])区(?![域划级块属直长间])"
    "|(?<![神九])州(?=市|县|区|..)(?!级)"
    "|(?<!村)镇(?!街)(?=人民|.{3})|乡(?![村镇])(?=.{3})|盟(?=.{3})|旗(?=.{3})|街道(?=.{3}))"
)
_YEAR = re.compile(r"\d+(?:年度?|月份?|季度|日)?")
_BRACKETS = re.compile(r"\([^()]*\)|【[^【】]*】|\[[^\[\]]*\]")
_MARKS = re.compile(f"[^{_HAN}a-z]+")
# A place, or its government as a whole: whoever provides everything there is says nothing about any of it.
_PLACE_ONLY = re.compile(
    f"(?:[{_HAN}]{{0,5}}(?:省|市|县|区|州|盟|旗|镇|乡|街道))?(?:(?:人民)?政府(?:办|办公室|办公厅)?|府办)?"
)
# In a body's name two characters before 市 are a city, even where they end in 城: 盐城市农业农村局, but 城市管理局.
_SEAT = re.compile(f"[{_HAN}]{{2,3}}(?:市|县|(?<![景园区])区)(?=[{_HAN}]{{3}})")
_LINK = re.compile("^[的年度]+")
# What NFKC makes of the marks in nearly every text; without them most need no normalizing, which is far slower.
_HALF = tuple(zip("，（）：；", ",():;", strict=True))

_TAIL = 60  # characters: who looks for the ends of a text begins anew at each character of it


class Words:
    """What the profiles' words.yaml says about office text, ready for use."""

    def __init__(self, provinces: Iterable[str], empty: Iterable[str], traditional: Mapping[str, str]) -> None:
        named = "|".join(map(re.escape, provinces))
        head = f"(?:{named})(?:省|市|(?:壮族|回族|维吾尔)?自治区)?|" if named else ""
        self._place = re.compile(head + _PLACE)
        ending = "|".join(map(re.escape, sorted(empty, key=len, reverse=True)))
        self._empty = re.compile(f"(?:{ending})+$" if ending else "$^")
        self._simple = dict(traditional)
        # Far quicker than str.translate where there are none, as nearly always.
        self._traditional = re.compile(f"[{re.escape(''.join(traditional))}]" if traditional else "(?!)")
        self._cores: dict[str, str] = {}

    def plain(self, text: object) -> str:
        """The text in simplified characters, half width and lower case, without blanks; "" where it is none."""
        if not isinstance(text, str):
            return ""
        if text.isascii():
            return "".join(text[:MAX_TEXT].casefold().split())
        text = text[:MAX_TEXT]
        for wide, half in _HALF:
            text = text.replace(wide, half)
        folded = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
        folded = self._traditional.sub(lambda found: self._simple[found[0]], folded)
        return "".join(folded.casefold().split())

    def running(self, text: object) -> str:
        """A text that runs over sentences, such as an abstract: plain, without years and numbers."""
        return _YEAR.sub("", self.plain(text))

    def core(self, name: object) -> str:
        """What a name says once places, years, brackets and empty endings are gone: 某市2023年驾校信息表 is 驾校.

        Where that would leave fewer than two characters, they stay.
        """
        known = self._cores.get(name) if isinstance(name, str) else ""
        if known is None:
            known = self._core(name)
            if len(self._cores) < 100_000:
                self._cores[name] = known
        return known

    def provider(self, name: object) -> str:
        """What a provider's name says at heart, without the place; "" where it is but a place or its government."""
        text = self.core(name)
        seat = _SEAT.match(text)
        text = text[seat.end() :] if seat else text
        return "" if _PLACE_ONLY.fullmatch(text) else text

    def _core(self, name: str) -> str:
        text = self.plain(name)
        text = _MARKS.sub("", _YEAR.sub("", _BRACKETS.sub("", text) or text))
        for _ in range(4):
            place = self._place.match(text)
            if place is None or len(text) - place.end() < 2:
                break
            text = text[place.end() :]
        text = _LINK.sub("", text)
        shorter = text[:-_TAIL] + self._empty.sub("", text[-_TAIL:])
        return shorter if len(shorter) >= 2 else text


def words_of(profile: Profile) -> Words:
    """The words of all layers of `profile` together."""
    provinces: list[str] = []
    empty: list[str] = []
    traditional: dict[str, str] = {}
    for _, facts in profile.tables("words.yaml"):
        provinces += facts.get("provinces", ())
        empty += facts.get("empty", ())
        pairs = (pair for pair in facts.get("traditional", "").split() if len(pair) == 2)
        traditional |= {pair[0]: pair[1] for pair in pairs}
    return Words(provinces, empty, traditional)
