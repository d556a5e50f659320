"""Characters that nobody sees but programs act on: zero-width, bidi and other controls, also as escapes."""

import unicodedata

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding

TITLE = Text(zh="含看不见的控制字符", en="control characters")
BROKEN = RECORDS = True

_NAMES = {
    0x00: Text(zh="空字符", en="null"),
    0x07: Text(zh="响铃符", en="bell"),
    0x08: Text(zh="退格符", en="backspace"),
    0x0B: Text(zh="纵向制表符", en="vertical tab"),
    0x0C: Text(zh="换页符", en="form feed"),
    0x0D: Text(zh="单独的回车符", en="carriage return alone"),
    0x1B: Text(zh="转义符", en="escape"),
    0x7F: Text(zh="删除符", en="delete"),
    0x85: Text(zh="下一行符", en="next line"),
    0xAD: Text(zh="隐藏的连字符", en="soft hyphen"),
    0x200B: Text(zh="零宽空格", en="zero width space"),
    0x200C: Text(zh="零宽不连字符", en="zero width non-joiner"),
    0x200D: Text(zh="零宽连字符", en="zero width joiner"),
    0x2028: Text(zh="行分隔符", en="line separator"),
    0x2029: Text(zh="段分隔符", en="paragraph separator"),
    0x2060: Text(zh="零宽连接符", en="word joiner"),
    0xFEFF: Text(zh="零宽不换行空格，即文件中间的 BOM", en="byte order mark within the text"),
}
_BIDI = Text(zh="文字方向控制符", en="bidirectional control")
_OTHER = Text(zh="控制字符", en="control character")
_BIDIS = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))


def check(entry, settings, rows):
    """One finding a character; it is named, never printed."""
    for problem in entry.document.problems:
        if problem.rule != "control-characters":
            continue
        name, title, line = _name(problem.detail), _title(problem), entry.document.position(problem.start)[0]
        yield Finding(
            Text(
                zh=f"第 {line} 行：有看不见的字符 {problem.detail}（{name.zh}）",
                en=f"line {line}: a character that cannot be seen, {problem.detail} ({name.en})",
            ),
            place=(problem.start, problem.end),
            help=Text(
                zh=f"{title.zh}，它多半是从网页或聊天里复制来的；运行  catalog fix  可自动更正",
                en=f"{title.en}, it mostly comes with copied text;  catalog fix  does it",
            ),
            replace=problem.replace,
            raw=True,
            safe=True,
            title=title,
        )


def _name(detail):
    number = int(detail[2:], 16)
    bidi = unicodedata.bidirectional(chr(number)) in _BIDIS or number in (0x200E, 0x200F, 0x061C)
    return _NAMES.get(number, _BIDI if bidi else _OTHER)


def _title(problem):
    if problem.replace:
        instead = Text(zh="换行", en="a line break") if problem.replace == "\n" else Text(zh="空格", en="a blank")
        return Text(zh=f"把 {problem.detail} 改为{instead.zh}", en=f"change {problem.detail} to {instead.en}")
    return Text(zh=f"删去 {problem.detail}", en=f"delete {problem.detail}")
