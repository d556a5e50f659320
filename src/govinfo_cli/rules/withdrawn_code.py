"""The entry bears a code that is used up: withdrawn.yaml says so, or git's history knows another resource that had it."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown

TITLE = Text(zh="代码已停用", en="withdrawn code")


def check_catalog(catalog, rows, today):
    """One finding an entry, at its code."""
    for code, gone in catalog.withdrawn.items():
        for card in catalog.by_code.get(code, ()):
            record = (Text(zh="撤销记录", en="withdrawn by"), catalog.record_path("withdrawn"), (gone.place, "code"))
            yield _finding(catalog, card, _withdrawn(code, gone), (record,))
    for code, former in catalog.formers().items():
        for card in catalog.by_code.get(code, ()) if code not in catalog.withdrawn else ():
            yield _finding(catalog, card, _given(code, former))


def _withdrawn(code, gone):
    when = Text(zh=f"已于 {shown(gone.date)} ", en=f" on {shown(gone.date)}") if gone.date else Text(zh="已", en="")
    return Text(
        zh=f"“{shown(code)}”{when.zh}撤销停用，不再给其他条目使用",
        en=f"'{shown(code)}' was withdrawn{when.en} and is never used again",
    )


def _given(code, former):
    name, owner = shown(former.name or "", 40), shown(former.owner or "", 40)
    who = Text(
        zh=f"“{name}”{f'（{owner}）' if owner else ''}" if name else "另一条",
        en=f"'{name}'{f' ({owner})' if owner else ''}" if name else "another entry",
    )
    # Whether that entry was withdrawn or was given another code: this one is no longer in use.
    when = Text(zh=f"{former.date} 停用", en=f"until {former.date} ") if former.date else Text(zh="已停用", en="")
    return Text(
        zh=f"“{shown(code)}”曾用于{who.zh}，{when.zh}（提交 {former.commit[:12]}），不再给其他条目使用",
        en=f"'{shown(code)}' belonged to {who.en} {when.en}(commit {former.commit[:12]}), and is never used again",
    )


def _finding(catalog, card, said, related=()):
    label = catalog.settings.shape.label(("code",))
    free, forgets = catalog.free_code(card.code.partition("/")[0]), catalog.forgets()
    return Finding(
        Text(zh=f"{label.zh}：{said.zh}", en=f"{label.en}: {said.en}"),
        ("code",),
        path=card.path,
        help=Text(
            zh=f"换用没有用过的代码，例如  code: {free}{'（浅克隆看不到全部历史，用前请核对）' if forgets else ''}",
            en=f"take an unused code, such as  code: {free}"
            f"{' (this shallow clone does not know all that were used: make sure)' if forgets else ''}",
        ),
        related=related,
    )
