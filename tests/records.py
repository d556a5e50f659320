"""Old workbooks (.xls) for tests as the records they consist of (BIFF8, [MS-XLS]): made without any program of an office, mangled record by record."""

from __future__ import annotations

import random
import struct
from collections.abc import Sequence

from mangling import mangled

Record = tuple[int, bytes]  # its kind and what it holds
_BOF, _EOF, _SHEET = 0x809, (0x0A, b""), 0x85


def joined(records: Sequence[Record]) -> bytes:
    """The stream of the records; one that is too long to say so is cut."""
    return b"".join(struct.pack("<HH", kind & 0xFFFF, len(said[:0xFFFF])) + said[:0xFFFF] for kind, said in records)


def parted(raw: bytes) -> list[Record]:
    """The records of a stream, as far as it can be told apart."""
    found, place = [], 0
    while place + 4 <= len(raw):
        kind, size = struct.unpack_from("<HH", raw, place)
        found.append((kind, raw[place + 4 : place + 4 + size]))
        place += 4 + size
    return found


def xls(rows: Sequence[Sequence[object]], name: str = "目录") -> bytes:
    """A bare BIFF8 stream of one sheet: texts, whole numbers, fractions, truth values, a date, an error, a merged title, a hidden row and column."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    table = struct.pack("<II", len(texts), len(texts)) + b"".join(map(_text, texts))
    head = [
        (_BOF, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 6)),
        (0x42, struct.pack("<H", 1200)),
        (0x22, struct.pack("<H", 0)),  # dates count from 1900
        *[(0x31, struct.pack("<HHHHHBBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 1, 0) + b"A")] * 4,
        (0x41E, struct.pack("<H", 164) + _text("yyyy-mm-dd")),
        *[(0xE0, struct.pack("<HHHBBBBIIH", 0, 0, 0xFFF5, 32, 0, 0, 0, 0, 0, 0x20C0))] * 15,
        *[(0xE0, struct.pack("<HHHBBBBIIH", 0, shape, 1, 32, 0, 0, 0, 0, 0, 0x20C0)) for shape in (0, 164)],
    ]
    sheet = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    start = len(joined([*head, (_SHEET, struct.pack("<IBB", 0, 0, 0) + sheet), (0xFC, table), _EOF]))
    body = [
        (_BOF, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 6)),
        (0x7D, struct.pack("<HHHHHH", 5, 5, 2560, 15, 1, 0)),
        (0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)),
    ]
    for number, row in enumerate(rows):
        body.append((0x208, struct.pack("<HHHHHHI", number, 0, len(row), 255, 0, 0, 0x20 if number == 2 else 0)))
        body += [_cell(number, column, cell, texts) for column, cell in enumerate(row)]
    body += [(0xE5, struct.pack("<HHHHH", 1, 0, 0, 0, 3)), _EOF]
    return joined([*head, (_SHEET, struct.pack("<IBB", start, 0, 0) + sheet), (0xFC, table), _EOF, *body])


def _text(text: str) -> bytes:
    units = text.encode("utf-16-le")
    return struct.pack("<HB", len(units) // 2, 1) + units


def _cell(row: int, column: int, cell: object, texts: list[str]) -> Record:
    at = struct.pack("<HHH", row, column, 15)
    if cell is None:
        return 0x201, at
    if isinstance(cell, bool):
        return 0x205, at + bytes((cell, 0))
    if isinstance(cell, str):
        return 0xFD, at + struct.pack("<I", texts.index(cell))
    if isinstance(cell, int):
        return 0x27E, at + struct.pack("<I", cell << 2 | 2)
    if cell != cell:  # no number: #N/A
        return 0x205, at + bytes((0x2A, 1))
    return 0x203, struct.pack("<HHH", row, column, 16) + struct.pack("<d", cell)


def mangled_records(chance: random.Random, raw: bytes) -> bytes:
    """A stream with some records mangled, gone, doubled, moved or of another kind; or its bytes mangled."""
    records = parted(raw)
    if not records or chance.random() < 0.2:
        return mangled(chance, raw)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(records))
        kind, said = records[place]
        match chance.randrange(8):
            case 0 if len(records) > 1:
                del records[place]
            case 1:
                records.insert(chance.randint(0, len(records)), (kind, said))
            case 2:
                records[place] = chance.choice(records)[0], said
            case 3:
                records[place] = kind, said[: chance.randint(0, len(said))]
            case 4 if said:
                byte = chance.randrange(len(said))
                records[place] = kind, said[:byte] + chance.choice((b"\0", b"\x7f", b"\xff")) + said[byte + 1 :]
            case 5 if len(said) > 1:
                byte = chance.randrange(len(said) - 1)
                records[place] = (
                    kind,
                    said[:byte] + chance.choice((b"\xff\xff", b"\xff\x7f", b"\0\x80")) + said[byte + 2 :],
                )
            case _:
                records[place] = kind, mangled(chance, said)
    return joined(records)
