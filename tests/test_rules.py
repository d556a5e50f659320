"""Every rule's page is true: its blocks give exactly the findings they say, guards or no guards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pages
import pytest

from govinfo_cli import rules
from govinfo_cli.catalog import is_entry_path
from govinfo_cli.inspection import Inspector
from govinfo_cli.settings import Settings, open_settings
from govinfo_cli.source import Folder, read_one
from govinfo_cli.validation import Request, validate
from govinfo_cli.yaml.reading import read

FOLDER = Path(rules.__file__).parent
TODAY = date(2026, 11, 24)


def page(name: str) -> str:
    return (FOLDER / f"{name.replace('-', '_')}.md").read_text(encoding="utf-8")


EXAMPLES = [(name, number) for name in rules.NAMES for number in range(len(pages.examples(page(name))))]


@pytest.mark.parametrize("name", rules.NAMES)
def test_the_page_says_what_is_wrong_in_both_languages_and_shows_it(name):
    text = page(name)
    assert text.startswith(f"# {name}\n")
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["## 说明", "## In English", "## 不通过 · Fails", "## 通过 · Passes"]
    examples = pages.examples(text)
    fails = [one for one in examples if one.section == "不通过 · Fails"]
    passes = [one for one in examples if one.section == "通过 · Passes"]
    assert fails and passes
    assert all(name in [rule for _, _, rule in one.expected] for one in fails), "a failing block without its own rule"
    assert not any(name in [rule for _, _, rule in one.expected] for one in passes)
    title = rules.rule(name).TITLE
    assert title.zh and title.en and title.zh != title.en


@pytest.mark.parametrize(("name", "number"), EXAMPLES, ids=[f"{name}-{number}" for name, number in EXAMPLES])
def test_a_block_gives_exactly_the_findings_it_says(name, number, tmp_path):
    example = pages.examples(page(name))[number]
    example.write(tmp_path)
    outcome = validate(Folder(tmp_path), Request(today=TODAY))
    found = sorted((one.span.path, one.span.line, one.rule) for one in outcome.findings)
    assert found == example.expected, [one.message.zh for one in outcome.findings]


_shared: dict[bytes, tuple[Settings, Inspector, Inspector]] = {}


def inspectors(example: pages.Example, source: Folder) -> tuple[Settings, Inspector, Inspector]:
    """The settings of an example, an Inspector with guards and one without; as in a real run, the same ones for all
    entries below the same catalog.yaml where nothing else that they read is the example's own."""
    own = not all(is_entry_path(block.path) or block.path == "catalog/owners.yaml" for block in example.blocks)
    said = read_one(source, "catalog/catalog.yaml")
    if own or said not in _shared:
        settings = open_settings(source)
        made = settings, Inspector(settings, rules.NAMES), Inspector(settings, rules.NAMES, guarded=False)
        if own:
            return made
        _shared[said] = made
    return _shared[said]


@pytest.mark.parametrize(("name", "number"), EXAMPLES, ids=[f"{name}-{number}" for name, number in EXAMPLES])
def test_nothing_slips_past_a_guard(name, number, tmp_path):
    example = pages.examples(page(name))[number]
    example.write(tmp_path)
    source = Folder(tmp_path)
    settings, guarding, plain = inspectors(example, source)
    for file, raw in source.read(
        file for file in source.files("catalog") if is_entry_path(file.path) and not file.trouble
    ):
        guarded = guarding.entry(file, raw)
        unguarded = guarding._slow(file.path, read(file.path, raw, settings.shape.typed), settings.shape)
        assert guarded.diagnostics == unguarded.diagnostics
        assert plain.entry(file, raw).diagnostics == unguarded.diagnostics
        assert guarded.card == unguarded.card


def test_every_rule_file_is_registered_and_every_registered_rule_has_a_page():
    files = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py")} - {"--init--"}
    assert files == set(rules.NAMES)
    assert {path.stem.replace("_", "-") for path in FOLDER.glob("*.md")} == set(rules.NAMES)
