"""What a change counts as and how it is told: what only follows from another is not told again."""

from __future__ import annotations

import pytest
from catalogues import NORMAL, PROFILE, edited, snapshots
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govinfo_cli.change.changes import Change, Snapshot, diff
from govinfo_cli.change.judgement import Judge
from govinfo_cli.change.telling import Teller, focused


def judged(old: dict, new: dict) -> list[tuple[str, str, str]]:
    """(class, field, side) of everything that differs between two entries."""
    before, after = (Snapshot({"catalog/a.yaml": NORMAL.entry(one)}) for one in (old, new))
    changes = diff(before, after)
    teller = Teller(PROFILE, before, after, changes)
    found = Judge(PROFILE).judged(changes, before, after)
    return sorted((one.verdict.name, teller.field(one.change), one.side) for one in found)


OPEN = {
    "code": "30304601/000001",
    "share": {"type": "无条件共享", "usage": "工作参考", "mode": {"class": "共享平台方式", "type": "接口"}},
}
CLOSED = OPEN | {"share": {"type": "不予共享", "basis": {"kind": "法律", "title": "《某法》"}}}
HALF = OPEN | {"share": OPEN["share"] | {"type": "有条件共享", "condition": "仅限统计", "scope": "教育部"}}
APART = {"internal": {"type": "无条件共享"}}
LIST = [{"name": "姓名", "type": "字符型C", "length": 50}, {"name": "岗位", "type": "字符型C", "length": 60}]


def with_share(entry: dict, **said) -> dict:
    return entry | {"share": entry["share"] | said}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Usage and mode go with the type that has no use for them; a basis that comes is told.
        (OPEN, CLOSED, [("basis-changed", "share.basis", "both"), ("share-unshared", "share.type", "both")]),
        (
            CLOSED,
            OPEN,
            [
                ("mode-changed", "share.mode", "both"),
                ("share-widened", "share.type", "both"),
                ("usage-changed", "share.usage", "both"),
            ],
        ),
        (HALF, OPEN, [("share-widened", "share.type", "both")]),
        # The inside that is said apart stays; that it loses what it inherited is told.
        (
            with_share(OPEN, **APART),
            with_share(CLOSED, **APART),
            [
                ("basis-changed", "share.basis", "external"),
                ("internal-mode-changed", "share.internal.mode", "internal"),
                ("internal-usage-changed", "share.internal.usage", "internal"),
                ("share-unshared", "share.type", "external"),
            ],
        ),
        (
            OPEN,
            with_share(OPEN, internal={"type": "不予共享"}),
            [("internal-share-unshared", "share.internal.type", "internal")],
        ),
        (OPEN, with_share(OPEN, internal={"type": "无条件", "usage": "工作 参考"}), []),
        # What the items say follows the entry; what they say apart does not.
        (
            OPEN | {"items": LIST},
            HALF | {"items": LIST},
            [
                ("condition-changed", "share.condition", "both"),
                ("condition-changed", "share.scope", "both"),
                ("share-narrowed", "share.type", "both"),
            ],
        ),
        (
            HALF | {"items": LIST},
            HALF | {"items": [LIST[0] | {"share": "不予共享"}, LIST[1]]},
            [("item-share-narrowed", "items.姓名.share", "both")],
        ),
        (
            HALF | {"items": LIST},
            HALF | {"items": [LIST[0] | {"share": "不予共享", "internal": "有条件共享"}, LIST[1]]},
            [("item-share-narrowed", "items.姓名.share", "external")],
        ),
        # An item that says the entry's type before and keeps it when the entry is narrowed.
        (OPEN | {"items": [LIST[0] | {"share": "无条件共享"}]}, OPEN | {"items": LIST[:1]}, []),
        # Scope.
        (HALF, with_share(HALF, scope=["教育部", "财政部"]), [("scope-widened", "share.scope", "both")]),
        (with_share(HALF, scope=["教育部", "财政部"]), HALF, [("scope-narrowed", "share.scope", "both")]),
        (HALF, with_share(HALF, scope=["财政部"]), [("scope-narrowed", "share.scope", "both")]),
        (HALF, with_share(HALF, scope=None), [("scope-widened", "share.scope", "both")]),
        (with_share(HALF, scope=None), HALF, [("scope-narrowed", "share.scope", "both")]),
        # Items.
        (OPEN | {"items": LIST}, OPEN | {"items": LIST[:1]}, [("item-removed", "items.岗位", "")]),
        (OPEN | {"items": LIST}, OPEN | {"items": LIST[::-1]}, [("items-reordered", "items", "")]),
        (
            OPEN | {"items": LIST},
            OPEN | {"items": [LIST[0] | {"name": "职工姓名"}, LIST[1]]},
            [("item-renamed", "items.职工姓名", "")],
        ),
        (
            OPEN | {"items": LIST},
            OPEN | {"items": [LIST[0] | {"name": "人员称谓"}, LIST[1]]},
            [("item-renamed", "items.人员称谓", "")],
        ),
        (
            OPEN | {"items": LIST},
            OPEN | {"items": [LIST[0] | {"name": "职工姓名", "length": 20}, LIST[1]]},
            [("item-renamed", "items.职工姓名", ""), ("item-shortened", "items.职工姓名.length", "")],
        ),
        (
            OPEN | {"items": LIST},
            OPEN | {"items": [{"name": "住址", "type": "字符型C", "length": 200}, LIST[1]]},
            [("item-added", "items.住址", ""), ("item-removed", "items.姓名", "")],
        ),
        # Open.
        (
            OPEN | {"open": {"public": True, "condition": "无条件"}},
            OPEN | {"open": {"public": False}},
            [("open-narrowed", "open.public", "")],
        ),
        (
            OPEN | {"open": {"public": False}, "items": LIST},
            OPEN | {"open": {"public": True}, "items": LIST},
            [("open-widened", "open.public", "")],
        ),
        (
            OPEN | {"open": {"public": True}, "items": LIST},
            OPEN | {"open": {"public": True}, "items": [LIST[0] | {"open": False}, LIST[1]]},
            [("item-open-narrowed", "items.姓名.open", "")],
        ),
        (OPEN, {key: value for key, value in OPEN.items() if key != "code"}, [("code-changed", "code", "")]),
        ({key: value for key, value in OPEN.items() if key != "code"}, OPEN, [("code-given", "code", "")]),
        (
            OPEN | {"x-note": "a"},
            OPEN | {"x-note": {"b": ["c"]}, "nonsense": "d"},
            [("other-changed", "nonsense", ""), ("own-field-edited", "x-note", "")],
        ),
    ],
)
def test_what_a_change_counts_as(old, new, expected):
    assert judged(old, new) == sorted(expected)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_change_is_judged_and_told(data):
    old = data.draw(snapshots())
    new = data.draw(edited(old)) if data.draw(st.booleans()) else data.draw(snapshots())
    changes = diff(old, new)
    teller = Teller(PROFILE, old, new, changes)
    for one in Judge(PROFILE).judged(changes, old, new):
        for text in (teller.label(one), *teller.values(one)):
            assert isinstance(text.zh, str) and isinstance(text.en, str)
        assert teller.sentence(one).zh and teller.sentence(one).en
        field = teller.field(one.change)
        assert (field is None) == (not one.change.route)


def test_of_long_texts_the_difference_is_quoted():
    shown = focused("甲" * 100 + "按月" + "乙" * 100, "甲" * 100 + "按季度" + "乙" * 100)
    assert [one.strip("…").strip("甲乙") for one in shown] == ["按月", "按季度"]
    assert all(len(one) < 30 and one[0] == one[-1] == "…" for one in shown)
    assert focused("a", "b") == ("a", "b") and focused(None, "x" * 99) == (None, "x" * 99)
    huge = focused("x" * 500, "y" * 500)
    assert all(len(one) <= 62 for one in huge)


def test_a_moved_entry_is_told_by_its_paths():
    change = Change("moved", "catalog/a.yaml", "catalog/b.yaml", old="catalog/a.yaml", new="catalog/b.yaml")
    snapshot = Snapshot({"catalog/a.yaml": {}, "catalog/b.yaml": {}})
    (one,) = Judge(PROFILE).judged((change,), snapshot, snapshot)
    assert Teller(PROFILE, snapshot, snapshot, ()).sentence(one) == (
        "文件移到 catalog/b.yaml",
        "file moved to catalog/b.yaml",
    )
