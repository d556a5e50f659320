"""`catalog show`: one entry, with the official names of its fields and all that it refers to."""

from __future__ import annotations

import sys
from typing import Annotated

from govinfo_cli import answering, lookup, showing
from govinfo_cli.catalog import Card, Catalog
from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.entry import Entry
from govinfo_cli.option import Argument, Context, Option
from govinfo_cli.outcome import Outcome
from govinfo_cli.registers import withdrawals
from govinfo_cli.running import Globals, UsageError, relative, today
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.source import Source, read_one
from govinfo_cli.validation import Request, validate
from govinfo_cli.veil import Veil
from govinfo_cli.visible import shown, visible_lines, visible_path
from govinfo_cli.vocabulary import fold
from govinfo_cli.wording import counted
from govinfo_cli.yaml.reading import read

SCHEMA_VERSION = 1
FORMATS = ("text", "yaml", "json")


def show(
    context: Context,
    name: Annotated[str, Argument(metavar="条目", help="代码、名称或文件 (code, name or path)")],
    format: Annotated[str, Option("--format", "-f", help="text|yaml|json；yaml 是文件原文 (the file)")] = "text",
    rev: Annotated[str | None, Option("--rev", help="看某个版本 (of a revision)")] = None,
    day: Annotated[str | None, Option("--today", help="按哪一天检查 (the day to count from) YYYY-MM-DD")] = None,
) -> None:
    """查看条目 (show an entry)。"""
    settings: Globals = context.obj
    answering.chosen("--format", format, FORMATS)
    source = settings.source(rev)
    opened = open_settings(source, settings.profiles)
    veil, files = Veil(opened), lookup.entry_files(source)
    entries = [veil.entry(entry, path=False) for entry in lookup.entries(source, opened, files, veil.look)]
    cards = [entry.card for entry in entries]
    try:
        card = lookup.find(cards, name, _path(source.root, name))
    except lookup.LookupFailed:
        _withdrawn(source, name)
        raise
    entry = next(one for one in entries if one.path == card.path)
    if format == "yaml":
        document = read(entry.path, read_one(source, entry.path) or b"", {})
        lines = document.lines[:-1] if document.lines[-1] == "" else document.lines
        sys.stdout.write("".join(f"{line}\n" for line in visible_lines(veil.text("\n".join(lines)))))
        return
    if entry.whole is None:
        raise UsageError(
            Text(zh=f"“{visible_path(entry.path)}”读不出来", en=f"'{visible_path(entry.path)}' cannot be read"),
            Text(zh=f"运行  catalog validate {entry.path}  查看原因", en=f"catalog validate {entry.path} tells why"),
        )
    catalog = Catalog(opened, open_records(source), [veil.entry(one).card for one in entries])
    request = Request(today=today(day), profiles=settings.profiles, paths=(entry.path,))
    outcome, entry = validate(source, request), veil.entry(entry)
    render = _json if format == "json" else _text
    sys.stdout.write(render(entry, catalog, outcome, settings.lang))


def _withdrawn(source: Source, name: str) -> None:
    """Raises LookupFailed for a code that is withdrawn, with the way to what it was."""
    record = open_records(source).get("withdrawn")
    for code, gone in withdrawals(record.data).items() if record else ():
        if fold(code) == fold(name):
            when = shown(gone.date or "")
            raise lookup.LookupFailed(
                Text(
                    zh=f"“{shown(code)}”已撤销{f'（{when}）' if when else ''}",
                    en=f"'{shown(code)}' is withdrawn{f' ({when})' if when else ''}",
                ),
                Text(
                    zh=f"运行  catalog log {shown(code)}  查看它的沿革，再用  --rev 版本  查看当时的内容",
                    en=f"catalog log {shown(code)} tells its life; --rev REVISION shows it as it was",
                ),
            )


def _path(root, name: str) -> str | None:
    try:
        return relative(root, name)
    except UsageError:
        return None


def _text(entry: Entry, catalog: Catalog, outcome: Outcome, lang: str) -> str:
    card = entry.card
    head = " · ".join(shown(part) for part in (card.owner, card.name) if part) or visible_path(entry.path)
    lines = list(showing.lines(entry, catalog.settings, catalog.by_code, lang))
    lines.append(showing.Line(0, Text(zh="文件", en="file").of(lang), visible_path(entry.path)))
    lines.append(showing.Line(0, Text(zh="问题", en="findings").of(lang), _findings(outcome, entry.path).of(lang)))
    return "\n".join(visible_lines("\n".join([head, *showing.laid_out(lines)]))) + "\n"


def _findings(outcome: Outcome, path: str) -> Text:
    waived = len(outcome.waived)
    more = Text(
        zh=f"；另有 {waived} 处按例外清单放行" if waived else "", en=f"; {waived} more waived" if waived else ""
    )
    if not outcome.findings:
        return Text(zh=f"没有发现问题{more.zh}", en=f"none{more.en}")
    counts = counted({level: outcome.count(level) for level in Severity})
    see = f"catalog validate {visible_path(path)}"
    return Text(zh=f"{counts.zh}{more.zh}；运行  {see}  查看", en=f"{counts.en}{more.en}; see {see}")


def _json(entry: Entry, catalog: Catalog, outcome: Outcome, lang: str) -> str:
    card = entry.card
    outside, inside = entry.sides(catalog.settings)
    codes = [code for code in [card.category, *_texts(entry.get("themes"))] if code]
    shown_entry = {
        "schemaVersion": SCHEMA_VERSION,
        "entry": card.code,
        "name": card.name,
        "owner": card.owner,
        "path": entry.path,
        "data": entry.whole,
        "share": {
            "external": {key: value for key, value in outside.says.items() if key != "internal"},
            "internal": {key: value for key, value in inside.says.items() if key != "internal"},
        },
        "categories": [
            {"code": code, "name": {"zh": name.zh, "en": name.en} if name else None}
            for code in codes
            for name in [showing.category_name(code, catalog.settings)]
        ],
        "related": [_related(code, catalog) for code in card.related if code],
        "findings": {
            "errors": outcome.count(Severity.ERROR),
            "warnings": outcome.count(Severity.WARNING),
            "infos": outcome.count(Severity.INFO),
            "waived": len(outcome.waived),
        },
    }
    return answering.json_text(shown_entry)


def _related(code: str, catalog: Catalog) -> dict:
    found: Card | None = next(iter(catalog.by_code.get(code, ())), None)
    return {
        "entry": code,
        "name": found.name if found else None,
        "owner": found.owner if found else None,
        "path": found.path if found else None,
    }


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
