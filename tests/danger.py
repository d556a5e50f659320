"""The example with one dangerous change among forty harmless ones (examples/needle), for the README and the reviews."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

DANGER = "职工体检登记"
_BUILD = Path(__file__).parents[1] / "examples" / "needle" / "build.py"


def lay(root: Path) -> str:
    """A repository at `root` whose working tree changes 40 abstracts, and one share type; its HEAD."""
    subprocess.run([sys.executable, _BUILD, root], check=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True)
    return head.stdout.decode().strip()
