"""A resource code, the entry's own or a related one, has not the structure that the guide gives it."""

import re
import unicodedata

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.pattern import Pattern
from govinfo_cli.visible import shown
from govinfo_cli.yaml.slips import unquoted

TITLE = Text(zh="代码结构不符", en="malformed code")

_SEVERAL = Pattern("[，、；]")


def accepts(settings):
    """Every code that is a text has the structure."""
    pattern = settings.profile.code_pattern
    if not pattern:
        return {}
    code = {"pattern": f"^(?:{pattern})$"}
    return {"properties": {"code": code, "related": {"items": code}}}


def check(entry, settings, rows):
    """One finding a code, with the code that was probably meant."""
    related = entry.get("related")
    places = [("code",)] + [("related", place) for place in range(len(related) if isinstance(related, list) else 0)]
    for route in places:
        code = entry.text(*route)
        if code is None or settings.profile.is_code(code.strip()):
            continue
        if route != ("code",) and _SEVERAL.search(code):
            continue  # several in one: input-method-slip parts them
        label, guess = entry.label(*route[:1]), _guess(code, entry.text("category"), settings.profile)
        meant = f"code: {guess}" if route == ("code",) else guess
        yield Finding(
            Text(
                zh=f"{label.zh}：“{shown(code)}”不符合“类1 项2 目3 细目/顺序码”的结构",
                en=f"{label.en}: '{shown(code)}' is not built as class 1, group 2, node 3, sub-nodes / sequence",
            ),
            route,
            help=Text(
                zh=f"改为  {meant}\n代码确由平台发放的，照原样保留",
                en=f"change to  {meant}\nkeep a code that a platform has given out",
            )
            if guess
            else Text(
                zh="写成分类码、斜杠、顺序码，例如  30304601/000012\n代码确由平台发放的，照原样保留",
                en="write class code, slash, sequence, such as  30304601/000012\nkeep a code that a platform has given out",
            ),
            replace=guess,
        )


def _guess(code, category, profile):
    """The well-formed code that a slip of the hand turned into `code`, or None."""
    text = "".join(unicodedata.normalize("NFKC", unquoted(code) or code).split())
    text = re.sub(r"[/\\⁄∕]+", "/", text)
    if "/" not in text:
        if category and text.startswith(category) and text[len(category) :].isalnum():
            text = f"{category}/{text[len(category) :]}"
        else:
            text = re.sub("[-_–—:.]+", "/", text, count=1)
    return text if profile.is_code(text) else None
