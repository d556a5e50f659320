"""The catalogue that we ship: complete, realistic, and clean on any day; its broken twin shows what goes wrong."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.source import Folder
from govinfo_cli.validation import Request, validate
from govinfo_cli.yaml.reading import load

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def entries() -> list[dict]:
    source = Folder(ROOT)
    typed = open_settings(source).shape.typed
    files = (file for file in source.files("catalog") if is_entry_path(file.path))
    return [load(raw, typed) for _, raw in source.read(files)]


@pytest.mark.parametrize(
    "profiles", [(), ("guide-2017",), ("measures-2019",)], ids=lambda names: "+".join(names) or "own"
)
@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 11, 24), date(2040, 2, 29)])
def test_it_is_clean_on_any_day(profiles, day):
    outcome = validate(Folder(ROOT), Request(today=day, profiles=profiles))
    assert [(one.span.path, one.rule, one.message.zh) for one in outcome.findings] == []
    assert outcome.entries >= 150


def test_it_is_complete(entries):
    owners = open_records(Folder(ROOT))["owners"].data
    kinds = Counter(facts["kind"] for facts in owners.values())
    assert kinds["机关部门"] >= 12 and kinds["院属单位"] >= 3
    vocabularies = open_settings(Folder(ROOT)).profile.vocabularies
    for name, route in (
        ("share-type", ("share", "type")),
        ("format-class", ("format", "class")),
        ("update-cycle", ("update_cycle",)),
    ):
        used = set()
        for entry in entries:
            value = entry
            for step in route:
                value = value[step]
            used.add(value)
        assert used == set(vocabularies[name].values), name
    assert {entry["owner"] for entry in entries} == set(owners)
    assert not any("updated" in entry for entry in entries)
    assert sum("related" in entry for entry in entries) >= 10
    assert sum("internal" in entry["share"] for entry in entries) >= 10
    assert len({entry["abstract"] for entry in entries}) == len(entries) == len({entry["name"] for entry in entries})


def test_the_broken_twin_shows_twenty_five_kinds_of_findings():
    outcome = validate(Folder(ROOT / "examples/broken"), Request(today=date(2026, 11, 24)))
    assert len({one.rule for one in outcome.findings}) >= 25
    assert outcome.failed and outcome.waived
