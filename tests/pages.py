"""Reads rule pages: every fenced yaml block is (part of) a catalogue, its `# expect:` marks are what must be found.

A block shows the keys it is about; what it leaves out is taken from the model entry. Words behind ```yaml:
    catalog/…             the file's path; the blocks of one example (a heading) then form a catalogue together
    entire                nothing is added to the block
    profile=NAME          the catalogue names this profile
    escaped               backslash escapes in the block stand for the characters
    encoding=NAME         the file is written in this encoding
    folder | link         the path is a folder, or a link to nowhere
    shown=PATH            how reports write the path, where a rule hides a part of it
`# expect: rule` (several with commas) at a line's end is taken off before the file is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import model

_FENCE = re.compile(r"^```yaml(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.M | re.S)
_MARK = re.compile(r"[ \t]*# expect: (?P<rules>[a-z, -]+)$", re.M)


@dataclass
class Block:
    line: int
    path: str
    body: str
    words: dict[str, str]
    expected: list[tuple[str, int, str]]


@dataclass
class Example:
    """One catalogue of a page."""

    name: str
    section: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def expected(self) -> list[tuple[str, int, str]]:
        return sorted(one for block in self.blocks for one in block.expected)

    def write(self, root: Path) -> None:
        """Lays the catalogue out below `root`."""
        profile = next((block.words["profile"] for block in self.blocks if "profile" in block.words), None)
        settings = (
            model.SETTINGS if profile is None else re.sub(r"profile: .*", f"profile: [{profile}]", model.SETTINGS)
        )
        _write(root / "catalog/catalog.yaml", settings.encode())
        _write(root / "catalog/owners.yaml", model.OWNERS.encode())
        for block in self.blocks:
            place = root / block.path
            if "folder" in block.words:
                place.mkdir(parents=True)
            elif "link" in block.words:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(root / "elsewhere.yaml")
            else:
                text = block.body
                if "escaped" in block.words:
                    text = re.sub(
                        r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|t)",
                        lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else "\t",
                        text,
                    )
                record = re.fullmatch(r"catalog/[a-z]+\.yaml", block.path) or not block.path.startswith("catalog/")
                if "entire" not in block.words and not record:
                    text = model.completed(text)
                _write(place, text.encode(block.words.get("encoding", "utf-8")))


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)


def examples(page: str) -> list[Example]:
    """The examples of a page, in order; `section` is the ## heading they stand under."""
    found: list[Example] = []
    for match in _FENCE.finditer(page):
        line = page.count("\n", 0, match.start()) + 1
        before = page[: match.start()]
        heading = re.findall(r"^#{2,3} .*$", before, re.M)[-1:] or [""]
        section = (re.findall(r"^## (.*)$", before, re.M) or [""])[-1]
        words = dict(word.partition("=")[::2] for word in match["info"].split())
        path = next((word for word in words if "/" in word), None)
        expected = []
        for number, text in enumerate(match["body"].splitlines(), 1):
            if mark := _MARK.search(text):
                shown = words.get("shown") or path or model.PATH
                expected += [(shown, number, rule.strip()) for rule in mark["rules"].split(",")]
        block = Block(line, path or model.PATH, _MARK.sub("", match["body"]), words, expected)
        last = found[-1] if found else None
        if path and last and last.name == heading[0] and last.blocks[0].words.get("named"):
            last.blocks.append(block)
        else:
            if path:
                words["named"] = "yes"
            found.append(Example(heading[0], section, [block]))
    return found
