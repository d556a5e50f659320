"""The entry bears a code that withdrawn.yaml says is used up."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown

TITLE = Text(zh="代码已停用", en="withdrawn code")


def check_catalog(catalog, rows, today):
    """One finding an entry, at its code."""
    label = catalog.settings.shape.label(("code",))
    for code, gone in catalog.withdrawn.items():
        free = catalog.free_code(code.partition("/")[0]) if code in catalog.by_code else ""
        for card in catalog.by_code.get(code, ()):
            when = (
                Text(zh=f"已于 {shown(gone.date)} ", en=f" on {shown(gone.date)}")
                if gone.date
                else Text(zh="已", en="")
            )
            yield Finding(
                Text(
                    zh=f"{label.zh}：“{shown(code)}”{when.zh}撤销停用，不再给其他条目使用",
                    en=f"{label.en}: '{shown(code)}' was withdrawn{when.en} and is never used again",
                ),
                ("code",),
                path=card.path,
                help=Text(
                    zh=f"换用没有用过的代码，例如  code: {free}", en=f"take an unused code, such as  code: {free}"
                ),
                related=(
                    (Text(zh="撤销记录", en="withdrawn by"), catalog.record_path("withdrawn"), (gone.place, "code")),
                ),
            )
