"""An exception that covers nothing: its rule finds nothing there, or its rule or entry does not exist."""

import difflib

from govinfo_cli import rules
from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown
from govinfo_cli.waiver import is_over, is_unwaivable

TITLE = Text(zh="多余的例外", en="unused waiver")
AFTER_WAIVERS = True


def check_catalog(catalog, rows, today):
    """One finding an exception. Of one that is over, or from a rule without exceptions, others speak."""
    known = {*catalog.owners, catalog.settings.publisher.get("name")}
    for waiver in catalog.waivers:
        if waiver.place in catalog.used_waivers or is_over(waiver, today):
            continue
        if is_unwaivable(waiver.rule, catalog.settings.profile):
            continue
        if waiver.rule not in rules.NAMES:
            yield _unknown_rule(catalog, waiver)
        elif waiver.entry in catalog.broken_codes or (catalog.silent and "/" not in waiver.entry):
            continue  # of what cannot be read nobody can say what would be found in it
        elif waiver.entry in catalog.by_code or waiver.entry in known:
            title = rules.rule(waiver.rule).TITLE
            yield Finding(
                Text(
                    zh=f"例外：“{shown(waiver.entry)}”没有“{title.zh}”（{waiver.rule}）的问题，用不上这一条",
                    en=f"waiver: {waiver.rule} finds nothing in '{shown(waiver.entry)}' that this would cover",
                ),
                (waiver.place,),
                path=catalog.record_path("waivers"),
                help=Text(zh="问题已经解决的，删去这一条", en="delete it once the matter is settled"),
            )
        else:
            yield Finding(
                Text(
                    zh=f"例外：“{shown(waiver.entry)}”查无此条",
                    en=f"waiver: there is no entry '{shown(waiver.entry)}'",
                ),
                (waiver.place, "entry"),
                path=catalog.record_path("waivers"),
                help=Text(
                    zh="entry 写信息资源代码，例如  entry: 30304601/000012；条目已撤销的，删去这一条",
                    en="entry is a resource code, such as  entry: 30304601/000012; delete the waiver if the entry is withdrawn",
                ),
            )


def _unknown_rule(catalog, waiver):
    near = rules.find(waiver.rule) or next(iter(difflib.get_close_matches(waiver.rule[:60], rules.NAMES, n=1)), None)
    seen = shown(waiver.rule)
    return Finding(
        Text(
            zh=f"例外：没有检查项“{seen}”" + (f"，最接近“{near}”" if near else ""),
            en=f"waiver: there is no rule '{seen}'" + (f", the nearest is '{near}'" if near else ""),
        ),
        (waiver.place, "rule"),
        path=catalog.record_path("waivers"),
        help=Text(zh=f"改为  rule: {near}", en=f"change to  rule: {near}")
        if near
        else Text(
            zh="rule 写问题后面方括号里的名称，例如  rule: bad-uscc",
            en="rule is the name in brackets behind a finding, such as  rule: bad-uscc",
        ),
        replace=near,
    )
