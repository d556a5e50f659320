"""A known value in another spelling, or an owner by another of its names; the official one is put in its place."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.structure import demanding
from govinfo_cli.visible import shown
from govinfo_cli.yaml.slips import unquoted

TITLE = Text(zh="写法不规范", en="synonym")


def accepts(settings):
    """Every field with a code list has one of its official values; true or false are no texts."""
    vocabularies = settings.profile.vocabularies
    return demanding(
        {pattern: {"enum": list(vocabularies[name].values)} for pattern, name in settings.shape.coded.items()}
        | {pattern: {"type": "boolean"} for pattern in settings.shape.flags}
    )


def check(entry, settings, rows):
    """One finding a value that the code list knows by another name."""
    flags = entry.shape.flags
    fields = entry.shape.coded | flags
    for route, value, pattern in entry.listed:
        vocabulary = settings.profile.vocabularies.get(fields.get(pattern))
        if vocabulary is None or value in vocabulary.settled or unquoted(value) is not None:
            continue
        official = vocabulary.official(value)
        raw = pattern in flags
        # In quotes, true and false are invalid-value's business.
        if official and value != official and not (raw and value.strip().casefold() == official):
            yield _finding(entry.label(*route), route, value, official, raw)


def check_catalog(catalog, rows, today):
    """One finding an entry whose owner is called by another registered name."""
    if not catalog.has("owners"):
        return
    for card in catalog.cards:
        if card.owner and card.owner not in catalog.owners:
            owner = catalog.owner_of(card)
            if owner:
                label = catalog.settings.shape.label(("owner",))
                yield _finding(label, ("owner",), card.owner, owner.name, False, card.path)


def _finding(label, route, value, official, raw, path=None):
    return Finding(
        Text(
            zh=f"{label.zh}：“{shown(value)}”写法不规范，应为{' ' + official if raw else f'“{shown(official)}”'}",
            en=f"{label.en}: '{shown(value)}' should be '{shown(official)}', the official value",
        ),
        route,
        help=Text(zh=f"改为  {route[-1]}: {shown(official)}", en=f"change to  {route[-1]}: {shown(official)}"),
        path=path,
        replace=official,
        raw=raw,
        safe=True,
    )
