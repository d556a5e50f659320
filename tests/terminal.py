"""A conversation with `catalog` on a real terminal: what stands on the screen, and the exit code."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from pathlib import Path

PROMPT = re.compile(r"> $")
_ACTING = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
INTERRUPT, END = "\x03", "\x04"


def converse(arguments, folder: Path, answers, seconds: float = 600) -> tuple[int, str]:
    """Runs `catalog arguments` in `folder` on a terminal and types an answer at every prompt; (exit code, screen).

    Where the answers are used up, the end of input is typed.
    """
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever starts the tests in the background has it ignored
        # A terminal that takes no marks for pasted text: what is on the screen is what was written.
        os.environ.update(TERM="dumb", COLUMNS="200")
        os.execv(sys.executable, [sys.executable, "-m", "govinfo_cli", *map(str, arguments)])
    screen, left, said, until, silent = b"", list(answers), "", time.monotonic() + seconds, 0
    try:
        while time.monotonic() < until:
            if not select.select([terminal], [], [], 0.2)[0]:
                silent += 1
                # An interrupt between prompt and reading is noticed at the next one only. One that comes while the first
                # is answered, which takes its time on a busy machine, would be another story.
                if said == INTERRUPT and silent % 50 == 0:
                    os.write(terminal, INTERRUPT.encode())
                continue
            silent = 0
            try:
                more = os.read(terminal, 1 << 16)
            except OSError:  # so the end of a terminal is told
                break
            if not more:
                break
            screen += more
            if PROMPT.search(_plain(screen)):
                said = left.pop(0) if left else END
                os.write(terminal, said.encode() if said in (INTERRUPT, END) else f"{said}\r".encode())
                screen += b"\0"  # no answer twice to one prompt
        else:
            os.kill(child, signal.SIGKILL)
    finally:
        os.close(terminal)
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), _plain(screen).replace("\0", "")


def _plain(screen: bytes) -> str:
    return _ACTING.sub("", screen.decode("utf-8", "replace")).replace("\r", "")
