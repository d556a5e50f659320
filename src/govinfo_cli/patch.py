"""What would change in files, as a unified diff that git applies: nothing in it acts on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from govinfo_cli.visible import visible


def rename(old: str, new: str) -> str:
    """A file that only goes from `old` to `new`."""
    old, new = visible(old), visible(new)
    return f"diff --git a/{old} b/{new}\nsimilarity index 100%\nrename from {old}\nrename to {new}\n"


def unified(path: str, now: bytes | None, then: bytes | None) -> str:
    """What differs between the bytes at `path` now and then (None: nothing there), line by line, each visible."""
    try:
        old, new = _lines(now), _lines(then)
    except UnicodeDecodeError:
        return f"Binary file {visible(path)} differs\n"
    name = visible(path)
    heads = ("/dev/null" if now is None else f"a/{name}", "/dev/null" if then is None else f"b/{name}")
    import difflib

    return "".join(_shown(line) for line in difflib.unified_diff(old, new, *heads))


def _lines(side: bytes | None) -> Sequence[str]:
    """The lines as git counts them: they end at \\n alone."""
    lines = (side or b"").decode("utf-8").split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _shown(line: str) -> str:
    body = line.removesuffix("\n")
    # Nothing in a file acts on the terminal; only a tab stays one.
    cleaned = "\t".join(visible(part) for part in body.split("\t"))
    return cleaned + "\n" if line.endswith("\n") else cleaned + "\n\\ No newline at end of file\n"
