"""What an import prints for people: file by file what was said, the same sentence once with all its rows; then the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.importing.imported import Imported, Tally
from govinfo_cli.intake.table import row_ranges
from govinfo_cli.remarks import KINDS
from govinfo_cli.visible import visible, visible_path
from govinfo_cli.wording import HELP, LEVELS

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_RANGES = 12  # a line of more row numbers is read by nobody
_SENTENCES = 6  # of the mere record of changes, for each column, unless all are asked for
_EXAMPLES = 2  # where more would stand and each is of one row: the next is like the last
_UPDATED, _UPDATES = "import-updated-entry", 30  # of what was done to entries that stand, more is shown
_IN_FULL = (_UPDATED, "import-proposal", "import-filled-class")
_BY_ROW = frozenset((_UPDATED, "import-assigned-code", "import-no-code", "import-proposal", "import-filled-class"))
# What is said of a column or of the file, not of a row.
_ROWLESS = frozenset(
    ("import-unknown-column", "import-repeated-column", "import-no-owner", "import-recoded-file", "import-cut-history")
)
_OF_SHEET = frozenset(("import-other-sheet", "import-unread-sheet"))  # which they name
_OF_FILE = frozenset(("import-unreadable-file", "import-too-large", "import-no-heading"))  # or of a row that is named


def render(imported: Imported, lang: str, writes: bool, color: bool = False, full: bool = False) -> str:
    """The findings of the import, file by file and kind by kind; empty where there are none.

    Of changed values a few examples a column stand for the rest, all with `full`.
    """
    tallies = {tally.path: tally for tally in imported.tallies}
    parts = []
    for path, group in groupby(imported.outcome.findings, lambda one: one.span.path):
        head = _paint(visible_path(path), "1", color)
        if (tally := tallies.get(path)) and tally.rows:
            head += f"  {_read(tally, writes and not imported.stopped).of(lang)}"
        parts.append("\n".join([head, *_group(list(group), lang, color, full)]) + "\n")
    return "\n".join(parts) + ("\n" if parts else "")


def summary(imported: Imported, lang: str, writes: bool) -> str:
    """What was read, what came of it, and what to do now."""
    return "".join(f"{line.of(lang)}\n" for line in _summary(imported, writes))


def _group(findings: list[Diagnostic], lang: str, color: bool, full: bool) -> Iterator[str]:
    """The kinds, the heaviest first; of each the sentences, the remedy once."""
    kinds: dict[tuple, list[Diagnostic]] = {}
    for one in findings:
        kinds.setdefault((-one.severity, list(KINDS).index(one.rule), one.help), []).append(one)
    for (level, _, help), ones in sorted(kinds.items(), key=lambda kind: kind[0][:2]):
        word = _paint(LEVELS[Severity(-level)].of(lang), _COLORS[Severity(-level)], color)
        yield f"  {word}  {_title(ones[0], len(ones)).of(lang)}  [{ones[0].rule}]"
        kind = ones[0].rule
        for _, column in groupby(sorted(_same(ones), key=_place), lambda same: _place(same)[:2]):
            sentences = list(column)
            limit = None if full or level < -Severity.INFO else _shown(kind, sentences)
            for same in sentences[:limit]:
                rows = "" if _rowless(same[0]) else "  " + _rows([one.span.line for one in same]).of(lang)
                sheet = "" if kind in _OF_SHEET else _sheet(same[0].span.sheet).of(lang)
                yield f"        {same[0].message.of(lang)}{sheet}{rows if sheet == '' else rows[1:]}{_related(same).of(lang)}"
            if rest := len(sentences[limit:]) if limit else 0:
                yield f"        {_more(rest, kind).of(lang)}"
        if help:
            yield f"        {HELP.of(lang)}  {help.of(lang)}"


def _shown(kind: str, sentences: list[list[Diagnostic]]) -> int:
    """How many of a column's sentences are worth their lines."""
    if kind in _IN_FULL:
        return _UPDATES
    if len(sentences) <= _SENTENCES or kind in _BY_ROW:
        return _SENTENCES
    return min(_SENTENCES, max(_EXAMPLES, sum(len(same) > 1 for same in sentences)))


def _rowless(one: Diagnostic) -> bool:
    """Whether it is said of more than a row, or names its row itself."""
    line = one.span.line
    return (
        one.rule in (*_ROWLESS, *_OF_SHEET) or one.rule in _OF_FILE and (line == 1 or f"第 {line} 行" in one.message.zh)
    )


def _same(ones: list[Diagnostic]) -> list[list[Diagnostic]]:
    """The findings that say the same, together."""
    said: dict[tuple[str, str], list[Diagnostic]] = {}
    for one in ones:
        said.setdefault((one.span.sheet, one.message.zh), []).append(one)
    return list(said.values())


def _place(same: list[Diagnostic]) -> tuple[str, int, int, int]:
    return same[0].span.sheet, same[0].span.column, -len(same), same[0].span.line


def _more(count: int, kind: str) -> Text:
    if kind in _BY_ROW:
        return Text(
            zh=f"…… 另有 {count} 条；catalog -v import 全部列出", en=f"… and {count} more; catalog -v import lists all"
        )
    return Text(
        zh=f"…… 这一列另有 {count} 种改写；catalog -v import 全部列出",
        en=f"… and {count} more in this column; catalog -v import lists all",
    )


def _title(one: Diagnostic, count: int) -> Text:
    title = KINDS[one.rule][1]
    return Text(zh=f"{title.zh} {count} 处", en=f"{title.en}: {count}")


def _related(same: list[Diagnostic]) -> Text:
    """Where the other of two stands; of many the first only, since the rest follow it."""
    if len(same) > 1 or not same[0].related:
        return Text(zh="", en="")
    text, span = same[0].related[0]
    row = Text(zh="", en="") if is_entry_path(span.path) else Text(zh=f" 第 {span.line} 行", en=f", row {span.line}")
    return Text(
        zh=f"，{text.zh} {visible_path(span.path)}{row.zh}", en=f", {text.en} {visible_path(span.path)}{row.en}"
    )


def _sheet(name: str) -> Text:
    """The sheet of a workbook, as it stands before its rows."""
    said = visible(name)
    return Text(zh=f"  工作表“{said}”", en=f"  sheet '{said}',") if name else Text(zh="", en="")


def _rows(numbers: list[int]) -> Text:
    ranges, count = list(row_ranges(sorted(set(numbers)))), len(numbers)
    zh, en = "、".join(ranges[:_RANGES]), ", ".join(ranges[:_RANGES])
    more = len(ranges) > _RANGES
    many = (
        (f"{'等' if more else ''}，共 {count} 行", f"{', …' if more else ''} ({count} rows)") if count > 1 else ("", "")
    )
    return Text(zh=f"第 {zh} 行{many[0]}", en=f"row{'s' if count > 1 else ''} {en}{many[1]}")


def _read(tally: Tally, writes: bool) -> Text:
    """The rows and what they came to, which together they are: 读入 5 行：新增条目 2 条，更新 1 条，没有变化 1 条，没有导入 1 行."""
    new = Text(zh="新增条目" if writes else "可新增条目", en=f"new entr{'y' if tally.entries == 1 else 'ies'}")
    zh, en = [f"{new.zh} {tally.entries} 条"], [f"{tally.entries} {new.en}"]
    if tally.updated:
        zh.append(f"{'更新' if writes else '可更新'} {tally.updated} 条")
        en.append(f"{tally.updated} updated" if writes else f"{tally.updated} to update")
    if tally.unchanged:
        zh.append(f"没有变化 {tally.unchanged} 条")
        en.append(f"{tally.unchanged} unchanged")
    others = tally.others.total()
    return Text(
        zh=f"读入 {tally.rows} 行：{'，'.join(zh)}，没有导入 {others} 行",
        en=f"{tally.rows} row{'' if tally.rows == 1 else 's'} read: {', '.join(en)}, {others} not imported",
    )


def _sum(tallies: tuple[Tally, ...]) -> Tally:
    total = Tally("")
    for one in tallies:
        total.rows += one.rows
        total.entries += one.entries
        total.updated += one.updated
        total.unchanged += one.unchanged
        total.others += one.others
    return total


def _summary(imported: Imported, writes: bool) -> Iterator[Text]:
    total, findings = _sum(imported.tallies), imported.outcome.findings
    if not imported.tallies:
        yield Text(
            zh="对照表有误，没有导入；改好再导入一次。",
            en="The mapping is not in order, so nothing was imported; mend it and import again.",
        )
        return
    others = total.others
    said = _read(total, writes and not imported.stopped)
    zh, en = said.zh, said.en
    if others.total():
        zh += "（" + "、".join(f"{KINDS[kind][1].zh} {count}" for kind, count in others.most_common()) + "）"
        en += " (" + ", ".join(f"{KINDS[kind][1].en} {count}" for kind, count in others.most_common()) + ")"
    yield Text(zh=f"{zh}。", en=f"{en}.")
    kinds = Counter(one.rule for one in findings)
    changed, unread = kinds["import-changed-value"], kinds["import-unread-value"] + kinds["import-bare-code"]
    if changed or unread:
        yield Text(
            zh=f"单元格：改写 {changed} 处，未读出 {unread} 处。", en=f"Cells: {changed} changed, {unread} not read."
        )
    if imported.owners:
        count = len(imported.owners)
        yield Text(zh=f"新登记提供方 {count} 个（owners.yaml）。", en=f"New owners: {count} (owners.yaml).")
    if imported.stopped:
        yield Text(
            zh="有文件读不出来，什么都没有写入；改好或去掉它，再导入一次。",
            en="A file could not be read, so nothing was written; mend it or leave it out, and import again.",
        )
    elif not imported.bundle.files:
        yield Text(zh="没有要写入的。", en="Nothing to write.")
    elif not writes:
        yield Text(
            zh="没有写入。去掉 --dry-run、--check、--diff 即写入。",
            en="Nothing was written; without --dry-run, --check or --diff it will be.",
        )
    else:
        what = (
            Text(zh="更新的条目", en="the entries that were updated")
            if not total.entries
            else Text(zh="新增和更新的条目", en="the new and the updated entries")
            if total.updated
            else Text(zh="新条目", en="the new entries")
        )
        yield Text(
            zh=f"下一步：catalog validate 检查{what.zh}，按“改法”补全。",
            en=f"Next: catalog validate checks {what.en}; complete them as it says.",
        )


def _paint(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text
