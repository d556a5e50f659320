"""A file that is not UTF-8: GB18030 or UTF-16 as old editors save it, or no text at all."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding

TITLE = Text(zh="编码不是 UTF-8", en="wrong encoding")
BROKEN = RECORDS = True

_KNOWN = {
    "gb18030": Text(zh="GB18030（GBK，旧版记事本的“ANSI”）", en="GB18030 (GBK)"),
    "utf-16": Text(zh="UTF-16（旧版记事本的“Unicode”）", en="UTF-16"),
}


def check(entry, settings, rows):
    """One finding for the file; the text is kept by the fix, so it is offered only where all of it is text."""
    for problem in entry.document.problems:
        if problem.rule != "wrong-encoding":
            continue
        place, name = (problem.start, problem.end), _KNOWN.get(problem.detail)
        if name is None:
            line = entry.document.position(problem.start)[0]
            yield Finding(
                Text(
                    zh=f"第 {line} 行：有读不出来的字节，文件可能损坏，或不是文本文件",
                    en=f"line {line}: bytes that are no text; the file is damaged, or no text file",
                ),
                place=place,
                help=Text(
                    zh="从备份或上一版取回这个文件，或重新录入；保存时编码选 UTF-8",
                    en="take the file from a backup or an earlier revision, or write it anew; save it as UTF-8",
                ),
            )
            continue
        yield Finding(
            Text(zh=f"文件：编码是 {name.zh}，应为 UTF-8", en=f"file: the encoding is {name.en}, it should be UTF-8"),
            place=place,
            help=Text(
                zh="运行  catalog fix  改存；或在记事本里“另存为”，编码选 UTF-8",
                en="run  catalog fix , or save the file as UTF-8 in your editor",
            ),
            recode=True,
            safe=_is_text(entry.document.text),
        )


def _is_text(text):
    """Whether it reads as Chinese: what was decoded wrong has characters that hardly anybody writes."""
    foreign = [char for char in text if char > "\x7f"]
    common = sum(len(char.encode("gb2312", "ignore")) > 0 for char in foreign)
    return common * 10 >= len(foreign) * 9
