"""Two items of an entry bear the same name."""

from functools import lru_cache

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold

TITLE = Text(zh="信息项重复", en="duplicate item")


@lru_cache(4096)
def _plain(name):
    return fold(name) == name


def check(entry, settings, rows):
    """One finding an item whose name an earlier one bears, whatever their width, case and blanks."""
    names = [name if isinstance(name := item.get("name"), str) else "" for item in entry.items]
    # Most entries are told in order so: all differ, and none has another spelling.
    if len(set(names)) == len(names) and all(map(_plain, names)):
        return
    first = {}
    for place, name in enumerate(names):
        if not name.strip():
            continue
        other = first.setdefault(fold(name), place)
        if other != place:
            route = ("items", place, "name")
            label, earlier = entry.label(*route), names[other]
            alike = earlier.strip() == name.strip()
            yield Finding(
                Text(
                    zh=f"{label.zh}：“{shown(name)}”与第 {other + 1} 项"
                    + ("重复" if alike else f"“{shown(earlier)}”只有写法不同"),
                    en=f"{label.en}: '{shown(name)}' "
                    + (
                        f"repeats item {other + 1}"
                        if alike
                        else f"differs from item {other + 1}, '{shown(earlier)}', in spelling only"
                    ),
                ),
                route,
                help=Text(
                    zh="重复填的，删去这一项；确是两项的，把名称写得能区分，例如“家庭电话”“办公电话”",
                    en="delete the item, or name the two so that they can be told apart",
                ),
                related=((Text(zh="先出现在", en="first at"), entry.path, ("items", other, "name")),),
            )
