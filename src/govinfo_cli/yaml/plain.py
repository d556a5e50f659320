"""The canonical layout read straight from its lines, three times as fast as by a YAML parser; anything else is left to one."""

from __future__ import annotations

from govinfo_cli.pattern import Pattern
from govinfo_cli.yaml.nodes import EMPTY, Typed, typed_value

_MOST_KNOWN, _LONGEST_KNOWN = 10_000, 200  # lines, bytes
MAX_BYTES = 1 << 16  # too few for nodes.MAX_NODES values

# A subset in which every YAML parser agrees: texts that begin with a letter, a digit or an opening mark of Chinese
# text, and hold nothing that YAML could take for a mark of its own; quoted texts without escapes; {…} and […] of
# those, one within the other at most; mappings and lists by indentation.
_KEY = r"[A-Za-z_][A-Za-z0-9_\u4e00-\u9fff-]{0,63}"
_FIRST = r"[0-9A-Za-z\u4e00-\u9fff《〈（「“〔]"
_QUOTED = r'"[^"\\\r\n\t]*"'
_TEXT = rf"{_FIRST}(?:[^:#\r\n\t]*[^:#\r\n\t ])?"
_WORD = rf"{_FIRST}(?:[^:#,?\[\]{{}}\r\n\t]*[^:#,?\[\]{{}}\r\n\t ])?"
# A line as (indent, dash, key, value); comments and blank lines have none of the last three.
LINE = Pattern(rf"( *)(?:(- )(?=.)|({_KEY}):(?: (?=.)|$))({_QUOTED}|{_TEXT}|\{{.*\}}|\[.*\]|)| *(?:#.*)?")
# What stands in {…} and […], each with the comma behind it.
PAIRS = Pattern(rf"({_KEY}): ({_QUOTED}|{_WORD}|\[[^\[\]{{}}]*\]|\{{[^{{}}]*\}})(?:, (?=.)|$)")
ATOMS = Pattern(rf"({_QUOTED}|{_WORD})(?:, (?=.)|$)")


_NOTHING, _KEYED, _OPENING, _MEMBER = range(4)  # what a line is: blank, `key: value`, `key:`, `- value`
_Line = tuple[int, int, str, object]  # which of these, its indent, its key, its value


class Lines:
    """Reads entries line by line. What a line comes to is kept where `keep` is called, since entries say the same in many
    of them: what equal lines hold is one object then, not to be changed."""

    def __init__(self, typed: Typed) -> None:
        """`typed` are the keys whose values may be more than text."""
        self._typed = typed
        self._known: dict[bytes, _Line] = {}
        self._fresh: dict[bytes, _Line] = {}

    @property
    def fresh(self) -> bytes:
        """The lines of the last text that are not kept from earlier ones."""
        return b"\n".join(self._fresh)

    def keep(self) -> None:
        """Keeps the fresh lines. Whoever does has looked at them: they are never among the fresh ones again."""
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()  # those that matter are soon met again
        self._known |= {line: told for line, told in self._fresh.items() if len(line) < _LONGEST_KNOWN}
        self._fresh = {}

    def parse(self, raw: bytes) -> dict | None:
        """The data of an entry in (nearly) canonical layout, the same that a YAML parser gives; None where the text is
        not such. The text must be free of control characters (reading.CONTROLS), or so must the fresh lines be found
        afterwards. Raises UnicodeDecodeError.

        Values are text, but for the keys in `typed`; a key without a value gives None.
        """
        if b"\r" in raw:
            raw = raw.replace(b"\r\n", b"\n")
        known, fresh = self._known, {}
        self._fresh = fresh
        root: dict = {}
        holder: dict | list = root
        level, waiting, above = 0, None, []
        for line in raw.split(b"\n"):
            told = known.get(line) or fresh.get(line)
            if told is None:
                told = _told(line.decode(), self._typed)
                if told is None:
                    return None
                fresh[line] = told
            kind, at, key, value = told
            if kind == _MEMBER:
                if waiting is not None:
                    if at < level:
                        return None
                    above.append((level, holder))
                    members: list = []
                    holder[waiting] = members
                    holder, level, waiting = members, at, None
                elif type(holder) is not list or at != level:
                    return None
                holder.append(value)
            elif kind:
                if waiting is not None and at > level:
                    above.append((level, holder))
                    below: dict = {}
                    holder[waiting] = below
                    holder, level = below, at
                else:
                    while at < level or type(holder) is list:
                        if not above:
                            return None
                        level, holder = above.pop()
                    if at != level:
                        return None
                if key in holder:
                    return None
                holder[key] = value
                waiting = key if kind == _OPENING else None
        return root or None


def parse(text: str, typed: Typed) -> dict | None:
    """The same of one text."""
    return Lines(typed).parse(text.encode("utf-8", "surrogatepass"))


def _told(line: str, typed: Typed) -> _Line | None:
    """What one line says; None where it is not plain."""
    found = LINE.fullmatch(line)
    if found is None:
        return None
    indent, dash, key, value = found.groups()
    if key:
        if not value:
            return _OPENING, len(indent), key, None
        told = _value(value, typed, typed.get(key))
        return None if told is _BAD else (_KEYED, len(indent), key, told)
    if dash:
        # A slip of the input method is none of ours.
        if not value or (value[0] not in '{["' and "：" in value):
            return None
        told = _value(value, typed, None)
        return None if told is _BAD else (_MEMBER, len(indent), "", told)
    return _NOTHING, 0, "", None


_BAD = object()


def _value(text: str, typed: Typed, types: frozenset | None) -> object:
    """What stands behind a key or a dash; _BAD where it is not plain."""
    first = text[0]
    if first == '"':
        return text[1:-1]
    if first == "{" or first == "[":
        found = flow(text, typed)
        return _BAD if found is None else found
    if text in EMPTY:
        return None
    return text if types is None else typed_value(text, types)


def flow(text: str, typed: Typed) -> dict | list | None:
    """What a {…} or […] holds; None where a key comes twice, or something stands there that is no member."""
    inside = text[1:-1]
    if text[0] == "[":
        atoms = ATOMS.findall(inside)
        # Nothing was passed over where the members and the commas between them are as long as all.
        if sum(map(len, atoms)) + 2 * (len(atoms) - 1) != len(inside) and inside:
            return None
        return [_atom(one) for one in atoms]
    found: dict = {}
    pairs = PAIRS.findall(inside)
    length = -2
    for key, value in pairs:
        length += len(key) + len(value) + 4
        first = value[0]
        if first == '"':
            found[key] = value[1:-1]
        elif first == "{" or first == "[":
            below = flow(value, typed)
            if below is None:
                return None
            found[key] = below
        elif value in EMPTY:
            found[key] = None
        else:
            found[key] = typed_value(value, typed[key]) if key in typed else value
    return found if len(found) == len(pairs) and (length == len(inside) or not inside) else None


def _atom(text: str) -> object:
    if text[0] == '"':
        return text[1:-1]
    return None if text in EMPTY else text
