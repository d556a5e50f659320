"""What `explain` says of a subject: what it is, what rests on it, on what it rests, and examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from govinfo_cli import rules
from govinfo_cli.diagnostic import Text
from govinfo_cli.explanation import changes, notices, resting
from govinfo_cli.explanation.examples import examples, pointed_at
from govinfo_cli.explanation.subject import (
    ARTICLE,
    CATEGORY,
    CHANGE,
    FIELD,
    NOTICE,
    PROFILE,
    RULE,
    VOCABULARY,
    Library,
    Subject,
)
from govinfo_cli.naming import fields_of

KINDS = {
    RULE: Text(zh="检查项", en="rule"),
    FIELD: Text(zh="填报项", en="field"),
    VOCABULARY: Text(zh="取值范围", en="code list"),
    ARTICLE: Text(zh="条款", en="article"),
    CATEGORY: Text(zh="类目", en="class node"),
    PROFILE: Text(zh="规范", en="profile"),
    CHANGE: Text(zh="变更类别", en="change class"),
    NOTICE: Text(zh="导入或核验的说明", en="notice of an import or a verification"),
}
_RULES = Text(zh="有关的检查项", en="rules")
_FIELDS = Text(zh="有关的填报项", en="fields")
_BASIS = Text(zh="依据的条款", en="articles")
_MARKS = {
    "T": Text(zh="原文", en="the text itself"),
    "2": Text(zh="两处以上来源", en="two or more sources"),
    "1": Text(zh="一处来源", en="one source"),
    "U": Text(zh="未核实", en="not verified"),
    "I": Text(zh="推断", en="inferred"),
}


class Section(NamedTuple):
    """A heading and what stands below it, a line each; blanks before a line are meant."""

    title: Text
    lines: tuple[Text, ...]


class Explanation(NamedTuple):
    """What is said of one subject; `name` is what a command takes for it."""

    kind: Text
    name: str
    title: Text
    sections: tuple[Section, ...]


def explain(library: Library, subject: Subject) -> Explanation:
    """The explanation of `subject`, which is one of the library's."""
    title, sections = {
        RULE: _rule,
        FIELD: _field,
        VOCABULARY: _vocabulary,
        ARTICLE: _article,
        CATEGORY: _category,
        PROFILE: _profile,
        CHANGE: _change,
        NOTICE: _notice,
    }[subject.kind](library, subject.name)
    filled = tuple(Section(heading, tuple(lines)) for heading, lines in sections)
    return Explanation(KINDS[subject.kind], subject.name, title, tuple(section for section in filled if section.lines))


def title_of(library: Library, subject: Subject) -> Text:
    """What the subject is called."""
    profile = library.profile
    if subject.kind == RULE:
        return rules.rule(subject.name).TITLE
    if subject.kind == FIELD:
        form = fields_of(profile.shape)[subject.name]
        zh = form.get("title", subject.name)
        return Text(zh=zh, en=form.get("x-title", zh))
    if subject.kind == VOCABULARY:
        return profile.vocabularies[subject.name].title
    if subject.kind == CHANGE:
        return library.changes[subject.name].title
    if subject.kind == NOTICE:
        return notices.KINDS[subject.name][1]
    if subject.kind == ARTICLE:
        article = profile.articles[subject.name]
        return article.label
    return library.nodes[subject.name] if subject.kind == CATEGORY else profile.titles[subject.name]


Sections = Iterable[tuple[Text, Iterable[Text]]]


def _rule(library: Library, name: str) -> tuple[Text, Sections]:
    prose = rules.prose(name)
    rows = library.profile.rows(name)
    known = fields_of(library.profile.shape)
    fields = [
        *(key for row in rows for key in resting.covered(library, row)),
        *(key for key in pointed_at(name) if key in known),
    ]

    def shown(fails: bool) -> Iterator[Text]:
        heading = ""
        for example in examples(name):
            if example.fails is fails:
                if example.heading != heading:
                    heading = example.heading
                    yield _same(heading)
                yield from (_same(f"    {line}") for line in example.lines())
                yield _same("")

    about = [Text(zh=zh, en="") for zh in prose.zh.splitlines()] + [Text(zh="", en=en) for en in prose.en.splitlines()]
    return rules.rule(name).TITLE, (
        (Text(zh="说明", en="what it is about"), about),
        (Text(zh="等级和依据", en="level and basis"), resting.asked(library, name)),
        (_FIELDS, _titled(library, FIELD, dict.fromkeys(fields))),
        (Text(zh="不通过的例子", en="examples that fail"), shown(True)),
        (Text(zh="通过的例子", en="examples that pass"), shown(False)),
    )


def _field(library: Library, key: str) -> tuple[Text, Sections]:
    profile, fields = library.profile, fields_of(library.profile.shape)
    form = fields[key]
    vocabulary = profile.vocabularies.get(form.get("x-vocabulary", ""))
    told = form.get("description")
    about = [Text(zh=told, en=form.get("x-description", told))] if told else []
    if form.get("x-aliases"):
        also = "、".join(form["x-aliases"])
        about.append(Text(zh=f"表格里也叫：{also}", en=f"headings of tables that mean it: {also}"))
    about.append(Text(zh=f"键名：{key}", en=f"key: {key}"))
    below = [one for one in fields if one.rpartition(".")[0] == key]
    rows = [row for name in rules.NAMES for row in profile.rows(name) if key in resting.covered(library, row)]
    named = {row.rule for row in rows}
    pointing = [name for name in rules.NAMES if name not in named and key in pointed_at(name)]
    asked = [profile.rows(name) for name in pointing]
    rows += [row for own in asked if not any("*" in row.fields for row in own) for row in own if not row.fields]
    return title_of(library, Subject(FIELD, key)), (
        (Text(zh="说明", en="what it is"), about),
        (KINDS[VOCABULARY], _values(vocabulary) if vocabulary else ()),
        (Text(zh="下含", en="holds"), _titled(library, FIELD, below)),
        (_RULES, resting.by_rule(library, rows)),
        (_BASIS, resting.cited(library, rows)),
    )


def _vocabulary(library: Library, name: str) -> tuple[Text, Sections]:
    vocabulary = library.profile.vocabularies[name]
    using = [key for key, form in fields_of(library.profile.shape).items() if form.get("x-vocabulary") == name]
    rows = [
        row
        for rule in rules.NAMES
        for row in library.profile.rows(rule)
        if row.fields and set(using) & set(resting.covered(library, row))
    ]
    return vocabulary.title, (
        (Text(zh="可以填", en="values"), _values(vocabulary)),
        (_FIELDS, _titled(library, FIELD, using)),
        (_RULES, resting.by_rule(library, rows)),
        (_BASIS, resting.cited(library, rows)),
    )


def _article(library: Library, cite: str) -> tuple[Text, Sections]:
    profile = library.profile
    article = profile.articles[cite]
    name, _, id = cite.partition("#")
    rows = [row for rule in rules.NAMES for row in profile.rows(rule) if cite in row.cites]
    known = fields_of(profile.shape)
    fields = dict.fromkeys(
        key for row in rows for key in resting.covered(library, row) or pointed_at(row.rule) if key in known
    )
    parts = [one for one in profile.articles if one.startswith((f"{cite}.", f"{cite}-p"))]
    mark = _MARKS.get(article.mark, _same(article.mark))
    about = [
        Text(zh=f"{article.heading.zh}：{article.gist.zh}", en=f"{article.heading.en}: {article.gist.en}"),
        Text(
            zh=f"出自{profile.titles[name].zh}；效力：{article.force}；把握程度：{mark.zh}（要点为自拟，非原文）",
            en=f"from {profile.titles[name].en}; {_FORCES[article.force]}; certainty: {mark.en} "
            "(the gist is in our own words)",
        ),
        Text(zh=f"引用写法：{cite}", en=f"cited as: {cite}"),
    ]
    unchecked = [article.unchecked] if article.unchecked else []
    return article.label, (
        (Text(zh="说明", en="what it says"), about),
        (Text(zh="不检查的原因", en="why it is not checked"), unchecked),
        (Text(zh="下含", en="parts"), _titled(library, ARTICLE, parts)),
        (Text(zh="据此检查", en="rules that rest on it"), resting.by_rule(library, rows)),
        (
            Text(zh="据此判断变更", en="changes that are judged by it"),
            _titled(library, CHANGE, [one.name for one in changes.citing(library, cite)]),
        ),
        (_FIELDS, _titled(library, FIELD, fields)),
    )


_FORCES = {"必须": "binding", "指导": "guidance", "惯例": "practice"}


def _category(library: Library, code: str) -> tuple[Text, Sections]:
    nodes = library.nodes
    above = [one for one in nodes if code.startswith(one) and one != code]
    below = [one for one in nodes if one.startswith(code) and one != code]
    own = code in library.categories
    about = [
        Text(zh="本目录自定的类目（catalog.yaml）", en="the catalogue's own class node (catalog.yaml)")
        if own
        else Text(
            zh="规范自带的类目，上报前与国家平台核对",
            en="from the profiles' class table; check it with the national platform",
        )
    ]
    fields = [key for key, form in fields_of(library.profile.shape).items() if form.get("x-category")]
    rows = [row for name in rules.NAMES if set(pointed_at(name)) & set(fields) for row in library.profile.rows(name)]
    rows = [row for row in rows if not row.fields]
    return nodes[code], (
        (Text(zh="说明", en="what it is"), about),
        (Text(zh="上级", en="above"), _titled(library, CATEGORY, sorted(above))),
        (Text(zh="下级", en="below"), _titled(library, CATEGORY, sorted(below))),
        (_FIELDS, _titled(library, FIELD, fields)),
        (_RULES, resting.by_rule(library, rows)),
    )


def _profile(library: Library, name: str) -> tuple[Text, Sections]:
    profile = library.profile
    facts = profile.facts[name]
    about = [Text(zh=f"简称：{profile.shorts[name].zh}", en=f"short: {profile.shorts[name].en}")]
    if "number" in facts:
        about.append(Text(zh=f"文号：{facts['number']}", en=f"number: {facts['number']}"))
    if "in_force" in facts:
        about.append(Text(zh=f"施行：{facts['in_force']}", en=f"in force since {facts['in_force']}"))
    parent = facts.get("extends")
    parents = [parent] if isinstance(parent, str) else parent or []
    rows = [row for rule in rules.NAMES for row in profile.rows(rule) if row.profile == name]
    cites = [cite for cite in profile.articles if cite.startswith(f"{name}#")]
    return profile.titles[name], (
        (Text(zh="说明", en="what it is"), about),
        (Text(zh="在此基础上", en="extends"), _titled(library, PROFILE, parents)),
        (Text(zh="检查项", en="rules"), resting.by_rule(library, rows)),
        (Text(zh="条款", en="articles"), _titled(library, ARTICLE, cites)),
    )


def _change(library: Library, name: str) -> tuple[Text, Sections]:
    return title_of(library, Subject(CHANGE, name)), (
        (Text(zh="说明", en="what it is"), changes.about(library, name)),
        (Text(zh="哪些变更算这一类", en="which changes fall under it"), changes.members(library, name)),
        (_BASIS, changes.grounds(library, name)),
    )


def _notice(library: Library, kind: str) -> tuple[Text, Sections]:
    return notices.KINDS[kind][1], ((Text(zh="说明", en="what it is"), notices.about(kind)),)


def _titled(library: Library, kind: str, names: Iterable[str]) -> Iterator[Text]:
    for name in names:
        title = title_of(library, Subject(kind, name))
        yield Text(zh=f"{name}  {title.zh}", en=f"{name}  {title.en}")


def _values(vocabulary) -> Iterator[Text]:
    for code in vocabulary.codes:
        also = "、".join(code.synonyms)
        zh = code.value + (f"（也认得：{also}）" if also else "")
        en = code.value + (f"  {code.en}" if code.en != code.value else "") + (f" (also read: {also})" if also else "")
        yield Text(zh=zh, en=en)
    yield (
        Text(zh=f"{vocabulary.name} 以“等”结尾，其他值请核对", en=f"{vocabulary.name} is open: check other values")
        if vocabulary.open
        else Text(zh=f"{vocabulary.name} 只有以上各值", en=f"{vocabulary.name} has no other value")
    )


def _same(text: str) -> Text:
    return Text(zh=text, en=text)
