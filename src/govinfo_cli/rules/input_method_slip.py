"""A slip of a Chinese input method: full-width marks where YAML wants its own, full-width digits and blanks in text."""

import re
import unicodedata
from functools import lru_cache
from itertools import islice

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.pattern import Pattern
from govinfo_cli.scalars import scalar
from govinfo_cli.structure import demanding
from govinfo_cli.visible import shown
from govinfo_cli.yaml.nodes import MAX_PROBLEMS
from govinfo_cli.yaml.slips import unquoted

TITLE = Text(zh="输入法误打", en="input method slip")
BROKEN = RECORDS = True

# Full-width digits, letters and blanks: U+FF10 to U+FF5A, U+3000.
SCAN = re.compile(rb"\xe3\x80\x80|\xef(?:\xbc[\x90-\x99\xa1-\xba]|\xbd[\x81-\x9a])")
_WIDE = Pattern("[０-９Ａ-Ｚａ-ｚ]+(?:[．／－][０-９Ａ-Ｚａ-ｚ]+)*％?")
_SUSPECT = Pattern("[０-９Ａ-Ｚａ-ｚ　“‘「＂，、；]")
_BLANK = Pattern("\u3000+")
# Lists whose members are short names or codes: which marks in a member can only have meant the next one.
_MARKS = {
    "themes": "，、；",
    "keywords": "，；",  # 文化、体育和娱乐业 is one
    "related": "，、；",
    "scope": "，",
    "units": "，、；",
    "synonyms": "，、；",
}
_SHORT = 60  # characters of a line that help repeats
_CODES = ("code", "category", "themes", "related")  # their own rules know the full-width forms
_NAMES = {
    "：": Text(zh="全角冒号", en="a full-width colon"),
    "，": Text(zh="全角逗号", en="a full-width comma"),
    "、": Text(zh="顿号", en="an enumeration comma"),
    "；": Text(zh="全角分号", en="a full-width semicolon"),
    "｛": Text(zh="全角花括号", en="a full-width brace"),
    "｝": Text(zh="全角花括号", en="a full-width brace"),
    "［": Text(zh="全角方括号", en="a full-width bracket"),
    "］": Text(zh="全角方括号", en="a full-width bracket"),
    "－": Text(zh="全角短横", en="a full-width hyphen"),
    "—": Text(zh="破折号", en="a dash"),
    "–": Text(zh="短破折号", en="a dash"),
}


def accepts(settings):
    """No member of a list holds a mark that should have parted it, and no code or date stands in Chinese quotes."""
    forms = {pattern: {"not": {"type": "string", "pattern": "^[“‘「＂]"}} for pattern in _unfree(settings.shape)}
    for pattern, marks in _split_fields(settings.shape):
        forms[pattern] = {"not": {"type": "string", "pattern": f"[{marks}]|^[“‘「＂]"}}
    return demanding(forms)


def check(entry, settings, rows):
    """One finding a slip: in the marks of YAML itself, then in the values."""
    document = entry.document
    for problem in document.problems if document else ():
        if problem.rule == "input-method-slip":
            yield _syntax(document, problem)
    yield from islice(_in_values(entry), MAX_PROBLEMS)


def _in_values(entry):
    split, unfree = _fields(entry.shape)
    for route, value in entry.values:
        if (
            isinstance(value, str)
            and _SUSPECT.search(value)
            and not any(isinstance(step, str) and step.startswith("x-") for step in route)
        ):
            yield from _in_value(entry, route, value, split, unfree)


@lru_cache(maxsize=8)
def _fields(shape):
    return dict(_split_fields(shape)), frozenset(_unfree(shape))


def _unfree(shape):
    """The patterns of the fields whose text nobody makes up: code lists, dates, numbers, true and false."""
    for pattern, form in shape.fields.items():
        if form.get("x-vocabulary") or form.get("format") or form.get("type") in ("integer", "boolean"):
            yield pattern


def _split_fields(shape):
    """(pattern of a list's members, marks) of the lists whose members are names or codes."""
    for pattern in shape.fields:
        name = pattern.removesuffix(".*").rpartition(".")[2]
        if pattern.endswith(".*") and name in _MARKS:
            yield pattern, _MARKS[name]


def _syntax(document, problem):
    line, found = document.position(problem.start)[0], problem.detail
    indent = found and not found.strip(" \u3000")
    first = found.strip(" \u3000")[:1]
    name = _NAMES.get(first)
    if indent:
        said = Text(zh="缩进用了全角空格，应为半角空格", en="indented with full-width blanks, not with blanks")
        help = Text(zh="把行首的全角空格改为半角空格", en="indent with ordinary blanks")
    elif name is None:
        said = Text(zh=f"“{first}”后面用了全角空格，应为半角空格", en=f"a full-width blank behind '{first}'")
        help = Text(zh=f"“{first}”后面空一个半角空格", en=f"write one ordinary blank behind '{first}'")
    else:
        right = problem.replace.strip()
        said = Text(
            zh=f"用了{name.zh}“{first}”，应为半角“{right}”", en=f"{name.en} '{first}' where YAML wants '{right}'"
        )
        after = "，后面空一格" if right in (":", ",", "-") else ""
        mended = _mended(document, problem)
        help = (
            Text(zh=f"用英文输入法，改为  {mended}", en=f"change to  {mended}")
            if mended
            else Text(
                zh=f"切换到英文输入法，改为半角“{right}”{after}",
                en=f"change to '{right}'" + (" and a blank behind it" if after else ""),
            )
        )
    return Finding(
        Text(zh=f"第 {line} 行：{said.zh}", en=f"line {line}: {said.en}"),
        place=(problem.start, problem.end),
        help=help,
        replace=problem.replace,
        raw=True,
        safe=True,
        title=Text(zh="改为半角", en="change to what YAML wants"),
    )


def _mended(document, problem):
    """The whole line as it should be, where it is short; None where it is long, or is not all there is to mend."""
    text, place = document.text, problem.start
    start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    line = text[start : end if end >= 0 else len(text)]
    if len(line) > _SHORT or sum(line.count(sign) for sign in _NAMES) != 1:
        return None
    return shown((text[start:place] + problem.replace + line[problem.end - start :]).strip(), _SHORT + 2)


def _in_value(entry, route, value, split, unfree):
    label, free = entry.label(*route), entry.shape.pattern(route) not in unfree
    inner = unquoted(value)
    if inner is not None and not free:
        yield Finding(
            Text(
                zh=f"{label.zh}：“{shown(inner)}”两边多了中文引号",
                en=f"{label.en}: '{shown(inner)}' stands in Chinese quotes",
            ),
            route,
            help=Text(zh=f"去掉引号，写成  {shown(inner)}", en=f"write  {shown(inner)}"),
            replace=inner,
            safe=True,
        )
    if not free or route[0] in _CODES and not isinstance(route[-1], int):
        return
    if marks := split.get(entry.shape.pattern(route)):
        yield from _together(entry, route, value, label, marks)
    if route[0] not in _CODES:
        yield from _wide(entry, route, value, label)


def _wide(entry, route, value, label):
    """Full-width digits and letters, and full-width blanks, in free text."""
    for found in _WIDE.finditer(value):
        half = unicodedata.normalize("NFKC", found[0])
        yield Finding(
            Text(
                zh=f"{label.zh}：用了全角字符“{shown(found[0])}”，应为“{shown(half)}”",
                en=f"{label.en}: full-width '{shown(found[0])}', should be '{shown(half)}'",
            ),
            route,
            help=Text(zh=f"改为  {shown(half)}", en=f"change to  {shown(half)}"),
            part=found.span(),
            replace=half,
            safe=True,
        )
    if not value.strip():
        return  # blank-text says it
    for found in _BLANK.finditer(value):
        start, end = found.span()
        edge = value[:start].strip(" ") in ("",) or not value[end:].strip() or value[start - 1 : start] == "\n"
        # Beside a colon or before a # a blank would mean something to YAML.
        acting = value[start - 1 : start] == ":" or value[end : end + 1] == "#"
        yield Finding(
            Text(
                zh=f"{label.zh}：有全角空格（第 {start + 1} 个字处），应为半角空格或不空格",
                en=f"{label.en}: a full-width blank (character {start + 1})",
            ),
            route,
            help=Text(zh="把全角空格改为半角空格，或删去", en="change it to an ordinary blank, or delete it"),
            part=(start, end),
            replace=None if acting else "" if edge else " ",
            safe=True,
            title=Text(zh="删去全角空格", en="delete the full-width blank")
            if edge
            else Text(zh="改为半角空格", en="change to a blank"),
        )


def _together(entry, route, value, label, marks):
    """Several members written as one."""
    for found in re.finditer(f"[{marks}]", value):
        if not value[: found.start()].strip(marks + " ") or not value[found.end() :].strip(marks + " "):
            yield _surplus(route, label, found)
            continue
        parts = [part.strip() for part in re.split(f"[{marks}]", value) if part.strip()]
        said = (", " if entry.document and entry.document.in_flow(route) else "  - ").join(["", *map(_written, parts)])[
            2:
        ]
        yield Finding(
            Text(
                zh=f"{label.zh}：用{_NAMES[found[0]].zh}“{found[0]}”把几项连成了一项",
                en=f"{label.en}: several in one, with {_NAMES[found[0]].en} '{found[0]}' between them",
            ),
            route,
            help=Text(zh=f"分开写，改为  {said}", en=f"write them apart:  {said}"),
            part=found.span(),
            replace=_parting(entry, route),
            safe=route[-2] != "scope",
            title=Text(zh="分成几项", en="part them"),
        )


def _surplus(route, label, found):
    """A mark at the edge parts nothing."""
    name = _NAMES[found[0]]
    return Finding(
        Text(zh=f"{label.zh}：多了{name.zh}“{found[0]}”", en=f"{label.en}: {name.en} '{found[0]}' too many"),
        route,
        help=Text(zh=f"删去“{found[0]}”", en=f"delete '{found[0]}'"),
        part=found.span(),
        replace="",
        safe=True,
        title=Text(zh=f"删去“{found[0]}”", en=f"delete '{found[0]}'"),
    )


def _written(part):
    return shown(scalar(part, flow=True))


def _parting(entry, route):
    """What parts two members in the file's own style; None where the file is written otherwise."""
    document = entry.document
    member, whole = (document.node(route), document.node(route[:-1])) if document else (None, None)
    if member is None or whole is None or member.style not in ("plain", "'", '"'):
        return None
    quote = "" if member.style == "plain" else member.style
    if whole.style == "flow":
        return f"{quote}, {quote}"
    column = document.position(document.original(member.start))[1]
    dash = document.lines[document.position(document.original(member.start))[0] - 1][: column - 1]
    return f"{quote}\n{dash}{quote}" if dash.strip() == "-" else None
