"""A workbook's zip with some parts changed: every part that nobody touches goes on byte for byte."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple
from xml.sax.saxutils import quoteattr, unescape

from govinfo_cli.workbook.archive import Archive
from govinfo_cli.workbook.markup import parse
from govinfo_cli.workbook.refusal import MAX_PART

_TYPES = "[Content_Types].xml"
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_ENTITIES = {"&quot;": '"', "&apos;": "'"}


class Relation(NamedTuple):
    """One relation of a part: its id, the last word of its type, the name of the other part, and how it is written."""

    id: str
    kind: str
    part: str
    written: str


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag as it is written."""
    found = _ATTRIBUTE.findall(tag)
    return {name: unescape(double or single, _ENTITIES) for name, double, single in found}


def elements(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where the elements called `name`, whatever their prefix, begin and end; those within another of them are not told.

    Found by looking ahead only: a pattern would take the square of the time for a text made to hold it up.
    """
    opening = re.compile(rf"<((?:[\w.-]{{1,40}}:)?){name}(?=[\s/>])")
    place = 0
    while (found := opening.search(text, place)) is not None:
        end = text.find(">", found.end())
        if end > 0 and text[end - 1] != "/":
            closing = re.compile(rf"</{re.escape(found[1])}{name}[ \t\r\n]{{0,9}}>").search(text, end)
            end = closing.end() - 1 if closing else -1
        if end < 0:
            return
        place = end + 1
        yield found.start(), place


class Package:
    """The parts of a workbook that `Archive` has found in order. Names are as they stand in the zip."""

    def __init__(self, path: str, raw: bytes) -> None:
        self._path, self._archive = path, Archive(path, raw)
        self._sound: set[str] = set()
        self._members = {one.filename: one for one in zipfile.ZipFile(io.BytesIO(raw)).infolist() if not one.is_dir()}
        self._spelt = {name.replace("\\", "/").lstrip("/").casefold(): name for name in self._members}
        self._changed: dict[str, bytes | None] = {}
        self.strict = "purl.oclc.org/ooxml" in self.text("xl/workbook.xml")

    def __contains__(self, name: str) -> bool:
        spelt = self._name(name)
        return self._changed[spelt] is not None if spelt in self._changed else spelt in self._members

    def read(self, name: str) -> bytes:
        """A part's bytes, none where it is not there."""
        spelt = self._name(name)
        if spelt in self._changed:
            return self._changed[spelt] or b""
        return self._old(spelt) if spelt in self._members else b""

    def _old(self, spelt: str) -> bytes:
        return self._archive.read(spelt.replace("\\", "/"), MAX_PART)

    def check(self, *names: str) -> None:
        """Raises Unreadable where one of these parts is no XML in order: patterns are not for such."""
        for name in names:
            if name in self and name not in self._sound:
                parse(self._path, [self.read(name)], lambda tag, said: None)
                self._sound.add(name)

    def text(self, name: str) -> str:
        """A part of XML as text, without what says how it was encoded."""
        raw = self.read(name)
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return re.sub(r"^<\?xml[^>]*\?>", "", raw.decode("utf-16"))
        return raw.decode("utf-8-sig", "replace")

    def put(self, name: str, content: str | bytes) -> None:
        """Lays a part in place of the one of that name, or as a new one."""
        self._changed[self._name(name)] = content.encode() if isinstance(content, str) else content

    def drop(self, name: str) -> None:
        """Takes a part away, and what the types say of it."""
        self._changed[self._name(name)] = None
        pattern = re.compile(rf"<(?:[\w.-]+:)?Override\s[^>]*PartName=[\"']/{re.escape(name)}[\"'][^>]*>", re.I)
        if _TYPES in self:
            self.put(_TYPES, pattern.sub("", self.text(_TYPES)))

    def free(self, pattern: str) -> str:
        """A name that no part bears; `pattern` has a {} for the number."""
        number = next(n for n in range(1, 100_000) if pattern.format(n) not in self)
        return pattern.format(number)

    def relations(self, part: str) -> Iterator[Relation]:
        """The relations of a part to others of this file."""
        folder = posixpath.dirname(part)
        self.check(_relations_of(part))
        text = self.text(_relations_of(part))
        for found in (text[slice(*place)] for place in elements(text, "Relationship")):
            said = attributes(found.partition(">")[0])
            if said.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, said.get("Target", ""))).lstrip("/")
                yield Relation(said.get("Id", ""), said.get("Type", "").rpartition("/")[2], target, found)

    def relate(self, part: str, kind: str, other: str) -> str:
        """Relates `part` to `other`, which is of `kind`; the id of the relation."""
        where = _relations_of(part)
        said = self.text(where) or (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        )
        known = {one.id for one in self.relations(part)}
        id = next(f"rId{n}" for n in range(1, 100_000) if f"rId{n}" not in known)
        before, prefix, after = self._opened(said, "Relationships")
        line = f"<{prefix}Relationship Id={quoteattr(id)} Type={quoteattr(f'{self.relation_space}/{kind}')} Target={quoteattr('/' + other)}/>"
        self.put(where, before + line + after)
        return id

    def unrelate(self, part: str, relation: Relation) -> None:
        """Takes a relation away."""
        where = _relations_of(part)
        self.put(where, self.text(where).replace(relation.written, ""))

    @property
    def relation_space(self) -> str:
        """The namespace of relations between the parts."""
        if self.strict:
            return "http://purl.oclc.org/ooxml/officeDocument/relationships"
        return "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def declare(self, part: str, kind: str) -> None:
        """Says what a new part is."""
        self._add(f"<{{}}Override PartName={quoteattr('/' + part)} ContentType={quoteattr(kind)}/>")

    def declare_ending(self, ending: str, kind: str) -> None:
        """Says what all parts with `ending` are, where nothing says so yet."""
        if not re.search(rf"Extension=[\"']{ending}[\"']", self.text(_TYPES), re.I):
            self._add(f"<{{}}Default Extension={quoteattr(ending)} ContentType={quoteattr(kind)}/>")

    def retype(self, old: str, new: str) -> None:
        """Puts one content type in place of another."""
        if _TYPES in self:
            self.put(_TYPES, self.text(_TYPES).replace(f'"{old}"', f'"{new}"'))

    def _add(self, line: str) -> None:
        self.check(_TYPES)
        before, prefix, after = self._opened(self.text(_TYPES), "Types")
        self.put(_TYPES, before + line.format(prefix) + after)

    def _opened(self, text: str, root: str) -> tuple[str, str, str]:
        """A part as text up to where its root called so ends, the root's prefix, and the rest. Raises LookupError."""
        text = re.sub(rf"<((?:[\w.-]+:)?{root})((?:\s[^<>]*)?)/>", r"<\1\2></\1>", text, count=1)
        end = next(re.finditer(rf"</((?:[\w.-]+:)?){root}\s*>", text), None)
        if end is None:
            raise LookupError(root)
        return text[: end.start()], end[1], text[end.start() :]

    def _name(self, name: str) -> str:
        return self._spelt.get(name.lstrip("/").casefold(), name)

    def bytes(self) -> bytes:
        """The zip: old parts in their order, then the new ones."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
            for name, member in self._members.items():
                content = self._changed.get(name, ...)
                if content is None:
                    continue
                info = zipfile.ZipInfo(name, member.date_time)
                info.compress_type, info.external_attr, info.create_system = (
                    zipfile.ZIP_DEFLATED,
                    member.external_attr,
                    0,
                )
                into.writestr(info, self._old(name) if content is ... else content)
            for name, content in self._changed.items():
                if name not in self._members and content is not None:
                    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
                    into.writestr(info, content)
        return out.getvalue()


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
