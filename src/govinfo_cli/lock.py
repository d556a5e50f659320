"""One writer at a time: the lock on a folder while a Bundle is written below it. It goes with its process, however that ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT = 10.0  # seconds until the other writer is told of; a write takes a fraction of one
_PAUSE = 0.02
_WINDOWS = hasattr(os, "O_TEMPORARY")


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Holds the lock on `folder`, waiting for whoever holds it; False where there is nothing to lock or the file system
    knows no locks. Raises TimeoutError after WAIT seconds.

    On POSIX it is the folder itself that is locked, on Windows, where that cannot be done, a file in it that the
    system takes away with its last handle: neither is left behind by a process that is killed.
    """
    handle = _waited(folder)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def _waited(folder: Path) -> int | None:
    end = time.monotonic() + WAIT
    while True:
        try:
            return _tried(folder)
        except (BlockingIOError, FileExistsError):
            if time.monotonic() > end:
                raise TimeoutError from None
            time.sleep(_PAUSE)
        except OSError:
            return None


def _tried(folder: Path) -> int:
    if _WINDOWS:
        return os.open(folder / ".catalog-lock.tmp", os.O_CREAT | os.O_EXCL | os.O_TEMPORARY)
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle
