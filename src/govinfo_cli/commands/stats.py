"""`catalog stats`: how many entries there are, by owner, share type, class, update cycle, format and category."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from govinfo_cli import answering, columns, statistics
from govinfo_cli.catalog import Catalog
from govinfo_cli.diagnostic import Text
from govinfo_cli.memory import contents
from govinfo_cli.option import Context, Option
from govinfo_cli.running import Globals
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.statistics import GROUPINGS, SHARES, Count, Group, Statistics
from govinfo_cli.veil import Veil
from govinfo_cli.visible import visible

FORMATS = ("text", "json", "csv", "xlsx")
_NONE = Text(zh="（未填）", en="(blank)")


def stats(
    context: Context,
    by: Annotated[
        list[str],
        Option(
            "--by",
            help="按什么统计，可多次；默认全部：owner 提供方、share 共享类型、class 类、cycle 更新周期、"
            "format 格式分类、category 信息资源分类 (what to count by)",
        ),
    ] = [],
    format: Annotated[str | None, Option("--format", "-f", help="text|json|csv|xlsx")] = None,
    output: Annotated[str | None, Option("--output", "-o", help="写入文件 (write to FILE)")] = None,
    rev: Annotated[str | None, Option("--rev", help="看某个版本 (of a revision)")] = None,
    no_cache: Annotated[bool, Option("--no-cache", help=answering.NO_CACHE)] = False,
) -> None:
    """统计 (count entries)。"""
    settings: Globals = context.obj
    form = answering.format_of(format, output, FORMATS) or "text"
    wanted = [answering.chosen("--by", part, tuple(GROUPINGS)) for word in by for part in word.split(",")]
    source = settings.source(rev)
    opened = open_settings(source, settings.profiles)
    catalog = Catalog(opened, open_records(source))
    veil = Veil(opened)
    much = contents.ITEMS if "items" in statistics.optional_fields(opened) else contents.BRIEF
    entries = map(veil.entry, contents.entries(source, opened, settings.profiles, veil, not no_cache, much))
    counted = statistics.count(catalog, entries, [name for name in GROUPINGS if name in wanted or not wanted])
    if form == "json":
        text = answering.json_text(statistics.report(counted, catalog))
    elif form == "xlsx":
        head, rows = _sheet(counted, settings.lang)
        text = answering.book(head, rows, frozenset(range(2, len(head))))
    elif form == "csv":
        text = columns.comma_separated(*_sheet(counted, settings.lang))
    else:
        text = "\n".join(_tables(counted, settings.lang))
    answering.deliver(text, output, form)
    answering.name_broken(counted.broken, settings.lang)


def _cells(count: Count) -> Iterator[tuple[Text, str]]:
    """The columns of a group, each with its heading."""
    yield Text(zh="条目", en="entries"), str(count.entries)
    for kind, (_, title) in SHARES.items():
        yield title, str(count.shares[kind])
    yield Text(zh="开放", en="open"), str(count.open)
    yield Text(zh="信息项", en="items"), str(count.items)
    yield Text(zh="对内更宽", en="wider inside"), str(count.wider)
    yield Text(zh="对内更严", en="stricter inside"), str(count.stricter)
    part = count.completeness
    yield Text(zh="选填项填写率", en="optional fields filled"), "" if part is None else f"{part:.1%}"


def _tables(counted: Statistics, lang: str) -> Iterator[str]:
    unclear = SHARES[""][1]
    for by, groups in counted.groups.items():
        rows = [(*_named(group, lang), *_cells(group.count)) for group in groups]
        rows.append((Text(zh="合计", en="total").of(lang), *_cells(counted.total)))
        # What tells nothing is left out: a column of noughts, and in the table of share types their own columns.
        left_out = {title for _, title in SHARES.values()} if by == "share" else set()
        left_out |= set() if counted.total.shares[""] else {unclear}
        kept = [[cell for cell in row[1:] if cell[0] not in left_out] for row in rows]
        head = [GROUPINGS[by].of(lang), *(title.of(lang) for title, _ in kept[0])]
        lines = [[row[0], *(number for _, number in cells)] for row, cells in zip(rows, kept, strict=True)]
        yield columns.aligned(head, lines, frozenset(range(1, len(head))))


def _named(group: Group, lang: str) -> tuple[str]:
    if group.key is None:
        return (_NONE.of(lang),)
    indent = "" if group.level is None else "  " * [level for _, level in statistics.LEVELS].index(group.level)
    label = visible(group.label.of(lang)) if group.label and group.label.of(lang) != group.key else ""
    return (f"{indent}{visible(group.key)} {label}".rstrip(),)


def _sheet(counted: Statistics, lang: str) -> tuple[list[str], list[list[str]]]:
    head = [Text(zh="统计口径", en="counted by").of(lang), Text(zh="值", en="value").of(lang)]
    head += [Text(zh="名称", en="name").of(lang), *(title.of(lang) for title, _ in _cells(counted.total))]
    rows = [
        [
            GROUPINGS[by].of(lang) if group.level is None else f"{GROUPINGS[by].of(lang)} {group.level.of(lang)}",
            _NONE.of(lang) if group.key is None else visible(group.key),
            visible(group.label.of(lang)) if group.label else "",
            *(number for _, number in _cells(group.count)),
        ]
        for by, groups in counted.groups.items()
        for group in groups
    ]
    total = [Text(zh="合计", en="total").of(lang), "", "", *(number for _, number in _cells(counted.total))]
    return head, [*rows, total]
