"""`catalog classify`: the class and share type that an entry most likely has, why, and where it cannot be told."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, TypeVar

from govinfo_cli import answering, columns, lookup
from govinfo_cli.catalog import Catalog
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.option import Argument, Context, Exit, Option
from govinfo_cli.running import Globals, UsageError, relative
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.source import File, Source
from govinfo_cli.veil import Veil
from govinfo_cli.visible import shown

if TYPE_CHECKING:
    from govinfo_cli.classification.duplicates import Resource
    from govinfo_cli.classification.proposals import Proposal, Proposer
    from govinfo_cli.classification.writing import Choice

FORMATS = ("text", "json", "csv", "xlsx")
_Any = TypeVar("_Any", "Entry", "Resource")


def classify(
    context: Context,
    words: Annotated[
        list[str],
        Argument(
            metavar="[ENTRY]...",
            help="条目的代码、名称或路径，也可以是文件夹；默认全部有空白的条目 (entries or folders; default all with blanks)",
        ),
    ] = [],
    all_: Annotated[bool, Option("--all", help="已填的也看，供比较 (those that have a class too, to compare)")] = False,
    write: Annotated[bool, Option("--write", help="把可判定的写入空白项 (fill in what is decided)")] = False,
    overwrite: Annotated[
        bool, Option("--overwrite", help="与 --write 同用：已填而不一致的也改写 (with --write: replace, too)")
    ] = False,
    interactive: Annotated[
        bool, Option("--interactive", "-i", help="逐条选定后写入 (ask one by one, then write)")
    ] = False,
    check: Annotated[
        bool,
        Option("--check", help="已填的分类与已有条目的归法相差较远时返回 1 (exit 1 if a class is far off)"),
    ] = False,
    tree: Annotated[bool, Option("--tree", help="分类树：条目数、共享类型、空缺 (the class tree)")] = False,
    duplicates: Annotated[
        bool,
        Option("--duplicates", help="不同提供方的疑似重复，比对名称、摘要、信息项 (near-duplicates of other owners)"),
    ] = False,
    format: Annotated[str | None, Option("--format", "-f", help="text|json|csv|xlsx")] = None,
    output: Annotated[str | None, Option("--output", "-o", help="写入文件 (write to FILE)")] = None,
) -> None:
    """归类建议 (propose classes and share types)。"""
    settings: Globals = context.obj
    _agree(write=write, interactive=interactive, check=check, tree=tree, duplicates=duplicates)
    if overwrite and not write:
        raise UsageError(
            Text(zh="--overwrite：要与 --write 同用", en="--overwrite: only with --write"),
            Text(zh="catalog classify --write --overwrite", en="catalog classify --write --overwrite"),
        )
    form = answering.format_of(format, output, FORMATS) or "text"
    if interactive and (form != "text" or output):
        raise UsageError(
            Text(
                zh="--interactive：在屏幕上逐条选定，不能另要报告",
                en="--interactive: on the screen only, without a report",
            ),
            Text(zh="去掉 --format 和 --output", en="leave --format and --output out"),
        )
    source = settings.source()
    opened = open_settings(source, settings.profiles)
    catalog = Catalog(opened, open_records(source))
    veil = Veil(opened)
    veil.look_at_records(source)
    files = lookup.entry_files(source)
    if duplicates:
        every = lookup.entries(source, opened, files, veil.look)
        _tell_duplicates(catalog, source, files, every, veil, words, settings, form, output)
        return
    entries = [veil.entry(entry, path=False) for entry in lookup.entries(source, opened, files, veil.look)]
    broken = [veil.text(entry.path) for entry in entries if entry.whole is None]
    asked = [entry for entry in _asked(source, files, entries, words) if entry.whole is not None]
    if tree:
        answering.deliver(veil.text(_tree(catalog, asked, settings.lang, form)), output, form)
        answering.name_broken(broken, settings.lang)
        return

    from govinfo_cli.classification import report, telling
    from govinfo_cli.classification.proposals import Proposer
    from govinfo_cli.classification.writing import Choice, written

    thorough = all_ or check or overwrite
    judged = [entry for entry in asked if thorough or words or _wants(entry)]
    proposer = Proposer(catalog, entries, judged, source) if judged else None
    proposals = list(_proposals(proposer, judged, thorough, check))
    done: list[Choice] | None = None
    if write or interactive:
        chosen = (
            _answers(proposals, catalog, settings)
            if interactive
            else [Choice(one.entry.path, one.field, one.best.value) for one in proposals if _to_write(one, overwrite)]
        )
        bundle, done = written(source, opened.shape, chosen)
        bundle.write(source.root)
        _name_unwritten(chosen, done, settings)
    proposals = [veil.value(one) for one in proposals]
    text: str | bytes
    if form == "json":
        text = answering.json_text(report.report(len(asked), proposals, catalog, broken))
    elif form == "xlsx":
        text = report.workbook(proposals, catalog, settings.lang)
    elif form == "csv":
        heads = [head.of(settings.lang) for head, _ in telling.HEADS]
        text = columns.comma_separated(heads, list(telling.rows(proposals, catalog, settings.lang)))
    else:
        if check:
            blank = sum(not entry.text("category") for entry in asked)
            ends = [telling.verdict(len(asked), blank, len(proposals))]
        else:
            ends = telling.ending(len(asked), proposals, None if done is None else len(done), interactive)
        body = [] if interactive else telling.lines(proposals, catalog, settings.lang)
        text = veil.text("".join(f"{line}\n" for line in (*body, *(end.of(settings.lang) for end in ends))))
    answering.deliver(text, output, form)
    answering.name_broken(broken, settings.lang)
    raise Exit(1 if check and proposals else 0)


def _agree(**wanted: bool) -> None:
    named = [f"--{name}" for name, said in wanted.items() if said]
    if len(named) > 1:
        raise UsageError(
            Text(zh=f"{named[0]} 和 {named[1]} 不能同用", en=f"{named[0]} and {named[1]} exclude each other"),
            Text(zh="一次只用其中一个", en="use one of them at a time"),
        )


def _asked(source: Source, files: Sequence[File], entries: Sequence[_Any], words: Sequence[str]) -> list[_Any]:
    """The entries that `words` mean, all without any; raises LookupFailed."""
    if not words:
        return list(entries)
    chosen: set[str] = set()
    cards = None
    for word in words:
        if os.path.exists(word):
            chosen |= {file.path for file in lookup.below(files, [relative(source.root, word)])}
        else:
            cards = cards or [entry.card for entry in entries]
            chosen.add(lookup.find(cards, word).path)
    return [entry for entry in entries if entry.path in chosen]


def _wants(entry: Entry) -> bool:
    return not (entry.text("category") and entry.text("share", "type"))


def _proposals(proposer: Proposer | None, entries: Sequence[Entry], thorough: bool, check: bool) -> Iterator[Proposal]:
    for entry in entries if proposer else ():
        if check:
            found = proposer.far(entry)
            if found:
                yield found
        else:
            yield from proposer.proposals(entry, thorough)


def _to_write(one: Proposal, overwrite: bool) -> bool:
    return one.decided and not one.agrees and (overwrite or not one.current)


def _answers(proposals: Sequence[Proposal], catalog: Catalog, settings: Globals) -> list[Choice]:
    """What the person at the keyboard takes, one key a proposal; without a terminal one line of stdin each."""
    from govinfo_cli.classification import telling
    from govinfo_cli.classification.writing import Choice

    open_ones = [one for one in proposals if not one.agrees]
    taken: list[Choice] = []
    path = None
    for place, one in enumerate(open_ones, 1):
        if one.entry.path != path:
            path = one.entry.path
            print(f"\n[{place}/{len(open_ones)}] {telling.title(one.entry).of(settings.lang)}")
        for line in telling.block(one, catalog, settings.lang, choosing=True):
            print(line)
        last = len(one.candidates)
        asked = telling.keys(last, one.decided).of(settings.lang)
        number = None
        while number is None:
            print(asked, end="", flush=True)
            key = _key()
            print(key)
            if key in ("q", "Q", "ｑ"):
                return taken
            number = _number(key, last, one.decided)
        if number:
            taken.append(Choice(one.entry.path, one.field, one.candidates[number - 1].value))
    return taken


def _key() -> str:
    """One key, "" for Enter, "q" where the input ends."""
    if sys.stdin.isatty():
        from typer import getchar

        return getchar().strip()
    line = sys.stdin.readline()
    return line.strip()[:1] if line else "q"


def _number(key: str, last: int, decided: bool) -> int | None:
    """The number of the candidate, 0 for none of them, None for a key that means nothing here. Enter takes the first
    where it is decided; where it is not, whoever only presses Enter has not chosen."""
    if not key:
        return int(decided)
    return int(key) if key.isdecimal() and int(key) <= last else None


def _name_unwritten(chosen: Sequence[Choice], done: Sequence[Choice], settings: Globals) -> None:
    for path in sorted({one.path for one in chosen} - {one.path for one in done}):
        said = Text(
            zh=f"没有写入 {shown(path, 200)}：文件有问题，先运行  catalog validate  改好",
            en=f"not written: {shown(path, 200)} has problems, see  catalog validate  first",
        )
        print(said.of(settings.lang), file=sys.stderr)


def _tell_duplicates(
    catalog: Catalog,
    source: Source,
    files: Sequence[File],
    entries: Iterable[Entry],
    veil: Veil,
    words: Sequence[str],
    settings: Globals,
    form: str,
    output: str | None,
) -> None:
    """The groups that one of the entries in `words` is in, all without any. `entries` are read one by one, not kept."""
    from govinfo_cli.classification import duplicates_report as telling
    from govinfo_cli.classification.duplicates import groups, resources

    broken: list[str] = []

    def readable() -> Iterator[Entry]:
        for entry in entries:
            if entry.whole is None:
                broken.append(veil.text(entry.path))
            else:
                yield veil.entry(entry, path=False)

    every = resources(catalog, readable())
    asked = {one.path for one in _asked(source, files, every, words)}
    found = [veil.value(one) for one in groups(every) if any(resource.path in asked for resource in one.resources)]
    text: str | bytes
    if form == "json":
        text = answering.json_text(telling.report(found, len(every), broken))
    elif form == "text":
        text = veil.text("".join(f"{line}\n" for line in telling.lines(found, len(every), settings.lang)))
    else:
        heads, rows = [head.of(settings.lang) for head in telling.HEADS], list(telling.rows(found, settings.lang))
        text = answering.book(heads, rows, frozenset([0])) if form == "xlsx" else columns.comma_separated(heads, rows)
    answering.deliver(text, output, form)
    answering.name_broken(broken, settings.lang)


def _tree(catalog: Catalog, entries: Sequence[Entry], lang: str, form: str) -> str | bytes:
    from govinfo_cli.classification import report, telling
    from govinfo_cli.classification.tree import tree

    branches = tree(catalog, entries)
    if form == "json":
        return answering.json_text(report.tree_report(branches))
    heads, lines = [head.of(lang) for head in telling.TREE_HEADS], telling.tree_rows(branches, lang)
    numbers = frozenset(range(1, len(heads) - 1))
    if form == "csv":
        return columns.comma_separated(heads, lines)
    return answering.book(heads, lines, numbers) if form == "xlsx" else columns.aligned(heads, lines, numbers)
