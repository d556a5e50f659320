"""Entries of different owners whose names say the same: one set of data should have one source (一数一源)."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown

TITLE = Text(zh="疑似重复（一数一源）", en="near-duplicate")


def check_catalog(catalog, rows, today):
    """One finding for each entry, at its name, with an earlier one of another owner that may be about the same; it names
    the first. Two that name each other under `related` are one resource listed twice on purpose.

    By names alone: what else an entry says is looked at by `classify --duplicates`.
    """
    cards = catalog.cards
    if len({card.owner for card in cards if card.owner and card.name}) < 2:
        return
    label = catalog.settings.shape.label(("name",))
    groups, seen, cores = {}, set(), catalog.parted_names.cores
    repeated = {core for core in cores if core in seen or seen.add(core)}
    del seen  # as many as there are entries
    for number, core in enumerate(cores) if repeated else ():
        if core in repeated and core and cards[number].owner:
            groups.setdefault(core, []).append(number)
    found, owners = {}, {}
    for numbers in groups.values():
        found.update(_pairs(catalog, numbers, owners))
    for number in sorted(found):
        other = found[number]
        yield _finding(label, cards[number], cards[other], _difference(catalog, number, other))


def _pairs(catalog, numbers, owners):
    """(an entry, the first before it that may be the same) among those whose names have one core, by their numbers.
    `owners` keeps what owner is meant by a spelling."""
    from govinfo_cli.resource_name import Met

    met = Met()
    for number in numbers:
        card, name = catalog.cards[number], catalog.parted_names[number]
        if card.owner not in owners:
            registered = catalog.owner_of(card)
            owners[card.owner] = registered.name if registered else card.owner
        owner = owners[card.owner]
        earlier = (
            before for before in met.like(name, owner) if not catalog.mutual(card.code, catalog.cards[before].code)
        )
        first = min(earlier, default=None)
        if first is not None:
            yield number, first
        met.add(name, owner, number)


def _difference(catalog, number, other):
    """What the names differ in, in words; None where they are spelt the same."""
    from govinfo_cli.resource_name import difference

    if catalog.folded_names[number] == catalog.folded_names[other]:
        return None
    return difference(catalog.parted_names[number], catalog.parted_names[other])


def _finding(label, card, other, difference):
    code = shown(other.code) if other.code else None
    that = Text(zh=f"（对方是 {code}）", en=f" (the other is {code})") if code else Text(zh="", en="")
    why = (
        Text(zh=f"，名称只差{difference.zh}", en=f": the names differ in {difference.en} only")
        if difference
        else Text(zh="，名称相同", en=": they have one name")
    )
    return Finding(
        Text(
            zh=f"{label.zh}：“{shown(card.name)}”（{shown(card.owner)}）与{other.called.zh}疑似同一项数据{why.zh}",
            en=f"{label.en}: '{shown(card.name)}' ({shown(card.owner)}) and {other.called.en} may be the same data{why.en}",
        ),
        ("name",),
        path=card.path,
        help=Text(
            zh="与对方核对：是同一项数据的，由主管的一家提供，另一家撤销；"
            f"确需两处都列的，在两条的 related 里互写代码{that.zh}\n不是同一项的，在名称里写明区别",
            en="compare: the same data has one owner, and the other entry is withdrawn; if it must be listed twice, "
            f"let each name the other under related{that.en}\nif they differ, let the names say how",
        ),
        related=((Text(zh="对方", en="the other"), other.path, ("name",)),),
    )
