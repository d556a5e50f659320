"""The data was last updated longer ago than its update cycle allows."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.registers import day

TITLE = Text(zh="超期未更新", en="stale entry")


def check_catalog(catalog, rows, today):
    """One finding an entry, at `updated`. A row may speak of some kinds of owners only."""
    shape, vocabularies = catalog.settings.shape, catalog.settings.profile.vocabularies
    cycles = vocabularies.get(shape.fields.get("update_cycle", {}).get("x-vocabulary"))
    if cycles is None:
        return
    allowed = {}  # spelling -> official value and days, or None
    label = shape.label(("update_cycle",))
    for card in catalog.cards:
        if not card.updated or not card.update_cycle:
            continue
        if card.update_cycle not in allowed:
            allowed[card.update_cycle] = _allowed(cycles, card.update_cycle)
        cycle, days = allowed[card.update_cycle]
        updated = day(card.updated) if days is not None else None
        if updated is None or (today - updated).days <= days:
            continue
        asking = tuple(row for row in rows if _speaks_of(row, catalog, card))
        over = (today - updated).days - days
        yield Finding(
            Text(
                zh=f"数据更新：周期“{cycle.value}”，最近更新 {updated}，已超期 {over} 天",
                en=f"data update: the cycle is '{cycle.en}', last updated {updated}, {over} day{'s' if over > 1 else ''} overdue",
            ),
            ("updated",),
            path=card.path,
            help=Text(
                zh=f"更新数据后，在 updated 填实际更新的日期；实际不是“{cycle.value}”更新的，改{label.zh}（update_cycle）",
                en="update the data and write the day under updated; if that is not its cycle, change update_cycle",
            ),
            rows=asking,
        )


def _allowed(cycles, spelling):
    code = cycles.values.get(cycles.official(spelling))
    days = code.facts.get("days") if code else None
    return code, days if isinstance(days, int) else None


def _speaks_of(row, catalog, card):
    kinds = row.params.get("owners")
    if kinds is None:
        return True
    owner = catalog.owner_of(card)
    return owner is not None and owner.kind in kinds
