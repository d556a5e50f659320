"""One cell to what it says: the field's value, what was changed to get it, or that it could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from govinfo_cli.cleaning import clean, one_word, parts
from govinfo_cli.dates import read_date
from govinfo_cli.diagnostic import Text
from govinfo_cli.intake import mangled
from govinfo_cli.intake.codes import KnownCodes
from govinfo_cli.intake.mapping import Settled
from govinfo_cli.intake.nested import Walk, flat, text_of
from govinfo_cli.intake.pairs import pair_of
from govinfo_cli.intake.reading import (
    BARE,
    CHANGED,
    CUT,
    LOST,
    MANGLED,
    NO_DAY,
    NOTHING,
    NUMBER,
    ONLY,
    UNREAD,
    Reading,
    taken,
    unread,
)
from govinfo_cli.remarks import as_it_is
from govinfo_cli.settings import Settings
from govinfo_cli.vocabulary import fold

_REMEMBERED, _SHORT = 20_000, 200  # readings, characters of a cell
_MOST_ASKED, _LONGEST_ASKED = 100, 40  # values of a field, characters of one, that a mapping asks about
_BARE = re.compile(r"[0-9]{1,4}(?:\s*[,，、;；/]\s*[0-9]{1,4})*")
_NOTED = re.compile(r"(?P<said>[^(（]+)[(（]\s*+(?:更新)?说明\s*+[:：]\s*+(?P<note>\S.*)[)）]", re.S)
_QUOTES = "'\"‘’“”`"
_MANY = Text(
    zh="不止一种，全部写在说明里；分类和类型各选一种填",
    en="more than one, all put into the note; choose one class and type",
)


class Cells:
    """Reads cells as the catalogue's profiles, vocabularies and class table allow, and before that as the user of
    the table has `settled` it. `codes` and `usccs` are known: what a mangled number may have been.

    `unsettled` lists by field the values that could not be read for what they are.
    """

    def __init__(
        self, settings: Settings, settled: Settled | None = None, codes: Iterable[str] = (), usccs: Iterable[str] = ()
    ) -> None:
        self._settings = settings
        self._settled = settled or Settled()
        self._known, self._usccs = KnownCodes(settings, codes), usccs
        self.unsettled: dict[str, dict[str, None]] = {}
        self._walked: dict[str, tuple[dict, dict]] = {}
        self._read: dict[tuple[str, str], Reading] = {}  # a table says the same few words thousands of times
        self._profile = settings.profile
        self._shape = settings.shape
        words = settings.profile.spellings
        self._fillers = {fold(word) for word in words.get("blank", {}).get("any", ())}
        self._open = {kind: {fold(word) for word in said} for kind, said in words.get("open", {}).items()}

    def read(self, key: str, value: object) -> Reading:
        """What `value` says under the field `key`; never raises for what the value is."""
        if isinstance(value, (dict, list)):
            if not value:
                return NOTHING
            if isinstance(value, list) and all(isinstance(one, str) for one in value):
                return self._text(key, text_of(value), value)
            return self._tree(key, value)
        text = text_of(value)
        found = self._read.get((key, text))
        if found is None:
            found = self._text(key, text, None)
            # What holds a list or a mapping becomes part of one entry and must not become part of two.
            if len(text) <= _SHORT and not any(isinstance(one, (list, dict)) for one in found.values.values()):
                if len(self._read) >= _REMEMBERED:
                    self._read.clear()
                self._read[key, text] = found
        return found

    def registered(self, text: str) -> bool:
        """Whether `text` is a credit code that the registers have, of an owner or of the publisher."""
        return text.strip() in self._usccs

    def unplaced(self, heading: str, value: object) -> Reading:
        """What is to be kept, under "", of a cell whose column is no field; a number that has lost digits is told."""
        text = text_of(value).strip() if isinstance(value, (str, int, float)) else ""
        if not mangled.is_cut(text):
            return NOTHING
        named = any(word in heading for word in ("信用代码", "提供方代码"))
        code = mangled.completed_uscc(text, self._usccs) if named else None
        return (
            Reading(kind=MANGLED, why=LOST, kept=True) if code is None else Reading({"": code}, kind=CHANGED, why=ONLY)
        )

    def _text(self, key: str, original: str, given: list[str] | None) -> Reading:
        said = self._meant(key, original)
        reading = self._plain(key, original if said is None else said, given if said is None else None)
        if said is not None:
            return replace(reading, kind=reading.kind if reading.kind == UNREAD else CHANGED)
        self._ask(key, original, reading)
        return reading

    def _meant(self, key: str, original: str) -> str | None:
        """What the user of the table has settled that a cell means, or None."""
        values = self._settled.values.get(key.replace(".*", ""))
        return values.get(fold(clean(original))) if values else None

    def _ask(self, key: str, original: str, reading: Reading) -> None:
        """Notes a value that a mapping could settle."""
        word = clean(original)
        if reading.kind not in (BARE, UNREAD) or key in _UNASKED or len(word) > _LONGEST_ASKED:
            return
        words = self.unsettled.setdefault(key.replace(".*", ""), {})
        if len(words) < _MOST_ASKED:
            words[word] = None

    def _plain(self, key: str, original: str, given: list[str] | None) -> Reading:
        plain = clean(original)
        form = self._shape.fields.get(key, {})
        is_list = given is not None or key in ("format", "share.mode") or form.get("type") == "array"
        # Of a text that begins with a letter or a digit some part is left, however it is divided.
        listed = given if given is not None else parts(original) if is_list or not plain[:1].isalnum() else [original]
        cleaned = [one for one in map(clean, listed) if one]
        if fold(plain) in self._fillers or not plain or not cleaned:
            return replace(NOTHING, kind=CHANGED) if plain and plain not in ("[]", "{}") else NOTHING
        if key == "share":
            key, form = "share.type", self._shape.fields["share.type"]
        if key in ("open", "open.public", "open.condition"):
            return self._opened(key, original, plain)
        if key in ("format", "share.mode"):
            return self._paired(key, original, cleaned)
        if key == "share.basis":
            return taken("share.basis.title", original, plain)
        if key == "code":
            code = plain.replace(" ", "")
            if self._profile.is_code(code):
                return taken(key, original, self._known.full_code(code))
            if mangled.is_cut(code):
                return Reading(kind=MANGLED, why=LOST, kept=True)
            return unread("不符合代码结构", "is no resource code")
        if key in ("owner", "owner_unit"):
            return taken(key, original, one_word(plain))
        if form.get("x-category"):
            return self._classes(key, original, [plain], single=True)
        if form.get("type") == "array":
            if self._shape.fields.get(f"{key}.*", {}).get("x-category"):
                return self._classes(key, original, cleaned, single=False)
            if self._shape.fields.get(f"{key}.*", {}).get("type") == "object":
                return unread("要逐项填写", "is to be listed one by one")
            altered = any(part != clean(part) for part in listed)
            return Reading({key: cleaned}, kind=CHANGED if altered else None)
        if form.get("type") == "object":
            return unread()
        return self.leaf(key, original)

    def leaf(self, key: str, original: str) -> Reading:
        """What one text says under a field that holds one value."""
        form = self._shape.fields.get(key, {})
        plain = clean(original)
        if not plain:
            return NOTHING
        if form.get("type") == "boolean":
            official = self._profile.vocabularies["open-public"].official(plain)
            if official is None:
                return unread("看不出是还是否", "says neither yes nor no")
            return taken(key, original, official == "true")
        if form.get("type") == "integer":
            number = int(plain) if plain.isdecimal() and len(plain) < 10 else mangled.whole(plain)
            return Reading({key: plain}, kind=UNREAD, why=NUMBER) if number is None else taken(key, original, number)
        if form.get("x-vocabulary"):
            return self._coded(key, form["x-vocabulary"], original, plain)
        if form.get("format") == "date":
            settled = self._settled
            day = read_date(plain) or mangled.day_of(plain, settled.date_order, settled.date_system)
            return self._no_day(key, plain) if day is None else taken(key, original, day)
        return taken(key, original, plain)

    def _no_day(self, key: str, plain: str) -> Reading:
        days = mangled.serial_days(plain)
        if not days:
            return (
                Reading({key: plain}, kind=MANGLED, why=CUT)
                if mangled.is_cut(plain)
                else Reading({key: plain}, kind=UNREAD, why=NO_DAY)
            )
        why = as_it_is(
            zh=f"像是日期的序号，从 1900 年起算是 {days['1900']}，从 1904 年起算是 {days['1904']}，没有换算",
            en=f"looks like a serial day, {days['1900']} from 1900 on, {days['1904']} from 1904 on",
        )
        return Reading({key: plain}, kind=MANGLED, why=why)

    def _coded(self, key: str, vocabulary: str, original: str, plain: str) -> Reading:
        known = self._profile.vocabularies[vocabulary]
        if _BARE.fullmatch(plain):
            return Reading(kind=BARE, kept=True)
        official = known.official(plain) or known.official(plain.strip(_QUOTES))
        if official is not None:
            return taken(key, original, official)
        noted = _NOTED.fullmatch(plain)
        if noted and key == "update_cycle":
            said = known.official(noted["said"])
            values = {key: said or clean(noted["said"]), "update_note": noted["note"].rstrip()}
            return Reading(values, kind=CHANGED if said else UNREAD)
        return Reading({key: plain}, kind=UNREAD)

    def _opened(self, key: str, original: str, plain: str) -> Reading:
        """Open type and condition, which tables put into one cell or into each other's column."""
        said = fold(plain.rstrip("。."))
        if said in self._open["unconditional"]:
            return Reading({"open.public": True}, {"open.condition": "无条件"}, CHANGED)
        if said in self._open["conditional"]:
            return Reading({"open.public": True}, {"open.condition": plain}, CHANGED)
        official = self._profile.vocabularies["open-public"].official(said)
        if official is not None:
            return Reading({"open.public": official == "true"}, kind=None if plain == official else CHANGED)
        if _BARE.fullmatch(plain):
            return Reading(kind=BARE, kept=True)
        head = re.split(r"[,，;；:：(（]", plain, maxsplit=1)[0]
        if head != plain and fold(head) in self._open["conditional"]:
            return Reading({"open.public": True, "open.condition": plain}, kind=CHANGED)
        if key == "open.public":
            return unread("看不出是还是否", "says neither yes nor no")
        if key == "open.condition":
            return taken(key, original, plain)
        why = Text(zh="只说了条件，没有说是否向社会开放", en="says a condition, but not whether it is open")
        return Reading({"open.condition": plain}, kind=UNREAD, why=why)

    def _paired(self, key: str, original: str, listed: list[str]) -> Reading:
        """A class and its type in one cell: xls, 电子表格-xlsx, 数据库:mysql, ['xls', 'xml']."""
        if all(_BARE.fullmatch(part) for part in listed):
            return Reading(kind=BARE, kept=True)
        if len(listed) > 1:
            classes = {pair_of(self._profile, key, part).kind for part in listed}
            weak = {f"{key}.class": classes.pop()} if len(classes) == 1 and None not in classes else {}
            return Reading({f"{key}.note": "、".join(listed)}, weak, UNREAD, _MANY)
        pair = pair_of(self._profile, key, listed[0])
        if pair.kind is None and pair.type is None:
            return unread("不在取值范围内", "is no known value")
        said = {f"{key}.class": pair.kind} if pair.kind else {}
        values = (said if pair.said else {}) | ({f"{key}.type": pair.type} if pair.type else {})
        weak = {} if pair.said else said
        faithful = original in values.values() and not weak
        return Reading(values, weak, None if faithful and pair.known else CHANGED if pair.known else UNREAD)

    def _classes(self, key: str, original: str, listed: list[str], single: bool) -> Reading:
        """Class codes; a name is read only where exactly one node is called so."""
        whole = clean(original)
        found = [self._known.node(part) for part in listed]
        if None in found and self._known.node(whole):
            found = [self._known.node(whole)]
        codes = [code for code in found if code]
        if not codes and mangled.is_cut(whole):
            return Reading(kind=MANGLED, why=LOST, kept=True)
        if not codes:
            return unread("不是分类表里的类目", "is no node of the class table")
        lost = len(codes) < len(found)
        as_is = not lost and codes == ([original] if single else parts(original))
        kind = UNREAD if lost else None if as_is else CHANGED
        return Reading({key: codes[0] if single else list(dict.fromkeys(codes))}, kind=kind, kept=lost)

    def _tree(self, key: str, value: dict | list) -> Reading:
        """A nested value, read step by step along the schema."""
        walk = Walk(self._shape, self._leaf_of_tree, self._walked)
        found = dict(flat(key, walk.read(tuple(key.split(".")), value)))
        return Reading(found, kind=UNREAD if walk.lost else CHANGED if walk.changed else None, kept=walk.lost)

    def _leaf_of_tree(self, pattern: str, said: str) -> tuple[object, bool, bool]:
        settled = self._meant(pattern, said)
        reading = self.leaf(pattern, said if settled is None else settled)
        if settled is None:
            self._ask(pattern, said, reading)
        return (
            reading.values.get(pattern),
            settled is not None or reading.kind == CHANGED,
            reading.kept or reading.kind == UNREAD,
        )


_UNASKED = frozenset(("code", "name", "owner", "owner_unit", "items", "abstract"))
