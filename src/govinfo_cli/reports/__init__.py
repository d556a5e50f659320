"""The reports, one format a file: an Outcome to text. `render(outcome, lang, color)` gives str or bytes.

`pieces`, with the same arguments, gives the same str piece by piece; a format has it whose reports may be long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from types import ModuleType

from govinfo_cli.jsontext import written
from govinfo_cli.pattern import Pattern
from govinfo_cli.visible import uncommanding_json

NAMES = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown", "csv", "xlsx")
BINARY = ("xlsx",)  # not for a screen
# Of several endings that fit a name the longest counts.
ENDINGS = {
    ".txt": "text",
    ".json": "json",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    "gl-code-quality-report.json": "gitlab",
    ".xml": "junit",
    ".md": "markdown",
    ".csv": "csv",
    ".xlsx": "xlsx",
}


def report(name: str) -> ModuleType:
    """The module of the format called `name`; raises KeyError for any other word."""
    if name not in NAMES:
        raise KeyError(name)
    return import_module(f"{__name__}.{name}")


def format_of(file: str, endings: Mapping[str, str] = ENDINGS) -> str | None:
    """The format that the ending of `file` tells, or None; "-", the screen, is for text."""
    if file == "-":
        return "text"
    fitting = [ending for ending in endings if file.lower().endswith(ending)]
    return endings[max(fitting, key=len)] if fitting else None


def paired(
    formats: Sequence[str], files: Sequence[str], endings: Mapping[str, str] = ENDINGS
) -> list[tuple[str | None, str | None]]:
    """Formats and files in pairs: None for a file is stdout, for a format an ending that tells none.

    As many of the one as of the other are pairs in their order. Else a format goes with the file whose ending
    tells it, then with one of its kind, then with the next: `-f text -f sarif -o r.sarif` has text on stdout.
    """
    if not formats and not files:
        return [("text", None)]
    if len(formats) == len(files):
        return list(zip(formats, files, strict=True))
    given: dict[int, int] = {}  # place of a file -> place of its format
    for fits in (_told, _akin, lambda name, file, endings: True):
        for place, name in enumerate(formats):
            free = (n for n, file in enumerate(files) if n not in given and fits(name, file, endings))
            if place not in given.values() and (found := next(free, None)) is not None:
                given[found] = place
    pairs = [(formats[given[n]] if n in given else format_of(file, endings), file) for n, file in enumerate(files)]
    return pairs + [(name, None) for place, name in enumerate(formats) if place not in given.values()]


def _told(name: str, file: str, endings: Mapping[str, str]) -> bool:
    return format_of(file, endings) == name


def _akin(name: str, file: str, endings: Mapping[str, str]) -> bool:
    kinds = {ending.rpartition(".")[2] for ending, told in endings.items() if told == name}
    return file.lower().rpartition(".")[2] in kinds


# Read from the left, so that an escaped backslash before "u" is not taken for an escape.
_ESCAPES = Pattern(r"\\\\|\\u(d[89ab]..)\\u(d[c-f]..)|\\u(d[89a-f]..)")


def encoded(value: object) -> str:
    """`value` as JSON in ASCII, so that neither a code page nor a control or bidi character in a name can spoil it.

    Half a surrogate pair (of a file name that is not UTF-8) is written out, since many readers refuse it.
    """
    return _inert(written(value, 1, ascii=True)) + "\n"


def encoded_pieces(value: Mapping, name: str, members: Iterable) -> Iterator[str]:
    """What `encoded` makes of `value` with the list of `members` as its last, called `name`: a member a piece, so that
    never all of them are held."""
    empty = "[]\n}\n"
    yield encoded({**value, name: []}).removesuffix(empty)
    between = "["
    for member in members:
        yield _inert(f"{between}\n  {written(member, 1, ascii=True, depth=2)}")
        between = ","
    yield empty if between == "[" else "\n ]\n}\n"


def _inert(text: str) -> str:
    if "\\ud" not in text:  # as in nearly all
        return uncommanding_json(text)
    return uncommanding_json(_ESCAPES.sub(lambda found: rf"\\u{found[3]}" if found[3] else found[0], text))
