"""One entry as one side may see it: outside other government bodies, inside the institution's own departments."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from govinfo_cli.sharing import INSIDE, Official, as_it_stands, given, inherited


def seen_from(
    scope: str,
    data: Mapping,
    publisher: str | None,
    official: Official = as_it_stands,
    registered: Callable[[str], str | None] = lambda name: None,
) -> tuple[dict, set]:
    """The entry's data as `scope` (sharing.OUTSIDE or INSIDE) may see them, and the dotted keys that were left out.
    The owner is named as `registered` has it (None: it has not), not by a synonym.

    Outside, the publisher is the provider, since a department is no legal person, and the owner (with its unit) is
    the provider's own department; how it is shared inside, contacts and the office's own keys stay in. What is 不予共享
    is there on both sides, with reason and basis: others must see it to ask for it (measures-2019, art. 16).
    Inside, the inside attributes take the place of the outside ones.
    """
    left: set[str] = set()
    owner = data.get("owner")
    if isinstance(owner, str) and (name := registered(owner)) is not None and name != owner:
        data = {**data, "owner": name}
    if scope == INSIDE:
        return _inside(data, official, left), left
    seen = _without(data, "", left)
    if "contact" in seen:
        left.add("contact")
        del seen["contact"]
    if publisher:
        within = [said for key in ("owner", "owner_unit") if isinstance(said := seen.get(key), str) and given(said)]
        seen = _placed(seen, publisher, "".join(within))
    return seen, left


def _placed(seen: dict, publisher: str, within: str) -> dict:
    """The provider and its department, where the owner stood."""
    placed = {key: publisher if key == "owner" else value for key, value in seen.items() if key != "owner_unit"}
    placed["owner"] = publisher
    return {
        key: value
        for name, said in placed.items()
        for key, value in ((name, said), *([("owner_unit", within)] if name == "owner" and within else []))
    }


def _without(value: object, at: str, left: set[str]) -> object:
    """A value without what only the own people may see, at any depth."""
    if isinstance(value, list):
        return [_without(member, f"{at}.*", left) for member in value]
    if not isinstance(value, Mapping):
        return value
    kept = {}
    for key, member in value.items():
        here = f"{at}.{key}" if at else key
        if key.startswith("x-") or here in ("share.internal", "items.*.internal"):
            left.add(here)
        else:
            kept[key] = _without(member, here, left)
    return kept


def _inside(data: Mapping, official: Official, left: set[str]) -> dict:
    seen = dict(data)
    share = data.get("share")
    if isinstance(share, Mapping) and (within := inherited(share, official)) is not None:
        left.add("share")
        seen["share"] = {key: value for key, value in within.items() if key != "internal"}
    apart = isinstance(share, Mapping) and isinstance(share.get("internal"), Mapping) and share["internal"].get("type")
    items = data.get("items")
    if isinstance(items, list):
        seen["items"] = [_item_inside(item, bool(apart), left) for item in items]
    return seen


def _item_inside(item: object, apart: bool, left: set[str]) -> object:
    """An item with its share type towards the inside; `apart`: the entry says an inside type of its own, and an item's
    outside type then says nothing inside (the same as sharing.item_kind)."""
    if not isinstance(item, Mapping) or not item.keys() & {"share", "internal"}:
        return item
    kept = {key: value for key, value in item.items() if key not in ("share", "internal")}
    said = item["internal"] if given(item.get("internal")) else None if apart else item.get("share")
    if said != item.get("share"):
        left.add("items.*.share")
    if said is not None:
        kept["share"] = said
    return kept
