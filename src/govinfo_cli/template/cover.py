"""The sheet 封面: what the workbook is, what it was made of, and how much is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from govinfo_cli import __version__
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Edition
from govinfo_cli.sharing import OUTSIDE, WIDTH
from govinfo_cli.visible import visible
from govinfo_cli.workbook.listing import DARK, LINE, PALE
from govinfo_cli.workbook.styling import Look
from govinfo_cli.workbook.writing import Book, Sheet, fitting, row

SHEET = "封面"


@dataclass(slots=True)
class Counts:
    """What is in the workbook, counted as its entries go by."""

    entries: int = 0
    items: int = 0
    kinds: Counter = field(default_factory=Counter)
    owners: Counter = field(default_factory=Counter)
    owner_items: Counter = field(default_factory=Counter)

    def take(self, owner: str, kind: str | None, items: int) -> None:
        self.entries += 1
        self.items += items
        self.kinds[kind if kind in WIDTH else None] += 1
        self.owners[owner] += 1
        self.owner_items[owner] += items


def _facts(edition: Edition, title: Text) -> Iterator[tuple[Text, str]]:
    """The lines of the cover, each with its name."""
    settings, lang = edition.settings, edition.lang
    publisher = settings.publisher.get("name")
    if isinstance(publisher, str):
        yield Text(zh="编制单位", en="publisher"), visible(publisher)
    yield Text(zh="状态", en="status"), edition.status.of(lang)
    if edition.errors:
        said = Text(
            zh=f"有错误 {edition.errors} 处，未改正即导出，不得上报", en=f"exported with {edition.errors} errors"
        )
        yield Text(zh="检查结果", en="check"), said.of(lang)
    else:
        yield Text(zh="检查结果", en="check"), Text(zh="没有错误", en="no errors").of(lang)
    side = {
        None: Text(zh="本单位用（对外、对内都在）", en="one's own (both sides)"),
        OUTSIDE: Text(zh="对外", en="external"),
    }.get(edition.scope, Text(zh="对内", en="internal"))
    yield Text(zh="用途", en="scope"), side.of(lang)
    names = "、".join(edition.owners) or Text(zh="全部", en="all").of(lang)
    yield Text(zh="提供方", en="owners"), visible(names)
    shorts = [settings.profile.shorts[name] for name in settings.profile.names]
    yield Text(zh="按哪些规范检查", en="profiles"), "".join(short.of(lang) for short in shorts)
    yield (
        Text(zh="导出模板", en="target"),
        title.of(lang) + (Text(zh="（不带扩展）", en=" (strict)").of(lang) if edition.wishes.strict else ""),
    )
    if edition.commit:
        changed = Text(zh="，另有未提交的改动", en=", with changes not committed").of(lang) if edition.changed else ""
        yield Text(zh="版本", en="commit"), edition.commit[:12] + changed
    if edition.date:
        yield Text(zh="版本日期", en="date"), edition.date
    yield Text(zh="由", en="made by"), f"catalog {__version__}"


def _tallies(counts: Counts) -> Iterator[tuple[Text, int]]:
    """Name and number, the totals first."""
    yield Text(zh="目录条目（条）", en="entries"), counts.entries
    yield Text(zh="信息项（个）", en="items"), counts.items
    for kind in WIDTH:
        yield Text(zh=f"其中 {kind}（条）", en=f"of which {_ENGLISH[kind]}"), counts.kinds[kind]
    if counts.kinds[None]:
        yield Text(zh="没有填共享类型（条）", en="without a share type"), counts.kinds[None]


def sheet(book: Book, edition: Edition, counts: Counts, title: Text, items: Collection[str]) -> Sheet:
    """The cover; an owner that has a sheet of its own, one of `items`, leads there."""
    lang = edition.lang
    head = book.look(Look(bold=True, size=16, color=DARK, text=False))
    label = book.look(Look(bold=True, edges=LINE, fill=PALE, color=DARK))
    value = book.look(Look(edges=LINE, wrap=True))
    number = book.look(Look(edges=LINE, across="right", text=False))
    link = book.look(Look(edges=LINE, color="0563C1", underline=True))
    made: list[tuple[str, float | None]] = []
    links: list[tuple[str, str]] = []

    def say(*cells: tuple[str | int, int], height: float | None = 18) -> None:
        made.append(("".join(book.cell(place, said, look) for place, (said, look) in enumerate(cells, 1)), height))

    say((fitting(edition.settings.title), head), height=36)
    for name, said in _facts(edition, title):
        say((name.of(lang), label), (fitting(said), value), height=None)
    say()
    for name, count in _tallies(counts):
        say((name.of(lang), label), (count, number))
    say()
    say(*((text.of(lang), label) for text in _HEADS))
    for owner in sorted(counts.owners):
        if owner in items:
            links.append((f"A{len(made) + 1}", f"'{owner}'!A1"))
        look = link if owner in items else value
        say((fitting(owner), look), (counts.owners[owner], number), (counts.owner_items[owner], number))
    rows = (row(place, cells, height) for place, (cells, height) in enumerate(made, 1))
    return Sheet(SHEET, rows, (26, 46, 12), links=links, tab="C00000", grid=False)


_HEADS = (Text(zh="提供方", en="owner"), Text(zh="目录条目（条）", en="entries"), Text(zh="信息项（个）", en="items"))
_ENGLISH = dict(zip(WIDTH, ("unconditional", "conditional", "not shared"), strict=True))
