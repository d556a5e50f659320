"""The canonical layout read straight from its lines, three times as fast as by a YAML parser; anything else is left to one."""

from __future__ import annotations

from govinfo_cli.pattern import Pattern
from govinfo_cli.yaml.nodes import EMPTY, Typed, typed_value

_MOST_KNOWN, _LONGEST_KNOWN = 20_000, 200  # texts, characters
MAX_BYTES = 1 << 16  # too few for nodes.MAX_NODES values

# A subset in which every YAML parser agrees: texts that begin with a letter, a digit or an opening mark of Chinese
# text, and hold nothing that YAML could take for a mark of its own; quoted texts without escapes; {…} and […] of
# those, one within the other at most; mappings and lists by indentation.
_KEY = r"[A-Za-z_][A-Za-z0-9_\u4e00-\u9fff-]{0,63}"
_FIRST = r"[0-9A-Za-z\u4e00-\u9fff《〈（「“〔]"
_QUOTED = r'"[^"\\\r\n\t]*"'
_TEXT = rf"{_FIRST}(?:[^:#\r\n\t]*[^:#\r\n\t ])?"
_WORD = rf"{_FIRST}(?:[^:#,?\[\]{{}}\r\n\t]*[^:#,?\[\]{{}}\r\n\t ])?"
# A line as (indent, dash, key, value, what is none of these); comments and blank lines have none of the last four.
_LINES = Pattern(
    rf"( *)(?:(- )(?=[^\n])|({_KEY}):(?: (?=[^\n])|(?=\n)))({_QUOTED}|{_TEXT}|\{{[^\n]*\}}|\[[^\n]*\]|)\n"
    r"| *(?:#[^\n]*)?\n|([^\n]+\n?)"
)
# What stands in {…} and […], each with the comma behind it.
_PAIRS = Pattern(rf"({_KEY}): ({_QUOTED}|{_WORD}|\[[^\[\]{{}}]*\]|\{{[^{{}}]*\}})(?:, (?=.)|$)")
_ATOMS = Pattern(rf"({_QUOTED}|{_WORD})(?:, (?=.)|$)")


def parse(text: str, typed: Typed, known: dict[str, dict | list] | None = None) -> dict | None:
    """The data of an entry in (nearly) canonical layout, the same that a YAML parser gives; None where the text is
    not such. The text must be free of control characters (reading.CONTROLS).

    Values are text, but for the keys in `typed`; a key without a value gives None. `known` keeps what a {…} or […] comes
    to, since entries say the same in many of them; those that are equal are one object, not to be changed.
    """
    known = {} if known is None else known
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if not text.endswith("\n"):
        text += "\n"
    root: dict = {}
    holder: dict | list = root
    level, waiting, above = 0, None, []
    for indent, dash, key, value, other in _LINES.findall(text):
        if key:
            at = len(indent)
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
            if not value:
                holder[key], waiting = None, key
                continue
            waiting = None
            first = value[0]
            if first == '"':
                holder[key] = value[1:-1]
            elif first == "{" or first == "[":
                if (found := known.get(value) or _flow_of(value, typed, known)) is None:
                    return None
                holder[key] = found
            elif value in EMPTY:
                holder[key] = None
            else:
                holder[key] = typed_value(value, typed[key]) if key in typed else value
        elif dash:
            at = len(indent)
            if waiting is not None:
                if at < level:
                    return None
                above.append((level, holder))
                members: list = []
                holder[waiting] = members
                holder, level, waiting = members, at, None
            elif type(holder) is not list or at != level:
                return None
            first = value[:1]
            if first == "{" or first == "[":
                value = known.get(value) or _flow_of(value, typed, known)
                if value is None:
                    return None
            elif first == '"':
                value = value[1:-1]
            elif not first or "：" in value:  # a slip of the input method
                return None
            elif value in EMPTY:
                value = None
            holder.append(value)
        elif other:
            return None
    return root or None


def _flow_of(text: str, typed: Typed, known: dict[str, dict | list]) -> dict | list | None:
    found = _flow(text, typed)
    if found and len(text) < _LONGEST_KNOWN and len(known) < _MOST_KNOWN:
        known[text] = found
    return found


def _flow(text: str, typed: Typed) -> dict | list | None:
    """A {…} or […]; None where a key comes twice, or something stands there that is no member."""
    inside = text[1:-1]
    if text[0] == "[":
        atoms = _ATOMS.findall(inside)
        # Nothing was passed over where the members and the commas between them are as long as all.
        if sum(map(len, atoms)) + 2 * (len(atoms) - 1) != len(inside) and inside:
            return None
        return [_atom(one) for one in atoms]
    found: dict = {}
    pairs = _PAIRS.findall(inside)
    length = -2
    for key, value in pairs:
        length += len(key) + len(value) + 4
        first = value[0]
        if first == '"':
            found[key] = value[1:-1]
        elif first == "{" or first == "[":
            below = _flow(value, typed)
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
