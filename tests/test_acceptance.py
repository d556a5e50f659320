"""Guards hold by themselves: an error elsewhere in an entry neither hides what a rule would find nor has every rule run."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path

import model
import pages
import pytest

from govinfo_cli import rules
from govinfo_cli.acceptance import Acceptance
from govinfo_cli.catalog import is_entry_path
from govinfo_cli.entry import Entry
from govinfo_cli.settings import Settings, open_settings
from govinfo_cli.source import Folder
from govinfo_cli.yaml.reading import Doubt, load, read

FOLDER = Path(rules.__file__).parent
# Of input-method-slip the guard is half, a scan of the bytes the other (tests/test_any_shape.py).
GUARDED = [
    name for name in rules.NAMES if hasattr(rules.rule(name), "accepts") and not hasattr(rules.rule(name), "SCAN")
]
ABSTRACT = "院属单位在职职工的编号、岗位、职级、合同起止日期和历年任职情况，由人事局按月汇总，供人员统计和岗位管理使用"
# One more thing that is wrong, at a field of any page's entry: a text, a number, a mapping, a list, a key.
ERRORS = {
    "no error": {},
    "a text for a truth": {"open": {"public": "也许"}},
    "a text too long": {"owner_unit": "处" * 300},
    "a text for a list": {"themes": "211"},
    "a number for a text": {"update_note": 5},
    "a blank": {"contact": "  "},
    "nothing": {"published": None},
    "a list for a mapping": {"format": ["数据库"]},
    "a mapping for a list": {"items": {"*": {"type": "x"}}},
    "an unknown key": {"nmae": "甲"},
    "a key with a dot": {"share.type": "无条件", "format.class": "别的"},
    "one's own key": {"x-自用": {"type": " "}},
}


@cache
def opened(profile: str) -> Settings:
    return open_settings(_Made({"catalog/catalog.yaml": profile}))


class _Made:
    """A source of a few texts."""

    commit = None

    def __init__(self, texts: dict[str, str]) -> None:
        self.root, self._texts = Path(), texts

    def find(self, path):
        from govinfo_cli.source import File

        return File(path) if path in self._texts else None

    def read(self, files):
        return ((file, self._texts[file.path].encode()) for file in files)


def rows(settings: Settings) -> list:
    asked = ((name, rules.rule(name), settings.profile.rows(name)) for name in GUARDED)
    return [one for one in asked if one[2]]


def entries(name: str, tmp_path: Path):
    """The entries of a page that are plainly in order, each with its settings."""
    for number, example in enumerate(pages.examples((FOLDER / f"{name.replace('-', '_')}.md").read_text("utf-8"))):
        root = tmp_path / str(number)
        example.write(root)
        source = Folder(root)
        settings = open_settings(source)
        for file, raw in source.read(one for one in source.files("catalog") if is_entry_path(one.path)):
            try:
                yield file.path, load(raw or b"", settings.shape.typed), settings
            except Doubt:
                document = read(file.path, raw or b"", settings.shape.typed)
                if isinstance(document.data, dict):
                    yield file.path, document.data, settings


@pytest.mark.parametrize("name", GUARDED)
def test_no_block_slips_past_its_guard_whatever_else_is_wrong(name, tmp_path):
    seen = 0
    for path, data, settings in entries(name, tmp_path):
        asked = rows(settings)
        acceptance = Acceptance(settings, asked)
        for error in ERRORS.values():
            entry = Entry(path, copy.deepcopy(data) | copy.deepcopy(error), settings.shape)
            suspects = {one[0] for one in acceptance.suspects(entry)}
            found = {rule for rule, module, said in asked if any(True for _ in module.check(entry, settings, said))}
            assert found <= suspects, error
            seen += name in found
    assert seen >= len(ERRORS) - 2, "the page shows the defect, and few errors take its place"


def clean(settings: Settings) -> dict:
    return load(model.completed(f"abstract: {ABSTRACT}").encode(), settings.shape.typed)


def suspected(error: dict) -> set[str]:
    settings = opened(model.SETTINGS)
    entry = Entry(model.PATH, clean(settings) | error, settings.shape)
    return {one[0] for one in Acceptance(settings, rows(settings)).suspects(entry)}


def test_an_entry_in_order_is_suspected_of_nothing():
    assert suspected({}) == set()


def test_an_error_has_only_those_rules_run_that_it_concerns():
    assert suspected({"owner_unit": "处" * 300}) == {"invalid-value", "unknown-field"}
    assert suspected({"contact": " "}) >= {"blank-text"}
    public = suspected({"open": {"public": "也许"}})
    assert "invalid-value" in public and public.isdisjoint(
        {"blank-text", "missing-field", "missing-length", "missing-usage"}
    )


def test_where_a_key_may_pass_for_a_field_every_rule_runs():
    every = {one[0] for one in rows(opened(model.SETTINGS))}
    for what in ("an unknown key", "a key with a dot", "a mapping for a list", "a list for a mapping"):
        assert suspected(ERRORS[what]) == every, what
