"""The three share types and what follows from each, the one place where code names them."""

from __future__ import annotations

UNCONDITIONAL, CONDITIONAL, NOT_SHARED = "无条件共享", "有条件共享", "不予共享"

# From the widest to the narrowest.
WIDTH = {UNCONDITIONAL: 2, CONDITIONAL: 1, NOT_SHARED: 0}

# Which share attributes a type has a use for; what it has no use for is not inherited inside.
USEFUL = {
    UNCONDITIONAL: ("usage", "mode"),
    CONDITIONAL: ("usage", "scope", "condition", "mode"),
    NOT_SHARED: ("reason", "basis"),
}
