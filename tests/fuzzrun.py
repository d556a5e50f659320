"""What the targets of the fuzzing (tests/fuzztargets.py) share: the shape of one, and a run of `catalog` that lets out what a user must never see."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from mangling import Mangle

from govinfo_cli import cli
from govinfo_cli.running import tell


class Target(NamedTuple):
    """What is fuzzed: seeds, how one is mangled, and the run, which raises what must not be."""

    seeds: list[bytes]
    mangle: Mangle
    run: Callable[[bytes], object]


def asked(root: Path, *arguments: str) -> None:
    """Runs `catalog` below `root`, in this process; raises what a user would be told as an internal error."""
    os.chdir(root)
    with redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace")) as out, redirect_stderr(out):
        try:
            cli._dispatch([*arguments])
        except Exception as error:
            if not (hasattr(error, "text") and hasattr(error, "help")):
                raise
            tell(error.text, error.help, "zh", checking=False)


def chosen(raw: bytes, commands: tuple) -> tuple[str, ...]:
    return commands[zlib.crc32(raw) % len(commands)]
