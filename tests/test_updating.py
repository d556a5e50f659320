"""Updating an entry's file: as few lines as can be, every comment kept, nothing where a table says the same."""

from __future__ import annotations

import difflib

import pytest
import strewn
from hypothesis import given, settings

from govinfo_cli.change.normal import NormalForm
from govinfo_cli.importing.updating import told, update
from govinfo_cli.profile import load_profile
from govinfo_cli.yaml.amending import amended
from govinfo_cli.yaml.comments import notes_of
from govinfo_cli.yaml.reading import read
from govinfo_cli.yaml.stepping import stepped

PROFILE = load_profile(("guide-2017",))[0]
SHAPE = PROFILE.shape
NORMAL = NormalForm(PROFILE)
TEXT = """\
# 人事局报送，2026 年核对
code: 30304601/000012   # 勿改
name: '在职职工基本信息'
category: "30304601"
owner: 人事局
abstract: |
  院属单位在职职工的编号、
  岗位和任职情况
format: {class: 数据库, type: KingbaseES}  # 见建库说明
x-note: 内部
items:
- {name: 职工编号, type: 字符型C, length: 20}  # 主键
- name: 任职日期
  # 以任命文件为准
  type: 日期型D
share:
  type: 无条件共享
  usage: 工作参考
  # 方式
  mode: {class: 共享平台方式, type: 接口}
open: {public: false}
update_cycle: "每月"
"""


def changed(text: str, new: dict, doubtful=frozenset()) -> tuple[str, list[str]]:
    """The text after an update, and the lines of the diff that begin with + or -."""
    data = read("x", text.encode(), SHAPE.typed).data
    steps = update(data, new, SHAPE, NORMAL, frozenset(doubtful)).steps
    after = amended("x", text.encode(), steps, SHAPE).decode() if steps else text
    lines = difflib.unified_diff(text.splitlines(), after.splitlines(), n=0, lineterm="")
    return after, [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize(
    ("new", "diff"),
    [
        ({"update_cycle": "每年"}, ['-update_cycle: "每月"', '+update_cycle: "每年"']),
        ({"name": "职工"}, ["-name: '在职职工基本信息'", "+name: '职工'"]),
        ({"owner": "a: b"}, ["-owner: 人事局", '+owner: "a: b"']),
        ({"update_cycle": "按月", "owner": " 人事局"}, []),
        ({"format": {"type": "MySQL"}}, ["-format: {class: 数据库, type: KingbaseES}  # 见建库说明", "+format: {class: 数据库, type: MySQL}  # 见建库说明"]),
        ({"format": {"note": "两库"}}, ["-format: {class: 数据库, type: KingbaseES}  # 见建库说明", "+format: {class: 数据库, type: KingbaseES, note: 两库}  # 见建库说明"]),
        ({"themes": ["211"], "published": "2026-05-01"}, ['+themes: ["211"]', '+published: "2026-05-01"']),
        ({"share": {"condition": "限统计"}}, ["+  condition: 限统计"]),
        ({"share": {"scope": ["甲", "乙"], "usage": "行政"}}, ["-  usage: 工作参考", "+  usage: 行政", "+  scope: [甲, 乙]"]),
        ({"abstract": "一行"}, ["-abstract: |", "-  院属单位在职职工的编号、", "-  岗位和任职情况", "+abstract: 一行"]),
        ({"abstract": "两行\n字\n"}, ["-  院属单位在职职工的编号、", "-  岗位和任职情况", "+  两行", "+  字"]),
        ({"items": [{"name": "职工编号", "length": 30}, {"name": "任职日期"}]}, ["-- {name: 职工编号, type: 字符型C, length: 20}  # 主键", "+- {name: 职工编号, type: 字符型C, length: 30}  # 主键"]),
        ({"items": [{"name": "任职日期", "length": 8}, {"name": "职工编号"}]}, ["+  length: 8"]),
        ({"items": [{"name": "职工编号"}, {"name": "姓名", "share": "无条件共享"}, {"name": "任职日期"}]}, ["+- {name: 姓名}"]),
        ({"items": [{"name": "首"}, {"name": "职工编号"}, {"name": "任职日期"}]}, ["+- {name: 首}"]),
        ({"items": [{"name": "职工编号"}, {"name": "任职日期"}, {"name": "末", "type": "日期型D"}]}, ["+- name: 末", "+  type: 日期型D"]),
        ({"items": [{"name": "职工编号"}]}, ["-- name: 任职日期", "-  # 以任命文件为准", "-  type: 日期型D", "+# 以任命文件为准"]),
        ({"items": [{"name": "任职日期"}]}, ["-- {name: 职工编号, type: 字符型C, length: 20}  # 主键", "+# 主键"]),
        ({"items": [{"name": "职工编号", "share": "不予共享"}, {"name": "任职日期", "share": "无条件共享"}]}, ["-- {name: 职工编号, type: 字符型C, length: 20}  # 主键", "+- {name: 职工编号, type: 字符型C, length: 20, share: 不予共享}  # 主键"]),
        ({"x-note": "外部", "x-来源": "表"}, ["-x-note: 内部", "+x-note: 外部", "+x-来源: 表"]),
        ({"code": "30304601/000099", "abstract": "", "open": {}}, []),
    ],
)  # fmt: skip
def test_an_update_is_the_smallest_diff(new, diff):
    after, lines = changed(TEXT, new)
    assert sorted(lines) == sorted(diff), "\n".join(lines)
    assert changed(after, new)[1] == [], "a second time nothing"


def test_what_is_inherited_is_not_written_but_a_difference_is_taken_back():
    text = "name: 甲\nshare: {type: 有条件共享, internal: {type: 无条件共享}}\nitems: [{name: 乙, share: 不予共享}]\n"
    new = {"share": {"internal": {"type": "无条件共享"}}, "items": [{"name": "乙", "share": "有条件共享", "internal": "无条件共享"}]}  # fmt: skip
    after, _ = changed(text, new)
    assert after == text.replace("不予共享", "有条件共享")


def test_a_list_whose_order_says_nothing_keeps_what_stays():
    text = "themes: [\n  '211',  # 环保\n  '210']\nkeywords:\n- 人事\n- 职工 # 常用\nshare: {mode: [{type: 接口}, {type: 文件}]}\n"
    assert (
        changed(text, {"themes": ["210", "211"], "keywords": ["职工", "人事"], "share": {"mode": {"type": "接口"}}})[1]
        == []
    )
    after, _ = changed(text, {"themes": ["211", "213"], "keywords": ["职工", "编制", "人事"]})
    assert (
        "  '211'" in after and "  # 环保\n" in after and "213" in after and "'210'" not in after and "- 编制\n" in after
    )
    assert after.count("#") == 2


def test_a_value_that_could_not_be_read_replaces_none():
    data = {"update_cycle": "每月"}
    found = update(data, {"update_cycle": "每 121 日", "abstract": "乙"}, SHAPE, NORMAL, frozenset(["update_cycle"]))
    assert [step.route for step in found.steps] == [("abstract",)] and found.left == ("update_cycle",)
    assert told(data, found.steps, SHAPE).zh == "信息资源摘要：补上“乙”"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_marks_stay(end, bom):
    raw = (bom + TEXT.replace("\n", end)).encode()
    data = read("x", raw, SHAPE.typed).data
    after = amended(
        "x", raw, update(data, {"update_note": "汛期", "themes": ["211"]}, SHAPE, NORMAL, frozenset()).steps, SHAPE
    )
    assert after.decode() == bom + TEXT.replace('每月"\n', '每月"\nupdate_note: 汛期\n').replace(
        "owner:", 'themes: ["211"]\nowner:'
    ).replace("\n", end)


@pytest.mark.parametrize("text", ["name: &a 甲\nx-b: *a\n", "name: 甲\nname: 乙\n", "name: [\n"])
def test_a_file_with_problems_is_not_touched(text):
    assert (
        amended("x", text.encode(), update({"name": "甲"}, {"name": "丙"}, SHAPE, NORMAL, frozenset()).steps, SHAPE)
        is None
    )


@settings(max_examples=250, deadline=None)
@given(file=strewn.files(), new=strewn.ENTRY)
def test_an_update_keeps_every_comment_and_is_done_once(file, new):
    """update(update(x)) == update(x): the second time the table says nothing new, so no byte changes."""
    text, data, comments = file
    new = {key: value for key, value in new.items() if "<<" not in repr(value)}
    document = read("x", text.encode(), SHAPE.typed)
    if document.problems or document.data != data:
        return
    found = update(data, new, SHAPE, NORMAL, frozenset())
    if not found.steps:
        return
    after = amended("x", text.encode(), found.steps, SHAPE)
    if after is None:
        return
    again = read("x", after, SHAPE.typed)
    assert not again.problems
    assert NORMAL.entry(again.data) == NORMAL.entry(stepped(data, found.steps))
    assert sorted(comment.text for comment in notes_of(again).all()) == sorted(
        comment.text for comment in notes_of(document).all()
    )
    assert set(data) <= set(again.data)
    assert not update(again.data, new, SHAPE, NORMAL, frozenset()).steps
    assert told(data, found.steps, SHAPE).zh
