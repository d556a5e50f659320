"""How the fuzzing (tests/fuzzing.py) mangles its inputs: bytes, data, the parts of a workbook, the members of a bundle."""

from __future__ import annotations

import io
import json
import random
import warnings
import zipfile
from collections.abc import Callable

import texts
import zips

from govinfo_cli.package import manifest

Mangle = Callable[[random.Random, bytes], bytes]
BETWEEN = b"\n%%%%\n"  # the path or the old file above, the content or the new one below
_LARGEST = 1 << 18  # bytes of an input
_WORDS = [piece.encode("utf-8", "surrogatepass") for piece in texts.PIECES]
_WORDS += [b"\xff", b"\x00", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"&amp;", b"<", b">", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"=1+1"]  # fmt: skip
_WORDS += ["无条件共享".encode(), "共享类型".encode(), "𠮷".encode(), b"30304601/000012", b"1" * 400, b"9e999", b"-1", b'r="XFD1048576"', b't="s"']  # fmt: skip
# What stands where nobody expects it.
_ODD = [None, True, 0, -1, 1.5, 10**30, "", " ", "甲", "x" * 3000, "\u202e\x1b[31m", "=1+1", "2026-13-45", "9999-12-31", "9" * 400, "../x", "<<", [], {}, [[]], [None], ["a", "a"], {"": None}, {"a": {"a": 1}}, [{"name": 1}], "人事局", "30304601/000012", "missing-field", "error", "items.name", "^(a+)+$", "\ud800"]  # fmt: skip


def mangled(chance: random.Random, raw: bytes) -> bytes:
    """Bytes with some pieces put in, taken out, doubled, moved or replaced."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(raw))
        end = min(len(raw), start + int(chance.expovariate(0.1)))
        piece = raw[start:end]
        match chance.randrange(5):
            case 0:
                raw = raw[:start] + chance.choice(_WORDS) + raw[start:]
            case 1:
                raw = raw[:start] + raw[end:]
            case 2:
                raw = raw[:start] + piece * chance.randint(2, 40) + raw[end:]
            case 3:
                raw = raw[:start] + chance.choice(_WORDS) + raw[end:]
            case _:
                to = chance.randint(0, len(raw))
                raw = raw[:to] + piece + raw[to:]
    return raw[:_LARGEST]


def mangled_data(chance: random.Random, raw: bytes) -> bytes:
    """JSON, which is YAML too, with values and keys that are gone, doubled or others; or its bytes mangled."""
    if chance.random() < 0.2:
        return mangled(chance, raw)
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return mangled(chance, raw)
    for _ in range(chance.randint(1, 3)):
        data = _changed(chance, data)
    return json.dumps(data, ensure_ascii=chance.random() < 0.2).encode("utf-8", "replace")[:_LARGEST]


def _changed(chance: random.Random, data: object) -> object:
    """The data with one place changed, or as they are."""
    places = [(one, key) for one in _nodes(data) for key in (one if isinstance(one, dict) else range(len(one)))]
    if not places:
        return chance.choice(_ODD)
    one, key = chance.choice(places)
    match chance.randrange(6):
        case 0:
            del one[key]
        case 1 if isinstance(one, dict):
            one[chance.choice([odd for odd in _ODD if isinstance(odd, str)])] = one.pop(key)
        case 1 | 2 if isinstance(one, list):
            one.insert(chance.randint(0, len(one)), one[key])
        case 2:
            one[key] = [one[key]] if chance.random() < 0.5 else {"x": one[key]}
        case 3:
            one[key] = json.loads(json.dumps(chance.choice(places)[0]))
        case _:
            one[key] = json.loads(json.dumps(chance.choice(_ODD)))
    return data


def _nodes(data: object):
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, (dict, list)):
            yield one
            waiting += one.values() if isinstance(one, dict) else one


def below(mangle: Mangle) -> Mangle:
    """Mangles what stands below BETWEEN, now and then all of it."""

    def mangling(chance: random.Random, raw: bytes) -> bytes:
        head, between, body = raw.partition(BETWEEN)
        if not between or chance.random() < 0.02:
            return mangled(chance, raw)
        return head + between + mangle(chance, body)

    return mangling


def mangled_book(chance: random.Random, raw: bytes) -> bytes:
    """A workbook one of whose parts is mangled, or gone, doubled or called otherwise; or its bytes themselves."""
    if chance.random() < 0.2:
        return mangled(chance, raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as opened:
            parts = [(one.filename, opened.read(one)) for one in opened.infolist()]
    except Exception:  # mangled before
        return mangled(chance, raw)
    place = chance.randrange(len(parts))
    name, part = parts[place]
    match chance.randrange(12):
        case 0:
            del parts[place]
        case 1:
            parts.append((name, mangled(chance, part)))
        case 2:
            parts[place] = (mangled(chance, name.encode()).decode("utf-8", "replace")[:200], part)
        case _:
            parts[place] = (name, mangled(chance, part))
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        warnings.simplefilter("ignore")  # of two parts of one name
        for name, part in parts:
            made.writestr(name.partition("\0")[0] or "x", part)  # as zipfile cuts it
    return out.getvalue()


def mangled_bundle(chance: random.Random, raw: bytes) -> bytes:
    """A bundle whose manifest or another member is mangled, mostly sealed anew, as one does who knows how; or its bytes."""
    if chance.random() < 0.2:
        return mangled(chance, raw)
    try:
        files = zips.members(raw)
        if chance.random() < 0.5:
            said = json.loads(mangled_data(chance, files[manifest.PATH]))
            if chance.random() < 0.8:
                said = manifest.sealed(said)
            return zips.packed(files | {manifest.PATH: manifest.encoded(said)})
        name = chance.choice(sorted(files))
        files[name] = (mangled_data if name.endswith(".json") else mangled)(chance, files[name])
        if chance.random() < 0.2:
            files[mangled(chance, name.encode()).decode("utf-8", "replace")[:100]] = files.pop(name)
        return zips.resealed(files) if chance.random() < 0.8 else zips.packed(files)
    except Exception:  # mangled before, or beyond what can be sealed
        return mangled(chance, raw)
