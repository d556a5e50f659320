"""Asks for what is missing, one question after the other, and tells at once what the rules have against an answer."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import NamedTuple

from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.drafting.assigning import NoSuchField, assigned, with_item
from govinfo_cli.drafting.desk import Desk, heaviest
from govinfo_cli.drafting.fields import ITEMS, filled, meaning, named_field, value_at
from govinfo_cli.drafting.prompting import BACK, FEW, Line, head, is_coded, list_choices, told
from govinfo_cli.drafting.questions import Choice, Question, about, choices, open_questions
from govinfo_cli.rules import HIDING
from govinfo_cli.sharing import USEFUL
from govinfo_cli.visible import shown, visible, visible_lines
from govinfo_cli.vocabulary import fold


class _State(NamedTuple):
    data: dict
    skipped: frozenset[str] = frozenset()


def converse(desk: Desk, data: dict, line: Line) -> dict:
    """The entry as the answers make it, confirmed to be written and without any error. Raises what `line.ask` raises."""
    line.say(
        Text(
            zh="新增条目。有方括号的，直接回车就用括号里的内容；输入 < 改上一题；按 Ctrl+C 放弃，什么都不写。",
            en="A new entry. An empty answer takes what stands in [ ]; < goes back; Ctrl+C gives up and writes nothing.",
        )
    )
    _tell_assumed(desk, data, line)
    state, past = _State(data), []
    while True:
        questions = open_questions(desk, state.data, state.skipped)
        if questions:
            after = _asked(desk, state, questions[0], line)
        else:
            after = _confirmed(desk, state, line)
            if after == state:
                return desk.completed(state.data)
        if after is None:
            state = past.pop() if past else _State(data)
        else:
            past.append(state)
            state = after


def _asked(desk: Desk, state: _State, question: Question, line: Line) -> _State | None:
    """The state with an answer to the question, None where the question before it is meant."""
    if question.field == ITEMS:
        return _items(desk, state, question, line)
    head(desk, state.data, question, line)
    listed = choices(desk, state.data, question.field, line.lang)
    if len(listed) > 1:
        list_choices(listed, line)
    # Where the rules leave one answer, it is the one that an empty line means.
    usual = question.default or (listed[0] if question.must and len(listed) == 1 else None)
    default, doubtful = usual, None
    while True:
        said = _typed(line, default)
        if said in BACK:
            return None
        if not said and default is None:
            if not question.must:
                return state._replace(skipped=state.skipped | {question.field})
            line.say(Text(zh="  这一项必须填", en="  this one is needed"))
            continue
        chosen = _chosen(desk, question.field, said, listed, listed, line) if said else default
        if chosen is None:
            continue
        data = filled(state.data, question.field, chosen.value)
        found = about(desk.findings(desk.completed(data)), question.field)
        heavy = heaviest(found)
        again = heavy < Severity.ERROR and chosen.value == doubtful
        hiding = [one for one in found if one.rule in HIDING]
        for one in () if again else hiding or found:
            line.tell(told(desk.shape, one, line.lang))
        if again or heavy < Severity.WARNING:
            if said and fold(said) != fold(chosen.label):
                line.tell(f"  {visible(chosen.label)}")
            return state._replace(data=data)
        doubtful = chosen.value if heavy < Severity.ERROR else None
        default = _nearest(found, said, listed) or usual
        if default is None and doubtful is not None:
            secret = any(one.rule in HIDING for one in found)
            default = chosen._replace(label=Text(zh="不改", en="as it is").of(line.lang)) if secret else chosen
            line.say(Text(zh="  确实如此的直接回车，要改就重填", en="  if it is right, press Enter; else type it anew"))


def _typed(line: Line, default: Choice | None) -> str:
    return " ".join(line.answer(f"[{visible(default.label)}] > " if default else "> ").split())


def _chosen(
    desk: Desk, field: str, said: str, offered: Sequence[Choice], listed: Sequence[Choice], line: Line
) -> Choice | None:
    """The answer that is meant by what was said to the choices `offered`; None where it has to be asked again."""
    found = _meant(desk, field, said, offered, listed)
    if not found and len(offered) > 1 and said.isascii() and said.isdecimal() and len(said) < 4:
        count = len(offered)
        line.say(Text(zh=f"  只有 {count} 个可选，没有第 {said} 个", en=f"  there are {count} choices, and no {said}"))
        return None
    if len(found) < 2:
        return found[0] if found else Choice(said, meaning(desk.catalog, field, said, desk.today))
    list_choices(found, line)
    again = _typed(line, None)
    return None if not again or again in BACK else _chosen(desk, field, again, found, listed, line)


def _items(desk: Desk, state: _State, question: Question, line: Line) -> _State | None:
    head(desk, state.data, question, line)
    line.say(
        Text(
            zh="  一行一项：名称 类型 长度，例如  姓名 字符型C 50  ；可以从 Excel 里连选几列整块粘贴；填完了直接回车",
            en="  one a line: name type length, such as  姓名 字符型C 50 ; rows can be pasted; an empty line ends",
        )
    )
    data = state.data
    while True:
        number = len(data.get(ITEMS, ())) + 1
        typed = line.answer(Text(zh=f"第 {number} 项 > ", en=f"item {number} > ").of(line.lang))
        if typed.strip() in BACK:
            if number == 1:
                return None
            data = filled(data, ITEMS, data[ITEMS][:-1])
            continue
        if not typed.strip():
            if number > 1:
                return state._replace(data=data)
            if not question.must:
                return state._replace(skipped=state.skipped | {ITEMS})
            line.say(Text(zh="  至少要有一项", en="  there must be one"))
            continue
        for row in filter(str.strip, typed.splitlines()):
            more = with_item(desk.catalog, data, row.strip("\r\n"), desk.today)
            field = f"{ITEMS}.{visible(more[ITEMS][-1]['name'])}"
            found = about(desk.inspected(desk.completed(more)).diagnostics, field)
            for one in found:
                line.tell(told(desk.shape, one, line.lang))
            if heaviest(found) < Severity.WARNING:
                data = more
            else:
                line.say(Text(zh="  这一行没有收，请重填", en="  this line was not taken; type it anew"))


def _confirmed(desk: Desk, state: _State, line: Line) -> _State | None:
    """The same state where it is to be written, another where something was changed, None where the last question is meant."""
    errors = _finished(desk, desk.completed(state.data), line)
    while True:
        said = line.answer("> ").strip()
        if said in BACK:
            return None
        if not said and not errors:
            return state
        changed = _changed(desk, state.data, said, line)
        if changed is not None:
            return state._replace(data=changed)


def _finished(desk: Desk, made: dict, line: Line) -> bool:
    """Shows the finished entry, what is left to be said of it, and how to go on; whether there are errors in it."""
    line.tell("")
    for row in visible_lines(desk.shown(made).rstrip("\n")):
        line.tell(row)
    line.tell("")
    found = desk.findings(made, used=True)
    for one in found:
        line.tell(told(desk.shape, one, line.lang))
    if heaviest(found) >= Severity.ERROR:
        line.say(
            Text(
                zh="有必须改的，还不能写入。要改哪一项就填  填报项=内容  ，例如  更新周期=每月  ；输入 < 改上一题",
                en="there are errors, so it cannot be written yet. Type  field=value  to change one; < goes back",
            )
        )
        return True
    path = "…" if any(one.rule in HIDING for one in found) else visible(next(iter(desk.bundle(made).files)))
    line.say(
        Text(
            zh=f"写入  {path}  ？\n直接回车写入；要改或要补哪一项，填  填报项=内容  ，例如  内部部门=综合处  ；输入 < 改上一题",
            en=f"write  {path} ?\nEnter writes it; to change or add: field=value ; < goes back",
        )
    )
    return False


def _changed(desk: Desk, data: dict, said: str, line: Line) -> dict | None:
    """The data as field=value changes it; None, and why was said, where that cannot be."""
    try:
        changed = assigned(desk.catalog, data, said, desk.today)
    except NoSuchField as error:
        for text in filter(None, (error.text, error.help)):
            line.tell(f"  {visible(text.of(line.lang))}")
        return None
    if changed == data:
        line.say(Text(zh="  和原来一样", en="  as it was"))
        return None
    changed = _useful(changed, data)
    field = named_field(desk.shape, said.partition("=")[0]) or ""
    wrong = [one for one in about(desk.findings(desk.completed(changed)), field) if one.severity is Severity.ERROR]
    for one in wrong:
        line.tell(told(desk.shape, one, line.lang))
    return None if wrong else changed


def _useful(data: dict, before: dict) -> dict:
    """The data without those share attributes that its type, which was changed, has no use for."""
    share = data.get("share")
    kind = share.get("type") if isinstance(share, dict) else None
    if kind not in USEFUL or kind == value_at(before, "share.type"):
        return data
    return {**data, "share": {key: value for key, value in share.items() if key in (*USEFUL[kind], "type", "internal")}}


def _tell_assumed(desk: Desk, data: dict, line: Line) -> None:
    """What is not asked because it follows."""
    if "owner" not in data and len(desk.catalog.owners) == 1:
        name = shown(next(iter(desk.catalog.owners)))
        line.say(
            Text(zh=f"信息资源提供方：{name}（登记的只有这一个）", en=f"owner: {name} (the only one registered)"),
        )


def _meant(desk: Desk, field: str, said: str, offered: Sequence[Choice], listed: Sequence[Choice]) -> list[Choice]:
    """The choices that an answer means: by its number, its name, or a part that several may have."""
    if said.isascii() and said.isdecimal() and 0 < int(said) <= len(offered):
        return [offered[int(said) - 1]]
    value = meaning(desk.catalog, field, said, desk.today)
    exact = [one for one in listed if one.value == value or fold(one.label) == fold(said)]
    if exact or field not in ("owner", "owner_unit", "category") and not is_coded(desk, field):
        return exact[:1]
    if field == "category" and desk.settings.knows(str(value)):
        return []
    inside = [one for one in listed if fold(said) in fold(one.label)]
    return inside if inside or field != "category" else _nodes_called(desk, said)


def _nodes_called(desk: Desk, said: str) -> list[Choice]:
    """Class nodes with these words in their names, wherever in the table they stand."""
    table = {code: text.zh for code, text in desk.settings.profile.categories.items()} | desk.settings.own_categories
    return [Choice(f"{code} {name}", code) for code, name in sorted(table.items()) if fold(said) in fold(name)][:FEW]


def _nearest(found: Sequence[Diagnostic], said: str, listed: Sequence[Choice]) -> Choice | None:
    """The answer that a finding's own fix, or else likeness, suggests in place of the one given."""
    if any(one.rule in HIDING for one in found):
        return None
    for one in found:
        if one.fix and len(one.fix.edits) == 1:
            text = one.fix.edits[0].text.strip("\"'")
            match = next((each for each in listed if str(each.value) == text or each.label == text), None)
            if match:
                return match
    near = difflib.get_close_matches(said, [each.label for each in listed], n=1, cutoff=0.5)
    return next((each for each in listed if near and each.label == near[0]), None)
