"""What the reading commands share: the format asked for, the answer on the screen or in a file, files left out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from govinfo_cli import columns
from govinfo_cli.bundle import Pieces, write_file
from govinfo_cli.diagnostic import Text
from govinfo_cli.jsontext import written
from govinfo_cli.running import Globals, UsageError
from govinfo_cli.visible import shown, uncommanding_json, visible, visible_path, width

NO_CACHE = "全部重新读，不用也不存上次读到的 (read everything anew, keep nothing)"
_ENDINGS = {".json": "json", ".csv": "csv", ".tsv": "tsv", ".md": "markdown", ".xlsx": "xlsx"}
_SEEN, _WIDEST = 500, 40  # rows that a workbook's column is fitted to, characters it has at most


def chosen(option: str, word: str, allowed: Sequence[str]) -> str:
    """`word`, where it is among `allowed`; raises UsageError."""
    if word in allowed:
        return word
    raise UsageError(
        Text(zh=f"{option}：不能填“{shown(word)}”", en=f"{option}: '{shown(word)}' is not possible"),
        Text(zh=f"可用：{'、'.join(allowed)}", en=f"one of: {', '.join(allowed)}"),
    )


def format_of(word: str | None, output: str | None, allowed: Sequence[str]) -> str | None:
    """The format asked for, else what the file's ending says; None where neither says anything."""
    if word is None and output is not None:
        word = _ENDINGS.get(Path(output).suffix.lower())
        return word if word in allowed else None
    return None if word is None else chosen("--format", word, allowed)


def tabular(
    settings: Globals,
    form: str | None,
    output: str | None,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: frozenset[int] = frozenset(),
) -> str | bytes:
    """Rows as `form` asks, a workbook as bytes; without a form a table on a terminal, else tab-separated. `numbers` stand to the right."""
    on_screen = output is None and sys.stdout.isatty()
    if form == "xlsx":
        return book(head, rows, numbers)
    if form == "csv":
        return columns.comma_separated(head, rows)
    if form == "tsv" or form is None and not on_screen:
        return columns.tsv(head, rows)
    if on_screen:
        return columns.terminal(head, rows, None, settings.colored(sys.stdout), numbers)
    return columns.aligned(head, rows, numbers)


def book(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int] = frozenset()) -> bytes:
    """Rows as a workbook of one sheet; `numbers` are the columns (from 0) whose digits are numbers."""
    from govinfo_cli.workbook.listing import Head, Tinted, listing
    from govinfo_cli.workbook.writing import Book

    made = [
        [
            int(cell) if place in numbers and cell.isdecimal() and cell.isascii() else visible(cell)
            for place, cell in enumerate(row)
        ]
        for row in rows
    ]
    heads = []
    for place, title in enumerate(head):
        widest = max((width(str(row[place])) for row in made[:_SEEN] if place < len(row)), default=0)
        heads.append(Head(title, max(8, min(_WIDEST, max(widest, width(title) + 2) + 2))))
    written = Book("catalog")
    written.add(listing(written, "Sheet1", heads, (Tinted(row) for row in made)))
    return written.finish()


def steps(settings: Globals) -> Callable[[Text], None]:
    """Tells on a terminal what a long run is at (an empty text: it is done); elsewhere nothing."""
    if settings.quiet or not sys.stderr.isatty():
        return lambda text: None

    def tell(text: Text) -> None:
        sys.stderr.write(f"\r\x1b[K{visible(text.of(settings.lang))}")
        sys.stderr.flush()

    return tell


def json_text(data: Mapping) -> str:
    """ASCII, so that neither a code page nor a control or bidi character in a name can spoil it."""
    return uncommanding_json(written(data, indent=1, ascii=True)) + "\n"


def deliver(text: str | bytes | Pieces, output: str | None, form: str | None = None) -> None:
    """Writes the answer to stdout, or to the file `output`; of text in pieces ASCII ones. Raises WriteError."""
    if isinstance(text, Pieces):
        if output is None or output == "-":
            sys.stdout.writelines(piece.decode("ascii") for piece in text)
        else:
            write_file(Path(output), text)
        return
    if isinstance(text, bytes):
        if output is None or output == "-":
            raise UsageError(
                Text(zh=f"-f {form}：是文件，不能写到屏幕", en=f"-f {form}: a file, not for the screen"),
                Text(zh=f"用  -o 文件名.{form}  写入文件", en=f"write it to a file with -o NAME.{form}"),
            )
        write_file(Path(output), text)
    elif output is None or output == "-":
        sys.stdout.write(text)
    else:
        # Excel takes a CSV without a byte order mark for GBK.
        write_file(Path(output), text.encode("utf-8-sig" if form == "csv" else "utf-8"))


def name_broken(paths: Iterable[str], lang: str) -> None:
    """Says on stderr which files cannot be read and are left out."""
    for path in paths:
        said = Text(
            zh=f"“{visible_path(path)}”读不出来，没有算在内；运行  catalog validate  查看原因",
            en=f"'{visible_path(path)}' cannot be read and is left out; catalog validate tells why",
        )
        print(said.of(lang), file=sys.stderr)
