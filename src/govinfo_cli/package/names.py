"""Names that every system takes for a file, Windows too: what is wrong with one, and a path mended."""

from __future__ import annotations

import re
from unicodedata import normalize

LONGEST = 100  # characters of one name
LONGEST_PATH = 180  # Windows takes 260 with the folder that it is unpacked to
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.I)
_REFUSED = re.compile('[\x00-\x1f\x7f-\x9f<>:"|?*\\\\\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]')


def is_safe(path: str) -> bool:
    """Whether `path` (relative, with "/") is one that unpacks to the same place everywhere, and nowhere else."""
    steps = path.split("/")
    return (
        len(path) <= LONGEST_PATH
        and normalize("NFC", path) == path
        and _REFUSED.search(path) is None
        and all(
            step and len(step) <= LONGEST and step.strip() == step and step[-1] != "." and not _RESERVED.fullmatch(step)
            for step in steps
        )
    )


def folded(path: str) -> str:
    """What two paths have in common that are one file on some systems."""
    return normalize("NFC", path).casefold()
