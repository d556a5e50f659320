"""The exports, one format a file: an Edition to a Bundle. `bundle(edition)` gives the files to be written.

A module says ENDING where it makes one file (its Bundle then holds that one, by any name), and WISHES, the options of
edition.Wishes that it knows. NEEDS_ENTRIES = False says that entries with errors do it no harm, TAKES_MEMBERS that it
takes edition.members where they are there. What is asked for may be the name of a target (schemas/targets) too: `form`
tells which module makes it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.settings import CatalogError
from govinfo_cli.visible import shown

NAMES = ("xlsx", "csv", "json", "jsonld", "ckan", "parquet", "sqlite", "bundle", "codeowners")
TITLES = {
    "xlsx": Text(zh="工作簿（《编制指南》的列，可改可导回）", en="a workbook in the guide's columns"),
    "csv": Text(zh="一张表（《编制指南》的列）", en="one table in the guide's columns"),
    "json": Text(zh="JSON，一条一个对象，可原样导回", en="JSON, an object each, as import reads it"),
    "jsonld": Text(zh="DCAT 目录（JSON-LD）", en="DCAT as JSON-LD"),
    "ckan": Text(zh="CKAN 数据集", en="CKAN packages"),
    "parquet": Text(zh="Parquet 表，供分析", en="Parquet tables"),
    "sqlite": Text(zh="SQLite 数据库，可全文检索", en="an SQLite database with full-text search"),
    "bundle": Text(
        zh="上传包：一个 zip，附清单和报告，可核验",
        en="the bundle for upload: a zip with manifest and reports, for verify",
    ),
    "codeowners": Text(zh="CODEOWNERS，谁审哪个文件夹", en="CODEOWNERS: who reviews which folder"),
}
ENDINGS = {
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".json": "json",
    ".jsonld": "jsonld",
    ".sqlite": "sqlite",
    ".zip": "bundle",
    "codeowners": "codeowners",
}
# Where a format says that it was exported with errors; a table has no room for it.
ADMITS = {
    "xlsx": Text(zh="封面", en="the cover"),
    "json": Text(zh="文件开头", en="its head"),
    "jsonld": Text(zh="目录的说明", en="what it says of the catalogue"),
    "ckan": Text(zh="各数据集的说明", en="what each package says of itself"),
    "parquet": Text(zh="文件的说明", en="the metadata of the files"),
    "sqlite": Text(zh="about 表", en="the table about"),
    "bundle": Text(zh="封面和清单", en="cover and manifest"),
}

_KINDS = {"workbook": "xlsx", "tables": "tables"}  # kinds of targets: the module that makes them


class Form(NamedTuple):
    """What an export is asked for: the module that makes it, of a target its name, the side it is for (sharing.OUTSIDE,
    INSIDE or None), and the ending of its one file (None: a folder)."""

    name: str
    module: ModuleType
    target: str | None = None
    side: str | None = None
    ending: str | None = None

    @property
    def admits(self) -> Text | None:
        """Where it says that it was exported with errors, None where it cannot."""
        return ADMITS.get(self.module.__name__.rpartition(".")[2])


def form(word: str, local: Callable[[str], bytes | None]) -> Form:
    """The format or the target called `word`; `local` reads below the catalogue's schemas folder. Raises CatalogError."""
    if word in NAMES:
        module = export(word)
        return Form(word, module, ending=getattr(module, "ENDING", None))
    from govinfo_cli.template.target import exists, shipped_names, target

    if not exists(word, local):
        known = [*NAMES, *shipped_names()]
        raise CatalogError(
            Text(zh=f"没有“{shown(word)}”这种导出格式或导出模板", en=f"no format and no target '{shown(word)}'"),
            Text(
                zh=f"可用：{'、'.join(known)}；运行  catalog export --list  查看说明",
                en=f"one of: {', '.join(known)}; catalog export --list tells what they are",
            ),
        )
    found = target(word, local)
    files = [table["file"] for table in found.data.get("tables", ())]
    module = import_module(f"{__name__}.{_KINDS[found.kind]}")
    ending = "." + files[0].rpartition(".")[2] if len(files) == 1 else getattr(module, "ENDING", None)
    return Form(word, module, word, found.data.get("side"), ending)


def export(name: str) -> ModuleType:
    """The module of the format called `name`; raises KeyError for any other word."""
    if name not in NAMES:
        raise KeyError(name)
    return import_module(f"{__name__}.{name}")
