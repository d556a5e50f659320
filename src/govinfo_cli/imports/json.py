"""JSON: a list of objects, an object that holds one, or JSON Lines; rows are the objects, counted from 1."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.headings import Headings, check_size, no_heading
from govinfo_cli.intake.table import MAX_DEPTH, Column, Row, Table, Unreadable
from govinfo_cli.intake.textfile import text_of
from govinfo_cli.remarks import again, left_out, remark
from govinfo_cli.visible import shown

_WRAPPED = 5  # levels at which a list of rows is looked for
_JSON_BLANKS = " \t\r\n"


def tables(path: str, raw: bytes, headings: Headings, told: Callable[[int], None]) -> list[Table]:
    """The one table of a JSON file; raises Unreadable."""
    text, remarks = text_of(path, raw)
    # Before anything is built: a file of nothing but brackets would fill the memory.
    check_size(path, 0, 0, text.count("{") + text.count("["))
    try:
        data = _loads(text)
        numbered: list[tuple[int, object]] | None = None
    except RecursionError:
        raise _too_deep(path) from None
    except json.JSONDecodeError as error:
        numbered = list(_lines(text))
        if sum(isinstance(value, dict) for _, value in numbered) < max(1, len(numbered) / 2):
            raise _broken(path, error) from None
        data = None
    except ValueError:  # a number of thousands of digits
        raise _broken(path, None) from None
    if numbered is None:
        data = data["entries"] if _exported(data) else data
        found, beside = _rows(data, headings)
        if not found and data not in ([], {}):
            raise _no_list(path)
        numbered = list(enumerate(found or [], 1))
        if beside:
            remarks += (_left_out(path, beside),)
    names: dict[str, None] = {}
    lost = []
    for number, value in numbered:
        if isinstance(value, dict):
            names.update(dict.fromkeys(value))
        else:
            lost.append(number)
            remarks += (_no_object(path, number),)
        check_size(path, len(numbered), len(names))
    if names and not headings.score(list(names)):
        raise Unreadable(no_heading(path, list(names)))
    rows = []
    for number, value in numbered:
        if isinstance(value, dict):
            if any(_depth(cell) > MAX_DEPTH for cell in value.values()):
                raise _too_deep(path, number)
            rows.append(Row(number, tuple(value.get(name) for name in names)))
    columns = tuple(Column(number, name, lettered=False) for number, name in enumerate(names, 1))
    return [Table(path, columns, tuple(rows), 1, remarks, tuple(lost))]


def _loads(text: str) -> object:
    # Numbers with a point stay as they are written: 1.10 is no 1.1 to whoever wrote it.
    return json.loads(text, parse_float=str, parse_constant=str, object_pairs_hook=_pairs)


def _pairs(pairs: list[tuple[str, object]]) -> dict:
    """An object; a key that comes again is kept under a number of its own."""
    found: dict[str, object] = {}
    counts: dict[str, int] = {}
    for key, value in pairs:
        name = key
        while name in found:
            counts[key] = counts.get(key, 1) + 1
            name = f"{key}#{counts[key]}"
        found[name] = value
    return found


def _lines(text: str) -> Iterator[tuple[int, object]]:
    """JSON Lines: line number and value; of a line that is no JSON the text."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip(_JSON_BLANKS):
            try:
                yield number, _loads(line)
            except (ValueError, RecursionError):
                yield number, line


def _rows(data: object, headings: Headings) -> tuple[list | None, list[str]]:
    """The list of rows in `data`, None where there is not exactly one, and the keys that stand beside it."""
    level, beside = [data], []
    for _ in range(_WRAPPED):
        lists = [value for value in level if isinstance(value, list) and any(isinstance(row, dict) for row in value)]
        if lists:
            return (lists[0] if len(lists) == 1 else None), beside
        objects = [value for value in level if isinstance(value, dict)]
        single = [value for value in objects if headings.score(list(value)) > 1]
        if single:
            return (single if len(single) == 1 else None), beside
        beside += [key for value in objects for key, inside in value.items() if not isinstance(inside, (dict, list))]
        level = [inside for value in objects for inside in value.values()]
    return None, beside


def _exported(data: object) -> bool:
    """Whether it is an export of this tool, whose head says what it is and nothing of an entry."""
    return (
        isinstance(data, dict) and isinstance(data.get("entries"), list) and {"schemaVersion", "status"} <= data.keys()
    )


def _depth(value: object) -> int:
    deepest, level = 0, [value]
    while level := [value for value in level if isinstance(value, (dict, list))]:
        deepest += 1
        level = [inside for value in level for inside in (value.values() if isinstance(value, dict) else value)]
    return deepest


def _no_object(path: str, number: int) -> Diagnostic:
    return remark(
        "import-unread-row",
        path,
        left_out(zh=f"第 {number} 行不是一条记录（应为 {{…}}），", en=f"row {number} is no object,"),
        row=number,
        help=again(zh="改正这一行，", en="mend this row and"),
    )


def _left_out(path: str, names: list[str]) -> Diagnostic:
    said = "、".join(shown(name, 20) for name in names[:8])
    return remark(
        "import-above-heading",
        path,
        Text(zh=f"列表以外的内容，没有读入：{said}", en=f"what stands beside the list is not read: {said}"),
    )


def _no_list(path: str) -> Unreadable:
    return Unreadable(
        remark(
            "import-unreadable-file",
            path,
            Text(zh="没有找到目录条目的列表，或者不止一个", en="no list of entries in it, or more than one"),
            help=Text(
                zh="JSON 应是一个列表  [{…}, {…}]  ，或只含一个这样的列表",
                en="the file is to be a list [{…}, {…}], or to hold one such list",
            ),
        )
    )


def _broken(path: str, error: json.JSONDecodeError | None) -> Unreadable:
    line, column = (error.lineno, error.colno) if error else (1, 1)
    return Unreadable(
        remark(
            "import-unreadable-file",
            path,
            Text(
                zh=f"不是完整的 JSON：文本第 {line} 行第 {column} 个字符处读不下去",
                en=f"no complete JSON: reading stops at line {line}, column {column}",
            ),
            row=line,
            column=column,
            help=Text(zh="向数据来源重新取一份完整的文件", en="get a complete file from its source"),
        )
    )


def _too_deep(path: str, number: int = 1) -> Unreadable:
    return Unreadable(
        remark(
            "import-too-large",
            path,
            left_out(zh=f"内容嵌套超过 {MAX_DEPTH} 层，", en=f"nested more than {MAX_DEPTH} levels,"),
            row=number,
            help=again(zh="去掉不需要的嵌套内容", en="leave the nested part out and"),
        )
    )
