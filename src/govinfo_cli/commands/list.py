"""`catalog list`: the entries that satisfy some conditions, as a table, for a spreadsheet or for a program."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from json.encoder import encode_basestring_ascii
from typing import Annotated

from govinfo_cli import answering, lookup, query
from govinfo_cli.bundle import Pieces
from govinfo_cli.catalog import Catalog
from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry
from govinfo_cli.jsontext import deeper, written
from govinfo_cli.memory import contents
from govinfo_cli.option import Argument, Context, Option
from govinfo_cli.running import Globals, UsageError, relative
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.veil import Veil
from govinfo_cli.visible import shown, uncommanding_json

SCHEMA_VERSION = 1
_SOME = 500  # entries
FORMATS = ("table", "json", "csv", "tsv", "xlsx")
Member = tuple[str, Callable[[], bytes]]  # all of it but its data, and what gives those
COLUMNS = ("code", "name", "owner", "share.type", "update_cycle")


def list_(
    context: Context,
    paths: Annotated[
        list[str],
        Argument(help="只看这些文件或文件夹；默认全部 (files or folders; default all)"),
    ] = [],
    where: Annotated[
        list[str],
        Option(
            "--where", "-w", help="条件，可多次，须同时满足：共享类型=不予共享、更新周期!=每月、名称~职工 (conditions)"
        ),
    ] = [],
    owner: Annotated[list[str], Option("--owner", help="提供方，可多次 (of these owners)")] = [],
    shown_fields: Annotated[
        str | None, Option("--columns", help="列出哪些填报项，逗号分隔 (fields to show, with commas)")
    ] = None,
    sort: Annotated[
        str | None, Option("--sort", help="按哪些填报项排序，逗号分隔，前加 - 为倒序 (order; - from the end)")
    ] = None,
    format: Annotated[
        str | None,
        Option("--format", "-f", help="table|json|csv|tsv|xlsx；json 含全部填报项 (json has all fields)"),
    ] = None,
    output: Annotated[str | None, Option("--output", "-o", help="写入文件 (write to FILE)")] = None,
    rev: Annotated[str | None, Option("--rev", help="看某个版本 (of a revision)")] = None,
    no_cache: Annotated[bool, Option("--no-cache", help=answering.NO_CACHE)] = False,
) -> None:
    """查询条目 (list entries)。"""
    settings: Globals = context.obj
    form = answering.format_of(format, output, FORMATS)
    source = settings.source(rev)
    opened = open_settings(source, settings.profiles)
    catalog = Catalog(opened, open_records(source))
    asking = query.Asking(catalog)
    conditions = [query.condition(opened.shape, text) for text in where]
    keys = [query.field_asked(opened.shape, word, "--columns") for word in _words(shown_fields)] or list(COLUMNS)
    order = [(query.field_asked(opened.shape, word.lstrip("-"), "--sort"), word[0] == "-") for word in _words(sort)]
    owners = {_owner(catalog, name) for name in owner}

    broken: list[str] = []
    found: list[Entry] = []
    rows: list[list[str] | Member] = []
    veil, total = Veil(opened), 0
    row = partial(_member, held=bool(order)) if form == "json" else asking.reader(keys, settings.lang)
    if paths:
        files = lookup.entry_files(source, [relative(source.root, path) for path in paths])
        every = lookup.entries(source, opened, files, veil.look)
    else:
        asked = [*(one.field for one in conditions), *(key for key, _ in order), *(keys if form != "json" else ())]
        wanted = _wanted(asked, form)
        every = contents.entries(source, opened, settings.profiles, veil, not no_cache, wanted)
    for total, entry in enumerate(map(veil.entry, every), 1):  # noqa: B007
        if entry.whole is None:
            broken.append(entry.path)
        elif (not owners or asking.official("owner", query.plain(entry.get("owner"))) in owners) and all(
            asking.holds(entry, one) for one in conditions
        ):
            rows.append(row(entry))
            if order:
                found.append(entry)
    if order:
        places = {id(entry): place for place, entry in enumerate(found)}
        rows = [rows[places[id(entry)]] for entry in query.ordered(asking, found, order)]

    if form == "json":
        text = Pieces(None, lambda: _listing(rows, broken, total))
    else:
        head = [_heading(opened.shape, key).of(settings.lang) for key in keys]
        text = answering.tabular(settings, form, output, head, rows)
    answering.deliver(text, output, form)
    answering.name_broken(broken, settings.lang)
    if not rows:
        for hint in filter(None, (_hint(asking, one) for one in conditions)):
            print(hint.of(settings.lang), file=sys.stderr)
    if sys.stdout.isatty() and not settings.quiet:
        print(Text(zh=f"共 {len(rows)} 条", en=f"{len(rows)} entries").of(settings.lang), file=sys.stderr)


def _wanted(asked: Iterable[str], form: str | None) -> str:
    """What must be known of each entry where these fields are asked for."""
    if any(field.partition(".")[0] == "items" for field in asked):
        return contents.ITEMS
    return contents.TEXT if form == "json" else contents.BRIEF


def _member(entry: Entry, held: bool) -> Member:
    """An entry of the JSON listing. The data are read once more when they are written, but where they are to be `held`:
    out of their order that would be slow."""
    text = contents.later(entry)
    code, name, owner = (_quoted(entry.text(key)) for key in ("code", "name", "owner"))
    head = f'{{\n   "entry": {code},\n   "name": {name},\n   "owner": {owner},\n   "path": {encode_basestring_ascii(entry.path)},\n   "data": '
    return uncommanding_json(head), partial(bytes, text()) if held else text


def _quoted(text: str | None) -> str:
    return "null" if text is None else encode_basestring_ascii(text.strip())


def _listing(members: Sequence[Member], broken: list[str], total: int) -> Iterator[bytes]:
    """The JSON listing, as answering.json_text would write it, some entries at a time."""
    summary = {"entries": total, "listed": len(members), "broken": len(broken)}
    about = written({"schemaVersion": SCHEMA_VERSION, "summary": summary}, 1).removesuffix("\n}")
    yield f'{about},\n "entries": ['.encode()
    for start in range(0, len(members), _SOME):
        some = members[start : start + _SOME]
        texts = (f"{head}{deeper(data())}\n  }}" for head, data in some)
        yield ((",\n  " if start else "\n  ") + ",\n  ".join(texts)).encode()
    yield ("\n ]" if members else "]").encode()
    yield f",{answering.json_text({'broken': broken})[1:]}".encode()


def _heading(shape, key: str) -> Text:
    if key == query.PATH:
        return Text(zh="文件", en="file")
    form = query.fields_of(shape).get(key, {})
    title = Text(zh=form.get("title", key), en=form.get("x-title", key))
    above = key.rpartition(".")[0]
    if above == "share.internal":
        return Text(zh=f"对内{title.zh}", en=f"internal {title.en}")
    if above == "items" and not title.zh.startswith("信息项"):  # an item's share type is not the entry's
        return Text(zh=f"信息项{title.zh}", en=f"item {title.en}")
    return title


def _hint(asking: query.Asking, asked: query.Condition) -> Text | None:
    """Why a condition may have found nothing: its value is none of the code list's."""
    vocabulary = asking.vocabulary(asked.field)
    if vocabulary is None or asked.sign != "=" or not asked.wanted or vocabulary.official(asked.wanted):
        return None
    near = vocabulary.nearest(asked.wanted)
    word, title = shown(asked.wanted), vocabulary.title
    return Text(
        zh=f"{title.zh}：“{word}”不在取值范围内" + (f"，最接近“{near}”" if near else ""),
        en=f"{title.en}: '{word}' is not in the code list" + (f", nearest is '{near}'" if near else ""),
    )


def _owner(catalog: Catalog, name: str) -> str:
    names = catalog.owner_names
    official = names.official(name)
    if official or not catalog.has("owners"):
        return official or name
    near = names.nearest(name)
    raise UsageError(
        Text(zh=f"--owner：owners.yaml 没有登记“{shown(name)}”", en=f"--owner: owners.yaml has no '{shown(name)}'"),
        Text(zh=f"是不是 {near}？", en=f"did you mean {near}?") if near else None,
    )


def _words(text: str | None) -> list[str]:
    """What stands between commas, of either width."""
    return [word.strip() for word in (text or "").replace("，", ",").replace("、", ",").split(",") if word.strip()]
