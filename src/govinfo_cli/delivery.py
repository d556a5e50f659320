"""What became of an export, for people: where it lies, what it is, what is not in it and why."""

from __future__ import annotations

from collections.abc import Iterator

from govinfo_cli.diagnostic import Text
from govinfo_cli.exporting import Shipment
from govinfo_cli.visible import visible, visible_path

_LARGE = 16  # MB; what mail takes at most is often 20


def lines(done: Shipment, wishes: tuple[str, ...], place: str | None, check: bool, differs: bool) -> Iterator[Text]:
    """What became of it, for people, on stderr; `wishes` are the options that the format knows."""
    status = done.edition.status
    if check:
        said = ("不同", "differs") if differs else ("一致", "is the same")
        yield Text(zh=f"与  {visible(place or '-')}  {said[0]}", en=f"{visible(place or '-')} {said[1]}")
    else:
        what = Text(zh="已导出", en="exported")
        mark = Text(zh="", en="")
        if done.checked:
            what = Text(zh=f"已导出 {done.entries} 条", en=f"{done.entries} entries exported")
            mark = Text(zh=f"，{status.zh}", en=f", {status.en}")
        where = Text(zh="屏幕", en="stdout")
        if place:
            same = ("", "") if differs else ("（内容没有变化）", " (no change)")
            where = Text(zh=f"{visible(place)}{same[0]}", en=f"{visible(place)}{same[1]}")
        yield Text(zh=f"{what.zh}到  {where.zh}{mark.zh}", en=f"{what.en} to {where.en}{mark.en}")
    if done.edition.errors:
        zh, en = "文件里没有地方注明", "nothing in the files says so"
        if done.admits:
            zh, en = f"{done.admits.zh}已注明", f"{done.admits.en} says so"
        yield Text(
            zh=f"其中有错误 {done.edition.errors} 处，不得上报（{zh}）",
            en=f"with {done.edition.errors} errors, not for upload ({en})",
        )
    small = "compress" not in wishes or done.edition.wishes.compress
    size = 0 if small else sum(map(len, done.bundle.files.values())) >> 20
    if size >= _LARGE:
        yield Text(
            zh=f"文件有 {size} MB；加上  --compress  约为十分之一，便于传送",
            en=f"{size} MB; with --compress it is about a tenth of that",
        )
    for path in done.unread:
        yield Text(
            zh=f"“{visible_path(path)}”读不出来，没有导出", en=f"'{visible_path(path)}' cannot be read and is left out"
        )
    yield from done.notes
    shape = done.edition.settings.shape
    reasons: dict[Text, list[Text]] = {}
    for key, count, why in done.left_out:
        label = shape.label(tuple(0 if step == "*" else step for step in key.split(".")))
        if key.startswith("items.*."):
            label = Text(zh=f"信息项的{label.zh}", en=f"{label.en} of items")
        reasons.setdefault(why, []).append(Text(zh=f"{label.zh} {count} 条", en=f"{label.en} ({count})"))
    for why, which in reasons.items():
        zh, en = "、".join(one.zh for one in which), ", ".join(one.en for one in which)
        yield Text(zh=f"{why.zh}：{zh}", en=f"{why.en}: {en}")
