"""`catalog export`: the catalogue, found without errors, in the form that others take."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from govinfo_cli import answering, delivery, exporting, exports, objection
from govinfo_cli.bundle import Bundle, pieces, write_file
from govinfo_cli.diagnostic import Text
from govinfo_cli.edition.exported import Unfit, Wishes
from govinfo_cli.option import Context, Exit, Option
from govinfo_cli.reports import format_of
from govinfo_cli.running import Globals, UsageError
from govinfo_cli.settings import CatalogError, open_settings
from govinfo_cli.sharing import INSIDE, OUTSIDE
from govinfo_cli.signature import ENDING, signed
from govinfo_cli.source import read_one
from govinfo_cli.visible import shown, visible

_LONG = 1000  # entries; fewer are checked in the blink of an eye
_OPTIONS = {
    "target": "--target",
    "strict": "--strict",
    "by_owner": "--by-owner",
    "compress": "--compress",
    "since": "--since",
    "targets": "--target",
}


def export(
    context: Context,
    format: Annotated[
        str | None,
        Option("--format", "-f", help="|".join(exports.NAMES) + "，或导出模板；默认看 -o 的文件名 (format or target)"),
    ] = None,
    output: Annotated[
        str | None,
        Option("--output", "-o", help="导出到哪个文件或文件夹，- 为屏幕 (file or folder; - is stdout)"),
    ] = None,
    rev: Annotated[str | None, Option("--rev", help="导出某个版本 (of a revision)")] = None,
    since: Annotated[
        str | None, Option("--since", help="只导出该版本以来的新增、变更、撤销 (what changed since a revision)")
    ] = None,
    scope: Annotated[
        str | None,
        Option(
            "--scope", help="external 对外 | internal 对内；默认原样 (as one side may see it; default as it stands)"
        ),
    ] = None,
    owner: Annotated[list[str], Option("--owner", help="只导出这些提供方，可多次 (of these owners only)")] = [],
    target: Annotated[
        list[str],
        Option(
            "--target",
            help="导出模板 schemas/targets/名称.yaml；上传包里放哪些，可多次 (layout; of a bundle what is in it, repeatable)",
        ),
    ] = [],
    strict: Annotated[
        bool, Option("--strict", help="模板没有的列不导出 (leave out what the layout has no column for)")
    ] = False,
    by_owner: Annotated[bool, Option("--by-owner", help="每个提供方一张工作表 (a sheet for each owner)")] = False,
    compress: Annotated[
        bool, Option("--compress", help="压缩，大目录用 (make the file small; for large catalogues)")
    ] = False,
    allow_errors: Annotated[
        bool, Option("--allow-errors", help="有错误也导出，并注明 (export all the same, and say so)")
    ] = False,
    force: Annotated[bool, Option("--force", help="覆盖已有的文件 (overwrite)")] = False,
    sign: Annotated[
        str | None,
        Option("--sign", help="用 ssh 私钥给上传包签名，写到旁边的 .sig (sign the bundle with an ssh key)"),
    ] = None,
    check: Annotated[
        bool, Option("--check", help="不写入；与已有的文件不同则返回 1 (exit 1 if what is there differs)")
    ] = False,
    listed: Annotated[bool, Option("--list", help="列出格式和导出模板 (list formats and targets)")] = False,
) -> None:
    """导出 (export)。"""
    settings: Globals = context.obj
    if listed:
        sys.stdout.write("".join(f"{line.of(settings.lang)}\n" for line in _list(settings)))
        return
    name = _format(format, output)
    if scope is not None:
        answering.chosen("--scope", scope, (OUTSIDE, INSIDE))
    wishes = _wishes(name, target, strict, by_owner, compress, since)
    source = settings.source(rev)
    form = exports.form(name, lambda path: read_one(source, f"schemas/{path}"))
    known = getattr(form.module, "WISHES", ())
    _refuse_unknown(wishes, tuple(wish for wish in known if wish != "target" or form.target is None), name)
    place = _place(output, name, form.ending)
    if sign is not None and (name != "bundle" or place is None or check):
        raise UsageError(
            Text(zh="--sign 只用于写成文件的上传包", en="--sign is for a bundle that is written to a file"),
            Text(zh="去掉  --sign", en="leave --sign out"),
        )
    order = exporting.Order(
        name,
        settings.profiles,
        scope,
        tuple(owner),
        allow_errors,
        wishes,
        settings.lang,
        _progress(settings),
        answering.steps(settings),
    )
    try:
        done = exporting.shipment(source, order)
    except Unfit as unfit:
        opened = open_settings(source, settings.profiles)
        sys.stderr.write(objection.told(unfit, source, opened, settings.lang, settings.colored(sys.stderr)))
        raise Exit(1) from None
    signature = signed(bytes(next(iter(done.bundle.files.values()))), sign) if sign is not None else None
    if place is None:
        sys.stdout.buffer.writelines(pieces(next(iter(done.bundle.files.values()))))
        differs = False
    else:
        root, bundle = _laid(done.bundle, place, form.ending)
        differs = _carry_out(root, bundle, place, form.ending, force, check)
        if signature is not None:
            write_file(Path(f"{place}{ENDING}"), signature)
    if not settings.quiet:
        for line in delivery.lines(done, known, place, check, differs):
            print(visible(line.of(settings.lang)), file=sys.stderr)
    raise Exit(1 if check and differs else 0)


def _list(settings: Globals) -> Iterator[Text]:
    """The formats, and the targets: the tool's own, then those of the catalogue here, if there is one."""
    from govinfo_cli.template.target import local_names, shipped_names, target

    try:
        source = settings.source()
    except CatalogError:
        source = None
    own = {*local_names(file.path for file in source.files("schemas"))} if source else set()
    targets = [*shipped_names(), *sorted(own - {*shipped_names()})]
    wide = max(len(name) for name in (*exports.NAMES, *targets)) + 2
    for name in exports.NAMES:
        title = exports.TITLES[name]
        yield Text(zh=f"{name:{wide}}{title.zh}", en=f"{name:{wide}}{title.en}")
    for name in targets:
        try:
            title = target(name, lambda path: read_one(source, f"schemas/{path}") if source else None).title
        except CatalogError as error:
            title = error.text
        unused = Text(zh="（与格式同名，用不上）", en=" (bears the name of a format and is not used)")
        note = unused if name in exports.NAMES else Text(zh="", en="")
        yield Text(zh=f"{name:{wide}}{visible(title.zh)}{note.zh}", en=f"{name:{wide}}{visible(title.en)}{note.en}")


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
    return name


def _wishes(name: str, targets: list[str], strict: bool, by_owner: bool, compress: bool, since: str | None) -> Wishes:
    if name == "bundle":
        return Wishes(None, strict, by_owner, compress, since, tuple(targets))
    if len(targets) > 1:
        raise UsageError(
            Text(zh="--target：只有上传包可以写几个", en="--target: only a bundle takes several"),
            Text(zh="去掉多余的，或改用  -f bundle", en="leave all but one out, or take -f bundle"),
        )
    return Wishes(targets[0] if targets else None, strict, by_owner, compress, since)


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
    if ending is not None and os.path.isdir(place):
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
