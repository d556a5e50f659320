"""An anchor, an alias, a merge key or a type tag: YAML's ways to say something elsewhere or otherwise."""

from govinfo_cli.diagnostic import Text
from govinfo_cli.finding import Finding
from govinfo_cli.visible import shown

TITLE = Text(zh="用了引用或类型标签", en="alias or tag")
BROKEN = RECORDS = True

_WHAT = {
    "alias": Text(zh="引用", en="an alias"),
    "anchor": Text(zh="锚点", en="an anchor"),
    "merge": Text(zh="合并键", en="a merge key"),
    "tag": Text(zh="类型标签", en="a type tag"),
}
_HELP = {
    "alias": Text(
        zh="把所指的内容在这里照写一遍；“*”是正文的，整段内容加英文引号",
        en="write here again what it points to; if '*' is part of the text, put the text in quotes",
    ),
    "anchor": Text(
        zh="删去“&”和后面的名字；“&”是正文的，整段内容加英文引号",
        en="delete '&' and the name behind it; if '&' is part of the text, put the text in quotes",
    ),
    "merge": Text(zh="把要并入的填报项在这里照写一遍", en="write here again the fields that it merges"),
    "tag": Text(
        zh="删去“!”开头的标签；“!”是正文的，整段内容加英文引号",
        en="delete the tag; if '!' is part of the text, put the text in quotes",
    ),
}


def check(entry, settings, rows):
    """One finding each; every value of an entry stands where it is read."""
    document = entry.document
    problems = [one for one in document.problems if one.rule == "alias-or-tag"]
    anchors = {document.text[one.start : one.end] for one in problems if one.detail == "anchor"}
    for problem in problems:
        line, what = document.position(problem.start)[0], _WHAT[problem.detail]
        text = document.text[problem.start : problem.end]
        said = shown("<<" if problem.detail == "merge" else text)
        if problem.detail == "alias" and f"&{text[1:]}" not in anchors:
            yield _starred(document, problem, line, said)
            continue
        yield Finding(
            Text(
                zh=f"第 {line} 行：用了{what.zh}“{said}”，内容应当直接写出来",
                en=f"line {line}: {what.en} '{said}'; write the content itself",
            ),
            place=(problem.start, problem.end),
            help=_HELP[problem.detail],
        )


def _starred(document, problem, line, said):
    """What points to nothing was hardly meant to point."""
    return Finding(
        Text(
            zh=f"第 {line} 行：“{said}”以“*”打头，会被当成引用",
            en=f"line {line}: '{said}' begins with '*', which makes it an alias",
        ),
        place=(problem.start, problem.end),
        help=Text(zh='整段内容前后加英文引号，写成  键名: "*…"', en='put the whole text in quotes:  key: "*…"'),
    )
