"""An entry names another as related, and that one does not name it back."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown

TITLE = Text(zh="关联未互指", en="one-sided relation")


def check_catalog(catalog, rows, today):
    """One finding a code, at that member of `related`; an entry that names itself has no other side either."""
    label = catalog.settings.shape.label(("related",))
    for card in catalog.cards:
        if not card.code:
            continue
        for place, code in enumerate(card.related):
            others = catalog.by_code.get(code)
            if code == card.code:
                message = Text(zh=f"{label.zh}：写的是本条自己的代码", en=f"{label.en}: this is the entry's own code")
                help = Text(
                    zh="改为对方条目的代码；没有关联的，删去这一处",
                    en="write the other entry's code; if there is none, delete it",
                )
                yield Finding(message, ("related", place), path=card.path, help=help)
            elif others and (code, card.code) not in catalog.relations:
                other = others[0]
                yield Finding(
                    Text(
                        zh=f"{label.zh}：“{shown(code)}”即{other.called.zh}，那一条没有写本条的代码",
                        en=f"{label.en}: '{shown(code)}', {other.called.en}, does not name this entry",
                    ),
                    ("related", place),
                    path=card.path,
                    help=Text(
                        zh=f"请对方在那一条补上  related: [{shown(card.code)}]；不是同一项资源的，删去这个代码",
                        en=f"have it say  related: [{shown(card.code)}]; if they are not the same resource, delete the code",
                    ),
                    related=((Text(zh="对方", en="the other"), other.path, ("code",)),),
                )
