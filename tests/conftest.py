"""What every test needs: no colour, no locale, no stranger's git settings; `--update` rewrites expected outputs."""

from __future__ import annotations

import os
import sys
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


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="rewrite expected outputs and generated text")


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
