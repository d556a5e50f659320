"""What a question looks like on a terminal: its field, its numbered choices, and what is said of an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from govinfo_cli.diagnostic import Diagnostic, Text
from govinfo_cli.drafting.assigning import ILLEGIBLE
from govinfo_cli.drafting.desk import Desk
from govinfo_cli.drafting.fields import ITEMS, legible, pattern, route
from govinfo_cli.drafting.questions import Choice, Question, in_words
from govinfo_cli.rules import HIDING
from govinfo_cli.structure import Shape
from govinfo_cli.visible import shown, visible, visible_lines, width
from govinfo_cli.wording import HELP, LEVELS

BACK = ("<", "＜", "《")  # the same key, whatever the input method makes of it
FEW = 40  # choices that are listed
# Rules whose remedy is done elsewhere than in the answer.
_ELSEWHERE = frozenset(("unknown-owner", *HIDING))
_LINE = 78  # cells of a line of choices


class Line(NamedTuple):
    """How people are asked: `ask` shows a prompt and gives the line typed, `tell` shows lines. `ask` raises EOFError and
    KeyboardInterrupt."""

    ask: Callable[[str], str]
    tell: Callable[[str], None]
    lang: str = "zh"

    def answer(self, prompt: str) -> str:
        """What is typed at a prompt, as soon as it is text."""
        while not legible(said := self.ask(prompt)):
            self.say(Text(zh=f"  {ILLEGIBLE.zh}，请重填", en=f"  {ILLEGIBLE.en}; type it anew"))
        return said

    def say(self, text: Text) -> None:
        """Shows a sentence."""
        self.tell(text.of(self.lang))


def head(desk: Desk, data: dict, question: Question, line: Line) -> None:
    """Shows which field is asked for, with what the schema says of it."""
    steps = tuple(0 if isinstance(step, int) else step for step in route(data, question.field))
    label = desk.shape.label(steps)
    if question.field.startswith(f"{ITEMS}."):
        name = shown(question.field.split(".", 1)[1].rpartition(".")[0])
        label = Text(zh=f"{label.zh}：信息项“{name}”", en=f"{label.en} of item '{name}'")
    elif question.field.startswith("share.internal."):
        label = Text(zh=f"对内{label.zh}", en=f"internal {label.en}")
    about_it = desk.shape.labels.get(pattern(question.field))
    hint = about_it.about if about_it and not is_coded(desk, question.field) else None
    notes = [hint] if hint and question.field != ITEMS else []
    if not question.must and question.default is None:
        notes.append(Text(zh="没有的直接回车", en="press Enter if there is none"))
    zh, en = "；".join(note.zh for note in notes), "; ".join(note.en for note in notes)
    line.tell("")
    line.say(Text(zh=f"{label.zh}（{zh}）" if zh else label.zh, en=f"{label.en} ({en})" if en else label.en))


def is_coded(desk: Desk, field: str) -> bool:
    """Whether the answer is one of a list."""
    form = desk.shape.fields.get(pattern(field), {})
    return "x-vocabulary" in form or "x-category" in form or field == "owner"


def list_choices(offered: Sequence[Choice], line: Line) -> None:
    """Shows numbered choices, as many as fit on each line."""
    row = " "
    for number, one in enumerate(offered[:FEW], 1):
        cell = f" {number} {visible(one.label)} "
        if width(row + cell) > _LINE and row.strip():
            line.tell(row.rstrip())
            row = " "
        row += cell
    line.tell(row.rstrip())
    if len(offered) > FEW:
        line.say(
            Text(
                zh=f"  还有 {len(offered) - FEW} 个没有列出，填名称中的几个字来找",
                en=f"  and {len(offered) - FEW} more: type a part of the name",
            )
        )


def told(shape: Shape, one: Diagnostic, lang: str) -> str:
    """A finding on one line; below it what to do, where that is not just another answer."""
    message = in_words(shape, one).of(lang)
    said = f"  {LEVELS[one.severity].of(lang)}  {visible(message)}  [{one.rule}]"
    if one.rule not in _ELSEWHERE or one.help is None:
        return said
    lead = f"        {HELP.of(lang)}  "
    return "\n".join(
        (
            said,
            *(
                f"{lead if n == 0 else ' ' * width(lead)}{row}"
                for n, row in enumerate(visible_lines(one.help.of(lang)))
            ),
        )
    )
