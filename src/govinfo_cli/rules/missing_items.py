"""A resource that has a structure does not list its items."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import lines
from govinfo_cli.sharing import GIVEN_TEXT, given
from govinfo_cli.visible import shown

TITLE = Text(zh="缺少信息项", en="missing items")

_ALL = "*"  # among a row's classes: whatever the format


def accepts(settings):
    """Something is listed, or the format class is one that no row asks it of."""
    named = {"type": "object", "required": ["name"], "properties": {"name": GIVEN_TEXT}}
    listed = {"required": ["items"], "properties": {"items": {"type": "array", "contains": named}}}
    asked = {name for row in settings.profile.rows("missing-items") for name in row.params.get("classes", ())}
    if _ALL in asked:
        return listed
    free = [name for name in settings.profile.vocabularies["format-class"].values if name not in asked]
    kind = {"required": ["class"], "properties": {"class": {"enum": free}}}
    return {"anyOf": [listed, {"required": ["format"], "properties": {"format": kind}}]}


def check(entry, settings, rows):
    """One finding where nothing is listed."""
    if given(entry.get("items")) or not isinstance(entry.whole, dict):
        return
    said = entry.text("format", "class")
    value = settings.profile.spelling("format-class")(said)
    asked = tuple(row for row in rows if {value, _ALL} & set(row.params.get("classes", ())))
    if not asked:
        return
    label = entry.label("items")
    every = any(_ALL in row.params["classes"] for row in asked)
    zh = "须逐项列出" if every else f"格式分类是“{shown(said)}”的须逐项列出"
    en = "they must be listed one by one" if every else f"format class '{shown(said)}' asks for a list"
    yield Finding(
        Text(zh=f"{label.zh}：没有填，{zh}", en=f"{label.en}: missing, {en}"),
        ("items",),
        key=True,
        help=lines(
            Text(zh="这样写，一项一行：", en="in this way, one line an item:"),
            Text(zh="items:", en="items:"),
            Text(zh="- {name: 单位名称, type: 字符型C, length: 100}", en="- {name: …, type: 字符型C, length: 100}"),
            Text(zh="- {name: 登记日期, type: 日期型D}", en="- {name: …, type: 日期型D}"),
        ),
        rows=asked,
    )
