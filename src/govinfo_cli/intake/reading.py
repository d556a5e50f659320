"""What one cell came to: a Reading, the kinds of remark that it may deserve, and the sentences on what it could not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from govinfo_cli.diagnostic import Text
from govinfo_cli.intake.nested import text_of
from govinfo_cli.remarks import as_it_is, left_out

CHANGED, UNREAD, BARE = "import-changed-value", "import-unread-value", "import-bare-code"
MANGLED, CLASHING = "import-mangled-number", "import-conflicting-value"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell came to: dotted field -> value.

    `weak` are values that follow from the cell but give way to a column of their own. `kind` is the kind of
    remark that the cell deserves, None for what was taken as it stands; `why` replaces its usual sentence.
    `kept` says that the original has to be kept under an x- key.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    weak: Mapping[str, object] = field(default_factory=dict)
    kind: str | None = None
    why: Text | None = None
    kept: bool = False


NOTHING = Reading()

LOST = left_out(
    zh="是被表格软件改短的长数字，后几位已经丢失，",
    en="is a long number that a spreadsheet has cut; its last digits are lost, so it is",
)
ONLY = Text(zh="校验码只容许这一个", en="the only one that its check characters allow")
CUT = as_it_is(zh="是被表格软件改短的长数字", en="is a long number that a spreadsheet has cut")
NO_DAY = as_it_is(zh="看不出是哪一天", en="says no day that can be told")
NUMBER = as_it_is(zh="不是整数", en="is no whole number")


def taken(key: str, original: str, value: object) -> Reading:
    return Reading({key: value}, kind=None if original == text_of(value) else CHANGED)


def unread(zh: str = "读不出来", en: str = "cannot be read") -> Reading:
    return Reading(kind=UNREAD, kept=True, why=Text(zh=zh, en=en))
