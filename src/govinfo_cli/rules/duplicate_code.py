"""Several entries bear the same resource code."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding

TITLE = Text(zh="代码重复", en="duplicate code")


def check_catalog(catalog, rows, today):
    """One finding an entry, at its code, naming another entry that bears it."""
    label = catalog.settings.shape.label(("code",))
    for code, cards in catalog.by_code.items():
        for place, card in enumerate(cards) if len(cards) > 1 else ():
            other = cards[0] if place else cards[1]
            more = len(cards) - 2
            free = catalog.free_code(code.partition("/")[0])
            yield Finding(
                Text(
                    zh=f"{label.zh}：与{other.called.zh}{f'等 {more + 1} 条' if more else ''}重复；一个代码只用于一条",
                    en=f"{label.en}: the same as of {other.called.en}{f' and {more} more' if more else ''}; "
                    "a code stands for one entry only",
                ),
                ("code",),
                path=card.path,
                help=Text(
                    zh=f"同一条录了两次的，删去一条；不是同一条的，后录入的一条换用新代码，例如  code: {free}",
                    en=f"delete one if they are the same entry; else give the later one a new code, such as  code: {free}",
                ),
                related=((Text(zh="另一条", en="the other"), other.path, ("code",)),),
            )
