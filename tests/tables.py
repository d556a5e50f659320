"""What the tests of `import` share: a small catalogue, a run without a command line, and the law that nothing is lost."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import model

from govinfo_cli import imports
from govinfo_cli.catalog import is_entry_path
from govinfo_cli.cleaning import clean
from govinfo_cli.importing.imported import Foreign, Imported, Manner
from govinfo_cli.importing.pipeline import import_files
from govinfo_cli.intake.nested import text_of
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder
from govinfo_cli.yaml.reading import read


def catalogue(root: Path) -> Path:
    (root / "catalog").mkdir(parents=True)
    (root / "catalog/catalog.yaml").write_text(model.SETTINGS, encoding="utf-8")
    (root / "catalog/owners.yaml").write_text(model.OWNERS, encoding="utf-8")
    return root


def bring(root: Path, *files: tuple[str, bytes | str | object], **manner: object) -> Imported:
    """The import of (name, content), in the Manner that the other arguments say; what is neither text nor bytes is
    written as JSON."""
    foreign = []
    for name, content in files:
        if not isinstance(content, (str, bytes)):
            content = json.dumps(content)
        raw = content if isinstance(content, bytes) else content.encode()
        foreign.append(Foreign(name, raw, imports.ENDINGS[Path(name).suffix]))
    return import_files(Folder(root), foreign, manner=Manner(**manner))


def entries(imported: Imported, root: Path) -> list[dict]:
    typed = open_settings(Folder(root)).shape.typed
    return [read(path, raw, typed).data for path, raw in imported.bundle.files.items() if is_entry_path(path)]


def said(imported: Imported) -> list[tuple[str, int, int]]:
    return [(one.rule, one.span.line, one.span.column) for one in imported.outcome.findings]


def leaves(value: object):
    if isinstance(value, dict):
        for inside in value.values():
            yield from leaves(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from leaves(inside)
    else:
        yield text_of(value)


def stands(cell: object, entry: dict) -> bool:
    """Whether a cell stands in the entry as it is, or divided by its separators alone."""
    if isinstance(cell, (dict, list)):
        return all(leaf in set(leaves(entry)) for leaf in leaves(cell) if leaf)
    found, text = set(leaves(entry)), text_of(cell)
    divided = [part.strip() for part in re.split(r"[\n\r\t;；|,，、]|['\"\[\]]", text)]
    return text in found or all(part in "".join(found) for part in divided if part)


def check_laws(path: str, rows: list[tuple[int, list]], imported: Imported, root: Path) -> None:
    """Rows in = entries + rows reported; every cell is in its entry or told at its place."""
    (tally,) = (one for one in imported.tallies if one.path == path)
    assert tally.rows == len(rows) == tally.entries + tally.others.total()
    told = Counter((one.span.line, one.span.column) for one in imported.outcome.findings if one.span.path == path)
    refused = {one.span.line for one in imported.outcome.findings if one.span.path == path and one.rule in REFUSING}
    assert len(refused) == tally.others.total()
    made = iter(entries(imported, root))
    for number, row in rows:
        if number in refused:
            continue
        entry = next(made)
        for column, cell in enumerate(row, 1):
            if cell not in (None, "", [], {}) and not told[number, column]:
                assert isinstance(cell, str) and not clean(cell) or stands(cell, entry), (number, column, cell, entry)


REFUSING = {
    "import-unread-row",
    "import-unnamed-row",
    "import-secret-row",
    "import-existing-entry",
    "import-duplicate-row",
    "import-blank-row",
    "import-repeated-heading",
}
