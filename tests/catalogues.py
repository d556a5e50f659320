"""Catalogues for property tests of changes: entries with moves, other codes, renamed and divided items, and rubbish."""

from __future__ import annotations

import copy

from hypothesis import strategies as st

from govinfo_cli.change.changes import Snapshot
from govinfo_cli.change.normal import NormalForm
from govinfo_cli.profile import load_profile

PROFILE, _ = load_profile(["measures-2019", "guide-2017", "regulation-2025"])
NORMAL = NormalForm(PROFILE)

PATHS = [
    f"catalog/{owner}/{name}.yaml"
    for owner in ("人事局", "财务局")
    for name in ("30304601-000001_a", "30304601-000002_b", "_c", "d")
]
CODES = ["30304601/000001", "30304601/000002", "30304602/000003", " 30304601/000001 "]
NAMES = ["在职职工基本信息", "在职职工岗位信息", "职工体检", "预算执行情况", "预算执行", "a"]
ITEMS = ["姓名", "职工姓名", "编号", "岗位", "任职日期", "备注", ""]
TYPES = ["无条件共享", "有条件共享", "不予共享", "有条件", "nonsense"]

junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 60)
    | st.sampled_from(["", " ", "每月", "按月", "x y", "人 事\n局", "2026-05-01", "2026/5/1"]),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "name", "internal", "x-a", "items"]), below, max_size=3)
    ),
    max_leaves=5,
)
modes = st.fixed_dictionaries(
    {"class": st.sampled_from(["共享平台方式", "邮件"])}, optional={"type": st.sampled_from(["接口", "api", "文件"])}
)
sharing = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES)},
    optional={
        "usage": st.sampled_from(["工作参考", "工作 参考"]),
        "scope": st.sampled_from(["科学技术部", "科学技术部、教育部", ["教育部", "科学技术部"], ["教育部"], ""]),
        "condition": st.sampled_from(["仅限统计", None]),
        "mode": modes | st.lists(modes, max_size=2),
        "basis": st.just({"kind": "法律", "title": "《某法》"}),
    },
)
items = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(ITEMS)},
        optional={
            "type": st.sampled_from(["字符型C", "字符", "数值型N", "日期型D"]),
            "length": st.sampled_from([10, 50, "50"]),
            "share": st.sampled_from(TYPES),
            "internal": st.sampled_from(TYPES),
            "open": st.booleans() | st.just("是"),
            "note": st.just("说明"),
        },
    ),
    max_size=6,
)
entries = st.fixed_dictionaries(
    {},
    optional={
        "code": st.sampled_from(CODES),
        "name": st.sampled_from(NAMES),
        "owner": st.sampled_from(["人事局", "财务局"]),
        "abstract": st.sampled_from(["院属单位在职职工的编号、岗位", "院属单位在职 职工的编号、岗位", "预算"]),
        "items": items | junk,
        "share": st.builds(
            lambda outside, inside: outside | ({"internal": inside} if inside else {}), sharing, st.none() | sharing
        )
        | junk,
        "open": st.fixed_dictionaries({"public": st.booleans()}, optional={"condition": st.just("无条件")}) | junk,
        "update_cycle": st.sampled_from(["每月", "按月", "每年", "不定期"]),
        "related": st.lists(st.sampled_from(CODES), max_size=3),
        "themes": st.lists(st.sampled_from(["211", "212"]), max_size=2),
        "published": st.sampled_from(["2026-05-01", "2026/5/1", "2025-05-01"]),
        "x-note": junk,
        "unknown": junk,
    },
)
owners = st.dictionaries(
    st.sampled_from(["人事局", "财务局"]),
    st.fixed_dictionaries(
        {}, optional={"kind": st.just("机关部门"), "units": st.lists(st.sampled_from(["一处", "二处"])), "x": junk}
    ),
    max_size=2,
)
lines = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "rule": st.sampled_from(["a", "b"]),
            "entry": st.sampled_from(CODES),
            "code": st.sampled_from(CODES),
            "reason": st.sampled_from(["甲", "乙"]),
        },
    )
    | junk,
    max_size=4,
)


@st.composite
def snapshots(draw, paths=PATHS):
    found = draw(st.dictionaries(st.sampled_from(paths), st.none() | entries, max_size=5))
    records = {
        "catalog/owners.yaml": draw(owners),
        "catalog/waivers.yaml": draw(lines),
        "catalog/withdrawn.yaml": draw(lines | junk),
        "schemas/own/profile.yaml": draw(st.sampled_from(["1a", "2b"])),
    }
    normal = {path: NORMAL.record(data) for path, data in records.items()}
    return Snapshot(
        {path: None if data is None else NORMAL.entry(data) for path, data in found.items()},
        {path: data for path, data in normal.items() if data is not None},
    )


@st.composite
def edited(draw, snapshot):
    """Another state of the same catalogue: entries moved, recoded, their items renamed, cut, put in order, divided."""
    now = copy.deepcopy(dict(snapshot.entries))
    for path in list(now):
        match draw(st.sampled_from(["stay", "move", "recode", "rename", "cut", "turn", "divide", "go", "break"])):
            case "move":
                now[path + "x.yaml"] = now.pop(path)
            case "recode" if now[path]:
                now[path]["code"] = draw(st.sampled_from(CODES))
                now[path] = NORMAL.entry(now[path])
            case "rename" if now[path] and (held := _items(now[path])):
                held[draw(st.integers(0, len(held) - 1))]["name"] = draw(st.sampled_from(ITEMS[:-1]))
            case "cut" if now[path] and len(held := _items(now[path])) > 1:
                held.pop(draw(st.integers(0, len(held) - 1)))
            case "turn" if now[path] and (held := _items(now[path])):
                held.reverse()
            case "divide" if now[path] and len(held := _items(now[path])) > 1:
                half = len(held) // 2
                one = now.pop(path)
                now[path + "1.yaml"] = one | {"items": held[:half]}
                now[path + "2.yaml"] = one | {"items": held[half:], "code": "30304602/000009"}
            case "go":
                del now[path]
            case "break":
                now[path] = None
    return Snapshot(now, snapshot.records)


def _items(entry) -> list:
    held = entry.get("items")
    return held if isinstance(held, list) and all(isinstance(item, dict) for item in held) else []
