"""A slice of the fuzzing (tests/fuzzing.py): some seconds here, CATALOG_FUZZ=60 in CI."""

from __future__ import annotations

import os

import fuzzing
import pytest

SECONDS = float(os.environ.get("CATALOG_FUZZ", "7"))
TARGETS = ("document", "diff", "csv", "json", "workbook", "csv --update", "json --update", "mapping", "annotate", "bundle", "release", "store", "tree", "arguments", "registers", "settings", "table", "xls")  # fmt: skip


@pytest.fixture(scope="module")
def targets(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:  # targets move about
        patch.chdir(tmp_path_factory.mktemp("here"))
        patch.setenv("XDG_CACHE_HOME", "")
        yield fuzzing.targets(tmp_path_factory.mktemp("fuzz") / "库")


@pytest.mark.skipif(not hasattr(fuzzing.signal, "SIGALRM"), reason="what takes too long is told by an alarm")
@pytest.mark.parametrize("name", TARGETS)
def test_no_bytes_do_what_they_must_not(name, targets):
    found = list(fuzzing.fuzz(name, targets[name], SECONDS / len(TARGETS), 1))
    assert not [one.why for one in found], [one.raw[:400] for one in found]


def test_every_target_is_fuzzed_here(targets):
    assert set(targets) == set(TARGETS)


def test_what_must_not_be_is_found(targets):
    """The control: a reader that stumbles over one byte."""

    def stumbling(raw):
        if b"[" in raw and raw.count(b"\n") > 3:
            raise ValueError(raw[:3])

    target = targets["document"]._replace(run=stumbling)
    assert "ValueError" in next(fuzzing.fuzz("document", target, 30, 1)).why
