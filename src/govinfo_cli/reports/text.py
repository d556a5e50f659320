"""The report for people at a screen: grouped by owner and entry, with the line, the basis and the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from unicodedata import east_asian_width

from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.visible import shown, visible

WORDS = {
    Severity.ERROR: Text(zh="错误", en="error"),
    Severity.WARNING: Text(zh="警告", en="warning"),
    Severity.INFO: Text(zh="提示", en="info"),
}
_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_OWN_FORM = Text(zh="本工具格式要求", en="the tool's own form")
_BASIS = Text(zh="依据", en="basis")
_HELP = Text(zh="改法", en="help")


def render(outcome: Outcome, lang: str, color: bool = False) -> str:
    """The findings in groups, then what was checked, the verdict and the next step."""
    parts = [
        "\n".join(_group(outcome, path, list(group), lang, color))
        for path, group in groupby(outcome.findings, lambda one: one.span.path)
    ]
    parts.append("\n".join(_summary(outcome, lang, color)))
    return "\n\n".join(parts) + "\n"


def _group(outcome: Outcome, path: str, findings: list[Diagnostic], lang: str, color: bool) -> Iterator[str]:
    yield _paint(heading(outcome, path), "1", color)
    for one in findings:
        word = WORDS[one.severity].of(lang)
        yield f"  {_paint(word, _COLORS[one.severity], color)}  {one.message.of(lang)}  [{one.rule}]"
        indent = "        "
        yield f"{indent}{visible(path)}:{one.span.line}:{one.span.column}"
        yield from (indent + line for line in _excerpt(one, color))
        for text, span in one.related:
            yield f"{indent}{text.of(lang)}  {visible(span.path)}:{span.line}:{span.column}"
        for kind, label in _basis(outcome, one, lang):
            yield f"{indent}{kind}  {label}"
        if one.help:
            first, *more = one.help.of(lang).split("\\n")
            yield f"{indent}{_HELP.of(lang)}  {first}"
            yield from (f"{indent}{' ' * (_width(_HELP.of(lang)) + 2)}{line}" for line in more)


def heading(outcome: Outcome, path: str) -> str:
    """人事局 · 在职职工基本信息（30304601/000012）; of a file that is no readable entry, its path."""
    title = outcome.titles.get(path)
    if title is None or not (title.name or title.code):
        return visible(path)
    head = " · ".join(shown(part) for part in (title.owner, title.name) if part)
    code = f"（{shown(title.code)}）" if title.code else ""
    return f"{head}{code}"


def _excerpt(one: Diagnostic, color: bool) -> Iterator[str]:
    span = one.span
    if one.source is None or (one.field and span.line == span.end_line and span.column == span.end_column):
        return  # what is missing at the top stands nowhere
    # What is hidden in the line is written out, so that the carets stand below what is meant.
    start = one.span.column - 1
    end = one.span.end_column - 1 if one.span.end_line == one.span.line else len(one.source)
    before, meant, after = visible(one.source[:start]), visible(one.source[start:end]), visible(one.source[end:])
    cut = max(0, _width(before) - 40)
    if cut:
        before = "…" + before[-36:]
    meant, after = meant[:80], after[: max(0, 90 - len(before) - len(meant))]
    number = f"{one.span.line:>4} │ "
    yield f"{number}{before}{meant}{after}".rstrip()
    carets = "^" * max(1, _width(meant))
    yield " " * (len(number) + _width(before)) + _paint(carets, _COLORS[one.severity], color)


def _basis(outcome: Outcome, one: Diagnostic, lang: str) -> Iterator[tuple[str, str]]:
    if not one.cites:
        yield _BASIS.of(lang), _OWN_FORM.of(lang)
    for cite in one.cites:
        article = outcome.profile.articles.get(cite)
        if article:
            yield (
                article.kind.of(lang),
                Text(zh=f"{article.label.zh}：{article.gist.zh}", en=f"{article.label.en}: {article.gist.en}").of(lang),
            )


def _summary(outcome: Outcome, lang: str, color: bool) -> Iterator[str]:
    counts = {severity: outcome.count(severity) for severity in reversed(Severity)}
    entries = len({one.span.path for one in outcome.findings})
    said_zh = "，".join(f"{WORDS[severity].zh} {count} 处" for severity, count in counts.items() if count)
    said_en = ", ".join(
        f"{count} {WORDS[severity].en}{'s' if count > 1 else ''}" for severity, count in counts.items() if count
    )
    clean = not outcome.findings
    zh = f"共检查 {outcome.checked} 条，按{outcome.profile_titles.zh}："
    en = f"{outcome.checked} entries checked against {outcome.profile_titles.en}: "
    zh += "没有发现问题。" if clean else f"{said_zh}，涉及 {entries} 条。"
    en += "no findings. " if clean else f"{said_en} in {entries} entr{'ies' if entries > 1 else 'y'}. "
    zh += "不通过，暂不能导出上传包。" if outcome.failed else "通过。"
    en += "Failed; no bundle can be exported yet." if outcome.failed else "Passed."
    if outcome.waived:
        zh += f"另有 {len(outcome.waived)} 处按例外清单放行。"
        en += f" {len(outcome.waived)} more are covered by waivers."
    yield _paint(Text(zh=zh, en=en).of(lang), "1;31" if outcome.failed else "1;32", color)
    if outcome.ignored:
        yield Text(
            zh=f"本次未检查：{'、'.join(outcome.ignored)}", en=f"left out of this run: {', '.join(outcome.ignored)}"
        ).of(lang)
    if outcome.findings:
        rest = len(outcome.findings) - outcome.fixable
        zh = f"catalog fix 可自动更正 {outcome.fixable} 处；" if outcome.fixable else ""
        en = f"catalog fix cures {outcome.fixable} by itself; " if outcome.fixable else ""
        zh += (
            ("其余按“改法”修改后再检查一次。" if outcome.fixable else "按“改法”修改后再检查一次。")
            if rest
            else "运行后再检查一次。"
        )
        en += "mend the rest as the help says and check again." if rest else "run it and check again."
        yield Text(zh=f"下一步：{zh}", en=f"Next: {en}").of(lang)


def _paint(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text


def _width(text: str) -> int:
    """How many cells of a terminal `text` takes."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
