"""The text is not YAML, or not the plain YAML of a catalogue: what is wrong in it, in plain words."""

import re

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.pattern import Pattern
from govinfo_cli.scalars import quoted
from govinfo_cli.visible import shown
from govinfo_cli.yaml.nodes import Builder

TITLE = Text(zh="不符合 YAML 写法", en="invalid YAML")
BROKEN = RECORDS = True

# What is wrong -> the sentence and the remedy. The sentence stands behind "line 3: ", or "file: ".
_SAID = {
    "empty": (
        Text(zh="是空的，没有填写任何内容", en="empty"),
        Text(
            zh="用  catalog new  新增条目；不要的，删去这个文件",
            en="write an entry with  catalog new , or delete the file",
        ),
    ),
    "not a mapping": (
        Text(zh="没有“键名: 内容”这样的行", en="no line of it reads 'key: value'"),
        Text(
            zh="每行写一项，例如  name: 在职职工基本信息", en="write one field a line, such as  name: 在职职工基本信息"
        ),
    ),
    "a list": (
        Text(zh="写成了“- ”开头的列表，应当每行写“键名: 内容”", en="a list; every line should read 'key: value'"),
        Text(
            zh="去掉最左边的“- ”；有几条的，一条写一个文件",
            en="take away the leftmost '- '; if there are several, write one a file",
        ),
    ),
    "no list": (
        Text(zh="应当是列表，每条以“- ”开头", en="should be a list, every line with '- ' before it"),
        Text(
            zh="在每条前面加“- ”，例如  - {键名: 内容, 键名: 内容}",
            en="write '- ' before each, such as  - {key: value}",
        ),
    ),
    "several documents": (
        Text(zh="“---”后面又是一份内容，一个文件只写一条", en="another document begins; one entry a file"),
        Text(
            zh="把后面的内容另存为一个文件；“---”多余的，删去", en="save it as a file of its own, or delete the '---'"
        ),
    ),
    "directive": (
        Text(zh="用了“%”开头的 YAML 指令", en="a YAML directive"),
        Text(zh="删去“%”开头的行", en="delete the lines that begin with '%'"),
    ),
    "complex key": (
        Text(zh="键名应当是一个词，不能是括号或列表", en="a key must be one word, no list and no mapping"),
        Text(
            zh="写成  键名: 内容；检查是否多写了一层括号", en="write  key: value ; look for a surplus pair of brackets"
        ),
    ),
    ":": (
        Text(zh="冒号后面少一个空格", en="no blank behind the colon"),
        Text(zh="冒号后空一格，写成  键名: 内容", en="write  key: value"),
    ),
    "tab": (
        Text(zh="行首缩进用了制表符（Tab），应为空格", en="indented with a tab, not with blanks"),
        Text(zh="把行首的 Tab 改为空格，每级 2 个", en="indent with 2 blanks a level"),
    ),
    "quote": (
        Text(zh="引号没有成对", en="a quote without its counterpart"),
        Text(zh="在这段内容末尾补上同样的英文引号", en="close it with the same quote"),
    ),
    "bracket": (
        Text(zh="括号没有成对", en="a bracket without its counterpart"),
        Text(
            zh="“{”要有“}”，“[”要有“]”，在这一项末尾补上",
            en="'{' needs '}', '[' needs ']': close it where the value ends",
        ),
    ),
    "flow": (
        Text(zh="括号里的写法不对", en="something is wrong between the brackets"),
        Text(
            zh='写成  {键名: 内容, 键名: 内容}；内容里有半角逗号、冒号、括号的，加英文引号  "…"',
            en='write  {key: value, key: value} , and text with commas, colons or brackets in quotes  "…"',
        ),
    ),
    "no colon": (
        Text(zh="没有冒号，看不出填的是哪一项", en="no colon, so it names no field"),
        Text(
            zh="写成  键名: 内容；是上一行的下文的，接到上一行末尾",
            en="write  key: value , or join it to the line above",
        ),
    ),
    "colon": (
        Text(
            zh="内容里有半角冒号加空格，整段内容要加引号", en="a colon and a blank within the text, which needs quotes"
        ),
        Text(zh='内容前后加英文引号，写成  键名: "内容"', en='write  key: "value"'),
    ),
    "mark": (
        Text(zh="内容以特殊符号打头，整段内容要加引号", en="text that begins with a special mark needs quotes"),
        Text(zh='内容前后加英文引号，写成  键名: "内容"', en='write  key: "value"'),
    ),
    "indent": (
        Text(zh="缩进与上下行对不齐", en="the indentation does not fit the lines around it"),
        Text(
            zh="同一级的填报项左端对齐，下一级多缩进 2 个空格",
            en="fields of one level begin at one column, the next level 2 blanks further in",
        ),
    ),
    "behind quote": (
        Text(zh="引号后面还有内容", en="text behind the closing quote"),
        Text(
            zh="内容里有英文引号的，改为中文引号“”；外面多余的引号，删去",
            en="take away the outer quotes, or use other quotes within the text",
        ),
    ),
    "behind bracket": (
        Text(zh="括号后面还有内容", en="text behind the closing bracket"),
        Text(zh="多余的括号、逗号，删去", en="delete surplus brackets and commas"),
    ),
    "list here": (
        Text(zh="“- ”开头的列表要另起一行", en="a list with '- ' begins on a line of its own"),
        Text(zh="换行后再写“- ”开头的各项，或写成  [甲, 乙]", en="begin a new line, or write  [a, b]"),
    ),
    "list without key": (
        Text(
            zh="“- ”开头的列表，上一行应当只写键名和冒号", en="above a list with '- ' only a key and a colon may stand"
        ),
        Text(zh="上一行写  键名:  ，冒号后不写内容", en="write  key:  on the line above, nothing behind the colon"),
    ),
    "in a list": (
        Text(zh="列表中间有不以“- ”开头的行", en="a line without '- ' amid a list"),
        Text(
            zh="属于列表的，行首加“- ”；另一项的，左端与列表上面的键名对齐",
            en="write '- ' before it, or align it with the key above the list",
        ),
    ),
    "escape": (
        Text(zh="双引号里的反斜杠“\\”有特殊含义", en="a backslash means something within double quotes"),
        Text(zh="外面的双引号改为单引号  '…'", en="use single quotes  '…'"),
    ),
    "nothing": (
        Text(zh="少了内容，或多了逗号、括号", en="a value is missing, or a comma or bracket is too many"),
        Text(zh="补上内容，或删去多余的符号", en="write the value, or delete the mark"),
    ),
    "other": (
        Text(zh="写法不对，从这里起读不下去", en="it cannot be read from here on"),
        Text(
            zh="对照上下行检查：键名后是半角冒号加一个空格，引号、括号成对，同一级左端对齐",
            en="compare the lines around it: colon and blank behind keys, quotes and brackets in pairs, one column a level",
        ),
    ),
}
# What libyaml calls it -> what is wrong, as far as its words alone can tell.
_PROBLEMS = {
    "found unexpected end of stream": "quote",
    "found unexpected document indicator": "quote",
    "did not find expected ',' or '}'": "flow",
    "did not find expected ',' or ']'": "flow",
    "could not find expected ':'": "no colon",
    "mapping values are not allowed in this context": "colon",
    "did not find expected key": "indent",
    "did not find expected '-' indicator": "in a list",
    "block sequence entries are not allowed in this context": "list here",
    "found character that cannot start any token": "mark",
    "did not find expected alphabetic or numeric character": "mark",
    "did not find expected comment or line break": "mark",
    "found undefined tag handle": "mark",
    "did not find the expected '>'": "mark",
    "did not find expected tag URI": "mark",
    "found a tab character that violates indentation": "tab",
    "found a tab character where an indentation space is expected": "tab",
    "found unknown escape character": "escape",
    "did not find expected hexdecimal number": "escape",
    "found invalid Unicode character escape code": "escape",
    "did not find expected node content": "nothing",
    "found unexpected ':'": "flow",
}
_LOOK_BACK = 30  # lines: further above, an open quote would have been noticed
_LINE = Pattern(r"(?P<head>[ \t]*(?:- +)*(?P<key>[^\s:#'\"{\[-][^:]*):[ \t]+)(?P<value>.*)")
_NAMED = Pattern(r"(?:^|[\s,，;；、])([A-Za-z_]+): ")


def check(entry, settings, rows):
    """One finding a fault; a text is read as far as it can be."""
    document = entry.document
    for problem in document.problems:
        if problem.rule == "invalid-yaml":
            yield _finding(entry, document, problem)


def _finding(entry, document, problem):
    own = problem.detail in _SAID
    kind, line = (problem.detail, document.position(problem.start)[0]) if own else _cause(document, problem)
    place = (problem.start, problem.end)
    whole = kind in ("empty", "not a mapping", "a list", "no list")
    where = Text(zh="文件", en="file") if whole else Text(zh=f"第 {line} 行", en=f"line {line}")
    if not own:
        place = _line_text(document, line)
    (said, help), fix = _SAID[kind], {}
    if problem.replace is not None:
        fix = {"replace": problem.replace, "raw": True, "safe": True, "title": Text(zh="补一个空格", en="add a blank")}
    elif kind in ("colon", "mark"):
        quoting, new, safe = _in_quotes(entry, document, line)
        if quoting:
            place = quoting
            help = Text(zh=f"加英文引号，改为  {shown(new)}", en=f"quote it, change to  {shown(new)}")
            fix = {"replace": new, "raw": True, "safe": safe, "title": Text(zh="加引号", en="quote it")}
    return Finding(Text(zh=f"{where.zh}：{said.zh}", en=f"{where.en}: {said.en}"), place=place, help=help, **fix)


def _cause(document, problem):
    """What is wrong and on which line, from libyaml's words and a look at the lines around the one where it stopped."""
    kind = _PROBLEMS.get(problem.detail, "other")
    row = document.position(problem.start)[0]
    since = document.position(problem.since)[0] if problem.since is not None else row
    line = document.lines[row - 1]
    blanks = line[: len(line) - len(line.lstrip())]
    found = _LINE.fullmatch(line)
    value = found["value"] if found else ""
    if "\t" in blanks and kind in ("mark", "indent", "tab", "colon", "no colon"):
        return "tab", row
    if kind == "quote":
        return kind, since
    if opened := _open_quote(document, row):
        return "quote", opened
    if kind == "no colon" or kind == "flow" and since < row:
        return ("bracket" if kind == "flow" else kind), since
    if kind == "colon" and not (found and re.search(r":(?:\s|$)", value)):
        above = next((n for n in range(row - 1, 0, -1) if document.lines[n - 1].strip()), 0)
        text = document.lines[above - 1] if above else ":"
        same = len(text) - len(text.lstrip()) == len(blanks)
        return ("no colon", above) if same and ":" not in text else ("indent", row)
    if kind == "indent":
        behind = {"'": "behind quote", '"': "behind quote", "{": "behind bracket", "[": "behind bracket"}
        kind = "list without key" if line.lstrip().startswith("- ") else behind.get(value[:1], kind)
    return kind, row


def _open_quote(document, row):
    """The line above `row` whose value opens a quote that is not closed before `row`, or None."""
    for number in range(row - 1, max(row - _LOOK_BACK, 0), -1):
        found = _LINE.fullmatch(document.lines[number - 1])
        quote = found["value"][:1] if found else ""
        if quote in ("'", '"') and quote:
            marks = sum(line.count(quote) - line.count("\\" + quote) for line in document.lines[number - 1 : row - 1])
            return number if marks % 2 else None
    return None


def _line_text(document, line):
    """The character indexes of a line's text, without the blanks around it."""
    text = document.lines[line - 1]
    start = sum(len(one) + 1 for one in document.text.split("\n")[: line - 1])
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _in_quotes(entry, document, line):
    """Where the line's value stands, the value in quotes, and whether that is beyond doubt; (None, "", False) where
    the text could not be read further with it."""
    found = _LINE.fullmatch(document.lines[line - 1])
    if found is None or not found["value"].strip() or document.mended:
        return None, "", False
    offset = sum(len(one) + 1 for one in document.text.split("\n")[: line - 1])
    value = found["value"].rstrip()
    place = (offset + found.start("value"), offset + found.start("value") + len(value))
    new = quoted(value)
    still = Builder({}).run(document.text[: place[0]] + new + document.text[place[1] :])
    if still is not None and still.start <= place[1]:
        return None, "", False
    # Where the text holds a field's name, a line break may have been lost instead; "|" may have been meant as YAML's.
    names = {pattern.rpartition(".")[2] for pattern in entry.shape.fields}
    return place, new, value[0] != "|" and not names & set(_NAMED.findall(value))
