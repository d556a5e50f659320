"""Several processes find what one finds, in the same order, whatever becomes of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import date

import pytest
from model import SETTINGS
from repositories import commit, git

from govinfo_cli import processes, rules
from govinfo_cli.inspection import Inspector
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder, Revision
from govinfo_cli.staged import Staged
from govinfo_cli.validation import Request, entry_files, validate

FORKS = "fork" in multiprocessing.get_all_start_methods()
BEGINNINGS = [pytest.param("fork", marks=pytest.mark.skipif(not FORKS, reason="no fork here")), "spawn"]


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Forty entries, of which some are broken and one holds what must not be shown."""
    monkeypatch.setattr(processes, "_WORTH_A_PROCESS", 4)
    files = {"catalog/catalog.yaml": SETTINGS}
    for number in range(40):
        more = {3: "abstract: 密级：机密\n", 17: "abstract: [\n", 31: "update_cycle: 每天\n"}.get(number, "")
        text = f"code: 30304601/{number:06}\nname: 资源{number}\n{more}"
        files[f"catalog/办公厅/30304601-{number:06}_资源{number}.yaml"] = text
    git(tmp_path, "init", "-q")
    commit(tmp_path, files)
    return tmp_path


@pytest.fixture
def begun(request):
    """Children begin in the way that the test names."""
    before = multiprocessing.get_start_method()
    multiprocessing.set_start_method(request.param, force=True)
    yield request.param
    multiprocessing.set_start_method(before, force=True)


def asked(source, kind=Inspector):
    inspector = kind(open_settings(source, ()), rules.NAMES)
    return source, inspector, entry_files(source)


@pytest.mark.parametrize("begun", BEGINNINGS, indirect=True)
@pytest.mark.parametrize("kind", ["folder", "revision", "index"])
def test_several_processes_find_what_one_finds(root, begun, kind):
    sources = {"folder": Folder, "revision": lambda root: Revision(root, "HEAD"), "index": Staged}
    what = asked(sources[kind](root))
    told = []
    several = list(processes.inspect_all(*what, jobs=3, progress=lambda *done: told.append(done)))
    assert several == list(processes.inspect_all(*what, jobs=1))
    assert sum(bool(one.diagnostics) for one in several) == 40 and any(one.secrets for one in several)
    assert told[-1] == (40, 40) and told == sorted(told)
    assert multiprocessing.active_children() == []


def test_a_run_is_the_same_with_any_number_of_processes(root):
    day = date(2026, 11, 24)
    one, *others = (validate(Folder(root), Request(day, jobs=jobs)) for jobs in (1, 2, 5))
    assert all(other._replace(profile=one.profile) == one for other in others)


@pytest.mark.skipif(not FORKS, reason="a spawned child does not know this class")
@pytest.mark.parametrize("end", [lambda: os._exit(9), lambda: 1 / 0, lambda: os.kill(os.getpid(), signal.SIGKILL)])
def test_what_a_failed_process_owes_is_done_by_the_first(root, end):
    first = os.getpid()

    class Failing(Inspector):
        def entry(self, file, raw):
            if os.getpid() != first and "000030" in file.path:
                end()
            return super().entry(file, raw)

    what = asked(Folder(root), Failing)
    assert list(processes.inspect_all(*what, jobs=3)) == list(processes.inspect_all(*what, jobs=1))


@pytest.mark.skipif(not FORKS, reason="a spawned child does not know this class")
def test_nothing_is_left_behind_when_the_run_is_interrupted(root):
    first = os.getpid()

    class Waiting(Inspector):
        def entry(self, file, raw):
            if os.getpid() != first:
                os.kill(os.getpid(), signal.SIGINT)  # as the terminal does with all of them; it is not heeded
                signal.sigwait({signal.SIGUSR1})
            return super().entry(file, raw)

    def interrupt(done, total):
        assert len(multiprocessing.active_children()) == 2
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(processes.inspect_all(*asked(Folder(root), Waiting), jobs=3, progress=interrupt))
    assert multiprocessing.active_children() == []
