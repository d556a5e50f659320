"""What people call a field: its key, its official name, a workbook's heading; and the nearest of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from govinfo_cli.structure import Shape
from govinfo_cli.vocabulary import fold


def fields_of(shape: Shape) -> dict[str, Mapping]:
    """Every field by its dotted key as people write it, without the "*" of lists: items.name -> subschema."""
    found: dict[str, Mapping] = {}
    for pattern, form in shape.fields.items():
        found.setdefault(pattern.replace(".*", ""), form)
    return found


def fields_named(shape: Shape, word: str) -> list[str]:
    """The keys that `word` names, the likeliest first: share.type, 共享类型, 共享属性.共享类型, a heading of a workbook.

    A name that several fields bear means the entry's own before an item's, and outside before inside.
    """
    fields, wanted = fields_of(shape), fold(word.replace(".*", "").strip("."))
    if not wanted:
        return []
    ranked = {wanted: (_KEY,)} if wanted in fields else {}
    for place, (key, form) in enumerate(fields.items()):
        for kind, name in _names(key, form):
            if fold(name) == wanted:
                rank = (kind, "internal" in key, key.startswith("items."), key.count("."), place)
                ranked[key] = min(rank, ranked.get(key, rank))
    found = sorted(ranked, key=ranked.__getitem__)
    if found and ranked[found[0]][0] != _LAST_STEP:
        return [key for key in found if ranked[key][0] != _LAST_STEP]
    # A mere last step that several fields share (type) says too little.
    if sum(not ranked[key][1] for key in found) > 1:
        return []
    return found or _stepwise(fields, wanted.split("."))


def nearest_fields(shape: Shape, word: str) -> list[str]:
    """Up to three keys whose names come closest to `word`."""
    spellings: dict[str, str] = {}
    for key, form in fields_of(shape).items():
        for _, name in _names(key, form):
            spellings.setdefault(fold(name), key)
    wanted = fold(word)
    near = difflib.get_close_matches(wanted, spellings, n=6, cutoff=0.5)
    near += [name for name in spellings if len(wanted) > 1 and wanted in name]
    ending = [key for key in fields_of(shape) if key.endswith(f".{wanted}") and "internal" not in key]
    return list(dict.fromkeys(ending + [spellings[name] for name in near]))[:3]


_KEY, _TITLE, _HEADING, _LAST_STEP = range(4)


def _names(key: str, form: Mapping) -> Iterator[tuple[int, str]]:
    yield _TITLE, key
    for title in ("title", "x-title"):
        if title in form:
            yield _TITLE, form[title]
    yield from ((_HEADING, alias) for alias in form.get("x-aliases", ()))
    if "." in key:
        yield _LAST_STEP, key.rpartition(".")[2]


def _stepwise(fields: Mapping[str, Mapping], steps: list[str]) -> list[str]:
    """信息项.名称 -> items.name: each step named among what stands below the one before."""
    titles = {key: fold(form.get("title", "")) for key, form in fields.items()}
    here = [""]
    for step in steps if len(steps) > 1 else ():
        here = [
            key
            for above in here
            for key, form in fields.items()
            if key.rpartition(".")[0] == above
            and any(fold(name) in (step, titles.get(above, "") + step) for _, name in _names(key, form))
        ]
    return [key for key in here if key]
