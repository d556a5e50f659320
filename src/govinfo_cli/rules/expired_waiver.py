"""An exception whose last day is past: it covers nothing any more."""

from govinfo_cli import rules
from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown
from govinfo_cli.waiver import is_over, is_unwaivable

TITLE = Text(zh="例外已到期", en="expired waiver")


def check_catalog(catalog, rows, today):
    """One finding an exception, at its last day."""
    for waiver in catalog.waivers:
        if is_over(waiver, today) and not is_unwaivable(waiver.rule, catalog.settings.profile):
            days = (today - waiver.until).days
            title = rules.rule(waiver.rule).TITLE.zh if waiver.rule in rules.NAMES else waiver.rule
            entry, rule = shown(waiver.entry), shown(waiver.rule)
            yield Finding(
                Text(
                    zh=f"例外：“{entry}”的“{shown(title)}”已于 {waiver.until} 到期，过期 {days} 天，不再放行",
                    en=f"waiver: {rule} in '{entry}' ended on {waiver.until}, {days} day{'s' if days > 1 else ''} ago, "
                    "and covers nothing any more",
                ),
                (waiver.place, "until"),
                path=catalog.record_path("waivers"),
                help=Text(
                    zh="问题已经解决的，删去这一条；仍要保留的，重新报批，再改批准人（approved_by）和到期日（until）",
                    en="delete it if the matter is settled; else have it approved anew, then change approved_by and until",
                ),
            )
