"""A class and its type in one cell: xls, 电子表格-xlsx, 数据库:mysql."""

from __future__ import annotations

import re
from typing import NamedTuple

from govinfo_cli.profile import Profile

_DIVIDERS = re.compile(r"(?<!\s)\s*+[-/:：—－>＞]\s*+")


class Pair(NamedTuple):
    """A class and a type, whether the vocabularies know all of it, and whether the class was said or follows."""

    kind: str | None
    type: str | None
    known: bool
    said: bool


def pair_of(profile: Profile, key: str, said: str) -> Pair:
    """One spelling of a class, a type, or both, under the field `key` that has them."""
    fields = profile.shape.fields
    classes = profile.vocabularies[fields[f"{key}.class"]["x-vocabulary"]]
    types = profile.vocabularies[fields[f"{key}.type"]["x-vocabulary"]]
    head, *tail = _DIVIDERS.split(said, maxsplit=1)
    kind = classes.official(head)
    if kind and tail:
        type_ = types.official(tail[0])
        return Pair(kind, type_ or tail[0] or None, type_ is not None, True)
    if whole := classes.official(said):
        return Pair(whole, None, True, True)
    type_ = types.official(said)
    implied = types.values[type_].facts.get("class") if type_ else None
    return Pair(None if implied == "*" else implied, type_, type_ is not None, False)
