"""The file does not lie where its entry says: owner's folder, and category and sequence in the file name."""

import unicodedata

from govinfo_cli.catalog import code_in_path, entry_path, file_stem, owner_folder
from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.pattern import Pattern
from govinfo_cli.visible import shown

TITLE = Text(zh="文件位置不符", en="misfiled entry")

_PLAIN_CODE = Pattern("[0-9A-Za-z]+/[0-9A-Za-z]+")


def check_catalog(catalog, rows, today):
    """One finding a file, at what the path gainsays, with the move that cures it.

    What another rule has said is taken as it stands: a missing or unregistered owner, a missing or malformed
    code, a code and a category that disagree.
    """
    taken, places = set(), {}
    for card in catalog.cards:
        if _in_place(catalog, card, places) or card.path in catalog.broken:
            continue
        folder, name = _folder(catalog, card), _file(catalog, card)
        if folder is None and name is None:
            continue
        taken = taken or {path.casefold() for path in catalog.paths}
        target = _target(catalog, card, folder, name)
        free = target is not None and (target.casefold() not in taken or target.casefold() == card.path.casefold())
        if free:
            taken.add(target.casefold())
        yield _finding(card, folder, name, target, free)


def _in_place(catalog, card, places):
    """Whether a file lies straight in its owner's folder and is called as it should be, as nearly all are: told by one
    comparison. `places` keeps the folder of each owner."""
    if card.code is None or card.owner is None or not _PLAIN_CODE.fullmatch(card.code):
        return False
    if card.owner not in places:
        places[card.owner] = f"catalog/{_right(catalog, card)}/"
    begin = places[card.owner] + card.code.replace("/", "-") + "_"
    return (
        len(places[card.owner]) > len("catalog//")
        and card.path.startswith(begin)
        and "/" not in card.path[len(begin) :]
    )


def _right(catalog, card):
    """The owner's folder, "" where nobody can say which it is."""
    owner = catalog.owner_of(card)
    if owner is None and card.owner and "owners" not in catalog.records:
        return owner_folder(card.owner)
    return owner_folder(owner.name) if owner else ""


def _folder(catalog, card):
    """The owner's folder where the file does not lie in it, else None; "" where nobody can say which it is."""
    folder, deeper, _ = card.path[len("catalog/") :].partition("/")
    right = _right(catalog, card)
    if deeper:
        return right if right and unicodedata.normalize("NFC", folder) != right else None
    return right


def _file(catalog, card):
    """What the file name should begin with where it does not, else None."""
    head = card.path.rpartition("/")[2].rpartition(".")[0].partition("_")[0]
    if card.code is None or not card.code.strip():
        return None if not head or code_in_path(card.path) else ""
    front, slash, sequence = card.code.partition("/")
    if not slash or head == f"{front}-{sequence}" or not catalog.settings.profile.is_code(card.code):
        return None
    right = file_stem(f"{front}-{sequence}")
    return None if head in (right, file_stem(f"{card.category}-{sequence}")) else right


def _target(catalog, card, folder, name):
    """Where the file belongs, deeper folders kept; None where the owner's folder cannot be told."""
    steps = card.path.split("/")
    owner, deeper, file = steps[1] if len(steps) > 2 else "", steps[2:-1], steps[-1]
    owner = owner if folder is None else folder
    if not owner:
        return None
    if name is not None:
        file = entry_path(owner, card.code, None, card.name or "").rpartition("/")[2]
    return "/".join(("catalog", owner, *deeper, file))


def _finding(card, folder, name, target, free):
    said_zh, said_en, route = [], [], ()
    if name is not None:
        right = name or "_"
        route = ("code",) if name else ()
        said_zh.append(f"文件名应以“{shown(right)}”开头" + ("（与信息资源代码一致）" if name else "（还没有代码）"))
        said_en.append(
            f"its name should begin with '{shown(right)}'" + (", as the code does" if name else ": it has no code")
        )
    if folder is not None:
        route = ("owner",) if folder else ()
        at = f"提供方“{shown(folder)}”" if folder else "提供方"
        said_zh.insert(0, f"应放在{at}的文件夹里")
        said_en.insert(0, f"it belongs in the folder of {shown(folder) if folder else 'its owner'}")
    if target is None:
        help = Text(
            zh="先写明已登记的提供方（owner），再把文件移到它的文件夹里",
            en="state a registered owner, then move the file to its folder",
        )
    elif free:
        help = Text(zh=f"移到  {shown(target, 160)}", en=f"move it to  {shown(target, 160)}")
    else:
        help = Text(
            zh=f"那里已有同名文件  {shown(target, 160)}，先核对是不是同一条，再移",
            en=f"a file is there already: {shown(target, 160)}; see whether it is the same entry, then move this one",
        )
    return Finding(
        Text(zh=f"文件位置：{'，'.join(said_zh)}", en=f"file: {' and '.join(said_en)}"),
        route,
        path=card.path,
        help=help,
        move=target if free else None,
        safe=True,
    )
