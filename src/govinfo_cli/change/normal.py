"""The normal form of what a file says: two files with one normal form say the same, however they are written."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping

from govinfo_cli.dates import read_date
from govinfo_cli.profile import Profile
from govinfo_cli.sharing import inherited
from govinfo_cli.vocabulary import Vocabulary

_CJK = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"


class NormalForm:
    """How the entries of one comparison are read: by the profiles' spellings, and those of the registered owners.

    Synonyms become official, blanks go, what is inherited is said, what may be one or a list is a list, and lists
    whose order says nothing are sorted. Values of a type that the schema does not want stay as they are.
    """

    def __init__(self, profile: Profile, owners: Vocabulary | None = None) -> None:
        self._fields = profile.shape.fields
        self._vocabularies = profile.vocabularies
        self._share_type = profile.spelling("share-type")
        self._owners = owners
        self._known: dict[tuple[str, str], object] = {}  # most texts stand on both sides, many in many entries

    def entry(self, data: Mapping) -> dict:
        """The normal form of an entry's data."""
        plain = self._value("", data) or {}
        share = plain.get("share")
        if isinstance(share, dict):
            own = share.pop("internal", {})
            inside = inherited({**share, "internal": own}, self._share_type) if isinstance(own, dict) else own
            self._resolve_items(plain, share, own)
            if inside is not None and inside != {}:
                share["internal"] = inside
            if not share:
                del plain["share"]
        else:
            self._resolve_items(plain, {}, {})
        return plain

    def value(self, pattern: str, value: object) -> object:
        """The normal form of what stands at one field pattern ("items.*.type"); None for a blank."""
        return self._value(pattern, value)

    def record(self, data: object) -> object:
        """The normal form of a register: without blanks, its lists sorted. None where it says nothing."""
        return _sorted(_unblank(data))

    def _value(self, at: str, value: object) -> object:
        """The normal form of what stands at the field pattern `at`; None for a blank."""
        form = self._fields.get(at, {})
        kind = form.get("type")
        if "x-object" in form and isinstance(value, Mapping):
            value = [value]
        elif isinstance(kind, list) and "array" in kind and isinstance(value, str):
            from govinfo_cli.cleaning import parts

            value = parts(value)
        if isinstance(value, Mapping):
            below = {key: self._value(f"{at}.{key}" if at else key, member) for key, member in value.items()}
            return {key: member for key, member in below.items() if member is not None} or None
        if not form:
            return _unblank(value)
        if isinstance(value, list):
            members = [one for member in value if (one := self._value(f"{at}.*", member)) is not None]
            return (members if at == "items" else _several(members)) or None
        if not isinstance(value, str):
            return value
        if (at, value) not in self._known:
            self._known[at, value] = self._text(at, form, _text(value))
        return self._known[at, value]

    def _text(self, at: str, form: Mapping, text: str) -> object:
        if not text:
            return None
        vocabulary = self._owners if at == "owner" else self._vocabularies.get(form.get("x-vocabulary", ""))
        official = vocabulary.official(text) if vocabulary else None
        if form.get("type") == "boolean":
            return {"true": True, "false": False}.get(official or text, text)
        if form.get("type") == "integer" and text.isascii() and text.isdecimal():
            return int(text)
        if form.get("format") == "date":
            return read_date(text) or text
        return official or text

    def _resolve_items(self, entry: dict, share: Mapping, inside: object) -> None:
        """Says with each item how it is shared and whether it is open, be it by itself or as the entry is."""
        opened = entry.get("open") if isinstance(entry.get("open"), dict) else {}
        apart = inside.get("type") if isinstance(inside, dict) else None
        items = entry.get("items")
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                outside = item.get("share", share.get("type"))
                # Where the inside says no type of its own, an item's share type holds inside too.
                within = item.get("internal", outside if apart is None else apart)
                resolved = {"share": outside, "internal": within, "open": item.get("open", opened.get("public"))}
                item.update({key: value for key, value in resolved.items() if value is not None})


def canonical(value: object) -> str:
    """A text that is the same for equal values, to sort and to compare by."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _text(text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    # A folded line puts a blank between two characters that no blank divides.
    return re.sub(f"(?<={_CJK}) (?={_CJK})", "", plain) if " " in plain else plain


def _several(members: list) -> list:
    """Members whose order says nothing, each once."""
    kept = {canonical(one): one for one in members}
    return [kept[key] for key in sorted(kept)]


def _unblank(value: object) -> object:
    """A value that no schema knows, without blanks; the order of its lists stays."""
    if isinstance(value, str):
        return _text(value) or None
    if isinstance(value, Mapping):
        return {key: one for key, member in value.items() if (one := _unblank(member)) is not None} or None
    if isinstance(value, list):
        return [one for member in value if (one := _unblank(member)) is not None] or None
    return value


def _sorted(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _sorted(member) for key, member in value.items()}
    return sorted(map(_sorted, value), key=canonical) if isinstance(value, list) else value
