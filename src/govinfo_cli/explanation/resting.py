"""What rests on what: the profiles' rows about a rule, a field or an article, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from govinfo_cli import rules
from govinfo_cli.article import Article
from govinfo_cli.diagnostic import Severity, Text
from govinfo_cli.explanation.subject import Library
from govinfo_cli.layer import Row
from govinfo_cli.naming import fields_of
from govinfo_cli.wording import LEVELS


def asked(library: Library, rule: str) -> Iterator[Text]:
    """Each profile's demand: its level, of which fields, under which condition, and what it cites."""
    if rule in library.levels:
        level = LEVELS[Severity.of(library.levels[rule])]
        yield Text(
            zh=f"catalog.yaml 把等级定为：{level.zh}（规范的错误不降级）",
            en=f"catalog.yaml sets the level to {level.en} (an error of a regulation is not lowered)",
        )
    for row in library.profile.rows(rule):
        level = _level(library, row)
        among = [_named(library, key) for key in dict.fromkeys(field.replace(".*", "") for field in row.fields) if key]
        when = [(_named(library, field), "、".join(values)) for field, values in row.params.get("when", {}).items()]
        yield Text(
            zh=level.zh
            + ("  " + "、".join(name.zh for name in among) if among else "")
            + "".join(f"，{name.zh}为{values}时" for name, values in when),
            en=level.en
            + ("  " + ", ".join(name.en for name in among) if among else "")
            + "".join(f", where {name.en} is {values}" for name, values in when),
        )
        yield from (Text(zh=f"    {line.zh}", en=f"    {line.en}") for line in cited(library, [row]))


def _named(library: Library, key: str) -> Text:
    """共享类型（share.type）; a glob as it stands."""
    form = fields_of(library.profile.shape).get(key, {})
    return Text(zh=f"{form['title']}（{key}）" if "title" in form else key, en=key)


def _level(library: Library, row: Row) -> Text:
    level, short = LEVELS[row.level], library.profile.shorts[row.profile]
    zh, en = f"{short.zh}  {level.zh}", f"{short.en}  {level.en}"
    if not row.waivable:
        zh, en = f"{zh}，不得列为例外", f"{en}, cannot be waived"
    if not any(_key(one) == _key(row) for one in library.applied.rows(row.rule)):
        zh, en = f"{zh}（本目录未采用）", f"{en} (not applied in this catalogue)"
    return Text(zh, en)


def _key(row: Row) -> tuple:
    return (row.profile, row.level, row.cites, row.fields)


def by_rule(library: Library, rows: Iterable[Row]) -> Iterator[Text]:
    """A line a rule, with the level of each profile whose row is among `rows`."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.rule, []).append(row)
    for rule, own in grouped.items():
        title = rules.rule(rule).TITLE
        levels = dict.fromkeys(_level(library, row) for row in own)
        zh = "；".join(level.zh.replace("  ", "：") for level in levels)
        en = "; ".join(level.en.replace("  ", ": ") for level in levels)
        yield Text(zh=f"{rule}  {title.zh}（{zh}）", en=f"{rule}  {title.en} ({en})")


def cited(library: Library, rows: Iterable[Row]) -> Iterator[Text]:
    """The articles that the rows cite, each once, with its gist."""
    for cite in dict.fromkeys(cite for row in rows for cite in row.cites):
        article: Article | None = library.profile.articles.get(cite)
        if article:
            yield Text(
                zh=f"{article.kind.zh}  {article.label.zh}：{article.gist.zh}",
                en=f"{article.kind.en}  {article.label.en}: {article.gist.en}",
            )


def covered(library: Library, row: Row) -> list[str]:
    """The fields that a row names; none where it speaks of any."""
    if not row.fields or "*" in row.fields:
        return []
    patterns = library.profile.shape.fields
    return list(dict.fromkeys(pattern.replace(".*", "") for pattern in patterns if row.covers(pattern)))
