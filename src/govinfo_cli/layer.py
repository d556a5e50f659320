"""One folder of `schemas/`: what it says about each rule, its articles, its code lists and class nodes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.article import Article, label_of
from govinfo_cli.blemish import halved, of_yaml
from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import Code, Vocabulary
from govinfo_cli.yaml.reading import Doubt, load

_HERE = Path(__file__).parent
SHIPPED = _HERE / "schemas" if (_HERE / "schemas").is_dir() else _HERE.parents[1] / "schemas"
_LARGEST = 10_000  # subschemas of a local profile
_NAME = re.compile(r"[^/\\.]+")  # of a file in a folder
Read = Callable[[str], bytes | None]  # a path below a schemas folder -> bytes

_FLAGS = {name: frozenset(("boolean",)) for name in ("open", "waivable", "listed", "record", "core", "replaces")} | {
    "days": frozenset(("integer",))
}


class ProfileError(Exception):
    """A profile cannot be read; `text` says which and why."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


class Row(NamedTuple):
    """One profile's line about a rule: level and citations, for `fields` (globs on the dotted field) or for all."""

    rule: str
    profile: str
    level: Severity
    cites: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    waivable: bool = True
    mark: str | None = None
    params: Mapping = {}

    def covers(self, pattern: str) -> bool:
        """Whether the row speaks of the field `pattern`, such as "items.*.share"; "" is the file as a whole."""
        if not self.fields:
            return True
        return any(glob == pattern or (pattern and fnmatchcase(pattern, glob)) for glob in self.fields)


class Layer:
    """One folder of `schemas/`; `ships` says that it is the tool's own."""

    def __init__(self, name: str, read: Read, ships: bool) -> None:
        self.name, self._read, self.ships = name, read, ships
        self.facts = self._yaml("profile.yaml", required=True)
        title = self.facts.get("title") or {"zh": name, "en": name}
        self.title = Text(**title)
        self.short = Text(**self.facts.get("short", title))
        raw = read(f"{name}/entry.schema.json")
        try:
            self.schema = json.loads(raw) if raw else {}
        except json.JSONDecodeError as error:
            line, column = error.lineno, error.colno
            zh, en = f"第 {line} 行第 {column} 列不合 JSON 的写法", f"no JSON at line {line}, column {column}"
            raise broken(name, "entry.schema.json", zh, en) from None
        except (ValueError, RecursionError):
            zh, en = "不是 UTF-8 文本，或者嵌套过深", "no text in UTF-8, or nested too deep"
            raise broken(name, "entry.schema.json", zh, en) from None
        if not ships:
            self._check("entry.schema.json", self.schema)
            self._refuse_costly()

    def _check(self, file: str, data: object) -> None:
        """A local profile may come with a pull request: each of its files must be what schemas/records/profile.schema.json
        says, as ours are."""
        import jsonschema_rs

        name = "vocabulary" if file.startswith("vocabularies/") else file.partition(".")[0]
        if half := halved(data):
            raise broken(self.name, file, *half)
        try:
            for error in _form().iter_errors({name: data}):
                raise self._misshapen(file, error.instance_path[1:])
            if name == "entry":
                jsonschema_rs.meta.validate(data)
        except jsonschema_rs.ValidationError as error:
            raise self._misshapen(file, error.instance_path) from None

    def _misshapen(self, file: str, path: Sequence[object]) -> ProfileError:
        where = shown(".".join(map(str, path)))
        if not where:
            return broken(self.name, file, "全文不合规范文件的形式", "the whole is not of the form that this file has")
        return broken(
            self.name,
            file,
            f"“{where}”的值不合规范文件的形式",
            f"the value of '{where}' is not of the form that it has",
        )

    def _refuse_costly(self) -> None:
        """None of its patterns may take longer than the text is long."""
        code = self.facts.get("code", "")
        if costly(code) or not _compiles(code):
            raise self._costly("profile.yaml", code)
        waiting: list[object] = [self.schema]
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                own = [one.get("pattern"), *(one.get("patternProperties") or {})]
                for pattern in own:
                    if isinstance(pattern, str) and costly(pattern):
                        raise self._costly("entry.schema.json", pattern)
                if not str(one.get("$ref", "#")).startswith("#"):
                    said = shown(str(one["$ref"]))
                    zh, en = (
                        f"$ref 只能指向本文件内（#/$defs/…），写的是“{said}”",
                        f"$ref '{said}' leads out of this file",
                    )
                    raise broken(self.name, "entry.schema.json", zh, en)
                waiting += one.values()
            elif isinstance(one, list):
                waiting += one

        if _extent(self.schema) > _LARGEST:
            zh, en = (
                f"$ref 循环引用，或者展开后超过 {_LARGEST:,} 处",
                f"$ref in a circle, or more than {_LARGEST:,} subschemas in all",
            )
            raise broken(self.name, "entry.schema.json", zh, en)

    def _costly(self, file: str, pattern: str) -> ProfileError:
        said = shown(pattern)
        return broken(
            self.name,
            file,
            f"正则式“{said}”写错了或可能耗时过长：至多一处 * 或 +，不放在括号后，并以 ^ 开头",
            f"the pattern '{said}' is wrong or may take its time: at most one * or +, none behind a bracket, and a ^ in front",
        )

    def _yaml(self, file: str, required: bool = False) -> dict:
        raw = self._read(f"{self.name}/{file}")
        if raw is None:
            if required:
                raise broken(self.name, file, "没有这个文件", "no such file")
            return {}
        try:
            data = _shipped_yaml(raw) if self.ships else load(raw, _FLAGS)
        except Doubt:
            said = of_yaml(file, raw, _FLAGS)
            raise broken(self.name, file, said.zh, said.en) from None
        if not self.ships:
            self._check(file, data)
        return data

    def rows(self) -> Iterator[Row]:
        known = {"level", "cites", "fields", "waivable", "mark"}
        for rule, said in (self.facts.get("rules") or {}).items():
            for line in said if isinstance(said, list) else [said]:
                try:
                    level = Severity.of(line["level"])
                except (KeyError, TypeError):
                    raise self._misshapen("profile.yaml", ("rules", rule, "level")) from None
                yield Row(
                    rule=rule,
                    profile=self.name,
                    level=level,
                    cites=tuple(cite if "#" in cite else f"{self.name}#{cite}" for cite in line.get("cites", ())),
                    fields=tuple(line.get("fields", ())),
                    waivable=line.get("waivable", True),
                    mark=line.get("mark"),
                    params={name: value for name, value in line.items() if name not in known},
                )

    def vocabularies(self) -> Iterator[tuple[str, Vocabulary]]:
        said = (found.get("x-vocabulary") for found in _subschemas(self.schema))
        for name in sorted({name for name in said if isinstance(name, str) and _NAME.fullmatch(name)}):
            facts = self._yaml(f"vocabularies/{name}.yaml", required=True)
            codes = [
                Code(
                    value=line["value"],
                    en=line.get("en", line["value"]),
                    synonyms=tuple(line.get("synonyms", ())),
                    facts={key: value for key, value in line.items() if key not in ("value", "en", "synonyms")},
                )
                for line in facts["codes"]
            ]
            yield name, Vocabulary(name, Text(**facts["title"]), facts.get("open", False), codes)

    def categories(self) -> Iterator[tuple[str, Text]]:
        for line in self._yaml("categories.yaml").get("codes", ()):
            yield line["code"], Text(zh=line["name"], en=line.get("en", line["name"]))

    def articles(self) -> Iterator[Article]:
        facts = self._yaml("articles.yaml")
        if not facts:
            return
        element = Text(**self.facts.get("element", {"zh": "", "en": ""}))
        for line in facts["articles"]:
            heading = Text(**line["heading"])
            yield Article(
                id=line["id"],
                profile=self.name,
                heading=heading,
                gist=Text(**line["gist"]),
                force=line["force"],
                mark=line["mark"],
                label=label_of(
                    self.short, line["id"], heading, line["force"], element if line.get("core", True) else None
                ),
                unchecked=Text(**line["unchecked"]) if line.get("unchecked") else None,
            )


@cache
def _shipped_yaml(raw: bytes) -> dict:
    """Read once a process: `fix` and a comparison load the same profiles several times. Nobody changes what it gives."""
    return load(raw, _FLAGS)


@cache
def _form():
    import jsonschema_rs

    return jsonschema_rs.validator_for(json.loads((SHIPPED / "records" / "profile.schema.json").read_bytes()))


def _subschemas(node: object) -> Iterator[Mapping]:
    if isinstance(node, dict):
        yield node
        for below in node.values():
            yield from _subschemas(below)
    elif isinstance(node, list):
        for below in node:
            yield from _subschemas(below)


def _extent(schema: dict) -> float:
    """How many subschemas these are with all that they refer to, each as often as it is referred to; endless where they
    refer in a circle."""
    definitions = schema["$defs"] if isinstance(schema.get("$defs"), dict) else {}
    known: dict[str, float] = {}

    def extent(node: object, above: frozenset[str]) -> float:
        if isinstance(node, list):
            return sum(extent(one, above) for one in node)
        if not isinstance(node, dict):
            return 0
        total = 1 + sum(extent(below, above) for below in node.values())
        name = str(node.get("$ref", "")).removeprefix("#/$defs/")
        if name in above:
            return math.inf
        if name in definitions:
            if name not in known:
                known[name] = extent(definitions[name], above | {name})
            total += known[name]
        return total

    return extent(schema, frozenset())


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def costly(pattern: str) -> bool:
    """Whether a regular expression may take longer than in proportion to the text: a repeated group, a reference to
    one, more than one repetition without an end, or one that may begin anywhere."""
    plain = re.sub(r"\\[^1-9]|\[\^?\]?[^\]]*\]?", "x", pattern)
    endless = re.findall(r"[*+]|\{\d*,\}", plain)
    return bool(
        len(pattern) > 300
        or re.search(r"\)[*+?{]|\\[1-9]|\(\?P=", plain)
        or len(endless) > 1
        or (endless and not plain.startswith("^"))
    )


def broken(name: str, file: str, zh: str, en: str) -> ProfileError:
    """The error that says which file of a profile cannot be read, why, and what to do."""
    name = shown(name)
    return ProfileError(
        Text(zh=f"规范“{name}”读不出来：{file}：{zh}", en=f"profile '{name}' cannot be read: {file}: {en}"),
        Text(
            zh=f"改好 schemas/{name}/{file}；用不着这个规范的，从 catalog.yaml 的 profile 中去掉 {name}",
            en=f"mend schemas/{name}/{file}, or take {name} out of profile in catalog.yaml",
        ),
    )
