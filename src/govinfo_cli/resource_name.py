"""What a resource's name says: what it is about, of which place, of which time. All names at once: that is far quicker."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.pattern import Pattern
from govinfo_cli.profile import Profile
from govinfo_cli.visible import shown

_HAN = "\u4e00-\u9fff"
# What makes a word with 市, 县, 区, 州 and their like, before or behind it, is no place: 城市, 市场, 社区, 山区, 市级.
_NO_CITY = "级直属本场政民容域划块道外委间"
_AFTER = f"(?![{_NO_CITY}县]|长(?!.{{1,2}}[县区市])|内(?![江蒙]))"
_PLACE = (
    f"(?=[{_HAN}]{{1,15}}[市县区州镇街盟])(?:[{_HAN}]{{2,12}}?自治[州县旗]|(?:兴安|锡林郭勒|阿拉善)盟|神农架林区"
    f"|[{_HAN}]{{1,3}}?(?<![全我本各对市区州县])县(?![级域直长区]|城(?!市)|市(?![级本直属]))"
    f"|[盐晋宣运聊诸项禹邹麻应丰韩白凤]城市|[{_HAN}]{{2,3}}?(?:(?<![城全超我本上强集各区县])(?<![首大]都)市{_AFTER}"
    "|(?<![社小园景地校发库林牧灾灌辖矿片自全我本各险护户能成假泊县分市])"
    "(?<![困远部深高老陵巴]山)(?<![沿渤黄]海)(?<![老新主心县市乡]城)(?<![库沿]湖)区(?![域划级块属直长间]|[县市](?![级本直属]))"
    "|(?<![城乡集场村各制街])镇(?![街江海])(?=.{3})"
    "|(?<![镇乡各个])街道(?=.{3}))"
    f"|[{_HAN}]{{1,2}}(?<!神九)州(?:市{_AFTER}|(?=..)))"
)
# The region or the institution itself, whichever it is: 全市, 我院, or 市 alone. Not 各市, which is all of them.
_HERE = f"(?:[全我本][省市县区州院](?![级域])|[省市县区](?![{_NO_CITY}长内]))(?=..)"
_TIME = Pattern(
    r"(?<![0-9a-z.])(?:19|20)\d\d(?!\d)(?:[-—~至到](?:(?:19|20)\d\d|\d\d)(?!\d))?(?:学?年度?)?"
    r"(?:第?[一二三四1-4]季度|\d{1,2}月份?(?:\d{1,2}日)?)?"
)
_FIGURES = Pattern(r"\d+|[一二三四](?=季)")
_MARKS = Pattern(r"[^\w\n]+|_|的|关于(?=.{4})|^年度(?=..)", re.M)
_SUFFIX = Pattern(r"(?<=州)市$|(?<=..)省$")

_MOST_ENDINGS = 9  # that one name may have
_KEPT = 4  # names of one meaning, each of another owner, with which later ones are compared


class Name(NamedTuple):
    """A name taken apart. `core` is what it is about; `place` the smallest place that it begins with, "" where it says
    none or means the whole region; `time` its years, quarters and months in figures, "" for none."""

    core: str
    place: str = ""
    time: str = ""

    def may_be(self, other: Name) -> bool:
        """Whether both may be about the same: their cores are equal, and neither place nor time keeps them apart."""
        return self.core == other.core and self.fits(other)

    def fits(self, other: Name) -> bool:
        """Whether no place and no time keeps them apart: where both say one, it is the same."""
        return (self.place == other.place or not self.place or not other.place) and (
            self.time == other.time or not self.time or not other.time
        )


class Names(Sequence[Name]):
    """Many names taken apart, in a third of the room that as many tuples take."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.cores: list[str] = []
        self._places: list[str] = []
        self._times: list[str] = []
        for core, place, time in names:
            self.cores.append(core)
            self._places.append(place)
            self._times.append(time)

    def __len__(self) -> int:
        return len(self.cores)

    def __getitem__(self, number: int) -> Name:
        return Name(self.cores[number], self._places[number], self._times[number])


def difference(one: Name, other: Name) -> Text:
    """What two names of one core, not spelt the same, differ in."""
    said = []
    if one.place != other.place:
        place = shown(one.place or other.place)
        said.append(Text(zh=f"地名“{place}”", en=f"the place '{place}'"))
    if one.time != other.time:
        said.append(Text(zh="年份", en="the year"))
    if not said:
        return Text(zh="不影响意思的字词", en="words that change nothing")
    return Text(zh="和".join(part.zh for part in said), en=" and ".join(part.en for part in said))


class Met:
    """The names met so far, each with whose it is and its number; of many that say the same it keeps the first few."""

    def __init__(self) -> None:
        self._kept: dict[tuple, list[tuple[str, int]]] = {}

    def like(self, name: Name, owner: str) -> Iterator[int]:
        """The numbers of those of other owners that may be about the same; the first of them is among them."""
        # None stands for any place, and any time.
        for place in (name.place, "") if name.place else (None,):
            for time in (name.time, "") if name.time else (None,):
                for its, number in self._kept.get((name.core, place, time), ()):
                    if its != owner:
                        yield number

    def add(self, name: Name, owner: str, number: int) -> None:
        """Notes a name."""
        for place in (name.place, None):
            for time in (name.time, None):
                kept = self._kept.setdefault((name.core, place, time), [])
                if len(kept) < _KEPT and all(its != owner for its, _ in kept):
                    kept.append((owner, number))


class Reader:
    """Takes names apart, by the words that make no difference (names.yaml, words.yaml)."""

    def __init__(
        self,
        endings: Iterable[str] = (),
        synonyms: Mapping[str, str] = {},
        provinces: Iterable[str] = (),
        traditional: Mapping[str, str] = {},
    ) -> None:
        """`synonyms`: the usual word -> other words for it, parted by blanks. `traditional`: character -> simplified."""
        self._simple = dict(traditional)
        # Far quicker than str.translate where there are few, as nearly always.
        self._traditional = re.compile(f"[{re.escape(''.join(traditional))}]" if traditional else "(?!)")
        self._usual = {other: usual for usual, others in synonyms.items() for other in others.split()}
        self._provinces = tuple(provinces)
        self._endings: dict[str, list[str]] = {}  # by their last character, the longest first
        for ending in sorted(set(endings), key=lambda word: (-len(word), word)):
            self._endings.setdefault(ending[-1:], []).append(ending)
        self._other = re.compile(_any_of(self._usual))

    @cached_property
    def _place(self) -> re.Pattern:
        known = _any_of(self._provinces)
        place = f"(?:(?:{known})(?:省|市|(?:壮族|回族|维吾尔)?自治区)?|{_PLACE})"
        here = f"(?:{_HERE})"
        return re.compile(f"^(?:{here}?({place})+{here}?(?=[{_HAN}a-z0-9]{{2}})|{here})(?:年度(?=..))?", re.M)

    def parted(self, folded: Sequence[str]) -> list[Name]:
        """The parts of each of the names, which are folded (vocabulary.fold) and so hold no blanks."""
        if not folded:
            return []
        lines, times = _timeless(folded)
        places = [""] * len(folded)
        cores = self._evened(lines)
        for number, core in enumerate(cores):
            if "\t" in core:
                place, _, core = core.partition("\t")
                places[number] = _SUFFIX.sub("", place)
            core = self._stripped(core) if core[-1:] in self._endings else core
            cores[number] = folded[number] if core == folded[number] else core  # one text, not two
        return list(map(Name, cores, places, times))

    def having(self, cores: Collection[str], folded: Sequence[str]) -> list[int]:
        """Which of the names, which are folded, have one of `cores`, by number."""
        if not (folded and cores):
            return []
        shortest = min(map(len, cores))
        heads = {core[:shortest] for core in cores}
        found = []
        for number, line in enumerate(self._evened(_timeless(folded)[0])):
            core = line.partition("\t")[2] if "\t" in line else line
            if core[:shortest] in heads and self._stripped(core) in cores:
                found.append(number)
        return found

    def _evened(self, lines: Sequence[str]) -> list[str]:
        """The names with their usual words and without what makes no difference, but for endings; a place that one begins
        with is parted from it by a tab."""
        text = _MARKS.sub("", "\n".join(lines))
        text = self._traditional.sub(lambda found: self._simple[found[0]], text)
        # The pattern of places takes a third of all this to compile.
        if any(mark in text for mark in (*"省市县区州院镇街盟", *self._provinces)):
            text = self._place.sub(lambda found: f"{found[1] or ''}\t", text)
        return self._other.sub(lambda found: self._usual[found[0]], text).split("\n")

    def kept(self, core: str) -> frozenset[str]:
        """The characters that every folded name of this core has: those which no other word is replaced by."""
        return frozenset(core) - self._brought_in

    @cached_property
    def _brought_in(self) -> frozenset[str]:
        return frozenset("".join((*self._usual.values(), *self._simple.values())))

    def _stripped(self, core: str) -> str:
        """Without its endings, the longest first, as long as two characters stay."""
        for _ in range(_MOST_ENDINGS):
            for ending in self._endings.get(core[-1:], ()):
                if core.endswith(ending):
                    break
            else:
                break
            if len(core) - len(ending) < 2:
                break
            core = core[: -len(ending)]
        return core


def _timeless(folded: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names without years and what belongs to them, and these; a name that is nothing else keeps them."""
    lines, times = list(folded), [""] * len(folded)
    for number, line in enumerate(folded):
        if ("20" in line or "19" in line) and (said := _TIME.findall(line)) and len(rest := _TIME.sub("", line)) > 1:
            lines[number], times[number] = rest, ".".join(_FIGURES.findall(" ".join(said)))
    return lines, times


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or "(?!)"


def reader_of(profile: Profile) -> Reader:
    """The reader by the words of all layers of `profile` together."""
    endings: list[str] = []
    synonyms: dict[str, str] = {}
    provinces: list[str] = []
    traditional: dict[str, str] = {}
    for _, facts in profile.tables("names.yaml"):
        endings += facts.get("endings", ())
        synonyms |= facts.get("synonyms", {})
    for _, facts in profile.tables("words.yaml"):
        provinces += facts.get("provinces", ())
        traditional |= {pair[0]: pair[1] for pair in facts.get("traditional", "").split() if len(pair) == 2}
    return Reader(endings, synonyms, provinces, traditional)
