"""Rows and columns as text: tab-separated, CSV, aligned, or a table as wide as the terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from govinfo_cli.visible import visible_lines, width

Row = Sequence[str]

_SHORT = 16  # cells
# A spreadsheet takes what begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@")
# And some take what begins with one of these, whatever quotes stand around it.
RUNNING = (*_FORMULA, "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """`text` with an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if text.lstrip(" ").startswith(RUNNING) else text


def tsv(head: Row, rows: Sequence[Row]) -> str:
    """One line a row; the cells hold no tabs and line ends, `visible` has written them out."""
    return "".join("\t".join(row) + "\n" for row in _uncommanding(head, *rows))


def comma_separated(head: Row, rows: Sequence[Row]) -> str:
    """CSV that a spreadsheet opens without taking a name for a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for row in _uncommanding(head, *rows):
        writer.writerow([f"'{cell}" if cell.startswith(RUNNING) and not _number(cell) else cell for cell in row])
    return written.getvalue()


def aligned(head: Row, rows: Sequence[Row], numbers: frozenset[int] = frozenset()) -> str:
    """Columns lined up by blanks, `numbers` to the right; nothing is cut or wrapped."""
    widths = [max(width(row[place]) for row in (head, *rows)) for place in range(len(head))]
    lines = []
    for row in _uncommanding(head, *rows):
        cells = []
        for place, cell in enumerate(row):
            blanks = " " * (widths[place] - width(cell))
            cells.append(blanks + cell if place in numbers else cell + blanks)
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)


def terminal(
    head: Row, rows: Sequence[Row], columns: int | None, color: bool, numbers: frozenset[int] = frozenset()
) -> str:
    """A table of at most `columns` cells, by default as many as the terminal has; what is too long goes on in the next line, nothing is cut."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Plain  # not markup: a name may hold brackets

    columns = columns or Console().width
    widths = [max(width(row[place]) for row in (head, *rows)) for place in range(len(head))]
    # A code is read whole: what is short is not broken, where the long then still have room.
    room = columns - sum(wide + 2 if wide <= _SHORT else _SHORT for wide in widths)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for place, name in enumerate(head):
        justify = "right" if place in numbers else "left"
        table.add_column(Plain(name), overflow="fold", justify=justify, no_wrap=room >= 0 and widths[place] <= _SHORT)
    for row in _uncommanding(*rows):
        table.add_row(*(Plain(cell) for cell in row))
    written = io.StringIO()
    console = Console(
        file=written,
        width=columns,
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
    )
    console.print(table)
    return "".join(line.rstrip() + "\n" for line in written.getvalue().splitlines())


def _uncommanding(*rows: Row) -> Iterator[Row]:
    """The rows, of which no first cell makes its line a command to a CI."""
    for row in rows:
        yield [visible_lines(row[0])[0], *row[1:]]


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
