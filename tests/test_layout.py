"""The laws of `fmt`: the data stay, no comment is lost, twice is once, and every other reader reads the same."""

from __future__ import annotations

import json
import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from strewn import ENTRY, ITEM, TEXTS, files, share

from govinfo_cli.profile import load_profile
from govinfo_cli.scalars import scalar
from govinfo_cli.sharing import USEFUL, as_it_stands, item_kind, sides
from govinfo_cli.sharing import given as there
from govinfo_cli.yaml.comments import notes_of
from govinfo_cli.yaml.layout import NotLaidOut, canonical, essential, laid_out
from govinfo_cli.yaml.reading import CONTROLS, read

CHECKS = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@cache
def shape(name: str = "measures-2019"):
    return load_profile((name, "guide-2017"))[0].shape


def others(text: str):
    """The data of `text` as other readers see it: YAML 1.2, YAML 1.1, and the round trip."""
    for kind, version in (("safe", None), ("safe", (1, 1)), ("rt", None)):
        reader = YAML(typ=kind, pure=True)
        reader.version = version
        yield reader.load(text)


@given(TEXTS)
@CHECKS
def test_a_scalar_is_the_same_text_for_every_reader(text):
    whole = (
        f"{scalar(text, key=True)}: {scalar(text)}\nflow: {{{scalar(text, key=True, flow=True)}: "
        f"{scalar(text, flow=True)}, b: [{scalar(text, flow=True)}, {scalar(text, flow=True)}]}}\nlist:\n- {scalar(text, flow=True)}\n"
    )
    expected = {text: text, "flow": {text: text, "b": [text, text]}, "list": [text]}
    if text in ("flow", "list", "b", "<<"):
        return
    document = read("entry", whole.encode(), {})
    assert document.data == expected or CONTROLS.search(text)
    assert {problem.rule for problem in document.problems} <= (
        {"control-characters"} if CONTROLS.search(text) else set()
    )
    for data in others(whole):
        assert data == expected
        assert all(type(key) is str for key in data)


@given(files())
@CHECKS
def test_data_and_comments_stay_and_twice_is_once(file):
    """And every comment is found, and line ends and a byte order mark make no difference: to think up a file takes longer
    than all that is asked of it."""
    text, data, said = file
    document = read("entry", text.encode(), shape().typed)
    assert document.problems == () and document.data == data, text
    laid = canonical("entry", text.encode(), shape()).decode()

    again = read("entry", laid.encode(), shape().typed)
    assert again.problems == () and again.data == essential(data)
    assert canonical("entry", laid.encode(), shape()).decode() == laid
    # Each comment is there once; that none has become part of a value the data show.
    assert Counter(said) == {comment: laid.count(f"{comment}\n") for comment in said}
    assert sum(line.count("# 第") for line in laid.split("\n")) == len(said)

    assert sorted(comment.text for comment in notes_of(read("entry", text.encode(), {})).all()) == sorted(said)
    raw = b"\xef\xbb\xbf" + text.encode().replace(b"\n", b"\r\n")
    assert canonical("entry", raw, shape()).decode() == laid


@given(ENTRY.filter(lambda data: "<<" not in json.dumps(data)))
@CHECKS
def test_other_readers_read_the_same(data):
    laid = laid_out(data, shape())
    assert read("entry", laid.encode(), shape().typed).data == essential(data)
    for seen in others(laid):
        assert json.loads(json.dumps(seen)) == essential(data)
    known = [key for key in shape().schema["properties"] if key in data]
    assert list(read("entry", laid.encode(), shape().typed).data)[: len(known)] == known


@given(share(internal=share()), st.lists(ITEM, max_size=3), st.booleans())
@CHECKS
def test_what_is_omitted_changes_no_meaning(share, items, public):
    data = {"share": share, "items": items, "open": {"public": public}}
    less = essential(data)
    before, after = sides(share), sides(less["share"])
    for was, now in zip(before, after, strict=True):
        assert was.kind == now.kind
        for key in USEFUL.get(was.kind, ()):
            assert (
                was.says.get(key) == now.says.get(key) or not there(was.says.get(key)) and not there(now.says.get(key))
            )
        for item, left in zip(items, less["items"], strict=True):
            assert item_kind(item, was, as_it_stands) == item_kind(left, now, as_it_stands)
            assert item.get("open", public) == left.get("open", public)
    assert essential(less) == less


# Where comments go: (as somebody writes it, as it is laid out).

PLACES = {
    "above and beside a key, which moves": (
        "name: 职工\n# 代码\ncode: 30304601/000012  # 已审定\n",
        "# 代码\ncode: 30304601/000012  # 已审定\nname: 职工\n",
    ),
    "the head of the file stays, with a blank line where one was": (
        "# 人事局\n# yaml-language-server: $schema=x\n\n# 名称\nname: 职工\ncode: 1/2\n",
        "# 人事局\n# yaml-language-server: $schema=x\n\ncode: 1/2\n# 名称\nname: 职工\n",
    ),
    "the end of the file stays": ("name: 职工\n# 完\ncode: 1/2\n# 终\n", "# 完\ncode: 1/2\nname: 职工\n# 终\n"),
    "a comment beside keeps its column, and what goes on below it stays with it": (
        "name: 职工          # 名称\npublished: 2026-05-01  # 日期\nowner: 人事局        # 提供方\n                     # 即责任部门\ncode: 1/2\n",
        'code: 1/2\nname: 职工          # 名称\n# 提供方\n# 即责任部门\nowner: 人事局\npublished: "2026-05-01"  # 日期\n',
    ),
    "what is indented closes the block above it": (
        "share:\n  type: 无条件共享\n  # 待定\nopen:\n  public: false\n  # 再议\n",
        "share:\n  type: 无条件共享\n  # 待定\nopen:\n  public: false\n  # 再议\n",
    ),
    "within an item it moves above the item": (
        "items:\n  # 主键\n  - name: 编号   # 唯一\n    # 定长\n    type: 字符型C\n  # 以上\n",
        "items:\n# 主键\n# 唯一\n# 定长\n- {name: 编号, type: 字符型C}\n  # 以上\n",
    ),
    "behind an item it stays": (
        "items: [\n  {name: 编号}, # 唯一\n  {name: 姓名,\n   type: 字符型C}]\n",
        "items:\n- {name: 编号}  # 唯一\n- {name: 姓名, type: 字符型C}\n",
    ),
    "a list whose members are remarked on keeps its lines": (
        "share:\n  scope: [科学技术部, # 2024 年函\n    教育部]\n",
        "share:\n  scope:\n  - 科学技术部  # 2024 年函\n  - 教育部\n",
    ),
    "beside a text in block style": (
        "abstract: >-   # 摘要\n  一\n  二\nname: |  # 名\n  三\n  四\n",
        "name: |  # 名\n  三\n  四\nabstract: 一 二  # 摘要\n",
    ),
    "between a key and its value": ("abstract:\n  # 摘要\n  职工\n", "# 摘要\nabstract: 职工\n"),
    "on what is omitted it closes the block": (
        "share:\n  type: 无条件共享\n  internal: {type: 无条件共享}  # 对内同\nitems:\n- {name: 编号, share: 无条件共享}  # 同上\n",
        "items:\n- {name: 编号}  # 同上\nshare:\n  type: 无条件共享\n  # 对内同\n",
    ),
}


@pytest.mark.parametrize("case", PLACES)
def test_a_comment_stays_with_what_it_is_about(case):
    before, after = PLACES[case]
    assert canonical("entry", before.encode(), shape()).decode() == after
    assert canonical("entry", after.encode(), shape()).decode() == after


STYLES = {
    "codes plain, classes and dates quoted": (
        'published: 2026-05-01\nthemes: [211]\ncategory: 30304601\nrelated: ["30304602/000003"]\ncode: "30304601/000012"\n',
        'code: 30304601/000012\ncategory: "30304601"\nthemes: ["211"]\npublished: "2026-05-01"\nrelated: [30304602/000003]\n',
    ),
    "known keys in order, unknown and x- keys last as they came": (
        "x-b: 1 号\nopen: {condition: 无条件, x-o: 甲, public: true}\nx-a: 乙\n共享: 丙\nname: 丁\n",
        "name: 丁\nopen: {public: true, condition: 无条件, x-o: 甲}\nx-b: 1 号\nx-a: 乙\n共享: 丙\n",
    ),
    "one or many, each on a line": (
        "share: {basis: [{title: 《甲》, kind: 法律}, {kind: 法律, title: 《乙》}], mode: {type: 接口, class: 共享平台方式}}\n",
        "share:\n  mode: {class: 共享平台方式, type: 接口}\n  basis:\n  - {kind: 法律, title: 《甲》}\n  - {kind: 法律, title: 《乙》}\n",
    ),
    "a long text stays on one line, lines stay lines": (
        f"abstract: >-\n  {'长' * 80}\n  {'长' * 80}\nname: \"甲\\n乙\"\n",
        f"name: |-\n  甲\n  乙\nabstract: {'长' * 80} {'长' * 80}\n",
    ),
    "internal on one line where it is short": (
        "share:\n  internal:\n    usage: 工作参考\n    type: 有条件共享\n  type: 不予共享\n",
        "share:\n  type: 不予共享\n  internal: {type: 有条件共享, usage: 工作参考}\n",
    ),
    "internal in lines where it is long": (
        f"share: {{internal: {{type: 有条件共享, condition: {'长' * 100}}}}}\n",
        f"share:\n  internal:\n    type: 有条件共享\n    condition: {'长' * 100}\n",
    ),
    "what an item inherits goes": (
        "share: {type: 有条件共享}\nopen: {public: true}\n"
        "items: [{name: 甲, open: true, internal: 有条件共享, share: 有条件共享}, {name: 乙, share: 不予共享, internal: 有条件共享, open: false}]\n",
        "items:\n- {name: 甲}\n- {name: 乙, share: 不予共享, internal: 有条件共享, open: false}\n"
        "share:\n  type: 有条件共享\nopen: {public: true}\n",
    ),
    "nothing": ("{}\n", "{}\n"),
    "a key without a value": ("name:\nformat: {class: , type: xlsx}\n", "name:\nformat:\n  class:\n  type: xlsx\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", STYLES)
def test_the_layout(case):
    before, after = STYLES[case]
    assert canonical("entry", before.encode(), shape()).decode() == after
    assert canonical("entry", after.encode(), shape()).decode() == after


@pytest.mark.parametrize(
    "raw",
    [
        b"name: [\n",
        b"- a\n",
        b"name: a\nname: b\n",
        b"x-a: &a 1\nx-b: *a\n",
        b"name: !t a\n",
        "name: 职工\n".encode("gb18030"),
        b"name: a\x07\n",
        b"name: a\rb\n",
        b"name: a\n---\nname: b\n",
        b"",
        b"# only\n",
    ],
)
def test_what_has_problems_is_left_alone(raw):
    with pytest.raises(NotLaidOut) as left:
        canonical("entry", raw, shape())
    assert left.value.document.problems


def test_ten_thousand_comments_take_no_minute():
    text = "items:\n" + "".join(f"# {n}\n- name: 甲  # {n}\n  # {n}\n" for n in range(5000))
    begun = time.process_time()
    canonical("entry", text.encode(), shape())
    assert time.process_time() - begun < 20


def test_the_shipped_catalogue_is_laid_out():
    root = Path(__file__).parents[1]
    for path in sorted((root / "catalog").glob("*/*.yaml")):
        raw = path.read_bytes()
        assert canonical(path.name, raw, shape()) == raw, path
