"""An exception from a rule that allows none."""

from govinfo_cli import rules
from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown
from govinfo_cli.waiver import is_unwaivable

TITLE = Text(zh="不得列为例外", en="unwaivable")


def check_catalog(catalog, rows, today):
    """One finding an exception, at the rule it names; whether it is over or would cover anything does not matter."""
    for waiver in catalog.waivers:
        if is_unwaivable(waiver.rule, catalog.settings.profile):
            title = rules.rule(waiver.rule).TITLE if waiver.rule in rules.NAMES else Text(waiver.rule, waiver.rule)
            yield Finding(
                Text(
                    zh=f"例外：“{shown(title.zh)}”（{shown(waiver.rule)}）不得列为例外，这一条不起作用",
                    en=f"waiver: there are no exceptions from {shown(waiver.rule)}; this one has no effect",
                ),
                (waiver.place, "rule"),
                path=catalog.record_path("waivers"),
                help=Text(zh="删去这一条，把条目里的问题改好", en="delete it and mend the entry"),
            )
