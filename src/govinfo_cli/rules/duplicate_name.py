"""Two entries of one owner have the same name, seen without case, width, blanks and style of brackets."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.pattern import Pattern
from govinfo_cli.visible import shown

TITLE = Text(zh="名称重复", en="duplicate name")

_ODD = Pattern(r"[\[\]{}【】〔〕〖〗〈〉《》「」『』]")
_BRACKETS = str.maketrans("[{【〔〖〈《「『]}】〕〗〉》」』", "(((((((((" + ")))))))))")


def check_catalog(catalog, rows, today):
    """One finding an entry, at its name, naming another entry. Of entries that share their code too nothing is
    said: `duplicate-code` has said it."""
    label = catalog.settings.shape.label(("name",))
    names, named, seen = _alike(catalog.folded_names), {}, set()
    repeated = {name for name in names if name in seen or seen.add(name)}
    del seen  # as many as there are entries
    for card, name in zip(catalog.cards, names, strict=True) if repeated else ():
        if name in repeated and name and card.owner:
            owner = catalog.owner_of(card)
            named.setdefault((owner.name if owner else card.owner, name), []).append(card)
    for cards in named.values():
        if len(cards) < 2:
            continue
        # Whichever card it is, one of these three is another entry, if there is one.
        recoded = next((card for card in cards if card.code != cards[0].code), cards[0])
        for card in cards:
            other = next((one for one in (cards[0], recoded, cards[1]) if _another(one, card)), None)
            if other is None:
                continue
            code = f"（{shown(other.code)}）" if other.code else ""
            yield Finding(
                Text(
                    zh=f"{label.zh}：与本提供方的另一条“{shown(other.name)}”{code}相同",
                    en=f"{label.en}: the same as of the owner's '{shown(other.name)}'"
                    + (f" ({shown(other.code)})" if other.code else ""),
                ),
                ("name",),
                path=card.path,
                help=Text(
                    zh="是同一项资源的，合并为一条；不是的，在名称里写明区别（范围、年度、阶段）",
                    en="merge them if they are one resource; else let the names say the difference (scope, year, stage)",
                ),
                related=((Text(zh="另一条", en="the other"), other.path, ("name",)),),
            )


def _alike(names):
    """The names with their brackets in one style."""
    return [name.translate(_BRACKETS) if _ODD.search(name) else name for name in names]


def _another(one, card):
    return one is not card and not (card.code and one.code == card.code)
