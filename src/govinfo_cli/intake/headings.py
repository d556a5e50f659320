"""A table's headings: which field each means, and which row of a sheet they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from govinfo_cli.cleaning import clean
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.table import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Column, Row, Table, Unreadable
from govinfo_cli.limits import more
from govinfo_cli.naming import fields_of
from govinfo_cli.profile import Profile
from govinfo_cli.remarks import left_out, remark
from govinfo_cli.vocabulary import fold

LEVEL = "category.level"  # one level of the class: 类分类, 项分类, 分类五级 …
TERMS = "share.terms"  # by share type usage, scope, condition or basis
NUMBERING = "numbering"  # counts rows or entries
WITHIN = 10  # a heading row stands among the first ten
_ASIDE = re.compile(r"[(\[（【](?:必填|选填|可选|非必填|必选|\*)项?[)\]）】]|^[*＊\s]+|(?<![*＊:：\s])[*＊:：\s]++$")
_LEVEL = re.compile(r"分类[一二三四五六七八九十]{1,3}级|细目分类[0-9.]{1,5}")


class Headings:
    """What the profiles' fields are called in tables: by key, official name, English name, or another heading."""

    heading_row: int | None = None  # where it is known beforehand, from 1

    def __init__(self, profile: Profile) -> None:
        self._profile = profile

    @cached_property
    def _fields(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        own = {
            key: form
            for key, form in fields_of(self._profile.shape).items()
            if not key.startswith("items.") and ".internal" not in key
        }
        # Official names come before other headings, and what stands higher before what it holds.
        for key, form in sorted(own.items(), key=lambda one: one[0].count(".")):
            # What a basis is made of is called as anything might be: 文件名称, number.
            titles = () if key.startswith("share.basis.") else (form.get("title"), form.get("x-title"))
            for name in filter(None, (key, key.replace(".", "_"), *titles)):
                found.setdefault(fold(name), key)
        for key, form in own.items():
            for name in form.get("x-aliases", ()):
                found.setdefault(fold(name), key)
        for key, names in self._profile.spellings.get("headings", {}).items():
            for name in names:
                found.setdefault(fold(name), key)
        return found

    def field(self, heading: str) -> str | None:
        """The dotted key of the field that `heading` means, or None."""
        return self._fields.get(fold(_ASIDE.sub("", clean(heading))))

    @cached_property
    def _item_fields(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for key, names in self._profile.spellings.get("items", {}).items():
            found.update({fold(name): key for name in names})
        for key, form in fields_of(self._profile.shape).items():
            if key.startswith("items."):
                found.setdefault(fold(key), key)
                if key in ("items.name", "items.type", "items.length", "items.note"):
                    for name in (form.get("title"), form.get("x-title"), *form.get("x-aliases", ())):
                        found.setdefault(fold(name or ""), key)
        found.pop("", None)
        return found

    def item_field(self, heading: str) -> str | None:
        """The field that `heading` means beside an item's name: items.type, or share.type, which then is the item's."""
        return self._item_fields.get(fold(_ASIDE.sub("", clean(heading))))

    def special(self, heading: str) -> str | None:
        """LEVEL, TERMS or NUMBERING for a workbook's column that is no one field's."""
        name = fold(bare(heading))
        if name in self.words("levels", "columns") or _LEVEL.fullmatch(name):
            return LEVEL
        if name in self.words("terms", "share.terms"):
            return TERMS
        return NUMBERING if name in self.words("sheets", "counting") else None

    @cached_property
    def _words(self) -> dict[tuple[str, str], frozenset[str]]:
        return {
            (section, meaning): frozenset(map(fold, words))
            for section, lines in self._profile.spellings.items()
            for meaning, words in lines.items()
        }

    def words(self, section: str, meaning: str) -> frozenset[str]:
        """What the profiles list under `section` and `meaning` of their spellings, folded."""
        return self._words.get((section, meaning), frozenset())

    def wants(self, sheet: str) -> bool:
        """Whether a workbook's sheet is to be read at all."""
        return True

    def names_of(self, key: str) -> list[str]:
        """What a field is called officially: its title alone."""
        return [fields_of(self._profile.shape)[key]["title"]]

    def score(self, cells: Sequence[object]) -> int:
        """How many different fields `cells` name as headings; 0 where none of them is the entry's name or code."""
        fields = {self.field(cell) for cell in cells if isinstance(cell, str) and len(cell) < 60} - {None}
        return len(fields) if fields & {"name", "code"} else 0

    def place(self, rows: Sequence[Sequence[object]]) -> int | None:
        """Which of the first rows holds the headings (from 0), or None."""
        scores = [self.score(row) for row in rows[:WITHIN]]
        best = max(scores, default=0)
        return scores.index(best) if best else None

    def table(self, path: str, grid: Sequence[Sequence[str]], remarks: tuple = ()) -> Table:
        """The table in a grid of cells whose first row is the file's row 1; raises Unreadable."""
        place = self.place(grid)
        if place is None:
            raise Unreadable(no_heading(path, [cell for row in grid[:1] for cell in row]))
        head = grid[place]
        width = max((number for number, name in enumerate(head, 1) if name.strip()), default=0)
        check_size(path, len(grid), width)
        above = [
            remark(
                "import-above-heading",
                path,
                left_out(zh="表头以上的标题或说明，不是条目，", en="above the headings, a title or a note;"),
                row=number,
            )
            for number, row in enumerate(grid[:place], 1)
            if any(cell.strip() for cell in row)
        ]
        return Table(
            path,
            tuple(Column(number, name) for number, name in enumerate(head[:width], 1)),
            tuple(Row(number, tuple(row)) for number, row in enumerate(grid[place + 1 :], place + 2)),
            place + 1,
            (*remarks, *above),
        )


def bare(heading: str) -> str:
    """A heading without its asides: 信息资源名称（必填项） -> 信息资源名称."""
    return _ASIDE.sub("", clean(heading)).strip()


def no_heading(path: str, seen: Sequence[str]) -> Diagnostic:
    """The finding on a table whose columns say nothing to us; `seen` are the names it has."""
    names = "、".join(clean(name)[:20] for name in seen[:8] if name.strip())
    return remark(
        "import-no-heading",
        path,
        Text(
            zh=f"没有认出表头：前 {WITHIN} 行里没有“信息资源名称”这一列" + (f"（首行是 {names}）" if names else ""),
            en=f"no heading row: none of the first {WITHIN} rows has a column 'resource name'"
            + (f" (the first row is {names})" if names else ""),
        ),
        help=Text(
            zh="把名称所在列的列名改为  信息资源名称  （资源名称、目录名称、标题也可以）",
            en="call the column that holds the names 信息资源名称 (资源名称, 目录名称, 标题 or name will do)",
        ),
    )


def check_size(path: str, rows: int, columns: int, cells: int = 0) -> None:
    """Raises Unreadable where a table has more rows, columns or cells than an import takes."""
    for count, most, unit, units in (
        (rows, MAX_ROWS, "行", "rows"),
        (columns, MAX_COLUMNS, "列", "columns"),
        (max(cells, rows * columns), MAX_CELLS, "个单元格", "cells"),
    ):
        if count > most:
            raise Unreadable(
                remark(
                    "import-too-large",
                    path,
                    Text(
                        zh=f"有 {count} {unit}，一次最多读 {most} {unit}",
                        en=f"{count} {units}; at most {most} are read at a time",
                    ),
                    help=Text(
                        zh=f"拆成几个文件，一个一个来{more(units).zh}",
                        en=f"split the file and take the parts one by one{more(units).en}",
                    ),
                )
            )
