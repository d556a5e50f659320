"""The one wording of a workbook's column 共享条件: what a share says besides its type, to one text and back.

The column carries usage (无条件共享), usage, scope and condition (有条件共享) or reason and basis (不予共享):

    使用要求：行政依据、数据校核；共享范围：科学技术部、教育部；共享条件：仅限统计
    不予共享理由：含个人隐私；不予共享依据：《××条例》（国令第1号）第十二条
    《××条例》（国令第1号）第十二条

`say(share)` writes it: each part behind its label, in this order, with “；” between. A basis is 《title》（number）clause, or
依据文件：…，文号：…，条款：… where the title has no 《》; several have “；” between; a basis alone bears no label. A label
that stands in a value behind a separator gets a backslash before it, and one more for each that is there. The kind of a
basis is not in the text.

`parse(kind, text)` reads it and gives the parts, or None where the text is not in this wording: then it belongs whole
under `whole(kind)`, and whoever reads it says so. What has no label is the usage of a 无条件共享, which has nothing else to say.

For what the schema allows, `parse(say(x)) == x`; but blanks at the ends of a value are not kept, a scope of one
member is a text, one with “、” a list, and one basis is no list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, given

_LABELS = {
    "usage": ("使用要求",),
    "scope": ("共享范围",),
    "condition": ("共享条件",),
    "reason": ("不予共享理由", "不共享理由"),
    "basis": ("不予共享依据", "相关依据", "依据"),
}
_BASIS_LABELS = {"title": ("依据文件",), "number": ("文号",), "clause": ("条款",)}
_WHOLE = {UNCONDITIONAL: "usage", CONDITIONAL: "condition", NOT_SHARED: "basis.title"}
_LONGEST = 5000  # characters; the pattern below takes time with the square of a hostile text
_NATURAL = re.compile(r"(?P<title>《.*?)(?:（(?P<number>[^（）]*)）)?(?P<clause>第[^；]*)?", re.S)


class _Guard:
    """Where `ahead` behind one of `marks` would be taken for a new part: within a part a backslash stands between."""

    def __init__(self, marks: str, ahead: str) -> None:
        self._divides = re.compile(rf"[{marks}]\s*(?={ahead})")
        self._within = re.compile(rf"([{marks}]\s*)(\\*)(?={ahead})")
        self._guarded = re.compile(rf"([{marks}]\s*)\\(\\*)(?={ahead})")

    def hide(self, text: str) -> str:
        return self._within.sub(r"\1\\\2", text)

    def divide(self, text: str) -> list[str]:
        return [self._guarded.sub(r"\1\2", part) for part in self._divides.split(text)]


class _Labelled:
    """Texts made of parts behind labels, one of `marks` between them."""

    def __init__(self, labels: Mapping[str, tuple[str, ...]], marks: str) -> None:
        self._keys = {word: key for key, words in labels.items() for word in words}
        self._first = {key: words[0] for key, words in labels.items()}
        self._mark = marks[0]
        words = "|".join(sorted(self._keys, key=len, reverse=True))
        self.label = rf"(?:{words})\s*[：:]"
        self.begins = re.compile(rf"({words})\s*[：:]\s*")
        self._guard = _Guard(marks, self.label)

    def join(self, parts: Mapping[str, str]) -> str:
        return self._mark.join(f"{self._first[key]}：{self._guard.hide(text)}" for key, text in parts.items())

    def divide(self, text: str) -> dict[str, str] | None:
        """The parts by key; None where one has no label, stands twice or is blank."""
        found: dict[str, str] = {}
        for part in self._guard.divide(text):
            label = self.begins.match(part)
            key = self._keys[label[1]] if label else None
            value = part[label.end() :].strip() if label else ""
            if key is None or key in found or not value:
                return None
            found[key] = value
        return found


_SHARE = _Labelled(_LABELS, "；;")
_BASIS = _Labelled(_BASIS_LABELS, "，,")
_BASES = _Guard("；;", _BASIS.label)
_MEMBER = re.compile(r"([\\、])")


def whole(kind: str | None) -> str | None:
    """The dotted key below `share` that takes a text which `parse` cannot read, or None for no known share type."""
    return _WHOLE.get(kind or "")


def say(share: Mapping, kind: str | None = None) -> str:
    """The text of the column for share attributes as they stand in an entry, `kind` the official share type under which
    it will be read (else that of `share`); "" where they say nothing of it."""
    parts: dict[str, str] = {}
    for key in ("usage", "scope", "condition", "reason"):
        value = share.get(key)
        text = _scope_said(value) if key == "scope" else value.strip() if isinstance(value, str) else ""
        if text:
            parts[key] = text
    basis = _bases_said(share.get("basis"))
    if basis and not parts and (kind or share.get("type")) == NOT_SHARED and not _SHARE.begins.match(basis):
        return basis
    return _SHARE.join(parts | ({"basis": basis} if basis else {}))


def parse(kind: str | None, text: str) -> dict | None:
    """The share attributes that `text` says under the share type `kind`, keyed as in an entry; None where it is not
    in this wording (or blank)."""
    text = text.strip()
    if not text:
        return None
    if not _SHARE.begins.match(text):
        if kind == UNCONDITIONAL:
            return {"usage": text}
        bases = _read_bases(text) if kind == NOT_SHARED else None
        return None if bases is None else {"basis": bases}
    found: dict | None = _SHARE.divide(text)
    if found is None:
        return None
    if "scope" in found:
        found["scope"] = _read_scope(found["scope"])
    if "basis" in found:
        bases = _read_bases(found["basis"])
        found["basis"] = {"title": found["basis"]} if bases is None else bases
    return found


def _scope_said(scope: object) -> str:
    if isinstance(scope, list):
        members = [member.strip() for member in scope if isinstance(member, str) and given(member)]
        return "、".join(_MEMBER.sub(r"\\\1", member) for member in members)
    return scope.strip().replace("\\", "\\\\") if isinstance(scope, str) else ""


def _read_scope(text: str) -> str | list[str]:
    """One body or phrase; or a list, where “、” divides several."""
    found = [""]
    several = False
    marks = iter(re.split(r"(\\.|、)", text, flags=re.S))
    for mark in marks:
        if mark == "、":
            found.append("")
            several = True
        else:
            several |= mark == "\\、"
            found[-1] += mark[1:] if len(mark) == 2 and mark[0] == "\\" else mark
    members = [member.strip() for member in found if member.strip()]
    return members if several and members else text.replace("\\\\", "\\")


def _bases_said(basis: object) -> str:
    bases = basis if isinstance(basis, list) else [basis]
    kept = [
        {key: one[key].strip() for key in _BASIS_LABELS if isinstance(one.get(key), str) and given(one[key])}
        for one in bases
        if isinstance(one, Mapping)
    ]
    kept = [one for one in kept if one]
    if not kept:
        return ""
    natural = "；".join(map(_natural, kept))
    if _read_natural(natural) == kept:
        return natural
    return "；".join(_BASES.hide(_BASIS.join(one)) for one in kept)


def _natural(one: Mapping[str, str]) -> str:
    number = f"（{one['number']}）" if "number" in one else ""
    return f"{one.get('title', '')}{number}{one.get('clause', '')}"


def _read_natural(text: str) -> list[dict[str, str]] | None:
    found = []
    if len(text) > _LONGEST:
        return None
    for part in re.split(r"[；;]\s*(?=《)", text):
        said = _NATURAL.fullmatch(part.strip())
        if said is None or not said["title"].endswith("》"):
            return None
        found.append({key: value for key, value in said.groupdict().items() if value})
    return found


def _read_bases(text: str) -> dict | list[dict] | None:
    """One basis or a list of them; None where the text is no basis in this wording."""
    found = _read_natural(text)
    if found is None:
        found = [_BASIS.divide(part) for part in _BASES.divide(text)]
        if None in found:
            return None
    return found[0] if len(found) == 1 else found
