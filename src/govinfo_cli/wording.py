"""The words that every report shares: levels, headings, what a finding rests on, the verdict and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from govinfo_cli import rules
from govinfo_cli.catalog import is_entry_path
from govinfo_cli.diagnostic import Diagnostic, Severity, Text
from govinfo_cli.outcome import Outcome
from govinfo_cli.remarks import KINDS
from govinfo_cli.visible import shown, visible, visible_path

LEVELS = {
    Severity.ERROR: Text(zh="错误", en="error"),
    Severity.WARNING: Text(zh="警告", en="warning"),
    Severity.INFO: Text(zh="提示", en="info"),
}
# What a level asks of the reader; an info asks nothing.
DUTIES = {
    Severity.ERROR: Text(zh="必须改", en="must be mended"),
    Severity.WARNING: Text(zh="请核对", en="please check"),
}
HELP = Text(zh="改法", en="help")
RELATED = Text(zh="另见", en="see")
_OWN_FORM = Text(zh="本工具格式要求", en="the tool's own form")
_RECEIVER = Text(zh="目标平台的要求", en="what the receiving platform asks")


class Ground(NamedTuple):
    """What a finding rests on: `kind` is 依据 or 参照, and with `gist` None where it is the tool's own form."""

    kind: Text | None
    label: Text
    gist: Text | None = None

    def line(self, lang: str, gap: str) -> str:
        """依据  《管理办法》第十五条第（三）项, with `gap` behind the kind."""
        return f"{self.kind.of(lang)}{gap}{self.label.of(lang)}" if self.kind else self.label.of(lang)


def title(rule: str) -> Text:
    """The title of a rule, of a kind of remark of an import, or of what a verification finds; its name where it has none."""
    if rule in KINDS:
        return KINDS[rule][1]
    if rule.startswith("bundle-"):
        from govinfo_cli import irregularity

        return irregularity.KINDS[rule][1]
    try:
        return rules.rule(rule).TITLE
    except KeyError:
        return Text(zh=rule, en=rule)


def colon(lang: str) -> str:
    """What stands between a word and what it introduces."""
    return ": " if lang == "en" else "："


def heading(outcome: Outcome, path: str) -> Text:
    """人事局 · 在职职工基本信息（30304601/000012）; of a file that is no readable entry, its path."""
    title = outcome.titles.get(path)  # of an entry among many in a table, the key that its findings bear
    if title is None or not (title.name or title.code):
        return Text(zh=visible_path(path), en=visible_path(path))
    head = " · ".join(shown(part) for part in (title.owner, title.name) if part)
    if not title.code:
        return Text(zh=head, en=head)
    code = shown(title.code)
    return Text(zh=f"{head}（{code}）" if head else code, en=f"{head} ({code})" if head else code)


def grounds(outcome: Outcome, one: Diagnostic) -> Iterator[Ground]:
    """What `one` rests on, the articles in their order; the tool's own form where it cites nothing."""
    if not one.cites:
        yield Ground(None, _RECEIVER if one.rule.startswith("target-") else _OWN_FORM)
    for cite in one.cites:
        article = outcome.profile.articles.get(cite)
        if article:
            yield Ground(article.kind, article.label, article.gist)


def counted(counts: dict[Severity, int]) -> Text:
    """错误 2 处，警告 3 处: how many there are of each level, without those of which there are none."""
    there = [(LEVELS[level], counts[level]) for level in sorted(counts, reverse=True) if counts[level]]
    return Text(
        zh="，".join(f"{word.zh} {count} 处" for word, count in there),
        en=", ".join(f"{count} {word.en}{'s' if count > 1 and word.en != 'info' else ''}" for word, count in there),
    )


def passed(outcome: Outcome) -> Text:
    """The verdict in a word."""
    return Text(zh="不通过", en="failed") if outcome.failed else Text(zh="通过", en="passed")


def verdict(outcome: Outcome) -> Text:
    """What was checked, by which profiles, what was found and what that means, in one line."""
    looked, by = _looked_at(outcome), outcome.profile_titles
    zh, en = f"{looked.zh}，按{by.zh}：", f"{looked.en} checked against {by.en}: "
    if outcome.findings:
        said, where = counted({level: outcome.count(level) for level in Severity}), _where(outcome)
        zh, en = f"{zh}{said.zh}，涉及 {where.zh}。", f"{en}{said.en} in {where.en}. "
    else:
        zh, en = f"{zh}没有发现问题。", f"{en}no findings. "
    errors = outcome.count(Severity.ERROR) > 0
    if outcome.table is not None:
        zh += "不通过。" if outcome.failed else "通过。"
        en += "Failed." if outcome.failed else "Passed."
    elif outcome.failed:
        zh += "不通过，暂不能导出上传包。" if errors else "不通过。"
        en += "Failed; no bundle can be exported yet." if errors else "Failed."
    else:
        zh += "通过，但有错误，暂不能导出上传包。" if errors else "通过。"
        en += "Passed, but with errors no bundle can be exported yet." if errors else "Passed."
    if outcome.waived:
        zh += f"另有 {len(outcome.waived)} 处按例外清单放行。"
        en += f" {len(outcome.waived)} more {'is' if len(outcome.waived) == 1 else 'are'} covered by waivers."
    return Text(zh=zh, en=en)


def _looked_at(outcome: Outcome) -> Text:
    """共检查 3 条（目录共 1204 条）; of a change, 本次变更涉及 3 条（目录共 1204 条），另撤销 1 条; or it only
    takes away: 本次变更撤销 1 条（目录还有 1203 条）."""
    since, among = outcome.since, outcome.checked != outcome.entries
    zh, en = (f"（目录共 {outcome.entries} 条）", f" of {outcome.entries}") if among else ("", "")
    if since is None:
        return Text(zh=f"共检查 {outcome.checked} 条{zh}", en=f"{_entries(outcome.checked)}{en}")
    if since.removed and not since.changed:
        left = f"{outcome.entries} left" if outcome.entries else "none left"
        return Text(
            zh=f"本次变更撤销 {since.removed} 条（目录还有 {outcome.entries} 条）",
            en=f"{_entries(since.removed)} removed ({left})",
        )
    changed = Text(zh=f"本次变更涉及 {since.changed} 条{zh}", en=f"{_entries(since.changed)}{en} changed")
    if not since.removed:
        return Text(zh=changed.zh, en=f"{changed.en},")
    return Text(zh=f"{changed.zh}，另撤销 {since.removed} 条", en=f"{changed.en}, {since.removed} removed,")


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"


def _where(outcome: Outcome) -> Text:
    if outcome.table is not None:
        rows = len({one.about for one in outcome.findings} - {None})
        name = visible(outcome.table.rpartition("/")[2])
        return Text(zh=f"{rows} 条", en=_entries(rows)) if rows else Text(zh=name, en=name)
    paths = {one.span.path for one in outcome.findings}
    entries = sum(map(is_entry_path, paths))
    # The records beside the entries are few and go by their names.
    records = [visible(path.removeprefix("catalog/")) for path in sorted(paths) if not is_entry_path(path)]
    return Text(
        zh="、".join(([f"{entries} 条"] if entries else []) + records),
        en=", ".join(([_entries(entries)] if entries else []) + records),
    )


def limits(outcome: Outcome) -> Iterator[Text]:
    """How this run checked, and what it left aside because it was asked to, a sentence each."""
    yield from outcome.notes
    if outcome.selected:
        yield Text(
            zh=f"本次只检查：{'、'.join(outcome.selected)}",
            en=f"only these rules were run: {', '.join(outcome.selected)}",
        )
    if outcome.ignored:
        yield Text(
            zh=f"本次未检查：{'、'.join(outcome.ignored)}", en=f"left out of this run: {', '.join(outcome.ignored)}"
        )
    if outcome.fail_on is None:
        yield Text(zh="本次有问题也算通过（--fail-on never）", en="findings do not fail this run (--fail-on never)")
    elif outcome.fail_on is not Severity.ERROR:
        word, option = LEVELS[outcome.fail_on], f"--fail-on {outcome.fail_on.word}"
        yield Text(zh=f"本次有“{word.zh}”即不通过（{option}）", en=f"this run fails at {word.en} and above ({option})")


def next_step(outcome: Outcome) -> Text | None:
    """What to do now; None where there is nothing to do."""
    if not outcome.findings:
        return None
    fixable = outcome.fixable
    if not fixable:
        return Text(zh="下一步：按“改法”修改后再检查一次。", en="Next: mend them as the help says and check again.")
    zh, en = f"下一步：catalog fix 可自动更正 {fixable} 处", f"Next: catalog fix cures {fixable} by itself"
    if fixable == len(outcome.findings):
        return Text(zh=f"{zh}；运行后再检查一次。", en=f"{en}; run it and check again.")
    return Text(zh=f"{zh}；其余按“改法”修改后再检查一次。", en=f"{en}; mend the rest as the help says and check again.")


def fitted(opening: str, pieces: Iterable[str], closing: str, room: int) -> tuple[str, int]:
    """As many of `pieces` as fit into `room` characters with what stands around them, and how many those are."""
    room -= len(opening) + len(closing)
    kept: list[str] = []
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            break
        kept.append(piece)
    return (opening + "".join(kept) + closing, len(kept)) if kept else ("", 0)
