"""`catalog fmt`: entries' files in the one canonical layout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

from govinfo_cli import editing, rules
from govinfo_cli.diagnostic import Text
from govinfo_cli.formatting import Formatted, LeftAlone, formatted
from govinfo_cli.lookup import entry_files
from govinfo_cli.option import Argument, Context, Exit
from govinfo_cli.running import Globals, relative
from govinfo_cli.settings import open_settings
from govinfo_cli.veil import Veil
from govinfo_cli.visible import visible, visible_path


def fmt(
    context: Context,
    paths: Annotated[
        list[str],
        Argument(
            help="目录条目的文件或文件夹；默认全部条目；owners.yaml 等不整理 (entries' files or folders; owners.yaml and the like are never touched)",
        ),
    ] = [],
    check: editing.Check = False,
    diff: editing.Diff = False,
) -> None:
    """整理格式 (canonical layout)。"""
    settings: Globals = context.obj
    source = settings.source()
    opened = open_settings(source, settings.profiles)
    files = entry_files(source, [relative(source.root, path) for path in paths])
    result = formatted(source, files, opened.shape)
    veil = Veil(opened)
    veil.look_at(result.bundle)
    for one in result.left:
        veil.look(one.path, None)
    editing.carry_out(result.bundle, source.root, check, diff, veil.text)
    editing.say(_lines(result, len(files), writes=not (check or diff)), settings, diff, veil.text)
    for one in result.left:
        print(veil.text(visible(_left(one).of(settings.lang))), file=sys.stderr)
    raise Exit(1 if check and (result.bundle.files or result.left) else 0)


def _lines(result: Formatted, total: int, writes: bool) -> Iterator[Text]:
    done = Text(zh="整理", en="laid out") if writes else Text(zh="需整理", en="to lay out")
    for path in sorted(result.bundle.files):
        yield Text(zh=f"{done.zh}  {visible_path(path)}", en=f"{done.en}  {visible_path(path)}")
    count, left = len(result.bundle.files), len(result.left)
    zh = f"共 {total} 条，{done.zh} {count} 条" if count else f"共 {total} 条，没有需要整理的"
    en = f"{total} entries, {count} {done.en}" if count else f"{total} entries, nothing to lay out"
    if left:
        zh, en = f"{zh}，{left} 条有问题、未整理", f"{en}, {left} left alone"
    yield Text(zh=f"{zh}。", en=f"{en}.")


def _left(one: LeftAlone) -> Text:
    """A file that was left alone, on one line."""
    place = f"{visible_path(one.path)}:{one.line}"
    if one.rule is None:
        return Text(
            zh=f"未整理  {place}  整理后会与原文有出入", en=f"left alone  {place}  its layout would not keep everything"
        )
    title = rules.rule(one.rule).TITLE if one.rule in rules.NAMES else Text(zh="", en="")
    return Text(zh=f"未整理  {place}  {title.zh} [{one.rule}]", en=f"left alone  {place}  {title.en} [{one.rule}]")
