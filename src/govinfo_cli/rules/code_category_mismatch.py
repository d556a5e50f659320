"""The category is not the front part of the entry's code. The category is to be changed: a released code never is."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold

TITLE = Text(zh="代码与分类不一致", en="code and category disagree")

# No guard: a schema cannot compare two fields.


def check(entry, settings, rows):
    """One finding at the category. Of a code without the structure there is nothing to compare."""
    code, category = entry.data.get("code"), entry.data.get("category")
    if not isinstance(code, str) or not isinstance(category, str):
        return
    code, category = code.strip(), category.strip()
    head, slash, _ = code.partition("/")
    if head == category or not slash or not category or not settings.profile.is_code(code):
        return
    if not fold(category)[:1].isdigit() or fold(category) == head:
        return  # a class's name, or full-width digits: unknown-category says so
    label = entry.label("category")
    name = settings.class_name(head)
    if name:
        help = Text(
            zh=f'改为  category: "{head}"（{shown(name.zh)}）；代码不改',
            en=f'change to  category: "{head}" ({shown(name.en)}); leave the code as it is',
        )
    else:
        help = Text(
            zh=f"分类应是代码斜杠前的“{shown(head)}”，这个类目还没有登记；请核对分类，代码已经审定的不改",
            en=f"the category should be '{shown(head)}', the front of the code, which is no registered class node; "
            "check the category, never change a released code",
        )
    yield Finding(
        Text(
            zh=f"{label.zh}：“{shown(category)}”与信息资源代码“{shown(code)}”的前段不一致",
            en=f"{label.en}: '{shown(category)}' is not the front part of the code '{shown(code)}'",
        ),
        ("category",),
        help=help,
        replace=head if name else None,
    )
