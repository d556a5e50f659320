"""The category, or a theme, is no node of the class table."""

import unicodedata

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.pattern import Pattern
from govinfo_cli.visible import shown
from govinfo_cli.yaml.slips import unquoted

TITLE = Text(zh="分类不存在", en="unknown category")

# No guard: a schema would walk through thousands of nodes where a dictionary looks up one.

_LONGEST = 40  # characters of a class code
_SEVERAL = Pattern("[，、；]")


def check(entry, settings, rows):
    """One finding a code that neither the catalogue's own class table nor the profiles' have."""
    category, themes = entry.data.get("category"), entry.data.get("themes")
    if themes is None and isinstance(category, str) and settings.knows(category):
        return  # as most entries are
    places = [("category",)] + [("themes", place) for place in range(len(themes) if isinstance(themes, list) else 0)]
    for route in places:
        code = entry.text(*route)
        if code is None or settings.knows(code.strip()):
            continue
        if route != ("category",) and _SEVERAL.search(code):
            continue  # several in one: input-method-slip parts them
        table = "own" if settings.own_table else "shipped"
        yield _finding(entry, settings, route, code, [row for row in rows if row.params.get("table", table) == table])


def _finding(entry, settings, route, code, rows):
    label, meant = entry.label(*route[:1]), _meant(entry, settings, route, code)
    said = Text(
        zh=f"{label.zh}：“{shown(code)}”不在分类表中", en=f"{label.en}: '{shown(code)}' is not in the class table"
    )
    register = Text(
        zh=f'在 catalog/catalog.yaml 的 categories 下登记  "{shown(code)}": 类目名称',
        en=f'register it in catalog/catalog.yaml, under categories:  "{shown(code)}": its name',
    )
    if meant:
        name, key = settings.class_name(meant), "category: " if route == ("category",) else ""
        near = Text(zh=f"，最接近“{meant} {shown(name.zh)}”", en=f", the nearest is '{meant} {shown(name.en)}'")
        help = Text(zh=f'改为  {key}"{meant}"', en=f'change to  {key}"{meant}"')
        if code.isascii():
            help = Text(
                zh=f"{help.zh}\n类目是新设的，{register.zh}", en=f"{help.en}\nif the node is new, {register.en}"
            )
    elif not code.isascii():
        near = Text(zh="", en="")
        help = Text(
            zh='填分类表里的代码，不填名称，例如  "30304601"', en='write a code of the class table, such as  "30304601"'
        )
    else:
        above = next((code[:end] for end in range(min(len(code), _LONGEST), 0, -1) if settings.knows(code[:end])), None)
        name = settings.class_name(above) if above else None
        near = Text(
            zh=f"；它的上级“{above} {shown(name.zh)}”在" if above else "",
            en=f"; above it there is '{above} {shown(name.en)}'" if above else "",
        )
        help = Text(
            zh=f"写错了的，改为分类表里的代码；类目是新设的，{register.zh}",
            en=f"if it is a slip, write a code of the class table; if the node is new, {register.en}",
        )
    return Finding(Text(zh=said.zh + near.zh, en=said.en + near.en), route, help=help, replace=meant, rows=tuple(rows))


def _meant(entry, settings, route, code):
    """The node that was probably meant: the front of the entry's code, `code` in half-width, the node of that name."""
    front = (entry.text("code") or "").partition("/")[0]
    if route == ("category",) and settings.knows(front):
        return front
    plain = "".join(unicodedata.normalize("NFKC", (unquoted(code) or code)[:_LONGEST]).split())
    return plain if settings.knows(plain) else settings.class_called(code.strip())
