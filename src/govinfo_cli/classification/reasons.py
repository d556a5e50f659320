"""Why a class is proposed, in words: the owner, the terms that decided, the nearest entries that bear it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from govinfo_cli.classification.evidence import Known, Traits
from govinfo_cli.classification.learning import Node
from govinfo_cli.classification.model import Model, Texts
from govinfo_cli.diagnostic import Text
from govinfo_cli.visible import shown

_TERMS = 3
_STRONGEST = 6  # terms of which reasons are made
_SHORT = 8  # characters of a name that is told whole
_ALIKE = 0.34  # of the pairs of characters of two names, how many are common to both, for one to be called near


class Reasons:
    """Tells why, from all that is known of one field."""

    def __init__(self, known: Sequence[Known], nodes: Iterable[Node], asked: Iterable[Traits]) -> None:
        """Only what bears on the entries in `asked` is kept."""
        wanted = set().union(*(_pairs(one.core) for one in asked))
        self._nodes: Mapping[str, Node] = {node.code: node for node in nodes}
        self._usual: dict[str, Counter] = {}
        self._known = known
        self._own: dict[str, Counter] = {}
        self._by_pair: dict[str, list[int]] = {}
        for place, one in enumerate(known):
            traits, label = one
            self._own.setdefault(traits.path, Counter())[label] += 1
            if traits.owner:
                self._usual.setdefault(traits.owner, Counter())[label] += 1
            for pair in _pairs(traits.core) & wanted if label else ():
                self._by_pair.setdefault(pair, []).append(place)

    def why(self, model: Model, asked: Traits, label: str, other: str | None) -> tuple[Text, ...]:
        """The reasons for `label`, against `other`, for an entry with these traits; the strongest kinds first."""
        node, texts = self._nodes.get(label), asked.texts
        found = [self._owners_node(node, texts), self._owners_habit(asked.owner, asked.path, label)]
        found.append(self._words(node, texts))
        if found[0] is None or found[1] is None:  # else the owner decided, and not the words
            found += self._terms(model, texts, label, other, node)
        found.append(self._nearest(asked.core, asked.path, label))
        return tuple(reason for reason in found if reason is not None)

    @staticmethod
    def _owners_node(node: Node | None, texts: Texts) -> Text | None:
        provider = texts.provider.partition("|")[0].strip("^$")
        if not node or not provider or f"^{provider}$" not in node.owners:
            return None
        return Text(zh="提供方登记的类目就是此类", en="it is the class node registered for the owner")

    def _owners_habit(self, owner: str, path: str, label: str) -> Text | None:
        usual = self._usual.get(owner, Counter())
        own = self._own.get(path, Counter())
        count, total = usual[label] - own[label], sum(usual.values()) - sum(own.values())
        if count < 1:
            return None
        name = shown(owner, 20)
        return Text(
            zh=f"“{name}”已归类的 {total} 条中，{count} 条归此类",
            en=f"{count} of the {total} classified entries of '{name}' are in it",
        )

    @staticmethod
    def _words(node: Node | None, texts: Texts) -> Text | None:
        kept = keywords_in(node, texts)
        if not kept:
            return None
        said = _quoted(kept[:_TERMS])
        return Text(zh=f"含有此类的关键词{said.zh}", en=f"it has keywords of the class: {said.en}")

    @staticmethod
    def _terms(model: Model, texts: Texts, label: str, other: str | None, node: Node | None) -> Iterable[Text]:
        name, content, _ = model.terms(texts, label, other)
        keywords = node.words[1:] if node else ()
        for place, text, terms in (
            (Text(zh="名称", en="name"), texts.name, name),
            (Text(zh="摘要和信息项", en="abstract and items"), texts.content, content),
        ):
            found = [word for word in _runs(text, terms) if word not in keywords]
            if found:
                said = _quoted(found)
                yield Text(zh=f"{place.zh}中的{said.zh}多见于此类", en=f"words of the {place.en}: {said.en}")
                return

    def _nearest(self, core: str, path: str, label: str) -> Text | None:
        """The entries of the class that are called most alike."""
        pairs = _pairs(core)
        shared: Counter = Counter()
        for pair in pairs:
            shared.update(self._by_pair.get(pair, ()))
        near = []
        for place, count in shared.items():
            one, its = self._known[place]
            if its == label and one.path != path:
                likeness = count / (len(pairs) + len(_pairs(one.core)) - count)
                if likeness >= _ALIKE:
                    near.append((-likeness, one.path, one.called))
        if not near:
            return None
        called = [called for _, _, called in sorted(near)[:2]]
        return Text(
            zh=f"名称相近的{'、'.join(one.zh for one in called)}归此类",
            en=f"the class of {' and '.join(one.en for one in called)}, called alike",
        )


def _quoted(words: Iterable[str]) -> Text:
    kept = [shown(word, 12) for word in words]
    return Text(zh="".join(f"“{word}”" for word in kept), en=", ".join(f"'{word}'" for word in kept))


def keywords_in(node: Node | None, texts: Texts) -> list[str]:
    """The node's keywords that name or content hold, none of them a part of another; those in the name first."""
    said = node.words[1:] if node else ()
    found = [word for word in said if word in texts.name or word in texts.content]
    kept = [word for word in found if not any(word != other and word in other for other in found)]
    return sorted(kept, key=lambda word: (word not in texts.name, -len(word), word))


def _pairs(core: str) -> set[str]:
    return {core[place : place + 2] for place in range(len(core) - 1)} or ({core} if core else set())


def _runs(text: str, terms: Sequence[tuple[str, float]]) -> list[str]:
    """The words of `text` that the strongest terms make together: those that overlap are one, and what is a short
    part between commas is named whole."""
    text = text.strip("^$")
    gains = {gram: gain for gram, gain in terms if len(gram) > 1 and gram.isalnum()}
    strongest = sorted(gains, key=lambda gram: (-gains[gram], gram))[:_STRONGEST]
    found: dict[str, float] = {}
    for part in re.split(r"\W+", text):
        marked = [False] * len(part)
        for gram in strongest:
            start = part.find(gram)
            if start >= 0:
                marked[start : start + len(gram)] = [True] * len(gram)
        runs = ["".join(run) for on, run in _grouped(part, marked) if on]
        for run in [part] if sum(marked) * 2 > len(part) and len(part) <= _SHORT else runs:
            run = run.strip("的和及与")
            if len(run) > 1:
                found[run] = sum(gains[gram] for gram in strongest if gram in run or run in gram)
    return sorted(found, key=lambda run: (-found[run], run))[:_TERMS]


def _grouped(part: str, marked: Sequence[bool]) -> Iterator[tuple[bool, list[str]]]:
    for on, group in groupby(zip(marked, part, strict=True), key=lambda pair: pair[0]):
        yield on, [character for _, character in group]
