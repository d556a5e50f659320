"""`catalog export`: the catalogue, found without errors, in the form that others take."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from govinfo_cli import answering, exporting, exports
from govinfo_cli.bundle import Bundle, write_file
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition import Wishes
from govinfo_cli.reports import format_of
from govinfo_cli.running import Globals, UsageError
from govinfo_cli.sharing import INSIDE, OUTSIDE
from govinfo_cli.visible import shown, visible, visible_path

_LONG = 1000  # entries; fewer are checked in the blink of an eye
_LARGE = 16  # MB; what mail takes at most is often 20
_OPTIONS = {"target": "--target", "strict": "--strict", "by_owner": "--by-owner", "compress": "--compress"}


def export(
    context: typer.Context,
    format: Annotated[
        str | None, typer.Option("--format", "-f", help="|".join(exports.NAMES) + "；默认看 -o 的文件名 (format)")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", help="导出到哪个文件或文件夹，- 为屏幕 (file or folder; - is stdout)"),
    ] = None,
    rev: Annotated[str | None, typer.Option("--rev", help="导出某个版本 (of a revision)")] = None,
    scope: Annotated[
        str | None,
        typer.Option(
            "--scope", help="external 对外 | internal 对内；默认原样 (as one side may see it; default as it stands)"
        ),
    ] = None,
    owner: Annotated[list[str], typer.Option("--owner", help="只导出这些提供方，可多次 (of these owners only)")] = [],
    target: Annotated[str | None, typer.Option("--target", help="导出模板 schemas/targets/名称.yaml (layout)")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="模板没有的列不导出 (leave out what the layout has no column for)")
    ] = False,
    by_owner: Annotated[bool, typer.Option("--by-owner", help="每个提供方一张工作表 (a sheet for each owner)")] = False,
    compress: Annotated[
        bool, typer.Option("--compress", help="压缩，大目录用 (make the file small; for large catalogues)")
    ] = False,
    allow_errors: Annotated[
        bool, typer.Option("--allow-errors", help="有错误也导出，并注明 (export all the same, and say so)")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的文件 (overwrite)")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="不写入；与已有的文件不同则返回 1 (exit 1 if what is there differs)")
    ] = False,
) -> None:
    """导出 (export)。"""
    settings: Globals = context.obj
    name = _format(format, output)
    if scope is not None:
        answering.chosen("--scope", scope, (OUTSIDE, INSIDE))
    wishes = Wishes(target, strict, by_owner, compress)
    module = exports.export(name)
    _refuse_unknown(wishes, getattr(module, "WISHES", ()), name)
    ending = getattr(module, "ENDING", None)
    place = _place(output, name, ending)
    order = exporting.Order(
        name, settings.profiles, scope, tuple(owner), allow_errors, wishes, settings.lang, _progress(settings)
    )
    done = exporting.shipment(settings.source(rev), order)
    if place is None:
        sys.stdout.buffer.write(next(iter(done.bundle.files.values())))
        differs = False
    else:
        root, bundle = _laid(done.bundle, place, ending)
        differs = _carry_out(root, bundle, place, ending, force, check)
    if not settings.quiet:
        for line in _lines(done, getattr(module, "WISHES", ()), place, check, differs):
            print(visible(line.of(settings.lang)), file=sys.stderr)
    raise typer.Exit(1 if check and differs else 0)


def _format(word: str | None, output: str | None) -> str:
    name = word or (format_of(output, exports.ENDINGS) if output and output != "-" else None)
    if name is None:
        raise UsageError(
            Text(zh="没有说导出成哪种格式", en="no format given"),
            Text(
                zh=f"加上  -f 格式  ；可用：{'、'.join(exports.NAMES)}",
                en=f"add -f FORMAT; formats: {', '.join(exports.NAMES)}",
            ),
        )
    return answering.chosen("-f", name, exports.NAMES)


def _refuse_unknown(wishes: Wishes, known: tuple[str, ...], name: str) -> None:
    for wish, option in _OPTIONS.items():
        if getattr(wishes, wish) and wish not in known:
            raise UsageError(
                Text(zh=f"{option} 不能用于 {name}", en=f"{option} says nothing for {name}"),
                Text(zh=f"去掉  {option}", en=f"leave {option} out"),
            )


def _place(output: str | None, name: str, ending: str | None) -> str | None:
    """Where the export goes; None is stdout. Raises UsageError."""
    if output is None:
        example = f"目录{ending}" if ending and ending.startswith(".") else ending or f"导出/{name}"
        raise UsageError(
            Text(zh="没有说导出到哪里", en="no place to export to"),
            Text(zh=f"加上  -o {example}", en=f"add -o {example}"),
        )
    if output != "-":
        return output
    if ending is None or ending == ".xlsx" or sys.stdout.isatty() and ending not in (".json", ".csv"):
        raise UsageError(
            Text(zh=f"{name} 不能写到屏幕", en=f"{name} cannot go to stdout"),
            Text(zh="用  -o  指定文件或文件夹", en="name a file or folder with -o"),
        )
    return None


def _laid(bundle: Bundle, place: str, ending: str | None) -> tuple[Path, Bundle]:
    """The folder to write below, and the files in it: one file bears the name that was asked for."""
    if ending is None:
        return Path(place), bundle
    return Path(place).parent, Bundle({Path(place).name: next(iter(bundle.files.values()))})


def _carry_out(root: Path, bundle: Bundle, place: str, ending: str | None, force: bool, check: bool) -> bool:
    """Writes what differs from what is there, or with `check` only looks; whether anything differs."""
    if ending is not None and Path(place).is_dir():
        raise UsageError(
            Text(zh=f"“{shown(place)}”是一个文件夹", en=f"'{shown(place)}' is a folder"),
            Text(
                zh=f"写明文件名，例如  -o {shown(place)}/目录{ending}",
                en=f"name a file, such as -o {shown(place)}/catalogue{ending}",
            ),
        )
    changes = list(bundle.changes(root))
    if check or not changes:
        return bool(changes)
    there = [path for path, now, _ in changes if now is not None]
    if there and not force:
        first = place if ending is not None else f"{place}/{there[0]}"
        raise UsageError(
            Text(
                zh=f"“{shown(first, 100)}”已经存在，内容不同，没有覆盖",
                en=f"'{shown(first, 100)}' is there and differs; not overwritten",
            ),
            Text(zh="换一个文件名；确定要覆盖的，加上  --force", en="choose another name, or overwrite with --force"),
        )
    # What somebody else puts there now was not agreed to.
    was = {path: now for path, now, _ in changes}
    if ending is None:
        bundle._replace(was=was).write(root)
    else:
        write_file(Path(place), *bundle.files.values(), *was.values())
    return True


def _lines(
    done: exporting.Shipment, wishes: tuple[str, ...], place: str | None, check: bool, differs: bool
) -> Iterator[Text]:
    """What became of it, for people, on stderr; `wishes` are the options that the format knows."""
    status = done.edition.status
    if check:
        said = ("不同", "differs") if differs else ("一致", "is the same")
        yield Text(zh=f"与  {visible_path(place or '-')}  {said[0]}", en=f"{visible_path(place or '-')} {said[1]}")
    else:
        what = Text(zh="已导出", en="exported")
        mark = Text(zh="", en="")
        if done.checked:
            what = Text(zh=f"已导出 {done.entries} 条", en=f"{done.entries} entries exported")
            mark = Text(zh=f"，{status.zh}", en=f", {status.en}")
        where = Text(zh="屏幕", en="stdout")
        if place:
            same = ("", "") if differs else ("（内容没有变化）", " (no change)")
            where = Text(zh=f"{visible_path(place)}{same[0]}", en=f"{visible_path(place)}{same[1]}")
        yield Text(zh=f"{what.zh}到  {where.zh}{mark.zh}", en=f"{what.en} to {where.en}{mark.en}")
    if done.edition.errors:
        yield Text(
            zh=f"其中有错误 {done.edition.errors} 处，已在封面注明",
            en=f"with {done.edition.errors} errors, which the cover says",
        )
    size = sum(map(len, done.bundle.files.values())) >> 20
    if size >= _LARGE and "compress" in wishes and not done.edition.wishes.compress:
        yield Text(
            zh=f"文件有 {size} MB；加上  --compress  约为十分之一，便于传送",
            en=f"{size} MB; with --compress it is about a tenth of that",
        )
    for path in done.unread:
        yield Text(
            zh=f"“{visible_path(path)}”读不出来，没有导出", en=f"'{visible_path(path)}' cannot be read and is left out"
        )
    shape = done.edition.settings.shape
    for key, count in sorted(done.left.items()):
        label = shape.label(tuple(0 if step == "*" else step for step in key.split(".")))
        if done.edition.scope == INSIDE:
            yield Text(zh=f"{label.zh}：{count} 条按对内填写", en=f"{label.en}: the inside one in {count} entries")
        else:
            yield Text(
                zh=f"{label.zh}：{count} 条填有，不对外，没有导出",
                en=f"{label.en}: kept inside, left out of {count} entries",
            )


def _progress(settings: Globals):
    """Tells on a terminal how far the check before a long export has come; elsewhere nothing."""
    if settings.quiet or not sys.stderr.isatty():
        return lambda done, total: None

    def tell(done: int, total: int) -> None:
        if total > _LONG and (done % 200 == 0 or done == total):
            said = Text(zh=f"已检查 {done}/{total} 条", en=f"{done}/{total} entries checked").of(settings.lang)
            sys.stderr.write(f"\r{said}" if done < total else f"\r{' ' * 60}\r")
            sys.stderr.flush()

    return tell
