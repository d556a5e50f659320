"""The laws of comparing: what is found makes the new from the old, and what is written otherwise is no change."""

from __future__ import annotations

import json
import random

from catalogues import NORMAL, edited, entries, snapshots
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govinfo_cli.change.changes import apply, diff
from govinfo_cli.change.matching import match

laws = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


@laws
@given(snapshots(), snapshots())
def test_what_differs_makes_the_one_from_the_other(old, new):
    assert apply(diff(old, new), old) == new
    assert apply(diff(new, old), new) == old


@laws
@given(st.data())
def test_the_law_holds_along_the_life_of_a_catalogue(data):
    old = data.draw(snapshots())
    new = data.draw(edited(old))
    assert apply(diff(old, new), old) == new


@laws
@given(snapshots())
def test_nothing_differs_from_itself(one):
    assert diff(one, one) == ()


@laws
@given(snapshots(), snapshots())
def test_every_entry_is_told_of_once(old, new):
    found = match(old.entries, new.entries)
    assert sorted([*found.pairs, *found.removed]) == sorted(old.entries)
    assert sorted([*found.pairs.values(), *found.added]) == sorted(new.entries)
    for before, after in found.links:
        assert before in old.entries and after in new.entries and found.pairs.get(before) != after


@laws
@given(entries)
def test_a_normal_form_is_its_own(data):
    once = NORMAL.entry(data)
    assert NORMAL.entry(once) == once
    json.dumps(once)


@laws
@given(entries, st.randoms())
def test_the_order_of_keys_says_nothing(data, chance):
    assert NORMAL.entry(_shuffled(data, chance)) == NORMAL.entry(data)


def _shuffled(value, chance: random.Random):
    if not isinstance(value, dict):
        return value
    keys = list(value)
    chance.shuffle(keys)
    return {key: _shuffled(value[key], chance) for key in keys}


def test_of_endless_item_names_only_the_beginning_is_compared(monkeypatch):
    """A name of ten thousand combining marks in a pull request must not cost a quarter of a minute."""
    from govinfo_cli.change import itemising

    compared = []

    class Matcher(itemising.difflib.SequenceMatcher):
        def __init__(self, junk, one, other, **options):
            compared.append(max(len(one), len(other)))
            super().__init__(junk, one, other, **options)

    monkeypatch.setattr(itemising.difflib, "SequenceMatcher", Matcher)
    mark = "\u0301" * 10_000
    before, after = [{"name": f"甲{mark}", "type": "字符型C"}], [{"name": f"乙{mark}", "type": "字符型C"}]
    changes = list(itemising.item_changes(before, after))
    assert changes and compared and max(compared) <= 200
