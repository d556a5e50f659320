"""The pipeline of `withdraw`: an entry's file goes, its code goes into withdrawn.yaml and is never given again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from govinfo_cli.bundle import Bundle
from govinfo_cli.catalog import Card
from govinfo_cli.diagnostic import Text
from govinfo_cli.lookup import entries, entry_files, nearest
from govinfo_cli.scalars import scalar
from govinfo_cli.settings import Settings
from govinfo_cli.source import Folder, Source, read_one
from govinfo_cli.visible import shown, visible
from govinfo_cli.yaml.document import Document
from govinfo_cli.yaml.reading import read

PATH = "catalog/withdrawn.yaml"
_HEAD = "# 已撤销条目的代码，停用后不再分配给其他条目；由 catalog withdraw 写入。\n"


class NotWithdrawn(Exception):
    """The code cannot be withdrawn; `text` says why, `help` the way out."""

    def __init__(self, text: Text, help: Text | None = None) -> None:
        super().__init__(text.en)
        self.text, self.help = text, help


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The files to be written, the entry that goes, and the entries that still name its code as related."""

    bundle: Bundle
    card: Card
    pointing: tuple[Card, ...]


def withdrawal(source: Source, settings: Settings, code: str, facts: Mapping[str, str]) -> Withdrawal:
    """The withdrawal of `code` with `facts` (date, reason, approved_by); writes nothing. Raises NotWithdrawn."""
    raw = read_one(source, PATH)
    document = read(PATH, raw or b"", {}, list)
    if document.problems:
        line = document.position(document.problems[0].start)[0]
        raise NotWithdrawn(
            Text(zh=f"{PATH}:{line}：写法有误，不能追加", en=f"{PATH}:{line}: not in order, nothing can be added"),
            Text(
                zh=f"运行  catalog validate {PATH}  查看，改好再撤销", en=f"see  catalog validate {PATH}  and mend it"
            ),
        )
    cards = [entry.card for entry in entries(source, settings, entry_files(source))]
    # A run that was ended between the two has recorded the code already, and left the entry.
    recorded = {"code": code, **facts} in document.data and any(card.code == code for card in cards)
    for line in () if recorded else document.data:
        if isinstance(line, dict) and line.get("code") == code:
            when = shown(str(line.get("date") or ""))
            raise NotWithdrawn(
                Text(zh=f"“{shown(code)}”已经撤销（{when}）", en=f"'{shown(code)}' is withdrawn already ({when})"),
                Text(zh=f"登记在 {PATH}", en=f"see {PATH}"),
            )
    card = _the_one(cards, code)
    if isinstance(source, Folder) and card.path in source.left_out:
        raise NotWithdrawn(
            Text(
                zh=f"“{visible(card.path)}”不在当前文件里（稀疏检出），不能撤销",
                en=f"'{visible(card.path)}' is not checked out (sparse checkout)",
            ),
            Text(
                zh="先运行  git sparse-checkout disable  取出全部文件，再撤销",
                en="check all files out first: git sparse-checkout disable",
            ),
        )
    pointing = tuple(other for other in cards if code in other.related and other is not card)
    text = document.text if recorded else appended(document, {"code": code, **facts})
    bom = b"\xef\xbb\xbf" if (raw or b"").startswith(b"\xef\xbb\xbf") else b""
    bundle = Bundle(
        {PATH: bom + text.encode()},
        frozenset([card.path]),
        {PATH: raw, card.path: read_one(source, card.path)},
    )
    return Withdrawal(bundle, card, pointing)


def _the_one(cards: Sequence[Card], code: str) -> Card:
    found = [card for card in cards if card.code == code]
    if len(found) == 1:
        return found[0]
    if found:
        places = [visible(card.path) for card in found]
        raise NotWithdrawn(
            Text(
                zh=f"有 {len(found)} 条都用代码“{shown(code)}”：{'、'.join(places)}",
                en=f"{len(found)} entries bear '{shown(code)}': {', '.join(places)}",
            ),
            Text(zh="一个代码只用于一条，先改正再撤销", en="give one of them another code first"),
        )
    near = nearest(cards, code)
    raise NotWithdrawn(
        Text(zh=f"目录里没有代码为“{shown(code)}”的条目", en=f"no entry bears the code '{shown(code)}'"),
        Text(
            zh="最接近：" + "；".join(f"{shown(one.code or '无代码')} {shown(one.name or '')}" for one in near),
            en="nearest: " + "; ".join(f"{shown(one.code or 'no code')} {shown(one.name or '')}" for one in near),
        )
        if near
        else None,
    )


def appended(document: Document, facts: Mapping[str, str]) -> str:
    """The text of a list with one more mapping at its end, written as the last one is; all else stays."""
    text, root = document.text, document.root
    flow = "{" + ", ".join(f"{key}: {scalar(value, flow=True)}" for key, value in facts.items()) + "}"
    end = "\r\n" if "\r\n" in text else "\n"
    if root is None:
        head = text if text.strip() else _HEAD
        return head + ("" if head.endswith("\n") else end) + f"- {flow}{end}"
    if not root.children:
        return text[: root.start] + f"- {flow}" + text[root.end :]
    last = root.children[len(root.children) - 1]
    if root.style == "flow":
        return text[: last.end] + f", {flow}" + text[last.end :]
    dash = root.start - (text.rfind("\n", 0, root.start) + 1)
    if last.style == "block":
        lines = [f"{key}: {scalar(value)}" for key, value in facts.items()]
        new = f"{' ' * dash}- " + f"{end}{' ' * dash}  ".join(lines)
    else:
        new = f"{' ' * dash}- {flow}"
    # Behind the line on which the last one ends, with a comment beside it and those that belong to it below.
    at = root.end if text[root.end - 1] == "\n" else re.compile(r"\n|\Z").search(text, root.end).end()
    at = re.compile(rf"(?:[ ]{{{dash + 1},}}#[^\n]*(?:\n|\Z))*").match(text, at).end()
    gap = "" if text[at - 1] == "\n" else end
    return text[:at] + gap + new + end + text[at:]
