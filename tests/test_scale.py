"""docs/scale.md: its queries find across bodies what was planted in the generated catalogues, and only that."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[str, list[tuple]]:
    """The rows that each query of the page gives for three bodies of 20 entries, of which two clash, and one more of one
    entry that is changed by hand: the name of another with a word behind it, and a reference to nothing."""
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    from govinfo_cli import cli

    sys.path.insert(0, str(ROOT / "benchmarks"))
    from generate import generate
    from scale import questions

    place = tmp_path_factory.mktemp("scale")
    for body in (1, 2, 3):
        generate(place / f"{body}", 20, body=body)
        out = place / "bodies" / f"{body:02d}"
        out.parent.mkdir(exist_ok=True)
        assert cli.run(["--root", str(place / f"{body}"), "export", "-f", "parquet", "-o", str(out)]) == 0
    database = duckdb.connect()
    database.execute(f"SET file_search_path = '{place}'")
    (place / "bodies/04").mkdir()
    change = "SELECT * REPLACE ('x/1' AS code, name || '（清单）' AS name, ['x/2'] AS related) FROM 'bodies/03/entries.parquet' LIMIT 1"
    database.execute(f"COPY ({change}) TO '{place}/bodies/04/entries.parquet'")
    database.execute(f"COPY (FROM 'bodies/03/items.parquet' WHERE entry = 1) TO '{place}/bodies/04/items.parquet'")
    (_, views), *rest = questions()
    database.execute(views)
    return {heading: database.execute(query).fetchall() for heading, query in rest}


def test_one_code_in_two_bodies_is_found(answers):
    [(code, entries)] = answers["One code in several bodies"]
    assert code == "30309999/000001"
    assert [one["body"] for one in entries] == ["01", "02"]


def test_names_that_say_the_same_are_found(answers):
    (_, same), (_, like) = sorted(answers["One name, several sources"], key=lambda row: row[1][0]["body"])
    assert [one["body"] for one in same] == ["01", "02"] and same[0]["name"] == same[1]["name"]
    assert [one["body"] for one in like] == ["03", "04"] and like[0]["name"] + "（清单）" == like[1]["name"]


def test_a_reference_to_what_nobody_has_is_found(answers):
    [(body, code, _, missing)] = answers["References that nobody answers"]
    assert (body, code, missing) == ("04", "x/1", "x/2")


def test_all_entries_and_items_are_counted(answers):
    assert sum(row[2] for row in answers["How much is shared"]) == 61
    assert answers["Which items most bodies hold"][0][1] in (3, 4)
