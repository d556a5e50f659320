"""A related code that no entry of the catalogue bears."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown

TITLE = Text(zh="关联代码查无此条", en="dangling reference")


def check_catalog(catalog, rows, today):
    """One finding a code, at that member of `related`. Of a code without the structure `malformed-code` speaks;
    one that a broken file's name says is given the benefit of the doubt."""
    settings = catalog.settings
    label = settings.shape.label(("related",))
    structure = bool(settings.profile.rows("malformed-code"))
    for card in catalog.cards:
        for place, code in enumerate(card.related):
            if code in catalog.by_code or not code.strip() or code in catalog.broken_codes:
                continue
            if structure and not settings.profile.is_code(code):
                continue
            gone = catalog.withdrawn.get(code)
            if gone:
                when = f"已于 {shown(gone.date)} " if gone.date else "已"
                message = Text(
                    zh=f"{label.zh}：“{shown(code)}”{when}撤销", en=f"{label.en}: '{shown(code)}' was withdrawn"
                )
                help = Text(
                    zh="改为接替它的那一条的代码；没有接替的，删去这个代码",
                    en="name the entry that took its place; if none did, delete the code",
                )
                record = (
                    (Text(zh="撤销记录", en="withdrawn by"), catalog.record_path("withdrawn"), (gone.place, "code")),
                )
            else:
                message = Text(
                    zh=f"{label.zh}：{shown(code)} 查无此条", en=f"{label.en}: no entry bears '{shown(code)}'"
                )
                help = Text(
                    zh="核对代码；对方还没有编目的，先删去这个代码，编目后再补",
                    en="check the code; if the other is not catalogued yet, delete it and add it when it is",
                )
                record = ()
            yield Finding(message, ("related", place), path=card.path, help=help, related=record)
