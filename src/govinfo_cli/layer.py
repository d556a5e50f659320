"""One folder of `schemas/`: what it says about each rule, its articles, its code lists and class nodes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from govinfo_cli.article import Article, label_of
from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.vocabulary import Code, Vocabulary
from govinfo_cli.yaml.reading import Doubt, load

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
        except (ValueError, RecursionError) as error:
            raise broken(name, "entry.schema.json", str(error)) from None
        if not ships:
            self._refuse_costly()

    def _refuse_costly(self) -> None:
        """A local profile may come with a pull request: none of its patterns may take longer than the text is long."""
        code = self.facts.get("code")
        if isinstance(code, str) and costly(code):
            raise broken(self.name, "profile.yaml", f"pattern {code[:60]}")
        waiting: list[object] = [self.schema]
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                own = [one.get("pattern"), *(one.get("patternProperties") or {})]
                for pattern in own:
                    if isinstance(pattern, str) and costly(pattern):
                        raise broken(self.name, "entry.schema.json", f"pattern {pattern[:60]}")
                if not str(one.get("$ref", "#")).startswith("#"):
                    raise broken(self.name, "entry.schema.json", f"$ref {one['$ref']}"[:80])
                waiting += one.values()
            elif isinstance(one, list):
                waiting += one

    def _yaml(self, file: str, required: bool = False) -> dict:
        raw = self._read(f"{self.name}/{file}")
        if raw is None:
            if required:
                raise broken(self.name, file, "missing")
            return {}
        try:
            return load(raw, _FLAGS)
        except Doubt as error:
            raise broken(self.name, file, str(error.__cause__ or "not plain YAML")) from None

    def rows(self) -> Iterator[Row]:
        known = {"level", "cites", "fields", "waivable", "mark"}
        for rule, said in (self.facts.get("rules") or {}).items():
            for line in said if isinstance(said, list) else [said]:
                try:
                    level = Severity.of(line["level"])
                except (KeyError, TypeError):
                    raise broken(self.name, "profile.yaml", f"rules.{rule}: level") from None
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
        names = {found["x-vocabulary"] for found in _subschemas(self.schema) if "x-vocabulary" in found}
        for name in sorted(names):
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


def _subschemas(node: object) -> Iterator[Mapping]:
    if isinstance(node, dict):
        yield node
        for below in node.values():
            yield from _subschemas(below)
    elif isinstance(node, list):
        for below in node:
            yield from _subschemas(below)


def costly(pattern: str) -> bool:
    """Whether a regular expression may take longer than in proportion to the text: a repeated group, a reference to
    one, more than one repetition without an end, or one that may begin anywhere."""
    plain = re.sub(r"\\[^1-9]|\[\^?\]?[^\]]*\]", "x", pattern)
    endless = re.findall(r"[*+]|\{\d*,\}", plain)
    return bool(
        len(pattern) > 300
        or re.search(r"\)[*+?{]|\\[1-9]|\(\?P=", plain)
        or len(endless) > 1
        or (endless and not plain.startswith("^"))
    )


def broken(name: str, file: str, why: str) -> ProfileError:
    """The error that says which file of a profile cannot be read."""
    return ProfileError(
        Text(zh=f"规范“{name}”读不出来：{file}（{why}）", en=f"profile '{name}' cannot be read: {file} ({why})")
    )
