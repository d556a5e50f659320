"""The files of a large catalogue through the inspector in several processes, where that pays."""

from __future__ import annotations

import marshal
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from govinfo_cli.inspection import Inspected, Inspector
from govinfo_cli.memory.parcel import packed, unpacked
from govinfo_cli.settings import open_settings
from govinfo_cli.source import File, Folder, Revision, Source

# Below this many files a second process costs more than it saves: its start takes as long as some thousand files.
_WORTH_A_PROCESS = 3000
_CHUNK = 500  # files
_MOST = 8


def inspect_all(
    source: Source,
    inspector: Inspector,
    files: Sequence[File],
    profiles: tuple[str, ...] = (),
    jobs: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Inspected]:
    """What each of `files` came to, in their order. `jobs` is the number of processes, 0 for as many as there are cores;
    with more than one, `profiles` and `source` have to be what the inspector's settings were opened by. `progress` is
    told how many of how many are done. Raises what reading the source raises.

    The files are dealt out in equal shares, and this process takes the first: a pool would leave it waiting.
    """
    jobs = min(jobs or min(os.cpu_count() or 1, _MOST), len(files) // (_WORTH_A_PROCESS // 2))
    if jobs < 2 or not isinstance(source, (Folder, Revision)):
        jobs = 1
    size = max(-(-len(files) // jobs), 1)
    mine, *theirs = (files[start : start + size] for start in range(0, len(files) or 1, size))
    others = _Others(source, inspector)
    if theirs:
        next(_alone(source, inspector, mine))  # what is compiled now need not be in every process
    try:
        for share in theirs:
            others.start(share, profiles)
        for done, one in enumerate(_alone(source, inspector, mine), 1):
            yield one
            # As far as this process has come with its share, so have the others with theirs.
            progress(min(done * (len(theirs) + 1), len(files)), len(files))
        for place in range(len(theirs)):
            yield from others.result(place)
    finally:
        others.end()


def _alone(source: Source, inspector: Inspector, files: Iterable[File]) -> Iterator[Inspected]:
    for file, raw in source.read(files):
        yield inspector.entry(file, raw)


class _Others:
    """The other processes, each with a share of the files. What they found waits with them until it is asked for, so
    that no pipe runs full and nobody waits for this process."""

    def __init__(self, source: Source, inspector: Inspector) -> None:
        self._source, self._inspector = source, inspector
        self._shares: list[Sequence[File]] = []
        self._ends, self._processes = [], []

    def start(self, share: Sequence[File], profiles: tuple[str, ...]) -> None:
        """One process more, for `share`; where it cannot be had, the share waits for this one."""
        import multiprocessing

        # A forked child has the compiled rules already; elsewhere it has to open the catalogue itself.
        forks = multiprocessing.get_start_method() != "spawn" and "fork" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("fork" if forks else "spawn")
        source, inspector = self._source, self._inspector
        end, their_end = context.Pipe(duplex=False)
        self._shares.append(share)
        self._ends.append(end)
        if forks:
            work, told = _forked, (self._ends, their_end, source, inspector, share)
        else:
            where = type(source), str(source.root), source.commit
            work, told = _spawned, (their_end, where, profiles, inspector.names, [tuple(one) for one in share])
        with suppress(OSError), _uninterrupted():
            process = context.Process(target=work, args=told, daemon=True)
            process.start()
            self._processes.append(process)
        their_end.close()

    def result(self, place: int) -> Iterator[Inspected]:
        """What was found in a share. Of one whose process failed or was killed, this process does the rest: either it
        fails too and says why, or all is well."""
        share, done = self._shares[place], 0
        with suppress(EOFError, OSError):
            while done < len(share):
                # marshal knows plain values only, and is many times faster than pickle.
                for parcel in marshal.loads(self._ends[place].recv_bytes()):
                    yield unpacked(share[done].path, parcel)
                    done += 1
        yield from _alone(self._source, self._inspector, share[done:])

    def end(self) -> None:
        """Leaves none of them behind, wherever this process stopped."""
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.join(0.05)
            if process.is_alive():
                process.terminate()
            process.join()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal; what starts here leaves it to this one, which ends the others."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _forked(ends: Sequence, end, source: Source, inspector: Inspector, files: Sequence[File]) -> None:
    for one in ends:
        one.close()  # else nobody would notice that the first process is gone
    _work(end, source, inspector, files)


def _spawned(end, where: tuple, profiles: tuple[str, ...], names: Sequence[str], files: Sequence[tuple]) -> None:
    kind, root, commit = where
    source = Revision(Path(root), commit, commit) if commit else kind(Path(root))
    _work(end, source, Inspector(open_settings(source, profiles), names), [File(*one) for one in files])


def _work(end, source: Source, inspector: Inspector, files: Sequence[File]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception):  # the first process will see for itself
        for part in list(_parts(_alone(source, inspector, files))):
            end.send_bytes(part)


def _parts(found: Iterable[Inspected]) -> Iterator[bytes]:
    parcels = map(packed, found)
    while part := list(islice(parcels, _CHUNK)):
        yield marshal.dumps(part)
