"""A field that stands twice in one mapping: one of the two values would be lost without a word."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown

TITLE = Text(zh="同一填报项写了两次", en="duplicate key")
BROKEN = RECORDS = True


def check(entry, settings, rows):
    """One finding at each key that stands there already."""
    document = entry.document
    for problem in document.problems:
        if problem.rule != "duplicate-key":
            continue
        first = document.position(problem.since)[0]
        # The entry itself is still read: the first of the two counts.
        route = (document.route_at(problem.since) if document.root else None) or (problem.detail,)
        label, key = entry.label(*route), shown(problem.detail)
        name = (
            Text(zh=f"{label.zh}（{key}）", en=f"{label.en} ({key})") if label.zh != problem.detail else Text(key, key)
        )
        yield Finding(
            Text(
                zh=f"{name.zh}：写了两次，第 {first} 行已有",
                en=f"{name.en}: stands here a second time, first on line {first}",
            ),
            place=(problem.start, problem.end),
            help=Text(zh="留下正确的一处，删去另一处", en="keep the right one and delete the other"),
        )
