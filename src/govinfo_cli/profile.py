"""A regulation as data: its articles, its vocabularies, and which rule at which level citing what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path

from govinfo_cli.article import Article
from govinfo_cli.diagnostic import Text
from govinfo_cli.layer import SHIPPED as SHIPPED  # what every caller takes from here
from govinfo_cli.layer import Layer, ProfileError, Read, Row, broken
from govinfo_cli.structure import Shape
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import Vocabulary

FORM = "form"


class Profile:
    """All that the catalogue's profiles ask, merged: parents first, the later the more specific.

    `names` are those the catalogue names, `chain` those with all they extend, in reading order.
    """

    def __init__(self, names: tuple[str, ...], layers: Sequence[Layer]) -> None:
        self.names = names
        self.chain = tuple(layer.name for layer in layers)
        self._layers = layers
        self.titles = {layer.name: layer.title for layer in layers}
        self.shorts = {layer.name: layer.short for layer in layers}
        self.facts = {layer.name: layer.facts for layer in layers}
        self.schema: dict = {}
        for layer in layers:
            self.schema = _merge(self.schema, layer.schema, layer.ships)
        self.rules: dict[str, tuple[Row, ...]] = {}
        for layer in layers:
            own = list(layer.rows())
            # A regulation that we ship may replace a rule of what it extends, unless the catalogue names that one itself.
            for rule in {row.rule for row in own if layer.ships and row.params.get("replaces")}:
                self.rules[rule] = tuple(row for row in self.rules.get(rule, ()) if row.profile in names)
            for row in own:
                self.rules[row.rule] = (*self.rules.get(row.rule, ()), row)
        self.shipped = frozenset(layer.name for layer in layers if layer.ships)
        said = [layer for layer in reversed(layers) if "code" in layer.facts]
        # The most specific of ours; a local one counts where none of ours says anything.
        self.code_pattern = max(said, key=lambda layer: layer.ships).facts["code"] if said else None

    def rows(self, rule: str) -> tuple[Row, ...]:
        """What the chain says about `rule`; empty where no profile asks for it."""
        return self.rules.get(rule, ())

    def is_code(self, text: str) -> bool:
        """Whether `text` has the structure of a resource code; of any text where the chain asks for none."""
        return self.code_pattern is None or re.fullmatch(self.code_pattern, text) is not None

    @cached_property
    def vocabularies(self) -> dict[str, Vocabulary]:
        """Vocabulary name -> vocabulary; a later layer's replaces an earlier one's, a local one's no shipped one's."""
        found: dict[str, Vocabulary] = {}
        for layer in self._layers:
            found |= {name: one for name, one in layer.vocabularies() if layer.ships or name not in found}
        return found

    def spelling(self, name: str) -> Callable[[object], str | None]:
        """A function that gives the official value which its argument is a spelling of in the vocabulary `name`;
        None for what is no text or in no such list."""
        known = self.vocabularies.get(name)
        return lambda value: known.official(value) if known and isinstance(value, str) else None

    @cached_property
    def categories(self) -> dict[str, Text]:
        """The class nodes that the profiles know: code -> name; a local profile renames none of ours."""
        found: dict[str, Text] = {}
        for layer in self._layers:
            found |= {code: name for code, name in layer.categories() if layer.ships or code not in found}
        return found

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


def load_profile(names: Sequence[str], local: Read | None = None) -> tuple[Profile, tuple[str, ...]]:
    """The profile made of `names` and all that they extend, and the local folders that a shipped name shadows.

    `local` reads below the `schemas/` beside the catalogue; shipped names never come from there, because a
    pull request must not edit its own judge. Raises ProfileError.
    """
    layers: dict[str, Layer] = {}

    def add(name: str, above: tuple[str, ...]) -> None:
        if name in layers:
            return
        if name in above:
            raise broken(name, "profile.yaml", "extends 循环引用", "extends itself")
        named = bool(name) and "/" not in name and not name.startswith(".")
        ships = named and _shipped(f"{name}/profile.yaml") is not None
        beside = named and local is not None and local(f"{name}/profile.yaml") is not None
        if not ships and not beside:
            known = shipped_names()
            raise ProfileError(
                Text(zh=f"没有名为“{shown(name)}”的规范", en=f"unknown profile '{shown(name)}'"),
                Text(zh=f"可用的规范：{'、'.join(known)}", en=f"profiles: {', '.join(known)}"),
            )
        layer = _shipped_layer(name) if ships else Layer(name, local, ships)
        parents = layer.facts.get("extends", FORM if name != FORM else [])
        for parent in [parents] if isinstance(parents, str) else parents:
            add(parent, (*above, name))
        layers[name] = layer

    for name in names:
        add(name, ())
    shadowed = (name for name in (FORM, *shipped_names()) if local and _differs(name, local))
    if strangers := [name for name, layer in layers.items() if not layer.ships]:
        profile = Profile(tuple(names), list(layers.values()))
        _refuse_unusable(profile, strangers[-1])
    else:
        profile = _shipped_profile(tuple(names), tuple(layers))
    return profile, tuple(shadowed)


def _shipped(path: str) -> bytes | None:
    """The bytes of one of our own files below schemas/, or None."""
    file = SHIPPED / path
    try:
        return file.read_bytes() if file.is_file() else None
    except OSError:  # no file has a name so long
        return None


# What is ours stays as it is while a process runs: a comparison, `log` and `fix` open the same profiles again and again,
# and share what was read and compiled for the first. Nobody changes what these give.
@cache
def _shipped_layer(name: str) -> Layer:
    return Layer(name, _shipped, True)


@lru_cache(16)
def _shipped_profile(names: tuple[str, ...], chain: tuple[str, ...]) -> Profile:
    return Profile(names, [_shipped_layer(name) for name in chain])


@cache
def _shipped_files(name: str) -> tuple[Path, ...]:
    return tuple(path for path in sorted((SHIPPED / name).rglob("*")) if path.is_file())


def _refuse_unusable(profile: Profile, name: str) -> None:
    """Raises ProfileError where what the local profile `name` adds cannot be put together with the rest."""
    try:
        profile.shape.faults({})
        _ = profile.shape.fields, profile.vocabularies, profile.categories, profile.articles, profile.spellings
    except ProfileError:
        raise
    except RecursionError:
        raise broken(
            name, "entry.schema.json", "嵌套过深，或者 $ref 循环引用", "nested too deep, or $ref in a circle"
        ) from None
    except KeyError:
        zh, en = "有一处 $ref 所指的不在 $defs 里", "a $ref leads to nothing in $defs"
        raise broken(name, "entry.schema.json", zh, en) from None
    except ValueError:
        zh, en = (
            "有一项与所继承的规范合不起来（同一项的类型或取值互相矛盾）",
            "something in it does not go with what it extends (two types or values for one thing)",
        )
        raise broken(name, "entry.schema.json", zh, en) from None


def shipped_names() -> list[str]:
    """The names of the profiles that the tool ships, without its own form."""
    return sorted(path.name for path in SHIPPED.iterdir() if (path / "profile.yaml").is_file() and path.name != FORM)


def _differs(name: str, local: Read) -> bool:
    """Whether beside the catalogue lies a profile of this name, named there or not, that is no true copy of ours."""
    files = _shipped_files(name)
    beside = [local(path.relative_to(SHIPPED).as_posix()) for path in files]
    return any(beside) and any(raw != path.read_bytes() for raw, path in zip(beside, files, strict=True))


def _merge(old: Mapping, new: Mapping, replaces: bool) -> dict:
    """Both. A local profile only adds: fields, and words for those that there are; it never `replaces` one of ours."""
    merged = dict(old)
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(old.get(key), dict):
            merged[key] = _merge(old[key], value, replaces)
        elif replaces or key not in old:
            merged[key] = value
    return merged
