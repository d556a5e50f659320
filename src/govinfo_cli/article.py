"""Articles, elements and practices that a finding can cite, and how they are named to people."""

from __future__ import annotations

from typing import NamedTuple

from govinfo_cli.diagnostic import Text


class Article(NamedTuple):
    """An article, element or practice that can be cited. `force` is 必须, 指导 or 惯例, `mark` how certain
    its source is (T, 2, 1, U, I), `unchecked` why nothing cites it."""

    id: str
    profile: str
    heading: Text
    gist: Text
    force: str
    mark: str
    label: Text
    unchecked: Text | None = None

    @property
    def cite(self) -> str:
        """How a finding names it: "measures-2019#art-15.3"."""
        return f"{self.profile}#{self.id}"

    @property
    def kind(self) -> Text:
        """The word a report prints before it: 依据, or 参照 for mere practice."""
        return Text(zh="参照", en="practice") if self.force == "惯例" else Text(zh="依据", en="basis")


_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """A number below 100 in Chinese: 15 -> 十五."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones or not tens else "")


def label_of(short: Text, id: str, heading: Text, force: str, element: Text | None) -> Text:
    """How an article is named to people: 《管理办法》第十五条第（三）项; an element by its kind and its own name."""
    if not id.startswith("art-"):
        if force == "惯例":
            return Text(zh=f"平台通行做法“{heading.zh}”", en=f"platform practice '{heading.en}'")
        kind = element or Text(zh="", en="")
        return Text(
            zh=f"{short.zh}{kind.zh}“{heading.zh}”", en=f"{short.en}, {kind.en} '{heading.en}'".replace(",  ", ", ")
        )
    head, _, item = id.removeprefix("art-").partition(".")
    article, _, paragraph = head.partition("-p")
    zh, en = f"{short.zh}第{numeral(int(article))}条", f"{short.en}, art. {article}"
    if paragraph:
        zh, en = f"{zh}第{numeral(int(paragraph))}款", f"{en} ¶{paragraph}"
    if item:
        zh, en = f"{zh}第（{numeral(int(item))}）项", f"{en}({item})"
    return Text(zh=zh, en=en)
