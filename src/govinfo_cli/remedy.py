"""How a help says where to type what, in the style that the file itself has."""

from __future__ import annotations

from govinfo_cli.diagnostic import Text
from govinfo_cli.entry import Entry


def adding(entry: Entry, route: tuple, line: str, en: str | None = None) -> Text:
    """Where to type `line`, the missing field at `route` as it shall stand in the file (in English `en`, if that
    differs): a line of its own, or before the closing brace where what holds it is written in braces."""
    en = en or line
    node = entry.document.node if entry.document else lambda route: None
    if node(route) is not None:
        return Text(zh=f"补全  {line}", en=f"complete  {en}")
    holder, above = node(route[:-1]), route[:-1]
    if not above:
        return Text(zh=f"补一行  {line}", en=f"add a line  {en}")
    if isinstance(above[-1], int):
        where = Text(zh="这一项", en="this item")
    else:
        where = Text(zh=" " + " 的 ".join(map(str, above)) + " ", en=".".join(map(str, above)))
    if holder is not None and holder.style == "flow":
        comma = ", " if holder.children else ""
        return Text(
            zh=f"在{where.zh}末尾的 }} 之前补上  {comma}{line}",
            en=f"before the closing }} of {where.en}, add  {comma}{en}",
        )
    return Text(zh=f"在{where.zh}下补一行  {line}", en=f"under {where.en}, add a line  {en}")


def lines(*parts: Text) -> Text:
    """One help of several lines."""
    return Text(zh="\n".join(part.zh for part in parts), en="\n".join(part.en for part in parts))
