"""Laws of `import`: hostile tables never raise, rows in = entries + rows reported, every cell is kept or told.

Real tables (CATALOG_REAL_DATA) are held to the same laws.
"""

from __future__ import annotations

import csv
import io
import json
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tables import bring, catalogue, check_laws

from govinfo_cli.catalog import is_entry_path
from govinfo_cli.importing import pipeline
from govinfo_cli.settings import open_settings
from govinfo_cli.source import Folder
from govinfo_cli.yaml.reading import read

_WORDS = st.sampled_from(
    [
        "甲",
        "在职职工",
        "每年",
        "按年更新",
        "每121日",
        "无条件开放",
        "有条件开放",
        "用户注册",
        "['xls','xml']",
        "电子表格-xlsx",
        "数据库:mysql",
        "file",
        "03,0310",
        "2",
        "人事局",
        "人事教育局",
        "市科技局",
        "2022-6-1",
        "1627464632000",
        "2017年11月15日",
        "<b>粗</b>&nbsp;",
        "暂无",
        "null",
        "-",
        "[]",
        "30304601/000012",
        "211",
        "科技、教育",
        "..",
        "_x",
        "::error::",
        "不予共享",
        "30304601",
    ]
)
_HOSTILE = st.text(
    st.sampled_from(
        "甲乙a1 　\u00a0\u200b\u202e\n\t\x00\x1b<>&;#x{}[]\"',:-*!|>%@`\\/\ufeff\uffff\u2028�１Ａ（(【.=~^"
    ),
    max_size=12,
)
_CELL = st.one_of(_WORDS, _HOSTILE, st.just(""))
_HEADS = st.lists(
    st.sampled_from(
        [
            "摘要",
            "代码",
            "分类",
            "主题分类",
            "提供方",
            "更新频率",
            "开放属性",
            "开放条件",
            "是否开放",
            "数据格式",
            "格式分类",
            "共享类型",
            "共享方式",
            "共享条件",
            "不予共享依据",
            "发布时间",
            "更新时间",
            "标签",
            "信息项",
            "数据量",
            "内部部门",
            "共享属性",
            "关联资源",
        ]
        + ["x-own", "", "a:b"]
    ),
    min_size=1,
    max_size=6,
)


@st.composite
def _grids(draw):
    heads = ["名称", *draw(_HEADS)]
    rows = draw(st.lists(st.lists(_CELL, max_size=len(heads) + 1), max_size=5))
    return [heads, *rows]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """One small catalogue for all examples, none of which writes; its profiles, which take longer than an import, are
    read once."""
    with pytest.MonkeyPatch.context() as patch:
        found = catalogue(tmp_path_factory.mktemp("hostile"))
        opened = cache(lambda profiles: open_settings(Folder(found), profiles))
        patch.setattr(pipeline, "open_settings", lambda source, profiles: opened(profiles))
        yield found


@settings(max_examples=150, deadline=None)
@given(grid=_grids())
@example(grid=[["名称", ""], ["甲", "甲", "1\u200b"]])
def test_hostile_tables_never_raise_and_nothing_is_lost(root, grid):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(grid)
    imported = bring(root, ("a.csv", out.getvalue().encode("utf-8")))
    if imported.stopped:
        assert "\x00" in out.getvalue()
        return
    check_laws("a.csv", list(enumerate(grid[1:], 2)), imported, root)
    shape = pipeline.open_settings(Folder(root), ()).shape
    for path, raw in imported.bundle.files.items():
        document = read(path, raw, shape.typed)
        assert not document.problems and (is_entry_path(path) or path == "catalog/owners.yaml")


_JSON = st.recursive(
    st.one_of(_CELL, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False)),
    lambda inside: st.one_of(
        st.lists(inside, max_size=3),
        st.dictionaries(_CELL | st.sampled_from(["type", "mode", "name", "class", "public"]), inside, max_size=3),
    ),
    max_leaves=6,
)
_OBJECT = st.dictionaries(
    st.sampled_from(
        [
            "name",
            "owner",
            "format",
            "items",
            "share",
            "open",
            "keywords",
            "摘要",
            "开放属性",
            "信息项",
            "信息资源格式",
            "数据量",
            "code",
            "updated",
        ]
    ),
    _JSON,
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.one_of(_OBJECT, _OBJECT, _JSON), max_size=4))
def test_hostile_json_never_raises_and_rows_are_counted(root, rows):
    raw = json.dumps([{"name": "首行"}, *rows]).encode()
    imported = bring(root, ("a.json", raw))
    (tally,) = imported.tallies
    assert tally.rows == len(rows) + 1 == tally.entries + tally.others.total()
    assert sum(map(is_entry_path, imported.bundle.files)) == tally.entries
    shape = pipeline.open_settings(Folder(root), ()).shape
    for path, content in imported.bundle.files.items():
        assert not read(path, content, shape.typed).problems
