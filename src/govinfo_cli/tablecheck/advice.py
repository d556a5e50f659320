"""What to do about a finding, as whoever fills the table in sees it: cells and columns, never a line of YAML."""

from __future__ import annotations

import re
from typing import NamedTuple

from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.intake.headings import Headings
from govinfo_cli.profile import Profile
from govinfo_cli.structure import Shape
from govinfo_cli.tablecheck.rows import Entered, Spot, shown_heading
from govinfo_cli.visible import shown, visible


class _Filled(NamedTuple):
    """What a rule asks to be filled in: fields beside the one it points at, the first that has a column is meant, each
    with the words to type; and those for a column that carries several things."""

    keys: dict[str, Text]
    among: Text | None = None


_LAW = Text(zh="《…条例》第…条", en="《title》 and the clause")
_BODIES = Text(zh="可以给哪些单位用", en="which bodies may have it")
_FILLED = {
    "missing-usage": _Filled({"usage": Text(zh="工作参考", en="工作参考")}, Text(zh="使用要求：工作参考", en="使用要求：工作参考")),
    "missing-share-basis": _Filled({"basis": _LAW}, Text(zh="不予共享依据：《…条例》第…条", en="不予共享依据：《title》 and the clause")),
    "missing-share-condition": _Filled(
        {"scope": _BODIES, "condition": Text(zh="仅限……使用", en="only for …")},
        Text(zh="共享范围：…；共享条件：仅限……使用", en="共享范围：…；共享条件：…"),
    ),
    "missing-share-scope": _Filled(
        {"scope": _BODIES}, Text(zh="共享范围：单位名称、单位名称", en="共享范围：body、body")
    ),
    "missing-unshared-reason": _Filled(
        {"reason": Text(zh="具体原因", en="the reason")}, Text(zh="不予共享理由：…", en="不予共享理由：…")
    ),
    "missing-open-condition": _Filled({"condition": Text(zh="无条件  ，有条件的写明条件", en="无条件  or the condition itself")}),
    "missing-format-note": _Filled({"note": Text(zh="这种格式的名称和打开它的软件", en="what the format is called and what opens it")}),
    "missing-length": _Filled({"length": Text(zh="数据库里的实际长度，例如  50", en="the length it really has, such as  50")}),
}  # fmt: skip
_FEW = 12  # values that a help lists
_ITEMS = Text(
    zh="一行一个信息项，至少有  信息项名称  和  数据类型  两列",
    en="a row an item, with at least the columns  信息项名称  and  数据类型",
)
_ADMINISTRATOR = (
    ("owners.yaml", Text(zh="确是新的单位或处室，请管理目录的人先登记", en="if it is a new one, whoever keeps the catalogue registers it first")),
    ("catalog.yaml", Text(zh="类目是新设的，请管理目录的人先登记", en="if the node is new, whoever keeps the catalogue registers it first")),
)  # fmt: skip
# A key and a value as a help for YAML shows them; and whatever else only a YAML file has.
_PAIR = re.compile(r"(?<=  )(?:[a-z_]+: )+\"?(?!…)([^\s\"{}\[\]：；，（）][^\"{}\[\]：；，（）]*)\"?")
_YAML = re.compile(r"(?<![a-z_])[a-z_]{2,}+:(?: |$)|[{}\[\]]|\.ya?ml|键名|补一行|catalog fix|\binternal\b|\bkey\b|^- ")
_YAML_EN = re.compile(r"  [a-z_]{2,}: |[{}\[\]]|\.ya?ml|add a line|catalog fix|\binternal\b|\bkey\b|^- ")
_ONLY_PAIR = re.compile(r"[a-z_]+: \"?([^\"{}\[\]]+)\"?")
_ASIDE = re.compile(r"（[a-z_.]+）| \([a-z_.]+\)")
# A key among Chinese words, with the blanks around it.
_KEY = re.compile(
    r"(?<=[\u4e00-\u9fff，；（]) ?(?:abstract|basis|class|clause|condition|items|kind|note|open|public|reason|related|scope|share|title|type|updated|usage)(?![\w.-]) ?"
)
_CHANGE = re.compile(r"(?:改为|change to)  ")


def advice(one: Diagnostic, entered: Entered, spot: Spot, profile: Profile, headings: Headings) -> Text:
    """The help of `one`, whose cell is `spot`, in the words of the table. `one` is as a rule gave it."""
    route = one.route or ()
    if "internal" in route and not spot.filled:
        name = profile.shape.label(route)
        return Text(
            zh=f"对内共享写在工作表“扩展”里，在那里改这一条的{name.zh}",
            en=f"sharing inside stands on the sheet 扩展: mend this entry's {name.en} there",
        )
    if one.rule == "missing-field" or one.rule in _FILLED and route:
        return _to_fill(one, entered, profile, headings)
    if one.rule == "missing-items":
        return _ITEMS
    cell = spot.place.cell
    first: list[Text] = []
    lines = _lines(one.help)
    if one.fix is not None and one.fix.edits and spot.filled:
        title = one.fix.title
        first = [Text(zh=f"{cell} {title.zh}", en=f"{cell}: {title.en}")]
        lines = [line for line in lines if not _CHANGE.match(line.zh)]
    told = [*first, *(said for line in lines if (said := spoken(line, cell, route, profile.shape)) is not None)]
    if not told:
        told = [
            Text(
                zh=f"核对 {cell}，说明见  catalog explain {one.rule}",
                en=f"check {cell}; see  catalog explain {one.rule}",
            )
        ]
    told = list(dict.fromkeys(told))
    return Text(zh="\n".join(line.zh for line in told), en="\n".join(line.en for line in told))


def spoken(line: Text, cell: str, route: tuple, shape: Shape) -> Text | None:
    """One line of a help for a file in the words of a table; None where it speaks of nothing else than the file."""
    for word, instead in _ADMINISTRATOR:
        if word in line.zh:
            return instead
    zh, en = _ASIDE.sub("", line.zh), _ASIDE.sub("", line.en)
    whole = _ONLY_PAIR.fullmatch(zh) is not None
    zh, en = _without_keys(zh, "“{}”", whole), _without_keys(en, "'{}'", whole)
    if _YAML.search(zh) or _YAML_EN.search(en):
        return None

    def label(found: re.Match) -> str:
        key = found[0].strip()
        for where in ((*route[:-1], key), (key,)):
            if shape.pattern(where) in shape.labels:
                return f"“{shape.label(where).zh}”"
        return found[0]

    zh = _KEY.sub(label, zh)
    if zh.startswith("改为"):
        zh, en = f"{cell} {zh}", f"{cell}: {en}"
    return Text(zh=zh, en=en)


def _without_keys(text: str, quoted: str, whole: bool) -> str:
    """A line with values alone where it has keys and values; `whole` says that it is nothing else."""
    only = _ONLY_PAIR.fullmatch(text) if whole else None
    text = quoted.format(only[1]) if only else _PAIR.sub(lambda found: quoted.format(found[1].strip()), text)
    return re.sub(r" {2}(?=[“'])", "" if "“" in quoted else " ", text)


def _lines(help: Text | None) -> list[Text]:
    if help is None:
        return []
    zh, en = help.zh.split("\n"), help.en.split("\n")
    return [Text(zh=one, en=en[min(place, len(en) - 1)]) for place, one in enumerate(zh)]


def _to_fill(one: Diagnostic, entered: Entered, profile: Profile, headings: Headings) -> Text:
    """Where to type what is missing, or which column to add for it."""
    route = one.route
    filled = _FILLED.get(one.rule)
    routes = [(*route[:-1], key) for key in filled.keys] if filled else [route]
    spots = [(where, entered.spot(where)) for where in routes]
    where, spot = next((pair for pair in spots if pair[1].there), spots[0])
    shape = profile.shape
    words = filled.keys[where[-1]] if filled else _about(profile, where)
    if not spot.there:
        name = _heading(where, shape, headings)
        row = entered.spot(()).place.row if where[:1] != ("items",) else spot.place.row
        return Text(
            zh=f"表里加一列  {name}  ，在第 {row} 行填上" + (f"：{words.zh}" if words else ""),
            en=f"add a column  {name}  and fill it in on row {row}" + (f": {words.en}" if words else ""),
        )
    if filled and filled.among and spot.shared:
        words = filled.among
    name, cell = shown(shown_heading(spot.heading), 40), spot.place.cell
    column = Text(zh=f"（{name}）", en=f" ({name})") if name else Text(zh="", en="")
    return Text(
        zh=f"在 {cell}{column.zh}填上" + (f"  {words.zh}" if words else ""),
        en=f"fill in {cell}{column.en}" + (f":  {words.en}" if words else ""),
    )


def _about(profile: Profile, route: tuple) -> Text | None:
    """What may be filled in: one of a few values, or what the field is about."""
    form = profile.shape.form(route)
    if form.get("type") == "boolean":
        return Text(zh="是  或  否", en="是 (yes)  or  否 (no)")
    known = profile.vocabularies.get(form.get("x-vocabulary", ""))
    if known and len(known.values) <= _FEW:
        return Text(zh="  或  ".join(known.values), en="  or  ".join(known.values))
    said = form.get("description", "").replace("owners.yaml 里", "").replace("，加引号", "").replace('"', " ").strip()
    said_en = form.get("x-description", said).replace(" in owners.yaml", "").replace(", quoted", "")
    return Text(zh=visible(said), en=visible(said_en)) if said and not _YAML.search(said) else None


def _heading(route: tuple, shape: Shape, headings: Headings) -> str:
    """What to call a new column, so that it is read as the field at `route`."""
    dotted = ".".join(step for step in route if isinstance(step, str))
    title = shape.label(route).zh
    meant = headings.item_field(title) if route[:1] == ("items",) else headings.field(title)
    return title if meant == dotted else dotted
