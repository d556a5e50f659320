"""What is said of an entry that nobody can be asked about: each finding, and for each the option to type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.drafting.desk import Desk
from govinfo_cli.drafting.fields import ITEMS, called, pattern
from govinfo_cli.drafting.questions import choices, in_words, missed, place
from govinfo_cli.visible import visible, visible_lines
from govinfo_cli.wording import HELP, LEVELS

_FEW = 12  # choices that a line names


def report(desk: Desk, data: dict, found: Sequence[Diagnostic], lang: str) -> Iterator[str]:
    """The lines: what must be said first, then the rest; nothing where nothing was found."""
    if "owner" not in data and any(owner.node for owner in desk.catalog.owners.values()):
        # Both follow from the owner.
        found = [one for one in found if one.rule != "missing-field" or one.field not in ("code", "category")]
    errors = sum(one.severity is Severity.ERROR for one in found)

    def order(one: Diagnostic) -> tuple:
        fields = missed(desk.shape, one)
        return -one.severity, not fields, *(place(desk.shape, field, data) for field in (*fields, one.field or "")[:1])

    for one in sorted(found, key=order):
        word = LEVELS[one.severity].of(lang)
        yield f"  {word}  {visible(in_words(desk.shape, one).of(lang))}  [{one.rule}]"
        for number, line in enumerate(_remedy(desk, data, one, lang)):
            head = HELP.of(lang) if number == 0 else " " * (4 if lang == "zh" else len(HELP.en))
            yield f"        {head}  {line}"
    if errors:
        said = Text(
            zh=f"没有写入：有 {errors} 处必须改。把“改法”里的 --set、--item 填好，接在这次的命令后面再运行一次；"
            "不想这样写的，在终端窗口里只运行  catalog new  ，会逐项提问。",
            en=f"Nothing was written: {errors} error{'s' if errors > 1 else ''}. Fill in what help says, put it behind this command "
            "and run it again; or run catalog new alone on a terminal, which asks.",
        )
        yield said.of(lang)


def _remedy(desk: Desk, data: dict, one: Diagnostic, lang: str) -> Iterator[str]:
    """The options to type; where none can be told, the rule's own help."""
    fields = missed(desk.shape, one)
    if ITEMS in fields:
        yield "--item 姓名:字符型C:50"
        yield Text(zh="每个信息项写一个", en="one for each item").of(lang)
        return
    if not fields and one.field and pattern(one.field) in desk.shape.fields and _listed(desk, data, one.field):
        fields = (one.field,)
    for field in fields:
        listed = _listed(desk, data, field)
        value = _mended(one, listed) or "…"
        yield f"--set {visible(_quoted(f'{called(desk.shape, field, lang)}={value}'))}"
        if listed:
            more = Text(zh="等", en=" …").of(lang) if len(listed) > _FEW else ""
            names = Text(zh="、", en=", ").of(lang).join(visible(name) for name in listed[:_FEW])
            yield Text(zh=f"可填：{names}{more}", en=f"one of: {names}{more}").of(lang)
    if len(fields) > 1:
        yield Text(zh="写一项即可", en="one of them will do").of(lang)
    if not fields and one.help:
        lines = visible_lines(one.help.of(lang))
        told = [_as_option(desk, one.field, line, lang) for line in lines] if one.field else lines
        yield from told
        if told == lines and one.field and pattern(one.field) in desk.shape.fields:
            yield f"--set {visible(called(desk.shape, one.field, lang))}=…"


def _as_option(desk: Desk, field: str, line: str, lang: str) -> str:
    """A line of help with what it says to type into a file, published: "2026-05-01", as the option that says the same."""
    name = called(desk.shape, field, lang) if pattern(field) in desk.shape.fields else ""
    typed = re.compile(rf'(^|  ){re.escape(field.rpartition(".")[2])}: ("[^"]*"|\S.*?)(?=  |$)')
    return (
        typed.sub(lambda found: f"{found[1]}--set {_quoted(f'{name}={found[2].strip(chr(34))}')}", line)
        if name
        else line
    )


def _listed(desk: Desk, data: dict, field: str) -> list[str]:
    return [one.label for one in choices(desk, data, field)]


def _mended(one: Diagnostic, listed: Sequence[str]) -> str | None:
    """What the finding's own fix puts there, where it can be chosen."""
    text = one.fix.edits[0].text.strip("\"'") if one.fix and len(one.fix.edits) == 1 else None
    return text if text in listed else None


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
