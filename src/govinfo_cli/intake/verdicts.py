"""What is said of a whole row: refused and why, entered under another name, given a code, or what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from govinfo_cli.diagnostic import Diagnostic, Span, Text
from govinfo_cli.intake.rows import Draft
from govinfo_cli.remarks import Twofold, again, left_out, remark
from govinfo_cli.structure import Shape
from govinfo_cli.visible import shown, visible_path
from govinfo_cli.vocabulary import fold


class Where(NamedTuple):
    """Where a row stands; kept instead of its draft, which holds on to a whole table."""

    path: str
    row: int
    owner_column: int
    sheet: str = ""

    @property
    def span(self) -> Span:
        """The row as a span."""
        return Span(self.path, self.row, 1, self.row, 1, self.sheet)


def where(draft: Draft) -> Where:
    """The place of a draft's row."""
    return Where(draft.table.path, draft.row, draft.owner_column, getattr(draft.table, "sheet", ""))


REFUSALS = {
    "import-duplicate-row": (
        Twofold(
            Text(zh="内容与前面的一行完全相同，只导入那一行", en="the same as an earlier row, which alone is imported"),
            Text(zh="内容与前面的一行完全相同，只检查那一行", en="the same as an earlier row, which alone is checked"),
        ),
        None,
    ),
    "import-existing-entry": (
        Text(
            zh="目录里已有这一条，未导入，原条目没有改动", en="in the catalogue already; not imported, the entry stays"
        ),
        Text(
            zh="要按表里的内容更新原条目，加上  --update  再导入",
            en="to take over what the table says, import with  --update",
        ),
    ),
    "import-repeated-entry": (
        Text(
            zh="前面的一行已经对应这一条，这一行没有采用",
            en="an earlier row is this entry already; this row was not taken",
        ),
        Text(
            zh="一个代码只留一行；确是另一条的，去掉它的代码",
            en="keep one row a code; if it is another entry, clear its code",
        ),
    ),
    "import-ambiguous-row": (
        Text(
            zh="目录里同一提供方有几条同名条目，分不清更新哪一条，没有更新",
            en="the owner has several entries of this name, and the row does not say which; nothing was updated",
        ),
        Text(zh="在表里这一行填上信息资源代码，再导入", en="give the row its resource code and import again"),
    ),
    "import-broken-entry": (
        Text(
            zh="对应的条目文件有错，不能在上面更新，没有改动",
            en="the entry's file is not in order, so it was not updated",
        ),
        Text(zh="运行  catalog validate  查看，改好后再导入", en="see  catalog validate , mend it and import again"),
    ),
    "import-unread-row": (
        left_out(
            zh="这一行的内容存不成一个条目文件（过长或嵌套过深），", en="too long or too deeply nested for an entry;"
        ),
        again(zh="缩短这一行过长的内容，", en="shorten what is too long in it and"),
    ),
    "import-secret-row": (
        Text(
            zh="含密级标识（内容不显示），未导入。涉密资源不得录入本目录，立即联系保密部门",
            en="bears a secrecy marking (not shown); not imported. Classified resources never go into this catalogue",
        ),
        Text(
            zh="从表里删去这一行；表格文件本身按涉密文件处理",
            en="remove the row, and treat the table itself as classified",
        ),
    ),
}
_EARLIER = Text(zh="先见于", en="first at")
_SEE = Text(zh="见", en="see")


def refused(kind: str, place: Where, earlier: Span | None = None, entry: str | None = None) -> Diagnostic:
    """Why a row is not imported: `earlier` is the row, `entry` the path of the entry, that stands in its way."""
    message, help = REFUSALS[kind]
    related = ((_EARLIER, earlier),) if earlier else ((_SEE, Span(entry)),) if entry else ()
    return remark(kind, place.path, message, row=place.row, help=help, related=related, sheet=place.sheet)


def renamed(place: Where, path: str) -> Diagnostic:
    """The file of a new entry had to be numbered."""
    name = visible_path(path.rpartition("/")[2])
    return remark(
        "import-renamed-file",
        place.path,
        Text(
            zh=f"同一提供方下文件重名，存为  {name}", en=f"the owner has a file of this name already; saved as  {name}"
        ),
        row=place.row,
        field="name",
        help=Text(zh="核对是不是同一资源，是则删去一条", en="see whether both are the same resource"),
        sheet=place.sheet,
    )


def numbered(place: Where, code: str, own: bool) -> Diagnostic:
    """A new entry was given a code: below its own category, or (`own` False) below its owner's class node."""
    of = Text(zh="信息资源分类", en="its category") if own else Text(zh="提供方的分类", en="its owner's class node")
    return remark(
        "import-assigned-code",
        place.path,
        Text(zh=f"信息资源代码：按{of.zh}编为“{code}”", en=f"resource code: '{code}', the next below {of.en}"),
        row=place.row,
        field="code",
        entry=code,
        sheet=place.sheet,
    )


def cut_history(path: str) -> Diagnostic:
    """Codes were given without knowing all that were ever used."""
    return remark(
        "import-cut-history",
        path,
        Text(
            zh="信息资源代码：本机的历史版本不全，以前用过的代码没有查全，新编的代码可能重复",
            en="resource code: the history here is not complete, so a new code may have been used before",
        ),
        field="code",
        help=Text(
            zh="先运行  git fetch --unshallow  取回全部历史，再导入",
            en="run  git fetch --unshallow  first, then import",
        ),
    )


def uncoded(place: Where, data: Mapping, shape: Shape) -> Diagnostic:
    """A new entry has no code and could not be given one."""
    category, owner = data.get("category"), data.get("owner")
    if category not in (None, ""):
        what = Text(
            zh=f"分类“{shown(str(category), 30)}”不在分类表里",
            en=f"the class table has no '{shown(str(category), 30)}'",
        )
        help = Text(
            zh="在表里改成分类表里有的分类，再导入；或先在 catalog.yaml 的 categories 里补上这个类目",
            en="give a class that the table has and import again; or add this one to categories in catalog.yaml first",
        )
    elif owner:
        what = Text(
            zh=f"提供方“{shown(str(owner), 30)}”没有登记 class", en=f"'{shown(str(owner), 30)}' has no class node"
        )
        help = Text(
            zh='先在 owners.yaml 给该提供方填上  class: "分类码"  （catalog.yaml 的 categories 里列着），再导入；'
            "或在表里填上信息资源分类",
            en='give the owner  class: "NODE"  in owners.yaml first (categories in catalog.yaml lists them), and import then; '
            "or fill in the category in the table",
        )
    else:
        what = Text(zh="没有提供方，也没有分类", en="there is neither an owner nor a category")
        help = Text(zh="在表里补上提供方，再导入", en="give the table its owners and import again")
    label = shape.label(("code",))
    return remark(
        "import-no-code",
        place.path,
        Text(zh=f"{label.zh}：{what.zh}，没有编代码", en=f"{label.en}: {what.en}, so no code is given"),
        row=place.row,
        field="code",
        help=help,
        sheet=place.sheet,
    )


def updated(place: Where, name: str, path: str, changes: Text, left: Iterable[str]) -> Diagnostic:
    """An entry was amended; `left` are the labels of fields whose values could not be read and were not taken."""
    called = f"“{shown(name, 30)}”" if name else "条目"
    labels = "、".join(left)
    zh = f"；{labels}读不出来，保留原值" if labels else ""
    en = f"; {labels} could not be read, the entry's value stays" if labels else ""
    return remark(
        "import-updated-entry",
        place.path,
        Text(zh=f"{called}：{changes.zh}{zh}", en=f"'{shown(name, 30)}': {changes.en}{en}"),
        row=place.row,
        related=((_SEE, Span(path)),),
        sheet=place.sheet,
    )


def without_items(place: Where, name: str, items: Sequence[str], path: str) -> Diagnostic:
    """Items of the entry that the table does not list went away."""
    listed = "、".join(items[:6]) + (f" 等 {len(items)} 项" if len(items) > 6 else "")
    return remark(
        "import-removed-item",
        place.path,
        Text(
            zh=f"信息项：“{shown(name, 30)}”的{listed}表里没有，已从条目里去掉",
            en=f"items: the table does not list {listed} of '{shown(name, 30)}'; removed from the entry",
        ),
        row=place.row,
        field="items",
        help=Text(
            zh="去掉信息项影响已有使用方；要保留的，在表里补上这一项，再导入",
            en="who uses the entry loses an item; to keep it, list it in the table and import again",
        ),
        related=((_SEE, Span(path)),),
        sheet=place.sheet,
    )


def share_left(place: Where, name: str, path: str, kinds: tuple[str, str], left: Mapping[str, Text]) -> Diagnostic:
    """The share type of an entry was changed, and what belongs to the former one still stands: `left` by route."""
    old, new = map(shown, kinds)
    zh, en = "、".join(one.zh for one in left.values()), ", ".join(one.en for one in left.values())
    routes = "、".join(left)
    side = next(iter(left)).rpartition(".")[0]
    return remark(
        "import-left-share",
        place.path,
        Text(
            zh=f"共享类型：“{shown(name, 30)}”由“{old}”改为“{new}”，条目里原来的{zh}没有动，与新的类型不符",
            en=f"share type: '{shown(name, 30)}' goes from '{old}' to '{new}'; the entry keeps its {en}, for which that type has no use",
        ),
        row=place.row,
        field=f"{side}.type",
        help=Text(
            zh=f"确实改了类型的，从条目里删去  {routes}  （表里的空格不清除原值）；类型没有改的，改正表里的共享类型，再导入",
            en=f"if the type did change, delete  {routes.replace('、', ', ')}  from the entry (a blank cell takes nothing away); "
            "if not, mend the share type in the table and import again",
        ),
        related=((_SEE, Span(path)),),
        sheet=place.sheet,
    )


def code_kept(place: Where, said: str, kept: str) -> Diagnostic:
    """The table gives an entry another code; the entry's own stays."""
    return remark(
        "import-kept-code",
        place.path,
        Text(
            zh=f"信息资源代码：表里是“{shown(said)}”，目录里是“{shown(kept)}”；代码一经赋予不再改变，没有采用",
            en=f"resource code: '{shown(said)}' in the table, '{shown(kept)}' in the catalogue; a code never changes",
        ),
        row=place.row,
        field="code",
        help=Text(
            zh="是同一条的，改表里的代码；是另一条的，把表里的名称与目录里的区别开",
            en="if it is the same entry, mend the code in the table; else give the row another name",
        ),
        entry=kept,
        sheet=place.sheet,
    )


def hidden(one: Diagnostic, secrets: Iterable[str]) -> Diagnostic:
    """A remark without its words where they hold a secret in the spelling of the original cell."""
    said = fold(one.message.zh)
    if not any(fold(secret) in said for secret in secrets):
        return one
    label = one.message.zh.partition("：")[0], one.message.en.partition(":")[0]
    return one._replace(
        message=Text(zh=f"{label[0]}：这一格有改动（内容不显示）", en=f"{label[1]}: this cell was changed (not shown)"),
        sensitive=True,
    )
