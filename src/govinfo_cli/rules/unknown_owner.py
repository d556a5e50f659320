"""The owner is not registered in owners.yaml, or the unit is none of the owner's registered units."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.registers import Owner, registered_names
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold

TITLE = Text(zh="提供方未登记", en="unregistered owner")

_GUESSES = 200


def check_catalog(catalog, rows, today):
    """One finding at each owner, and one at each unit; nothing where owners.yaml cannot be relied on.

    A registered synonym is the business of `synonym`.
    """
    if not catalog.has("owners"):
        return
    of_unit = tuple(row for row in rows if "owner_unit" in row.fields)
    shape, nearest = catalog.settings.shape, _Nearest()
    for card in catalog.cards:
        if card.owner is None or not card.owner.strip():
            continue
        owner = catalog.owners.get(card.owner) or catalog.owner_of(card)
        if owner is None:
            yield _finding(shape.label(("owner",)), card, nearest.of("", card.owner, catalog.owners.values()))
        elif of_unit and owner.units and card.owner_unit and card.owner_unit.strip() not in ("", *owner.units):
            near = nearest.of(owner.name, card.owner_unit, map(Owner, owner.units))
            yield _unit(shape.label(("owner_unit",)), card, owner, near, of_unit)


class _Nearest:
    """The nearest registered names, each looked for once."""

    def __init__(self):
        self._found = {}

    def of(self, within, name, registered):
        if (within, name) not in self._found:
            # Where hundreds of names are strange, the register is the wrong one, and guesses would only take time.
            near = registered_names(registered).nearest(name, 0.6) if len(self._found) < _GUESSES else None
            self._found[within, name] = near
        return self._found[within, name]


def _finding(label, card, near):
    name = shown(card.owner)
    register = Text(
        zh=f"在 catalog/owners.yaml 里登记  {name}: {{kind: 机关部门}}（院属单位写 kind: 院属单位 和 uscc）",
        en=f"register it in catalog/owners.yaml:  {name}: {{kind: 机关部门}} (an affiliate: kind: 院属单位, and its uscc)",
    )
    if near is None:
        return Finding(
            Text(zh=f"{label.zh}：“{name}”没有登记", en=f"{label.en}: '{name}' is not registered"),
            ("owner",),
            path=card.path,
            help=register,
        )
    return Finding(
        Text(
            zh=f"{label.zh}：“{name}”没有登记，最接近“{shown(near)}”",
            en=f"{label.en}: '{name}' is not registered, the nearest is '{shown(near)}'",
        ),
        ("owner",),
        path=card.path,
        help=Text(
            zh=f"改为  owner: {near}\n确是另一个提供方的，{register.zh}",
            en=f"change to  owner: {near}\nif it is another owner, {register.en}",
        ),
        replace=near,
    )


def _unit(label, card, owner, near, rows):
    unit = card.owner_unit
    listed = "、".join(shown(name) for name in owner.units[:12]) + ("……" if len(owner.units) > 12 else "")
    first = (
        Text(zh=f"改为  owner_unit: {near}\n", en=f"change to  owner_unit: {near}\n") if near else Text(zh="", en="")
    )
    return Finding(
        Text(
            zh=f"{label.zh}：“{shown(unit)}”不在{shown(owner.name)}登记的内部部门中"
            + (f"，最接近“{shown(near)}”" if near else f"；已登记：{listed}"),
            en=f"{label.en}: '{shown(unit)}' is no registered unit of {shown(owner.name)}"
            + (f", the nearest is '{shown(near)}'" if near else f"; registered: {listed}"),
        ),
        ("owner_unit",),
        path=card.path,
        help=Text(
            zh=f"{first.zh}新设的处室，在 catalog/owners.yaml 该提供方的 units 里补上",
            en=f"{first.en}if it is a new unit, add it to the owner's units in catalog/owners.yaml",
        ),
        replace=near,
        safe=near is not None and fold(near) == fold(unit),
        rows=rows,
    )
