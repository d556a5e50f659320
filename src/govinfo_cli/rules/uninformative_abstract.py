"""The abstract tells nothing that the name does not, or nothing at all."""

import unicodedata

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.pattern import Pattern
from govinfo_cli.remedy import lines
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold

TITLE = Text(zh="摘要没有内容", en="uninformative abstract")

_SHORTEST = 8  # characters; what is shorter cannot say what a resource holds
_SLACK = 8  # characters by which an abstract may exceed the name it only repeats
_PLAIN, _OTHER = "[0-9A-Za-z\u4e00-\u9fff]", "[^0-9A-Za-z\u4e00-\u9fff]"  # characters that folding keeps apart
_LONG = 23  # characters; an abstract as long as this is no placeholder
_NAMES = 14, 30, 60  # a guard's measures: plain names, each with an abstract too long to repeat it
_EMPTY_WORDS = Pattern("信息|数据|情况|资料|内容|资源|表|的|等|相关|有关|本|该|为|是")
# fmt: off
_PLACEHOLDERS = frozenset((
    "无", "暂无", "没有", "无摘要", "暂无摘要", "无内容", "暂无内容", "待补充", "待补", "待填", "待填写", "待定", "待完善", "未填", "未填写",
    "空", "略", "同上", "同名称", "同标题", "见名称", "见标题", "见附件", "测试", "测试数据", "摘要", "简介", "其他", "其它", "na",
    "none", "null", "nil", "todo", "tbd", "test", "abc", "xxx", "123", "123456",
))
# fmt: on
_REPEATED = Pattern(r"(.{1,4}?)\1+")  # 测试测试测试, 111111, xxxxxxxx


def accepts(settings):
    """The name is plain, the abstract much longer."""
    return {"required": ["name", "abstract"], "anyOf": [_longer_than(name) for name in _NAMES]}


def _longer_than(name):
    least = max(name + _SLACK + 1, _LONG)
    return {
        "properties": {
            "name": {"type": "string", "pattern": f"^{_PLAIN}{{1,{name}}}$"},
            "abstract": {"type": "string", "pattern": f"^(?:{_OTHER}*{_PLAIN}){{{least}}}"},
        }
    }


def check(entry, settings, rows):
    """One finding with the reason."""
    abstract = entry.text("abstract")
    why = abstract and _why(abstract, entry.text("name"))
    if why:
        label = entry.label("abstract")
        yield Finding(
            Text(zh=f"{label.zh}：{why.zh}", en=f"{label.en}: {why.en}"),
            ("abstract",),
            help=lines(
                Text(
                    zh="用一两句话写明有哪些内容、涉及哪些单位、从何时起，例如",
                    en="say in a sentence or two what it holds, of whom, since when, such as",
                ),
                Text(
                    zh="abstract: 院属单位在职职工的编号、岗位和任职情况，2015年以来按月汇总",
                    en="abstract: 院属单位在职职工的编号、岗位和任职情况，2015年以来按月汇总",
                ),
            ),
        )


def _why(abstract, name):
    said = _bare(abstract)
    quoted = shown(abstract.strip())
    if not said or said in _PLACEHOLDERS or len(said) < _LONG and _REPEATED.fullmatch(said):
        return Text(zh=f"“{quoted}”没有说明内容", en=f"'{quoted}' says nothing")
    if name and len(said) <= len(_bare(name)) + _SLACK and _core(abstract) == _core(name):
        return Text(zh="只是重复了信息资源名称，没有说明内容", en="repeats the resource name and says no more")
    if len(said) < _SHORTEST:
        return Text(
            zh=f"“{quoted}”只有 {len(said)} 个字，说不清内容（至少 {_SHORTEST} 个字）",
            en=f"'{quoted}' is {len(said)} characters, too short to say anything (at least {_SHORTEST})",
        )
    return None


def _bare(text):
    """The text folded, without punctuation."""
    return "".join(char for char in fold(text) if unicodedata.category(char)[0] in "LN")


def _core(text):
    """What of a text tells one resource from another; all of it, where that is nothing."""
    bare = _bare(text)
    return _EMPTY_WORDS.sub("", bare) or bare
