"""The column 共享条件 of a workbook: by share type usage, scope and condition, or the basis (see `stipulation`)."""

from __future__ import annotations

from govinfo_cli.cleaning import clean
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.stipulation import parse, whole
from govinfo_cli.intake.filling import Filling, Target
from govinfo_cli.intake.nested import text_of
from govinfo_cli.intake.reading import CHANGED, UNREAD, Reading
from govinfo_cli.intake.table import Place
from govinfo_cli.sharing import NOT_SHARED


def take_terms(draft: Filling, target: Target, kind: str | None, cell: object, at: Place | None = None) -> None:
    """Puts what the cell says under the share type `kind`; what is not in the wording stays whole under one key."""
    original = text_of(cell)
    said = clean(original)
    found = parse(kind, said)
    if found is None:
        key = f"share.{whole(kind) or 'condition'}"
        why = Text(
            zh="没有按“使用要求：…；共享范围：…；共享条件：…”分开写，整句照填",
            en="is not divided into usage, scope and condition; it is filled in whole",
        )
        if kind == NOT_SHARED:
            why = Text(
                zh="没有按“《文件名称》（文号）第…条”写，整句填作依据",
                en="is not written as a title, number and clause; it is taken whole as the basis",
            )
        draft.take(target, cell, Reading({key: said}, kind=UNREAD, why=why), at)
        return
    changed = CHANGED if said != original else None
    draft.take(target, cell, Reading({f"share.{key}": value for key, value in found.items()}, kind=changed), at)
