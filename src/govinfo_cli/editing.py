"""What the editing commands share: a bundle is written, or only checked, or shown; rule names; one line a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from govinfo_cli import rules
from govinfo_cli.diagnostic import Text
from govinfo_cli.option import Option
from govinfo_cli.running import Globals, UsageError
from govinfo_cli.visible import visible

if TYPE_CHECKING:
    from govinfo_cli.bundle import Bundle

Check = Annotated[bool, Option("--check", help="不写入；有可写的则返回 1 (exit 1 if it would write)")]
Diff = Annotated[bool, Option("--diff", help="不写入；显示差异 (show what would change, write nothing)")]


def carry_out(bundle: Bundle, root: Path, check: bool, diff: bool, hide: Callable[[str], str] = str) -> bool:
    """Writes the bundle, or with `check` or `diff` only sees whether it would change anything, and with `diff`
    shows what, on stdout, without what `hide` hides. True where there is something to write and it was not. Raises
    WriteError."""
    if not (check or diff):
        bundle.write(root)
        return False
    if diff:
        sys.stdout.write(hide(bundle.diff(root)))
    return any(True for _ in bundle.changes(root))


def say(lines: Iterable[Text], settings: Globals, diff: bool, hide: Callable[[str], str] = str) -> None:
    """Lines about what was done: the result, unless a diff is; then, so that it stays a patch, on stderr."""
    if settings.quiet:
        return
    for line in lines:
        print(hide(visible(line.of(settings.lang))), file=sys.stderr if diff else sys.stdout)


def row_teller(settings: Globals) -> Callable[[int], None]:
    """Tells on the terminal which row of a table has been read; with 0 that line goes again, if there was one."""
    told = False

    def tell(row: int) -> None:
        nonlocal told
        if row:
            said = Text(zh=f"正在读表格：第 {row} 行", en=f"reading the table: row {row}").of(settings.lang)
            sys.stderr.write(f"\r{said}")
        elif told:
            sys.stderr.write(f"\r{' ' * 60}\r")
        sys.stderr.flush()
        told = bool(row)

    return tell


def chosen_rules(words: Iterable[str], option: str) -> frozenset[str]:
    """The rules that `words` name, by name or title, several with commas; raises UsageError."""
    found = set()
    for word in (part.strip() for line in words for part in line.split(",")):
        name = rules.find(word)
        if name is None:
            import difflib

            near = difflib.get_close_matches(word, rules.NAMES, n=1)
            raise UsageError(
                Text(zh=f"{option}：没有检查项“{word}”", en=f"{option}: no rule '{word}'"),
                Text(zh=f"是不是 {near[0]}？", en=f"did you mean {near[0]}?") if near else None,
            )
        found.add(name)
    return frozenset(found)
