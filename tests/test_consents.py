"""Consents: who asks for one, which one counts for which change, and which meets none."""

from __future__ import annotations

import json

import model
import pytest
from repositories import BASE, NARROWER, STAFF, commit, lay


def test_a_house_rule_that_is_taken_out_still_asks(repository, catalog):
    commit(
        repository,
        {
            "catalog/catalog.yaml": model.SETTINGS + "house: {consent: [扩大共享, breaking]}\n",
            STAFF: model.completed(NARROWER),
        },
    )
    lay(repository, BASE)
    code, out, _ = catalog("diff", "-f", "json", "--fail-on", "breaking", cwd=repository)
    widened = next(one for one in json.loads(out)["changes"] if one["class"] == "share-widened")
    assert code == 1 and widened["askedBy"] == ["house"] and widened["consent"] is None


def test_an_unknown_word_in_the_house_rule_ends_the_run(repository, catalog):
    lay(repository, {"catalog/catalog.yaml": model.SETTINGS + "house: {consent: [share-widend]}\n"})
    code, out, err = catalog("diff", cwd=repository)
    assert (code, out) == (2, "") and "share-widend" in err and "share-widened" in err


CONSENT = '- {entry: 30304601/000012, change: share-narrowed, by: 科学技术部, date: "2026-05-01", document: 国科函〔2026〕3号%s}\n'


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ("", True),
        (", to: 有条件共享", True),
        (", field: share.type", True),
        (", to: 不予共享", False),
        (", field: share.scope", False),
        (", opinion: 不同意", False),
    ],
)
def test_a_consent_counts_for_the_change_that_it_names(said, passes, repository, catalog):
    commit(repository, {"catalog/catalog.yaml": model.SETTINGS + "house: {consent: [share-narrowed]}\n"})
    lay(repository, {STAFF: model.completed(NARROWER), "catalog/consents.yaml": CONSENT % said})
    code, out, _ = catalog("diff", "-f", "json", "--fail-on", "breaking", cwd=repository)
    assert (code == 0) is passes
    assert bool(json.loads(out)["unmetConsents"]) is (said in (", to: 不予共享", ", field: share.scope"))


def test_a_consent_of_before_counts_only_where_it_says_what_comes(repository, catalog):
    commit(
        repository,
        {
            "catalog/catalog.yaml": model.SETTINGS + "house: {consent: [share-narrowed]}\n",
            "catalog/consents.yaml": CONSENT % ", to: 有条件共享",
        },
    )
    lay(repository, {STAFF: model.completed(NARROWER)})
    assert catalog("diff", "--fail-on", "breaking", cwd=repository)[0] == 0


def test_a_consent_that_nobody_asked_for_changes_nothing(repository, catalog):
    lay(repository, {STAFF: model.completed(NARROWER), "catalog/consents.yaml": CONSENT % ""})
    assert catalog("diff", "--fail-on", "breaking", cwd=repository)[0] == 1


def test_consents_are_checked_by_form(repository, catalog):
    lay(repository, {"catalog/consents.yaml": "- {entry: a, change: b, bye: 谁}\n"})
    code, out, _ = catalog("validate", "-f", "concise", cwd=repository)
    assert code == 1 and "missing-field" in out and "unknown-field" in out
