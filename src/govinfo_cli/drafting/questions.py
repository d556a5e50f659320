"""What is still to be asked of a new entry: the fields that the rules miss, each with the answers that they accept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.drafting.desk import Desk, missing_rules
from govinfo_cli.drafting.fields import ITEMS, PLATFORM, filled, leaves, pattern, route, value_at
from govinfo_cli.structure import Shape
from govinfo_cli.vocabulary import fold

# Rules that point at one field and miss another beside it.
_BESIDE = {
    "missing-share-basis": ("basis",),
    "missing-share-condition": ("condition", "scope"),
    "missing-share-scope": ("scope",),
    "missing-unshared-reason": ("reason",),
    "missing-usage": ("usage",),
    "missing-open-condition": ("condition",),
    "missing-format-note": ("note",),
}
MISSING = frozenset(missing_rules())
# Asked where the field before it was, though no rule misses it: (field, then, only where the first says this).
_THEN = (("mode.class", "mode.type", PLATFORM), ("basis.title", "basis.clause", None))
_LONG = 12  # choices
_ORDER = (
    "owner",
    "name",
    "abstract",
    "category",
    "code",
    "format",
    ITEMS,
    "share.type",
    "share.usage",
    "share.condition",
    "share.scope",
    "share.mode",
    "share.reason",
    "share.basis",
    "share",
    "open",
    "update_cycle",
)


class Choice(NamedTuple):
    """An answer that can be chosen: what it is called, and the value."""

    label: str
    value: object


class Question(NamedTuple):
    """One field to be asked. `must` says that without it the entry would have an error; `because` is the finding that
    misses it; `default` is what an empty answer means."""

    field: str
    must: bool
    because: Diagnostic | None = None
    default: Choice | None = None


def missed(shape: Shape, one: Diagnostic) -> tuple[str, ...]:
    """The fields of which any would cure the finding; none where it is about a value that is there."""
    if one.rule not in MISSING or not one.field:
        return ()
    if one.field == ITEMS:
        return (ITEMS,)
    above, _, name = one.field.rpartition(".")
    beside = () if name in _BESIDE.get(one.rule, ()) else _BESIDE.get(one.rule, ())
    fields = tuple(f"{above}.{key}" if above else key for key in beside) or (one.field,)
    return tuple(next(leaves(shape, field)) for field in fields)


def in_words(shape: Shape, one: Diagnostic) -> Text:
    """The message of a finding for somebody who answers questions, and is not to know how a file says yes and no."""
    form = shape.fields.get(pattern(one.field), {}) if one.field else {}
    if one.rule != "invalid-value" or form.get("type") != "boolean":
        return one.message
    label = shape.label(tuple(0 if step == "*" else step for step in pattern(one.field).split(".")))
    return Text(zh=f"{label.zh}：只能填“是”或“否”", en=f"{label.en}: yes or no")


def open_questions(desk: Desk, data: dict, skipped: frozenset[str]) -> list[Question]:
    """What is to be asked next, first of all the first; empty where the rules miss nothing that was not skipped."""
    made, shape = desk.completed(data), desk.shape
    asked: dict[str, Question] = {}
    for one in desk.findings(made):
        fields = missed(shape, one)
        left = [field for field in fields if field not in skipped]
        for number, field in enumerate(left):
            must = one.severity is Severity.ERROR and number == len(left) - 1
            if field not in asked or must and not asked[field].must:
                asked[field] = Question(field, must, one)
    for question in _following(made, skipped):
        asked.setdefault(question.field, question)
    if "category" not in data and "category" not in skipped and isinstance(made.get("owner"), str):
        nodes = desk.nodes(made)
        if "category" in made and len(nodes) > 1:
            asked["category"] = Question("category", False, default=_named_node(desk, made["category"]))
    return sorted(asked.values(), key=lambda question: place(shape, question.field, made))


def choices(desk: Desk, data: dict, field: str, lang: str = "zh") -> list[Choice]:
    """The answers that the rules take, as far as they can be listed, in English with what they mean; empty for free text."""
    made, form = desk.completed(data), desk.shape.fields.get(pattern(field), {})
    if field == "owner":
        return [Choice(name, name) for name in desk.catalog.owners]
    if field == "owner_unit":
        owner = desk.catalog.owners.get(made.get("owner"))
        return [Choice(unit, unit) for unit in (owner.units if owner else ())]
    if field == "category":
        return [_named_node(desk, code) for code in desk.nodes(made)]
    known = desk.settings.profile.vocabularies.get(form.get("x-vocabulary", ""))
    if known is None:
        return []
    if form.get("type") == "boolean":
        offered = [Choice(_label(code.synonyms[0], code.en, lang), code.value == "true") for code in known.codes]
    else:
        offered = [Choice(_label(code.value, code.en, lang), code.value) for code in known.codes]
    weights = [max((one.severity for one in objections(desk, made, field, each.value)), default=0) for each in offered]
    # Of a long list only what is clean: under 数据库 nobody looks for all picture formats.
    limit = Severity.INFO if len(offered) > _LONG else Severity.WARNING
    return [each for each, weight in zip(offered, weights, strict=True) if weight <= limit]


def objections(desk: Desk, data: dict, field: str, value: object) -> Sequence[Diagnostic]:
    """What the entry rules have against `value` under `field`."""
    return about(desk.inspected(filled(data, field, value)).diagnostics, field)


def about(findings: Sequence[Diagnostic], field: str) -> list[Diagnostic]:
    """Those of the findings that speak of the value of `field`, not of something missing beside it."""
    return [
        one
        for one in findings
        if one.rule not in MISSING and one.field and (one.field == field or one.field.startswith(f"{field}."))
    ]


def _following(data: dict, skipped: frozenset[str]) -> Iterator[Question]:
    for side in ("share", "share.internal"):
        for field, then, only in _THEN:
            before, after = f"{side}.{field}", f"{side}.{then}"
            said = value_at(data, before) if not isinstance(value_at(data, before.rpartition(".")[0]), list) else None
            if said and only in (None, said) and after not in skipped and value_at(data, after) is None:
                yield Question(after, False)


def _label(value: str, en: str, lang: str) -> str:
    return f"{value} ({en})" if lang == "en" and fold(value) != fold(en) else value


def _named_node(desk: Desk, code: str) -> Choice:
    name = desk.settings.class_name(code)
    return Choice(f"{code} {name.zh}" if name else code, code)


def place(shape: Shape, field: str, data: dict) -> tuple:
    """Where a field stands in the order in which people are asked; a sort key."""
    order = next(
        (place for place, one in enumerate(_ORDER) if field == one or field.startswith(f"{one}.")), len(_ORDER)
    )
    known = list(shape.fields)
    within = known.index(pattern(field)) if pattern(field) in shape.fields else len(known)
    return order, route(data, field)[1] if field.startswith(f"{ITEMS}.") else -1, within
