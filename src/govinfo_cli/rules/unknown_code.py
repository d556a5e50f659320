"""A value that is not in the field's code list; the nearest value is named."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.structure import demanding
from govinfo_cli.visible import shown
from govinfo_cli.yaml.slips import unquoted

TITLE = Text(zh="不在取值范围", en="unknown code")

_LISTED = 12  # more values than that are no help


def accepts(settings):
    """Every field with a code list has one of its official values."""
    vocabularies = settings.profile.vocabularies
    return demanding(
        {pattern: {"enum": list(vocabularies[name].values)} for pattern, name in settings.shape.coded.items()}
    )


def check(entry, settings, rows):
    """One finding a value; another spelling of an official value is the business of `synonym`."""
    fields = entry.shape.coded
    for route, value, pattern in entry.listed:
        vocabulary = settings.profile.vocabularies.get(fields.get(pattern))
        if vocabulary is None or value in vocabulary.settled or not value.strip() or unquoted(value) is not None:
            continue
        if vocabulary.official(value) is None:
            yield _finding(entry, route, value, vocabulary)


def _finding(entry, route, value, vocabulary):
    label, near = entry.label(*route), vocabulary.nearest(value)
    key = f"{route[-1]}: "
    nearest = Text(zh=f"，最接近“{near}”", en=f", the nearest is '{near}'") if near else Text(zh="", en="")
    listed = _listed(entry, route, vocabulary)
    change = Text(zh=f"改为  {key}{near}", en=f"change to  {key}{near}") if near else None
    allowed = Text(zh=f"可填：{'、'.join(listed)}", en=f"allowed: {', '.join(listed)}") if listed else None
    if not change and not allowed:
        allowed = Text(
            zh=f"全部取值见  catalog explain {label.zh}", en=f"see  catalog explain {label.zh}  for all values"
        )
    told = [one for one in (change, allowed) if one]
    return Finding(
        Text(
            zh=f"{label.zh}：“{shown(value)}”不在取值范围内{nearest.zh}",
            en=f"{label.en}: '{shown(value)}' is not in the code list{nearest.en}",
        ),
        route,
        help=Text(zh="\n".join(one.zh for one in told), en="\n".join(one.en for one in told)),
        replace=near,
    )


def _listed(entry, route, vocabulary):
    """The values to choose from; of a list in classes, those of the class that stands beside it."""
    beside = entry.get(*route[:-1], "class")
    of_class = [code.value for code in vocabulary.codes if code.facts.get("class") in (beside, "*")]
    values = of_class if any("class" in code.facts for code in vocabulary.codes) else list(vocabulary.values)
    return values if len(values) <= _LISTED else []
