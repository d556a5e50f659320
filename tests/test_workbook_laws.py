"""Laws of the workbook: `import(export(c)) == c` in normal form, the same input the same bytes, no text is a formula.

The catalogues hold what a property test can make: junk under any key, hostile texts, items that differ in sharing.
"""

from __future__ import annotations

import copy
import io
from pathlib import Path

import catalogues
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables import bring, catalogue, entries

from govinfo_cli.catalog import Catalog
from govinfo_cli.change.normal import NormalForm
from govinfo_cli.edition.exported import Edition, Exported, Wishes
from govinfo_cli.edition.scope import seen_from
from govinfo_cli.edition.stipulation import parse, say
from govinfo_cli.exports import xlsx
from govinfo_cli.settings import open_records, open_settings
from govinfo_cli.sharing import OUTSIDE, WIDTH
from govinfo_cli.source import Folder
from govinfo_cli.yaml.layout import laid_out
from govinfo_cli.yaml.reading import read

# Characters that a file can hold; what else there is the reader of entries refuses.
_HOSTILE = st.text(
    st.sampled_from("甲乙a1 　\u00a0\n\t<>&;\"',:-＝=+@_x0041_\\{}[]【（《》）；，、：第�１Ａ"), max_size=10
)
_PIECE = st.sampled_from(
    [
        "使用要求：",
        "；共享范围：",
        "共享条件:",
        "；\\共享条件：",
        "依据文件：",
        "，文号：",
        "；依据文件：",
        "《甲》",
        "（乙）",
        "第一条",
    ]
)
_PART = st.lists(_HOSTILE | _PIECE, max_size=4).map("".join).map(str.strip).filter(bool)
_BASIS = st.fixed_dictionaries(
    {},
    optional={
        "title": _PART | st.just("《甲条例》"),
        "number": _PART | st.just("国令第1号"),
        "clause": _PART | st.just("第一条"),
    },
).filter(bool)
_SHARE = st.fixed_dictionaries(
    {},
    optional={
        "usage": _PART,
        "condition": _PART,
        "reason": _PART,
        "scope": _PART.filter(lambda text: "、" not in text) | st.lists(_PART, min_size=2, max_size=3),
        "basis": _BASIS | st.lists(_BASIS, min_size=2, max_size=3),
    },
).filter(bool)


@settings(max_examples=400, deadline=None)
@given(share=_SHARE, kind=st.sampled_from([*WIDTH]))
def test_the_wording_of_a_stipulation_gives_back_what_it_says(share, kind):
    assert parse(kind, say(share, kind)) == share


def test_the_wording_is_the_documented_one():
    share = {"usage": "行政依据", "scope": ["科学技术部", "教育部"], "condition": "仅限统计"}
    assert say(share, "有条件共享") == "使用要求：行政依据；共享范围：科学技术部、教育部；共享条件：仅限统计"
    basis = {"kind": "行政法规", "title": "《甲条例（试行）》", "number": "国令第1号", "clause": "第十二条"}
    assert say({"basis": basis}, "不予共享") == "《甲条例（试行）》（国令第1号）第十二条"
    assert parse("有条件共享", "按需提供") is None
    assert parse("无条件共享", "工作参考") == {"usage": "工作参考"}


def _text() -> st.SearchStrategy:
    return _HOSTILE | st.sampled_from(
        ["工作参考", "=1+1", "＝A1", "+86", "@x", "-", "1e5", "007", "true", "null", "[]", "2026-05-01"]
    )


@st.composite
def _entries(draw):
    """Entries that an import can tell apart: each has a name of its own."""
    found = draw(st.lists(catalogues.entries, min_size=1, max_size=4))
    for place, entry in enumerate(found):
        entry["name"] = draw(st.sampled_from(["职工", "预算 执行", "=1", "甲\n乙"])) + str(place)
        entry["owner"] = draw(st.sampled_from(["人事局", "财务局"]))
        entry.pop("code", None)
        if draw(st.booleans()):
            entry["code"] = f"30304601/{place:06d}"
        for key in draw(
            st.sets(st.sampled_from(["abstract", "update_note", "owner_unit", "x-own", "x-a.b", "published"]))
        ):
            entry[key] = draw(_text())
        if draw(st.booleans()):
            entry["format"] = draw(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "class": _text() | st.just("数据库"),
                        "type": _text() | st.just("oracle"),
                        "note": _text(),
                    },
                )
            )
        if draw(st.booleans()) and isinstance(entry.get("share"), dict):
            entry["share"] |= draw(_SHARE)
        if draw(st.booleans()) and isinstance(entry.get("open"), dict):
            entry["open"]["condition"] = draw(_text())
    return found


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    return catalogue(tmp_path_factory.mktemp("base"))


def exported(root: Path, data: list[dict], wishes: Wishes | None = None, **more) -> bytes:
    opened = open_settings(Folder(root))
    catalog = Catalog(opened, open_records(Folder(root)))
    edition = Edition(
        opened,
        catalog,
        lambda: (Exported(f"catalog/{n}.yaml", one) for n, one in enumerate(data)),
        wishes=wishes or Wishes(),
        **more,
    )
    (content,) = xlsx.bundle(edition).files.values()
    return content


def as_files(root: Path, data: list[dict]) -> list[dict]:
    """The data as they come out of files: a number under a key for text is a text there."""
    shape = open_settings(Folder(root)).shape
    return [read("catalog/x.yaml", laid_out(one, shape).encode(), shape.typed).data for one in data]


def normal(root: Path, data: list[dict]) -> dict[str, dict]:
    opened = open_settings(Folder(root))
    form = NormalForm(opened.profile, Catalog(opened, open_records(Folder(root))).owner_names)
    return {one["name"]: one for one in map(form.entry, data)}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=_entries())
def test_an_import_of_the_export_gives_the_same_entries(data, base):
    data = as_files(base, data)
    wanted = normal(base, copy.deepcopy(data))
    imported = bring(base, ("目录.xlsx", exported(base, data)))
    assert normal(base, entries(imported, base)) == wanted


def edited(raw: bytes, sheet: str, change) -> bytes:
    """The workbook after somebody has worked on a sheet of it, in another program."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    change(book[sheet])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


ENTRY = {
    "name": "职工",
    "owner": "人事局",
    "keywords": ["甲", "乙"],
    "items": [{"name": "姓名", "type": "字符型C", "internal": "无条件共享"}, {"name": "编号", "type": "字符型C"}],
    "share": {"type": "不予共享", "basis": {"kind": "法律", "title": "《甲法》", "clause": "第一条"}},
}


def test_another_program_may_have_saved_it_in_between(base):
    imported = bring(base, ("目录.xlsx", edited(exported(base, [ENTRY]), "目录", lambda sheet: None)))
    assert normal(base, entries(imported, base)) == normal(base, [copy.deepcopy(ENTRY)])


def test_columns_that_somebody_changed_count_and_the_particular_is_told(base):
    def change(sheet):
        for row in sheet.iter_rows(min_row=4):
            row[15].value = "《乙法》第二条"

    imported = bring(base, ("目录.xlsx", edited(exported(base, [ENTRY]), "目录", change)))
    (entry,) = entries(imported, base)
    assert entry["share"]["basis"] == {"title": "《乙法》", "clause": "第二条"} and entry["keywords"] == ["甲", "乙"]
    told = [one for one in imported.outcome.findings if one.rule == "import-outdated-particular"]
    assert len(told) == 1 and "依据" in told[0].message.zh and told[0].span.path.startswith("目录.xlsx")


def test_rows_may_be_sorted_and_a_code_may_have_been_given_meanwhile(base):
    def change(sheet):
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
        for place, values in enumerate(reversed(rows), 4):
            for column, value in enumerate(values, 1):
                sheet.cell(place, column).value = "30304601/000077" if column == 4 else value

    imported = bring(base, ("目录.xlsx", edited(exported(base, [ENTRY]), "目录", change)))
    (entry,) = entries(imported, base)
    assert entry["keywords"] == ["甲", "乙"] and entry["code"] == "30304601/000077"
    assert {one["name"]: one.get("internal") for one in entry["items"]} == {"姓名": "无条件共享", "编号": None}


def test_what_is_too_long_for_a_cell_goes_on_in_more_rows(base):
    data = [{"name": "长", "owner": "人事局", "abstract": "长" * 40_000, "x-own": "字" * 70_000}]
    imported = bring(base, ("目录.xlsx", exported(base, data)))
    assert entries(imported, base) == data


@pytest.mark.parametrize("value", ["[" * 5000, '{"a": ' * 5000, '"\\ud800"', "\u202e", "1e999", "NaN"])
def test_a_hostile_particular_is_read_or_told_but_never_breaks(base, value):
    def change(sheet):
        sheet.cell(3, 7).value = value

    imported = bring(base, ("目录.xlsx", edited(exported(base, [ENTRY]), "扩展", change)))
    assert len(entries(imported, base)) == 1


def test_the_outside_workbook_comes_back_to_the_owner(base):
    opened = open_settings(Folder(base))
    seen, _ = seen_from(OUTSIDE, ENTRY | {"owner_unit": "综合处"}, opened.publisher.get("name"))
    imported = bring(base, ("目录.xlsx", exported(base, [seen], scope=OUTSIDE)))
    (entry,) = entries(imported, base)
    assert entry["owner"] == "人事局" and entry["owner_unit"] == "综合处" and "internal" not in entry["items"][0]
