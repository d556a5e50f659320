"""The credit code's arithmetic, held against published codes and against every slip of one character."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govinfo_cli import uscc

# STANDARDS.md §4.1: codes that their bearers publish.
VALID = [
    "121000004000123696",
    "12100000400009127B",
    "12100000400002697C",
    "11430000MB1956266U",
    "1143000000612280X0",
    "51610700305332460K",
    "91350100M000100Y43",
]
INNER_WRONG = ["12100000400000678Y", "91350100M00010012Y", "521100005000189238"]
OUTER_WRONG = ["12100000400005852X", "91350100M00010012A"]


def inner_is_right(code: str) -> bool:
    return uscc.inner_check_character(code[8:16]) == code[16]


@pytest.mark.parametrize("code", VALID)
def test_published_codes_check_inside_and_out(code):
    assert uscc.checks(code) and inner_is_right(code)


@pytest.mark.parametrize("code", INNER_WRONG)
def test_some_genuine_codes_fail_inside_only(code):
    assert uscc.checks(code) and not inner_is_right(code)


@pytest.mark.parametrize("code", OUTER_WRONG)
def test_a_wrong_check_character_is_seen(code):
    assert not uscc.checks(code)


def test_the_character_that_should_stand_there_is_known():
    assert uscc.check_character("12100000400005852") == "R"
    assert uscc.check_character("91350100M00010012") == "Y"


def test_a_letter_taken_for_a_digit_is_put_right():
    assert not uscc.checks("12430000MBOL67976N")
    assert uscc.unmistaken("12430000MBOL67976N") == "12430000MB0L67976N"
    assert uscc.checks("12430000MB0L67976N")
    assert uscc.unmistaken(" １２４３0000-mbol67976n ") == "12430000MB0L67976N"


@given(st.text(uscc.ALPHABET, min_size=17, max_size=17), st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_no_slip_of_one_character_goes_unseen(body, place, other):
    code = body + uscc.check_character(body)
    assert uscc.checks(code)
    slipped = code[:place] + other + code[place + 1 :]
    assert uscc.checks(slipped) == (slipped == code)


@given(st.text())
def test_any_text_can_be_asked_about(text):
    assert not uscc.checks(text) or len(text) == 18
    assert not set(uscc.unmistaken(text)) & set(uscc.LOOKALIKES)


@pytest.mark.skipif("CATALOG_REAL_DATA" not in os.environ, reason="CATALOG_REAL_DATA names no folder of real data")
def test_real_codes_are_judged_as_their_collector_did():
    table = Path(os.environ["CATALOG_REAL_DATA"]) / "codes" / "uscc_vectors.tsv"
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert len(rows) > 10
    for row in rows:
        assert uscc.checks(row["code"]) == (row["status"] == "valid"), row["code"]
