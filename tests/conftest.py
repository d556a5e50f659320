"""What every test needs: no colour, no locale, no stranger's git settings; `--update` rewrites expected outputs."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from pathlib import Path

import hypothesis
import pytest

# The same examples in every run, so that a change alone can turn a test red; CATALOG_EXPLORE=1 looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("explore", derandomize=False, deadline=None)
hypothesis.settings.load_profile("explore" if os.environ.get("CATALOG_EXPLORE") else "same")

sys.path.insert(0, str(Path(__file__).parent))

for name in [name for name in os.environ if name.startswith(("GIT_", "CATALOG_L", "NO_COLOR", "FORCE_COLOR"))]:
    del os.environ[name]
os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull, LC_ALL="C.UTF-8", TZ="UTC")

if sys.dont_write_bytecode and "PYTEST_XDIST_WORKER" not in os.environ:
    _bytecode = tempfile.TemporaryDirectory(prefix="catalog-bytecode-", ignore_cleanup_errors=True)
    os.environ["CATALOG_TESTS_BYTECODE"] = _bytecode.name


def pytest_collection_finish(session):
    """What was collected stays to the end: looking through it for garbage again and again took a sixth of the whole run.
    The thresholds are below those of the program itself (cli.main), whose processes do not live as long."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="rewrite expected outputs and generated text")


@pytest.fixture(scope="session", autouse=True)
def _bytecode_of_children():
    """Where Python is told to keep no bytecode, each of the hundred `catalog` that tests start would compile the whole
    program anew: they share what they compile in a folder of this run. The test processes keep theirs as they are told."""
    if folder := os.environ.get("CATALOG_TESTS_BYTECODE"):
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder


@pytest.fixture
def update(request) -> bool:
    return request.config.getoption("--update")


@pytest.fixture
def catalog(capfd, monkeypatch):
    """Runs `catalog` in this process: catalog(*arguments, cwd=folder) -> (exit code, stdout, stderr)."""
    from govinfo_cli import cli

    def run(*arguments, cwd=None) -> tuple[int, str, str]:
        if cwd is not None:
            monkeypatch.chdir(cwd)
        capfd.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return run


@pytest.fixture
def repository(tmp_path) -> Path:
    """A git repository with a small catalogue, committed once (tests/repositories.py)."""
    from repositories import begun

    return begun(tmp_path / "目录 库")
