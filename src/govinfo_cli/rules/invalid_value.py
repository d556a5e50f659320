"""A value of another kind than the field wants, or beyond its limits: what is wanted, with an example."""

import re
import unicodedata

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.scalars import scalar
from govinfo_cli.visible import shown
from govinfo_cli.vocabulary import fold
from govinfo_cli.yaml.slips import unquoted

TITLE = Text(zh="取值不合要求", en="invalid value")
RECORDS = True

_EMPTY = ("", [], {}, None)  # missing-field's or blank-text's business
_KINDS = {
    "string": Text(zh="一段文字", en="a text"),
    "integer": Text(zh="整数", en="an integer"),
    "boolean": Text(zh="true 或 false", en="true or false"),
    "array": Text(zh="列表", en="a list"),
    "object": Text(zh="几个下一级的填报项", en="fields of its own"),
}


def accepts(settings):
    """The shape of an entry itself."""
    return settings.profile.schema


def check(entry, settings, rows):
    """One finding a value; what is not there, dates and code lists are the business of other rules."""
    for fault in entry.faults:
        value = entry.get(*fault.route)
        if fault.kind in ("missing", "unknown") or value in _EMPTY or isinstance(value, str) and not value.strip():
            continue
        form, label = entry.shape.form(fault.route), entry.label(*fault.route)
        found = None
        if fault.kind == "type":
            found = _of_kind(entry, settings, fault, form, label, value)
        elif not (fault.keyword == "maxLength" and ("x-vocabulary" in form or form.get("format") == "date")):
            found = _of_limit(fault, label, value)
        if found:
            yield found


def _of_limit(fault, label, value):
    limit, said = fault.allowed, Text(zh="不符合要求", en="is not as it should be")
    if fault.keyword == "maxLength":
        said = Text(zh=f"有 {len(value)} 个字，最多 {limit} 个字", en=f"{len(value)} characters, at most {limit}")
        help = Text(zh=f"缩短到 {limit} 个字以内", en=f"shorten it to {limit} characters")
    elif fault.keyword == "maxItems":
        said = Text(zh=f"有 {len(value)} 项，最多 {limit} 项", en=f"{len(value)} members, at most {limit}")
        help = Text(zh="按业务拆成几条", en="split it into several entries")
    elif fault.keyword in ("minimum", "maximum"):
        least = fault.keyword == "minimum"
        said = Text(
            zh=f"“{value}”超出范围，{'最小' if least else '最大'}为 {limit}",
            en=f"'{value}' is out of range, {'at least' if least else 'at most'} {limit}",
        )
        help = Text(zh="填实际的数；不知道的，删去这一项", en="write the real number, or delete it if it is not known")
    elif fault.keyword == "enum":
        options = [str(one) for one in limit]
        said = Text(
            zh=f"“{shown(str(value))}”不在取值范围内，可填{'、'.join(f'“{one}”' for one in options)}",
            en=f"'{shown(str(value))}' is not allowed; allowed: {', '.join(options)}",
        )
        help = Text(zh=f"改为  {'  或  '.join(options)}", en=f"change to  {'  or  '.join(options)}")
    else:
        help = None
    return Finding(Text(zh=f"{label.zh}：{said.zh}", en=f"{label.en}: {said.en}"), fault.route, help=help)


def _of_kind(entry, settings, fault, form, label, value):
    key, wanted = _key(entry, fault.route), fault.allowed
    if "boolean" in wanted:
        return _truth(settings, fault.route, form, label, value, key, entry.shape.below(fault.route[:-1]))
    if "integer" in wanted:
        return _number(fault.route, label, value, key)
    want = _KINDS[next((one for one in ("string", "array", "object") if one in wanted), "string")]
    if isinstance(value, (dict, list)):
        kind = _KINDS["array" if isinstance(value, list) else "object"]
        here = Text(zh=f"写成了{kind.zh}", en=kind.en)
    else:
        here = Text(zh=f"只写了“{shown(_plain(value))}”", en=f"'{shown(_plain(value))}'")
    new, safe = _converted(entry, settings, fault.route, form, value, wanted)
    example = f"{key}{new}" if new else _example(entry, settings, fault.route, form, key, wanted, value)
    whole = not new and isinstance(value, (dict, list)) and isinstance(fault.route[-1], str)
    return Finding(
        Text(zh=f"{label.zh}：应为{want.zh}，这里{here.zh}", en=f"{label.en}: should be {want.en}, here: {here.en}"),
        fault.route,
        key=whole,
        help=Text(zh=f"改为  {example}", en=f"change to  {example}"),
        replace=new,
        raw=True,
        safe=safe,
    )


def _key(entry, route):
    """What stands before the value: a key, or the dash of a list's member."""
    if isinstance(route[-1], int):
        return "" if entry.document and entry.document.in_flow(route) else "- "
    return f"{shown(route[-1])}: "


def _plain(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def _truth(settings, route, form, label, value, key, beside):
    vocabulary = settings.profile.vocabularies.get(form.get("x-vocabulary"))
    official = vocabulary.official(value) if vocabulary and isinstance(value, str) else None
    quoted = isinstance(value, str) and fold(value) in ("true", "false")
    if isinstance(value, str) and not quoted and (official or unquoted(value)):
        return None  # synonym, or input-method-slip
    said = shown(_plain(value)) if not isinstance(value, (dict, list)) else None
    meanings = {code.value: code for code in vocabulary.codes} if vocabulary else {}
    yes, no = (f"（{meanings[one].synonyms[0]}）" if one in meanings else "" for one in ("true", "false"))
    yes_en, no_en = (f" ({meanings[one].en})" if one in meanings else "" for one in ("true", "false"))
    if quoted:
        what = Text(zh=f"“{said}”加了引号，应当不加", en=f"'{said}' stands in quotes, which it should not")
    elif said is None:
        what = Text(zh="只能填 true 或 false", en="must be true or false")
    else:
        what = Text(
            zh=f"“{said}”不能填，只能填 true{yes}或 false{no}", en=f"'{said}', must be true{yes_en} or false{no_en}"
        )
    new = fold(value) if quoted else None
    apart = Text(zh="", en="")
    if not new and said and "condition" in beside:
        apart = Text(
            zh="\n有条件的，填 true，条件另写在 condition 里",
            en="\nif there is a condition, true, and write it in condition",
        )
    return Finding(
        Text(zh=f"{label.zh}：{what.zh}", en=f"{label.en}: {what.en}"),
        route,
        help=Text(
            zh=f"改为  {key}{new or 'false'}" + ("" if new else f"  或  {key}true") + apart.zh,
            en=f"change to  {key}{new or 'false'}" + ("" if new else f"  or  {key}true") + apart.en,
        ),
        replace=new,
        raw=True,
        safe=True,
    )


def _number(route, label, value, key):
    new, safe, said = None, False, None
    if isinstance(value, (str, float)) and not isinstance(value, bool):
        said = shown(str(value))
        half = unicodedata.normalize("NFKC", str(value)).strip()
        digits = re.match(r"0*([1-9][0-9]{0,8})(?![0-9])", half)
        new = digits[1] if digits else None
        # 50 and ５０ mean what they say; of 50位 and 18,2 a person must say what is meant.
        safe = bool(digits) and re.fullmatch(r"0*[1-9][0-9]*(?:\.0+)?", half) is not None
    quoted = said is not None and said == new
    if quoted:
        what = Text(zh=f"“{said}”加了引号，应当不加", en=f"'{said}' stands in quotes, which it should not")
    elif said is None:
        what = Text(zh="应为整数", en="should be an integer")
    else:
        what = Text(zh=f"“{said}”不是整数", en=f"'{said}' is not an integer")
    return Finding(
        Text(zh=f"{label.zh}：{what.zh}", en=f"{label.en}: {what.en}"),
        route,
        help=Text(zh=f"改为  {key}{new or 50}" + ("" if new else "  这样的数"), en=f"change to  {key}{new or 50}"),
        replace=new,
        raw=True,
        safe=safe,
    )


def _converted(entry, settings, route, form, value, wanted):
    """The value as the field wants it, in YAML, and whether that is beyond doubt; (None, False) where it is unclear."""
    if "array" in wanted and isinstance(value, str) and "x-object" not in form:
        member = entry.shape.fields.get(entry.shape.pattern(route) + ".*", {})
        if member.get("type") == "string":
            parts = [part.strip() for part in re.split("[,，、;；\n]", value) if part.strip()]
            return "[" + ", ".join(scalar(part, flow=True) for part in parts) + "]", True
    if "array" in wanted and isinstance(value, dict):
        node = entry.document.node(route) if entry.document else None
        if node is not None and node.style == "flow":
            start, end = entry.document.original(node.start), entry.document.original(node.end)
            return f"[{entry.document.text[start:end]}]", True
    if wanted == ("string",) and isinstance(value, list) and all(isinstance(one, str) for one in value):
        flow = entry.document is not None and entry.document.in_flow(route)
        return scalar("、".join(value), flow=flow), len(value) == 1
    if "object" in wanted and not isinstance(value, (dict, list)):
        return _wrapped(entry, settings, route, form, value)
    return None, False


def _wrapped(entry, settings, route, form, value):
    """无条件共享, where a share is wanted, is {type: 无条件共享}."""
    said, fits = _plain(value), []
    for name, below in entry.shape.below(route).items():
        if said in below.get("enum", ()):
            fits.append(f"{{{name}: {scalar(said, flow=True)}}}")
        vocabulary = settings.profile.vocabularies.get(below.get("x-vocabulary"))
        official = vocabulary.official(said) if vocabulary else None
        if official:
            fits.append(f"{{{name}: {official if below.get('type') == 'boolean' else scalar(official, flow=True)}}}")
    return (fits[0], True) if len(fits) == 1 else (None, False)


def _example(entry, settings, route, form, key, wanted, value):
    """What the field looks like, in the file's own language."""
    below = entry.shape.below(route)
    if "object" in wanted and below:
        inside = [name for name, form in below.items() if form.get("type") != "object" and "x-object" not in form][:2]
        said = scalar(shown(value), flow=True) if isinstance(value, str) else "…"
        shapes = [f"{name}: {said if name == 'name' else '…'}" for name in inside]
        return f"{key}{{{', '.join(shapes)}}}"
    if "array" in wanted and "string" not in wanted:
        inside = list(entry.shape.below((*route, 0)))[:2]
        return f"{key}[{{{', '.join(f'{name}: …' for name in inside)}}}]" if inside else f"{key}[…, …]"
    vocabulary = settings.profile.vocabularies.get(form.get("x-vocabulary"))
    if vocabulary:
        return f"{key}{vocabulary.codes[0].value}"
    return f'{key}"2026-05-01"' if form.get("format") == "date" else f"{key}…"
