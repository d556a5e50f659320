"""The sentence that tells a judged change, in both languages: what it is about, what was there, what is there now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import Formatter

from govinfo_cli import rules
from govinfo_cli.change.changes import MOVED, REORDERED, Change, Snapshot
from govinfo_cli.change.folding import BOTH
from govinfo_cli.change.judgement import Judged
from govinfo_cli.change.normal import canonical
from govinfo_cli.diagnostic import Text
from govinfo_cli.profile import Profile
from govinfo_cli.query import said
from govinfo_cli.settings import RECORDS, record_shape
from govinfo_cli.sharing import INSIDE
from govinfo_cli.structure import Shape
from govinfo_cli.visible import shown, visible

_LONG, _CELL = 60, 300  # characters of a value that a sentence may quote, and that a table may show
_BEFORE, _AROUND = 8, 20  # of a long text: what is quoted before what differs, and of that

_SIDES = {
    INSIDE: Text(zh="（对内）", en=" (internal)"),
    "external": Text(zh="（对外）", en=" (external)"),
    BOTH: Text(zh="（对外、对内）", en=" (external and internal)"),
}


class Teller:
    """Tells the changes between two snapshots, as `profile` calls the fields."""

    def __init__(self, profile: Profile, old: Snapshot, new: Snapshot, changes: Iterable[Change]) -> None:
        self._profile, self._old, self._new = profile, old, new
        named = [one for one in changes if one.route[:1] == ("items",) and one.route[2:] == ("name",)]
        self._renamed = {(one.old_path, one.route[1]): one.new for one in named}

    def sentence(self, one: Judged) -> Text:
        """The sentence of the change, its places filled in."""
        return Text(*(self._filled(one, lang) for lang in ("zh", "en")))

    def label(self, one: Judged) -> Text:
        """What the change is about, without what it says: the field, the item with its field, the line of a register."""
        return Text(*(self._about(one, lang) for lang in ("zh", "en")))

    def values(self, one: Judged) -> tuple[Text, Text]:
        """What was there and what is there now, for people to read; empty for an entry as a whole."""
        sides = focused(*self.plain(one.change), _CELL)
        return tuple(Text(*(self._value_said(side, one, lang, _CELL) for lang in ("zh", "en"))) for side in sides)

    def plain(self, change: Change) -> tuple[object, object]:
        """What was there and what is there now, in normal form: of items put in order their names, of an entry or a
        register as a whole nothing."""
        if change.kind == REORDERED:
            items = self._old.entries[change.old_path]["items"]
            return tuple([items[place].get("name") for place in order] for order in (change.old, change.new))
        return (change.old, change.new) if change.route or change.kind == MOVED else (None, None)

    def field(self, change: Change) -> str | None:
        """The field as people and scripts name it, an item by its name now; None for an entry as a whole."""
        if not change.route:
            return None
        steps = list(change.route)
        if change.record:
            return visible(self.line(change) if isinstance(steps[0], int) else ".".join(map(str, steps)))
        if steps[0] == "items" and len(steps) > 1 and isinstance(steps[1], int):
            steps[1] = self.item(change) or str(steps[1] + 1)
            if steps[2:] == ["name"]:
                steps.pop()
        return visible(".".join(map(str, steps)))

    def item(self, change: Change) -> str | None:
        """The name of the item that the change is about: its name now, of one that is gone its name then."""
        place = change.route[1]
        if len(change.route) == 2:
            holder = change.new if change.old is None else change.old
        else:
            items = (self._old.entries.get(change.old_path) or {}).get("items")
            holder = items[place] if isinstance(items, list) and place < len(items) else None
        name = holder.get("name") if isinstance(holder, Mapping) else None
        if len(change.route) > 2:
            name = self._renamed.get((change.old_path, place), name)
        return name if isinstance(name, str) else None

    def line(self, change: Change) -> str:
        """What a sentence calls the line of a register."""
        if not change.route:
            return change.old_path
        if isinstance(change.route[0], str):
            return change.route[0]
        held = change.old if change.new is None else change.new
        if not isinstance(held, Mapping):
            return shown(canonical(held))
        keys = [key for key in ("rule", "entry", "change", "code") if isinstance(held.get(key), str)]
        return " ".join(shown(held[key]) for key in keys) or shown(canonical(held))

    def _line_said(self, change: Change, lang: str) -> str:
        """The same in a sentence; of a waiver with the title of its rule, which says to people what its name does not."""
        held = change.old if change.new is None else change.new
        name = held.get("rule") if isinstance(held, Mapping) else None
        line = shown(self.line(change), _LONG)
        if not change.record or name is None:
            return line
        if name not in rules.NAMES:
            return Text(zh=f"“{line}”", en=f"'{line}'").of(lang)
        title = rules.rule(name).TITLE
        return Text(zh=f"“{title.zh}”（{line}）", en=f"'{title.en}' ({line})").of(lang)

    def _filled(self, one: Judged, lang: str) -> str:
        says = one.says.of(lang)
        wanted = {name for _, name, _, _ in Formatter().parse(says) if name}
        return says.format_map({name: self._value(one, name, lang) for name in wanted})

    def _value(self, one: Judged, name: str, lang: str) -> str:
        change = one.change
        if name == "field":
            return self._label(one, lang)
        if name == "item":
            return shown(self.item(change) or str(change.route[1] + 1), _LONG)
        if name == "name":
            entries = self._old.entries if change.new_path is None else self._new.entries
            return self._called(entries, change.new_path or change.old_path)
        if name == "kin":
            entries = self._old.entries if change.kind == "added" and not change.route else self._new.entries
            names = [self._called(entries, path) for path in change.kin]
            return "、".join(f"“{one}”" for one in names) if lang == "zh" else ", ".join(f"'{one}'" for one in names)
        if name == "line":
            return self._line_said(change, lang)
        if name in ("lost", "gained"):
            here, there = (change.old, change.new) if name == "lost" else (change.new, change.old)
            return self._quoted([member for member in here or () if member not in (there or ())], one, lang)
        old, new = focused(change.old, change.new)
        return self._quoted(old if name == "old" else new, one, lang)

    def _about(self, one: Judged, lang: str) -> str:
        change = one.change
        if change.record:
            return shown(self.line(change), _LONG)
        if not change.route:
            return ""
        if change.route[0] == "items" and len(change.route) > 1:
            name = shown(self.item(change) or str(change.route[1] + 1), _LONG)
            field = f" · {self._label(one, lang)}" if len(change.route) > 2 else ""
            return Text(zh=f"信息项“{name}”{field}", en=f"item '{name}'{field}").of(lang)
        return self._label(one, lang)

    def _label(self, one: Judged, lang: str) -> str:
        change = one.change
        label = self._shape(one).label(change.route).of(lang) if change.route else ""
        # 对内共享类型, an item's, says so itself.
        own = change.route[:1] == ("items",) and one.side == INSIDE
        return visible(label) + (_SIDES[one.side].of(lang) if one.side and not own else "")

    def _shape(self, one: Judged) -> Shape:
        record = one.facts.record
        return record_shape(record) if record in (*RECORDS, "catalog") else self._profile.shape

    def _quoted(self, value: object, one: Judged, lang: str) -> str:
        return self._value_said(value, one, lang, _LONG) or Text(zh="（空）", en="(nothing)").of(lang)

    def _value_said(self, value: object, one: Judged, lang: str, limit: int) -> str:
        """A value for people, in English with the translation of what a code list holds."""
        if lang == "en" and isinstance(value, str) and not one.facts.record:
            name = self._profile.shape.form(one.change.route).get("x-vocabulary")
            code = self._profile.vocabularies[name].values.get(value) if name else None
            if code and code.en != value:
                return f"{shown(value, limit)} ({code.en})"
        return shown(said(value, lang), limit)

    @staticmethod
    def _called(entries: Mapping, path: str) -> str:
        name = (entries.get(path) or {}).get("name")
        return shown(name, 40) if isinstance(name, str) else shown(path, 120)


def focused(old: object, new: object, limit: int = _LONG) -> tuple[object, object]:
    """Of two texts, one of them longer than `limit`, the parts where they differ, with a little around; other values
    as they are."""
    if not isinstance(old, str) or not isinstance(new, str) or max(len(old), len(new)) <= limit:
        return old, new
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    room = min(len(old), len(new)) - start
    end = next((n for n in range(room) if old[-1 - n] != new[-1 - n]), room)
    first, last = max(0, start - _BEFORE), max(0, end - _BEFORE)
    return tuple(_part(text, first, len(text) - last, limit) for text in (old, new))


def _part(text: str, start: int, end: int, limit: int) -> str:
    cut = text[start:end]
    if len(cut) > limit - 4:
        cut = f"{cut[: limit - 4 - _AROUND]}…{cut[-_AROUND:]}"
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"
