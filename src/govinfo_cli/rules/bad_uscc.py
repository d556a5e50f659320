"""A unified social credit code that GB 32100 does not check, in owners.yaml or of the publisher in catalog.yaml."""

from govinfo_cli import uscc
from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.settings import record_shape
from govinfo_cli.visible import shown

TITLE = Text(zh="信用代码校验不符", en="credit code fails its check")


def check_catalog(catalog, rows, today):
    """One finding a code, at the code. An exception from it names the owner (or publisher), or an entry of that owner."""
    publisher = catalog.settings.publisher
    code, name = publisher.get("uscc"), publisher.get("name")
    if isinstance(code, str):
        label = record_shape("catalog").label(("publisher", "uscc"))
        yield from _findings("catalog/catalog.yaml", ("publisher", "uscc"), label, code, name)
    if catalog.has("owners"):
        for owner in catalog.owners.values():
            if owner.uscc is not None:
                label = record_shape("owners").label((owner.name, "uscc"))
                yield from _findings(catalog.record_path("owners"), (owner.name, "uscc"), label, owner.uscc, owner.name)


_COMPARE = Text(
    zh="对照登记证书逐位核对；确认无误的，报经批准后列为例外",
    en="compare it with the certificate; if it is right all the same, have an exception approved",
)


def _findings(path, route, label, code, owner):
    if not code.strip():
        return
    wrong, help, replace = _judged(code.strip())
    of = Text(zh=f"（{shown(owner)}）", en=f" of {shown(owner)}") if owner else Text(zh="", en="")
    if wrong is not None:
        yield Finding(
            Text(zh=f"{label.zh}{of.zh}：{wrong.zh}", en=f"{label.en}{of.en}: {wrong.en}"),
            route,
            path=path,
            help=help,
            replace=replace,
            safe=replace is not None and replace == uscc.tidied(code),
            owner=owner,
        )


def _judged(code):
    """What is wrong with `code`, the remedy, and the code that was meant where that is sure; of none, None."""
    seen, meant = shown(code), uscc.unmistaken(code)
    if meant != code and uscc.checks(meant):
        letters = sorted({char for char in uscc.tidied(code) if char in uscc.LOOKALIKES})
        found = "、".join(f"“{letter}”多半是数字“{uscc.LOOKALIKES[letter]}”" for letter in letters)
        found_en = ", ".join(f"'{letter}' is probably the digit '{uscc.LOOKALIKES[letter]}'" for letter in letters)
        return (
            Text(
                zh=f"“{seen}”"
                + (f"里的{found}（代码不用字母 I O S V Z）" if letters else "应为半角大写，中间不留空格"),
                en=f"in '{seen}' {found_en} (I, O, S, V and Z are not used)"
                if letters
                else f"'{seen}' should be half-width capitals without blanks",
            ),
            Text(zh=f"改为  uscc: {meant}", en=f"change to  uscc: {meant}"),
            meant,
        )
    plain = uscc.tidied(code)
    if len(plain) != uscc.LENGTH:
        wrong = Text(
            zh=f"“{seen}”是 {len(plain)} 位，应为 {uscc.LENGTH} 位",
            en=f"'{seen}' has {len(plain)} characters instead of {uscc.LENGTH}",
        )
        return wrong, _COMPARE, None
    place = uscc.stranger(plain)
    if place is not None:
        char = shown(plain[place])
        wrong = Text(
            zh=f"“{seen}”第 {place + 1} 位“{char}”不是信用代码用的字符（数字，和除 I O S V Z 以外的大写字母）",
            en=f"'{seen}', character {place + 1}: '{char}' is not used (digits, and capitals other than I O S V Z, are)",
        )
        return wrong, _COMPARE, None
    if not uscc.checks(plain):
        due = uscc.check_character(plain[:-1])
        wrong = Text(
            zh=f"“{seen}”的校验码是“{plain[-1]}”，按前 17 位算应为“{due}”，至少有一位写错",
            en=f"'{seen}' ends in '{plain[-1]}', its first 17 characters ask for '{due}': at least one is wrong",
        )
        return wrong, _COMPARE, None
    due = uscc.inner_check_character(plain[8:16])
    if plain[16] != due:
        wrong = Text(
            zh=f"“{seen}”整体校验相符，只是其中组织机构代码（第 9 至 17 位）的校验位是“{plain[16]}”，按 GB 11714 应为“{due}”",
            en=f"'{seen}' checks as a whole, but the organisation code in it (characters 9 to 17) ends in '{plain[16]}' "
            f"where GB 11714 asks for '{due}'",
        )
        return wrong, _COMPARE, None
    return None, None, None
