"""The limits of what is read, as data: each with its name, its default, and how to raise it for one run.

`catalog --limit nodes=100000 …` or CATALOG_LIMITS="nodes=100000 bytes=4M". Who runs the tool raises a limit, never what it
reads: a catalogue that could raise its own would have none. They are read once, when a process begins.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from govinfo_cli.diagnostic import Text

VARIABLE = "CATALOG_LIMITS"
_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


class Limit(NamedTuple):
    """A default, how far it can be raised, and what it counts. What is `size` counts bytes."""

    default: int
    most: int
    title: Text
    size: bool = False


LIMITS = {
    "bytes": Limit(1 << 20, 64 << 20, Text(zh="一个条目文件的字节", en="bytes of an entry's file"), True),
    "nodes": Limit(50_000, 5_000_000, Text(zh="一个文件里填写的项", en="values in a file")),
    "depth": Limit(32, 100, Text(zh="一层套一层的层数", en="levels of nesting")),
    "record-bytes": Limit(64 << 20, 1 << 30, Text(zh="一份清单或分类表的字节", en="bytes of a register or class table"), True),
    "table-bytes": Limit(64 << 20, 1 << 30, Text(zh="一个导入文件（不是工作簿）的字节", en="bytes of a file to import that is no workbook"), True),
    # What an export of as many rows as are read comes to: its parts are not compressed, so that its bytes are the same everywhere.
    "workbook-bytes": Limit(192 << 20, 1 << 30, Text(zh="一个工作簿的字节", en="bytes of a workbook to import"), True),
    "rows": Limit(200_000, 1_048_576, Text(zh="一张表的行", en="rows of a table")),
    "columns": Limit(1000, 16_384, Text(zh="一张表的列", en="columns of a table")),
    "cells": Limit(4_000_000, 100_000_000, Text(zh="一张表有内容的单元格", en="cells of a table that hold something")),
    "sheets": Limit(500, 10_000, Text(zh="一个工作簿的工作表", en="sheets of a workbook")),
    "members": Limit(4000, 65_000, Text(zh="一个工作簿的部件", en="parts of a workbook")),
    "ratio": Limit(500, 1032, Text(zh="工作簿解压后的倍数", en="times that a workbook's part grows when unpacked")),
    "entries": Limit(2_000_000, 50_000_000, Text(zh="一个目录库的条目", en="entries of a catalogue")),
    "time": Limit(3600, 604_800, Text(zh="一次运行的秒数", en="seconds of a run")),
}  # fmt: skip


class LimitError(Exception):
    """What was asked for is no limit; `text` says what, `help` the way out. Exit 2."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


class TooLong(KeyboardInterrupt):
    """The run takes longer than it may; ended like one that somebody interrupts, so that nothing is left half done."""

    @property
    def text(self) -> Text:
        """What became of the run."""
        return Text(
            zh=f"运行超过 {limit('time')} 秒，已停下",
            en=f"the run took more than {limit('time')} seconds and was ended",
        )

    @property
    def help(self) -> Text:
        """What to do."""
        way, how = Text(zh="分批运行，或只指定其中一部分文件", en="run it on a part of the files"), more("time")
        return Text(zh=way.zh + how.zh, en=way.en + how.en)


def counted(files: list) -> list:
    """The files of entries, where they are no more than a catalogue may have; raises LimitError."""
    if len(files) > (most := limit("entries")):
        way, how = Text(zh="把目录库按单位分成几个", en="divide the catalogue"), more("entries")
        raise LimitError(
            Text(
                zh=f"目录库有 {len(files)} 条条目，最多读 {most} 条",
                en=f"{len(files)} entries; at most {most} are read",
            ),
            Text(zh=way.zh + how.zh, en=way.en + how.en),
        )
    return files


def limit(name: str) -> int:
    """The limit called so, as this run has it."""
    return raised().get(name, LIMITS[name].default)


def more(name: str) -> Text:
    """How to raise it, for the end of a help."""
    one = LIMITS[name]
    wanted = min(limit(name) * 4, one.most)
    told = f"{wanted >> 20}M" if one.size else str(wanted)
    return Text(
        zh=f"；确需放宽的，运行  catalog --limit {name}={told} …",
        en=f"; to raise the limit for one run:  catalog --limit {name}={told} …",
    )


def raised() -> dict[str, int]:
    """What this run raises, by name; raises LimitError."""
    found = {}
    for word in os.environ.get(VARIABLE, "").replace(",", " ").split():
        name, _, said = word.partition("=")
        if name not in LIMITS:
            raise LimitError(
                Text(zh=f"--limit：没有“{name[:40]}”这个上限", en=f"--limit: no limit '{name[:40]}'"),
                Text(zh=f"可用：{'、'.join(LIMITS)}", en=f"one of: {', '.join(LIMITS)}"),
            )
        one = LIMITS[name]
        number = _number(said)
        if number is None or not one.default <= number <= one.most:
            raise LimitError(
                Text(
                    zh=f"--limit：{one.title.zh}不能定为“{said[:40]}”",
                    en=f"--limit: {one.title.en} cannot be '{said[:40]}'",
                ),
                Text(
                    zh=f"写成  --limit {name}=数，从 {one.default} 到 {one.most}，可用 K、M、G",
                    en=f"write --limit {name}=NUMBER, from {one.default} to {one.most}, K, M and G allowed",
                ),
            )
        found[name] = number
    return found


def _number(said: str) -> int | None:
    digits, unit = (said[:-1], _UNITS[said[-1:].upper()]) if said[-1:].upper() in _UNITS else (said, 1)
    return int(digits) * unit if digits.isascii() and digits.isdecimal() and len(digits) < 12 else None
