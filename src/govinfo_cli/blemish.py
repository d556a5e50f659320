"""What is wrong with a file of a profile, for who wrote it: the line and a sentence, or the place of a character that is none."""

from __future__ import annotations

from govinfo_cli.diagnostic import Text
from govinfo_cli.visible import shown
from govinfo_cli.yaml.nodes import Typed
from govinfo_cli.yaml.reading import read

_SAID = {
    "invalid-yaml": Text(
        zh="括号、引号、冒号、缩进或反斜杠后的字符不对", en="a bracket, quote, colon, indentation or backslash is wrong"
    ),
    "alias-or-tag": Text(zh="用了 & * ! << 这类写法，请把内容直接写出来", en="no &, *, ! and <<: write it out"),
    "duplicate-key": Text(zh="同一个键写了两次，删去一个", en="a key stands twice: take one away"),
    "input-method-slip": Text(zh="用了中文标点或全角字符，改为半角", en="full-width punctuation: make it half-width"),
    "control-characters": Text(zh="有看不见的控制字符，删去", en="a control character: take it away"),
    "wrong-encoding": Text(zh="不是 UTF-8 编码，另存为 UTF-8", en="not UTF-8: save it as such"),
    "too-large": Text(zh="文件过大，或一层套一层过深", en="too large, or nested too deep"),
}
_OTHER = Text(zh="不是“键: 值”的写法", en="no mapping of keys to values")


def of_yaml(file: str, raw: bytes, typed: Typed) -> Text:
    """Why the file is not read, beginning with the line where that is known."""
    document = read(file, raw, typed)
    if not document.problems:
        return _OTHER
    first = min(document.problems, key=lambda problem: problem.start)
    said, row = _SAID.get(first.rule, _OTHER), document.position(first.start)[0]
    return Text(zh=f"第 {row} 行：{said.zh}", en=f"line {row}: {said.en}")


def halved(data: object) -> tuple[str, str] | None:
    """In both languages, where the first key or value stands that holds half of a character (a lone surrogate, which
    "\\ud800" makes); None where none does."""
    waiting: list[tuple[tuple[str, ...], object]] = [((), data)]
    while waiting:
        route, one = waiting.pop()
        if isinstance(one, str) and any("\ud800" <= char <= "\udfff" for char in one):
            where = shown(".".join(route))
            return (
                f"“{where}”里有半个字符（\\ud800 一类的写法），删去或改写成完整的字",
                f"half a character (such as \\ud800) at '{where}': write a whole one",
            )
        if isinstance(one, dict):
            waiting += [((*route, str(key)), part) for pair in one.items() for key, part in (pair, (pair[0], pair[0]))]
        elif isinstance(one, list):
            waiting += [((*route, str(place)), value) for place, value in enumerate(one)]
    return None
