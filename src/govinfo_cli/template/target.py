"""A target (schemas/targets): a file that says how a catalogue is laid out for somebody else. Found, read, held against its form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from govinfo_cli.diagnostic import Text
from govinfo_cli.profile import SHIPPED
from govinfo_cli.settings import CatalogError
from govinfo_cli.structure import Fault, Shape
from govinfo_cli.visible import shown
from govinfo_cli.yaml.reading import Doubt, load

DEFAULT = "guide-workbook"
WORKBOOK, TABLES = "workbook", "tables"
FOLDER = "targets"
_TYPES = {
    **dict.fromkeys(("frozen", "width", "longest"), frozenset(("integer",))),
    **dict.fromkeys(("wide", "required", "list", "number"), frozenset(("boolean",))),
}

_KINDS = {
    "string": Text(zh="一段文字", en="a text"),
    "integer": Text(zh="整数", en="a whole number"),
    "number": Text(zh="数", en="a number"),
    "boolean": Text(zh=" true 或 false", en="true or false"),
    "array": Text(zh="列表  [ … ]", en="a list [ … ]"),
    "object": Text(zh="几个下一级的填报项  { … }", en="keys of its own { … }"),
}
_BOUNDS = {
    "minimum": Text(zh="最小为", en="must be at least"),
    "maximum": Text(zh="最大为", en="must be at most"),
    "minLength": Text(zh="的字数最少为", en="must have at least this many characters:"),
    "maxLength": Text(zh="的字数最多为", en="must have at most this many characters:"),
    "minItems": Text(zh="的项数最少为", en="must have at least this many members:"),
    "maxItems": Text(zh="的项数最多为", en="must have at most this many members:"),
}

Read = Callable[[str], bytes | None]  # a path below the catalogue's schemas folder -> its bytes


class Target(NamedTuple):
    """A target file, held against the schema of its kind; `shipped` says that it is the tool's own."""

    name: str
    kind: str
    title: Text
    data: dict
    shipped: bool

    @property
    def path(self) -> str:
        """Where it lies, as messages name it."""
        return f"schemas/{FOLDER}/{self.name}.yaml"

    def broken(self, zh: str, en: str) -> CatalogError:
        """The error that says what is wrong with it."""
        return broken(self.name, zh, en)


def target(name: str, local: Read) -> Target:
    """The target called `name`: the tool's own, else the catalogue's. Raises CatalogError, which says what is wrong."""
    raw = _raw(name, local)
    if raw is None:
        known = "、".join(shipped_names())
        raise CatalogError(
            Text(zh=f"没有“{shown(name)}”这个导出模板", en=f"no target '{shown(name)}'"),
            Text(
                zh=f"可用：{known}；自己的写在  schemas/targets/名称.yaml",
                en=f"targets: {known}; your own go into schemas/targets/NAME.yaml",
            ),
        )
    return _read(name, raw, name in shipped_names())


@lru_cache(maxsize=32)  # a bundle asks for each of its targets several times
def _read(name: str, raw: bytes, shipped: bool) -> Target:
    try:
        data = load(raw, _TYPES)
    except Doubt:
        raise broken(name, "写法有误", "is not plain YAML") from None
    kind = data.get("kind")
    if kind not in (WORKBOOK, TABLES):
        said = f"“{shown(kind)}”" if isinstance(kind, str) else ""
        raise broken(name, f"kind{said}：应为 {WORKBOOK} 或 {TABLES}", f"kind: either {WORKBOOK} or {TABLES}")
    fault = next(iter(_form(kind).faults(data)), None)
    if fault is not None:
        at = ".".join(str(step + 1 if isinstance(step, int) else step) for step in fault.route) or "kind"
        wanted = _wanted(fault)
        raise broken(name, f"“{shown(at)}”{wanted.zh}", f"'{shown(at)}' {wanted.en}")
    title = Text(**data["title"]) if "title" in data else Text(zh=name, en=name)
    return Target(name, kind, title, data, shipped)


def _wanted(fault: Fault) -> Text:
    """What the schema wants of the value at fault."""
    allowed = fault.allowed
    if fault.kind == "missing":
        return Text(zh="没有写，必须有", en="is missing")
    if fault.kind == "unknown":
        return Text(zh="不是导出模板的填报项", en="is no key of a target")
    if fault.kind == "type":
        kinds = [_KINDS[one] for one in allowed if one in _KINDS]
        return Text(
            zh=f"应为{'或'.join(one.zh for one in kinds)}", en=f"should be {' or '.join(one.en for one in kinds)}"
        )
    if fault.keyword == "enum":
        listed = [shown(str(one)) for one in allowed]
        return Text(zh=f"只能是 {'、'.join(listed)}", en=f"must be one of: {', '.join(listed)}")
    if fault.keyword in _BOUNDS:
        said = _BOUNDS[fault.keyword]
        return Text(zh=f"{said.zh} {allowed}", en=f"{said.en} {allowed}")
    return Text(zh="不符合要求", en="is not as it should be")


def exists(name: str, local: Read) -> bool:
    """Whether there is a target called `name`, in order or not."""
    return _raw(name, local) is not None


def shipped_names() -> list[str]:
    """The tool's own targets, in order of name."""
    return list(_shipped())


@cache
def _shipped() -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in (SHIPPED / FOLDER).glob("*.yaml")))


def local_names(paths: Iterable[str]) -> Iterator[str]:
    """The names of the targets among the paths of a catalogue's files, shadowed ones too."""
    for path in paths:
        steps = path.split("/")
        if len(steps) == 3 and steps[:2] == ["schemas", FOLDER] and steps[2].endswith(".yaml"):
            name = steps[2].removesuffix(".yaml")
            if _plain(name):
                yield name


def broken(name: str, zh: str, en: str) -> CatalogError:
    """The error that says what is wrong with the target `name`."""
    path = f"schemas/{FOLDER}/{shown(name)}.yaml"
    return CatalogError(
        Text(zh=f"导出模板 {path}：{zh}", en=f"target {path}: {en}"),
        Text(
            zh=f"照自带的模板（{'、'.join(shipped_names())}）的写法改好再导出",
            en=f"mend it after the pattern of the shipped ones ({', '.join(shipped_names())})",
        ),
    )


def _raw(name: str, local: Read) -> bytes | None:
    if name in shipped_names():
        return (SHIPPED / FOLDER / f"{name}.yaml").read_bytes()
    return local(f"{FOLDER}/{name}.yaml") if _plain(name) else None


def _plain(name: str) -> bool:
    return name.replace("-", "").replace("_", "").isalnum()


@cache
def _form(kind: str) -> Shape:
    import json

    return Shape(json.loads((SHIPPED / FOLDER / f"{kind}.schema.json").read_bytes()))
