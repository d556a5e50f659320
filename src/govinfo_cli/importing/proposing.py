"""What an import proposes for its new entries where the table says no class, theme or share type; a class it may fill in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from govinfo_cli.catalog import Catalog
from govinfo_cli.classification.proposals import Proposal, propose_for
from govinfo_cli.classification.telling import because, called, name_of, percent
from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.entry import Entry
from govinfo_cli.intake.verdicts import Where
from govinfo_cli.remarks import remark
from govinfo_cli.source import Source
from govinfo_cli.veil import Veil
from govinfo_cli.visible import shown, visible
from govinfo_cli.yaml.layout import laid_out

_CHOOSE = Text(
    zh="认可的，在表里填上再导入；也可以先导入，再运行  catalog classify --interactive  逐条选定",
    en="fill in what is right in the table and import again; or import, and then choose by  catalog classify --interactive",
)
_CORRECT = Text(
    zh="不对的，在表里填上正确的分类，再导入；代码按分类编，审定后不再改变",
    en="where it is wrong, fill in the right one in the table and import again; the code begins with it, and stays",
)


class New(NamedTuple):
    """A new entry before it has a code: its data, its row, the class (None: none) that it has from its owner unless
    something better is found, and the fields whose cells could not be read."""

    data: dict
    where: Where
    inherited: str | None
    unread: frozenset[str] = frozenset()


def proposed(
    catalog: Catalog, entries: Iterable[Entry], new: Sequence[New], source: Source, veil: Veil, fill: bool
) -> Iterator[tuple[str | None, list[Diagnostic]]]:
    """For each of `new` the class to fill in, or None, and what is to be said of it.

    It learns from `entries`, those that the catalogue has, and from the new ones whose table gives a class that is known.
    A class is filled in with `fill` only, where it is decided and the table says none; a share type never: that a text
    alone does not settle it is the office's rule, not a lack of evidence.
    """
    asked = [_asked(catalog, one) for one in new]
    for one, entry in zip(new, asked, strict=True):
        veil.look(entry.path, laid_out(one.data, catalog.settings.shape).encode())
    # A row with something to hide teaches nothing: its name would be told as a reason for another.
    teaching = [entry for entry in asked if entry.get("category") and veil.entry(entry) is entry]
    known = [entry for entry in entries if entry.whole is not None]
    for one, proposals in zip(new, propose_for(catalog, [*known, *teaching], asked, source), strict=True):
        filled, said = None, []
        for proposal in map(veil.value, proposals):
            value = proposal.best.value
            if proposal.field == "category" and value == one.inherited:
                continue
            blank = not one.data.get("category") and "category" not in one.unread
            fills = fill and proposal.field == "category" and proposal.decided and blank
            filled = value if fills else filled
            said.append(_remark(catalog, one, proposal, fills))
        yield filled, said


def _asked(catalog: Catalog, one: New) -> Entry:
    """The entry without a class or share type that is none."""
    settings = catalog.settings
    data = dict(one.data)
    if not (isinstance(data.get("category"), str) and settings.knows(data["category"])):
        data.pop("category", None)
    share = data.get("share")
    if isinstance(share, dict) and settings.profile.spelling("share-type")(share.get("type")) is None:
        data["share"] = {key: value for key, value in share.items() if key != "type"}
    path, row, _, sheet = one.where
    return Entry(f"{path}/{sheet}/{row}", data, settings.shape)


def _remark(catalog: Catalog, one: New, proposal: Proposal, fills: bool) -> Diagnostic:
    label, best = name_of(proposal.field), proposal.best
    zh, en = _present(one, proposal, fills)
    why = Text(zh=visible(because(best, "zh")), en=visible(because(best, "en")))
    sure = percent(best.confidence)
    value = called(catalog, proposal.field, best.value)
    if proposal.decided:
        does = Text(zh="已填上" if fills else "建议填", en="filled in:" if fills else "proposed:")
        zh += f"，{does.zh}“{visible(value.zh)}”（把握程度 {sure}），理由：{why.zh}"
        en += f"; {does.en} '{visible(value.en)}' ({sure} sure), because: {why.en}"
    else:
        names = [
            (called(catalog, proposal.field, each.value), percent(each.confidence)) for each in proposal.candidates
        ]
        some_zh = "、".join(f"“{visible(name.zh)}”（{part}）" for name, part in names)
        some_en = ", ".join(f"'{visible(name.en)}' ({part})" for name, part in names)
        zh += f"，暂不能判定，可从中选定：{some_zh}；首选的理由：{why.zh}"
        en += f"; not sure, choose from: {some_en}; the first because: {why.en}"
    said = remark(
        "import-filled-class" if fills else "import-proposal",
        one.where.path,
        Text(zh=f"{label.zh}：{zh}", en=f"{label.en}: {en}"),
        row=one.where.row,
        field=proposal.field,
        help=_CORRECT if fills else _CHOOSE,
        sheet=one.where.sheet,
    )
    return said._replace(cites=best.cites)


def _present(one: New, proposal: Proposal, fills: bool) -> tuple[str, str]:
    """What the table says of the field, in both languages: 没有填, or that it is none of the classes."""
    said: object = one.data
    for key in proposal.field.split("."):
        said = said.get(key) if isinstance(said, dict) else None
    name = shown(str(one.data.get("name") or ""), 30)
    if said not in (None, "", []):
        text = shown(str(said), 30)
        return f"填的“{text}”不在取值范围内", f"'{text}' is none of the values"
    if proposal.field in one.unread:
        return f"“{name}”填的读不出来", f"that of '{name}' could not be read"
    if proposal.field not in ("category", "themes"):
        return "没有填", "none given"  # without the name many rows say the same, and are told in one line
    if proposal.field == "category" and one.inherited and not fills:
        return f"“{name}”没有填，按提供方归入“{one.inherited}”", f"'{name}' has none, so its owner's '{one.inherited}'"
    return f"“{name}”没有填", f"'{name}' has none"
