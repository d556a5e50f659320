"""The basis for not sharing is of a kind that the regulation does not accept."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.remedy import lines
from govinfo_cli.sharing import CONDITIONAL, NOT_SHARED, UNCONDITIONAL, speaking
from govinfo_cli.visible import shown

TITLE = Text(zh="依据种类不符", en="basis not accepted")


def accepts(settings):
    """All is shared, or each basis is of a kind that every row accepts."""
    kinds = _common(settings.profile.rows("basis-not-accepted"))
    basis = {"type": "object", "properties": {"kind": {"enum": kinds or [""]}}}
    says = {
        "required": ["type"],
        "anyOf": [
            {"properties": {"type": {"enum": [UNCONDITIONAL, CONDITIONAL]}}},
            {"required": ["basis"], "properties": {"basis": {"anyOf": [basis, {"type": "array", "items": basis}]}}},
        ],
    }
    return {"properties": {"share": {**says, "properties": {"internal": says}}}}


def check(entry, settings, rows):
    """One finding a side of whose bases none will do; one accepted basis suffices, and one whose kind is missing or
    unknown may yet be made good."""
    official = settings.profile.spelling("basis-kind")
    found = {}
    for side in entry.sides(settings):
        if side.kind != NOT_SHARED:
            continue
        bases = [(route, basis.get("kind") if isinstance(basis, dict) else None) for route, basis in side.many("basis")]
        bases = [(route, kind, official(kind)) for route, kind in bases]
        if not bases or any(name is None for _, _, name in bases):
            continue
        wanting = [row for row in speaking(rows, side) if not {name for _, _, name in bases} & _accepted(row)]
        if wanting:
            route, kind, _ = bases[0]
            _, _, told = found.setdefault((*route, "kind"), (side, kind, []))
            told += [row for row in wanting if row not in told]
    for route, (side, kind, asked) in found.items():
        label = side.named(Text(zh="依据", en="basis"))
        # Where rows differ, the kinds that satisfy all that weigh most.
        most = max(row.level for row in asked)
        kinds = _common([row for row in asked if row.level is most])
        yield Finding(
            Text(
                zh=f"{label.zh}：“{shown(kind)}”不是可接受的依据；可用{'、'.join(kinds)}",
                en=f"{label.en}: '{shown(kind)}' is no accepted kind; accepted are {', '.join(kinds)}",
            ),
            route,
            help=lines(
                Text(
                    zh="有这类依据的，kind、title、clause 都换成那份文件的，例如  kind: 行政法规",
                    en="with such a basis, give its kind, title and clause instead, such as  kind: 行政法规",
                ),
                Text(
                    zh="没有的，改为“有条件共享”并写明条件",
                    en="without one, change to 有条件共享 (conditional) and say on what condition",
                ),
            ),
            rows=tuple(asked),
        )


def _accepted(row):
    return frozenset(row.params.get("accepted", ()))


def _common(rows):
    """The kinds that all of `rows` accept, in the order of the first."""
    first, *others = [row.params.get("accepted", ()) for row in rows] or [()]
    return [kind for kind in first if all(kind in other for other in others)]
