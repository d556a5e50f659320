"""`catalog schema`: the JSON Schema of an entry, for editors, and of every record and output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from govinfo_cli import answering, editor
from govinfo_cli.catalog import Catalog
from govinfo_cli.diagnostic import Text
from govinfo_cli.option import Argument, Context, Option
from govinfo_cli.profile import SHIPPED, load_profile, shipped_names
from govinfo_cli.running import Globals, UsageError
from govinfo_cli.settings import CatalogError, open_records, open_settings
from govinfo_cli.source import Folder
from govinfo_cli.veil import Veil
from govinfo_cli.visible import shown

ENTRY = "entry"


def schema(
    context: Context,
    name: Annotated[
        str | None,
        Argument(
            metavar="名称",
            help="entry 条目（供编辑器），或 owners、report 等；不写则列出全部 (which schema; without it, all are listed)",
        ),
    ] = None,
    output: Annotated[str | None, Option("--output", "-o", help="写入文件 (write to FILE)")] = None,
) -> None:
    """填报项定义（供编辑器） (print a JSON Schema)。"""
    settings: Globals = context.obj
    files = schema_files()
    if name is None:
        answering.deliver("".join(f"{one}  {title.of(settings.lang)}\n" for one, title in _titles(files)), output)
        return
    if name != ENTRY and name not in files:
        import difflib

        near = difflib.get_close_matches(name, [ENTRY, *files], n=1)
        known = [ENTRY, *files]
        raise UsageError(
            Text(zh=f"没有“{shown(name)}”的定义", en=f"no schema '{shown(name)}'"),
            Text(
                zh=f"是不是 {near[0]}？" if near else f"可用：{'、'.join(known)}",
                en=f"did you mean {near[0]}?" if near else f"one of: {', '.join(known)}",
            ),
        )
    text = _entry(settings) if name == ENTRY else editor.text_of(json.loads(files[name].read_bytes()))
    answering.deliver(text, output)


def schema_files() -> dict[str, Path]:
    """The schemas of records, outputs and export targets: name -> file."""
    found = {
        prefix + path.name.removesuffix(".schema.json"): path
        for folder, prefix in (("records", ""), ("reports", ""), ("targets", "target-"))
        for path in (SHIPPED / folder).glob("*.schema.json")
    }
    return dict(sorted(found.items()))


def _titles(files: dict[str, Path]):
    yield ENTRY, Text(zh="目录条目（供编辑器）", en="catalogue entry, for editors")
    for name, path in files.items():
        facts = json.loads(path.read_bytes())
        zh = facts.get("title", name)
        yield name, Text(zh=zh, en=facts.get("x-title", zh))


def _entry(settings: Globals) -> str:
    """By the catalogue's profiles and owners; without a catalogue by `--profile`, else by all shipped profiles."""
    try:
        source = Folder(settings.find_root())
        opened = open_settings(source, settings.profiles)
    except CatalogError:
        profile, _ = load_profile(settings.profiles or tuple(shipped_names()))
        return editor.text_of(editor.entry_schema(profile, settings.lang))
    veil = Veil(opened)
    veil.look_at_records(source)
    return veil.text(editor.text_of(editor.catalogue_schema(Catalog(opened, open_records(source)), settings.lang)))
