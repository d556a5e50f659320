"""A regulation as data: its articles, its vocabularies, and which rule at which level citing what."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from govinfo_cli.article import Article, label_of
from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.reading import Doubt, load
from govinfo_cli.structure import Shape
from govinfo_cli.vocabulary import Code, Vocabulary

Read = Callable[[str], bytes | None]  # a path below a schemas folder -> bytes

_HERE = Path(__file__).parent
SHIPPED = _HERE / "schemas" if (_HERE / "schemas").is_dir() else _HERE.parents[1] / "schemas"
FORM = "form"
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


class Profile:
    """All that the catalogue's profiles ask, merged: parents first, the later the more specific.

    `names` are those the catalogue names, `chain` those with all they extend, in reading order.
    """

    def __init__(self, names: tuple[str, ...], layers: Sequence[_Layer], read: Mapping[str, bytes]) -> None:
        self.names = names
        self.chain = tuple(layer.name for layer in layers)
        self._read = read
        self._layers = layers
        self.titles = {layer.name: layer.title for layer in layers}
        self.shorts = {layer.name: layer.short for layer in layers}
        self.facts = {layer.name: layer.facts for layer in layers}
        self.schema: dict = {}
        for layer in layers:
            self.schema = _merge(self.schema, layer.schema)
        self.rules: dict[str, tuple[Row, ...]] = {}
        for layer in layers:
            own = list(layer.rows())
            # A regulation that replaces a rule of what it extends, unless the catalogue names that one itself.
            for rule in {row.rule for row in own if row.params.get("replaces")}:
                self.rules[rule] = tuple(row for row in self.rules.get(rule, ()) if row.profile in names)
            for row in own:
                self.rules[row.rule] = (*self.rules.get(row.rule, ()), row)
        self.code_pattern = next((layer.facts["code"] for layer in reversed(layers) if "code" in layer.facts), None)

    def rows(self, rule: str) -> tuple[Row, ...]:
        """What the chain says about `rule`; empty where no profile asks for it."""
        return self.rules.get(rule, ())

    @property
    def digest(self) -> str:
        """A name for all the bytes that this profile was read from so far, for whoever keeps results by it."""
        import hashlib

        said = hashlib.sha256()
        for path, raw in sorted(self._read.items()):
            said.update(f"{path}\0{len(raw)}\0".encode() + raw)
        return said.hexdigest()

    def is_code(self, text: str) -> bool:
        """Whether `text` has the structure of a resource code; of any text where the chain asks for none."""
        return self.code_pattern is None or re.fullmatch(self.code_pattern, text) is not None

    @cached_property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """Vocabulary name -> vocabulary; a later layer's replaces an earlier one's."""
        return {name: vocabulary for layer in self._layers for name, vocabulary in layer.vocabularies()}

    def spelling(self, name: str) -> Callable[[object], str | None]:
        """A function that gives the official value which its argument is a spelling of in the vocabulary `name`;
        None for what is no text or in no such list."""
        known = self.vocabularies.get(name)
        return lambda value: known.official(value) if known and isinstance(value, str) else None

    @cached_property
    def categories(self) -> dict[str, Text]:
        """The class nodes that the profiles know: code -> name."""
        return {code: name for layer in self._layers for code, name in layer.categories()}

    @cached_property
    def spellings(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """How foreign tables put things (spellings.yaml): section -> meaning -> words, of all layers together."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for layer in self._layers:
            for section, lines in layer._yaml("spellings.yaml").items():
                known = found.setdefault(section, {})
                known.update({meaning: (*known.get(meaning, ()), *words) for meaning, words in lines.items()})
        return found

    def tables(self, file: str) -> Iterator[tuple[str, dict]]:
        """What `file` of each layer holds, in reading order: (profile, data); empty where a layer has none."""
        return ((layer.name, layer._yaml(file)) for layer in self._layers)

    @cached_property
    def articles(self) -> dict[str, Article]:
        """Cite ("guide-2017#update-cycle") -> article. Read only when something is printed."""
        return {article.cite: article for layer in self._layers for article in layer.articles()}

    @cached_property
    def shape(self) -> Shape:
        """The shape of an entry."""
        return Shape(self.schema)


class _Layer:
    """One folder of `schemas/`."""

    def __init__(self, name: str, read: Read) -> None:
        self.name, self._read = name, read
        self.facts = self._yaml("profile.yaml", required=True)
        title = self.facts.get("title") or {"zh": name, "en": name}
        self.title = Text(**title)
        self.short = Text(**self.facts.get("short", title))
        raw = read(f"{name}/entry.schema.json")
        try:
            self.schema = json.loads(raw) if raw else {}
        except ValueError as error:
            raise _broken(name, "entry.schema.json", str(error)) from None

    def _yaml(self, file: str, required: bool = False) -> dict:
        raw = self._read(f"{self.name}/{file}")
        if raw is None:
            if required:
                raise _broken(self.name, file, "missing")
            return {}
        try:
            return load(raw, _FLAGS)
        except Doubt as error:
            raise _broken(self.name, file, str(error.__cause__ or "not plain YAML")) from None

    def rows(self) -> Iterator[Row]:
        known = {"level", "cites", "fields", "waivable", "mark"}
        for rule, said in (self.facts.get("rules") or {}).items():
            for line in said if isinstance(said, list) else [said]:
                try:
                    level = Severity.of(line["level"])
                except (KeyError, TypeError):
                    raise _broken(self.name, "profile.yaml", f"rules.{rule}: level") from None
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


def load_profile(names: Sequence[str], local: Read | None = None) -> tuple[Profile, tuple[str, ...]]:
    """The profile made of `names` and all that they extend, and the local folders that a shipped name shadows.

    `local` reads below the `schemas/` beside the catalogue; shipped names never come from there, because a
    pull request must not edit its own judge. Raises ProfileError.
    """
    seen: dict[str, bytes] = {}

    def shipped(path: str) -> bytes | None:
        file = SHIPPED / path
        return file.read_bytes() if file.is_file() else None

    def noted(read: Read) -> Read:
        def reading(path: str) -> bytes | None:
            raw = read(path)
            seen[path] = raw or b""
            return raw

        return reading

    layers: dict[str, _Layer] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in layers:
            return
        if name in above or not name or "/" in name or name.startswith("."):
            raise _broken(name, "profile.yaml", "extends itself" if name in above else "not a profile name")
        ships = shipped(f"{name}/profile.yaml") is not None
        beside = local is not None and local(f"{name}/profile.yaml") is not None
        if not ships and not beside:
            known = shipped_names()
            raise ProfileError(
                Text(zh=f"没有名为“{name}”的规范", en=f"unknown profile '{name}'"),
                Text(zh=f"可用的规范：{'、'.join(known)}", en=f"profiles: {', '.join(known)}"),
            )
        layer = _Layer(name, noted(shipped if ships else local))
        parents = layer.facts.get("extends", FORM if name != FORM else [])
        for parent in [parents] if isinstance(parents, str) else parents:
            add(parent, (*above, name))
        layers[name] = layer

    for name in names:
        add(name, ())
    shadowed = (name for name in (FORM, *shipped_names()) if local and _differs(name, local))
    return Profile(tuple(names), list(layers.values()), seen), tuple(shadowed)


def shipped_names() -> list[str]:
    """The names of the profiles that the tool ships, without its own form."""
    return sorted(path.name for path in SHIPPED.iterdir() if (path / "profile.yaml").is_file() and path.name != FORM)


def _differs(name: str, local: Read) -> bool:
    """Whether beside the catalogue lies a profile of this name, named there or not, that is no true copy of ours."""
    files = [path for path in sorted((SHIPPED / name).rglob("*")) if path.is_file()]
    beside = [local(path.relative_to(SHIPPED).as_posix()) for path in files]
    return any(beside) and any(raw != path.read_bytes() for raw, path in zip(beside, files, strict=True))


def _subschemas(node: object) -> Iterator[Mapping]:
    if isinstance(node, dict):
        yield node
        for below in node.values():
            yield from _subschemas(below)
    elif isinstance(node, list):
        for below in node:
            yield from _subschemas(below)


def _merge(old: Mapping, new: Mapping) -> dict:
    merged = dict(old)
    for key, value in new.items():
        merged[key] = _merge(old[key], value) if isinstance(value, dict) and isinstance(old.get(key), dict) else value
    return merged


def _broken(name: str, file: str, why: str) -> ProfileError:
    return ProfileError(
        Text(zh=f"规范“{name}”读不出来：{file}（{why}）", en=f"profile '{name}' cannot be read: {file} ({why})")
    )
