"""catalog.yaml and what it names: profiles, class tables, registers. Broken, it ends the run in one line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from govinfo_cli.diagnostic import Text
from govinfo_cli.limits import more
from govinfo_cli.profile import SHIPPED, Profile, load_profile
from govinfo_cli.source import MAX_FILE, Source, read_one
from govinfo_cli.structure import Shape
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.nodes import Typed
from govinfo_cli.yaml.reading import read

SCHEMA_VERSION = 1
_LONGEST_CLASS = 60  # characters; real ones have up to 22
RECORDS = ("owners", "waivers", "withdrawn", "consents")
_SETTINGS_TYPES: Typed = {
    name: frozenset(("integer",)) for name in ("schemaVersion", "upload_within", "reply_within", "update_within")
}


class CatalogError(Exception):
    """The run cannot go on: no catalogue, an unreadable catalog.yaml. `text` says what and where, `help` the way out."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


class Settings:
    """catalog.yaml, read and found in order. No dataclass: that library takes as long to load as all else here."""

    def __init__(
        self,
        title: str,
        profile: Profile,
        shadowed: tuple[str, ...],
        publisher: Mapping,
        roles: Mapping,
        levels: Mapping[str, str],
        house: Mapping,
        own_table: bool,
        own_categories: dict[str, str],
        tables: tuple[str, ...] = (),
        base_iri: str | None = None,
    ) -> None:
        """`tables` are the files of class nodes, relative to catalog/; `base_iri` is what the IRIs of open exports begin
        with, and ends in "/"."""
        self.title, self.profile, self.shadowed = title, profile, shadowed
        self.publisher, self.roles, self.levels, self.house = publisher, roles, levels, house
        self.own_table, self.own_categories, self.tables, self.base_iri = own_table, own_categories, tables, base_iri

    @property
    def shape(self) -> Shape:
        """The shape of an entry."""
        return self.profile.shape

    def knows(self, category: str) -> bool:
        """Whether the class table, the catalogue's own or the profiles', has the node."""
        return category in self.own_categories or category in self.profile.categories

    def class_name(self, category: str) -> Text | None:
        """The name of a class node, or None where the class table has no such node."""
        own = self.own_categories.get(category)
        return self.profile.categories.get(category) if own is None else Text(zh=own, en=own)

    def class_above(self, category: str) -> str | None:
        """The nearest node of the class table that the node `category` stands under, or None."""
        longest = min(len(category) - 1, _LONGEST_CLASS)
        return next((category[:end] for end in range(longest, 0, -1) if self.knows(category[:end])), None)

    def class_called(self, name: str) -> str | None:
        """The code of the class node called `name`, the catalogue's own first, or None."""
        return self._called.get(name)

    @cached_property
    def _called(self) -> dict[str, str]:
        found = {text.zh: code for code, text in reversed(self.profile.categories.items())}
        return found | {name: code for code, name in reversed(self.own_categories.items())}


@cache
def record_shape(name: str) -> Shape:
    """The shape of catalog.yaml or of one of RECORDS (without the ending)."""
    return Shape(record_schema(name))


def record_schema(name: str) -> dict:
    """The JSON Schema of catalog.yaml or of one of RECORDS (without the ending)."""
    return json.loads((SHIPPED / "records" / f"{name}.schema.json").read_bytes())


def open_settings(source: Source, profiles: tuple[str, ...] = ()) -> Settings:
    """catalog.yaml and the profiles it names (or `profiles` instead); raises CatalogError and ProfileError."""
    raw = read_one(source, "catalog/catalog.yaml")
    if raw is None and source.commit is not None:
        raise CatalogError(
            Text(
                zh=f"版本 {source.commit[:12]} 里没有目录库（没有 catalog/catalog.yaml）",
                en=f"no catalogue in revision {source.commit[:12]} (no catalog/catalog.yaml)",
            ),
            Text(zh="换一个有目录库的版本", en="take a revision that has a catalogue"),
        )
    if raw is None:
        raise CatalogError(
            Text(
                zh="这里没有目录库（没有找到 catalog/catalog.yaml）",
                en="no catalogue here (catalog/catalog.yaml not found)",
            ),
            Text(
                zh="请进入目录库的文件夹再运行，或用  --root 文件夹  指定",
                en="run inside a catalogue's folder, or name it with --root DIR",
            ),
        )
    document = read("catalog/catalog.yaml", raw, _SETTINGS_TYPES)
    data = document.data
    if document.problems or not isinstance(data, dict):
        first = document.problems[0] if document.problems else None
        line = document.position(first.start)[0] if first else 1
        raise _settings(f"第 {line} 行写法有误", f"line {line} is not plain YAML", line)
    version = data.get("schemaVersion")
    if not isinstance(version, int):
        raise _settings("缺少 schemaVersion: 1", "schemaVersion: 1 is missing", 1)
    if version > SCHEMA_VERSION:
        raise CatalogError(
            Text(zh=f"目录格式版本 {version} 比本工具新", en=f"schema version {version} is newer than this tool"),
            Text(zh="请升级 catalog", en="upgrade catalog"),
        )
    for fault in record_shape("catalog").faults(data):
        name = ".".join(str(step) for step in fault.route)
        wrong = {"missing": ("缺少", "is missing"), "unknown": ("不认识的填报项", "is not known")}.get(
            fault.kind, ("不符合要求：", "is not as it should be")
        )
        raise _settings(
            f"{wrong[0]}“{name}”", f"'{name}' {wrong[1]}", document.span(fault.route, key=fault.kind == "unknown").line
        )
    named = data["profile"] if isinstance(data["profile"], list) else [data["profile"]]

    def local(path: str) -> bytes | None:
        return read_one(source, f"schemas/{path}")

    profile, shadowed = load_profile(profiles or tuple(named), local)
    own = {code: name for code, name in (data.get("categories") or {}).items() if isinstance(name, str)}
    files = data.get("category_files") or []
    for file in files:
        own.update(_class_table(source, file))
    return Settings(
        title=data["title"],
        profile=profile,
        shadowed=shadowed,
        publisher=data.get("publisher") or {},
        roles=data.get("roles") or {},
        levels=data.get("rules") or {},
        house=data.get("house") or {},
        own_table=bool(files or own),
        own_categories=own,
        tables=tuple(files),
        base_iri=data.get("base_iri"),
    )


def _class_table(source: Source, file: str) -> dict[str, str]:
    wrong = _settings(f"分类表文件“{file}”读不出来", f"class table '{file}' cannot be read", 1, _TABLE)
    if ".." in file.split("/") or file.startswith("/") or "\\" in file:
        raise wrong
    raw = read_one(source, f"catalog/{file}")
    if raw is None and source.find(f"catalog/{file}") is None:
        raise _settings(f"catalog 文件夹里没有分类表文件“{file}”", f"there is no class table '{file}' in catalog/", 1)
    if raw is None:
        raise wrong
    if len(raw) >= MAX_FILE:  # no more of it is read
        most = MAX_FILE >> 20
        help = Text(zh="只留用得着的类目", en="keep the nodes that are in use")
        raise _settings(f"分类表文件“{file}”超过 {most} MB", f"class table '{file}' is larger than {most} MiB", 1, help, "record-bytes")  # fmt: skip
    import csv
    import io

    try:
        text = raw.decode("utf-8-sig")
        lines = csv.DictReader(io.StringIO(text)) if file.endswith(".csv") else _objects(text)
        found = {line["code"]: line["name"] for line in lines}
    except (ValueError, KeyError, TypeError, RecursionError, csv.Error):
        raise wrong from None
    if not all(isinstance(one, str) for line in found.items() for one in line):
        raise wrong
    return found


def _objects(text: str) -> Iterator[dict]:
    return map(json.loads, filter(str.strip, text.splitlines()))


_MEND = Text(
    zh="改好这一处再运行；写法见 README 的“目录设置”", en="mend it and run again; see 'settings' in the README"
)
_TABLE = Text(
    zh='存为 UTF-8 的 csv，首行是  code,name  ；或 jsonl，每行一个  {"code": "…", "name": "…"}',
    en='save it as UTF-8: a csv whose first line is  code,name  or a jsonl with one  {"code": "…", "name": "…"}  a line',
)  # fmt: skip


def _settings(zh: str, en: str, line: int, help: Text = _MEND, limit: str = "") -> CatalogError:
    how = more(limit) if limit else Text(zh="", en="")
    return CatalogError(
        Text(zh=f"catalog/catalog.yaml:{line}：{zh}", en=f"catalog/catalog.yaml:{line}: {en}"),
        Text(zh=help.zh + how.zh, en=help.en + how.en),
    )


def open_records(source: Source) -> dict[str, Document]:
    """The documents of owners.yaml, waivers.yaml, withdrawn.yaml and consents.yaml, as far as they are there."""
    found = {}
    for name in RECORDS:
        path = f"catalog/{name}.yaml"
        raw = read_one(source, path)
        if raw is not None:
            found[name] = read(path, raw, {}, list if record_shape(name).schema["type"] == "array" else dict)
    return found
