"""What a word means to `explain`: a rule, a field, a code list, an article, a class node, a profile, a change class, a notice."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import NamedTuple

from govinfo_cli import rules
from govinfo_cli.change.judgement import ChangeClass, table_of
from govinfo_cli.diagnostic import Text
from govinfo_cli.explanation import notices
from govinfo_cli.naming import fields_named, fields_of
from govinfo_cli.profile import Profile
from govinfo_cli.vocabulary import fold

RULE, FIELD, VOCABULARY, ARTICLE, CATEGORY, PROFILE = "rule", "field", "vocabulary", "article", "category", "profile"
CHANGE, NOTICE = "change", "notice"


class Subject(NamedTuple):
    """A thing that can be explained: its kind, and the name that means it and nothing else of the kind."""

    kind: str
    name: str


class Library(NamedTuple):
    """All that can be explained: every shipped profile, and those of the catalogue first.

    `used` are the profiles that the catalogue at hand goes by, all without one; `applied` are their rules.
    `categories` are the catalogue's own class nodes, `levels` what its catalog.yaml says about rules.
    """

    profile: Profile
    used: frozenset[str]
    applied: Profile
    categories: Mapping[str, str] = {}
    levels: Mapping[str, str] = {}

    @property
    def nodes(self) -> dict[str, Text]:
        """Every class node: code -> name."""
        own = {code: Text(zh=name, en=name) for code, name in self.categories.items()}
        return {**self.profile.categories, **own}

    @property
    def changes(self) -> Mapping[str, ChangeClass]:
        """Every class of changes by its name."""
        return table_of(self.profile).classes


def find(library: Library, word: str) -> list[Subject]:
    """What `word` means, the likeliest first; empty where it means nothing. Articles of several profiles that go by
    the same number come together, those of the catalogue's profiles first."""
    word = word.strip()
    return list(dict.fromkeys(subject for subject in _meanings(library, word))) if word else []


def meant(library: Library, found: list[Subject]) -> tuple[list[Subject], list[Subject]]:
    """Of what `find` found, what to explain, and what is only to be named beside it. Articles of the same number are
    explained together, unless only some are of the catalogue's profiles."""
    articles = list(takewhile(lambda subject: subject.kind == ARTICLE, found))
    first = [one for one in articles if one.name.partition("#")[0] in library.used] or articles or found[:1]
    return first, [one for one in found if one not in first]


def everything(library: Library) -> Iterator[Subject]:
    """All there is to explain."""
    yield from (Subject(RULE, name) for name in rules.NAMES)
    yield from (Subject(FIELD, key) for key in fields_of(library.profile.shape))
    yield from (Subject(VOCABULARY, name) for name in sorted(library.profile.vocabularies))
    yield from (Subject(CHANGE, name) for name in library.changes)
    yield from (Subject(PROFILE, name) for name in library.profile.chain)
    yield from (Subject(ARTICLE, cite) for cite in library.profile.articles)
    yield from (Subject(CATEGORY, code) for code in library.nodes)
    yield from (Subject(NOTICE, kind) for kind in notices.KINDS)


def nearest(library: Library, word: str, count: int = 3) -> list[str]:
    """The names that come closest to `word`."""
    names: dict[str, str] = {}
    for name in rules.NAMES:
        names |= {fold(one): name for one in (name, rules.rule(name).TITLE.zh, rules.rule(name).TITLE.en)}
    for key, form in fields_of(library.profile.shape).items():
        names |= {fold(one): one for one in (key, form.get("title", key), *form.get("x-aliases", ()))}
    for name, vocabulary in library.profile.vocabularies.items():
        names |= {fold(one): one for one in (name, vocabulary.title.zh)}
    names |= {fold(one): cite for cite, art in library.profile.articles.items() for one in (cite, art.label.zh, art.id)}
    names |= {fold(name.zh): name.zh for name in library.nodes.values()}
    names |= {fold(one): name for name in library.profile.chain for one in (name, library.profile.titles[name].zh)}
    names |= {name: name for name in library.changes}
    names |= {fold(one): kind for kind, (_, title) in notices.KINDS.items() for one in (kind, title.zh)}
    wanted = fold(word)
    close = difflib.get_close_matches(wanted, names, n=count, cutoff=0.5)
    close += [name for name in names if len(wanted) > 1 and wanted in name]
    # After all else: these titles are made of the fields' names.
    changes = {fold(one): name for name, change in library.changes.items() for one in change.title}
    near = difflib.get_close_matches(wanted, changes, n=count, cutoff=0.5)
    return list(dict.fromkeys([*(names[name] for name in close), *(changes[name] for name in near)]))[:count]


def _meanings(library: Library, word: str) -> Iterator[Subject]:
    profile, wanted = library.profile, fold(word)
    rule = rules.find(word) or rules.find(word.lower().replace("_", "-"))
    if rule:
        yield Subject(RULE, rule)
    if word in profile.articles:
        yield Subject(ARTICLE, word)
    if word in profile.chain:
        yield Subject(PROFILE, word)
    numbered = list(_numbered(library, word))
    yield from numbered
    yield from (Subject(FIELD, key) for key in fields_named(profile.shape, word))
    for name, vocabulary in profile.vocabularies.items():
        if wanted in (fold(name), fold(vocabulary.title.zh), fold(vocabulary.title.en)):
            yield Subject(VOCABULARY, name)
    for name, change in library.changes.items():
        if wanted in (fold(name), fold(change.title.zh), fold(change.title.en)):
            yield Subject(CHANGE, name)
    for name in profile.chain:
        called = (profile.titles[name], profile.shorts[name])
        if _bare(word) in {_bare(text) for title in called for text in (title.zh, title.en)}:
            yield Subject(PROFILE, name)
    for cite in _ranked(library):
        article = profile.articles[cite]
        called = {fold(text) for said in (article.label, article.heading) for text in (said.zh, said.en)}
        if wanted in called or word == article.id:
            yield Subject(ARTICLE, cite)
    for code, name in library.nodes.items():
        if wanted in (fold(code), fold(name.zh), fold(name.en)):
            yield Subject(CATEGORY, code)
    for kind, (_, title) in notices.KINDS.items():
        if wanted in (fold(kind), fold(title.zh), fold(title.en)):
            yield Subject(NOTICE, kind)


def _numbered(library: Library, word: str) -> Iterator[Subject]:
    """art-15.3, 第十五条第（三）项, 《管理办法》第15条: the article, else the parts that it has."""
    title, id = article_id(word)
    if id is None:
        return
    cites = [cite for cite in _ranked(library) if _titled(library.profile, cite.partition("#")[0], title)]
    exact = [cite for cite in cites if cite.partition("#")[2] == id]
    parts = [cite for cite in cites if re.match(rf"{re.escape(id)}(-p|\.)", cite.partition("#")[2])]
    yield from (Subject(ARTICLE, cite) for cite in exact or parts)


def article_id(word: str) -> tuple[str, str | None]:
    """The document's name, perhaps empty, and the article's id that `word` stands for; None where for none."""
    text = re.sub(r"[\s《》“”\"'〔〕]", "", unicodedata.normalize("NFKC", word))
    if re.fullmatch(r"art-[0-9]+(?:-p[0-9]+)?(?:\.[0-9]+)?", text):
        return "", text
    text = re.sub(
        r"(?<![〇零一二三四五六七八九十])[〇零一二三四五六七八九十]++(?=[条款项)])",
        lambda found: str(_number(found[0])),
        text,
    )
    parts = re.fullmatch(r"(.*?)第?([0-9]{1,9})条(?:第?([0-9]{1,9})款)?(?:第?\(?([0-9]{1,9})\)?项?)?", text)
    if parts is None:
        return "", None
    title, article, paragraph, item = parts.groups()
    return title, f"art-{article}" + (f"-p{paragraph}" if paragraph else "") + (f".{item}" if item else "")


def _number(numeral: str) -> int:
    """A Chinese numeral below 100: 十五, 二十, 三十二."""
    tens, ten, ones = numeral.rpartition("十")
    digits = "〇一二三四五六七八九"
    value = 10 * (digits.find(tens) if tens else 1) if ten else 0
    return value + int("".join(str(digits.index(digit)) for digit in ones.replace("零", "〇")) or "0")


def _ranked(library: Library) -> list[str]:
    """Every cite, those of the profiles in use first."""
    return sorted(library.profile.articles, key=lambda cite: cite.partition("#")[0] not in library.used)


def _titled(profile: Profile, name: str, title: str) -> bool:
    """Whether `title` names the profile: a part of its title, its number, its own name."""
    if not title:
        return True
    facts = profile.facts[name]
    known = (name, str(facts.get("number", "")), profile.titles[name].zh, profile.shorts[name].zh)
    return any(_bare(title) in _bare(one) for one in known)


def _bare(text: str) -> str:
    return re.sub(r"[《》〔〕\[\]()]", "", fold(text))
