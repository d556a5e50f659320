"""The rules, one defect each. A rule is `x.py`, the check, and `x.md`, its page, which is its explanation and its test.

A rule module has TITLE and one or both of
    check(entry, settings, rows)           an entry rule: sees one file and what catalog.yaml and the profiles say
    check_catalog(catalog, rows, today)    a catalog rule: sees the index, must be cheap
and may narrow when an entry rule is worth running at all:
    accepts(settings) -> dict              a JSON Schema; whatever satisfies it cannot break the rule, no matter what
                                           else is wrong, as long as there are no keys but those of the fields
    TRUSTS = ("other-rule",)               and as long as it satisfies the guards of these
    SCAN = re.compile(rb"…")               a pattern of bytes; a file without it cannot break the rule
    BROKEN = True                          it speaks of files that cannot be read
    RECORDS = True                         it speaks of owners.yaml, waivers.yaml and withdrawn.yaml too
    AFTER_WAIVERS = True                   a catalog rule that asks which waivers were used
Without one of the first two an entry rule runs on every entry.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from govinfo_cli.diagnostic import Text

NAMES = (
    # the file
    "unreadable-file",
    "too-large",
    "wrong-encoding",
    "control-characters",
    "invalid-yaml",
    "alias-or-tag",
    "duplicate-key",
    "input-method-slip",
    # fields and values
    "missing-field",
    "unknown-field",
    "invalid-value",
    "unknown-code",
    "synonym",
    "blank-text",
    "malformed-date",
    "future-date",
    # codes, classes, owners
    "malformed-code",
    "code-category-mismatch",
    "unknown-category",
    "unknown-owner",
    "bad-uscc",
    # format and items
    "format-type-mismatch",
    "mode-format-mismatch",
    "missing-format-note",
    "missing-items",
    "missing-length",
    "duplicate-item",
    "uninformative-abstract",
    # sharing and opening
    "missing-usage",
    "missing-share-condition",
    "missing-share-scope",
    "missing-unshared-reason",
    "missing-share-basis",
    "basis-not-accepted",
    "off-platform-mode",
    "inside-stricter-than-outside",
    "unshared-but-open",
    "item-looser-than-entry",
    "mixed-items-need-condition",
    "missing-open-condition",
    "missing-grade",
    # text
    "secret-marking",
    "personal-data",
    # across entries
    "duplicate-code",
    "withdrawn-code",
    "duplicate-name",
    "near-duplicate",
    "dangling-reference",
    "one-sided-relation",
    "misfiled-entry",
    "stale-entry",
    # exceptions
    "unused-waiver",
    "expired-waiver",
    "unwaivable",
    "shadowed-profile",
)


# The rules that find what no output may show.
HIDING = ("secret-marking", "personal-data")


@cache
def rule(name: str) -> ModuleType:
    """The module of the rule called `name` (kebab-case); raises KeyError for a name that is no rule's."""
    if name not in NAMES:
        raise KeyError(name)
    return import_module(f"{__name__}.{name.replace('-', '_')}")


def page(name: str) -> str:
    """The page of the rule called `name`, as it stands in x.md; raises KeyError for a name that is no rule's."""
    return Path(rule(name).__file__).with_suffix(".md").read_text(encoding="utf-8")


def prose(name: str) -> Text:
    """What the page says before its examples: what is wrong, why it is asked, what to do."""
    _, zh, en, *_ = page(name).split("\n## ")
    return Text(zh=zh.partition("\n")[2].strip(), en=en.partition("\n")[2].strip())


def find(word: str) -> str | None:
    """The rule that `word` names, by its name or by its title in either language."""
    if word in NAMES:
        return word
    return next((name for name in NAMES if word in (rule(name).TITLE.zh, rule(name).TITLE.en)), None)
