"""Changes of an entry's data, step by step: what a Step says, and the data as steps make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import NamedTuple


class Step(NamedTuple):
    """One change of an entry's data; places in lists are those before any change.

    "set" puts `value` in place of what stands at `route`, "add" adds the key at its end, "remove" takes a member out
    of a list, "insert" puts `value` into the list at `route[:-1]` behind the member `route[-1]` (-1: before all).
    """

    kind: str
    route: tuple
    value: object = None


def stepped(data: Mapping, steps: Sequence[Step]) -> dict:
    """The data as `steps` make it; `data` stays as it is."""
    result = deepcopy(dict(data))
    gone: dict[tuple, set[int]] = {}
    come: dict[tuple, list[Step]] = {}
    for step in steps:
        if step.kind == "remove":
            gone.setdefault(step.route[:-1], set()).add(step.route[-1])
        elif step.kind == "insert":
            come.setdefault(step.route[:-1], []).append(step)
        else:
            _at(result, step.route[:-1])[step.route[-1]] = step.value
    for route in {**gone, **come}:
        holder = _at(result, route[:-1])
        before = holder[route[-1]]
        behind: dict[int, list] = {}
        for step in come.get(route, ()):
            behind.setdefault(step.route[-1], []).append(step.value)
        after = behind.get(-1, [])
        for place, member in enumerate(before):
            after += [] if place in gone.get(route, ()) else [member]
            after += behind.get(place, [])
        holder[route[-1]] = after
    return result


def _at(data: object, route: tuple):
    for step in route:
        data = data[step]
    return data
