"""`catalog explain`: what a rule, field, code list, article, class node or profile is, and what rests on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Annotated

from govinfo_cli.diagnostic import Text
from govinfo_cli.explanation import explaining as explanation
from govinfo_cli.explanation import subject
from govinfo_cli.explanation.subject import Library, Subject
from govinfo_cli.git.objects import GitError
from govinfo_cli.option import Argument, Context
from govinfo_cli.profile import load_profile, shipped_names
from govinfo_cli.running import Globals, UsageError
from govinfo_cli.settings import CatalogError, Settings, open_settings
from govinfo_cli.source import Folder, read_one
from govinfo_cli.visible import shown, visible_lines

_ALSO = Text(zh="另见", en="see also")


def explain(
    context: Context,
    name: Annotated[
        list[str],
        Argument(
            help="检查项、条款、填报项、取值范围、类目或规范，如 共享类型、条款号、211；"
            "不写则列出全部 (what to explain; without it, everything is listed)",
        ),
    ] = [],
) -> None:
    """查依据和说明 (explain)。"""
    settings: Globals = context.obj
    library, lang = _library(settings), settings.lang
    if not name:
        sys.stdout.write(_seen("\n".join(_everything(library, lang))))
        return
    word = " ".join(name)
    found = subject.find(library, word)
    if not found:
        near = subject.nearest(library, word)
        raise UsageError(
            Text(zh=f"没有叫“{shown(word)}”的检查项、条款、填报项或类目", en=f"nothing is called '{shown(word)}'"),
            Text(zh=f"是不是 {'、'.join(near)}？", en=f"did you mean {' or '.join(near)}?")
            if near
            else Text(zh="运行  catalog explain  查看全部", en="catalog explain lists everything"),
        )
    first, also = subject.meant(library, found)
    pages = ["\n".join(_page(explanation.explain(library, one), lang)) for one in first]
    if also:
        pages.append("\n".join(_also(library, also, lang)))
    sys.stdout.write(_seen("\n\n".join(pages)))


def _seen(text: str) -> str:
    """A profile beside the catalogue is foreign text too."""
    return "\n".join(visible_lines(text)) + "\n"


def _library(settings: Globals) -> Library:
    """The catalogue's profiles and all that the tool ships; of a folder without a catalogue, or with a broken one,
    the shipped ones alone."""
    opened: Settings | None = None
    source = None
    try:
        source = Folder(settings.find_root())
        opened = open_settings(source, settings.profiles)
    except (CatalogError, GitError):
        source = None
    named = opened.profile.names if opened else settings.profiles
    profile, _ = load_profile(
        tuple(dict.fromkeys((*named, *shipped_names()))),
        (lambda path: read_one(source, f"schemas/{path}")) if source else None,
    )
    applied = opened.profile if opened else load_profile(named)[0] if named else profile
    return Library(
        profile,
        frozenset(applied.chain),
        applied,
        opened.own_categories if opened else {},
        opened.levels if opened else {},
    )


def _page(page: explanation.Explanation, lang: str) -> Iterator[str]:
    yield f"{page.kind.of(lang)}  {page.name}  {page.title.of(lang)}"
    for section in page.sections:
        lines = [line.of(lang) for line in section.lines if line.of(lang) or line.zh == line.en]
        yield ""
        yield section.title.of(lang)
        while lines and not lines[-1]:
            lines.pop()
        yield from (f"  {line}".rstrip() for line in lines)


def _also(library: Library, also: list[Subject], lang: str) -> Iterator[str]:
    yield _ALSO.of(lang)
    for one in also:
        title = explanation.title_of(library, one)
        yield f"  {explanation.KINDS[one.kind].of(lang)}  {one.name}  {title.of(lang)}"


def _everything(library: Library, lang: str) -> Iterator[str]:
    for kind, subjects in groupby(subject.everything(library), lambda one: one.kind):
        if kind != subject.RULE:
            yield ""
        yield explanation.KINDS[kind].of(lang)
        for one in subjects:
            yield f"  {one.name}  {explanation.title_of(library, one).of(lang)}"
