"""What a class of changes is: its level, what stands behind it, who asks for a consent, and which changes fall under it."""

from __future__ import annotations

from collections.abc import Iterator

from govinfo_cli.change.judgement import ChangeClass, Level, Row, table_of
from govinfo_cli.diagnostic import Text
from govinfo_cli.explanation.subject import Library
from govinfo_cli.naming import fields_of

_LEVELS = {
    Level.BREAKING: Text(
        zh="重大变更（影响已有使用方，先征求意见）", en="breaking (affects those who use it: ask them first)"
    ),
    Level.ATTENTION: Text(zh="较大变更（须审核）", en="attention (to be reviewed)"),
    Level.INFO: Text(zh="一般变更（备查）", en="info (for the record)"),
}
_KINDS = {
    "added": Text(zh="新增", en="added"),
    "removed": Text(zh="删除或撤销", en="removed"),
    "moved": Text(zh="移动文件", en="moved"),
    "reordered": Text(zh="只调整次序", en="only put in another order"),
    "broken": Text(zh="关联的代码查无此条", en="a related code is gone"),
}
_DIRECTIONS = {
    "narrowed": Text(zh="收窄", en="narrowed"),
    "widened": Text(zh="扩大或放宽", en="widened"),
    "unshared": Text(zh="改为不予共享", en="made unshared"),
    "altered": Text(zh="有增有减", en="more here and less there"),
    "slower": Text(zh="放慢", en="slower"),
    "faster": Text(zh="加快", en="faster"),
    "shortened": Text(zh="缩短", en="shortened"),
    "lengthened": Text(zh="加长", en="lengthened"),
    "earlier": Text(zh="提前", en="earlier"),
    "later": Text(zh="推后", en="later"),
}
_TURNS = {
    "split": Text(zh="拆成几条", en="split into several"),
    "merged": Text(zh="并入另一条", en="merged into another"),
    "parted": Text(zh="从另一条拆出", en="split off from another"),
    "united": Text(zh="由几条合并而来", en="made of several"),
    "taken": Text(zh="移到另一条", en="taken over by another"),
}
_RECORDS = {
    "owners": Text(zh="提供方登记", en="register of owners"),
    "waivers": Text(zh="例外清单", en="waivers"),
    "withdrawn": Text(zh="停用代码", en="withdrawn codes"),
    "consents": Text(zh="意见记录", en="consents"),
    "catalog": Text(zh="目录设置", en="settings"),
    "schemas": Text(zh="自带规范", en="own profiles"),
}


def about(library: Library, name: str) -> Iterator[Text]:
    """The level, the contrary, and whether a consent is asked for."""
    one = table_of(library.profile).classes[name]
    level = _LEVELS[one.level]
    yield Text(zh=f"变更等级：{level.zh}", en=f"level: {level.en}")
    if one.mirror:
        mirror = table_of(library.profile).classes[one.mirror]
        yield Text(zh=f"反方向：{one.mirror}  {mirror.title.zh}", en=f"the contrary: {one.mirror}  {mirror.title.en}")
    shorts = [library.profile.shorts[profile] for profile in one.consent]
    yield Text(
        zh=f"{'、'.join(short.zh for short in shorts)}要求有同意意见"
        if shorts
        else "规范不要求谁同意；本单位可在 catalog.yaml 的 house: {consent: [" + name + "]} 里要求",
        en=f"{', '.join(short.en for short in shorts)} asks for a consent"
        if shorts
        else "no profile asks for a consent; a house may, in catalog.yaml: house: {consent: [" + name + "]}",
    )


def grounds(library: Library, name: str) -> Iterator[Text]:
    """The articles that stand behind it, each with its gist."""
    for cite in table_of(library.profile).classes[name].cites:
        article = library.profile.articles.get(cite)
        if article:
            yield Text(
                zh=f"{article.kind.zh}  {article.label.zh}：{article.gist.zh}",
                en=f"{article.kind.en}  {article.label.en}: {article.gist.en}",
            )


def members(library: Library, name: str) -> Iterator[Text]:
    """Which changes fall under it, a line a row."""
    rows = [row for row in table_of(library.profile).rows if row.name == name]
    rest = Text(zh="以上各类以外的变更", en="whatever else changes")
    told = [Text(*(_told(library, row, lang) or rest.of(lang) for lang in ("zh", "en"))) for row in rows]
    yield from dict.fromkeys(told)


def citing(library: Library, cite: str) -> Iterator[ChangeClass]:
    """The classes behind which an article stands."""
    return (one for one in table_of(library.profile).classes.values() if cite in one.cites)


def _told(library: Library, row: Row, lang: str) -> str:
    words = [_RECORDS[record].of(lang) for record in sorted(row.asks.get("record", ())) if record in _RECORDS]
    words += [_field(library, field, lang) for field in row.fields if field]
    for asked, known in (("kind", _KINDS), ("presence", _KINDS), ("direction", _DIRECTIONS), ("turn", _TURNS)):
        said = [known[word].of(lang) for word in sorted(row.asks.get(asked, ())) if word in known]
        words += ["、".join(said) if lang == "zh" else " or ".join(said)] if said else []
    return "  ".join(dict.fromkeys(words))


def _field(library: Library, field: str, lang: str) -> str:
    key = field.replace(".**", "").replace(".*", "")
    form = fields_of(library.profile.shape).get(key, {})
    return f"{form['title']}（{key}）" if lang == "zh" and "title" in form else field
