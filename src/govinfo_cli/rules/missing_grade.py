"""The data have no grade."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import adding, lines
from govinfo_cli.sharing import GIVEN_TEXT, given

TITLE = Text(zh="缺少数据分类分级", en="missing grade")


def accepts(settings):
    """A grade stands there."""
    return {"required": ["grade"], "properties": {"grade": GIVEN_TEXT}}


def check(entry, settings, rows):
    """One finding where there is none."""
    if given(entry.get("grade")) or not isinstance(entry.whole, dict):
        return
    label, vocabulary = entry.label("grade"), settings.profile.vocabularies.get("grade")
    grades = list(vocabulary.values) if vocabulary else ["…"]
    zh, en = "、".join(grades), ", ".join(grades)
    yield Finding(
        Text(zh=f"{label.zh}：没有填，须在{zh}中选一个", en=f"{label.en}: missing, one of {en} is asked for"),
        ("grade",),
        key=True,
        help=lines(
            adding(entry, ("grade",), f"grade: {grades[0]}"),
            Text(
                zh="按本单位数据分类分级的结果填，不要随手填", en="use the grade that the data were given, do not guess"
            ),
        ),
    )
