"""The rules, one defect each. A rule is `x.py`, the check, and `x.md`, its page, which is its explanation and its test.

A rule module has TITLE and one or both of
    check(entry, settings, rows)           an entry rule: sees one file and what catalog.yaml and the profiles say
    check_catalog(catalog, rows, today)    a catalog rule: sees the index, must be cheap
and may narrow when an entry rule is worth running at all:
    accepts(settings) -> dict              a JSON Schema; whatever satisfies it cannot break the rule
    SCAN = re.compile(rb"…")               a pattern of bytes; a file without it cannot break the rule
    BROKEN = True                          it speaks of files that cannot be read
    RECORDS = True                         it speaks of owners.yaml, waivers.yaml and withdrawn.yaml too
    AFTER_WAIVERS = True                   a catalog rule that asks which waivers were used
Without one of the first two an entry rule runs on every entry.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import ModuleType

NAMES = (
    # the file
    "unreadable-file",
    # fields and values
    "missing-field",
    # codes, classes, owners
    # format and items
    # sharing and opening
    # text
    # across entries
    # exceptions
)


@cache
def rule(name: str) -> ModuleType:
    """The module of the rule called `name` (kebab-case); raises KeyError for a name that is no rule's."""
    if name not in NAMES:
        raise KeyError(name)
    return import_module(f"{__name__}.{name.replace('-', '_')}")


def find(word: str) -> str | None:
    """The rule that `word` names, by its name or by its title in either language."""
    if word in NAMES:
        return word
    return next((name for name in NAMES if word in (rule(name).TITLE.zh, rule(name).TITLE.en)), None)
