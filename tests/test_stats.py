"""`stats`: every table adds up, exactly; its JSON is as its schema says."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from functools import reduce
from pathlib import Path

import model
import outputs
import pytest

from govinfo_cli.catalog import Catalog
from govinfo_cli.entry import Entry
from govinfo_cli.lookup import entries, entry_files
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.source import Folder
from govinfo_cli.statistics import GROUPINGS, Count, count, optional_fields
from govinfo_cli.yaml.reading import read

ROOT = Path(__file__).parents[1]
SOURCE = Folder(ROOT)
CATALOG = Catalog(open_settings(SOURCE), open_records(SOURCE))
ODD = [
    "",
    "owner: 人事教育局\nshare: {type: 有条件, internal: {type: 无条件}}\n",
    "owner: 不在册\nupdate_cycle: 每个月\ncategory:\nopen: {public: 是}\n",
    "owner: [1]\nshare: 无\nformat: 数据库\nitems: 3\nupdate_cycle: {a: b}\ncategory: 303\n",
    "category: '30304601020304'\nshare: {type: 无条件共享, internal: {type: 不予共享}}\ncontact: {}\nthemes: ['211']\n",
]


def entry(text: str) -> Entry:
    shape = CATALOG.settings.shape
    return Entry("x.yaml", read("x.yaml", model.completed(text).encode(), shape.typed).data, shape)


def summed(counts: list[Count]) -> dict:
    def add(total: Count, one: Count) -> Count:
        total.add(one)
        return total

    return asdict(reduce(add, counts, Count()))


@pytest.mark.parametrize("chosen", ["shipped", "odd"])
def test_the_groups_add_up_to_the_total(chosen):
    found = list(entries(SOURCE, CATALOG.settings, entry_files(SOURCE))) if chosen == "shipped" else map(entry, ODD)
    counted = count(CATALOG, found)
    assert counted.total.entries == (191 if chosen == "shipped" else len(ODD))
    assert sum(counted.total.shares.values()) == counted.total.entries
    for by in GROUPINGS:
        groups = counted.groups[by]
        top = [one for one in groups if by != "category" or one.key is None or one.level.zh == "类"]
        assert summed([one.count for one in top]) == asdict(counted.total), by
        assert len({one.key for one in groups}) == len(groups)


def test_a_class_node_counts_what_lies_below_it():
    counted = count(CATALOG, map(entry, ODD), ["category"])
    assert {
        one.key: (one.level.zh if one.level else None, one.count.entries) for one in counted.groups["category"]
    } == {
        "3": ("类", 4),
        "303": ("项", 4),
        "303046": ("目", 3),
        "30304601": ("细目", 3),
        "30304601020304": ("细目", 1),
        None: (None, 1),
    }


def test_other_spellings_count_as_the_official_value():
    counted = count(CATALOG, map(entry, ODD))
    owners = {one.key: one.count.entries for one in counted.groups["owner"]}
    assert owners == {"人事局": 3, "不在册": 1, None: 1} and next(reversed(owners)) is None
    assert counted.total.shares == {"无条件共享": 3, "有条件共享": 1, "不予共享": 0, "": 1}
    assert {one.key for one in counted.groups["cycle"]} == {"每月", "每个月", None}
    assert (counted.total.wider, counted.total.stricter, counted.total.open) == (1, 1, 1)
    assert counted.total.items == 2 * 4


def test_only_fields_that_nothing_asks_for_count_as_optional():
    optional = optional_fields(CATALOG.settings)
    assert "contact" in optional and "themes" in optional
    assert not {"code", "name", "share", "items", "update_note"} & set(optional)
    counted = count(CATALOG, [entry("contact: {unit: 综合处}\nthemes: ['']\n")])
    assert (counted.total.filled, counted.total.fillable) == (1, len(optional))
    assert counted.total.completeness == round(1 / len(optional), 4)
    assert count(CATALOG, []).total.completeness is None


def test_a_file_that_cannot_be_read_is_left_out_and_named():
    counted = count(CATALOG, [Entry("catalog/坏.yaml", None, CATALOG.settings.shape), entry("")])
    assert counted.broken == ("catalog/坏.yaml",) and counted.total.entries == 1


def test_json_is_as_its_schema_says_and_csv_has_the_same_numbers(catalog):
    code, out, err = catalog("--root", ROOT, "stats", "--format", "json")
    data = outputs.checked("stats", out)
    assert (code, err) == (0, "") and list(data["groups"]) == list(GROUPINGS)
    for by, groups in data["groups"].items():
        code, out, err = catalog("--root", ROOT, "stats", "--by", by, "-f", "csv")
        rows = list(csv.DictReader(io.StringIO(out)))
        assert [int(row["条目"]) for row in rows[:-1]] == [one["entries"] for one in groups]
        assert (
            int(rows[-1]["条目"]) == data["summary"]["entries"] and int(rows[-1]["信息项"]) == data["summary"]["items"]
        )


def test_an_unknown_grouping_is_told_with_those_there_are(catalog):
    code, out, err = catalog("--root", ROOT, "stats", "--by", "city")
    assert (code, out) == (2, "") and "owner" in err
